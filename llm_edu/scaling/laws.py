"""Scaling laws: a straight line on log–log axes, what it predicts, and how sure the prediction is.

A training run reads some amount of text and ends at some loss. Part of the loss stays: the **floor**, which no model of
the language can beat. The rest, the **excess**, falls as a power of the amount:

    loss = floor + coefficient · amount^(−exponent)

so that the logarithm of the excess falls in a straight line with the logarithm of the amount. Where the floor is known
(in Storyland and in babble it is), a straight line is all there is to fit. Elsewhere the floor must be found, too.

>>> law = fit_power_law([1000, 4000, 16000], [9.0, 5.0, 3.0], floor=1.0)
>>> round(law.exponent, 3), round(law(64000), 3)
(0.5, 2.0)

How sure? A **bootstrap** (Efron 1979, Bootstrap Methods: Another Look at the Jackknife) makes up worlds in which the
dice fell differently: each run draws its residual at random from all runs, the law is fitted again, and one new run is
predicted, with a residual of its own. The middle 90 % of these predictions are the interval.

The residuals are stretched first, by √(n / (n − fitted − 2)) for n runs. Fitting has pulled the law towards these runs,
the more so the more numbers it fits. And how far runs scatter is itself an estimate, from n − fitted of them: it turns
normal noise into Student's t, whose variance is larger by (n − fitted) / (n − fitted − 2).

Sources: Hestness et al. 2017, Deep Learning Scaling is Predictable, Empirically, arXiv:1712.00409; Kaplan et al. 2020,
Scaling Laws for Neural Language Models, arXiv:2001.08361; Davison and Hinkley 1997, Bootstrap Methods and their
Application, chapter 6 (resampled residuals, intervals for a new observation).
"""

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

Amount = TypeVar("Amount", float, np.ndarray)
EXPONENTS = (0.005, 3.0)    # the range that is searched when the floor is not known
WIDTH = 0.9    # of an interval: the probability that it contains the true value


@dataclass(frozen=True)
class PowerLaw:
    """loss = floor + coefficient · amount^(−exponent); call it with an amount, or with an array of them."""

    coefficient: float
    exponent: float
    floor: float = 0.0

    def __call__(self, amount: Amount) -> Amount:
        return self.floor + self.coefficient * amount ** -self.exponent

    def amount_for(self, loss: float) -> float:
        """The amount that reaches this loss. Raises ValueError for a loss at the floor or below it."""
        if loss <= self.floor:
            raise ValueError(f"no amount is enough for a loss of {loss:g}: the floor is {self.floor:g}")
        return (self.coefficient / (loss - self.floor)) ** (1 / self.exponent)


class Interval(NamedTuple):
    """From low to high; `low, high = interval` unpacks it."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        """Whether low <= value <= high."""
        return bool(self.low <= value <= self.high)

    def holds(self, value: float) -> bool:
        """The earlier name of `contains`."""
        return self.contains(value)

    @property
    def width(self) -> float:
        """high − low"""
        return self.high - self.low


def fit_power_law(amounts: ArrayLike, losses: ArrayLike, floor: float = 0.0) -> PowerLaw:
    """Fit a power law with a known floor: a straight line through the logarithms, by least squares.

    amounts, losses: (runs,) each; several runs may have the same amount. With floor 0 the losses are excesses.
    Raises ValueError where a loss is not above the floor, or all amounts are the same.
    """
    amounts, losses = _runs(amounts, losses, fitted=2)
    if not losses.min() > floor:
        raise ValueError(f"a loss of {losses.min():g} is not above the floor of {floor:g}, so it has no excess to take "
                         "a logarithm of")
    coefficients, exponents = _lines(amounts, losses[None] - floor)
    return PowerLaw(float(coefficients[0]), float(exponents[0]), float(floor))


def fit_power_law_with_floor(amounts: ArrayLike, losses: ArrayLike) -> PowerLaw:
    """Fit a power law whose floor is unknown: three numbers from the runs alone.

    amounts, losses: (runs,) each
    For each exponent, the best floor and coefficient are those of a straight line, so only the exponent is searched
    (variable projection: Golub and Pereyra 1973). The weight of a run is inversely proportional to its excess, because
    runs on little text scatter more. The floor is never below 0, since no cross-entropy is.
    Raises ValueError for fewer than three different amounts.
    """
    amounts, losses = _runs(amounts, losses, fitted=3)
    coefficients, exponents, floors = _with_floors(amounts, losses[None])
    return PowerLaw(float(coefficients[0]), float(exponents[0]), float(floors[0]))


def prediction_interval(amounts: ArrayLike, losses: ArrayLike, at: float, floor: float | None = 0.0,
                        resamples: int = 1000, seed: int = 0, width: float = WIDTH) -> Interval:
    """The interval that should contain the loss of one new run at the amount `at`, with probability `width`.

    amounts, losses: (runs,) each   floor: None if it is not known; then each resample fits its own
    The interval covers two errors: the line may be off, and a new run is off the line. It does not cover a law that
    bends. Raises ValueError for fewer than 5 runs (6 without a known floor).
    """
    worlds = _resample(amounts, losses, floor, resamples, seed)
    excesses = worlds.coefficients * float(at) ** -worlds.exponents
    return _middle(worlds.floors + excesses * worlds.new_runs, width)


def exponent_interval(amounts: ArrayLike, losses: ArrayLike, floor: float | None = 0.0, resamples: int = 1000,
                      seed: int = 0, width: float = WIDTH) -> Interval:
    """The interval of the exponent, from the same resamples. The arguments are those of `prediction_interval`."""
    return _middle(_resample(amounts, losses, floor, resamples, seed).exponents, width)


class _Worlds(NamedTuple):
    """The laws of all resamples, and the factor by which the new run of each is off its law."""

    coefficients: np.ndarray
    exponents: np.ndarray
    floors: np.ndarray
    new_runs: np.ndarray


def _resample(amounts: ArrayLike, losses: ArrayLike, floor: float | None, resamples: int, seed: int) -> _Worlds:
    known = floor is not None
    amounts, losses = _runs(amounts, losses, fitted=2 if known else 3)
    law = fit_power_law(amounts, losses, floor) if floor is not None else fit_power_law_with_floor(amounts, losses)
    least = 5 if known else 6
    if len(losses) < least:
        raise ValueError(f"{len(losses)} runs are too few to estimate how much they scatter: give at least {least}")
    stretch = math.sqrt(len(losses) / (len(losses) - least + 1))
    chosen = np.random.default_rng(seed).integers(len(losses), size=(resamples, len(losses) + 1))
    excesses = law(amounts) - law.floor
    if known:
        residuals = stretch * np.log((losses - law.floor) / excesses)
        factors = np.exp(residuals - residuals.mean())[chosen]    # (resamples, runs + 1), the last for the new run
        coefficients, exponents = _lines(amounts, excesses * factors[:, :-1])
        floors = np.full(resamples, law.floor)
    else:    # a run may lie below the fitted floor, where there is no logarithm
        residuals = stretch * ((losses - law.floor) / excesses - 1)
        factors = 1 + (residuals - residuals.mean())[chosen]
        coefficients, exponents, floors = _with_floors(amounts, law.floor + excesses * factors[:, :-1])
    return _Worlds(coefficients, exponents, floors, factors[:, -1])


def _middle(values: np.ndarray, width: float) -> Interval:
    low, high = np.quantile(values, [(1 - width) / 2, (1 + width) / 2])
    return Interval(float(low), float(high))


def _runs(amounts: ArrayLike, losses: ArrayLike, fitted: int) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of floats. Raises ValueError unless they are enough to fit `fitted` numbers."""
    amounts, losses = np.asarray(amounts, dtype=float), np.asarray(losses, dtype=float)
    if amounts.shape != losses.shape or amounts.ndim != 1:
        raise ValueError(f"each amount needs one loss: the shapes are {amounts.shape} and {losses.shape}")
    if not (np.isfinite(amounts).all() and np.isfinite(losses).all() and (amounts > 0).all()):
        raise ValueError("amounts are positive, and all numbers finite: leave out a run that failed")
    different = len(np.unique(amounts))
    if different < fitted:
        raise ValueError(f"to fit {fitted} numbers, give at least {fitted} different amounts, not {different}")
    return amounts, losses


def _lines(amounts, excesses):
    """Least squares through the logarithms, for many sets of excesses (sets, runs): coefficients, exponents (sets,)."""
    x, y = np.log(amounts), np.log(excesses)
    middle = x.mean()
    slopes = y @ (x - middle) / ((x - middle) ** 2).sum()
    return np.exp(y.mean(-1) - slopes * middle), -slopes


def _with_floors(amounts, losses, rounds=5, points=31):
    """Three numbers for many sets of losses (sets, runs): coefficients, exponents and floors, each (sets,).

    A grid of exponents, and then finer ones around the best, each set by itself.
    """
    unit = np.exp(np.log(amounts).mean())    # with a geometric mean of 1, sums for different exponents compare
    groups = _by_amount(amounts / unit, losses)
    sets = np.arange(len(losses))
    low, high = (np.full(len(losses), math.log(bound)) for bound in EXPONENTS)
    for _ in range(rounds):
        logarithms = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, points)    # (sets, points)
        coefficients, floors, errors = _weighted(groups, np.exp(logarithms))
        best = errors.argmin(1)
        step = (high - low) / (points - 1)
        low = np.maximum(logarithms[sets, best] - step, math.log(EXPONENTS[0]))
        high = np.minimum(logarithms[sets, best] + step, math.log(EXPONENTS[1]))
    exponents = np.exp(logarithms[sets, best])
    return coefficients[sets, best] * unit**exponents, exponents, floors[sets, best]


def _by_amount(amounts, losses):
    """Logarithms of the different amounts, how many runs each has (both (groups,)), and of each set their mean losses
    and the sums of squares around these (both (sets, groups)): all that least squares asks about the runs."""
    different, group, counts = np.unique(amounts, return_inverse=True, return_counts=True)
    belongs = (group[:, None] == np.arange(len(different))).astype(float)    # (runs, groups)
    means = losses @ belongs / counts
    return np.log(different), counts, means, (losses - means[:, group]) ** 2 @ belongs


def _weighted(groups, exponents):
    """The best coefficient and floor for each exponent (sets, points), and the sum of squared errors.

    Each error is divided by amount^(−exponent): in (loss − floor) · amount^exponent ≈ coefficient all scatter alike.
    """
    x, counts, means, scatter = groups
    weights = np.exp(exponents[..., None] * x)    # (sets, points, groups)
    weighted = means[:, None] * weights
    shares = counts / counts.sum()
    mean_weight, mean = weights @ shares, weighted @ shares
    apart = (weights - mean_weight[..., None]) * counts
    floors = np.maximum(0.0, (weighted * apart).sum(-1) / (weights * apart).sum(-1))
    coefficients = mean - floors * mean_weight
    off = weighted - floors[..., None] * weights - coefficients[..., None]
    errors = off**2 @ counts + (weights**2 * scatter[:, None]).sum(-1)
    return coefficients, floors, np.where(coefficients > 0, errors, np.inf)
