"""``llm-edu build``: lessons into notebooks.

``lessons/*.md`` is the source; the notebooks, the glossary and the measurements in the headers are derived from it.
"""

import argparse
import sys
from pathlib import Path

from llm_edu.errors import CourseError

DESCRIPTION = "Build the notebooks of the course from its lessons."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``llm-edu build``."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON",
                        help="such as 01 or tokenization; all when none is named")
    parser.add_argument("--check", action="store_true",
                        help="build in memory, compare with the notebooks (all but outputs), say what differs")
    parser.add_argument("--edition", choices=("learner", "solution", "teacher"), default="learner",
                        help="learner: exercises blank (default); solution: solved; teacher: solved, with notes")
    parser.add_argument("--measure", action="store_true",
                        help="run each with the network off where possible; note time and memory in measured.json")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="where to write (notebooks/ for learners, build/EDITION for the other editions)")
    parser.add_argument("--no-execute", action="store_true",
                        help="do not run the cells; outputs of unchanged notebooks are kept")
    parser.add_argument("--sizes", action="store_true",
                        help="only print each lesson's words, lines of code and minutes of each sitting")
    parser.add_argument("--glossary", action="store_true", help="write only lessons/glossary.md")


def main(arguments: argparse.Namespace) -> int:
    """Run ``llm-edu build``; 0 when all is well, 1 when ``--check`` found differences. Raises CourseError."""
    from llm_edu.course.build.building import build  # jupytext and nbformat take a second to import

    return build(arguments)


def command(argv: list[str]) -> int:
    """``llm-edu build ARGV…``: the exit status."""
    parser = argparse.ArgumentParser(prog="llm-edu build", description=DESCRIPTION)
    add_arguments(parser)
    try:
        return main(parser.parse_args(argv))
    except CourseError as error:
        print(f"llm-edu build: {error}", file=sys.stderr)
        return 1
