"""The pictures of the village: skew said against skew read, and what a model says of a group that it rarely read of."""

from statistics import fmean

from matplotlib.ticker import NullLocator

from llm_edu.bias.skew import sharpened, slope_interval
from llm_edu.lessons.bias.village_demos import WRITTEN, by_seed, she_after, times
from llm_edu.plotting import COLORS, figure, label_line, part_labels

LOOKS = {"1.0": "model", "0.7": "learner", "0.0": "error"}
PLACES = {"1.0": (0.5, 12, -12, "left"), "0.7": (0.4, -8, 8, "right"), "0.0": (0.1, 0, 10, "left")}    # of the names
NAMES = {"jobs": "Pronouns after jobs", "origins": "Travellers from hills and coast"}


def show_gap(models, template, jobs):
    """How many times as probable as the other each pronoun is after each job, for two models, on a log axis.

    models: name -> (model, tokenizer)
    """
    said = {name: she_after(*pair, template, jobs) for name, pair in models.items()}
    title = "; ".join(f"{name}: " + ", ".join(f"{times(shares[job])} after {job}" for job in (jobs[0], jobs[-1]))
                      for name, shares in said.items())
    alt = "; ".join(f"{name}, {job}: {times(share)}" for name, shares in said.items() for job, share in shares.items())
    plot, axes = figure(title, height=330, alt=f"{template.format(job='…')} Next: {alt}.")
    places = [range(len(jobs))] * len(said)
    for (name, shares), color, rows in zip(said.items(), ("model", "learner"), places):
        odds = [(1 - she) / she for she in shares.values()]    # He : She
        axes.plot(odds, rows, "o", color=COLORS[color], markersize=9)
        label_line(axes, odds[0], -0.55, name, color, dx=0, ha="center")
    axes.axvline(1, color=COLORS["context"], linewidth=1.5)
    axes.set_xscale("log")
    axes.set_xlim(1 / 100, 100)
    axes.set_xticks([1 / 100, 1 / 10, 1, 10, 100], ["She 100 ×", "She 10 ×", "equal", "He 10 ×", "He 100 ×"])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks(range(len(jobs)), jobs)
    axes.set_ylim(len(jobs) - 0.5, -0.9)
    axes.grid(True, axis="both")
    return plot


def said_against_read_plot(kept, kind="jobs", temperatures=("1.0",)):
    """Skew said against skew read, a dot for each setting and seed, and the line of equality. kept: bias_skew

    temperatures: keys of WRITTEN; where there is more than 1.0, a thin line says what p^(1/T) makes of equality
    """
    told, labels = [], []
    found = {temperature: by_seed(kept, kind, temperature) for temperature in temperatures}
    slopes = {temperature: slope_interval(*pair) for temperature, pair in found.items()}
    heads = "; ".join(f"{mean:.2f} ({low:.2f} to {high:.2f}) {'when ' if temperature == '0.0' else 'at '}"
                      f"{WRITTEN[temperature]}" for temperature, (low, mean, high) in slopes.items())
    plot, axes = figure(f"{NAMES[kind]}: the skew said rises with the skew read, slope {heads}", height=400)
    axes.plot([0, 1], [0, 1], color=COLORS["truth"], linestyle="--", linewidth=1.5)
    labels.append(label_line(axes, 1, 1, "as much as it read", "truth", dx=10))
    for temperature, (read, said) in found.items():
        color = COLORS[LOOKS[temperature]]
        for seed in read:
            axes.plot(read[seed], said[seed], "o", color=color, markersize=5, alpha=0.7)
        if temperature != "1.0":
            grid = [step / 200 for step in range(201)]
            axes.plot(grid, [sharpened(value, float(temperature)) for value in grid], color=color, linewidth=1)
        place, dx, dy, side = PLACES[temperature]
        labels.append(label_line(axes, place, sharpened(place, float(temperature)), WRITTEN[temperature],
                                 LOOKS[temperature], dx=dx, dy=dy, ha=side))
        means = [fmean(column) for column in zip(*said.values())]
        told.append(f"{WRITTEN[temperature]}: skew said " + ", ".join(f"{value:.2f}" for value in means))
    axes.set_xlim(-0.05, 1.28)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set_ylim(min(-0.1, min(min(values) for _, said in found.values() for values in said.values())) - 0.05, 1.15)
    axes.set_xlabel("skew that it read, counted in the stories")
    axes.set_ylabel("skew that the model says")
    part_labels(labels)
    plot.alt += f". Mean over {len(next(iter(found.values()))[0])} seeds, settings 0 to 1: " + "; ".join(told)
    return plot


def rare_plot(errors):
    """The error about the marsh against the number of its stories read. errors: as `rare_errors` returns them"""
    means = {others: {count: fmean(values) for count, values in counts.items()} for others, counts in errors.items()}
    least, most = min(next(iter(means.values()))), max(next(iter(means.values())))
    heads = "; ".join(f"{others} {each[least]:.2f} → {each[most]:.2f}" for others, each in means.items())
    plot, axes = figure(f"Error about the marsh, after {least} → {most} stories: {heads}", height=360)
    labels, told = [], []
    for (others, counts), color in zip(errors.items(), ("model", "second")):
        for count, values in counts.items():
            axes.plot([count] * len(values), values, "o", color=COLORS[color], markersize=5, alpha=0.7)
        axes.plot(list(counts), list(means[others].values()), color=COLORS[color])
        labels.append(label_line(axes, most, means[others][most], others, color, dx=10))
        told.append(f"{others}: " + ", ".join(f"{value:.2f} after {count}" for count, value in means[others].items()))
    axes.set_xscale("log")
    axes.set_xticks(list(counts), [str(count) for count in counts])
    axes.minorticks_off()
    axes.set_xlim(least / 1.3, most * 8)
    axes.set_ylim(0, None)
    axes.set_xlabel("stories about the marsh that the model has read")
    axes.set_ylabel("error of P(brought back)")
    part_labels(labels)
    plot.alt += ". Mean over seeds. " + "; ".join(told)
    return plot
