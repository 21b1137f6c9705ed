"""A case that a check makes smaller, to show it, stays within what the exercise's statement allows."""

import pytest

from llm_edu.course.checks.judging import trials
from llm_edu.lessons.agents.exercises.guard_call import exercise as guard_call
from llm_edu.lessons.agents.exercises.run_reward import exercise as run_reward


@pytest.mark.parametrize("words", [[], [""], ["d"], ["look-up", "look-up"], ["look-up", "not-found", "look-u"]])
def test_a_smaller_run_is_still_one_of_the_statement(words):
    assert not run_reward.valid(words, "dog", 0.25)


@pytest.mark.parametrize("confirmed", [{}, {"tool": "cancel_order"}, {"arguments": {}}])
def test_in_a_smaller_case_the_confirmed_call_is_still_a_whole_one(confirmed):
    assert not guard_call.valid({"tool": "cancel_order", "arguments": {"order_id": 1026}}, [], {}, confirmed)


@pytest.mark.parametrize("exercise", [run_reward, guard_call], ids=["run_reward", "guard_call"])
def test_all_cases_are_within_it(exercise):
    assert all(exercise.valid(*trial.case.arguments) for trial in trials(exercise))
