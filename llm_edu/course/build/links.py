"""Links of a lesson, as its notebook needs them: to other notebooks, to headings, to files of the course.

Headings are reached in JupyterLab and on GitHub's notebook pages by their text with hyphens for spaces
(``#Why-divide-by-√d?``). A lesson may write the link that way or in lower case; either is resolved here.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from llm_edu.course.build.directives import CODE_SPAN, Translator, prose
from llm_edu.course.build.lesson_source import LESSON_NAME, Lesson

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(<?([^\s)>]+)>?((?:\s+\"[^\"]*\")?)\)")


def headings(lesson: Lesson) -> list[str]:
    """The headings of a lesson, of all levels, without their marks."""
    return [
        line.lstrip("#").strip()
        for cell in lesson.cells if cell.kind == "markdown"
        for _, line in prose(cell.source) if re.match(r"#{1,6} ", line)
    ]


def rewrite_links(markdown: str, lesson: Lesson, lessons: Mapping[str, Lesson], translator: Translator,
                  fail: Callable[[str, str], NoReturn]) -> str:
    """`markdown` with every link as the notebook needs it. `fail(target, message)` for one that leads nowhere."""

    def rewrite(match: re.Match) -> str:
        image, text, target, title = match.groups()
        if image:
            if not text.strip():
                fail(target, "a picture needs words for those who do not see it: `![words](figures/NAME.png)`.")
            translator.add_figure(target, _line(lesson, target))
        elif not re.match(r"[a-z][a-z+.-]*:", target):
            target = _resolve(target, lesson, lessons, fail)
        return f"{image}[{text}]({target}{title})"

    lines = markdown.split("\n")
    for index, line in prose(markdown):
        # Code spans are set aside, so that `a[0](b)` in one is no link.
        spans = CODE_SPAN.finditer(line)
        plain = CODE_SPAN.sub("\0", line)
        linked = LINK.sub(rewrite, plain)
        lines[index] = re.sub("\0", lambda _, spans=spans: next(spans)[0], linked)
    return "\n".join(lines)


def _line(lesson: Lesson, target: str) -> int:
    """The line of the lesson's file where a link's target stands."""
    for number, line in enumerate(lesson.path.read_text(encoding="utf-8").split("\n"), 1):
        if target in line:
            return number
    return 1


def link_failure(lesson: Lesson) -> Callable[[str, str], NoReturn]:
    """What `rewrite_links` calls for a link that leads nowhere: CourseError with file and line."""
    return lambda target, message: lesson.fail(_line(lesson, target), message)


def _resolve(target: str, lesson: Lesson, lessons: Mapping[str, Lesson], fail: Callable[[str, str], NoReturn]) -> str:
    path, _, fragment = target.partition("#")
    stem = Path(path).stem
    if path and "/" not in path and LESSON_NAME.fullmatch(stem) and Path(path).suffix in (".md", ".ipynb"):
        if stem not in lessons:
            fail(target, f"the link `{target}` leads to a lesson that is not there.")
        return f"{stem}.ipynb" + (_anchor(fragment, target, lessons[stem], fail) if fragment else "")
    if not path:
        return _anchor(fragment, target, lesson, fail)
    if path == "glossary.md":
        return "../lessons/" + target
    if not (lesson.path.parent / path).exists():
        fail(target, f"the link `{target}` leads to a file that is not there.")
    if not path.startswith("../"):
        return "../lessons/" + target  # notebooks/ and my_work/ lie beside lessons/
    return target


def _anchor(fragment: str, target: str, lesson: Lesson, fail: Callable[[str, str], NoReturn]) -> str:
    def plain(text: str) -> str:
        return re.sub(r"\W+", "", text.casefold())

    for heading in headings(lesson):
        if plain(heading) == plain(fragment):
            return "#" + re.sub(r"[`*]", "", heading).replace(" ", "-")
    fail(target, f"the link `{target}` leads to a heading that {lesson.path.name} does not have.")
