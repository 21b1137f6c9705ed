"""CompressionLab as a picture, for where no browser code runs: the levels, the settings tried, and what is written."""

from typing import Any

from llm_edu.widgets.common.marked_picture import LINE, WIDTH, draw_texts, short, text_lines
from llm_edu.widgets.common.row_picture import plain
from llm_edu.widgets.compression_lab.levels import BARS

CHART, FOOT, HEAD, INDENT = 320, 66, 84, 84    # pixels
MOST_PROMPTS = 2


def draw(widget: Any) -> Any:
    """A `CourseFigure` of the setting that is shown."""
    from matplotlib import rc_context

    from llm_edu.plotting import STYLE, figure

    scene, tried = widget.scene, widget.shown
    rows = [row for at, prompt in enumerate(scene["prompts"][:MOST_PROMPTS]) for row in text_rows(prompt, tried, at)]
    below = LINE * len(rows) + (16 if rows else 0)
    height = CHART + below
    plot, axes = figure(title(scene, tried), height=height, width=WIDTH)
    plot.alt = widget.summary()
    plot.set_layout_engine("none")
    tall = (CHART - FOOT - HEAD) / height
    axes.set_position([18 / WIDTH, (below + FOOT) / height, 400 / WIDTH, tall])
    draw_levels(axes, tried["look"])
    with rc_context(STYLE):
        tries = plot.add_axes([490 / WIDTH, (below + FOOT) / height, 205 / WIDTH, tall])
    draw_tries(tries, scene, tried)
    if rows:
        draw_texts(plot.add_axes([0, 0, 1, below / height]), rows, below, INDENT)
    return plot


def title(scene: dict, tried: dict) -> str:
    """The finding."""
    if tried["loss"] is None:
        return plain(tried["say"])
    return plain(f"{tried['words']}: {tried['times']} times smaller, loss {tried['figure']} instead of "
                 f"{scene['original']['figure']}")


def text_rows(prompt: str, tried: dict, at: int) -> list:
    """Lines of one prompt, of what follows in 16 bits, and of what follows now."""
    if not tried["texts"]:
        return []
    both = tried["texts"][at]
    return [(None, [(f"{prompt} …", False)], "context"), *text_lines(both["before"], "16 bits", "context", INDENT),
            *text_lines(both["now"], f"{tried['bits']} bits", "learner", INDENT)]


def draw_levels(axes: Any, look: dict) -> None:
    """The histogram of the weights that share a scale, with a line for each level."""
    from llm_edu.plotting import COLORS, TEXT_COLOR

    edge, width = look["edge"], 2 * look["edge"] / BARS
    places = [-edge + width * (at + 0.5) for at in range(BARS)]
    most = max([1, *look["bars"], *look["behind"]])
    if look["behind"]:
        axes.bar(places, [seen(count, most) for count in look["behind"]], 0.9 * width, color=COLORS["context"],
                 alpha=0.45)
    axes.bar(places, [seen(count, most) for count in look["bars"]], 0.9 * width, color=COLORS["model"])
    if look["step"]:
        levels = [look["step"] * code for code in range(-look["top"], look["top"] + 1)]
        strength = max(0.15, min(1.0, 400 * look["step"] / (2 * edge) / 7))
        axes.vlines(levels, 0, 1.06 * most, color=COLORS["learner"], linewidth=1.2, alpha=strength)
    axes.plot(look["largest"], -0.04 * most, marker="^", color=COLORS["error"], markersize=7, clip_on=False)
    axes.set(xlim=(-edge, edge), ylim=(0, 1.06 * most), yticks=[])
    axes.grid(False)
    axes.set_xticks([-edge / 2, 0, edge / 2], [number(-edge / 2), "0", number(edge / 2)])
    axes.set_xlabel(f"{short(look['place'], 60)}\n▲ the largest: {number(look['largest'])}", color=TEXT_COLOR,
                    fontsize=9.5)
    axes.set_title(f"Weights; orange: {2 * look['top'] + 1} levels, {look['used']} of them used" if look["step"]
                   else "Weights; they have no levels", fontsize=10, color=TEXT_COLOR, loc="left", pad=4)


def number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def seen(count: int, most: int) -> float:
    """The height of a bar: of one weight among a million, too, it is enough to be seen."""
    return max(count, 0.012 * most) if count else 0


def draw_tries(axes: Any, scene: dict, tried: dict) -> None:
    """Bytes and loss of every setting that was tried."""
    from llm_edu.plotting import COLORS, TEXT_COLOR

    least, size = scene["axes"]["least"], scene["axes"]["bytes"]
    known = [each for each in scene["tries"] if each["loss"] is not None]
    axes.plot([each["bytes"] for each in known], [max(least, each["loss"]) for each in known], "o",
              color=COLORS["model"], markersize=6, clip_on=False)
    original = scene["original"]
    axes.plot(original["bytes"], max(least, original["loss"]), "s", color=COLORS["context"], markersize=7,
              clip_on=False)
    if tried["loss"] is not None:
        axes.plot(tried["bytes"], max(least, tried["loss"]), "o", color=COLORS["learner"], markersize=8, clip_on=False)
    axes.set_yscale("log")
    axes.set(xlim=(0, size["high"]), ylim=(10.0 ** scene["axes"]["low"], 10.0 ** scene["axes"]["high"]))
    powers = [10.0**power for power in range(scene["axes"]["low"], scene["axes"]["high"] + 1)]
    axes.set_yticks(powers, [f"{power:,.10g}" for power in powers])
    axes.minorticks_off()
    axes.set_xticks([tick for tick, _ in size["ticks"]], [text for _, text in size["ticks"]])
    axes.set_xlabel(f"{size['unit']}; grey: 16 bits", color=TEXT_COLOR, fontsize=10)
    axes.set_title(short(scene["unit"], 32), fontsize=10, color=TEXT_COLOR, loc="left", pad=4)
