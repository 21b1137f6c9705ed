"""Grid lines that make room for text.

A line through a word makes it harder to read, and on a transparent picture nothing can be put between the two.
"""

import math
from collections.abc import Iterable

from matplotlib.figure import Figure
from matplotlib.text import Text

STUB = 0.06    # of the width or height of a plot: a shorter piece of a line beside a text looks like a dash
AIR = 3    # pixels around a text


def part_grid_from_texts(plot: Figure) -> None:
    """Interrupt the grid lines wherever a text is on them."""
    plot.draw_without_rendering()    # the layout and the ticks are final only now
    for axes in plot.axes:
        texts = [text for text in axes.texts if text.get_text() and text.get_visible()]
        boxes = [Text.get_window_extent(text).padded(AIR) for text in texts]    # without the arrow of an annotation
        (left, below), (right, above) = axes.bbox.get_points()
        for tick in axes.yaxis.get_major_ticks():
            y = axes.get_yaxis_transform().transform((0, tick.get_loc()))[1]
            covered = [(box.x0, box.x1) for box in boxes if box.y0 < y < box.y1]
            tick.gridline.set_xdata(open_stretches(left, right, covered))
        for tick in axes.xaxis.get_major_ticks():
            x = axes.get_xaxis_transform().transform((tick.get_loc(), 0))[0]
            covered = [(box.y0, box.y1) for box in boxes if box.x0 < x < box.x1]
            tick.gridline.set_ydata(open_stretches(below, above, covered))


def open_stretches(start: float, end: float, covered: Iterable[tuple[float, float]]) -> list[float]:
    """The visible parts of a line, as shares of its length: start, end, and NaN after each pair, to lift the pen.

    covered: pairs (from, to), in the units of start and end. A piece shorter than STUB beside a text is left out, too.

    >>> open_stretches(0, 200, [(80, 100), (190, 240)])
    [0.0, 0.4, nan, 0.5, 0.95, nan]
    """
    covered = list(covered)
    stretches: list[float] = []
    length, at = end - start, start
    for low, high in [*sorted(covered), (end, end)]:
        if low - at > STUB * length or not covered:
            stretches += [(at - start) / length, (low - start) / length, math.nan]
        at = max(at, high)
    return stretches or [math.nan]
