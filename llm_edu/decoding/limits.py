"""What can be done to the model's probabilities before a token is drawn: drop unlikely tokens, penalise repetition.

Sources: Fan et al. 2018 (top-k), arXiv:1805.04833; Holtzman et al. 2020 (top-p), arXiv:1904.09751; Nguyen et al. 2024
(min-p), arXiv:2407.01082; Keskar et al. 2019 (CTRL: repetition penalty), arXiv:1909.05858.
"""

from collections.abc import Iterable

import torch
from torch import Tensor


def keep_top_k(probabilities: Tensor, k: int) -> Tensor:
    """Only the k most probable tokens, rescaled to sum to 1; tokens as probable as the k-th stay too (Fan et al. 2018).

    probabilities: (..., vocab)   ->   the same shape, and so for the other limits
    Raises ValueError for a limit that leaves no token; so do the others.
    """
    if k < 1:
        raise ValueError(f"k is the number of tokens to keep, at least 1, not {k}")
    smallest = probabilities.topk(min(k, probabilities.shape[-1])).values[..., -1:]    # (..., 1)
    return rescale(probabilities.where(probabilities >= smallest, 0.0))


def keep_top_p(probabilities: Tensor, p: float) -> Tensor:
    """Only the fewest tokens that together have at least probability p, rescaled to sum to 1 (Holtzman et al. 2020).

    >>> keep_top_p(torch.tensor([0.125, 0.5, 0.375]), 0.8)
    tensor([0.0000, 0.5714, 0.4286])
    """
    if not p > 0:
        raise ValueError(f"p is the least probability to keep, above 0, not {p}")
    if p >= 1:
        return probabilities    # all of them, even where rounding makes the sum reach 1 too soon
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)    # of equals the smaller id
    before = ordered.cumsum(-1) - ordered    # probability of everything more probable: 0 for the first, which stays
    kept = ordered.where(before < p, 0.0)
    return rescale(torch.zeros_like(probabilities).scatter(-1, order, kept))


def keep_min_p(probabilities: Tensor, p: float) -> Tensor:
    """Only tokens at least p times as probable as the most probable one, rescaled to 1 (Nguyen et al. 2024)."""
    if not p <= 1:
        raise ValueError(f"p is a share of the highest probability, at most 1, not {p}")
    return rescale(probabilities.where(probabilities >= p * probabilities.amax(-1, keepdim=True), 0.0))


def rescale(probabilities: Tensor) -> Tensor:
    """Divide each row by its sum."""
    return probabilities / probabilities.sum(-1, keepdim=True)


def penalise_repetition(logits: Tensor, ids: Iterable[int], penalty: float) -> Tensor:
    """Make tokens less likely that have occurred: divide a positive logit by the penalty, multiply a negative one.

    logits: (vocab,)   ids: all ids so far; repeated ones count once   penalty: 1 changes nothing, CTRL's authors use
    1.2   ->   (vocab,)        (Keskar et al. 2019, section 4.1. They divide the logits whatever their sign, which
    would reward a repeated token with a negative logit.)

    >>> penalise_repetition(torch.tensor([2.0, -1.0, 0.5]), [0, 1, 1], penalty=2.0)
    tensor([ 1.0000, -2.0000,  0.5000])
    """
    seen = torch.tensor(sorted(set(ids)), dtype=torch.long, device=logits.device)
    scores = logits[seen]
    return logits.index_put((seen,), torch.where(scores > 0, scores / penalty, scores * penalty))
