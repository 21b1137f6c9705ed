"""Judge an attempt: run it beside the reference on every case, find the smallest that fails and the likely mistake."""

import inspect
import random
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Exercise, Scenario
from llm_edu.course.checks.running import Outcome, run_case
from llm_edu.course.checks.shrinking import size, smaller

SHRINK_STEPS, SHRINK_SECONDS = 200, 1.0


@dataclass(frozen=True)
class Trial:
    """One case with what the reference makes of it."""

    case: Case | Scenario
    expected: Outcome
    drawn: bool  # at random, so that it may be made smaller


@dataclass(frozen=True)
class Judgement:
    """What came of an attempt; ``trial``, ``outcome`` and ``reason`` belong to the smallest case that failed."""

    status: str  # "right", "blank" or "wrong"
    cases: int = 0
    trial: Trial | None = None
    outcome: Outcome | None = None
    reason: str | None = None  # what differs, in a sentence
    mistake: str | None = None  # the message of the planted mistake that the attempt behaves like
    begun: bool = False  # blank, but some cases already get a result


_prepared: dict[int, tuple[Exercise, list[Trial]]] = {}


def trials(exercise: Exercise) -> list[Trial]:
    """The cases, smallest first, with the reference's outcomes; worked out once per process."""
    kept = _prepared.get(id(exercise))
    if kept is None or kept[0] is not exercise:
        kept = _prepared[id(exercise)] = (exercise, _prepare(exercise))
    return kept[1]


def _prepare(exercise: Exercise) -> list[Trial]:
    picked = exercise.cases() if callable(exercise.cases) else exercise.cases
    cases = [(_as_case(item), False) for item in picked]
    if exercise.random_case:
        rng = random.Random(zlib.crc32(exercise.name.encode()))  # the same cases for everybody, every time
        cases += [(_as_case(exercise.random_case(rng)), True) for _ in range(exercise.random_cases)]
    found = []
    for case, drawn in cases:
        outcome = run_case(exercise.reference, case, max(60.0, exercise.time_limit))
        if outcome.kind in ("timeout", "blank"):
            raise RuntimeError(f"{exercise.name}: the reference itself comes to a {outcome.kind} on {case}")
        found.append(Trial(case, outcome, drawn))
    return sorted(found, key=lambda trial: (trial.expected.kind == "error", size(trial.case)))


def _as_case(item: Any) -> Case | Scenario:
    if isinstance(item, (Case, Scenario)):
        return item
    if isinstance(item, tuple):
        return Case(item)
    if callable(item):
        return Scenario(item, inspect.getdoc(item) or "a use of it")
    raise TypeError(f"a case is case(…), scenario(…), a function or a tuple of arguments, not {item!r}")


def judge(exercise: Exercise, attempt: Callable, time_limit: float | None = None) -> Judgement:
    """Run the attempt on all cases. Nothing it does gets out, but the user's own KeyboardInterrupt."""
    deadline = time.monotonic() + (exercise.time_limit if time_limit is None else time_limit)
    ran: list[tuple[Trial, Outcome]] = []
    failures: list[tuple[Trial, Outcome, str]] = []
    for trial in trials(exercise):
        outcome = run_case(attempt, trial.case, deadline - time.monotonic())
        ran.append((trial, outcome))
        if outcome.kind == "blank":
            return Judgement("blank", begun=any(each.kind == "value" for _, each in ran))
        if reason := what_is_wrong(exercise, trial, outcome):
            failures.append((trial, outcome, reason))
        if outcome.kind == "timeout":
            break
    if not failures:
        return Judgement("right", cases=len(ran))
    mistake = _likely_mistake(exercise, ran)
    trial, outcome, reason = _smallest(exercise, attempt, failures, deadline)
    if mistake is None:
        mistake = _broken_property(exercise, trial, outcome)
    return Judgement("wrong", len(ran), trial, outcome, reason, mistake)


def what_is_wrong(exercise: Exercise, trial: Trial, outcome: Outcome) -> str | None:
    """None when the outcome is right for that case, else a sentence."""
    expected = trial.expected
    if outcome.kind == "timeout":
        return "Is there a loop that never ends?"
    if expected.kind == "error":
        name = type(expected.error).__name__
        if outcome.kind == "error" and isinstance(outcome.error, type(expected.error)):
            return None
        return f"It should raise {name} here." if outcome.kind == "value" else f"It should raise {name}, not this."
    if outcome.kind == "error":
        return "It stopped with an error."
    if found := _compare(exercise, expected.value, outcome.value):
        return found
    if exercise.in_place:
        if found := _compare(exercise, expected.arguments, outcome.arguments):
            done = "It changes its arguments, but not to the right values." if outcome.changed else (
                "It should change its arguments in place.")
            return f"{done} {found}"
    elif outcome.changed:
        return f"The result is right, but the call changes `{outcome.changed}`: work on a copy."
    return None if _broken_property(exercise, trial, outcome) is None else "The result lacks a property it must have."


def _compare(exercise: Exercise, expected: Any, got: Any) -> str | None:
    if not callable(exercise.compare):
        try:
            return difference(expected, got, Rules(exercise.compare == "close", exercise.tolerance))
        except Exception as error:  # objects of the learner's may refuse to be compared
            return f"It cannot be compared with what is expected ({type(error).__name__}: {error})."
    try:
        verdict = exercise.compare(expected, got)
    except Exception:  # the comparison takes a right type for granted
        return difference(expected, got) or "It cannot be compared with what is expected."
    if isinstance(verdict, str):
        return verdict
    return None if verdict is None or bool(verdict) else difference(expected, got) or "The result differs."


def _broken_property(exercise: Exercise, trial: Trial, outcome: Outcome) -> str | None:
    if outcome.kind != "value" or not isinstance(trial.case, Case):
        return None
    for each in exercise.properties:
        try:
            if not each.holds(outcome.value, *trial.case.arguments, **trial.case.keywords):
                return each.message
        except Exception:  # a wrong type or shape, which the comparison reports
            continue
    return None


def _likely_mistake(exercise: Exercise, ran: list[tuple[Trial, Outcome]]) -> str | None:
    """The message of the first planted mistake that does on all these cases what the attempt did."""
    for mistake in exercise.mistakes:
        for trial, outcome in ran:
            seconds = 1.0 if outcome.kind == "timeout" else max(1.0, exercise.time_limit)
            if not _same(exercise, run_case(mistake.function, trial.case, seconds), outcome):
                break
        else:
            return mistake.message
    return None


def _same(exercise: Exercise, planted: Outcome, outcome: Outcome) -> bool:
    if planted.kind != outcome.kind or (planted.changed is None) != (outcome.changed is None):
        return False
    if planted.kind == "error":
        return type(planted.error) is type(outcome.error)
    if planted.kind == "timeout":
        return True
    rules = Rules(exercise.compare != "exact", exercise.tolerance)
    try:
        same = difference(planted.value, outcome.value, rules) is None
        return same and (not exercise.in_place or difference(planted.arguments, outcome.arguments, rules) is None)
    except Exception:  # not comparable, so not known to be the same
        return False


def _smallest(exercise: Exercise, attempt: Callable, failures: list[tuple[Trial, Outcome, str]],
              deadline: float) -> tuple[Trial, Outcome, str]:
    """The first failing case, or the first random one made smaller if that makes it the smaller of the two."""
    drawn = next((failure for failure in failures if failure[0].drawn), None)
    if drawn is None or drawn[1].kind == "timeout" or failures[0][0].expected.kind != drawn[0].expected.kind:
        return failures[0]
    shrunk = _shrunk(exercise, attempt, drawn, deadline)
    return shrunk if size(shrunk[0].case) < size(failures[0][0].case) or failures[0] is drawn else failures[0]


def _shrunk(exercise: Exercise, attempt: Callable, failed: tuple[Trial, Outcome, str],
            deadline: float) -> tuple[Trial, Outcome, str]:
    """Make a random failing case smaller, a piece at a time, as long as it goes on failing."""
    steps, end = 0, min(deadline, time.monotonic() + SHRINK_SECONDS)
    again = True
    while again:
        again = False
        for arguments in smaller(failed[0].case):
            steps += 1
            if steps > SHRINK_STEPS or time.monotonic() > end:
                return failed
            if (found := _fails(exercise, attempt, arguments, end)) is not None:
                failed, again = found, True
                break
    return failed


def _fails(exercise: Exercise, attempt: Callable, case: Case, end: float) -> tuple[Trial, Outcome, str] | None:
    """Whether a smaller case makes sense and still fails."""
    try:
        if exercise.valid is not None and not exercise.valid(*case.arguments, **case.keywords):
            return None
    except Exception:  # no sense in these arguments
        return None
    expected = run_case(exercise.reference, case, max(0.1, end - time.monotonic()))
    if expected.kind != "value":
        return None
    trial = Trial(case, expected, True)
    outcome = run_case(attempt, case, max(0.1, end - time.monotonic()))
    reason = None if outcome.kind in ("timeout", "blank") else what_is_wrong(exercise, trial, outcome)
    return (trial, outcome, reason) if reason else None
