"""Cross-entropy: the model's surprise in nats, with gradients."""

import torch
from torch import Tensor

from llm_edu.language_models import IGNORED


def cross_entropy(logits: Tensor, targets: Tensor, ignore_index: int = IGNORED, reduction: str = "mean") -> Tensor:
    """The cross-entropy in nats: how surprising the targets are, by the softmax of the logits.

    logits: (..., vocabulary), in any precision   targets: (...), ids; targets equal to `ignore_index` don't count
    reduction: "mean" over the targets that count, their "sum", or "none": one number for each target, (...), which is 0
    for a target that doesn't count. Computed in at least 32 bits.

    As in lesson 03, log Σ exp(x) = max + log Σ exp(x − max), so that no logit is too large.
    Raises ValueError where the shapes do not match, an id is not in the vocabulary, or no target counts.

    >>> logits = torch.tensor([[0.0, 0.0], [1000.0, 0.0], [7.0, 7.0]])
    >>> cross_entropy(logits, torch.tensor([1, 0, IGNORED]))
    tensor(0.3466)
    """
    if logits.shape[:-1] != targets.shape:
        raise ValueError(f"logits {tuple(logits.shape)} need targets {tuple(logits.shape[:-1])}, not "
                         f"{tuple(targets.shape)}: one target for each row of scores")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction is "mean", "sum" or "none", not {reduction!r}')
    counts = targets != ignore_index    # (...)
    ids = targets.where(counts, 0)    # something to look up where nothing counts
    check_targets(ids, counts, logits.shape[-1])
    logits = logits if logits.dtype == torch.float64 else logits.float()    # 16 bits are too coarse for a sum of many
    losses = Surprise.apply(logits, ids).where(counts, 0.0)
    if reduction == "none":
        return losses
    return losses.sum() / counts.sum() if reduction == "mean" else losses.sum()


class Surprise(torch.autograd.Function):
    """log Σ exp(x) − x[target], with a gradient of its own: the probabilities, minus 1 at the target.

    PyTorch would compute the same gradient by going back through every line of `forward`; with a vocabulary of
    thousands of tokens that takes three times as long.
    """

    @staticmethod
    def forward(context, logits, ids):
        """logits: (..., vocabulary)   ids: (...)   ->   (...)"""
        largest = logits.amax(-1, keepdim=True)    # so that exp stays in range
        exponentials = (logits - largest).exp_()
        totals = exponentials.sum(-1, keepdim=True)
        context.save_for_backward(exponentials, totals, ids)
        # x − max first: log Σ + max would be rounded as coarsely as the largest score, to thousandths at 10,000
        return (totals.log() - (logits.gather(-1, ids[..., None]) - largest))[..., 0]

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        exponentials, totals, ids = context.saved_tensors
        gradient = gradient[..., None]
        return (exponentials * (gradient / totals)).scatter_add_(-1, ids[..., None], -gradient), None


def check_targets(ids: Tensor, counts: Tensor, vocabulary: int) -> None:
    """Raise ValueError where PyTorch's own function would return nan, or fail deep inside."""
    if not counts.any():
        raise ValueError("there is no target that counts: all are ignored")
    low, high = int(ids.min()), int(ids.max())
    if low < 0 or high >= vocabulary:
        raise ValueError(f"targets lie between 0 and {vocabulary - 1}, but there is {low if low < 0 else high}: was "
                         "the text made into ids with another tokenizer?")
