"""What may come next in a tool call, byte by byte: from the schemas of the tools' arguments to an automaton.

A call has one form, without a choice of blanks or of the order of keys:

    {"tool": "order_status", "arguments": {"order_id": 1005}}

So no stack is needed, as it was for any JSON (`llm_edu.decoding.json_grammar`). A state says what may still come: a
few *threads*, each with the part that is being read (fixed text, a string, an integer, a date) and the place in the
grammar after that part. Each byte takes every thread one step further; those that do not match are dropped.

Sources: Thompson 1968 (several threads at once), doi:10.1145/363347.363387; Willard and Louf 2023 (such an automaton
holds a language model to a form), arXiv:2307.09702. Schemas: https://json-schema.org/draft/2020-12

>>> order = {"type": "object", "properties": {"order_id": {"type": "integer", "minimum": 1001, "maximum": 1030}},
...          "required": ["order_id"]}
>>> allowed_next(order, '{"order_id": 10'), allowed_next(order, '{"order_id": 1030')
('0123', '}')
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from llm_edu.agents.schema_parts import Date, Day, Fixed, FreeText, Integer, Part, Text
from llm_edu.decoding import byte_grammar

Schema = Mapping[str, Any]
LONGEST_TEXT = 200    # characters of a string whose schema gives no maxLength
LARGEST_INTEGER = 2**53 - 1    # without a minimum or maximum: what every reader of JSON reads exactly (RFC 8259)
DESCRIBING = {"title", "description", "examples", "default"}    # keywords that allow and forbid nothing
KEYWORDS = {"object": {"properties", "required", "additionalProperties"}, "integer": {"minimum", "maximum"},
            "string": {"minLength", "maxLength"}, "date": {"format"}, "day": {"format"}, "enum": {"enum"}}


class HasSchema(Protocol):
    """A tool, as far as its grammar needs it."""

    @property
    def name(self) -> str: ...

    @property
    def parameters(self) -> Schema: ...


@dataclass(eq=False)    # a place is equal to itself alone, so comparing two states is quick
class Place:
    """A place in the grammar: the threads that begin here."""

    threads: tuple["Thread", ...]

    @property
    def shortest_end(self) -> bytes:
        """The fewest bytes from here to the end."""
        return min((part.shortest_end + after.shortest_end for part, after in self.threads), key=len, default=b"")


class Thread(NamedTuple):
    """One way in which the text may go on: the part that is being read, and the place after it."""

    part: Part
    after: Place


State = frozenset[Thread]
END = Place(())


def step(state: State, byte: int) -> State | None:
    """The state after one more byte; None when no valid text continues with it."""
    threads = [Thread(part, thread.after) for thread in state if (part := thread.part.step(byte)) is not None]
    return with_following(threads) if threads else None


def with_following(threads: Iterable[Thread]) -> State:
    """These threads; where a part may be over, also those that begin after it."""
    found = set(threads)
    for part, after in list(found):
        if part.may_end:
            found.update(after.threads)
    return frozenset(found)


def read(data: Iterable[int], state: State) -> State | None:
    """The state after some bytes, or None when no valid text begins with them."""
    return byte_grammar.read(data, state, step)


def is_complete(state: State) -> bool:
    """Whether the text read so far is whole."""
    return any(part.may_end and after is END for part, after in state)


def shortest_end(state: State) -> bytes:
    """The fewest bytes that complete the text read so far; of equally many, the first in their order."""
    return min((part.shortest_end + after.shortest_end for part, after in state), key=lambda end: (len(end), end))


def start_of_value(schema: Schema) -> State:
    """The state before a value of this schema. Raises ValueError for a schema that the grammar does not know.

    Known are objects, integers, strings, dates (`"format": "date"`), days (`"format": "day"`) and enums, with the
    keywords in `KEYWORDS`.
    """
    return frozenset(value(schema, END).threads)


def start_of_call(tools: Iterable[HasSchema], or_text: bool = False) -> State:
    """The state before a call of one of these tools.

    or_text: it may also be a reply, or lines of thought and then a call. No line of text begins with `{` or a blank.
    Raises ValueError for no tools, for two of one name, and for what `start_of_value` does not know.
    """
    tools = list(tools)
    names = [tool.name for tool in tools]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"a call needs at least one tool, and each a name of its own, not {names}")
    close = Place((Thread(Fixed(b"}"), END),))
    threads = set()
    for tool in tools:
        if tool.parameters.get("type") != "object":
            raise ValueError(f'the parameters of {tool.name!r} are a schema with "type": "object", not '
                             f"{dict(tool.parameters)}")
        begin = f'{{"tool": {as_json(tool.name)}, "arguments": '
        threads.add(Thread(Fixed(begin.encode()), value(tool.parameters, close)))
    if or_text:
        threads |= {Thread(FreeText(), END), Thread(FreeText(thought=True), Place(tuple(threads)))}
    return frozenset(threads)


def value(schema: Schema, after: Place) -> Place:
    """The place where a value of this schema begins; after: the place after the value"""
    kind = kind_of(schema)
    if kind == "object":
        return members(schema, after)
    if kind == "enum":
        return Place(tuple(Thread(Fixed(as_json(option).encode()), after) for option in schema["enum"]))
    if kind == "integer":
        return Place((Thread(Integer(*bounds_of(schema, kind)), after),))
    text = Date() if kind == "date" else Day() if kind == "day" else Text(*bounds_of(schema, kind))
    return Place((Thread(Fixed(b'"'), Place((Thread(text, after),))),))


def members(schema: Schema, after: Place) -> Place:
    """The place where an object begins. Its keys come in the order of the schema; optional ones may be left out."""
    properties, required = schema.get("properties", {}), schema.get("required", [])
    values: dict[str, Place] = {}    # key -> the place of its value; made from the last key to the first

    def next_member(before: str) -> Place:
        """Any of the keys from here up to the first that is required, or the end of the object."""
        threads = []
        for name in reversed(values):
            threads.append(Thread(Fixed(f"{before}{as_json(name)}: ".encode()), values[name]))
            if name in required:
                return Place(tuple(threads))
        return Place((*threads, Thread(Fixed(b"}"), after)))

    for name in reversed(properties):
        values[name] = value(properties[name], next_member(before=", "))
    return Place((Thread(Fixed(b"{"), next_member(before="")),))


def kind_of(schema: Schema) -> str:
    """The kind of a schema, a key of `KEYWORDS`. Raises ValueError for what the grammar would not keep to."""
    written = schema.get("format")
    kind = "enum" if "enum" in schema else written if written in ("date", "day") else schema.get("type")
    if not isinstance(kind, str) or kind not in KEYWORDS:
        raise ValueError(f"the grammar knows objects, integers, strings, dates, days and enums, not {dict(schema)}")
    unknown = sorted(schema.keys() - KEYWORDS[kind] - DESCRIBING - {"type"})
    if unknown:
        raise ValueError(f"the grammar would not keep to {unknown[0]!r} in {dict(schema)}: leave it out, and check the "
                         "argument when the call is made")
    if not set(schema.get("required", [])) <= schema.get("properties", {}).keys():
        raise ValueError(f"the schema requires an argument that it does not describe: {dict(schema)}")
    least, most = bounds_of(schema, kind)
    if type(least) is not int or type(most) is not int or least > most:
        raise ValueError(f"bounds are whole numbers, the smaller one first, and an enum has an option: {dict(schema)}")
    return kind


def bounds_of(schema: Schema, kind: str) -> tuple[int, int]:
    """The smallest and the largest: of an integer, of the characters of a string, of the options of an enum."""
    if kind == "integer":
        return schema.get("minimum", -LARGEST_INTEGER), schema.get("maximum", LARGEST_INTEGER)
    if kind == "string":
        return schema.get("minLength", 0), schema.get("maxLength", LONGEST_TEXT)
    return 1, len(schema.get("enum", [None]))


def as_json(thing: object) -> str:
    """A name or an option as the call writes it."""
    return json.dumps(thing, ensure_ascii=False, allow_nan=False)


def allowed_next(schema: Schema, text: str) -> str:
    """The ASCII characters that may come next after the beginning of a value of this schema, sorted.

    Raises ValueError when no value begins like that.

    >>> allowed_next({"enum": ["repair", "advice"]}, '"')
    'ar'
    """
    state = read(text.encode(), start_of_value(schema))
    if state is None:
        raise ValueError(f"no value of this schema begins with {text[:60]!r}")
    return "".join(chr(byte) for byte in range(128) if step(state, byte) is not None)


def finish_call(tools: Iterable[HasSchema], text: str) -> str:
    """A call that was cut off, completed in the shortest way. Raises ValueError when no call begins like that.

    Check it before you run it: what the end fills in, the model never said.
    """
    state = read(text.encode(), start_of_call(tools))
    if state is None:
        raise ValueError(f"no call of these tools begins with {text[:60]!r}")
    return text + shortest_end(state).decode()
