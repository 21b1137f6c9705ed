"""Skew, what a model makes of it, and how sure that is.

The skew of two groups is the probability in the group where more is expected, minus that in the other: 0 for equals, 1
for opposites. A model that reads skew and says as much lies on the line of equality; a slope above 1 is amplification.
Sources: Zhao et al. 2017, Men Also Like Shopping, arXiv:1707.09457 (amplification); Haldane 1956 (0.5 for each count).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from statistics import fmean
from typing import Any

import torch

from llm_edu.bias.estimates import mean_interval


def log_odds_interval(she: float, he: float, z: float = 1.96) -> tuple[float, float]:
    """The 95 % confidence interval of the log odds of two counts, in nats; 0.5 is added to each count first.

    z: half the width in standard errors, 1.96 for 95 %
    The log odds is in its middle; 0 means as often "she" as "he". Raises ValueError for a count below 0.

    >>> [round(bound, 2) for bound in log_odds_interval(80, 20)]
    [0.88, 1.85]
    >>> [round(bound, 2) for bound in log_odds_interval(0, 0)]
    [-3.92, 3.92]
    """
    if she < 0 or he < 0:
        raise ValueError(f"counts are {she} and {he}; both are at least 0")
    middle = math.log((she + 0.5) / (he + 0.5))
    half = z * math.sqrt(1 / (she + 0.5) + 1 / (he + 0.5))
    return middle - half, middle + half


def skew_of(shares: Mapping[Any, float], expected: Collection[Any], others: Collection[Any]) -> float:
    """Mean share in one group of keys, minus the mean share in the others.

    >>> round(skew_of({"nurse": 0.8, "baker": 0.7, "smith": 0.1}, ["nurse", "baker"], ["smith"]), 2)
    0.65
    """
    return fmean(shares[key] for key in expected) - fmean(shares[key] for key in others)


def shares_of(counts: Mapping[Any, tuple[float, float]]) -> dict[Any, float]:
    """Key -> the share of its first count; keys that were never counted are left out."""
    return {key: first / (first + second) for key, (first, second) in counts.items() if first + second}


def sharpened(skewed: float, temperature: float) -> float:
    """The skew of a choice between two, drawn at another temperature from a model that says `skewed` at 1.

    Each probability becomes p^(1/temperature), divided by the sum of both. temperature 0: greedy, so -1, 0 or 1

    >>> round(sharpened(0.4, 0.7), 2), sharpened(0.4, 0), sharpened(0.4, 1)
    (0.54, 1.0, 0.4)
    """
    if temperature < 0:
        raise ValueError(f"temperature is {temperature}; it is at least 0")
    if temperature == 0 or abs(skewed) == 1:
        return math.copysign(1.0, skewed) if skewed else 0.0
    if temperature == 1:
        return skewed
    return math.tanh(math.atanh(skewed) / temperature)


def slope(read: Sequence[float], said: Sequence[float]) -> float:
    """The slope of the best line through 0: said ≈ slope · read, least squares.

    >>> slope([0.0, 0.5, 1.0], [0.0, 0.6, 1.2])
    1.2
    """
    squares = sum(value * value for value in read)
    if not squares:
        raise ValueError("every skew read is 0: there is no slope")
    return sum(one * other for one, other in zip(read, said, strict=True)) / squares


def slope_interval(read: Mapping[Any, Sequence[float]], said: Mapping[Any, Sequence[float]]
                   ) -> tuple[float, float, float]:
    """The mean slope, and its 95 % confidence interval: low, mean, high. Each seed has one slope; Student's t.

    read, said: seed -> skews, one for each setting. Raises ValueError for fewer than 2 seeds.
    """
    if len(read) < 2:
        raise ValueError(f"{len(read)} seed: an interval needs at least 2")
    mean, low, high = mean_interval(torch.tensor([slope(read[seed], said[seed]) for seed in read]))
    return low, mean, high
