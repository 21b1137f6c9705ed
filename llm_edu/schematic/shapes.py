"""The shapes of a schematic: boxes, matrices, vectors, tokens, texts. Each knows its size before it has a position.

A shape's words decide how large it is, so no text leaves its box. Boxes are opaque and pale with dark text, which reads
on light and dark pages alike; text beside them has the grey of all figures.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import matplotlib
from PIL import ImageFont

from llm_edu.plotting import COLORS, TEXT_COLOR, visible_token
from llm_edu.schematic.paper import INK, Paper, Written, pale

NAME, DETAIL = 14, 12.5    # font sizes in pixels: the first line of a box, and the others
LINE = 1.3                 # the height of a line, in font sizes


@cache
def _font(mono: bool, bold: bool) -> ImageFont.FreeTypeFont:
    name = f"DejaVuSans{'Mono' if mono else ''}{'-Bold' if bold else ''}.ttf"    # the widest of the usual ones
    return ImageFont.truetype(str(Path(matplotlib.get_data_path(), "fonts", "ttf", name)), 100,
                              layout_engine=ImageFont.Layout.BASIC)


def text_width(text: str, size: float, mono: bool = False, bold: bool = False) -> float:
    """How wide a line is at most, in pixels, whatever sans-serif or monospaced font the reader's computer has.

    >>> text_width("query", 14) < text_width("query", 14, bold=True) < text_width("queries", 14, bold=True)
    True
    """
    return math.ceil(_font(mono, bold).getlength(text) * size / 10) / 10


class Shape:
    """Something with a size, which a row or a column gives a position.

    x, y: the upper left corner   width, height: with everything that belongs to it, in pixels
    core: (x, y, width, height) of its body, to which arrows go and by which rows and columns align
    """

    def __init__(self, width: float = 0, height: float = 0):
        self.x = self.y = 0.0
        self.width, self.height = width, height

    @property
    def core(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.width, self.height

    @property
    def hull(self) -> tuple[float, float, float, float]:
        """What an arrow must not enter: without words above or below that are wider than the core."""
        return self.x, self.y, self.width, self.height

    @property
    def axis(self) -> tuple[float, float]:
        """The middle of the core, seen from the upper left corner."""
        x, y, width, height = self.core
        return x + width / 2 - self.x, y + height / 2 - self.y

    def move(self, x: float, y: float) -> None:
        """Put the upper left corner here."""
        self.x, self.y = x, y

    def draw(self, paper: Paper) -> None:
        """Draw nothing: a plain shape is empty space."""


class Lines(Shape):
    """Lines of text, one below the other: words beside a drawing. A colour's name makes them its name.

    align: "middle", "left" or "right"
    """

    def __init__(self, *lines: str, color: str = "", size: float = DETAIL, bold: bool = False, mono: bool = False,
                 align: str = "middle"):
        self.words = [Written(line, size, color or TEXT_COLOR, bold=bold, mono=mono) for line in lines]
        self.align = align
        super().__init__(max((_width(word) for word in self.words), default=0), _height(self.words))

    def draw(self, paper: Paper) -> None:
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[self.align]
        _write(paper, self.words, self.x + share * self.width, self.y, self.align)


class Box(Shape):
    """A rounded box, an operation or a thing: its name in bold, and details below it.

    color: a key of COLORS, "model" for what computes or learns, "context" for what is given, "learner" for what the
    reader looks at, "truth" for what comes out   width, height: at least
    """

    def __init__(self, name: str, *details: str, color: str = "model", width: float = 0, height: float = 0,
                 mono: bool = False):
        self.words = [Written(name, NAME, INK, bold=True, mono=mono)]
        self.words += [Written(detail, DETAIL, INK) for detail in details]
        self.color = color
        super().__init__(max(width, 22 + max(map(_width, self.words))), max(height, 14 + _height(self.words)))

    def draw(self, paper: Paper) -> None:
        paper.box(*self.core, fill=pale(self.color), edge=COLORS[self.color], radius=8)
        _write(paper, self.words, self.x + self.width / 2, self.y + (self.height - _height(self.words)) / 2)


class Token(Shape):
    """A token as the course draws it: a chip, a space shown as ·, in orange if it is the one to look at."""

    def __init__(self, text: str, highlight: bool = False, width: float = 0):
        self.word = Written(visible_token(text), NAME, INK, mono=True)
        self.color = "learner" if highlight else "context"
        super().__init__(max(width, 14 + _width(self.word)), 26)

    def draw(self, paper: Paper) -> None:
        paper.box(*self.core, fill=pale(self.color), edge=COLORS[self.color], radius=6)
        _write(paper, [self.word], self.x + self.width / 2, self.y + (self.height - _height([self.word])) / 2)


class Matrix(Shape):
    """A matrix, or a vector if it has one row or column: its name inside where there is room, its shape below.

    scale: pixels for each row and column, the same in one drawing; a side is as long as the name at least
    shape: what is written below it, else "rows × columns"
    """

    def __init__(self, name: str, rows: int, columns: int, *, color: str = "model", scale: float = 0.5,
                 shape: str | None = None):
        self.name = Written(name, NAME, INK, bold=True)
        shape = f"{rows:,} × {columns:,}" if shape is None else shape
        self.shape = [Written(shape, DETAIL, TEXT_COLOR)] if shape else []
        self.color = color
        self.body = (max(scale * columns, 12 + _width(self.name)), max(scale * rows, 28))
        super().__init__(max([self.body[0], *map(_width, self.shape)]), self.body[1] + _height(self.shape))

    @property
    def core(self) -> tuple[float, float, float, float]:
        return self.x + (self.width - self.body[0]) / 2, self.y, *self.body

    @property
    def hull(self) -> tuple[float, float, float, float]:
        return self.core[0], self.y, self.core[2], self.height + 1

    def draw(self, paper: Paper) -> None:
        x, y, width, height = self.core
        paper.box(x, y, width, height, fill=pale(self.color), edge=COLORS[self.color], radius=2)
        _write(paper, [self.name], x + width / 2, y + (height - _height([self.name])) / 2)
        _write(paper, self.shape, self.x + self.width / 2, y + height + 1)


class Cells(Shape):
    """A table of numbers as coloured cells: one row is a vector, several are a matrix, a mask or weights.

    values: rows of numbers (a list, an array or a tensor)
    color: the colour of the largest value, white is 0; or "signed": orange below 0, purple above
    write: how a value is written, a format or a function; "" writes nothing
    rows, columns: names before the rows and above the columns
    size: of a cell, at least   most: the value of the full colour, else the largest
    """

    def __init__(self, values: Sequence, *, color: str = "model", write: str | Callable[[float], str] = "{:g}",
                 rows: Sequence[str] = (), columns: Sequence[str] = (), size: float = 30, most: float = 0):
        self.values = [[float(value) for value in row] for row in values]
        self.color, self.most = color, most or max((abs(value) for row in self.values for value in row), default=1) or 1
        form = write if callable(write) else write.format
        self.words = [[Written(form(value).replace("-", "−"), DETAIL, INK) for value in row] for row in self.values]
        self.rows = [Written(visible_token(name), DETAIL, TEXT_COLOR, mono=True) for name in rows]
        self.columns = [Written(visible_token(name), DETAIL, TEXT_COLOR, mono=True) for name in columns]
        wide = [10 + _width(word) for row in self.words for word in row if word.text]
        wide += [12 + _width(name) for name in self.columns]
        self.cell = max([size, *wide]), size
        self.before = 8 + max(map(_width, self.rows)) if self.rows else 0.0
        self.above = 2 + _height(self.columns[:1]) if self.columns else 0.0
        super().__init__(self.before + self.cell[0] * len(self.values[0]), self.above + size * len(self.values))

    @property
    def core(self) -> tuple[float, float, float, float]:
        return self.x + self.before, self.y + self.above, self.width - self.before, self.height - self.above

    def draw(self, paper: Paper) -> None:
        left, top, *_ = self.core
        wide, high = self.cell
        line = _height([Written("", DETAIL, INK)])
        for number, name in enumerate(self.columns):
            _write(paper, [name], left + (number + 0.5) * wide, self.y)
        for number, name in enumerate(self.rows):
            _write(paper, [name], left - 8, top + number * high + (high - line) / 2, "right")
        for place, row in enumerate(self.values):
            for number, value in enumerate(row):
                x, y = left + number * wide, top + place * high
                paper.box(x, y, wide, high, fill=self._fill(value), edge=COLORS["context"], radius=1)
                if self.words[place][number].text:
                    _write(paper, [self.words[place][number]], x + wide / 2, y + (high - line) / 2)

    def part(self, rows: slice = slice(None), columns: slice = slice(None)) -> "Part":
        """Some of the cells, for arrows and braces."""
        return Part(self, range(len(self.values))[rows], range(len(self.values[0]))[columns])

    def _fill(self, value: float) -> str:
        color = self.color if self.color != "signed" else "second" if value > 0 else "learner"
        return pale(color, 0.65 * min(1.0, abs(value) / self.most))    # dark text reads on each of them


class Part(Shape):
    """Some cells of a table."""

    def __init__(self, table: Cells, rows: range, columns: range):
        super().__init__()
        self.table, self.rows, self.columns = table, rows, columns

    @property
    def core(self) -> tuple[float, float, float, float]:
        left, top, *_ = self.table.core
        wide, high = self.table.cell
        return (left + self.columns[0] * wide, top + self.rows[0] * high, len(self.columns) * wide,
                len(self.rows) * high)


class Plus(Shape):
    """The sign where something is added, or another sign in a circle."""

    def __init__(self, sign: str = "+", color: str = "truth"):
        self.sign, self.color = Written(sign, 17, INK, bold=True), color
        super().__init__(24, 24)

    def draw(self, paper: Paper) -> None:
        paper.box(*self.core, fill=pale(self.color), edge=COLORS[self.color], radius=12)
        _write(paper, [self.sign], self.x + 12, self.y + 12 - _height([self.sign]) / 2)


def _width(word: Written) -> float:
    return text_width(word.text, word.size, word.mono, word.bold)


def _height(words: Sequence[Written]) -> float:
    return sum(LINE * word.size for word in words)


def _write(paper: Paper, words: Sequence[Written], x: float, y: float, align: str = "middle") -> None:
    for word in words:
        paper.text(word, x, y + LINE * word.size / 2, _width(word), align)
        y += LINE * word.size
