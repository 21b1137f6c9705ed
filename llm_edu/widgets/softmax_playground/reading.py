"""The arithmetic behind SoftmaxPlayground, without a browser: weights, entropy, and how far the weights can still move.

reading.js is its twin, and a test holds the two together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from llm_edu.widgets.common.numbers import fixed, percent

STEEPEST = 0.25  # of p·(1 − p), at p = ½
SATURATED = 0.01  # no weight can move by more than a hundredth of what its score does


@dataclass(frozen=True)
class SoftmaxResult:
    """What softmax makes of some scores.

    inputs: what goes into the softmax, after width and temperature   weights: positive, summing to 1
    slopes: p·(1 − p) for each weight p, by how much it rises for a small rise of its own input: the diagonal of the
        softmax's Jacobian, whose entries are p_i·(1 − p_i) and −p_i·p_j, so that the largest of all is on it
    entropy, most: in bits, and what it would be if all weights were equal
    """

    inputs: tuple[float, ...]
    weights: tuple[float, ...]
    slopes: tuple[float, ...]
    entropy: float
    most: float

    @property
    def steepest(self) -> float:
        """The largest entry of the Jacobian, at most ¼."""
        return max(self.slopes)

    def column(self, at: int) -> tuple[float, ...]:
        """How all weights answer to a small rise of input `at`: its own by p·(1 − p), others by −p·p_i; sum 0."""
        return tuple(slope if index == at else -weight * self.weights[at]
                     for index, (weight, slope) in enumerate(zip(self.weights, self.slopes, strict=True)))


def multiplier(temperature: float, width: int | None = None, scaled: bool = True) -> float:
    """What a score is multiplied by on its way into the softmax.

    A score is taken as a dot product at width 1, where two random vectors give about ±1. At width d they give about
    ±√d, which dividing by √d takes back (Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1).

    >>> multiplier(2.0), multiplier(1.0, width=64, scaled=False), multiplier(1.0, width=64)
    (0.5, 8.0, 1.0)
    """
    grown = 1.0 if width is None or scaled else math.sqrt(width)
    return grown / temperature


def read_scores(scores: Sequence[float], factor: float = 1.0) -> SoftmaxResult:
    """Softmax of scores × factor, and what there is to say about it.

    >>> reading = read_scores([0, 4, 2])
    >>> [round(weight, 3) for weight in reading.weights]
    [0.016, 0.867, 0.117]
    >>> round(reading.entropy, 2), round(reading.most, 2), round(reading.steepest, 3)
    (0.64, 1.58, 0.115)
    """
    inputs = [score * factor for score in scores]
    highest = max(inputs)
    exponentials = [math.exp(value - highest) for value in inputs]
    total = sum(exponentials)
    weights = [exponential / total for exponential in exponentials]
    slopes = [  # from the others rather than from 1 − p, which is rounded to 0 long before it is 0
        weight * (sum(exponentials[:at]) + sum(exponentials[at + 1:])) / total for at, weight in enumerate(weights)
    ]
    entropy = -sum(weight * math.log2(weight) for weight in weights if weight > 0)
    return SoftmaxResult(tuple(inputs), tuple(weights), tuple(slopes), max(0.0, entropy), math.log2(len(weights)))


def describe(labels: Sequence[str], reading: SoftmaxResult, rising: str | None = None) -> str:
    """The sentence under the picture, which is also what a screen reader says; rising: a label whose score may rise.

    >>> print(describe(["Mia", "green", "hat"], read_scores([0, 4, 2])).replace(". ", ".\\n"))
    “green” gets 86.7 % of the weight; entropy 0.64 of at most 1.58 bits.
    The weights can still move: steepest slope 0.115 (0.25 is the most there is).
    """
    if len(labels) == 1:
        return f"“{labels[0]}” is alone: it gets all of the weight, whatever its score."
    most = max(reading.weights)
    first = [label for label, weight in zip(labels, reading.weights, strict=True) if most - weight < 1e-9]
    names = " and ".join(f"“{label}”" for label in first)
    if len(first) == len(labels):
        who = f"All {len(labels)} get the same, {percent(most)}"
    elif len(first) > 3:
        who = f"{len(first)} of {len(labels)} get {percent(most)} each, the others less"
    else:
        verb, each = ("gets", "") if len(first) == 1 else ("get", " each")
        who = f"{names} {verb} {percent(most)} of the weight{each}"
    figures = f"{who}; entropy {fixed(reading.entropy, 2)} of at most {fixed(reading.most, 2)} bits."
    if rising is not None:
        own = small(reading.slopes[labels.index(rising)])
        figures += f" If the input of “{rising}” rises, its weight takes {own} of that from the others."
    if reading.steepest >= SATURATED:
        return (f"{figures} The weights can still move: steepest slope {small(reading.steepest)} "
                f"({STEEPEST:g} is the most there is).")
    return (f"{figures} Saturated: the steepest slope is {small(reading.steepest)}, so nudging a score hardly moves a "
            "weight, and hardly anything is learned.")


def small(number: float) -> str:
    """A slope: three digits behind the point, or two significant ones where these would be lost.

    >>> small(0.1154), small(0.00012), small(0), small(-0.5)
    ('0.115', '1.2e-4', '0', '−0.500')
    """
    if number == 0:
        return "0"
    if number < 0:
        return f"−{small(-number)}"
    if number >= 0.001:
        return fixed(number, 3)
    digits, power = f"{number:.1e}".split("e")
    return f"{digits}e{int(power)}"
