"""Attention against definitions written out with loops, and against PyTorch's own."""

import math
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_edu.attention import (
    Call,
    MultiHeadAttention,
    apply_rope,
    attention_weights,
    causal_mask,
    key_value_bytes,
    look_up,
    merge_heads,
    repeat_heads,
    rope_rotation,
    scaled_dot_product_attention,
    softmax,
    split_heads,
)
from llm_edu.transformer import KVCache, Record, TransformerConfig


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def largest_difference(a, b):
    assert a.shape == b.shape
    return (a - b).abs().max().item()


def test_softmax_equals_torch():
    scores = random(3, 4, 5) * 10
    for dim in (-1, 0, 1):
        assert largest_difference(softmax(scores, dim), scores.softmax(dim)) < 1e-6


@settings(deadline=None)    # a busy machine is no failure
@given(st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=8))
def test_softmax_never_overflows(scores):
    weights = softmax(torch.tensor(scores))
    assert torch.isfinite(weights).all() and abs(weights.sum().item() - 1) < 1e-5


def test_softmax_gives_minus_infinity_no_weight():
    assert softmax(torch.tensor([1.0, -math.inf, 1.0])).tolist() == [0.5, 0.0, 0.5]


def test_causal_mask_lets_nobody_look_ahead():
    for time, past in ((1, 0), (4, 0), (3, 5)):
        mask = causal_mask(time, past)
        assert mask.shape == (time, past + time) and mask.dtype == torch.bool
        for query in range(time):
            assert mask[query].tolist() == [key <= past + query for key in range(past + time)]


def attention_with_loops(queries, keys, values, mask):
    """The definition, one query and one key at a time. All (time, d)."""
    mixed = []
    for query, allowed in zip(queries, mask):
        scores = [float(query @ key) / math.sqrt(len(query)) for key in keys]
        shares = [math.exp(score) if ok else 0.0 for score, ok in zip(scores, allowed)]
        mixed.append(sum(share / sum(shares) * value for share, value in zip(shares, values)))
    return torch.stack(mixed)


def test_attention_equals_the_definition():
    queries, keys, values = random(5, 8), random(5, 8, seed=1), random(5, 3, seed=2)
    mask = causal_mask(5)
    found = scaled_dot_product_attention(queries, keys, values, mask)
    assert largest_difference(found, attention_with_loops(queries, keys, values, mask)) < 1e-6


def test_attention_equals_torch_with_and_without_mask():
    queries, keys, values = random(2, 3, 6, 8), random(2, 3, 7, 8, seed=1), random(2, 3, 7, 8, seed=2)
    for mask in (None, causal_mask(6, 1)):
        theirs = F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        assert largest_difference(scaled_dot_product_attention(queries, keys, values, mask), theirs) < 1e-6


def test_a_look_up_is_attention_of_one_query_not_scaled():
    query, keys, values = random(4), random(6, 4, seed=1), random(6, 3, seed=2)
    asked = query[None] * 2    # the root of 4, which attention divides by
    assert largest_difference(look_up(query, keys, values), scaled_dot_product_attention(asked, keys, values)[0]) < 1e-6
    assert torch.equal(look_up(query * 1e4, keys, values), values[(keys @ query).argmax()])    # no overflow


def test_weights_sum_to_one_and_masked_keys_get_nothing():
    mask = causal_mask(6)
    weights = attention_weights(random(2, 6, 4), random(2, 6, 4, seed=1), mask)
    assert largest_difference(weights.sum(-1), torch.ones(2, 6)) < 1e-6
    assert (weights[:, ~mask] == 0).all()


@pytest.mark.parametrize("pairing", ["half", "interleaved"])
def test_rope_is_a_rotation_of_each_pair(pairing):
    x = random(3, 6)    # (time, head_dim)
    turned = apply_rope(x, rope_rotation(torch.arange(3), 6, base=100.0), pairing)
    for position in range(3):
        for pair in range(3):
            first, second = (pair, pair + 3) if pairing == "half" else (2 * pair, 2 * pair + 1)
            number = complex(x[position, first], x[position, second])
            angle = position * 100.0 ** (-2 * pair / 6)
            expected = number * complex(math.cos(angle), math.sin(angle))
            assert abs(complex(turned[position, first], turned[position, second]) - expected) < 1e-5


@pytest.mark.parametrize("pairing", ["half", "interleaved"])
def test_rope_scores_depend_on_distance_alone(pairing):
    query, key = random(1, 16), random(1, 16, seed=1)

    def score(query_position, key_position):
        turn = lambda x, position: apply_rope(x, rope_rotation(torch.tensor([position]), 16), pairing)    # noqa: E731
        return (turn(query, query_position) @ turn(key, key_position).T).item()

    assert score(7, 3) == pytest.approx(score(104, 100), abs=1e-4)
    assert score(7, 3) != pytest.approx(score(8, 3), abs=1e-2)


def test_rope_names_a_pairing_that_it_does_not_know():
    with pytest.raises(ValueError, match="'half' or 'interleaved'"):
        apply_rope(random(2, 4), rope_rotation(torch.arange(2), 4), "pairs")


@pytest.mark.parametrize("sizes, message", [
    ((10, 3), "multiple of heads 3"), ((2, 4), "multiple of heads 4"), ((8, 0), "multiple of heads 0"),
    ((8, 4, 3), "multiple of key_value_heads 3")])
def test_heads_that_do_not_divide_the_width_are_refused(sizes, message):
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(*sizes)


@pytest.mark.parametrize("key_value_heads", [None, 1, 2, 4])
def test_heads_equal_one_attention_each(key_value_heads):
    """Each head alone, with slices of the fused weights; grouped queries share the keys of their group."""
    torch.manual_seed(0)
    layer = MultiHeadAttention(16, heads=4, key_value_heads=key_value_heads, bias=True)
    shared, x, mask = key_value_heads or 4, random(2, 5, 16), causal_mask(5)
    fused = layer.queries_keys_values(x)    # (batch, time, queries | keys | values)
    heads = []
    for head in range(4):
        group = head * shared // 4
        column = lambda start: fused[..., start:start + 4]    # noqa: E731
        queries, keys, values = column(4 * head), column(16 + 4 * group), column(16 + 4 * shared + 4 * group)
        heads.append(scaled_dot_product_attention(queries, keys, values, mask))
    expected = layer.output(torch.cat(heads, dim=-1))
    assert largest_difference(layer(x, Call(mask)), expected) < 1e-6


@pytest.mark.parametrize("key_value_heads", [1, 2, 4])
def test_the_explicit_path_equals_the_fused_one(key_value_heads):
    torch.manual_seed(0)
    layer = MultiHeadAttention(16, heads=4, key_value_heads=key_value_heads)
    x, mask, record = random(2, 5, 16), causal_mask(5), Record("attention")
    assert largest_difference(layer(x, Call(mask, record=record)), layer(x, Call(mask))) < 1e-6
    assert record["attention"][0].shape == (2, 4, 5, 5)


@pytest.mark.parametrize("mask", [causal_mask(5).int(), causal_mask(5).float(), [[True] * 5] * 5])
def test_a_mask_of_numbers_is_refused_wherever_it_comes(mask):
    x, layer = random(1, 5, 16), MultiHeadAttention(16, heads=4)
    for attempt in (lambda: layer(x, Call(mask)), lambda: scaled_dot_product_attention(x, x, x, mask)):
        with pytest.raises(TypeError, match=r"True \(attend\) and False, not .*causal_mask\(time\)"):
            attempt()


def test_without_a_mask_a_layer_sees_what_comes_later():
    torch.manual_seed(0)
    layer, x = MultiHeadAttention(16, heads=4), random(1, 5, 16)
    changed = torch.cat([x[:, :4], random(1, 1, 16, seed=1)], dim=1)
    assert largest_difference(layer(x)[:, :4], layer(changed)[:, :4]) > 1e-3
    causal = Call(mask=causal_mask(5))
    assert largest_difference(layer(x, causal)[:, :4], layer(changed, causal)[:, :4]) < 1e-6


def test_switching_a_head_off_removes_what_it_adds():
    torch.manual_seed(0)
    layer = MultiHeadAttention(16, heads=4, bias=True, layer=2)
    x, mask = random(1, 5, 16), causal_mask(5)
    whole, without = layer(x, Call(mask)), layer(x, Call(mask, ablate={(2, 1), (0, 3)}))    # (0, 3) is another layer's
    columns = slice(4, 8)    # of the output layer: where head 1's numbers enter
    values = layer.queries_keys_values(x)[..., 36:40]
    queries, keys = layer.queries_keys_values(x)[..., 4:8], layer.queries_keys_values(x)[..., 20:24]
    head = scaled_dot_product_attention(queries, keys, values, mask)
    assert largest_difference(whole - without, head @ layer.output.weight[:, columns].T) < 1e-6


def test_one_token_at_a_time_equals_all_at_once():
    torch.manual_seed(0)
    config = TransformerConfig(vocab_size=1, context_length=6, layers=1, width=16, heads=4, key_value_heads=2)
    layer, cache = MultiHeadAttention(16, heads=4, key_value_heads=2), KVCache(config)
    x = random(1, 6, 16)
    with torch.no_grad():
        whole = layer(x, Call(causal_mask(6)))
        for position in range(6):
            step = layer(x[:, position:position + 1], Call(cache=cache))
            cache.length += 1
            assert largest_difference(step, whole[:, position:position + 1]) < 1e-6


def test_key_value_bytes_counts_a_real_cache():
    config = TransformerConfig(vocab_size=1, context_length=7, layers=3, width=24, heads=6, key_value_heads=2)
    cache = KVCache(config, dtype=torch.float16)
    kept = sum(each.numel() * each.element_size() for each in [*cache.keys, *cache.values])
    assert key_value_bytes(layers=3, key_value_heads=2, head_dim=4, tokens=7) == kept
    assert key_value_bytes(3, 2, 4, 7, bytes_per_number=4) == 2 * kept


def test_splitting_heads_gives_each_its_own_numbers_and_merging_undoes_it():
    x = torch.arange(24.0).view(1, 2, 12)    # (batch, time, 3 heads of 4)
    heads = split_heads(x, 3)
    assert heads.shape == (1, 3, 2, 4)
    assert heads[0, 1].tolist() == [[4, 5, 6, 7], [16, 17, 18, 19]]
    assert torch.equal(merge_heads(heads), x)


def test_repeated_heads_stand_beside_each_other():
    x = torch.arange(12.0).view(2, 3, 2)    # (key_value_heads, time, head_dim)
    repeated = repeat_heads(x, 2)
    assert repeated.shape == (4, 3, 2)
    assert [torch.equal(repeated[head], x[head // 2]) for head in range(4)] == [True] * 4


def test_attention_is_used_without_counting_n_grams():
    code = ("import sys, llm_edu.attention, llm_edu.transformer\n"
            "assert not [name for name in sys.modules if name.startswith('llm_edu.language_models')]\n"
            "assert llm_edu.attention.make_rows([[5]])[0].tolist() == [[0, 5]]")
    subprocess.run([sys.executable, "-c", code], check=True)
