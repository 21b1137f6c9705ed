"""Lesson 12's measurements of prompts and examples: what is kept agrees with itself, with SmolLM2, and with the text."""

import numpy as np
import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.prompting.asked import right
from llm_edu.lessons.prompting.asking_plots import plot_ways, shares_of
from llm_edu.lessons.prompting.examples_plots import (
    example_shares,
    order_shares,
    plot_example_counts,
    plot_orders,
    plot_rules,
    rule_shares,
)
from llm_edu.lessons.prompting.made_up_rules import ANIMALS, PLANTS, RULES, rule_prompt
from llm_edu.lessons.prompting.measurements import examples, orders, rule, ways
from llm_edu.lessons.prompting.snippets import balanced_examples
from llm_edu.lessons.prompting.ten_ways import ten_ways

SMOLLM2 = pytest.mark.asset("smollm2", "film-reviews")


# --- ten ways


@pytest.mark.asset("film-reviews")
def test_each_way_is_measured_on_the_400_items():
    kept = load_measurement("prompting_ways")
    assert list(kept.runs) == ["classes", *ways.NAMES] and ways.NAMES == tuple(ten_ways())
    assert kept["classes"] == ways.classes() and all(len(name) <= 16 for name in ways.NAMES)
    for name in ways.NAMES:
        found = kept[name]
        assert len(found["answered"]) == len(found["calibrated"]) == len(found["odds"]) == ways.COUNT
        clear = [place for place, odds in enumerate(found["odds"]) if abs(odds) > 0.01]
        assert all((found["odds"][place] > 0) == (found["answered"][place] == "1") for place in clear)


@pytest.mark.full    # as rules below, of other prompts
@SMOLLM2
def test_two_ways_measured_again():
    kept = load_measurement("prompting_ways")
    for name in ("it was", "2 examples"):
        found = ways.way(name, count=6)
        assert found["odds"] == pytest.approx(kept[name]["odds"][:6], abs=0.1)
        assert found["content free"] == pytest.approx(kept[name]["content free"], abs=0.1)


def test_the_picture_of_ways_tells_all_it_shows():
    kept = load_measurement("prompting_ways")
    plot = plot_ways(kept, calibrated=True)
    best = max(ways.NAMES, key=lambda name: shares_of(kept, name)["answered"])
    assert plot.alt.split("interval. ")[1].startswith(f"{best}: ") and len(plot.to_png()) > 10_000
    assert "calibrated" in plot.alt and "calibrated" not in plot_ways(kept).alt


# --- orders


def test_all_orders_of_three_draws_are_kept():
    kept = load_measurement("prompting_orders")
    assert len(kept["classes"]) == orders.COUNT
    for seed in range(orders.DRAWS):
        assert len(kept[f"draw {seed}"]) == 24 == len({order.split()[1] for order in kept[f"draw {seed}"]})
        assert all(sorted(order.split()[0]) == list("0011") for order in kept[f"draw {seed}"])
    assert f"draw {seed}, calibrated: " in plot_orders(kept).alt


@pytest.mark.full
@SMOLLM2
def test_an_order_measured_again():
    kept, found = load_measurement("prompting_orders")["draw 1"], orders.draw(1, count=8, orders=2)
    assert list(found) == list(kept)[:2]
    for order, (answered, calibrated) in found.items():
        assert right(answered, kept[order][0][:8]).mean() >= 0.75
        assert right(calibrated, kept[order][1][:8]).mean() >= 0.75


# --- number and labels of examples


@pytest.mark.asset("film-reviews")
def test_random_labels_stand_at_the_same_examples():
    for seed in range(4):
        true, false = examples.labelled(8, "right", seed), examples.labelled(8, "random", seed)
        assert true == balanced_examples(8, seed) and [text for text, _ in true] == [text for text, _ in false]
        assert true != false and examples.labelled(4, "random", seed) == false[:4]


def test_what_is_kept_of_examples_is_complete():
    kept = load_measurement("prompting_examples")
    shares = example_shares(kept)
    assert {count for _, count in shares} == {0, *examples.COUNTS}
    assert all(found.shape == (1 if count == 0 else 5, 2) for (_, count), found in shares.items())
    for count in examples.COUNTS:
        assert {len(row[0]) for row in kept[f"{count} random"]} == {count}
    alt = plot_example_counts(kept).alt
    assert alt.startswith("Accuracy with 8 examples, right and random labels: 74% and 64% uncalibrated; 82% and 78% calibrated.")
    assert "random labels, calibrated: " in alt


@SMOLLM2
def test_random_labels_measured_again():
    kept, found = load_measurement("prompting_examples")["2 random"], examples.answers(2, "random", (3,), items=8)
    assert found[0][0] == kept[3][0] and right(found[0][1], kept[3][1][:8]).mean() >= 0.75


# --- rules


def test_rules_are_drawn_fairly_and_answered_by_one_of_their_choices():
    assert not set(ANIMALS) & set(PLANTS)
    for name, made in RULES.items():
        drawn = made.draw(96, seed=1)
        assert len({question for question, _ in drawn}) == 96 and drawn[:32] != made.draw(96, seed=2)[:32]
        assert all(answer in made.choices(question) for question, answer in drawn)
        if name.endswith("names"):
            assert [answer for _, answer in drawn].count(made.labels[0]) == 48
    assert dict(RULES["swapped names"].draw(96, 0)).get("dog", "plant") == "plant"
    assert RULES["middle word"].draw(1, 0)[0][0].split()[1] == RULES["middle word"].draw(1, 0)[0][1]


def test_any_number_of_examples_fits_into_a_prompt():
    shown = RULES["made-up names"].draw(32, 0)
    text = rule_prompt(shown, ("lum", "pim")).text("mammoth")
    assert text.count(" -> ") == 32 and text.endswith("\nmammoth ->")


@SMOLLM2
def test_rules_measured_again():
    found = rule.learned("first word", counts=(0, 8), seeds=(0,), queries=16)
    assert found["8"][0][0].count("1") >= 12 > found["0"][0][0].count("1") + 5 and len(found["8"][0]) == 1
    swapped = rule.learned("swapped names", counts=(2,), seeds=(0,), queries=16)["2"][0]
    assert len(swapped) == 2 and swapped[0].count("1") < 8


def test_one_rule_is_learned_one_is_not_and_old_knowledge_holds():
    kept = load_measurement("prompting_rule")
    mean = {(name, count): column.mean() for name in RULES for count, column in rule_shares(kept, name).items()}
    assert mean["first word", 0] < 0.2 and min(mean["first word", 16], mean["last word", 16]) > 0.9
    assert mean["middle word", 32] < 0.5
    assert mean["true names", 8] > 0.85 and mean["swapped names", 8] < 0.3
    assert "middle word: " in plot_rules(kept).alt
    assert plot_rules(kept).alt.startswith("Accuracy with 32 examples: true names 95%, middle word 9%.")
    swapped = plot_rules(kept, rules=("swapped names", "made-up names")).alt
    assert swapped.startswith("Accuracy with 32 examples: made-up names 61%, swapped names 23%.")
    places = "".join(kept["middle word, taken"]["32"])
    assert places.count("1") / len(places) == pytest.approx(mean["middle word", 32]) and places.count("2") > 0.5 * len(places)


def test_calibration_narrows_the_spread_of_orders():
    shares = np.concatenate(list(order_shares(load_measurement("prompting_orders")).values()))
    assert np.ptp(shares[:, 0]) > 0.2 and shares[:, 1].std() < shares[:, 0].std()
