"""The picture of lesson 09's last sitting: what steering does and what it costs."""

import numpy as np

from llm_edu.plotting import COLORS, figure, label_line

STUDENT = 2.07    # 95 % of Student's t lie within, for 24 prompts


def mean_and_half(numbers):
    """The mean, and half of its 95 % interval.

    >>> [round(float(number), 2) for number in mean_and_half([1.0, 2.0] * 12)]
    [1.5, 0.22]
    """
    numbers = np.asarray(numbers)
    return numbers.mean(), STUDENT * numbers.std(ddof=1) / len(numbers) ** 0.5


def changes(by_strength, plain):
    """{strength: (mean change of the log odds, half of its interval)}, prompt by prompt against no steering."""
    return {float(strength): mean_and_half(np.subtract(found["moods"], plain["moods"]))
            for strength, found in by_strength.items()}


def steering_plot(kept, mine):
    """Left what steering does to a text's mood by its strength, right what it costs.

    kept: the measurement pretrained_steering   mine: {strength: the learner's moods}, with one for strength 0
    """
    real, plain = kept["held out"], kept["held out"]["0"]
    effect = changes(real, plain)
    yours = {strength: float((found - mine[0]).mean()) for strength, found in mine.items()}
    losses = [real[f"{strength:g}"]["loss"] for strength in effect]
    alt = "; ".join(f"strength {strength:+g}: log odds {mean:+.2f} ± {half:.2f}, loss {loss:.2f}"
                    for (strength, (mean, half)), loss in zip(effect.items(), losses))
    random = max(abs(mean) for other in kept["drawn"] for mean, _ in changes(other, plain).values())
    title = (f"Strength 2 moves the log odds by {effect[2.0][0]:+.1f} and costs "
             f"{real['2']['loss'] - plain['loss']:.2f} nats; a random direction moves them by {random:.1f} at most")
    plot, (left, right) = figure(title, height=340, columns=2, alt=f"{alt}. Yours: " + ", ".join(
        f"{strength:+}: {change:+.2f}" for strength, change in yours.items()))
    strengths, (means, halves) = list(effect), zip(*effect.values())
    left.errorbar(strengths, means, halves, color=COLORS["model"], capsize=3)
    right.plot(strengths, losses, "o-", color=COLORS["model"], markersize=4)
    for name, color, shift in (("drawn", "context", -0.12), ("turned", "second", 0.12)):
        for other in kept[name]:
            for strength, (mean, _) in changes(other, plain).items():
                left.plot(strength + shift, mean, "o", color=COLORS[color], markersize=4, alpha=0.8)
                right.plot(strength + shift, other[f"{strength:g}"]["loss"], "o", color=COLORS[color], markersize=4,
                           alpha=0.8)
    left.plot(list(yours), list(yours.values()), "D", color=COLORS["learner"], markersize=7)
    name_lines(left, right)
    return plot


def name_lines(left, right):
    """Names beside the lines, and what the axes are."""
    left.set_ylim(-7, 9.5)
    right.set_ylim(bottom=3)
    label_line(left, 3, 7.1, "cheerful direction", "model", dx=-8, dy=12, ha="right")
    label_line(left, 2, 5.9, "yours", "learner", dx=10, dy=-8)
    label_line(left, 0.2, -2.6, "random directions", "context", dx=-6)
    label_line(left, 0.2, -4.3, "half of the pairs", "second", dx=-6)
    label_line(left, 0.2, -5.6, "exchanged", "second", dx=-6)
    left.set_ylabel("change of the log odds, nats")
    right.set_ylabel("loss on Wikipedia, nats a token")
    for axes in (left, right):
        axes.set_xlabel("strength")
        axes.set_xticks([-4, -2, 0, 2, 4])
