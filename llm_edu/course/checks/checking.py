"""``check(fn)`` and ``check_answer(name, value)``: judge, say it, record it, and let the notebook go on."""

import hashlib
import inspect
import os
from collections.abc import Callable
from types import CodeType
from typing import Any

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.answers import judge_answer
from llm_edu.course.checks.exercise import Case, Exercise, Quiz
from llm_edu.course.checks.facts import CourseFault
from llm_edu.course.checks.judging import is_strict, judge, trials
from llm_edu.course.checks.saying import call_text, report_on
from llm_edu.course.checks.showing import Report, in_notebook, show, shown
from llm_edu.course.checks.state import known_state
from llm_edu.course.work import records

_latest_lesson = ""


class CheckFailed(AssertionError):
    """A check that did not come out right, under ``LLM_EDU_STRICT=1``; carries the report's text."""


def check(attempt: Any, name: str | None = None) -> Any:
    """Check a function or class against the exercise of its name.

    Returns the learner's own when it is right, else the course's, so that the notebook goes on either way. What does
    not fit any exercise is returned as it is. ``name`` is only needed for a function without the exercise's name.
    """
    wanted = name or getattr(attempt, "__name__", None)
    with known_state():  # in which its cases are made, too
        exercise = catalogue.find(wanted) if isinstance(wanted, str) else None
        report = verdict(exercise, attempt) if isinstance(exercise, Exercise) else None
    if report is None:
        _finish(_no_such_exercise(attempt, wanted, exercise))
        return attempt
    message = None
    if report.status in ("right", "wrong"):
        message = records.record_attempt(exercise.name, exercise.lesson, report.status == "right", fingerprint(attempt))
    _finish(report, message, exercise)
    return attempt if report.status == "right" else exercise.reference


def verdict(exercise: Exercise, attempt: Any, time_limit: float | None = None) -> Report:
    """What there is to say of an attempt; nothing is shown or recorded. ``time_limit`` replaces the exercise's."""
    try:
        return misuse(exercise, attempt) or report_on(exercise, judge(exercise, attempt, time_limit))
    except CourseFault as fault:
        return Report("note", exercise.name, "cannot be checked: the course's own answer fails on one of its cases.",
                      [f"{fault}.", "That is a fault of the course or of its installation, not of yours. Please report "
                       "it; until it is mended the notebook goes on with the course's own, and nothing is recorded."])


def check_answer(name: str, value: Any) -> None:
    """Check a value or a quiz's answers, ``{1: "b", 2: None, …}``; None means not answered yet."""
    with known_state():
        item = catalogue.find(name) if isinstance(name, str) else None
    if item is None or isinstance(item, Exercise):
        _finish(_no_such_question(name, item))
        return
    with known_state():
        report = judge_answer(item, value)
    message = None
    if report.status in ("right", "wrong"):
        digest = hashlib.sha256(shown(value, 1000).encode()).hexdigest()[:16]
        message = records.record_attempt(item.name, item.lesson, report.status == "right", digest)
    _finish(report, message, item)


def _finish(report: Report, message: str | None = None, item: catalogue.Item | None = None) -> None:
    """Show the report (and what is amiss with the progress file), offer help where it is not right; under
    LLM_EDU_STRICT=1 raise then."""
    global _latest_lesson
    _latest_lesson = item.lesson if item else _latest_lesson
    show(report)
    if message:
        show(Report("note", "", message))
    if item and report.status in ("wrong", "blank"):
        _offer_help(item)
    if is_strict() and report.status != "right":
        raise CheckFailed(str(report))


def _offer_help(item: catalogue.Item) -> None:
    """Buttons, in a notebook that somebody works in: a run without a frontend saves the same as without them."""
    if isinstance(item, Quiz) or not in_notebook() or "JPY_SESSION_NAME" not in os.environ:
        return
    from IPython.display import display

    from llm_edu.course.checks.help_row import HelpRow  # its libraries take a moment to import

    display(HelpRow(item))


def latest_lesson() -> str:
    """The lesson of the exercise checked last: the one that this kernel's notebook is about; "" before any."""
    return _latest_lesson


def misuse(exercise: Exercise, attempt: Any) -> Report | None:
    """What is wrong with the attempt before it is even run, or None."""
    name = exercise.name
    if attempt is exercise.reference:
        return Report("blank", name, "this is the course's own, which the notebook goes on with until yours is right. "
                                     "Run the cell that defines yours, then check again.")
    wants_class = isinstance(exercise.reference, type)
    if wants_class != isinstance(attempt, type):
        wanted, found = ("a class", "a function") if wants_class else ("a function", "a class")
        word = "class" if wants_class else "def"
        return Report("wrong", name, f"it should be {wanted}; yours is {found if callable(attempt) else 'neither'}.",
                      [f"Begin it with `{word} {name}`."])
    if not callable(attempt):
        return Report("wrong", name, f"`check` wants the function itself, not called: `{name} = check({name})`.")
    return _unlike_parameters(exercise, attempt)


def _unlike_parameters(exercise: Exercise, attempt: Callable) -> Report | None:
    """Whether the attempt can be called as the cases do."""
    try:
        signature = inspect.signature(attempt)
    except (TypeError, ValueError):  # no signature to be had, as of some built-in functions
        return None
    for trial in trials(exercise):
        if not isinstance(trial.case, Case):
            continue
        try:
            signature.bind(*trial.case.arguments, **trial.case.keywords)
        except TypeError as error:
            wanted, found = wanted_parameters(exercise), _parameters(attempt)
            if wanted == found:
                found = f"{found}, and {call_text(exercise, trial.case)} fails: {error}"
            return Report("wrong", exercise.name, f"it should take {wanted}; yours takes {found}.")
    return None


def wanted_parameters(exercise: Exercise) -> str:
    """The parameters as the statement has them, with their default values."""
    names = exercise.parameters()
    if names == list(inspect.signature(exercise.reference).parameters):
        return _parameters(exercise.reference)
    return f"`({', '.join(names)})`"


def _parameters(function: Callable) -> str:
    """Its parameters as ``def`` has them: stars and default values too, types not."""
    signature = inspect.signature(function)
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    text = str(signature.replace(parameters=bare, return_annotation=signature.empty))
    return f"`{text}`" if bare else "no arguments"


def fingerprint(attempt: Any) -> str:
    """A digest of the attempt's code, to tell a new attempt from the same one checked again."""
    digest = hashlib.sha256()

    def add(code: CodeType) -> None:
        digest.update(code.co_code)
        digest.update(repr(code.co_names).encode())
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                add(constant)
            else:
                digest.update(repr(constant).encode("utf-8", "replace"))

    members = vars(attempt).values() if isinstance(attempt, type) else [attempt]
    for member in members:
        code = getattr(getattr(member, "__func__", member), "__code__", None)
        if code is not None:
            add(code)
    return digest.hexdigest()[:16]


def _no_such_exercise(attempt: Any, name: Any, item: Any) -> Report:
    if item is not None:
        return Report("note", item.name, f'is a question: `check_answer("{item.name}", …)` checks it.')
    if not callable(attempt):
        what = "nothing (None)" if attempt is None else f"`{shown(attempt, 60)}`"
        return Report("wrong", "", f"`check` wants a function or a class, and got {what}.",
                      ["Pass the function itself, without calling it: `name = check(name)`."])
    if not isinstance(name, str) or name == "<lambda>":
        return Report("wrong", "", "this function has no name, so `check` cannot tell which exercise it is.",
                      ["Write it with `def` and the exercise's name."])
    return Report("wrong", name, f"no exercise has this name. {_did_you_mean(name)}",
                  ["Give it the exercise's own name, in `def` or `class` and in the last line of the cell."])


def _no_such_question(name: Any, item: Exercise | None) -> Report:
    if item is not None:
        return Report("wrong", item.name, f"is checked with `{item.name} = check({item.name})`.")
    if not isinstance(name, str):
        return Report("wrong", "", 'the name of the question comes first, in quotes: `check_answer("name", value)`.')
    return Report("wrong", name, f"no question has this name. {_did_you_mean(name)}")


def _did_you_mean(name: str) -> str:
    names = catalogue.closest(name)
    return f"Did you mean {' or '.join(f'`{each}`' for each in names)}?" if names else ""
