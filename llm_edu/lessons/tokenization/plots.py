"""The pictures of lesson 01."""

from llm_edu.lessons.tokenization.demos import Encode
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line


def vocabulary_growth_plot(texts: list[str], split: Encode, step: int = 250):
    """How many different words the first n pages hold."""
    seen: set = set()
    pages, sizes, before = [0], [0], 0
    for number, text in enumerate(texts, 1):
        seen.update(split(text))
        if number == len(texts) - 1_000:
            before = len(seen)
        if number % step == 0 or number == len(texts):
            pages.append(number)
            sizes.append(len(seen))
    plot, axes = figure(
        f"{sizes[-1]:,} different words on {pages[-1]:,} pages: "
        f"the last 1,000 pages add {sizes[-1] - before:,} new ones",
        alt=f"A line that keeps rising: {sizes[-1]:,} different words on {pages[-1]:,} pages.",
    )
    axes.plot(pages, sizes, color=COLORS["model"])
    label_line(axes, pages[-1], sizes[-1], f"{sizes[-1]:,} words", dx=-6, dy=12, ha="right")
    axes.set_xlabel("pages read")
    axes.set_ylabel("different words so far")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:,.0f}")
    axes.set_ylim(bottom=0)
    axes.margins(y=0.2)
    return plot


def vocabulary_size_plot(ours: dict[int, float], others: dict[str, tuple[int, float]]):
    """Characters per token against the size of the vocabulary, on a logarithmic axis.

    ours: size -> characters per token, drawn as a line.   others: name -> (size, characters per token), as points.
    """
    first, largest = min(ours) * 2, max(ours)
    middle = [8_192] if first < 8_192 < largest else []
    gains = [f"to {size:,} adds {ours[size] - ours[size // 2]:.2f}" for size in (first, *middle, largest)]
    title = f"Doubling the vocabulary {gains[0]} characters per token, {', '.join(gains[1:])}"
    every = {f"ours, {size:,}": value for size, value in ours.items()}
    every |= {name: value for name, (_, value) in others.items()}
    plot, axes = figure(title, height=380, alt="; ".join(f"{name}: {value:.2f}" for name, value in every.items()))
    axes.set_xscale("log", base=2)
    axes.plot(list(ours), list(ours.values()), "o-", color=COLORS["learner"])
    label_line(axes, largest, ours[largest], f"yours {ours[largest]:.2f}", "learner", dx=0, dy=12, ha="center")
    if 8_192 in ours:  # the one that the lesson goes on with
        label_line(axes, 8_192, ours[8_192], f"{ours[8_192]:.2f}", "learner", dx=-4, dy=10, ha="right")
    ends = {"GPT-2": (-4, -19, "right"), "SmolLM2": (8, -32, "left"), "cl100k": (0, -18, "left"),
            "o200k": (0, 12, "center")}  # where a name has room beside its neighbours
    for name, (size, value) in others.items():
        axes.plot(size, value, "o", color=COLORS["model"], markersize=8)
        dx, dy, ha = ends.get(name, (9, -3, "left"))
        label_line(axes, size, value, f"{name} {value:.2f}", dx=dx, dy=dy, ha=ha)
    sizes = [256 << doubling for doubling in range(11)]
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes], rotation=30, ha="right")
    axes.minorticks_off()
    axes.set_xlabel("entries in the vocabulary (log scale: each step doubles them)")
    axes.set_ylabel("characters per token")
    axes.set_ylim(0, 5.6)
    return plot


def language_cost_plot(costs: dict[str, dict[str, int]], base: str = "English"):
    """Bars: tokens in each language, where the same text in the base language is 1."""
    languages = [language for language in next(iter(costs.values())) if language != base]
    ratios = {name: [row[language] / row[base] for language in languages] for name, row in costs.items()}
    most, language, name = max((ratio, language, name) for name, row in ratios.items()
                               for language, ratio in zip(languages, row))
    more = f"up to {most - 1:.0%} more tokens" if most > 1 else "no more tokens"
    plot, axes = figure(
        f"The same text takes {more} than in {base}: {language} with {name}", height=320,
        alt="; ".join(f"{name}: " + ", ".join(f"{language} {ratio:.2f}" for language, ratio in zip(languages, row))
                      for name, row in ratios.items()),
    )
    width = 0.8 / len(languages)
    for number, (language, color) in enumerate(zip(languages, ("model", "third", "second"))):
        heights = [row[number] for row in ratios.values()]
        positions = [place + (number - (len(languages) - 1) / 2) * width for place in range(len(ratios))]
        bars = axes.bar(positions, heights, width * 0.92, color=COLORS[color])
        axes.bar_label(bars, [f"{height:.2f}" for height in heights], padding=2, fontsize=10, color=TEXT_COLOR)
        label_line(axes, positions[0], 0.06, language, "#FFFFFF", dx=0, ha="center").set(rotation=90, va="bottom")
    axes.axhline(1, color=COLORS["truth"], linestyle="--", linewidth=1.5)
    axes.annotate(f"{base} = 1", (1, 1), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                  va="center", color=COLORS["truth"], annotation_clip=False)
    axes.set_xticks(range(len(ratios)), list(ratios))
    axes.set_ylabel(f"tokens, {base} = 1")
    axes.grid(False, axis="x")
    axes.margins(y=0.12)
    return plot
