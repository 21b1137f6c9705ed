"""Lesson 00's arithmetic against real models."""

import dataclasses

import pytest

from llm_edu.course.checks.catalogue import find
from llm_edu.meet_an_llm import (
    PUBLISHED_MODELS,
    ModelShape,
    count_parameters,
    generate_tokens,
    greedy_pick,
    layer_parameters,
    memory_gigabytes,
    operations_per_token,
    training_years,
)
from llm_edu.transformer import SMOLLM2_135M, Transformer, TransformerConfig


def test_smollm2_has_134_515_008_parameters():
    assert count_parameters(SMOLLM2_135M) == 134_515_008


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("heads, key_value_heads", [(4, 4), (4, 2), (6, 1)])
def test_counting_agrees_with_a_census_of_a_real_model(tied, heads, key_value_heads):
    config = TransformerConfig.llama(
        vocab_size=37, layers=3, width=heads * 4, heads=heads, key_value_heads=key_value_heads, feed_forward_width=29,
        tie_embeddings=tied,
    )
    model = Transformer(config)
    assert count_parameters(config) == sum(parameter.numel() for parameter in model.parameters())
    block = sum(parameter.numel() for parameter in model.blocks[0].parameters())
    assert sum(layer_parameters(config).values()) == block


def test_a_shape_and_a_configuration_count_alike():
    names = [field.name for field in dataclasses.fields(ModelShape)]
    shape = ModelShape(**{name: getattr(SMOLLM2_135M, name) for name in names})
    assert shape.head_dim == SMOLLM2_135M.head_dim == 64
    assert layer_parameters(shape) == layer_parameters(SMOLLM2_135M)


def test_gpt2_of_the_open_exercise():
    assert Transformer(TransformerConfig.gpt2()).count_parameters() == find("gpt2_parameters").right_answer()


def test_generation_stops_at_the_stop_token_and_leaves_the_prompt_alone():
    prompt = [5]
    assert generate_tokens(lambda ids: ids[-1] + 1, prompt, max_new_tokens=10, stop=8) == [6, 7]
    assert prompt == [5]
    assert generate_tokens(lambda ids: 1, [0], max_new_tokens=0, stop=9) == []


def test_generation_by_hand_says_what_generate_says():
    import torch

    from llm_edu.decoding import Greedy, generate, next_token_probabilities

    torch.manual_seed(0)
    config = TransformerConfig.llama(vocab_size=50, context_length=32, layers=2, width=16, heads=2)
    model = Transformer(config).eval()
    by_hand = generate_tokens(
        lambda ids: greedy_pick(next_token_probabilities(model, ids).tolist()), [3, 1, 4], max_new_tokens=8, stop=-1
    )
    assert by_hand == generate(model, [3, 1, 4], Greedy(), max_new_tokens=8)[0].tolist()


def test_sizes_and_years():
    assert memory_gigabytes(7_000_000_000, bits=16) == 14
    assert operations_per_token(134_515_008) == 269_030_016
    seconds = 6 * 1e9 * 1e10 / 1e12
    assert training_years(1e9, 1e10, 1e12) == pytest.approx(seconds / 31_536_000)


def test_every_published_model_has_a_source_and_sizes_that_can_be():
    assert len({model.name for model in PUBLISHED_MODELS}) == len(PUBLISHED_MODELS) >= 10
    for model in PUBLISHED_MODELS:
        assert "20" in model.source and (model.tokens is None or model.tokens > model.parameters), model.name
        assert model.active is None or model.active < model.parameters
    assert [model.year for model in PUBLISHED_MODELS] == sorted(model.year for model in PUBLISHED_MODELS)
