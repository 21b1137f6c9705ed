"""SmolLM2 in our own code beside Hugging Face's ``transformers``: loading, decoding speed, memory.

    llm-edu benchmark decoding [--new-tokens 128] [--rounds 5] [--threads N]

Both read the same GGUF file into float32 and continue the same prompt greedily with a cache, on the same number of
threads, and must give the same tokens. Each measurement has a process of its own, the two in turn, so that memory is
each one's own and a busy moment hits both; shown is the median over the rounds, each the median of three runs.
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
RUNS = 3


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when the two differ in their tokens."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark decoding", description=__doc__.splitlines()[0])
    parser.add_argument("--new-tokens", type=int, default=128, metavar="N", help="tokens to decode (default 128)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="processes for each of the two (default 5)")
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
               "--threads", str(options.threads)]
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
    decode(8)
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        ids = decode(options.new_tokens)
        seconds.append(time.perf_counter() - began)
    return {"load": load, "speed": options.new_tokens / statistics.median(seconds), "peak": peak_memory(), "ids": ids,
            "threads": torch.get_num_threads(), "torch": torch.__version__}


def load_ours():
    """Our model, and a function that decodes n tokens with it."""
    from llm_edu.decoding import generate
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2(fetch=True)
    prompt = tokenizer.encode(PROMPT)
    return lambda count: generate(model, prompt, max_new_tokens=count)[0].tolist()


def load_theirs():
    """Their model, and a function that decodes n tokens with it. The prompt is encoded by our tokenizer for both."""
    import torch
    from transformers import AutoModelForCausalLM

    from llm_edu import assets
    from llm_edu.tokenization import load_tokenizer

    path = assets.path("smollm2", fetch=True)
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    prompt = torch.tensor([load_tokenizer("smollm2").encode(PROMPT)])

    def decode(count):
        ids = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, use_cache=True,
                             max_new_tokens=count, min_new_tokens=count, pad_token_id=0)
        return ids[0, prompt.shape[1]:].tolist()

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
    print(f"SmolLM2-135M-Instruct, float32, {options.new_tokens} new greedy tokens, median of {options.rounds} rounds\n"
          f"Python {platform.python_version()}, torch {first['torch']}, {first['threads']} threads, "
          f"{platform.machine()}\n")
    print(f"  {'':<14}{'load':>9}{'tokens/s':>12}  {'(lowest to highest)':<22}{'peak memory':>12}")
    speeds = {}
    for name, rounds in results.items():
        all_speeds = [one["speed"] for one in rounds]
        speeds[name] = statistics.median(all_speeds)
        spread = f"({min(all_speeds):.1f} to {max(all_speeds):.1f})"
        load = statistics.median(one["load"] for one in rounds)
        memory = f"{max(one['peak'] for one in rounds) / 1e9:.2f} GB" if rounds[0]["peak"] else "unknown"
        print(f"  {name:<14}{load:>7.1f} s{speeds[name]:>12.1f}  {spread:<22}{memory:>12}")
    ratios = [ours["speed"] / theirs["speed"] for ours, theirs in zip(results["llm_edu"], results["transformers"])]
    print(f"\n  ours is {speeds['llm_edu'] / speeds['transformers']:.2f} × as fast "
          f"(round by round: {', '.join(f'{ratio:.2f}' for ratio in ratios)})")
    same = all(one["ids"] == first["ids"] for rounds in results.values() for one in rounds)
    print("  the tokens of both are the same" if same else "  THE TOKENS DIFFER: this comparison means nothing")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
