"""The models that learned babble, on the real letters of Wikipedia, where nobody knows the floor."""

from functools import cache, partial

import numpy as np

from llm_edu.assets import load_wikipedia_leads
from llm_edu.lessons.common.texts import split_leads
from llm_edu.lessons.scaling.babble import ROW, letter_numbers, to_letters, to_rows
from llm_edu.lessons.scaling.ladder import count_parameters, learn
from llm_edu.training import evaluate

WIDTHS, SEEDS, STEPS, HELD_OUT = (8, 12, 16, 24, 32, 78), range(2), 400, 4_000
ABOUT = (f"The models of lesson 08, all alike but for their width, each trained for {STEPS} steps of 64 rows "
         f"of 64 real letters from the openings of 9,030 Wikipedia articles (text: CC BY-SA 4.0), two seeds; bits a "
         f"letter, which here is a byte, on {HELD_OUT:,} rows of other openings.")


@cache
def rows():
    """Rows to learn from, each read once at most and in a random order, and rows of other articles."""
    return tuple(cut(texts) for texts in split_leads(load_wikipedia_leads("en")))


def cut(texts):
    """Texts as rows of letters, shuffled, since pages that stand together are of one kind."""
    letters = letter_numbers(to_letters(" ".join(texts)))
    whole = letters[:len(letters) // ROW * ROW].reshape(-1, ROW)
    return whole[np.random.default_rng(0).permutation(len(whole))]


def run(width):
    """-> parameters, letters read, bits a letter for each seed"""
    known, unseen = rows()
    trained = [learn(width, to_rows(known), STEPS, seed) for seed in SEEDS]
    bits = [round(evaluate(model, to_rows(unseen[:HELD_OUT])).loss / np.log(2), 5) for model, _ in trained]
    return {"width": width, "parameters": count_parameters(width), "letters": trained[0][1], "bits": bits}


RUNS = {f"width {width}": partial(run, width) for width in WIDTHS}
