"""AttentionViewer without a browser: what it takes, answers, refuses and says."""

import zlib

import numpy as np
import pytest
import torch
from browser.stand_ins import STRICT as BYTES
from matplotlib.text import Text
from shown import check_shown
from widgets.test_attention_parts import random_weights

from llm_edu.attention import LookBack, scaled_dot_product_attention
from llm_edu.plotting import TEXT_COLOR
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import AttentionViewer
from llm_edu.widgets.attention_viewer.packing import unpack

TOKENS = ["the", "·green", "·hat", "·the", "·green", "·hat", "."]


def small_model(seed=0, **changes):
    torch.manual_seed(seed)
    sizes = dict(vocab_size=256, layers=2, width=32, heads=4, context_length=400) | changes
    return Transformer(TransformerConfig.llama(**sizes))


@pytest.fixture(scope="module")
def model():
    return small_model()


def ask(viewer, **request):
    viewer.request = {**viewer.request, **request, "sequence": viewer.request["sequence"] + 1}
    return viewer.answer


def look(viewer, **change):
    return ask(viewer, look={**viewer.request["look"], **change})


def weights_of(viewer):
    """The weights as a browser unpacks them."""
    scene = viewer.scene
    heads = len(scene["checkpoints"]) * scene["layers"] * scene["heads"]
    return unpack(zlib.decompress(scene["packed"]), heads, len(scene["tokens"]), scene["causal"])


class TestArrays:
    def test_the_buffer_holds_every_head(self):
        weights = random_weights()
        viewer = AttentionViewer(weights, TOKENS)
        assert np.abs(weights_of(viewer).reshape(weights.shape) - weights).max() < 0.005
        assert viewer.scene["tokens"] == TOKENS and viewer.scene["causal"] and viewer.scene["whole"]
        assert np.array_equal(viewer.weights, weights) and viewer.text is None

    def test_looking_both_ways(self):
        weights = random_weights(causal=False)
        viewer = AttentionViewer(weights, TOKENS)
        assert not viewer.scene["causal"]
        assert np.abs(weights_of(viewer).reshape(weights.shape) - weights).max() < 0.005

    def test_exact_rows_on_request(self):
        weights = random_weights()
        answer = look(AttentionViewer(weights, TOKENS), heads=[[1, 2], [0, 0], [9, 9]], query=3)
        assert [pair[:2] for pair in answer["exact"]] == [[1, 2], [0, 0]] and answer["query"] == 3
        assert np.array_equal(np.frombuffer(answer["exact"][0][2], np.float32), weights[1, 2, 3])
        assert "bars" not in answer and "inside" not in answer

    def test_many_tokens_are_sent_head_by_head(self):
        weights = random_weights(1, 2, 200)
        viewer = AttentionViewer(weights, [str(number) for number in range(200)])
        assert not viewer.scene["whole"] and viewer.scene["side"] == 32
        small = unpack(zlib.decompress(viewer.scene["packed"]), 2, 32, causal=False)
        assert small[0, -1].max() == pytest.approx(weights[0, 0, -6:].max(), abs=0.01)
        assert [pair[:2] for pair in viewer.answer["slices"]] == [[0, 0]]  # what is shown first is there at once
        [[layer, head, data]] = look(viewer, want=[[0, 1]])["slices"]
        assert np.abs(unpack(data, 1, 200, causal=True)[0] - weights[layer, head]).max() < 0.005

    def test_sizes(self):
        for layers, heads, most in ((12, 12, 0.35e6), (30, 9, 0.65e6)):
            viewer = AttentionViewer(random_weights(layers, heads, 64), [str(number) for number in range(64)])
            assert len(viewer.scene["packed"]) < most

    @pytest.mark.parametrize(
        ("arguments", "problem", "message"),
        [
            ((random_weights(), TOKENS[:3]), ValueError, "3 tokens but weights for 7 positions"),
            ((random_weights(), "the green"), TypeError, "tokens must be a list"),
            ((random_weights() * 3, TOKENS), ValueError, "sums to 3"),
            ((random_weights(),), TypeError, "what has the model read"),
            ((random_weights() * np.nan, TOKENS), ValueError, "no numbers"),
            ((random_weights(), []), ValueError, "0 tokens but weights for 7 positions"),
            ((lambda ids: ids, "text"), TypeError, "does not tell its attention"),
        ],
    )
    def test_mistakes_are_named(self, arguments, problem, message):
        with pytest.raises(problem, match=message):
            AttentionViewer(*arguments)

    def test_weights_that_look_ahead_are_refused_on_request(self):
        leaking = random_weights()
        leaking[1, 2, 4] = np.eye(7)[6]
        assert not AttentionViewer(leaking, TOKENS).scene["causal"]
        with pytest.raises(ValueError, match="layer 1, head 2: query 4 gives 1 to key 6, which comes later"):
            AttentionViewer(leaking, TOKENS, causal=True)
        with pytest.raises(ValueError, match="checkpoint 'b', layer 1, head 2"):
            AttentionViewer(None, TOKENS, checkpoints={"a": random_weights(), "b": leaking}, causal=True)
        assert AttentionViewer(random_weights(), TOKENS, causal=True).scene["causal"]

    def test_the_heads_of_lesson_04(self):
        model = LookBack(vocabulary_size=20, attend=scaled_dot_product_attention, heads=2)
        ids = [0, 7, 3, 7, 5]
        viewer = AttentionViewer(model.look(ids), ["⏎", "Mia", "had", "Mia", "hat"], causal=True)
        assert viewer.weights.shape == (1, 2, 5, 5)
        assert viewer.summary().startswith("Attention of 1 layer with 2 heads over 5 tokens.")

    def test_names_of_views_and_numbers_of_heads(self):
        for options, message in (({"view": "heads"}, "view must be one of lines, matrix"), ({"layer": 2}, "layer lies"),
                                 ({"head": -4}, "head lies"), ({"query": 7}, "query lies")):
            with pytest.raises(ValueError, match=message):
                AttentionViewer(random_weights(), TOKENS, **options)
        assert AttentionViewer(random_weights(), TOKENS, layer=-1, head=-1).view["heads"] == [[1, 2]]

    def test_weights_of_a_transformers_model(self):
        transformers = pytest.importorskip("transformers")
        config = transformers.GPT2Config(n_layer=2, n_head=3, n_embd=24, vocab_size=60, attn_implementation="eager")
        torch.manual_seed(0)
        ids = torch.tensor([[5, 9, 5, 2]])
        output = transformers.GPT2LMHeadModel(config).eval()(ids, output_attentions=True)
        viewer = AttentionViewer(output.attentions, ["Ġa", "Ġb", "Ġa", "Ċ"])
        assert viewer.weights.shape == (2, 3, 4, 4)
        np.testing.assert_allclose(viewer.weights[1, 2], output.attentions[1][0, 2].detach().numpy())
        assert viewer.summary().endswith("Layer 0, head 0: “Ċ” looks at all 4 tokens about alike.")  # untrained
        bert = transformers.BertModel(transformers.BertConfig(
            num_hidden_layers=1, num_attention_heads=2, hidden_size=24, intermediate_size=24, vocab_size=60,
            attn_implementation="eager")).eval()
        both = AttentionViewer(bert(ids, output_attentions=True).attentions, list("abcd"))
        assert not both.scene["causal"]
        assert both.summary().startswith("Attention of 1 layer with 2 heads over 4 tokens, looking both ways. ")


class TestModel:
    def test_what_a_model_shows(self, model):
        viewer = AttentionViewer(model, BYTES, "a hat", layer=1, head=2, view="inside")
        answer = viewer.answer
        assert viewer.weights.shape == (2, 4, 5, 5) and viewer.scene["tokens"] == ["a", "·", "h", "a", "t"]
        assert len(answer["bars"]) == 8 and answer["loss"][0] == answer["loss"][1]
        inside = answer["inside"]
        assert (inside["layer"], inside["head"], inside["width"]) == (1, 2, 8)
        parts = {name: np.frombuffer(inside[name], np.float32).reshape(5, 8) for name in ("queries", "keys", "values")}
        scores = parts["queries"][4] @ parts["keys"].T / np.sqrt(8)
        weights = np.exp(scores - scores.max())
        np.testing.assert_allclose(weights / weights.sum(), viewer.weights[1, 2, 4], atol=1e-5)

    def test_a_new_text_is_read(self, model):
        viewer = AttentionViewer(model, BYTES, "a hat")
        answer = ask(viewer, text="a green hat")
        assert answer["text"] == viewer.text == "a green hat" and answer["version"] == viewer.scene["version"] == 2
        assert viewer.weights.shape[-1] == len(viewer.scene["tokens"]) == 11
        viewer.text = "b\ud800"
        assert viewer.text == "b�" and viewer.scene["version"] == 3
        look(viewer, query=1)
        assert viewer.scene["version"] == 3  # nothing is read again for a look

    def test_what_cannot_be_read_leaves_the_picture(self, model):
        viewer = AttentionViewer(model, BYTES, "a hat")
        assert "no such token" in ask(viewer, text="hat!")["error"]
        assert "no text yet" in ask(viewer, text="")["error"]
        assert "do not fit into this model's context of 400" in ask(viewer, text="x" * 401)["error"]
        assert viewer.text == "a hat" and viewer.scene["version"] == 1
        assert ask(viewer, text="a cap")["version"] == 2

    def test_too_long_at_once_is_an_error_at_once(self, model):
        with pytest.raises(ValueError, match="1,100 tokens are too many"):
            AttentionViewer(model, BYTES, "x" * 1100)
        with pytest.raises(TypeError, match="which tokenizer"):
            AttentionViewer(model, "a hat")
        with pytest.raises(ValueError, match="no text yet"):
            AttentionViewer(model, BYTES, "")

    def test_ids_are_taken_as_they_are(self, model):
        ids = [104, 195, 105]  # half a character
        for given in (ids, torch.tensor(ids), np.array(ids)):
            viewer = AttentionViewer(model, BYTES, given)
            assert viewer.scene["tokens"] == ["h", "⟨C3⟩", "i"]
            assert look(viewer, query=0)["version"] == 1 and viewer.weights.shape[-1] == 3

    def test_switching_heads_off(self, model):
        viewer = AttentionViewer(model, BYTES, "a green hat")
        before, patterns = viewer.answer["bars"], viewer.weights.copy()
        answer = ask(viewer, off=[[0, 1], [0, 3]])
        assert viewer.off == [(0, 1), (0, 3)] and viewer.scene["off"] == [[0, 1], [0, 3]]
        assert [bar[3] for bar in answer["bars"][:4]] == [bar[3] for bar in before[:4]]  # what was before stays
        assert any(abs(bar[3] - bar[4]) > 1e-6 for bar in answer["bars"]) and answer["loss"][0] != answer["loss"][1]
        assert np.array_equal(viewer.weights[0], patterns[0]) and not np.array_equal(viewer.weights[1], patterns[1])
        assert "Switched off: layer 0 head 1, layer 0 head 3." in viewer.summary()
        assert ask(viewer, off=[[0, 1]])["bars"][0][3] == before[0][3]  # of all heads, although they ran long ago
        viewer.off = []
        assert viewer.off == [] and np.array_equal(viewer.weights, patterns)
        assert "no head (7, 0)" in ask(viewer, off=[[7, 0]])["error"] and viewer.off == []

    def test_through_training(self, model):
        first = small_model(seed=1)
        viewer = AttentionViewer(model, BYTES, "a hat", checkpoints={"step 0": first, "step 9": model})
        assert viewer.scene["checkpoints"] == ["step 0", "step 9"] and viewer.view["checkpoint"] == 1
        both = weights_of(viewer).reshape(2, 2, 4, 5, 5)
        assert np.abs(both[1] - viewer.weights).max() < 0.005
        viewer.view = {**viewer.view, "checkpoint": 0}
        assert np.abs(both[0] - viewer.weights).max() < 0.005
        answer = look(viewer, checkpoint=0)
        assert answer["checkpoint"] == 0
        assert answer["bars"] != look(viewer, checkpoint=1)["bars"]
        assert AttentionViewer(model, BYTES, "a", checkpoints={"0": first}).scene["checkpoints"] == ["0", "now"]
        assert AttentionViewer(None, BYTES, "a", checkpoints={"0": first}).scene["checkpoints"] == ["0"]
        arrays = {"a": random_weights(seed=1), "b": random_weights(seed=2)}
        assert AttentionViewer(None, TOKENS, checkpoints=arrays).scene["checkpoints"] == ["a", "b"]

    def test_checkpoints_must_match(self, model):
        with pytest.raises(ValueError, match="'old' has \\(3, 4\\)|\\(2, 4\\) layers and heads"):
            AttentionViewer(model, BYTES, "a", checkpoints={"old": small_model(layers=3)})
        with pytest.raises(TypeError, match="'b' is no model"):
            AttentionViewer(None, BYTES, "a", checkpoints={"a": model, "b": np.ones(3)})
        with pytest.raises(ValueError, match="'b' has weights of shape"):
            AttentionViewer(None, TOKENS, checkpoints={"a": random_weights(), "b": random_weights(layers=1)})

    def test_python_turns_the_view(self, model):
        viewer = AttentionViewer(model, BYTES, "a hat")
        viewer.show(1, 3, query=2, view="matrix")
        assert viewer.view == {"mode": "matrix", "heads": [[1, 3]], "query": 2, "checkpoint": 0, "sort": "layer"}
        assert "Layer 1, head 3: “h” looks" in viewer.summary()
        with pytest.raises(ValueError, match="head lies"):
            viewer.show(0, 4)
        assert viewer.head_scores["previous"].shape == (2, 4)


def test_what_is_told_of_a_token(model):
    assert AttentionViewer(model, BYTES, "hé").scene["notes"] == [
        "id 104, bytes 68", "id 195, bytes C3", "id 169, bytes A9"]
    assert AttentionViewer(random_weights(), TOKENS).scene["notes"] == []


def hostile():
    return AttentionViewer(random_weights(1, 1, 5), ["<script>", "\u202egnp", "😀", "x" * 300, "${1}$\n"])


@pytest.mark.parametrize("make", [
    lambda: AttentionViewer(random_weights(), TOKENS, head=1, query=4),
    lambda: AttentionViewer(small_model(), BYTES, "a hat"),
    lambda: AttentionViewer(random_weights(1, 1, 1), ["a"]),
    hostile,
])
def test_view_picture_and_words(make, recwarn):
    check_shown(make, recwarn)


def test_the_picture_writes_tokens_as_they_are():
    texts = [text.get_text() for text in hostile().picture().findobj(Text)]
    assert {"<script>", "⟨U+202E⟩gnp", r"\${1}\$↵"} < set(texts) and r"\\${1}\\$↵" not in texts
    colors = {text.get_color() for text in hostile().picture().findobj(Text) if text.get_text().strip()}
    assert colors <= {TEXT_COLOR, "white"}  # black would be lost on a dark page; white stands on blue


def test_the_picture_shows_the_text_where_it_fits():
    def drawn(words):
        weights = np.tril(np.ones((len(words), len(words))))
        weights[-1, 2] = 9 * len(words)
        plot = AttentionViewer((weights / weights.sum(-1, keepdims=True))[None, None], words).picture()
        return plot.axes[-1]

    story = [f"word{at}" for at in range(52)]
    texts = {text.get_text(): text.get_color() for text in drawn(story).texts}
    assert list(texts) == story and [word for word, color in texts.items() if color == "white"] == ["word2"]
    frames = [patch for patch in drawn(story).patches if patch.get_edgecolor()[3]]
    assert len(frames) == 1  # the query
    assert not drawn([f"word{at}" for at in range(200)]).texts


def test_summary():
    weights = np.tril(np.ones((4, 4)))
    weights[3] = [0.05, 0.87, 0.05, 0.03]
    weights[:3] /= weights[:3].sum(-1, keepdims=True)
    viewer = AttentionViewer(weights, ["the", "·green", "·the", "·hat"])
    assert viewer.summary() == ("Attention of 1 layer with 1 head over 4 tokens. "
                                "Layer 0, head 0: “hat” looks mostly at “green” (0.87).")
