"""The pictures of lesson 13's A/B tests: p over time when nothing is there, and false alarms by the number of looks."""

import math

from llm_edu.plotting import COLORS, figure, label_line, part_labels

LOOKS = (1, 2, 3, 5, 10, 20, 50, 100)


def p_over_time_plot(paths, every, level=0.05, chosen=()):
    """p after each look for several A/A tests, in which both texts are the same.

    paths: {name: [p at each look]}, as `p_values` gives them   every: visitors to each text between two looks
    chosen: names drawn bold; the others stay pale
    """
    dips = sum(min(path) < level for path in paths.values())
    ends = sum(path[-1] < level for path in paths.values())
    plot, axes = figure(f"A against A: p falls below {level} in {dips} of {len(paths)} tests, but ends there in {ends}",
                        height=360)
    told = []
    for name, path in paths.items():
        visitors = [every * look for look in range(1, len(path) + 1)]
        bold = name in chosen
        axes.plot(visitors, path, color=COLORS["learner" if bold else "context"], linewidth=1.6 if bold else 0.8,
                  alpha=1 if bold else 0.45, zorder=3 if bold else 2)
        below = [(seen, p) for seen, p in zip(visitors, path) if p < level]
        if bold and below:
            axes.plot(*zip(*below), "o", color=COLORS["error"], markersize=3, zorder=4)
            told.append(f"{name}: first below after {below[0][0]:,} visitors, lowest {min(path):.2g}, "
                        f"at the end {path[-1]:.2f}")
    axes.plot([0, visitors[-1]], [level, level], color=COLORS["error"], linestyle="--", linewidth=1.5)
    label_line(axes, visitors[-1], level, f"p = {level}", "error", dx=8)
    axes.set_yscale("log")
    axes.set_ylim(min(1e-3, min(map(min, paths.values()))), 1.3)
    axes.set_yticks([1, 0.1, 0.01, 0.001], ["1", "0.1", "0.01", "0.001"])
    axes.minorticks_off()
    axes.set_xlim(0, visitors[-1] * 1.13)
    axes.xaxis.set_major_formatter(lambda seen, _: f"{seen:,.0f}")
    axes.set_xlabel("visitors for each text")
    axes.set_ylabel("p, if you looked now")
    plot.alt += f". A look after every {every} visitors. " + "; ".join(told)
    return plot


def false_alarms_plot(computed, simulated=None, level=0.05, remedied=None):
    """How often looking finds what is not there, by the number of looks.

    computed: {looks: share}, such as `false_alarms`   simulated: the same by simulation, drawn as dots
    remedied: {name: {looks: share}} with a stricter level for each look
    """
    last = max(computed)
    plot, axes = figure(f"Look {last} times, and p falls below {level} in {computed[last]:.0%} of A/A tests",
                        height=360)
    curves = [("stop at the first p < 0.05", "error", computed)]
    colors = iter(("truth", "model"))
    curves += [(name, next(colors), shares) for name, shares in (remedied or {}).items()]
    labels, told = [], []
    for name, color, shares in curves:
        axes.plot(list(shares), list(shares.values()), "-" if simulated else "o-", color=COLORS[color], markersize=4)
        labels.append(label_line(axes, last, shares[last], name, color, dx=10))
        told.append(f"{name}: " + ", ".join(f"{share:.1%} with {looks}" for looks, share in shares.items()))
    if simulated:
        axes.plot(list(simulated), list(simulated.values()), "o", color=COLORS["error"], markersize=5)
    axes.plot([1, last], [level, level], color=COLORS["context"], linestyle="--", linewidth=1.2, zorder=1)
    axes.set_xscale("log")
    axes.set_xticks(list(computed), [str(looks) for looks in computed])
    axes.minorticks_off()
    axes.set_xlim(0.9, last * math.exp(2.5))
    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("number of looks, equally spaced")
    axes.set_ylabel("A/A tests that find a winner")
    part_labels(labels)
    plot.alt += ". " + "; ".join(told)
    return plot
