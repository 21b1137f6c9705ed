"""The arithmetic behind AttentionViewer, without a widget: packing, checking, measuring heads, asking a model."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets.attention_viewer.arrays import as_weights, check_size
from llm_edu.widgets.attention_viewer.heads import entropies, head_scores, is_even, kinds, place_masks
from llm_edu.widgets.attention_viewer.model import (
    log_softmax,
    look_inside,
    next_token_bars,
    read,
    text_loss,
    token_label,
    token_labels,
)
from llm_edu.widgets.attention_viewer.packing import (
    from_bytes,
    is_causal,
    largest_error,
    pack,
    packed_size,
    thumbnails,
    to_bytes,
    unpack,
)


def random_weights(layers=2, heads=3, time=7, causal=True, seed=0):
    scores = np.random.default_rng(seed).normal(0, 2, (layers, heads, time, time))
    if causal:
        scores = np.where(np.tril(np.ones((time, time), dtype=bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return (weights / weights.sum(-1, keepdims=True)).astype(np.float32)


class TestPacking:
    @given(st.floats(0, 1, width=32))
    def test_error_is_as_small_as_promised(self, weight):
        found = float(from_bytes(to_bytes(np.float32([weight])))[0])
        assert abs(found - weight) <= largest_error(weight) + 1e-7

    def test_small_weights_stay_apart(self):
        assert list(to_bytes(np.array([0, 0.0001, 0.001, 0.01, 1]))) == [0, 3, 8, 26, 255]

    @pytest.mark.parametrize("causal", [True, False])
    @pytest.mark.parametrize("time", [1, 2, 9])
    def test_there_and_back(self, causal, time):
        weights = random_weights(time=time, causal=causal)
        buffer = pack(weights, causal)
        assert len(buffer) == packed_size(weights.shape, causal)
        back = unpack(buffer, 6, time, causal).reshape(weights.shape)
        assert np.abs(back - weights).max() <= largest_error(1)
        assert is_causal(weights) is (causal or time == 1)

    def test_sizes_that_were_promised(self):
        assert packed_size((12, 12, 64, 64), causal=True) <= 0.35e6
        assert packed_size((30, 9, 64, 64), causal=True) <= 0.65e6

    def test_thumbnails_keep_thin_lines(self):
        diagonal = np.eye(300, k=-1, dtype=np.float32)
        small = thumbnails(diagonal[None], 32)
        assert small.shape == (1, 32, 32)
        assert (small[0].diagonal()[1:] == 1).all() and small[0, 0, 5:].max() == 0
        assert np.array_equal(thumbnails(diagonal[:5, :5], 5), diagonal[:5, :5])


class TestArrays:
    def test_every_usual_shape(self):
        weights = random_weights()
        assert np.array_equal(as_weights(weights), weights)
        assert as_weights(weights.astype(np.float64)).dtype == np.float32
        assert np.array_equal(as_weights(torch.tensor(weights)), weights)
        assert np.array_equal(as_weights([layer[None] for layer in weights]), weights)
        assert np.array_equal(as_weights(tuple(torch.tensor(layer)[None] for layer in weights)), weights)
        assert np.array_equal(as_weights(list(weights)), weights)
        assert np.array_equal(as_weights(weights.tolist()), weights)
        assert np.array_equal(as_weights(weights[:, None]), weights)
        assert np.array_equal(as_weights(weights[0]), weights[:1])
        assert as_weights(weights[0, 0]).shape == (1, 1, 7, 7)
        assert as_weights(torch.tensor(weights).bfloat16()).shape == weights.shape

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda w: w * 2, r"row \d of layer \d, head \d sums to 2, not 1; give the weights after the softmax"),
            (lambda w: np.log(w + 1e-9), "never negative; are these scores"),
            (lambda w: w.swapaxes(-1, -2), "swap the last two axes"),
            (lambda w: w[..., :-1], "as many queries as keys"),
            (lambda w: w * math.nan, "no numbers"),
            (lambda w: np.stack([w, w], 1), "weights of 2 texts"),
            (lambda w: [np.stack([layer, layer]) for layer in w], "weights of 2 texts"),
            (lambda w: [w[0], w[1][:2]], "differ in shape"),
            (lambda w: [None, None], "output_attentions=True"),
            (lambda w: [], "no layers"),
            (lambda w: w[:, :0], "no weights in an array"),
            (lambda w: w[0, 0, 0], "must have the shape"),
            (lambda w: np.eye(1025, dtype=np.float32), "1,025 tokens are too many"),
        ],
    )
    def test_mistakes_are_named(self, change, message):
        with pytest.raises(ValueError, match=message):
            as_weights(change(random_weights()))

    def test_too_many_for_the_memory(self):
        with pytest.raises(ValueError, match="583,200,000 weights do not fit into memory"):
            check_size(900, 720 * 900**2)

    def test_texts_are_no_weights(self):
        with pytest.raises(TypeError, match="must be numbers"):
            as_weights(np.array([["a"]]))


def looking_at(masks, name, time):
    """A head that looks at one place wherever there is one, else at itself."""
    mask = masks[name]
    weights = np.where(mask.any(-1, keepdims=True), mask / np.maximum(mask.sum(-1, keepdims=True), 1), np.eye(time))
    return weights[None, None].astype(np.float32)


class TestHeads:
    TOKENS = list("abcdefabcdef")

    @pytest.mark.parametrize("name", ["previous", "first", "self", "duplicate", "induction"])
    def test_a_head_made_to_look_somewhere_is_found_out(self, name):
        weights = looking_at(place_masks(self.TOKENS), name, 12)
        scores = head_scores(weights, self.TOKENS)
        assert scores[name][0, 0] == pytest.approx(1)
        assert kinds(scores)[0, 0] == name

    def test_next_token_where_a_head_may_look_ahead(self):
        weights = looking_at(place_masks(self.TOKENS, causal=False), "next", 12)
        scores = head_scores(weights, self.TOKENS, causal=False)
        assert scores["next"][0, 0] == pytest.approx(1) and kinds(scores)[0, 0] == "next"
        assert np.isnan(head_scores(weights, self.TOKENS, causal=True)["next"][0, 0])

    def test_even_attention(self):
        weights = np.tril(np.ones((12, 12))) / np.arange(1, 13)[:, None]
        scores = head_scores(weights[None, None], self.TOKENS)
        assert scores["evenness"][0, 0] == pytest.approx(1)
        assert scores["entropy"][0, 0] == pytest.approx(np.log(np.arange(1, 13)).mean())
        assert kinds(scores)[0, 0] == "uniform"

    def test_without_repeats_nothing_is_said_of_induction(self):
        scores = head_scores(random_weights(time=4), "abcd")
        assert np.isnan(scores["induction"]).all() and np.isnan(scores["duplicate"]).all()
        assert set(kinds(scores).ravel()) <= {"previous", "first", "self", "uniform", "mixed"}

    def test_a_row_is_even_or_not(self):
        assert is_even(np.full(7, 1 / 7)) and not is_even(np.array([0.6, 0.2, 0.2]))
        assert not is_even(np.array([0.5, 0.5])) and not is_even(np.ones(1))

    def test_one_token(self):
        scores = head_scores(np.ones((1, 1, 1, 1), dtype=np.float32), ["a"])
        assert scores["entropy"][0, 0] == 0 and kinds(scores).shape == (1, 1)

    def test_entropy_of_a_sure_row_is_zero(self):
        assert entropies(np.eye(3)).tolist() == [0, 0, 0]

    def test_no_pair_counts_twice(self):
        for causal in (True, False):
            masks = place_masks(list("aabbaab"), causal)
            assert sum(mask.astype(int) for mask in masks.values()).max() == 1


@pytest.fixture(scope="module", params=["llama", "gpt2", "interleaved"])
def model(request):
    torch.manual_seed(0)
    sizes = dict(vocab_size=50, layers=2, width=32, heads=4, context_length=64)
    if request.param == "gpt2":
        return Transformer(TransformerConfig.gpt2(**sizes))
    pairing = "interleaved" if request.param == "interleaved" else "half"
    model = Transformer(TransformerConfig.llama(**sizes, key_value_heads=2, rope_pairing=pairing))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 2:
                parameter.mul_(8)    # heads that choose, so that a mistake in them shows
    return model


class TestModel:
    IDS = [3, 1, 4, 1, 5, 9, 2, 6]

    def test_reading(self, model):
        reading = read(model, self.IDS)
        assert reading.weights.shape == (2, 4, 8, 8) and len(reading.keys) == 2
        with torch.no_grad():
            np.testing.assert_allclose(reading.logits, model(torch.tensor([self.IDS]))[0].numpy(), atol=1e-4)

    @pytest.mark.parametrize("off", [(), ((0, 1), (0, 3))])
    def test_the_inside_of_a_head_gives_the_weights_that_the_model_used(self, model, off):
        reading = read(model, self.IDS, off)
        for layer in range(2):
            for head in range(4):
                parts = look_inside(model, reading, layer, head)
                assert parts["scale"] == pytest.approx(1 / np.sqrt(8))
                scores = parts["scale"] * parts["queries"] @ parts["keys"].T
                scores[np.triu_indices(8, 1)] = -np.inf
                weights = np.exp(log_softmax(scores))
                np.testing.assert_allclose(weights, reading.weights[layer, head], atol=1e-4)
                assert parts["values"].shape == (8, 8) and parts["values"].dtype == np.float32

    def test_a_head_switched_off_changes_later_layers_and_the_prediction(self, model):
        plain, without = read(model, self.IDS), read(model, self.IDS, [(0, 2)])
        assert np.array_equal(plain.weights[0], without.weights[0])
        assert np.abs(plain.weights[1] - without.weights[1]).max() > 1e-4
        assert np.abs(plain.logits - without.logits).max() > 1e-4

    def test_loss(self, model):
        logits = read(model, self.IDS).logits
        expected = torch.nn.functional.cross_entropy(torch.tensor(logits[:-1]), torch.tensor(self.IDS[1:]))
        assert text_loss(logits, self.IDS) == pytest.approx(float(expected), rel=1e-5)
        assert text_loss(logits[:1], [3]) is None

    def test_an_untrained_wreck(self, model):
        from copy import deepcopy

        broken = deepcopy(model)
        with torch.no_grad():
            broken.token_embedding.weight.fill_(math.nan)
        with pytest.raises(ValueError, match="not finite"):
            read(broken, self.IDS)


class Letters:
    def token_bytes(self, id):
        return bytes([97 + id])


def test_bars_hold_the_old_winners_and_the_new():
    before, now = np.zeros(20), np.zeros(20)
    before[:8] = np.arange(8, 0, -1)
    now[15] = 9
    bars = next_token_bars(before, now, Letters(), count=8)
    assert [bar[0] for bar in bars] == list("abcdef") + ["p", "g"]
    assert bars[0][1:3] == [0, "61"] and bars[6][4] > 0.99
    assert bars[0][3] == pytest.approx(float(np.exp(log_softmax(before))[0]))
    same = next_token_bars(before, before, Letters(), count=8)
    assert [bar[0] for bar in same] == list("abcdefgh") and all(bar[3] == bar[4] for bar in same)
    assert len(next_token_bars(np.zeros(3), np.zeros(3), Letters())) == 3


def test_labels():
    assert token_label("😀".encode()) == "😀"
    assert token_label(b"\x98\x80") == "⟨98 80⟩"
    assert token_label(b"\xff" * 20).endswith("…⟩")
    assert token_label(b"x" * 300) == "x" * 48 + "…"
    assert token_label("\u202e<b>\n".encode()) == "⟨U+202E⟩<b>↵"
    assert token_labels(Letters(), [0, 1]) == ["a", "b"]
