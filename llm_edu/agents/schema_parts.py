"""The parts that a tool call is made of: fixed text, a string, an integer, a date, a day, and text that is no call.

Each part is what has been read of it so far, and knows four things: what it is after one more byte (`step`; None when
that byte cannot come), whether it may be over (`may_end`), the fewest bytes that end it (`shortest_end`), and how many
ordinary characters may come without more ado (`room`), which saves trying each of them.

>>> Integer(1, 30).step(ord("3")).step(ord("1")) is None, Integer(1, 40).step(ord("3")).step(ord("1")).may_end
(True, True)
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from llm_edu.agents.days import DAY_WORDS
from llm_edu.agents.figures import MONTHS
from llm_edu.decoding import json_grammar
from llm_edu.decoding.byte_grammar import UNLIMITED
from llm_edu.decoding.json_grammar import MOVES

NUMBERS = [str(number) for number in range(1, 32)]
DAYS = [f'{day}"' for day in (*DAY_WORDS, *NUMBERS, *(f"{number} {month}" for number in NUMBERS for month in MONTHS))]
BEGUN_DAYS = {day[:length]: day for day in sorted(DAYS, key=len, reverse=True) for length in range(len(day) + 1)}
PLAIN_IN_TEXT = b'"\\\n\t'    # ordinary in a text, but not as they are in a JSON string


class Part(Protocol):
    """What all parts have in common."""

    @property
    def may_end(self) -> bool: ...

    @property
    def shortest_end(self) -> bytes: ...

    @property
    def room(self) -> int: ...

    def step(self, byte: int) -> "Part | None": ...


@dataclass(frozen=True)
class Fixed:
    """Text that is given: these bytes are left of it."""

    rest: bytes
    room = 0

    @property
    def may_end(self) -> bool:
        return not self.rest

    @property
    def shortest_end(self) -> bytes:
        return self.rest

    def step(self, byte: int) -> "Fixed | None":
        return Fixed(self.rest[1:]) if self.rest and self.rest[0] == byte else None


@dataclass(frozen=True)
class Text:
    """The inside of a string, and its closing quotation mark.

    missing: how many characters must still come   left: how many may   mode: as in `json_grammar`
    Any character can be written as itself, so `\\u00e9` is not allowed: half a surrogate pair would be no text.
    """

    missing: int
    left: int
    mode: str = "string"

    @property
    def room(self) -> int:
        return self.left if self.mode == "string" else 0

    @property
    def may_end(self) -> bool:
        return self.mode == "after"

    @property
    def shortest_end(self) -> bytes:
        if self.may_end:
            return b""
        end = json_grammar.shortest_end(json_grammar.State(self.mode, ""))    # of the character, then `"`
        return end[:-1] + b"?" * self.missing + end[-1:]

    def step(self, byte: int) -> "Text | None":
        if self.mode != "string":
            return self.inside_character(byte)
        if byte == ord('"'):
            return None if self.missing else Text(0, self.left, "after")
        if not self.left or byte not in MOVES["string"]:
            return None
        return Text(max(self.missing - 1, 0), self.left - 1, MOVES["string"][byte])    # a character begins

    def inside_character(self, byte: int) -> "Text | None":
        """Half a character or an escape goes on; after the end nothing does."""
        unicode_escape = self.mode == "escape" and byte == ord("u")
        if self.may_end or unicode_escape or byte not in MOVES[self.mode]:
            return None
        return replace(self, mode=MOVES[self.mode][byte])


@dataclass(frozen=True)
class FreeText:
    """Text of any length that is not a call, in UTF-8; of the control characters only tabs and ends of lines.

    No line of it begins with `{` or a blank, so it is always clear where a call begins.
    thought: it comes before a call, so it is over when a line is; otherwise it is a reply, and over after any character
    """

    thought: bool = False
    mode: str = "first"

    @property
    def room(self) -> int:
        return UNLIMITED if self.mode == "string" else 0

    @property
    def may_end(self) -> bool:
        return self.mode == "line start" or self.mode == "string" and not self.thought

    @property
    def shortest_end(self) -> bytes:
        if self.may_end:
            return b""
        character = b"?"
        if self.mode != "first":
            character = json_grammar.shortest_end(json_grammar.State(self.mode, ""))[:-1]    # without a quotation mark
        return character + (b"\n" if self.thought else b"")

    def step(self, byte: int) -> "FreeText | None":
        mode = self.mode
        if mode in ("first", "line start"):
            if byte in b"{ \t" or (byte, mode) == (ord("\n"), "first"):
                return None
            mode = "string"
        if mode == "string" and byte in PLAIN_IN_TEXT:
            return replace(self, mode="line start" if byte == ord("\n") else "string")
        return replace(self, mode=MOVES[mode][byte]) if byte in MOVES[mode] else None


@dataclass(frozen=True)
class Integer:
    """An integer from minimum to maximum, as JSON writes it: without +, leading zeros or -0."""

    minimum: int
    maximum: int
    written: str = ""
    room = 0

    @property
    def may_end(self) -> bool:
        return self.written not in ("", "-") and self.minimum <= int(self.written) <= self.maximum

    @property
    def shortest_end(self) -> bytes:
        end = self.end()
        assert end is not None, f"no integer from {self.minimum} to {self.maximum} begins with {self.written!r}"
        return end.encode()

    def end(self) -> str | None:
        """The fewest characters that make it an integer within its bounds; None when none do."""
        signs = {"": ["", "-"], "-": ["-"]}.get(self.written)
        begins = [self.written] if signs is None else [sign + digit for sign in signs for digit in "0123456789"]
        numbers = [begin + digits for begin in begins if (digits := self.digits_after(begin)) is not None]
        return min(numbers, key=len)[len(self.written):] if numbers else None

    def digits_after(self, begin: str) -> str | None:
        """The same after this sign and first digits."""
        longest = max(len(str(self.minimum)), len(str(self.maximum)))
        if begin.startswith(("0", "-0")):
            return "" if begin == "0" and self.minimum <= 0 <= self.maximum else None
        for more in range(longest - len(begin) + 1):
            first, last = sorted((int(begin + "0" * more), int(begin + "9" * more)))    # all with so many digits more
            number = max(first, self.minimum)
            if number <= min(last, self.maximum):
                return str(number)[len(begin):]
        return None

    def step(self, byte: int) -> "Integer | None":
        character = chr(byte)
        if character not in "0123456789" and (character, self.written) != ("-", ""):
            return None
        longer = replace(self, written=self.written + character)
        return longer if longer.end() is not None else None


@dataclass(frozen=True)
class Quoted:
    """What was written of a text that ends with a quotation mark."""

    written: str = ""
    room = 0

    @property
    def may_end(self) -> bool:
        return self.written.endswith('"')


@dataclass(frozen=True)
class Date(Quoted):
    """A date that exists, YYYY-MM-DD from year 1 on, and the closing quotation mark.

    >>> february = Date("2026-02-2")
    >>> [digit for digit in "0123456789" if february.step(ord(digit))]
    ['0', '1', '2', '3', '4', '5', '6', '7', '8']
    """

    @property
    def shortest_end(self) -> bytes:
        end = self.end()
        assert end is not None, f"no date begins with {self.written!r}"
        return end.encode()

    def end(self) -> str | None:
        """What makes it a date. If anything does, then the rest of one of these two days, the 30th for April's 3_."""
        if self.may_end:
            return ""
        for day in ("2004-01-01", "2004-01-30"):
            rest = day[len(self.written):]
            try:
                date.fromisoformat(self.written + rest)
            except ValueError:
                continue
            return rest + '"'
        return None

    def step(self, byte: int) -> "Date | None":
        at = len(self.written)
        expected = '"' if at == 10 else "-" if at in (4, 7) else "0123456789"
        if self.may_end or chr(byte) not in expected:
            return None
        longer = Date(self.written + chr(byte))
        return longer if longer.end() is not None else None


@dataclass(frozen=True)
class Day(Quoted):
    """A day as `days` reads it, a date or a name such as friday or 5 march, and the closing quotation mark.

    >>> Day("next f").shortest_end, Day("2").step(ord("0")), Day("5 m").step(ord("x"))
    (b'riday"', Day(written='20'), None)
    """

    @property
    def shortest_end(self) -> bytes:
        if self.written in BEGUN_DAYS:    # the shortest day that begins so
            return BEGUN_DAYS[self.written][len(self.written):].encode()
        return Date(self.written).shortest_end

    def step(self, byte: int) -> "Day | None":
        longer = self.written + chr(byte)
        if longer in BEGUN_DAYS or Date(self.written).end() is not None and Date(self.written).step(byte):
            return Day(longer)
        return None
