"""``fit_power_law``: the straight line through the logarithms."""

import math

import numpy as np

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.scaling.exercises.common import made_up_runs
from llm_edu.scaling import laws


def _reference(amounts, excesses):
    law = laws.fit_power_law(amounts, excesses)
    return law.coefficient, law.exponent


def _line(x, y):
    """Height at x = 0 and slope, by least squares."""
    slope, height = np.polyfit(x, y, 1)
    return float(height), float(slope)


def _fit(logarithm=np.log, power=np.exp, sign=-1, prepare=lambda amounts, excesses: (amounts, excesses)):
    """A fit_power_law with one thing wrong."""
    def function(amounts, excesses):
        amounts, excesses = prepare(amounts, excesses)
        height, slope = _line(logarithm(amounts), logarithm(excesses))
        return float(power(height)), sign * slope
    return function


def _runs_case(rng):
    amounts = [rng.choice([100, 250, 1000, 4000, 16000]) for _ in range(rng.randrange(2, 8))]
    if len(set(amounts)) == 1:
        amounts[0] = 64000
    return amounts, made_up_runs(rng, amounts)


UNEVEN = [1000, 1000, 1000, 1000, 4000, 16000], [8.0, 9.5, 7.0, 8.5, 3.9, 2.1]

exercise = Exercise(
    reference=_reference,
    cases=[case([100, 1000, 10000], [6.0, 3.0, 1.5]), case([1, 4], [8.0, 4.0]), case([4, 1], [4.0, 8.0]),
           case([1000, 2000, 4000], [5.0, 4.0, 2.5]), case([2, 8, 32], [0.3, 0.3, 0.3]), case([10, 100], [1.0, 2.0]),
           case(*UNEVEN), case([3e8, 1.2e9, 5e9, 2e10], [0.9, 0.6, 0.41, 0.28]),
           case([100, 100, 400, 1600], [7.0, 7.0, 4.0, 1.5]),    # a point that is there twice
           case(100.0 * 2.0 ** np.arange(6), np.array([9.0, 8.0, 5.0, 4.0, 3.5, 2.0])),
           case(100 * 2 ** np.arange(6), np.array([9, 8, 5, 4, 3, 2]))],
    random_case=_runs_case,
    valid=lambda amounts, excesses: (len(amounts) == len(excesses) and len(set(amounts)) > 1
                                     and min(*amounts, *excesses) > 0),
    hints=(
        "The logarithm of coefficient · amount^(−exponent) is ln coefficient − exponent · ln amount: a straight line "
        "over ln amount. Which of the two numbers sets its slope, and which sets its height at 0?",
        "x = ln of each amount, y = ln of each excess\n"
        "slope = Σ (x − mean of x) · (y − mean of y) / Σ (x − mean of x)²\n"
        "height at x = 0: mean of y − slope · mean of x\n"
        "coefficient = e^height, exponent = −slope",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("Your exponent has the wrong sign. The line falls, so its slope is negative. But the law has a minus "
                 "sign already: amount^(−exponent).", _fit(sign=1))
exercise.mistake("Your first number is the height of the line, which is the logarithm of the coefficient. Undo the "
                 "logarithm.",
                 _fit(power=lambda height: height))
exercise.mistake("You took logarithms to base 10, and undid them with base e. Use the same base both ways.",
                 _fit(logarithm=np.log10))
exercise.mistake("You took natural logarithms, and undid them with base 10. Use the same base both ways.",
                 _fit(power=lambda height: 10**height))
exercise.mistake("These are the right two numbers in the wrong order: the coefficient comes first.",
                 lambda amounts, excesses: _reference(amounts, excesses)[::-1])
exercise.mistake("You drew the line through the first run and the last. In least squares, all runs have a say.",
                 _fit(prepare=lambda amounts, excesses: ([amounts[0], amounts[-1]], [excesses[0], excesses[-1]])))


@exercise.mistake("You fitted the excesses themselves over the logarithms of the amounts. Take logarithms on both "
                  "axes.")
def _excesses_as_they_are(amounts, excesses):
    height, slope = _line(np.log(amounts), np.array(excesses))
    return math.exp(min(height, 700)), -slope


@exercise.mistake("You fitted the logarithms of the excesses over the amounts themselves, so your curve is an "
                  "exponential. A power law is straight when *both* axes are logarithmic.")
def _amounts_as_they_are(amounts, excesses):
    height, slope = _line(np.array(amounts), np.log(excesses))
    return math.exp(height), -slope


@exercise.mistake("You took no logarithms, so you fitted a straight line to a curve.")
def _no_logarithms(amounts, excesses):
    height, slope = _line(np.array(amounts, dtype=float), np.array(excesses, dtype=float))
    return height, -slope


@exercise.mistake("You swapped the axes. Fit how ln excess depends on ln amount; the other way around, the slope is "
                  "different.")
def _axes_swapped(amounts, excesses):
    if len(set(np.asarray(excesses).tolist())) == 1:
        return math.nan, math.nan
    height, slope = _line(np.log(excesses), np.log(amounts))
    return math.exp(min(height, 700)), -slope


@exercise.mistake("Your line goes through the point (0, 0), so an amount of 1 would have an excess of 1. Fit the "
                  "height of the line, too.")
def _through_the_origin(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    return 1.0, -float((x * y).sum() / (x * x).sum())


@exercise.mistake("The slope is right. But you need the height of the line at ln amount = 0, not the mean of all ln "
                  "excesses. Subtract slope · mean of ln amount.")
def _mean_height(amounts, excesses):
    return float(np.exp(np.log(excesses).mean())), _reference(amounts, excesses)[1]


@exercise.mistake("You first average the runs that have the same amount, so four of them count no more than one "
                  "elsewhere. Each run is a point.")
def _averaged_first(amounts, excesses):
    groups = {}
    for amount, excess in zip(amounts, excesses):
        groups.setdefault(float(amount), []).append(excess)
    return _reference(list(groups), [sum(group) / len(group) for group in groups.values()])


@exercise.mistake("Two runs may have the same amount and the same excess, and you count them only once. Each run is a "
                  "point.")
def _without_repeats(amounts, excesses):
    points = sorted(set(zip(np.asarray(amounts).tolist(), np.asarray(excesses).tolist())))
    return _reference(*zip(*points))


@exercise.mistake("Your exponent has lost its sign. An excess that *grows* with the amount has a negative exponent.")
def _never_negative(amounts, excesses):
    coefficient, exponent = _reference(amounts, excesses)
    return coefficient, abs(exponent)


@exercise.mistake("Your slope is too steep by a factor of n / (n − 1). `np.cov` divides by n − 1 and `np.var` "
                  "by n. Divide both by the same number, or neither.")
def _covariance_and_variance(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    slope = np.cov(x, y)[0, 1] / np.var(x)
    return float(np.exp(y.mean() - slope * x.mean())), -float(slope)
