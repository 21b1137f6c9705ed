"""Find an exercise by its name, without loading the topics that do not have it.

``llm_edu/lessons/<topic>/exercises`` has a module for each exercise, and lists them in ``EXERCISES``.
"""

import importlib
import re
from difflib import get_close_matches
from pathlib import Path

from llm_edu import lessons
from llm_edu.course.checks.exercise import Exercise, Question, Quiz

NAMES = re.compile(r"\b(?:Exercise|Question|Quiz)\(\s*(?:name\s*=\s*)?[\"'](\w+)[\"']")
LISTED = re.compile(r"^EXERCISES = \[(.*?)\]", re.MULTILINE | re.DOTALL)

Item = Exercise | Question | Quiz


def topics() -> list[str]:
    """The topics that have exercises."""
    return sorted(folder.parent.name for folder in Path(lessons.__file__).parent.glob("*/exercises"))


def in_topic(topic: str) -> list[Item]:
    """The exercises of one topic, in the order of its ``EXERCISES``."""
    return list(importlib.import_module(f"{lessons.__name__}.{topic}.exercises").EXERCISES)


def everything() -> list[Item]:
    """All exercises of the course, by lesson. Imports every topic: takes seconds."""
    found = [item for topic in topics() for item in in_topic(topic)]
    return sorted(found, key=lambda item: item.lesson)


def names_in(topic: str) -> list[str]:
    """The names of a topic's exercises, in the order of its ``EXERCISES``.

    Read from its text: importing it may load torch, which takes seconds.
    """
    files = sorted(Path(lessons.__file__).parent.glob(f"{topic}/exercises/*.py"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    listed = [name for names in LISTED.findall(text) for name in re.findall(r"\w+", names)]
    order = {name: number for number, name in enumerate(listed)}
    return sorted(NAMES.findall(text), key=lambda name: order.get(name, len(order)))


def find(name: str) -> Item | None:
    """The exercise of that name, or None. Imports its topic alone."""
    for topic in topics():
        if name in names_in(topic):
            for item in in_topic(topic):
                if item.name == name:
                    return item
    return None


def closest(name: str) -> list[str]:
    """Up to three names of exercises that look like ``name``, the closest first."""
    names = {each.lower(): each for topic in topics() for each in names_in(topic)}
    return [names[match] for match in get_close_matches(name.lower(), list(names), n=3, cutoff=0.6)]
