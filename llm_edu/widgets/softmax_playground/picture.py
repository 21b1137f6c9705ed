"""SoftmaxPlayground as a picture, for where no browser code runs: scores, weights and slopes side by side."""

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.numbers import fixed, percent
from llm_edu.widgets.softmax_playground.reading import SATURATED, STEEPEST, small

ROW, WIDTH = 30, 720  # pixels


def draw(playground):
    """Three columns of bars: scores (orange, the learner's), weights (blue), slopes (sky), as a CourseFigure.

    A weight that falls has its slope in grey.
    """
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    reading, labels = playground.reading, list(playground.labels)
    height = 112 + ROW * len(labels)
    plot, columns = figure(drawable(title(labels, reading)).replace("$", r"\$"), height=height, width=WIDTH,
                           alt=playground.summary(), columns=3)
    plot.alt = playground.summary()
    plot.set_layout_engine("none")
    bottom, top = 40 / height, 1 - 68 / height
    for axes, left, width in zip(columns, (0.16, 0.5, 0.8), (0.22, 0.2, 0.12), strict=True):
        axes.set_position([left, bottom, width, top - bottom])
    names = [_short(label) for label in labels]
    changed = list(reading.inputs) != list(playground.values)    # by a temperature or a width, on the way in
    _bars(columns[0], "score → what softmax gets" if changed else "score", playground.values,
          [_number(value) + (f" → {_number(fed)}" if changed else "")
           for value, fed in zip(playground.values, reading.inputs, strict=True)], "learner")
    _bars(columns[1], "weight", reading.weights, [percent(weight) for weight in reading.weights], "model")
    slopes = list(playground.slopes.values())
    heading = "slope p·(1 − p)" if playground.rising is None else f"if “{_short(playground.rising, 8)}” rises"
    bars = _bars(columns[2], heading, [abs(slope) for slope in slopes], [small(slope) for slope in slopes], "third")
    for bar, slope in zip(bars, slopes, strict=True):
        bar.set_facecolor(COLORS["third" if slope >= 0 else "context"])
    columns[0].set_yticks(range(len(names)), names)
    below = min(playground.values) < 0
    widest = max(1.0, *map(abs, playground.values))
    columns[0].set_xlim(-1.1 * widest if below else 0, widest * (2.4 if changed else 1.6))    # with room for figures
    columns[1].set_xlim(0, 1.1)
    columns[2].set_xlim(0, STEEPEST)
    note = (f"{playground.setting()}Entropy {fixed(reading.entropy, 2)} of at most {fixed(reading.most, 2)} bits; "
            f"steepest slope {small(reading.steepest)} of at most {STEEPEST:g}.")
    plot.text(0.012, 14 / height, note, fontsize=10.5, color=TEXT_COLOR)
    return plot


def title(labels, reading) -> str:
    """The finding, as a sentence."""
    if len(labels) == 1:
        return "One score alone gets all of the weight"
    most = max(reading.weights)
    if max(reading.weights) - min(reading.weights) < 1e-9:
        return f"Equal scores, equal weights: {percent(most)} each"
    name = _short(labels[reading.weights.index(most)])
    if reading.steepest < SATURATED:
        return f"Saturated: “{name}” has {percent(most)}, and hardly any weight can move"
    return f"“{name}” gets {percent(most)} of the weight, and the weights can still move"


def _number(value: float) -> str:
    return fixed(value, 1).replace("-", "−")


def _short(label: str, most: int = 13) -> str:
    label = drawable(label)
    return label if len(label) <= most else label[: most - 1] + "…"


def _bars(axes, name: str, values, texts: list[str], color: str):
    from llm_edu.plotting import COLORS, TEXT_COLOR

    places = range(len(texts))
    bars = axes.barh(places, list(values), color=COLORS[color], height=0.66)
    for place, value, text in zip(places, values, texts, strict=True):    # to the right, also of a bar to the left
        axes.annotate(text, (max(value, 0), place), xytext=(4, 0), textcoords="offset points", va="center",
                      color=TEXT_COLOR, fontsize=10.5)
    axes.set_title(name.replace("$", r"\$"), fontsize=11, color=TEXT_COLOR, loc="left", pad=4)
    axes.set_ylim(len(texts) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0, labelcolor=TEXT_COLOR, labelsize=10.5)
    axes.grid(False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.axvline(0, color=COLORS["context"], linewidth=0.8)
    return bars
