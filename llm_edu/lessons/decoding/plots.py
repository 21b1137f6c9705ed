"""The pictures of lesson 07."""

from collections.abc import Mapping, Sequence

import torch

from llm_edu.decoding import keep_min_p, keep_top_k, keep_top_p
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, horizontal_bars, label_line, part_labels, visible_token

FAMILIES = {"temperature": "model", "top-k": "third", "top-p": "learner", "min-p": "second", "penalty": "error"}
NAMED = {  # settings with words beside their points: the words, dx, dy, which end of them is at the point
    "temperature 0.2": ("0.2", 0, 11, "center"), "temperature 0.5": ("temperature 0.5", 8, 4, "left"),
    "temperature 1.0": ("1.0", 8, 0, "left"), "temperature 1.3": ("1.3", 8, 2, "left"),
    "temperature 1.6": ("temperature 1.6", 8, 0, "left"), "top-k 2": ("top-k 2", 0, -12, "left"),
    "top-k 10": ("10", 0, -12, "center"), "top-p 0.3": ("top-p 0.3", 0, 11, "center"),
    "top-p 0.5": ("0.5", 0, -11, "center"), "top-p 0.9": ("0.9", 9, 7, "left"),
    "min-p 0.3": ("min-p 0.3", 2, 11, "left"), "penalty 1.2": ("1.2", -8, 0, "right"),
    "penalty 1.5": ("penalty 1.5", -8, 0, "right"),
    "the truth": ("the truth", 7, 8, "left"), "greedy": ("greedy", 6, 9, "left"), "beam 8": ("beam 8", 6, 9, "left")}


def cuts_plot(places: Mapping[str, torch.Tensor], k: int = 10, p: float = 0.9, least: float = 0.1,
              shown: int = 45):
    """Where three limits cut, for a model that is sure and one that is not.

    places: name -> probabilities (vocab,)
    """
    limits = {f"top-k {k}": lambda row: keep_top_k(row, k), f"top-p {p}": lambda row: keep_top_p(row, p),
              f"min-p {least}": lambda row: keep_min_p(row, least)}
    kept = {place: {name: int((limit(row) > 0).sum()) for name, limit in limits.items()}
            for place, row in places.items()}
    alt = "; ".join(f"{place}: " + ", ".join(f"{name} keeps {count}" for name, count in row.items())
                    for place, row in kept.items())
    counts = {name: " and ".join(str(row[name]) for row in kept.values()) for name in limits}
    title = "Tokens kept on the left and on the right: " + ", ".join(
        f"{count} by {name}" for name, count in counts.items())
    plot, axes = figure(title, height=330, columns=len(places), alt=alt)
    for each, (place, row) in zip(axes, places.items()):
        ordered = row.sort(descending=True).values[:shown].tolist()
        each.bar(range(1, len(ordered) + 1), ordered, color=COLORS["model"], width=0.8)
        top = max(ordered)
        for number, ((name, count), color) in enumerate(zip(kept[place].items(), ("third", "learner", "second"))):
            height = top * (1.15 + 0.23 * number)    # above the bars
            end = min(count, shown) + 0.5
            each.plot([0.5, end], [height, height], color=COLORS[color], linewidth=4, solid_capstyle="butt")
            label_line(each, 0.5, height, f"{name} keeps {count}" + (" →" if count > shown else ""), color, dx=0, dy=9)
        each.set_title(place, color=TEXT_COLOR)
        each.set_xlabel("tokens, the most probable first")
        each.set_xlim(0, shown + 1)
        each.set_yticks([tick for tick in each.get_yticks() if tick <= 1.05 * top])
        each.set_ylim(0, top * 1.8)
    axes[0].set_ylabel("probability")
    return plot


def quality_plot(results: Mapping[str, Mapping[str, float]]):
    """Diversity against quality: each setting of each strategy a point, settings of one strategy joined.

    results: what the measurement `decoding_stories` found, name -> {"whole": …, "distinct 4": …}
    """
    points = {name: (row["distinct 4"], row["whole"]) for name, row in results.items()}
    named = {name: label for name, label in NAMED.items() if name in points}
    alt = "; ".join(f"{name}: {points[name][1]:.0%} whole, {points[name][0]:.2f} distinct" for name in named)
    settings = [name for name in points if name != "the truth"]
    whole, varied = (max(settings, key=lambda name: points[name][part]) for part in (1, 0))
    title = (f"Most whole stories: {whole}, {points[whole][1]:.0%} at a diversity of {points[whole][0]:.2f}; "
             f"most diverse: {varied}, {points[varied][1]:.0%} whole at {points[varied][0]:.2f}")
    plot, axes = figure(title, height=470, alt=alt)
    for family, color in FAMILIES.items():
        if line := [point for name, point in points.items() if name.split()[0] == family]:
            axes.plot(*zip(*line), "o-", color=COLORS[color], markersize=5, linewidth=1.5)
    for name in [name for name in ("the truth", "greedy", "beam 8") if name in points]:
        axes.plot(*points[name], "D" if name == "the truth" else "s", color=color_of(name), markersize=8)
    for name, (words, dx, dy, ha) in named.items():
        label_line(axes, *points[name], words, color_of(name), dx=dx, dy=dy, ha=ha)
    axes.set_xlabel("diversity: share of distinct runs of 4 words in 500 stories")
    axes.set_ylabel("quality: share of whole stories")
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlim(-0.02, 0.9)
    axes.set_ylim(-0.06, 1.08)
    axes.grid(True, axis="x")
    return plot


def color_of(name: str) -> str:
    """The colour of a setting's family."""
    return COLORS["truth" if name == "the truth" else FAMILIES.get(name.split()[0], "context")]


def voices_plot(results: Mapping[str, Mapping[str, float]]):
    """How much texts surprise the model, and how little they repeat: bars for each way of choosing, and for people."""
    ordered = sorted(results, key=lambda name: -results[name]["log P"])
    alt = "; ".join(f"{name}: {-results[name]['log P']:.2f} nats a token, {results[name]['distinct 3']:.0%} distinct"
                    for name in ordered)
    place, people = ordered.index("people"), -results["people"]["log P"]
    beside = [f"{word} {ordered[at]}" for word, at in (("more than", place - 1), ("less than", place + 1))
              if 0 <= at < len(ordered)]
    title = f"People surprise the model by {people:.2f} nats a token: {', '.join(beside)}"
    plot, (left, right) = figure(title, height=60 + 30 * len(ordered), columns=2, alt=alt)
    parts = ((left, "mean surprise of a token, in nats", lambda row: -row["log P"], "{:.2f}"),
             (right, "distinct runs of 3 tokens", lambda row: row["distinct 3"], "{:.0%}"))
    for axes, label, value, value_format in parts:
        bars = horizontal_bars(axes, {name: value(results[name]) for name in ordered}, value_format=value_format)
        bars[ordered.index("people")].set_color(COLORS["truth"])
        axes.set_title(label, color=TEXT_COLOR)
    right.set_yticks([])
    return plot


def surprise_plot(lines: Mapping[str, Sequence[tuple[str, float]]]):
    """How surprised the model is by each token of texts; the three highest peaks of the first text are named.

    lines: name -> each token with its log P in nats, as `surprises` finds them; two of them
    """
    heights = {name: [-log_p for _, log_p in row] for name, row in lines.items()}
    first, row = next(iter(lines.items()))
    peaks = highest_peaks(heights[first])
    alt = "; ".join(f"{name}: {sum(row) / len(row):.2f} nats on average, at most {max(row):.1f}"
                    for name, row in heights.items())
    named = ", ".join(visible_token(row[place][0]) for place in peaks)
    ends = {name: row[-max(1, len(row) // 4):] for name, row in heights.items()}
    title = "Mean surprise of a token in the last quarter of the text: " + ", ".join(
        f"{name} {sum(row) / len(row):.1f} nats" for name, row in ends.items())
    plot, axes = figure(title, height=300, alt=f"{alt}. The highest peaks of {first}: {named}")
    labels = []
    for (name, surprises), color in zip(heights.items(), ("truth", "error")):
        axes.plot(range(1, len(surprises) + 1), surprises, color=COLORS[color], linewidth=1.6)
        labels.append(label_line(axes, len(surprises), surprises[-1], name, color))
    for place in peaks:
        label_peak(axes, heights[first], place, visible_token(row[place][0]))
    axes.set_xlabel("token")
    axes.set_ylabel("surprise, in nats")
    axes.set_xlim(0, 1.15 * max(map(len, lines.values())))
    top = max(map(max, heights.values()))
    axes.set_yticks(range(0, int(top) + 1, 2))
    axes.set_ylim(top=1.12 * top)
    plot.draw_without_rendering()
    part_labels(labels)
    return plot


def highest_peaks(values: Sequence[float], count: int = 3) -> list[int]:
    """The places of the highest values that no neighbour exceeds, the highest first.

    >>> highest_peaks([1, 5, 4, 4.5, 2, 3, 9], count=3)
    [6, 1, 3]
    """
    around = [float("-inf"), *values, float("-inf")]
    peaks = [place for place, value in enumerate(values) if around[place] < value >= around[place + 2]]
    return sorted(peaks, key=lambda place: -values[place])[:count]


def label_peak(axes, values: Sequence[float], place: int, text: str):
    """Write a text above a peak, away from the side on which the line soon climbs higher still."""
    before, after = values[max(0, place - 6):place], values[place + 1:place + 7]
    ha = "right" if max(after, default=0) > values[place] else "left" if max(before, default=0) > values[place] \
        else "center"
    label_line(axes, place + 1, values[place], text, TEXT_COLOR, dx=0, dy=9, ha=ha)


def speed_plot(with_cache: Mapping[str, float], without: Mapping[str, float]):
    """What one more token takes, by the length of the text before it. length -> milliseconds"""
    last = list(without)[-1]
    faster = without[last] / with_cache[last]
    times = f"{faster:,.{0 if faster >= 10 else 1}f}"
    title = f"After {int(last):,} tokens, the next one comes {times} times as fast with a cache"
    plot, axes = figure(title, height=340, alt="; ".join(
        f"after {length} tokens {without[length]:,.0f} ms without and {with_cache[length]:,.0f} ms with a cache"
        for length in without))
    for name, row, color in (("reading everything again", without, "error"), ("with a cache", with_cache, "model")):
        lengths, times = [int(length) for length in row], list(row.values())
        axes.plot(lengths, times, "o-", color=COLORS[color])
        label_line(axes, lengths[-1], times[-1], f"{name}:\none token in {times[-1] / 1000:.2g} s", color)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    lengths = [int(length) for length in without]
    axes.set_xticks(lengths, [f"{length:,}" for length in lengths])
    axes.set_yticks([20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
                    ["20 ms", "50 ms", "0.1 s", "0.2 s", "0.5 s", "1 s", "2 s", "5 s", "10 s"])
    axes.minorticks_off()
    axes.set_ylim(min(with_cache.values()) / 1.6, max(without.values()) * 1.6)
    axes.set_xlim(right=lengths[-1] * 6)
    end, _ = (axes.transScale + axes.transLimits).transform((lengths[-1], 1))
    for line in axes.get_ygridlines():    # no further than the points, so that none runs through the words
        line.set_xdata([0, end])
    axes.set_xlabel("tokens before it")
    axes.set_ylabel("time for the next token")
    return plot
