"""Makes frozen.json: what autograd keeps and computes where parts of reference_lm are frozen, with and without LoRA
adapters, and the peak of a training step.

    python frozen.py FOLDER_OF_reference_lm.py [--peft] > frozen.json

Needs torch 2.15. Each storage that autograd holds after the forward pass is counted once, without parameters, buffers
and Python's scalars. FLOPs are those of torch.utils.flop_counter. --peft builds every model in float32 and amp that has
adapters with peft (0.21.2) too, and compares.
"""
import collections, contextlib, dataclasses, json, sys, weakref
from peak_small import steps  # puts the folder in sys.path
import torch
import torch.nn as nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode
from reference_lm import Cfg, LM

ATTENTION = ["q_proj", "k_proj", "v_proj", "qkv_proj", "o_proj"]
TARGETS = dict(qv=["q_proj", "v_proj", "qkv_proj"], attention=ATTENTION,
               all_linear=ATTENTION + ["gate_proj", "up_proj", "down_proj"])


class LoRALinear(nn.Module):
    """The forward pass of peft's lora.Linear, in plain modules."""
    def __init__(self, base, rank, dropout):
        super().__init__()
        self.base, self.scaling = base, 2.0
        self.lora_A = nn.Linear(base.in_features, rank, bias=False)
        self.lora_B = nn.Linear(rank, base.out_features, bias=False)
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()

    def forward(self, x):
        result = self.base(x)
        x = x.to(self.lora_A.weight.dtype)
        result = result + self.lora_B(self.lora_A(self.dropout(x))) * self.scaling
        return result


def adapt(model, targets, rank, dropout):
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if name in targets and isinstance(child, nn.Linear):
                setattr(module, name, LoRALinear(child, rank, dropout))


def adapt_with_peft(model, targets, rank, dropout):
    from peft import LoraConfig, inject_adapter_in_model
    inject_adapter_in_model(
        LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=dropout, target_modules=targets), model)


def is_trained(training, name, tied):
    return dict(all=True, adapters="lora_" in name,
                head=name == "lm_head.weight" or tied and name == "tok_emb.weight",
                above_embeddings="_emb." not in name, biases=name.endswith("bias"), norms="norm" in name)[training]


def build(case, adapt=adapt):
    torch.manual_seed(0)
    model = LM(Cfg(**case["cfg"]))
    if "lora_rank" in case:
        adapt(model, TARGETS[case["lora_targets"]], case["lora_rank"], case.get("lora_dropout", 0))
    if case["prec"] == "bf16": model.to(torch.bfloat16)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(is_trained(case["training"], name, model.c.tied))
    return model.train()


def autocast(case): return torch.autocast("cpu", torch.bfloat16, enabled=case["prec"] == "amp")


def key(tensor): return tensor.untyped_storage().data_ptr()


class Casts(TorchDispatchMode):
    """Notes the copies of parameters that autocast makes, and holds them, so that nothing else gets their addresses."""
    def __init__(self, parameters):
        super().__init__()
        self.parameters, self.copies = parameters, {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if function is torch.ops.aten._to_copy.default and key(args[0]) in self.parameters:
            self.copies[key(result)] = result
        return result


class Held:
    """What a pack hook hands out for a tensor: lives as long as autograd holds it."""
    def __init__(self, tensor): self.tensor = tensor


def saved(case, model, tokens, targets):
    held = weakref.WeakSet()

    def pack(tensor):
        box = Held(tensor)
        held.add(box)
        return box

    parameters = {key(p) for p in model.parameters()}
    seen = parameters | {key(b) for b in model.buffers()}
    casts = Casts(parameters)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor), casts, autocast(case):
        loss = model(tokens, targets)
    totals, sizes = collections.Counter(activation=0, weight_cast=0, input=0), collections.Counter()
    for tensor in [box.tensor for box in held]:
        if key(tensor) in seen or tensor.dtype == torch.float64: continue
        seen.add(key(tensor))
        size = tensor.untyped_storage().nbytes()
        is_input = key(tensor) in (key(tokens), key(targets))
        totals["weight_cast" if key(tensor) in casts.copies else "input" if is_input else "activation"] += size
        sizes[size] += 1
    return dict(totals), {str(size): sizes[size] for size in sorted(sizes)}


def flops(case, model, tokens, targets):
    with FlopCounterMode(display=False) as forward, autocast(case): loss = model(tokens, targets)
    with FlopCounterMode(display=False) as backward: loss.backward()
    return dict(forward=forward.get_total_flops(), backward=backward.get_total_flops())


def measure(case, adapt=adapt):
    model = build(case, adapt)
    tokens, targets = (torch.randint(model.c.vocab_size, (case["B"], case["T"])) for _ in range(2))
    totals, sizes = saved(case, model, tokens, targets)
    parameters = list(model.parameters())
    return dict(params=sum(p.numel() for p in parameters),
                trainable=sum(p.numel() for p in parameters if p.requires_grad),
                saved_bytes=totals, storages=sizes, flops=flops(case, build(case, adapt), tokens, targets))


def live(case):
    def loss_of(model):
        tokens, targets = (torch.randint(model.c.vocab_size, (case["B"], case["T"])) for _ in range(2))
        return lambda: model(tokens, targets)

    return steps(lambda: build(case), loss_of, case["prec"])


def cases():
    gpt2 = dict(norm="layernorm", ffn="gelu_tanh", position="learned", bias_qkv=True, bias_o=True, bias_ffn=True,
                tied=True, qkv_fused=True)
    biases = dict(bias_qkv=True, bias_o=True, bias_ffn=True)
    shapes = {
        "base": {}, "sdpa": dict(attention="sdpa"), "gpt2": gpt2, "gpt2 sdpa": dict(gpt2, attention="sdpa"),
        "biases": biases, "layernorm": dict(norm="layernorm", ffn="gelu_erf"),
        "fused norm": dict(norm="rmsnorm_fused", qk_norm=True, num_kv_heads=2, attention="sdpa"),
        "plain": dict(silu_impl="plain", softmax_impl="plain", loss="plain", mask_impl="where_computed"),
        "dropout": dict(dropout=0.1),
        "checkpoint": dict(checkpoint=True), "checkpoint sdpa": dict(checkpoint=True, attention="sdpa"),
    }
    lora = lambda targets, **more: dict(training="adapters", lora_rank=4, lora_targets=targets, **more)
    trainings = {
        "full": dict(training="all"), "head": dict(training="head"),
        "above embeddings": dict(training="above_embeddings"), "norms": dict(training="norms"),
        "lora qv": lora("qv"), "lora attention": lora("attention"), "lora all": lora("all_linear"),
        "lora dropout": lora("all_linear", lora_dropout=0.1),
        "lora beside": dict(lora("qv"), training="all"),
    }
    for shape, cfg in shapes.items():
        for training, settings in (trainings | {"biases alone": dict(training="biases")}
                                   if shape == "biases" else trainings).items():
            for prec in ("fp32", "amp", "bf16"):
                yield dict(name=f"{shape}, {training}", prec=prec, B=3, T=12, cfg=dict(cfg, num_layers=3), **settings)


def main():
    lines = []
    for case in cases():
        result = measure(case)
        if "--peft" in sys.argv and "lora_rank" in case and case["prec"] != "bf16":
            assert measure(case, adapt_with_peft) == result, case
        case["cfg"] = dataclasses.asdict(Cfg(**case["cfg"]))
        lines.append(json.dumps(dict(case, **result, live=live(case)), separators=(",", ":")))
    meta = dict(torch=torch.__version__, what="reference_lm with frozen parts and LoRA adapters")
    print('{"meta":' + json.dumps(meta) + ',"records":[\n' + ",\n".join(lines) + "]}")


if __name__ == "__main__": main()
