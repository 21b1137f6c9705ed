"""Our tokenizer beside Hugging Face's ``tokenizers`` and OpenAI's tiktoken: speed, on one text, in one run.

    llm-edu benchmark tokenization [--vocab-size 8192] [--repeat 3] [--documents 10033]

The text: the openings of 10,033 English Wikipedia articles. Each is a document in training; joined with line breaks
they are the one long text that is encoded. All encoders have the vocabulary that our own training made, and must give
the same ids. Every measured run starts cold: a new tokenizer, an empty cache. Shown is the fastest of the runs.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from llm_edu import assets
from llm_edu.tokenization import BPETokenizer, load_tokenizer
from llm_edu.tokenization.word_cache import CACHED_WORDS


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark tokenization", description=__doc__.splitlines()[0])
    parser.add_argument("--vocab-size", type=int, default=8192, metavar="N", help="tokens to train (default 8192)")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each measurement (default 3)")
    parser.add_argument("--documents", type=int, metavar="N", help="the first N of the articles (default all)")
    options = parser.parse_args(argv)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()}, {platform.machine()}, {cores} cores; fastest of {options.repeat} runs")
    documents = [lead.extract for lead in assets.load_wikipedia_leads("en")[:options.documents]]
    text = "\n".join(documents)
    print(f"{len(documents):,} documents, {len(text.encode()) / 1e6:.2f} MB of English\n")
    tokenizer = compare_training(documents, options.vocab_size, options.repeat)
    compare_encoding(tokenizer, documents, text, options.repeat)
    time_loading(options.repeat)
    return 0


def fastest(repeat: int, run: Callable, prepare: Callable = lambda: None):
    """The least seconds that ``run(prepare())`` took, and its result. Preparing is not timed."""
    seconds, result = float("inf"), None
    for _ in range(repeat):
        prepared = prepare()
        start = time.perf_counter()
        result = run(prepared)
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, result


def row(what: str, seconds: float, size: float, reference: float | None = None, note: str = "") -> None:
    """One line of the table: seconds, megabytes a second, and how many times as fast as the reference."""
    ratio = f"{reference / seconds:6.2f} ×" if reference else " " * 8
    print(f"  {what:<44} {seconds:7.3f} s {size / seconds / 1e6:8.2f} MB/s  {ratio}  {note}".rstrip())


def compare_training(documents: list[str], vocab_size: int, repeat: int) -> BPETokenizer:
    """Learn ``vocab_size`` tokens with both; ``tokenizers`` may use all cores, ours runs on one."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    def theirs(_) -> Tokenizer:
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=vocab_size, initial_alphabet=alphabet, show_progress=False)
        tokenizer.train_from_iterator(documents, trainer)
        return tokenizer

    size = sum(len(document.encode()) for document in documents)
    print(f"Training {vocab_size:,} tokens{'speed of tokenizers = 1':>69}")
    their_seconds, _ = fastest(repeat, theirs)
    our_seconds, tokenizer = fastest(repeat, lambda _: BPETokenizer.train(documents, vocab_size))
    row("tokenizers (Rust, all cores)", their_seconds, size, their_seconds)
    row("ours (Python, one core)", our_seconds, size, their_seconds, f"{our_seconds / their_seconds:.2f} × its time")
    return tokenizer


def compare_encoding(tokenizer: BPETokenizer, documents: list[str], text: str, repeat: int) -> None:
    """Encode the whole text as one string, and document by document, with the same vocabulary."""
    size = len(text.encode())
    encoding = tokenizer.to_tiktoken()

    def ours() -> BPETokenizer:
        return BPETokenizer(tokenizer.vocab, tokenizer.merges, pattern=tokenizer.pattern)

    def theirs():
        return in_tokenizers(tokenizer)

    def pieces() -> Iterator[str]:
        return (text[start:start + 4096] for start in range(0, len(text), 4096))

    print(f"\nEncoding one long text, cold; our cache holds at most {CACHED_WORDS:,} words")
    reference, expected = fastest(repeat, lambda their: their.encode(text).ids, theirs)
    row("tokenizers (Rust)", reference, size, reference)
    for what, run, prepare in (
        ("ours (Python)", lambda our: our.encode(text), ours),
        ("ours, as a stream of 4,096 characters each", lambda our: list(our.encode_iterable(pieces())), ours),
        ("ours, through to_tiktoken() (Rust)", lambda _: encoding.encode_ordinary(text), lambda: None),
    ):
        seconds, ids = fastest(repeat, run, prepare)
        row(what, seconds, size, reference, same_ids(ids, expected))

    print("\nEncoding document by document, cold")
    reference, expected = fastest(
        repeat, lambda their: [found.ids for found in their.encode_batch(documents)], theirs
    )
    row("tokenizers, encode_batch (Rust, all cores)", reference, size, reference)
    seconds, ids = fastest(repeat, lambda our: [our.encode(document) for document in documents], ours)
    row("ours (Python, one core)", seconds, size, reference, same_ids(ids, expected))

    print("\nEncoding a megabyte of the letter a, one pre-token")
    run_of_a = "a" * 1_000_000
    reference, expected = fastest(1, lambda their: their.encode(run_of_a).ids, theirs)
    row("tokenizers (Rust)", reference, len(run_of_a), reference)
    seconds, ids = fastest(1, lambda our: our.encode(run_of_a), ours)
    row("ours (Python)", seconds, len(run_of_a), reference, same_ids(ids, expected))


def same_ids(ids: list, expected: list) -> str:
    """The note for the table. Other ids would make the times worthless, so they end the benchmark."""
    if ids != expected:
        raise SystemExit("These ids differ from those of tokenizers: try `llm-edu test -k tokenization`.")
    return "same ids"


def in_tokenizers(tokenizer: BPETokenizer):
    """Our vocabulary in ``tokenizers``, with its own, quicker GPT-2 pattern instead of one from a file."""
    from tokenizers import Tokenizer, pre_tokenizers

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tokenizer.json"
        tokenizer.save(path)
        theirs = Tokenizer.from_file(str(path))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return theirs


def time_loading(repeat: int) -> None:
    """How long the published vocabularies take to load."""
    print("\nLoading")
    for name in ("gpt2", "smollm2", "cl100k", "o200k"):
        seconds, tokenizer = fastest(repeat, lambda _, name=name: load_tokenizer(name))
        print(f"  {name:<44} {seconds:7.3f} s   {tokenizer.vocab_size:,} ids")


if __name__ == "__main__":
    sys.exit(main())
