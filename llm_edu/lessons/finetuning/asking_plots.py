"""The picture of lesson 10's first sitting: what SmolLM2 thinks of lines for and against a film."""

import numpy as np

from llm_edu.plotting import COLORS, figure, ink

KINDS = {0: ("against it", "error"), 1: ("for the film", "model")}


def score_plot(scores, right):
    """A dot for each line, by its score; those for the film above those against it.

    scores: (lines,), in nats   right: (lines,), 1 or 0
    """
    groups = [np.asarray(scores)[np.asarray(right) == label] for label in KINDS]
    told = [f"{name}: {len(group)} lines, {(group > 0).sum()} above 0, median {np.median(group):.1f}, from "
            f"{group.min():.1f} to {group.max():.1f}" for (name, _), group in zip(KINDS.values(), groups)]
    title = "Scores above 0: " + ", ".join(f"{(group > 0).sum()} of {len(group)} lines {name}" for (name, _), group in
                                   reversed(list(zip(KINDS.values(), groups))))
    plot, axes = figure(title, height=250, alt="; ".join(told))
    shaken = np.random.default_rng(0)
    for height, ((_, color), group) in enumerate(zip(KINDS.values(), groups)):
        axes.plot(group, height + shaken.uniform(-0.28, 0.28, len(group)), "o", color=COLORS[color], markersize=4,
                  alpha=0.6, markeredgewidth=0)
    axes.axvline(0, color=COLORS["context"], linewidth=1.5)
    axes.set_yticks(range(len(KINDS)), [name for name, _ in KINDS.values()], fontweight="bold")
    for label, (_, color) in zip(axes.get_yticklabels(), KINDS.values()):
        label.set_color(ink(COLORS[color]))
    axes.set_ylim(-0.5, 1.5)
    axes.grid(False)
    axes.set_xlabel("log odds of great against terrible, in nats")
    return plot
