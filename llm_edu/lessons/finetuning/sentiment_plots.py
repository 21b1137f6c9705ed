"""The picture of lesson 10's comparison: how many examples each way needs, and how far it gets."""

from statistics import fmean

import numpy as np

from llm_edu.intervals import wilson
from llm_edu.plotting import COLORS, figure, label_line, part_labels

HELD_OUT = 1418
LINES = {    # run -> its colour, style and name
    "LoRA above": ("learner", "o-", "LoRA, upper 12 layers"),
    "head inside": ("second", "o-", "head, inner layers"),
    "head": ("second", "o--", "head, last layer"),
    "calibrated prompt": ("model", "o-", "prompt, calibrated"),
    "bag of words": ("truth", "o-", "bag of words"),
}
POINTS = {"everything": ("context", "s", "all weights"), "LoRA": ("error", "D", "LoRA, all layers")}
FLAT = {"prompt": ("model", "prompt as it is"), "lexicon": ("context", "list of words"),
        "majority": ("context", "always the same answer")}    # what learns nothing


def best_ways(kept, count):
    """The way that is right most often with so many examples, and its share. kept: finetuning_sentiment"""
    shares = {text: fmean(kept[name][str(count)]["accuracy"]) for name, (_, _, text) in (LINES | POINTS).items()
              if str(count) in kept[name]}
    return max(shares.items(), key=lambda way: way[1])


def plot_accuracy(kept):
    """The accuracy of each way on the test lines, by the number of examples that it learned from.

    kept: the measurement finetuning_sentiment. A point is the mean over seeds, each seed's own a pale dot, the bar its
    95 % interval for 1,418 snippets (Wilson).
    """
    counts = sorted(int(count) for count in kept["bag of words"] if count.isdigit())
    plot, axes = figure("Best with the fewest and the most examples: " + "; ".join(
        f"{way}, with {count:,} examples ({share:.1%})" for count in (counts[0], counts[-1])
        for way, share in [best_ways(kept, count)]), height=480)
    told, ends, single = [], [], []
    for name, (color, text) in FLAT.items():
        share = kept["without learning"][name]["accuracy"]
        axes.plot([counts[0], counts[-1]], [share, share], ":", color=COLORS[color], linewidth=1.5)
        ends.append(label_line(axes, counts[-1], share, text, color, dx=12))
        told.append(f"{text}: {share:.1%}")
    for number, (name, (color, style, text)) in enumerate((POINTS | LINES).items()):
        found = {int(count): np.array(each["accuracy"]) for count, each in kept[name].items() if count.isdigit()}
        means = {count: shares.mean() for count, shares in found.items()}
        draw_line(axes, found, means, COLORS[color], style, shift=1.03 ** (number - 3))
        if name in POINTS:
            single.append(label_line(axes, max(means), means[max(means)], text, color, dx=-14, dy=14, ha="right"))
        else:
            ends.append(label_line(axes, counts[-1], means[counts[-1]], text, color, dx=12))
        told.append(f"{text}: " + ", ".join(f"{mean:.1%} with {count:,}" for count, mean in means.items()))
    finish(axes, counts)
    part_labels(ends)
    part_labels(single)
    plot.alt += f". Accuracy on {HELD_OUT:,} test lines. " + "; ".join(told)
    return plot


def draw_line(axes, found, means, color, style, shift):
    """One way: a pale dot for each seed, the mean of them, and its interval; a little beside the others'."""
    for count, shares in found.items():
        axes.plot([count * shift] * len(shares), shares, "o", color=color, markersize=3, alpha=0.4)
    middle = np.array(list(means.values()))
    bounds = np.array([wilson(share, HELD_OUT) for share in middle]).T
    axes.errorbar([count * shift for count in means], middle, abs(bounds - middle), fmt=style, color=color,
                  markersize=5, capsize=3, elinewidth=1.2)


def finish(axes, counts):
    """What the axes are; beside the names of the lines there is no grid."""
    axes.set_xscale("log")
    axes.set_xlim(counts[0] * 0.8, counts[-1] * 6)
    axes.set_ylim(0.47, 0.985)
    axes.minorticks_off()
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.grid(False)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        axes.plot([counts[0] * 0.8, counts[-1] * 1.1], [share, share], color=COLORS["context"], alpha=0.25,
                  linewidth=0.8, zorder=0)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("training examples")
    axes.xaxis.set_label_coords(0.36, -0.085)
    axes.set_ylabel("accuracy on 1,418 test lines")
