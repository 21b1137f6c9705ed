"""The ReAct loop: think, call a tool, read its result, and again, until there is a reply (Yao et al. 2022).

The model is a plain function, text -> text. It reads the question and all that happened since, and writes one step:
a reply, or a thought (if it likes) and then a call on a line of its own. The loop makes the call, and writes the result
below it:

    Where is order 1005?
    I have to look that up.
    {"tool": "order_status", "arguments": {"order_id": 1005}}
    Result: "sent, arrives on 2026-03-04"
    It is on its way and arrives on Wednesday.

Three rules keep the loop honest. What the model writes after a call is dropped unread: it can only be a made-up result.
A tool that fails is told to the model as an error. And a result is JSON on one line, so that no tool can write a line
that looks like a call or like another result.

Source: ReAct, arXiv:2210.03629
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

Model = Callable[[str], str]


class Result(Protocol):
    """What a tool returns: a value if it is ok, otherwise an error, a text.

    The model reads it as JSON. If the result also has a `text`, then that is what the model reads.
    """

    @property
    def ok(self) -> bool: ...

    @property
    def value(self) -> Any: ...

    @property
    def error(self) -> Any: ...


Tools = Mapping[str, Callable[..., Result]]


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    kind: thought and reply: `text` is what the model said   call: `text` is as the model wrote it, `tool` and
    `arguments` what it says (None where it is malformed), `dropped` what the model wrote after it
    result: `text` is what the model is told, `ok` whether the tool did its work, `returned` what it returned, for you
    stopped: `text` says why
    """

    kind: Literal["thought", "call", "result", "reply", "stopped"]
    text: str
    tool: str | None = None
    arguments: Mapping[str, Any] | None = None
    ok: bool | None = None
    dropped: str = ""
    returned: Result | None = None


class Step(NamedTuple):
    """What the model wrote in one step; problem: what is wrong with its call"""

    text: str    # a thought before a call, otherwise a reply
    call: str = ""
    tool: str | None = None
    arguments: Mapping[str, Any] | None = None
    dropped: str = ""
    problem: str = ""


def react(model: Model, tools: Tools, question: str, max_steps: int = 6, longest_result: int = 1000) -> Iterator[Event]:
    """Yield what happens, one event at a time, until the model replies or the loop stops it.

    model: text -> the next step   tools: name -> function, called with the call's arguments by name
    max_steps: how many steps the model has, the reply included   longest_result: characters; a longer one is cut
    A call is yielded before it is made, and nothing runs between two events: to stop, ask for no more of them.
    The loop stops by itself after the last step, when the model writes nothing, and when it repeats a call, whose
    result it has already read. What the model itself raises, the loop passes on.

    >>> from types import SimpleNamespace
    >>> def model(text):
    ...     return "It has 24." if "Result:" in text else '{"tool": "register", "arguments": {"of": "Mia"}}'
    >>> tools = {"register": lambda of: SimpleNamespace(ok=True, value=24, error=None)}
    >>> [(event.kind, event.text) for event in react(model, tools, "How many hats?")][1:]
    [('result', '24'), ('reply', 'It has 24.')]
    """
    text, made = question + "\n", set()
    for _ in range(max_steps):
        step = read_step(model(text))
        if not step.call:
            yield Event("reply", step.text) if step.text else Event("stopped", "The model wrote nothing.")
            return
        if step.text:
            yield Event("thought", step.text)
        yield Event("call", step.call, step.tool, step.arguments, dropped=step.dropped)
        key = step.call if step.problem else json.dumps([step.tool, step.arguments], sort_keys=True)
        if key in made:
            yield Event("stopped", "The model repeated a call whose result it has already read.")
            return
        made.add(key)
        ok, told, returned = (False, step.problem, None) if step.problem else run_tool(tools, step)
        told = cut(told, longest_result)
        yield Event("result", told, step.tool, step.arguments, ok, returned=returned)
        text += "\n".join(filter(None, (step.text, step.call, f"{'Result' if ok else 'Error'}: {told}"))) + "\n"
    yield Event("stopped", f"The model has not replied within {max_steps} steps.")


def read_step(text: str) -> Step:
    """Take a step of the model apart. A call begins with the first line that begins with `{`; malformed, it ends there.

    >>> read_step('I look.\\n{"tool": "time", "arguments": {}}\\nResult: noon').dropped
    'Result: noon'
    """
    begin = re.search(r"^[ \t]*(?=\{)", text, re.MULTILINE)
    if begin is None:
        return Step(text.strip())
    thought, rest = text[:begin.start()].strip(), text[begin.end():]
    try:
        call, end = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError) as error:
        written, _, dropped = rest.partition("\n")
        problem = f"the call is not valid JSON, so nothing was called: {error}"
        return Step(thought, written.strip(), dropped=dropped.strip(), problem=problem)
    written, dropped = rest[:end], rest[end:].strip()
    tool, arguments = call.get("tool"), call.get("arguments", {})
    if not call.keys() <= {"tool", "arguments"} or not isinstance(tool, str) or not isinstance(arguments, dict):
        problem = 'a call is {"tool": a name, "arguments": {…}} and nothing else, so nothing was called'
        return Step(thought, written, dropped=dropped, problem=problem)
    return Step(thought, written, tool, arguments, dropped)


def run_tool(tools: Tools, step: Step) -> tuple[bool, str, Result | None]:
    """Whether the tool did its work; what the model is told, the value or what went wrong; what the tool returned."""
    assert step.tool is not None and step.arguments is not None
    if step.tool not in tools:
        return False, f"there is no tool {step.tool!r}, only {', '.join(sorted(tools))}", None
    try:
        result = tools[step.tool](**step.arguments)
        told = getattr(result, "text", "") or as_line(result.value if result.ok else result.error)
        return bool(result.ok), told, result
    except Exception as error:    # whatever it is: the model must hear of it, and the conversation goes on
        return False, f"{type(error).__name__}: {error}", None


def as_line(thing: Any) -> str:
    """As JSON, on one line."""
    return json.dumps(thing, ensure_ascii=False)


def cut(text: str, longest: int) -> str:
    """A result on one line; one that is too long is cut, and says so.

    >>> cut("abcdef", 4)
    'abcd … (cut: the first 4 of 6 characters)'
    """
    line = " ".join(text.splitlines())
    if len(line) <= longest:
        return line
    return f"{line[:longest]} … (cut: the first {longest:,} of {len(line):,} characters)"
