"""What replies say: a vote among solutions, a label in JSON, whether an attack has succeeded.

Sources: Wang et al. 2022, Self-Consistency Improves Chain of Thought Reasoning, arXiv:2203.11171; Perez & Ribeiro 2022,
Ignore Previous Prompt: Attack Techniques for Language Models, arXiv:2211.09527.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

Number = TypeVar("Number", int, float)


def majority_answer(answers: Iterable[Number | None]) -> Number | None:
    """The most frequent answer of several solutions, or None if no solution has one.

    answers: the number that each solution ends with, or None. Among equally frequent numbers the first one wins.

    >>> majority_answer([12, 7, None, 7, 12.0]), majority_answer([None])
    (12, None)
    """
    votes = Counter(answer for answer in answers if answer is not None)
    return votes.most_common(1)[0][0] if votes else None    # in the order of their first votes where they are equal


def read_label(reply: str, labels: Sequence[str] = ("negative", "positive"), key: str = "sentiment") -> str | None:
    """The label in a reply that is a JSON object with this key alone; None if the reply has any other form.

    >>> read_label(' {"sentiment": "positive"}'), read_label("positive"), read_label('{"sentiment": "good"}')
    ('positive', None, None)
    """
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):    # brackets a hundred thousand deep
        return None
    if isinstance(found, dict) and list(found) == [key] and found[key] in tuple(labels):
        return found[key]
    return None


def attack_success(before: Sequence[str | None], after: Sequence[str | None], target: str) -> float:
    """The share of answers that an attack has turned into the target, of those that it could turn: 0 to 1.

    before, after: the label answered for each text without and with the attack, or None. An answer that was the target
    before cannot be turned. Raises ValueError for lists of different lengths.

    >>> attack_success(["bad", "good", None, "bad"], ["good", "good", "good", "bad"], "good")
    0.6666666666666666
    """
    turned = [now == target for then, now in zip(before, after, strict=True) if then != target]
    return sum(turned) / len(turned) if turned else 0.0
