"""LogitLens as a picture, for where no browser code runs: every cell's best guess, the darker the more probable."""

import numpy as np

from llm_edu.widgets.common.chip_picture import drawable, few_colors
from llm_edu.widgets.logit_lens.reading import shares
from llm_edu.widgets.logit_lens.words import about, layer_words, spoken

WIDTH, LEFT, TOP, HEADING, ROW, GAP, MOST_COLUMNS = 720, 34, 40, 24, 17, 14, 12  # pixels; columns of a prompt
BLUE, ORANGE, INK = np.array([0, 114, 178]) / 255, np.array([230, 159, 0]) / 255, "#111111"


def draw(lens):
    """The grid of the first prompt as changed, and beside it the other's, as a CourseFigure."""
    from llm_edu.plotting import TEXT_COLOR, figure

    readings = [lens.reading] + [lens.other_reading] * (lens.other_reading is not None)
    rows = lens.reading.layers + 1
    plot, axes = figure(plain(title(lens)), height=TOP + HEADING + ROW * rows + 24, width=WIDTH)
    plot.alt = lens.summary()
    plot.set_layout_engine("none")
    height = HEADING + ROW * rows + 24
    axes.set_position([0, 0, 1, height / (height + TOP)])  # one unit is one pixel
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    wide = (WIDTH - LEFT - 6 - GAP * (len(readings) - 1)) / len(readings)
    for layer in range(rows):
        axes.text(LEFT - 6, HEADING + ROW * (layer + 0.5), str(layer), ha="right", va="center", fontsize=8,
                  color=TEXT_COLOR)
    for number, reading in enumerate(readings):
        draw_grid(axes, lens, reading, LEFT + number * (wide + GAP), wide, number == lens.view["grid"])
    what = "a cell's best guess" if lens.reading.followed is None else spoken(lens.label(lens.reading.followed))
    cut = any(len(reading.ids) > MOST_COLUMNS for reading in readings)
    axes.text(LEFT, height - 10, plain(f"Rows: layers. Columns: {'the last ' + str(MOST_COLUMNS) if cut else 'the'} "
              f"tokens. The darker, the more probable {what}."), fontsize=9, va="center", color=TEXT_COLOR)
    plot.to_png = lambda: few_colors(plot)
    return plot


def title(lens) -> str:
    """The finding, as a sentence."""
    reading, layer, position = lens.looked_at()
    answers = [(lens.label(each.answers[-1]), each.answer_codes[-1, -1]) for each in (lens.before, lens.reading)]
    if lens.scene["applied"] and answers[0][0] != answers[1][0]:
        return f"With changes it says {spoken(answers[1][0])} instead of {spoken(answers[0][0])}"
    label, share = lens.label(reading.best[layer, position, 0]), reading.shares[layer, position, 0]
    when = layer_words(layer, reading.layers)
    return f"{when[0].upper() + when[1:]} it says {spoken(label)} ({about(share)})"


def draw_grid(axes, lens, reading, left: float, wide: float, selected: bool) -> None:
    """Tokens on top, below them a cell for each layer, `wide` pixels in all."""
    from matplotlib.collections import PolyCollection

    from llm_edu.plotting import COLORS, TEXT_COLOR

    first = max(0, len(reading.ids) - MOST_COLUMNS)
    column = wide / (len(reading.ids) - first)
    shown = reading.codes[:, first:, 0] if reading.followed is None else reading.followed_codes[:, first:]
    strengths = 0.75 * shares(shown)[..., None]
    colors = 1 - strengths * (1 - (BLUE if reading.followed is None else ORANGE))
    corners = np.array([[0, 0], [column - 1, 0], [column - 1, ROW - 1], [0, ROW - 1]])
    places = [corners + (left + at * column, HEADING + layer * ROW) for layer, at in np.ndindex(shown.shape)]
    axes.add_collection(PolyCollection(places, facecolors=colors.reshape(-1, 3), linewidths=0))
    look = {"ha": "center", "va": "center_baseline", "clip_on": True}
    for at in range(shown.shape[1]):
        middle = left + (at + 0.5) * column - 0.5
        axes.text(middle, HEADING / 2, cut(lens.label(reading.ids[first + at]), column, 5.6), fontsize=8,
                  family="DejaVu Sans Mono", color=TEXT_COLOR, **look)
        for layer in range(len(shown)):
            label = cut(lens.label(reading.best[layer, first + at, 0]), column, 4.9)
            axes.text(middle, HEADING + (layer + 0.5) * ROW, label, fontsize=7, color=INK, **look)
    _, layer, position = lens.looked_at()
    if selected and position >= first:
        place = corners + (left + (position - first) * column, HEADING + layer * ROW)
        axes.add_collection(PolyCollection([place], facecolors="none", edgecolors=COLORS["learner"], linewidths=2))


def cut(label: str, wide: float, letter: float) -> str:
    """A label as far as it fits into `wide` pixels."""
    room = max(1, int(wide / letter))
    return plain(label if len(label) <= room else label[: room - 1] + "…", "DejaVu Sans")


def plain(text: str, family: str = "DejaVu Sans") -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(text, family).replace("$", r"\$")
