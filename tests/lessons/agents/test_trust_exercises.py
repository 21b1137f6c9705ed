"""The exercises about trust: right answers in other styles are accepted, planted mistakes are named."""

import pytest

from llm_edu.course.checks.judging import judge, trials
from llm_edu.lessons.agents.attacking import READS, WRITES
from llm_edu.lessons.agents.exercises.chain_success import exercise as chain_success
from llm_edu.lessons.agents.exercises.fit_in_budget import exercise as fit_in_budget
from llm_edu.lessons.agents.exercises.guard_call import exercise as guard_call

ALL = [chain_success, fit_in_budget, guard_call]


def by_recursion(p, steps, retries=0, noticed=1.0):
    def one(left):
        return p + (1 - p) * noticed * one(left - 1) if left else p
    return one(retries) ** steps


def from_the_end(fixed, turns, budget, note=12, keep=1):
    if fixed + sum(turns) <= budget:
        return 0
    room, shown = budget - fixed - note, 0
    for tokens in reversed(turns):
        if tokens > room:
            break
        room, shown = room - tokens, shown + 1
    if shown < min(keep, len(turns)):
        raise ValueError("too long")
    return len(turns) - shown


def with_sets(call, own_orders, prices, confirmed=None, limit=200):
    tool, arguments = call["tool"], call["arguments"]
    bad = tool not in {*READS, *WRITES} or not {arguments.get("order_id")} <= {None, *own_orders}
    if tool == "place_order":
        cost = prices.get(arguments["product_id"], limit + 1) * arguments["quantity"]
        bad = bad or arguments["quantity"] not in range(1, 6) or cost > limit
    return "refuse" if bad else "run" if tool in READS or call == confirmed else "ask"


def blank(*arguments, **keywords):
    raise NotImplementedError


@pytest.mark.parametrize(("exercise", "answer"), [
    (chain_success, by_recursion), (fit_in_budget, from_the_end), (guard_call, with_sets)])
def test_right_answers_are_right(exercise, answer):
    report = judge(exercise, answer)
    assert report.status == "right", report
    assert judge(exercise, exercise.reference).status == "right"


@pytest.mark.parametrize("confirmed", [{}, {"tool": "cancel_order"}, {"arguments": {}}])
def test_in_a_smaller_case_the_confirmed_call_is_still_a_whole_one(confirmed):
    call = {"tool": "cancel_order", "arguments": {"order_id": 1026}}
    assert not guard_call.valid(call, [], {}, confirmed)
    assert all(guard_call.valid(*trial.case.arguments) for trial in trials(guard_call))


@pytest.mark.parametrize("exercise", ALL, ids=["chain_success", "fit_in_budget", "guard_call"])
def test_a_blank_is_not_attempted_and_each_mistake_gets_its_own_message(exercise):
    assert judge(exercise, blank).status == "blank"
    for mistake in exercise.mistakes:
        verdict = judge(exercise, mistake.function)
        assert (verdict.status, verdict.mistake) == ("wrong", mistake.message)
