"""Held-out examples: nobody learns from them, so their loss shows when a model starts to memorise the others."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np
import torch

from llm_edu.errors import CourseError
from llm_edu.finetuning.answer_rows import AnswerRows
from llm_edu.finetuning.examples import Example
from llm_edu.finetuning.loss import answer_loss
from llm_edu.training.rows import collate
from llm_edu.transformer import Transformer

MOST = 200    # examples held out: more would tell little more, and each of them costs time at every evaluation


def set_aside(examples: Sequence[Example], share: float = 0.1) -> tuple[list[Example], list[Example]]:
    """Split examples into those to learn from and those to measure on: two lists, each in the order given.

    An example's content decides. So the same file gives the same parts, whatever the order of its lines, and doubles
    are never in both parts. At least one is held out, and at most `MOST` (plus doubles of the last).
    Raises ValueError for a share that is not between 0 and 1, and CourseError if nothing is left to learn from.

    >>> from llm_edu.finetuning.examples import Example
    >>> learned, measured = set_aside([Example(line, text=word) for line, word in enumerate("abcabc")], share=0.2)
    >>> [example.text for example in learned], [example.text for example in measured]
    (['b', 'c', 'b', 'c'], ['a', 'a'])
    """
    if not 0 < share < 1:
        raise ValueError(f"the share of held-out examples should be between 0 and 1, not {share!r}")
    names = [content_hash(example) for example in examples]
    count = min(MOST, max(1, round(share * len(examples))))
    last = sorted(names)[count - 1] if names else ""
    learned = [example for example, name in zip(examples, names, strict=True) if name > last]
    if not learned:
        raise CourseError(f"{len(set(names))} different example{'s' * (len(set(names)) != 1)}, and some are held out "
                          "to measure on: there is nothing left to learn from. Write at least 2, better 50.")
    return learned, [example for example, name in zip(examples, names, strict=True) if name <= last]


def content_hash(example: Example) -> str:
    """A name for what an example says, whichever line it is in."""
    return hashlib.sha256(json.dumps([example.messages, example.text], sort_keys=True).encode()).hexdigest()


def held_out_loss(model: Transformer, rows: AnswerRows, batch_size: int = 8) -> float:
    """The mean surprise at all targets of these rows, in nats."""
    return sum(nats_of(model, rows, numbers) for numbers in held_out_batches(rows, batch_size)) / rows.target_count


def held_out_batches(rows: AnswerRows, batch_size: int = 8) -> list[np.ndarray]:
    """The rows' numbers in batches, by length, so that little is padded."""
    by_length = np.argsort(rows.stops - rows.starts, kind="stable")
    return [by_length[start:start + batch_size] for start in range(0, len(rows), batch_size)]


@torch.no_grad()
def nats_of(model: Transformer, rows: AnswerRows, numbers: np.ndarray) -> float:
    """The sum of the surprise at all targets of some rows."""
    device = model.token_embedding.weight.device
    inputs, targets = (ids.to(device) for ids in collate(rows, numbers))
    return answer_loss(model, inputs, targets).item() * rows.targets_in(numbers)
