"""Pruning: what goes, what stays, and that a model without neurons or heads is the same as one where they are silent."""

import pytest
import torch

from llm_edu.compression import (
    Pruned,
    compressed,
    input_norms,
    layer_inputs,
    model_bytes,
    n_of_m,
    prune_by_size,
    prune_by_wanda,
    prune_heads,
    prune_neurons,
    wanda_scores,
)
from llm_edu.training.recipe import Recipe
from llm_edu.transformer import Transformer, TransformerConfig

IDS = [[1, 5, 3, 7, 2], [4, 4, 6]]


def llama():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=9, layers=2, width=16, heads=4, key_value_heads=2,
                                               feed_forward_width=12)).eval()


def gpt2():
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=2, width=16, heads=4)).eval()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.normal_(parameter)
    return model


def recipe():
    return Recipe(layers=2, width=16, heads=2).model(9).eval()


MODELS = pytest.mark.parametrize("make", [llama, gpt2, recipe])


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_the_smallest_share_goes(share):
    weights = torch.randn(6, 8, generator=torch.Generator().manual_seed(1))
    pruned = prune_by_size(weights, share)
    gone = pruned == 0
    assert gone.sum() == share * 48
    assert not gone.any() or gone.all() or weights[gone].abs().max() < weights[~gone].abs().min()
    assert torch.equal(pruned[~gone], weights[~gone])


def test_wanda_prunes_each_row_and_looks_at_the_inputs():
    weights = torch.tensor([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]])
    pruned = prune_by_wanda(weights, torch.tensor([9.0, 1.0, 1.0, 1.0]), 0.5)
    assert pruned.tolist() == [[1.0, 0.0, 0.0, 4.0], [10.0, 0.0, 0.0, 40.0]]


def test_wanda_loses_less_of_the_output_than_size():
    generator = torch.Generator().manual_seed(0)
    weights = torch.randn(32, 64, generator=generator)
    inputs = torch.randn(500, 64, generator=generator) * torch.logspace(-1, 1, 64)
    norms = input_norms(inputs.T @ inputs)
    lost = [((weights - pruned) @ inputs.T).square().sum()
            for pruned in (prune_by_wanda(weights, norms, 0.5), prune_by_size(weights, 0.5))]
    assert lost[0] < 0.3 * lost[1]


def test_two_of_four_keeps_two_of_each_four():
    weights = torch.randn(5, 12, generator=torch.Generator().manual_seed(2))
    kept = n_of_m(wanda_scores(weights, torch.ones(12)))
    assert (kept.unflatten(-1, (-1, 4)).sum(-1) == 2).all()


@pytest.mark.parametrize("wrong", [
    lambda: prune_by_size(torch.ones(2, 2), 1.5), lambda: prune_by_size(torch.ones(2, 2), float("nan")),
    lambda: n_of_m(torch.ones(2, 6)), lambda: n_of_m(torch.ones(2, 4), n=5), lambda: n_of_m(torch.ones(2, 4), 0, 0),
    lambda: prune_heads(recipe(), 2, layer_inputs(recipe(), IDS)),
    lambda: prune_neurons(recipe(), 1.0, layer_inputs(recipe(), IDS)),
    lambda: prune_by_wanda(torch.ones(2, 2), torch.ones(2, 2), 0.5),
])
def test_what_cannot_be_pruned_is_refused(wrong):
    with pytest.raises(ValueError, match="share|neighbours|lose|norms is"):
        wrong()


@MODELS
def test_a_model_without_neurons_is_one_with_silent_neurons(make):
    model = make()
    inputs = layer_inputs(model, IDS)
    narrower = prune_neurons(model, 0.5, inputs)
    hidden = model.config.feed_forward_width
    assert narrower.config.feed_forward_width == hidden // 2
    silent = make()
    for layer in range(2):
        down = silent.blocks[layer].feed_forward.down.weight.data
        norms = input_norms(inputs[f"blocks.{layer}.feed_forward.down"])
        down[:, (down.norm(dim=0) * norms).argsort()[:hidden // 2]] = 0
    ids = torch.tensor([[1, 5, 3, 7, 2, 8]])
    assert torch.allclose(narrower(ids), silent(ids), atol=1e-5)
    assert model_bytes(narrower) < model_bytes(model)


@MODELS
def test_a_model_without_heads_is_one_with_silent_heads(make):
    model = make()
    inputs = layer_inputs(model, IDS)
    narrower = prune_heads(model, 1, inputs)
    config = model.config
    groups = config.key_value_heads
    silent = make()
    for layer in range(2):
        output = silent.blocks[layer].attention.output.weight.data
        norms = input_norms(inputs[f"blocks.{layer}.attention.output"])
        adds = (output * norms).square().sum(0).unflatten(0, (groups, -1)).sum(1)
        output.unflatten(1, (groups, -1))[:, adds.argmin()] = 0
    ids = torch.tensor([[1, 5, 3, 7, 2, 8]])
    assert torch.allclose(narrower(ids), silent(ids), atol=1e-5)
    assert narrower.config.heads == config.heads - config.heads // groups
    cache = narrower.new_cache()
    step_by_step = torch.cat([narrower(ids[:, place:place + 1], cache=cache) for place in range(6)], dim=1)
    assert torch.allclose(step_by_step, narrower(ids), atol=1e-5)


def test_the_model_stays_as_it_is_and_shares_nothing():
    model = recipe()
    before = {name: parameter.clone() for name, parameter in model.named_parameters()}
    for narrower in (prune_neurons(model, 0.25, layer_inputs(model, IDS)), prune_heads(model, 0, layer_inputs(model, IDS))):
        for parameter in narrower.parameters():
            parameter.data.zero_()
    assert all(torch.equal(parameter, before[name]) for name, parameter in model.named_parameters())


def test_a_pruned_model_is_counted_as_its_file_stores_it():
    model = llama()    # a recipe's model begins with zeros of its own
    half = compressed(model, lambda name, weight: Pruned(prune_by_size(weight, 0.5)))
    matrices = sum(parameter.numel() for parameter in model.parameters() if parameter.dim() == 2)
    others = sum(parameter.numel() for parameter in model.parameters()) - matrices
    assert model_bytes(half) == matrices // 8 + matrices + 2 * others
