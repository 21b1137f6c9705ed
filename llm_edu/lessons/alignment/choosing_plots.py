"""The pictures of lesson 11's second sitting: best of n by learned rewards, and a taste followed too far."""

import torch

from llm_edu.plotting import COLORS, figure, label_line, part_labels
from llm_edu.wrapping import wrapped

SIZES = (1, 2, 4, 8, 16, 32, 64)
ORDERS = 20    # in which the samples are put into groups


def over_orders(best_of_n, proxy, truth, n):
    """The mean of best_of_n over some orders of the samples: groups change, and chance matters less."""
    draw = torch.Generator().manual_seed(0)
    orders = [torch.randperm(len(proxy), generator=draw) for _ in range(ORDERS)]
    return sum(float(best_of_n(proxy[order], truth[order], n)) for order in orders) / ORDERS


def best_of_n_curves(best_of_n, proxies, truth):
    """What the best of n is worth, less what an ordinary sample is: {name: [curve of each reward]}.

    best_of_n: the learner's   proxies: {clicks: [reward, …]}, (samples,) each   truth: (samples,)
    """
    centred = truth - truth.mean()
    rewards = {"truth": [truth]} | proxies
    return {name: [[over_orders(best_of_n, proxy, centred, n) for n in SIZES] for proxy in each]
            for name, each in rewards.items()}


def best_of_n_plot(best_of_n, proxies, truth, who="Anna"):
    """One pale line for each reward, a thick one for their mean, and one for what she chooses herself."""
    curves = best_of_n_curves(best_of_n, proxies, truth)
    names = {name: f"{who} chooses" if name == "truth" else f"from {name:,} clicks" for name in curves}
    means = {name: torch.tensor(found).mean(0).tolist() for name, found in curves.items()}
    gains = ", ".join(f"{names[name]} {mean[-1] - mean[4]:+.1f}" for name, mean in means.items()).replace("-", "−")
    plot, axes = figure(f"Reward gained between n = {SIZES[4]} and n = {SIZES[-1]}: {gains}", height=380)
    colors = ["truth", "learner", "model"]
    labels, told = [], []
    for color, (name, found) in zip(colors, curves.items()):
        text, mean = names[name], means[name]
        for curve in found if len(found) > 1 else []:
            axes.plot(SIZES, curve, color=COLORS[color], linewidth=0.8, alpha=0.4)
        axes.plot(SIZES, mean, "o-", color=COLORS[color], markersize=4)
        labels.append(label_line(axes, SIZES[-1], mean[-1], text, color, dx=10))
        told.append(f"{text}: {mean[2]:+.1f} at n = 4, {mean[4]:+.1f} at 16, {mean[-1]:+.1f} at 64"
                    + (f" ({min(curve[-1] for curve in found):+.1f} to {max(curve[-1] for curve in found):+.1f})"
                       if len(found) > 1 else ""))
    axes.set_xscale("log", base=2)
    axes.set_xlim(0.9, 220)
    axes.set_xticks(SIZES, [str(n) for n in SIZES])
    axes.minorticks_off()
    axes.set_xlabel("n, the number of stories to choose from")
    axes.set_ylabel(f"{who}'s reward, above the mean")
    part_labels(labels)
    plot.alt += f". Reward by {who}'s taste, above that of an average story. " + "; ".join(told)
    return plot


LOOKS = {2: ("model", "learned taste"), 3: ("learner", "Anna"), 4: ("error", "Anna, if she minds")}


def preferred_plot(kept, stop=24):
    """How often what a model tells would be preferred to what it told before, and how much of it is whole.

    kept: runs of the measurement alignment_choices, {name: {"rows": …}}; thin lines are single runs
    stop: the step after which PreferenceArena stops
    """
    runs = [run["rows"] for run in kept.values()]
    names = [row[0] for row in runs[0]]
    minds = [sum(row[4] for row in rows) / len(runs) for rows in zip(*runs)]
    best = max(range(len(names)), key=minds.__getitem__)
    title = (f"If Anna minds broken stories, she prefers the new ones in at most {minds[best]:.0%} of pairs "
             f"({names[best]})")
    plot, axes = figure(title + (f", and in {minds[-1]:.0%} at the end" if best < len(names) - 1 else ""), height=400)
    places = range(len(names))
    labels, told = [], []
    for column, (color, text) in {**LOOKS, 5: ("context", "whole stories")}.items():
        shares = [[row[column] / (whole_of(kept) if column == 5 else 1) for row in rows] for rows in runs]
        for share in shares:
            axes.plot(places, share, color=COLORS[color], linewidth=0.8, alpha=0.4)
        mean = [sum(each) / len(each) for each in zip(*shares)]
        axes.plot(places, mean, "--" if column == 5 else "o-", color=COLORS[color], markersize=4)
        labels.append(label_line(axes, places[-1], mean[-1], text, color, dx=10))
        told.append(f"{text}: " + ", ".join(f"{share:.0%} {name}" for name, share in zip(names, mean)))
    axes.set_xticks(places, names)
    axes.set_xlim(-0.2, len(names) + 0.6)
    axes.set_ylim(-0.03, 1.05)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_ylabel("share preferred, or whole")
    part_labels(labels)
    plot.alt += (f". Shares preferred by each judge, and of whole stories, the mean of {len(runs)} runs. The arena "
                 f"stops at step {stop}. " + "; ".join(told))
    return plot


COLOUR_OF = {"Anna": "learner", "Bruno": "error", "Clara": "model"}


def turns_plot(kept):
    """Whom it pleases what is learned from readers who click in turns: a row for each way to take turns.

    kept: runs of the measurement alignment_whose; pale: stories that a learned taste chooses, one dot for each set of
    clicks; full: Storyteller turned to a learned taste, one for each seed
    """
    turned = [run for name, run in kept.items() if name != "chosen"]
    pleased = {who: sum(run[who]["preferred"]["Anna"] for run in turned) / len(turned) for who in kept["chosen"]}
    plot, axes = figure("How often Anna prefers the new story, by who clicked: " + ", ".join(
        f"{who.replace(', ', ' + ')} {share:.0%}" for who, share in pleased.items()), height=380)
    told = []
    for row, (who, chosen) in enumerate(kept["chosen"].items()):
        shown = ("Anna", "Clara" if "Clara" in who else "Bruno")
        for place, name in zip((row - 0.17, row + 0.17), shown, strict=True):
            color, shares = COLORS[COLOUR_OF[name]], [run[who]["preferred"][name] for run in turned]
            axes.plot(chosen[name], [place] * len(chosen[name]), "o", color=color, alpha=0.2, markersize=4)
            axes.plot(shares, [place] * len(shares), "o", color=color, markersize=8)
            label_line(axes, 1.0, place, name, COLOUR_OF[name], dx=6)
            told.append(f"{who} clicked, {name} prefers {spread(chosen[name])} of what is chosen, {spread(shares)} "
                        "of what is told")
    axes.axvline(0.5, color=COLORS["context"], linewidth=0.8, linestyle="--")
    axes.set_yticks(range(row + 1), [who.replace(", ", ",\n") for who in kept["chosen"]])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("share of pairs in which the new story is preferred")
    axes.set_ylabel("who clicked")
    plot.alt += ". " + "; ".join(told)
    return plot


def spread(shares):
    """
    >>> spread([0.5, 0.25, 0.3])
    '35% (25% to 50%)'
    """
    return f"{sum(shares) / len(shares):.0%} ({min(shares):.0%} to {max(shares):.0%})"


def print_stories(run, looks):
    """One story of each look, and the entropy of the plots that were told then.

    run: of the measurement alignment_choices, {"rows": …, "stories": …}
    """
    entropies = {row[0]: row[6] for row in run["rows"]}
    for name in looks:
        print(f"{name} (entropy of plots {entropies[name]:.1f} nats):")
        print(wrapped("  " + run["stories"][name][-1], indent="  "))


def whole_of(kept):
    """Of how many stories the whole ones were counted."""
    from llm_edu.lessons.alignment.measurements.choices import TOLD

    return TOLD
