"""The pictures of the silent village: calibration, and risk against coverage."""

from llm_edu.grounding.calibration import (
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels


def calibration_plot(confidences, correct, name="the model", bins=10):
    """Accuracy against confidence, a dot with its 95 % interval for each bin, and the line where both are equal."""
    curve = calibration_curve(confidences, correct, bins)
    error = expected_calibration_error(confidences, correct, bins)
    mean, right = sum(confidences) / len(confidences), sum(map(bool, correct)) / len(correct)
    head = f"{name}: {percent(mean)} sure on average, {percent(right)} right; calibration error {error:.2f}"
    plot, axes = figure(head[0].upper() + head[1:], height=380)
    axes.plot([0, 1], [0, 1], color=COLORS["truth"], linestyle="--", linewidth=1.5)
    axes.vlines([part.confidence for part in curve], [part.low for part in curve], [part.high for part in curve],
                color=COLORS["model"], linewidth=1.5)
    axes.plot([part.confidence for part in curve], [part.accuracy for part in curve], "o", color=COLORS["model"])
    for part in curve:
        axes.annotate(str(part.answers), (part.confidence, part.high), xytext=(0, 3), textcoords="offset points",
                      ha="center", va="bottom", color=TEXT_COLOR)
    part_labels([label_line(axes, 0.7, 0.7, "perfectly calibrated", "truth", dx=-8, dy=10, ha="right")])
    axes.set_xlim(0, 1.03)
    axes.set_ylim(-0.03, 1.05)
    axes.set_xlabel("confidence: the probability of the answer (numbers: answers in the bin)")
    axes.set_ylabel("share of answers that are right")
    plot.alt += ". Confidence, share right, number of answers: " + "; ".join(
        f"{part.confidence:.2f}, {part.accuracy:.2f} ({part.low:.2f} to {part.high:.2f}), {part.answers}"
        for part in curve)
    return plot


def risk_plot(answers):
    """The share of wrong answers when only the surest are given. answers: name -> (confidences, correct)"""
    curves = {name: risk_coverage(*pair) for name, pair in answers.items()}
    heads = "; ".join(f"{name} {percent(curve[-1][1])} → {percent(risk_at(curve, 0.5))}"
                      for name, curve in curves.items())
    plot, axes = figure(f"Wrong answers, all questions → the surer half: {heads}", height=340)
    labels, told = [], []
    for (name, curve), color in zip(curves.items(), ("model", "second", "learner", "third")):
        axes.plot(*zip(*curve), color=COLORS[color])
        labels.append(label_line(axes, 1, curve[-1][1], name, color, dx=8))
        risks = (f"{risk_at(curve, share):.2f} at {share:.0%}" for share in (0.25, 0.5, 0.75, 1))
        told.append(f"{name}: {', '.join(risks)}, area {area_under(curve):.2f}")
    axes.set_xlim(0, 1.36)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel("coverage: share of the questions that are answered")
    axes.set_ylabel("share of errors")
    part_labels(labels)
    plot.alt += ". " + "; ".join(told)
    return plot


def percent(share):
    """A share as people write it.

    >>> percent(0.648)
    '65 %'
    """
    return f"{100 * share:.0f} %"
