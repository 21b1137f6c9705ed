"""What lesson 04 draws: its model, a layer of multi-head attention, and the clock of rotary positions."""

import math
from collections.abc import Sequence

from matplotlib.patches import FancyBboxPatch

from llm_edu.plotting import COLORS, TEXT_COLOR, figure

# x, y, width, height, colour, lines; the first line is bold
BOXES = (
    (0, 14, 390, 44, "context", ("every word so far", "64 numbers each")),
    (495, 14, 205, 44, "context", ("the last 8 words", "8 × 64 numbers")),
    (0, 104, 120, 44, "model", ("keys", "64 each")),
    (135, 104, 120, 44, "model", ("values", "64 each")),
    (270, 104, 120, 44, "model", ("query", "64 numbers")),
    (495, 104, 205, 44, "model", ("hidden layer", "128 numbers")),
    (0, 194, 390, 44, "learner", ("what looks back: your function", "queries, keys, values, mask → what is found, 64")),
    (495, 194, 205, 44, "model", ("answer", "64 numbers")),
    (495, 276, 205, 44, "truth", ("logit of each word", "answer · word's own vector")),
)
# from, to, the words beside the arrow, and where they are
ARROWS = (
    ((60, 58), (60, 102), "to_key\n64 × 64", (66, 79, "left")),
    ((195, 58), (195, 102), "to_value\n64 × 64", (201, 79, "left")),
    ((597, 58), (597, 102), "hidden, 512 × 128", (603, 80, "left")),
    ((495, 126), (392, 126), "to_query\n128 × 64", (443, 148, "center")),
    ((60, 148), (60, 192), "", None),
    ((195, 148), (195, 192), "", None),
    ((330, 148), (330, 192), "", None),
    ((597, 148), (597, 192), "output, 128 × 64", (603, 170, "left")),
    ((390, 216), (493, 216), "from_found\n64 × 64", (440, 240, "center")),
    ((597, 238), (597, 274), "", None),
)


def look_back_plot():
    """`LookBack` as boxes: what it reads is at the bottom, what it says at the top, and each arrow has its matrix."""
    plot, axes = figure(
        "LookBack: a window of 8 words (right), and what looks further back (left)", height=400,
        alt="The last 8 words make 128 numbers in the window's hidden layer. These make the answer, 64 numbers, by the "
        "matrix output, and a query by to_query, 128 × 64. Every word so far makes a key by to_key, 64 × 64, and a "
        "value by to_value, 64 × 64. Your function takes queries, keys, values and a mask. What it finds goes through "
        "from_found, 64 × 64, and is added to the answer. The answer's dot product with each word's own vector is "
        "that word's logit.")
    axes.set_xlim(-5, 705)
    axes.set_ylim(0, 325)
    axes.axis("off")
    for box in BOXES:
        _box(axes, *box)
    for start, end, words, place in ARROWS:
        _arrow(axes, start, end)
        if place:
            axes.text(*place[:2], words, ha=place[2], va="center", fontsize=9, family="monospace", color=TEXT_COLOR)
    axes.text(484, 218, "+", fontsize=13, fontweight="bold", ha="center", va="bottom", color=TEXT_COLOR)
    return plot


def multi_head_plot(width: int, heads: int):
    """A layer of multi-head attention, from left to right: its four matrices, and the heads in the middle."""
    size = width // heads
    plot, axes = figure(
        f"Multi-head attention: W_Q, W_K and W_V, then {heads} heads, then W_O",
        height=310, alt=f"Each token's vector x, {width} numbers, makes queries, keys and values by W_Q, W_K and W_V, "
        f"{width} × {width} each. All three are cut into {heads} pieces of {size} numbers. Each head attends with one "
        f"piece of each and finds {size} numbers. What the {heads} heads find is laid side by side, {width} numbers, "
        f"and goes through W_O, {width} × {width}, to what the layer writes, {width} numbers.")
    axes.set_xlim(-5, 705)
    axes.set_ylim(0, 260)
    axes.axis("off")
    whole, cut = f"{width} numbers", f"{heads} × {size}"
    middle = 125
    _box(axes, 0, middle - 23, 82, 46, "context", ("vector x", whole))
    head_heights = [middle + (heads - 1) * 28 - 56 * number for number in range(heads)]
    for name, matrix, y in (("queries", "W_Q", middle + 84), ("keys", "W_K", middle), ("values", "W_V", middle - 84)):
        _box(axes, 178, y - 23, 82, 46, "model", (name, cut))
        _arrow(axes, (82, middle), (176, y))
        lift, right = {-84: (-28, 106), 0: (15, 138), 84: (28, 106)}[y - middle]
        axes.text(right, (middle + y) / 2 + lift, f"{matrix}\n{width} × {width}", ha="center", va="center", fontsize=9,
                  family="monospace", color=TEXT_COLOR)
        for height in head_heights:
            axes.plot([260, 308], [y, height], color=TEXT_COLOR, linewidth=0.7, alpha=0.6)
    for number, height in enumerate(head_heights):
        _box(axes, 308, height - 21, 96, 42, "learner", (f"head {number}", f"finds {size}"))
        axes.plot([404, 446], [height, middle], color=TEXT_COLOR, linewidth=0.7, alpha=0.6)
    _box(axes, 446, middle - 23, 104, 46, "model", ("side by side", whole))
    _arrow(axes, (550, middle), (616, middle))
    axes.text(583, middle + 22, f"W_O\n{width} × {width}", ha="center", va="center", fontsize=9, family="monospace",
              color=TEXT_COLOR)
    _box(axes, 618, middle - 23, 82, 46, "context", ("written", whole))
    return plot


def clock_plot(query: tuple[float, float], key: tuple[float, float], degrees: float, first_positions: Sequence[int]):
    """A query, and the same key at four positions up to the query's: a panel for each position of the first key.

    degrees: how far one token rotates, counterclockwise
    """
    panels = []
    for first in first_positions:
        asks, keys = _rotated(query, degrees * (first + 3)), {}
        for position in range(first, first + 4):
            x, y = _rotated(key, degrees * position)
            product = round(asks[0] * x + asks[1] * y, 2) + 0.0    # + 0.0: no −0
            keys[position] = (x, y), f"{product:.4g}".replace("-", "−")
        panels.append((asks, keys))
    said = [", ".join(product for _, product in keys.values()) for _, keys in panels]
    plot, axes = figure("Query · key, by distance 3 to 0: " + "; ".join(
        f"{products} at positions {first} to {first + 3}" for products, first in zip(said, first_positions)),
        height=300, columns=len(panels), alt=f"Both are rotated by {degrees:g}° a token.")
    for each, (asks, keys) in zip(axes, panels):
        for position, ((x, y), product) in keys.items():
            _hand(each, (x, y), "model", 1.6)
            each.text(1.5 * x, 1.18 * y, f"key {position}: {product}", ha="center", va="center", color=TEXT_COLOR)
        _hand(each, (0.65 * asks[0], 0.65 * asks[1]), "learner", 4)
        each.text(*(0.35 * a + 0.1 for a in asks), f"query {max(keys)}", color=COLORS["learner"], fontweight="bold")
        circle_axes(each, 1.4)
    return plot


def _rotated(vector, degrees):
    (a, b), cos, sin = vector, math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return a * cos - b * sin, a * sin + b * cos


def _hand(axes, end, color, linewidth):
    axes.annotate("", end, (0, 0), arrowprops={"arrowstyle": "-|>", "color": COLORS[color], "linewidth": linewidth,
                                               "shrinkA": 0, "shrinkB": 0})


def circle_axes(axes, reach: float):
    """Make axes as wide as high, with no ticks, grid or frame: for arrows from the middle."""
    axes.set_aspect("equal")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    axes.spines[:].set_visible(False)


def _arrow(axes, start, end):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": TEXT_COLOR, "linewidth": 1.2})


def _box(axes, x, y, width, height, color, lines):
    axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=7", linewidth=1.3,
                                  facecolor=COLORS[color] + "1f", edgecolor=COLORS[color]))
    for line, part, weight in zip(lines, (0.7, 0.29), ("bold", "normal")):
        axes.text(x + width / 2, y + part * height, line, ha="center", va="center", fontsize=9.5, fontweight=weight,
                  color=COLORS[color] if weight == "bold" and color != "context" else TEXT_COLOR)
