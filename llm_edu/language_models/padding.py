"""Texts of unequal length in one tensor, as models read them from lesson 04 on."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from llm_edu.language_models.neural import END_ID

IGNORED = -100    # a target that does not count, PyTorch's `ignore_index`: the padding after a short text


def pad_rows(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of ids in one tensor, padded at the end: what a model reads, and what it should predict after each id.

    rows: at least 2 ids each   ->   inputs and targets, both (rows, longest - 1); padding has the target -100

    >>> pad_rows([[0, 5, 6, 0], [0, 7, 0]])
    (tensor([[0, 5, 6],
            [0, 7, 0]]), tensor([[   5,    6,    0],
            [   7,    0, -100]]))
    """
    longest = max(map(len, rows)) - 1
    inputs = np.full((len(rows), longest), END_ID, dtype=np.int64)
    targets = np.full((len(rows), longest), IGNORED, dtype=np.int64)
    for row, ids in enumerate(rows):
        inputs[row, :len(ids) - 1] = ids[:-1]
        targets[row, :len(ids) - 1] = ids[1:]
    return torch.from_numpy(inputs), torch.from_numpy(targets)
