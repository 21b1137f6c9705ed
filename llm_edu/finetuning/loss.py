"""The loss of a text, or of its answers alone, without ever having all logits.

A model with 49,152 tokens gives as many logits for each position: 100 MB for 512 of them, and a loss goes over them
several times. Two things make that cheaper. Positions without a target, such as those of a question, need no logits.
And the logits of the others are made a few at a time, and at once turned into the loss and its gradient, which is as
narrow as the stream.

Source: Hsu et al. 2024, Liger Kernel: Efficient Triton Kernels for LLM Training, arXiv:2410.10989
("FusedLinearCrossEntropy").
"""

import math

import torch

from llm_edu.finetuning.fast.stream_surprise import SurpriseOfStream
from llm_edu.finetuning.streams import last_stream
from llm_edu.training.loss import IGNORED, check_targets

TOGETHER = 2048    # tokens that several rows have together at most: of each a step keeps more than a megabyte
GROUP_COST = 25    # reading SmolLM2's weights once more takes as long as computing so many tokens


def answer_loss(model, ids, targets, padding=None):
    """The mean surprise of the targets, in nats: `cross_entropy(model(ids), targets)`, in less time and memory.

    ids: (batch, time)   targets: (batch, time), the id that follows each, or `IGNORED` where it does not count
    padding: as in `begin_call`, (batch,)   ->   a number
    Raises ValueError when shapes do not fit, a target is not in the vocabulary, or nothing counts.
    """
    check_shapes(ids, targets)
    return stream_loss(model, last_stream(model, ids, padding=padding), targets)


def stream_loss(model, stream, targets):
    """As `answer_loss`, from the stream after the last layer, as `stream_from` gives it: (batch, time, width)"""
    check_shapes(stream[..., 0], targets)
    counts = targets != IGNORED    # (batch, time)
    check_targets(targets.where(counts, 0), counts, model.config.vocab_size)
    stream = model.norm(stream[counts])    # (positions that count, width)
    table = (model.token_embedding if model.config.tie_embeddings else model.unembedding).weight
    return SurpriseOfStream.apply(stream, table, targets[counts]) / counts.sum()


def add_gradients(model, ids, targets):
    """Add the gradients of `answer_loss` to those of the parameters, and return the loss as a float.

    Rows of like lengths go through the model together, each only as far as its last target: so little is computed for
    what merely fills up a row, and only one group's activations are in memory. ids, targets: (batch, time)
    """
    counts = targets != IGNORED    # (batch, time)
    if not counts.any(-1).all():
        raise ValueError("there is no target that counts in some row: leave such rows out")
    places = torch.arange(1, ids.shape[1] + 1, device=ids.device)
    lengths, total = (places * counts).amax(-1).tolist(), 0.0    # behind the last target nothing matters
    for rows in group_by_length(lengths, together=TOGETHER):
        time = lengths[rows[-1]]
        share = counts[rows].sum() / counts.sum()
        loss = answer_loss(model, ids[rows, :time], targets[rows, :time]) * share
        loss.backward()
        total += loss.item()
    return total


def group_by_length(lengths, group_cost=GROUP_COST, together=math.inf):
    """The cheapest groups of rows, when a group costs its rows times its longest, and `group_cost` besides.

    together: the most tokens of a group, unless it is a single row

    lengths: a list of ints   ->   a list of lists of row numbers, shortest first

    >>> group_by_length([30, 200, 31, 190], group_cost=25)
    [[0, 2], [3, 1]]
    """
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    best = [(0, [])]    # for the first n rows in order: the cost, and the groups
    for end in range(1, len(order) + 1):
        longest = lengths[order[end - 1]]
        best.append(min((best[start][0] + (end - start) * longest + group_cost, best[start][1] + [order[start:end]])
                        for start in range(end) if start == end - 1 or (end - start) * longest <= together))
    return best[-1][1]


def check_shapes(inputs, targets):
    """Raise ValueError unless there is a target for each position."""
    if inputs.shape != targets.shape:
        raise ValueError(f"ids {tuple(inputs.shape)} need targets of the same shape, not {tuple(targets.shape)}")
