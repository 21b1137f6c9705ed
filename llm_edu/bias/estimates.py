"""Means, correlations and slopes with 95 % intervals, and a regression on several columns at once."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

# Half widths of a 95 % interval in standard errors (Student 1908), by degrees of freedom; above, 1.96 + 2.4 / degrees.
STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)


class Estimate(NamedTuple):
    """A value, and the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]".replace("-", "−")


def half_width(degrees: int) -> float:
    """Half the width of a 95 % interval in standard errors.

    >>> half_width(7), round(half_width(60), 2)
    (2.36, 2.0)
    """
    if degrees < 1:
        raise ValueError("an interval needs at least one degree of freedom")
    return STUDENT[degrees - 1] if degrees <= len(STUDENT) else 1.96 + 2.4 / degrees


def mean_interval(values: Tensor) -> Estimate:
    """The mean of independent values, with its 95 % interval.   values: (count,), at least 2

    >>> print(mean_interval(torch.tensor([1.0, 2.0, 3.0])))
    2.00 [−0.48, 4.48]
    """
    mean, error = float(values.mean()), float(values.std()) / math.sqrt(len(values))
    half = half_width(len(values) - 1) * error
    return Estimate(mean, mean - half, mean + half)


def difference_of(scores: Tensor, first: Tensor) -> Estimate:
    """Mean of the first group minus mean of the others, with its 95 % interval.   scores: (count,)   first: bool"""
    one, other = mean_interval(scores[first]), mean_interval(scores[~first])
    half = ((one.high - one.value) ** 2 + (other.high - other.value) ** 2) ** 0.5
    return Estimate(one.value - other.value, one.value - other.value - half, one.value - other.value + half)


def correlation(first: Tensor, second: Tensor) -> Estimate:
    """How well two lists of numbers rise and fall together, with Fisher's 95 % interval (Fisher 1921).

    first, second: (count,), at least 4
    """
    value = float(torch.corrcoef(torch.stack((first, second)))[0, 1])
    middle = math.atanh(value) if abs(value) < 1 else math.copysign(math.inf, value)    # all points on one line
    half = 1.96 / math.sqrt(len(first) - 3)
    return Estimate(value, math.tanh(middle - half), math.tanh(middle + half))


def regression(columns: Sequence[Tensor], values: Tensor) -> list[Estimate]:
    """Least squares: what each column adds to the values when the others stay as they are; the last is the constant.

    columns: of (count,) each   values: (count,)   ->   columns + 1 estimates
    Raises ValueError where the columns do not tell the effects apart.

    >>> [round(each.value, 2) for each in regression([torch.tensor([0.0, 1, 2, 3])], torch.tensor([1.0, 3, 5, 7]))]
    [2.0, 1.0]
    """
    table = torch.stack((*columns, torch.ones(len(values)))).T.double()    # (count, columns + 1)
    if torch.linalg.matrix_rank(table) < table.shape[1] or len(table) <= table.shape[1]:
        raise ValueError("these columns do not tell the effects apart: one is a sum of others, or "
                         "there are too few rows")
    inverse = torch.linalg.inv(table.T @ table)
    found = inverse @ table.T @ values.double()
    degrees = len(table) - table.shape[1]
    spread = (values.double() - table @ found).square().sum() / degrees
    halves = half_width(degrees) * (inverse.diagonal() * spread).sqrt()
    return [Estimate(float(value), float(value - half), float(value + half))
            for value, half in zip(found, halves, strict=True)]
