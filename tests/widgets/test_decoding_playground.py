"""DecodingPlayground without a browser: what travels, what it answers, what it writes, and how it shows itself."""

import json
import math

import numpy as np
import pytest
import torch
from browser.stand_ins import BYTES, STRICT, letters_model, small_transformer
from shown import check_drawn_alike, check_shown

from llm_edu.decoding import BeamSearch, Greedy, Sampling, Written, distinct_n, mean_log_probability
from llm_edu.storyland import END, World
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import DecodingPlayground
from llm_edu.widgets.decoding_playground.reading import KNOWN, NextTokenLogits, entropy_bits, histogram, pack
from llm_edu.widgets.decoding_playground.settings import OFF, check_settings
from llm_edu.widgets.decoding_playground.texts import as_settings, continue_text, repeats, token_scores
from llm_edu.widgets.decoding_playground.words import in_words
from llm_edu.widgets.decoding_playground.writing import Writing

TINY = {"greedy": Greedy(), "warm": Sampling(temperature=1.5), "beams": BeamSearch(3)}


def make(text="Hi there", model=None, tokenizer=BYTES, **options):
    return DecodingPlayground(model or letters_model(), tokenizer, text, **options)


def ask(widget, **request):
    """A request as the browser would make it; returns the answer."""
    widget.request = {"sequence": widget.request["sequence"] + 1, **request}
    return widget.answer


def unpacked(packed):
    kinds = {"ids": "<i4", "logits": "<f4", "seen": "u1", "counts": "<u4", "means": "<f4"}
    return {name: np.frombuffer(packed[name], kind) for name, kind in kinds.items()}


def wide_reading(vocabulary=20_000, ids=(3, 3, 19_999), seed=0):
    return NextTokenLogits(ids, np.random.default_rng(seed).normal(0, 3, vocabulary))


class StoryTokenizer:
    """Words without spaces of their own, as Storyland's."""

    def __init__(self, world):
        self.world = world

    def encode(self, text):
        return [*self.world.encode([END]), *self.world.encode(text)]

    def decode(self, ids):
        return self.world.decode(ids)

    def token_bytes(self, id):
        return self.world.vocabulary[id].encode()


class TestReading:
    def test_known_tokens_are_the_top_and_all_that_are_in_the_text(self):
        reading = wide_reading()
        known = reading.known()
        assert len(known) == KNOWN + 2 and {3, 19_999} <= set(known.tolist())
        assert (np.diff(reading.logits[known]) <= 0).all()
        fresh = [id for id in np.argsort(-reading.logits).tolist() if id not in (3, 19_999)][:KNOWN]
        assert set(known.tolist()) == {*fresh, 3, 19_999}

    def test_a_small_vocabulary_is_known_whole(self):
        packed = pack(NextTokenLogits((1,), np.arange(5.0)), str)
        assert packed["labels"] == ["4", "3", "2", "1", "0"] and packed["vocabulary"] == 5 and packed["tokens"] == 1
        parts = unpacked(packed)
        assert parts["seen"].tolist() == [0, 0, 0, 1, 0] and len(parts["counts"]) == len(parts["means"]) == 0

    @pytest.mark.parametrize("temperature", [0.3, 1, 2])
    def test_the_histogram_keeps_the_mass_of_the_others(self, temperature):
        reading = wide_reading()
        parts = unpacked(pack(reading, str))
        rest = np.delete(reading.logits, reading.known())
        assert parts["counts"].sum() == len(rest)
        exact = np.exp(rest / temperature).sum()
        assert (parts["counts"] * np.exp(parts["means"] / temperature)).sum() == pytest.approx(exact, rel=1e-3)

    def test_the_histogram_of_few_of_equal_and_of_far_apart(self):
        counts, means = histogram(np.array([7.0]))
        assert counts.tolist() == [1] and means.tolist() == [7]
        counts, means = histogram(np.full(9, -2.0))
        assert counts.tolist() == [9] and means.tolist() == [-2]
        counts, means = histogram(np.linspace(-1e6, 0, 40_000))
        assert counts.sum() == 40_000 and len(counts) <= 2_001

    def test_it_travels_small(self):
        packed = pack(wide_reading(49_152), lambda id: "x" * 6)
        size = sum(len(value) if isinstance(value, bytes) else len(json.dumps(value)) for value in packed.values())
        assert size < 20_000

    def test_probabilities_are_the_strategy_s(self):
        reading = wide_reading(500, ids=(1, 2, 2))
        strategy = Sampling(0.8, top_k=40, top_p=0.9, min_p=0.01, repetition_penalty=1.3)
        logits = torch.from_numpy(reading.logits).float()[None]
        ours = strategy.probabilities(logits, [Written([1, 2, 2])])[0].numpy()
        np.testing.assert_allclose(reading.probabilities(strategy), ours, atol=1e-6)
        assert reading.probabilities(Greedy()).sum() == 1

    def test_entropy(self):
        assert entropy_bits(np.full(8, 1 / 8)) == 3 and entropy_bits(np.array([1.0, 0])) == 0


class TestSettings:
    @pytest.mark.parametrize(
        ("wrong", "message"),
        [({"temperature": 2.5}, "between 0 and 2 here"), ({"temperature": -1}, "0 or a positive number"),
         ({"top_k": 0}, "at least 1"), ({"top_k": 500}, "between 1 and 200"), ({"top_p": 0}, "above 0"),
         ({"min_p": 1.5}, "at most 1"), ({"repetition_penalty": 3}, "between 1 and 2"),
         ({"repetition_penalty": 0.5}, "between 1 and 2"), ({"heat": 1}, "no slider called 'heat'")],
    )
    def test_what_no_slider_can_show(self, wrong, message):
        with pytest.raises(ValueError, match=message):
            check_settings(wrong)
        widget = make()
        with pytest.raises(ValueError, match=message):
            widget.settings = wrong
        assert widget.settings == OFF

    def test_in_words(self):
        every = Sampling(0.7, 40, 0.9, 0.05, 1.2)
        assert in_words(as_settings(every)) == (
            "repetition penalty 1.2, temperature 0.7, top-k 40, top-p 0.9, min-p 0.05")
        assert in_words(as_settings(Greedy())) == "temperature 0"
        assert as_settings(BeamSearch(4)) is None

    def test_only_what_the_sliders_can_show_is_put_on_them(self):
        wild = {"beams": BeamSearch(2), "hot": Sampling(temperature=5), "many": Sampling(top_k=999), "cold": Greedy()}
        widget = make(strategies=wild, max_new_tokens=2)
        assert [row["settings"] is None for row in widget.strategies] == [True, True, True, False, True]
        assert len(widget.write()) == 5

    def test_sliders_and_strategy_are_one(self):
        widget = make(strategy=Sampling(temperature=0.7, top_p=0.9))
        assert widget.settings == {**OFF, "temperature": 0.7, "top_p": 0.9}
        widget.settings = {"top_k": 2}
        assert widget.strategy == Sampling(top_k=2) and (widget.probabilities > 0).sum() == 2
        widget.strategy = Greedy()
        assert widget.settings["temperature"] == 0 and widget.probabilities.max() == 1
        with pytest.raises(TypeError, match="the sliders show a Sampling or Greedy"):
            widget.strategy = BeamSearch(2)


class TestWriting:
    def test_append_edit_undo(self):
        writing = Writing(BYTES, "x")
        for byte in "é".encode():
            writing.append(byte, 0.5, 0.4, "untouched")
        assert writing.text == "xé" and writing.ids() == [120, 0xC3, 0xA9]
        writing.type("x�")
        assert [token.id for token in writing.drawn] == [0xC3]
        writing.undo()
        assert writing.text == "xé"
        for text in ("xé ", "xé a"):
            writing.type(text)
        assert writing.drawn == () and writing.ids() == list("xé a".encode())
        writing.undo()
        assert writing.text == "xé" and len(writing.drawn) == 2
        for _ in range(5):
            writing.undo()
        assert writing.text == "x" and not writing.can_undo

    def test_words_without_spaces_are_put_together_as_the_tokenizer_does(self):
        world = World(seed=0)
        writing = Writing(StoryTokenizer(world), "One spring")
        for word in (",", "Mia"):
            writing.append(world.encode([word])[0], 0.5, 0.5, "untouched")
        assert writing.text == "One spring, Mia"
        writing.type("One spring,")
        assert len(writing.drawn) == 1


class TestTexts:
    def test_repeats(self):
        assert repeats([1, 2, 3, 4, 1, 2, 3, 4]) == (1, [False] * 4 + [True] * 4)
        assert repeats([7] * 6) == (2, [False] + [True] * 5)
        assert repeats([1, 2, 3]) == (0, [False] * 3)

    def test_scores_are_the_model_s_own(self):
        model, prompt, new = small_transformer(), [72, 105, 33], [9, 200, 9, 4]
        scores = token_scores(model, prompt, new)
        with torch.no_grad():
            logs = model(torch.tensor([prompt + new]))[0, 2:-1].log_softmax(-1)
        for (log, rank), row, token in zip(scores, logs, new, strict=True):
            assert log == pytest.approx(row[token].item(), abs=1e-4)
            assert rank == 1 + (row > row[token]).sum()
        assert sum(log for log, _ in scores) / 4 == pytest.approx(
            mean_log_probability(model, [prompt + new], start=3)[0], abs=1e-4)
        assert len(token_scores(model, prompt, [9])) == 1
        assert token_scores(lambda ids: model(ids), prompt, new) == [
            (pytest.approx(log, abs=1e-4), rank) for log, rank in scores]

    def test_a_function_writes_what_the_transformer_does(self):
        model = small_transformer()
        for strategy in (Greedy(), Sampling(0.8, top_k=5), Sampling(repetition_penalty=1.5)):
            own = continue_text(model, [72, 105], strategy, 12, 3, [])
            assert continue_text(lambda ids: model(ids), [72, 105], strategy, 12, 3, []) == own
        assert continue_text(letters_model(), [72], Greedy(), 9, 0, [ord("e")]) == [ord("e")]
        with pytest.raises(ValueError, match="beam search needs a Transformer"):
            continue_text(letters_model(), [72], BeamSearch(2), 9, 0, [])

    def test_side_by_side(self):
        widget = make(model=small_transformer(), strategies=TINY, max_new_tokens=10, strategy=Sampling(top_k=3))
        assert [row["name"] for row in widget.strategies] == [*TINY, "your sliders"]
        assert [row["settings"] is None for row in widget.strategies] == [False, False, True, True]
        said = widget.write()
        entries = widget.texts["entries"]
        assert [entry["name"] for entry in entries] == [*said] == [*TINY, "your sliders"]
        assert entries[3]["settings"]["top_k"] == 3 and widget.texts["count"] == 10
        for entry in entries:
            assert entry["tokens"] == 10 and entry["text"] == said[entry["name"]]
            assert entry["mean"] == pytest.approx(sum(chip[1] for chip in entry["chips"]) / 10, abs=1e-3)
        greedy = continue_text(widget._model, BYTES.encode("Hi there"), Greedy(), 10, 0, [])
        assert entries[0]["distinct"] == pytest.approx(distinct_n([greedy], 2), abs=1e-4)
        assert all(chip[2] == 1 for chip in entries[0]["chips"]) and entries[0]["repeats"] == repeats(greedy)[0]

    def test_one_strategy_a_message_and_another_seed_the_next_time(self):
        widget = make(strategies={"one": Sampling(), "two": Sampling(temperature=1.5)}, max_new_tokens=12, seed=5)
        for at in range(3):
            ask(widget, kind="write", at=at, settings=widget.settings, text=widget.text)
            assert len(widget.texts["entries"]) == at + 1
        first = widget.texts
        ask(widget, kind="write", at=3, text=widget.text)
        assert widget.texts == first  # there is no fourth
        ask(widget, kind="write", at=0, text=widget.text)
        assert (widget.texts["run"], widget.texts["seed"], len(widget.texts["entries"])) == (2, 6, 1)
        assert widget.texts["entries"][0]["text"] != first["entries"][0]["text"]
        assert first["seed"] == 5

    @pytest.mark.parametrize("other", ["something else", ""])
    def test_a_run_keeps_the_text_that_it_began_with(self, other):
        widget = make(model=small_transformer(), strategies={"a": Greedy(), "b": Greedy()}, max_new_tokens=5)
        ask(widget, kind="write", at=0, text=widget.text)
        ask(widget, kind="text", text=other)
        ask(widget, kind="write", at=1, text=widget.text)
        assert widget.texts["entries"][0]["text"] == widget.texts["entries"][1]["text"]
        assert widget.texts["after"] == "Hi there"

    def test_a_strategy_that_fails_leaves_the_others(self):
        class Broken:
            def choose(self, logits, generator=None, written=None):
                raise KeyError("no idea")

        widget = make(strategies={"broken": Broken(), "beams": BeamSearch(2), "good": Greedy()}, max_new_tokens=3)
        assert widget.write()["good"] == "eee"
        errors = [entry.get("error") for entry in widget.texts["entries"]]
        assert errors[0] == "KeyError: 'no idea'" and "needs a Transformer" in errors[1] and errors[2:] == [None, None]

    def test_characters_in_pieces_and_ends(self):
        class Emoji:
            def choose(self, logits, generator=None, written=None):
                piece = "😀\n!".encode()
                return torch.tensor([piece[len(written[0].new) % len(piece)]])

        widget = make(model=small_transformer(), strategies={"emoji": Emoji()}, max_new_tokens=30, stop=[ord("!")])
        widget.write()
        chips = widget.texts["entries"][0]["chips"]
        assert [chip[0] for chip in chips] == ["😀", "↵", "!"] and [chip[4] for chip in chips] == [False, True, False]
        assert widget.texts["entries"][0]["tokens"] == 6

    def test_little_room_is_used(self):
        torch.manual_seed(0)
        model = Transformer(TransformerConfig.llama(vocab_size=256, layers=1, width=32, heads=2, context_length=12))
        widget = make("a" * 10, model, strategies={"greedy": Greedy()})
        widget.write()
        assert widget.texts["count"] == 3 and widget.texts["entries"][0]["tokens"] == 3


class TestPlayground:
    def test_what_is_sent_first(self):
        widget = make("Hi", shown=5)
        assert widget.shown == 5 and widget.distribution["version"] == 1 and widget.texts == {}
        assert widget.distribution["labels"][:3] == ["e", "t", "a"] and widget.distribution["vocabulary"] == 256
        assert widget.answer == {"sequence": 0, "text": "Hi", "drawn": [], "can_undo": False, "problem": None,
                                 "empty": False}

    def test_append_and_undo(self):
        widget = make("Hi")
        settings = {**OFF, "temperature": 0.5, "top_k": 2}
        answer = ask(widget, kind="append", id=ord("t"), settings=settings, text="Hi")
        share = float(np.exp(-0.8) / (1 + np.exp(-0.8)))
        scores = np.full(256, -4.0)
        scores[:12] = 4 - 0.4 * np.arange(12)
        untouched = np.exp(scores[1]) / np.exp(scores).sum()
        [(label, id, drawn, plain, how)] = answer["drawn"]
        assert (label, id, how) == ("t", 116, "temperature 0.5, top-k 2") and widget.text == answer["text"] == "Hit"
        assert drawn == pytest.approx(share, abs=1e-5) and plain == pytest.approx(untouched, abs=1e-5)
        assert widget.distribution["version"] == 2 and widget.distribution["tokens"] == 3
        assert ask(widget, kind="undo", text="Hit")["text"] == "Hi" and widget.answer["can_undo"] is False

    def test_a_token_that_the_browser_cannot_name_is_drawn_by_python(self):
        logits = torch.linspace(0, 1, 2_000)
        widget = make("Hi", model=lambda ids: logits.expand(1, ids.shape[1], 2_000), tokenizer=Numbers())
        known = set(widget._reading.known().tolist())
        for _ in range(20):
            answer = ask(widget, kind="append", id=None, settings=OFF, text=widget.text)
            assert answer["drawn"][-1][1] not in known
            ask(widget, kind="undo", text=widget.text)

    def test_an_action_takes_what_is_typed(self):
        widget = make("Hi")
        assert ask(widget, kind="append", id=33, settings=OFF, text="Hi you")["text"] == "Hi you!"
        widget.text = "from Python"
        assert widget.answer["text"] == "from Python" and widget.answer["drawn"] == []

    def test_wrong_tokens_are_refused(self):
        for id in (-1, 256, "e", 1.5):
            assert "there is no token" in ask(make("Hi"), kind="append", id=id, settings=OFF, text="Hi")["error"]

    @pytest.mark.parametrize(
        ("text", "tokenizer", "model", "problem"),
        [("", BYTES, None, "Type something"), ("what!", STRICT, None, "KeyError: \"no such token: '!'\""),
         ("x" * 1_025, BYTES, None, "the text has 1,025 tokens, and only 1,024 can be read here: shorten it"),
         ("x", BYTES, lambda ids: 1 / 0, "ZeroDivisionError: division by zero"),
         ("x", BYTES, lambda ids: torch.full((1, ids.shape[1], 9), math.nan), "not finite")],
    )
    def test_what_goes_wrong_is_said_and_nothing_is_lost(self, text, tokenizer, model, problem):
        widget = make(text, model, tokenizer)
        assert problem in widget.answer["problem"] and widget.answer["text"] == text
        assert problem in widget.summary() and widget.picture().to_png().startswith(b"\x89PNG")
        assert problem in ask(widget, kind="append", id=3, settings=OFF, text=text)["problem"]
        assert problem in ask(widget, kind="write", at=0, text=text)["problem"] and widget.texts == {}
        with pytest.raises(ValueError):
            widget.write()
        if model is None:
            assert ask(widget, kind="text", text="fine")["problem"] is None
            ask(widget, kind="append", id=101, settings=OFF, text="fine")
            before = widget.distribution
            ask(widget, kind="text", text=text)
            assert widget.distribution == before and problem in widget.answer["problem"]
            assert ask(widget, kind="undo", text=text)["text"] == "finee" and widget.answer["problem"] is None

    @pytest.mark.parametrize(
        ("arguments", "problem", "message"),
        [({"model": 3}, TypeError, "model is a Transformer, or a function"),
         ({"tokenizer": 3}, TypeError, "tokenizer has encode"), ({"prompt": 3}, TypeError, "prompt is a text"),
         ({"shown": 0}, ValueError, "shown is a whole number between 1 and 50"),
         ({"shown": 2.5}, ValueError, "shown"), ({"max_new_tokens": 1_000}, ValueError, "between 1 and 256"),
         ({"seed": -1}, ValueError, "seed is a whole number"), ({"strategies": [Greedy()]}, TypeError, "are named"),
         ({"strategies": {"your sliders": Greedy()}}, ValueError, "choose another"),
         ({"strategy": BeamSearch(2)}, TypeError, "the sliders show")],
    )
    def test_wrong_arguments(self, arguments, problem, message):
        with pytest.raises(problem, match=message):
            DecodingPlayground(**{"model": letters_model(), "tokenizer": BYTES, **arguments})

    def test_storyland(self):
        world = World(seed=0)
        torch.manual_seed(0)
        model = Transformer(TransformerConfig.llama(vocab_size=len(world.vocabulary), layers=1, width=32, heads=2))
        widget = make("One spring", model, StoryTokenizer(world), strategies={"greedy": Greedy()}, stop=[0])
        assert widget.answer["problem"] is None and widget.distribution["tokens"] == 3
        widget.write()
        entry = widget.texts["entries"][0]
        assert entry["spaced"] and entry["text"] == world.decode(
            continue_text(model, StoryTokenizer(world).encode("One spring"), Greedy(), 24, 0, [0]))
        plain = make("One spring", model, world, strategies={"greedy": Greedy()})  # a world is a tokenizer too
        assert plain.distribution["tokens"] == 2 and plain.write() and plain.texts["entries"][0]["spaced"]
        assert set(plain.distribution["labels"]) <= set(world.vocabulary)
        assert "is not a word of this world" in ask(widget, kind="text", text="One gigabyte")["problem"]
        assert ask(widget, kind="text", text="")["problem"] is None  # its texts begin with the end of another

    def test_special_tokens_end_a_text(self):
        class WithSpecials(type(BYTES)):
            special_tokens = {"<e>": ord("e")}

        widget = make("Hi", tokenizer=WithSpecials(), strategies={"greedy": Greedy()})
        assert widget.write()["greedy"] == "e"
        widget = make("Hi", tokenizer=WithSpecials(), strategies={"greedy": Greedy()}, stop=())
        assert widget.write()["greedy"] == "e" * 24


class Numbers:
    """One token for each number; what is written is as long as that."""

    def encode(self, text):
        return [len(text)]

    def token_bytes(self, id):
        return f" {id}".encode()


class TestShown:
    @pytest.mark.parametrize(
        ("text", "options"),
        [("Hi", {}), ("", {}), ("$x$ 我 <b>" * 9, {"strategy": Sampling(0.7, 12, 0.9, 0.05, 1.3)}),
         ("Hi", {"shown": 50}), ("Hi\n\x00", {"strategy": Greedy()})],
    )
    def test_view_picture_and_words(self, text, options, recwarn):
        check_shown(lambda: make(text, **options), recwarn)

    def test_the_picture_is_the_same_each_time(self):
        check_drawn_alike(lambda: make("Hi", strategy=Sampling(0.7, 12, 0.9, 0.05, 1.3)))

    def test_summary(self):
        assert make().summary() == (
            "After “Hi there”, untouched: all 256 tokens are left. “e” has 32.4 %; entropy 3.0 bits, as if choosing "
            "among 8.1 tokens.")
        assert make(strategy=Sampling(temperature=0.5, top_k=1)).summary() == (
            "After “Hi there”, temperature 0.5, top-k 1: 1 of 256 tokens is left. “e” has 100.0 % (untouched: 32.4 %); "
            "entropy 0.0 bits, as if choosing among 1 token.")

    def test_the_picture_says_what_is_cut(self):
        plot = make(strategy=Sampling(top_k=2), shown=4).picture()
        said = [text.get_text() for text in plot.axes[0].texts]
        assert said[2:] == ["cut off"] * 3 and said[0].endswith(" %")
        assert [label.get_text() for label in plot.axes[0].get_yticklabels()] == ["e", "t", "a", "o", "all 252 others"]

    def test_the_picture_holds_what_was_written(self):
        widget = make(strategies={"greedy": Greedy(), "beams": BeamSearch(2)}, max_new_tokens=5)
        small = widget.picture().get_size_inches()[1]
        widget.write()
        plot = widget.picture()
        said = [text.get_text() for text in plot.texts]
        assert {"greedy", "eeeee", "−1.13 nats", "beams", "your sliders"} <= set(said)
        assert any("beam search needs a Transformer" in line for line in said)
        assert plot.get_size_inches()[1] > small + 0.6
        json.dumps(widget.texts, allow_nan=False)


@pytest.mark.asset("smollm2")
@pytest.mark.slow
def test_smollm2():
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    widget = DecodingPlayground(model, tokenizer, "The capital of France is", strategies={"greedy": Greedy()},
                                max_new_tokens=4, strategy=Sampling(temperature=0.7, top_p=0.9))
    assert widget.summary().endswith(
        "1 of 49,152 tokens is left. “·Paris” has 100.0 % (untouched: 77.3 %); entropy 0.0 bits, as if choosing among "
        "1 token.")
    assert widget.write()["greedy"].startswith(" Paris")
    assert set(widget._stop) == set(tokenizer.special_tokens.values())
