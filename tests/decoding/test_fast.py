"""The model that decoding runs on: the same results as the model itself, whatever the number of rows."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.decoding import fast
from llm_edu.decoding.fast import FEW, PATIENCE, SIZES, DecodingLinear, Plan, decoding_twin, light_twin, plan_by_trial
from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.transformer import KVCache, Transformer, TransformerConfig

SMALL = dict(vocab_size=97, context_length=48, layers=2, width=32, heads=4)
FAMILIES = {
    "llama": TransformerConfig.llama(**SMALL | {"key_value_heads": 2}), "gpt2": TransformerConfig.gpt2(**SMALL),
    "untied": TransformerConfig.llama(**SMALL, tie_embeddings=False),
    "narrow heads": TransformerConfig.llama(**SMALL, head_dim=4),
    "qwen": FamilyConfig.llama(**SMALL, query_key_value_bias=True, head_norm=True, window=3, full_layers=1),
}
NEEDS_ONEDNN = pytest.mark.skipif(not fast.can_pack(), reason="this build of PyTorch has no oneDNN")


PLANS = {"found": None, "plain": Plan(F.linear), "turned": Plan(fast.turned),
         "packed": Plan(F.linear, pack=True)}


@torch.no_grad()
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("batch", [1, 2, 7, FEW + 1])
@pytest.mark.parametrize("plan", [pytest.param(name, marks=NEEDS_ONEDNN if name == "packed" else ()) for name in PLANS])
def test_the_twin_says_the_same_in_each_way_of_multiplying(family, batch, plan, monkeypatch):
    if PLANS[plan]:
        monkeypatch.setattr(fast, "plan_for", lambda rows, threads: PLANS[plan])
        monkeypatch.setattr(fast, "PATIENCE", 3)
    torch.manual_seed(0)
    model = make_model(FAMILIES[family]).eval()
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape) * 0.2)    # biases too: they begin as zeros
    ids = torch.randint(97, (batch, 5))
    twin, cache = decoding_twin(model), KVCache(model.config, batch)
    whole = model(ids)
    torch.testing.assert_close(twin(ids), whole, atol=1e-4, rtol=1e-4)
    steps = torch.cat([twin(ids[:, place:place + 1], cache=cache) for place in range(5)], dim=1)
    torch.testing.assert_close(steps, whole, atol=1e-4, rtol=1e-4)
    if plan != "found":
        assert (twin.unembedding.packed is not None) == (plan == "packed")


@torch.no_grad()
def test_it_shares_all_parameters_and_leaves_the_model_as_it_was():
    model = Transformer(FAMILIES["llama"])
    before, ids = model(torch.tensor([[1, 2]])), torch.tensor([[1, 2]])
    twin = decoding_twin(model)
    assert twin.unembedding.weight.data_ptr() == model.token_embedding.weight.data_ptr()
    model.token_embedding.weight.mul_(2.0)
    assert not torch.allclose(twin(ids), before)
    torch.testing.assert_close(twin(ids), model(ids))
    assert model.config.tie_embeddings and not any(isinstance(layer, DecodingLinear) for layer in model.modules())


@torch.inference_mode()
def test_a_matrix_is_packed_when_it_has_been_asked_often_enough(monkeypatch):
    packed = []
    monkeypatch.setattr(fast, "pack", lambda weight: packed.append(tuple(weight.shape)) or weight)
    monkeypatch.setattr(fast, "by_onednn", F.linear)
    monkeypatch.setattr(fast, "plan_for", lambda rows, threads: Plan(F.linear, pack=rows > 1))
    model = Transformer(FAMILIES["llama"])
    linear = sorted(tuple(layer.weight.shape) for layer in model.modules() if isinstance(layer, nn.Linear))
    twin, ids = decoding_twin(model), torch.ones(4, 1, dtype=torch.long)
    for _ in range(PATIENCE - 1):
        twin(ids[:1])    # for one row nothing is gained
        twin(ids)
    assert not packed
    twin(ids[:2])
    assert sorted(packed) == sorted(linear + [(97, 32)])    # each layer's, and the unembedding's
    twin(ids)
    assert len(packed) == len(linear) + 1    # once is enough
    monkeypatch.setattr(fast, "MOST_PACKED", sum(4 * a * b for a, b in packed) - 1)
    packed.clear()
    large = decoding_twin(model)
    for _ in range(3 * PATIENCE):
        large(ids)
    assert not packed    # a model too large for a second copy does without


def test_the_trial_takes_the_fastest_way_and_draws_nothing(monkeypatch):
    state = torch.get_rng_state()
    for rows in SIZES:
        assert callable(plan_by_trial.__wrapped__(rows, 1).way)
    assert torch.get_rng_state().equal(state)
    monkeypatch.setattr(fast, "can_pack", lambda: True)
    ways = {F.linear: "plain", fast.turned: "turned", "packed": "packed"}

    def found_when(quick, rows):
        """What the trial plans when all ways take a second but one."""
        monkeypatch.setattr(fast, "time_in_turn", lambda steps, rounds: {
            way: [0.1 if ways[way] == quick else 1.0] * rounds for way in steps})
        plan = plan_by_trial.__wrapped__(rows, 1)
        return ways[plan.way], plan.pack

    assert found_when("plain", 1) == found_when("plain", 4) == ("plain", False)
    assert found_when("turned", 1) == found_when("turned", 4) == ("turned", False)
    assert found_when("packed", 4) == ("plain", True)
    assert found_when("packed", SIZES[-1]) == ("plain", False)    # with many rows nothing is packed


def test_a_number_of_rows_is_tried_once_with_the_next_size(monkeypatch):
    asked = []
    monkeypatch.setattr(fast, "plan_by_trial", lambda rows, threads: asked.append((rows, threads)))
    for rows in (1, 3, 4, 5, 33, 5000):
        fast.plan_for.__wrapped__(rows, 2)
    assert asked == [(rows, 2) for rows in (1, 4, 4, 8, 128, 128)]
    assert fast.plan_for.__wrapped__(0, 2) == Plan(F.linear)


@NEEDS_ONEDNN
def test_without_onednn_decoding_goes_on(monkeypatch):
    def missing(rows, weight):
        raise NotImplementedError("not in this build")

    monkeypatch.setattr(fast, "by_onednn", missing)
    assert not fast.can_pack.__wrapped__()
    monkeypatch.setattr(fast, "can_pack", lambda: False)
    for rows in SIZES:
        plan = plan_by_trial.__wrapped__(rows, 1)
        assert plan.way in (F.linear, fast.turned) and not plan.pack


@NEEDS_ONEDNN
@torch.inference_mode()
def test_a_packed_matrix_multiplies_any_number_of_rows():
    torch.manual_seed(0)
    weight = torch.randn(48, 80)
    for rows in (1, 2, 3, FEW, FEW + 1, 200):
        x = torch.randn(rows, 80)
        torch.testing.assert_close(fast.by_onednn(x, fast.pack(weight)), F.linear(x, weight), atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_a_layer_with_hooks_is_still_heard():
    model, heard = Transformer(FAMILIES["gpt2"]), []
    model.blocks[0].attention.output.register_forward_hook(lambda *call: heard.append(call))
    decoding_twin(model)(torch.tensor([[1, 2]]))
    assert len(heard) == 1


def test_where_it_is_not_known_to_be_right_it_stays_away():
    weight = nn.Linear(4, 6).weight
    assert fast.is_suitable(weight)
    for other in (weight.double(), weight.T, weight.bfloat16(), torch.empty(6, 4, device="meta")):
        assert not fast.is_suitable(other)


def test_an_unembedding_is_the_table_itself():
    table = nn.Embedding(9, 4)
    assert fast.unembedding_of(table).weight is table.weight and fast.unembedding_of(table).bias is None


class Adapted(torch.nn.Linear):
    """A linear layer that somebody has extended: with a part of its own, and through `super()`."""

    def __init__(self, linear):
        super().__init__(linear.in_features, linear.out_features, bias=False)
        self.more, self.nothing = torch.nn.Linear(linear.in_features, linear.out_features), None

    def forward(self, x):
        assert self.nothing is None
        return super().forward(x) + self.more(x)


@torch.no_grad()
def test_a_light_twin_is_the_same_model():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.llama(**SMALL | {"layers": 3})), torch.randint(97, (2, 6), generator=torch.Generator().manual_seed(0))
    model.blocks[1].attention.output = Adapted(model.blocks[1].attention.output)
    calls = []
    hook = lambda module, inputs, output: calls.append(output) or -output    # noqa: E731
    handle = model.blocks[2].feed_forward.down.register_forward_hook(hook)
    names = set(vars(model.blocks[0].attention))
    twin = light_twin(model)
    assert torch.equal(twin(ids), model(ids)) and len(calls) == 2    # a hook is still called, and still has its say
    assert twin.blocks[0].attention.output.weight is model.blocks[0].attention.output.weight
    assert isinstance(twin, Transformer) and twin.count_parameters() == model.count_parameters()
    assert set(vars(model.blocks[0].attention)) == names    # the model itself is as it was
    model.blocks[0].attention.output.weight.zero_()    # training goes on: the twin sees it
    handle.remove()
    assert torch.equal(twin(ids), model(ids))
