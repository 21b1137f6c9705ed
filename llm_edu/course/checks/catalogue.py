"""Find an exercise by its name, without loading the others.

``llm_edu/lessons/<topic>/exercises/<name>.py`` holds the exercise ``name`` of the lesson ``NN_<topic>``; ``common.py``
is what several exercises share.
"""

import importlib
from dataclasses import replace
from difflib import get_close_matches

from llm_edu.course import paths
from llm_edu.course.checks.exercise import Exercise, Question, Quiz
from llm_edu.errors import CourseError

Item = Exercise | Question | Quiz


def names() -> dict[str, str]:
    """The names of all exercises, each with its topic: ``{"causal_mask": "attention", …}``. Loads none of them."""
    files = sorted(paths.topics_folder().glob("*/exercises/*.py"))
    return {file.stem: file.parts[-3] for file in files if file.stem != "common"}


def find(name: str) -> Item | None:
    """The exercise of that name, or None. Imports it alone."""
    topic = names().get(name)
    if topic is None:
        return None
    module = importlib.import_module(f"llm_edu.lessons.{topic}.exercises.{name}")
    return replace(module.exercise, name=name, lesson=_lesson(topic))


def everything() -> list[Item]:
    """All exercises of the course, by lesson. Imports every topic: takes seconds."""
    return sorted(map(find, names()), key=lambda item: (item.lesson, item.name))


def closest(name: str) -> list[str]:
    """Up to three names of exercises that look like ``name``, the closest first."""
    known = {each.lower(): each for each in names()}
    return [known[match] for match in get_close_matches(name.lower(), list(known), n=3, cutoff=0.6)]


def _lesson(topic: str) -> str:
    """``"attention"`` -> ``"04_attention"``; the topic itself where this machine has no folder of lessons."""
    try:
        files = paths.lessons_folder().glob(f"[0-9][0-9]_{topic}.md")
    except CourseError:
        return topic
    return next((file.stem for file in files), topic)
