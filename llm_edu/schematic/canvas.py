"""A whole drawing: shapes, the arrows between them, and how a notebook shows it."""

import base64
from collections.abc import Sequence
from typing import Any

from llm_edu.plotting import COLORS, TEXT_COLOR, even_lines
from llm_edu.schematic.paper import FONTS, MARGIN, Paper, Point, curved, escaped, rounded, toward
from llm_edu.schematic.shapes import DETAIL, LINE, Lines, Shape, text_width

HEAD, TITLE = 9, 17    # pixels; HEAD: the length of an arrow's head
LEAST = 9 / DETAIL     # of its width, on a narrow page
OUT = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1)}


class Schematic:
    """A drawing: a title, a shape that holds all others, and the arrows and braces that are added to it.

    title: a sentence that says what the reader should see   alt: what it shows, for readers who cannot see it
    """

    def __init__(self, title: str, body: Shape, alt: str):
        self.title, self.body = title, body
        self.alt = f"{title}{'' if title.endswith(('.', '?', '!')) else '.'} {alt}"
        self.paper = Paper()
        body.move(0, 0)
        body.draw(self.paper)

    def arrow(self, start: Shape, end: Shape, label: str = "", *, leave: str = "", enter: str = "",
              color: str = "", straight: bool = False, dashed: bool = False, head: bool = True, width: float = 1.8,
              reach: float = 26, at: float = 0.5, beside: str = "") -> None:
        """An arrow from one shape to another, straight if it can be, else curved, or with corners from side to side.

        label: beside the arrow; a newline begins another line
        leave, enter: "left", "right", "top" or "bottom", the sides of the two shapes; chosen if not given. The same
            side twice makes a detour, `reach` pixels away from the shapes: the residual connection, for instance
        straight: no curve, even if that makes the arrow slant
        at: where the label is, from 0 (start) to 1 (end)   beside: "above", "below", "left" or "right" of the arrow
        """
        leave, enter = leave or _sides(start, end)[0], enter or _sides(start, end)[1]
        first, last = _ends(start, end, leave, enter)
        drawn, tip = COLORS[color] if color else TEXT_COLOR, last
        if head:    # the line ends inside the head, so that its tip is sharp
            size = HEAD + 2 * (width - 1.8)
            dx, dy = 1.0 * OUT[enter][0], 1.0 * OUT[enter][1]
            if straight:
                x, y = toward(tip, first, 1)
                dx, dy = x - tip[0], y - tip[1]
            last = tip[0] + size / 2 * dx, tip[1] + size / 2 * dy
            self.paper.head(tip, (dx, dy), size, drawn)
        path, points = _route(first, last, leave, enter, straight, reach)
        self.paper.line(path, points, drawn, width, dashed)
        if label:
            self._label(label, points, at, beside, color)

    def line(self, start: Shape, end: Shape, label: str = "", **options: Any) -> None:
        """An arrow without a head; options as of `arrow`."""
        self.arrow(start, end, label, head=False, **options)

    def brace(self, shapes: Sequence[Shape], label: str, side: str = "bottom", color: str = "") -> None:
        """A brace along one side of some shapes, with words beside it."""
        cores = [shape.core for shape in shapes]
        left, top = min(x for x, *_ in cores), min(y for _, y, *_ in cores)
        right, bottom = max(x + wide for x, _, wide, _ in cores), max(y + high for _, y, _, high in cores)
        (dx, dy), gap, deep = OUT[side], 5, 7
        if dx:
            x = (right if dx > 0 else left) + gap * dx
            corners = [(x, top + 2), (x + deep * dx, top + 2), (x + deep * dx, bottom - 2), (x, bottom - 2)]
        else:
            y = (bottom if dy > 0 else top) + gap * dy
            corners = [(left + 2, y), (left + 2, y + deep * dy), (right - 2, y + deep * dy), (right - 2, y)]
        self.paper.line(*rounded(corners, 5), COLORS[color] if color else TEXT_COLOR)
        (x0, y0), (x1, y1) = corners[1:3]
        self._words(label, (x0 + x1) / 2, (y0 + y1) / 2,
                    {"bottom": "below", "top": "above"}.get(side, side), color)

    def _label(self, label: str, points: Sequence[Point], at: float, beside: str, color: str) -> None:
        place = round(at * (len(points) - 1))
        (x0, y0), (x1, y1) = points[max(place - 1, 0)], points[min(place + 1, len(points) - 1)]
        self._words(label, *points[place], beside or ("above" if abs(x1 - x0) >= abs(y1 - y0) else "right"), color)

    def _words(self, label: str, x: float, y: float, beside: str, color: str) -> None:
        words = Lines(*label.split("\n"), color=color, align={"left": "right", "right": "left"}.get(beside, "middle"))
        dx, dy = {"above": (-0.5, -1.0), "below": (-0.5, 0.0), "left": (-1.0, -0.5), "right": (0.0, -0.5)}[beside]
        away = 4 if dx == -0.5 else 7
        words.move(x + dx * words.width + away * (2 * dx + 1), y + dy * words.height + away * (2 * dy + 1))
        words.draw(self.paper)

    def problems(self) -> list[str]:
        """What a reader would stumble over: texts that overlap or are crossed, small fonts, too wide a drawing."""
        return self.paper.problems()

    def to_svg(self) -> str:
        """The drawing as an SVG file, as large as what is in it."""
        place = self.paper.bounds()
        wide = max(place.right - place.left, 300)
        lines = even_lines(self.title, int(wide / (0.58 * TITLE)))
        wide = max([wide, *(text_width(line, TITLE, bold=True) for line in lines)])
        high = LINE * TITLE * len(lines) + 8
        left, top = place.left - MARGIN, place.top - MARGIN - high
        width, height = int(wide + 2 * MARGIN + 1), int(place.bottom - top + MARGIN + 1)
        title = "".join(
            f'<text x="{left + MARGIN:.0f}" y="{top + LINE * TITLE * (number + 0.8):.0f}" font-weight="bold" '
            f'font-family="{FONTS[False]}" font-size="{TITLE}" fill="{TEXT_COLOR}">{escaped(line)}</text>'
            for number, line in enumerate(lines))
        marks = "\n".join([*self.paper.frames, *self.paper.lines, *self.paper.marks])
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="{left:.0f} {top:.0f} {width} {height}">\n{title}\n{marks}\n</svg>\n')

    def to_html(self) -> str:
        """The drawing as a picture with alternative text: passes through JupyterLab's sanitizer as it is.

        On a phone it shrinks, but no further than words of 9 pixels; then the output scrolls sideways.
        """
        svg = self.to_svg()
        packed = base64.b64encode(svg.encode()).decode("ascii")
        width = int(svg.partition('width="')[2].partition('"')[0])
        return (f'<img src="data:image/svg+xml;base64,{packed}" alt="{escaped(self.alt)}" width="{width}" '
                f'style="min-width: {round(LEAST * width)}px">')

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


def _sides(start: Shape, end: Shape) -> tuple[str, str]:
    """The sides that face each other: left and right if there is room for an arrow, else above and below."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = start.hull, end.hull
    room = {("right", "left"): x1 - x0 - w0, ("left", "right"): x0 - x1 - w1,
            ("bottom", "top"): y1 - y0 - h0, ("top", "bottom"): y0 - y1 - h1}
    return next((pair for pair in room if room[pair] >= 14), max(room, key=lambda pair: room[pair]))


def _ends(start: Shape, end: Shape, leave: str, enter: str) -> tuple[Point, Point]:
    """Where an arrow begins and ends: on the middle of the narrower shape, where it faces the other."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = start.core, end.core
    here, there = [x0 + w0 / 2, y0 + h0 / 2], [x1 + w1 / 2, y1 + h1 / 2]
    if {leave, enter} in ({"top", "bottom"}, {"left", "right"}):
        across = 0 if leave in ("top", "bottom") else 1
        (a0, a1), (b0, b1) = ((x0, x0 + w0), (x1, x1 + w1)) if across == 0 else ((y0, y0 + h0), (y1, y1 + h1))
        if a1 - a0 <= b1 - b0 and b0 <= here[across] <= b1:
            there[across] = here[across]
        elif a0 <= there[across] <= a1:
            here[across] = there[across]
    for point, (x, y, wide, high), side in ((here, start.hull, leave), (there, end.hull, enter)):
        dx, dy = OUT[side]
        if dx:
            point[0] = x + wide + 1 if dx > 0 else x - 1
        else:
            point[1] = y + high + 1 if dy > 0 else y - 1
    return (here[0], here[1]), (there[0], there[1])


def _route(first: Point, last: Point, leave: str, enter: str, straight: bool, reach: float) -> tuple[str, list[Point]]:
    (x0, y0), (x1, y1) = first, last
    (dx, dy), (ex, ey) = OUT[leave], OUT[enter]
    if straight or abs(x0 - x1) < 0.5 and dy and ey and leave != enter or abs(y0 - y1) < 0.5 and dx and leave != enter:
        return rounded([first, last])
    if leave == enter:    # a detour on that side
        x = (max if dx > 0 else min)(x0, x1) + reach * dx
        y = (max if dy > 0 else min)(y0, y1) + reach * dy
        return rounded([first, (x, y0), (x, y1), last] if dx else [first, (x0, y), (x1, y), last])
    if dx * ex + dy * ey == 0:    # one corner
        return rounded([first, (x1, y0) if dx else (x0, y1), last])
    bend = 0.5 * (abs(x1 - x0) if dx else abs(y1 - y0))
    return curved(first, (x0 + bend * dx, y0 + bend * dy), (x1 + bend * ex, y1 + bend * ey), last)
