"""The pictures of A/B tests say in words what they show."""

from llm_edu.lessons.applications.content_plots import false_alarms_plot, p_over_time_plot


def test_p_over_time_counts_those_that_cross_and_come_back():
    paths = {"test 1": [0.5, 0.04, 0.3], "test 2": [0.5, 0.06, 0.2], "test 3": [0.01, 0.2, 0.02]}
    plot = p_over_time_plot(paths, every=100, chosen=["test 1"])
    assert repr(plot).startswith("Figure: A against A: p falls below 0.05 in 2 of 3 tests, but ends there in 1.")
    assert "test 1: first below after 200 visitors, lowest 0.04, at the end 0.30" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"


def test_false_alarms_names_each_curve():
    plot = false_alarms_plot({1: 0.05, 10: 0.193}, {1: 0.049, 10: 0.2}, remedied={"each at 0.0106": {1: 0.01, 10: 0.05}})
    assert "p falls below 0.05 in 19% of A/A tests" in plot.alt
    assert "each at 0.0106: 1.0% with 1, 5.0% with 10" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"
