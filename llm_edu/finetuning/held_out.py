"""Examples that nobody learns from: their loss tells when a model begins to learn the others by heart."""

import hashlib
import json

import numpy as np
import torch

from llm_edu.errors import CourseError
from llm_edu.finetuning.loss import answer_loss
from llm_edu.training.rows import collate

MOST = 200    # examples set aside: more would tell little more, and each of them costs time at every look


def set_aside(examples, share=0.1):
    """Part examples into those to learn from and those to measure on: two lists, each in the order given.

    An example's own content decides, so the same file gives the same parts, in whatever order its lines are, and what
    stands in it twice is never in both. At least one is set aside and `MOST` at most (besides doubles of the last).
    Raises ValueError for a share that is not between 0 and 1, and CourseError where nothing is left to learn from.

    >>> from llm_edu.finetuning.examples import Example
    >>> learned, measured = set_aside([Example(line, text=word) for line, word in enumerate("abcabc")], share=0.2)
    >>> [example.text for example in learned], [example.text for example in measured]
    (['b', 'c', 'b', 'c'], ['a', 'a'])
    """
    if not 0 < share < 1:
        raise ValueError(f"the share that is set aside lies between 0 and 1, not at {share!r}")
    names = [content_hash(example) for example in examples]
    count = min(MOST, max(1, round(share * len(examples))))
    last = sorted(names)[count - 1] if names else ""
    learned = [example for example, name in zip(examples, names, strict=True) if name > last]
    if not learned:
        raise CourseError(f"{len(set(names))} different example{'s' * (len(set(names)) != 1)}, and some are set aside "
                          "to measure on: there is nothing left to learn from. Write at least 2, better 50.")
    return learned, [example for example, name in zip(examples, names, strict=True) if name <= last]


def content_hash(example):
    """A name for what an example says, whichever line it stands in."""
    return hashlib.sha256(json.dumps([example.messages, example.text], sort_keys=True).encode()).hexdigest()


def held_out_loss(model, rows, batch_size=8):
    """The mean surprise of all targets of these rows, in nats. rows: `AnswerRows`"""
    return sum(nats_of(model, rows, numbers) for numbers in held_out_batches(rows, batch_size)) / rows.target_count


def held_out_batches(rows, batch_size=8):
    """The rows' numbers in batches, by length, so that little is filled up: a list of arrays."""
    by_length = np.argsort(rows.stops - rows.starts, kind="stable")
    return [by_length[start:start + batch_size] for start in range(0, len(rows), batch_size)]


@torch.no_grad()
def nats_of(model, rows, numbers):
    """The surprise of all targets of some rows, added up."""
    device = model.token_embedding.weight.device
    inputs, targets = (ids.to(device) for ids in collate(rows, numbers))
    return answer_loss(model, inputs, targets).item() * rows.targets_in(numbers)
