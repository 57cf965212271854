/// Keys of configurations that cost nothing that is counted, as the configuration classes of Transformers name them. What
/// stands neither here nor in what a family asks for is told as unknown.
enum FreeKeys {
  static func contains(_ key: String) -> Bool { all.contains(key) || key.hasPrefix("_") }

  private static let all = Set(groups.joined().flatMap { $0.split(separator: " ").map(String.init) })

  private static let groups: [[String]] = [
    // What any configuration may say of itself and of generation.
    [
      "model_type architectures auto_map name_or_path transformers_version torch_dtype dtype use_cache",
      "return_dict return_dict_in_generate output_attentions output_hidden_states output_scores",
      "is_encoder_decoder is_decoder cross_attention_hidden_size tie_encoder_decoder",
      "bos_token_id eos_token_id pad_token_id unk_token_id sep_token_id decoder_start_token_id prefix",
      "forced_bos_token_id forced_eos_token_id bad_words_ids suppress_tokens begin_suppress_tokens",
      "max_length min_length max_new_tokens do_sample early_stopping num_beams num_beam_groups",
      "diversity_penalty temperature top_k top_p typical_p repetition_penalty length_penalty",
      "no_repeat_ngram_size encoder_no_repeat_ngram_size num_return_sequences exponential_decay_length_penalty",
      "remove_invalid_values chunk_size_feed_forward pruned_heads torchscript use_bfloat16 tf_legacy_loss",
      "finetuning_task task_specific_params problem_type id2label label2id num_labels tokenizer_class",
      "cache_implementation attn_implementation gradient_checkpointing attn_config pad_key_length",
    ],
    // Which tokens stand for images and sound; their encoders are told of by their own keys.
    [
      "image_token_index image_token_id boi_token_index eoi_token_index boi_token_id eoi_token_id mm_tokens_per_image",
      "video_token_id video_token_index vision_start_token_id vision_end_token_id vision_token_id audio_token_id",
      "vision_feature_layer vision_feature_select_strategy image_seq_length projector_hidden_act",
    ],
    // Heads for classification.
    [
      "summary_type summary_use_proj summary_activation summary_proj_to_labels summary_first_dropout",
      "classifier_dropout classifier_bias classifier_activation",
    ],
    // How weights begin, and constants that are multiplied with or added.
    [
      "initializer_range init_std initializer_cutoff_factor layer_norm_epsilon layer_norm_eps rms_norm_eps",
      "norm_epsilon norm_eps norm_type layernorm_epsilon embedding_multiplier attention_multiplier",
      "residual_multiplier logits_scaling logit_scale query_pre_attn_scalar routed_scaling_factor",
      "scale_attn_weights scale_attn_by_inverse_layer_idx reorder_and_upcast_attn attention_softmax_in_fp32",
      "scale_attention_softmax_in_fp32 apply_residual_connection_post_layernorm mup_width_multiplier",
      "swiglu_limit swiglu_alpha clip_qkv softmax_scale embedding_fraction learned_pos_emb",
    ],
    // Positions without parameters.
    [
      "rope_theta rope_scaling rope_parameters rope_local_base_freq rotary_emb_base rope_interleave rotary",
      "rope_interleaved use_rotary rotary_scaling rotary_base use_mrope no_rope_layers no_rope_layer_interval",
      "original_max_position_embeddings initial_context_length offset_alibi max_sequence_length",
      "use_bidirectional_attention position_embedding_type rope_ratio rope_pct rotary_pct rotary_scaling_factor",
    ],
    // Which tokens attend, and dropout that costs nothing where it is 0.
    [
      "sliding_window sliding_window_pattern max_window_layers use_sliding_window layer_types attention_layers",
      "attention_types layerdrop activation_dropout activation_function hidden_act hidden_activation",
      "attention_dropout resid_pdrop embd_pdrop",
    ],
    // How experts are chosen and trained.
    [
      "output_router_logits router_aux_loss_coef router_jitter_noise router_z_loss_coef aux_loss_alpha seq_aux",
      "topk_method topk_group n_group scoring_func moe_layer_freq norm_topk_prob ep_size first_k_dense_replace",
      "expert_capacity jitter_noise input_jitter_noise expert_aux_loss_coef",
    ],
    // What other programs left there.
    [
      "pretraining_tp slow_but_exact masked_softmax_fusion bias_dropout_fusion skip_bias_add skip_bias_add_qkv",
      "inference_runner max_batch_size init_device init_config mlp_type qk_head_dim verbose fused_bias_fc",
      "use_flash_attention use_flash_attn flash_attn fp32_attention attn_softmax_bf16 logit_scale_factor",
      "tensor_parallel_size unsloth_version unsloth_fixed",
      "tokenizer_name rescale_every kv_channels padded_vocab_size model_max_length full_attn_mod",
      "interpolate_factor layer_switch order_of_interleaved_layers use_embedding_sharing use_gated_activation",
      "use_parallel_block use_parallel_embedding",
    ],
  ]
}
