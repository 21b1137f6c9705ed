"""Looking into the model, switching parts of it off, and what it refuses."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
import torch

from llm_edu.transformer import KVCache, Record, Transformer, TransformerConfig

SMALL = dict(vocab_size=97, context_length=40, layers=3, width=32, heads=4)


def random_ids(batch, time):
    return torch.randint(97, (batch, time), generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def test_a_record_holds_every_layer_and_adds_up():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.llama(**SMALL | {"key_value_heads": 2})), random_ids(2, 6)
    record = Record(*Record.KINDS)
    for _ in range(2):    # the second call replaces what the first has left
        logits = model(ids, record=record)
    assert (logits - model(ids)).abs().max() <= 1e-5
    assert [len(record[kind]) for kind in ("attention", "residual", "attention_output")] == [3, 4, 3]
    assert record["attention"][1].shape == (2, 4, 6, 6)
    assert (record["attention"][1].sum(-1) - 1).abs().max() < 1e-5
    for layer in range(3):
        added = record["attention_output"][layer] + record["feed_forward_output"][layer]
        assert (record["residual"][layer] + added - record["residual"][layer + 1]).abs().max() < 1e-5
    assert (model.norm(record["residual"][-1]) @ model.token_embedding.weight.T - logits).abs().max() <= 1e-5


@torch.no_grad()
def test_a_record_with_cache_shows_the_new_rows():
    model, ids = Transformer(TransformerConfig.gpt2(**SMALL)), random_ids(1, 6)
    whole, steps, cache = Record("attention"), Record("attention"), KVCache(model.config)
    model(ids, record=whole)
    model(ids[:, :5], cache=cache)
    model(ids[:, 5:], cache=cache, record=steps)
    assert (steps["attention"][2] - whole["attention"][2][:, :, 5:]).abs().max() < 1e-6


def test_a_record_refuses_what_it_cannot_keep():
    with pytest.raises(ValueError, match="attention"):
        Record("attentions")


@torch.no_grad()
def test_switching_heads_off():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.gpt2(**SMALL)), random_ids(1, 6)
    record = Record("attention_output", "residual")
    everything = {(1, head) for head in range(4)}
    logits = model(ids, ablate=everything, record=record)
    assert (record["attention_output"][1] - model.blocks[1].attention.output.bias).abs().max() == 0
    assert (logits - model(ids)).abs().max() > 0
    assert model(ids, ablate=(pair for pair in everything)).equal(logits)
    with pytest.raises(ValueError, match=r"no head \(1, 4\)"):
        model(ids, ablate={(1, 4)})


@pytest.mark.parametrize("ids, error, message", [
    (torch.tensor([[1.0, 2.0]]), TypeError, "integers, not torch.float32"),
    ([[1, 2]], TypeError, "integers, not list"),
    (torch.tensor([1, 2]), ValueError, r"ids\[None\]"),
    (torch.zeros(1, 0, dtype=torch.long), ValueError, "at least one token"),
    (torch.tensor([[5, 97]]), ValueError, "between 0 and 96, but there is 97"),
    (torch.tensor([[5, -1]]), ValueError, "between 0 and 96, but there is -1"),
    (torch.zeros(1, 41, dtype=torch.long), ValueError, "41 tokens do not fit .* 40: shorten"),
])
def test_ids_that_make_no_sense(ids, error, message):
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    with pytest.raises(error, match=message):
        model(ids)


def test_a_cache_that_does_not_fit():
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    with pytest.raises(ValueError, match="cache is for 1 rows of 5 tokens"):
        model(random_ids(1, 6), cache=KVCache(model.config, capacity=5))
    with pytest.raises(ValueError, match="not for 2 rows"):
        model(random_ids(2, 3), cache=KVCache(model.config, capacity=5))
    for other in ({"layers": 4}, {"layers": 2}, {"heads": 2}, {"width": 64}):
        with pytest.raises(ValueError, match="of another model"):
            model(random_ids(1, 3), cache=KVCache(replace(model.config, **{"key_value_heads": None, "head_dim": None} | other)))


@pytest.mark.parametrize("padding, error, message", [
    ([1, 0], TypeError, "integers.*not list"), (torch.tensor([1.0, 0.0]), TypeError, "not torch.float32"),
    (torch.ones(2, 6, dtype=torch.bool), TypeError, "not torch.bool"),
    (torch.tensor([-1, 0]), ValueError, r"0 or more.*\[-1, 0\]"), (torch.tensor([1]), ValueError, "each of the 2 rows"),
])
def test_padding_that_makes_no_sense(padding, error, message):
    model = Transformer(TransformerConfig.llama(**SMALL))
    with pytest.raises(error, match=message):
        model(random_ids(2, 6), padding=padding)


def test_a_cache_keeps_no_gradients():
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    assert not model(random_ids(1, 3), cache=KVCache(model.config)).requires_grad
    assert model(random_ids(1, 3)).requires_grad


@pytest.mark.parametrize("wrong, message", [
    ({"heads": 5}, "multiple of heads"), ({"key_value_heads": 3}, "key_value_heads"),
    ({"norm": "batch"}, "norm is one"),
    ({"positions": "rope", "width": 36, "heads": 4}, "even"), ({"vocab_size": 0}, "vocab_size is a whole number"),
])
def test_configurations_that_make_no_sense(wrong, message):
    with pytest.raises(ValueError, match=message):
        TransformerConfig(**SMALL | wrong)
    with pytest.raises(ValueError, match=message):
        replace(TransformerConfig(**SMALL), **{"key_value_heads": None, "head_dim": None} | wrong)


def test_a_configuration_of_numpy_numbers_can_be_written_as_json():
    config = TransformerConfig(**SMALL | {"width": np.int64(32)})
    assert json.loads(json.dumps(asdict(config))) == asdict(TransformerConfig(**SMALL))


@pytest.mark.parametrize("pairing", ["half", "interleaved"])
def test_bfloat16_and_autocast_give_nearly_the_same(pairing):
    torch.manual_seed(0)
    config = TransformerConfig.llama(
        vocab_size=50, context_length=32, layers=2, width=32, heads=2, rope_pairing=pairing
    )
    model, ids = Transformer(config), torch.tensor([[1, 2, 3, 4]])
    expected = model(ids).softmax(-1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.allclose(model(ids).float().softmax(-1), expected, atol=1e-3)
    logits = model.bfloat16()(ids)
    assert logits.dtype == torch.bfloat16 and torch.allclose(logits.float().softmax(-1), expected, atol=1e-3)
