"""Laws fitted to made-up runs, whose truth is known: are they found, and do the intervals hold as often as they say?"""

import math

import numpy as np
import pytest

from llm_edu.scaling.laws import (
    Interval,
    PowerLaw,
    exponent_interval,
    fit_power_law,
    fit_power_law_with_floor,
    prediction_interval,
)

AMOUNTS = np.repeat([1000.0, 2000.0, 4000.0, 8000.0, 16000.0], 4)    # five amounts, four seeds of each
TRUTH = PowerLaw(300.0, 0.5, 22.0)
LARGER = 64000
SCATTER = 0.05    # of the excess, from seed to seed


def runs(seed, amounts=AMOUNTS, law=TRUTH, scatter=SCATTER):
    """Losses whose excesses are off the law by random factors."""
    noise = np.random.default_rng(seed).normal(size=np.shape(amounts))
    return law.floor + (law(amounts) - law.floor) * np.exp(scatter * noise)


@pytest.mark.parametrize("law", [TRUTH, PowerLaw(8.0, 0.05, 1.0), PowerLaw(5000.0, 1.3, 0.0), PowerLaw(1e6, 2.0, 3.0)],
                         ids=str)
def test_without_noise_the_law_itself_is_found(law):
    losses = law(AMOUNTS)
    for found in (fit_power_law(AMOUNTS, losses, law.floor), fit_power_law_with_floor(AMOUNTS, losses)):
        assert found.exponent == pytest.approx(law.exponent, rel=1e-4)
        assert found.coefficient == pytest.approx(law.coefficient, rel=1e-3)
        assert found.floor == pytest.approx(law.floor, abs=1e-3)
        assert found(LARGER) == pytest.approx(law(LARGER), rel=1e-5)


def test_the_line_is_the_one_of_polyfit():
    losses = runs(0)
    slope, start = np.polyfit(np.log(AMOUNTS), np.log(losses - TRUTH.floor), 1)
    law = fit_power_law(AMOUNTS, losses, TRUTH.floor)
    assert (law.exponent, law.coefficient) == pytest.approx((-slope, math.exp(start)))


def test_with_the_floor_unknown_no_neighbour_does_better():
    """The search ends at the smallest sum of squares of (loss − law) / excess, weighed as its docstring says."""
    losses = runs(1)
    law = fit_power_law_with_floor(AMOUNTS, losses)
    unit = np.exp(np.log(AMOUNTS).mean())

    def error(exponent, floor, coefficient):
        return np.sum(((losses - floor) * (AMOUNTS / unit)**exponent - coefficient / unit**exponent)**2)

    best = error(law.exponent, law.floor, law.coefficient)
    for exponent in (-1e-3, 0, 1e-3):
        for floor in (-1e-2, 0, 1e-2):
            for factor in (1 - 1e-3, 1, 1 + 1e-3):
                other = error(law.exponent + exponent, law.floor + floor,
                              law.coefficient * factor * unit**exponent)
                assert other >= best * (1 - 1e-6)


def test_a_floor_is_never_negative():
    assert fit_power_law_with_floor([1, 2, 4, 8], [8, 6, 4, 2]).floor == 0.0


def coverage(floor, trials, resamples):
    """Of so many made-up sets of runs: how often the truth lies in its interval, and how wide that is, in the middle.

    First of the exponent, then of one new run.
    """
    held, widths = [], []
    for trial in range(trials):
        losses, new = runs(trial), runs(10_000 + trial, LARGER)
        intervals = (exponent_interval(AMOUNTS, losses, floor, resamples, trial),
                     prediction_interval(AMOUNTS, losses, LARGER, floor, resamples, trial))
        held.append([interval.contains(truth) for interval, truth in zip(intervals, (TRUTH.exponent, new))])
        widths.append([interval.width for interval in intervals])
    return np.mean(held, 0), np.median(widths, 0)


def test_intervals_hold_nine_times_in_ten(announce):
    held, widths = coverage(TRUTH.floor, trials=200, resamples=300)
    announce("floor known, 200 trials: the 90 % interval holds the exponent in {:.1%}, a new run in {:.1%}; widths {:.3f} "
             "and {:.3f} nats".format(*held, *widths))
    assert (0.85 <= held).all() and (held <= 0.95).all()


@pytest.mark.full
def test_intervals_hold_nine_times_in_ten_where_the_floor_is_unknown(announce):
    _, known = coverage(TRUTH.floor, trials=200, resamples=300)
    held, widths = coverage(None, trials=1000, resamples=200)
    announce("floor unknown, 1,000 trials: the 90 % interval holds the exponent in {:.1%}, a new run in {:.1%}; they are "
             "{:.1f} and {:.1f} times as wide as with the floor known".format(*held, *widths / known))
    assert (0.85 <= held).all() and (held <= 0.95).all()
    assert (widths > (3, 1.5) * known).all()


def test_not_to_know_the_floor_makes_intervals_wider():
    losses = runs(5)
    for interval in (exponent_interval, lambda *given: prediction_interval(*given[:2], LARGER, *given[2:])):
        assert interval(AMOUNTS, losses, None, 200).width > 1.5 * interval(AMOUNTS, losses, TRUTH.floor, 200).width


def test_an_interval_is_nearly_that_of_the_textbook():
    """With normal noise the interval for a new run has a formula: Student's t with 18 degrees of freedom, 1.734."""
    losses = runs(3)
    x, y = np.log(AMOUNTS), np.log(losses - TRUTH.floor)
    slope, start = np.polyfit(x, y, 1)
    spread = math.sqrt(np.sum((y - start - slope * x) ** 2) / (len(x) - 2))
    far = math.log(LARGER) - x.mean()
    half = 1.734 * spread * math.sqrt(1 + 1 / len(x) + far**2 / np.sum((x - x.mean()) ** 2))
    low, high = (math.log(end - TRUTH.floor) for end in
                 prediction_interval(AMOUNTS, losses, LARGER, TRUTH.floor, resamples=4000))
    assert high - low == pytest.approx(2 * half, rel=0.15)


def test_an_interval_is_the_same_for_the_same_seed_and_wider_for_more():
    losses = runs(4)
    first, again, other = (prediction_interval(AMOUNTS, losses, LARGER, 22.0, 200, seed) for seed in (0, 0, 1))
    assert first == again != other
    wide = prediction_interval(AMOUNTS, losses, LARGER, 22.0, 200, width=0.98)
    assert wide.low < first.low < TRUTH(LARGER) < first.high < wide.high
    assert wide.contains(wide.low) and wide.contains(wide.high) and not wide.contains(wide.high + 1e-9)
    assert Interval(1.0, 3.0).width == 2.0


def test_runs_without_scatter_leave_no_doubt():
    assert prediction_interval(AMOUNTS, TRUTH(AMOUNTS), LARGER, 22.0, 50).width == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: fit_power_law([1, 2], [3.0]), "each amount needs one loss"),
    (lambda: fit_power_law([1, 1], [3.0, 2.0]), "at least 2 different amounts, not 1"),
    (lambda: fit_power_law([0, 1], [3.0, 2.0]), "amounts are positive"),
    (lambda: fit_power_law([1, 2], [3.0, math.nan]), "leave out a run that failed"),
    (lambda: fit_power_law([1, 2], [3.0, 2.0], floor=2.0), "not above the floor of 2"),
    (lambda: fit_power_law_with_floor([1, 2, 2], [3.0, 2.0, 1.0]), "at least 3 different amounts, not 2"),
    (lambda: prediction_interval([1, 2, 3, 4], [4.0, 3.0, 2.5, 2.0], 8), "give at least 5"),
    (lambda: exponent_interval([1, 2, 3, 4, 5], [4.0, 3.0, 2.5, 2.0, 1.9], None), "give at least 6"),
    (lambda: TRUTH.amount_for(22.0), "the floor is 22"),
])
def test_what_cannot_be_fitted_is_said(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_amount_for_undoes_the_law():
    assert TRUTH.amount_for(TRUTH(12345.0)) == pytest.approx(12345.0)
