"""Makes peak_small.json and peak_hf.json: live bytes over real training steps on the CPU, for many settings of the
reference model, and for models of Transformers.

    python peak_small.py FOLDER_OF_reference_lm.py > peak_small.json
    python peak_small.py FOLDER_OF_reference_lm.py hf_small.json > peak_hf.json

Needs torch 2.15, and for the second transformers 5.23. Every storage that an operation returns is followed by a weak reference until it is gone; `peak` is
the most that is alive right after an operation. Three AdamW steps; the third is written down.
"""
import dataclasses, json, random, sys, warnings, weakref

sys.path.insert(0, sys.argv[1])
warnings.filterwarnings("ignore")
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from reference_lm import LM, Cfg, count_params


class Live(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.sizes, self.live, self.log = {}, 0, []

    def follow(self, tensor):
        storage = tensor.untyped_storage()
        key, size = storage._cdata, storage.nbytes()
        if key in self.sizes: return
        self.sizes[key] = size
        self.live += size
        weakref.finalize(storage, self.forget, key, size)

    def forget(self, key, size):
        self.sizes.pop(key, None)
        self.live -= size

    def __torch_dispatch__(self, op, types, args=(), kwargs=None):
        result = op(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor): self.follow(leaf)
        self.log.append((str(op).replace("aten.", ""), self.live))
        return result

    def phase(self, work):
        start, first = self.live, len(self.log)
        result = work()
        ops = self.log[first:]
        op, peak = max(ops, key=lambda entry: entry[1])
        return result, dict(start=start, peak=peak, peak_op=op, end=self.live)


def steps(build, loss_of, prec="fp32", adamw={}, zero_grad="none_before"):
    """Three steps; what was alive in each phase of the third."""
    torch.manual_seed(0)
    live = Live()
    with live:
        model = build()
        optimizer = torch.optim.AdamW(model.parameters(), **adamw)
        for _ in range(3):
            optimizer.zero_grad(set_to_none=zero_grad == "none_before")
            work = loss_of(model)  # and with it the ids, as a loader would
            with torch.autocast("cpu", torch.bfloat16, enabled=prec == "amp"):
                loss, forward = live.phase(work)
            _, backward = live.phase(loss.backward)
            del loss
            _, step = live.phase(optimizer.step)
    return {"s2.forward": forward, "s2.backward": backward, "s2.optimizer": step}


def measure(name, cfg, B, T, prec="fp32", adamw={}, zero_grad="none_before"):
    cfg = Cfg(**cfg)

    def build():
        return LM(cfg).to(torch.bfloat16 if prec == "bf16" else torch.float32)

    def loss_of(model):
        tokens, targets = (torch.randint(0, cfg.vocab_size, (B, T)) for _ in range(2))
        return lambda: model(tokens, targets)

    live = steps(build, loss_of, prec, adamw, zero_grad)
    return dict(name=name, cfg=dataclasses.asdict(cfg), B=B, T=T, mode=dict(dev="cpu", prec=prec), adamw=adamw,
                zero_grad=zero_grad, params=count_params(cfg)["total"],
                live=live)


def measure_transformers(record):
    from transformers import AutoConfig, AutoModelForCausalLM
    config = AutoConfig.for_model(**record["config"])

    def build():
        model = AutoModelForCausalLM.from_config(config, attn_implementation=record["attn"])
        if record["experts"]: model.set_experts_implementation(record["experts"])
        return model.train()

    def loss_of(model):
        tokens = torch.randint(0, config.vocab_size, (record["B"], record["T"]))
        return lambda: model(tokens, labels=tokens, use_cache=False).loss

    return {name: record[name] for name in ("name", "config", "attn", "experts", "B", "T")} | dict(
        live=steps(build, loss_of))


BASE = dict(vocab_size=500, context_length=64, num_layers=3, d_model=64, num_heads=4, d_ff=176)
NAMED = dict(
    plain={}, small_vocab=dict(vocab_size=50, d_ff=32), small_vocab_sdpa=dict(vocab_size=50, d_ff=32, attention="sdpa"),
    ln_gelu=dict(norm="layernorm", ffn="gelu_tanh", bias_qkv=True, bias_o=True, bias_ffn=True, tied=True,
                 position="learned"),
    fused_norm=dict(vocab_size=50, norm="rmsnorm_fused", attention="sdpa", d_ff=32),
    plain_softmax=dict(softmax_impl="plain", vocab_size=50), plain_loss=dict(loss="plain", vocab_size=3000),
    tied=dict(vocab_size=3000, tied=True), relu2=dict(ffn="relu2", vocab_size=60, attention="sdpa", d_ff=512),
    gqa=dict(num_kv_heads=2, vocab_size=60), checkpointed=dict(checkpoint=True, vocab_size=60),
    interleaved_sdpa=dict(position="rope_interleaved", attention="sdpa", vocab_size=60),
    wide=dict(d_model=256, d_ff=1024, vocab_size=60, attention="sdpa"), dropout=dict(dropout=0.1, vocab_size=60))
CHOICES = dict(
    norm=["rmsnorm_plain", "rmsnorm_fused", "layernorm", "layernorm_nobias"],
    ffn=["swiglu", "geglu_erf", "geglu_tanh", "gelu_tanh", "gelu_erf", "relu", "silu", "relu2"],
    attention=["eager", "sdpa"], position=["rope", "rope_interleaved", "learned", "none"],
    softmax_impl=["fused", "plain"], mask_impl=["buffer", "computed", "where_computed"],
    scale_impl=["div", "mul", "q"], loss=["fused", "fused", "plain"], silu_impl=["fused", "plain"],
    tied=[False, True], bias_qkv=[False, True], bias_o=[False, True], bias_ffn=[False, True],
    qk_norm=[False, False, True], checkpoint=[False, False, False, True], qkv_fused=[False, False, True],
    dropout=[0.0, 0.0, 0.1], num_layers=[1, 2, 5], vocab_size=[50, 300, 1500], d_ff=[32, 100, 300, 700])


def drawn(draw):
    cfg = {name: draw.choice(values) for name, values in CHOICES.items()}
    heads, d_head, T = draw.choice([2, 4, 8]), draw.choice([8, 16, 32]), draw.choice([16, 48, 96])
    cfg.update(num_heads=heads, num_kv_heads=draw.choice([heads, heads, heads // 2]), d_model=heads * d_head,
               context_length=draw.choice([T, 2 * T]))
    return cfg, draw.choice([1, 2, 4]), T


def reference_records():
    records = [measure(f"{name}_{prec}", {**BASE, **cfg}, B, T, prec)
               for name, cfg in NAMED.items() for prec in ("fp32", "amp", "bf16") for B, T in [(1, 16), (4, 64)]]
    for name in ("plain", "wide", "tied"):
        cfg = {**BASE, **NAMED[name]}
        records += [measure(f"{name}_kept", cfg, 1, 16, zero_grad="zero_before"),
                    measure(f"{name}_foreach", cfg, 1, 16, adamw=dict(foreach=True)),
                    measure(f"{name}_fused", cfg, 1, 16, adamw=dict(fused=True))]
    draw = random.Random(7)
    for index in range(90):
        precision = ("fp32", "amp", "bf16")[index // 50 + index // 70]
        records.append(measure(f"drawn_{index}", *drawn(draw), prec=precision))
    return records


def main():
    if len(sys.argv) > 2:
        records = [measure_transformers(record) for record in json.load(open(sys.argv[2]))["records"]
                   if record["prec"] == "fp32"]
    else:
        records = reference_records()
    meta = dict(torch=torch.__version__, what="live bytes over real training steps on CPU, the third of three")
    print('{"meta":' + json.dumps(meta) + ',"records":[\n' + ",\n".join(
        json.dumps(record, separators=(",", ":")) for record in records) + "]}")


if __name__ == "__main__": main()
