"""EmbeddingExplorer as a picture, for where no browser code runs: GitHub, print, a book."""

import numpy as np

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.chips import visible
from llm_edu.widgets.embedding_explorer.projection import place_labels

GROUP_COLORS = ("model", "error", "truth", "second", "third")  # orange stays for what is looked at
MARKS = ("o", "D", "s", "^")  # with more groups than colours, the next round has another mark
WIDTH, HEIGHT = 720, 470
POINTS, LINE = 8.5, 15  # a label's font size, and its height in pixels


def draw(explorer):
    """The map that the widget shows, its groups named above it, as many labels as fit, and the word's neighbours."""
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    answer, points = explorer.answer, explorer.points
    near = answer.get("near", [])
    label = next(each["label"] for each in explorer.projections if each["name"] == explorer.projection)
    title = f"{points['count']:,} words on a map ({label})"
    if near:
        title += f", and what is nearest to “{_short(answer['found'])}”"
    plot, axes = figure(title.replace("$", r"\$"), height=HEIGHT, width=WIDTH, alt="")
    plot.alt = explorer.summary()
    plot.set_layout_engine("none")
    wide, top = (WIDTH - 212 if near else WIDTH - 8), 62
    axes.set_position([0.005, 0.01, wide / WIDTH, (HEIGHT - top) / HEIGHT])  # one unit is one pixel
    axes.set(xlim=(0, wide), ylim=(HEIGHT - top, 0))
    axes.axis("off")
    places = _fit(explorer._positions[explorer.projection].astype(float), wide, HEIGHT - top)
    group_of = np.array(points["group_of"])
    for number in range(-1, len(points["groups"])):
        some = places[group_of == number]
        axes.plot(*some.T, _mark(number), color=_color(number), markersize=3 if number < 0 else 5, markeredgewidth=0,
                  alpha=0.5 if number < 0 else 0.9)
    words = explorer.map_words[: points["count"]]
    close = {answer.get("found"): 0, **{word: 1 for word, _ in near}}
    importance = [close.get(word, 2 if group >= 0 else 3) for word, group in zip(words, group_of, strict=True)]
    _write_labels(axes, places, words, importance, answer.get("found"), (wide, HEIGHT - top), COLORS["learner"])
    _name_groups(plot, points["groups"], TEXT_COLOR)
    if near:
        _draw_neighbours(plot, near, COLORS["learner"], TEXT_COLOR)
    return plot


def _short(word: str, limit: int = 18) -> str:
    return drawable(visible(word, limit))


def _mark(number: int) -> str:
    return MARKS[max(number, 0) // len(GROUP_COLORS) % len(MARKS)]


def _color(number: int) -> str:
    from llm_edu.plotting import COLORS

    return COLORS["context" if number < 0 else GROUP_COLORS[number % len(GROUP_COLORS)]]


def _fit(positions: np.ndarray, width: float, height: float, margin: float = 22) -> np.ndarray:
    """Positions in pixels: as large as fits, both axes at one scale, the second one pointing up."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    room = np.array([width - 2 * margin, height - 2 * margin])
    extent = np.where(high > low, high - low, 1)
    scale = float((room / extent).min())
    return np.array([width, height]) / 2 + (positions - (low + high) / 2) * scale * np.array([1, -1])


def _write_labels(axes, places, words: list[str], importance, chosen: str | None, box, highlight: str) -> None:
    """importance: 0 for the word that is looked at, 1 for its neighbours, larger for what may go unnamed."""
    order = sorted(range(len(words)), key=lambda at: (importance[at], at * 7919 % len(words)))
    labels = [_short(words[at]) for at in order]
    sizes = np.array([(_width(label, POINTS), LINE) for label in labels])
    firm = sum(each < 2 for each in importance)
    for at, (left, top) in place_labels(places[order], sizes, box, firm).items():
        style = {"fontweight": "bold", "color": highlight} if words[order[at]] == chosen else {}
        text = labels[at].replace("$", r"\$")
        axes.text(left, top + LINE / 2, text, fontsize=POINTS, va="center_baseline", **style)
    if chosen in words:
        axes.plot(*places[words.index(chosen)], "o", markersize=9, markerfacecolor="none", markeredgecolor=highlight)


def _width(text: str, points: float) -> float:
    """How wide matplotlib's own font draws a text, in the pixels of the figure."""
    from matplotlib.font_manager import findfont, get_font

    from llm_edu.plotting import PIXELS_PER_INCH

    font = get_font(findfont("DejaVu Sans"))
    font.set_size(points, PIXELS_PER_INCH)
    font.set_text(text, 0)
    return font.get_width_height()[0] / 64 + 2


def _name_groups(plot, groups: list, color: str, most: int = 12) -> None:
    left = 10.0
    for number, (name, _) in enumerate(groups[:most]):
        text = drawable(visible(name, 16)).replace("$", r"\$")
        if left + 12 + _width(text, 9.5) > WIDTH:
            break
        plot.text(left / WIDTH, 1 - 48 / HEIGHT, {"o": "●", "D": "◆", "s": "■", "^": "▲"}[_mark(number)],
                  color=_color(number), fontsize=9, va="center")
        plot.text((left + 14) / WIDTH, 1 - 48 / HEIGHT, text, color=color, fontsize=9.5, va="center")
        left += 14 + _width(text, 9.5) + 16


def _draw_neighbours(plot, near: list, color: str, text_color: str) -> None:
    """The neighbours as bars at the right edge, the cosine at the end of each."""
    from llm_edu.plotting import horizontal_bars

    axes = plot.add_axes([(WIDTH - 112) / WIDTH, 0.2, 108 / WIDTH, 0.6])
    values = {}
    for word, cosine in near:
        label = _short(word, 14)
        values[label if label not in values else f"{label} "] = cosine
    horizontal_bars(axes, values, color="learner", value_format="{:.2f}")
    axes.set_xlim(0, 1.75)  # room for the numbers
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=9, labelcolor=text_color)
