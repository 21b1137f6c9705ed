"""SmolLM2 with weights in 8 bits: its speed beside float32 and beside transformers, and what the bits cost."""

import importlib.util
from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import torch

from llm_edu.compression import Way, quantise
from llm_edu.compression.int8_ways import PLAIN, right_ways, store_for_engine
from llm_edu.lessons.compression.bits_judging import bits_of, change_per_byte, lead_rows, sizes_of
from llm_edu.pretrained import load_smollm2

ROUNDS, RUNS_EACH, NEW = 3, 1, 64    # processes for each program, times in each, tokens to decode
LEADS = 60    # held-out pages that the loss is measured on
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "FBGEMM_ENABLE_INSTRUCTIONS": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
BENCHMARK = Path(__file__).parents[4] / "benchmarks" / "decoding.py"
KEPT, OF_MEMORY = ("speed", "prefill", "batch", "memory", "peak"), ("empty", "loaded", "loaded_peak")
ABOUT = (f"SmolLM2 continues a prompt of 16 tokens greedily by {NEW}, reads 512 tokens, and continues 8 prompts at "
         f"once, in our code with float32 weights, with 8-bit weights, and in transformers with float32 weights, in "
         f"turn, each in a process of its own, {ROUNDS} times; what their processes hold in memory; and what the bits "
         f"cost on {LEADS} held-out Wikipedia leads. Nothing is trained (0 steps), nothing is drawn (no seed). "
         "The machine had nothing else to do.")


def side_by_side(environment: Mapping[str, str], rounds: int = ROUNDS, new: int = NEW, kept=KEPT) -> dict:
    """What `llm-edu benchmark decoding` measures: {program: {figure: one for each round}}, and on what."""
    place = importlib.util.spec_from_file_location("decoding_benchmark", BENCHMARK)
    benchmark = importlib.util.module_from_spec(place)
    place.loader.exec_module(benchmark)
    options = Namespace(new_tokens=new, runs=RUNS_EACH, threads=0)
    found = {name: [] for name in benchmark.SUBJECTS}
    for _ in range(rounds):
        for name in found:
            found[name].append(benchmark.measure_in_own_process(name, options, environment))
    about = found[benchmark.EIGHT_BITS][0]
    return {"instructions": about["instructions"], "threads": about["threads"], "way": about["way"],
            **{name: {key: [round(each[key], 3) if each[key] < 1000 else each[key] for each in every] for key in kept}
               for name, every in found.items()}}


def shared_steps(x: torch.Tensor, stored: tuple) -> torch.Tensor:
    """The product when all rows share their steps: PyTorch's `linear_dynamic` as it is."""
    return torch.ops.quantized.linear_dynamic(x, stored[0], False)


def losses(count: int = LEADS) -> dict:
    """Bits per byte in float32, and the change with half of its 95 % interval in each way of computing in 8 bits."""
    model, tokenizer = load_smollm2()
    rows = lead_rows(tokenizer, count, held_out=True)
    sizes, before = sizes_of(tokenizer, rows), bits_of(model, rows)
    whole = ("fbgemm", "qnnpack", "oneDNN")    # multiply whole numbers; a trial might choose bfloat16 inputs
    best = next(way for name in whole for way in right_ways() if way.name == name)
    store = partial(store_for_engine, engine=torch.backends.quantized.engine)
    ways = {"weights alone": PLAIN, "each row its own steps": best, "with codes of 7 bits": best._replace(bits=7),
            "all rows the same steps": Way("shared steps", store, shared_steps, best.bits)}
    found: dict = {"float32": round((before.sum() / sizes.sum()).item(), 4), "way": best.name}
    for name, way in ways.items():
        change = change_per_byte(before, bits_of(quantise(model, way=way), rows), sizes)
        found[name] = [round(change.mean, 4), round(change.half, 4)]
    return found


RUNS = {"as it is": partial(side_by_side, {}), "as with AVX2": partial(side_by_side, AVX2),
        "memory": partial(side_by_side, {}, 1, 8, OF_MEMORY), "loss": losses}
