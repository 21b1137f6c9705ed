"""CrossAttentionViewer without a browser: what it takes, refuses, measures and says."""

import zlib

import numpy as np
import pytest
import torch
from matplotlib.text import Text
from shown import check_shown

from llm_edu.widgets import AttentionViewer, CrossAttentionViewer
from llm_edu.widgets.attention_viewer.cross_heads import cross_kinds, cross_masks, cross_scores
from llm_edu.widgets.attention_viewer.packing import from_bytes, thumbnails

SOURCE = ["Mia", "lost", "her", "green", "hat", "."]
TARGET = ["Mia", "zasa", "dosun", "lulsen"]


def random_weights(layers=2, heads=3, target=4, source=6, seed=0):
    return np.random.default_rng(seed).dirichlet(np.ones(source), (layers, heads, target)).astype(np.float32)


def view(weights, **options):
    return CrossAttentionViewer(weights, source=SOURCE, target=TARGET, **options)


class TestWeights:
    def test_every_usual_shape(self):
        weights = random_weights()
        for given in (weights, torch.tensor(weights), weights.tolist(), list(weights), weights[:, None],
                      tuple(torch.tensor(layer)[None] for layer in weights), torch.tensor(weights).double()):
            assert np.allclose(view(given).weights, weights, atol=1e-6)
        assert view(weights[0]).weights.shape == (1, 3, 4, 6) and view(weights[0, 0]).weights.shape == (1, 1, 4, 6)
        assert view(torch.tensor(weights).bfloat16()).weights.shape == weights.shape

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda w: w * 2, r"row \d of layer \d, head \d sums to 2, not 1; give the weights after the softmax"),
            (lambda w: np.log(w + 1e-9), "never negative; are these scores"),
            (lambda w: w * np.nan, "no numbers"),
            (lambda w: np.full((2, 3, 4, 6), 1 / 4), "swap the last two axes"),
            (lambda w: w[..., :3, :], "4 target tokens and 6 source tokens, but the weights have 3 rows and 6 columns; give"),
            (lambda w: random_weights(target=6, source=4), "6 rows and 4 columns; swap source and target"),
            (lambda w: np.stack([w, w], 1), "weights of 2 texts"),
            (lambda w: [w[0], w[1][:2]], "differ in shape"),
            (lambda w: [None, None], "output_attentions=True"),
            (lambda w: [], "no layers"),
            (lambda w: w[:, :0], "no weights in an array"),
            (lambda w: w[0, 0, 0], r"must have the shape \(layers, heads, target, source\)"),
            (lambda w: np.full((1, 1025), 1 / 1025), "1,025 tokens are too many"),
        ],
    )
    def test_mistakes_are_named(self, change, message):
        with pytest.raises(ValueError, match=message):
            view(change(random_weights()))

    def test_a_text_is_no_list_of_tokens(self):
        with pytest.raises(TypeError, match="source must be a list with a text for each token, not a str"):
            CrossAttentionViewer(random_weights(), "Mia lost", TARGET)
        with pytest.raises(TypeError, match="target must be a list"):
            CrossAttentionViewer(random_weights(), SOURCE, "Mia")
        with pytest.raises(TypeError, match="must be numbers"):
            view(np.full((4, 6), "a"))

    def test_what_the_other_viewer_says_of_it(self):
        with pytest.raises(ValueError, match="cross-attention is for CrossAttentionViewer"):
            AttentionViewer(random_weights(), SOURCE)

    def test_names_of_views_and_numbers_of_heads(self):
        for options, message in (({"view": "inside"}, "view must be one of lines, matrix, overview, not"),
                                 ({"layer": 2}, "layer lies"), ({"query": 4}, "query lies between 0 and 3")):
            with pytest.raises(ValueError, match=message):
                view(random_weights(), **options)
        shown = view(random_weights(), layer=-1, head=-1, query=-4)
        assert shown.view["heads"] == [[1, 2]] and shown.looked_at()[2] == 0
        shown.show(0, 1, query=2, view="matrix")
        assert shown.view["mode"] == "matrix" and "“dosun” looks" in shown.summary()
        with pytest.raises(ValueError, match="view must be one of"):
            shown.show(0, 0, view="inside")


@pytest.fixture(scope="module")
def model():
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    return transformers.T5ForConditionalGeneration(transformers.T5Config(
        vocab_size=40, d_model=16, d_kv=8, d_ff=16, num_layers=2, num_heads=3, decoder_start_token_id=0,
        attn_implementation="eager")).eval()


class TestTransformers:
    """A model of `transformers`, small and untrained: its cross-attention as it returns it."""

    def test_one_call(self, model):
        output = model(input_ids=torch.arange(6)[None], decoder_input_ids=torch.arange(4)[None], output_attentions=True)
        shown = view(output.cross_attentions, layer=1, head=2)
        np.testing.assert_array_equal(shown.weights[1, 2], output.cross_attentions[1][0, 2].detach().numpy())

    def test_generate(self, model):
        """Step after step with a cache, a row each: the same as one call with all that was written."""
        ids = torch.arange(6)[None]
        written = model.generate(ids, max_new_tokens=4, min_new_tokens=4, do_sample=False, output_attentions=True,
                                 return_dict_in_generate=True)
        output = model(input_ids=ids, decoder_input_ids=written.sequences[:, :-1], output_attentions=True)
        shown = view(written.cross_attentions)
        np.testing.assert_allclose(shown.weights, view(output.cross_attentions).weights, atol=1e-5)


class TestHeads:
    def kind(self, weights):
        return cross_kinds(cross_scores(np.asarray(weights, dtype=np.float32)[None, None]))[0, 0]

    @pytest.mark.parametrize("shape", [(4, 4), (5, 9), (9, 5), (12, 40)])
    @pytest.mark.parametrize("name", ["diagonal", "begin", "end"])
    def test_a_head_made_to_look_somewhere_is_found_out(self, name, shape):
        mask = cross_masks(*shape)[name]
        rest = np.eye(*shape, k=1) if name == "begin" else np.eye(*shape)[:, ::-1]    # where it has no such place
        weights = np.where(mask.any(-1, keepdims=True), mask, np.where(rest.any(-1, keepdims=True), rest, 1))
        weights = weights / weights.sum(-1, keepdims=True)
        assert cross_scores(weights[None, None])[name][0, 0] == pytest.approx(1) and self.kind(weights) == name

    def test_one_token_at_a_time_in_another_order(self):
        order = [2, 0, 5, 3, 1]
        weights = np.full((5, 6), 0.02)
        weights[range(5), order] = 0.9
        assert self.kind(weights) == "peak"
        assert cross_scores(weights[None, None])["peak"][0, 0] == pytest.approx(0.9)

    def test_even_and_mixed(self):
        assert self.kind(np.full((5, 6), 1 / 6)) == "uniform"
        assert self.kind(np.full((2, 2), 1 / 2)) == "uniform"    # though half of it goes to one token
        assert self.kind(np.tile([0, 0.4, 0.3, 0.3, 0, 0], (5, 1))) == "mixed"

    def test_the_diagonal_goes_from_corner_to_corner(self):
        for rows, columns in ((3, 3), (3, 7), (7, 3), (4, 6)):
            mask, turned = cross_masks(rows, columns)["diagonal"], cross_masks(columns, rows)["diagonal"]
            assert np.array_equal(mask[::-1, ::-1], mask)
            inner = (slice(1, -1), slice(1, -1))    # without the columns that count as begin and end
            assert np.array_equal(mask[inner], turned.T[inner])
        assert np.array_equal(cross_masks(5, 5)["diagonal"], np.diag([0, 1, 1, 1, 0]))

    def test_the_smallest(self):
        for weights in (np.ones((1, 1)), np.ones((3, 1)), np.array([[0.7, 0.3]])):
            scores = cross_scores(weights[None, None])
            assert cross_kinds(scores).tolist() == [["peak"]]
        assert np.isnan(cross_scores(np.ones((1, 1, 1, 1)))["diagonal"]).all()


class TestScene:
    def test_the_buffer_holds_every_head(self):
        weights = random_weights()
        scene = view(weights).scene
        sent = from_bytes(np.frombuffer(zlib.decompress(scene["packed"]), np.uint8)).reshape(weights.shape)
        assert np.abs(sent - weights).max() < 0.005 and scene["whole"] and not scene["causal"]
        assert scene["tokens"] == TARGET and scene["source"] == SOURCE

    def test_a_long_source_is_sent_head_by_head(self):
        weights = random_weights(1, 2, 5, 300)
        viewer = CrossAttentionViewer(weights, [f"s{at}" for at in range(300)], list("abcde"))
        small = from_bytes(np.frombuffer(zlib.decompress(viewer.scene["packed"]), np.uint8)).reshape(1, 2, 5, 32)
        assert not viewer.scene["whole"] and np.abs(small - thumbnails(weights, 32)).max() < 0.005
        [[_, _, data]] = viewer.answer["slices"]    # what is shown first is there at once
        assert np.abs(from_bytes(np.frombuffer(data, np.uint8)).reshape(5, 300) - weights[0, 0]).max() < 0.005

    def test_exact_rows_on_request(self):
        weights = random_weights()
        viewer = view(weights)
        viewer.request = {**viewer.request, "sequence": 1, "look": {"heads": [[1, 2]], "query": 1, "checkpoint": 0}}
        [[layer, head, row]] = viewer.answer["exact"]
        assert (layer, head) == (1, 2) and np.array_equal(np.frombuffer(row, np.float32), weights[1, 2, 1])


def hostile():
    return CrossAttentionViewer(random_weights(1, 1, 3, 5), ["<script>", "\u202egnp", "😀", "x" * 300, "${1}$\n"],
                                ["<img src=x onerror=alert(1)>", "\ud800", b"\xff"])


@pytest.mark.parametrize("make", [
    lambda: view(random_weights(), head=1, query=1),
    lambda: CrossAttentionViewer([[1.0]], ["a"], ["b"]),
    lambda: CrossAttentionViewer(random_weights(1, 1, 2, 90), [f"s{at}" for at in range(90)], ["a", "b"]),
    lambda: CrossAttentionViewer(random_weights(1, 1, 90, 2), ["a", "b"], [f"t{at}" for at in range(90)]),
    hostile,
])
def test_view_picture_and_words(make, recwarn):
    check_shown(make, recwarn)


def drawn(viewer):
    return [text.get_text() for text in viewer.picture().findobj(Text) if text.get_text().strip()]


def test_the_picture_shows_both_texts():
    texts = drawn(view(random_weights()))
    assert {"target: who looks", "source: at whom", *TARGET, *SOURCE} <= set(texts)
    chips = view(random_weights()).picture().axes[-1].texts
    assert [chip.get_text() for chip in chips] == SOURCE    # what is looked at
    assert {"<script>", "⟨U+202E⟩gnp", r"\${1}\$↵", "�", "⟨FF⟩"} < set(drawn(hostile()))


def test_the_matrix_in_the_picture_hides_nothing():
    weights = random_weights()
    [image] = view(weights).picture().axes[0].images
    shown = image.get_array()
    assert shown.shape == (4, 6) and not np.ma.is_masked(shown)
    np.testing.assert_allclose(shown, np.sqrt(weights[0, 0]), atol=1e-6)


def test_summary():
    weights = np.full((4, 6), 0.02)
    weights[range(4), [0, 2, 4, 1]] = 0.9
    assert view(weights, query=2).summary() == (
        "Cross-attention of 1 layer with 1 head, from 4 target tokens to 6 source tokens. Layer 0, head 0: “dosun” looks "
        "mostly at “hat” (0.90). On average this head gives 0.90 to: one source token.")
    assert view(np.full((4, 6), 1 / 6)).summary().endswith("“lulsen” looks at all 6 tokens about alike.")
