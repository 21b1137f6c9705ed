"""Drawn schematics: the library, and every drawing of the course."""

import base64
import doctest
import html
import importlib
import inspect
import re
from xml.etree import ElementTree

import pytest

from llm_edu.course import paths
from llm_edu.schematic import (
    Box,
    Captioned,
    Cells,
    Frame,
    Lines,
    Matrix,
    Plus,
    Schematic,
    Token,
    column,
    row,
    space,
    table,
)

SHAPES = [Box("a name", "and details", width=10), Token(" token\n"), Matrix("W", 1, 2000, scale=0.1), Plus(),
          Cells([[1, -20.5]], rows=["query"], columns=["a", "word"]), Lines("some", "words", align="left"),
          Frame("many, many letters", Lines("x")), Captioned(Plus(), "much wider", "than it")]
MODULES = sorted(file.parent.name for file in paths.topics_folder().glob("*/schematics.py"))


@pytest.mark.parametrize("topic", MODULES)
def test_every_drawing_of_a_lesson_is_readable(topic, monkeypatch):
    """As its example draws it: no text on another or under a line, no font below 11 pixels, at most 720 wide."""
    module = importlib.import_module(f"llm_edu.lessons.{topic}.schematics")
    drawn, begin = [], Schematic.__init__
    monkeypatch.setattr(Schematic, "__init__", lambda self, *all, **named: (drawn.append(self), begin(self, *all, **named))[1])
    for name, draw in inspect.getmembers(module, inspect.isfunction):
        if draw.__module__ == module.__name__ and name.startswith("draw_"):
            drawn.clear()
            [found] = doctest.DocTestFinder(recurse=False).find(draw, name, globs=vars(module).copy())
            assert doctest.DocTestRunner(verbose=False).run(found).failed == 0
            assert drawn, f"{name} has no example"
            for each in drawn:
                assert each.problems() == [], name
                assert len(each.alt) > len(each.title) + 40, f"the text of {name} says too little"


def drawing(*shapes, title="A title", alt="some words"):
    return Schematic(title, row(*shapes, gap=60), alt)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
def test_words_stay_within_their_shape(shape):
    made = drawing(space(), shape)
    texts = [text for text, _ in made.paper.texts]
    assert texts and made.problems() == []
    for text in texts:
        assert shape.x - 0.1 <= text.left and text.right <= shape.x + shape.width + 0.1
        assert shape.y - 0.1 <= text.top and text.bottom <= shape.y + shape.height + 0.1


@pytest.mark.parametrize("body, words", [
    (lambda: row(Lines("one"), Lines("other"), gap=-10), "“one” and “other” overlap"),
    (lambda: row(Box("one"), Lines("other"), gap=-10), "“other” crosses the edge of a box"),
    (lambda: row(Box("one"), Box("other"), gap=-6), "two boxes overlap"),
    (lambda: Lines("tiny", size=10), "“tiny” has 10 pixels"),
    (lambda: row(Lines("left"), Lines("right"), gap=700), "more than 720"),
])
def test_what_a_reader_would_stumble_over_is_found(body, words):
    assert any(words in problem for problem in Schematic("A title", body(), "").problems())


def test_an_arrow_through_words_is_found_and_one_around_them_is_not():
    for leave, problems in (("right", ["a line runs through “between”"]), ("top", [])):
        start, end = Box("start"), Box("end")
        made = drawing(start, Lines("between"), end)
        made.arrow(start, end, leave=leave, enter={"right": "left"}.get(leave, leave))
        assert made.problems() == problems


@pytest.mark.parametrize("place", [row, column])
def test_an_arrow_ends_at_the_sides_that_face_each_other(place):
    start, end = Box("a wide, wide start"), Token("end")
    made = Schematic("A title", place(start, end, gap=80), "")
    made.arrow(start, end, "a label")
    (x0, y0), (x1, y1) = made.paper.strokes[0][0], made.paper.strokes[0][-1]
    assert (x0 == x1 and start.y + start.height < y0 < y1 < end.y) if place is column else (
        y0 == y1 and start.x + start.width < x0 < x1 < end.x)
    assert made.problems() == []


def test_a_part_of_a_table_has_its_own_brace():
    cells = Cells([[1, 0], [1, 1], [1, 1]], rows=["a", "b", "c"], columns=["x", "y"], size=30)
    made = drawing(cells)
    left, top, _, _ = cells.core
    assert cells.part(rows=slice(1, None)).core == (left, top + 30, 2 * cells.cell[0], 60)
    made.brace([cells.part(rows=slice(1, None))], "two rows", side="right")
    assert [y for _, y in made.paper.strokes[0]][0] == top + 32 and made.problems() == []


def test_an_arrow_ends_at_a_part_of_a_table():
    start, cells = Box("start"), Cells([[1, 0, 1, 1]], size=30)
    made = Schematic("A title", column(start, cells, gap=40), "")
    made.arrow(start, cells.part(columns=slice(2, None)), enter="top")
    left, top, wide, _ = cells.core
    x, y = made.paper.strokes[0][-1]
    assert left + wide / 2 < x < left + wide and top - 6 < y < top


def test_rows_and_tables_align_what_they_hold():
    box, captioned = Box("a box"), Captioned(Plus(), "three", "lines", "above")
    row(box, captioned)
    assert box.y + box.axis[1] == captioned.y + captioned.axis[1]
    low, high, first = Plus(), Box("high", "higher", "highest"), Plus()
    table([[first, Plus()], [low, high]], heads=["a", "b"])
    assert low.y + 12 == high.y + high.height / 2 and low.x == first.x


def test_a_notebook_shows_a_picture_with_its_words_the_same_to_the_byte():
    def made():
        cells = Cells([[0.5, -1]], color="signed", write="{:.1f}")
        result = drawing(Token("<b>"), cells, title='Is "a" < b?', alt="Two & more.")
        result.arrow(*result.body.placed[0][:1], cells, "W_Q")
        return result

    data = made()._repr_mimebundle_()
    source, words, width = re.fullmatch(
        r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)" width="(\d+)" '
        r'style="min-width: \d+px">', data["text/html"]).groups()
    assert html.unescape(words) == 'Is "a" < b? Two & more.' and data["text/plain"] == f"Figure: {html.unescape(words)}"
    svg = base64.b64decode(source).decode()
    root = ElementTree.fromstring(svg)
    assert root.get("width") == width and "href" not in svg and "url(" not in svg    # nothing from elsewhere
    assert {"<b>", "−1.0", "W_Q"} <= {"".join(each.itertext()) for each in root.iter()}
    assert made()._repr_mimebundle_() == data


@pytest.mark.parametrize("text", ["\x1b", "\0", "\ud800", "\ufffe"])
def test_a_token_that_no_file_can_hold_does_not_break_the_picture(text):
    made = drawing(Token(text), title=f"A {text}", alt=text)
    assert made.to_html().encode()
    assert [each.text for each in ElementTree.fromstring(made.to_svg()) if each.text] == ["A �", "�"]
