"""Examples to learn from, in a file of one JSON object a line (JSONL), as every fine-tuning program reads them.

    {"messages": [{"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Ahoy!"}]}
    {"text": "Whales are mammals."}

Of a conversation a model learns the assistant's answers, of a text everything.
"""

import codecs
import json
from dataclasses import dataclass
from pathlib import Path

from llm_edu.errors import CourseError
from llm_edu.files import parse_json, read_file
from llm_edu.pretrained.conversation import ROLES

LONGEST_LINE = 1_000_000    # bytes: some 400 pages
SHOWN = 8    # bad lines that an error lists


@dataclass(frozen=True)
class Example:
    """A conversation or a text, and the line of the file that it comes from, counted from 1.

    messages: a tuple of {"role": …, "content": …} that ends with an answer, or None   text: a text, or None
    """

    line: int
    messages: tuple[dict, ...] | None = None
    text: str | None = None


def read_examples(path):
    """All examples of a JSONL file, in its order. Lines with nothing in them are passed over, other keys as well.

    Nothing is left out or mended in silence: where a line cannot be used, CourseError lists the first of them with what
    is wrong. It is also raised for a file that cannot be read, or holds no example.
    """
    path = Path(path)
    try:
        content = read_file(path)
    except FileNotFoundError:
        raise CourseError(f"there is no file {path}") from None
    except (OSError, ValueError) as problem:
        raise CourseError(f"{path} cannot be read: {problem}") from None
    examples, problems = [], {}
    for line, written in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not written.strip():
            continue
        try:
            examples.append(read_example(written, line))
        except ValueError as problem:
            problems[line] = str(problem)
    if problems:
        raise bad_lines(path, problems)
    if not examples:
        raise CourseError(f'{path} holds no examples. An example is a line such as {{"text": "Whales are mammals."}}')
    return examples


def bad_lines(source, problems):
    """The CourseError that lists them. source: what they are lines of   problems: line -> what is wrong with it"""
    lines = [f"  line {line}: {problem}" for line, problem in list(problems.items())[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"  and {len(problems) - SHOWN:,} more")
    count = "1 line" if len(problems) == 1 else f"{len(problems):,} lines"
    return CourseError("\n".join([f"{source}: {count} cannot be used.", *lines]))


def read_example(written, line=1):
    """One line of a file as an `Example`; ValueError says what is wrong with it.

    >>> read_example(b'{"text": "Whales are mammals."}')
    Example(line=1, messages=None, text='Whales are mammals.')
    >>> read_example(b'{"text": " "}')
    Traceback (most recent call last):
    ...
    ValueError: "text" is empty
    """
    if len(written) > LONGEST_LINE:
        raise ValueError(f"it is too long: {len(written):,} bytes, {LONGEST_LINE:,} at most; cut it into several")
    content = parsed(written)
    if not isinstance(content, dict):
        raise ValueError(f'it is {kind_of(content)}, and should be an object, {{"messages": […]}} or {{"text": "…"}}')
    found = [key for key in ("messages", "text") if key in content]
    if len(found) != 1:
        raise ValueError(f'it needs either "messages" or "text", and has {keys_of(content)}')
    if found == ["text"]:
        check_text(content["text"], '"text"')
        return Example(line, text=content["text"])
    check_messages(content["messages"])
    return Example(line, messages=tuple(content["messages"]))


def parsed(written):
    """The JSON of a line; ValueError says what keeps it from being JSON."""
    try:
        return parse_json(written)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text: save the file as UTF-8") from None
    except json.JSONDecodeError as problem:
        hint = " (every line is to hold an object of its own)" if written.strip() in (b"[", b"{", b"]", b"}") else ""
        raise ValueError(f"it is no JSON: {problem.msg}, at character {problem.pos + 1}{hint}") from None
    except ValueError as problem:
        raise ValueError(f"it is no JSON: {problem!s:.100}") from None


def check_messages(messages):
    """Raise ValueError for what is no conversation that ends with an answer."""
    if not isinstance(messages, list) or not messages:
        raise ValueError('"messages" is not a list with messages in it')
    for number, message in enumerate(messages, start=1):
        if not isinstance(message, dict) or message.keys() != {"role", "content"}:
            told = f"has {keys_of(message)}" if isinstance(message, dict) else f"is {kind_of(message)}"
            raise ValueError(f'message {number} is to have a "role" and a "content" and nothing else, and {told}')
        if message["role"] not in ROLES:
            raise ValueError(f"message {number} has the role {message['role']!r:.40}, and may have {', '.join(ROLES)}")
        check_text(message["content"], f'the "content" of message {number}')
    check_order([message["role"] for message in messages])


def check_order(roles):
    """Raise ValueError unless they are: perhaps the system, then user and assistant in turn, the assistant last.

    >>> check_order(["system", "user", "assistant"])
    """
    first = 1 if roles[0] == "system" else 0
    for number, role in enumerate(roles[first:], start=first):
        expected = ("user", "assistant")[(number - first) % 2]
        if role != expected:
            raise ValueError(f"message {number + 1} is the {role}'s where the {expected}'s turn is")
    if roles[-1] != "assistant":
        raise ValueError(f"it ends with the {roles[-1]}'s message, and should end with an answer of the assistant's")


def check_text(text, name):
    """Raise ValueError, with the name, for what is no text, an empty one, or one with half a character."""
    if not isinstance(text, str):
        raise ValueError(f"{name} is {kind_of(text)}, and should be a text")
    if not text.strip():
        raise ValueError(f"{name} is empty")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise ValueError(f"{name} holds half a character, \\u{ord(text[problem.start]):x}") from None


def keys_of(content):
    """The first keys of an object, to be shown."""
    return ", ".join(repr(key[:40]) for key in list(content)[:6]) or "no keys"


def kind_of(value):
    """What a value is in words of JSON.

    >>> kind_of([]), kind_of(None), kind_of(2.5)
    ('a list', 'null', 'a number')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return {dict: "an object", list: "a list", str: "a text"}.get(type(value), "a number")
