"""What the optional section *Using it* of lesson 08 prints and draws: decoding under the processor's roof."""

import math
from dataclasses import dataclass

from llm_edu.plotting import COLORS, figure, label_line
from llm_edu.scaling.roofline import (
    BATCHES,
    OPERATIONS,
    Processor,
    attainable,
    decoding_intensity,
    measure_decoding,
    tokens_per_second,
)

BYTES = 4    # of a parameter in this course


@dataclass(frozen=True)
class Row:
    """Tokens a second with so many texts at once: at most by the roof, at most by the products alone, predicted from
    those, and measured."""

    batch: int
    roof: float
    products: float
    predicted: float
    measured: float


def predict_and_measure(model, processor: Processor, batches=BATCHES) -> list[Row]:
    """Predict how fast a model decodes with each batch, then measure it.

    One text is measured first: it says which share of its products' speed a step gets, since other things take time,
    too. What is predicted for a larger batch is the same share of what products with so many rows reach.
    """
    parameters, measured = model.count_parameters(), measure_decoding(model, 1)
    share = measured / processor.reached(1, parameters)
    rows = []
    for batch in batches:
        roof = tokens_per_second(batch, parameters, BYTES, processor.bandwidth, processor.operations_per_second)
        products = processor.reached(batch, parameters)
        measured = measured if batch == 1 else measure_decoding(model, batch)
        rows.append(Row(batch, roof, products, share * products, measured))
    return rows


def print_processor(processor: Processor) -> None:
    """The two numbers, and where they meet."""
    print(f"{processor.threads} thread{'s' if processor.threads > 1 else ''}: "
          f"{processor.bandwidth / 1e9:.1f} billion bytes and {processor.operations_per_second / 1e9:.0f} billion "
          f"operations a second;\nthe ridge is at {processor.ridge:.1f} operations a byte, "
          f"which decoding has with {processor.ridge * BYTES / OPERATIONS:.0f} texts at once")


def print_roof(rows: list[Row]) -> None:
    """Each batch's roof and prediction beside what was measured."""
    print(f"{'':<8}{'operations':>11}{'products reach':>17}{'tokens a second':>33}{'predicted /':>14}")
    print(f"{'texts':<8}{'a byte':>11}{'of the roof':>17}{'roof':>11}{'predicted':>11}{'measured':>11}{'measured':>14}")
    for row in rows:
        ratio = f"{row.predicted / row.measured:.2f}" if row.batch > 1 else "(given)"
        print(f"{row.batch:<8}{decoding_intensity(row.batch, BYTES):>11}{row.products / row.roof:>17.0%}"
              f"{row.roof:>11.0f}{row.predicted:>11.0f}{row.measured:>11.0f}{ratio:>14}")


def roofline_plot(processor: Processor, rows: list[Row], parameters: int):
    """The roof over the operations per byte, what was predicted and what was measured, on two log axes."""
    alt = (f"The roof rises with {processor.bandwidth / 1e9:.1f} billion bytes a second up to "
           f"{processor.operations_per_second / 1e9:.0f} billion operations a second; "
           + "; ".join(f"{row.batch} text{'s' if row.batch > 1 else ''}: the roof says {row.roof:.0f}, predicted "
                       f"{row.predicted:.0f}, measured {row.measured:.0f} tokens a second" for row in rows))
    shares = [row.measured / row.roof for row in rows]
    title = f"Decoding reaches {min(shares):.0%} to {max(shares):.0%} of what the roof allows"
    plot, axes = figure(title, height=400, alt=alt)
    billions = OPERATIONS * parameters / 1e9    # operations for each token
    places = [decoding_intensity(row.batch, BYTES) for row in rows]
    left = min(places[0] / 2, processor.ridge / 40)    # room for the bandwidth's label
    right = max(places[-1] * 15, processor.ridge * 5)
    corner = [left, processor.ridge, right]
    heights = [attainable(x, processor.bandwidth, processor.operations_per_second) / 1e9 for x in corner]
    axes.plot(corner, heights, color=COLORS["truth"])
    label_line(axes, right, heights[1], f"the roof: {heights[1]:.0f} billion operations a second", "truth",
               dx=0, dy=11, ha="right")
    label_line(axes, processor.ridge / 4, heights[1] / 4, f"{processor.bandwidth / 1e9:.0f} billion bytes\na second",
               "truth", dx=-12, dy=6, ha="right")
    for name, color, marker in (("predicted", "learner", "D"), ("measured", "model", "o")):
        axes.plot(places, [getattr(row, name) * billions for row in rows], marker=marker, color=COLORS[color],
                  linewidth=1.2, markersize=7)
    label_line(axes, places[-1], rows[-1].predicted * billions, "predicted", "learner", dx=-9, dy=8, ha="right")
    labels = []
    for place, row in zip(places, rows):
        words = f"{row.batch} text{'s' if row.batch > 1 else ''}: {row.measured:.0f} tokens a second"
        labels.append(label_line(axes, place, row.measured * billions, words, "model", dx=8, dy=-13))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(left, right)
    axes.set_ylim(min(row.measured for row in rows) * billions / 2, heights[1] * 2)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    axes.set_xlabel("operations for each byte of weights that is fetched")
    axes.set_ylabel("billion operations a second")
    axes.grid(True, axis="x")
    stack_below(axes, labels)
    return plot


def stack_below(axes, labels, gap: float = 15):
    """Move labels down, each at least `gap` points below the one to its right, and make room for them under the lines:
    points that come alike would have them on top of one another."""
    points = 72 / axes.figure.dpi
    for _ in range(3):    # more room below changes the distances
        axes.figure.draw_without_rendering()
        below = math.inf
        for label in reversed(labels):
            height = axes.transData.transform(label.xy)[1] * points
            below = min(height - 13, below - gap)
            label.xyann = (label.xyann[0], below - height)
        lacking = (axes.bbox.y0 * points + 10 - below) / (axes.bbox.height * points)
        bottom, top = axes.get_ylim()
        if lacking > 0:
            axes.set_ylim(bottom * (bottom / top) ** (lacking / (1 - lacking)), top)
