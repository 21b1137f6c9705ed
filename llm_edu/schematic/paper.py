"""What a schematic is drawn on: it collects marks, turns them into SVG, and finds what overlaps."""

import re
from dataclasses import dataclass
from html import escape
from itertools import combinations, pairwise

from llm_edu.plotting import COLORS, ink

INK = "#1F2328"    # of text in boxes, which are opaque and pale
SMALLEST = 11      # pixels: no text is smaller
MARGIN = 6         # pixels around a drawing
WIDEST = 720       # pixels, with the margin
Point = tuple[float, float]
UNWRITTEN = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")    # what no SVG file may hold
FONTS = {False: "Helvetica,Arial,sans-serif", True: "Menlo,Consolas,monospace"}


@dataclass(frozen=True)
class Written:
    """A line of text. size: in pixels; color: a key of COLORS, or "#RRGGBB"."""

    text: str
    size: float
    color: str
    bold: bool = False
    mono: bool = False


@dataclass(frozen=True)
class Rectangle:
    """Where something is."""

    left: float
    top: float
    right: float
    bottom: float
    name: str = ""

    def overlaps(self, other: "Rectangle", slack: float = 0.5) -> bool:
        """Whether the two share more than a hair."""
        return (min(self.right, other.right) - max(self.left, other.left) > slack
                and min(self.bottom, other.bottom) - max(self.top, other.top) > slack)

    def holds(self, other: "Rectangle") -> bool:
        """Whether the other is inside."""
        return (self.left <= other.left + 0.5 and self.right >= other.right - 0.5
                and self.top <= other.top + 0.5 and self.bottom >= other.bottom - 0.5)


def pale(color: str, share: float = 0.3) -> str:
    """A colour of COLORS, thinned with white: the fill of a box.

    >>> pale("model"), pale("model", 0)
    ('#B2D4E7', '#FFFFFF')
    """
    parts = (int(COLORS[color][place:place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{int(255 - share * (255 - part)):02X}" for part in parts)


def escaped(text: str) -> str:
    """Text for a file: what has a meaning there as text, and � for a control character, which would break it.

    >>> escaped("a < b"), escaped("\\x1b")
    ('a &lt; b', '�')
    """
    return escape(UNWRITTEN.sub("\ufffd", text))


class Paper:
    """Marks, each with where it is. Frames are lowest, then lines, then boxes with their texts."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.lines: list[str] = []
        self.marks: list[str] = []
        self.texts: list[tuple[Rectangle, float]] = []    # with the size of the font
        self.boxes: list[Rectangle] = []
        self.open: list[Rectangle] = []                   # frames
        self.strokes: list[list[Point]] = []

    def box(self, x: float, y: float, width: float, height: float, *, fill: str, edge: str, radius: float) -> None:
        """An opaque box."""
        self.boxes.append(Rectangle(x, y, x + width, y + height, "box"))
        self.marks.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
                          f'rx="{_n(radius)}" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>')

    def frame(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A dashed frame around other marks, with the page shining through."""
        self.open.append(Rectangle(x, y, x + width, y + height, "frame"))
        self.frames.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="10" '
                           f'fill="{COLORS[color]}" fill-opacity="0.08" stroke="{COLORS[color]}" stroke-width="1.5" '
                           f'stroke-dasharray="5 4"/>')

    def text(self, word: Written, x: float, y: float, width: float, align: str = "middle") -> None:
        """A line of text around the height y, of at most this width; x is its left, middle or right."""
        anchor, share = {"left": ("start", 0.0), "middle": ("middle", 0.5), "right": ("end", 1.0)}[align]
        left = x - share * width
        self.texts.append((Rectangle(left, y - word.size / 2, left + width, y + word.size / 2, word.text), word.size))
        color = ink(COLORS[word.color]) if word.color in COLORS else word.color
        self.marks.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * word.size)}" font-family="{FONTS[word.mono]}" '
            f'font-size="{_n(word.size)}" {"font-weight=" + chr(34) + "bold" + chr(34) + " " if word.bold else ""}'
            f'fill="{color}" text-anchor="{anchor}">{escaped(word.text)}</text>')

    def line(self, path: str, points: list[Point], color: str, width: float = 1.8, dashed: bool = False) -> None:
        """A line along an SVG path. points: on it, close together, to see what it crosses"""
        self.strokes.append(points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.lines.append(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{_n(width)}"{dash} '
                          f'stroke-linecap="round"/>')

    def head(self, tip: Point, back: Point, size: float, color: str) -> None:
        """The head of an arrow. back: the direction in which it came, of length 1"""
        (x, y), (dx, dy) = tip, (size * back[0], size * back[1])
        corners = [tip, (x + dx - dy / 2, y + dy + dx / 2), (x + dx + dy / 2, y + dy - dx / 2)]
        points = " ".join(f"{_n(right)},{_n(down)}" for right, down in corners)
        self.lines.append(f'<polygon points="{points}" fill="{color}"/>')

    def bounds(self) -> Rectangle:
        """The smallest rectangle that holds everything."""
        held = [text for text, _ in self.texts] + self.boxes + self.open
        held += [Rectangle(x, y, x, y) for points in self.strokes for x, y in points]
        return Rectangle(min(each.left for each in held), min(each.top for each in held),
                         max(each.right for each in held), max(each.bottom for each in held))

    def problems(self) -> list[str]:
        """What a reader would stumble over, one line each: overlaps, small fonts, lines through texts."""
        found = [f"“{text.name}” has {size:g} pixels" for text, size in self.texts if size < SMALLEST]
        texts, bounds = [text for text, _ in self.texts], self.bounds()
        wide = bounds.right - bounds.left + 2 * MARGIN
        if wide > WIDEST:
            found.append(f"it is {wide:.0f} pixels wide, more than {WIDEST}")
        found += [f"“{one.name}” and “{other.name}” overlap" for one, other in combinations(texts, 2)
                  if one.overlaps(other)]
        found += [f"“{text.name}” crosses the edge of a {box.name}"
                  for text in texts for box in self.boxes + self.open if text.overlaps(box) and not box.holds(text)]
        found += [f"two boxes overlap at ({one.left:.0f}, {one.top:.0f}) and ({other.left:.0f}, {other.top:.0f})"
                  for one, other in combinations(self.boxes, 2)
                  if one.overlaps(other, 2) and not one.holds(other) and not other.holds(one)]
        free = [text for text in texts if not any(box.holds(text) for box in self.boxes)]
        dots = [Rectangle(x - 1, y - 1, x + 1, y + 1) for points in self.strokes for x, y in points]
        return found + [f"a line runs through “{text.name}”" for text in free if any(map(text.overlaps, dots))]


def rounded(corners: list[Point], radius: float = 8) -> tuple[str, list[Point]]:
    """A path along corners, with rounded turns, and points on it."""
    path, points = f"M{_n(corners[0][0])} {_n(corners[0][1])}", [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:]):
        (x0, y0), (x, y), (x1, y1) = before, corner, after
        short = min(radius, (abs(x - x0) + abs(y - y0)) / 2, (abs(x1 - x) + abs(y1 - y)) / 2)
        enter, leave = toward(corner, before, short), toward(corner, after, short)
        path += f"L{_n(enter[0])} {_n(enter[1])}Q{_n(x)} {_n(y)} {_n(leave[0])} {_n(leave[1])}"
    path += f"L{_n(corners[-1][0])} {_n(corners[-1][1])}"
    for (x0, y0), (x1, y1) in pairwise(corners):
        steps = int(max(abs(x1 - x0), abs(y1 - y0)) / 3) + 1
        points += [(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(1, steps + 1)]
    return path, points


def curved(start: Point, first: Point, second: Point, end: Point) -> tuple[str, list[Point]]:
    """A smooth path from start to end (a cubic Bézier curve), and points on it."""
    path = f"M{_n(start[0])} {_n(start[1])}C" + " ".join(f"{_n(x)} {_n(y)}" for x, y in (first, second, end))
    points = []
    for step in range(101):
        t, u = step / 100, 1 - step / 100
        points.append(tuple(u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
                            for a, b, c, d in zip(start, first, second, end)))
    return path, [(x, y) for x, y in points]


def toward(start: Point, end: Point, distance: float) -> Point:
    """The point so many pixels from start towards end."""
    (x0, y0), (x1, y1) = start, end
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
    return x0 + (x1 - x0) * distance / length, y0 + (y1 - y0) * distance / length


def _n(number: float) -> str:
    """A number as short as SVG needs it."""
    return f"{round(number, 1) + 0.0:g}"
