"""What a head of cross-attention does, measured from its weights: which part of the source its target tokens look at.

Target and source are different texts, so none of a text's own places (the token before, the token itself) exist here.
"""

import numpy as np

from llm_edu.widgets.attention_viewer.heads import EVEN, shares, spread

CROSS_PLACES = ("diagonal", "begin", "end")
CROSS_NAMES = {
    "diagonal": "the diagonal", "begin": "the first source token", "end": "the last source token",
    "peak": "one source token", "uniform": "everywhere alike", "mixed": "no single pattern",
}
MOST = 0.5  # of its attention must go to one place, or to one token at a time, before a head is named after it


def cross_masks(queries: int, keys: int) -> dict[str, np.ndarray]:
    """For each place the pairs (query, key) that count as looking there, bool (queries, keys).

    begin, end: the first and the last source token   diagonal: the cells through which the straight line from the
    upper left corner of the matrix to the lower right one passes

    A pair belongs to one place alone, so the two corners count for none.

    >>> cross_masks(2, 4)["diagonal"].astype(int)
    array([[0, 1, 0, 0],
           [0, 0, 1, 0]])
    """
    query, key = np.indices((queries, keys))
    masks = {"diagonal": (query * keys < (key + 1) * queries) & (key * queries < (query + 1) * keys),
             "begin": key == 0, "end": key == keys - 1}
    claims = sum(mask.astype(int) for mask in masks.values())
    return {name: mask & (claims == 1) for name, mask in masks.items()}


def cross_scores(weights: np.ndarray) -> dict[str, np.ndarray]:
    """Measures of every head, each (layers, heads), for weights (layers, heads, target, source).

    diagonal, begin, end: the share of its attention that goes there, averaged over the target tokens that have such a
        place; nan when none has
    peak: a target token's largest weight, averaged
    entropy, evenness: as `heads.head_scores` has them
    """
    queries, keys = weights.shape[-2:]
    return (shares(weights, cross_masks(queries, keys)) | {"peak": weights.max(-1).mean(-1)}
            | spread(weights, np.full(queries, keys)))


def cross_kinds(scores: dict[str, np.ndarray]) -> np.ndarray:
    """What each head is, by name, (layers, heads) of text.

    "uniform" when its evenness is at least EVEN; else the place to which most of its attention goes, if that is at
    least MOST; else "peak" when a target token gives at least MOST to one source token, on average; else "mixed".
    """
    places = np.stack([np.nan_to_num(scores[name], nan=0.0) for name in CROSS_PLACES])    # (places, layers, heads)
    best = np.array(CROSS_PLACES, dtype=object)[places.argmax(0)]
    rest = np.where(scores["peak"] >= MOST, "peak", "mixed")
    return np.where(scores["evenness"] >= EVEN, "uniform", np.where(places.max(0) >= MOST, best, rest))
