"""MiniLM in our own code beside ``transformers``: how fast texts become vectors, and that they are the same vectors.

    llm-edu benchmark retrieval [--rounds 3] [--leads 1000] [--threads N]

Both have the same weights, threads and texts (openings of Wikipedia articles, taken evenly from all), cut to 256
tokens, and the time includes each one's own tokenizer. `transformers` runs in two ways: with batches of 32 texts as
they come, as its own examples do, and sorted by length first, as the library Sentence-Transformers does, so that a
batch holds less padding. Ours computes texts of the same length together. They take turns, so that a busy moment hits
all.
Processor time is what the process itself has used: on a busy machine it says more than the time on the clock.
"""

import argparse
import os
import platform
import statistics
import sys
import time

BATCH = 32    # Sentence-Transformers' own
TOLERANCE = 1e-5    # between numbers of two vectors of length 1
WAYS = ("llm_edu", "transformers, as they come", "transformers, sorted")
QUERY = "Which scientist discovered that nothing is faster than light?"


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when the vectors differ."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times that all is repeated (default 3)")
    parser.add_argument("--leads", type=int, default=1000, metavar="N", help="how many texts (default 1000)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads for all (default: torch's own)")
    options = parser.parse_args(argv)
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}
    import torch

    from llm_edu.assets import load_wikipedia_leads
    from llm_edu.retrieval import load_minilm

    if options.threads:
        torch.set_num_threads(options.threads)
    leads = [lead.extract for lead in load_wikipedia_leads("en", fetch=True)]
    texts = leads[::max(1, len(leads) // options.leads)][:options.leads]
    encoder = load_minilm(fetch=True)
    theirs = prepare_theirs(encoder.config.longest)
    ways = dict(zip(WAYS, (encoder.encode, theirs, lambda texts: in_order_of_length(theirs, texts))))
    seconds, queries, vectors = measure(ways, texts, options.rounds)
    return report(encoder, texts, seconds, queries, vectors)


def prepare_theirs(longest: int):
    """`transformers`, as a function from texts to vectors: batches of 32, padded, averaged without the padding."""
    import numpy as np
    import torch
    from transformers import AutoTokenizer, BertModel

    from llm_edu import assets

    folder = assets.path("minilm", "weights").parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()

    @torch.inference_mode()
    def encode(texts):
        found = []
        for begin in range(0, len(texts), BATCH):
            batch = tokenizer(texts[begin:begin + BATCH], padding=True, truncation=True, max_length=longest,
                              return_tensors="pt")
            seen = batch["attention_mask"][..., None]
            total = (model(**batch).last_hidden_state * seen).sum(1)
            found.append(torch.nn.functional.normalize(total / seen.sum(1), dim=-1).numpy())
        return np.concatenate(found)

    return encode


def in_order_of_length(encode, texts):
    """The same function with the longest texts first, and its vectors put back into the order of the texts."""
    import numpy as np

    order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
    vectors = encode([texts[number] for number in order])
    found = np.empty_like(vectors)
    found[order] = vectors
    return found


def measure(ways: dict, texts: list[str], rounds: int):
    """(seconds of the processor and on the clock, for each way and round), (seconds for a query), (vectors)."""
    seconds, queries, vectors = ({name: [] for name in ways} for _ in range(3))
    for encode in ways.values():    # to warm up
        encode(texts[:BATCH])
    for number in range(rounds):
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
        for name in list(ways)[::-1 if number % 2 else 1]:    # none always comes first
            began, used = time.perf_counter(), time.process_time()
            vectors[name] = ways[name](texts)
            seconds[name].append((time.process_time() - used, time.perf_counter() - began))
            began = time.process_time()
            for _ in range(10):
                ways[name]([QUERY])
            queries[name].append((time.process_time() - began) / 10)
    print(f"\r{'':<30}\r", end="", file=sys.stderr)
    return seconds, queries, vectors


def report(encoder, texts, seconds, queries, vectors) -> int:
    """Print the table; 1 when the vectors differ, else 0."""
    import numpy as np
    import torch

    lengths = [len(encoder.tokenizer.encode(text, encoder.config.longest)) for text in texts]
    print(f"{len(texts):,} texts of {min(lengths)} to {max(lengths)} tokens, {sum(lengths):,} in all; median of "
          f"{len(seconds[WAYS[0]])} rounds (lowest to highest)\nPython {platform.python_version()}, torch "
          f"{torch.__version__}, {torch.get_num_threads()} threads, {platform.machine()}\n")
    print(f"  {'':<28}{'seconds of the processor':>26}{'on the clock':>24}{'ours is':>16}{'a query':>12}{'differs':>9}")
    worst = 0.0
    for name in WAYS:
        processor, clock = zip(*seconds[name])
        ratio = statistics.median(other / mine for (mine, _), (other, _) in zip(seconds[WAYS[0]], seconds[name]))
        difference = float(np.abs(vectors[name] - vectors[WAYS[0]]).max())
        worst = max(worst, difference)
        print(f"  {name:<28}{spread(processor):>26}{spread(clock):>24}{ratio:>8.2f} × fast"
              f"{1000 * statistics.median(queries[name]):>9.1f} ms{difference:>9.0e}")
    if worst > TOLERANCE:
        print("\nTHE VECTORS DIFFER, this comparison means nothing")
    return int(worst > TOLERANCE)


def spread(values) -> str:
    """The median, and in brackets the lowest and the highest."""
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    raise SystemExit(main())
