"""What a notebook says before the lesson begins, and the line over each exercise."""

from collections.abc import Mapping
from typing import Any

from llm_edu.course.build.lesson_source import ExerciseSource, Lesson

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
EDITION_LINES = {
    "learner": "",
    "solution": "*This edition shows the solutions of all exercises.*",
    "teacher": "*Teacher's edition: solutions and notes for teaching.*",
}


def header(lesson: Lesson, lessons: Mapping[str, Lesson], edition: str, measured: Mapping[str, Any] | None) -> str:
    """Promise, objectives, prerequisites, minutes, and what *Run All* takes."""
    front = lesson.front_matter
    for name in front.prerequisites:
        if name not in lessons:
            lesson.fail(1, f"the prerequisite {name!r} is not a lesson; the lessons are {', '.join(sorted(lessons))}.")
    parts = [f"*{front.promise}*", EDITION_LINES[edition]]
    parts.append("**You will**\n\n" + "\n".join(f"- {objective}" for objective in front.objectives))
    needs = ", ".join(f"[{name[:2]} {lessons[name].title}]({name}.ipynb)" for name in front.prerequisites)
    times = f"**Time**: {front.read_minutes} min to read, {front.exercise_minutes} min for the exercises"
    run = f"**Run All**: {run_time(measured)}" if measured else ""
    parts.append(" · ".join(part for part in (f"**Before this**: {needs}" if needs else "", times, run) if part))
    parts.append("---")
    return "\n\n".join(part for part in parts if part)


def run_time(measured: Mapping[str, Any]) -> str:
    """``{"seconds": 38, "gigabytes": 0.9, "cores": 2}`` -> "38 s, 0.9 GB on two cores"."""
    cores = measured["cores"]
    number = NUMBERS[cores] if cores < len(NUMBERS) else str(cores)
    return f"{measured['seconds']} s, {measured['gigabytes']} GB on {number} core{'s' if cores != 1 else ''}"


def stars(difficulty: int) -> str:
    """1 -> "●○○"."""
    return "●" * difficulty + "○" * (3 - difficulty)


def _title(exercise: ExerciseSource) -> str:
    if exercise.title:
        return exercise.title
    return "Quiz" if exercise.kind == "quiz" else f"`{exercise.name}`"


def exercise_line(exercise: ExerciseSource) -> str:
    """``**Exercise 1.2 · `count_pairs`** ●○○ · 8 min``."""
    return f"**Exercise {exercise.number} · {_title(exercise)}** {stars(exercise.difficulty)} · {exercise.minutes} min"


def exercise_table(lesson: Lesson) -> str:
    """For the teacher: all exercises of the lesson with their minutes."""
    rows = [f"| {each.number} | {_title(each)} | {stars(each.difficulty)} | {each.minutes} |"
            for each in lesson.exercises]
    total = sum(each.minutes for each in lesson.exercises)
    front = lesson.front_matter
    return "\n".join([
        f"Plan {front.read_minutes} min for reading and talking, {front.exercise_minutes} min for the exercises "
        f"(the exercises alone add up to {total} min).",
        "",
        "| exercise | | difficulty | minutes |",
        "|---|---|---|---|",
        *rows,
    ])
