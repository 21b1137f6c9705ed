"""What became of replies: a vote among solutions, a label in its form, an attack that has succeeded.

Sources: Wang et al. 2022, Self-Consistency Improves Chain of Thought Reasoning, arXiv:2203.11171; Perez & Ribeiro 2022,
Ignore Previous Prompt: Attack Techniques for Language Models, arXiv:2211.09527.
"""

import json
from collections import Counter


def majority_answer(answers):
    """What most of several solutions come to: one of the numbers, or None where no solution comes to one.

    answers: the number that each solution ends with, None where it ends with none. Of equally frequent ones that wins
    which came first.

    >>> majority_answer([12, 7, None, 7, 12.0]), majority_answer([None])
    (12, None)
    """
    votes = Counter(answer for answer in answers if answer is not None)
    return votes.most_common(1)[0][0] if votes else None    # in the order of their first votes where they are equal


def read_label(reply, labels=("negative", "positive"), key="sentiment"):
    """The label that a reply in JSON gives, or None where it has another form: an object with the key alone.

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


def attack_success(before, after, target):
    """Of the answers that an attack could turn, the share that it has turned into the target: a float from 0 to 1.

    before, after: the label answered for each text without the attack and with it, None where there was none. An
    answer that was the target before cannot be turned. Raises ValueError for lists of other lengths.

    >>> attack_success(["bad", "good", None, "bad"], ["good", "good", "good", "bad"], "good")
    0.6666666666666666
    """
    turned = [now == target for then, now in zip(before, after, strict=True) if then != target]
    return sum(turned) / len(turned) if turned else 0.0
