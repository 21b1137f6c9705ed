"""AdapterDial without a browser: what a strength is, what is computed at each, what is refused, shown and said."""

import json
from dataclasses import asdict

import numpy as np
import pytest
import torch
from adapter_pairs import randomised
from browser.stand_ins import BYTES, adapted_transformer, small_transformer, surprise
from hypothesis import example, given
from hypothesis import strategies as st
from shown import check_drawn_alike, check_shown

from llm_edu.decoding import Greedy, generate
from llm_edu.finetuning import TARGET_MODULES, Classifier, add_lora, changes_of, merge, quantised
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import AdapterDial
from llm_edu.widgets.adapter_dial import DialReading, at_strength, dial
from llm_edu.widgets.adapter_dial.reading import STRENGTHS
from llm_edu.widgets.adapter_dial.scene import make_scene
from llm_edu.widgets.common.axis import axis_of
from llm_edu.widgets.common.comparing import WORDS, compare, count_words

IDS = torch.tensor([BYTES.encode("a green hat"), BYTES.encode("a brown cat")])
SMALL = dict(vocab_size=256, context_length=48, layers=3, width=24, heads=4)
FOUND = DialReading([-0.5, 0, 1], {"new": [2.5, 0.5, 1], "old": [0.1, 0.1, 3]}, {
    "Mia is": ["a vet.", "a baker.", "our new vet."], "$x$ <b>": ["", "", "then"]})


def make(kind):
    """A small model without changes, and its twin with large random ones in every place."""
    torch.manual_seed(0)
    places = [place for place in TARGET_MODULES if kind != "gpt2" or place != "gate"]
    model = Transformer(getattr(TransformerConfig, "gpt2" if kind == "gpt2" else "llama")(**SMALL)).eval()
    model = quantised(model, 8) if kind == "quantised" else model
    return model, randomised(add_lora(model, 2, 4, places))


class TestAtStrength:
    @pytest.mark.parametrize("kind", ["llama", "gpt2", "quantised"])
    def test_0_is_the_model_before_and_1_the_adapted_one_to_the_last_bit(self, kind):
        model, adapted = make(kind)
        before, learned = model(IDS), adapted(IDS)
        assert torch.equal(at_strength(adapted, 0)(IDS), before) and torch.equal(at_strength(adapted, 1)(IDS), learned)
        assert (before - learned).abs().max() > 0.1

    @pytest.mark.parametrize("strength", [-0.5, 0.25, 1.5])
    def test_others_add_so_many_times_the_learned_table(self, strength):
        model, adapted = make("llama")
        turned = at_strength(adapted, strength)
        for key, change in changes_of(adapted).items():
            torch.testing.assert_close(changes_of(turned)[key].delta_weight(), strength * change.delta_weight())
        torch.testing.assert_close(turned(IDS), merge(turned)(IDS), rtol=1e-4, atol=1e-4)
        for other in (model, adapted):
            assert (turned(IDS) - other(IDS)).abs().max() > 0.01

    def test_it_goes_on_from_any_strength(self):
        _, adapted = make("gpt2")
        assert torch.equal(at_strength(at_strength(adapted, 0.5), 2)(IDS), adapted(IDS))

    def test_weights_are_shared_and_a_classifier_can_be_turned(self):
        model, adapted = make("llama")
        turned = at_strength(adapted, 0.5)
        assert turned.token_embedding.weight.data_ptr() == model.token_embedding.weight.data_ptr()
        classifier = Classifier(adapted, 2, head=torch.nn.Linear(24, 2))
        texts = IDS.tolist()
        assert torch.equal(at_strength(classifier, 1)(texts), classifier(texts))
        assert not torch.equal(at_strength(classifier, 0)(texts), classifier(texts))

    def test_a_model_without_changes_is_refused(self):
        model, adapted = make("llama")
        for none in (model, merge(adapted)):
            with pytest.raises(ValueError, match="this model has no changes that could be turned: they come from `add_lora`"):
                at_strength(none, 0.5)
        with pytest.raises(TypeError, match="a model with LoRA's changes is needed, or what `dial` has found, not 'Mia'"):
            at_strength("Mia", 0.5)


def state_of(model):
    return ({name: value.clone() for name, value in model.state_dict().items()},
            [(value.requires_grad, value.grad) for value in model.parameters()],
            [(change.scale, change.training) for change in changes_of(model).values()], model.training)


def same_state(one, other):
    return (one[0].keys() == other[0].keys() and all(torch.equal(one[0][name], other[0][name]) for name in one[0])
            and one[1:] == other[1:])


class TestDial:
    def test_measures_and_texts_at_each_strength_are_those_of_the_model_there(self):
        model, adapted = make("llama")

        def write(model, prompts):
            return [BYTES.decode(generate(model, BYTES.encode(prompt), Greedy(), 6)[0].tolist()) for prompt in prompts]

        prompts = ["a hat", "the brown cat"]
        found = dial(adapted, [1.5, 0, 1, -1], {"nats": surprise, "twice": lambda model: 2 * surprise(model)}, prompts, write)
        assert found.strengths == (-1, 0, 1, 1.5)
        models = [at_strength(adapted, -1), model, adapted, at_strength(adapted, 1.5)]
        assert found.losses["nats"] == tuple(map(surprise, models))
        assert found.losses["twice"] == tuple(2 * surprise(each) for each in models)
        rows = list(zip(*(write(each, prompts) for each in models), strict=True))
        assert [found.texts[prompt] for prompt in prompts] == rows and len(set(rows[0])) > 1

    def test_the_model_stays_as_it_is_whatever_is_done_to_what_is_measured(self):
        _, adapted = make("llama")
        adapted.train()
        before, seen = state_of(adapted), []

        def measure(model):
            seen.append(model)
            model.eval()
            for change in changes_of(model).values():
                change.scale = 100
            if len(seen) == 5:
                raise RuntimeError("the fifth")
            return 1.0

        with pytest.raises(RuntimeError, match="the fifth"):
            dial(adapted, STRENGTHS, {"one": measure})
        with pytest.raises(TypeError, match="write returns"):
            dial(adapted, [0, 1], {"one": measure}, ["a"], lambda model, prompts: None)
        assert same_state(state_of(adapted), before) and not any(model is adapted for model in seen)

    def test_dice_are_the_same_at_every_strength_and_the_reader_s_stay_as_they_were(self):
        _, adapted = make("llama")
        torch.manual_seed(5)
        expected = torch.rand(3)
        torch.manual_seed(5)
        found = dial(adapted, [0, 1, 2], {"dice": lambda model: torch.rand(1).item()})
        assert len(set(found.losses["dice"])) == 1 and torch.equal(torch.rand(3), expected)

    def test_nothing_is_kept_for_gradients(self):
        grads = []
        dial(make("llama")[1], [0, 1], {"one": lambda model: grads.append(model(IDS).requires_grad) or 1})
        assert grads == [False, False]

    def test_numbers_of_numpy_and_torch(self):
        found = dial(make("llama")[1], [0, 1], {"a": lambda model: torch.tensor(0.5), "b": lambda model: np.float32(2),
                                               "c": lambda model: 3})
        assert found.losses == {"a": (0.5, 0.5), "b": (2, 2), "c": (3, 3)}
        json.dumps(asdict(found))

    @pytest.mark.parametrize(
        ("change", "problem", "message"),
        [({"strengths": [0, 0.5]}, ValueError, r"0 \(as before\) and 1 \(as learned\) must be among the strengths"),
         ({"strengths": [0, 1, 1.00001]}, ValueError, "the strength 1 is there 2 times"),
         ({"strengths": [0, 1, 5]}, ValueError, "between −4 and 4, not at 5.0"),
         ({"strengths": [0, 1, float("nan")]}, ValueError, "between −4 and 4, not at nan"),
         ({"strengths": [0, 1, "2"]}, TypeError, "a strength is a number, not '2'"),
         ({"strengths": [0, True]}, TypeError, "a strength is a number, not True"),
         ({"strengths": "01"}, TypeError, "strengths are several numbers"),
         ({"strengths": 1}, TypeError, "strengths are several numbers"),
         ({"strengths": np.linspace(0, 1, 22)}, ValueError, "22 strengths are too many to turn to; give at most 21"),
         ({"measures": {}}, ValueError, "there are 0 measures: give at least one, and at most 4"),
         ({"measures": dict.fromkeys("abcde", surprise)}, ValueError, "there are 5 measures"),
         ({"measures": None}, TypeError, "measures are a name and a function of the model each, .* not None"),
         ({"measures": [surprise]}, TypeError, "measures are a name and a function"),
         ({"measures": {" ": surprise}}, TypeError, "measures are a name and a function"),
         ({"measures": {"nats": 3.2}}, TypeError, "the measure 'nats' is a function of the model, not 3.2"),
         ({"measures": {"nats": print}}, TypeError, "the measure 'nats' is a number, not None"),
         ({"measures": {"nats": lambda model: torch.ones(2)}}, TypeError, r"the measure 'nats' is a number, not \[1.0, 1.0\]"),
         ({"measures": {"nats": lambda model: float("inf")}}, ValueError, "'nats' is inf at strength 0: leave that"),
         ({"prompts": "Mia"}, TypeError, r"prompts are a list of texts; write \['Mia'\]"),
         ({"prompts": [" "]}, TypeError, "a prompt is a text with at least one word, not ' '"),
         ({"prompts": [3]}, TypeError, "a prompt is a text with at least one word, not 3"),
         ({"prompts": ["a", "a"]}, ValueError, "at most 8 prompts, none of them twice"),
         ({"prompts": [*"abcdefghi"]}, ValueError, "at most 8 prompts, none of them twice, not 9"),
         ({"write": lambda model, prompts: "abc"}, TypeError, "write returns a list of 2 texts, one for each prompt, not 'abc'"),
         ({"write": lambda model, prompts: ["a"]}, TypeError, "write returns a list of 2 texts"),
         ({"write": lambda model, prompts: ["a", None]}, TypeError, "write returns a text for each prompt, not None"),
         ({"write": "abc"}, TypeError, "write is a function of a model and prompts, which returns a text for each, not 'abc'")],
    )
    def test_wrong_arguments(self, change, problem, message):
        right = {"strengths": [0, 1], "measures": {"nats": surprise}, "prompts": ["a", "b"],
                 "write": lambda model, prompts: prompts}
        with pytest.raises(problem, match=message):
            dial(adapted_transformer(), **right | change)


class TestReading:
    def test_it_comes_back_from_json(self):
        assert DialReading(**json.loads(json.dumps(asdict(FOUND)))) == FOUND
        assert DialReading([0, 1], {"a": [1, 2]}).texts == {}

    @pytest.mark.parametrize(
        ("change", "problem", "message"),
        [({"losses": {"new": [1, 2]}}, ValueError, "'new' has 2 losses for 3 strengths"),
         ({"texts": {"Mia is": ["a"]}}, ValueError, "'Mia is' has 1 texts for 3 strengths"),
         ({"texts": {"Mia is": ["a", "b", 3]}}, TypeError, "a text for each prompt, not 3"),
         ({"losses": {"new": [1, 2, None]}}, TypeError, "the measure 'new' is a number, not None"),
         ({"strengths": [0, 2, 3]}, ValueError, "0 .* and 1 .* must be among"),
         ({"strengths": [1, 0, -0.5]}, ValueError, "from low to high, not")],
    )
    def test_what_does_not_fit_together(self, change, problem, message):
        with pytest.raises(problem, match=message):
            DialReading(**asdict(FOUND) | change)

    def test_the_lowest(self):
        assert FOUND.lowest("new") == 0 and FOUND.lowest("old") == 0    # as low at 1, which is farther from 0
        assert DialReading([0, 1, 2], {"a": [3, 1, 1]}).lowest("a") == 1


TEXT = st.text("ab '.\nä", max_size=30)


class TestComparing:
    @given(TEXT, TEXT)
    def test_nothing_is_lost_and_what_is_not_marked_is_in_both(self, before, now):
        both = compare(before, now)
        common = []
        for text, parts in zip((before, now), both, strict=True):
            assert "".join(part for part, _ in parts) == text and all(part for part, _ in parts)
            common.append([word for part, changed in parts if not changed for word in WORDS.findall(part)])
            assert count_words(parts)[1] == len(WORDS.findall(text))
        assert common[0] == common[1]

    def test_equal_texts_and_others(self):
        assert compare("a b", "a b") == ([("a b", False)], [("a b", False)]) and compare("", "") == ([], [])
        assert compare("", "new words") == ([], [("new words", True)])
        assert compare("It's a hat", "It’s a hat")[1] == [("It’s", True), (" a hat", False)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
@example([5e-324])
@example([5e-324, 0.0])
def test_the_axis_reaches_around_all_values_in_few_even_steps(values):
    axis = axis_of(values)
    ticks = [tick for tick, _ in axis["ticks"]]
    steps = np.diff(ticks)
    assert axis["low"] <= min(values) + 1e-6 * steps[0] and max(values) - 1e-6 * steps[0] <= axis["high"]
    assert 2 <= len(ticks) <= 8 and (axis["low"], axis["high"]) == (ticks[0], ticks[-1])
    assert steps.min() > 0 and np.allclose(steps, steps[0], rtol=1e-6)


class TestWidget:
    def test_it_writes_greedily_up_to_a_special_token(self):
        class Ending:
            """Bytes, of which the last letter that the model writes ends a text."""

            special_tokens = {"<|begin|>": 1}
            encode, decode = BYTES.encode, BYTES.decode

        adapted = adapted_transformer()
        tokenizer, model = Ending(), small_transformer()
        new = generate(model, [[1, *BYTES.encode(text)] for text in ("a hat", "cats")], Greedy(), 7).tolist()
        tokenizer.special_tokens = {"<|begin|>": 1, "<|end|>": new[0][4]}
        widget = AdapterDial(adapted, tokenizer, ["a hat", "cats"], {"nats": surprise}, begin="<|begin|>",
                             max_new_tokens=7, strengths=[0, 1])
        ended = [row[: row.index(new[0][4])] if new[0][4] in row else row for row in new]
        assert [texts[0] for texts in widget.texts.values()] == list(map(BYTES.decode, ended))
        assert widget.losses["nats"] == pytest.approx((surprise(model), surprise(adapted)), abs=1e-5)    # with gradients

    def test_from_python(self):
        widget = AdapterDial(FOUND, unit="nats", strength=0)
        assert (widget.strengths, widget.strength, widget.at) == ((-0.5, 0, 1), 0, 1)
        assert widget.losses == FOUND.losses and widget.texts == FOUND.texts
        widget.strength = 1
        assert widget.at == 2
        for wrong in (0.3, 7, float("nan")):
            with pytest.raises(ValueError, match="nothing was computed at strength .*; there are −0.5, 0, 1"):
                widget.strength = wrong
        assert widget.strength == 1
        with pytest.raises(TypeError, match="strength is a number, not 'high'"):
            AdapterDial(FOUND, strength="high")

    def test_wrong_arguments(self):
        adapted = adapted_transformer()
        with pytest.raises(TypeError, match="to write, the model's tokenizer is needed, or `write`, a function, not None"):
            AdapterDial(adapted, prompts=["Mia"], measures={"nats": surprise})
        with pytest.raises(ValueError, match="this tokenizer has no special token '<|story|>'; it has: none"):
            AdapterDial(adapted, BYTES, ["Mia"], {"nats": surprise}, begin="<|story|>")
        with pytest.raises(ValueError, match="no changes that could be turned"):
            AdapterDial(small_transformer(), BYTES, ["Mia"], {"nats": surprise})

    def test_words(self):
        widget = AdapterDial(FOUND, strength=-0.5)
        assert widget.summary() == (
            "A learned change at 3 strengths, −0.5 to 1. Strength −0.5, the opposite of what was learned: new 2.5 (before: "
            "0.5), old 0.1 (before: 0.1).")
        assert [each["say"] for each in widget.scene["strengths"]] == [
            "Strength −0.5, the opposite of what was learned: new 2.50 (before: 0.50), old 0.10 (before: 0.10). "
            "1 of 3 words differ from before.",
            "Strength 0, as before: new 0.50, old 0.10.",
            "Strength 1, as learned: new 1.00 (before: 0.50), old 3.00 (before: 0.10). 4 of 5 words differ from before."]

    @pytest.mark.parametrize("strength", [-0.5, 0, 1])
    def test_view_picture_and_words(self, strength, recwarn):
        check_shown(lambda: AdapterDial(FOUND, unit="$ and nats", strength=strength), recwarn)

    @pytest.mark.parametrize("found", [
        DialReading([0, 1], {"a": [0, 0]}), DialReading([0, 1], {"b" * 200: [3, 3], "x\x07\n": [1e9, -1e9]}),
        DialReading([step / 4 for step in range(-10, 11)],
                    {name: range(21) for name in ("one", "two words", "我", "$x_1$")},
                    {"p" * 300: ["word " * 900] * 20 + ["x" * 5000], "\ud83d": ["a\x07\u202eb\ud83d\n\n<img src=x>"] * 21}),
    ])
    def test_extremes(self, found, recwarn):
        check_shown(lambda: AdapterDial(found, unit="losses of $x$ " * 9), recwarn)

    def test_names_that_look_alike_are_told_apart(self):
        scene = make_scene(DialReading([0, 1], {"a b": [1, 2], "a  b": [1, 2]}), "nats")
        assert [line["name"] for line in scene["lines"]] == ["a b", "a b (2)"]

    def test_no_name_of_a_line_reaches_down_to_the_strengths(self):
        axes = AdapterDial(DialReading([0, 0.5, 1], {"one": [9, 1, 0], "two": [9, 0, 0]})).picture().axes[0]
        axes.figure.draw_without_rendering()
        assert [text.get_text()[:3] for text in axes.texts[:2]] == ["one", "two"]
        numbers = max(label.get_window_extent().y1 for label in axes.get_xticklabels())
        assert all(text.get_window_extent().y0 > numbers for text in axes.texts)

    def test_the_picture_is_the_same_each_time(self):
        check_drawn_alike(lambda: AdapterDial(FOUND))
