"""Evaluation: the loss on all of a held-out text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from llm_edu.training.distributed import ProcessGroup
from llm_edu.training.loss import cross_entropy
from llm_edu.training.rows import TokenRows, check_rows, collate


@dataclass(frozen=True)
class Evaluation:
    """A model's loss on rows of text, in nats. targets: tokens that were predicted"""

    nats: float
    targets: int
    rows: int

    @property
    def loss(self) -> float:
        """Nats a token: the cross-entropy."""
        return self.nats / self.targets

    @property
    def per_row(self) -> float:
        """Nats a row; if each row is a story, nats a story."""
        return self.nats / self.rows


@torch.no_grad()
def evaluate(model: nn.Module, rows: TokenRows, batch_size: int = 64) -> Evaluation:
    """Measure a model on every row, each target once, in 32 bits and without dropout. Several processes share the work.

    model: ids (batch, time) -> logits (batch, time, vocabulary)
    A few random batches would be faster, but their noise hides a difference of 0.01 nats.
    Raises TypeError for data other than `TokenRows`, and ValueError for a batch_size below 1.
    """
    check_rows(rows)
    if batch_size < 1:
        raise ValueError(f"batch_size is a number of rows, at least 1, not {batch_size}")
    group, device = ProcessGroup(), next(model.parameters()).device
    by_length = np.argsort(rows.stops - rows.starts, kind="stable")    # so that little is filled up
    own, most = by_length[group.rank::group.size], len(by_length[::group.size])
    nats = 0.0
    with modes_kept(model):
        model.eval()
        for start in range(0, most, batch_size):
            batch = own[start:start + batch_size]
            inputs, targets = collate(rows, batch if len(batch) else by_length[:1])
            logits = model(inputs.to(device))    # a sharded model computes in all processes or none: also with no rows
            if len(batch):
                nats += cross_entropy(logits, targets.to(device), reduction="sum").item()
    return Evaluation(group.sum([nats], device)[0], rows.target_count, len(rows))


@contextmanager
def modes_kept(model: nn.Module) -> Iterator[None]:
    """Afterwards, also after an error, each module is in its own mode again, training or evaluation."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
