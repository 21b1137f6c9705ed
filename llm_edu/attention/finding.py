"""What a head does, measured from its attention weights.

Sources: Clark et al. 2019, What Does BERT Look At?, arXiv:1906.04341 (the token before); Olsson et al. 2022, In-context
Learning and Induction Heads, arXiv:2209.11895 (scores over repeated random tokens); Xiao et al. 2023, Efficient
Streaming Language Models with Attention Sinks, arXiv:2309.17453 (the first token).
"""

import torch
from torch import Tensor


def repeated_tokens(period: int, first_id: int, last_id: int, batch: int = 1, seed: int = 0) -> Tensor:
    """Random tokens, and then the same tokens again. A model can predict only that they repeat.

    first_id, last_id: ids are drawn from this range, both ends included   ->   (batch, 2 * period)
    Raises ValueError for an empty range, and for a period below 1.

    >>> repeated_tokens(3, 10, 99).shape
    torch.Size([1, 6])
    """
    if not 0 <= first_id <= last_id or period < 1:
        raise ValueError(f"there are no {period} tokens to draw between {first_id} and {last_id}")
    generator = torch.Generator().manual_seed(seed)
    once = torch.randint(first_id, last_id + 1, (batch, period), generator=generator)
    return torch.cat([once, once], dim=1)


def induction_score(weights: Tensor, period: int) -> Tensor:
    """How much a head attends to the token that came *after* the last occurrence of the current token.

    weights: (..., time, keys), for a text that repeats every `period` tokens   ->   (...), between 0 and 1
    In a b c a b c, the second a attends to the first b: query i to key i - period + 1, averaged over the repetition
    (Olsson et al. 2022). Raises ValueError when the text is too short to repeat.

    >>> perfect = torch.zeros(6, 6)
    >>> perfect[[3, 4, 5], [1, 2, 3]] = 1.0
    >>> induction_score(perfect, period=3)
    tensor(1.)
    """
    if not 1 <= period < weights.shape[-2]:
        raise ValueError(f"{weights.shape[-2]} tokens do not repeat after {period}")
    diagonal = weights.diagonal(offset=1 - period, dim1=-2, dim2=-1)
    return diagonal[..., 1:].mean(-1)    # its first entry is where nothing repeats yet


def previous_token_score(weights: Tensor) -> Tensor:
    """How much each token attends to the one before it, averaged over all but the first: (..., time, keys) -> (...)"""
    return weights.diagonal(offset=-1, dim1=-2, dim2=-1).mean(-1)


def first_token_score(weights: Tensor) -> Tensor:
    """How much each token attends to the very first, averaged over all but the first: (..., time, keys) -> (...)"""
    return weights[..., 1:, 0].mean(-1)
