"""ForwardPass without a browser: its numbers are the model's own, also with parts off; what it sends, refuses, says."""

import numpy as np
import pytest
import torch
import traitlets
from browser.stand_ins import BYTES, small_transformer
from inside_models import MAKERS, make
from shown import check_drawn_alike, check_shown

from llm_edu.interpretability import changed, read
from llm_edu.transformer import Record
from llm_edu.transformer.recurrent import RecurrentModel
from llm_edu.transformer.removing import Nothing, remove
from llm_edu.widgets import ForwardPass
from llm_edu.widgets.forward_pass.packing import WHOLE, from_codes

CLOSE = dict(rtol=1e-4, atol=1e-5)
HALF = dict(rtol=1e-3, atol=1e-4)  # what 16 bits round
TEXT = "a green hat"


class SixtyOne:
    """Letters for models of 61 tokens."""

    def encode(self, text):
        return [ord(letter) % 61 for letter in text]

    def token_bytes(self, id):
        return bytes([id + 61])


def sharp():
    """Heads and guesses that differ, untrained as they are."""
    model = small_transformer()
    with torch.no_grad():
        for table in model.parameters():
            if table.dim() == 2:
                table.mul_(4)
    return model


def large():
    """More numbers than are sent at once, and shared keys and values."""
    from llm_edu.transformer import Transformer, TransformerConfig

    torch.manual_seed(1)
    return Transformer(TransformerConfig.llama(vocab_size=256, layers=6, width=192, heads=6, key_value_heads=2))


def ask(walk, **request):
    walk.request = {**walk.request, **request, "sequence": walk.request["sequence"] + 1}
    return walk.answer


def floats(packet, name, kind="<f2"):
    return np.frombuffer(packet[name], dtype=kind).astype(np.float64)


@pytest.mark.parametrize("name", MAKERS)
def test_its_numbers_are_the_models_own(name):
    model, tokenizer = make(name), SixtyOne()
    walk = ForwardPass(model, tokenizer, "abcab")
    ids, now = torch.tensor([tokenizer.encode("abcab")]), walk.reading
    record = Record("residual", "attention_output", "feed_forward_output", "attention", "queries", "keys", "values")
    with torch.no_grad():
        logits = model(ids, record=record)[0]
        found = read(model, ids, [("heads", block) for block in range(3)])
    for mine, kind in ((now.residual, "residual"), (now.attention_output, "attention_output"), (now.values, "values"),
                       (now.feed_forward_output, "feed_forward_output"), (now.weights, "attention"),
                       (now.queries, "queries"), (now.keys, "keys")):
        np.testing.assert_allclose(mine, torch.cat(record[kind]).numpy(), **CLOSE)
    np.testing.assert_allclose(now.logits, logits.numpy(), **CLOSE)
    np.testing.assert_allclose(now.probabilities, logits.softmax(-1).numpy(), **CLOSE)
    np.testing.assert_allclose(now.normed @ now.rows.T, logits.numpy(), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(now.head_outputs.sum(1), now.attention_output, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(now.residual[:-1] + now.attention_output + now.feed_forward_output, now.residual[1:], **CLOSE)
    for block in range(3):
        heads = found["heads", block][0].clone()
        heads[1:] = 0    # head 0 alone
        alone = model.blocks[block].attention.output(heads.transpose(0, 1).flatten(1)).detach().numpy()
        np.testing.assert_allclose(now.head_outputs[block, 0] + now.head_outputs[block, -1], alone, rtol=1e-3, atol=1e-4)
        scores = model.blocks[block].attention.scale * now.queries[block, 0] @ now.keys[block, 0].T
        seen = now.weights[block, 0][-1] > 0    # with a window, not all keys up to the query
        expected = np.exp(scores[-1][seen]) / np.exp(scores[-1][seen]).sum()
        np.testing.assert_allclose(now.weights[block, 0][-1][seen], expected, **CLOSE)
    neurons = []
    hook = model.blocks[1].feed_forward.down.register_forward_pre_hook(lambda _, inputs: neurons.append(inputs[0]))
    model(ids)
    hook.remove()
    np.testing.assert_allclose(now.neurons[1], neurons[0][0].detach().numpy(), **CLOSE)


@pytest.mark.parametrize("name", ["gpt2", "llama"])
def test_switching_off_is_what_the_course_calls_removing(name):
    model, tokenizer = make(name), SixtyOne()
    walk, ids = ForwardPass(model, tokenizer, "abcde"), torch.tensor([SixtyOne().encode("abcde")])
    own = walk.before
    for part in (("attention_output", 1), ("feed_forward_output", 0), ("head", 2, 3)):
        walk.off = [part]
        assert walk.off == [part] and "error" not in walk.answer and walk.before is own
        with torch.no_grad(), changed(model, {part: torch.zeros_like}):
            np.testing.assert_allclose(walk.reading.logits, model(ids)[0].numpy(), **CLOSE)
        assert not np.allclose(walk.reading.logits, own.logits, atol=1e-3)
    assert not walk.reading.head_outputs[2, 3].any() and walk.reading.head_outputs[2, 2].any()
    walk.off = [("feed_forward_output", block) for block in range(3)]
    with torch.no_grad():
        np.testing.assert_allclose(walk.reading.logits, remove(make(name), "feed_forward")(ids)[0].numpy(), **CLOSE)
    with torch.no_grad():
        np.testing.assert_allclose(model(ids)[0].numpy(), own.logits, **CLOSE)    # nothing stays in the model
    walk.off = []
    assert walk.reading is walk.before


def test_what_is_sent_is_what_was_read():
    walk = ForwardPass(sharp(), BYTES, TEXT, off=[("head", 1, 2)])
    scene, now, time = walk.scene, walk.reading, len(TEXT)
    part, block, depth = (scene["packets"][name] for name in ("part_1_4", "block_1", "depth_4"))
    vectors = floats(depth, "vectors").reshape(-1, 32)
    listed = np.frombuffer(scene["next"], "<u4").reshape(time, -1)
    expected = np.concatenate([now.residual[:, 4], now.attention_output[:, 4], now.feed_forward_output[:, 4],
                               now.normed[4:5], now.rows[listed[4]]])
    np.testing.assert_allclose(vectors, expected, **HALF)
    np.testing.assert_allclose(floats(part, "heads").reshape(5, 32), now.head_outputs[1, :, 4], **HALF)
    np.testing.assert_allclose(floats(part, "neurons"), now.neurons[1, 4], **HALF)
    np.testing.assert_allclose(floats(block, "queries").reshape(4, time, 8), now.queries[1], **HALF)
    triangle = from_codes(np.frombuffer(block["weights"], "<u2")).reshape(4, -1)
    np.testing.assert_allclose(triangle, now.weights[1][:, *np.tril_indices(time)], rtol=0, atol=3e-5)
    for name, reading in (("now", now), ("before", walk.before)):
        np.testing.assert_allclose(from_codes(np.frombuffer(scene[name], "<u2")).reshape(listed.shape),
                                   np.take_along_axis(reading.probabilities, listed.astype(int), -1), rtol=0, atol=3e-5)
    assert all(set(best) <= set(row) for best, row in zip(walk.before.logits.argsort(-1)[:, -1:], listed, strict=True))
    assert all(set(best) <= set(row) for best, row in zip(now.logits.argsort(-1)[:, -1:], listed, strict=True))


def test_a_large_model_sends_what_is_looked_at_and_keeps_it():
    walk = ForwardPass(large(), BYTES, "x" * 60)
    assert walk.scene["packets"] == {}
    mine = lambda: {name for name in walk.keys if name.startswith("packet_")}    # noqa: E731
    assert mine() == {"packet_depth_59", "packet_block_0", "packet_part_0_59"}
    ask(walk, look={"blocks": [3, 4], "position": 7})
    assert mine() >= {"packet_depth_59", "packet_block_4", "packet_part_3_7"} and len(mine()) == 8
    sizes = [sum(len(each) for each in getattr(walk, name).values() if isinstance(each, bytes)) for name in mine()]
    assert max(sizes) < 120_000 and sum(sizes) < WHOLE * 2
    np.testing.assert_allclose(floats(walk.packet_part_3_7, "heads").reshape(7, 192), walk.reading.head_outputs[3, :, 7], **HALF)
    before = walk.packet_block_4
    ask(walk, look={"blocks": [4], "position": 7})
    assert walk.packet_block_4 is before    # travels once
    ask(walk, off=[["attention_output", 4]], look={"blocks": [0], "position": None})
    assert walk.packet_block_4 == {} and walk.packet_depth_59["version"] == walk.scene["version"] == 2
    vectors = floats(walk.packet_depth_59, "vectors").reshape(-1, 192)
    assert not vectors[7 + 4].any() and vectors[7 + 3].any()


def test_numbers_too_large_for_16_bits_get_32():
    model = sharp()
    with torch.no_grad():
        model.token_embedding.weight.mul_(1e6)
    walk = ForwardPass(model, BYTES, "hat")
    assert walk.scene["floats"] == "<f4"
    np.testing.assert_allclose(floats(walk.scene["packets"]["depth_1"], "vectors", "<f4").reshape(-1, 32)[0],
                               walk.reading.residual[0, 1], **CLOSE)


def test_what_it_refuses():
    model = sharp()
    for text, problem in (("", "The text is empty"), ("x" * 61, "61 tokens, and at most 60 can be followed")):
        with pytest.raises(ValueError, match=problem):
            ForwardPass(model, BYTES, text)
    with pytest.raises(ValueError, match="has 33 tokens, and this model reads at most 32"):
        ForwardPass(make("gpt2"), SixtyOne(), "a" * 33)
    for other in (RecurrentModel(50, width=8, layers=1), lambda ids: ids, None):
        with pytest.raises(TypeError, match="decoder-only Transformer of the course.*load_pretrained"):
            ForwardPass(other, BYTES, TEXT)
    with pytest.raises(TypeError, match=r"ForwardPass\(model, tokenizer, text\)"):
        ForwardPass(model, TEXT, BYTES)
    for part in ("attention", "residual"):
        with pytest.raises(ValueError, match="a part taken out"):
            ForwardPass(remove(sharp(), part), BYTES, TEXT)
    without = sharp()
    without.blocks[1].feed_forward = Nothing()    # is as good as one that is off
    assert ForwardPass(without, BYTES, TEXT).reading.neurons is None
    for off in ("head", [("head", 0)], [("head", 0, 4)], [("residual", 0, 1)], [("attention_output", 2)], [3]):
        with pytest.raises(ValueError, match="off takes|'head' takes|but no"):
            ForwardPass(model, BYTES, TEXT, off=off)
    for options in (dict(stage="x"), dict(block=2), dict(head=4), dict(position=11)):
        with pytest.raises((ValueError, traitlets.TraitError), match="is one of|lies between"):
            ForwardPass(model, BYTES, TEXT, **options)


def test_a_text_that_cannot_be_read_is_said_and_the_one_before_stays():
    walk = ForwardPass(sharp(), BYTES, TEXT)
    assert ask(walk, text="x" * 61)["error"].startswith("The text has 61 tokens, and at most 60")
    assert walk.text == TEXT and "61 tokens" in walk.sentence()
    walk.text = "<b>hi</b>"
    assert walk.scene["ids"] == list(b"<b>hi</b>") and walk.sentence().startswith("Forward pass of 9 tokens through 2")
    walk.show("weights", block=1, head=2, position=-2)
    walk.text = "\ud800"    # no message to a browser could hold that
    assert walk.text == walk.request["text"] == "\ufffd"
    walk.text = "hi"
    assert walk.view["position"] is None and walk.line().startswith("Block 1, head 2: “i” asks")
    with torch.no_grad():
        walk._source.model.blocks[0].attention.output.weight.add_(0.5)    # trained a step further
    old = walk.reading
    walk.off = [("head", 0, 0)]
    assert not np.allclose(walk.before.logits, old.logits)


def test_shown_where_no_browser_is(recwarn):
    def made(**options):
        return ForwardPass(sharp(), BYTES, TEXT, **options)

    check_shown(lambda: made(stage="probabilities", off=[("head", 0, 1)]), recwarn)
    check_drawn_alike(lambda: made(stage="attention"))
    assert repr(made(stage="weights", block=1)).startswith(
        "Forward pass of 11 tokens through 2 blocks with 4 heads. Block 1, head 0: “t” asks")
    many = ForwardPass(large(), BYTES, "$x$" * 20, stage="feed_forward", block=5)
    assert many.picture().alt == many.summary()
