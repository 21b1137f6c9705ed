"""The pictures of lesson 08's laws: excess by size, a prediction, IsoFLOP curves, a leap, and text read again."""

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

from llm_edu.plotting import COLORS, figure, floor_line, label_line, part_labels

BUDGET_COLORS = ("third", "model", "second", "error")


def short(number, _=None):
    """A large number in few signs, for an axis.

    >>> short(3052), short(73402), short(100_000), short(1.6e6), short(0.5)
    ('3.1k', '73k', '100k', '1.6M', '0.5')
    """
    for size, name in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{float(f'{number / size:.2g}'):g}{name}"
    return f"{number:g}"


def logarithmic(axis, ticks):
    """A log scale along an axis, with these ticks and no others."""
    set_scale = axis.axes.set_xscale if axis.axis_name == "x" else axis.axes.set_yscale
    set_scale("log")
    axis.set_ticks(ticks)
    axis.set_major_formatter(FuncFormatter(short))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def sizes_plot(sizes, excesses, ask):
    """Runs by size on linear axes, with room for the size that a prediction is asked for."""
    means = {size: np.mean([excess for other, excess in zip(sizes, excesses) if other == size]) for size in sizes}
    (small, most), *_, (large, least) = sorted(means.items())
    title = f"{small:,} parameters end {most:.2f} nats above the floor, {large:,} end {least:.2f}. And {ask:,}?"
    alt = "; ".join(f"{size:,} parameters: {excess:.2f}" for size, excess in sorted(means.items()))
    plot, axes = figure(title, height=300, alt=f"Mean excess in nats a letter: {alt}.")
    axes.plot(sizes, excesses, "o", color=COLORS["model"], alpha=0.6, markersize=5)
    axes.axvline(ask, color=COLORS["learner"], linestyle=":", linewidth=2)
    label_line(axes, ask, most, "?", "learner", dx=8)
    axes.set_xlabel("parameters")
    axes.set_ylabel("excess, nats a letter")
    axes.set_xlim(0, 1.08 * ask)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_formatter(FuncFormatter(short))
    return plot


def two_axes_plot(sizes, excesses):
    """The same runs twice: on linear axes, and on log–log axes."""
    lines = {"linear": np.corrcoef(sizes, excesses)[0, 1],
             "log–log": np.corrcoef(np.log(sizes), np.log(excesses))[0, 1]}
    far, near = sorted(lines, key=lambda name: abs(lines[name]))
    title = (f"The runs lie closer to a straight line on {near} axes (correlation {lines[near]:.2f}) than on "
             f"{far} axes ({lines[far]:.2f})").replace("-", "−")
    ends = [(size, np.mean([e for s, e in zip(sizes, excesses) if s == size])) for size in sorted(set(sizes))]
    alt = "; ".join(f"{size:,} parameters: {excess:.2f}" for size, excess in ends)
    plot, panels = figure(title, height=300, columns=2, alt=f"Mean excess in nats a letter: {alt}.")
    for axes, name in zip(panels, ("linear scale", "log scale")):
        axes.plot(sizes, excesses, "o", color=COLORS["model"], alpha=0.6, markersize=5)
        axes.set_xlabel(f"parameters ({name})")
    panels[0].set_ylabel("excess, nats a letter")
    panels[0].set_ylim(bottom=0)
    panels[0].xaxis.set_major_formatter(FuncFormatter(short))
    logarithmic(panels[1].xaxis, [size for size, _ in ends])
    logarithmic(panels[1].yaxis, [0.5, 0.6, 0.7, 0.8, 0.9])
    return plot


def prediction_plot(sizes, excesses, law, at, interval, measured=None, others=()):
    """Runs, the line through them, and the interval that it predicts; what was measured then, if it was.

    law: size -> excess   interval: (low, high) at the size `at`   measured: the sixth   others: with other seeds
    """
    low, high = interval
    title = f"{at:,} parameters: predicted {low:.3f} to {high:.3f}"
    if measured is not None:
        title += f", measured {measured:.3f}, {'inside' if low <= measured <= high else 'outside'} the interval"
    said = f"predicted for {at:,} parameters: {low:.3f} to {high:.3f} nats a letter"
    said += "" if measured is None else f"; measured: {measured:.3f}"
    plot, axes = figure(title, height=340, alt=said)
    line = np.geomspace(min(sizes), at, 50)
    heights = [float(law(size)) for size in line.tolist()]  # the law may come from torch or NumPy
    axes.plot(line, heights, color=COLORS["context"], linewidth=1.5)
    axes.plot(sizes, excesses, "o", color=COLORS["model"], alpha=0.6, markersize=5)
    axes.plot([at, at], [low, high], color=COLORS["learner"], linewidth=7, alpha=0.75, solid_capstyle="butt")
    labels = [label_line(axes, at, high, "predicted", "learner", dx=10)]
    if len(others):
        axes.plot([at * 1.06] * len(others), others, "o", color=COLORS["third"], alpha=0.7, markersize=4)
        labels.append(label_line(axes, at * 1.06, min(others), "ten seeds", "third", dx=8, dy=-6))
    if measured is not None:
        axes.plot([at], [measured], "D", color=COLORS["truth"], markersize=8)
        labels.append(label_line(axes, at, measured, f"yours: {measured:.3f}", "truth", dx=12))
    label_line(axes, min(sizes), max(excesses), "five sizes, four seeds each", "model", dx=10, dy=2)
    logarithmic(axes.xaxis, [*sorted(set(sizes)), at])
    logarithmic(axes.yaxis, [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    axes.set_xlim(min(sizes) * 0.9, at * 2.3)
    axes.set_xlabel("parameters (log scale)")
    axes.set_ylabel("excess, nats a letter (log scale)")
    part_labels(labels)
    return plot


def compute_plot(curves, best):
    """IsoFLOP curves. curves: operations -> (sizes, excesses)   best: operations -> (size, excess)"""
    best_sizes = [best[operations][0] for operations in sorted(best)]
    grows = all(size < larger for size, larger in zip(best_sizes, best_sizes[1:]))
    title = (f"The best size {'grows with the budget' if grows else 'does not always grow with the budget'}: "
             f"{best_sizes[0]:,.0f} parameters for the smallest budget, {best_sizes[-1]:,.0f} for the largest")
    alt = "; ".join(f"{operations:.3g} operations: lowest near {size:,.0f} parameters, {excess:.3f} nats"
                    for operations, (size, excess) in best.items())
    plot, axes = figure(title, height=360, alt=alt)
    for (operations, (sizes, excesses)), color in zip(curves.items(), BUDGET_COLORS):
        order = sorted(set(sizes))
        means = [np.mean([e for s, e in zip(sizes, excesses) if s == size]) for size in order]
        axes.plot(order, means, color=COLORS[color], alpha=0.8)
        axes.plot(sizes, excesses, "o", color=COLORS[color], markersize=4, alpha=0.8)
        label_line(axes, order[-1], means[-1], power_of_ten(operations), color)
    axes.plot(*zip(*best.values()), "*", color=COLORS["learner"], markersize=15, markeredgecolor="white", zorder=5)
    largest = max(max(sizes) for sizes, _ in curves.values())
    logarithmic(axes.xaxis, [2_000, 5_000, 10_000, 20_000, 50_000, 100_000])
    axes.set_xlim(1_250, largest * 2.9)
    axes.set_xlabel("parameters (log scale)")
    axes.set_ylabel("excess, nats a letter")
    return plot


def power_of_ten(number):
    """A number of operations in scientific notation.

    >>> power_of_ten(1.28e12), power_of_ten(2e10)
    ('1.3 · 10¹² operations', '2 · 10¹⁰ operations')
    """
    digits, power = f"{number:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return f"{float(digits):g} · 10{raised} operations"


def leap_plot(runs):
    """What is counted word by word, and what is counted story by story, by the size of the model.

    runs: for each size "parameters", "floor_word" and "seeds", for each of which "word" (nats), "whole" (the share of
    whole stories) and "above" (nats a story above the floor)
    """
    sizes, floor = [run["parameters"] for run in runs], runs[0]["floor_word"]
    each = {key: [(run["parameters"], seed[key]) for run in runs for seed in run["seeds"]] for key in ("word", "whole")}
    words, whole = ([np.mean([seed[key] for seed in run["seeds"]]) for run in runs] for key in ("word", "whole"))
    promised = [np.mean([np.exp(-seed["above"]) for seed in run["seeds"]]) for run in runs]
    alt = "; ".join(f"{size:,} parameters: {word:.3f} nats a word, {share:.0%} whole, {least:.0%} promised"
                    for size, word, share, least in zip(sizes, words, whole, promised))
    leap = int(np.argmax(np.diff(whole)))
    title = (f"From {short(sizes[leap])} to {short(sizes[leap + 1])} parameters, whole stories go from "
             f"{whole[leap]:.0%} to {whole[leap + 1]:.0%}, the loss from {words[leap]:.2f} to {words[leap + 1]:.2f} "
             "nats a word")
    plot, (left, right) = figure(title, height=320, columns=2, alt=alt)
    left.plot(sizes, words, color=COLORS["model"])
    left.plot(*zip(*each["word"]), "o", color=COLORS["model"], alpha=0.5, markersize=4)
    left.set_ylim(bottom=0)
    floor_line(left, floor, "floor {:.3f}").set_position((-2, -12))
    left.set_ylabel("loss, nats a word")
    right.plot(sizes, whole, color=COLORS["learner"])
    right.plot(*zip(*each["whole"]), "o", color=COLORS["learner"], alpha=0.5, markersize=4)
    right.plot(sizes, promised, "--", color=COLORS["truth"])
    label_line(right, sizes[-1], whole[-1], "whole", "learner", dx=-2, dy=14, ha="right")
    label_line(right, sizes[-1], promised[-1], "e⁻ᵃ", "truth", dx=-2, dy=-26, ha="right")
    right.set_ylim(-0.03, 1.03)
    right.set_ylabel("share of stories")
    right.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:.0%}"))
    for axes in (left, right):
        logarithmic(axes.xaxis, [4_000, 8_000, 16_000, 32_000])
        axes.set_xlabel("parameters (log scale)")
    return plot


def passes_plot(again, once):
    """Text read again beside new text. again: times read -> excess   once: letters -> excess, all of them new"""
    alt = "; ".join(f"read {times} time{'' if times == 1 else 's'}: {excess:.3f}" for times, excess in again.items())
    helps = [times for times in again if times > 1 and again[times] < once[times]]
    title = (f"Reading the same text {', '.join(map(str, helps))} times beats stopping after the first time"
             if helps else "Reading the same text again never beats stopping after the first time")
    if harms := [times for times in again if times > 1 and again[times] > once[times]]:
        title += f"; {', '.join(map(str, harms))} times is worse"
    plot, axes = figure(title, height=320, alt=f"Excess in nats a letter, as many letters read in all. {alt}.")
    axes.plot(list(again), list(again.values()), "o-", color=COLORS["learner"])
    axes.axhline(again[1], color=COLORS["truth"], linestyle="--", linewidth=1.5)
    label_line(axes, 1, again[1], "all of it new", "truth", dx=0, dy=-10)
    axes.plot(list(again)[1:], [once[times] for times in list(again)[1:]], "o-", color=COLORS["context"])
    last = max(again)
    label_line(axes, last, again[last], "read again", "learner")
    label_line(axes, last, once[last], "read once, and stopped", "context")
    logarithmic(axes.xaxis, list(again))
    axes.set_xlim(0.9, last * 4.5)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("how often the same letters are read")
    axes.set_ylabel("excess, nats a letter")
    return plot
