"""Pictures of what examples in a prompt do: their order, their number, their labels, rules that they show."""

import numpy as np

from llm_edu.lessons.prompting.asked import right
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels

KINDS = (("uncalibrated", "model"), ("calibrated", "learner"))    # in the order in which answers are kept
LABELS = (("right", "-", "right labels"), ("random", "--", "random labels"))
CHANCE = {"names": 0.5, "word": 1 / 3}    # of two names, of three words
LINES = {"first word": "truth", "middle word": "error", "true names": "model", "made-up names": "second",
         "swapped names": "learner", "last word": "third"}


# --- orders


def order_shares(kept):
    """What each order gets right: {draw: (orders, 2)}, as it is and calibrated. kept: prompting_orders"""
    return {run: np.array([[right(each, kept["classes"]).mean() for each in answers] for answers in kept[run].values()])
            for run in kept.runs if run != "classes"}


def plot_orders(kept):
    """A dot for each order of each draw of examples, as it is and calibrated; the bar is their mean."""
    shares, told = order_shares(kept), []
    ends = [(min(found[:, kind].min() for found in shares.values()),
             max(found[:, kind].max() for found in shares.values())) for kind in range(len(KINDS))]
    plot, axes = figure("Reordering the same four examples: accuracy " + "; ".join(
        f"{low:.0%} to {high:.0%} {name}" for (name, _), (low, high) in zip(KINDS, ends)), height=380)
    for number, (run, found) in enumerate(shares.items()):
        for kind, (name, color) in enumerate(KINDS):
            middle = number * 2.6 + kind
            column = np.sort(found[:, kind])
            axes.plot(middle + beside(column), column, "o", color=COLORS[color], markersize=5, alpha=0.6)
            axes.plot([middle - 0.35, middle + 0.35], [column.mean()] * 2, color=COLORS[color], linewidth=2.5)
            told.append(f"{run}, {name}: from {column[0]:.0%} to {column[-1]:.0%}, mean {column.mean():.0%}")
    for kind, (name, color) in enumerate(KINDS):
        axes.text(kind + 0.4 * (2 * kind - 1), 1.03, name, color=COLORS[color], fontweight="bold", ha="center")
    axes.axhline(0.5, color=COLORS["context"], linestyle=":", linewidth=1.5)
    axes.set_xticks([number * 2.6 + 0.5 for number in range(len(shares))],
                    [f"four examples, {run}" for run in shares])
    as_shares(axes, f"accuracy on {len(kept['classes'])} snippets", 0.4)
    plot.alt += ". Each dot is one of 24 orders. " + "; ".join(told)
    return plot


def beside(values, width=0.07):
    """How far equal values, sorted, stand from the middle so that none covers another: (values,)

    >>> beside(np.array([0.5, 0.5, 0.6])).round(3).tolist()
    [-0.035, 0.035, 0.0]
    """
    values = np.asarray(values)
    places = [np.flatnonzero(values == value) for value in np.unique(values)]
    return np.concatenate([(np.arange(len(some)) - (len(some) - 1) / 2) * min(width, 0.7 / len(some))
                           for some in places])


# --- number and labels of examples


def example_shares(kept):
    """{(labels, count): (seeds, 2)}, the share right as it is and calibrated. kept: prompting_examples"""
    found = {}
    for run in kept.runs:
        if run != "classes":
            count, _, labels = run.partition(" ")
            found[labels, int(count)] = np.array([[right(each, kept["classes"]).mean() for each in row[1:]]
                                                  for row in kept[run]])
    for labels, *_ in LABELS:    # of no examples no label is wrong
        found[labels, 0] = found["", 0]
    del found["", 0]
    return found


def plot_example_counts(kept):
    """The share right by number of examples, two pictures: as it is, calibrated. A pale dot for each seed."""
    shares, told = example_shares(kept), []
    counts = sorted({count for _, count in shares})
    title = f"Accuracy with {counts[-1]} examples, right and random labels: " + "; ".join(
        " and ".join(f"{shares[labels, counts[-1]][:, kind].mean():.0%}" for labels, *_ in LABELS) + f" {name}"
        for kind, (name, _) in enumerate(KINDS))
    plot, both = figure(title, height=380, columns=2)
    for kind, (axes, (name, _)) in enumerate(zip(both, KINDS)):
        ends = []
        for labels, style, words in LABELS:
            color = {"right": "truth", "random": "error"}[labels]
            means = [shares[labels, count][:, kind].mean() for count in counts]
            axes.plot(range(len(counts)), means, "o" + style, color=COLORS[color])
            for place, count in enumerate(counts):
                column = shares[labels, count][:, kind]
                axes.plot([place + (0.08 if labels == "random" else -0.08)] * len(column), column, "o", markersize=4,
                          color=COLORS[color], alpha=0.4)
            ends.append(label_line(axes, len(counts) - 1, means[-1], words.replace(" ", "\n"), color, dx=15))
            told.append(f"{words}, {name}: " + ", ".join(f"{mean:.0%} with {count}"
                                                         for mean, count in zip(means, counts)))
        axes.axhline(0.5, color=COLORS["context"], linestyle=":", linewidth=1.5)
        axes.set_title(name)
        axes.set_xticks(range(len(counts)), counts)
        axes.set_xlim(-0.3, len(counts) + 0.3)
        axes.set_xlabel("examples in the prompt")
        as_shares(axes, f"accuracy on {len(kept['classes'])} snippets" if kind == 0 else "", 0.4)
        part_labels(ends, gap=28)
    plot.alt += ". Means over 5 seeds. " + "; ".join(told)
    return plot


# --- rules


def rule_shares(kept, name, kind=0):
    """{count: (seeds,)}, the share right. kind: 0 as it is, 1 calibrated (two names). kept: prompting_rule"""
    return {int(count): np.array([row[kind].count("1") / len(row[kind]) for row in rows])
            for count, rows in kept[name].items()}


def plot_rules(kept, rules=tuple(LINES)[:5]):
    """The share right by number of examples, a line for each rule, a pale dot for each seed."""
    last = {name: list(rule_shares(kept, name).items())[-1] for name in rules}    # with the most examples
    best, worst = (choose(rules, key=lambda name: last[name][1].mean()) for choose in (max, min))
    plot, axes = figure(f"Accuracy with {last[best][0]} examples: {best} {last[best][1].mean():.0%}, "
                        f"{worst} {last[worst][1].mean():.0%}", height=440)
    ends, told = [], []
    for name in rules:
        shares, color = rule_shares(kept, name), LINES[name]
        means = [column.mean() for column in shares.values()]
        axes.plot(range(len(shares)), means, "o-", color=COLORS[color])
        for place, column in enumerate(shares.values()):
            axes.plot([place] * len(column), column, "o", color=COLORS[color], markersize=4, alpha=0.4)
        ends.append(label_line(axes, len(shares) - 1, means[-1], name, color, dx=10))
        told.append(f"{name}: " + ", ".join(f"{mean:.0%} with {count}" for mean, count in zip(means, shares)))
    for kind, chance in CHANCE.items():
        if any(name.endswith(kind) for name in rules):
            axes.axhline(chance, color=COLORS["context"], linestyle=":", linewidth=1.5)
            axes.text(2.5, chance - 0.01, "a guess among " + {"names": "two", "word": "three"}[kind],
                      color=TEXT_COLOR, fontsize=9, ha="center", va="top")
    counts = list(rule_shares(kept, rules[0]))
    axes.set_xticks(range(len(counts)), counts)
    axes.set_xlim(-0.3, len(counts) + 0.9)
    axes.set_xlabel("examples in the prompt")
    as_shares(axes, "accuracy", 0.0)
    part_labels(ends)
    plot.alt += ". Accuracy, means over 3 seeds. " + "; ".join(told)
    return plot


def as_shares(axes, label, low):
    """The upright axis, in per cent."""
    axes.set_ylim(low, 1.05)
    axes.set_yticks(np.arange(round(low * 5), 6) / 5)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_ylabel(label)
