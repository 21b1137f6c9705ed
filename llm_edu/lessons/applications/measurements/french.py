"""SmolLM2 translates JupyterLab's interface into French, beside the English copied and a memory of translations."""

from functools import partial

from llm_edu.lessons.applications.asking import ask_all
from llm_edu.lessons.applications.french_demos import (
    EXAMPLES,
    draw_pairs,
    first_line,
    french_scores,
    nearest,
    request,
)

COUNT, TOKENS = 60, 48
ABOUT = (f"{COUNT} of 1,044 phrases of JupyterLab's interface (at most 15 words, drawn with seed 0) into French: the "
         "English copied; the French of the nearest other phrase; SmolLM2 (135M, 4 bits, greedy, no training and so no "
         f"steps) asked without examples, with the same {EXAMPLES} and with the {EXAMPLES} nearest. BLEU, chrF with a "
         "bootstrap interval, and how many are exactly right, or copied.")


def without_a_model():
    """Two baselines: scores, and what the memory found"""
    tested, memory = draw_pairs(COUNT)
    copied = [english for english, _ in tested]
    found = [nearest(english, memory)[0][1] for english in copied]
    return {"copy the English": french_scores(tested, copied), "nearest phrase": french_scores(tested, found),
            "found": found}


def by_model(examples, ask=ask_all, count=COUNT):
    """Scores and answers. examples: "none", "same" (the first of the memory) or "nearest" """
    tested, memory = draw_pairs(count)
    shown = {"none": lambda english: (), "same": lambda english: memory[:EXAMPLES],
             "nearest": lambda english: nearest(english, memory, EXAMPLES)[::-1]}[examples]
    answers = [first_line(answer) for answer in
               ask([request(english, shown(english)) for english, _ in tested], TOKENS)]
    return {**french_scores(tested, answers), "answers": answers}


RUNS = {"without a model": without_a_model}
RUNS |= {f"{examples} examples": partial(by_model, examples) for examples in ("none", "same", "nearest")}
