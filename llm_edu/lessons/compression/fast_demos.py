"""What the second half of sitting 3 prints: ways to multiply, what one outlier does, speeds, and exported files."""

import statistics
import time
from pathlib import Path

import torch

from llm_edu.compression import Way, quantise_weights, right_ways
from llm_edu.decoding import generate
from llm_edu.decoding.fast import plan_for
from llm_edu.lessons.common.printing import print_table, signed
from llm_edu.timing import time_in_turn
from llm_edu.wrapping import wrapped

ROUNDS = 7
PROGRAMS = {"transformers": "transformers, float32", "llm_edu": "ours, float32", "llm_edu, 8 bits": "ours, 8 bits"}


@torch.inference_mode()
def print_ways(model, blocks: int = 6) -> None:
    """Milliseconds that the products of one token take in each way, by the fastest of several tries.

    blocks: how many of the model's are timed; the table tells what all would take
    """
    weights = [layer.weight for block in model.blocks[:blocks] for layer in block.modules()
               if isinstance(layer, torch.nn.Linear)]
    rows = [torch.ones(1, weight.shape[1]) for weight in weights]
    plan = plan_for(1, torch.get_num_threads())
    steps = {"float32": lambda: [plan.way(row, weight) for row, weight in zip(rows, weights)]}
    steps |= {way.name: products(way, rows, weights) for way in right_ways()}
    for step in steps.values():
        step()
    taken = {name: min(seconds) * 1000 * len(model.blocks) / blocks
             for name, seconds in time_in_turn(steps, ROUNDS).items()}
    print_table(["way", "bytes a weight", "ms a token", "times float32"], [
        [name, 4 if name == "float32" else 1, f"{milliseconds:.1f}", f"{taken['float32'] / milliseconds:.1f}"]
        for name, milliseconds in taken.items()])


def products(way: Way, rows, weights):
    """A function that multiplies each row by its matrix in 8 bits."""
    made = [quantise_weights(weight, way.bits, "row") for weight in weights]
    stored = [way.store(each.codes, each.scales.float().flatten()) for each in made]
    return lambda: [way.multiply(row, matrix) for row, matrix in zip(rows, stored)]


def print_losses(kept) -> None:
    """What 8 bits cost. kept: the run "loss" of the measurement"""
    print(f"float32: {kept['float32']:.3f} bits per byte; in 8 bits:")
    labels = {"weights alone": "weights alone", "each row its own steps": "each row its own scale",
              "all rows the same steps": "one scale for all rows"}
    print_table(["", "change"], [[label, signed(f"{kept[name][0]:+.4f} ± {kept[name][1]:.4f}")]
                                 for name, label in labels.items()])


def print_speeds(measurement) -> None:
    """Speeds of three programs, and how many times as fast as transformers each is, round by round."""
    for run in ("as it is", "as with AVX2"):
        kept = measurement[run]
        print(f"\n{run}: {kept['instructions']}, {kept['threads']} threads")
        print_table(["", "tokens/s", "× transformers", "first token after 512", "8 prompts, tokens/s"], [
            [label, f"{statistics.median(kept[name]['speed']):.0f}", f"{ratio(kept, name):.1f}",
             f"{statistics.median(kept[name]['prefill']):.2f} s", f"{statistics.median(kept[name]['batch']):.0f}"]
            for name, label in PROGRAMS.items()])


def print_memory(kept) -> None:
    """What the process of each program holds. kept: the run "memory" of the measurement"""
    rows = [["Python with PyTorch", gigabytes(max(max(kept[name]["empty"]) for name in PROGRAMS)), ""]]
    rows += [[label, *(gigabytes(max(kept[name][key])) for key in ("loaded", "loaded_peak"))]
             for name, label in PROGRAMS.items()]
    print_table(["memory of the process", "with the model", "at most, while loading"], rows)


def gigabytes(size: float) -> str:
    return f"{size / 1e9:.2f} GB"


def ratio(kept, name: str, other: str = "transformers", figure: str = "speed") -> float:
    """The median over the rounds of one program's figure divided by another's in the same round."""
    return statistics.median(mine / theirs for mine, theirs in zip(kept[name][figure], kept[other][figure]))


def print_both(models, tokenizer, prompt: str, count: int = 40) -> None:
    """What models write, and how fast. models: {name: model}"""
    ids = tokenizer.encode(prompt)
    for name, model in models.items():
        generate(model, ids, max_new_tokens=12)    # until each has found its way of multiplying
        began = time.perf_counter()
        new = generate(model, ids, max_new_tokens=count)[0].tolist()
        print(wrapped(f"{name}, {count / (time.perf_counter() - began):.0f} tokens/s: {tokenizer.decode(new)!r}"))


def print_files(path: Path) -> None:
    """A file, or the files in a folder, with their sizes."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        print(f"{file.name:<24}{file.stat().st_size / 1e6:>8.1f} MB")
