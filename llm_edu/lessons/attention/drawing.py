"""The clock of rotary positions, which lesson 04 draws."""

import math
from collections.abc import Sequence

from llm_edu.plotting import COLORS, TEXT_COLOR, figure


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
    plot, axes = figure("Query · key, at distances 3 to 0: " + "; ".join(
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
