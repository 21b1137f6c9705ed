"""CompressionLab without a browser: what a setting costs, where the levels lie, what is refused, shown and said."""

import json

import pytest
import torch
import torch.nn.functional as F
from browser.stand_ins import BYTES, small_transformer
from shown import check_drawn_alike, check_shown

from llm_edu.compression import compressed, model_bytes, quantise_weights
from llm_edu.decoding import Greedy, generate
from llm_edu.errors import CourseError
from llm_edu.widgets import CompressionLab
from llm_edu.widgets.compression_lab import scene as scene_module
from llm_edu.widgets.compression_lab.levels import look_at, look_words, place_words
from llm_edu.widgets.compression_lab.settings import Setting

TEXTS = ["the green hat", "a cat"]
EMBEDDINGS, BLOCKS = ["embeddings"], ["first block", "last block"]


class Specials:
    """Bytes, of which 1 begins a text and 0 ends it."""

    special_tokens = {"<|begin|>": 1, "<|end|>": 0}
    encode, decode = BYTES.encode, BYTES.decode


def small(**changes):
    return CompressionLab(**{"model": small_transformer(), "tokenizer": BYTES, "texts": TEXTS, "max_new_tokens": 4} | changes)


class TestMeasured:
    @pytest.mark.parametrize(("bits", "group", "keep"), [(8, "tensor", []), (3, "row", EMBEDDINGS), (4, 32, BLOCKS)])
    def test_bytes_loss_and_texts_are_those_of_the_compressed_model(self, bits, group, keep):
        model = small_transformer()
        inside = {"embeddings": ["token_embedding", "unembedding"], "first block": ["blocks.0"], "last block": ["blocks.1"]}
        names = [name for part in keep for name in inside[part] if name != "unembedding" or not model.config.tie_embeddings]
        shared = None if group == "tensor" else group
        twin = compressed(model, lambda name, weight: quantise_weights(weight, bits, shared), names)
        rows = [[1, *BYTES.encode(text), 0] for text in TEXTS]
        nats = [F.cross_entropy(twin(torch.tensor([row[:-1]]))[0], torch.tensor(row[1:]), reduction="sum").item()
                for row in rows]
        lab = small(model=model, tokenizer=Specials(), begin="<|begin|>", end="<|end|>", truth=lambda text: -len(text))
        found = lab.choose(bits=bits, group=group, keep=keep)
        assert found["bytes"] == model_bytes(twin) == found["codes"] + found["scales"] + found["rest"]
        assert found["loss"] == pytest.approx(sum(nats) / 2 - (13 + 5) / 2, abs=1e-4)    # above the truth's
        written = generate(twin, [[1, *BYTES.encode("the")]], Greedy(), 4, {0, 1})[0].tolist()
        assert "".join(text for text, _ in found["texts"][0]["now"]) in scene_module.shown(BYTES.decode(written))
        per_token = small(model=model, tokenizer=Specials(), begin="<|begin|>", end="<|end|>").choose(bits=bits, group=group, keep=keep)
        assert per_token["loss"] == pytest.approx(sum(nats) / (14 + 6), abs=1e-5)

    def test_with_all_parts_in_16_bits_it_is_the_model_as_it_was(self):
        lab = small()
        found = lab.choose(bits=2, keep=["embeddings", *BLOCKS])
        assert (found["bytes"], found["times"], found["codes"]) == (lab.scene["original"]["bytes"], "1.0", 0)
        assert found["loss"] == pytest.approx(lab.scene["original"]["loss"], abs=1e-6) and found["changed"][0] == 0
        assert found["look"]["step"] == 0 and "They stay in 16 bits" in found["look"]["said"]

    def test_many_texts_are_read_in_batches(self):
        texts = ["a hat " * (1 + number % 3) for number in range(20)]
        alone = [small(texts=[text]).scene["original"]["loss"] for text in texts[:3]]
        sizes = [len(text) - 1 for text in texts]
        expected = sum(alone[at % 3] * size for at, size in enumerate(sizes)) / sum(sizes)
        assert small(texts=texts).scene["original"]["loss"] == pytest.approx(expected, abs=1e-5)

    def test_the_model_stays_as_it_is(self):
        model = small_transformer().train()
        before = {name: weight.clone() for name, weight in model.state_dict().items()}
        small(model=model).choose(bits=2, group="row")
        assert model.training and all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())
        assert all(weight.grad is None and weight.requires_grad for weight in model.parameters())


class TestLevels:
    MATRIX = torch.tensor([[0.1, -0.2, 0.1, 0.2], [0.1, 7.0, -1.0, 0.0]])

    @pytest.mark.parametrize(("setting", "row", "expected"), [
        (Setting(4, "tensor"), 0, {"step": 1.0, "used": 3, "zeros": 0.75, "count": 8, "largest": 7.0, "edge": 7.0}),
        (Setting(4, "row"), 0, {"step": 0.02856, "used": 3, "zeros": 0.0, "count": 4, "largest": -0.2, "edge": 0.2}),
        (Setting(3, "row"), -1, {"row": 1, "step": 2.334, "used": 2, "zeros": 0.75, "top": 3, "largest": 7.0})])
    def test_levels_and_what_becomes_of_the_weights(self, setting, row, expected):
        look = look_at(self.MATRIX, setting, row)
        assert {name: look[name] for name in expected} == expected
        assert sum(look["bars"]) == look["count"] == len(look["ticks"]) and look["behind"] == []

    def test_a_group_is_drawn_before_its_row(self):
        matrix = torch.zeros(2, 70)
        matrix[1, 3], matrix[1, 60], matrix[1, 69] = 0.875, -14.0, 0.5
        worst = look_at(matrix, Setting(4, 32))
        assert (worst["row"], worst["part"], worst["groups"], worst["step"], worst["edge"]) == (1, 1, 3, 2.0, 14.0)
        calm, last = look_at(matrix, Setting(4, 32), 1, 0), look_at(matrix, Setting(4, 32), 1, 9)
        assert (calm["step"], calm["count"], sum(calm["behind"]), calm["edge"]) == (0.125, 32, 70, 14.0)
        assert (last["part"], last["count"]) == (2, 6)
        place = place_words(last, Setting(4, 32), "up", "·a")
        assert place == "group 2 (6 weights) of row 1 (“·a”) of up"
        assert look_words(last, place).startswith("Group 2 (6 weights) of row 1 (“·a”) of up: the largest weight, 0.5, is 2.4 times")

    def test_a_row_of_zeros(self):
        look = look_at(torch.zeros(3, 8), Setting(2, "row"), 1)
        assert (look["step"], look["edge"]) == (0, 1) and "All of them become 0" in look_words(look, "row 1")


class TestWidget:
    def test_levels_come_before_the_loss_and_nothing_is_measured_twice(self):
        lab, seen = small(), []
        lab.observe(lambda change: seen.append([each["loss"] is None for each in change["new"]["tries"]]), "scene")
        found = lab.choose(bits=3, group=64)
        assert seen == [[False, True], [False, False]] and found is lab.tries[1] and found["look"]["step"] > 0
        measured = lab._measure.loss
        lab._measure.loss = None
        assert lab.choose(bits=8, group=None)["figure"] == lab.tries[0]["figure"]
        assert lab.choose(matrix="blocks.0.feed_forward.down", row=3)["look"]["row"] == 3
        lab._measure.loss = measured
        assert lab.choose(bits=2, keep=("embeddings",))["keep"] == EMBEDDINGS and len(lab.tries) == 3

    def test_an_error_leaves_what_was_measured(self):
        lab = small()
        before, lab._measure.loss = lab.scene, lambda model: float("nan")
        with pytest.raises(CourseError, match="ValueError: the loss in 3 bits, a scale for each matrix is nan"):
            lab.choose(bits=3)
        assert lab.scene == before and lab.shown is lab.tries[0]

    def test_the_newest_are_kept_and_state_is_small(self, monkeypatch):
        monkeypatch.setattr(scene_module, "MOST_TRIES", 3)
        lab = small()
        for bits in (7, 6, 5, 4):
            lab.choose(bits=bits)
        assert [each["bits"] for each in lab.tries] == [6, 5, 4] and len(json.dumps(lab.scene)) < 20_000

    @pytest.mark.parametrize(("change", "message"), [
        ({"bits": 9}, "bits is a whole number from 2 to 8, not 9"), ({"bits": True}, "not True"), ({"bits": 4.0}, "not 4.0"),
        ({"group": 16}, 'group is "tensor", "row", 128, 64 or 32, not 16'), ({"group": True}, "not True"),
        ({"keep": ["norms"]}, "keep names 'norms'; the parts of this model are embeddings, first block, last block, attention, "
                              "feed-forward"), ({"keep": "attention"}, r"keep is a list of parts, as \['embeddings'\]"),
        ({"matrix": "up"}, "matrix is the name of one of the model's, not 'up'"),
        ({"row": 256}, "row is a whole number from 0 to 255, or -1"), ({"part": -2}, "part is a whole number from 0")])
    def test_what_cannot_be_chosen(self, change, message):
        lab = small()
        lab.choose(matrix="token_embedding")
        before = lab.scene
        with pytest.raises(CourseError, match=message):
            lab.choose(**change)
        assert lab.scene == before

    @pytest.mark.parametrize(("changes", "problem", "message"), [
        ({"model": None}, TypeError, "model is a Transformer of llm_edu, not NoneType"),
        ({"tokenizer": None}, TypeError, "the model's tokenizer is needed"),
        ({"texts": "a hat"}, TypeError, r"texts are a list of texts: write \['a hat'\]"),
        ({"texts": [" "]}, TypeError, "texts are texts with at least one word, not ' '"),
        ({"texts": []}, ValueError, "there are 0 texts: give 1 to 64"), ({"prompts": ["a"] * 5}, ValueError, "5 prompts"),
        ({"texts": ["a"]}, ValueError, "text 0 has 1 tokens: the model reads at least 2"),
        ({"texts": ["a", "b" * 9000]}, ValueError, "text 0 has 1"), ({"begin": "<s>"}, ValueError, "no special token '<s>'"),
        ({"truth": lambda text: float("-inf")}, ValueError, "a finite number of at most 0, not -inf for 'the green hat'"),
        ({"truth": lambda text: 0.5}, ValueError, "not 0.5"), ({"max_new_tokens": 0}, ValueError, "from 1 to 200, not 0"),
        ({"bits": 1}, ValueError, "bits is a whole number"), ({"keep": ["x"]}, ValueError, "keep names 'x'")])
    def test_wrong_arguments(self, changes, problem, message):
        with pytest.raises(problem, match=message):
            small(**changes)
        with pytest.raises(TypeError, match="there is no colour to choose; there are bits, group"):
            small().choose(colour=3)


class TestShown:
    def test_picture_and_words(self, recwarn):
        class Wild(Specials):
            """Whose tokens are what no page should run, and which has fewer than the model."""

            def token_bytes(self, id):
                if id > 200:
                    raise IndexError(id)
                return f"<b>$x$ \u202e\x07{id}".encode()

        def wild():
            lab = small(tokenizer=Wild(), prompts=["<img src=x> $y$", "a\nb"], unit="<i>nats</i>\n")
            lab.choose(matrix="token_embedding", bits=3, group="row", row=65)
            return lab

        lab = wild()
        found = lab.shown["look"]
        assert found["token"].startswith("<b>$x$·⟨U+202E⟩␇65") and found["place"].startswith("row 65 (“<b>")
        assert lab.choose(row=201)["look"]["place"] == "row 201 of token_embedding"
        check_shown(wild, recwarn)
        check_drawn_alike(small)
        check_shown(lambda: small(keep=EMBEDDINGS, group=32, bits=2), recwarn)
