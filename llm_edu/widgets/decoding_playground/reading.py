"""What DecodingPlayground knows about the next token, and how it travels to the browser.

A vocabulary of 49,152 tokens is too much to send at each step, and nobody looks at it. So the few hundred most
probable tokens travel with their logits, and all others as a histogram: how many there are in each narrow interval of
logits, and their mean in it. From that the browser computes what `Sampling.probabilities` does at every setting of the
sliders: exactly for the tokens that it knows, and within a thousandth for the mass and the number of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from llm_edu.widgets.common.chips import token_label

KNOWN = 300  # tokens that travel by name, besides those that are in the text
NARROWEST = 1 / 32  # nats: the width of an interval of the histogram
MOST_INTERVALS = 2_000


@dataclass(frozen=True)
class NextTokenLogits:
    """The logits of the next token after a text. ids: of the text   logits: (vocabulary,) as the model gives them"""

    ids: tuple[int, ...]
    logits: np.ndarray

    def probabilities(self, strategy) -> np.ndarray:
        """What a strategy (`Sampling`, `Greedy`, …) would draw from: (vocabulary,), float64, summing to 1."""
        import torch

        from llm_edu.decoding import Written

        logits = torch.from_numpy(self.logits).float()[None]  # (1, vocabulary)
        shares = strategy.probabilities(logits, [Written(list(self.ids))])[0].double().numpy()
        return shares / shares.sum()

    def known(self) -> np.ndarray:
        """The ids that travel by name, most probable first: the top of those that are not in the text, and all that
        are, because a repetition penalty moves them."""
        seen = np.unique(np.array(self.ids, dtype=np.int64))
        order = np.argsort(-self.logits, kind="stable")  # of equals the smaller id
        fresh = order[~np.isin(order, seen)][:KNOWN]
        both = np.zeros(len(self.logits), dtype=bool)
        both[fresh] = both[seen] = True
        return order[both[order]]


def pack(reading: NextTokenLogits, label: Callable[[int], str]) -> dict:
    """A reading as it travels: names and numbers of the known tokens, and a histogram of all others.

    label: the text of a token as it is drawn
    """
    known = reading.known()
    rest = np.delete(reading.logits, known)
    counts, means = histogram(rest)
    return {
        "vocabulary": len(reading.logits),
        "tokens": len(reading.ids),
        "labels": [label(int(id)) for id in known],
        "ids": known.astype("<i4").tobytes(),
        "logits": reading.logits[known].astype("<f4").tobytes(),
        "seen": np.isin(known, reading.ids).astype(np.uint8).tobytes(),
        "counts": counts.astype("<u4").tobytes(),
        "means": means.astype("<f4").tobytes(),
    }


def histogram(logits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many logits lie in each narrow interval, from the highest down, and their means; empty intervals are left
    out.

    >>> histogram(np.array([0.0, 2.0, 2.01, 1.0]))
    (array([2, 1, 1]), array([2.005, 1.   , 0.   ]))
    """
    if not len(logits):
        return np.zeros(0, dtype=int), np.zeros(0)
    width = max(NARROWEST, float(np.ptp(logits)) / MOST_INTERVALS)
    _, places, counts = np.unique(np.floor((logits.max() - logits) / width), return_inverse=True, return_counts=True)
    return counts, np.bincount(places, weights=logits) / counts


def tokens_left(shares: np.ndarray, settings: Mapping) -> int:
    """How many tokens are not cut off, also those whose share is so small that float32 has rounded it to 0.

    >>> tokens_left(np.array([1.0, 0.0, 0.0]), {"temperature": 0.01, "top_k": 2, "top_p": None, "min_p": None})
    2
    """
    positive = int((shares > 0).sum())
    if settings["temperature"] == 0 or settings["top_p"] not in (None, 1) or settings["min_p"] is not None:
        return positive
    return max(positive, min(settings["top_k"] or len(shares), len(shares)))


def entropy_bits(shares: np.ndarray) -> float:
    """Entropy in bits of probabilities that sum to 1.

    >>> entropy_bits(np.array([0.5, 0.25, 0.25, 0]))
    1.5
    """
    positive = shares[shares > 0]
    return max(0.0, float(-(positive * np.log2(positive)).sum()))


def figures(reading: NextTokenLogits, strategy, settings: Mapping, token_bytes: Callable[[int], bytes]) -> dict:
    """What the line of words is about: the favourite's label, share and untouched share, how many tokens are left of
    how many, and the entropy in bits."""
    from llm_edu.decoding import Sampling

    shares = reading.probabilities(strategy)
    best = int(np.argmax(shares))
    return {"best": token_label(token_bytes(best)), "share": float(shares[best]),
            "untouched": float(reading.probabilities(Sampling())[best]), "vocabulary": len(shares),
            "left": tokens_left(shares, settings), "bits": entropy_bits(shares)}
