"""SoftmaxPlayground without a browser: the arithmetic against PyTorch, wrong input, pictures and words."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from shown import check_drawn_alike, check_shown

from llm_edu.attention import softmax
from llm_edu.widgets import SoftmaxPlayground
from llm_edu.widgets.softmax_playground.reading import (
    SATURATED,
    describe,
    fixed,
    multiplier,
    percent,
    read_scores,
    small,
)

SCORES = st.lists(st.floats(-30, 30), min_size=1, max_size=10)


class TestReading:
    @given(SCORES, st.floats(0.05, 20))
    def test_weights_are_the_course_s_own_softmax(self, scores, temperature):
        reading = read_scores(scores, 1 / temperature)
        expected = softmax(torch.tensor(scores, dtype=torch.float64) / temperature)
        assert reading.weights == pytest.approx(expected.tolist(), abs=1e-12)
        assert sum(reading.weights) == pytest.approx(1)

    @given(SCORES)
    def test_slopes_are_the_diagonal_of_the_jacobian_and_its_largest_entries(self, scores):
        inputs = torch.tensor(scores, dtype=torch.float64)
        jacobian = torch.autograd.functional.jacobian(softmax, inputs)
        reading = read_scores(scores)
        assert reading.slopes == pytest.approx(jacobian.diagonal().tolist(), abs=1e-12)
        assert reading.steepest == pytest.approx(jacobian.abs().max().item(), abs=1e-12)

    @given(SCORES)
    def test_columns_are_those_of_the_jacobian(self, scores):
        jacobian = torch.autograd.functional.jacobian(softmax, torch.tensor(scores, dtype=torch.float64))
        reading = read_scores(scores)
        for at in range(len(scores)):
            assert reading.column(at) == pytest.approx(jacobian[:, at].tolist(), abs=1e-12)
            assert sum(reading.column(at)) == pytest.approx(0, abs=1e-12)

    @given(SCORES)
    def test_entropy_lies_between_nothing_and_the_most(self, scores):
        reading = read_scores(scores)
        weights = np.array(reading.weights)
        assert reading.entropy == pytest.approx(-(weights * np.log2(np.maximum(weights, 1e-300))).sum(), abs=1e-9)
        assert 0 <= reading.entropy <= reading.most + 1e-12
        assert 0 <= reading.steepest <= 0.25 + 1e-15

    def test_the_lesson_s_example(self):
        reading = read_scores([0, 4, 2])
        assert reading.weights == pytest.approx([0.0159, 0.8668, 0.1173], abs=5e-5)
        assert read_scores([1, 1, 1, 1]).entropy == reading.most + 2 - math.log2(3) == 2

    def test_saturation_leaves_a_slope_that_is_small_and_not_zero(self):
        """1 − p is 0 in 64 bits from a score of 37 on; the slope must not be."""
        reading = read_scores([0, 40])
        assert reading.weights[1] == 1 and reading.slopes[1] == pytest.approx(math.exp(-40))

    def test_no_score_overflows(self):
        assert read_scores([1000, -1000, 999], 50 * 1000).weights == (1, 0, 0)

    def test_a_width_does_what_random_vectors_do(self):
        """The spread of dot products of random vectors is what `multiplier` says it is."""
        generator = torch.Generator().manual_seed(0)
        for width in (4, 64, 1024):
            queries, keys = torch.randn(2, 4000, width, generator=generator)
            spread = (queries * keys).sum(-1).std().item()
            assert spread == pytest.approx(multiplier(1, width, scaled=False), rel=0.05)
            assert spread / math.sqrt(width) == pytest.approx(multiplier(1, width, scaled=True), rel=0.05)

    def test_words(self):
        alone, pair, many = describe(["a"], read_scores([3])), *(
            describe([*"abcdefgh"][:count], read_scores([0] * (count - 4) + [3] * 4)) for count in (6, 8))
        assert alone == "“a” is alone: it gets all of the weight, whatever its score."
        assert pair.startswith("4 of 6 get 24.4 % each, the others less;") and many.startswith("4 of 8 get")
        both = describe(["a", "b", "c"], read_scores([1, 1, 0]))
        assert both.startswith("“a” and “b” get 42.2 % of the weight each;")
        assert describe(["a", "b"], read_scores([0, 0])).startswith("All 2 get the same, 50.0 %;")
        edge = math.log((1 - 0.9) / 0.9)
        assert "can still move" in describe(["a", "b"], read_scores([0, edge]))
        assert "Saturated" in describe(["a", "b"], read_scores([0, 3 * edge])) and SATURATED == 0.01

    def test_numbers_as_a_browser_writes_them(self):
        assert [fixed(0.5, 0), fixed(-1.25, 1), fixed(2.675, 2)] == ["1", "-1.3", "2.68"]
        assert [percent(0), percent(1), percent(0.0003), percent(4e-6)] == ["0.0 %", "100.0 %", "0.03 %", "0.0004 %"]
        assert small(0.00099) == "9.9e-4"


class TestWidget:
    def test_from_python(self):
        widget = SoftmaxPlayground()
        assert widget.scores == {"Mia": 0, "green": 4, "hat": 2}
        assert widget.weights["green"] == pytest.approx(0.8668, abs=1e-4)
        widget.temperature = 2
        assert widget.weights["green"] == pytest.approx(math.exp(2) / (1 + math.exp(1) + math.exp(2)))
        widget.temperature, widget.width = 1.0, 16
        assert widget.weights["green"] == pytest.approx(0.8668, abs=1e-4)
        widget.scaled = False
        assert widget.reading.inputs == (0, 16, 8) and "Saturated" in widget.summary()
        widget.scores = {"a": 30, "b": 1}
        assert widget.limit >= 30 and widget.labels == ["a", "b"]

    def test_scores_in_other_forms(self):
        for scores in ([1, 2.5], (1, 2.5), np.array([1, 2.5]), torch.tensor([1, 2.5]), iter([1, 2.5])):
            assert SoftmaxPlayground(scores).scores == {"1": 1, "2": 2.5}
        assert SoftmaxPlayground({"x": np.float32(0.5), "y": torch.tensor(2)}).values == [0.5, 2]
        assert SoftmaxPlayground({7: 1, " the": 2}).labels == ["7", "·the"]

    @pytest.mark.parametrize(
        ("scores", "problem", "message"),
        [({}, ValueError, "there are no scores: give at least one"), ([], ValueError, "no scores"),
         ({"a": math.nan}, ValueError, "the score of 'a' lies between -1,000 and 1,000, not at nan"),
         ({"a": math.inf}, ValueError, "not at inf"), ({"a": -math.inf}, ValueError, "leave a masked token"),
         ({"a": 1e9}, ValueError, "lies between"), ({"a": "much"}, TypeError, "is a number, not 'much'"),
         ({"a": True}, TypeError, "is a number, not True"), ("abc", TypeError, "a label each"), (3, TypeError, "not 3"),
         (list(range(25)), ValueError, "25 scores are too many to drag; give at most 24"),
         ({" ": 1, "·": 2}, ValueError, "two scores are called '·'")],
    )
    def test_wrong_scores(self, scores, problem, message):
        with pytest.raises(problem, match=message):
            SoftmaxPlayground(scores)
        widget = SoftmaxPlayground()
        with pytest.raises(problem, match=message):
            widget.scores = scores
        assert widget.labels == ["Mia", "green", "hat"]

    @pytest.mark.parametrize(
        ("options", "problem", "message"),
        [({"temperature": 0}, ValueError, "temperature is above 0, not 0: the colder"),
         ({"temperature": -1}, ValueError, "above 0, not -1"), ({"temperature": math.nan}, ValueError, "not at nan"),
         ({"temperature": 51}, ValueError, "between 0.02 and 50"), ({"temperature": "hot"}, TypeError, "not 'hot'"),
         ({"width": 0}, ValueError, "width lies between 1 and"), ({"width": 2.5}, TypeError, "whole number"),
         ({"width": True}, TypeError, "whole number"), ({"width": -4}, ValueError, "not at -4"),
         ({"rising": "cat"}, ValueError, "no score of 'cat' that could rise; the labels are Mia, green, hat")],
    )
    def test_wrong_settings(self, options, problem, message):
        with pytest.raises(problem, match=message):
            SoftmaxPlayground(**options)
        widget = SoftmaxPlayground()
        [(name, value)] = options.items()
        if problem is ValueError:
            with pytest.raises(ValueError, match=message):
                setattr(widget, name, value)
            assert getattr(widget, name) == getattr(SoftmaxPlayground(), name)

    def test_slopes_of_one_rising_score(self):
        widget = SoftmaxPlayground({" a": 1, "b": 0}, rising=" a")  # as given, or as drawn
        assert widget.rising == "·a" and widget.slopes == pytest.approx({"·a": 0.1966, "b": -0.1966}, abs=5e-5)
        assert "If the input of “·a” rises, its weight takes 0.197 of that from the others." in widget.summary()
        widget.rising = "b"
        assert widget.slopes["b"] > 0 > widget.slopes["·a"]
        widget.scores = {"b": 1, "c": 2}
        assert widget.rising == "b"
        widget.scores = {"d": 1, "c": 2}
        assert widget.rising is None and min(widget.slopes.values()) > 0
        assert SoftmaxPlayground([3, 1], rising=2).rising == "2"

    def test_labels_keep_their_order(self):
        assert SoftmaxPlayground({"__proto__": 1, "2": 3, "1": 5}).labels == ["__proto__", "2", "1"]

    @pytest.mark.parametrize(
        "options",
        [{}, {"width": 64, "scaled": False, "rising": "hat"}, {"scores": [3.0], "rising": "1"},
         {"scores": [0] * 24, "temperature": 50},
         {"scores": {"$x$": -5, "我<b>": 5, "a" * 300: 1, "\x00": 0, "a\u202eb": 900}}],
    )
    def test_view_picture_and_words(self, options, recwarn):
        check_shown(lambda: SoftmaxPlayground(**options), recwarn)

    def test_the_picture_is_the_same_each_time(self):
        check_drawn_alike(SoftmaxPlayground)

    def test_the_picture_shows_what_softmax_gets(self):
        def figures(**options):
            plot = SoftmaxPlayground({"Mia": 0, "green": -1.5}, **options).picture()
            return {text.get_text() for text in plot.axes[0].texts}

        assert figures() == figures(width=64) == {"0.0", "−1.5"}
        assert figures(width=64, scaled=False) == {"0.0 → 0.0", "−1.5 → −12.0"}

    def test_summary(self):
        assert SoftmaxPlayground(temperature=0.5, width=64, scaled=False).summary() == (
            "Scores: Mia 0, green 4, hat 2. Temperature 0.5. Dot products of width 64. “green” gets > 99.9 % of the "
            "weight; entropy 0.00 of at most 1.58 bits. Saturated: the steepest slope is 1.3e-14, so nudging a score "
            "hardly moves a weight, and hardly anything is learned."
        )
