"""What lesson 13 works out by hand is right, and its best application beats what is simple."""

import math

from llm_edu.applications.experiments import false_alarms, sample_size, two_sided
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.finetuning.sentiment import labels


def test_the_sums_by_hand():
    assert [round(two_sided(z), 2) for z in (0.5, 0.98, 1.96, 2.58)] == [0.62, 0.33, 0.05, 0.01]
    assert abs(16 * 0.055 * 0.945 / 0.01**2 / sample_size(0.05, 0.01) - 1) < 0.03
    assert round(false_alarms(10, 0.0106), 3) == 0.05
    assert round(math.prod([0.9, 0.6, 0.3, 0.1]) ** (1 / 4), 2) == 0.36


def test_the_application_that_works_beats_what_is_simple():
    against = (labels(film_snippets()[2]) == 0).tolist()
    kept = load_measurement("finetuning_sentiment").results()
    ways = (kept["without learning"]["lexicon"], kept["bag of words"], kept["LoRA above"])
    missed = [sum(bad and digit == "0" for bad, digit in zip(against, way["right"], strict=True)) for way in ways]
    assert missed == [278, 119, 37] and sum(against) == 718
    assert not any(load_measurement("applications_code").results()["one line"]["passed"].values())
