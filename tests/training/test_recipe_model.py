"""Every combination of the model's switches: the model, its cache, its twin for decoding, its padding, the plain
functions and what AttentionViewer shows of a head hold each other to the same numbers."""

import itertools
import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from llm_edu.attention import softmax
from llm_edu.decoding import BeamSearch, Greedy, generate
from llm_edu.decoding.fast import decoding_twin
from llm_edu.training.recipe_model import RecipeConfig, RecipeTransformer, unit_length
from llm_edu.transformer import KVCache, Record, Transformer, TransformerConfig
from llm_edu.transformer.accounting import count_parameters
from llm_edu.transformer.functions import llama_logits, plain_weights
from llm_edu.widgets.attention_viewer.model import look_inside, read

SWITCHES = {
    "positions": ["learned", "rope"], "query_key_norm": [None, 14.0], "smear_keys": [False, True], "ngrams": [1, 3],
    "feed_forward": ["gelu", "swiglu", "squared_relu"], "key_value_heads": [4, 2], "tie_embeddings": [True, False],
}
OTHERS = {"norm": ["rms", "layer"], "rope_pairing": ["half", "interleaved"], "head_dim": [None, 6]}
ALL = [dict(zip(SWITCHES, values, strict=True)) for values in itertools.product(*SWITCHES.values())]


def close(one, other):
    torch.testing.assert_close(one, other, atol=2e-4, rtol=2e-4)


def make_model(switches, seed=0):
    """A model with these switches, the others drawn by the seed, and no part that could be left out unnoticed."""
    rng = random.Random(seed)
    others = {name: rng.choice(values) for name, values in OTHERS.items()}
    config = RecipeConfig(vocab_size=31, context_length=24, layers=2, width=16, heads=4, bias=False, ngram_rows=16,
                          **switches | others)
    model = RecipeTransformer(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.2 * noise)
    return model


def ids_of(batch, time, seed=0):
    return torch.randint(1, 31, (batch, time), generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
@pytest.mark.parametrize("number", [pytest.param(number, marks=pytest.mark.full if number % 7 else ())
                                    for number in range(len(ALL))])
def test_model_cache_twin_viewer_and_functions_agree(number):
    switches, rng = ALL[number], random.Random(number)
    model, ids = make_model(switches, number), ids_of(2, 9, number)
    whole = model(ids)
    assert count_parameters(model.config) == model.count_parameters()

    cuts = sorted(rng.sample(range(1, 9), rng.randrange(1, 4)))
    for each in (model, decoding_twin(model)):    # pieces of any length behind each other
        cache = model.new_cache(2, 9)
        close(torch.cat([each(piece, cache=cache) for piece in ids.tensor_split(cuts, dim=1)], dim=1), whole)
        close(each(ids, last_only=True), whole[:, -1:])

    padded = torch.cat([ids_of(2, 3, 7), ids], dim=1)    # left padding changes nothing, in one piece or several
    padding = torch.tensor([3, 3 + rng.randrange(5)])
    for pieces in ([12], [2, 10], [4, 1, 7]):
        cache = model.new_cache(2, 12)
        found = torch.cat([model(piece, cache=cache, padding=padding) for piece in padded.split(pieces, dim=1)], dim=1)
        for row, start in enumerate(padding.tolist()):
            close(found[row, start:], model(padded[row:row + 1, start:])[0])

    off = {(1, rng.randrange(4))}
    for ablate in (set(), off):
        reading = read(model, ids[0].tolist(), ablate)
        for layer, head in itertools.product(range(2), range(4)):
            inside = look_inside(model, reading, layer, head)
            scores = inside["scale"] * inside["queries"] @ inside["keys"].T
            scores[np.triu_indices(9, 1)] = -np.inf
            np.testing.assert_allclose(softmax(torch.tensor(scores)), reading.weights[layer, head], atol=1e-4)

    record = Record(*Record.KINDS)
    close(model(ids, record=record), whole)    # the explicit path and the fused one
    for scores, weights in zip(record["scores"], record["attention"], strict=True):
        close(softmax(scores), weights)

    with pytest.raises(ValueError, match="Llama family"):
        plain_weights(model)


@torch.no_grad()
@pytest.mark.parametrize("strategy", [Greedy(), BeamSearch(3)], ids=["greedy", "beams"])
@pytest.mark.parametrize("number", random.Random(0).sample(range(len(ALL)), 12))
def test_prompts_side_by_side_continue_as_each_alone(number, strategy):
    model = make_model(ALL[number], number)
    prompts = [[5, 6, 7, 8, 9], [3], [9, 2]]
    together = generate(model, prompts, strategy, max_new_tokens=6)
    for row, prompt in zip(together, prompts, strict=True):
        assert row.tolist() == generate(model, prompt, strategy, max_new_tokens=6)[0].tolist()


@torch.no_grad()
@pytest.mark.parametrize("overrides", [{}, {"head_dim": 6}, {"key_value_heads": 2, "rope_pairing": "interleaved"}])
def test_plain_functions_are_the_plain_model(overrides):
    model = Transformer(TransformerConfig.llama(vocab_size=31, layers=2, width=16, heads=4, **overrides))
    ids = ids_of(1, 9)
    close(llama_logits(ids[0], plain_weights(model), model.config), model(ids)[0])
    model.blocks[1].feed_forward = torch.nn.Sequential(model.blocks[1].feed_forward)    # somebody's own layer
    with pytest.raises(ValueError, match="Llama family"):
        plain_weights(model)


def test_a_cache_without_ids_is_refused_by_a_model_with_runs():
    model = make_model(ALL[0] | {"ngrams": 3})
    with pytest.raises(TypeError, match="new_cache"):
        model(ids_of(1, 3), cache=KVCache(model.config))


def test_unit_length_and_its_gradient_are_those_of_pytorch():
    torch.manual_seed(0)
    x = torch.cat([torch.randn(3, 4, 5), 1e-3 * torch.randn(1, 4, 5), 1e6 * torch.randn(1, 4, 5)]).double()
    assert (unit_length(x) - F.normalize(x, dim=-1)).abs().max() < 1e-6
    assert torch.autograd.gradcheck(unit_length, x[:3].clone().requires_grad_())
    assert unit_length(torch.zeros(2, 3)).equal(torch.zeros(2, 3))    # no direction, and no nan
