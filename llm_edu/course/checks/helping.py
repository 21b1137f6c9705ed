"""``hint(name)`` and ``solution(name)``: a ladder of help, the solution only on a second word."""

from dataclasses import replace
from typing import Any

from llm_edu.course import paths
from llm_edu.course.checks import catalogue
from llm_edu.course.checks.exercise import Quiz
from llm_edu.course.checks.showing import Code, Report, show
from llm_edu.course.work import records
from llm_edu.errors import CourseError

_hints_given: dict[str, int] = {}
_solution_asked: set[str] = set()


def hint(name: Any) -> None:
    """One step of help: first a nudge, then pseudocode, then word of ``solution(name)``. Repeats earlier steps."""
    if (item := _find(name)) is not None:
        show(hint_report(item))


def hints_given(item: catalogue.Item) -> int:
    """How many hints were asked for in this kernel, 2 at most."""
    return min(_hints_given.get(item.name, 0), 2)


def hint_report(item: catalogue.Item) -> Report:
    """The next step of help, which is recorded."""
    if isinstance(item, Quiz):
        return Report("note", item.name, "each wrong answer comes with its reason; the lesson has the rest.")
    level = _hints_given[item.name] = min(_hints_given.get(item.name, 0) + 1, 3)
    given = [text for text in item.hints[: min(level, 2)] if text]
    parts: list[str | Code] = [_as_part(text) for text in given]
    if level == 1:
        parts.append(f'Not enough? `hint("{item.name}")` once more.')
    else:
        parts.append(f'Still stuck? `solution("{item.name}")` is there.' if level == 2 else
                     f'There are no more hints; `solution("{item.name}")` is there.')
    return _with_message(Report("note", item.name, f"hint {min(level, 2)} of 2.", parts),
                         records.record_hint(item.name, item.lesson, min(level, 2)))


def _as_part(text: str) -> str | Code:
    return Code(text) if "\n" in text else text


def solution(name: Any, confirm: bool = False) -> None:
    """The lesson's solution: asks first; ``solution(name, confirm=True)``, or asking twice, shows it."""
    if (item := _find(name)) is not None:
        show(solution_report(item, confirm))


def solution_report(item: catalogue.Item, confirm: bool = False) -> Report:
    """The lesson's solution, or the first time the question whether to show it. That it was seen is recorded."""
    if not confirm and item.name not in _solution_asked:
        _solution_asked.add(item.name)
        return Report("note", item.name, "do you want to see the solution? What you find yourself stays longer.",
                      [f'Yes: `solution("{item.name}", confirm=True)`, or ask once more. '
                       f'A hint: `hint("{item.name}")`.'])
    try:
        text = solution_text(item.name, item.lesson)
    except (CourseError, KeyError) as error:
        return Report("note", item.name, f"the solution cannot be read: {error.args[0]}")
    return _with_message(Report("note", item.name, "one solution (others are as right).", [Code(text)]),
                         records.record_solution(item.name, item.lesson))


def solution_text(name: str, lesson: str) -> str:
    """The solved cell of an exercise, as its lesson has it. CourseError or KeyError when there is none."""
    from llm_edu.course.build.lesson_source import read_lesson

    return read_lesson(paths.lessons_folder() / f"{lesson}.md").exercise(name).solution


def _find(name: Any) -> catalogue.Item | None:
    """The exercise, named by its name or by the function itself; says so when there is none."""
    name = name if isinstance(name, str) else getattr(name, "__name__", None)
    item = catalogue.find(name) if isinstance(name, str) else None
    if item is None:
        names = catalogue.closest(name) if isinstance(name, str) else []
        maybe = f" Did you mean {' or '.join(f'`{each}`' for each in names)}?" if names else ""
        show(Report("note", name if isinstance(name, str) else "", f"no exercise has this name.{maybe}"))
    return item


def _with_message(report: Report, message: str | None) -> Report:
    """The report, and below it what is amiss with the file of progress."""
    return replace(report, parts=[*report.parts, message]) if message else report
