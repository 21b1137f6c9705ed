"""AttentionViewer as a picture, for where no browser code runs: GitHub, print, a book."""

import numpy as np
from matplotlib import rc_context

from llm_edu.widgets.attention_viewer.model import spoken
from llm_edu.widgets.common.chip_picture import drawable, few_colors

MOST_LABELS = 40  # tokens written beside the matrix; more would lie on each other
MOST_BARS = 5
LEAST_SIDE = 40  # pixels of the matrix, where a text of one token looks at a long one
LEAST_BAR = 0.005  # a weight that is written as 0.00
HEIGHT, WIDTH, TOP, EDGE = 400, 720, 52, 10  # pixels
BAR = 27  # pixels from one bar to the next
POINTS, LINE, PADDING, GAP = 8.5, 20, 3, 2  # of the text below the bars: its font, and pixels
CHARACTER = POINTS * 100 / 72 * 0.602  # pixels: the advance of DejaVu Sans Mono at 100 pixels per inch


def draw(viewer):
    """The head's matrix, the query's row marked; beside it what this query looks at, as bars, and the text itself."""
    from llm_edu.plotting import STYLE, figure

    layer, head, query, row = viewer.looked_at()
    tokens, source = viewer.scene["tokens"], viewer.scene["source"]
    keys = tokens if source is None else source
    best = int(row.argmax())
    title = (f"Layer {layer}, head {head}: “{_short(spoken(tokens[query]), 20)}” looks mostly at "
             f"“{_short(spoken(keys[best]), 20)}” ({row[best]:.2f})")
    plot, [left, upper, lower] = figure(title, height=HEIGHT, width=WIDTH, columns=3)
    plot.alt = viewer.summary()
    plot.set_layout_engine("none")
    labelled = max(len(tokens), len(keys)) <= MOST_LABELS
    side, beside = (226, 132) if labelled else (300, 40)
    wide, high = (max(LEAST_SIDE, side * count / max(len(tokens), len(keys))) for count in (len(keys), len(tokens)))
    _place(left, beside, TOP, wide, high)
    right = beside + wide + 32
    names = ("query: who looks", "key: at whom") if source is None else ("target: who looks", "source: at whom")
    with rc_context(STYLE):
        _draw_matrix(left, viewer.weights[layer, head], tokens, keys, query, viewer.scene["causal"])
        left.set_ylabel(names[0])
        left.set_xlabel(names[1])
        below = _draw_row(upper, row, keys, right)
        ahead = query if viewer.scene["causal"] else len(keys)
        _draw_text(lower, row, keys, query if source is None else None, ahead, right, below)
    plot.to_png = lambda: few_colors(plot)
    return plot


def _place(axes, left: float, top: float, width: float, height: float) -> None:
    """Put axes where they belong, in pixels from the upper left corner."""
    axes.set_position([left / WIDTH, 1 - (top + height) / HEIGHT, width / WIDTH, height / HEIGHT])


def _draw_matrix(axes, weights: np.ndarray, tokens: list[str], keys: list[str], query: int, causal: bool) -> None:
    from llm_edu.plotting import COLORS

    shown = np.sqrt(np.ma.masked_where(np.triu(np.ones_like(weights, dtype=bool), 1) & causal, weights))
    axes.imshow(shown, cmap="cividis", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    axes.grid(False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.axhspan(query - 0.5, query + 0.5, fill=False, edgecolor=COLORS["learner"], linewidth=1.5)
    axes.set_xticks([])
    axes.set_yticks([])
    most = max(len(tokens), len(keys))
    if most <= MOST_LABELS:
        look = {"fontsize": min(9, 190 / most), "family": "monospace"}
        axes.set_xticks(range(len(keys)), [_short(label, 11) for label in keys], rotation=90, **look)
        axes.set_yticks(range(len(tokens)), [_short(label, 14) for label in tokens], **look)
    axes.tick_params(length=0)


def _draw_row(axes, row: np.ndarray, tokens: list[str], left: float) -> float:
    """The largest weights of one query as bars, two no thicker than five; returns where they end, in pixels."""
    from llm_edu.plotting import horizontal_bars

    order = np.argsort(-row.round(6), kind="stable")[:MOST_BARS]
    bars = {}
    for at in order:
        if row[at] >= LEAST_BAR or at == order[0]:
            name = _short(tokens[at], 14).replace(r"\$", "$")    # horizontal_bars does this itself
            bars[name if name not in bars else f"{name} ({at})"] = float(row[at])
    horizontal_bars(axes, bars, highlight=next(iter(bars)), value_format="{:.2f}")
    names = 14 + 8.4 * max(map(len, bars))    # what the longest name takes at 11 points, in pixels
    _place(axes, left + names, TOP, WIDTH - EDGE - left - names, BAR * len(bars))
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, 1.2 * max(bars.values()))
    for label in axes.get_yticklabels():
        label.set_fontfamily("monospace")
    return TOP + BAR * len(bars)


def _draw_text(axes, row: np.ndarray, tokens: list[str], query: int | None, ahead: int, left: float, top: float
               ) -> None:
    """The text that is looked at, each token the darker the more the query looks at it. Left out where too long.

    query: where it stands in this text, gets a frame; None where it is of another text
    ahead: tokens after this position are hidden from it
    """
    from matplotlib.patches import FancyBboxPatch

    from llm_edu.plotting import COLORS, TEXT_COLOR

    width, height = WIDTH - EDGE - left, HEIGHT - EDGE - 14 - top
    _place(axes, left, top + 14, width, height)
    axes.set(xlim=(0, width), ylim=(height, 0))    # one unit is one pixel
    axes.axis("off")
    chips = _lay_out([_short(label, 18) for label in tokens], width)
    if chips[-1][1] + LINE > height:
        return
    for at, (x, y, wide, label) in enumerate(chips):
        strength = float(np.sqrt(row[at]))    # as in the matrix: a little is seen, too
        edge = COLORS["learner"] if at == query else (0, 0, 0, 0)
        axes.add_patch(FancyBboxPatch((x, y), wide, LINE - 4, boxstyle="round,pad=0,rounding_size=3", linewidth=1.5,
                                      facecolor=(*_rgb(COLORS["model"]), 0.75 * strength), edgecolor=edge))
        axes.text(x + wide / 2, y + (LINE - 4) / 2, label, ha="center", va="center_baseline", fontsize=POINTS,
                  family="DejaVu Sans Mono", color="white" if strength > 0.6 else TEXT_COLOR,
                  alpha=0.5 if at > ahead else 1)


def _lay_out(labels: list[str], width: float) -> list[tuple[float, float, float, str]]:
    """Labels broken into lines: (left, top, width, label) of each, in pixels."""
    placed, x, y = [], 0.0, 0.0
    for label in labels:
        wide = max(1, len(label.replace(r"\$", "$"))) * CHARACTER + 2 * PADDING
        if x and x + wide > width:
            x, y = 0.0, y + LINE
        placed.append((x, y, wide, label))
        x += wide + GAP
    return placed


def _rgb(color: str) -> tuple[float, ...]:
    return tuple(int(color[at:at + 2], 16) / 255 for at in (1, 3, 5))


def _short(label: str, limit: int) -> str:
    text = label if len(label) <= limit else label[: limit - 1] + "…"
    return drawable(text, "DejaVu Sans Mono").replace("$", r"\$")
