"""SmolLM2 is asked real questions without a source: once, in five wordings, and five times."""

import random
from functools import cache, partial

from llm_edu.assets import load_natural_questions
from llm_edu.lessons.grounding.asking_facts import replies, sampled
from llm_edu.lessons.grounding.facts import facts

SEED, TRIED, COUNT, FEWER = 0, 64, 300, 100    # questions tried with prompts; measured; measured in the longer runs
SAMPLES = 5
ABOUT = (f"SmolLM2 (135M, 4 bits) is asked in chats of one question, greedily or, where samples are drawn, at "
         f"temperature 1, at most 24 tokens. {COUNT} questions of NQ-open (EfficientQA test), drawn with seed {SEED} "
         f"after {TRIED} with which prompts were tried; the first {FEWER} of them in runs with samples. 60 "
         f"capitals and 40 years, each in five wordings; {SAMPLES} samples of each. Nothing is trained (0 steps). The "
         "machine had other work to do meanwhile.")


@cache
def natural_questions():
    """The questions that are measured, in their order."""
    found = load_natural_questions()
    return random.Random(SEED).sample(found, len(found))[TRIED:TRIED + COUNT]


def as_asked(text):
    """A question as SmolLM2 is asked it: with a capital letter and a question mark."""
    return f"{text[0].upper()}{text[1:]}?"


def natural(count=COUNT):
    """A greedy reply to each natural question."""
    asked = natural_questions()[:count]
    found = as_data(replies("natural", [as_asked(each.text) for each in asked]))
    return {"question": [each.text for each in asked], "answers": [list(each.answers) for each in asked]} | found


def natural_samples(count=FEWER):
    """Sampled replies to each of the first natural questions."""
    return sampled([as_asked(each.text) for each in natural_questions()[:count]], SAMPLES)


def in_wording(wording, count=None):
    """A greedy reply to each fact in one of the five wordings. count: facts of each kind, by default all"""
    found = []
    for kind in ("capital", "year"):
        asked = [fact.wordings[wording] for fact in facts() if fact.kind == kind][:count]
        found += replies(kind, asked)
    return as_data(found)


def fact_samples(count=None):
    """Sampled replies to each fact in its first wording."""
    return sampled([fact.wordings[0] for fact in facts()][:count], SAMPLES)


def asked_about():
    """The facts, as columns for JSON, in the order of the replies: capitals first."""
    return {"kind": [fact.kind for fact in facts()], "wordings": [list(fact.wordings) for fact in facts()],
            "answer": [fact.answer for fact in facts()]}


def as_data(found):
    """Replies as columns for JSON: {"reply": […], "short": […], "probability": […]}"""
    return {"reply": [each.text for each in found], "short": [each.short for each in found],
            "probability": [each.probability for each in found]}


RUNS = {"natural": natural, "natural, samples": natural_samples, "facts": asked_about, "facts, samples": fact_samples}
RUNS |= {f"wording {wording + 1}": partial(in_wording, wording) for wording in range(5)}
