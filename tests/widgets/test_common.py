"""Widgets without a browser: what they compute, and what they show where no browser code runs."""

import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from browser.stand_ins import BYTES, ByteTokenizer, letters_model
from shown import check_shown

from llm_edu.errors import CourseError
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import NextTokenExplorer, TokenizerPlayground, show_tokens
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import group_tokens, plain_text, replace_surrogates, visible
from llm_edu.widgets.common.next_token import (
    STEP,
    TEMPERATURES,
    Choice,
    Draft,
    NextTokenReader,
    log_sums,
    on_grid,
    probabilities,
    top_tokens,
)
from llm_edu.widgets.tokenizer_playground.widget import describe, tokenize


class PieceTokenizer(ByteTokenizer):
    """Fixed pieces of bytes, cut where we like."""

    def __init__(self, *pieces):
        self.pieces = pieces

    def encode(self, text):
        return list(range(len(self.pieces)))

    def token_bytes(self, id):
        return self.pieces[id]


class Refusing(ByteTokenizer):
    def encode(self, text):
        raise KeyError(text)


def playground(text, **options):
    return TokenizerPlayground(text, "bytes", tokenizers={"bytes": BYTES, "no": Refusing()}, **options)


def ask(widget, **request):
    """A request as the browser would make it; returns the answer."""
    widget.request = {"sequence": widget.request["sequence"] + 1, **request}
    return widget.answer


class TestChips:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (" a\tb\n", "·a⇥b↵"), ("\r\x00\x7f", "␍␀␡"), ("\u200b\u00ad", "⟨U+200B⟩⟨U+00AD⟩"),
            ("\u202eabc", "⟨U+202E⟩abc"),
            ("\u00a0", "⟨U+00A0⟩"), ("\u0301", "◌\u0301"), ("e\u0301", "e\u0301"), ("\ufe0f", "⟨U+FE0F⟩"),
            ("<img src=x onerror=alert(1)>", "<img·src=x·onerror=alert(1)>"), ("", ""),
        ],
    )
    def test_what_cannot_be_seen_is_made_visible(self, text, shown):
        assert visible(text) == shown

    def test_a_long_label_is_cut(self):
        assert visible("x" * 300) == "x" * 48 + "…"

    @pytest.mark.parametrize(
        ("pieces", "line"),
        [
            ([b"The", b" cat"], "The|·cat"),
            ([b" \xf0\x9f", b"\x98", b"\x80", b"!"], "·😀[20 F0 9F|98|80]|!"),  # as GPT-2 cuts it
            ([b"\xe6\x88", b"\x91\xe5", b"\x96\x9c"], "我喜[E6 88|91 E5|96 9C]"),  # two characters in three tokens
            ([b"a", b"\xff", b"b"], "a|�|b"),  # a byte that no text has
            ([b"a", b"\xf0\x9f", b"b"], "a|�b[F0 9F|62]"),  # a character that never ends, found out by the next byte
            ([b"a", b"\xf0\x9f"], "a|�"),
        ],
    )
    def test_tokens_of_one_character_stand_together(self, pieces, line):
        tokenizer = PieceTokenizer(*pieces)
        chips = group_tokens(tokenizer, tokenizer.encode(""))
        assert plain_text(chips) == line
        assert b"".join(piece for chip in chips for _, piece in chip.tokens) == b"".join(pieces)

    def test_halves_of_characters(self):
        assert replace_surrogates("a\ud83d\ude00b") == ("a😀b", 0)
        assert replace_surrogates("\udc00x\ud83d�") == ("�x��", 2)

    def test_static_chips_are_text_and_escaped_html(self):
        shown = show_tokens(BYTES, "<b>\n", ids=True)
        assert repr(shown) == "<|b|>|↵"
        html = shown._repr_html_()
        assert "<b>" not in html and "&lt;" in html and "id 60, bytes 3C" in html and html.count("<br>") == 1

    def test_static_chips_stop_at_a_limit(self):
        assert repr(show_tokens(BYTES, "abcdef", limit=2)) == "a|b|… and 4 more tokens"

    def test_other_tokenizers_tell_their_bytes_too(self):
        class Decoding:
            encode, decode = BYTES.encode, BYTES.decode

        assert repr(show_tokens(Decoding(), "hi")) == "h|i"


class TestPlayground:
    def test_counts_and_chips(self):
        answer = playground("Hé\n").answer
        assert (answer["sequence"], answer["characters"], answer["bytes"]) == (0, 3, 4)
        [panel] = answer["panels"]
        assert panel["chips"] == [["H", [[72, "48"]], False], ["é", [[195, "C3"], [169, "A9"]], False],
                                  ["↵", [[10, "0A"]], True]]
        assert panel["count"] == panel["drawn"] == 4 and panel["size"] == 256

    def test_a_request_is_answered_with_its_number(self):
        widget = playground("a")
        widget.request = {"sequence": 7, "text": "abc", "vocabulary": "bytes", "compare": None}
        assert widget.answer["sequence"] == 7 and widget.answer["panels"][0]["count"] == 3
        assert widget.text == "abc"

    def test_python_sets_the_text(self):
        widget = playground("a")
        widget.text = "b\ud800"
        assert widget.text == "b�" and widget.answer["characters"] == 2
        assert widget.answer["sequence"] == widget.request["sequence"] == 1

    def test_a_lone_surrogate_from_a_browser_is_counted(self):
        answer = ask(playground("a"), text="x\udc00", vocabulary="bytes", compare=None)
        assert answer["replaced"] == 1 and answer["panels"][0]["count"] == 4

    def test_a_failing_tokenizer_leaves_the_other_panel(self):
        answer = ask(playground("a"), text="hi", vocabulary="no", compare="bytes")
        assert answer["panels"][0]["error"] == "KeyError: 'hi'"
        assert answer["panels"][1]["count"] == 2
        assert "no cannot read this text" in answer["summary"]

    def test_long_texts(self):
        answer = ask(playground("a"), text="é" * 50_000, vocabulary="bytes", compare=None)
        [panel] = answer["panels"]
        assert panel["count"] == 100_000 and panel["drawn"] == 1_500
        odd = tokenize(BYTES, "aé" + "x" * 50, limit=2)
        assert odd["drawn"] == 1 and odd["chips"] == [["a", [[97, "61"]], False]]  # not half an é
        assert "too many" in ask(playground("a"), text="x" * 1_000_001, vocabulary="bytes")["error"]

    def test_empty_text(self):
        widget = playground("")
        assert widget.answer["panels"][0]["count"] == 0
        assert widget.summary() == "No text yet: no tokens."
        assert widget.picture().to_png().startswith(b"\x89PNG")

    def test_wrong_names_are_refused_at_once(self):
        with pytest.raises(ValueError, match="no vocabulary 'gpt5'; there are 'smollm2'"):
            TokenizerPlayground("a", "gpt5")
        with pytest.raises(ValueError, match="gpt5"):
            playground("a", compare="gpt5")
        answer = ask(playground("a"), text="a", vocabulary="gpt5")
        assert "no vocabulary" in answer["panels"][0]["error"]

    def test_sentence(self):
        panels = [{"label": "A", "count": 1}, {"label": "B", "count": 4}]
        assert describe(1, 4, panels) == (
            "1 character, 4 bytes: 1 token with A (1.0 characters each); 4 tokens with B (0.2 characters each)."
        )


class TestArithmetic:
    def test_the_browser_can_have_every_temperature_exactly(self):
        scores = np.random.default_rng(0).normal(0, 4, 49_152)
        scores -= scores.max()
        table = log_sums(scores)
        for index in (0, 5, 19, 39):
            temperature = TEMPERATURES[index]
            assert temperature == pytest.approx(STEP * (index + 1))
            best = top_tokens(scores, 10)
            exact = probabilities(scores, temperature)[best]
            np.testing.assert_allclose(np.exp(scores[best] / temperature - table[index]), exact, rtol=1e-9)

    def test_temperatures(self):
        assert [on_grid(value) for value in (0, 0.73, 1, 2.0)] == [0, 0.75, 1, 2]
        for wrong in (-0.1, 2.1, math.nan):
            with pytest.raises(ValueError, match="between 0 and 2"):
                on_grid(wrong)

    def test_top_tokens_prefer_the_smaller_id_when_equal(self):
        assert top_tokens(np.array([1.0, 3.0, 3.0, 2.0]), 3) == [1, 2, 3]

    def test_draft_survives_characters_cut_in_pieces(self):
        draft = Draft("x")
        for byte in "é".encode():
            draft = draft.appended(Choice(byte, bytes([byte]), 0.5, 1.0))
        assert draft.text == "xé" and draft.ids(BYTES) == [120, 0xC3, 0xA9]
        assert draft.edited("xé") == draft
        assert draft.edited("x\ufffd").chosen == draft.chosen[:1]
        assert draft.edited("xé!") == Draft("xé!")
        assert Draft().ids(BYTES) == []


class TestReader:
    @pytest.fixture
    def model(self):
        torch.manual_seed(0)
        return Transformer(TransformerConfig.llama(vocab_size=256, layers=2, width=32, heads=4, context_length=64))

    def whole(self, model, ids):
        with torch.no_grad():
            logits = model(torch.tensor([ids]))[0, -1].double().numpy()
        return logits - logits.max()

    def test_reading_on_equals_reading_anew(self, model):
        reader = NextTokenReader(model)
        for ids in ([1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2], [9, 2, 3], [9], [9, 2, 3, 4, 5, 6]):
            np.testing.assert_allclose(reader.scores(ids), self.whole(model, ids), atol=1e-5)

    def test_only_new_tokens_are_read(self, model, monkeypatch):
        reader, lengths = NextTokenReader(model), []
        forward = model.forward
        monkeypatch.setattr(model, "forward", lambda ids, **rest: lengths.append(ids.shape[1]) or forward(ids, **rest))
        for ids in ([1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, 9]):
            reader.scores(ids)
        assert lengths == [3, 1, 1, 1]

    def test_a_model_trained_further_is_read_anew(self, model):
        reader = NextTokenReader(model)
        reader.scores([1, 2, 3])
        with torch.no_grad():
            model.blocks[0].attention.output.weight.mul_(-3)
        np.testing.assert_allclose(reader.scores([1, 2, 3, 4]), self.whole(model, [1, 2, 3, 4]), atol=1e-5)

    def test_a_failed_reading_leaves_no_trace(self, model):
        reader = NextTokenReader(model)
        reader.scores([1, 2, 3])
        with pytest.raises(ValueError, match="between 0 and 255"):
            reader.scores([1, 2, 3, 999])
        np.testing.assert_allclose(reader.scores([1, 2, 3, 4]), self.whole(model, [1, 2, 3, 4]), atol=1e-5)

    def test_a_long_text_is_read_from_its_end_in_steady_windows(self, model):
        reader = NextTokenReader(model, context=512)
        assert reader.context == 64  # the model's own
        windows = [reader.window(list(range(length))) for length in range(60, 200)]
        assert max(map(len, windows)) == 64 and min(map(len, windows)) > 32
        assert all(window[-1] == length - 1 for length, window in zip(range(60, 200), windows, strict=True))
        assert len({window[0] for window in windows}) == 6  # the start moves seldom, so that the cache is of use

    def test_numbers_that_are_none(self):
        with pytest.raises(ValueError, match="not finite"):
            NextTokenReader(lambda ids: torch.full((1, 1, 5), math.nan)).scores([1])


class TestExplorer:
    def make(self, text="Hi", **options):
        return NextTokenExplorer(letters_model(), BYTES, text, **options)

    def test_bars(self):
        answer = self.make(top=3).answer
        assert [bar[:3] for bar in answer["bars"]] == [["e", 101, "65"], ["t", 116, "74"], ["a", 97, "61"]]
        assert [bar[3] for bar in answer["bars"]] == pytest.approx([0, -0.4, -0.8])
        assert answer["vocabulary"] == 256 and answer["tokens"] == 2 and len(answer["log_sums"]) == 40

    def test_append_undo_reset(self):
        widget = self.make()
        answer = ask(widget, kind="append", id=116, text="Hi")
        assert answer["text"] == widget.text == "Hit" and answer["can_undo"]
        assert answer["chosen"][0][:2] == ["t", 116]
        scores = letters_model()(torch.zeros(1, 1))[0, 0].double().numpy()
        assert widget.chosen == [(b"t", pytest.approx(probabilities(scores, 1.0)[116]))]
        ask(widget, kind="likeliest", text="Hit")
        assert widget.text == "Hite"
        assert widget.answer["probability"] == pytest.approx(np.prod([share for _, share in widget.chosen]))
        assert ask(widget, kind="undo", text="Hite")["text"] == "Hit"
        assert ask(widget, kind="reset", text="Hit")["text"] == "Hi"
        assert ask(widget, kind="undo", text="Hi")["text"] == "Hit"
        assert ask(widget, kind="undo", text="Hit")["text"] == "Hi"
        assert not ask(widget, kind="undo", text="Hi")["can_undo"]

    def test_reset_takes_the_temperature_back_too(self):
        widget = self.make(temperature=0.5)
        widget.temperature = 1.5
        ask(widget, kind="undo", text="Hi")
        assert widget.temperature == 1.5
        ask(widget, kind="reset", text="Hi")
        assert widget.temperature == 0.5

    def test_typing_is_one_change(self):
        widget = self.make()
        ask(widget, kind="likeliest", text="Hi")
        for text in ("Hie ", "Hie th", "Hie the"):
            ask(widget, kind="text", text=text)
        assert widget.text == "Hie the" and widget.chosen == []
        answer = ask(widget, kind="undo", text="Hie them")  # the last letter was typed, but not sent before
        assert answer["text"] == "Hie" and len(widget.chosen) == 1

    def test_deleting_at_the_end_keeps_earlier_choices(self):
        widget = self.make()
        for text in ("Hi", "Hie"):
            ask(widget, kind="likeliest", text=text)
        assert len(ask(widget, kind="text", text="Hie")["chosen"]) == 1

    def test_an_action_first_takes_the_typed_text(self):
        widget = self.make()
        assert ask(widget, kind="append", id=33, text="Hi you")["text"] == "Hi you!"

    def test_sampling_is_weighted_and_repeatable(self):
        counts = {}
        for seed in range(150):
            widget = self.make(seed=seed, temperature=0.5)
            ask(widget, kind="sample", text="Hi")
            counts[widget.text] = counts.get(widget.text, 0) + 1
        assert counts["Hie"] / 150 == pytest.approx(0.55, abs=0.1)
        drawn = []
        for _ in range(2):
            widget = self.make(seed=5)
            for _ in range(5):
                ask(widget, kind="sample", text=widget.text)
            drawn.append(widget.text)
        assert drawn[0] == drawn[1]

    def test_temperature(self):
        widget = self.make(temperature=0.73)
        assert widget.temperature == 0.75
        with pytest.raises(ValueError, match="between 0 and 2"):
            widget.temperature = 3
        widget.temperature = 0
        ask(widget, kind="sample", text="Hi")
        assert widget.chosen == [(b"e", 1.0)]
        assert widget.summary() == "After “Hie” the model finds “e” most likely (100%) at temperature 0."

    def test_empty_text(self):
        widget = self.make(text="")
        assert widget.answer["bars"] == [] and "No text yet" in widget.summary()
        assert ask(widget, kind="sample", text="")["text"] == ""
        assert widget.picture().to_png().startswith(b"\x89PNG")

    def test_errors_are_answers(self):
        def broken(ids):
            raise CourseError("The model is asleep; wake it.")

        widget = NextTokenExplorer(broken, BYTES, "Hi")
        assert widget.answer == {"sequence": 0, "error": "The model is asleep; wake it."}
        assert "wake it" in widget.summary()
        widget = self.make()
        assert "no token 999" in ask(widget, kind="append", id=999, text="Hi")["error"]
        assert ask(widget, kind="likeliest", text="Hi")["text"] == "Hie"
        with pytest.raises(ValueError, match="top"):
            self.make(top=0)

    def test_an_interrupt_is_answered_and_stops_the_cell(self, monkeypatch):
        def interrupted(request):
            raise KeyboardInterrupt

        widget = self.make()
        monkeypatch.setattr(widget, "respond", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(widget, kind="text", text="Ho")
        assert widget.answer["error"].startswith("This was interrupted")
        assert widget.answer["sequence"] == widget.request["sequence"]

    def test_answers_are_small(self):
        assert len(repr(self.make().answer)) < 2_000


@pytest.mark.parametrize("make", [lambda: playground("Hé 😀 $x$\n<b>", compare="bytes"), TestExplorer().make])
def test_view_picture_and_words(make, recwarn):
    check_shown(make, recwarn)


def test_the_base_class_asks_for_its_parts():
    class Bare(CourseWidget):
        pass

    widget = Bare()
    for part in (widget.summary, widget.picture, lambda: widget.respond({})):
        with pytest.raises(NotImplementedError):
            part()


def test_importing_widgets_loads_neither_torch_nor_matplotlib():
    code = "import sys, llm_edu.widgets; print([name for name in ('torch', 'matplotlib') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
