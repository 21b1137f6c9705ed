"""The pictures of lesson 11's last sitting."""

import numpy as np
import torch

from llm_edu.lessons.common.printing import signed
from llm_edu.plotting import COLORS, figure, label_line, part_labels


def plot_clipping(gain, clip=0.2):
    """What a token gains against its ratio, for a good answer and a bad one. gain: as `clipped_gain`"""
    ratios = torch.linspace(0.4, 1.6, 121)
    old = torch.full((2, len(ratios)), 0.25).log()
    gains = gain(new=old + ratios.log(), old=old, advantages=torch.tensor([1.0, -1.0]), clip=clip)
    good, bad = (ratios[line > line.max() - 1e-4] for line in gains)    # where a token has gained all that it can
    plot, panels = figure(f"A good answer's token gains nothing more above a ratio of {good.min():.1f}, "
                          f"a bad answer's nothing more below {bad.max():.1f}", height=280, columns=2)
    names = ("advantage +1: a good answer", "advantage −1: a bad one")
    for axes, line, name, color in zip(panels, gains, names, ("truth", "error"), strict=True):
        axes.axvline(1, color=COLORS["context"], linewidth=1)
        axes.plot(ratios, line, color=COLORS[color])
        axes.set_title(name)
        axes.set_xticks([0.5, 1 - clip, 1, 1 + clip, 1.5])
        axes.set_xlabel("P(token) now / P(token) then")
    panels[0].set_ylabel("gain")
    plot.alt += (f". For advantage 1 the gain rises with the ratio up to {1 + clip} and stays there; for −1 it is flat "
                 f"up to {1 - clip} and falls after it.")
    return plot


def plot_rounds(kept):
    """Stories that go wrong, as each round wrote them before it learned from them. kept: alignment_grpo"""
    rows = np.array(kept["tries"]["rows"])
    rounds, shares = rows[:, 0], 100 * (1 - rows[:, 2])
    plot, axes = figure(f"Stories that go wrong: {shares[0]:.0f} % in the first round, "
                        f"{shares[-3:].mean():.0f} % in the last three", height=280)
    axes.plot(rounds, shares, "o", color=COLORS["model"], markersize=4)
    mean = shares[-3:].mean()
    axes.plot(rounds[[-3, -1]], [mean, mean], color=COLORS["context"], linewidth=2, zorder=1)
    label_line(axes, rounds[-1], mean, "mean of three", "context")
    axes.set_xlim(right=rounds[-1] * 1.2)
    axes.set_ylim(bottom=0)
    axes.set_xticks([1, *range(4, len(rounds) + 1, 4)])
    axes.set_xlabel("round")
    axes.set_ylabel("% of 512 stories")
    plot.alt += f". A dot for each of {len(rounds)} rounds; a line is the mean of the last three."
    return plot


NAMES = {"colours": "colours", "colours, distance costs 0.5": "with a KL penalty"}
LINES = ("error", "truth")


def plot_bad_rewards(kept):
    """What is rewarded, and what Storyland says of the same stories, by round. kept: alignment_exploit"""
    first, *_, last = kept["colours"]["rows"]
    plot, panels = figure(f"The reward, colours in a story, rises from {first[1]:.1f} to {last[1]:.1f}; "
                          f"whole stories, out of 64, fall from {first[2]} to {last[2]}", height=320, columns=2)
    alt = []
    for axes, column, heading in zip(panels, (1, 2), ("colours in a story (the reward)", "whole stories, out of 64"),
                                     strict=True):
        labels = []
        for run, color in zip(NAMES, LINES, strict=True):
            rows = np.array(kept[run]["rows"])
            axes.plot(rows[:, 0], rows[:, column], color=COLORS[color])
            labels.append(label_line(axes, rows[-1, 0], rows[-1, column], NAMES[run], color,
                                     dy=8 if rows[-1, column] < 20 else -8))
            alt.append(f"{heading}, {NAMES[run]}: {rows[0, column]:g} at first, {rows[-1, column]:g} in the last round")
        axes.set_title(heading)
        axes.set_xlabel("round")
        axes.set_xticks([1, 10, 20, 30, 40])
        axes.set_ylim(bottom=0)
        axes.set_xlim(right=axes.get_xlim()[1] * 1.45)
        part_labels(labels)
    plot.alt += signed(". " + "; ".join(alt) + ".")
    return plot
