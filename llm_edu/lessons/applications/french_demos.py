"""Real English into real French: SmolLM2, beside what takes no model at all."""

import random
import re

import numpy as np
from sacrebleu import corpus_chrf

from llm_edu.applications.translation import bleu_and_chrf
from llm_edu.assets import load_english_french

LONGEST = 15    # words
EXAMPLES = 4


def draw_pairs(count=60, seed=0):
    """Pairs (English, French) to be tested on, at most 15 words long; and all others, which one may look into."""
    pairs = load_english_french()
    short = [pair for pair in pairs if len(pair[0].split()) <= LONGEST]
    tested = random.Random(seed).sample(short, count)
    return tested, [pair for pair in pairs if pair not in tested]


def nearest(english, memory, count=1):
    """The pairs of the memory whose English shares most words with this one, the nearest first.

    As the share that two have in common of all their words; of equal ones those that come first.

    >>> nearest("Close the tab", [("Save the file", "…"), ("Close all tabs", "…"), ("Close this tab", "Fermer …")])
    [('Close this tab', 'Fermer …')]
    """
    words = words_of(english)

    def distance(pair):
        others = words_of(pair[0])
        return -len(words & others) / len(words | others)

    return sorted(memory, key=distance)[:count]


def words_of(text):
    return set(re.findall(r"\w+", text.lower()))


def request(english, examples=()):
    """What SmolLM2 is asked. examples: pairs (English, French)"""
    shown = "".join(f"English: {one}\nFrench: {other}\n\n" for one, other in examples)
    return f"Translate into French. Answer with the translation alone.\n\n{shown}English: {english}\nFrench:"


def first_line(answer):
    """The first line of an answer, without what models like to put before it.

    >>> first_line('French: "Bonjour"\\nThis means hello.')
    'Bonjour'
    """
    line = answer.strip().split("\n")[0].strip()
    return re.sub(r"^(French|Français)\s*:\s*", "", line).strip().strip('"“”«»').strip()


def french_scores(pairs, outputs, resamples=200):
    """BLEU and chrF of translations, 0 to 100, and of chrF an interval: 95 of 100 draws of as many pairs lie in it."""
    right = [french for _, french in pairs]
    bleu, chrf = bleu_and_chrf(right, outputs)
    draws = np.random.default_rng(0).integers(len(pairs), size=(resamples, len(pairs)))
    drawn = [corpus_chrf([outputs[place] for place in draw], [[right[place] for place in draw]]).score
             for draw in draws]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"BLEU": round(bleu, 1), "chrF": round(chrf, 1), "interval": [round(float(low), 1), round(float(high), 1)],
            "exact": sum(map(str.__eq__, right, outputs)),
            "copied": sum(output == english for (english, _), output in zip(pairs, outputs, strict=True))}
