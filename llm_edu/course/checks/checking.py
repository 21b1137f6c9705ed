"""``check(fn)`` and ``check_answer(name, value)``: judge, say it, record it, and let the notebook go on."""

import hashlib
import inspect
import os
from collections.abc import Callable
from types import CodeType
from typing import Any

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.answers import judge_answer
from llm_edu.course.checks.exercise import Case, Exercise, Scenario
from llm_edu.course.checks.judging import Judgement, judge, trials
from llm_edu.course.checks.kinds import kind
from llm_edu.course.checks.running import Outcome
from llm_edu.course.checks.showing import Code, Report, show, shown
from llm_edu.course.work import records


class CheckFailed(AssertionError):
    """A check that did not come out right, under ``LLM_EDU_STRICT=1``; carries the report's text."""


def check(attempt: Any, name: str | None = None) -> Any:
    """Check a function or class against the exercise of its name.

    Returns the learner's own when it is right, else the course's, so that the notebook goes on either way. What does
    not fit any exercise is returned as it is. ``name`` is only needed for a function without the exercise's name.
    """
    wanted = name or getattr(attempt, "__name__", None)
    exercise = catalogue.find(wanted) if isinstance(wanted, str) else None
    if not isinstance(exercise, Exercise):
        _finish(_no_such_exercise(attempt, wanted, exercise))
        return attempt
    report = misuse(exercise, attempt)
    if report is None:
        report = report_on(exercise, judge(exercise, attempt))
    message = None
    if report.status in ("right", "wrong"):
        message = records.record_attempt(exercise.name, exercise.lesson, report.status == "right", fingerprint(attempt))
    _finish(report, message)
    return attempt if report.status == "right" else exercise.reference


def check_answer(name: str, value: Any) -> None:
    """Check a value or a quiz's answers, ``{1: "b", 2: None, …}``; None means not answered yet."""
    item = catalogue.find(name) if isinstance(name, str) else None
    if item is None or isinstance(item, Exercise):
        _finish(_no_such_question(name, item))
        return
    report = judge_answer(item, value)
    message = None
    if report.status in ("right", "wrong"):
        digest = hashlib.sha256(shown(value, 1000).encode()).hexdigest()[:16]
        message = records.record_attempt(item.name, item.lesson, report.status == "right", digest)
    _finish(report, message)


def _finish(report: Report, message: str | None = None) -> None:
    """Show the report (and what is amiss with the progress file); under LLM_EDU_STRICT=1 raise unless right."""
    show(report)
    if message:
        show(Report("note", "", message))
    if os.environ.get("LLM_EDU_STRICT", "") not in ("", "0") and report.status != "right":
        raise CheckFailed(str(report))


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
    first = trials(exercise)[0].case
    if isinstance(first, Case):
        try:
            inspect.signature(attempt).bind(*first.arguments, **first.keywords)
        except TypeError:
            return Report("wrong", name, f"it should take {_parameters(exercise.reference)}; "
                                         f"yours takes {_parameters(attempt)}.")
        except ValueError:  # no signature to be had, as of some built-in functions
            return None
    return None


def _parameters(function: Callable) -> str:
    names = list(inspect.signature(function).parameters)
    return f"`({', '.join(names)})`" if names else "no arguments"


def report_on(exercise: Exercise, found: Judgement) -> Report:
    """A judgement in words."""
    name, more = exercise.name, f'Stuck? `hint("{exercise.name}")`'
    if found.status == "right":
        return Report("right", name, f"passes all {found.cases} cases." if found.cases > 1 else "passes.")
    if found.status == "blank":
        if found.begun:
            headline = "begun. A part of it still says `raise NotImplementedError`."
        else:
            headline = "write your code in place of `raise NotImplementedError`, then run the cell again."
        return Report("blank", name, headline, [f"Until then the notebook goes on with the course's own. {more}"])
    parts: list[str | Code] = [Code(call_text(exercise, found.trial.case), "for")]
    parts += _expected_and_got(exercise, found)
    parts += _explanation(exercise, found)
    if found.outcome.printed.strip():
        printed = found.outcome.printed.strip().split("\n")
        lines = [line[:100] for line in printed[:5]] + (["…"] if len(printed) > 5 else [])
        parts.append(Code("\n".join(lines), "printed"))
    parts.append(f"The notebook goes on with the course's own. {more}")
    return Report("wrong", name, _headline(exercise, found), parts)


def _headline(exercise: Exercise, found: Judgement) -> str:
    outcome = found.outcome
    if outcome.kind == "timeout":
        if outcome.error.args:
            return f"{outcome.error.args[0]} and was stopped."
        return f"it takes longer than {exercise.time_limit:g} seconds and was stopped."
    if outcome.kind == "error":
        return f"it stops with {type(outcome.error).__name__}."
    expected = found.trial.expected
    if outcome.value is None and expected.value is not None and expected.kind == "value" and not found.mistake:
        return "it returns None. Did you forget `return`?"
    return "here is the smallest case that fails."


def _expected_and_got(exercise: Exercise, found: Judgement) -> list[Code]:
    """Two lines to compare: shapes are in them when tensors are long, and the explanation names them first."""
    expected, outcome = found.trial.expected, found.outcome
    alike = expected.kind == outcome.kind == "value" and shown(expected.value) == shown(outcome.value)
    lines = [Code(_result_text(exercise, expected, "", alike), "expected")]
    if outcome.kind != "timeout":
        lines.append(Code(_result_text(exercise, outcome, "got", alike), "got"))
    if outcome.line:
        lines.append(Code(outcome.line, "at"))
    return lines


def _result_text(exercise: Exercise, outcome: Outcome, side: str, alike: bool) -> str:
    """One of the two lines; of a function in place the arguments, where what is returned is shown ``alike``."""
    if outcome.kind == "error":
        message = " ".join(str(outcome.error).split())[:200]
        return f"{type(outcome.error).__name__}: {message}" if side and message else type(outcome.error).__name__
    if exercise.in_place and (alike or outcome.value is None):
        return f"arguments become {', '.join(map(shown, outcome.arguments))}"
    return shown(outcome.value)


def _explanation(exercise: Exercise, found: Judgement) -> list[str]:
    """The planted mistake's own message where there is one; else what differs, and advice for the usual errors."""
    expected, outcome = found.trial.expected, found.outcome
    if found.mistake:
        of_shapes = (outcome.kind == "value" and kind(expected.value) in ("tensor", "NumPy array")
                     and (exercise.in_place or not outcome.changed))    # what is changed, the mistake's message says
        return [found.reason, found.mistake] if of_shapes else [found.mistake]
    if isinstance(outcome.error, RecursionError):
        return ["It calls itself without end: is there a case in which it stops?"]
    if outcome.kind == "error":
        return [found.reason] if expected.kind == "error" else []
    forgot = outcome.value is None and expected.value is not None and expected.kind == "value"
    told = forgot or found.reason == "The value differs."  # the headline or the two lines say it
    sentences = [] if told and outcome.kind == "value" else [found.reason]
    if outcome.changed and not exercise.in_place and outcome.changed not in found.reason:
        sentences.append(f"The call also changes `{outcome.changed}`: work on a copy.")
    return sentences


def call_text(exercise: Exercise, case: Case | Scenario) -> str:
    """The call as the learner would write it: ``merge_pair([1, 2, 1, 2], (1, 2), 9)``."""
    if case.label:
        return case.label
    positional = [shown(value, 200) for value in case.arguments]
    named = [(key, shown(value, 200)) for key, value in case.keywords.items()]
    arguments = [*positional, *(f"{key}={text}" for key, text in named)]
    line = f"{exercise.name}({', '.join(arguments)})"
    if len(line) <= 100:
        return line
    names = list(inspect.signature(exercise.reference).parameters)
    if len(names) < len(positional):
        return "\n".join(arguments)
    return "\n".join(f"{name} = {text}" for name, text in [*zip(names, positional), *named])


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
