"""The pictures of lesson 10's first sitting: what readers and SmolLM2 think of lines for and against a film."""

from textwrap import shorten

import numpy as np

from llm_edu.assets.film_reviews import load_film_reviews
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, ink

LETTERS = 46    # of a line, beside its bar
KINDS = {0: ("against it", "error"), 1: ("for the film", "model")}


def grades_plot(lines):
    """How readers graded some critics' lines, from −4 to 4: those for the film to the right, the others to the left."""
    grade_of = {review.text: review.grade for review in load_film_reviews()}
    grades = [grade_of[line] for line in lines]
    counts = {name: sum((grade > 0) == label for grade in grades) for label, (name, _) in KINDS.items()}
    title = "What readers said: " + ", ".join(
        f"{count} of {len(lines)} lines {name}" for name, count in reversed(counts.items()))
    names = [f"{number}  {shorten(line, LETTERS, placeholder=' …')}" for number, line in enumerate(lines, 1)]
    plot, axes = figure(title.replace("-", "−"), height=60 + 40 * len(lines),
                        alt="; ".join(f"{name}: {grade:.1f}" for name, grade in zip(names, grades)).replace("-", "−"))
    colors = [COLORS[KINDS[grade > 0][1]] for grade in grades]
    bars = axes.barh(range(len(lines)), grades, color=colors, height=0.6)
    axes.bar_label(bars, [f"{grade:.1f}".replace("-", "−") for grade in grades], padding=5, color=TEXT_COLOR)
    axes.axvline(0, color=COLORS["context"], linewidth=1.5)
    axes.set_yticks(range(len(lines)), names)
    axes.invert_yaxis()
    axes.set_xlim(-4, 4)
    axes.set_xticks([])
    axes.grid(False)
    return plot


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
