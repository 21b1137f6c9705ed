"""SmolLM2 in our own code beside Hugging Face's ``transformers``: loading, decoding speed, memory.

    llm-edu benchmark decoding [--new-tokens 128] [--rounds 5] [--runs 3] [--threads N]

Both read the same GGUF file into float32 and continue the same prompts greedily with a cache, on the same number of
threads, and must give the same tokens: one short prompt, then the first token after 512, then eight prompts at once.
The third is our code with weights in 8 bits (lesson 17), whose tokens may differ.
Each measurement has a process of its own, the three in turn, so that memory is each one's own and a busy moment hits
all; shown is the median over the rounds, each the median of its runs.

An older processor can be imitated: with the environment variables ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2
MKL_ENABLE_INSTRUCTIONS=AVX2 FBGEMM_ENABLE_INSTRUCTIONS=AVX2 all libraries within PyTorch do without AVX-512.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

PROMPT = "Once upon a time, in a village by the sea, there lived a fisherman who"
LONG, BATCH = 512, 8    # tokens of the long prompt; prompts at once, each of as many tokens as PROMPT


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when the two differ in their tokens."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark decoding", description=__doc__.splitlines()[0])
    parser.add_argument("--new-tokens", type=int, default=128, metavar="N", help="tokens to decode (default 128)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="processes for each of the two (default 5)")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="times in each process (default 3)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads for both (default: torch's own)")
    parser.add_argument("--measure", choices=SUBJECTS, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.measure:
        print(json.dumps(measure(options)))
        return 0
    results = {name: [] for name in SUBJECTS}
    for number in range(options.rounds):
        for name in SUBJECTS:
            print(f"\rround {number + 1} of {options.rounds}: {name:<12}", end="", file=sys.stderr, flush=True)
            results[name].append(measure_in_own_process(name, options))
    print(f"\r{'':<40}\r", end="", file=sys.stderr)
    return report(results, options)


def measure_in_own_process(name: str, options, environment=()) -> dict:
    """One measurement, by this file in a new process. environment: more variables for it"""
    command = [sys.executable, __file__, "--measure", name, "--new-tokens", str(options.new_tokens),
               "--runs", str(options.runs), "--threads", str(options.threads)]
    quiet = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
             "TQDM_DISABLE": "1"}
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8",
                         env=os.environ | quiet | dict(environment))
    if run.returncode:
        raise SystemExit(f"measuring {name} failed:\n{run.stderr}")
    return json.loads(run.stdout.splitlines()[-1])


def measure(options) -> dict:
    """Load, warm up, decode; what came out and how long it took."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    empty = memory_now()
    began = time.perf_counter()
    decode = SUBJECTS[options.measure]()    # imports of the library included
    load = time.perf_counter() - began
    one, long, many = prompts()
    decode(one, 8)
    loaded, loaded_peak = memory_now(), peak_memory()
    seconds, ids = timed(decode, one, options.new_tokens, options.runs)
    one_peak = peak_memory()
    long_seconds, long_ids = timed(decode, long, 1, options.runs)
    batch_seconds, batch_ids = timed(decode, many, options.new_tokens, options.runs)
    return {"load": load, "speed": options.new_tokens / seconds, "prefill": long_seconds,
            "batch": BATCH * options.new_tokens / batch_seconds, "one_peak": one_peak, "peak": peak_memory(),
            "memory": memory_now(), "empty": empty, "loaded": loaded, "loaded_peak": loaded_peak,
            "ids": [ids, long_ids, batch_ids], "threads": torch.get_num_threads(),
            "torch": torch.__version__, "instructions": torch.backends.cpu.get_cpu_capability(),
            "way": getattr(decode, "way", "")}


def timed(decode, prompt, count, runs):
    """The median of several runs, in seconds, and what came out."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        ids = decode(prompt, count)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), ids


def prompts():
    """One short prompt (1, time), one of LONG tokens, and BATCH different ones as long as the short one.

    All are encoded by our tokenizer, for both.
    """
    import torch

    from llm_edu.storyland import World
    from llm_edu.tokenization import load_tokenizer

    tokenizer = load_tokenizer("smollm2")
    one = torch.tensor([tokenizer.encode(PROMPT)])
    stories = tokenizer.encode(" ".join(story.text for story in World(seed=0).stories(60, seed=1)))
    starts = [place * LONG for place in range(BATCH)]
    many = torch.tensor([stories[start:start + one.shape[1]] for start in starts])
    return one, torch.tensor([stories[:LONG]]), many


def load_ours():
    """Our model, as a function that continues prompts (batch, time) by n tokens each."""
    from llm_edu.decoding import generate
    from llm_edu.pretrained import load_smollm2

    model, _ = load_smollm2(fetch=True)
    return lambda prompt, count: generate(model, prompt, max_new_tokens=count).tolist()


def load_ours_in_8_bits():
    """Our model with weights in 8 bits, quantised while it is loaded."""
    from llm_edu import assets
    from llm_edu.compression import Int8Linear, load_quantised, model_bytes
    from llm_edu.decoding import generate

    small, _ = load_quantised(assets.path("smollm2", fetch=True))

    def decode(prompt, count):
        return generate(small, prompt, max_new_tokens=count).tolist()

    way = next(layer.way for layer in small.modules() if isinstance(layer, Int8Linear))
    decode.way = f"{model_bytes(small, 4) / 1e9:.3f} GB of weights, multiplied by {way.name}, codes of {way.bits} bits"
    return decode


def load_theirs():
    """Their model, as a function that continues prompts (batch, time) by n tokens each."""
    import torch
    from transformers import AutoModelForCausalLM

    from llm_edu import assets

    path = assets.path("smollm2", fetch=True)
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()

    def decode(prompt, count):
        ids = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, use_cache=True,
                             max_new_tokens=count, min_new_tokens=count, pad_token_id=0)
        return ids[:, prompt.shape[1]:].tolist()

    return decode


EIGHT_BITS = "llm_edu, 8 bits"
SUBJECTS = {"llm_edu": load_ours, "transformers": load_theirs, EIGHT_BITS: load_ours_in_8_bits}
ROWS = (("load", "load", "{:.1f} s"), ("speed", "one prompt, {} tokens, tokens/s", "{:.1f}"),
        ("prefill", f"first token after {LONG}, seconds", "{:.2f}"),
        ("batch", f"{BATCH} prompts, {{}} tokens each, tokens/s", "{:.1f}"))


def peak_memory() -> int | None:
    """The most memory that this process has had, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:    # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def memory_now() -> int:
    """The memory that this process has now, in bytes."""
    import psutil

    return psutil.Process().memory_info().rss


def report(results: dict, options) -> int:
    """Print a table for float32 and one for 8 bits; 0 when both have given the same tokens in float32."""
    from llm_edu.course.measuring import hardware

    first = results["llm_edu"][0]
    print(f"SmolLM2-135M-Instruct, greedy, median of {options.rounds} rounds (lowest to highest)\n"
          f"{hardware()}, {first['instructions']}, {first['threads']} threads; Python {platform.python_version()}, "
          f"torch {first['torch']}")
    for name in ("llm_edu", EIGHT_BITS):
        print_table(name, results[name], results["transformers"], options)
    print(f"\n  {results[EIGHT_BITS][0]['way']}")
    for name, rounds in results.items():
        gain = statistics.median(one["batch"] / one["speed"] for one in rounds)
        print(f"  {name}: {BATCH} prompts at once give {gain:.1f} × the tokens/s of one")
    same = all(one["ids"] == first["ids"] for name in ("llm_edu", "transformers") for one in results[name])
    print("  the tokens of both are the same in float32" if same else
          "  THE TOKENS DIFFER in float32: this comparison means nothing")
    return 0 if same else 1


def print_table(name: str, ours: list[dict], theirs: list[dict], options) -> None:
    """A line for each thing that was measured: ours, theirs, and the ratio of the two within each round."""
    print(f"\n  {'':<44}{name:>22}{'transformers, float32':>26}{'ours against theirs':>22}")
    for key, label, form in ROWS:
        mine, others = [one[key] for one in ours], [one[key] for one in theirs]
        ratio = statistics.median(each / other for each, other in zip(mine, others, strict=True))
        ratio = 1 / ratio if key in ("load", "prefill") else ratio
        print(f"  {label.format(options.new_tokens):<44}{spread(mine, form):>22}{spread(others, form):>26}"
              f"{ratio:>16.2f} × as fast")
    for key, label in (("empty", "memory of Python with PyTorch"), ("loaded", "memory with the model, after 8 tokens"),
                       ("loaded_peak", "peak memory until then"), ("one_peak", "peak memory after one prompt"),
                       ("peak", "and after all"), ("memory", "memory at the end")):
        if ours[0][key]:
            mine, others = (max(one[key] for one in each) / 1e9 for each in (ours, theirs))
            print(f"  {label:<44}{mine:>19.2f} GB{others:>23.2f} GB{mine / others:>16.2f} × as much")


def spread(values, form: str) -> str:
    """The median, and in brackets the lowest and the highest."""
    low, middle, high = (form.format(value) for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


if __name__ == "__main__":
    raise SystemExit(main())
