"""Of an attempt that fails: the smallest case on which it does, and the likely mistake."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Exercise, Mistake
from llm_edu.course.checks.facts import (
    Clock,
    Judgement,
    Trial,
    broken_property,
    returns_what_is_expected,
    same_error,
    taken,
    what_is_wrong,
)
from llm_edu.course.checks.interrupting import careful
from llm_edu.course.checks.remembering import Memory
from llm_edu.course.checks.running import Outcome, run_case
from llm_edu.course.checks.shrinking import size, smaller

SHRINK_STEPS, SHRINK_SECONDS = 200, 1.0

Failure = tuple[Trial, Outcome, str]


def explain(exercise: Exercise, attempt: Callable, ran: list[tuple[Trial, Outcome]], failures: list[Failure],
            memory: Memory, clock: Clock) -> Judgement:
    """The judgement on an attempt that fails on these cases."""
    mistake = _likely_mistake(exercise, ran)
    kept = tuple(memory.changed()) if mistake is None else ()
    if kept and _is_right_alone(exercise, attempt, failures[0][0], memory):
        return Judgement("wrong", len(ran), *failures[0], way="again", kept=kept)
    trial, outcome, reason = _smallest(exercise, attempt, failures, clock)
    if mistake is None:
        mistake = broken_property(exercise, trial, outcome)
    elsewhere = any(each.kind == "value" and each.value is not None for _, each in ran)
    none_is_right = not exercise.in_place and any(
        each.expected.kind == "value" and each.expected.value is None for each, _ in ran)
    return Judgement("wrong", len(ran), trial, outcome, reason, mistake, elsewhere, none_is_right, kept=kept)


def _is_right_alone(exercise: Exercise, attempt: Callable, trial: Trial, memory: Memory) -> bool:
    """Whether a case that fails is right without what the attempt keeps from the calls before."""
    memory.restore()
    return what_is_wrong(exercise, trial, run_case(attempt, trial.case, max(1.0, exercise.time_limit))) is None


def _likely_mistake(exercise: Exercise, ran: list[tuple[Trial, Outcome]]) -> str | None:
    """The message of the first planted mistake that does on all these cases what the attempt did: exactly, or else as
    far as the exercise's own comparison goes, which may take any container of the same numbers."""
    for loosely in (False, True) if callable(exercise.compare) else (False,):
        for mistake in exercise.mistakes:
            if all(_same(exercise, mistake, trial, outcome, loosely) for trial, outcome in ran):
                return mistake.message
    return None


def _planted(exercise: Exercise, mistake: Mistake, trial: Trial, impatient: bool) -> Outcome:
    """What a planted mistake comes to. Always the same, so it runs once, and not again for each attempt that fails."""
    if (kept := trial.planted.get(mistake)) is None:
        seconds = max(1.0, exercise.time_limit)
        kept = run_case(mistake.function, trial.case, 1.0 if impatient else seconds)
        kept = kept if exercise.in_place else replace(kept, arguments=())  # compared with nothing
        if kept.kind != "timeout" or not impatient:  # with more time it may come to an end
            trial.planted[mistake] = kept
    return kept


def _same(exercise: Exercise, mistake: Mistake, trial: Trial, outcome: Outcome, loosely: bool) -> bool:
    planted = _planted(exercise, mistake, trial, outcome.kind == "timeout")
    if planted.kind != outcome.kind or (planted.changed is None) != (outcome.changed is None):
        return False
    if planted.place != outcome.place:  # else its message would blame the wrong argument
        return False
    if planted.kind == "error":
        return same_error(mistake, planted, outcome)
    if planted.kind == "timeout":
        return True
    close = exercise.compare != "exact"
    rules = Rules(close, exercise.tolerance, numbers=close)  # 112 is 112.0, whoever wrote which

    def alike() -> bool:
        got = taken(exercise, planted.value, outcome.value)
        same = difference(planted.value, got, rules) is None or loosely and (
            returns_what_is_expected(exercise, replace(trial, expected=planted), outcome))
        return same and (not exercise.in_place or difference(planted.arguments, outcome.arguments, rules) is None)

    try:
        return careful(alike, planted.value, outcome.value)
    except Exception:  # not comparable, so not known to be the same
        return False


def _smallest(exercise: Exercise, attempt: Callable, failures: list[Failure], clock: Clock) -> Failure:
    """The first failing case, or the first random one made smaller if that makes it the smaller of the two."""
    drawn = next((failure for failure in failures if failure[0].drawn), None)
    if drawn is None or drawn[1].kind == "timeout" or failures[0][0].expected.kind != drawn[0].expected.kind:
        return failures[0]
    shrunk = _shrunk(exercise, attempt, drawn, clock)
    return shrunk if size(shrunk[0].case) < size(failures[0][0].case) or failures[0] is drawn else failures[0]


def _shrunk(exercise: Exercise, attempt: Callable, failed: Failure, clock: Clock) -> Failure:
    """Make a random failing case smaller, a piece at a time, as long as it goes on failing."""
    steps, end = 0, monotonic() + min(clock.left(), SHRINK_SECONDS)
    again = True
    while again:
        again = False
        for arguments in smaller(failed[0].case):
            steps += 1
            if steps > SHRINK_STEPS or monotonic() > end:
                return failed
            if (found := _fails(exercise, attempt, arguments, end)) is not None:
                failed, again = found, True
                break
    return failed


def _fails(exercise: Exercise, attempt: Callable, case: Case, end: float) -> Failure | None:
    """Whether a smaller case makes sense and still fails."""
    try:
        if exercise.valid is not None and not exercise.valid(*case.arguments, **case.keywords):
            return None
    except Exception:  # no sense in these arguments
        return None
    expected = run_case(exercise.reference, case, max(0.1, end - monotonic()))
    if expected.kind != "value":
        return None
    trial = Trial(case, expected, True)
    outcome = run_case(attempt, case, max(0.1, end - monotonic()))
    reason = None if outcome.kind in ("timeout", "blank") else what_is_wrong(exercise, trial, outcome)
    return (trial, outcome, reason) if reason else None
