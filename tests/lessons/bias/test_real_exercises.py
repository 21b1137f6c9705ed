"""The exercises of real models: each planted mistake is refused, and told as itself."""

import pytest

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import verdict


@pytest.mark.parametrize("name", ["association_effect_size", "permutation_p_value"])
def test_each_mistake_gets_its_message(name):
    exercise = catalogue.find(name)
    assert len(exercise.mistakes) >= 10 and verdict(exercise, exercise.reference).status == "right"
    for mistake in exercise.mistakes:
        report = verdict(exercise, mistake.function)
        assert report.status == "wrong" and mistake.message in str(report), f"{mistake.message}\n{report}"
