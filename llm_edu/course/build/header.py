"""What a notebook says before the lesson begins, and the heading over each exercise."""

from collections.abc import Mapping
from typing import Any

from llm_edu.course.build.lesson_source import ExerciseSource, Lesson
from llm_edu.course.build.sittings import Part, Plan, plan

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
EDITION_LINES = {
    "learner": "",
    "solution": "*This edition shows the solutions of all exercises.*",
    "teacher": "*Teacher's edition: solutions and notes for teaching.*",
}


def header(lesson: Lesson, lessons: Mapping[str, Lesson], edition: str, measured: Mapping[str, Any] | None) -> str:
    """Promise, objectives, prerequisites, minutes of each sitting, and what *Run All* takes."""
    front = lesson.front_matter
    for name in front.prerequisites:
        if name not in lessons:
            lesson.fail(1, f"the prerequisite {name!r} is not a lesson; the lessons are {', '.join(sorted(lessons))}.")
    parts = [f"*{front.promise}*", EDITION_LINES[edition]]
    parts.append("**You will**\n\n" + "\n".join(f"- {objective}" for objective in front.objectives))
    # In italics: JupyterLab sets links apart by their colour alone, which not everybody can tell from black.
    needs = ", ".join(f"*[{name[:2]} {lessons[name].title}]({name}.ipynb)*" for name in front.prerequisites)
    times = f"**Time**: {times_text(plan(lesson))}"
    run = f"**Run All**: {run_time(measured)}" if measured else ""
    parts.append(" · ".join(part for part in (f"**Before this**: {needs}" if needs else "", times, run) if part))
    parts.append("---")
    return "\n\n".join(part for part in parts if part)


def times_text(lesson_plan: Plan) -> str:
    """"three sittings of about 55, 50 and 40 min with exercises, and 15 min more for optional parts and
    *Break it*"."""
    minutes = [str(part.minutes) for part in lesson_plan.sittings]
    if len(minutes) == 1:
        text = f"about {minutes[0]} min with exercises"
    else:
        text = (f"{NUMBERS[len(minutes)]} sittings of about {', '.join(minutes[:-1])} and {minutes[-1]} min "
                "with exercises")
    both = (("optional parts", bool(lesson_plan.optional)),
            ("*Break it*", any(part.breaks for part in (*lesson_plan.sittings, *lesson_plan.optional))))
    more = " and ".join(name for name, there in both if there)
    return f"{text}, and {lesson_plan.optional_minutes} min more for {more}" if more else text


def pause_line(lesson_plan: Plan, number: int) -> str:
    """The head of the box that ends sitting `number`, counted from 1."""
    minutes = lesson_plan.sittings[number - 1].minutes
    return f"End of sitting {number} of {len(lesson_plan.sittings)} · about {minutes} min"


def optional_line(part: Part) -> str:
    """The line under the heading of an optional part."""
    return f"*Optional, about {part.whole_minutes} min: nothing later needs it.*"


OPTIONAL_END = "*Here the optional part ends.*"


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


def exercise_heading(exercise: ExerciseSource, level: int) -> str:
    """``### Exercise 1.2 · `count_pairs` `` and, below it, ``●○○ · 8 min``: it is found in the table of contents."""
    title = f"{'#' * level} Exercise {exercise.number} · {_title(exercise)}"
    return f"{title}\n\n{stars(exercise.difficulty)} · {exercise.minutes} min"


def exercise_table(lesson: Lesson) -> str:
    """For the teacher: all exercises of the lesson with their minutes."""
    rows = [f"| {each.number} | {_title(each)} | {stars(each.difficulty)} | {each.minutes} |"
            for each in lesson.exercises]
    total = sum(each.minutes for each in lesson.exercises)
    return "\n".join([
        f"A learner alone needs {times_text(plan(lesson))}; the exercises alone add up to {total} min.",
        "",
        "| number | exercise | difficulty | minutes |",
        "|---|---|---|---|",
        *rows,
    ])
