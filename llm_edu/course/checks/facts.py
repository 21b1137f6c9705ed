"""What can be said of an outcome beside the reference's: plain facts, on which judging decides."""

import re
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Exercise, Mistake, Scenario
from llm_edu.course.checks.interrupting import careful, imported_seconds
from llm_edu.course.checks.kinds import kind
from llm_edu.course.checks.running import Outcome, run_case

LACKS = "The result lacks a property it must have."  # which one, its own message says


class CourseFault(RuntimeError):
    """The course's own answer fails on one of its cases: nobody's attempt can be judged by it."""


@dataclass(frozen=True)
class Trial:
    """One case with what the reference makes of it, and planted mistakes, as far as somebody has asked."""

    case: Case | Scenario
    expected: Outcome
    drawn: bool  # at random, so that it may be made smaller
    planted: dict[Mistake, Outcome] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Judgement:
    """What came of an attempt; ``trial``, ``outcome`` and ``reason`` belong to the smallest case that failed."""

    status: str  # "right", "blank" or "wrong"
    cases: int = 0
    trial: Trial | None = None
    outcome: Outcome | None = None
    reason: str | None = None  # what differs, in a sentence
    mistake: str | None = None  # the message of the planted mistake that the attempt behaves like
    elsewhere: bool = False  # wrong, but other cases come to a value that is not None
    none_is_right: bool = False  # on some case, so that None may be meant on another
    begun: bool = False  # blank, but some cases already get a result
    way: str = ""  # in which it fails, where calling it as the cases do is not enough to see it: see WAYS
    kept: tuple[str, ...] = ()  # what it keeps from one call to the next
    ran: tuple[tuple[Trial, Outcome], ...] = ()


def expected(exercise: Exercise, case: Case | Scenario) -> Outcome:
    """What the reference makes of a case. CourseFault if it fails where no error is asked for."""
    outcome = run_case(exercise.reference, case, max(60.0, exercise.time_limit))
    right = outcome.kind == "value" if case.raises is None else isinstance(outcome.error, case.raises)
    if not right:
        what = f"{type(outcome.error).__name__}: {outcome.error}" if outcome.error else f"{outcome.value!r}"
        raise CourseFault(f"{exercise.name}: the course's own answer comes to {what} on {str(case)[:300]}")
    return outcome


class Clock:
    """Counts an attempt's seconds down; what it imports takes none of them."""

    def __init__(self, seconds: float) -> None:
        self.end, self.imported = monotonic() + seconds, imported_seconds()

    def left(self) -> float:
        """Seconds until the end."""
        return self.end + imported_seconds() - self.imported - monotonic()


def what_is_wrong(exercise: Exercise, trial: Trial, outcome: Outcome) -> str | None:
    """None when the outcome is right for that case, else a sentence."""
    wanted = trial.expected
    if outcome.kind == "timeout":
        return "Is there a loop that never ends?"
    if wanted.kind == "error":
        name = type(wanted.error).__name__
        if outcome.kind == "error" and isinstance(outcome.error, type(wanted.error)):
            return None
        return f"It should raise {name} here." if outcome.kind == "value" else f"It should raise {name}, not this."
    if outcome.kind == "error":
        return "It stopped with an error."
    if found := _compare(exercise, wanted.value, outcome.value):
        return found
    if exercise.in_place:
        if found := _arguments_differ(exercise, wanted.arguments, outcome.arguments):
            done = "It changes its arguments, but not to the right values." if outcome.changed else (
                "It should change its arguments in place.")
            return f"{done} {found}"
    elif outcome.changed and not exercise.trains:
        return f"The result is right, but the call changes `{outcome.changed}`: {advice(outcome.changed)}."
    return None if broken_property(exercise, trial, outcome) is None else LACKS


def advice(changed: str) -> str:
    """What to do about an argument that is changed."""
    return "leave it as it was" if "." in changed else "work on a copy"


def _compare(exercise: Exercise, wanted: Any, got: Any) -> str | None:
    got = taken(exercise, wanted, got)
    try:
        return careful(lambda: _difference(exercise, wanted, got), got)
    except Exception as error:  # objects of the learner's may refuse to be compared
        return f"It cannot be compared with what is expected ({type(error).__name__}: {error})."


def _arguments_differ(exercise: Exercise, wanted: tuple, got: tuple) -> str | None:
    """What differs in the arguments that a function has changed, by the names that they have in the statement."""
    names = exercise.parameters()
    if callable(exercise.compare) or len(names) < len(wanted):
        return _compare(exercise, wanted, got)
    for name, left, right in zip(names, wanted, got):
        if _compare(exercise, left, right):
            return difference(left, right, _rules(exercise), name) or _compare(exercise, left, right)
    return None


def returns_what_is_expected(exercise: Exercise, trial: Trial, outcome: Outcome) -> bool:
    """Whether what it returns is right: what is wrong is something else, such as what it changes."""
    kinds = (trial.expected.kind, outcome.kind)
    return kinds == ("value", "value") and _compare(exercise, trial.expected.value, outcome.value) is None


def _rules(exercise: Exercise) -> Rules:
    return Rules(exercise.compare == "close", exercise.tolerance, dtypes=not exercise.any_dtype)


def _difference(exercise: Exercise, wanted: Any, got: Any) -> str | None:
    if not callable(exercise.compare):
        return difference(wanted, got, _rules(exercise))
    try:
        verdict = exercise.compare(wanted, got)
    except Exception:  # the comparison takes a right type for granted
        return difference(wanted, got) or "It cannot be compared with what is expected."
    if isinstance(verdict, str):
        return verdict
    return None if verdict is None or bool(verdict) else difference(wanted, got) or "The result differs."


def taken(exercise: Exercise, wanted: Any, got: Any, nested: bool = False) -> Any:
    """A result as what it is good for: a list of several results as a tuple, a tensor of one number as that number."""
    word, found = kind(wanted), kind(got)
    if word == "tuple" and found in ("tuple", "list") and not nested and len(wanted) == len(got):
        return tuple(taken(exercise, *pair, nested=True) for pair in zip(wanted, got))
    if exercise.tensor_numbers and word in ("int", "float", "bool") and found in ("tensor", "NumPy array"):
        if tuple(got.shape) == () and not getattr(got, "requires_grad", False):
            return got.item()
    return got


def broken_property(exercise: Exercise, trial: Trial, outcome: Outcome) -> str | None:
    """The message of the first property that a result lacks."""
    if outcome.kind != "value" or not isinstance(trial.case, Case):
        return None
    if outcome.value is None and not exercise.in_place:  # perhaps a forgotten `return`, which is said
        return None
    for each in exercise.properties:
        try:
            if not each.holds(outcome.value, *trial.case.arguments, **trial.case.keywords):
                return each.message
        except Exception:  # a wrong type or shape, which the comparison reports
            continue
    return None


NUMBERS, NAMES = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?"), re.compile(r"((?:variable|name) )'[^']*'|\b[\w.<>]+(?=\(\))")


def same_error(mistake: Mistake, planted: Outcome, outcome: Outcome) -> bool:
    """Whether two errors are one: of one type, and with the same message but for numbers and names."""
    if type(planted.error) is not type(outcome.error):
        return False
    if mistake.error is not None:
        return re.search(mistake.error, str(outcome.error)) is not None
    one, other = (NAMES.sub(r"\1…", NUMBERS.sub("#", str(each.error))) for each in (planted, outcome))
    return one == other
