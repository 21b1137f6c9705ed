"""The titles of lesson 08's pictures say what was drawn, whatever that is."""

import pytest

from llm_edu.lessons.scaling.plots import compute_plot, leap_plot, passes_plot, prediction_plot, two_axes_plot

SIZES = [1_000, 10_000, 100_000]


def leap(shares, words):
    return leap_plot([{"parameters": size, "floor_word": 0.2, "seeds": [{"word": word, "whole": share, "above": 1.0}]}
                      for size, share, word in zip(SIZES, shares, words)])


def prediction(measured=None):
    return prediction_plot([1_000, 2_000], [0.8, 0.6], lambda size: 0.4, 4_000, (0.3, 0.5), measured)


def budgets(*sizes):
    curves = {10.0**power: ([1_000, 9_000], [0.5, 0.4]) for power in range(len(sizes))}
    return compute_plot(curves, {operations: (size, 0.4) for operations, size in zip(curves, sizes)})


@pytest.mark.parametrize("plot, title", [
    (two_axes_plot(SIZES, [4, 2, 1]),
     "The runs lie closer to a straight line on log–log axes (correlation −1.00) than on linear axes (−0.81)"),
    (two_axes_plot([1, 2, 3], [3, 2, 1]), "The runs lie closer to a straight line on linear axes (correlation −1.00)"),
    (prediction(), "4,000 parameters: predicted 0.300 to 0.500."),
    (prediction(0.4), "4,000 parameters: predicted 0.300 to 0.500, measured 0.400, inside the interval"),
    (prediction(0.6), "4,000 parameters: predicted 0.300 to 0.500, measured 0.600, outside the interval"),
    (budgets(2_000, 4_000), "The best size grows with the budget: 2,000 parameters for the smallest budget, 4,000"),
    (budgets(4_000, 2_000), "The best size does not always grow with the budget: 4,000"),
    (leap([0.0, 0.1, 0.9], [3, 2, 1]),
     "From 10k to 100k parameters, whole stories go from 10% to 90%, the loss from 2.00 to 1"),
    (leap([0.0, 0.8, 0.7], [3, 1, 2]),
     "From 1k to 10k parameters, whole stories go from 0% to 80%, the loss from 3.00 to 1"),
    (passes_plot({1: 0.1, 2: 0.2, 4: 0.4}, {2: 0.3, 4: 0.3}),
     "Reading the same text 2 times beats stopping after the first time; 4 times is worse"),
    (passes_plot({1: 0.1, 2: 0.4}, {2: 0.3}),
     "Reading the same text again never beats stopping after the first time; 2 times is worse"),
])
def test_a_title_follows_the_data(plot, title):
    assert plot.alt.startswith(title)
