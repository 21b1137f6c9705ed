"""The header of a lesson: what it promises and what it asks for."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from llm_edu.errors import CourseError

KEYS = ("title", "promise", "objectives", "prerequisites")


@dataclass(frozen=True)
class FrontMatter:
    """The ``lesson:`` part of a lesson's YAML header."""

    title: str
    promise: str  # one sentence
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]  # names of lessons, such as "03_language_models"


def read_front_matter(path: Path, text: str) -> FrontMatter:
    """Read the header of the lesson whose `text` this is; CourseError with file and line when something is amiss."""
    import yaml

    block = re.match(r"---\n(.*?)^---\n", text, re.DOTALL | re.MULTILINE)
    if not block:
        raise CourseError(f"{path}:1: a lesson begins with its header between two lines `---`.")

    def fail(key: str, message: str) -> NoReturn:
        at = re.search(rf"^\s*{re.escape(key)}\s*:", block[0], re.MULTILINE)
        line = block[0][: at.end()].count("\n") + 1 if at else 1
        raise CourseError(f"{path}:{line}: {message}")

    try:
        header = yaml.safe_load(block[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", error)
        raise CourseError(f"{path}:{line}: the header is not valid YAML: {problem}.") from error
    if not isinstance(header, dict):
        fail("lesson", "the header holds `jupytext:`, `kernelspec:` and `lesson:`.")
    representation = (header.get("jupytext") or {}).get("text_representation") or {}
    if representation.get("format_name") != "myst":
        fail("jupytext", "the header needs "
                         "`jupytext: {text_representation: {extension: .md, format_name: myst}}` to be a notebook.")
    if (header.get("kernelspec") or {}).get("name") != "python3":
        fail("kernelspec", "the header needs `kernelspec: {name: python3, display_name: Python 3}`.")
    lesson = header.get("lesson")
    if not isinstance(lesson, dict):
        fail("lesson", f"the header needs `lesson:` with {', '.join(KEYS)}.")
    return _lesson_part(lesson, fail)


def _lesson_part(lesson: dict[str, Any], fail) -> FrontMatter:
    """Check and convert the ``lesson:`` mapping."""
    for key in KEYS:
        if key not in lesson:
            fail("lesson", f"`lesson:` in the header lacks `{key}`.")
    for key in lesson:
        if key not in KEYS:
            fail(str(key), f"unknown key `{key}` under `lesson:`; the keys are {', '.join(KEYS)}.")
    for key in ("title", "promise"):
        if not isinstance(lesson[key], str) or not lesson[key].strip():
            fail(key, f"`{key}` is a line of text.")
    for key in ("objectives", "prerequisites"):
        value = lesson[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            fail(key, f"`{key}` is a list of texts (quote one that holds a colon).")
    if not lesson["objectives"]:
        fail("objectives", "a lesson has at least one objective.")
    return FrontMatter(
        title=lesson["title"].strip(),
        promise=" ".join(lesson["promise"].split()),
        objectives=tuple(" ".join(item.split()) for item in lesson["objectives"]),
        prerequisites=tuple(lesson["prerequisites"]),
    )
