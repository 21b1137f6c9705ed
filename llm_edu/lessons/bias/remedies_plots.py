"""The pictures of lesson 14's third sitting."""

from collections import defaultdict
from statistics import fmean

import numpy as np

from llm_edu.bias.price import pronoun_loss
from llm_edu.lessons.bias.measurements.remedies import SKEW
from llm_edu.plotting import COLORS, figure, label_line, part_labels

SHOWN = {"swapped": ("stories swapped", "learner", "o"), "balanced": ("jobs balanced", "second", "s"),
         "jobs' direction": ("jobs' direction removed", "model", "^"), "adversary": ("adversary", "error", "D"),
         "evened": ("decoding corrected", "third", "v")}

GLYPHS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼"}
TOP = 1.0    # nats; what is above is drawn here, with its number


def seeds_of(kept, remedy, strengths=None):
    """The rows of all seeds for a remedy, all strengths of it or these."""
    return [row for name, run in kept.items() if name.startswith("seed") for row in run["rows"]
            if row["remedy"] == remedy and (strengths is None or row["strength"] in strengths)]


def means(kept, remedy):
    """strength -> {field: mean over seeds}, with "spread", the distance of the bias left between seeds

    kept: the results of bias_remedies
    """
    rows = defaultdict(list)
    for row in seeds_of(kept, remedy):
        rows[row["strength"]].append(row)
    fields = ("skew", "left", "greedy", "at_pronoun", "elsewhere", "beyond", "origin")
    return {strength: {field: fmean(row[field] for row in each) for field in fields} | {
        "spread": max(row["left"] for row in each) - min(row["left"] for row in each)}
        for strength, each in sorted(rows.items())}


def strengths_of(kept, remedy):
    """The `means` of each strength up to the whole direction, from weak to strong."""
    return [row for strength, row in means(kept, remedy).items() if strength <= 1 or not remedy.endswith("direction")]


def least(left, read=SKEW):
    """The least price, in nats at each pronoun, at which so much bias is left where stories have skew `read`."""
    return pronoun_loss(left, read) - pronoun_loss(read, read)


def remedies_chart(measurement):
    """Bias left against loss paid: at the visitor's pronoun, with the least price, and at all other words.

    A mark for each seed; a line through the means of the strengths, but not for the adversary, whose seeds differ most.
    measurement: bias_remedies, as `load_measurement` reads it, or its results
    """
    kept = measurement if isinstance(measurement, dict) else measurement.results()
    wasted = {remedy: max(row["beyond"] for row in strengths_of(kept, remedy)) for remedy in SHOWN}
    most = max(wasted, key=wasted.get)
    plot, (price, waste) = figure(
        f"Removing all bias costs at least {least(0):.2f} nats at each pronoun; the {SHOWN[most][0]} costs "
        f"up to {wasted[most]:.2f} nats per story elsewhere (mean over seeds)", height=400, columns=2)
    control, ends, labels = means(kept, "none")[0.0], np.linspace(0, 0.95, 96), []
    price.plot(ends, [least(end) for end in ends], "--", color=COLORS["truth"], linewidth=1.5, zorder=3)
    label_line(price, 0.0, -0.05, "the lowest price", "truth", dx=0)
    for remedy, (name, color, marker) in SHOWN.items():
        rows, strengths = strengths_of(kept, remedy), None
        if remedy.endswith("direction"):
            strengths = [strength for strength in means(kept, remedy) if strength <= 1]
        for axes, field in ((price, "at_pronoun"), (waste, "beyond")):
            if remedy != "adversary":
                axes.plot([row["left"] for row in rows], [min(row[field], TOP) for row in rows], color=COLORS[color],
                          linewidth=1, alpha=0.6)
            points = seeds_of(kept, remedy, strengths)
            for row in points:
                axes.plot(row["left"], min(row[field], TOP), marker, color=COLORS[color], markersize=5, alpha=0.8)
            for place, row in enumerate(row for row in points if row[field] > TOP):
                axes.annotate(f"{row[field]:.1f}", (row["left"], TOP), xytext=(0, 9 + 9 * (place % 2)), ha="center",
                              va="center", textcoords="offset points", fontsize=9, color=COLORS[color])
        labels.append(label_line(waste, 1.05, min(rows[-1]["beyond"], TOP), f"{GLYPHS[marker]} {name}", color))
    for axes, value in ((price, control["at_pronoun"]), (waste, 0.0)):
        axes.plot(control["left"], value, "*", color=COLORS["context"], markersize=13)
        axes.set_ylim(-0.12, TOP + 0.15)
        axes.set_xticks([0, 0.5, 1])
        axes.set_xlabel("bias left", x=0.0 if axes is waste else 0.5, ha="left" if axes is waste else "center")
    price.set_xlim(-0.03, 1.05)
    waste.set_xlim(-0.03, 2.0)
    waste.set_ylim(bottom=min(-0.12, min(row["beyond"] for remedy in SHOWN for row in seeds_of(kept, remedy)) - 0.06))
    labels.append(label_line(waste, 1.05, 0.0, "★ no remedy", "context"))
    price.set_ylabel("nats paid")
    price.set_title("at the visitor's pronoun")
    waste.set_title("at all other words, per story")
    part_labels(labels, gap=16, lowest=10)
    for remedy, (name, *_) in SHOWN.items():
        left, at_pronoun, beyond = (", ".join(f"{row[field]:.2f}" for row in strengths_of(kept, remedy))
                                    for field in ("left", "at_pronoun", "beyond"))
        plot.alt += (f". {name.capitalize()}, from weak to strong: bias left {left}; at the pronoun {at_pronoun}; "
                     f"elsewhere {beyond}")
    return plot


def plot_adversaries(measurement):
    """What the model says while an adversary reads along, step by step: a line a seed, a panel a strength."""
    kept = measurement if isinstance(measurement, dict) else measurement.results()
    runs = [run["curves"] for name, run in kept.items() if name.startswith("seed")]
    strengths = list(runs[0])
    last = {strength: [curves[strength]["skew"][-1][1] for curves in runs] for strength in strengths}
    apart = max(last, key=lambda strength: max(last[strength]) - min(last[strength]))
    plot, panels = figure(f"At strength {apart}, three seeds end at skews between {min(last[apart]):.2f} and "
                          f"{max(last[apart]):.2f}", height=280, columns=len(strengths))
    for axes, strength in zip(panels, strengths, strict=True):
        axes.axhline(0, color=COLORS["context"], linewidth=1)
        axes.axhline(SKEW, color=COLORS["truth"], linestyle="--", linewidth=1)
        for curves, color in zip(runs, ("model", "second", "learner")):
            steps, skews = np.array(curves[strength]["skew"]).T
            axes.plot(steps, skews, color=COLORS[color], linewidth=1.5)
        axes.set_title(f"strength {strength}")
        axes.set_ylim(-1.05, 1.05)
        axes.set_xlabel("step")
        if axes is not panels[0]:
            axes.set_yticklabels([])
    panels[0].set_ylabel("skew said, mean over jobs")
    for strength in strengths:
        plot.alt += f". Strength {strength}, at the end: " + ", ".join(f"{each:.2f}" for each in last[strength])
    return plot
