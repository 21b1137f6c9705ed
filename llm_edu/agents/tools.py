"""Tools that a model may call: described to it, checked before they run, limited while they run.

A call is a text that the model writes: ``{"tool": "order_status", "arguments": {"order_id": 1005}}``. Whatever goes
wrong with it comes back as a `Result` that says so in one sentence: an agent can read a sentence, and no exception
reaches its loop.
"""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from llm_edu.agents.schemas import Schema, check_schema, fault_in, shown

LONGEST_CALL = 10_000    # characters


class Refused(Exception):
    """A tool says no; the message is one sentence, written for the model and the customer to read."""


@dataclass(frozen=True)
class Tool:
    """Something that a model may have done.

    name: how a call names it   description: for the model, when to use it   parameters: a schema of `schemas`
    run: called with the arguments by name. It returns text, numbers, lists and dictionaries of them, or dataclasses
    of these; it raises `Refused` to say no. It may be called in another thread.
    resolve: from the arguments as a model writes them, which fit the schema, to those of `run`: code looks up what a
    model would have to know or to calculate, such as a date. It raises `Refused` for what is not there.
    Raises ValueError for a schema that `schemas` does not know.
    """

    name: str
    description: str
    parameters: Schema
    run: Callable[..., object] = field(repr=False)
    resolve: Callable[[dict[str, Any]], dict[str, Any]] = field(default=dict, repr=False)

    def __post_init__(self) -> None:
        check_schema(self.parameters)


@dataclass(frozen=True)
class Call:
    """Which tool, with which arguments."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of a call.

    ok: whether the tool ran and answered   value: what it returned   error: if not ok, one sentence that says why
    text: what the model reads, always JSON   call: with resolved arguments; None if there was none that could be read
    cause: the exception behind the error, for you: the model never sees its message, which may hold others' secrets
    """

    ok: bool
    value: object = None
    error: str = ""
    text: str = ""
    call: Call | None = None
    cause: BaseException | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.text:
            object.__setattr__(self, "text", as_json(self.value if self.ok else {"error": self.error}))


def parse_call(text: str) -> Call:
    """The call that a text of JSON holds. Raises ValueError, in one sentence, for anything else.

    >>> parse_call('{"tool": "order_status", "arguments": {"order_id": 1005}}')
    Call(tool='order_status', arguments={'order_id': 1005})
    >>> parse_call("Let me look that up.")
    Traceback (most recent call last):
    ValueError: The call is not JSON.
    """
    if len(text) > LONGEST_CALL:
        raise ValueError(f"The call is longer than {LONGEST_CALL:,} characters.")
    try:
        found = json.loads(text, object_pairs_hook=without_doubles, parse_constant=no_number)
    except DoubledName as error:
        raise ValueError(f"The call says {shown(str(error))} twice.") from error
    except (ValueError, RecursionError) as error:    # such as a number of thousands of digits, or nested so deep
        raise ValueError("The call is not JSON.") from error
    if not isinstance(found, dict) or not found.keys() <= {"tool", "arguments"} or "tool" not in found:
        raise ValueError('A call is {"tool": "…", "arguments": {…}}, with nothing else in it.')
    call = Call(found["tool"], found.get("arguments", {}))
    if not isinstance(call.tool, str) or not isinstance(call.arguments, dict):
        raise ValueError("The tool of a call is a text, and its arguments are an object.")
    return call


class DoubledName(ValueError):
    """An object of JSON says a name twice, and so perhaps two things; Python would silently take the last."""


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of an object of JSON as a dictionary. Raises DoubledName."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DoubledName(name)
        found[name] = value
    return found


def no_number(word: str) -> None:
    """Refuses NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{word} is not JSON")


def as_json(value: object) -> str:
    """A value as JSON; a dataclass becomes an object of its fields, a day its text.

    Raises TypeError, ValueError or RecursionError for what is not JSON (NaN, bytes, a list that holds itself, half a
    character).
    """
    def other(thing: object) -> object:
        if is_dataclass(thing) and not isinstance(thing, type):
            return {part.name: getattr(thing, part.name) for part in fields(thing) if part.name[0] != "_"}
        if isinstance(thing, date):
            return thing.isoformat()
        raise TypeError(f"{type(thing).__name__} is not JSON")

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=other)
    text.encode("utf-8")
    return text


class Toolbox:
    """Tools by name, and how they are called.

    seconds: how long a call may take   largest: how many bytes of UTF-8 a result may have, as JSON
    Raises ValueError for two tools of one name.

    A tool runs in a thread of its own, which works on every system but cannot be killed. After the time limit the loop
    goes on, and what the tool returns later is dropped; but the tool itself may go on for ever, and finish what it
    began. So a tool never writes: it returns a draft (`guard`), and the write is done elsewhere. While a call hangs,
    further calls of the same tool are refused, so that threads do not pile up. A single step inside C code that holds
    Python's lock (such as a regular expression gone wild) holds up everything until it ends: a tool that you do not
    trust needs a process of its own, as lesson 13's sandbox.

    >>> double = Tool("double", "Twice a number.", {"type": "object", "properties": {"number": {"type": "integer"}},
    ...                                             "required": ["number"]}, lambda number: 2 * number)
    >>> toolbox = Toolbox([double])
    >>> toolbox.call('{"tool": "double", "arguments": {"number": 21}}').text
    '42'
    >>> toolbox.call('{"tool": "triple", "arguments": {"number": 21}}').error
    'There is no tool "triple"; the tools are: double.'
    """

    def __init__(self, tools: Iterable[Tool], seconds: float = 2.0, largest: int = 4_000):
        tools = list(tools)
        self.tools = {tool.name: tool for tool in tools}
        if len(self.tools) < len(tools):
            raise ValueError("two of the tools have the same name")
        self.seconds, self.largest = seconds, largest
        self._started: dict[str, threading.Thread] = {}    # tool -> where its last call runs

    def call(self, text: str | Call) -> Result:
        """Do what a call says, and tell what came of it. Never raises for what a model wrote or a tool did."""
        try:
            call = parse_call(text) if isinstance(text, str) else text
        except ValueError as error:
            return Result(False, error=str(error), cause=error.__cause__)
        tool = self.tools.get(call.tool)
        if tool is None:
            return Result(False, error=f"There is no tool {shown(call.tool)}; the tools are: {', '.join(self.tools)}.",
                          call=call)
        if fault := fault_in(tool.parameters, call.arguments):
            return Result(False, error=fault, call=call)
        return self._run(tool, call)

    def _run(self, tool: Tool, call: Call) -> Result:
        """The result of a call that is valid, after `seconds` at the latest."""
        earlier = self._started.get(tool.name)
        if earlier is not None and earlier.is_alive():
            return Result(False, error=f"{tool.name} is still busy with an earlier call.", call=call)
        results: list[Result] = []
        thread = threading.Thread(target=lambda: results.append(self._answer(tool, call)), daemon=True,
                                  name=f"tool {tool.name}")
        self._started[tool.name] = thread
        thread.start()
        thread.join(self.seconds)
        if not results:
            return Result(False, error=f"{tool.name} did not answer within {self.seconds:g} seconds.", call=call)
        return results[0]

    def _answer(self, tool: Tool, call: Call) -> Result:
        """What the tool returns, if that is JSON and not too large."""
        try:
            call = Call(call.tool, tool.resolve(call.arguments))
            value = tool.run(**call.arguments)
        except Refused as refused:
            return Result(False, error=str(refused), call=call)
        except BaseException as error:    # sys.exit() in a tool ends the call, and not the agent
            return Result(False, error=f"{tool.name} failed ({type(error).__name__}) and gave no answer.", call=call,
                          cause=error)
        if value is None:
            return Result(False, error=f"{tool.name} returned nothing.", call=call)
        try:
            text = as_json(value)
        except BaseException as error:    # a value may be an object with methods that do anything
            return Result(False, error=f"{tool.name} returned something that is not text or JSON.", call=call,
                          cause=error)
        if (size := len(text.encode("utf-8"))) > self.largest:
            return Result(False, error=f"{tool.name} returned {size:,} bytes, and at most {self.largest:,} are read.",
                          call=call)
        return Result(True, value=value, text=text, call=call)
