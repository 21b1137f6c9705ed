"""LogitLens without a browser: what it reads, changes, answers, refuses and says."""

import numpy as np
import pytest
import torch
import traitlets
from browser.stand_ins import BYTES, STRICT, small_transformer
from inside_models import MAKERS, make
from shown import check_drawn_alike, check_shown

from llm_edu.errors import CourseError
from llm_edu.interpretability import best_guesses, changed, patched, probability_by_layer
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import LogitLens
from llm_edu.widgets.logit_lens.reading import shares
from llm_edu.widgets.logit_lens.running import read
from llm_edu.widgets.logit_lens.words import about

CLOSE = dict(rtol=0, atol=3e-5)  # what the packing rounds
ONE, OTHER = "a green hat", "a brown cat"


class SixtyOne:
    """Letters for models of 61 tokens."""

    def encode(self, text):
        return [ord(letter) % 61 for letter in text]

    def token_bytes(self, id):
        return bytes([id + 61])


@pytest.fixture(scope="module")
def model():
    return sharp()


def sharp():
    """Guesses that differ, untrained as they are."""
    model = small_transformer()
    with torch.no_grad():
        for table in model.parameters():
            if table.dim() == 2:
                table.mul_(4)
    return model


def ask(lens, **request):
    lens.request = {**lens.request, **request, "sequence": lens.request["sequence"] + 1}
    return lens.answer


def batch(text):
    return torch.tensor([BYTES.encode(text)])


class TestReading:
    @pytest.mark.parametrize("name", MAKERS)
    def test_it_sees_what_the_lens_sees(self, name):
        model, ids = make(name), [5, 17, 2, 17, 60]
        reading = read(model, ids, count=6, follow=9)
        best = best_guesses(model, torch.tensor([ids]), count=6)
        assert reading.best.shape == (4, 5, 6) and reading.layers == 3
        np.testing.assert_allclose(reading.shares, best.probabilities[:, 0].numpy(), **CLOSE)
        assert (np.diff(reading.codes.astype(int)) <= 0).all()
        for tokens, codes in ((torch.from_numpy(reading.answers), reading.answer_codes), (9, reading.followed_codes)):
            tokens = tokens if isinstance(tokens, int) else tokens[None]
            expected = probability_by_layer(model, torch.tensor([ids]), tokens)[:, 0]
            np.testing.assert_allclose(shares(codes), expected.numpy(), **CLOSE)
        chances = probability_by_layer(model, torch.tensor([ids]), torch.from_numpy(reading.best[1, :, 3])[None])
        np.testing.assert_allclose(chances[1, 0].numpy(), reading.shares[1, :, 3], **CLOSE)

    @pytest.mark.parametrize("name", MAKERS)
    def test_changes_are_those_of_the_course_and_add_up(self, name):
        model, tokenizer = make(name), SixtyOne()
        lens = LogitLens(model, tokenizer, "abcde", "abxde", count=5)
        ids, other = (torch.tensor([tokenizer.encode(text)]) for text in ("abcde", "abxde"))

        own = lens.before

        def without(*places):
            with changed(model, {place: torch.zeros_like for place in places}), torch.no_grad():
                return model(ids)

        def check(logits, *changes):
            lens.changes = changes
            assert lens.changes == list(changes) and "error" not in lens.answer
            best = logits[0].softmax(-1).topk(5)
            np.testing.assert_allclose(lens.reading.shares[-1], best.values.numpy(), **CLOSE)
            assert lens.before is own

        for layer in range(4):
            check(patched(model, ids, other, [("residual", layer)], 2), ("residual", layer, 2))
        check(patched(model, ids, other, [("residual", 1)], [2, 4]), ("residual", 1, 2), ("residual", 1, 4))
        for place in (("attention_output", 1), ("feed_forward_output", 0), ("head", 2, 3)):
            check(without(place), place)
        both = ("head", 0, 1), ("attention_output", 2)
        check(without(*both), *both)
        lens.changes = []
        assert lens.reading is lens.before and lens.scene["before"] is None

    def test_every_cell_of_layer_0_brought_over_is_the_other_prompt(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER)
        lens.changes = [("residual", 0, at) for at in range(len(ONE))]
        assert np.array_equal(lens.reading.best, lens.other_reading.best)
        assert np.abs(lens.reading.codes.astype(int) - lens.other_reading.codes).max() <= 1

    def test_cells_that_cannot_have_changed_are_taken_over_and_the_others_are_read(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER, follow="q")
        counted, unembed = [], model.unembed
        model.unembed = lambda x: counted.append(x.shape[-2]) or unembed(x)
        try:
            lens.changes = [("residual", 1, 8)]
        finally:
            del model.unembed
        assert sum(counted) - 11 - 3 <= 2 * 3 + 3 * 3    # the last row; layers 1 and 2 from position 8; new answers' columns
        ids = lens.reading.ids
        streams = lens.other_reading.streams

        def put(x):
            x = x.clone()
            x[:, 8] = streams[1, 8]
            return x

        whole = read(model, ids, 10, {("residual", 1): put}, lens.reading.followed)
        for name in ("best", "codes", "answers", "answer_codes", "followed_codes"):
            assert np.array_equal(getattr(whole, name), getattr(lens.reading, name)), name

    def test_one_run_of_the_model_for_what_is_new(self, model):
        lens, runs = LogitLens(model, BYTES, ONE, OTHER), []
        handle = model.register_forward_hook(lambda *_: runs.append(1))
        try:
            for change, count in ((dict(changes=[["head", 0, 1]]), 1), (dict(changes=[]), 0), (dict(other="a small cat"), 1),
                                  (dict(prompt=OTHER), 1), (dict(other=OTHER), 0), (dict(follow=7), 1), ({}, 0)):
                runs.clear()
                assert "error" not in ask(lens, **change)
                assert len(runs) == count, change
        finally:
            handle.remove()

    def test_a_model_that_has_learned_since_is_read_again(self):
        model = sharp()
        lens = LogitLens(model, BYTES, ONE)
        with torch.no_grad():
            model.token_embedding.weight.mul_(2)
        lens.changes = [("head", 0, 0)]
        expected = best_guesses(model, batch(ONE))
        np.testing.assert_allclose(lens.before.shares, expected.probabilities[:, 0].numpy(), **CLOSE)


class TestArguments:
    def test_what_every_text_begins_with(self, model):
        tokenizer = BPETokenizer.train("a hat and a cat", 260, ["<|story|>", "<|end|>"])
        model = Transformer(TransformerConfig.llama(vocab_size=262, layers=1, width=16, heads=2))
        lens = LogitLens(model, tokenizer, "a hat", begin="<|story|>")
        first = tokenizer.special_tokens["<|story|>"]
        assert lens.reading.ids == (first, *tokenizer.encode("a hat")) and lens.label(first) == "<|story|>"
        assert LogitLens(model, tokenizer, "", begin=[first, 97]).reading.ids == (first, 97)
        assert LogitLens(model, tokenizer, "<|story|>", begin=first).reading.ids[1] != first
        assert LogitLens(model, tokenizer, "a hat", follow="<|end|>").reading.followed == tokenizer.special_tokens["<|end|>"]
        with pytest.raises(ValueError, match="no special token '<|page|>'; it has: <|story|>, <|end|>".replace("|", r"\|")):
            LogitLens(model, tokenizer, "a", begin="<|page|>")
        for wrong in (-1, 1.5, ["<|story|>"], [True]):
            with pytest.raises(ValueError, match="begin is the name of a special token, or ids"):
                LogitLens(model, tokenizer, "a", begin=wrong)

    @pytest.mark.parametrize("prompt, other, message", [
        ("", None, "The prompt is empty: the model needs"), ("a", "", "The second prompt is empty"),
        ("x" * 41, None, "The prompt has 41 tokens, and at most 40 can be shown"), ("x" * 41, "x", "The first prompt has 41"),
    ])
    def test_too_much_or_too_little_text(self, model, prompt, other, message):
        with pytest.raises(CourseError, match=message):
            LogitLens(model, BYTES, prompt, other)
        lens = LogitLens(model, BYTES, "a", "b")
        before = lens.scene
        assert ask(lens, prompt=prompt, other=other)["error"].startswith(message)
        assert lens.scene is before and lens.prompt == "a"
        assert lens.sentence().startswith(f"The lens shows what it saw before: {message}")
        assert "error" not in ask(lens, prompt="a hat", other=None) and lens.other_reading is None

    def test_a_short_context_is_the_limit(self):
        torch.manual_seed(0)
        short = Transformer(TransformerConfig.gpt2(vocab_size=256, layers=1, width=16, heads=2, context_length=8))
        with pytest.raises(CourseError, match="at most 8 can be shown"):
            LogitLens(short, BYTES, "nine tokens")

    @pytest.mark.parametrize("arguments, message", [
        (dict(count=0), "count lies between 1 and 20"), (dict(count=21), "count lies between"), (dict(count=True), "count"),
        (dict(layer=3), "layer lies between 0 and 2"), (dict(position=11), "position lies between 0 and 10"),
        (dict(layer=0.5), "layer lies"), (dict(follow="two"), "'two' is 3 tokens"), (dict(follow=256), "an id below 256"),
        (dict(follow=[1]), "a token is a text, or an id"), (dict(changes="head"), "changes takes a list"),
        (dict(changes=3), "changes takes a list"), (dict(changes=[("neuron", 1)]), "changes takes parts such as"),
        (dict(changes=[[]]), "changes takes parts such as"), (dict(changes=[("head", 1)]), "'head' takes 2 whole number"),
        (dict(changes=[("head", 2, 0)]), "2 blocks with 4 heads"), (dict(changes=[("head", 0, 4)]), "but no"),
        (dict(changes=[("attention_output", -1)]), "but no"), (dict(changes=[("residual", 3, 0)]), "but no"),
        (dict(changes=[("head", True, 0)]), "whole number"), (dict(changes=[("residual", 0, 11)]), "position lies"),
        (dict(other=None, changes=[("residual", 0, 1)]), "from a second prompt of equally many tokens, not of none"),
        (dict(other="a", changes=[("residual", 0, 1)]), "not of 1 beside 11"),
    ])
    def test_what_makes_no_sense_is_refused(self, model, arguments, message):
        with pytest.raises(ValueError, match=message):
            LogitLens(model, BYTES, ONE, **{"other": OTHER, **arguments})

    def test_what_is_no_model_or_not_its_tokenizer(self, model):
        with pytest.raises(TypeError, match="needs a Transformer of the course, .* not a function"):
            LogitLens(lambda ids: ids, BYTES, ONE)
        with pytest.raises(TypeError, match="the prompt is a text, not a list"):
            LogitLens(model, BYTES, [1, 2])
        small = Transformer(TransformerConfig.gpt2(vocab_size=60, layers=1, width=16, heads=2))
        with pytest.raises(ValueError, match="token 116 is none of this model's 60: is this another model's tokenizer"):
            LogitLens(small, BYTES, "hat")
        wider = Transformer(TransformerConfig.gpt2(vocab_size=300, layers=1, width=16, heads=2))
        assert LogitLens(wider, BYTES, "hat").label(299) == "⟨299⟩"
        with torch.no_grad():
            wider.token_embedding.weight.fill_(float("nan"))
        with pytest.raises(ValueError, match="not finite"):
            LogitLens(wider, BYTES, "hat")
        assert ask(LogitLens(model, STRICT, "a"), prompt="a!")["error"].startswith("KeyError")


class TestWidget:
    def test_the_scene_holds_every_cell(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER, count=4, follow="n", changes=[("head", 1, 2)])
        scene, names = lens.scene, dict(lens.scene["names"])
        assert (scene["layers"], scene["heads"], scene["count"], scene["followed"]) == (2, 4, 4, ord("n"))
        for packed, reading in zip((*scene["grids"], scene["before"]), (lens.reading, lens.other_reading, lens.before),
                                   strict=True):
            assert packed["ids"] == list(reading.ids)
            assert np.array_equal(np.frombuffer(packed["best"], "<u4").reshape(reading.best.shape), reading.best)
            for name, numbers in (("codes", reading.codes), ("answer", reading.answer_codes),
                                  ("followed", reading.followed_codes)):
                assert np.array_equal(np.frombuffer(packed[name], "<u2"), numbers.ravel())
            assert {*reading.ids, *reading.best.ravel().tolist()} <= set(names)
        assert names[ord("n")] == "n" and scene["applied"] == [["head", 1, 2]]

    def test_python_and_page_ask_alike(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER)
        lens.changes = [("residual", 1, 3), ("residual", 1, 3), ("head", 0, 0)]
        assert lens.request["changes"] == [["residual", 1, 3], ["head", 0, 0]] and lens.scene["version"] == 2
        lens.prompt = "a green dog"
        assert lens.scene["applied"] == lens.request["changes"] and lens.prompt == "a green dog"
        lens.follow("z")
        assert lens.view["follow"] == lens.reading.followed == ord("z") and lens.other_reading.followed == ord("z")
        lens.follow(None)
        assert lens.reading.followed is None
        version = lens.scene["version"]
        assert ask(lens) == {"sequence": 5, "version": version}    # nothing new: nothing is sent again

    def test_what_it_returns_it_takes_again(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER)
        best = lens.reading.best[-1, -1, 0]    # a number of NumPy
        lens.follow(best)
        assert lens.reading.followed == best
        lens.show(np.argmax([0, 1]), position=best * 0)
        lens.changes = [("residual", np.int64(1), np.int64(0))]
        assert (lens.view["layer"], lens.view["position"], lens.changes) == (1, 0, [("residual", 1, 0)])
        lens.prompt = "half \ud800 a pair"    # no message to a browser could hold that
        assert lens.request["prompt"] == lens.prompt == "half \ufffd a pair"

    def test_what_is_brought_over_waits_while_the_prompts_differ_in_length(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER, changes=[("residual", 1, 9), ("head", 0, 0)])
        with_both = lens.reading
        lens.other = "a cat"
        assert lens.scene["applied"] == [["head", 0, 0]] and lens.changes == [("residual", 1, 9), ("head", 0, 0)]
        lens.prompt = "a hat"    # as many tokens, but none at position 9
        assert lens.scene["applied"] == [["head", 0, 0]]
        lens.prompt, lens.other = ONE, OTHER
        assert np.array_equal(lens.reading.codes, with_both.codes)
        lens.changes = []
        lens.other = "a cat"
        with pytest.raises(ValueError, match="equally many tokens"):
            lens.changes = [("residual", 1, 2)]

    def test_a_view_of_what_is_not_there(self, model):
        lens = LogitLens(model, BYTES, ONE, OTHER, layer=-2, position=-1)
        assert lens.view == {"grid": 0, "layer": 1, "position": 10, "follow": None}
        lens.show(2, 8, other=True)
        lens.other = "a cat"
        assert lens.view["position"] is None and lens.looked_at()[2] == 4
        lens.other = None
        assert lens.view["grid"] == 0
        for wrong in ({"grid": 1}, {"grid": 2}, {"layer": 3}, {"layer": "x"}, {"position": 11}, {"follow": 999}, {"grid": True}):
            with pytest.raises((ValueError, traitlets.TraitError), match="lies between|grid is|a token is"):
                lens.view = {**lens.view, **wrong}

    def test_what_it_says(self, model):
        lens = LogitLens(model, BYTES, ONE, layer=1, position=4, follow="q")
        best, share = lens.reading.best[1, 4], lens.reading.shares[1, 4]
        end = lens.label(lens.reading.answers[4])
        said = lens.sentence()
        assert said.startswith("Logit lens of 2 layers over 11 tokens. After 1 of 2 layers, at “e” (position 4): ")
        assert f"“{lens.label(best[0])}” {100 * share[0]:.0f} %, then “{lens.label(best[1])}”" in said
        assert f"; the end says “{end}” " in said and "“q” has " in said and " here, " in said
        lens.show(0, 0)
        assert "Before the first layer, at “a” (position 0): " in lens.line()
        lens.changes = [("attention_output", 0), ("feed_forward_output", 1), ("head", 1, 2), ("head", 1, 3)]
        answers = [lens.label(reading.answers[-1]) for reading in (lens.before, lens.reading)]
        assert (" Changed: block 0 without attention; block 1 without feed-forward layer; block 1 without head 2; and 1 more. "
                f"At the end of the text: “{answers[0]}” ") in lens.line()
        name = "" if answers[0] == answers[1] else f"“{answers[1]}” "
        assert lens.line().endswith(f" → {name}{about(lens.reading.shares[-1, -1, 0])}.")

    @pytest.mark.parametrize("arguments", [
        {}, {"prompt": "$x$ {\\", "follow": "$"}, {"prompt": "x" * 40, "position": 3}, {"other": "another, longer"},
        {"other": OTHER, "changes": [("residual", 0, 4), ("head", 1, 0)], "count": 1},
    ])
    def test_shown_where_no_browser_is(self, model, arguments, recwarn):
        check_shown(lambda: LogitLens(model, BYTES, **{"prompt": ONE, **arguments}), recwarn)

    def test_drawn_alike(self, model):
        check_drawn_alike(lambda: LogitLens(model, BYTES, ONE, OTHER))
