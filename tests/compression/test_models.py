"""A copy with other matrices, its size, and what the layers of a model read."""

import pytest
import torch
from torch import nn

from llm_edu.compression import compressed, layer_inputs, matrices, model_bytes, quantise_weights
from llm_edu.training import load_storyteller
from llm_edu.transformer import Transformer, TransformerConfig

IDS = torch.tensor([[5, 1, 7, 7, 2], [3, 3, 0, 4, 1]])
SIZES = dict(vocab_size=11, layers=2, width=8, heads=2, feed_forward_width=24)


def tiny(kind="llama", **changes):
    torch.manual_seed(0)
    return Transformer(getattr(TransformerConfig, kind)(**SIZES | changes)).eval()


def four_bits(name, weight):
    return quantise_weights(weight, 4, 4)


@pytest.mark.parametrize("kind, tied", [("llama", True), ("gpt2", True), ("llama", False)])
def test_every_matrix_is_changed_in_the_copy_alone(kind, tied):
    model = tiny(kind, tie_embeddings=tied)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    twin = compressed(model, lambda name, weight: weight * 2)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())
    changed = {name.removesuffix(".weight") for name, weight in twin.state_dict().items()
               if not torch.equal(weight, before[name])}
    expected = set(matrices(model))
    assert changed == expected and ("unembedding" in changed) == (not tied)
    assert {parameter.data_ptr() for parameter in model.parameters()}.isdisjoint(
        parameter.data_ptr() for parameter in twin.parameters())
    assert sum(parameter.dim() == 2 for parameter in model.parameters()) == len(changed)


@pytest.mark.parametrize("keep, kept", [
    (["token_embedding"], ["token_embedding"]),
    ("blocks.1.attention", ["blocks.1.attention.queries_keys_values", "blocks.1.attention.output"]),
    (["blocks.0", "blocks.1.feed_forward.down", "token_embedding"],
     [*(f"blocks.0.{name}" for name in ("attention.queries_keys_values", "attention.output", "feed_forward.gate_and_up",
                                        "feed_forward.down")), "blocks.1.feed_forward.down", "token_embedding"]),
])
def test_what_is_kept(keep, kept):
    model, seen = tiny(), []
    compressed(model, lambda name, weight: seen.append(name) or weight, keep)
    assert set(seen) == set(matrices(model)) - set(kept)


def test_a_change_that_hands_back_the_weight_itself_shares_no_memory():
    model = tiny()
    twin = compressed(model, lambda name, weight: weight)
    twin.token_embedding.weight.data.zero_()
    assert model.token_embedding.weight.abs().sum() > 0


def test_bytes_of_a_model():
    model = tiny()
    numbers = model.count_parameters()
    assert model_bytes(model) == 2 * numbers and model_bytes(model, 4) == 4 * numbers
    small = compressed(model, four_bits, keep=["token_embedding"])
    inside = numbers - 11 * 8 - 5 * 8    # all but the embedding and five norms
    assert model_bytes(small) == inside // 2 + inside // 4 * 2 + 2 * (11 * 8 + 5 * 8)
    again = compressed(small, lambda name, weight: weight.abs(), keep=["blocks.0"])    # block 1 is plain again
    assert model_bytes(small) < model_bytes(again) < model_bytes(model)


@pytest.mark.parametrize("change, keep, message", [
    (four_bits, ["embedding"], "keep names 'embedding', but this model has no such layer; it has token_embedding, "),
    (lambda name, weight: weight[:1], (), r"token_embedding has the shape \(11, 8\), and its new weight \(1, 8\)"),
])
def test_what_cannot_be_changed(change, keep, message):
    with pytest.raises(ValueError, match=message):
        compressed(tiny(), change, keep)


def inputs_by_hand(model, ids, name):
    """What a linear layer reads: its output is weight · x, so put in a weight that gives x itself."""
    read = []
    layer = dict(model.named_modules())[name]
    handle = layer.register_forward_pre_hook(lambda module, inputs: read.append(inputs[0]))
    for row in ids:
        model(torch.tensor(row)[None])
    handle.remove()
    return torch.cat([x[0] for x in read])


@pytest.mark.parametrize("tied", [True, False])
def test_sums_of_what_layers_read(tied):
    model = tiny(tie_embeddings=tied).train()
    rows = [[5, 1, 7], [3], [2, 2, 4, 4]]
    found = layer_inputs(model, rows)
    assert model.training and list(found) == [name for name in matrices(model) if name != "token_embedding"] + [
        "token_embedding"] * tied
    for name in found:
        if name != "token_embedding":
            x = inputs_by_hand(model, rows, name)
            torch.testing.assert_close(found[name], sum(torch.outer(token, token) for token in x))
    if tied:
        torch.testing.assert_close(found["token_embedding"].trace(), torch.tensor(8 * 8.0), rtol=0.01, atol=0)    # RMSNorm
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_rows_at_once_are_rows_one_by_one_and_a_few_layers_are_those():
    model = tiny()
    every = layer_inputs(model, IDS)
    some = layer_inputs(model, IDS.tolist(), layers=iter(["blocks.1.feed_forward.down"]))
    assert list(some) == ["blocks.1.feed_forward.down"]
    torch.testing.assert_close(some["blocks.1.feed_forward.down"], every["blocks.1.feed_forward.down"])


@pytest.mark.parametrize("ids, layers, message", [
    ([], None, "no ids to read"), ([[]], None, "no ids to read"),
    (IDS, ["blocks.0"], "no linear layer 'blocks.0'; it has blocks.0.attention.queries_keys_values, "),
])
def test_nothing_to_look_at(ids, layers, message):
    with pytest.raises(ValueError, match=message):
        layer_inputs(tiny(), ids, layers)


def test_hooks_go_after_an_error():
    model = tiny()
    with pytest.raises(ValueError):
        layer_inputs(model, [[5], [99]])
    assert not any(module._forward_pre_hooks for module in model.modules() if isinstance(module, nn.Linear))


def test_storyteller_in_8_bits_says_nearly_the_same():
    model, tokenizer = load_storyteller()
    ids = torch.tensor([tokenizer.encode("<|story|>Mia had lost her green hat.", allowed_special="all")])
    small = compressed(model, lambda name, weight: quantise_weights(weight, 8, 32))
    with torch.no_grad():
        before, after = model(ids).log_softmax(-1), small(ids).log_softmax(-1)
    assert (before.exp() * (before - after)).sum(-1).max() < 0.05    # nats a token
    assert model_bytes(small) < 0.54 * model_bytes(model)
