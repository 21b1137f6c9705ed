"""The pictures of lesson 03."""

import math
from collections.abc import Callable, Mapping, Sequence

from matplotlib.colors import PowerNorm

from llm_edu.lessons.common.recalls import gap_plot  # noqa: F401 (moved)
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, floor_line, horizontal_bars, label_line, part_labels

SKETCH = 25  # steps over which a curve of training losses is averaged


def surprise_plot(words: Sequence[str], log_probs: Sequence[float], highlight: Sequence[int] = ()):
    """Bars: how many bits of surprise each word is.

    log_probs: in nats, one for each word   highlight: places to draw in orange
    """
    bits = [0.0 - score / math.log(2) for score in log_probs[:len(words)]]  # 0.0 - 0.0 is 0, not -0
    most = max(range(len(bits)), key=bits.__getitem__)
    title = (f"{sum(size < 0.1 for size in bits)} of these {len(bits)} words cost less than a tenth of a bit, "
             f"“{words[most]}” costs {bits[most]:.1f}")
    plot, axes = figure(title, height=300,
                        alt="Bits: " + ", ".join(f"{word} {size:.1f}" for word, size in zip(words, bits)))
    colors = [COLORS["learner"] if place in highlight else COLORS["truth"] for place in range(len(words))]
    axes.bar(range(len(words)), bits, color=colors, width=0.8)
    axes.set_xticks(range(len(words)), words, rotation=90, fontsize=11)
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("surprise, bits")
    axes.margins(x=0.01)
    return plot


def bigram_heat_map(before: Sequence[str], after: Sequence[str],
                    models: Mapping[str, Callable[[str], Mapping[str, float]]]):
    """How likely some words are to follow some others: rows are the word before, columns the word that follows.

    models: name -> a function from the word before to {next word: probability}; one map for each, side by side
    """
    tables = {name: [[model(row).get(column, 0.0) for column in after] for row in before]
              for name, model in models.items()}
    first, last = list(tables.values())[0], list(tables.values())[-1]
    never = sum(share == 0 for row in first for share in row) / (len(before) * len(after))
    apart = max(abs(one - other) for row, others in zip(first, last) for one, other in zip(row, others))
    title = "Which word follows which: " + (
        f"{never:.0%} of these pairs were never counted" if len(tables) == 1 else
        f"{' and '.join(tables)}, the probabilities differ by at most {apart:.2f}")
    likely = [(share, f"{row} {column}") for row, shares in zip(before, first) for column, share in zip(after, shares)]
    alt = "The brightest: " + ", ".join(f"{pair} {share:.2f}" for share, pair in sorted(likely, reverse=True)[:4])
    plot, axes = figure(title, height=430, alt=alt, columns=len(tables))
    axes = [axes] if len(tables) == 1 else axes
    for number, (each, (name, table)) in enumerate(zip(axes, tables.items())):
        # the square root of the scale: 1 in 40, as for a name, should be told from never
        image = each.imshow(table, cmap="cividis", norm=PowerNorm(0.5, vmin=0, vmax=1), aspect="auto")
        each.set_xticks(range(len(after)), after, rotation=90)
        each.set_yticks(range(len(before)), before if number == 0 else [])
        each.tick_params(length=0)
        each.grid(False)
        each.spines[:].set_visible(False)
        each.set_xlabel("the word that follows")
        if number == 0:
            each.set_ylabel("the word before")
        if len(tables) > 1:
            each.set_title(name, color=TEXT_COLOR)
    bar = plot.colorbar(image, ax=axes, shrink=0.85, pad=0.02)
    bar.set_ticks([0, 0.02, 0.1, 0.25, 0.5, 1], labels=["0", "0.02", "0.10", "0.25", "0.50", "1"])
    bar.set_label("probability", color=TEXT_COLOR)
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=TEXT_COLOR, length=0)
    return plot


def order_plot(results: Mapping[str, Mapping[int, tuple[float, float]]], floor: float):
    """Perplexity against n, on texts that were counted and on texts that were not; one panel for each training set.

    results: name of the training set -> {n: (loss on training texts, loss on held-out texts)}, in nats
    floor: nats per word
    """
    alt = "; ".join(
        f"{name}: " + ", ".join(f"n {order}: {math.exp(train):.2f} on what was counted, {math.exp(held):.2f} held out"
                                for order, (train, held) in losses.items())
        for name, losses in results.items())
    best = {name: min(losses, key=lambda order: losses[order][1]) for name, losses in results.items()}
    title = "Perplexity on held-out stories is lowest " + ", ".join(
        f"at n = {order} when {name} are counted" for name, order in best.items())
    plot, axes = figure(title, height=380, columns=len(results), alt=alt)
    for number, (each, (name, losses)) in enumerate(zip([axes] if len(results) == 1 else axes, results.items())):
        orders = list(losses)
        train, held = ([math.exp(pair[side]) for pair in losses.values()] for side in (0, 1))
        each.plot(orders, train, "o-", color=COLORS["context"])
        each.plot(orders, held, "o-", color=COLORS["model"])
        label_line(each, orders[-1], held[-1], f"held out {held[-1]:.2f}", dx=0, dy=13, ha="right")
        label_line(each, orders[-1], train[-1], f"counted {train[-1]:.2f}", "context", dx=0, dy=-20, ha="right")
        line = each.axhline(math.exp(floor), color=COLORS["truth"], linestyle="--", linewidth=1.5)
        line.set_zorder(1)
        each.annotate(f"floor {math.exp(floor):.2f}", (orders[0], math.exp(floor)), xytext=(0, 5), va="bottom",
                      textcoords="offset points", color=COLORS["truth"], fontsize=11)
        each.set_yscale("log")
        each.set_ylim(0.5, 260)  # below 1 there is nothing but the label of the lowest line
        each.set_yticks([1, 2, 5, 10, 20, 50, 100, 200], ["1", "2", "5", "10", "20", "50", "100", "200"])
        each.minorticks_off()
        each.set_xticks(orders)
        each.set_xlabel("n")
        each.set_title(name, color=TEXT_COLOR)
        if number == 0:
            each.set_ylabel("perplexity")
    return plot


def training_plot(losses: Mapping[str, Sequence[float]], floor: float, goals: Mapping[str, float] = {}):
    """Losses step by step, each point the mean of 25 steps, above the floor.

    losses: name -> one loss (nats) for each step   goals: name -> a loss to compare with, drawn as a grey line
    """
    colors = ["model", "learner", "second", "third"]
    alt = "; ".join(f"{name} from {values[0]:.2f} to {sum(values[-SKETCH:]) / SKETCH:.2f} in {len(values):,} steps"
                    for name, values in losses.items())
    alt += "".join(f"; {name} {value:.2f}" for name, value in goals.items()) + f"; floor {floor:.2f}"
    ends = {name: sum(values[-SKETCH:]) / SKETCH for name, values in losses.items()}
    ends = dict(sorted({**ends, **goals}.items(), key=lambda end: end[1]))
    (best, lowest), (worst, highest) = list(ends.items())[0], list(ends.items())[-1]
    title = (f"Loss after {max(map(len, losses.values())):,} steps: lowest {lowest:.2f} ({best}), "
             f"highest {highest:.2f} ({worst})")
    if goals:
        title = f"Loss after {max(map(len, losses.values())):,} steps: " + "; ".join(
            f"{name} {ends[name]:.2f}" for name in (*losses, *goals))
    plot, axes = figure(title, height=360, alt=alt)
    labels = []
    for (name, values), color in zip(losses.items(), colors):
        starts = range(0, len(values), SKETCH)
        means = [sum(values[start:start + SKETCH]) / len(values[start:start + SKETCH]) for start in starts]
        middles = [start + SKETCH / 2 for start in starts]
        axes.plot([0, *middles], [values[0], *means], color=COLORS[color])
        labels.append(label_line(axes, middles[-1], means[-1], f"{name} {means[-1]:.2f}", color, dy=9 if goals else 0))
    for name, value in goals.items():
        axes.axhline(value, color=COLORS["context"], linewidth=1.2)
        axes.annotate(f"{name} {value:.2f}", (1, value), xycoords=("axes fraction", "data"), xytext=(-2, -12),
                      textcoords="offset points", ha="right", color=COLORS["context"], fontsize=11)
    floor_line(axes, floor)
    axes.set_xlabel("training steps")
    axes.set_ylabel("loss, nats per word")
    axes.set_yscale("log")
    axes.set_ylim(0.25, 8)
    axes.set_yticks([0.3, 0.5, 1, 2, 5], ["0.3", "0.5", "1", "2", "5"])
    axes.minorticks_off()
    axes.margins(x=0.02)
    axes.set_xlim(right=1.27 * max(map(len, losses.values())))
    part_labels(labels)
    return plot


def reach_plot(losses: Mapping[str, Mapping[int, float]], floor: float):
    """Held-out loss against the number of words that a model looks back.

    losses: kind of model -> {words looked back: loss in nats}; the first is drawn in blue, the second in purple
    """
    alt = "; ".join(f"{name}: " + ", ".join(f"{reach} word{'s' * (reach != 1)} {loss:.2f}"
                                            for reach, loss in values.items())
                    for name, values in losses.items()) + f"; floor {floor:.2f}"
    best = {name: min(values, key=values.get) for name, values in losses.items()}
    title = "Lowest held-out loss: " + ", ".join(
        f"{name} {losses[name][reach]:.2f} ({reach} words back)" for name, reach in best.items()
    ) + f"; floor {floor:.2f}"
    plot, axes = figure(title, height=360, alt=alt)
    for (name, values), color, height, side in zip(losses.items(), ("model", "second"), (16, -13), ("left", "right")):
        axes.plot(list(values), list(values.values()), "o-", color=COLORS[color])
        last = max(values)
        label_line(axes, last, values[last], f"{name} {values[last]:.2f}", color, dx=0, dy=height, ha=side)
    floor_line(axes, floor)
    axes.set_yscale("log")
    axes.set_ylim(0.27, 6)
    axes.set_yticks([0.3, 0.5, 1, 2, 5], ["0.3", "0.5", "1", "2", "5"])
    reaches = sorted({reach for values in losses.values() for reach in values})
    axes.set_xscale("symlog", linthresh=1, base=2)
    axes.set_xlim(-0.15, 1.2 * max(reaches))
    axes.set_xticks(reaches, [str(reach) for reach in reaches])
    axes.minorticks_off()
    axes.set_xlabel("how many words the model looks back")
    axes.set_ylabel("held-out loss, nats per word")
    return plot


def recall_plot(losses: Mapping[str, tuple[float, float]]):
    """Bars in pairs: the loss at words that repeat something told out of the model's sight, and elsewhere.

    losses: model -> (at recalls, elsewhere), in nats; "truth", if it is there, is the floor
    """
    times = [far / other for name, (far, other) in losses.items() if name != "truth"]
    title = f"A recall out of sight costs {min(times):.1f} to {max(times):.1f} times what other words cost"
    if "truth" in losses:
        title += f"; the truth pays {losses['truth'][0]:.2f} nats for it"
    plot, axes = figure(title, height=330, alt="; ".join(
        f"{name}: {far:.2f} at recalls, {other:.2f} elsewhere" for name, (far, other) in losses.items()))
    for side, (what, color) in enumerate((("at recalls", "error"), ("elsewhere", "model"))):
        places = [place + (side - 0.5) * 0.38 for place in range(len(losses))]
        heights = [pair[side] for pair in losses.values()]
        bars = axes.bar(places, heights, 0.35, color=COLORS[color])
        axes.bar_label(bars, [f"{height:.2f}" for height in heights], padding=2, color=TEXT_COLOR)
        where = 0 if side == 0 else -1  # the last blue bar has no tall neighbour to run into
        label_line(axes, places[where], heights[where], what, color, dx=0, dy=24, ha="center")
    axes.set_xticks(range(len(losses)), list(losses))
    axes.grid(False, axis="x")
    axes.set_ylabel("loss, nats per word")
    axes.margins(y=0.2)
    return plot


def bits_per_byte_plot(bits: Mapping[str, float], highlight: Sequence[str] = ()):
    """Bars: bits per byte of each model, the fewer the better."""
    title = "Bits per byte, the three lowest: " + ", ".join(
        f"{name} {bits[name]:.2f}" for name in sorted(bits, key=bits.get)[:3])
    plot, axes = figure(title, height=90 + 34 * len(bits), alt="; ".join(f"{name}: {value:.2f} bits per byte"
                                                                       for name, value in bits.items()))
    horizontal_bars(axes, bits, highlight=highlight, value_format="{:.2f}")
    axes.set_xlabel("bits per byte (lower is better)")
    return plot
