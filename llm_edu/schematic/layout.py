"""Where shapes go: rows, columns, tables and frames. They nest, so a whole drawing is one shape."""

from collections.abc import Iterable, Sequence

from llm_edu.schematic.paper import Paper
from llm_edu.schematic.shapes import NAME, Lines, Shape


class Group(Shape):
    """Shapes with positions relative to each other, which move together."""

    def __init__(self, placed: Sequence[tuple[Shape, float, float]], line: float | None = None):
        """placed: shapes and their upper left corners   line: on which others stand beside it, else its middle"""
        left, top = min(x for _, x, _ in placed), min(y for _, _, y in placed)
        self.placed = [(shape, x - left, y - top) for shape, x, y in placed]
        super().__init__(max(x + shape.width for shape, x, _ in self.placed),
                         max(y + shape.height for shape, _, y in self.placed))
        self.line = self.height / 2 if line is None else line - top
        self.move(0, 0)

    @property
    def axis(self) -> tuple[float, float]:
        return self.width / 2, self.line

    def move(self, x: float, y: float) -> None:
        super().move(x, y)
        for shape, right, down in self.placed:
            shape.move(x + right, y + down)

    def draw(self, paper: Paper) -> None:
        for shape, _, _ in self.placed:
            shape.draw(paper)


class Frame(Shape):
    """A dashed frame with a name around a shape: what is repeated, or what belongs together.

    side: where the name is, "top", or "right" if arrows come in from above
    """

    def __init__(self, name: str, inside: Shape, color: str = "context", padding: float = 14, side: str = "top"):
        self.name, self.inside, self.color = Lines(*name.split("\n"), size=NAME, bold=True), inside, color
        self.padding, self.side = padding, side
        wide, high = inside.width + 2 * padding, inside.height + 2 * padding
        if side == "right":
            super().__init__(wide + self.name.width + padding, max(high, self.name.height))
        else:
            super().__init__(max(wide, self.name.width + 2 * padding), high + self.name.height)
        self.move(0, 0)

    @property
    def axis(self) -> tuple[float, float]:
        """The axis of what is inside, so that a line runs straight into the frame."""
        return self.left + self.inside.axis[0], self.top + self.inside.axis[1]

    @property
    def left(self) -> float:
        return self.padding if self.side == "right" else (self.width - self.inside.width) / 2

    @property
    def top(self) -> float:
        return self.height - self.padding - self.inside.height

    def move(self, x: float, y: float) -> None:
        super().move(x, y)
        self.inside.move(x + self.left, y + self.top)
        if self.side == "right":
            self.name.move(x + self.width - self.padding - self.name.width, y + (self.height - self.name.height) / 2)
        else:
            self.name.move(x + self.padding, y + self.padding / 2)

    def draw(self, paper: Paper) -> None:
        paper.frame(self.x, self.y, self.width, self.height, self.color)
        self.name.draw(paper)
        self.inside.draw(paper)


class Captioned(Shape):
    """A shape with words above or below it; arrows and rows see the shape alone."""

    def __init__(self, shape: Shape, *lines: str, above: bool = True, color: str = "", bold: bool = True):
        self.shape, self.above = shape, above
        self.lines = column(Lines(lines[0], color=color, bold=bold), Lines(*lines[1:], color=color), gap=0)
        super().__init__(max(shape.width, self.lines.width), shape.height + 4 + self.lines.height)
        self.move(0, 0)

    @property
    def core(self) -> tuple[float, float, float, float]:
        return self.shape.core

    @property
    def hull(self) -> tuple[float, float, float, float]:
        return self.core[0], self.y, self.core[2], self.height

    def move(self, x: float, y: float) -> None:
        super().move(x, y)
        wide, high = self.lines.width, self.lines.height
        self.shape.move(x + (self.width - self.shape.width) / 2, y + (high + 4 if self.above else 0))
        self.lines.move(x + (self.width - wide) / 2, y if self.above else y + self.shape.height + 4)

    def draw(self, paper: Paper) -> None:
        self.shape.draw(paper)
        self.lines.draw(paper)


def space(width: float = 0, height: float = 0) -> Shape:
    """Empty space."""
    return Shape(width, height)


def row(*shapes: Shape, gap: float = 24, align: str = "middle") -> Group:
    """Shapes from left to right, `gap` pixels apart; with "middle", the middles of their bodies are on one line.

    align: "top", "middle" or "bottom"

    >>> row(space(20, 10), space(30, 50), gap=5).width
    55.0
    """
    line = max(shape.axis[1] for shape in shapes)
    high, placed, x = max(shape.height for shape in shapes), [], 0.0
    for shape in shapes:
        y = {"top": 0.0, "middle": line - shape.axis[1], "bottom": high - shape.height}[align]
        placed.append((shape, x, y))
        x += shape.width + gap
    return Group(placed, line if align == "middle" else None)


def column(*shapes: Shape, gap: float = 16, align: str = "middle", line: int | None = None) -> Group:
    """Shapes from top to bottom, `gap` pixels apart; with "middle", the middles of their bodies are on one line.

    align: "left", "middle" or "right"
    line: the number of the shape whose middle is that of the column, when it stands in a row; else its own
    """
    middle = max(shape.axis[0] for shape in shapes)
    wide, placed, y = max(shape.width for shape in shapes), [], 0.0
    for shape in shapes:
        x = {"left": 0.0, "middle": middle - shape.axis[0], "right": wide - shape.width}[align]
        placed.append((shape, x, y))
        y += shape.height + gap
    return Group(placed, None if line is None else placed[line][2] + shapes[line].axis[1])


def table(rows: Iterable[Sequence[Shape]], gap: tuple[float, float] = (24, 14), heads: Sequence[str] = ()) -> Group:
    """Shapes in rows and columns, each in the middle of its place.

    gap: between columns, between rows   heads: names above the columns
    """
    rows = [list(each) for each in rows]
    columns = list(zip(*rows, strict=True))
    names: list[Shape] = [Lines(name, bold=True) for name in heads]
    names = names or [Shape() for _ in columns]
    widths = [max(shape.width for shape in (*each, name)) for each, name in zip(columns, names, strict=True)]
    above, placed, y = max(name.height for name in names), [], 0.0
    for each in [names, *rows]:
        high, x = max(shape.height for shape in each), 0.0
        line = max(shape.axis[1] for shape in each)
        for shape, wide in zip(each, widths):
            placed.append((shape, x + (wide - shape.width) / 2, y + line - shape.axis[1]))
            x += wide + gap[0]
        y += high + (gap[1] if each is not names else 6 * bool(heads))
    return Group(placed, (y - gap[1] + above + 6 * bool(heads)) / 2)
