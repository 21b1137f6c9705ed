"""What a project's report still lacks, one line each, with what to do.

It checks the form: that a figure in the text is the one that a run wrote, with its interval and its command. Whether
the question is a good one and the measurement a fair one, a reader has to judge: docs/capstone_rubric.md.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from llm_edu.course.capstone.new import TEMPLATES
from llm_edu.course.capstone.report import (
    Block,
    agrees,
    blocks_of,
    labels_of,
    quotations_of,
    sections_of,
    text_of,
)
from llm_edu.course.capstone.results import RESULTS, problem_of, shown
from llm_edu.errors import CourseError
from llm_edu.files import read_file, read_json

FAILURES, QUOTED = 3, 20    # quotations of failures, at least; and letters of each that is not a whole output
PARTS = ("value", "low", "high", "n")    # of a figure
HINT = re.compile(r"(?<!\w)_(\S.*?)_(?!\w)", re.DOTALL)
DEMO = re.compile(r"^\s*(?:\$ |> )?(?:python3?|llm-edu) \S.*$", re.MULTILINE)
Lines = list[tuple[int, str]]


@cache
def template() -> dict[str, Lines]:
    """The sections of an empty report."""
    return sections_of((TEMPLATES / "report.md").read_text(encoding="utf-8"))


def title_of(section: str) -> str:
    return section.capitalize()


def lacking(folder: Path) -> list[str]:
    """What the report in a folder still lacks. Raises CourseError for a folder without a report."""
    try:
        text = read_file(folder / "report.md").decode("utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{folder / 'report.md'} is not UTF-8 text (byte {error.start}): save it as UTF-8, which "
                          "editors offer under Save as.") from error
    except (OSError, ValueError) as error:
        raise CourseError(f"There is no report.md to read in {folder} ({error}). `llm-edu capstone new NAME` makes a "
                          "folder with one; give check the name of that folder.") from error
    results, problems = results_of(folder)
    if not (folder / "project.py").is_file():
        problems.append("project.py is not there: without it nobody can measure again.")
    found = sections_of(text)
    written = {}
    for section, empty in template().items():
        problem, lines = unfilled(section, empty, found.get(section))
        problems += problem
        if lines is not None:
            written[section] = lines
    for section, lines in written.items():
        problems += labels(section, lines)
    if results and "measurement" in written:
        problems += figures(written, results)
    if results and "failures" in written:
        problems += failures(written["failures"], results)
    if "demo" in written:
        problems += demo(written["demo"])
    return problems


def results_of(folder: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """What results.json holds, None if that is nothing; and what is wrong with it."""
    try:
        content = read_json(folder / RESULTS)
        if not all(isinstance(each, dict) for each in [*content["results"].values(), *content["outputs"]]):
            raise ValueError('"results" or "outputs" is not what project.py writes')
        return content, []
    except FileNotFoundError:
        return None, [f"{RESULTS} is not there: run `python project.py` in {folder}."]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return None, [f"{RESULTS} is damaged ({error}): run `python project.py` again."]


def unfilled(section: str, empty: Lines, lines: Lines | None) -> tuple[list[str], Lines | None]:
    """What is missing of a section as a whole; and its lines without the template's hints, None if nothing is there."""
    title = title_of(section)
    if lines is None:
        return [f"{title}: the section is missing. Add the line `## {title}` and write the section. "
                f"{asked_for(empty)}"], None
    text = text_of(lines)
    hints = [hint for hint in HINT.findall(text_of(empty)) if re.search(pattern(hint), text)]
    rest = text
    for hint in hints:
        rest = re.sub(pattern(hint), lambda found: "\n" * found[0].count("\n"), rest)
    if not re.search(r"\w", re.sub(r"\*\*.+?\*\*", "", rest)):
        state = "still as the template has it" if hints else "empty"
        return [f"{title}: the section is {state}. {asked_for(empty)}"], None
    left = [f"{title}: the template's hint “{' '.join(hint.split())[:40]} …” is still there. Delete it."
            for hint in hints if not is_label(hint, empty)]
    return left, [(number, line) for (number, _), line in zip(lines, rest.split("\n"), strict=True)]


def pattern(hint: str) -> str:
    """What finds a hint, however its lines are broken."""
    return "_?" + r"\s+".join(map(re.escape, hint.split())) + "_?"


def asked_for(empty: Lines) -> str:
    """What to write into a section: its labels, or the first sentence of its hint."""
    if names := labels_of(empty):
        return f"Write there, each under its bold label: {', '.join(names)}."
    return "Write there: " + re.split(r"(?<=[.?]) ", " ".join(HINT.findall(text_of(empty))[0].split()))[0]


def is_label(hint: str, empty: Lines) -> bool:
    """Whether a hint is the text of a bold label, of which `labels` speaks."""
    return " ".join(hint.split()) in {value.strip("_") for value in labels_of(empty).values()}


def labels(section: str, lines: Lines) -> Iterator[str]:
    """The bold labels of a card that have no text."""
    present = labels_of(lines)
    for label, hint in labels_of(template()[section]).items():
        if not re.search(r"\w", present.get(label, "")):
            yield (f"{title_of(section)}: no {label}. Write `- **{label.capitalize()}:** …`, {hint.strip('_')}.")


def figures(written: dict[str, Lines], results: dict[str, Any]) -> Iterator[str]:
    """Numbers in the text that no run wrote, and figures without interval, count, command or baseline."""
    known = results["results"]
    blocks = [block for section in ("baseline", "measurement") for block in blocks_of(written.get(section, []))]
    named = [name for name in dict.fromkeys(name for block in blocks for name in block.names()) if name in known]
    problems = {name: list(incomplete(name, known[name])) for name in named}
    yield from (problem for each in problems.values() for problem in each)
    whole = [block for block in blocks if not any(problems.get(name) for name in block.names())]
    wrong = [problem for block in whole if (problem := wrong_numbers(block, results))]
    yield from wrong or (problem for name in named if not problems[name]
                         if (problem := unsaid(name, known[name], [block for block in whole if name in block.names()])))
    beside = {name for block in blocks_of(written["measurement"]) for name in block.names()}
    models = sorted(name for name in beside & known.keys() if name.startswith("model_"))
    if not models:
        yield (f"Measurement: it names no figure of the model. Write the value with its name in {RESULTS}, such as "
               "`model_right`, in backticks.")
    for name in models:
        other = name.replace("model_", "baseline_", 1)
        if other not in beside:
            yield (f"Measurement: `{name}` has no baseline beside it. Record `{other}` on the same items, and write it "
                   "there, too.")


def incomplete(name: str, entry: dict[str, Any]) -> Iterator[str]:
    """What the entry of a figure lacks in results.json."""
    record = f"Give all of them to results.record({name!r}, value, low, high, n), and run `python project.py` again."
    if not str(entry.get("command") or "").strip():
        yield f"{RESULTS}: `{name}` has no command that makes it again. Run `python project.py` again; it writes one."
    missing = [part for part in PARTS if not is_number(entry.get(part))]
    if missing:
        interval = " (its interval)" if {"low", "high"} & set(missing) else ""
        yield f"{RESULTS}: `{name}` has no {' and no '.join(missing)}{interval}. {record}"
    elif problem := problem_of(*(entry[part] for part in PARTS)):
        yield f"{RESULTS}: `{name}`: {problem}."


def is_number(value: Any) -> bool:
    """Whether something is a number that arithmetic can take; NaN is one."""
    return isinstance(value, (int, float)) and not abs(value) > 1e300


def wrong_numbers(block: Block, results: dict[str, Any]) -> str | None:
    """What to say of numbers in a block that are none of its figures', or None."""
    names = [name for name in block.names() if name in results["results"]]
    facts = [results["results"][name][part] for name in names for part in PARTS]
    if "seconds" in block.names() and is_number(results.get("seconds")):
        names, facts = [*names, "seconds"], [*facts, results["seconds"]]
    wrong = [number for number in block.numbers() if not any(agrees(number, fact) for fact in facts)]
    if not wrong:
        return None
    said = f"report.md, line {block.line}: {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not in {RESULTS}"
    if facts:
        return (f"{said} under {', '.join(map(quoted, names))} ({', '.join(map(shown, facts))}). Correct the text, or "
                "run `python project.py` again.")
    unknown = [name for name in block.names() if "_" in name]
    return (f"{said}{' under ' if unknown else ''}{', '.join(map(quoted, unknown))}. A figure needs beside it, in "
            "backticks, the name that it has there; write any other number in words.")


def unsaid(name: str, entry: dict[str, Any], blocks: list[Block]) -> str | None:
    """What to say of a figure that stands nowhere with its value, interval and count, or None."""
    numbers = [number for block in blocks for number in block.numbers()]
    missing = [part for part in PARTS if not any(agrees(number, entry[part]) for number in numbers)]
    if not missing:
        return None
    return (f"report.md: `{name}` is given without its {', '.join(missing)}. Write beside it: {shown(entry['value'])}, "
            f"{shown(entry['low'])} to {shown(entry['high'])}, n {entry['n']:,}.")


def quoted(name: str) -> str:
    return f"`{name}`"


def failures(lines: Lines, results: dict[str, Any]) -> Iterator[str]:
    """Too few quotations, and those that are not an output that was wrong."""
    wrong = {" ".join(str(each.get("output")).split()) for each in results["outputs"] if each.get("right") is False}
    quotations = quotations_of(lines)
    for quotation in quotations:
        said = " ".join(quotation.text.split())
        if said not in wrong and (len(said) < QUOTED or not any(said in output for output in wrong)):
            yield (f"report.md, line {quotation.line}: “{said[:40]}” is not the output of a failure. Copy all of it, "
                   f'or at least {QUOTED} letters, from an entry of "outputs" in {RESULTS} whose "right" is false.')
    if (different := len({quotation.text for quotation in quotations})) < FAILURES:
        yield (f"Failures: {different} quoted, at least {FAILURES} are needed. Quote the output of each in lines that "
               "begin with >.")


def demo(lines: Lines) -> Iterator[str]:
    """A demo without a command."""
    text = text_of(lines)
    blocks = "\n".join(re.findall(r"^ *```.*\n((?s:.*?))^ *```", text, re.MULTILINE))
    if not DEMO.search(blocks):
        yield ("Demo: the command is missing. Write it in a code block, such as `python project.py demo`, with what it "
               "prints.")
