"""How many examples help, and whether their labels must be right."""

from functools import partial

import numpy as np

from llm_edu.lessons.prompting.asked import asked, digits
from llm_edu.lessons.prompting.snippets import balanced_examples, short_items
from llm_edu.prompting import Prompt

COUNTS, SEEDS, ITEMS = (1, 2, 4, 8), range(5), 64
ABOUT = (f"SmolLM2 (135M, 4 bits) judges {ITEMS} held-out snippets of up to 80 characters behind 0, 1, 2, 4 or 8 "
         "examples, with their right labels or with labels thrown by a coin (Min et al. 2022), the same examples in "
         "the same order; seeds 0 to 4. Calibrated as in Zhao et al. 2021. No training steps. The machine had other "
         "work to do meanwhile.")


def classes(items=ITEMS):
    """The right answer to each item, a text of digits."""
    return digits(number for _, number in short_items(items))


def answers(count, labels="right", seeds=SEEDS, items=ITEMS):
    """By seed: the classes that the examples were said to have, what is answered, and the same calibrated."""
    texts, found = [text for text, _ in short_items(items)], []
    for seed in seeds:
        examples = labelled(count, labels, seed)
        told = asked(Prompt(examples=examples), texts)
        found.append([digits(number for _, number in examples), told["answered"], told["calibrated"]])
    return found


def labelled(count, labels, seed):
    """Examples with their right labels, or with random ones: pairs (text, class)"""
    examples = balanced_examples(count, seed)
    coin = np.random.default_rng(1_000 + seed).integers(2, size=count)
    return examples if labels == "right" else [(text, int(side)) for (text, _), side in zip(examples, coin)]


RUNS = ({"classes": classes, "0": lambda: answers(0, seeds=(0,))}
        | {f"{count} {labels}": partial(answers, count, labels) for count in COUNTS for labels in ("right", "random")})
