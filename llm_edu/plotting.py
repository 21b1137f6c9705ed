"""One look for all figures of the course.

Every figure is 720 pixels wide and has a transparent background, with text that is readable on light and on dark. In a
notebook it is a picture with alternative text for readers who cannot see it. Colours have meanings (see ``COLORS``) and
are safe for colour-blind readers (Okabe and Ito 2008).

>>> plot, axes = figure("Longer texts cost more", alt="Bars: short 3, long 9 tokens.")
>>> bars = horizontal_bars(axes, {"short": 3, "long": 9}, highlight="long")
>>> plot
Figure: Longer texts cost more. Bars: short 3, long 9 tokens.
"""

import base64
import io
import math
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image

from llm_edu.open_grid import part_grid_from_texts
from llm_edu.wrapping import lines_of

COLORS = {
    "model": "#0072B2",  # blue: the model
    "learner": "#E69F00",  # orange: the learner, or the highlighted token
    "truth": "#009E73",  # green: truth, and the entropy floor
    "error": "#D55E00",  # vermilion: error, or the worse loss
    "second": "#CC79A7",  # purple: a second model
    "third": "#56B4E9",  # sky: a third
    "context": "#8A8F98",  # grey: context
}
# Drawn once, for light and dark pages: no grey has 4.5 : 1 on both (4.35 is the most). This one has 4.5 : 1 on white,
# which most pages are, and 4.2 : 1 on JupyterLab's dark background.
TEXT_COLOR = "#72777F"
MOST_LUMINANCE = 1.05 / 4.5 - 0.05  # of text, to have 4.5 : 1 on white (WCAG 2.2, contrast of text)
PIXELS_PER_INCH = 100
RETINA = 2  # pictures are drawn twice as fine as they are shown
FEW_PARTS = 100  # of a map of colours: more need more than 255 colours

STYLE: dict[Any, Any] = {
    "font.size": 11,
    "font.family": "sans-serif",
    "text.color": TEXT_COLOR,
    "axes.labelcolor": TEXT_COLOR,
    "axes.edgecolor": TEXT_COLOR,
    "xtick.color": TEXT_COLOR,
    "ytick.color": TEXT_COLOR,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#8A8F98",
    "grid.alpha": 0.25,
    "ytick.major.size": 0,
    "xtick.major.size": 3,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "lines.linewidth": 2,
}


class CourseFigure(Figure):
    """A matplotlib figure that appears in a notebook as a sharp PNG with one line of plain text."""

    alt = ""

    def to_png(self) -> bytes:
        """The figure as PNG bytes, twice as fine as it is shown."""
        for text in self.findobj(Text):
            assert isinstance(text, Text)
            color = text.get_color()
            if color == "black":  # written after `figure` returned, so without the style: invisible on dark
                text.set_color(TEXT_COLOR)
            elif isinstance(color, str) and color in COLORS.values():
                text.set_color(ink(color))
        buffer = io.BytesIO()
        with rc_context(STYLE):
            part_grid_from_texts(self)
            self.savefig(buffer, format="png", dpi=PIXELS_PER_INCH * RETINA, metadata={"Software": None})
        picture: Image.Image = Image.open(buffer)
        if len(self.axes) and not any(map(has_color_map, self.axes)):
            picture = picture.quantize(255, Image.Quantize.FASTOCTREE)  # enough for lines, and a third of the size
        small = io.BytesIO()
        picture.save(small, format="png", optimize=True)
        return small.getvalue()

    def to_html(self) -> str:
        """The picture as HTML, with its words as alternative text.

        JupyterLab shows an ``image/png`` without alternative text, and prefers HTML to it. This HTML passes through its
        sanitizer unchanged, so that a notebook that is not trusted has picture and words as well.
        """
        picture = base64.b64encode(self.to_png()).decode("ascii")
        width = int(self.get_figwidth() * PIXELS_PER_INCH)
        return f'<img src="data:image/png;base64,{picture}" alt="{escape(self.alt)}" width="{width}">'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": repr(self)}

    def _ipython_display_(self) -> None:
        """Show the picture once: matplotlib's own display of figures would add a second one to the notebook."""
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


def has_color_map(axes: Axes) -> bool:
    """Whether colours mean numbers in it, of so many parts that it needs many colours."""
    numbers = (part.get_array() for part in (*axes.images, *axes.collections))
    return any(each is not None and each.size > FEW_PARTS for each in numbers)


def ink(color: str) -> str:
    """The colour for text that names something of this colour: as light as text may be on white, 4.5 : 1, so that it is
    readable on dark as well (4.2 : 1 on JupyterLab's).

    color: "#RRGGBB"

    >>> ink("#E69F00"), ink("#0072B2")
    ('#9F6C00', '#007CC1')
    """
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
              for value in (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    if 0.97 * MOST_LUMINANCE <= luminance <= MOST_LUMINANCE:
        return color
    readable = [min(1.0, value * MOST_LUMINANCE / luminance) for value in linear]
    parts = [12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055 for value in readable]
    return "#" + "".join(f"{int(part * 255):02X}" for part in parts)


def figure(title: str, *, height: int = 320, width: int = 720, alt: str = "",
           columns: int = 1) -> tuple[CourseFigure, Any]:
    """A new figure in the look of the course.

    title: the finding, as a sentence ("Without √d the head is deaf by d = 256")
    height, width: in pixels, as shown
    alt: what a reader who cannot see the picture should know; the title is put before it
    columns: with 2 or more, axes is a list, and the title is above all of them

    Returns (figure, axes). Make the figure the last expression of a cell to show it.
    """
    with rc_context(STYLE):
        plot = CourseFigure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
        FigureCanvasAgg(plot)
        axes = plot.subplots(1, columns)
        plot.suptitle("\n".join(even_lines(title, width // 11)), x=0.01, ha="left", fontsize=13, fontweight="bold")
        axes = axes if columns == 1 else list(axes)
    heading = " ".join(title.split())
    stop = "" if heading.endswith((".", "?", "!")) else "."
    plot.alt = f"{heading}{stop} {alt}" if alt else heading
    return plot, axes


def even_lines(text: str, most: int) -> list[str]:
    """A text in as few lines of at most `most` letters as it needs, about equally long: no word alone on the last.

    >>> even_lines("Lowest at strength 1, others at 0", 30)
    ['Lowest at strength', '1, others at 0']
    """
    count, longest = len(lines_of(text, most)), max(map(len, text.split()), default=1)
    tried = (lines_of(text, letters) for letters in range(min(longest, most), most + 1))
    return next(lines for lines in tried if len(lines) <= count)


def horizontal_bars(
    axes: Axes, values: dict[str, float], *, highlight: str | Iterable[str] = (), color: str = "model",
    value_format: str | Callable[[float], str] = "{:,.3g}", tokens: bool = False,
) -> BarContainer:
    """Horizontal bars, with the value at the end of each, so that they need no axis.

    values: label -> length, drawn from top to bottom in this order
    highlight: a label, or several, in the learner's orange
    color: a key of COLORS, or any matplotlib colour
    value_format: how a value is written, or a function that writes it
    tokens: the labels are tokens, so show a space as · and a newline as ↵, in a monospaced font

    Returns the matplotlib bars.
    """
    highlight = {highlight} if isinstance(highlight, str) else set(highlight)
    labels = [visible_token(label) if tokens else label for label in values]
    colors = [COLORS["learner"] if label in highlight else COLORS.get(color, color) for label in values]
    positions = range(len(values))
    bars = axes.barh(positions, list(values.values()), color=colors, height=0.72)
    axes.set_yticks(positions, [label.replace("$", r"\$") for label in labels])  # a dollar sign begins no formula here
    if tokens:
        for label in axes.get_yticklabels():
            label.set_fontfamily("monospace")
    axes.invert_yaxis()
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.margins(x=0.12)
    write = value_format if callable(value_format) else value_format.format
    axes.bar_label(bars, [write(value) for value in values.values()], padding=5, color=TEXT_COLOR)
    return bars


def label_line(axes: Axes, x: float, y: float, text: str, color: str = "model", *, dx: float = 6, dy: float = 0,
               ha: Any = "left") -> Annotation:
    """Write a line's name beside the point (x, y), in the line's colour, instead of a legend.

    dx, dy: offset in points; ha: "left", "center" or "right"
    """
    return axes.annotate(
        text, (x, y), xytext=(dx, dy), textcoords="offset points", ha=ha, va="center", fontsize=11,
        color=COLORS.get(color, color), fontweight="bold",
    )


def part_labels(labels: Iterable[Annotation], gap: float = 14, lowest: float = -math.inf) -> None:
    """Move labels of `label_line` up and down, as little as needed, until they are `gap` points apart.

    lowest: in points above the bottom of the axes; the middle of no label is below it

    Call it when the limits of the axes are final.
    """
    def height(label: Any) -> float:
        points_per_pixel = 72 / label.figure.dpi
        return label.axes.transData.transform(label.xy)[1] * points_per_pixel + label.xyann[1]

    ordered: list[Any] = sorted(labels, key=height)
    bottom = max((label.axes.bbox.y0 * 72 / label.figure.dpi + lowest for label in ordered), default=lowest)
    wanted = [height(label) for label in ordered]
    heights = list(wanted)
    for _ in range(100):    # two labels that are too close are pushed apart, by half of the missing distance each
        for below in range(len(heights) - 1):
            lacking = gap - (heights[below + 1] - heights[below])
            if lacking > 0:
                heights[below] -= lacking / 2
                heights[below + 1] += lacking / 2
        heights = [max(each, bottom) for each in heights]
    for label, before, after in zip(ordered, wanted, heights):
        label.xyann = (label.xyann[0], label.xyann[1] + after - before)


def floor_line(axes: Axes, value: float, text: str = "entropy floor {:.3f}") -> Annotation:
    """The green dashed line that no model can beat, labelled with its value."""
    axes.axhline(value, color=COLORS["truth"], linestyle="--", linewidth=1.5)
    return axes.annotate(
        text.format(value), (1, value), xycoords=("axes fraction", "data"), xytext=(-2, 5),
        textcoords="offset points", ha="right", color=COLORS["truth"], fontsize=11,
    )


def visible_token(text: str) -> str:
    """A token with visible white space.

    >>> visible_token(" cat\\n")
    '·cat↵'
    """
    return text.replace(" ", "·").replace("\n", "↵").replace("\t", "⇥")
