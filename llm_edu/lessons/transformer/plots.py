"""The pictures of lesson 05."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib import rc_context
from matplotlib.colors import ListedColormap

from llm_edu.plotting import COLORS, STYLE, TEXT_COLOR, figure, label_line
from llm_edu.transformer.functions import who_may_look

PANELS = {"recall": "at recalls", "fact": "at facts", "elsewhere": "elsewhere"}
PART_COLORS = {"whole": "model", "no attention": "error", "no feed-forward": "learner", "no positions": "second",
               "no norm": "third", "no residual": "context"}
TICKS = {"recall": [0.05, 0.1, 0.2, 0.5, 1, 2, 5], "elsewhere": [0.2, 0.5, 1, 2, 5]}
BOTTOMS = {"elsewhere": 0.13}    # leaves room for the labels of lines that end together


def lines_by_kind(runs: Mapping[str, Sequence[Sequence[float]]], floors: Mapping[str, float],
                  colors: Mapping[str, str], panels: Sequence[str] = ("recall", "fact", "elsewhere")):
    """How the loss at each kind of position falls with training; one panel for each kind, one below the other.

    runs: name -> rows (step, loss at recalls, at facts, elsewhere)   floors: kind -> what the truth pays
    colors: name -> a key of COLORS; a name without one is grey
    """
    column = {"recall": 1, "fact": 2, "elsewhere": 3}
    alt = "; ".join(f"{name}, after {rows[-1][0]:,} steps: " + ", ".join(
        f"{rows[-1][column[kind]]:.2f} {PANELS[kind]}" for kind in panels) for name, rows in runs.items())
    last = max(rows[-1][0] for rows in runs.values())
    far = [sum(rows[-1][column[kind]] > floors[kind] + 1 for rows in runs.values()) for kind in panels]
    title = f"More than a nat above the floor after {last:,} steps: " + ", ".join(
        f"{count} {PANELS[kind]}" if place else f"{count} of {len(runs)} models {PANELS[kind]}"
        for place, (count, kind) in enumerate(zip(far, panels)))
    plot, whole = figure(title, height=60 + 220 * len(panels), alt=alt)
    whole.remove()
    with rc_context(STYLE):
        axes = plot.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for each, kind in zip(axes, panels):
        ends = {}
        for name, rows in runs.items():
            steps, values = [row[0] for row in rows], [row[column[kind]] for row in rows]
            each.plot(steps, values, color=COLORS[colors.get(name, "context")])
            ends[name] = values[-1]
        ticks = TICKS.get(kind, TICKS["recall"])
        bottom, top = BOTTOMS.get(kind, 0.7 * ticks[0]), 1.6 * ticks[-1]
        draw_floor(each, floors[kind], bottom, last, ends)
        each.set_yscale("log")
        each.set_ylim(bottom, top)
        each.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        each.minorticks_off()
        each.set_title(PANELS[kind], color=TEXT_COLOR, fontweight="bold", loc="left")
        each.set_ylabel("nats per word")
        each.set_xlim(0, last * 1.28)
        apart = 0.085 * math.log(top / bottom)    # of labels, in the units of the logarithm
        for name, height in spread(ends, apart).items():
            each.annotate(name, (last, height), xytext=(6, 0), textcoords="offset points", va="center",
                          color=COLORS["truth" if name.startswith("floor") else colors.get(name, "context")])
    axes[-1].set_xticks(*ticks_of_steps(last))
    axes[-1].set_xlabel("training steps")
    return plot


def draw_floor(axes, floor: float, bottom: float, last: float, ends: dict[str, float]) -> None:
    """What the truth pays, as a dashed line, its label among those at the lines' ends.

    The axis is logarithmic. If it does not reach down to the floor, a label says so.
    """
    if floor > bottom:
        axes.plot([0, last], [floor, floor], color=COLORS["truth"], linestyle="--", linewidth=1.5)
        ends[f"floor {floor:.2f}"] = floor
    else:
        axes.annotate(f"floor {floor:.2f}, far below", (0, bottom), xytext=(4, 3), textcoords="offset points",
                      va="bottom", color=COLORS["truth"])


def ticks_of_steps(last: int) -> tuple[list[int], list[str]]:
    """Steps to label on an axis, and their labels: six or so, at round numbers.

    >>> ticks_of_steps(3_000)
    ([0, 500, 1000, 1500, 2000, 2500, 3000], ['0', '500', '1,000', '1,500', '2,000', '2,500', '3,000'])
    """
    apart = next(size for power in range(9) for size in (10**power, 2 * 10**power, 5 * 10**power) if last <= 7 * size)
    steps = list(range(0, last + 1, apart))
    return steps, [f"{step:,}" for step in steps]


def spread(heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Heights on a logarithmic axis, moved apart so that labels do not cover each other: factors of at least e^gap.

    >>> {name: round(height, 3) for name, height in spread({"a": 1.0, "b": 1.0, "c": 8.0}, gap=0.1).items()}
    {'a': 0.951, 'b': 1.051, 'c': 8.0}
    """
    names = sorted(heights, key=lambda name: heights[name])
    logs = torch.tensor([heights[name] for name in names]).double().clamp(min=1e-9).log()
    for _ in range(200):    # push neighbours apart, a little at a time
        near = gap - logs.diff()
        if len(logs) < 2 or near.max() <= 1e-9:
            break
        push = near.clamp(min=0) / 2
        logs[:-1] -= push
        logs[1:] += push
    return {name: float(height) for name, height in zip(names, logs.exp().tolist())}


def similarity_plot(lines: Mapping[str, Sequence[float]]):
    """How similar the tokens of a text are after each block. lines: name -> cosines; the first is the whole model."""
    alt = "; ".join(f"{name}: {values[1]:.2f} after one block, {values[-1]:.2f} after {len(values) - 1}"
                    for name, values in lines.items())
    blocks = len(next(iter(lines.values()))) - 1
    title = f"Cosine similarity of two tokens after {blocks} blocks: " + ", ".join(
        f"{name} {values[-1]:.2f}" for name, values in lines.items())
    plot, axes = figure(title, height=300, alt=alt)
    for (name, values), color in zip(lines.items(), ("model", "error", "second")):
        axes.plot(range(len(values)), values, "o-", color=COLORS[color], markersize=4)
        label_line(axes, len(values) - 1, values[-1], f"{name} {values[-1]:.2f}", color)
    axes.set_xlabel("blocks")
    axes.set_ylabel("mean cosine similarity")
    axes.set_ylim(-0.05, 1.1)
    axes.set_xlim(right=1.35 * (len(values) - 1))
    axes.set_xticks(range(0, len(values), 2))
    return plot


likeness_plot = similarity_plot    # the earlier name


def stream_plot(shares: Sequence[float], names: Sequence[str]):
    """How much each part adds, as a share of what it reads: block by block."""
    looked, thought = shares[0::2], shares[1::2]
    largest = sorted(zip(shares, names), reverse=True)[:4]
    alt = "The largest shares: " + ", ".join(f"{name} {share:.2f}" for share, name in largest)
    title = f"The largest share: {largest[0][1]} adds {largest[0][0]:.1f} times the length of what it reads"
    plot, axes = figure(title, height=320, alt=alt)
    blocks = range(len(looked))
    for values, side, color in ((looked, -0.2, "third"), (thought, 0.2, "model")):
        axes.bar([block + side for block in blocks], [min(value, 1.2) for value in values], 0.4, color=COLORS[color])
        for block, value in zip(blocks, values):
            if value > 1.2:
                axes.annotate(f"{value:.1f}", (block + side, 1.2), xytext=(0, 3), textcoords="offset points",
                              ha="center", color=COLORS[color], fontsize=11)
    label_line(axes, len(looked) - 1, 1.08, "attention", "third", dx=0, ha="right")
    label_line(axes, len(looked) - 1, 0.98, "feed-forward", "model", dx=0, ha="right")
    axes.set_ylim(0, 1.3)
    axes.set_xlabel("block")
    axes.set_ylabel("length added ÷ length read")
    axes.set_xticks(range(0, len(looked), 5))
    axes.margins(x=0.01)
    return plot


def three_masks_plot(source: Sequence[str], target: Sequence[str]):
    """The three kinds of transformer as three masks: who may look at whom."""
    kinds = {"encoder-decoder": "2017: encoder–decoder", "encoder": "BERT: encoder", "decoder": "GPT: decoder"}
    words = [*source, *target]
    masks = {kind: who_may_look(kind, len(source), len(target)) for kind in kinds}
    alt = "; ".join(f"{name}: {int(masks[kind].sum())} of {masks[kind].numel()} pairs are allowed"
                    for kind, name in kinds.items())
    plot, axes = figure("Three masks: which token may look at which", height=360, columns=3, alt=alt)
    for number, (each, (kind, name)) in enumerate(zip(axes, kinds.items())):
        colors = masks[kind].float()
        if kind == "encoder-decoder":
            colors[len(source):, :len(source)] *= 2    # the look across
        each.imshow(colors, cmap=ListedColormap(["#00000000", COLORS["model"], COLORS["learner"]]), vmin=0, vmax=2,
                    aspect="equal")
        each.set_xticks(range(len(words)), words, rotation=90)
        each.set_yticks(range(len(words)), words if number == 0 else [""] * len(words))
        each.tick_params(length=0)
        each.grid(False)
        for edge in range(len(words) + 1):
            each.axhline(edge - 0.5, color=COLORS["context"], linewidth=0.6, alpha=0.5)
            each.axvline(edge - 0.5, color=COLORS["context"], linewidth=0.6, alpha=0.5)
        each.set_title(name, color=TEXT_COLOR)
        if kind == "encoder-decoder":
            left, right = (len(source) - 1) / 2, len(source) + (len(target) - 1) / 2
            for x, y, place, color in ((left, left, "encoder", "white"), (right, len(words) - 1, "decoder", "white"),
                                       (left, right, "cross-\nattention", "#111111")):
                each.text(x, y, place, ha="center", va="center", color=color)
        if number == 0:
            each.set_ylabel("this token …")
        each.set_xlabel("… may look at this one")
    return plot


def distance_plot(accuracy: Mapping[str, Mapping[str, float]], times: Mapping[str, Mapping[str, float]]):
    """Left: how often recalls are right, by distance. Right: the time for a training step, by length.

    accuracy: model -> {"9–16": share, …}   times: model -> {"512": milliseconds, …}, by length
    """
    times = {name: {int(length): duration for length, duration in row.items()} for name, row in times.items()}
    alt = "; ".join(f"{name} recalls " + ", ".join(f"{share:.0%} at {far} words" for far, share in values.items())
                    for name, values in accuracy.items())
    alt += "; a training step takes " + ", ".join(
        f"{name} {values[max(values)]:.0f} ms at {max(values)} tokens" for name, values in times.items())
    furthest = list(next(iter(accuracy.values())))[-1]
    longest = max(next(iter(times.values())))
    fastest = min(times, key=lambda name: times[name][longest])
    title = (f"Recalls that are right, {furthest} words back: "
             + ", ".join(f"{name} {values[furthest]:.0%}" for name, values in accuracy.items())
             + f"; fastest at {longest} tokens: {fastest}, {times[fastest][longest]:.0f} ms a step")
    plot, (left, right) = figure(title, height=350, columns=2, alt=alt)
    palette = ("model", "error", "second", "third")
    for (name, values), color in zip(accuracy.items(), palette):
        left.plot(range(len(values)), list(values.values()), "o-", color=COLORS[color])
        label_line(left, len(values) - 1, list(values.values())[-1], name, color, dx=0, dy=14, ha="right")
    left.set_xticks(range(len(values)), list(values))
    left.set_xlabel("how many words back")
    left.set_ylabel("recalls that are right")
    left.set_ylim(0, 1.12)
    left.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    for (name, values), color in zip(times.items(), palette):
        right.plot(list(values), list(values.values()), "o-", color=COLORS[color])
        label_line(right, max(values), values[max(values)], name, color, dx=6)
    right.set_xscale("log", base=2)
    right.set_yscale("log")
    right.set_xticks(list(values), [str(length) for length in values])
    right.set_yticks([5, 10, 20, 50, 100, 200, 500], ["5", "10", "20", "50", "100", "200", "500"])
    right.minorticks_off()
    right.set_xlim(right=max(values) * 4.5)
    right.set_xlabel("tokens in each text")
    right.set_ylabel("ms for a training step")
    return plot
