"""What a project's code uses: figures with interval, count and command, outputs, and the file that keeps both.

results.json, as `Results.write` makes it:

    {"command": "python project.py", "seconds": 412, "hardware": "…", "software": "…",
     "results": {"model_right": {"value": 0.74, "low": 0.58, "high": 0.86, "n": 35, "command": "python project.py"}},
     "outputs": [{"input": "…", "expected": "…", "output": "…", "right": false}]}
"""

import argparse
import codecs
import json
import math
import re
import sys
import time
from collections.abc import Callable, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

from llm_edu.course.measuring import hardware, software
from llm_edu.errors import CourseError
from llm_edu.files import parse_json, read_file, write_atomically
from llm_edu.intervals import wilson

RESULTS, SHORT = "results.json", "results_short.json"    # of a whole run, and of one with --limit
NAME = re.compile(r"[a-z][a-z0-9_]*")


class Results:
    """The figures and the outputs of one run.

    command: what makes them again

    >>> results = Results()
    >>> results.record("model_right", *share([True, True, True, False]))
    >>> print(results.table())
    | figure | value | 95 % interval | n |
    |---|---|---|---|
    | `model_right` | 0.750 | 0.301 to 0.954 | 4 |
    """

    def __init__(self, command: str = "python project.py"):
        self.command = command
        self.figures: dict[str, dict[str, Any]] = {}
        self.outputs: list[dict[str, Any]] = []

    def record(self, name: str, value: float, low: float, high: float, n: int, command: str | None = None) -> None:
        """Keep a figure under a name, with its 95 % interval and the number of items that it was measured on.

        name: a word such as "model_right" or "baseline_right"; these two are compared by the rest of their names
        command: what makes the figure again; by default the command of this run
        Raises ValueError for a name that is taken or is not such a word, and for numbers that cannot be.
        """
        if not NAME.fullmatch(name) or name in self.figures:
            raise ValueError(f"{name!r} is taken already: give each figure a name of its own" if name in self.figures
                             else f"{name!r} should be a name in small letters, digits and _, such as model_right")
        if problem := problem_of(value, low, high, n):
            raise ValueError(f"{name}: {problem}")
        self.figures[name] = {"value": float(value), "low": float(low), "high": float(high), "n": int(n),
                              "command": command or self.command}

    def keep(self, input: str, expected: str, output: str, right: bool) -> None:
        """Keep what the model was given, what was expected, what it wrote, and whether that was right. The report
        quotes its failures from here."""
        self.outputs.append({"input": input, "expected": expected, "output": output, "right": bool(right)})

    def table(self) -> str:
        """The figures as rows for the report."""
        rows = [f"| `{name}` | {shown(each['value'])} | {shown(each['low'])} to {shown(each['high'])} | {each['n']:,} |"
                for name, each in self.figures.items()]
        return "\n".join(["| figure | value | 95 % interval | n |", "|---|---|---|---|", *rows])

    def write(self, path: Path, seconds: float) -> None:
        """Put all of it into a file, a line for each figure and each output."""
        head = {"command": self.command, "seconds": round(seconds), "hardware": hardware(), "software": software()}
        lines = [f" {in_json(name)}: {in_json(value)}," for name, value in head.items()]
        figures = ",\n".join(f"  {in_json(name)}: {in_json(each)}" for name, each in self.figures.items())
        outputs = ",\n".join(f"  {in_json(each)}" for each in self.outputs)
        text = "\n".join(["{", *lines, ' "results": {', figures, " },", ' "outputs": [', outputs, " ]", "}", ""])
        write_atomically(path, text.encode("utf-8"))


def in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_items(path: Path, *keys: str) -> list[dict[str, Any]]:
    """The items of a file with one a line, in JSON. Lines may be blank, and end as on any system.

    keys: what each item must have
    Raises CourseError, naming the line, where there is no such item, and FileNotFoundError where there is no file.
    """
    found = []
    for number, line in enumerate(read_file(path).removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            item = parse_json(line)
        except ValueError as error:
            raise CourseError(f"{path}, line {number}, is not JSON in UTF-8: {error}") from error
        if not isinstance(item, dict) or not item.keys() >= set(keys):
            raise CourseError(f"{path}, line {number}: an item is an object with {' and '.join(keys)}, not "
                              f"{item!r:.80}")
        found.append(item)
    return found


def problem_of(value: Any, low: Any, high: Any, n: Any) -> str | None:
    """What is wrong with the numbers of a figure, or None."""
    if not all(isinstance(each, Real) and math.isfinite(each) for each in (value, low, high, n)):
        return f"value, low, high and n should be numbers, not {value!r}, {low!r}, {high!r} and {n!r}"
    if not n == int(n) >= 1:
        return f"n should count the items that were measured, at least 1, not {n!r}"
    if not low <= value <= high:
        return f"the interval from {low} to {high} should hold the value, {value}"
    if low == high:
        return f"an interval from {low} to {high} says that nothing is left to chance: for a share use share(…)"
    return None


def share(right: Sequence[bool]) -> tuple[float, float, float, int]:
    """The share of items that are right, the 95 % interval of it (Wilson 1927), and how many items there are.

    >>> [round(number, 2) for number in share([True] * 9 + [False])]
    [0.9, 0.6, 0.98, 10]
    """
    if not right:
        raise ValueError("a share comes from at least one item")
    value = sum(map(bool, right)) / len(right)
    return value, *wilson(value, len(right)), len(right)


def shown(number: float) -> str:
    """A number with the digits that a report needs.

    >>> shown(0.74286), shown(41.27), shown(12345.6), shown(54)
    ('0.743', '41.3', '12,346', '54')
    """
    return f"{number:,.{0 if isinstance(number, int) else 3 if abs(number) < 10 else 1 if abs(number) < 1000 else 0}f}"


def run_project(measure: Callable[[Results, int | None], None], demo: Callable[[list[str]], None], folder: Path,
                arguments: list[str] | None = None) -> None:
    """The command line of a project: ``python project.py`` measures, ``python project.py demo …`` shows.

    measure: called with the results to fill, and how many items to take (None: all)   demo: called with the words
    after ``demo``   folder: where results.json goes; with --limit it is results_short.json, so that a trial never
    takes the place of the figures in the report
    """
    parser = argparse.ArgumentParser(description="Measures, and writes results.json beside this file.")
    parser.add_argument("demo", nargs="*", help="demo, and what it takes: shows the model instead of measuring it")
    parser.add_argument("--limit", type=int, metavar="N", help=f"a trial with the first N items; writes {SHORT}")
    options = parser.parse_args(arguments)
    if options.demo and options.demo[0] != "demo" or options.limit is not None and options.limit < 1:
        parser.error("say `python project.py`, `python project.py --limit 5` or `python project.py demo …`")
    try:
        if options.demo:
            demo(options.demo[1:])
        else:
            measured(measure, folder, options.limit)
    except NotImplementedError as error:
        sys.exit(f"project.py: not written yet: {error}")
    except FileNotFoundError as error:
        sys.exit(f"project.py: {error.filename} is not there. data/README.md says what belongs in data/.")
    except CourseError as error:
        sys.exit(f"project.py: {error}")


def measured(measure: Callable[[Results, int | None], None], folder: Path, limit: int | None) -> None:
    """Measure, write the results, and print the rows for the report."""
    results = Results("python project.py" + (f" --limit {limit}" if limit else ""))
    path, began = folder / (SHORT if limit else RESULTS), time.perf_counter()
    measure(results, limit)
    seconds = time.perf_counter() - began
    print(results.table(), flush=True)    # before writing, which a full disk could end
    results.write(path, seconds)
    print(f"\n{path} holds these {len(results.figures)} figures and {len(results.outputs)} outputs; "
          f"measured in {seconds:.0f} s.")
