"""The glossary of the course: the terms that the lessons define, in one page, and where a lesson first names them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from llm_edu.course.build.directives import CODE_SPAN, prose
from llm_edu.course.build.lesson_source import Lesson

ENTRY = re.compile(r"(?:[-*] )?\*\*(.+?)\*\*\s*:\s+(.*)$")
HEADING = re.compile(r"#{1,2} +(.*?)\s*$")
BOLD = re.compile(r"(?<![*\w])\*\*([^*\n]+)\*\*(?!\*)")
PLAIN = re.compile(r"\[([^\]]*)\]\([^)]*\)|`([^`]*)`|\*{1,2}([^*\s][^*]*)\*{1,2}")
ALL_TERMS = "*[The terms of all lessons](../lessons/glossary.md)*"
PAGE_HEAD = """\
# Glossary

The terms of the course, each with the lesson that explains it. This page is built from the lessons' own glossaries by
`llm-edu build`; edit it there.
"""


@dataclass(frozen=True)
class Term:
    """One term as a lesson defines it."""

    term: str
    definition: str  # one line of Markdown
    lesson: str
    title: str


def read_terms(lesson: Lesson) -> list[Term]:
    """The terms under ``## Glossary``: one ``**term**: definition`` after another, each on as many lines as needed."""
    terms: list[list[str]] = []
    inside = False
    for cell in lesson.cells:
        if cell.kind != "markdown" or "teacher" in cell.tags:
            continue
        for index, line in prose(cell.source):
            if heading := HEADING.match(line):
                inside = heading[1].casefold() == "glossary"
            elif inside and (entry := ENTRY.match(line)):
                terms.append([entry[1], entry[2].strip()])
            elif inside and line.strip():
                if not terms or line.startswith("**"):
                    lesson.fail(cell.line + index, "the glossary holds lines `**term**: definition`, nothing else.")
                terms[-1][1] += " " + line.strip()
    return [Term(term, definition, lesson.name, lesson.title) for term, definition in terms]


def as_list(markdown: str) -> str:
    """The cell with the entries under ``## Glossary`` as a list: without marks they would run into one paragraph."""
    lines = markdown.split("\n")
    inside = False
    for index, line in prose(markdown):
        if heading := HEADING.match(line):
            inside = heading[1].casefold() == "glossary"
            lines[index] += f"\n\n{ALL_TERMS}" if inside else ""
        elif inside and line.startswith("**"):
            lines[index] = "- " + line
        elif inside and line.strip() and not line.startswith(("- ", "* ")):
            lines[index] = "  " + line.strip()
    return "\n".join(lines)


def explain_terms(markdown: str, definitions: dict[str, str]) -> str:
    """`markdown` with each term explained where it stands in bold for the first time: the definition shows on hover.

    definitions: a term in small letters -> what it means, in Markdown; those that are explained here are taken out
    """
    def explain(match: re.Match) -> str:
        if (definition := definitions.pop(match[1].casefold(), None)) is None:
            return match[0]
        return f'**<abbr title="{escape(PLAIN.sub(_plain, definition))}">{match[1]}</abbr>**'

    lines = markdown.split("\n")
    for index, line in prose(markdown):
        if (heading := HEADING.match(line)) and heading[1].casefold() == "glossary":
            break
        if not line.lstrip("> ").startswith(("#", "|")):
            spans = [span.span() for span in CODE_SPAN.finditer(line)]
            lines[index] = BOLD.sub(lambda match, spans=spans: match[0] if any(
                start <= match.start() < end for start, end in spans) else explain(match), line)
    return "\n".join(lines)


def _plain(marked: re.Match) -> str:
    """The words of a link, of code or of stress."""
    return next(words for words in marked.groups() if words is not None)


def glossary_page(lessons: Sequence[Lesson]) -> str:
    """The whole page, ``lessons/glossary.md``: sorted, the same lessons give the same bytes."""
    terms = [term for lesson in lessons for term in read_terms(lesson)]
    terms.sort(key=lambda each: (each.term.casefold().strip("`*"), each.term, each.lesson))
    entries = [
        f"- **{each.term}**: {each.definition} ([{each.lesson[:2]} {each.title}](../notebooks/{each.lesson}.ipynb))"
        for each in terms
    ]
    return PAGE_HEAD + "\n" + "".join(entry + "\n" for entry in entries)
