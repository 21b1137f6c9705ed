"""From a lesson to its notebook, in one of three editions, without running anything.

The same lesson gives the same bytes on every machine: cell ids come from the lesson's name and the cell's content, and
the metadata holds nothing that JupyterLab or a kernel would add.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from llm_edu.course.build.directives import Translator, prose
from llm_edu.course.build.glossary import as_list, explain_terms, read_terms
from llm_edu.course.build.header import (
    OPTIONAL_END,
    exercise_heading,
    exercise_table,
    header,
    optional_line,
    pause_line,
)
from llm_edu.course.build.lesson_source import Cell, ExerciseSource, Lesson
from llm_edu.course.build.links import link_failure, rewrite_links
from llm_edu.course.build.sittings import plan

EDITIONS = ("learner", "solution", "teacher")
DEEPEST = 4  # JupyterLab's table of contents shows no headings below that


@dataclass(frozen=True)
class Built:
    """A notebook that has not been run."""

    lesson: Lesson
    edition: str
    notebook: NotebookNode
    lines: Mapping[str, int]  # cell id -> line of the lesson's file
    figures: frozenset[str]  # pictures that it shows, relative to lessons/

    @property
    def file_name(self) -> str:
        return f"{self.lesson.name}.ipynb"


def build_notebook(lesson: Lesson, lessons: Mapping[str, Lesson], edition: str = "learner",
                   measured: Mapping[str, Any] | None = None) -> Built:
    """The notebook of a lesson, its outputs empty.

    `lessons` are all lessons by name, for links and prerequisites; `measured` is this lesson's entry of
    ``measured.json``, for the header. CourseError, with file and line, for what a notebook cannot show.
    """
    if edition not in EDITIONS:
        raise ValueError(f"edition is one of {', '.join(EDITIONS)}, not {edition!r}")
    times = plan(lesson)
    pauses = iter([pause_line(times, number) for number in range(1, len(times.sittings))])
    translator = Translator(lesson.path.parent, lesson.fail, pauses)
    exercises = {exercise.cell: exercise for exercise in lesson.exercises}
    cells: list[tuple[str, NotebookNode, int]] = []  # (what the id is made of, cell, line)
    definitions = {each.term.casefold(): each.definition for each in read_terms(lesson)}
    top = header(lesson, lessons, edition, measured)
    level = 1  # of the heading that a cell stands under
    for index, cell in enumerate(lesson.cells):
        if index in times.ends:
            cells.append((OPTIONAL_END, nbformat.v4.new_markdown_cell(OPTIONAL_END), cell.line))
        if cell.kind == "code":
            exercise = exercises.get(index)
            if exercise:
                text = exercise_heading(exercise, min(level + 1, DEEPEST))
                cells.append((f"Exercise {exercise.name}", nbformat.v4.new_markdown_cell(text), cell.line))
            cells.append((cell.source, _code_cell(cell, exercise, edition), cell.line))
        elif "teacher" not in cell.tags or edition == "teacher":
            text = translator.translate(cell.source, cell.line)
            text = rewrite_links(text, lesson, lessons, translator, link_failure(lesson))
            text = as_teacher_note(text) if "teacher" in cell.tags else as_list(explain_terms(text, definitions))
            if index in times.starts:
                heading, _, rest = text.partition("\n")
                text = f"{heading}\n\n{optional_line(times.optional[times.starts[index]])}\n{rest}"
            if top:
                text, top = _under_title(lesson, cell, text, top), ""
            cells.append((cell.source, nbformat.v4.new_markdown_cell(text), cell.line))
            level = level if "teacher" in cell.tags else last_level(text, level)
            if edition == "teacher" and len(cells) == 1 and lesson.exercises:
                text = as_teacher_note(exercise_table(lesson))
                cells.append((text, nbformat.v4.new_markdown_cell(text), cell.line))
    if top:
        lesson.fail(1, "a lesson begins with its title, `# Title`, in a Markdown cell.")
    lines = _give_ids(lesson.name, cells)
    notebook = nbformat.v4.new_notebook(cells=[cell for _, cell, _ in cells], metadata=_metadata(lesson, edition))
    notebook.nbformat_minor = 5
    return Built(lesson, edition, notebook, lines, frozenset(translator.figures))


def _metadata(lesson: Lesson, edition: str) -> dict[str, Any]:
    """The notebook's metadata: nothing of the machine or of the Python that built it."""
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "llm_edu": {"edition": edition, "lesson": lesson.name},
        "title": lesson.title,
    }


def _code_cell(cell: Cell, exercise: ExerciseSource | None, edition: str) -> NotebookNode:
    source = cell.source
    metadata: dict[str, Any] = {}
    if exercise:
        source = exercise.blank if edition == "learner" else exercise.solution
        metadata["exercise"] = {"difficulty": exercise.difficulty, "minutes": exercise.minutes, "name": exercise.name}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if "hide-input" in cell.tags:
        metadata["jupyter"] = {"source_hidden": True}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def as_teacher_note(markdown: str) -> str:
    """Set apart from the learner's text: a quote headed "Teacher"."""
    return "\n".join(f"> {line}".rstrip() for line in ["**Teacher**", "", *markdown.split("\n")])


def last_level(markdown: str, level: int) -> int:
    """How deep the last heading of a text is, 1 … 6; `level` if there is none.

    >>> last_level("## Sums\\n### By hand\\nAdd.", 1), last_level("No heading.", 2)
    (3, 2)
    """
    found = [heading[1] for _, line in prose(markdown) if (heading := re.match(r"(#{1,6}) ", line))]
    return len(found[-1]) if found else level


def _under_title(lesson: Lesson, cell: Cell, text: str, top: str) -> str:
    """The first cell, with the header between its title and the rest."""
    title, _, rest = text.partition("\n")
    if not title.startswith("# "):
        lesson.fail(cell.line, "a lesson begins with its title, `# Title`.")
    return "\n\n".join(part for part in (title, top, rest.strip("\n")) if part)


def _give_ids(name: str, cells: list[tuple[str, NotebookNode, int]]) -> dict[str, int]:
    """Give each cell its id, made of the lesson's name, the cell's content and a counter for equal cells."""
    seen: Counter[str] = Counter()
    lines = {}
    for content, cell, line in cells:
        key = f"{name}\0{cell.cell_type}\0{content}"
        seen[key] += 1
        cell.id = hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:12]
        lines[cell.id] = line
    return lines


def to_text(notebook: NotebookNode) -> str:
    """The notebook's file: keys sorted, one space of indentation, a newline at the end."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write it whole or not at all, with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(to_text(notebook).encode("utf-8"))
    partial.replace(path)
