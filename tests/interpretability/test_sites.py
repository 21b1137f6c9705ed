"""Looking at sites of a model and changing them: for every kind of model, and gone afterwards."""

import pytest
import torch
from inside_models import MAKERS, make, random_ids

from llm_edu.decoding import generate, stream
from llm_edu.decoding.fast import decoding_twin
from llm_edu.interpretability import all_sites, changed, put, read
from llm_edu.interpretability.sites import KINDS
from llm_edu.transformer import Record, Transformer, TransformerConfig


def hooks(model):
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())


def plus(amount):
    return lambda x: x + amount


@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_what_is_read_is_what_the_model_computes_with(name):
    model, ids = make(name), random_ids(2, 9)
    kinds = ("residual", "attention_output", "feed_forward_output")
    record = Record(*kinds, "attention", "values")
    model(ids, record=record)
    found = read(model, ids, [site for kind in KINDS for site in all_sites(model, kind)])
    for kind in kinds:
        for layer, kept in enumerate(record[kind]):
            assert (found[kind, layer] - kept).abs().max() < 1e-4
    group = model.config.heads // model.config.key_value_heads
    for layer in range(3):
        for head in range(4):
            by_hand = record["attention"][layer][:, head] @ record["values"][layer][:, head // group]
            assert (found["head", layer, head] - by_hand).abs().max() < 1e-4
            assert torch.equal(found["head", layer, head], found["heads", layer][:, head])


@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_a_change_is_felt_and_gone_afterwards(name):
    model, ids = make(name), random_ids(2, 9)
    logits = model(ids)
    for site in [("residual", 0), ("residual", 2), ("attention_output", 1), ("feed_forward_output", 2),
                  ("heads", 0), ("head", 1, 3)]:
        with changed(model, {site: lambda x: x.clone()}):
            assert torch.equal(model(ids), logits)
        with changed(model, {site: lambda x: x * 1.5 + 1}):
            assert (model(ids) - logits).abs().max() > 1e-2
        assert hooks(model) == 0 and torch.equal(model(ids), logits)


@torch.no_grad()
def test_a_head_replaced_by_zeros_is_a_head_switched_off():
    model, ids = make("llama"), random_ids(2, 9)
    with changed(model, {("head", 1, 2): torch.zeros_like}):
        assert torch.equal(model(ids), model(ids, ablate={(1, 2)}))


@torch.no_grad()
def test_changes_add_up_and_later_ones_see_earlier_ones():
    model, ids = make("gpt2"), random_ids(1, 5)
    seen = []
    with changed(model, {("residual", 1): plus(1.0)}), changed(model, {("residual", 1): lambda x: seen.append(x) or x}):
        both = model(ids)
        assert hooks(model) == 2
    with changed(model, {("residual", 1): plus(1.0)}):
        assert torch.equal(both, model(ids))
    assert torch.equal(seen[0], read(model, ids, [("residual", 1)])["residual", 1] + 1.0)


@torch.no_grad()
def test_a_record_shows_the_change():
    model, ids = make("recipe"), random_ids(1, 5)
    for layer in range(4):
        record = Record("residual")
        with changed(model, {("residual", layer): torch.zeros_like}):
            logits = model(ids, record=record)
        assert len(record["residual"]) == 4 and record["residual"][layer].abs().max() == 0
        assert torch.equal(model.unembed(record["residual"][-1]), logits)


@torch.no_grad()
def test_hooks_are_gone_after_an_error():
    model, ids = make("gpt2"), random_ids(1, 5)
    with pytest.raises(ZeroDivisionError), changed(model, {("residual", 1): lambda x: 1 / 0}):
        model(ids)
    with pytest.raises(ValueError, match=r"return the same shape, not \(1, 5\)"), \
            changed(model, {("residual", 1): lambda x: x[..., 0]}):
        model(ids)
    with pytest.raises(ValueError, match="not NoneType"), changed(model, {("heads", 1): lambda x: None}):
        model(ids)
    with pytest.raises(ValueError, match="no site"):
        with changed(model, {("residual", 1): plus(1.0), ("residual", 4): plus(1.0)}):
            raise AssertionError("never comes here")
    assert hooks(model) == 0


def test_what_is_no_place_is_named():
    model = make("gpt2")
    for site, words in [(("residual", 4), "no site"), (("heads", 3), "no site"), (("head", 0, 4), "no site"),
                         (("head", 0), "no site"), ("residual", "tuple"), (("stream", 1), "kinds of sites"),
                         (("residual", -1), "no site")]:
        with pytest.raises(ValueError, match=words), changed(model, {site: plus(1.0)}):
            pass
    empty = Transformer(TransformerConfig.gpt2(vocab_size=5, layers=0, width=4, heads=1))
    with pytest.raises(ValueError, match="no blocks"), changed(empty, {("residual", 0): plus(1.0)}):
        pass


@pytest.mark.parametrize("name", ["gpt2", "recipe", "qwen3"])
@torch.no_grad()
def test_fast_decoding_keeps_to_the_changes(name):
    model, ids = make(name), random_ids(1, 6)
    push = torch.randn(24, generator=torch.Generator().manual_seed(1))
    changes = {("residual", 0): plus(push), ("residual", 2): plus(push), ("head", 1, 0): torch.zeros_like,
               ("feed_forward_output", 2): lambda x: 2 * x, ("attention_output", 0): lambda x: 2 * x}
    plain = generate(model, ids, max_new_tokens=12)
    with changed(model, changes):
        written = generate(model, ids, max_new_tokens=12)
        slowly = ids
        for _ in range(12):    # no cache, no twin
            slowly = torch.cat([slowly, model(slowly)[:, -1:].argmax(-1)], dim=1)
        assert torch.equal(written, slowly[:, 6:])
        assert list(stream(model, ids, max_new_tokens=12)) == written[0].tolist()
    assert not torch.equal(written, plain)
    assert torch.equal(generate(model, ids, max_new_tokens=12), plain)


def test_a_fast_twin_is_refused():
    model = make("gpt2")
    twin = decoding_twin(model)
    for site in [("residual", 0), ("residual", 1), ("head", 0, 0), ("attention_output", 0)]:
        with pytest.raises(ValueError, match="fast twin"), changed(twin, {site: plus(1.0)}):
            pass
    assert hooks(model) == 0


def test_put_touches_nothing_else():
    x = torch.arange(24.0).view(1, 4, 6)
    new = put(torch.zeros(2, 6), positions=[1, 3])(x)
    assert new[0, [1, 3]].abs().max() == 0 and torch.equal(new[0, [0, 2]], x[0, [0, 2]]) and x[0, 1, 0] == 6
