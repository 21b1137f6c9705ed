"""The picture of lesson 10's Medicine: what a model learns from further reading, and what it forgets."""

import numpy as np
from matplotlib.ticker import MultipleLocator

from llm_edu.lessons.common.printing import signed
from llm_edu.plotting import COLORS, figure, label_line, part_labels

KINDS = {"abstracts": ("abstracts", "model"), "wikipedia": ("Wikipedia", "second"),
         "reviews": ("film reviews", "error")}
RUNS = {"0.003": "medicine alone", "0.003, replay": "a quarter of it Wikipedia"}


def plot_forgetting(measurement, runs=RUNS):
    """By step how many bits per byte more or less each kind of text takes than before; bands are 95 % intervals.

    measurement: finetuning_medicine   runs: {name of a run: what stands over its panel}
    """
    last = [list(measurement[name].items())[-1] for name in runs]    # (steps, what was measured after them)
    title = f"Change after {last[0][0]} steps: " + ", ".join(
        f"{called} " + " and ".join(f"{looks[kind][0]:+.3f}" for _, looks in last)
        for kind, (called, _) in KINDS.items())
    plot, panels = figure(signed(f"{title} bits per byte"), height=360, columns=len(runs))
    alt, labels = [], []
    for axes, (name, heading) in zip(panels, runs.items(), strict=True):
        steps = [0, *map(int, measurement[name])]
        for kind, (called, color) in KINDS.items():
            changes = np.array([[0.0, 0.0], *(look[kind] for look in measurement[name].values())])    # (looks, 2)
            middle, half = changes.T
            axes.fill_between(steps, middle - half, middle + half, color=COLORS[color], alpha=0.15, linewidth=0)
            axes.plot(steps, middle, "o-", color=COLORS[color], markersize=4)
            labels.append(label_line(axes, steps[-1], middle[-1], signed(f"{called} {middle[-1]:+.3f}"), color))
            alt.append(signed(f"{heading}, {called}: {middle[-1]:+.3f} ± {half[-1]:.3f} after {steps[-1]} steps"))
        axes.axhline(0, color=COLORS["context"], linewidth=1)
        axes.set_title(heading)
        axes.set_xlabel("steps")
        axes.set_xticks(steps[::2])
        axes.set_xlim(right=steps[-1] * 2.3)    # room for the names
    lowest, highest = (limit(axes.get_ylim()[side] for axes in panels) for side, limit in enumerate((min, max)))
    for number, axes in enumerate(panels):
        axes.set_ylim(lowest, highest)
        axes.yaxis.set_major_locator(MultipleLocator(0.05))
        axes.yaxis.set_major_formatter(lambda change, _: signed(f"{change:+.2f}" if change else "0"))
        part_labels(labels[number * len(KINDS):(number + 1) * len(KINDS)])
    panels[0].set_ylabel("change in bits per byte")
    plot.alt += ". Bits per byte against before. " + "; ".join(alt) + "."
    return plot


