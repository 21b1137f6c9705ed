"""Rates for each group, and what a lender in the village can and cannot make equal."""

import pytest

from llm_edu.bias.fairness import (
    group_rates,
    implied_false_positive,
    lend_above,
    lend_until,
    lender_errors,
    lender_rates,
)
from llm_edu.bias.village import ANSWERS, small_world, true_returned


@pytest.fixture(scope="module")
def world():
    return small_world(origin_skew=0.4)


@pytest.fixture(scope="module")
def scores(world):
    return {asked: share for asked, share in true_returned(world).items() if isinstance(asked, tuple)}


def test_rates_by_hand_and_none_where_nothing_is_divided():
    rates = group_rates([1, 1, 1, 0, 0, 0, 1, 0], [1, 1, 0, 1, 0, 0, 0, 0], [*"aaaaaa", "b", "c"])
    assert rates["a"] == pytest.approx({"selection": 3 / 6, "true_positive": 2 / 3, "false_positive": 1 / 3,
                                        "precision": 2 / 3})
    assert rates["b"] == {"selection": 1, "true_positive": None, "false_positive": 1, "precision": 0}
    assert rates["c"] == {"selection": 0, "true_positive": None, "false_positive": 0, "precision": None}
    with pytest.raises(ValueError):
        group_rates([True], [True, False], ["a", "a"])


def test_exact_rates_are_those_of_many_stories(world, scores):
    policy = lend_above(scores, 0.55)
    exact = lender_rates(world, policy)
    decisions, outcomes, origins = [], [], []
    for story in world.stories(40_000, seed=5):
        if story.plot == "traveller":
            answer = next(each for each in ANSWERS if f"The traveller {each}." in story.text)
            origins.append(story.words[4])
            decisions.append(policy[story.words[4], answer])
            outcomes.append("brought" in story.words)
    counted = group_rates(decisions, outcomes, origins)
    for origin, tolerance in (("hills", 0.03), ("coast", 0.03), ("marsh", 0.12)):
        assert counted[origin] == pytest.approx(exact[origin], abs=tolerance)


def test_what_one_policy_makes_equal_it_makes_unequal_elsewhere(world, scores):
    def gap(policy, measure):
        rates = lender_rates(world, policy)
        return abs(rates["hills"][measure] - rates["coast"][measure])

    calibrated = lend_above(scores, 0.55)
    assert gap(calibrated, "true_positive") == pytest.approx(1 / 3) == gap(calibrated, "false_positive")
    promised = {pair: float(pair[1] == "promised") for pair in scores}
    assert gap(promised, "true_positive") == pytest.approx(0) == gap(promised, "false_positive")
    assert gap(promised, "precision") == pytest.approx(0.875 - 0.5625)
    for measure in ("selection", "true_positive"):
        policy = lend_until(world, scores, measure, 0.5)
        assert gap(policy, measure) == pytest.approx(0)
        assert gap(policy, "precision") > 0.2
        assert lender_errors(world, policy) > lender_errors(world, lend_above(scores, 0.5))
    for policy in (calibrated, promised):
        for origin, base in (("hills", 0.7), ("coast", 0.3), ("marsh", 0.7)):
            rates = lender_rates(world, policy)[origin]
            implied = implied_false_positive(base, rates["true_positive"], rates["precision"])
            assert implied == pytest.approx(rates["false_positive"])
    with pytest.raises(ValueError, match="'precision'"):
        lend_until(world, scores, "precision", 0.5)
