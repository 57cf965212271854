"""The question of scripts/bench, put to others: bytes of GPT-2 XL's shape at many points, and the least of them.

    points.py ACCT_POINTS_PER_SECOND

NumPy gets the closed form written out by hand, over arrays; llm-analysis is asked point by point, as its API has it.
"""

import logging
import sys
import time

VOCABULARY, HEADS = 50257, 25


def numpy_rate():
    import numpy as np

    d = np.arange(25, 1401, 25, dtype=np.float64)[:, None, None, None]
    layers = np.arange(1, 57, dtype=np.float64)[None, :, None, None]
    t = np.arange(64, 3585, 64, dtype=np.float64)[None, None, :, None]
    batch = np.arange(1, 58, dtype=np.float64)[None, None, None, :]

    def least():
        static = 16 * (d + layers * (16 * d * d + 2 * d) + 2 * VOCABULARY * d)
        block = 104 * d + 8 + 4 * HEADS * t
        activations = batch * t * (layers * block + 12 * d + 4 * VOCABULARY + 4) + 4
        return (static + activations).min()

    times = []
    for _ in range(5):
        start = time.perf_counter()
        least()
        times.append(time.perf_counter() - start)
    return 56 * 56 * 56 * 57 / sorted(times)[2]


def llm_analysis_rate(points=200):
    logging.disable(logging.CRITICAL)
    from llm_analysis.analysis import LLMAnalysis
    from llm_analysis.config import ModelConfig, get_gpu_config_by_name

    gpu = get_gpu_config_by_name("a100-sxm-80gb")

    def ask(batch):
        model = ModelConfig(
            name="x", num_layers=48, n_head=HEADS, hidden_dim=1600, vocab_size=VOCABULARY, max_seq_len=1024,
            ffn_embed_dim=6400)
        analysis = LLMAnalysis(model, gpu, flops_efficiency=0.5, hbm_memory_efficiency=0.8)
        return analysis.training(
            batch_size_per_gpu=batch, gradient_accumulation_steps=1, global_batch_size=batch, seq_len=1024,
            total_num_tokens=1024 * 1000)["(weight+op_state+grad+act)_memory_per_gpu"]

    ask(1)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for index in range(points):
            ask(index % 8 + 1)
        times.append(time.perf_counter() - start)
    return points / sorted(times)[2]


def main():
    ours = float(sys.argv[1])
    for name, measure in [("NumPy, arrays of the closed form", numpy_rate), ("llm-analysis, point by point", llm_analysis_rate)]:
        try:
            rate = measure()
            print(f"  {name}: {rate:.3g} points/s, acct on one core is {ours / rate:.3g} times as fast")
        except Exception as error:  # noqa: BLE001 - a peer that does not run is a line of the report
            print(f"  {name}: does not run here: {error}")


main()
