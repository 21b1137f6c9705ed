"""The pictures of the silent village: calibration, risk against coverage, and what "nobody said" gains and costs."""

from llm_edu.grounding.calibration import (
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)
from llm_edu.lessons.grounding.village_demos import bounded, over_seeds, share_of, taught_runs, times_of
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


def taught_plot(kept):
    """How often a model that was taught "nobody said" says so: of taught, withheld and told facts, for each way."""
    runs = taught_runs(kept)
    cells = {group: [over_seeds(kept, run, share_of(group, "abstains")) for run in runs]
             for group in ("taught", "withheld", "told")}
    means = {group: span([each.value for each in some]) for group, some in cells.items()}
    plot, axes = figure(f"“Nobody said”: {means['taught']} of the taught facts, {means['withheld']} of other withheld "
                        f"ones, {means['told']} of the told", height=110 + 44 * len(runs))
    for some, color, mark in zip(cells.values(), ("truth", "model", "error"), "soD"):
        for place, each in enumerate(some):
            axes.plot([max(0, each.low), min(1, each.high)], [place, place], color=COLORS[color], linewidth=1.5)
        axes.plot([each.value for each in some], range(len(some)), mark, color=COLORS[color])
    names = {"told": ("error", 0, "left"), "withheld": ("model", cells["withheld"][0].value, "center"),
             "taught": ("truth", 1, "right")}
    for group, (color, place, side) in names.items():
        axes.annotate({"withheld": "other withheld"}.get(group, group), (place, -0.45), ha=side, va="bottom",
                      color=COLORS[color], fontweight="bold", annotation_clip=False)
    axes.set_yticks(range(len(runs)), [f"{name}\n{times_of(kept, run)} × each" for run, name in runs.items()])
    axes.set_ylim(len(runs) - 0.6, -0.9)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xlabel("share of questions answered with “nobody said”")
    plot.alt += ". " + "; ".join(
        f"{name}: taught {bounded(cells['taught'][number])}, withheld {bounded(cells['withheld'][number])}, told "
        f"{bounded(cells['told'][number])}" for number, name in enumerate(runs.values()))
    return plot


def percent(share):
    """A share as people write it.

    >>> percent(0.648)
    '65 %'
    """
    return f"{100 * share:.0f} %"


def span(shares):
    """From the smallest to the largest share.

    >>> span([0.04, 0.71]), span([1.0, 1.0])
    ('4 to 71 %', '100 %')
    """
    low, high = (f"{100 * share:.0f}" for share in (min(shares), max(shares)))
    return f"{low} %" if low == high else f"{low} to {high} %"
