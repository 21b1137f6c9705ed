"""The exercises about calls: blank, right answers in other styles, and each planted mistake."""

import json

import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.agents.exercises import argument_faults, next_characters, run_react

EXERCISES = {module.__name__.rsplit(".", 1)[1]: module.exercise
             for module in (argument_faults, next_characters, run_react)}
MISTAKES = [(name, mistake) for name, exercise in EXERCISES.items() for mistake in exercise.mistakes]


def blank(*_):
    raise NotImplementedError


def by_one_expression(arguments, kinds):
    def fault(name, value):
        kind = kinds.get(name)
        return ("unknown" if kind is None else
                "" if value in kind.get("enum", ()) else "not in the list" if "enum" in kind else
                "not a whole number" if type(value) is not int else
                "" if value in range(kind["minimum"], kind["maximum"] + 1) else "out of range")
    found = [(name, "missing") for name in kinds if name not in arguments]
    found += [(name, fault(name, value)) for name, value in arguments.items()]
    return [f"{name}: {text}" for name, text in found if text]


def by_intervals(low, high, written):
    found = ""
    for digit in range(10):
        first = int(f"{written}{digit}")
        if written == "0" or digit == 0 == len(written):    # nothing follows a 0 at the beginning
            found += str(digit) if not written and low == 0 else ""
        elif any(first * 10**more <= high and (first + 1) * 10**more > low for more in range(20)):
            found += str(digit)
    return found + "}" * (written.isdigit() and low <= int(written) <= high)


def with_lines(model, tools, question, max_steps):
    lines, made = [question], set()
    while max_steps > 0:
        max_steps -= 1
        written = model("\n".join(lines))
        call, *_ = written.splitlines() if written[:1] == "{" else [None]
        lines.append(written if call is None else call)
        if call is None:
            break
        if call in made:
            lines.append("Stopped: repeated call")
            break
        made |= {call}
        parts = json.loads(call)
        try:
            run = tools.get(parts["tool"])
            lines.append(f"Result: {json.dumps(run(**parts['arguments']))}" if run else f"Error: no tool {parts['tool']}")
        except Exception as error:
            lines.append("Error: " + type(error).__name__)
    else:
        lines.append("Stopped: no reply")
    return "\n".join(lines)


@pytest.mark.parametrize(("name", "answer", "status"), [
    *((name, blank, "blank") for name in EXERCISES), *((name, None, "right") for name in EXERCISES),
    ("argument_faults", by_one_expression, "right"), ("next_characters", by_intervals, "right"),
    ("run_react", with_lines, "right")])
def test_blank_and_right_answers(name, answer, status):
    verdict = judge(EXERCISES[name], answer or EXERCISES[name].reference)
    assert verdict.status == status, verdict


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[mistake.message[:40] for _, mistake in MISTAKES])
def test_each_mistake_gets_its_message(name, mistake):
    judged = judge(EXERCISES[name], mistake.function)
    assert judged.status == "wrong" and judged.mistake == mistake.message
