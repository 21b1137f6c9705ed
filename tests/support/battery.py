"""Answers that nobody had planned for, most of them by strangers who had read the notebook alone.

``tests/lessons/<topic>/answers.txt`` holds them. Below an exercise's name each answer has a line that says whether it is
right or wrong, and what is special about it; then comes what a learner would type in the cell, without the check::

    === count_pairs
    right: with a loop
      def count_pairs(ids):
          counts = {}
          for pair in zip(ids, ids[1:]):
              counts[pair] = counts.get(pair, 0) + 1
          return counts
    wrong: forgets the last pair
    -     for pair in zip(ids, ids[1:]):
    +     for pair in zip(ids, ids[1:-1]):
    equivalent: keys.transpose(-2, -1) → keys.transpose(-1, -2) in: return queries @ keys.transpose(-2, -1)
      swapping the last two is swapping them the other way round.

Two characters stand before each line of code, as in a diff. An answer without ``-`` and ``+`` is whole. One that has
them is a change of the last whole answer above it: lines with ``-`` or two spaces are found there, from the top down;
``-`` takes the line away, two spaces keep it, and lines with ``+`` come in at that place.

``equivalent`` is a mutant of the lesson's solution that does the same (``mutation.py``), with the reason.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exercise_cells import ITEMS, lessons, source_of, verdict

from llm_edu.course.build.solution_text import needed_statements

FOLDER = Path(__file__).parents[1] / "lessons"
HEAD = re.compile(r"^(===|right:|wrong:|equivalent:) (.+)\n", re.MULTILINE)
SECONDS = 3.0  # an endless loop is refused, too
PATIENCE = 120.0  # for what is right, however busy the machine is


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise."""

    exercise: str
    kind: str  # "right" or "wrong"
    title: str
    text: str


@dataclass(frozen=True)
class Answers:
    """What a file holds for one exercise."""

    right: list[Answer]
    wrong: list[Answer]
    equivalent: dict[str, str]  # a mutant's label -> why it is no mistake


@cache
def battery() -> dict[str, Answers]:
    """Exercise -> its answers."""
    found: dict[str, Answers] = {}
    for path in sorted(FOLDER.glob("*/answers.txt")):
        found |= read(path.read_text(encoding="utf-8"))
    return found


def read(text: str) -> dict[str, Answers]:
    """Exercise -> its answers, from the text of one file."""
    before, *parts = HEAD.split(text)
    assert not before.strip(), f"before the first exercise stands {before!r}"
    found: dict[str, Answers] = {}
    exercise, whole = "", []
    for kind, title, body in zip(parts[::3], parts[1::3], parts[2::3]):
        lines = [line for line in body.split("\n") if line]
        where = f"{exercise}, {kind} {title}"
        odd = [line for line in lines if line[:2] not in ("  ", "- ", "+ ")]
        assert not odd, f"{where}: two spaces, - or + begin a line of code, not {odd[0]!r}"
        if kind == "===":
            assert not lines and title not in found, f"{title}: it is there twice, or code follows its name"
            exercise, whole = title, []
            found[title] = Answers([], [], {})
        elif kind == "equivalent:":
            found[exercise].equivalent[title] = " ".join(line.strip() for line in lines)
        else:
            changes = any(line[0] in "-+" for line in lines)
            code = changed(whole, lines, where) if changes else [line[2:] for line in lines]
            whole = whole if changes else code
            getattr(found[exercise], kind[:-1]).append(Answer(exercise, kind[:-1], title, "\n".join(code)))
    return found


def changed(whole: list[str], lines: list[str], where: str) -> list[str]:
    """The lines of an answer that is a change of a whole one."""
    result, rest = [], whole
    for line in lines:
        if line[0] == "+":
            result.append(line[2:])
            continue
        assert line[2:] in rest, f"{where}: the whole answer above has no such line (from here on): {line[2:]!r}"
        place = rest.index(line[2:])
        result += rest[:place] + ([line[2:]] if line[0] == " " else [])
        rest = rest[place + 1:]
    return result + rest


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
