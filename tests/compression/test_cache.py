"""A cache in 8 bits: nearly the same logits as without one, in about half the bytes, however rows are moved."""

import pytest
import torch

from llm_edu.compression import EightBitCache, quantise_weights
from llm_edu.decoding import BeamSearch, Greedy, generate
from llm_edu.training import load_storyteller
from llm_edu.transformer import KVCache, Transformer, TransformerConfig

IDS = torch.randint(0, 50, (3, 12), generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=50, layers=2, width=64, heads=4, key_value_heads=2)).eval()


def test_what_is_stored_is_each_row_quantised(model):
    cache = EightBitCache(model.config, capacity=4)
    new = torch.randn(1, 2, 3, 16, generator=torch.Generator().manual_seed(1))
    keys, values = cache.extend(1, new, 5 * new)
    torch.testing.assert_close(keys, quantise_weights(new, 8, "row").dequantise())
    torch.testing.assert_close(values, quantise_weights(5 * new, 8, "row").dequantise())
    assert cache.nbytes == 2 * 2 * 2 * 4 * (16 + 2)    # keys and values, layers, heads, tokens


@torch.no_grad()
def test_token_by_token_it_gives_what_all_at_once_gives_and_nearly_what_floats_give(model):
    caches = [kind(model.config, batch=3, capacity=12) for kind in (EightBitCache, EightBitCache, KVCache)]
    at_once, plain = model(IDS, cache=caches[0]), model(IDS, cache=caches[2])
    steps = torch.cat([model(column[:, None], cache=caches[1]) for column in IDS.T], dim=1)
    torch.testing.assert_close(steps, at_once, rtol=1e-3, atol=1e-3)
    assert 1e-6 < (at_once - plain).abs().max() < 0.02 * plain.abs().max()


@torch.no_grad()
def test_rows_are_repeated_reordered_and_dropped_with_their_scales(model):
    cache = EightBitCache(model.config, batch=3, capacity=12)
    model(IDS[:, :8], cache=cache)
    wide = cache.repeated(2, 12)
    wide.reorder(torch.tensor([5, 4, 3, 2, 1, 0]))
    wide.keep([0, 2, 4])    # rows 2, 1, 0 of the first
    found = model(IDS[:, 8:].flip(0), cache=wide)
    torch.testing.assert_close(found, model(IDS[:, 8:], cache=cache).flip(0))


@pytest.mark.parametrize("strategy", [Greedy(), BeamSearch(3)])
def test_a_model_that_makes_such_caches_writes_with_them(strategy, monkeypatch):
    model, tokenizer = load_storyteller()
    begin = tokenizer.encode("<|story|>Mia had lost", allowed_special="all")
    expected = generate(model, [begin], strategy, max_new_tokens=12)
    made = []
    monkeypatch.setattr(type(model), "new_cache", lambda self, batch=1, capacity=None: made.append(EightBitCache(
        self.config, batch, capacity)) or made[-1])
    found = generate(model, [begin], strategy, max_new_tokens=12)
    assert made and (found == expected).float().mean() > 0.7
