"""``llm-edu capstone new NAME`` and ``llm-edu capstone check FOLDER``."""

import argparse
from pathlib import Path

from llm_edu.course.capstone.new import PROJECTS, new

ABOUT = """\
notes         an assistant for your own notes: answers from them, with sources (lesson 15)
storyteller   a storyteller of your own world: change Storyland, train a model on it (lessons 06 and 14)
specialist    SmolLM2 taught by your own examples, measured, made smaller, served (lessons 10 and 17)

A worked example of each is in capstones/, in the course's folder."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command can be told."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    made = commands.add_parser("new", help="make the folder of a project: report, code and data", epilog=ABOUT,
                               description="Make the folder of a project, with a report to fill in and code to write.",
                               formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("name", type=Path, metavar="NAME", help="the folder to make; nothing may be there yet")
    made.add_argument("--project", choices=PROJECTS, default=PROJECTS[0],
                      help="which of them, see below (default: %(default)s)")
    made.set_defaults(capstone=make)
    checked = commands.add_parser("check", help="say what a report still lacks",
                                  description="Say what a report still lacks, a line each; exit code 1 while it does.")
    checked.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the project")
    checked.set_defaults(capstone=check)


def command(options: argparse.Namespace) -> int:
    """Carry out `new` or `check`."""
    return options.capstone(options)


def make(options: argparse.Namespace) -> int:
    for path in new(options.name, options.project):
        print(path)
    name = f'"{options.name}"' if " " in str(options.name) else options.name    # as a terminal takes it
    print(f"\nWrite project.py, then run `python project.py` in {name}. Fill in report.md as you go;\n"
          f"`llm-edu capstone check {name}` says what it still lacks.")
    return 0


def check(options: argparse.Namespace) -> int:
    from llm_edu.course.capstone.checking import lacking

    problems = lacking(options.folder)
    if not problems:
        print(f"{options.folder} lacks nothing that a program can see. Now ask two readers: docs/capstone_rubric.md.")
        return 0
    print("\n".join([*problems, "", f"{len(problems)} thing{'s' * (len(problems) > 1)} to do in {options.folder}."]))
    return 1
