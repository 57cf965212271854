/// Names that other tools have for inputs: who assigns to one of them means the input.
///
/// From the command lines of Megatron-LM, DeepSpeed, torchtitan and nanoGPT, and from configurations of Transformers.
enum Synonyms {
  /// In small letters; a row for each input.
  private static let rows = [
    "num_accelerators": "num_gpus n_gpus ngpus gpus num_devices world_size",
    "tp": "tensor_parallel tensor_parallel_size tensor_parallel_degree tensor_model_parallel_size "
      + "tp_size",
    "pp": "pipeline_parallel pipeline_parallel_size pipeline_parallel_degree pipeline_model_parallel_size "
      + "pp_size",
    "vp": "virtual_pipeline virtual_pipeline_model_parallel_size vpp",
    "cp": "context_parallel context_parallel_size context_parallel_degree cp_size",
    "ep": "expert_parallel expert_parallel_size expert_model_parallel_size ep_size",
    "dp": "data_parallel data_parallel_size dp_size",
    "zero": "zero_stage",
    "micro_batch_size": "mbs micro_batch train_micro_batch_size_per_gpu per_device_train_batch_size",
    "batch_size": "gbs global_batch_size global_batch train_batch_size",
    "sequence_length": "seq_len seq_length seqlen max_seq_len max_seq_length",
    "context_length": "n_ctx n_positions max_position_embeddings",
    "num_layers": "n_layer n_layers num_hidden_layers",
    "d_model": "hidden_size n_embd",
    "num_heads": "n_head n_heads num_attention_heads",
    "num_kv_heads": "n_kv_heads num_key_value_heads num_query_groups",
    "d_head": "head_dim",
    "d_ff": "intermediate_size ffn_hidden_size ffn_dim",
    "num_experts": "num_local_experts n_routed_experts",
    "experts_per_token": "num_experts_per_tok moe_router_topk",
    "recompute": "activation_checkpointing gradient_checkpointing recompute_granularity",
  ]

  /// What a name of another tool is called here.
  static let inputs: [String: String] = rows.reduce(into: [:]) { found, row in
    for name in row.value.split(separator: " ") { found[String(name)] = row.key }
  }
}
