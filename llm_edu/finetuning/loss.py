"""The loss of a text, or of its answers alone, that never has all logits at once.

A vocabulary of 49,152 tokens means as many logits for each position: 100 MB for 512 positions, and a loss goes over
them several times. Two things make that cheaper. Positions without a target, such as those of a question, need no
logits. And the other positions' logits are made a few at a time, and turned at once into the loss and its gradient,
which is as narrow as the stream.

Source: Hsu et al. 2024, Liger Kernel: Efficient Triton Kernels for LLM Training, arXiv:2410.10989
("FusedLinearCrossEntropy").
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.finetuning.fast.stream_surprise import SurpriseOfStream
from llm_edu.finetuning.streams import last_stream
from llm_edu.training.loss import IGNORED, check_targets
from llm_edu.transformer import Transformer

TOGETHER = 2048    # the most tokens that several rows have together: a step keeps more than a megabyte for each
GROUP_COST = 25    # reading SmolLM2's weights once more takes as long as computing so many tokens


def answer_loss(model: Transformer, ids: Tensor, targets: Tensor, padding: Tensor | None = None) -> Tensor:
    """The mean surprise at the targets, in nats: `cross_entropy(model(ids), targets)`, in less time and memory.

    ids: (batch, time)   targets: (batch, time), the id that follows each, or `IGNORED` where it does not count
    padding: as in `begin_call`, (batch,)   ->   a scalar
    Raises ValueError if shapes do not fit, a target is not in the vocabulary, or no target counts.
    """
    check_shapes(ids, targets)
    return stream_loss(model, last_stream(model, ids, padding=padding), targets)


def stream_loss(model: Transformer, stream: Tensor, targets: Tensor) -> Tensor:
    """As `answer_loss`, from the stream after the last layer, as `stream_from` gives it: (batch, time, width)"""
    check_shapes(stream[..., 0], targets)
    mask = targets != IGNORED    # (batch, time)
    check_targets(targets.where(mask, 0), mask, model.config.vocab_size)
    stream = model.norm(stream[mask])    # (positions that count, width)
    unembedding = (model.token_embedding if model.config.tie_embeddings else model.unembedding).weight
    return SurpriseOfStream.apply(stream, unembedding, targets[mask]) / mask.sum()


def add_gradients(model: Transformer, ids: Tensor, targets: Tensor) -> float:
    """Add the gradients of `answer_loss` to those of the parameters, and return the loss as a float.

    ids, targets: (batch, time), with a target that counts in each row, else ValueError
    Rows of similar lengths go through the model together, each only as far as its last target. So little is computed
    for padding, and only one group's activations are in memory.
    """
    mask = targets != IGNORED    # (batch, time)
    if not mask.any(-1).all():
        raise ValueError("some row has no target that counts: leave such rows out")
    positions = torch.arange(1, ids.shape[1] + 1, device=ids.device)
    lengths, total = (positions * mask).amax(-1).tolist(), 0.0    # after the last target nothing matters
    for rows in group_by_length(lengths, together=TOGETHER):
        time = lengths[rows[-1]]
        share = mask[rows].sum() / mask.sum()
        loss = answer_loss(model, ids[rows, :time], targets[rows, :time]) * share
        loss.backward()
        total += loss.item()
    return total


def group_by_length(lengths: Sequence[int], group_cost: float = GROUP_COST, together: float = math.inf
                    ) -> list[list[int]]:
    """The cheapest groups of rows, if a group costs its rows times its longest, plus `group_cost`.

    together: the most tokens of a group, unless it is a single row   ->   lists of row numbers, shortest first

    >>> group_by_length([30, 200, 31, 190], group_cost=25)
    [[0, 2], [3, 1]]
    """
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    best: list[tuple[float, list[list[int]]]] = [(0, [])]    # for the first n rows in order: the cost, and the groups
    for end in range(1, len(order) + 1):
        longest = lengths[order[end - 1]]
        best.append(min((best[start][0] + (end - start) * longest + group_cost, best[start][1] + [order[start:end]])
                        for start in range(end) if start == end - 1 or (end - start) * longest <= together))
    return best[-1][1]


def check_shapes(inputs: Tensor, targets: Tensor) -> None:
    """Raise ValueError unless there is a target for each position."""
    if inputs.shape != targets.shape:
        raise ValueError(f"ids {tuple(inputs.shape)} need targets of the same shape, not {tuple(targets.shape)}")
