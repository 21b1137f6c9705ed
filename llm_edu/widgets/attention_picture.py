"""AttentionViewer as a picture, for where no browser code runs: GitHub, print, a book."""

import io

import numpy as np
from matplotlib import rc_context
from PIL import Image

from llm_edu.widgets.attention_model import spoken
from llm_edu.widgets.chip_picture import drawable

MOST_LABELS = 40  # tokens written beside the matrix; more would lie on each other
MOST_BARS = 8
LEAST_BAR = 0.005  # a weight that is written as 0.00


def draw_head(viewer):
    """The head's matrix, the query's row marked, and beside it what this query looks at, as bars."""
    from llm_edu.plotting import STYLE, figure

    layer, head, query, row = viewer.looked_at()
    tokens = viewer.scene["tokens"]
    best = int(row.argmax())
    title = (f"Layer {layer}, head {head}: “{_short(spoken(tokens[query]), 20)}” looks mostly at "
             f"“{_short(spoken(tokens[best]), 20)}” ({row[best]:.2f})")
    plot, [left, right] = figure(title, height=400, columns=2)
    plot.alt = viewer.summary()
    plot.get_layout_engine().set(h_pad=0.1)    # inches: a square map would else push its label off the edge
    with rc_context(STYLE):
        _draw_matrix(left, viewer.weights[layer, head], tokens, query, viewer.scene["causal"])
        _draw_row(right, row, tokens)
    plot.to_png = lambda: _few_colors(plot)
    return plot


def _draw_matrix(axes, weights: np.ndarray, tokens: list[str], query: int, causal: bool) -> None:
    from llm_edu.plotting import COLORS

    shown = np.sqrt(np.ma.masked_where(np.triu(np.ones_like(weights, dtype=bool), 1) & causal, weights))
    axes.imshow(shown, cmap="cividis", vmin=0, vmax=1, interpolation="nearest", aspect="equal")
    axes.grid(False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.axhspan(query - 0.5, query + 0.5, fill=False, edgecolor=COLORS["learner"], linewidth=1.5)
    axes.set_xticks([])
    axes.set_yticks([])
    if len(tokens) <= MOST_LABELS:
        labels = [_short(label, 14) for label in tokens]
        look = {"fontsize": min(9, 190 / len(labels)), "family": "monospace"}
        axes.set_xticks(range(len(labels)), labels, rotation=90, **look)
        axes.set_yticks(range(len(labels)), labels, **look)
    axes.tick_params(length=0)
    axes.set_ylabel("query: who looks")
    axes.set_xlabel("key: at whom")


def _draw_row(axes, row: np.ndarray, tokens: list[str]) -> None:
    """The largest weights of one query as bars; two bars are no thicker than eight."""
    from llm_edu.plotting import horizontal_bars

    order = np.argsort(-row.round(6), kind="stable")[:MOST_BARS]
    bars = {}
    for at in order:
        if row[at] >= LEAST_BAR or at == order[0]:
            name = _short(tokens[at], 18).replace(r"\$", "$")    # horizontal_bars does this itself
            bars[name if name not in bars else f"{name} ({at})"] = float(row[at])
    horizontal_bars(axes, bars, highlight=next(iter(bars)), value_format="{:.2f}")
    axes.set_ylim(MOST_BARS - 0.5, -0.5)
    for label in axes.get_yticklabels():
        label.set_fontfamily("monospace")


def _few_colors(plot) -> bytes:
    """The picture as PNG in 255 colours, plenty for one map and grey text: half the size, in every saved notebook, and
    without a full PNG on the way in a third of the time, which the reader waits for."""
    from llm_edu.plotting import PIXELS_PER_INCH, RETINA, STYLE

    with rc_context(STYLE):
        plot.set_dpi(PIXELS_PER_INCH * RETINA)
        plot.canvas.draw()
        pixels = Image.fromarray(np.asarray(plot.canvas.buffer_rgba()))
        plot.set_dpi(PIXELS_PER_INCH)
    small = io.BytesIO()
    pixels.quantize(255, Image.Quantize.FASTOCTREE).save(small, format="png")
    return small.getvalue()


def _short(label: str, limit: int) -> str:
    text = label if len(label) <= limit else label[: limit - 1] + "…"
    return drawable(text, "DejaVu Sans Mono").replace("$", r"\$")
