"""Tokens as chips: the one place that knows how a token is shown, in a widget, a static picture or plain text.

A token is a piece of *bytes*. Most pieces are whole characters and are shown as text; an emoji or a rare Chinese
character can be cut into several tokens, none of which is a character. Such tokens are gathered under the character
that they make up together:

>>> from llm_edu.widgets.common.chips import group_tokens, plain_text
>>> class Bytes:
...     def encode(self, text): return list(text.encode("utf-8"))
...     def decode(self, ids): return bytes(ids).decode("utf-8", errors="replace")
...     def token_bytes(self, id): return bytes([id])
>>> plain_text(group_tokens(Bytes(), [72, 105, 32, 0xC3, 0xA9]))
'H|i|·|é[C3|A9]'
"""

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llm_edu.argument_order import tokenizer_first

LABEL_LENGTH = 48  # a longer label ends in an ellipsis: a 300-character token must not take the page
MARKS = {" ": "·", "\n": "↵", "\t": "⇥", "\r": "␍", "\x7f": "␡"}
TINTS = ("0,114,178", "0,158,115", "204,121,167", "86,180,233")  # the course's blue, green, purple and sky


@dataclass(frozen=True)
class Chip:
    """What is drawn as one chip: a token, or the tokens that share a character.

    label: the text as it is drawn, every invisible character made visible
    tokens: (id, bytes) of each token
    """

    label: str
    tokens: tuple[tuple[int, bytes], ...]

    @property
    def breaks_line(self) -> bool:
        """Whether the text goes on in a new line after this chip, so that code still looks like code."""
        return any(b"\n" in piece for _, piece in self.tokens)

    @property
    def unfinished(self) -> bool:
        """Whether the last character lacks bytes that later tokens may bring."""
        return _is_unfinished(b"".join(piece for _, piece in self.tokens))


def visible(text: str, limit: int = LABEL_LENGTH) -> str:
    """Text with every character that cannot be seen made visible, at most `limit` characters of it.

    >>> visible(" the\\n"), visible("a\\u200bb"), visible("\\u0301")
    ('·the↵', 'a⟨U+200B⟩b', '◌\u0301')
    """
    shown = "".join(_visible_character(text, index) for index in range(min(len(text), limit)))
    return shown if len(text) <= limit else shown + "…"


def _visible_character(text: str, index: int) -> str:
    character = text[index]
    if character in MARKS:
        return MARKS[character]
    category = unicodedata.category(character)
    if category == "Cc" and character < " ":
        return chr(0x2400 + ord(character))  # Unicode's pictures of control characters
    selector = 0xFE00 <= ord(character) <= 0xFE0F
    if category[0] in "CZ" or (selector and index == 0):
        return f"⟨U+{ord(character):04X}⟩"
    if category[0] == "M" and index == 0:
        return "◌" + character  # an accent without its letter
    return character


def token_label(piece: bytes) -> str:
    """A token as it is drawn; one that is no whole character shows its bytes.

    >>> token_label(b" hat"), token_label(b"\\xf0\\x9f"), token_label(b"")
    ('·hat', '⟨F0 9F⟩', '(empty)')
    """
    try:
        return visible(piece.decode("utf-8")) or "(empty)"
    except UnicodeDecodeError:
        return f"⟨{as_hex(piece[:8])}{'…' if len(piece) > 8 else ''}⟩"


def readable(name) -> str:
    """A name as it can be shown: what has no shape of its own is made visible, except spaces between words.

    >>> readable("my  model\\x07")
    'my model␇'
    """
    return visible(" ".join(replace_surrogates(str(name))[0].split())).replace(visible(" "), " ")


def replace_surrogates(text: str) -> tuple[str, int]:
    """Text without halves of characters (lone surrogates, which have no bytes), and how many were replaced by �.

    >>> replace_surrogates("a\\ud83db")
    ('a\ufffdb', 1)
    """
    count = sum("\ud800" <= character <= "\udfff" for character in text)
    if not count:
        return text, 0
    # A pair that arrived as two halves is one character; what is left over after joining has no bytes.
    joined = text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
    return joined, joined.count("\ufffd") - text.count("\ufffd")


def sendable(text):
    """A text without halves of characters, which cannot travel to a browser; anything else as it is."""
    return replace_surrogates(text)[0] if isinstance(text, str) else text


def bytes_reader(tokenizer) -> Callable[[int], bytes]:
    """How this tokenizer tells the bytes of a token: our own, tiktoken's, or any that can decode."""
    for name in ("token_bytes", "decode_single_token_bytes"):
        if hasattr(tokenizer, name):
            return getattr(tokenizer, name)
    return lambda id: tokenizer.decode([id]).encode("utf-8", errors="replace")


def label_of(tokenizer, id: int) -> str:
    """A token as it is drawn; an id for which the tokenizer has no token, as a model may have, by its number."""
    try:
        return token_label(bytes_reader(tokenizer)(int(id)))
    except (LookupError, TypeError, ValueError):
        return f"⟨{id}⟩"


def group_tokens(tokenizer, ids: Sequence[int]) -> list[Chip]:
    """Gather token ids into chips, so that each chip is whole characters wherever the bytes allow it."""
    token_bytes = bytes_reader(tokenizer)
    chips, pending, buffer = [], [], b""
    for id in ids:
        piece = token_bytes(id)
        pending.append((int(id), piece))
        buffer += piece
        if not _is_unfinished(buffer):
            chips.append(_chip(pending, buffer))
            pending, buffer = [], b""
    if pending:
        chips.append(_chip(pending, buffer))
    return chips


def _chip(tokens: list, buffer: bytes) -> Chip:
    return Chip(visible(buffer.decode("utf-8", errors="replace")), tuple(tokens))


def _is_unfinished(buffer: bytes) -> bool:
    """Whether the bytes end inside a character that later bytes could complete."""
    try:
        buffer.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.reason == "unexpected end of data"
    return False


def as_hex(piece: bytes) -> str:
    """Bytes as they are written by hand: b"Hi" -> "48 69"."""
    return piece.hex(" ").upper()


def plain_text(chips: Sequence[Chip]) -> str:
    """Chips as one line of text: ``The|·cat|·sat``; a shared character is followed by its tokens' bytes."""
    return "|".join(
        chip.label if len(chip.tokens) == 1 else f"{chip.label}[{'|'.join(as_hex(piece) for _, piece in chip.tokens)}]"
        for chip in chips
    )


class TokenChips:
    """Tokens that show themselves in a notebook: coloured chips, and one line of plain text."""

    def __init__(self, chips: Sequence[Chip], left_out: int = 0, ids: bool = False):
        self.chips, self.left_out, self.ids = list(chips), left_out, ids

    def __repr__(self) -> str:
        return plain_text(self.chips) + (f"|… and {self.left_out:,} more tokens" if self.left_out else "")

    def _repr_html_(self) -> str:
        body = "".join(_html_chip(chip, TINTS[index % len(TINTS)], self.ids) for index, chip in enumerate(self.chips))
        rest = f"<span> … and {self.left_out:,} more tokens</span>" if self.left_out else ""
        return f'<div style="line-height:2;font-family:monospace;font-size:13px">{body}{rest}</div>'


def _html_chip(chip: Chip, tint: str, ids: bool) -> str:
    title = "; ".join(f"id {id}, bytes {as_hex(piece)}" for id, piece in chip.tokens)
    below = ""
    if len(chip.tokens) > 1:
        below = " ".join(as_hex(piece) for _, piece in chip.tokens) if not ids else ""
    if ids:
        below = " ".join(str(id) for id, _ in chip.tokens)
    small = f'<span style="font-size:10px;margin-left:4px">{html.escape(below)}</span>' if below else ""
    style = (
        f"background-color:rgba({tint},0.2);border:1px solid rgba({tint},0.45);border-radius:5px;"
        "padding:1px 4px;margin:1px 2px;overflow-wrap:anywhere"
    )
    chip_html = f'<span dir="auto" style="{style}" title="{html.escape(title)}">{html.escape(chip.label)}{small}</span>'
    return chip_html + ("<br>" if chip.breaks_line else "")


@tokenizer_first
def show_tokens(tokenizer, text: str, *, ids: bool = False, limit: int = 500) -> TokenChips:
    """The tokens of a text as chips, for the last line of a cell.

    tokenizer: anything with ``encode(str) -> list[int]`` and ``token_bytes(id) -> bytes``
    ids: write each token's number beside it
    limit: how many tokens to draw; the rest is counted
    """
    numbers = list(tokenizer.encode(text))
    return TokenChips(group_tokens(tokenizer, numbers[:limit]), max(0, len(numbers) - limit), ids)
