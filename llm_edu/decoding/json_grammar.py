"""What may come next in a JSON text, byte by byte: a pushdown automaton.

A regular expression cannot count brackets. For that the automaton has a stack: `{` and `[` are pushed, and only the
matching bracket may close the last one. The rest is a table that says which byte leads from which mode to which.
Grammar: RFC 8259; strings are well-formed UTF-8 (RFC 3629: no surrogates, nothing longer than needed).

>>> state = read(b'{"hats": [1')
>>> state
State(mode='integer', stack='{[')
>>> step(state, ord("}")), step(state, ord("]"))
(None, State(mode='after', stack='{'))
>>> shortest_end(state)
b']}'
"""

from collections.abc import Iterable
from typing import NamedTuple

from llm_edu.decoding import byte_grammar

CLOSING = {"{": "}", "[": "]"}


class State(NamedTuple):
    """The state after part of a text: what is being read, and what is open around it ("k": the key of an object)."""

    mode: str
    stack: str


START = State("value", "")
START_OBJECT = State("object", "")    # the text must be an object, and begin with it


def moves(text: str, mode: str) -> dict[int, str]:
    """byte -> mode, for each of these characters."""
    return {ord(character): mode for character in text}


def moves_range(first: int, last: int, mode: str) -> dict[int, str]:
    """byte -> mode, for bytes from first to last."""
    return {byte: mode for byte in range(first, last + 1)}


def make_moves() -> dict[str, dict[int, str]]:
    """mode -> {byte: next mode}, for moves that leave the stack alone."""
    digits, exponent = "0123456789", moves("eE", "exponent")
    may_be_blank = ("value", "first item", "first key", "next key", "colon", "after")
    blank = {mode: moves(" \t\n\r", mode) for mode in may_be_blank}
    value = moves('"', "string") | moves("-", "minus") | moves("0", "zero") | moves("123456789", "integer")
    value |= moves("t", "rue") | moves("f", "alse") | moves("n", "ull")
    continuation = {"utf-8, 1 left": "string", "utf-8, 2 left": "utf-8, 1 left", "utf-8, 3 left": "utf-8, 2 left"}
    table = {mode: moves_range(0x80, 0xBF, after) for mode, after in continuation.items()} | {
        "value": value | blank["value"],
        "first item": value | blank["first item"],
        "first key": blank["first key"],
        "next key": blank["next key"],
        "object": {},
        "colon": moves(":", "value") | blank["colon"],
        "after": blank["after"],
        "minus": moves("0", "zero") | moves("123456789", "integer"),
        "zero": moves(".", "point") | exponent,
        "integer": moves(digits, "integer") | moves(".", "point") | exponent,
        "point": moves(digits, "fraction"),
        "fraction": moves(digits, "fraction") | exponent,
        "exponent": moves("+-", "exponent sign") | moves(digits, "exponent digits"),
        "exponent sign": moves(digits, "exponent digits"),
        "exponent digits": moves(digits, "exponent digits"),
        "string": make_string_moves(),
        "escape": moves('"\\/bfnrt', "string") | moves("u", "4 hex digits"),
        "utf-8 after E0": moves_range(0xA0, 0xBF, "utf-8, 1 left"),    # less would be a character of two bytes
        "utf-8 after ED": moves_range(0x80, 0x9F, "utf-8, 1 left"),    # more would be a surrogate
        "utf-8 after F0": moves_range(0x90, 0xBF, "utf-8, 2 left"),    # less would be a character of three bytes
        "utf-8 after F4": moves_range(0x80, 0x8F, "utf-8, 2 left"),    # more would be beyond U+10FFFF
    }
    for left in (4, 3, 2, 1):
        after = f"{left - 1} hex digits" if left > 1 else "string"
        table[f"{left} hex digits"] = moves(digits + "abcdefABCDEF", after)
    for word in ("true", "false", "null"):
        for index in range(1, len(word)):
            table[word[index:]] = moves(word[index], word[index + 1:] or "after")
    return table


def make_string_moves() -> dict[int, str]:
    """Inside of a string: any character but quotation marks, backslashes (they escape) and control characters."""
    plain = moves_range(0x20, 0x7F, "string") | moves("\\", "escape")
    plain.pop(ord('"'))
    leads = moves_range(0xC2, 0xDF, "utf-8, 1 left") | moves_range(0xE1, 0xEF, "utf-8, 2 left")
    leads |= moves_range(0xF1, 0xF3, "utf-8, 3 left")
    leads |= {byte: f"utf-8 after {byte:X}" for byte in (0xE0, 0xED, 0xF0, 0xF4)}
    return plain | leads


MOVES = make_moves()
NUMBER_ENDS = {"zero", "integer", "fraction", "exponent digits"}    # the number may end here, seen only by what follows
MAY_CLOSE = {"after", "first item", "first key"}


def step(state: State, byte: int) -> State | None:
    """The state after one more byte; None when no JSON text continues with it."""
    mode, stack = state
    if mode in NUMBER_ENDS and byte not in MOVES[mode]:
        mode = "after"
    if byte in MOVES[mode]:
        return State(MOVES[mode][byte], stack)
    character = chr(byte)
    if character == "[" and mode in ("value", "first item"):
        return State("first item", stack + "[")
    if character == "{" and mode in ("value", "first item", "object"):
        return State("first key", stack + "{")
    if character == '"' and mode in ("first key", "next key"):
        return State("string", stack + "k")
    if character == '"' and mode == "string":
        return State("colon", stack[:-1]) if stack.endswith("k") else State("after", stack)
    if character == "," and mode == "after" and stack:
        return State("next key" if stack[-1] == "{" else "value", stack)
    if mode in MAY_CLOSE and stack and character == CLOSING[stack[-1]]:
        return State("after", stack[:-1])
    return None


def read(data: Iterable[int], state: State = START) -> State | None:
    """The state after some bytes, or None when they are not the beginning of any JSON text."""
    return byte_grammar.read(data, state, step)


def is_complete(state: State) -> bool:
    """Whether the text read so far is a whole JSON text."""
    return not state.stack and (state.mode == "after" or state.mode in NUMBER_ENDS)


TOWARDS_END = {"value": "0", "first item": "]", "first key": "}", "next key": '"', "object": "{", "string": '"',
               "escape": '"', "exponent": "0"}


def shortest_end(state: State) -> bytes:
    """The fewest bytes that complete the JSON text read so far."""
    end = bytearray()
    while not is_complete(state):
        if state.mode == "after" or state.mode in NUMBER_ENDS:
            byte = ord(CLOSING[state.stack[-1]])
        elif state.mode in TOWARDS_END:
            byte = ord(TOWARDS_END[state.mode])
        else:    # any way leads there: the first of them
            byte = min(byte for byte in MOVES[state.mode] if chr(byte) not in " \t\n\r")
        end.append(byte)
        after = step(state, byte)
        assert after is not None, f"no JSON text in mode {state.mode!r} continues with {chr(byte)!r}"
        state = after
    return bytes(end)


def finish_json(text: str) -> str:
    """A JSON text that was cut off, completed in the shortest way. Raises ValueError when no end makes it valid.

    >>> finish_json('{"name": "Mia", "hats": [1, 2')
    '{"name": "Mia", "hats": [1, 2]}'
    """
    state = read(text.encode())
    if state is None:
        raise ValueError(f"no JSON text begins with {text[:60]!r}: only one that was cut off can be finished")
    return text + shortest_end(state).decode()
