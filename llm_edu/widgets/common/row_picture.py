"""Texts in rows as a picture, each beside a coloured bar, for where no browser code runs: GitHub, paper, a book."""

import textwrap
from typing import Any

from llm_edu.widgets.common.chip_picture import drawable

WIDTH, LINE, LEFT = 720, 17, 26    # pixels; from line to line; where a text begins
LETTERS, MOST_LINES = 84, 3    # of a line; lines of a text

Row = tuple[list[str], str, bool]    # lines, the colour of the bar ("" for none), whether the first line is bold


def draw_rows(rows: list[Row], title: str, summary: str) -> Any:
    """A `CourseFigure`."""
    from llm_edu.plotting import figure

    height = 52 + sum(LINE * len(lines) + 9 for lines, *_ in rows)
    plot, axes = figure(title, height=height, width=WIDTH)
    plot.alt = summary
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (height - 44) / height])    # one unit is one pixel
    axes.set(xlim=(0, WIDTH), ylim=(height - 44, 0))
    axes.axis("off")
    top: float = 4
    for lines, color, is_bold in rows:
        top = draw_row(axes, lines, color, is_bold, top)
    return plot


def draw_row(axes: Any, lines: list[str], color: str, is_bold: bool, top: float) -> float:
    """A text beside a bar of its colour; where the next one begins."""
    from llm_edu.plotting import COLORS, TEXT_COLOR

    bottom = top + LINE * len(lines)
    if color:
        axes.plot([LEFT - 10] * 2, [top + 1, bottom - 1], color=COLORS[color], linewidth=3, solid_capstyle="butt")
    for number, text in enumerate(lines):
        axes.text(LEFT, top + LINE * (number + 0.5), text, va="center", fontsize=10, color=TEXT_COLOR,
                  fontweight="bold" if is_bold and number == 0 else "normal")
    return bottom + 9


def wrapped(text: str, most: int = MOST_LINES) -> list[str]:
    """A text as lines; what does not fit is cut."""
    lines = textwrap.wrap(plain(" ".join(text.split())[:LETTERS * (most + 1)]), LETTERS)
    return lines[:most - 1] + [lines[most - 1][:LETTERS - 1] + "…"] if len(lines) > most else lines


def plain(text: str) -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(text, "DejaVu Sans").replace("$", r"\$")
