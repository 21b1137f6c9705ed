"""``progress()``: the exercises of a lesson, and in a line each what is done of the others. ``llm-edu progress`` lists
every exercise of the course."""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_edu.course import paths
from llm_edu.course.checks.checking import latest_lesson
from llm_edu.course.checks.showing import BORDERS, SIGNS, WORDS, show
from llm_edu.course.work import records
from llm_edu.errors import CourseError
from llm_edu.files import read_json


@dataclass(frozen=True)
class Row:
    """One exercise in the table."""

    lesson: str
    number: str
    name: str
    difficulty: int
    status: str
    attempts: int
    hints: int
    solution_seen: bool

    @property
    def remarks(self) -> str:
        """``"3 attempts, 1 hint, solution seen"``"""
        parts = [f"{count} {word}{'' if count == 1 else 's'}"
                 for count, word in ((self.attempts, "attempt"), (self.hints, "hint")) if count]
        return ", ".join(parts + ["solution seen"] * self.solution_seen)


@dataclass(frozen=True)
class Overview:
    """The table, as text and as HTML."""

    rows: list[Row]
    titles: dict[str, str]
    message: str | None = None
    lesson: str | None = None  # whose exercises are listed, those of no other; None lists all

    def lessons(self) -> list[tuple[str, list[Row]]]:
        """Rows by lesson, in the order of the course."""
        return [(lesson, [row for row in self.rows if row.lesson == lesson])
                for lesson in sorted({row.lesson for row in self.rows})]

    def listed(self) -> list[tuple[str, list[Row]]]:
        """The lessons whose exercises are listed, each with its rows."""
        return [pair for pair in self.lessons() if self.lesson in (None, pair[0])]

    def in_short(self) -> list[str]:
        """A line for each other lesson that the learner has begun, and one for the whole course."""
        lines = [] if self.lesson is None else [
            f"{self._heading(lesson)}: {_count(rows)}" for lesson, rows in self.lessons()
            if lesson != self.lesson and any(row.status != "blank" for row in rows)]
        return [*lines, f"Whole course: {_count(self.rows)}"]

    def __str__(self) -> str:
        lines = [self.message] if self.message else []
        name_width = max((len(row.name) for _, rows in self.listed() for row in rows), default=0)
        for lesson, rows in self.listed():
            lines.append(f"{self._heading(lesson)}: {_count(rows)}")
            lines += [f"  {SIGNS[row.status]} {row.number:<5} {row.name:<{name_width}}  {dots(row.difficulty)}  "
                      f"{row.remarks}".rstrip() for row in rows]
        return "\n".join([*lines, *self.in_short()])

    def _heading(self, lesson: str) -> str:
        return f"Lesson {lesson[:2]} · {self.titles.get(lesson, lesson[3:].replace('_', ' ').capitalize())}"

    def _repr_html_(self) -> str:
        body = "".join(_html_table(f"{self._heading(lesson)}: {_count(rows)}", rows) for lesson, rows in self.listed())
        before = f"<p>{html.escape(self.message)}</p>" if self.message else ""
        return before + body + "".join(f"<p style='margin:4px 0'>{html.escape(line)}</p>" for line in self.in_short())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}


def _count(rows: list[Row]) -> str:
    return f"{sum(row.status == 'right' for row in rows)} of {len(rows)} right"


def dots(difficulty: int) -> str:
    """●○○ for 1."""
    return ("●" * difficulty + "○" * 3)[:3] if difficulty else "   "


def _html_table(heading: str, rows: list[Row]) -> str:
    head = "".join(f"<th scope='col' style='text-align:left'>{word}</th>"
                   for word in ("State", "No.", "Exercise", "Difficulty", "So far"))
    return (f"<table><caption style='text-align:left'><strong>{html.escape(heading)}</strong></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_html_row, rows))}</tbody></table>")


def _html_row(row: Row) -> str:
    stars = f"<span title='difficulty {row.difficulty} of 3'>{dots(row.difficulty)}</span>"
    return (f"<tr><td style='border-left:4px solid {BORDERS[row.status]};text-align:left'>"
            f"<span aria-hidden='true'>{SIGNS[row.status]} </span>{WORDS[row.status]}</td>"
            f"<td style='text-align:left'>{html.escape(row.number)}</td>"
            f"<td style='text-align:left'><code>{html.escape(row.name)}</code></td>"
            f"<td>{stars}</td><td style='text-align:left'>{row.remarks}</td></tr>")


def overview(lesson: str | None = None) -> Overview:
    """The learner's progress over all lessons, which ``llm-edu progress`` prints, or on one of them."""
    kept, message = records.read()
    notebooks, told = _read_notebooks()
    message = "\n".join([*told, *[message] * bool(message)]) or None
    rows, titles, seen = [], {}, set()
    for name, title, exercises in notebooks:
        titles[name] = title
        for number, exercise in enumerate(exercises, 1):
            rows.append(_row(name, f"{int(name[:2])}.{number}", exercise["name"], exercise["difficulty"], kept))
            seen.add(exercise["name"])
    for name, record in kept.items():
        if name not in seen:  # since renamed or removed from the course: it was done all the same
            rows.append(_row(str(record.get("lesson", "?")), "", name, 0, kept))
    return Overview(rows, titles, message, lesson)


def _read_notebooks() -> tuple[list[tuple[str, str, list[dict[str, Any]]]], list[str]]:
    """What the lessons' notebooks hold, and a message for each that cannot be read: it must not hide what was done."""
    found, told = [], []
    try:
        files = paths.built_notebooks()
    except CourseError as error:
        return [], [f"The notebooks cannot be read, so exercises have no numbers: {error}"]
    for file in files:
        try:
            found.append(_read_notebook(file))
        except (OSError, ValueError, TypeError, KeyError) as error:
            told.append(f"{file} cannot be read, so its exercises have no numbers ({error}). Unpack or clone the "
                        "course again.")
    return found, told


def _read_notebook(file: Path) -> tuple[str, str, list[dict[str, Any]]]:
    """Lesson, title and exercises of a built notebook.

    Every lesson calls ``progress()``. The lessons' sources know the same, but the library that reads them takes three
    seconds to be imported, in each kernel anew.
    """
    notebook = read_json(file)
    exercises = [cell["metadata"]["exercise"] for cell in notebook["cells"] if "exercise" in cell["metadata"]]
    lesson, title = notebook["metadata"]["llm_edu"]["lesson"], notebook["metadata"]["title"]
    texts = [lesson, title, *(exercise["name"] for exercise in exercises)]
    if not (all(isinstance(text, str) for text in texts) and lesson[:2].isdecimal()
            and all(exercise["difficulty"] in (1, 2, 3) for exercise in exercises)):
        raise ValueError(f"{file} is no lesson of the course")
    return lesson, title, exercises


def _row(lesson: str, number: str, name: str, difficulty: int, kept: dict[str, dict[str, Any]]) -> Row:
    record = kept.get(name, {})
    return Row(lesson, number, name, difficulty, record.get("status", "blank"), record.get("attempts", 0),
               record.get("hints", 0), bool(record.get("solution_seen")))


def progress() -> None:
    """Show what you have done so far: ✓ right, ✗ not yet, ○ to do. Lists the lesson whose exercises ran last here."""
    try:
        show(overview(latest_lesson()))
    except CourseError as error:
        print(error)
