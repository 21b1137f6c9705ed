"""The model of lesson 04, drawn: a window of words, and beside it what looks farther back."""

from matplotlib.patches import FancyBboxPatch

from llm_edu.plotting import COLORS, TEXT_COLOR, figure

# x, y, width, height, colour, lines; the first line is bold
BOXES = (
    (0, 14, 390, 44, "context", ("every word so far", "64 numbers each")),
    (495, 14, 205, 44, "context", ("the last 8 words", "8 × 64 numbers")),
    (0, 104, 120, 44, "model", ("keys", "64 each")),
    (135, 104, 120, 44, "model", ("values", "64 each")),
    (270, 104, 120, 44, "model", ("query", "64 numbers")),
    (495, 104, 205, 44, "model", ("what it makes of them", "128 numbers")),
    (0, 194, 390, 44, "learner", ("what looks back: your function", "queries, keys, values, mask → what is found, 64")),
    (495, 194, 205, 44, "model", ("answer", "64 numbers")),
    (495, 276, 205, 44, "truth", ("score of each word", "answer · word's own vector")),
)
# from, to, what stands beside the arrow, where
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
    """`LookBack` as boxes: below what it reads, above what it says, and at each arrow the table between."""
    plot, axes = figure(
        "LookBack: right the window, left what looks farther back", height=400,
        alt="The last 8 words make 128 numbers in the window's hidden layer; these make the answer, 64 numbers, by the "
        "table output, and a query by to_query, 128 × 64. Every word so far makes a key by to_key, 64 × 64, and a "
        "value by to_value, 64 × 64. Your function takes queries, keys, values and a mask; what it finds goes through "
        "from_found, 64 × 64, and is added to the answer. The answer's dot product with each word's own vector is "
        "that word's score.")
    axes.set_xlim(-5, 705)
    axes.set_ylim(0, 325)
    axes.axis("off")
    for box in BOXES:
        _box(axes, *box)
    for start, end, words, place in ARROWS:
        axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": TEXT_COLOR, "linewidth": 1.2})
        if place:
            axes.text(*place[:2], words, ha=place[2], va="center", fontsize=9, family="monospace", color=TEXT_COLOR)
    axes.text(484, 218, "+", fontsize=13, fontweight="bold", ha="center", va="bottom", color=TEXT_COLOR)
    return plot


def _box(axes, x, y, width, height, color, lines):
    axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=7", linewidth=1.3,
                                  facecolor=COLORS[color] + "1f", edgecolor=COLORS[color]))
    for line, part, weight in zip(lines, (0.7, 0.29), ("bold", "normal")):
        axes.text(x + width / 2, y + part * height, line, ha="center", va="center", fontsize=9.5, fontweight=weight,
                  color=COLORS[color] if weight == "bold" and color != "context" else TEXT_COLOR)
