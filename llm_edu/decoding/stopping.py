"""When is a text finished? At an id that ends it, or at a string, which may be spread over several tokens."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, cast

from llm_edu.decoding.prompts import is_integer

Stop = int | str | Iterable[int | str]


class TokenBytes(Protocol):
    """A tokenizer, as far as decoding needs it: it knows the bytes of each token."""

    def token_bytes(self, token_id: int) -> bytes: ...


class Stopping:
    """Says whether new ids have reached an end.

    stop: one id or string, or several   tokenizer: has ``token_bytes(id)``; only strings need it
    Raises TypeError or ValueError for other ends, and for strings without a tokenizer.

    >>> Stopping([0]).reached([5, 0]), Stopping([0]).reached([0, 5])
    (True, False)
    """

    def __init__(self, stop: Stop = (), tokenizer: TokenBytes | None = None):
        ends: list[Any] = [stop] if isinstance(stop, str) or is_integer(stop) else list(cast(Iterable[int | str], stop))
        self.ids = frozenset(int(end) for end in ends if is_integer(end))
        self.strings = tuple(end for end in ends if isinstance(end, str))
        self.tokenizer = tokenizer
        for end in ends:
            if not (is_integer(end) or isinstance(end, str)):
                raise TypeError(f"stop holds ids (whole numbers) and strings, not {end!r}")
        if "" in self.strings:
            raise ValueError("stop holds an empty string, which is everywhere: leave it out")
        if self.strings and tokenizer is None:
            raise ValueError(f"to stop at {self.strings[0]!r} the ids must be read as text: pass tokenizer=…")
        self._strings = [text.encode() for text in self.strings]
        self._longest = max(map(len, self._strings), default=0)    # bytes

    def reached(self, new: Sequence[int]) -> bool:
        """Whether the last of these new ids ends the text, or completes a string that ends it."""
        return new[-1] in self.ids or bool(self._strings) and self._holds_string(new)

    def _holds_string(self, new: Sequence[int]) -> bool:
        """A string that ends in the last token has at most as many tokens as it has bytes: no token is empty."""
        assert self.tokenizer is not None    # `__init__` has seen to that
        tail = b"".join(map(self.tokenizer.token_bytes, new[-self._longest:]))
        return any(text in tail for text in self._strings)


class StopText:
    """Pass pieces of text on until a stop string comes, and nothing of that string, wherever the pieces are cut.

    >>> stop = StopText(["END"])
    >>> [stop.feed(piece) for piece in ["the E", "N", "emy at the EN", "D. Then"]], stop.reached
    (['the ', '', 'ENemy at the ', ''], True)
    """

    def __init__(self, strings: Iterable[str]):
        self.strings = tuple(strings)
        self.held = ""    # could be the beginning of a stop string
        self.reached = False

    def feed(self, piece: str) -> str:
        """The text that cannot belong to a stop string any more; it may be empty."""
        if self.reached:
            return ""
        text = self.held + piece
        found = [(text.index(string) + len(string), text.index(string)) for string in self.strings if string in text]
        if found:
            self.reached, self.held = True, ""
            _, begin = min(found)    # the one that is complete first, so that the cut does not depend on the pieces
            return text[:begin]
        longest = max((overlap(text, string) for string in self.strings), default=0)
        self.held = text[len(text) - longest:]
        return text[:len(text) - longest]

    def finish(self) -> str:
        """The text that was held back, when no more text comes."""
        held, self.held = self.held, ""
        return held


def overlap(text: str, string: str) -> int:
    """How many of the last characters of `text` could begin `string`, without being all of it.

    >>> overlap("the E", "END"), overlap("the EE", "END"), overlap("E", "END"), overlap("-", "END")
    (1, 1, 1, 0)
    """
    lengths = range(min(len(text), len(string) - 1), 0, -1)
    return next((length for length in lengths if text.endswith(string[:length])), 0)
