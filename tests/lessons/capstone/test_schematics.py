"""What lesson 18 draws of the worked example agrees with each answer that its run kept."""

import json

import pytest

from llm_edu.course.capstone.results import RESULTS
from llm_edu.lessons.capstone.demos import figures_of, folder_of
from llm_edu.lessons.capstone.schematics import draw_report, draw_two_tasks

NOTHING = "I found nothing"


def test_the_filled_squares_are_the_answers_that_were_right():
    outputs = json.loads((folder_of("notes") / RESULTS).read_text(encoding="utf-8"))["outputs"]
    found, silent = ([each["right"] for each in outputs if (each["expected"] == NOTHING) == wanted]
                     for wanted in (False, True))
    alt = draw_two_tasks(figures_of("notes"), {"assistant": "model"}).alt
    assert f"assistant: {sum(found)} of {len(found)} right, {sum(silent)} of {len(silent)} silent" in alt


def test_a_report_without_what_was_expected_is_not_drawn():
    report = (folder_of("notes") / "report.md").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="the report does not say"):
        draw_report(report.replace("I expected", "I saw"), figures_of("notes"))
