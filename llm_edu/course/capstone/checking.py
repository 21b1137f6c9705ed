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
    if "measurement" in written:
        problems += figures(written, results)
    if "failures" in written:
        problems += failures(written["failures"], results)
    if "demo" in written:
        problems += demo(written["demo"])
    return problems


def results_of(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """What results.json holds, and what is wrong with it."""
    empty: dict[str, Any] = {"results": {}, "outputs": []}
    try:
        content = read_json(folder / RESULTS)
        for name, kind in (("results", dict), ("outputs", list)):
            if not isinstance(content[name], kind) or not all(isinstance(each, dict) for each in (
                    content[name].values() if kind is dict else content[name])):
                raise ValueError(f'"{name}" is not what Results.write writes')
        return content, []
    except FileNotFoundError:
        return empty, [f"{RESULTS} is not there: run `python project.py` in {folder}."]
    except (ValueError, KeyError, TypeError) as error:
        return empty, [f"{RESULTS} is damaged ({error}): run `python project.py` again."]


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
    """The first sentence of a section's hint."""
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
    for block in blocks:
        yield from wrong_numbers(block, results)
    named = [name for name in dict.fromkeys(name for block in blocks for name in block.names()) if name in known]
    for name in named:
        yield from incomplete(name, known[name], [block for block in blocks if name in block.names()])
    beside = {name for block in blocks_of(written["measurement"]) for name in block.names()} & set(known)
    models = [name for name in beside if name.startswith("model_")]
    if not models:
        yield (f"Measurement: it names no figure of the model. Write the value with its name in {RESULTS}, such as "
               "`model_right`, in backticks.")
    for name in sorted(models):
        other = name.replace("model_", "baseline_", 1)
        if other not in beside:
            yield (f"Measurement: `{name}` has no baseline beside it. Record `{other}` on the same items, and write it "
                   "there, too.")


def wrong_numbers(block: Block, results: dict[str, Any]) -> Iterator[str]:
    """Numbers of a block that are none of its figures'."""
    names = [name for name in block.names() if name in results["results"]]
    facts = [value for name in names for key in ("value", "low", "high", "n")
             if isinstance(value := results["results"][name].get(key), (int, float))]
    if "seconds" in block.names() and isinstance(results.get("seconds"), (int, float)):
        facts.append(results["seconds"])
    for number in block.numbers():
        if facts and not any(agrees(number, fact) for fact in facts):
            yield (f"report.md, line {block.line}: {number} is not what {RESULTS} holds for "
                   f"{', '.join(map(quoted, names)) or 'seconds'} ({', '.join(map(shown, facts))}). Correct it, or run "
                   "`python project.py` again.")
        elif not facts:
            near = [name for name in block.names() if name.startswith(("model_", "baseline_"))]
            why = f"{quoted(near[0])} is not in {RESULTS}" if near else "it has no name"
            yield (f"report.md, line {block.line}: where is {number} from? As a figure, {why}: record it, and write "
                   "its name in backticks beside it. If it is not a figure, write it in words.")


def quoted(name: str) -> str:
    return f"`{name}`"


def incomplete(name: str, entry: dict[str, Any], blocks: list[Block]) -> Iterator[str]:
    """What the entry of a figure lacks, and what of it the report does not say."""
    record = f"Give results.record({name!r}, value, low, high, n) all of them, and run `python project.py` again."
    missing = [part for part in ("value", "low", "high", "n") if not isinstance(entry.get(part), (int, float))]
    if not str(entry.get("command") or "").strip():
        yield f"{RESULTS}: `{name}` has no command that makes it again. Run `python project.py` again; it writes one."
    if "low" in missing or "high" in missing:
        yield f"{RESULTS}: `{name}` has no interval (low, high). {record}"
    yield from (f"{RESULTS}: `{name}` has no {part}. {record}" for part in missing if part in ("value", "n"))
    if missing:
        return
    if problem := problem_of(*(entry[part] for part in ("value", "low", "high", "n"))):
        yield f"{RESULTS}: `{name}`: {problem}."
    numbers = [number for block in blocks for number in block.numbers()]
    unsaid = [part for part in ("value", "low", "high", "n") if not any(agrees(each, entry[part]) for each in numbers)]
    if unsaid:
        row = f"{shown(entry['value'])}, {shown(entry['low'])} to {shown(entry['high'])}, n {entry['n']:,}"
        yield f"report.md: `{name}` stands there without its {', '.join(unsaid)}. Write them beside it: {row}."


def failures(lines: Lines, results: dict[str, Any]) -> Iterator[str]:
    """Too few quotations, and those that are not an output that was wrong."""
    wrong = {" ".join(str(each.get("output")).split()) for each in results["outputs"] if each.get("right") is False}
    quotations = quotations_of(lines)
    for quotation in quotations:
        said = " ".join(quotation.text.split())
        if said not in wrong and (len(said) < QUOTED or not any(said in output for output in wrong)):
            yield (f"report.md, line {quotation.line}: “{said[:40]}” is not the output of a failure. Copy it from "
                   f'"outputs" in {RESULTS}, where "right" is false, whole or at least {QUOTED} letters of it.')
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
