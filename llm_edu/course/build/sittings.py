"""How long a lesson takes: its sittings, its optional parts, and what each asks of a learner.

A sitting is what one does without a break. It ends at a ``:::{pause}`` box, the last one with the lesson. An optional
part is a run of cells tagged ``optional``: the thread of the lesson goes on without it, so its minutes count apart.
So do those of trying out what a *Break it* box asks for; reading the box belongs to its sitting.
"""

import ast
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from llm_edu.course.build.lesson_source import Cell, Lesson
from llm_edu.course.build.solution_text import binds, reads

# Fitted to what readers needed for lessons 00 to 15, 118 to 215 minutes.
WORDS_A_MINUTE = 120
SECONDS_A_LINE = 8  # of code
SECONDS_A_LOOK = 20  # at a picture or an output
SECONDS_A_PREDICTION = 60
MINUTES_TO_BREAK = 5  # to try out what a "Break it" box asks for, roughly
PAUSE = re.compile(r"^ {0,3}(?::{3,}|`{3,})\{pause\}", re.MULTILINE)
FIGURE = re.compile(r"^ {0,3}(?::{3,}|`{3,})\{figure\}|!\[", re.MULTILINE)
PREDICTION = re.compile(r"\*\*Predict\b")
# A glossary is there to look words up, and the minutes of a quiz hold the time of reading its questions.
NOT_READ_THROUGH = re.compile(r"## (Glossary|Check yourself)$", re.MULTILINE)
BREAK_IT = re.compile(r"^ {0,3}(?::{3,}|`{3,})\{admonition\} Break\b", re.MULTILINE)


@dataclass
class Part:
    """What a sitting, or the optional parts of a lesson, ask of a learner."""

    words: int = 0
    words_not_read: int = 0  # of these: in the glossary and the quiz
    code_lines: int = 0  # to be read: without blank lines, and without those of exercises
    code_cells: int = 0
    looks: int = 0  # pictures and outputs
    predictions: int = 0
    breaks: int = 0  # boxes that ask to break something
    exercise_minutes: int = 0  # with what is to be done outside the notebook

    def __add__(self, other: "Part") -> "Part":
        return Part(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def whole_minutes(self) -> int:
        """The minutes with exercises."""
        seconds = ((self.words - self.words_not_read) * 60 / WORDS_A_MINUTE + self.code_lines * SECONDS_A_LINE
                   + self.looks * SECONDS_A_LOOK + self.predictions * SECONDS_A_PREDICTION)
        return math.ceil(seconds / 60 + self.exercise_minutes)

    @property
    def minutes(self) -> int:
        """The minutes with exercises, to the nearest five, and five at least."""
        return 5 * max(round(self.whole_minutes / 5), min(self.whole_minutes, 1))


@dataclass
class Plan:
    """The parts of a lesson."""

    sittings: list[Part]  # without what is optional
    optional: list[Part]  # one for each optional part, in their order
    starts: dict[int, int] = field(default_factory=dict)  # index of the cell that begins an optional part -> which one
    ends: set[int] = field(default_factory=set)  # indices of the cells after optional parts

    @property
    def whole(self) -> Part:
        """Everything but the optional parts."""
        return sum(self.sittings, Part())

    @property
    def optional_minutes(self) -> int:
        """All optional parts together, as their own lines say, and what there is to break."""
        breaks = sum((self.whole, *self.optional), Part()).breaks
        return sum(part.whole_minutes for part in self.optional) + breaks * MINUTES_TO_BREAK


def plan(lesson: Lesson) -> Plan:
    """Divide a lesson into its sittings.

    CourseError, with file and line, for an optional part that a learner could not leave out: one that does not begin
    with a heading, is followed by neither one nor a pause, holds a pause, or defines what later cells need.
    """
    result = Plan([Part()], [])
    exercises = {exercise.cell: exercise.minutes for exercise in lesson.exercises}
    inside = False
    for index, cell in enumerate(lesson.cells):
        if "teacher" in cell.tags:
            continue
        optional = "optional" in cell.tags
        if optional != inside and not _begins_something(cell, inside):
            lesson.fail(cell.line, "an optional part begins with a heading, and so does what comes after it (or with a "
                                   "pause), so that a learner sees where to go on.")
        if optional and not inside:
            result.starts[index] = len(result.optional)
            result.optional.append(Part())
        if inside and not optional:
            result.ends.add(index)
        inside = optional
        if optional:
            if PAUSE.search(cell.source):
                lesson.fail(cell.line, "a pause inside an optional part is seen only by those who read it.")
            result.optional[-1] += _measure(cell, exercises.get(index))
            continue
        for number, piece in enumerate(PAUSE.split(cell.source) if cell.kind == "markdown" else [cell.source]):
            if number:
                result.sittings.append(Part())
            here = {} if number else cell.metadata
            result.sittings[-1] += _measure(Cell(cell.kind, piece, cell.tags, here, cell.line), exercises.get(index))
    _check_nothing_needs_it(lesson)
    return result


def _begins_something(cell: Cell, after_a_part: bool) -> bool:
    return cell.kind == "markdown" and bool(re.match("#+ ", cell.source) or after_a_part and PAUSE.match(cell.source))


def _measure(cell: Cell, exercise_minutes: int | None) -> Part:
    if cell.kind == "markdown":
        words = [word for word in cell.source.split() if re.search(r"\w", word)]
        not_read = len(words) if NOT_READ_THROUGH.match(cell.source) else 0
        return Part(words=len(words), words_not_read=not_read, looks=len(FIGURE.findall(cell.source)),
                    predictions=len(PREDICTION.findall(cell.source)), breaks=len(BREAK_IT.findall(cell.source)),
                    exercise_minutes=cell.metadata.get("minutes", 0))
    if exercise_minutes is not None:
        return Part(code_cells=1, exercise_minutes=exercise_minutes)
    hidden = "hide-input" in cell.tags
    lines = 0 if hidden else sum(bool(line.strip()) for line in cell.source.split("\n"))
    return Part(code_lines=lines, code_cells=1, looks=int(_shows(cell.source)))


def _shows(source: str) -> bool:
    """Whether a code cell leaves something to look at: it prints, displays, or ends in a value."""
    tree = ast.parse(plain_python(source))
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return bool(calls & {"print", "display"}) or bool(tree.body and isinstance(tree.body[-1], ast.Expr))


def plain_python(source: str) -> str:
    """A cell's source with its %magics and !commands taken out."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def _check_nothing_needs_it(lesson: Lesson) -> None:
    """CourseError if a cell that stays uses a name that only optional cells define."""
    code = [cell for cell in lesson.cells if cell.kind == "code"]
    bound = [set().union(*map(binds, ast.parse(plain_python(cell.source)).body)) for cell in code]
    always = set().union(*(names for cell, names in zip(code, bound) if "optional" not in cell.tags))
    spare: set[str] = set()
    for cell, names in zip(code, bound):
        if "optional" in cell.tags:
            spare |= names - always
        elif missing := spare & reads(plain_python(cell.source)):
            lesson.fail(cell.line, f"this cell uses `{sorted(missing)[0]}`, which only an optional part defines.")


def table(lessons: Sequence[Lesson]) -> Iterator[str]:
    """``llm-edu build --sizes``: a line for each lesson."""
    yield f"{'lesson':22} {'words':>6} {'code lines':>10} {'cells':>6} {'sittings':>16} {'optional':>9}"
    for lesson in lessons:
        parts = plan(lesson)
        whole = parts.whole
        minutes = " + ".join(str(part.minutes) for part in parts.sittings)
        yield (f"{lesson.name:22} {whole.words:6,} {whole.code_lines:10} {whole.code_cells:6} {minutes:>16} "
               f"{parts.optional_minutes or '':>9}")
