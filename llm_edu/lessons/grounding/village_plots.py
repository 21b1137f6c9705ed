"""The pictures of the silent village: calibration, risk against coverage, and what "nobody said" gains and costs."""

from llm_edu.grounding.calibration import (
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)
from llm_edu.lessons.grounding.village_demos import bounded, over_seeds, price_of, share_of, taught_runs
from llm_edu.plotting import COLORS, figure, label_line, part_labels


def calibration_plot(confidences, correct, name="the model", bins=10):
    """Accuracy against confidence, a dot with its 95 % interval for each bin, and the line where both are equal."""
    curve = calibration_curve(confidences, correct, bins)
    error = expected_calibration_error(confidences, correct, bins)
    mean, right = sum(confidences) / len(confidences), sum(map(bool, correct)) / len(correct)
    head = f"{name}: {mean:.0%} sure on average, {right:.0%} right; calibration error {error:.2f}"
    plot, axes = figure(head[0].upper() + head[1:], height=380)
    axes.plot([0, 1], [0, 1], color=COLORS["truth"], linestyle="--", linewidth=1.5)
    axes.vlines([part.confidence for part in curve], [part.low for part in curve], [part.high for part in curve],
                color=COLORS["model"], linewidth=1.5)
    axes.plot([part.confidence for part in curve], [part.accuracy for part in curve], "o", color=COLORS["model"])
    part_labels([label_line(axes, 0.7, 0.7, "as right as sure", "truth", dx=-8, dy=10, ha="right")])
    axes.set_xlim(0, 1.03)
    axes.set_ylim(-0.03, 1.05)
    axes.set_xlabel("confidence: the probability of its answer")
    axes.set_ylabel("share of answers that are right")
    plot.alt += ". Confidence, share right, number of answers: " + "; ".join(
        f"{part.confidence:.2f}, {part.accuracy:.2f} ({part.low:.2f} to {part.high:.2f}), {part.answers}"
        for part in curve)
    return plot


def risk_plot(answers):
    """The share of wrong answers when only the surest are given. answers: name -> (confidences, correct)"""
    curves = {name: risk_coverage(*pair) for name, pair in answers.items()}
    heads = "; ".join(f"{name} {curve[-1][1]:.0%} → {risk_at(curve, 0.5):.0%}" for name, curve in curves.items())
    plot, axes = figure(f"Wrong answers, all questions → the surer half: {heads}", height=340)
    labels, told = [], []
    for (name, curve), color in zip(curves.items(), ("model", "second", "learner", "third")):
        axes.plot(*zip(*curve), color=COLORS[color])
        labels.append(label_line(axes, 1, curve[-1][1], name, color, dx=8))
        risks = (f"{risk_at(curve, share):.2f} at {share:.0%}" for share in (0.25, 0.5, 0.75, 1))
        told.append(f"{name}: {', '.join(risks)}, area {area_under(curve):.2f}")
    axes.set_xlim(0, 1.3)
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
                        f"ones, {means['told']} of the told", height=80 + 44 * len(runs))
    for (group, some), color, mark in zip(cells.items(), ("truth", "model", "error"), "soD"):
        for place, each in enumerate(some):
            axes.plot([max(0, each.low), min(1, each.high)], [place, place], color=COLORS[color], linewidth=1.5)
        axes.plot([each.value for each in some], range(len(some)), mark, color=COLORS[color], label=group)
    axes.set_yticks(range(len(runs)), list(runs.values()))
    axes.invert_yaxis()
    axes.set_xlim(-0.03, 1.03)
    axes.set_xlabel("share of the questions to which the answer is “nobody said”")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    plot.alt += ". " + "; ".join(
        f"{name}: taught {bounded(cells['taught'][number])}, withheld {bounded(cells['withheld'][number])}, told "
        f"{bounded(cells['told'][number])}, price {price_of(kept, run)} nats a story"
        for number, (run, name) in enumerate(runs.items()))
    return plot


def span(shares):
    """From the smallest to the largest share.

    >>> span([0.04, 0.71]), span([1.0, 1.0])
    ('4 to 71 %', '100 %')
    """
    low, high = (f"{100 * share:.0f}" for share in (min(shares), max(shares)))
    return f"{low} %" if low == high else f"{low} to {high} %"
