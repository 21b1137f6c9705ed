"""State that no course code would set, by hand or from a broken page: refused, or said in one clean line."""

import math
import unicodedata

import pytest
import torch
from browser.stand_ins import BYTES
from every_widget import MAKERS
from traitlets import TraitError

from llm_edu import widgets
from llm_edu.widgets.common.base import LONGEST

HOSTILE = [
    None, True, -1, 10**30, 0.5, math.nan, math.inf, "", "x", "a\x07\n\x1b[31m\u202eb" * 20_000, b"\xff", [], [None], ["x"],
    [[1]], [[9, 9, 9]], {}, {"x": None},
]


def own_traits(widget) -> list[str]:
    """The names of the traits that a page can set, besides those of ipywidgets itself."""
    return [name for name, trait in widget.traits(sync=True).items() if trait.this_class.__module__.startswith("llm_edu")]


def hostile_values(value):
    """What may come in place of a trait's value: anything, and the value itself with one part missing or replaced."""
    yield from HOSTILE
    if isinstance(value, dict):
        for key in value:
            yield {other: part for other, part in value.items() if other != key}
            yield from ({**value, key: hostile} for hostile in HOSTILE)
    if isinstance(value, list) and value:
        yield from ([hostile, *value[1:]] for hostile in HOSTILE)
        if isinstance(value[0], dict):
            yield from ([part, *value[1:]] for part in hostile_values(value[0]))


def check_said(text, name, value):
    assert isinstance(text, str) and 0 < len(text) < 8 * LONGEST, (name, value)
    assert not [each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs")], (name, value, text[:200])


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("kind", MAKERS)
def test_hostile_state_is_refused_or_said_in_one_line(kind):
    torch.manual_seed(0)
    widget = MAKERS[kind]()
    healthy = widget.summary()
    for name in own_traits(widget):
        before, drawn = getattr(widget, name), False
        for value in hostile_values(before):
            try:
                setattr(widget, name, value)
            except (TraitError, ValueError, TypeError) as refusal:
                assert len(str(refusal)) > 10, (name, value)
                continue
            text = widget.summary()
            check_said(text, name, value)
            if not drawn and text != healthy:    # drawing takes a while: once for each trait
                drawn = True
                check_said(widget._repr_mimebundle_()[0]["text/plain"], name, value)
        setattr(widget, name, before)
    assert "cannot be shown" not in widget.summary()


def test_a_name_of_a_vocabulary_is_cleaned_and_shortened():
    name = "my\x07 \u202e" + "w" * 100_000
    playground = widgets.TokenizerPlayground("Hi", name, tokenizers={name: BYTES})
    assert len(repr(playground)) < 200 and "\x07" not in repr(playground) and "\u202e" not in repr(playground)
    assert repr(playground).startswith("2 characters, 2 bytes: 2 tokens with my␇ ⟨U+202E⟩www")
    assert max(len(label) for _, label in playground.vocabularies) < 100
    assert "\n" not in repr(widgets.TokenizerPlayground("Hi", "one\ntwo", tokenizers={"one\ntwo": BYTES}))


def test_a_state_that_cannot_be_read_names_what_is_wrong():
    viewer = MAKERS["AttentionViewer"]()
    viewer.view = {"heads": 3}
    assert repr(viewer).startswith("This AttentionViewer cannot be shown: its state was changed to what it cannot read (")
    assert repr(viewer).endswith("Run its cell again.")
    data = viewer._repr_mimebundle_()[0]
    assert "text/html" not in data and "application/vnd.jupyter.widget-view+json" in data


def test_a_message_with_a_hostile_sequence_is_no_request():
    playground = MAKERS["TokenizerPlayground"]()
    for sequence in (None, "9", [9], 1.5):
        playground._on_message(None, {"request": {"sequence": sequence, "text": "no"}}, [])
    assert playground.text == "Hi"
