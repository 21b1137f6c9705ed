"""``llm-edu ask FOLDER "question"``: what the command can be told, and what it prints."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

EVERY = 5.0    # seconds between two words about progress
MOST_NAMED = 10    # skipped files that are named; --json names all
SHOWN = 3    # passages that are shown where there is no answer
ABOUT = """\
It reads .txt, .md and .pdf files (PDF: if pypdf is installed), also in folders inside FOLDER, but no hidden ones. The
first time it makes an index of them in your cache, which takes a while; later it reads only what has changed.
Interrupted in whatever way, it goes on from there. An answer is given only where a program finds it in a passage. All
of this is made for English."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command can be told."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, ABOUT
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that holds your files")
    parser.add_argument("question", help="the question, in quotation marks")
    parser.add_argument("--passages", action="store_true", help="show the passages found, and write no answer: faster")
    parser.add_argument("--threshold", type=cosine, metavar="X",
                        help="how near a passage or sentence must be to the question, from 0 to 1 (default 0.4)")
    parser.add_argument("--json", action="store_true", help="print all that was found as JSON")


def cosine(text: str) -> float:
    """What reads a number from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return number


def command(options: argparse.Namespace) -> int:
    """Find, answer, print. What is not an answer goes to standard error."""
    from llm_edu.course.ask.asking import THRESHOLD, ask_folder
    from llm_edu.retrieval import load_minilm

    threshold = THRESHOLD if options.threshold is None else options.threshold
    reply = ask_folder(options.folder, options.question, encoder=load_minilm(fetch=True), threshold=threshold,
                       passages_only=options.passages, report=Progress())
    for line in about_files(reply):
        print(printable(line), file=sys.stderr)
    print(as_json(options.folder, reply) if options.json else printable(in_words(options, reply)))
    return 0


class Progress:
    """Tells now and then how far the index is."""

    def __init__(self) -> None:
        self.told = time.monotonic()

    def __call__(self, read: int, total: int, encoded: int) -> None:
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            said = f"Making the index: {read:,} of {total:,} files read, {encoded:,} passages encoded." if read else \
                "Waiting: another process is making the index of this folder."
            print(said, file=sys.stderr, flush=True)


def about_files(reply: Any) -> list[str]:
    """What there is to say about the index and the files that were skipped."""
    skipped = [f"Skipped: {file} {reason}." for file, reason in reply.skipped.items()]
    if len(skipped) > MOST_NAMED:
        skipped[MOST_NAMED:] = [f"Skipped: {len(skipped) - MOST_NAMED:,} more files; --json names them all."]
    return [*reply.notes, *skipped]


def in_words(options: argparse.Namespace, reply: Any) -> str:
    """The answer with its sources; else that there is none, and why; and passages."""
    files = f"(Files in the index: {reply.files:,}. Ignored, because of another kind or hidden: {reply.ignored:,}.)"
    if reply.answer is not None:
        quotations = [f"  {source.where}  “{source.quotation}”" for source in reply.sources]
        return "\n".join([reply.answer, "", "Sources:", *quotations, "", files])
    if options.passages:
        return "\n\n".join([*map(shown, reply.passages), files])
    said = [f"I found nothing in {options.folder} that answers this: {reply.reason}.", "The nearest passages:"]
    return "\n\n".join([*said, *map(shown, reply.passages[:SHOWN]), files])


def shown(passage: Any) -> str:
    """A passage with its place and scores."""
    lines = [f"    {line}" for line in passage.text.splitlines() if line.strip()]
    return "\n".join([f"{passage.where}  (words {passage.word_score:.1f}, meaning {passage.cosine:.2f})", *lines])


def printable(text: str) -> str:
    """A text without the control characters by which a file could take over a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def as_json(folder: Path, reply: Any) -> str:
    """All that was found, for programs; letters beyond ASCII are escaped, so that no terminal can lose one."""
    from llm_edu.course.ask.files import is_pdf

    def placed(found: Any) -> dict[str, Any]:
        facts = dict(vars(found))
        file, place = facts.pop("file"), facts.pop("place")
        return {"file": file, "page" if is_pdf(file) else "line": place, **facts}

    return json.dumps({"folder": str(folder), **vars(reply), "passages": [placed(each) for each in reply.passages],
                       "sources": [placed(each) for each in reply.sources]}, indent=2)
