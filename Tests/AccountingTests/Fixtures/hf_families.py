"""Makes hf_families.json: what autograd keeps of one small model of each family of Transformers.

    python hf_families.py FOLDER_OF_CONFIGURATIONS > hf_families.json

Needs torch 2.15 and transformers 5.23. Every configuration is made small, and run forward in training with
saved_tensors_hooks; storages count once, without parameters, buffers and the ids given. What Transformers refuses to
build at that size is left out.
"""
import glob, json, os, sys, warnings

warnings.filterwarnings("ignore")
import torch, transformers
from transformers import AutoConfig, AutoModelForCausalLM

transformers.logging.set_verbosity_error()
B, T, HEADS = 2, 12, 4
SMALL = {
    64: "hidden_size n_embd d_model word_embed_proj_dim max_position_embeddings n_positions max_seq_len n_ctx",
    HEADS: "num_attention_heads n_head n_heads", 2: "num_hidden_layers n_layer n_layers num_layers",
    96: "intermediate_size n_inner ffn_dim vocab_size", 32: "moe_intermediate_size", 48: "shared_expert_intermediate_size",
    16: "head_dim kv_lora_rank qk_nope_head_dim v_head_dim query_pre_attn_scalar", 24: "q_lora_rank",
    8: "num_local_experts num_experts n_routed_experts qk_rope_head_dim sliding_window rotary_dim", 1: "topk_group",
    0: "pad_token_id bos_token_id eos_token_id"}
MORE = dict(num_experts_per_tok=2, first_k_dense_replace=1, n_group=2)


def small(config):
    heads = next((config[name] for name in SMALL[HEADS].split() if config.get(name)), None)
    own_keys = config.get("num_key_value_heads")
    for value, names in SMALL.items():
        for name in names.split():
            if config.get(name) is not None: config[name] = value
    for name, value in MORE.items():
        if config.get(name) is not None: config[name] = value
    if own_keys is not None: config["num_key_value_heads"] = HEADS if own_keys == heads else min(own_keys, 2)
    if "layer_types" in config: config["layer_types"] = config["layer_types"][:2]
    if "mlp_only_layers" in config: config["mlp_only_layers"] = []
    if isinstance(config.get("text_config"), dict): config["text_config"] = small(config["text_config"])
    rope = config.get("rope_parameters")
    if isinstance(rope, dict) and "rope_type" in rope:
        kept = {name: rope[name] for name in ("rope_theta", "partial_rotary_factor") if name in rope}
        config["rope_parameters"] = kept | {"rope_type": "default"}
    for name in ("rope_scaling", "quantization_config", "torch_dtype", "dtype"): config.pop(name, None)
    return config


def measure(name, config, attention):
    torch.manual_seed(0)
    built = AutoConfig.for_model(**config)
    model = AutoModelForCausalLM.from_config(built, attn_implementation=attention).float().train()
    tokens = torch.randint(0, built.get_text_config().vocab_size, (B, T))
    own = {tensor.untyped_storage()._cdata for tensor in [*model.parameters(), *model.buffers(), tokens]}
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage._cdata not in own: kept[storage._cdata] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model(tokens, labels=tokens, use_cache=False)
    return dict(name=name, attn=attention, B=B, T=T, config=json.dumps(config),
                params=sum(parameter.numel() for parameter in model.parameters()),
                saved=sum(size for size, _ in kept.values()))


records, seen = [], set()
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.json"))):
    config = small(json.load(open(path)))
    for attention in ("eager", "sdpa"):
        try:
            record = measure(os.path.basename(path)[:-5], config, attention)
        except (ValueError, RuntimeError, KeyError, AttributeError, TypeError):
            continue
        key = (config["model_type"], attention, record["params"], record["saved"])
        if key not in seen: records.append(record)
        seen.add(key)
meta = dict(torch=torch.__version__, transformers=transformers.__version__, what="bytes that autograd keeps, fp32, CPU")
print('{"meta":' + json.dumps(meta) + ',"records":[\n' + ",\n".join(
    json.dumps(record, separators=(",", ":")) for record in records) + "]}")
