"""Token chips as a picture, for where no browser code runs: GitHub, print, a book."""

import io

from llm_edu.widgets.common.chips import TINTS

FONT_POINTS = 10.5
CHARACTER = FONT_POINTS * 100 / 72 * 0.602  # pixels: the advance of DejaVu Sans Mono at 100 pixels per inch
PADDING, GAP, LINE = 5, 4, 28  # pixels
WIDTH, LEFT = 720, 8
MOST_LINES = 7


def draw_panels(panels: list[dict], summary: str):
    """Panels as TokenizerPlayground answers them, one under another, as a CourseFigure."""
    from llm_edu.plotting import figure

    rows = [(panel, _lay_out(panel.get("chips", []))) for panel in panels]
    height = 40 + sum(26 + LINE * max(1, len(lines)) for _, lines in rows)
    title = "What the model reads" if len(panels) < 2 else "The same text in two vocabularies"
    plot, axes = figure(title, height=height, width=WIDTH, alt=summary)
    plot.set_layout_engine("none")
    axes.set_position([LEFT / WIDTH, 0, 1 - 2 * LEFT / WIDTH, (height - 34) / height])  # one unit is one pixel
    axes.set(xlim=(LEFT, WIDTH - LEFT), ylim=(height - 34, 0))
    axes.axis("off")
    top = 0
    for panel, lines in rows:
        top = _draw_panel(axes, panel, lines, top)
    return plot


def _lay_out(chips: list) -> list[list[tuple[int, float, float, str, bool]]]:
    """Chips broken into lines: (index, left, width, label, several tokens?) in pixels, at most MOST_LINES lines."""
    lines, left = [[]], LEFT
    for index, (label, tokens, breaks_line) in enumerate(chips):
        label = _with_bytes(label, tokens)
        width = max(1, len(label)) * CHARACTER + 2 * PADDING
        if left + width > WIDTH - LEFT and lines[-1]:
            lines.append([])
            left = LEFT
        if len(lines) > MOST_LINES:
            return lines[:MOST_LINES]
        lines[-1].append((index, left, width, label, len(tokens) > 1))
        left += width + GAP
        if breaks_line:
            lines.append([])
            left = LEFT
    return lines if lines[-1] else lines[:-1]


def _with_bytes(label: str, tokens: list) -> str:
    """The label as it can be drawn; tokens that share a character show their bytes after it."""
    shown = drawable(label, "DejaVu Sans Mono")
    return shown if len(tokens) == 1 else f"{shown} {'|'.join(piece.replace(' ', '') for _, piece in tokens)}"


def drawable(text: str, family: str = "DejaVu Sans") -> str:
    """Text for a picture: what the font lacks is written as its code point, since a picture has but one font.

    >>> drawable("hi 我")
    'hi ⟨6211⟩'
    """
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont(family))
    return "".join(c if font.get_char_index(ord(c)) else f"⟨{ord(c):X}⟩" for c in text)


def few_colors(plot) -> bytes:
    """The picture as PNG in 255 colours, plenty for one map and grey text: half the size, in every saved notebook, and
    without a full PNG on the way in a third of the time, which the reader waits for."""
    import numpy as np
    from matplotlib import rc_context
    from PIL import Image

    from llm_edu.plotting import PIXELS_PER_INCH, RETINA, STYLE

    with rc_context(STYLE):
        plot.set_dpi(PIXELS_PER_INCH * RETINA)
        plot.canvas.draw()
        pixels = Image.fromarray(np.asarray(plot.canvas.buffer_rgba()))
        plot.set_dpi(PIXELS_PER_INCH)
    small = io.BytesIO()
    pixels.quantize(255, Image.Quantize.FASTOCTREE).save(small, format="png")
    return small.getvalue()


def _draw_panel(axes, panel: dict, lines: list, top: float) -> float:
    from matplotlib.patches import FancyBboxPatch

    from llm_edu.plotting import COLORS, TEXT_COLOR

    count = panel["error"] if "error" in panel else f"{panel['count']:,} tokens"
    heading = drawable(f"{panel['label']}: {count}").replace("$", r"\$")
    axes.text(LEFT, top + 10, heading, va="center", fontsize=11, color=TEXT_COLOR, wrap=True)
    top += 24
    for line in lines:
        for index, left, width, label, _ in line:
            red, green, blue = (int(part) / 255 for part in TINTS[index % len(TINTS)].split(","))
            style = {"boxstyle": "round,pad=0,rounding_size=4", "linewidth": 1}
            fill, edge = (red, green, blue, 0.18), (red, green, blue, 0.55)
            box = FancyBboxPatch((left, top), width, LINE - 7, facecolor=fill, edgecolor=edge, clip_on=False, **style)
            axes.add_patch(box)
            axes.text(
                left + width / 2, top + (LINE - 7) / 2, label.replace("$", r"\$"), ha="center", va="center_baseline",
                family="DejaVu Sans Mono", fontsize=FONT_POINTS, color=TEXT_COLOR,
            )
        top += LINE
    drawn = sum(len(panel["chips"][entry[0]][1]) for line in lines for entry in line)
    if "count" in panel and drawn < panel["count"]:
        axes.text(WIDTH - LEFT, top - LINE - 12, f"the first {drawn:,}", ha="right", color=COLORS["context"])
    return top + 2
