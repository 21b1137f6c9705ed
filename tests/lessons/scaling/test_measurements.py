"""Lesson 08's measurements: what is kept shows what the lesson says, and each run does what its name says."""

import math
from statistics import fmean

import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.scaling.babble import Babbler
from llm_edu.lessons.scaling.ladder import LETTERS_A_STEP, learn
from llm_edu.lessons.scaling.measurements import compute, hamlet, passes, sizes
from llm_edu.scaling.budgets import fit_best_sizes, isoflop_minimum
from llm_edu.scaling.laws import prediction_interval

SMALL = Babbler("the cat sat on the mat and the rat ate the fat of the land ")


def test_the_sixth_is_where_the_law_says():
    """Inside the interval that five sizes foretell, in at least 8 of 10 repeats with other seeds."""
    kept = load_measurement("scaling_sizes")
    runs = [kept[f"width {width}"] for width in sizes.WIDTHS]
    amounts, excesses = zip(*((run["parameters"], excess) for run in runs for excess in run["excesses"]))
    sixth = kept[f"width {sizes.SIXTH}"]
    assert len(amounts) == 20 and len(sixth["excesses"]) == 10
    assert sixth["parameters"] == pytest.approx(4 * max(amounts), rel=0.01)
    interval = prediction_interval(amounts, excesses, sixth["parameters"])
    assert sum(map(interval.holds, sixth["excesses"])) >= 8
    assert interval.width < 0.15 * fmean(sixth["excesses"])    # an interval that holds everything says nothing


def test_a_law_of_losses_misses_the_sixth():
    """The lesson's first *Break it*: without the floor taken off, all ten repeats end above the interval."""
    kept = load_measurement("scaling_sizes")
    runs = [kept[f"width {width}"] for width in sizes.WIDTHS]
    amounts, losses = zip(*((run["parameters"], run["floor"] + excess) for run in runs for excess in run["excesses"]))
    sixth = kept[f"width {sizes.SIXTH}"]
    interval = prediction_interval(amounts, losses, sixth["parameters"])
    assert interval.high < sixth["floor"] + min(sixth["excesses"])


def test_best_sizes_without_the_ends():
    """The second *Break it*: the exponent moves beyond the interval that it had; three small sizes have no best one."""
    exponents, middle = {}, {}
    for ends in (0, 1):
        for run in load_measurement("scaling_compute").results().values():
            kept = run["runs"][ends:len(run["runs"]) - ends]
            points = [(one["parameters"], excess) for one in kept for excess in one["excesses"]]
            middle[run["operations"]] = isoflop_minimum(*zip(*points)).size
        exponents[ends] = fit_best_sizes(list(middle), list(middle.values()))
    assert not exponents[0].interval.contains(exponents[1].exponent)
    points = [(one["parameters"], excess) for one in run["runs"][:3] for excess in one["excesses"]]
    with pytest.raises(ValueError, match="train larger models"):
        isoflop_minimum(*zip(*points))


def test_a_best_size_for_each_budget():
    lowest = {}
    for run in load_measurement("scaling_compute").results().values():
        points = [(one["parameters"], excess) for one in run["runs"] for excess in one["excesses"]]
        for one in run["runs"]:
            spent = 6 * one["parameters"] * one["letters"]
            assert abs(spent - run["operations"]) <= 3 * one["parameters"] * LETTERS_A_STEP    # half a step
        lowest[run["operations"]] = isoflop_minimum(*zip(*points))
    assert len(lowest) >= 4
    sizes_found = [best.size for best in lowest.values()]
    assert sizes_found == sorted(sizes_found)
    growth = fit_best_sizes(list(lowest), sizes_found)
    assert 0.2 < growth.exponent < 0.8


def test_a_leap_in_what_is_counted():
    runs = list(load_measurement("scaling_hamlet").results().values())
    for run in runs:
        for seed in run["seeds"]:    # the promise is a lower bound, up to chance
            least = math.exp(-seed["above"])
            assert seed["whole"] >= least - 4 * math.sqrt(least * (1 - least) / hamlet.WRITTEN) - 0.03, run["width"]
    shares = [fmean(seed["whole"] for seed in run["seeds"]) for run in runs]
    assert shares[1] < 0.01 and max(shares) > 0.5


def test_reading_again():
    runs = load_measurement("scaling_passes").results()
    new = fmean(runs["1 × the same"]["excesses"])
    last = max(passes.PASSES)
    again = {times: fmean(runs[f"{times} × the same"]["excesses"]) for times in passes.PASSES}
    assert again[2] < fmean(runs["1 / 2, once"]["excesses"])
    assert again[last] > 1.2 * new


def test_runs(monkeypatch):
    """With few steps and a small ladder: a run returns what is drawn."""
    monkeypatch.setattr(sizes, "load_babbler", lambda: SMALL)
    monkeypatch.setattr(sizes, "STEPS", 2)
    found = sizes.run(8, seeds=range(2))
    assert found["letters"] == 2 * LETTERS_A_STEP and len(found["excesses"]) == 2
    assert found["excesses"][0] != found["excesses"][1]
    monkeypatch.setattr(passes, "load_babbler", lambda: SMALL)
    monkeypatch.setattr(passes, "STEPS", 4)
    again, once = passes.run(2, again=True), passes.run(2, again=False)
    assert again["different"] == once["different"] == once["letters"] == again["letters"] // 2
    assert compute.steps_for(1e12, 32) == round(1e12 / 6 / 18_340 / LETTERS_A_STEP)


def test_learning_is_the_same_with_the_same_seed():
    rows = SMALL.training_rows(64 * 3, seed=1)
    first, second, other = (learn(8, rows, 3, seed)[0].state_dict() for seed in (0, 0, 1))
    name = "token_embedding.weight"
    assert first[name].equal(second[name]) and not first[name].equal(other[name])
