"""AdamW steps of others, taking turns with kernel-bench: PyTorch's AdamW(fused=True) and DeepSpeed's CPUAdam.

    steps.py < ASKED > ANSWERED        lines, tab between fields

    begin PARAMETERS THREADS    makes arrays; the answer is the names of what will be timed
    turn                        one timing of each; the answer is nanoseconds a parameter
    quit

Whole steps are what a training loop calls; raw ones are the compiled function that does the work, called alone.
"""

import math
import os
import sys
import time

# The Just-In-Time build of DeepSpeed looks for ninja by name.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
os.environ.setdefault("DS_ACCELERATOR", "cpu")
os.environ.setdefault("DS_IGNORE_CUDA_DETECTION", "1")

# What libraries print goes to standard error; the answers have the pipe to themselves.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import torch

# Nanoseconds that one timing takes at the least: Python is slow when it has rested.
SHORTEST = 5e6
# OpenMP's threads spin for some milliseconds after their work, on cores that the next contestant needs.
REST = 0.02
HYPERPARAMETERS = dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)


def tensors(count):
    """A parameter of ones with gradients near ±0.01, in pages touched by all threads."""
    parameter = torch.nn.Parameter(torch.ones(count))
    parameter.grad = torch.empty(count).uniform_(-0.015, 0.015)
    return parameter


def torch_steps(count):
    parameter = tensors(count)
    optimizer = torch.optim.AdamW([parameter], fused=True, **HYPERPARAMETERS)
    optimizer.step()
    state = optimizer.state[parameter]
    arrays = [parameter.data], [parameter.grad], [state["exp_avg"]], [state["exp_avg_sq"]], [], [state["step"]]

    def raw():
        torch._fused_adamw_(
            *arrays, lr=1e-3, beta1=0.9, beta2=0.999, weight_decay=0.01, eps=1e-8, amsgrad=False, maximize=False)

    return [("torch fused", optimizer.step), ("torch fused, raw", torch.no_grad()(raw))]


def deepspeed_steps(count):
    from deepspeed.ops.adam import DeepSpeedCPUAdam

    parameter = tensors(count)
    optimizer = DeepSpeedCPUAdam([parameter], adamw_mode=True, **HYPERPARAMETERS)
    optimizer.step()
    state = optimizer.state[parameter]

    def raw():
        optimizer.ds_opt_adam.adam_update(
            optimizer.opt_id, 2, 1e-3, 0.9, 0.999, 1e-8, 0.01, True, parameter.data, parameter.grad,
            state["exp_avg"], state["exp_avg_sq"])

    return [("CPUAdam", optimizer.step), ("CPUAdam, raw", raw)]


class Contestant:
    def __init__(self, name, step, count):
        self.name, self.step, self.count = name, step, count
        self.timed(3)
        self.repetitions = max(1, math.ceil(SHORTEST / self.timed(3)))

    def timed(self, repetitions):
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            self.step()
        return (time.perf_counter_ns() - start) / repetitions

    def turn(self):
        time.sleep(REST)
        if self.repetitions > 1:
            self.timed(self.repetitions)
        return self.timed(self.repetitions) / self.count


def begin(count, threads):
    torch.set_num_threads(threads)
    contestants = []
    for steps in torch_steps, deepspeed_steps:
        try:
            contestants += [Contestant(name, step, count) for name, step in steps(count)]
        except Exception as error:
            print(f"{steps.__name__}: {error}", file=sys.stderr)
    return contestants


contestants = []
for line in sys.stdin:
    request, *arguments = line.split()
    if request == "begin":
        contestants = []
        contestants = begin(*map(int, arguments))
        answer = [contestant.name for contestant in contestants]
    elif request == "turn":
        answer = [f"{contestant.turn():.6f}" for contestant in contestants]
        time.sleep(REST)
    else:
        break
    print("\t".join(answer), file=answers, flush=True)
