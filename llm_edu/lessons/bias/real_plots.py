"""The pictures of lesson 14's second sitting: association tests, jobs, and shares with their intervals."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from llm_edu.bias.estimates import Estimate, correlation, regression
from llm_edu.bias.pronouns import log_odds_of_percent
from llm_edu.lessons.bias.association_demos import AssociationRow
from llm_edu.plotting import COLORS, figure, label_line


def association_plot(rows: Sequence[AssociationRow], chance: Mapping[int, Tensor]):
    """Effect sizes of the ten tests beside the published ones, and where 95 % of random word sets lie.

    chance: number of a test -> effect sizes of random words in sets of the same sizes
    """
    bands = {number: effects.quantile(torch.tensor([0.025, 0.975])).tolist() for number, effects in chance.items()}
    outside = sum(not bands[row.number][0] <= row.effect <= bands[row.number][1] for row in rows)
    same = sum(abs(row.effect - row.published) < 0.006 for row in rows)
    plot, axes = figure(f"{same} of {len(rows)} published effect sizes are reproduced, "
                        f"{outside} lie outside 95 % of random sets",
                        height=60 + 34 * len(rows))
    for place, row in enumerate(rows):
        axes.plot(bands[row.number], [place, place], color=COLORS["context"], linewidth=9, alpha=0.35,
                  solid_capstyle="butt")
        axes.plot(row.published, place, "D", color=COLORS["truth"], markersize=8, fillstyle="none")
        axes.plot(row.effect, place, "o", color=COLORS["model"], markersize=6)
    axes.set_yticks(range(len(rows)), [f"{row.number}  {row.short}" for row in rows])
    axes.invert_yaxis()
    axes.axvline(0, color=COLORS["context"], linewidth=1)
    axes.set_xlabel("dot: ours, diamond: published, grey: 95 % of random sets")
    plot.alt += ". " + "; ".join(f"test {row.number}: {row.effect:.2f}, published {row.published:.2f}, chance "
                                 f"{bands[row.number][0]:.2f} to {bands[row.number][1]:.2f}" for row in rows)
    return plot


def jobs_plot(jobs: Sequence[str], women: Sequence[float], log_odds: Tensor, named: Sequence[str] = ()):
    """Log odds of "she" after each job against those of a woman doing it, with the fitted line.

    women: per cent   log_odds: (jobs,), averaged over templates
    """
    there = torch.tensor([log_odds_of_percent(percent) for percent in women])
    line, constant = regression([there], log_odds)
    together = correlation(there, log_odds)
    how = "but steeper" if line.low > 1 else "but flatter" if line.high < 1 else "as steep"
    plot, axes = figure(f"SmolLM2's pronouns follow the labour market (correlation {together}), {how}: slope {line}",
                        height=420)
    ends = torch.tensor([float(there.min()), float(there.max())])
    axes.plot(ends, ends, color=COLORS["truth"], linestyle="--", linewidth=1.5)
    axes.plot(ends, line.value * ends + constant.value, color=COLORS["model"])
    axes.plot(there, log_odds, "o", color=COLORS["model"], markersize=4, alpha=0.7)
    label_line(axes, 3, 3, "as in the labour market", "truth", dx=-6, dy=8, ha="right")
    for job in named:
        place = jobs.index(job)
        axes.annotate(job, (float(there[place]), float(log_odds[place])), xytext=(5, 4), textcoords="offset points",
                      fontsize=10)
    axes.set_xlabel("labour market: ln (women / men), 0 is half and half")
    axes.set_ylabel("SmolLM2: ln (P(she) / P(he))")
    plot.alt += f". {len(jobs)} jobs; the line meets half and half at {constant.value:.2f}".replace("-", "−")
    return plot


def intervals_plot(title: str, estimates: Mapping[str, Estimate | tuple[float, float, float]], middle: float,
                   label: str, highlight: Sequence[str] = ()):
    """Values with their 95 % intervals, one below the other, and the line at `middle`, which stands for no bias."""
    plot, axes = figure(title, height=70 + 30 * len(estimates))
    for place, (name, (value, low, high)) in enumerate(estimates.items()):
        color = COLORS["learner" if name in highlight else "model"]
        axes.plot([low, high], [place, place], color=color, linewidth=3, solid_capstyle="butt")
        axes.plot(value, place, "o", color=color, markersize=7)
    axes.axvline(middle, color=COLORS["truth"], linestyle="--", linewidth=1.5)
    axes.set_yticks(range(len(estimates)), list(estimates))
    axes.set_ylim(len(estimates) - 0.4, -0.6)
    axes.set_xlabel(label)
    plot.alt += ". " + "; ".join(f"{name}: {value:.2f}, {low:.2f} to {high:.2f}"
                                 for name, (value, low, high) in estimates.items())
    return plot


def names_plot(differences: Mapping[str, Estimate]):
    """What changes when only the name does: a difference for each text, and those whose name begins with "mean"."""
    means = [name for name in differences if name.startswith("mean")]
    texts = [each for name, each in differences.items() if name not in means]
    clear = sum(each.low > 0 or each.high < 0 for each in texts)
    return intervals_plot(f"Only the name differs: {clear} of {len(texts)} intervals {'lies' if clear == 1 else 'lie'} "
                          "clear of 0", differences, 0, "White − Black names: ln P(good) / P(bad), in nats", means)


def stereotypes_plot(shares: Mapping[str, Estimate]):
    """How often the stereotype is the more probable sentence: in all pairs ("all"), and in each kind of pair."""
    return intervals_plot(f"SmolLM2 prefers the stereotype in {100 * shares['all'].value:.0f} % of the pairs", shares,
                          0.5, "share of pairs", ["all"])


def lengths_plot(shares: Mapping[str, Estimate]):
    """The same, where the stereotype "has fewer tokens" than the other sentence and where it "has more tokens"."""
    shorter, longer = (next(each.value for name, each in shares.items() if name.endswith(f"has {which} tokens"))
                       for which in ("fewer", "more"))
    return intervals_plot(f"A shorter stereotype is preferred in {100 * shorter:.0f} %, a longer one in "
                          f"{100 * longer:.0f} % of the pairs", shares, 0.5, "share of pairs", ["all"])
