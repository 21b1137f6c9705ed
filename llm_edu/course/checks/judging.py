"""Judge an attempt: run it beside the reference on every case, and find what is wrong, as plain facts.

First each case as it stands; where one fails, ``failing`` finds the smallest that does and the likely mistake. What is
right on all of them is called in the other ways of ``ways``: again and by keyword, with other dtypes, with gradients.
"""

import os
import random
import zlib
from collections.abc import Callable
from typing import Any

from llm_edu.course.checks import failing, ways
from llm_edu.course.checks.exercise import Case, Exercise, Scenario
from llm_edu.course.checks.facts import Clock, Judgement, Trial, expected, what_is_wrong
from llm_edu.course.checks.remembering import Memory
from llm_edu.course.checks.running import run_case
from llm_edu.course.checks.shrinking import size
from llm_edu.course.checks.state import known_state
from llm_edu.course.checks.strictness import calls_of

STRICT = "LLM_EDU_STRICT"


def is_strict() -> bool:
    """Whether ``LLM_EDU_STRICT`` asks for grading."""
    return os.environ.get(STRICT, "") not in ("", "0")


_prepared: dict[int, tuple[Exercise, list[Trial]]] = {}


def trials(exercise: Exercise) -> list[Trial]:
    """The cases, smallest first and scenarios last, with the reference's outcomes; worked out once per process.

    May raise CourseFault.
    """
    kept = _prepared.get(id(exercise))
    if kept is None or kept[0] is not exercise:
        with known_state():
            kept = _prepared[id(exercise)] = (exercise, _prepare(exercise))
    return kept[1]


def _prepare(exercise: Exercise) -> list[Trial]:
    picked = exercise.cases() if callable(exercise.cases) else exercise.cases
    cases = [(_as_case(item), False) for item in picked]
    if exercise.random_case:
        rng = random.Random(zlib.crc32(exercise.name.encode()))  # the same cases for everybody, every time
        cases += [(_as_case(exercise.random_case(rng)), True) for _ in range(exercise.random_cases)]
    found = [Trial(case, expected(exercise, case), drawn) for case, drawn in cases]
    return sorted(found, key=lambda trial: (trial.expected.kind == "error", isinstance(trial.case, Scenario),
                                            size(trial.case)))


def _as_case(item: Any) -> Case | Scenario:
    if isinstance(item, (Case, Scenario)):
        return item
    if isinstance(item, tuple):
        return Case(item)
    if callable(item):
        return Scenario(item, (item.__doc__ or item.__name__).strip())
    raise TypeError(f"a case is case(…), scenario(…), a function or a tuple of arguments, not {item!r}")


def judge(exercise: Exercise, attempt: Callable, time_limit: float | None = None) -> Judgement:
    """Run the attempt on all cases. Nothing it does gets out, but the user's own KeyboardInterrupt."""
    with known_state():
        prepared, memory = trials(exercise), Memory(attempt)
        clock = Clock(exercise.time_limit if time_limit is None else time_limit)
        watched, borrowed = exercise.reference if is_strict() else None, False
        ran, failures = [], []
        for trial in prepared:
            with calls_of(watched) as called:  # and not what the judging itself may call
                outcome = run_case(attempt, trial.case, clock.left())
            borrowed = borrowed or bool(called)
            ran.append((trial, outcome))
            if outcome.kind == "blank":
                return Judgement("blank", begun=any(each.kind == "value" for _, each in ran))
            if reason := what_is_wrong(exercise, trial, outcome):
                failures.append((trial, outcome, reason))
            if outcome.kind == "timeout":
                break
        if failures:
            return failing.explain(exercise, attempt, ran, failures, memory, clock)
        if borrowed:
            return Judgement("wrong", len(ran), *ran[0], way="borrowed", reason="It calls the course's own.")
        return ways.try_all(exercise, attempt, ran, memory) or Judgement("right", len(ran), ran=tuple(ran))
