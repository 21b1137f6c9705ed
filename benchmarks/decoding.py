"""SmolLM2 in our own code beside Hugging Face's ``transformers``: loading, decoding speed, memory.

    llm-edu benchmark decoding [--new-tokens 128] [--rounds 5] [--runs 3] [--threads N]

Both read the same GGUF file into float32 and continue the same prompts greedily with a cache, on the same number of
threads, and must give the same tokens: one short prompt, then the first token after 512, then eight prompts at once.
Each measurement has a process of its own, the two in turn, so that memory is each one's own and a busy moment hits
both; shown is the median over the rounds, each the median of its runs.
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


def measure_in_own_process(name: str, options) -> dict:
    """One measurement, by this file in a new process."""
    command = [sys.executable, __file__, "--measure", name, "--new-tokens", str(options.new_tokens),
               "--runs", str(options.runs), "--threads", str(options.threads)]
    quiet = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
                          "TQDM_DISABLE": "1"}
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=quiet)
    if run.returncode:
        raise SystemExit(f"measuring {name} failed:\n{run.stderr}")
    return json.loads(run.stdout.splitlines()[-1])


def measure(options) -> dict:
    """Load, warm up, decode; what came out and how long it took."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    began = time.perf_counter()
    decode = SUBJECTS[options.measure]()    # imports of the library included
    load = time.perf_counter() - began
    one, long, many = prompts()
    decode(one, 8)
    seconds, ids = timed(decode, one, options.new_tokens, options.runs)
    one_peak = peak_memory()
    long_seconds, long_ids = timed(decode, long, 1, options.runs)
    batch_seconds, batch_ids = timed(decode, many, options.new_tokens, options.runs)
    return {"load": load, "speed": options.new_tokens / seconds, "prefill": long_seconds,
            "batch": BATCH * options.new_tokens / batch_seconds, "one_peak": one_peak, "peak": peak_memory(),
            "ids": [ids, long_ids, batch_ids], "threads": torch.get_num_threads(), "torch": torch.__version__}


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


SUBJECTS = {"llm_edu": load_ours, "transformers": load_theirs}


def peak_memory() -> int | None:
    """The most memory that this process has had, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:    # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def report(results: dict, options) -> int:
    """Print the table; 0 when both have given the same tokens."""
    first = results["llm_edu"][0]
    print(f"SmolLM2-135M-Instruct, float32, greedy, median of {options.rounds} rounds (lowest to highest)\n"
          f"Python {platform.python_version()}, torch {first['torch']}, {first['threads']} threads, "
          f"{platform.machine()}\n")
    print(f"  {'':<44}{'llm_edu':>22}{'transformers':>24}{'ours against theirs':>22}")
    rows = [("load", "load", "{:.1f} s"), ("speed", f"one prompt, {options.new_tokens} tokens, tokens/s", "{:.1f}"),
            ("prefill", f"first token after {LONG}, seconds", "{:.2f}"),
            ("batch", f"{BATCH} prompts, {options.new_tokens} tokens each, tokens/s", "{:.1f}")]
    for key, label, form in rows:
        ours, theirs = ([one[key] for one in results[name]] for name in SUBJECTS)
        ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
        ratio = 1 / ratio if key in ("load", "prefill") else ratio
        print(f"  {label:<44}{spread(ours, form):>22}{spread(theirs, form):>24}{ratio:>16.2f} × as fast")
    for key, label in (("one_peak", "peak memory after one prompt"), ("peak", "and after all")):
        if first[key]:
            ours, theirs = (max(one[key] for one in results[name]) / 1e9 for name in SUBJECTS)
            print(f"  {label:<44}{ours:>19.2f} GB{theirs:>21.2f} GB{ours / theirs:>16.2f} × as much")
    for name, rounds in results.items():
        gain = statistics.median(one["batch"] / one["speed"] for one in rounds)
        print(f"\n  {name}: {BATCH} prompts at once give {gain:.1f} × the tokens/s of one", end="")
    same = all(one["ids"] == first["ids"] for rounds in results.values() for one in rounds)
    print("\n  the tokens of both are the same" if same else "\n  THE TOKENS DIFFER: this comparison means nothing")
    return 0 if same else 1


def spread(values, form: str) -> str:
    """The median, and in brackets the lowest and the highest."""
    low, middle, high = (form.format(value) for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


if __name__ == "__main__":
    raise SystemExit(main())
