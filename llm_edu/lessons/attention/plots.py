"""The pictures of lesson 04."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.patches import Rectangle

from llm_edu.lessons.attention.demos import Cost, Head, name_of, strongest
from llm_edu.lessons.attention.drawing import circle_axes
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line

# where `saturation_plot` writes its names: (color, size of a score?) -> at which width, dx, dy, ha
LABELS = {("error", True): (-1, -10, -4, "right"), ("model", True): (-1, 0, 12, "right"),
          ("error", False): (1, 8, 6, "left"), ("model", False): (-1, 0, -13, "right")}


def saturation_plot(widths: Sequence[int], measured: Mapping[str, Sequence[tuple[float, float, float]]]):
    """Size of the scores, entropy of the weights and their slopes, each against the width of the vectors.

    measured: name -> for each width what `demos.saturation` found; the first in vermilion, then blue
    """
    panels = (("size of a score", 0), ("entropy, bits", 1), ("sum of slopes", 2))
    title = f"Entropy of the weights at d = {widths[-1]:,}, by kind of score: " + ", ".join(
        f"{rows[-1][1]:.1f} bits ({name})" for name, rows in measured.items())
    plot, axes = figure(title, height=330, columns=3, alt="; ".join(
        f"{name}: " + ", ".join(f"at width {width} entropy {entropy:.1f} bits, slopes {slope:.2f}"
                                for width, (_, entropy, slope) in zip(widths, rows))
        for name, rows in measured.items()))
    for each, (label, part) in zip(axes, panels):
        for (name, rows), color in zip(measured.items(), ("error", "model")):
            values = [row[part] for row in rows]
            each.plot(widths, values, "o-", color=COLORS[color], markersize=4)
            place, dx, dy, ha = LABELS[color, part == 0]
            label_line(each, widths[place], values[place], name, color, dx=dx, dy=dy, ha=ha)
        each.set_xscale("log", base=4)
        each.set_xticks(widths, [str(width) for width in widths])
        each.minorticks_off()
        each.set_xlabel("d")
        each.set_title(label, color=TEXT_COLOR)
        each.set_ylim(bottom=0)
        each.margins(y=0.15)
    return plot


def mask_plot(panels: Mapping[str, torch.Tensor], tokens: Sequence[str]):
    """Matrices of weights side by side: a row for each query, a column for each key, the numbers written in."""
    sums = [total for weights in panels.values() for total in weights.sum(dim=-1).tolist()]
    lowest, highest = f"{min(sums):.2f}", f"{max(sums):.2f}"
    title = "Looking back as a matrix of weights: its rows sum to " + (
        lowest if lowest == highest else f"{lowest} to {highest}")
    plot, axes = figure(title, height=300, columns=len(panels), alt="; ".join(
        f"{name}: " + ", ".join(f"{token} [{' '.join(f'{weight:.2f}' for weight in row)}]"
                                for token, row in zip(tokens, weights.tolist())) for name, weights in panels.items()))
    for number, (each, (name, weights)) in enumerate(zip([axes] if len(panels) == 1 else axes, panels.items())):
        each.imshow(weights.numpy(), cmap="cividis", vmin=0, vmax=1)
        for row, line in enumerate(weights.tolist()):
            for column, weight in enumerate(line):
                each.text(column, row, f"{weight:.2f}", ha="center", va="center", fontsize=11,
                          color="white" if weight < 0.5 else "#202020")
        each.set_xticks(range(len(tokens)), tokens)
        each.set_yticks(range(len(tokens)), tokens if number == 0 else [])
        each.tick_params(length=0)
        each.grid(False)
        each.spines[:].set_visible(False)
        each.set_title(name, color=TEXT_COLOR)
        if number == len(panels) // 2:    # once, in the middle: three of it would run into each other
            each.set_xlabel("key: which token is looked at")
        if number == 0:
            each.set_ylabel("query: which token looks")
    return plot


def cost_plot(costs: Mapping[str, Mapping[int, Cost]]):
    """Time and memory against length, both on log–log axes, with the slope of n² in grey."""
    short, long = sorted(next(iter(costs.values())))[-2:]
    title = f"From {short:,} to {long:,} tokens: " + "; ".join(
        f"{name} {rows[long].seconds / rows[short].seconds:.1f} times the time, "
        f"{rows[long].peak_bytes / rows[short].peak_bytes:.1f} times the memory" for name, rows in costs.items())
    plot, axes = figure(title, height=360, columns=2, alt="; ".join(
        f"{name}: " + ", ".join(f"{length} tokens {cost.seconds * 1e3:.2g} ms, {cost.peak_bytes / 1e6:.2g} MB"
                                for length, cost in rows.items()) for name, rows in costs.items()))
    lengths = list(next(iter(costs.values())))
    parts = (("time, ms", lambda cost: cost.seconds * 1e3), ("memory, MB", lambda cost: cost.peak_bytes / 1e6))
    for each, (label, part) in zip(axes, parts):
        for (name, rows), color in zip(costs.items(), ("model", "second")):
            values = [part(cost) for cost in rows.values()]
            each.plot(lengths, values, "o-", color=COLORS[color], markersize=4)
            label_line(each, lengths[-1], values[-1], name, color, dx=0, dy=12 if color == "model" else -22, ha="right")
        top = part(next(iter(costs.values()))[lengths[-1]])
        square = [40 * top * (length / lengths[-1]) ** 2 for length in lengths]
        each.plot(lengths, square, "--", color=COLORS["context"], linewidth=1.2)
        middle = len(lengths) // 2
        label_line(each, lengths[middle], square[middle], "n²", "context", dx=-8, dy=6, ha="right")
        each.set_xscale("log", base=2)
        each.set_yscale("log")
        each.set_xticks(lengths, [f"{length:,}" for length in lengths], rotation=45)
        each.minorticks_off()
        each.set_xlabel("tokens, n")
        each.set_title(label, color=TEXT_COLOR)
    return plot


def turning_plot(turned: Mapping[str, torch.Tensor]):
    """One vector at several positions, as arrows: a panel for each speed of rotation.

    turned: name -> (positions, 2)
    """
    last = len(next(iter(turned.values()))) - 1
    title = f"One vector at positions 0 to {last}: {len(turned)} of its pairs, each at its own speed"
    plot, axes = figure(title, height=270, columns=len(turned), alt="; ".join(
        f"{name}: at positions 0, 1, … the angles are "
        + ", ".join(f"{math.degrees(math.atan2(y, x)) % 360:.0f}°" for x, y in points.tolist())
        for name, points in turned.items()))
    for each, (name, points) in zip(axes, turned.items()):
        written = (0.0, 0.0)    # where the last number is
        for position, (x, y) in enumerate(points.tolist()):
            arrow = {"arrowstyle": "-|>", "color": COLORS["model"], "alpha": 1 - 0.13 * position}
            each.annotate("", (x, y), (0, 0), arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
            if math.dist((x, y), written) > 0.25:    # numbers that would overlap are left out
                each.text(1.17 * x, 1.17 * y, str(position), ha="center", va="center", color=TEXT_COLOR, fontsize=11)
                written = (x, y)
        circle_axes(each, 1.35)
        each.set_title(name, color=TEXT_COLOR, loc="center")
    return plot


def distance_plot(scores: Mapping[str, Sequence[float]], label: str = "score"):
    """One or two lines against the distance between query and key, 0 being the token itself."""
    peaks = {name: max(range(len(values)), key=values.__getitem__) for name, values in scores.items()}
    title = f"The largest {label}: " + ", ".join(
        f"{scores[name][peak]:.2f} at distance {peak} ({name})" for name, peak in peaks.items())
    plot, axes = figure(title, height=300, alt="; ".join(
        f"{name}: highest at distance {peak}" for name, peak in peaks.items()))
    for number, ((name, values), color) in enumerate(zip(scores.items(), ("context", "model"))):
        axes.plot(range(len(values)), values, "o-", color=COLORS[color], markersize=4)
        peak = max(range(len(values)), key=values.__getitem__)
        if number == 0:    # above its line, where that has fallen
            label_line(axes, peak + 3, values[min(peak + 3, len(values) - 1)], name, color, dx=0, dy=16)
        else:
            label_line(axes, peak, values[peak], name, color, dx=9, dy=-4)
    axes.set_xticks(range(0, len(values), 2))
    axes.set_xlabel("distance back, tokens")
    axes.set_ylabel(label)
    axes.margins(y=0.15)
    return plot


def heads_plot(scores: Mapping[str, torch.Tensor], named: int = 3):
    """A map of all heads for each score: a row for each layer, a column for each head; the strongest are named.

    scores: name -> (layers, heads), between 0 and 1
    """
    best = {name: strongest(values, named) for name, values in scores.items()}
    heads = next(iter(scores.values())).numel()
    title = f"How many of {heads} heads score above one half: " + ", ".join(
        f"{name} {int((values > 0.5).sum())}" for name, values in scores.items())
    plot, axes = figure(title, height=560, columns=len(scores), alt="; ".join(
        f"{name}: " + ", ".join(f"{name_of(head)} {scores[name][head]:.2f}" for head in heads)
        for name, heads in best.items()))
    for number, (each, (name, values)) in enumerate(zip(axes, scores.items())):
        image = each.imshow(values.numpy(), cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for layer, head in best[name]:
            corner = (head - 0.5, layer - 0.5)
            each.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=COLORS["learner"], linewidth=2))
        for layer in {layer for layer, _ in best[name]}:
            names = [name_of(head) for head in sorted(best[name]) if head[0] == layer]
            each.text(values.shape[1] - 0.2, layer, ", ".join(names), va="center", fontsize=9, color=COLORS["learner"])
        each.set_xticks(range(values.shape[1]))
        each.set_yticks(range(0, len(values), 3))
        each.tick_params(length=0)
        each.grid(False)
        each.spines[:].set_visible(False)
        each.set_xlabel("head")
        each.set_title(name, color=TEXT_COLOR)
        if number == 0:
            each.set_ylabel("layer")
    bar = plot.colorbar(image, ax=axes, shrink=0.6, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=TEXT_COLOR, length=0)
    return plot


def repeat_plot(losses: Mapping[str, Sequence[float]], period: int):
    """The loss at each token of a text that repeats itself after ``period`` tokens."""
    def half(values, second):
        part = values[period:] if second else values[:period]
        return sum(part) / len(part)

    title = f"Loss over {period} tokens, then over the same {period} again: " + ", ".join(
        f"{name} {half(values, False):.1f} and {half(values, True):.1f} nats a token"
        for name, values in losses.items())
    plot, axes = figure(title, height=330, alt="; ".join(
        f"{name}: {half(values, False):.1f} nats a token the first time, {half(values, True):.1f} the second"
        for name, values in losses.items()))
    for (name, values), color in zip(losses.items(), ("model", "error", "context")):
        axes.plot(range(1, len(values) + 1), values, color=COLORS[color])
        label_line(axes, len(values), half(values, True), f"{name} {half(values, True):.1f}", color)
    axes.axvline(period + 0.5, color=COLORS["context"], linewidth=1)
    axes.annotate("the same again", (period + 0.5, 1), xycoords=("data", "axes fraction"), xytext=(6, -8),
                  textcoords="offset points", va="top", color=COLORS["context"], fontsize=11)
    axes.set_xlabel("token")
    axes.set_ylabel("loss, nats")
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, 1.3 * len(next(iter(losses.values()))))
    axes.set_xticks(range(0, len(next(iter(losses.values()))) + 1, 10))
    return plot


def ablation_plot(losses: Mapping[str, Sequence[float]], whole: float):
    """For each group of heads that was switched off a row of dots: the loss without them.

    whole: the loss of the model with all its heads, a blue line
    """
    worst = max(losses, key=lambda name: max(losses[name]))
    title = (f"The loss on the repeated part, {whole:.1f} nats with all heads, is highest without {worst}: "
             f"{max(losses[worst]):.1f}")
    plot, axes = figure(title, height=90 + 42 * len(losses), alt=f"with all heads {whole:.1f}; " + "; ".join(
        f"{name}: {', '.join(f'{loss:.1f}' for loss in values)}" for name, values in losses.items()))
    for row, values in enumerate(losses.values()):
        color = COLORS["error" if len(values) == 1 else "context"]
        axes.plot(values, [row] * len(values), "o", color=color, markersize=8, alpha=0.75)
        axes.annotate(f"{max(values):.1f}", (max(values), row), xytext=(10, 0), textcoords="offset points",
                      va="center", color=TEXT_COLOR)
    axes.axvline(whole, color=COLORS["model"], linewidth=1.5)
    axes.annotate(f"all heads on {whole:.1f}", (whole, 1), xycoords=("data", "axes fraction"), xytext=(5, 2),
                  textcoords="offset points", color=COLORS["model"], fontsize=11, fontweight="bold")
    axes.set_yticks(range(len(losses)), list(losses))
    axes.set_ylim(len(losses) - 0.5, -0.6)
    axes.grid(False, axis="y")
    axes.grid(True, axis="x")
    axes.set_xlim(left=0)
    axes.set_xlabel("loss on the repeated part, nats a token")
    axes.margins(x=0.12)
    return plot


def heads_table(heads: Sequence[Head], **columns: torch.Tensor) -> list[list]:
    """Rows for `print_table`: each head's name and what it scores.

    columns: name -> (layers, heads)
    """
    return [[name_of(head), *(float(values[head]) for values in columns.values())] for head in heads]
