"""Read a lesson: its front matter, its cells, its exercises with their blanks and solutions.

A lesson is one file, ``lessons/NN_topic.md``, in jupytext's MyST format. Everything else is derived from what
``read_lesson`` returns: the notebooks (``llm_edu.course.build``), the solutions that ``solution(name)`` shows, and the
tests that hold every exercise to its own solution.

Whatever is wrong with a lesson is reported as ``CourseError`` that begins with ``file:line``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from llm_edu.course import paths
from llm_edu.course.build.front_matter import FrontMatter, read_front_matter
from llm_edu.course.build.solution_text import exercise_names, needed_statements, without_markers, without_solution
from llm_edu.errors import CourseError

LESSON_NAME = re.compile(r"\d\d_[a-z0-9_]+")
EXERCISE_TAGS = ("exercise", "quiz")
KNOWN_TAGS = {*EXERCISE_TAGS, "teacher", "optional", "hide-input", "nbval-ignore-output"}
EXERCISE_KEYS = {"difficulty", "minutes", "title"}


@dataclass(frozen=True)
class Cell:
    """One cell as the lesson has it: solutions and markers still in place."""

    kind: str  # "markdown" or "code"
    source: str
    tags: tuple[str, ...]
    metadata: Mapping[str, Any]
    line: int  # of the first line of `source` in the lesson's file, counted from 1


@dataclass(frozen=True)
class ExerciseSource:
    """One exercise: what the learner gets, what solves it, and what the lesson says about it."""

    name: str  # unique in the course: the function, the class, or the first argument of `check_answer`
    lesson: str
    number: str  # "1.2": the second exercise of lesson 01
    kind: str  # "exercise" (ends in `name = check(name)`), "question" or "quiz" (end in `check_answer(…)`)
    title: str | None
    difficulty: int  # 1, 2 or 3
    minutes: int
    blank: str  # source of the learner's cell
    solution: str  # source of the cell with the solution in place, markers removed
    answer: str  # only what stands between the markers, dedented
    setup: str = field(repr=False)  # the earlier statements of the lesson that this cell's names come from
    cell: int  # index into Lesson.cells
    line: int


@dataclass(frozen=True)
class Lesson:
    """A lesson as written; see ``read_lesson``."""

    name: str  # "01_tokenization"
    path: Path
    front_matter: FrontMatter
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        return self.front_matter.title

    @property
    def number(self) -> int:
        """1 for ``01_tokenization``."""
        return int(self.name[:2])

    @cached_property
    def exercises(self) -> tuple[ExerciseSource, ...]:
        """The exercises in the order of the page."""
        return tuple(_exercises(self))

    def exercise(self, name: str) -> ExerciseSource:
        """The exercise of that name; KeyError names the ones that there are."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(f"{self.name} has no exercise {name!r}, only {[each.name for each in self.exercises]}")

    def fail(self, line: int, message: str) -> NoReturn:
        """Raise CourseError for that line of the lesson."""
        raise CourseError(f"{self.path}:{line}: {message}")


def read_lesson(path: Path) -> Lesson:
    """Read and check one lesson.

    Raises CourseError, beginning with the file and the line, for a front matter that lacks something, an unknown tag or
    cell option, unbalanced solution markers, an exercise that is never checked, or a name used twice.
    """
    path = Path(path)
    if not path.is_file():
        raise CourseError(f"There is no lesson {path}.")
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if not LESSON_NAME.fullmatch(path.stem):
        raise CourseError(f"{path}:1: a lesson is called NN_topic.md, in lower case, such as 01_tokenization.md.")
    lesson = Lesson(path.stem, path, read_front_matter(path, text), tuple(_cells(path, text)))
    for cell in lesson.cells:
        _check_cell(lesson, cell)
    names: dict[str, int] = {}
    for exercise in lesson.exercises:
        if exercise.name in names:
            lesson.fail(exercise.line, f"the exercise {exercise.name!r} is already on line {names[exercise.name]}.")
        names[exercise.name] = exercise.line
    return lesson


def lesson_files(folder: Path | None = None) -> list[Path]:
    """The lessons' files in the order of the course (other Markdown files, as the glossary, are left out)."""
    folder = folder or paths.lessons_folder()
    return sorted(path for path in folder.glob("*.md") if LESSON_NAME.fullmatch(path.stem))


def read_lessons(folder: Path | None = None) -> list[Lesson]:
    """All lessons; CourseError when two of them have an exercise of the same name."""
    lessons = [read_lesson(path) for path in lesson_files(folder)]
    owners: dict[str, ExerciseSource] = {}
    for lesson in lessons:
        for exercise in lesson.exercises:
            if exercise.name in owners:
                other = owners[exercise.name]
                lesson.fail(exercise.line, f"the exercise {exercise.name!r} is also in {other.lesson}.md:{other.line}. "
                                           "Names of exercises are unique in the course.")
            owners[exercise.name] = exercise
    return lessons


def _cells(path: Path, text: str) -> list[Cell]:
    """Split the text as jupytext does, keeping for each cell the line where its source begins."""
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook

    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r" {0,3}`{3,}\{[\w-]+\}.*`", line):  # CommonMark: no backtick after a fence of backticks
            raise CourseError(f"{path}:{number}: a title with `code` needs a fence of colons: `:::{{admonition}} …`.")
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise CourseError(f"{path}:{line[1] if line else 1}: {error}") from error
    lines = text.split("\n")
    cells = []
    for node, start in zip(notebook.cells, notebook.metadata["source_map"]):
        first = node.source.split("\n")[0]  # options and blank lines come before the source
        while start < len(lines) - 1 and lines[start] != first:
            start += 1
        metadata = dict(node.metadata)
        tags = metadata.pop("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise CourseError(f"{path}:{start + 1}: tags is a list of words, as in `:tags: [exercise]`.")
        cells.append(Cell(node.cell_type, node.source, tuple(tags), metadata, start + 1))
    return cells


def _check_cell(lesson: Lesson, cell: Cell) -> None:
    if cell.kind not in ("markdown", "code"):
        lesson.fail(cell.line, f"a lesson has Markdown and code cells, not {cell.kind} cells.")
    if unknown := set(cell.tags) - KNOWN_TAGS:
        lesson.fail(cell.line, f"unknown tag {sorted(unknown)[0]!r}; the tags are {', '.join(sorted(KNOWN_TAGS))}.")
    if unknown := set(cell.metadata) - {"exercise" if cell.kind == "code" else "minutes"}:
        lesson.fail(cell.line, f"unknown cell option {sorted(unknown)[0]!r}; there are only `tags`, `exercise` for "
                               "code, and `minutes` for text.")
    if type(minutes := cell.metadata.get("minutes", 1)) is not int or minutes < 1:
        lesson.fail(cell.line, f"minutes is a whole number of minutes, not {minutes!r}.")
    is_exercise = bool(set(cell.tags) & set(EXERCISE_TAGS))
    if is_exercise and cell.kind != "code":
        lesson.fail(cell.line, "only a code cell can be tagged as an exercise or a quiz.")
    if "exercise" in cell.metadata and not is_exercise:
        lesson.fail(cell.line, "a cell with `:exercise:` is also tagged so: `:tags: [exercise]`.")
    if not is_exercise and re.search(r"^\s*### (BEGIN|END) SOLUTION", cell.source, re.MULTILINE):
        lesson.fail(cell.line, "solution markers outside an exercise; tag the cell: `:tags: [exercise]`.")
    if "teacher" in cell.tags:
        if cell.kind == "code":
            lesson.fail(cell.line, "teacher's notes are Markdown, not code: the lesson would run differently without.")
        if heading := re.search(r"^#{1,2} .*", cell.source, re.MULTILINE):
            lesson.fail(cell.line + cell.source[: heading.start()].count("\n"),
                        f"the section {heading[0]!r} is inside a teacher's note, so learners would not see it; "
                        "end the note with a line `+++`.")


def _exercises(lesson: Lesson) -> list[ExerciseSource]:
    """The exercises of a lesson whose cells are in order."""
    found: list[ExerciseSource] = []
    earlier: list[str] = []
    for index, cell in enumerate(lesson.cells):
        if cell.kind != "code":
            continue
        if set(cell.tags) & set(EXERCISE_TAGS):
            found.append(_exercise(lesson, index, f"{lesson.number}.{len(found) + 1}", earlier))
            earlier.append(found[-1].solution)
        else:
            earlier.append(cell.source)
    return found


def _exercise(lesson: Lesson, index: int, number: str, earlier: list[str]) -> ExerciseSource:
    """One exercise cell, taken apart."""
    cell = lesson.cells[index]

    def fail(offset: int, message: str) -> NoReturn:
        lesson.fail(cell.line + offset, message)

    options = cell.metadata.get("exercise", {"difficulty": 1, "minutes": 5} if "quiz" in cell.tags else None)
    if not isinstance(options, dict) or not {"difficulty", "minutes"} <= set(options) <= EXERCISE_KEYS:
        fail(0, "an exercise says how hard and how long it is: `:exercise: {difficulty: 1, minutes: 8}` "
                "(and may have a title).")
    if options["difficulty"] not in (1, 2, 3):
        fail(0, f"difficulty is 1, 2 or 3, not {options['difficulty']!r}.")
    if not isinstance(options["minutes"], int) or options["minutes"] < 1:
        fail(0, f"minutes is a whole number of minutes, not {options['minutes']!r}.")
    blank, answer = without_solution(cell.source, fail)
    solution = without_markers(cell.source)
    kind, name = exercise_names(cell.source, blank, fail)
    return ExerciseSource(
        name=name, lesson=lesson.name, number=number, kind="quiz" if "quiz" in cell.tags else kind,
        title=options.get("title"), difficulty=options["difficulty"], minutes=options["minutes"],
        blank=blank, solution=solution, answer=answer, setup=needed_statements(solution, earlier),
        cell=index, line=cell.line,
    )
