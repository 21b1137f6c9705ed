"""How customers answer what a desk has read back, and how the desk's code reads that.

Each line of ``answers.jsonl``::

    {"part": "held out", "draft": "order", "means": "yes", "text": "Lovely, yes."}

``part``    "looked at" while `llm_edu.agents.yes` was written, or "held out"; drawn at random after all were written
``draft``   which of `DRAFTS` was read back
``means``   "yes", "no", or "neither": a condition, a change, a question, sarcasm, something else
"""

import json
from collections import Counter
from pathlib import Path

from llm_edu.agents import Call, Draft
from llm_edu.agents.yes import answer_to

PARTS, MEANINGS = ("looked at", "held out"), ("yes", "no", "neither")
DRAFTS = {"order": Draft(Call("place_order"), "Order 2 × Pocket candle for 9.60 coins, arriving 2026-03-09."),
          "cancel": Draft(Call("cancel_order"), "Cancel order 1026: 2 × Matchbox radio, 39.80 coins."),
          "book": Draft(Call("book_slot"), "Book repair on Tuesday, 2026-03-03, at 10 o'clock.")}


def read_answers(part=None):
    """All answers, or those of one part; a list of dicts."""
    lines = Path(__file__).with_name("answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [answer for answer in map(json.loads, lines) if part in (None, answer["part"])]


def taken_for(answer):
    """What the desk takes an answer for: one of `MEANINGS`."""
    read = answer_to(DRAFTS[answer["draft"]], answer["text"])
    return read if read in MEANINGS else "neither"


def counted(part):
    """{(meaning, what it was taken for): how many} for the answers of a part."""
    return Counter((answer["means"], taken_for(answer)) for answer in read_answers(part))


def print_answers():
    """A row for each part and meaning: how many answers, and what the desk takes them for."""
    print(f"{'':28}" + "".join(f"{taken:>20}" for taken in ("taken for a yes", "for a no", "for neither")))
    for part in PARTS:
        counts = counted(part)
        for means in MEANINGS:
            total = sum(counts[means, taken] for taken in MEANINGS)
            print(f"{f'{part}: {means} ({total})':28}" + "".join(f"{counts[means, taken]:>20}" for taken in MEANINGS))
