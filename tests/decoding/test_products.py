"""The model that decoding runs on: the same results as the model itself, whatever the number of rows."""

import time

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.decoding import multiplying, products
from llm_edu.decoding.multiplying import FEW, SIZES, Plan, has_onednn, onednn, pack, plan_by_trial, plan_for
from llm_edu.decoding.products import DecodingLinear, decoding_twin, exit_of, is_suitable
from llm_edu.transformer import KVCache, Transformer, TransformerConfig

SMALL = dict(vocab_size=97, context_length=48, layers=2, width=32, heads=4)
FAMILIES = {
    "llama": TransformerConfig.llama(**SMALL | {"key_value_heads": 2}), "gpt2": TransformerConfig.gpt2(**SMALL),
    "untied": TransformerConfig.llama(**SMALL, tie_embeddings=False),
}
NEEDS_ONEDNN = pytest.mark.skipif(not has_onednn(), reason="this build of PyTorch has no oneDNN")


def vector_or_plain(rows, weight):
    return (multiplying.vector if len(rows) == 1 else F.linear)(rows, weight)


PLANS = {"found": None, "plain": Plan(F.linear), "turned": Plan(multiplying.turned), "vector": Plan(vector_or_plain),
         "onednn": Plan(onednn), "packed at once": Plan(F.linear, 1.0), "packed soon": Plan(F.linear, 0.4)}


@torch.no_grad()
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("batch", [1, 2, 7, FEW + 1])
@pytest.mark.parametrize("plan", [pytest.param(name, marks=NEEDS_ONEDNN if name[:6] in ("onednn", "packed") else ())
                                  for name in PLANS])
def test_the_twin_says_the_same_in_each_way_of_multiplying(family, batch, plan, monkeypatch):
    if PLANS[plan]:
        monkeypatch.setattr(multiplying, "plan_for", lambda rows: PLANS[plan])
    torch.manual_seed(0)
    model = Transformer(FAMILIES[family]).eval()
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape) * 0.2)    # biases too: they begin as zeros
    ids = torch.randint(97, (batch, 5))
    twin, cache = decoding_twin(model), KVCache(model.config, batch)
    whole = model(ids)
    torch.testing.assert_close(twin(ids), whole, atol=1e-4, rtol=1e-4)
    steps = torch.cat([twin(ids[:, place:place + 1], cache=cache) for place in range(5)], dim=1)
    torch.testing.assert_close(steps, whole, atol=1e-4, rtol=1e-4)
    if plan != "found":
        assert (twin.output.packed is not None) == plan.startswith("packed")


@torch.no_grad()
def test_it_shares_all_parameters_and_leaves_the_model_as_it_was():
    model = Transformer(FAMILIES["llama"])
    before, ids = model(torch.tensor([[1, 2]])), torch.tensor([[1, 2]])
    twin = decoding_twin(model)
    assert twin.output.weight.data_ptr() == model.token_embedding.weight.data_ptr()
    model.token_embedding.weight.mul_(2.0)
    assert not torch.allclose(twin(ids), before)
    torch.testing.assert_close(twin(ids), model(ids))
    assert model.config.tie_embeddings and not any(isinstance(layer, DecodingLinear) for layer in model.modules())


@torch.inference_mode()
def test_a_matrix_is_packed_when_doing_without_has_cost_as_much(monkeypatch):
    packed = []
    monkeypatch.setattr(multiplying, "pack", lambda weight: packed.append(tuple(weight.shape)) or weight)
    monkeypatch.setattr(multiplying, "onednn", F.linear)
    monkeypatch.setattr(multiplying, "plan_for", lambda rows: Plan(F.linear, {1: 0.0, 2: 0.25, 4: 0.5}[rows]))
    model = Transformer(FAMILIES["llama"])
    linear = sorted(tuple(layer.weight.shape) for layer in model.modules() if isinstance(layer, nn.Linear))
    twin, ids = decoding_twin(model), torch.ones(4, 1, dtype=torch.long)
    for rows in (1, 2, 1, 4, 1):    # 0.25 + 0.5 of the price
        twin(ids[:rows])
    assert not packed
    twin(ids[:2])    # the rest
    assert sorted(packed) == sorted(linear + [(97, 32)])    # each layer's, and the exit's
    twin(ids)
    assert len(packed) == len(linear) + 1    # once is enough
    monkeypatch.setattr(products, "MOST_PACKED", sum(4 * a * b for a, b in packed) - 1)
    packed.clear()
    large = decoding_twin(model)
    for _ in range(20):
        large(ids)
    assert not packed    # a model too large for a second copy does without


def test_the_trial_takes_the_fastest_way_and_draws_nothing(monkeypatch):
    state = torch.get_rng_state()
    for rows in SIZES:
        assert callable(plan_by_trial.__wrapped__(rows, 1).way)
    assert torch.get_rng_state().equal(state)

    def slow(rows, weight):
        time.sleep(0.002)

    def sleeping(fast):
        """Let all ways take 2 ms, but one; return what the trial then plans for one row and for several."""
        for name in ("turned", "vector", "onednn"):
            monkeypatch.setattr(multiplying, name, slow if name != fast else lambda rows, weight: None)
        monkeypatch.setattr(multiplying.F, "linear", slow if fast != "linear" else lambda rows, weight: None)
        monkeypatch.setattr(multiplying, "has_onednn", lambda: True)
        monkeypatch.setattr(multiplying, "pack", lambda weight: time.sleep(0.01))
        return plan_by_trial.__wrapped__(1, 1), plan_by_trial.__wrapped__(4, 1)

    for fast in ("linear", "turned"):
        one, several = sleeping(fast)
        way = F.linear if fast == "linear" else multiplying.turned
        assert one == several == Plan(way)
    one, several = sleeping("vector")
    assert one == Plan(multiplying.vector) and several.way is F.linear


@NEEDS_ONEDNN
def test_the_trial_plans_to_pack_where_that_is_faster(monkeypatch):
    packed = object()

    def by_onednn(rows, weight):
        time.sleep(0.001 if weight is packed else 0.005)

    def packing(weight):
        time.sleep(0.02)
        return packed

    for name in ("turned", "vector"):
        monkeypatch.setattr(multiplying, name, lambda rows, weight: time.sleep(0.005))
    monkeypatch.setattr(multiplying.F, "linear", lambda rows, weight: time.sleep(0.005))
    monkeypatch.setattr(multiplying, "onednn", by_onednn)
    monkeypatch.setattr(multiplying, "pack", packing)
    monkeypatch.setattr(multiplying, "has_onednn", lambda: True)
    assert plan_by_trial.__wrapped__(4, 1).saved == pytest.approx(4 / 20, rel=0.25)    # 4 ms of 20 at each product
    assert plan_by_trial.__wrapped__(SIZES[-1], 1).saved == 0.0    # with many rows nothing is packed


def test_a_number_of_rows_is_tried_once_with_the_next_size(monkeypatch):
    asked = []
    monkeypatch.setattr(multiplying, "plan_by_trial", lambda rows, threads: asked.append((rows, threads)))
    for rows in (1, 3, 4, 5, 33, 5000):
        plan_for(rows)
    assert asked == [(rows, torch.get_num_threads()) for rows in (1, 4, 4, 8, 128, 128)]
    assert plan_for(0) == Plan(F.linear)
    model = Transformer(FAMILIES["llama"])
    monkeypatch.setattr(multiplying, "plan_for", lambda rows: asked.append(rows) or Plan(F.linear))
    asked.clear()
    decoding_twin(model)(torch.ones(3, 1, dtype=torch.long))
    assert asked == [3]    # and all layers share what was found


@NEEDS_ONEDNN
def test_without_onednn_decoding_goes_on(monkeypatch):
    def missing(rows, weight):
        raise NotImplementedError("not in this build")

    monkeypatch.setattr(multiplying, "onednn", missing)
    assert not has_onednn.__wrapped__()
    monkeypatch.setattr(multiplying, "has_onednn", lambda: False)
    for rows in SIZES:
        plan = plan_by_trial.__wrapped__(rows, 1)
        assert plan.way in (F.linear, multiplying.turned, multiplying.vector) and plan.saved == 0.0


@NEEDS_ONEDNN
@torch.inference_mode()
def test_a_packed_matrix_multiplies_any_number_of_rows():
    torch.manual_seed(0)
    weight = torch.randn(48, 80)
    for rows in (1, 2, 3, FEW, FEW + 1, 200):
        x = torch.randn(rows, 80)
        torch.testing.assert_close(onednn(x, pack(weight)), F.linear(x, weight), atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_a_layer_with_hooks_is_still_heard():
    model, heard = Transformer(FAMILIES["gpt2"]), []
    model.blocks[0].attention.output.register_forward_hook(lambda *call: heard.append(call))
    decoding_twin(model)(torch.tensor([[1, 2]]))
    assert len(heard) == 1


def test_where_it_is_not_known_to_be_right_it_stays_away():
    weight = nn.Linear(4, 6).weight
    assert is_suitable(weight)
    for other in (weight.double(), weight.T, weight.bfloat16(), torch.empty(6, 4, device="meta")):
        assert not is_suitable(other)


def test_an_exit_is_the_table_itself():
    table = nn.Embedding(9, 4)
    assert exit_of(table).weight is table.weight and exit_of(table).bias is None
