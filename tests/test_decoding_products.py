"""The model that decoding runs on: the same results as the model itself, whatever the number of rows."""

import time

import pytest
import torch
from torch import nn

from llm_edu.decoding.products import MOST_ROWS, FewRowsLinear, decoding_twin, exit_of, faster_ways, is_suitable
from llm_edu.transformer import KVCache, Transformer, TransformerConfig

SMALL = dict(vocab_size=97, context_length=48, layers=2, width=32, heads=4)
FAMILIES = {
    "llama": TransformerConfig.llama(**SMALL | {"key_value_heads": 2}), "gpt2": TransformerConfig.gpt2(**SMALL),
    "untied": TransformerConfig.llama(**SMALL, tie_embeddings=False),
}


@torch.no_grad()
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("batch", [1, 2, 7, MOST_ROWS, MOST_ROWS + 1])
@pytest.mark.parametrize("other_way", [None, (True, True), (True, False), (False, True), (False, False)])
def test_the_twin_says_the_same_in_each_way_of_reading(family, batch, other_way):
    torch.manual_seed(0)
    model = Transformer(FAMILIES[family]).eval()
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape) * 0.2)    # biases too: they begin as zeros
    ids = torch.randint(97, (batch, 5))
    twin, cache = decoding_twin(model, other_way), KVCache(model.config, batch)
    whole = model(ids)
    torch.testing.assert_close(twin(ids), whole, atol=1e-4, rtol=1e-4)
    steps = torch.cat([twin(ids[:, place:place + 1], cache=cache) for place in range(5)], dim=1)
    torch.testing.assert_close(steps, whole, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_it_shares_all_parameters_and_leaves_the_model_as_it_was():
    model = Transformer(FAMILIES["llama"])
    before, ids = model(torch.tensor([[1, 2]])), torch.tensor([[1, 2]])
    twin = decoding_twin(model)
    assert twin.output.weight.data_ptr() == model.token_embedding.weight.data_ptr()
    model.token_embedding.weight.mul_(2.0)
    assert not torch.allclose(twin(ids), before)
    torch.testing.assert_close(twin(ids), model(ids))
    assert model.config.tie_embeddings and not any(isinstance(layer, FewRowsLinear) for layer in model.modules())


@pytest.mark.parametrize("other_way", [(True, True), (True, False), (False, True), (False, False)])
def test_every_matrix_is_multiplied_in_the_way_that_was_found_faster(other_way, monkeypatch):
    monkeypatch.setattr("llm_edu.decoding.products.faster_ways", lambda threads: other_way)
    twin = decoding_twin(Transformer(FAMILIES["llama"]))
    linear = [layer for layer in twin.modules() if isinstance(layer, nn.Linear)]
    expected = torch.backends.mkl.is_available() and any(other_way)    # there is no other way but with MKL
    assert len(linear) == 2 * 4 + 1 and all(isinstance(layer, FewRowsLinear) == expected for layer in linear)
    if expected:
        assert {(layer.single, layer.several) for layer in linear} == {other_way}


def test_the_trial_finds_the_faster_way_and_draws_nothing(monkeypatch):
    state = torch.get_rng_state()
    found = faster_ways.__wrapped__(torch.get_num_threads())
    assert len(found) == 2 and set(found) <= {True, False} and torch.get_rng_state().equal(state)

    def slow(rows, weight):
        time.sleep(0.01)

    monkeypatch.setattr("llm_edu.decoding.products.multiply_otherwise", slow)
    assert faster_ways.__wrapped__(1) == (False, False)
    monkeypatch.setattr("llm_edu.decoding.products.multiply_otherwise", lambda rows, weight: None)
    assert faster_ways.__wrapped__(1) == (True, True)


@torch.no_grad()
def test_a_layer_with_hooks_is_still_heard():
    model, heard = Transformer(FAMILIES["gpt2"]), []
    model.blocks[0].attention.output.register_forward_hook(lambda *call: heard.append(call))
    decoding_twin(model)(torch.tensor([[1, 2]]))
    assert len(heard) == 1


def test_where_it_is_not_known_to_be_faster_it_stays_away():
    weight = nn.Linear(4, 6).weight
    assert is_suitable(weight) == torch.backends.mkl.is_available()
    for other in (weight.double(), weight.T, weight.bfloat16(), torch.empty(6, 4, device="meta")):
        assert not is_suitable(other)


def test_an_exit_is_the_table_itself():
    table = nn.Embedding(9, 4)
    assert exit_of(table).weight is table.weight and exit_of(table).bias is None
