"""Examples to learn from, in a file with one JSON object per line (JSONL), as every fine-tuning program reads them.

    {"messages": [{"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Ahoy!"}]}
    {"text": "Whales are mammals."}

From a conversation a model learns the assistant's answers, from a text everything. Other formats of examples are in
``example_formats``, other kinds of files in ``example_files``.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_edu.errors import CourseError
from llm_edu.finetuning.example_files import parsed, read_contents
from llm_edu.finetuning.example_formats import messages_or_text

SHOWN = 8    # bad lines that an error lists


@dataclass(frozen=True)
class Example:
    """A conversation or a text, and where it comes from: the line of a file, counted from 1.

    messages: a tuple of {"role": …, "content": …} that ends with an answer, or None; an answer with "weight": 0 is not
        learned   text: a text, or None   unit: what `line` counts, in a list or a table "example" or "row"
    """

    line: int
    messages: tuple[dict, ...] | None = None
    text: str | None = None
    unit: str = "line"

    @property
    def place(self) -> str:
        """Where it comes from, in words."""
        return f"{self.unit} {self.line}"


def read_examples(path: str | os.PathLike[str]) -> list[Example]:
    """All examples of a file, in its order. Empty lines are skipped, and so are unknown keys.

    JSON lines, a list in JSON, CSV whose first line names the columns, or Parquet (if pyarrow is installed), with
        {"messages": [{"role": "user", "content": …}, {"role": "assistant", "content": …}]}    OpenAI; "weight": 0
                                                    keeps an answer from being learned
        {"conversations": [{"from": "human", "value": …}, {"from": "gpt", "value": …}]}        ShareGPT
        {"prompt": …, "completion": …}              question and answer; white space around them is dropped
        {"instruction": …, "input": …, "output": …}                                            Alpaca
        {"text": …}

    Nothing is left out or repaired silently: if lines cannot be used, CourseError lists the first of them and says what
    is wrong. It is also raised for a file that cannot be read, or that has no example.
    """
    path = Path(path)
    unit, contents = read_contents(path)
    return all_examples(contents, unit, path)


def as_examples(examples: str | os.PathLike[str] | Iterable[Example | Mapping[str, Any]]) -> list[Example]:
    """A list of `Example`, from a file's path, from `Example`s, or from objects as a line of a file holds them.

    >>> as_examples([{"text": "Whales are mammals."}])
    [Example(line=1, messages=None, text='Whales are mammals.', unit='example')]
    """
    if isinstance(examples, (str, os.PathLike)):
        return read_examples(examples)
    return all_examples(enumerate(examples, start=1), "example", "the examples")


def all_examples(contents: Iterable[tuple[int, Any]], unit: str, source: object) -> list[Example]:
    """Examples of [(number, content), …]; CourseError lists those that cannot be used. source: what they come from"""
    examples, problems = [], {}
    for number, content in contents:
        try:
            if isinstance(content, ValueError):
                raise content
            examples.append(content if isinstance(content, Example) else
                            Example(number, **messages_or_text(content), unit=unit))
        except ValueError as problem:
            problems[f"{unit} {number}"] = str(problem)
    if problems:
        raise bad_lines(source, problems)
    if not examples:
        raise CourseError(f'{source} holds no examples. An example is a line such as {{"text": "Whales are mammals."}}')
    return examples


def bad_lines(source: object, problems: Mapping[str, str]) -> CourseError:
    """The error that lists bad lines. source: where they are   problems: "line 3" -> what is wrong there"""
    lines = [f"  {place}: {problem}" for place, problem in list(problems.items())[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"  and {len(problems) - SHOWN:,} more")
    unit = next(iter(problems)).split()[0]
    count = f"1 {unit}" if len(problems) == 1 else f"{len(problems):,} {unit}s"
    return CourseError("\n".join([f"{source}: {count} cannot be used.", *lines]))


def read_example(written: bytes, line: int = 1) -> Example:
    """One line of a JSONL file as an `Example`; ValueError says what is wrong with it.

    >>> read_example(b'{"text": "Whales are mammals."}')
    Example(line=1, messages=None, text='Whales are mammals.', unit='line')
    >>> read_example(b'{"text": " "}')
    Traceback (most recent call last):
    ...
    ValueError: "text" is empty
    """
    return Example(line, **messages_or_text(parsed(written)))
