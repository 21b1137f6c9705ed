"""``hint(name)`` and ``solution(name)``: a ladder of help, the solution only on a second word."""

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
    item = _find(name)
    if item is None:
        return
    if isinstance(item, Quiz):
        show(Report("note", item.name, "each wrong answer comes with its reason; the lesson has the rest."))
        return
    level = _hints_given[item.name] = min(_hints_given.get(item.name, 0) + 1, 3)
    given = [text for text in item.hints[: min(level, 2)] if text]
    parts: list[str | Code] = [_as_part(text) for text in given]
    if level == 1:
        parts.append(f'Not enough? `hint("{item.name}")` once more.')
    else:
        parts.append(f'{"That was the last hint" if level == 3 else "Still stuck"}? `solution("{item.name}")` is there.'
                     if level == 2 else f'There are no more hints; `solution("{item.name}")` is there.')
    show(Report("note", item.name, f"hint {min(level, 2)} of 2.", parts))
    _tell(records.record_hint(item.name, item.lesson, min(level, 2)))


def _as_part(text: str) -> str | Code:
    return Code(text) if "\n" in text else text


def solution(name: Any, confirm: bool = False) -> None:
    """The lesson's solution: asks first; ``solution(name, confirm=True)``, or asking twice, shows it."""
    item = _find(name)
    if item is None:
        return
    if not confirm and item.name not in _solution_asked:
        _solution_asked.add(item.name)
        show(Report("note", item.name, "do you want to see the solution? What you find yourself stays longer.",
                    [f'Yes: `solution("{item.name}", confirm=True)`, or this call once more. '
                     f'A hint: `hint("{item.name}")`.']))
        return
    try:
        text = solution_text(item.name, item.lesson)
    except (CourseError, KeyError) as error:
        show(Report("note", item.name, f"the solution cannot be read: {error.args[0]}"))
        return
    show(Report("note", item.name, "one solution (others are as right).", [Code(text)]))
    _tell(records.record_solution(item.name, item.lesson))


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


def _tell(message: str | None) -> None:
    if message:
        show(Report("note", "", message))
