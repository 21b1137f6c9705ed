"""The pictures of lesson 06."""

import math
from collections.abc import Mapping, Sequence
from itertools import cycle
from statistics import fmean

import torch

from llm_edu.lessons.training.demos import when_learned
from llm_edu.plotting import COLORS, figure, floor_line, label_line, part_labels

PALETTE = ("model", "error", "second", "third", "learner", "context")


def smooth(values: Sequence[float], over: int) -> list[tuple[int, float]]:
    """Means of neighbouring values, with the step in the middle of each: [(step, mean), …]; steps count from 1.

    >>> smooth([4.0, 2.0, 3.0, 1.0], 2)
    [(1, 3.0), (3, 2.0)]
    """
    return [(start + (over + 1) // 2, fmean(values[start:start + over])) for start in range(0, len(values), over)]


def losses_plot(lines: Mapping[str, Sequence[float]], over: int = 5, floor: float | None = None,
                colors: Mapping[str, str] | None = None, top: float | None = None,
                mark: tuple[int, str] | None = None):
    """Losses, step by step. lines: name -> a loss for each step; each point is the mean of `over` of them.

    top: where the picture ends. A line that goes higher is cut off there; one that does not come back says so
    mark: a step, counted from 0 like the losses, and what happened there
    """
    colors = colors or dict(zip(lines, PALETTE))
    points = {name: smooth(losses, over) for name, losses in lines.items()}
    said = [f"{name}: {each[0][1]:.2f} at first, {each[-1][1]:,.2f} at the end" for name, each in points.items()]
    said += [] if mark is None else [f"{mark[1]} at step {mark[0]}"]
    alt = (f"Means of {over} steps. " if over > 1 else "") + "; ".join(said)
    longest = max(map(len, lines.values()))
    ends = sorted((math.isnan(each[-1][1]), each[-1][1], name) for name, each in points.items())
    (_, lowest, best), (_, highest, worst) = ends[0], ends[-1]
    most = "not a number" if math.isnan(highest) else f"highest {highest:,.2f}"
    title = f"Loss after {longest} steps: lowest {lowest:,.2f} ({best}), {most} ({worst})"
    plot, axes = figure(title, height=330, alt=alt)
    labels = []
    for name, each in points.items():
        color = colors.get(name, "context")
        axes.plot(*zip(*each), color=COLORS[color])
        at, height, gone = where_to_name(each, top)
        text, lower = (name + ", off the scale", -8) if gone else (name, 0)
        labels.append(label_line(axes, at, height, text, color, dy=lower))
    axes.set_xlabel(f"steps (each point is the mean of {over})" if over > 1 else "steps")
    axes.set_ylabel("loss, nats a word")
    axes.set_xlim(0, longest * 1.36)
    axes.set_xticks([step for step in axes.get_xticks() if 0 <= step <= longest])
    if top is not None:
        lowest = min([top - 1, *(loss for each in points.values() for _, loss in each if loss < top)])
        axes.set_ylim(lowest - 0.1 * (top - lowest), top)    # not as far as what is cut off would stretch it
    if floor is not None:
        axes.set_ylim(bottom=0)
        floor_line(axes, floor)
    if mark is not None:
        at = mark[0] + 1    # the axis counts steps from 1
        axes.axvline(at, color=COLORS["context"], linestyle=":", linewidth=1.3)
        label_line(axes, at, axes.get_ylim()[1], mark[1], "context", dx=-6, dy=-8, ha="right")
    part_labels(labels)
    return plot


def where_to_name(points: Sequence[tuple[float, float]], top: float | None = None) -> tuple[float, float, bool]:
    """Where the name of a line belongs: beside its last point, or where it leaves the picture for good, and whether it
    does.

    >>> where_to_name([(1, 4.0), (2, 5.0)]), where_to_name([(1, 4.0), (2, 20.0), (3, 20.0)], top=12)
    ((2, 5.0, False), (1.5, 12.0, True))
    """
    inside = [place for place, (_, loss) in enumerate(points) if loss <= (math.inf if top is None else top)]
    if not inside:
        return points[0][0], top, True
    last = inside[-1]
    step, loss = points[last]
    if last == len(points) - 1:
        return step, loss, False
    next_step, next_loss = points[last + 1]
    if math.isnan(next_loss) or top is None:
        return step, loss, True
    return step + (next_step - step) * (top - loss) / (next_loss - loss), float(top), True


def finder_plot(rates: Sequence[float], losses: Sequence[float]):
    """The learning-rate finder: the loss while the rate grows. What is above the first loss is cut off."""
    best = min(range(len(losses)), key=lambda place: losses[place])
    alt = f"the loss is lowest, {losses[best]:.2f}, at a rate of {rates[best]:.2g}"
    title = f"The loss is lowest, {losses[best]:.2f}, where the learning rate has grown to {rates[best]:.2g}"
    plot, axes = figure(title, height=300, alt=alt)
    axes.plot(rates, losses, color=COLORS["model"])
    axes.plot([rates[best]], [losses[best]], "o", color=COLORS["learner"])
    label_line(axes, rates[best], losses[best], f"lowest at {rates[best]:.2g}", "learner", dx=0, dy=-14, ha="center")
    axes.set_xscale("log")
    axes.set_ylim(min(losses) - 0.6, losses[0] + 1.5)
    axes.set_xlabel("learning rate of the step")
    axes.set_ylabel("loss, nats a word")
    return plot


def circles_plot(matrices: Mapping[str, torch.Tensor]):
    """What a 2×2 matrix makes of the circle of all directions: how far it moves each, all on one scale.

    matrices: name -> (2, 2)
    """
    angles = torch.linspace(0, 2 * math.pi, 200)
    circle = torch.stack([angles.cos(), angles.sin()])    # (2, 200)
    sizes = {name: torch.linalg.svdvals(matrix).tolist() for name, matrix in matrices.items()}
    alt = "; ".join(f"{name}: factor {big:.2f} in the strongest direction, {small:.2f} in the weakest"
                    for name, (big, small) in sizes.items())
    reach = 1.15 * max(1.0, *(big for big, _ in sizes.values()))
    title = "Factor in the weakest direction: " + ", ".join(
        f"{small:.2f} ({name})" for name, (_, small) in sizes.items())
    plot, axes = figure(title, height=330, columns=len(matrices), alt=alt)
    for each, (name, matrix), color in zip(axes, matrices.items(), ("context", "error", "model")):
        each.plot(*circle, color=COLORS["context"], linestyle=":", linewidth=1)
        each.plot(*(matrix @ circle), color=COLORS[color])
        each.set_aspect("equal")
        each.set_xlim(-reach, reach)
        each.set_ylim(-reach, reach)
        each.set_title(name, color=COLORS[color], fontweight="bold")
        each.set_xlabel(f"largest factor {sizes[name][0]:.2f},\nsmallest {sizes[name][1]:.2f}")
        each.set_xticks([])
        each.set_yticks([])
        each.grid(False)
        each.spines["bottom"].set_visible(False)
    return plot


def phases_plot(looks: Sequence[Mapping[str, float]], floors: Mapping[str, float]):
    """The losses at recalls and elsewhere at a `TrainingMonitor`'s evaluations, step by step."""
    steps = [look["step"] for look in looks]
    lines = {"at recalls": ("recall", "learner"), "elsewhere": ("elsewhere", "model")}
    alt = "; ".join(f"{name} from {looks[0][key]:.2f} to {looks[-1][key]:.2f}" for name, (key, _) in lines.items())
    learned = sorted((when_learned(looks, key), name) for name, (key, _) in lines.items())
    title = f"90 % of the fall in the first {steps[-1]} steps: " + ", ".join(
        f"{name} by step {step}" for step, name in learned)
    plot, axes = figure(title, height=330, alt=alt)
    for (name, (key, color)), share in zip(lines.items(), (0.25, 0.2)):
        axes.plot(steps, [look[key] for look in looks], "o-", markersize=3, color=COLORS[color])
        place = int(share * len(looks))    # beside the fall: at the end both are near the floor
        label_line(axes, steps[place], looks[place][key], name, color, dx=8, dy=6)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, steps[-1] * 1.3)
    axes.set_xlabel("steps")
    axes.set_ylabel("loss, nats a word")
    floor_line(axes, floors["elsewhere"], "floor elsewhere {:.2f}")
    return plot


def two_losses_plot(history: Sequence[tuple[int, float, float]], floor: float, least: float):
    """history: (step, training loss, held-out loss)   floor: of the truth   least: of a perfect memory"""
    steps, training, held_out = zip(*history)
    alt = f"training loss {training[-1]:.3f}, held-out loss {held_out[-1]:.2f} after {steps[-1]} steps"
    title = (f"Loss after {steps[-1]} steps: {training[-1]:.2f} on training stories, {held_out[-1]:.2f} on others; "
             f"floor {floor:.2f}")
    plot, axes = figure(title, height=330, alt=alt)
    for values, name, color in ((training, "training stories", "learner"), (held_out, "held-out stories", "error")):
        axes.plot(steps, values, "o-", markersize=3, color=COLORS[color])
        label_line(axes, steps[-1], values[-1], f"{name} {values[-1]:.2f}", color, dy=8)
    axes.axhline(least, color=COLORS["context"], linestyle=":")
    axes.annotate(f"a perfect memory {least:.3f}", (steps[0], least), xytext=(0, -12), textcoords="offset points",
                  color=COLORS["context"])
    axes.set_yscale("log")
    axes.set_ylim(least / 2, 30)
    axes.set_yticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])    # none where the dotted line is named
    axes.minorticks_off()
    axes.set_xlim(0, steps[-1] * 1.45)
    axes.set_xticks([step for step in axes.get_xticks() if 0 <= step <= steps[-1]])
    axes.set_xlabel("steps")
    axes.set_ylabel("loss, nats a word")
    floor_line(axes, floor)
    return plot


def bytes_plot(looks: Sequence[tuple[int, float]], others: Mapping[str, float]):
    """Bits per byte on held-out text while a model trains. looks: (tokens read, bits per byte)   others: name -> the
    bits per byte of another model, drawn as a level."""
    tokens, bits = zip(*looks)
    alt = f"from {bits[0]:.2f} to {bits[-1]:.2f} bits per byte; " + ", ".join(
        f"{name} {value:.2f}" for name, value in others.items())
    title = "Bits per byte on held-out text: " + ", ".join(
        f"{value:.2f} ({name})" for name, value in {"ours": bits[-1], **others}.items())
    plot, axes = figure(title, height=330, alt=alt)
    axes.plot([count / 1e6 for count in tokens], bits, "o-", markersize=3, color=COLORS["model"])
    last = tokens[-1] / 1e6
    labels = [label_line(axes, last, bits[-1], f"ours {bits[-1]:.2f}", "model")]
    for (name, value), color in zip(others.items(), cycle(("context", "second", "third", "learner"))):
        axes.plot([0, last], [value, value], color=COLORS[color], linestyle="-.", linewidth=1.3)
        labels.append(label_line(axes, last, value, f"{name} {value:.2f}", color))
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, 1.45 * last)
    axes.set_xlabel("million tokens read")
    axes.set_ylabel("bits per byte, held out")
    part_labels(labels)
    return plot
