"""Pictures of lesson 12: ten prompts with their intervals, and every two of them compared."""

from itertools import combinations

from matplotlib.patches import Rectangle

from llm_edu.plotting import COLORS, TEXT_COLOR, figure

LEVEL = 0.05
COLUMNS = (1.03, 1.2)    # where figures stand, to the right of all shares


def ways_plot(right, interval, says_positive):
    """Each way's share of right answers with its interval, the best on top.

    right: name -> whether each item is right, a list   interval: (right, count) -> (low, high), the learner's
    says_positive: name -> a share
    """
    counts = {name: (sum(found), len(found)) for name, found in right.items()}
    ranked = sorted(counts, key=lambda name: -counts[name][0])
    bounds = {name: tuple(map(float, interval(*counts[name]))) for name in ranked}
    rest = [name for name in ranked[1:] if bounds[name][1] >= bounds[ranked[0]][0]]
    told = "; ".join(f"{name} {counts[name][0] / counts[name][1]:.0%} ({bounds[name][0]:.0%} to "
                     f"{bounds[name][1]:.0%}), says positive to {says_positive[name]:.0%}" for name in ranked)
    plot, axes = figure(title_of(len(ranked), rest), height=110 + 30 * len(ranked), alt=f"Accuracy: {told}.")
    for place, name in enumerate(ranked):
        share = counts[name][0] / counts[name][1]
        color = COLORS["model" if name in (ranked[0], *rest) else "context"]
        axes.plot(bounds[name], [place, place], color=color, marker="|", markersize=9)
        axes.plot(share, place, "o", color=color, markersize=7, zorder=3)
        for column, value in zip(COLUMNS, (share, says_positive[name])):
            axes.text(column, place, f"{value:.0%}", va="center", ha="right", color=TEXT_COLOR)
    for column, heading in zip(COLUMNS, ("accuracy", "says positive")):
        axes.text(column, -0.9, heading, va="center", ha="right", color=TEXT_COLOR)
    axes.axvline(0.5, color=COLORS["context"], linewidth=1, linestyle="--", zorder=0)
    axes.set(xlim=(0.4, 1.2), ylim=(len(ranked) - 0.5, -1.3),
             xlabel=f"accuracy on {counts[ranked[0]][1]} snippets, with 95 % intervals (dashed: a coin)")
    axes.set_xticks([0.5, 0.6, 0.7, 0.8, 0.9], ["50 %", "60 %", "70 %", "80 %", "90 %"])
    axes.set_yticks(range(len(ranked)), ranked)
    axes.grid(axis="y", visible=False)
    return plot


def title_of(count, rest):
    """
    >>> title_of(10, ["4 examples", "chat"])
    "2 of 9 intervals overlap with the best prompt's"
    """
    if not rest:
        return f"The best of {count} prompts: its interval overlaps with no other"
    return f"{len(rest)} of {count - 1} intervals overlap with the best prompt's"


def pairs_plot(right, p_value):
    """Every two ways on the same items: McNemar's p, the better one to the left; returns the picture.

    right: name -> whether each item is right, a list   p_value: (first, second) -> p, the learner's
    """
    ranked = sorted(right, key=lambda name: -sum(right[name]))
    values = {pair: float(p_value(right[pair[0]], right[pair[1]])) for pair in combinations(ranked, 2)}
    unsure = [pair for pair, p in values.items() if p >= LEVEL]
    told = "; ".join(f"{one} and {other} {p_words(values[one, other])}" for one, other in unsure)
    plot, axes = figure(f"{len(unsure)} of {len(values)} pairs are too close to call (p ≥ 0.05)",
                        height=110 + 30 * len(ranked),
                        alt=f"McNemar's p of two prompts is 0.05 or more for: {told or 'none'}.")
    for (one, other), p in values.items():
        place = ranked.index(one), ranked.index(other)
        if p >= LEVEL:
            corner = place[0] - 0.46, place[1] - 0.42
            axes.add_patch(Rectangle(corner, 0.92, 0.84, color=COLORS["learner"], linewidth=0))
        axes.text(*place, cell_words(p), ha="center", va="center", fontsize=10,
                  color="#000001" if p >= LEVEL else TEXT_COLOR)
    axes.set_xticks(range(len(ranked) - 1), ranked[:-1], rotation=35, ha="right")
    axes.set_yticks(range(1, len(ranked)), ranked[1:])
    axes.set(xlim=(-0.6, len(ranked) - 1.4), ylim=(len(ranked) - 0.4, 0.4))
    axes.grid(visible=False)
    return plot


def p_words(p):
    """
    >>> p_words(0.00002), p_words(0.0123), p_words(0.4567), p_words(1.0)
    ('p < 0.001', 'p = 0.012', 'p = 0.46', 'p = 1.00')
    """
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def cell_words(p):
    """
    >>> cell_words(0.00002), cell_words(0.0123), cell_words(0.4567)
    ('< .001', '.012', '.46')
    """
    return "< .001" if p < 0.001 else (f"{p:.3f}" if p < 0.1 else f"{p:.2f}").lstrip("0")
