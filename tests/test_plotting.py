"""The look of all figures."""

import base64
import io
from xml.etree import ElementTree

import numpy
import pytest
from matplotlib.image import imread
from PIL import Image

from llm_edu.open_grid import open_stretches
from llm_edu.plotting import (
    COLORS,
    TEXT_COLOR,
    even_lines,
    figure,
    floor_line,
    horizontal_bars,
    ink,
    label_line,
    part_labels,
    visible_token,
)


def pixels(plot):
    return imread(io.BytesIO(plot.to_png()))  # (height, width, red-green-blue-alpha), 0 … 1


def test_a_figure_is_720_wide_twice_as_fine_and_transparent():
    plot, axes = figure("A finding", height=300)
    axes.plot([0, 1], [0, 1])
    assert plot.to_html().endswith(' width="720">')
    image = pixels(plot)
    assert image.shape == (600, 1440, 4)
    assert image[:, :, 3].min() == 0


def test_no_text_is_black_or_white_so_that_it_reads_on_both():
    plot, axes = figure("A finding")
    axes.text(0.5, 0.5, "written later")
    axes.annotate("and this", (0.2, 0.2))
    label_line(axes, 0.5, 0.8, "a name in the line's colour", color="third")
    image = pixels(plot)
    opaque = image[image[:, :, 3] > 0.9][:, :3]
    assert len(opaque) > 100
    contrast_white, contrast_black = 1.05 / (luminance(opaque) + 0.05), (luminance(opaque) + 0.05) / 0.0556
    assert contrast_white.min() > 4.3 and contrast_black.min() > 3.5  # the edges of letters are a little paler


def test_ink_reads_on_white_and_on_dark():
    for color in (*COLORS.values(), TEXT_COLOR):
        red_green_blue = numpy.array([int(ink(color)[place : place + 2], 16) / 255 for place in (1, 3, 5)])
        assert 1.05 / (luminance(red_green_blue) + 0.05) >= 4.5, color
        assert (luminance(red_green_blue) + 0.05) / 0.0556 >= 4.1, color  # 4.35 is the most that both can have
        assert ink(ink(color)) == ink(color)


def test_a_notebook_shows_one_picture_with_its_words(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    plot, _ = figure("Is a < b?", alt='Two "bars" & a line.')
    plot._ipython_display_()
    [data] = shown
    picture = ElementTree.fromstring(data["text/html"].removesuffix(">") + "/>")
    assert set(data) == {"text/html", "text/plain"} and picture.get("alt") == 'Is a < b? Two "bars" & a line.'
    assert base64.b64decode(picture.get("src").removeprefix("data:image/png;base64,")) == plot.to_png()


def luminance(colors):
    linear = numpy.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_a_figure_says_in_words_what_it_shows():
    plot, _ = figure("Longer texts cost more.", alt="Bars: short 3, long 9 tokens.")
    assert repr(plot) == "Figure: Longer texts cost more. Bars: short 3, long 9 tokens."
    assert plot._repr_mimebundle_()["text/plain"] == repr(plot)


def test_the_same_figure_is_the_same_picture():
    def draw():
        plot, axes = figure("Twice")
        horizontal_bars(axes, {" a": 1.0, "$x$": 2.0}, highlight=" a", tokens=True)
        label_line(axes, 1, 1, "line")
        floor_line(axes, 0.5)
        return plot.to_png()

    assert draw() == draw()


@pytest.mark.parametrize("side, mode", [(8, "P"), (30, "RGBA")])    # a palette of colours, or each its own
def test_a_map_of_few_parts_is_stored_in_few_colours(side, mode):
    plot, axes = figure("A finding")
    axes.imshow(numpy.arange(side**2).reshape(side, side))
    assert Image.open(io.BytesIO(plot.to_png())).mode == mode


def test_bars_stand_in_the_order_given_and_the_highlight_is_orange():
    _, axes = figure("Bars")
    bars = horizontal_bars(axes, {"first": 1.0, "second": 3.0}, highlight="second", value_format=lambda v: f"{v:.0f} s")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["first", "second"]
    orange = [int(COLORS["learner"][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    assert bars[1].get_facecolor()[:3] == pytest.approx(orange)
    assert [text.get_text() for text in axes.texts] == ["1 s", "3 s"]


def test_tokens_are_made_visible():
    assert visible_token(" a\n\tb") == "·a↵⇥b"


def test_labels_of_lines_that_end_close_together_are_parted():
    plot, axes = figure("A finding")
    axes.set_ylim(0, 100)
    labels = [label_line(axes, 1, y, str(y)) for y in (50, 51, 52, 90)]
    part_labels(labels, gap=14)
    middles = [label.get_window_extent().y0 * 72 / label.figure.dpi for label in labels]
    gaps = [after - before for before, after in zip(middles, middles[1:])]
    assert all(gap > 13.9 for gap in gaps[:2])
    assert labels[3].xyann == (6, 0)    # far from the others: it stays
    assert [label.xyann[1] for label in labels[:3]] == pytest.approx([-labels[2].xyann[1], 0, labels[2].xyann[1]])


def opaque_in(image, text):
    """How many pixels of a text's box are not clear. image: twice as fine as the figure's own pixels"""
    text.figure.draw_without_rendering()    # a picture twice as fine leaves boxes that are twice as large
    box = text.get_window_extent()
    rows = slice(int(image.shape[0] - 2 * box.y1), int(image.shape[0] - 2 * box.y0))
    return int((image[rows, int(2 * box.x0):int(2 * box.x1), 3] > 0).sum())


def test_the_grid_makes_room_for_texts():
    plot, axes = figure("A finding")
    axes.grid(True, axis="both")
    axes.set(xlim=(0, 4), ylim=(0, 4), xticks=range(5), yticks=range(5))
    beside, above = (axes.text(x, y, "a text", ha="center", va="center") for x, y in ((2.5, 2), (1, 3.5)))
    with_texts = pixels(plot)
    assert pixels(plot).tolist() == with_texts.tolist()    # the second time as the first
    for text in (beside, above):
        text.set_alpha(0)
    assert opaque_in(pixels(plot), beside) == opaque_in(pixels(plot), above) == 0
    for text in (beside, above):
        text.set_text("")
    assert opaque_in(pixels(plot), beside) == 0    # no text, no box
    image = pixels(plot)    # and the grid is whole again
    middle = image[int(image.shape[0] - 2 * axes.transData.transform((2.5, 2))[1]) - 2:][:4, :, 3]
    assert (middle.max(0) > 0).sum() >= 2 * axes.bbox.width - 4


def test_no_stub_of_the_grid_is_left_beside_a_text():
    assert open_stretches(0, 100, [(30, 97)])[:2] == [0, 0.3] and len(open_stretches(0, 100, [(30, 97)])) == 3
    assert open_stretches(50, 60, [])[:2] == [0, 1]
    assert numpy.isnan(open_stretches(0, 1, [(-1, 2)])).all()
    assert open_stretches(0, 100, [(20, 60), (30, 40)])[:5:3] == [0, 0.6]    # one inside of another


def test_parted_labels_stay_above_the_axis():
    plot, axes = figure("A finding")
    plot.draw_without_rendering()
    axes.set_ylim(0, 100)
    labels = [label_line(axes, 1, y, str(y)) for y in (0, 1, 2, 90)]
    part_labels(labels, gap=32, lowest=14)
    heights = [axes.transData.transform(label.xy)[1] * 0.72 + label.xyann[1] - axes.bbox.y0 * 0.72 for label in labels]
    assert heights[0] == pytest.approx(14, abs=0.01)
    assert all(after - before > 31.9 for before, after in zip(heights, heights[1:]))


def test_no_word_of_a_title_stands_alone_on_its_last_line():
    plot, _ = figure("Lowest loss: new facts at strength 1, others' facts at 0, stories at 0")
    first, second = plot.get_suptitle().split("\n")
    assert abs(len(first) - len(second)) < 10
    assert even_lines("one line", 65) == ["one line"] and even_lines("", 65) == []
