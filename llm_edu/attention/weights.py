"""One head, from the inside out: scores become weights, weights mix values.

Source: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762.
"""

import math

import torch
from torch import Tensor


def softmax(scores: Tensor, dim: int = -1) -> Tensor:
    """Turn scores into weights: positive, and summing to 1 along `dim`.

    The largest score is subtracted first. That does not change the result, and without it exp overflows float32 at a
    score of 89. A score of -inf gets weight 0; a row of nothing but -inf has no answer and becomes nan.

    >>> softmax(torch.tensor([0.0, 4.0, 2.0]))
    tensor([0.0159, 0.8668, 0.1173])
    """
    exponentials = (scores - scores.amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def look_up(query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """The mix of all values, weighted by how well their keys fit the query: attention at its simplest, not yet scaled.

    query: (d,)   keys: (tokens, d)   values: (tokens, d_value)   ->   (d_value,)

    >>> keys = torch.tensor([[0.0, 1], [2, 0], [1, 1]])        # Mia, green, hat
    >>> values = torch.tensor([[5.0, 0], [0, 7], [1, 1]])
    >>> look_up(torch.tensor([2.0, 0]), keys, values)          # scores 0, 4, 2
    tensor([0.1967, 6.1850])
    """
    return softmax(keys @ query) @ values    # (tokens, d) @ (d,) -> (tokens,) @ (tokens, d_value) -> (d_value,)


def causal_mask(time: int, past: int = 0) -> Tensor:
    """Which token may attend to which: True where a query (row) may attend to a key (column), never to a later one.

    time: number of queries   past: number of keys that come before the first query   ->   (time, past + time), bool

    >>> causal_mask(3).int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    """
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)


def check_mask(mask: Tensor | None) -> None:
    """Raise TypeError for a mask of numbers: in some programs 1 means "attend", in some "hide", and some add it."""
    if mask is not None and getattr(mask, "dtype", None) != torch.bool:
        kind = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"a mask is a tensor of True (attend) and False, not {kind}: causal_mask(time) makes one, "
                        "and .bool() turns 1 and 0 into True and False")


def attention_scores(queries: Tensor, keys: Tensor, mask: Tensor | None = None, scale: float | None = None) -> Tensor:
    """How well each query fits each key, -inf where the mask hides the key.

    queries: (..., time, d)   keys: (..., keys, d)   mask: broadcastable to (..., time, keys), True = attend
    scale: the factor of each dot product; None: 1/√d   ->   (..., time, keys)

    The dot product of two random vectors grows like √d. Dividing by √d keeps the scores near ±1 at any width, where
    softmax still has a gradient (Vaswani et al. 2017, section 3.2.1).
    """
    check_mask(mask)
    scale = 1 / math.sqrt(queries.shape[-1]) if scale is None else scale
    scores = queries @ keys.transpose(-2, -1) * scale    # (..., time, keys)
    return scores if mask is None else scores.masked_fill(~mask, -math.inf)


def attention_weights(queries: Tensor, keys: Tensor, mask: Tensor | None = None) -> Tensor:
    """How much each query attends to each key.

    queries: (..., time, d)   keys: (..., keys, d)   mask: broadcastable to (..., time, keys), True = attend
    ->   (..., time, keys); every row sums to 1, because the mask is applied before the softmax
    """
    return softmax(attention_scores(queries, keys, mask))


def scaled_dot_product_attention(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None) -> Tensor:
    """For each query the mix of all values, weighted by how well their keys match (Vaswani et al. 2017).

    queries: (..., time, d)   keys: (..., keys, d)   values: (..., keys, d_value)   mask: True = attend
    ->   (..., time, d_value)

    >>> queries = torch.tensor([[0.0, 0], [9, 0]])             # the first asks nothing, the second asks loudly
    >>> keys = torch.tensor([[1.0, 0], [0, 1]])
    >>> values = torch.tensor([[10.0], [20]])
    >>> scaled_dot_product_attention(queries, keys, values)    # the average; nearly all of the first
    tensor([[15.0000],
            [10.0172]])
    """
    return attention_weights(queries, keys, mask) @ values    # (..., time, keys) @ (..., keys, d) -> (..., time, d)
