"""Answers that nobody had planned for, written by strangers who had read the notebook alone.

``tests/lessons/<topic>/battery/<exercise>.py`` holds them in percent format. Each block is what a learner would type in
the exercise's cell, without the last line::

    # %% right: with a loop
    # %% wrong: forgets the last pair
    # %% contrived: right for a hundred calls, then not
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exercise_cells import ITEMS, lessons, source_of, verdict

from llm_edu.course.build.solution_text import needed_statements

FOLDER = Path(__file__).parents[1] / "lessons"
HEAD = re.compile(r"^# %% (right|wrong|contrived): (.+)$", re.MULTILINE)
SECONDS = 3.0  # an endless loop is refused, too
PATIENCE = 120.0  # for what is right, however busy the machine is


@dataclass(frozen=True)
class Answer:
    """One stranger's answer to one exercise."""

    exercise: str
    kind: str  # "right", "wrong", or "contrived": wrong in a way that nobody would write honestly
    title: str
    text: str


def battery() -> dict[str, list[Answer]]:
    """Exercise -> its answers."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*/battery/*.py"))}


def read(path: Path) -> list[Answer]:
    """The answers of one file."""
    _, *parts = HEAD.split(path.read_text(encoding="utf-8"))
    return [Answer(path.stem, kind, title, text) for kind, title, text in zip(parts[::3], parts[1::3], parts[2::3])]


@cache
def namespace_for(exercise: str, setup: str) -> dict:
    """What `setup`, statements of earlier cells, defines; made once for all answers that need the same."""
    namespace: dict = {"__name__": "notebook"}
    exec(compile(setup, "<setup>", "exec"), namespace)
    return namespace


def imports_of(cell: str) -> str:
    """The imports at the top level of a cell."""
    imports = (each for each in ast.parse(cell).body if isinstance(each, (ast.Import, ast.ImportFrom)))
    return "\n".join(map(ast.unparse, imports))


def attempt_of(answer: Answer):
    """The function or class that an answer defines; raises what its cell raises."""
    source = source_of(answer.exercise)
    lesson = lessons()[source.lesson]
    solutions = {each.cell: each.solution for each in lesson.exercises}
    earlier = [solutions.get(index, cell.source) for index, cell in enumerate(lesson.cells[: source.cell])
               if cell.kind == "code"]
    earlier.append(imports_of(source.solution))  # an answer may leave out what the cell says before its own first line
    namespace = dict(namespace_for(answer.exercise, needed_statements(answer.text, earlier)))
    exec(compile(answer.text, f"<{answer.exercise}>", "exec"), namespace)
    return namespace[answer.exercise]


def report_of(answer: Answer):
    """What the check says of an answer; None when its cell cannot even be run."""
    try:
        attempt = attempt_of(answer)
    except Exception:  # an error in the cell: the learner sees it, and there is nothing to check
        return None
    return verdict(ITEMS[answer.exercise], attempt, PATIENCE if answer.kind == "right" else SECONDS)
