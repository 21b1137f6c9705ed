"""ForwardPass as a picture, for where no browser code runs: the followed token's stream, block by block."""

import numpy as np

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.numbers import percent
from llm_edu.widgets.forward_pass.words import answer_words, size, spoken, token_words

WIDTH, LEFT, STRIP, ROW, HEAD, BARS = 720, 150, 240, 21, 44, 520  # pixels
MOST_BLOCKS = 5


def draw(walk):
    """Strips of what each part adds to the stream of the followed token, and the next token's bars: a CourseFigure."""
    from llm_edu.plotting import TEXT_COLOR, figure

    shown, position = walk.shown, walk.looked_at()["position"]
    rows = rows_of(walk.reading, position)
    height = HEAD + 22 + ROW * max(len(rows), 9) + 26
    plot, axes = figure(plain(title(shown, position)), height=height, width=WIDTH, alt=walk.summary())
    plot.alt = walk.summary()
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (height - HEAD) / height])  # one unit is one pixel
    axes.set(xlim=(0, WIDTH), ylim=(height - HEAD, 0))
    axes.axis("off")
    look = {"va": "center_baseline", "fontsize": 9, "color": TEXT_COLOR}
    axes.text(8, 10, plain(f"The stream of {token_words(shown.labels, position)}"), fontweight="bold", **look)
    most = np.quantile(np.abs(np.concatenate([vector for _, vector in rows if vector is not None])), 0.98) or 1.0
    for number, (name, vector) in enumerate(rows):
        top = 24 + ROW * number
        axes.text(8, top + 7, name, **look)
        if vector is not None:
            extent = (LEFT, LEFT + STRIP, top + 14, top)
            axes.imshow(vector[None], cmap="PuOr", vmin=-most, vmax=most, extent=extent, aspect="auto",
                        interpolation="antialiased")
            axes.text(LEFT + STRIP + 46, top + 7, size(float(np.linalg.norm(vector))), ha="right", **look)
    axes.set(xlim=(0, WIDTH), ylim=(height - HEAD, 0))
    draw_bars(axes, shown, position, look)
    axes.text(8, height - HEAD - 12, "Each strip is a vector, with a stripe for each number: purple above zero, orange "
              "below. Beside it is its length.", **look)
    return plot


def rows_of(reading, position: int) -> list[tuple[str, np.ndarray | None]]:
    """(name, vector) of the stream and what is added to it; of many blocks the first and the last."""
    layers = len(reading.attention_output)
    blocks = list(range(layers)) if layers <= MOST_BLOCKS else [0, 1, None, layers - 2, layers - 1]
    rows: list[tuple[str, np.ndarray | None]] = [("at the start", reading.residual[0, position])]
    for block in blocks:
        if block is None:
            rows.append((f"… {layers - 4} more blocks", None))
            continue
        rows += [(f"+ attention {block}", reading.attention_output[block, position]),
                 (f"+ feed-forward {block}", reading.feed_forward_output[block, position]),
                 (f"= after block {block}", reading.residual[block + 1, position])]
    return rows


def draw_bars(axes, shown, position: int, look: dict) -> None:
    """The next token's bars; outlines: with all parts on."""
    from llm_edu.plotting import COLORS

    axes.text(BARS - 70, 10, "Next token", fontweight="bold", **look)
    for rank, each in enumerate(shown.next(position)):
        middle = 31 + ROW * rank
        axes.text(BARS, middle, plain(cut(each["label"])), ha="right", family="DejaVu Sans Mono", **look)
        axes.barh(middle, 130 * each["now"], 12, left=BARS + 8, color=COLORS["model"])
        if shown.off:
            axes.barh(middle, 130 * each["before"], 12, left=BARS + 8, fill=False, edgecolor=COLORS["context"])
        axes.text(WIDTH - 8, middle, percent(each["now"]), ha="right", **look)


def title(shown, position: int) -> str:
    """The finding, as a sentence."""
    if shown.off:
        return f"With parts off, the next token: {answer_words(shown, position)}"
    best = max(shown.next(position), key=lambda each: each["now"])
    return (f"After {token_words(shown.labels, position)} and {shown.layers} block{'' if shown.layers == 1 else 's'}: "
            f"{spoken(best['label'])} {percent(best['now'])}")


def cut(label: str, most: int = 12) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def plain(text: str) -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(text).replace("$", r"\$")
