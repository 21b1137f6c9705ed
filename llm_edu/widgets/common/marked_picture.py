"""Texts whose differing words are marked, in a picture, for where no browser code runs."""

import re

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.comparing import runs
from llm_edu.widgets.common.row_picture import plain

WIDTH, LEFT, LINE, MOST_LINES = 720, 16, 20, 2  # pixels; lines of a text
LETTER = 9.5 * 100 / 72 * 0.602  # of DejaVu Sans Mono at 9.5 points


def text_lines(parts: list, label: str, color: str, indent: int) -> list:
    """A text as lines, (what stands before the line, pieces, colour of words that differ). indent: pixels before it"""
    wrapped = wrap(parts, int((WIDTH - LEFT - indent - 10) / LETTER) - 2)
    return [("" if line else label, part, color) for line, part in enumerate(wrapped)]


def wrap(parts: list, room: int) -> list:
    """Pieces broken into lines of at most `room` letters, between words; what MOST_LINES do not hold is left out.

    >>> wrap([("Mia is ", False), ("a baker", True), (".", False)], room=9)
    [[('Mia is ', False), ('a', True)], [('baker', True), ('.', False)]]
    """
    letters = [(letter, changed) for text, changed in parts
               for letter in drawable(text.replace("\n", " "), "DejaVu Sans Mono")]
    lines = [(0, 0)]
    for word in re.finditer(r"\S+", "".join(letter for letter, _ in letters)):
        start, stop = word.span()
        lines = [*lines[:-1], (lines[-1][0], stop)] if stop - lines[-1][0] <= room else [*lines, (start, stop)]
    wrapped = [runs(letters[start:stop][:room]) for start, stop in lines if stop]
    return wrapped if len(wrapped) <= MOST_LINES else [*wrapped[: MOST_LINES - 1],
                                                       [*wrapped[MOST_LINES - 1], (" …", False)]]


def draw_texts(axes, rows: list, height: int, indent: int) -> None:
    """Lines of text in letters of one width; words that differ are heavier, coloured and underlined.

    rows: as `text_lines` makes them; where None stands before a line, it is a heading, one piece
    """
    from llm_edu.plotting import COLORS as PALETTE
    from llm_edu.plotting import TEXT_COLOR, ink

    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    look = {"family": "DejaVu Sans Mono", "fontsize": 9.5, "va": "center_baseline"}
    for number, (label, parts, color) in enumerate(rows):
        y, x = 4 + LINE * (number + 0.5), LEFT + indent
        if label is None:
            axes.text(LEFT, y, short(parts[0][0].replace("\n", " "), 84), color=TEXT_COLOR, fontsize=10.5,
                      fontweight="bold", va="center_baseline")
            continue
        axes.text(x - 10, y, label, ha="right", color=TEXT_COLOR, **look)
        for text, changed in parts:
            shade = ink(PALETTE[color]) if changed and color == "learner" else TEXT_COLOR
            axes.text(x, y, text.replace("$", r"\$"), color=shade, fontweight="bold" if changed else "normal", **look)
            ends = x + (len(text) - len(text.lstrip())) * LETTER, x + len(text) * LETTER
            if changed:
                axes.plot(ends, [y + 7, y + 7], color=shade, linewidth=1, linestyle="-" if color == "learner" else ":")
            x = ends[1]


def short(text: str, most: int) -> str:
    """
    >>> short("as before and after", 10), short("$5", 10)
    ('as before…', '\\\\$5')
    """
    return plain(text if len(text) <= most else text[: most - 1] + "…")
