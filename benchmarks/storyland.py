"""How fast Storyland tells stories and scores them, in plain Python on one core.

    llm-edu benchmark storyland [--stories 5000] [--rounds 7]

Each round makes a world, tells fresh stories, writes them out as text, scores each text twice (its whole probability,
and word by word), and asks for the true distribution of the next word at prefixes of every length. Shown is the median
over the rounds, with the slowest and the fastest. The times mean something only if the results are right, so each score
is held against the choices that told the story.
"""

import argparse
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable

from llm_edu.storyland import World, join_words

AIMS = {"told": 300_000, "scored": 1_000}  # words a second, stories a second: what the course asks of itself


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when a story is scored otherwise than it was told."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark storyland", description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=5000, metavar="N", help="stories in each round (default 5000)")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="rounds to take the median of (default 7)")
    options = parser.parse_args(argv)
    if options.stories < 10 or options.rounds < 1:
        parser.error("at least 10 stories and 1 round")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()}, {platform.machine()}, one of {cores} cores; "
          f"median of {options.rounds} rounds of {options.stories:,} stories\n")
    rounds = [measure(options.stories, seed=1000 + number) for number in range(options.rounds)]
    return report(rounds)


def timed(run: Callable):
    """Seconds that `run()` took, and its result."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def measure(count: int, seed: int) -> dict[str, float]:
    """One round: seconds for each job, how much of it was done, and how far the scores are from the choices made."""
    making, world = timed(lambda: World(seed=0))
    telling, stories = timed(lambda: world.stories(count, seed=seed))
    writing, texts = timed(lambda: [story.text for story in stories])
    scoring, scores = timed(lambda: [world.log_prob(text) for text in texts])
    by_word, each = timed(lambda: [world.word_log_probs(text) for text in texts])
    prefixes = [join_words(story.words[: number % len(story.words)]) for number, story in enumerate(stories)]
    asking, _ = timed(lambda: [world.next_distribution(prefix) for prefix in prefixes])
    words = sum(len(story.words) for story in stories)
    return {
        "words": words,
        "world": making,
        "told": words / telling,
        "written": words / (telling + writing),
        "stories": count / telling,
        "scored": count / scoring,
        "by word": count / by_word,
        "asked": count / asking,
        "error": max(abs(score - story.log_prob) for score, story in zip(scores, stories, strict=True)),
        "word error": max(abs(math.fsum(parts) - score) for parts, score in zip(each, scores, strict=True)),
    }


def report(rounds: list[dict[str, float]]) -> int:
    """The table, and whether all was right."""
    for name, what, unit in (
        ("stories", "telling stories", "stories/s"),
        ("told", "telling stories, as words", "words/s"),
        ("written", "telling stories, as text", "words/s"),
        ("scored", "scoring them: log_prob(text)", "stories/s"),
        ("by word", "word by word: word_log_probs(text)", "stories/s"),
        ("asked", "next_distribution(prefix)", "prefixes/s"),
    ):
        rates = [figures[name] for figures in rounds]
        aim = f"   asked for: {AIMS[name]:,}" if name in AIMS else ""
        middle, spread = statistics.median(rates), f"{min(rates):>9,.0f} … {max(rates):>9,.0f}"
        print(f"  {what:<36} {middle:>11,.0f} {unit:<11} {spread}{aim}")
    print(f"  {'making a world':<36} {1000 * statistics.median(figures['world'] for figures in rounds):>11,.1f} ms")
    words = sum(figures["words"] for figures in rounds)
    errors = max(figures["error"] for figures in rounds), max(figures["word error"] for figures in rounds)
    right = max(errors) < 1e-9
    print(f"\n{words:,} words; scored probability against the choices made, and against its words: at most "
          f"{errors[0]:.0e} and {errors[1]:.0e} nats apart{'' if right else '. THAT IS WRONG'}")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
