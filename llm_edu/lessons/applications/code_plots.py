"""The picture of lesson 13's programs: how many problems are solved if one may try k times."""

import numpy as np

from llm_edu.lessons.applications.code_demos import bootstrap, pass_at_k
from llm_edu.plotting import COLORS, figure, label_line, part_labels


def pass_at_k_plot(rights, tries, greedy=None, estimate=pass_at_k, naive=None):
    """pass@k by k, with its interval over problems.

    rights: how many of `tries` samples were right, for each problem   greedy: the share of greedy programs that are
    estimate: the learner's (tries, right, k)   naive: another estimate, drawn dashed
    """
    ks = list(range(1, tries + 1))
    values = {k: [float(estimate(tries, right, k)) for right in rights] for k in ks}
    means, bounds = [float(np.mean(values[k])) for k in ks], [bootstrap(values[k]) for k in ks]
    title = f"With {tries} tries instead of one, {means[-1]:.0%} of problems are solved, not {means[0]:.0%}"
    plot, axes = figure(title, height=340)
    axes.fill_between(ks, *zip(*bounds), color=COLORS["model"], alpha=0.15, linewidth=0)
    axes.plot(ks, means, "o-", color=COLORS["model"], markersize=5)
    labels = [label_line(axes, ks[-1], means[-1], "some of k passes", "model", dx=10)]
    told = [f"pass@{k} {mean:.1%} ({low:.1%} to {high:.1%})" for k, mean, (low, high) in zip(ks, means, bounds)]
    if naive is not None:
        low = [float(np.mean([naive(tries, right, k) for right in rights])) for k in ks]
        axes.plot(ks, low, "o--", color=COLORS["error"], markersize=4)
        labels.append(label_line(axes, ks[-1], low[-1], "naive estimate", "error", dx=10))
        told.append(f"the naive estimate at k = {tries} {low[-1]:.1%}")
    if greedy is not None:
        axes.plot([1, tries], [greedy, greedy], "--", color=COLORS["context"], linewidth=1.5)
        labels.append(label_line(axes, ks[-1], greedy, "greedy, once", "context", dx=10))
        told.append(f"greedy {greedy:.1%}")
    axes.set_xticks(ks)
    axes.set_xlim(0.8, tries + 0.36 * tries)
    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("k, programs that may be tried for each problem")
    part_labels(labels)
    plot.alt += ". " + "; ".join(told)
    return plot
