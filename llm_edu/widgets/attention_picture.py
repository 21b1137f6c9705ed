"""AttentionViewer as a picture, for where no browser code runs: GitHub, print, a book."""

import io

import numpy as np

from llm_edu.widgets.attention_model import spoken
from llm_edu.widgets.chip_picture import drawable

MOST_LABELS = 40  # tokens written beside the matrix; more would lie on each other
MOST_BARS = 8


def draw_head(viewer):
    """The head's matrix, the query's row marked, and beside it what this query looks at, as bars."""
    from llm_edu.plotting import COLORS, figure, horizontal_bars

    layer, head, query, row = viewer.looked_at()
    labels = [_short(label, 14) for label in viewer.scene["tokens"]]
    best = int(row.argmax())
    title = (f"Layer {layer}, head {head}: “{_short(spoken(viewer.scene['tokens'][query]), 20)}” looks mostly at "
             f"“{_short(spoken(viewer.scene['tokens'][best]), 20)}” ({row[best]:.2f})")
    plot, [left, right] = figure(title, height=400, columns=2)
    plot.alt = viewer.summary()
    plot.get_layout_engine().set(h_pad=0.1)    # inches: a square map would else push its label off the edge
    weights = viewer.weights[layer, head]
    shown = np.sqrt(np.ma.masked_where(np.triu(np.ones_like(weights, dtype=bool), 1) & viewer.scene["causal"], weights))
    left.imshow(shown, cmap="cividis", vmin=0, vmax=1, interpolation="nearest", aspect="equal")
    left.grid(False)
    for side in left.spines.values():
        side.set_visible(False)
    left.axhspan(query - 0.5, query + 0.5, fill=False, edgecolor=COLORS["learner"], linewidth=1.5)
    if len(labels) <= MOST_LABELS:
        size = min(9, 190 / len(labels))
        left.set_xticks(range(len(labels)), labels, rotation=90, fontsize=size, family="monospace")
        left.set_yticks(range(len(labels)), labels, fontsize=size, family="monospace")
    else:
        left.set_xticks([])
        left.set_yticks([])
    left.tick_params(length=0)
    left.set_ylabel("query: who looks")
    left.set_xlabel("key: at whom")
    order = [at for at in np.argsort(-row.round(6), kind="stable")[:MOST_BARS] if row[at] >= 0.005 or at == best]
    bars = {}
    for at in order:
        name = _short(viewer.scene["tokens"][at], 18)
        bars[name if name not in bars else f"{name} ({at})"] = float(row[at])
    horizontal_bars(right, bars, highlight=next(iter(bars)), value_format="{:.2f}")
    right.set_ylim(MOST_BARS - 0.5, -0.5)    # two bars are no thicker than eight
    for label in right.get_yticklabels():
        label.set_fontfamily("monospace")
    full = plot.to_png
    plot.to_png = lambda: _with_few_colors(full())
    return plot


def _with_few_colors(png: bytes) -> bytes:
    """The picture in 255 colours, plenty for one map and grey text: a third of the size, in every saved notebook."""
    from PIL import Image

    small = io.BytesIO()
    Image.open(io.BytesIO(png)).quantize(255, Image.Quantize.FASTOCTREE).save(small, format="png", optimize=True)
    return small.getvalue()


def _short(label: str, limit: int) -> str:
    text = label if len(label) <= limit else label[: limit - 1] + "…"
    return drawable(text, "DejaVu Sans Mono").replace("$", r"\$")
