"""Run an exercise's cell as a lesson has it, and hear what its check says."""

import ast
from functools import cache

from llm_edu.course import paths
from llm_edu.course.build.lesson_source import ExerciseSource, Lesson, read_lessons
from llm_edu.course.checks import catalogue, checking
from llm_edu.course.checks.exercise import Exercise
from llm_edu.course.checks.showing import Report

ITEMS = {item.name: item for item in catalogue.everything()}
# Who calls an exercise's function that is handed over, by another name: in a cell, or in a file of the package.
HANDED_TO = {"clipped_gain": ("gain", "lessons/alignment/rewarding_plots.py"), "adamw_step": ("my_training", None)}
EXERCISES = [name for name, item in ITEMS.items() if isinstance(item, Exercise)]


@cache
def lessons() -> dict[str, Lesson]:
    """The lessons by name."""
    return {lesson.name: lesson for lesson in read_lessons()}


@cache
def sources() -> dict[str, ExerciseSource]:
    """Name -> the exercise as its lesson has it."""
    return {exercise.name: exercise for lesson in lessons().values() for exercise in lesson.exercises}


def source_of(name: str) -> ExerciseSource:
    assert name in sources(), f"no lesson has the exercise {name}: write its cell, or remove the exercise"
    return sources()[name]


def run(setup: str, text: str) -> tuple[dict, ast.stmt]:
    """Run an exercise cell without its last statement, the check, after the lesson's statements it builds on."""
    namespace: dict = {"__name__": "notebook"}
    exec(compile(setup, "<setup>", "exec"), namespace)
    tree = ast.parse(text)
    *body, last = tree.body
    exec(compile(ast.Module(body, []), "<cell>", "exec"), namespace)
    return namespace, last


def defined(source: ExerciseSource, text: str):
    return run(source.setup, text)[0][source.name]


def answered(source: ExerciseSource, text: str):
    """The value that a cell hands to ``check_answer(name, value)``."""
    namespace, last = run(source.setup, text)
    return eval(ast.unparse(last.value.args[1]), namespace)


def verdict(exercise: Exercise, attempt, time_limit: float | None = None) -> Report:
    return checking.verdict(exercise, attempt, time_limit)


def called_by_name(name: str) -> set[str]:
    """The parameters that the notebook's code, without the learner's own, hands to an exercise's function by name."""
    source = source_of(name)
    lesson = lessons()[source.lesson]
    blanks = {each.cell: each.blank for each in lesson.exercises}
    texts = [blanks.get(index, cell.source) for index, cell in enumerate(lesson.cells) if cell.kind == "code"]
    callee, file = HANDED_TO.get(name, (name, None))
    if file:
        texts.append((paths.topics_folder().parent / file).read_text(encoding="utf-8"))
    calls = [node for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    handed = {keyword.arg for call in calls if isinstance(call.func, ast.Name) and call.func.id in (name, callee)
              for keyword in call.keywords}
    return handed & set(ITEMS[name].parameters())
