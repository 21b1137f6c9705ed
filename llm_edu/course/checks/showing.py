"""What the learner sees: values in a line, and reports that read the same as text, as HTML and aloud.

The HTML survives JupyterLab's sanitiser, which strips ``role`` and ``aria-*`` from a notebook that is not trusted:
every verdict is therefore a word in the text ("Right", "Not yet"); its sign and colour only repeat it.
"""

import html
import math
import re
import reprlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from llm_edu.course.checks.interrupting import TookTooLong, careful
from llm_edu.course.checks.kinds import as_array, kind

SIGNS = {"right": "✓", "wrong": "✗", "blank": "○", "note": "»"}
WORDS = {"right": "Right", "wrong": "Not yet", "blank": "To do", "note": ""}
BORDERS = {"right": "#009E73", "wrong": "#D55E00", "blank": "#8A8F98", "note": "#0072B2"}
EMPHASIS = re.compile(r"(?<![\w*])\*(\w(?:[^*]*[\w.?!])?)\*(?![\w*])")
MOST_NUMBERS = 36  # of an array that is shown whole
DIGITS = (6, 9, 17)  # of a float, tried one after the other until two of them differ
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
PRE_STYLE = "margin:4px 0;padding:0;background:transparent;white-space:pre-wrap"


class _Short(reprlib.Repr):
    """Python's own short repr, with long lists cut later and arrays described by their shape."""

    def __init__(self, width: int, digits: int) -> None:
        super().__init__()
        self.digits = digits
        self.maxlevel = 5
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = max(4, width // 4)
        self.maxstring = self.maxother = self.maxlong = max(30, width - 10)
        self.width = width

    def repr1(self, value: Any, level: int) -> str:
        if kind(value) in ("tensor", "NumPy array"):
            return _shown_array(value, self.width, self.digits)
        if kind(value) in ("int", "float") and hasattr(value, "dtype"):
            value = value.item()
        if isinstance(value, float):
            return _float(value, self.digits)
        if kind(value) == "function" and hasattr(value, "__name__"):
            return value.__name__
        return super().repr1(value, level)

    def repr_dict(self, value: dict, level: int) -> str:
        """In the dictionary's own order, which may be what an exercise is about. (reprlib sorts the keys.)"""
        if not value or level <= 0:
            return super().repr_dict(value, level)
        pieces = [f"{self.repr1(key, level - 1)}: {self.repr1(item, level - 1)}"
                  for key, item in islice(value.items(), self.maxdict)]
        return "{" + ", ".join(pieces + [self.fillvalue] * (len(value) > self.maxdict)) + "}"


def _float(value: float, digits: int) -> str:
    """Six digits are enough to read, and 3.0 stays a float: 0.1 + 0.2 -> "0.3", 3.0 -> "3.0"."""
    text = f"{value:.{digits}g}"
    return text if set(text) & set(".en") else text + ".0"


def shown(value: Any, width: int = 300, digits: int = 6) -> str:
    """One line for a value, at most about ``width`` characters; never raises, always ends.

    >>> shown([1, 2, 3])
    '[1, 2, 3]'
    """
    try:
        text = careful(lambda: _Short(width, digits).repr(value), value)
    except TookTooLong:
        return f"<{type(value).__name__} that cannot be shown: its __repr__ does not end>"
    except Exception as error:  # a learner's __repr__ may do anything
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
    text = ADDRESS.sub("", text)  # it would differ on every run
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= width else text[: width - 1] + "…"


def _shown_array(value: Any, width: int, digits: int) -> str:
    word = "tensor" if kind(value) == "tensor" else "array"
    array = as_array(value)
    if array.size <= MOST_NUMBERS:
        digits = 4 if digits == DIGITS[0] and _all_differ(set(_numbers(array)), 4) else digits
        numbers = _rounded(array.tolist(), digits)
        if len(numbers) <= width:
            return f"{word}({numbers})" if array.size else f"{word}([], shape={tuple(array.shape)})"
    return f"{word} of shape {tuple(array.shape)}"


def _rounded(value: Any, digits: int) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_rounded(item, digits) for item in value) + "]"
    return f"{value:.{digits}g}" if isinstance(value, float) else repr(value)


def in_full(value: Any, width: int) -> str:
    """``shown`` with as many digits as it takes to tell the different numbers in it apart.

    >>> in_full([0.25, 0.25000001], 200)
    '[0.25, 0.25000001]'
    """
    numbers, texts = set(_numbers(value)), {digits: shown(value, width, digits) for digits in DIGITS}
    return next((text for digits, text in texts.items() if _all_differ(numbers, digits) and text[-1] != "…"),
                texts[DIGITS[0]])


def _all_differ(numbers: set[float], digits: int) -> bool:
    return len({f"{number:.{digits}g}" for number in numbers}) == len(numbers)


def _numbers(value: Any) -> Iterator[float]:
    """The floats in a value that is short enough to be shown."""
    if isinstance(value, float):
        yield value
    elif kind(value) in ("tensor", "NumPy array") and math.prod(value.shape) <= MOST_NUMBERS:
        yield from _numbers(as_array(value).flatten().tolist())
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _numbers(item)


def apart(expected: Any, got: Any, width: int = 300) -> tuple[str, str]:
    """Two values shown so that they look different: with more digits, code points or types, as far as needed.

    >>> apart(0.1234567, 0.1234568)
    ('0.1234567', '0.1234568')
    >>> apart("café", "cafe\u0301")
    ("'caf\\\\xe9'", "'cafe\\\\u0301'")
    """
    for digits in DIGITS:
        left, right = shown(expected, width, digits), shown(got, width, digits)
        if not _look_alike(left, right):
            return left, right
    if left != right:
        return escaped(left), escaped(right)
    if (wanted := _type_word(expected)) != (found := _type_word(got)):
        return f"{left} ({wanted})", f"{right} ({found})"
    return left, right


def _look_alike(left: str, right: str) -> bool:
    """Equal to the eye: é in one or two characters, kinds of spaces, letters of other alphabets."""
    left, right = (unicodedata.normalize("NFKC", text) for text in (left, right))
    left, right = ("".join(each for each in text if unicodedata.category(each) != "Cf") for text in (left, right))
    if left == right:
        return True
    return len(left) == len(right) and all(one == other or _foreign(one) != _foreign(other)
                                           for one, other in zip(left, right))


def _foreign(character: str) -> bool:
    """Whether it is a letter that is not Latin, such as the Greek or the Cyrillic one that looks like an a."""
    return character.isalpha() and not unicodedata.name(character, "LATIN").startswith("LATIN")


def looks_doubtful(text: str) -> bool:
    """Whether there are accents of their own in it, so that nobody sees how many characters a letter has."""
    return any(map(unicodedata.combining, text))


def escaped(text: str) -> str:
    """A text in ASCII, each other sign by its number."""
    return text.encode("ascii", "backslashreplace").decode("ascii")


def _type_word(value: Any) -> str:
    return str(getattr(value, "dtype", type(value).__name__)).removeprefix("torch.")


@dataclass(frozen=True)
class Code:
    """A part of a report that is code: a call, a line, a solution."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Report:
    """Something to read below a cell: a verdict or a note.

    ``subject`` is the exercise's name; ``parts`` are sentences (str), in which ``backticks`` mark code, and ``Code``.
    """

    status: str  # "right", "wrong", "blank" or "note"
    subject: str
    headline: str
    parts: Sequence[str | Code] = ()

    def __str__(self) -> str:
        word = f"{WORDS[self.status]} · " if WORDS[self.status] else ""
        subject = f"{self.subject}: " if self.subject else ""
        lines = [f"{SIGNS[self.status]} {word}{subject}{self.headline}"]
        width = max((len(part.label) for part in self.parts if isinstance(part, Code)), default=0)
        for part in self.parts:
            if isinstance(part, str):
                lines.append(f"  {part}")
                continue
            first, *rest = part.text.split("\n")
            lead = f"{part.label:<{width}}  " if part.label else ""
            lines.append(f"  {lead}{first}")
            lines += [f"  {' ' * len(lead)}{line}".rstrip() for line in rest]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        word = f"<strong>{WORDS[self.status]}</strong> · " if WORDS[self.status] else ""
        subject = f"<code>{html.escape(self.subject)}</code>: " if self.subject else ""
        head = (f'<p style="margin:0"><span aria-hidden="true">{SIGNS[self.status]} </span>{word}{subject}'
                f"{_prose(self.headline)}</p>")
        body = "".join(_html_part(part) for part in self.parts)
        return (f'<div role="status" style="border-left:4px solid {BORDERS[self.status]};padding:4px 12px;'
                f'margin:4px 0">{head}{body}</div>')

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}


def _prose(text: str) -> str:
    """Escaped text, its `backticks` as code and its *stars* as emphasis.

    >>> _prose("*Where* is `a < b`?")
    '<em>Where</em> is <code>a &lt; b</code>?'
    """
    pieces = html.escape(text, quote=False).split("`")
    if len(pieces) % 2 == 0:  # an unpaired backtick is a backtick
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if index % 2 else EMPHASIS.sub(r"<em>\1</em>", piece)
                   for index, piece in enumerate(pieces))


def _html_part(part: str | Code) -> str:
    if isinstance(part, str):
        return f'<p style="margin:4px 0 0 0">{_prose(part)}</p>'
    text = html.escape(part.text, quote=False)
    if not part.label:
        return f'<pre style="{PRE_STYLE}"><code>{text}</code></pre>'
    label = html.escape(part.label)
    label = f'<span style="display:inline-block;min-width:5em">{label}</span>'
    return f'<div style="margin:4px 0 0 0">{label} <code style="white-space:pre-wrap">{text}</code></div>'


def in_notebook() -> bool:
    """Whether IPython runs this code, so that rich output has somewhere to go."""
    import sys

    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def show(report: Any) -> None:
    """Display a report below the cell, or print it where there is no IPython."""
    if in_notebook():
        from IPython.display import display

        display(report)
    else:
        print(report)
