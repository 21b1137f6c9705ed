"""The core model is to be read: its three `forward`s are short, and know nothing of what later lessons change."""

import inspect
from dataclasses import fields

import pytest

from llm_edu.attention import MultiHeadAttention, heads
from llm_edu.lessons.common.printing import count_lines
from llm_edu.pretrained.family_model import FamilyTransformer
from llm_edu.training.recipe_model import RecipeConfig
from llm_edu.transformer import Transformer, TransformerBlock, TransformerConfig, model
from llm_edu.transformer.calling import begin_call

LATER = {"cache", "ablate", "padding", "last_only", "squared_relu"} | (
    {field.name for field in fields(RecipeConfig)} - {field.name for field in fields(TransformerConfig)})


@pytest.mark.parametrize("forward", [MultiHeadAttention.forward, TransformerBlock.forward, Transformer.forward])
def test_a_forward_is_at_most_12_lines_without_a_later_option(forward):
    assert count_lines(forward) <= 12
    names = set(forward.__code__.co_varnames) | set(forward.__code__.co_names)
    names -= set(inspect.signature(Transformer.forward).parameters) if forward is Transformer.forward else set()
    assert not names & LATER, f"{forward.__qualname__} names {names & LATER}"


@pytest.mark.parametrize("kind", [Transformer, FamilyTransformer])
def test_a_models_forward_spells_out_every_option(kind):
    _, ids, *options = inspect.signature(kind.forward).parameters.values()
    assert [option.name for option in options] == ["cache", "record", "ablate", "padding", "last_only"]
    assert options == list(inspect.signature(begin_call).parameters.values())[2:]


def test_no_switch_of_the_recipe_is_in_the_core():
    for name in {"query_key_norm", "smear_keys", "ngrams", "ngram_rows", "squared_relu"}:
        assert name not in inspect.getsource(heads) + inspect.getsource(model) + inspect.getsource(TransformerConfig)
