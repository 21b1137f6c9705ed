"""LoRA: what `peft` computes and learns, and what one can do with a model that has changes."""

import pytest
import torch
from adapter_pairs import CASES, pair, randomised
from random_families import VOCABULARY
from torch.nn import functional as F

from llm_edu.decoding import generate
from llm_edu.decoding.fast import decoding_twin
from llm_edu.finetuning import (
    TARGET_MODULES,
    LoRALinear,
    add_lora,
    changes_of,
    load_adapter,
    merge,
    save_adapter,
    trainable_parameters,
)
from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.training import IGNORED, TokenRows, TrainingConfig, load_storyteller, train
from llm_edu.transformer import Record, Transformer, TransformerConfig

SMALL = dict(vocab_size=61, context_length=48, layers=3, width=24, heads=4)
MODELS = {
    "llama": TransformerConfig.llama(**SMALL | {"key_value_heads": 2}), "gpt2": TransformerConfig.gpt2(**SMALL),
    "qwen": FamilyConfig.llama(**SMALL, query_key_value_bias=True, head_norm=True, window=3, full_layers=1),
}


def random_ids(batch, time, vocabulary=VOCABULARY, seed=0):
    return torch.randint(vocabulary, (batch, time), generator=torch.Generator().manual_seed(seed))


def make(kind, places=None, rank=2, seed=0):
    """A small model, and its twin with random changes in all places or in these."""
    torch.manual_seed(seed)
    model = make_model(MODELS[kind]).eval()
    places = places or [place for place in TARGET_MODULES if kind != "gpt2" or place != "gate"]
    return model, randomised(add_lora(model, rank, 4, places))


def compare_with_peft(folder, rank, alpha, places, family, seed):
    """The largest difference from peft: in logits, and in the gradients of all changes."""
    theirs, ours = pair(folder, rank, alpha, places, family, seed)
    ids = random_ids(2, 20, seed=seed)
    targets = random_ids(2, 20, seed=seed + 1)
    logits = [theirs(ids).logits, ours(ids)]
    worst = (logits[0] - logits[1]).abs().max().item()
    for found in logits:
        F.cross_entropy(found.flatten(0, 1), targets.flatten()).backward()
    gradients = {name: parameter.grad for name, parameter in theirs.named_parameters() if parameter.requires_grad}
    assert len(gradients) == 2 * len(changes_of(ours)) == len(trainable_parameters(ours))
    for (layer, place), change in changes_of(ours).items():
        names = {"queries": "q_proj", "keys": "k_proj", "values": "v_proj", "output": "o_proj"}
        module = f"layers.{layer}.{'self_attn' if place in names else 'mlp'}.{names.get(place, place + '_proj')}."
        for table, kind in ((change.down, "lora_A"), (change.up, "lora_B")):
            (expected,) = [gradient for name, gradient in gradients.items() if module in name and kind in name]
            # else a small difference would mean little; of a single key in sight queries and keys learn nothing
            assert expected.abs().max() > 1e-4 or getattr(theirs.config, "sliding_window", None) == 1
            worst = max(worst, (table.grad - expected).abs().max().item())
    return worst


@pytest.mark.parametrize("number, case", list(enumerate(CASES)))
def test_outputs_and_gradients_are_those_of_peft(number, case, tmp_path, record_property):
    pytest.importorskip("peft", reason="install the tests' packages: pip install -e .[test]")
    worst = compare_with_peft(tmp_path, *case, family="llama", seed=number)
    record_property("difference", worst)
    assert worst <= 1e-5


@pytest.mark.full
@pytest.mark.parametrize("family", ["llama", "llama3", "mistral", "qwen2", "qwen3"])
@pytest.mark.parametrize("seed", range(6))
def test_other_families_too(family, seed, tmp_path, record_property):
    pytest.importorskip("peft")
    worst = compare_with_peft(tmp_path, *CASES[seed % len(CASES)], family=family, seed=seed)
    record_property("difference", worst)
    assert worst <= 1e-5


@torch.no_grad()
@pytest.mark.parametrize("kind", MODELS)
def test_a_new_change_changes_nothing_and_a_learned_one_can_be_merged(kind):
    model, adapted = make(kind)
    ids = random_ids(2, 12, 61)
    before = model(ids)
    assert torch.equal(add_lora(model, 4, 8, ["queries", "down"])(ids), before)
    assert (adapted(ids) - before).abs().max() > 0.1
    merged = merge(adapted)
    assert not any(isinstance(layer, LoRALinear) for layer in merged.modules())
    assert {name for name, _ in merged.named_parameters()} == {name for name, _ in model.named_parameters()}
    torch.testing.assert_close(merged(ids), adapted(ids), atol=1e-5, rtol=1e-5)
    assert torch.equal(model(ids), before)    # neither has touched it


def test_what_is_not_changed_stays_one_memory():
    model, adapted = make("llama", ["values"])
    merged = merge(adapted)
    tables = {name: parameter.data_ptr() for name, parameter in model.named_parameters()}
    shared = {name for name, parameter in merged.named_parameters() if tables[name] == parameter.data_ptr()}
    assert tables.keys() - shared == {f"blocks.{layer}.attention.queries_keys_values.weight" for layer in range(3)}
    bases = {parameter.data_ptr() for parameter in adapted.parameters() if not parameter.requires_grad}
    assert bases == set(tables.values())
    assert all(parameter.requires_grad for parameter in model.parameters())    # it may still be trained whole


@torch.no_grad()
@pytest.mark.parametrize("kind", MODELS)
def test_it_decodes_with_a_cache_and_by_the_fast_twin(kind):
    _, adapted = make(kind)
    ids = random_ids(3, 14, 61)
    whole, cache = adapted(ids), adapted.new_cache(batch=3)
    pieces = torch.cat([adapted(part, cache=cache) for part in ids.split([5, 1, 8], dim=1)], dim=1)
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-5)
    twin, cache = decoding_twin(adapted), adapted.new_cache(batch=3)
    steps = torch.cat([twin(ids[:, place:place + 1], cache=cache) for place in range(14)], dim=1)
    torch.testing.assert_close(steps, whole, atol=1e-4, rtol=1e-4)
    merged = merge(adapted)
    assert generate(adapted, ids, max_new_tokens=8).tolist() == generate(merged, ids, max_new_tokens=8).tolist()
    record = Record("attention")
    torch.testing.assert_close(adapted(ids, record=record), whole, atol=1e-5, rtol=1e-5)
    assert len(record["attention"]) == 3


def test_only_the_changes_learn_and_the_loss_falls():
    model, adapted = make("llama", ["queries", "values", "up"])
    before = {name: parameter.clone() for name, parameter in adapted.named_parameters()}
    rows = TokenRows.one_text_a_row([[5, 9, 5, 9, 5, 9, number] for number in range(20)])
    run = train(adapted, rows, TrainingConfig(steps=40, batch_size=10, learning_rate=0.02), progress=False)
    assert run.losses[-1] < run.losses[0] - 1
    for name, parameter in adapted.named_parameters():
        assert torch.equal(parameter, before[name]) != parameter.requires_grad, name
    assert {name.split(".")[-1] for name, _ in trainable_parameters(adapted)} == {"up", "down"}


def test_gradients_in_16_bits_are_nearly_the_same():
    """As `train` computes them where it chooses bfloat16."""
    _, adapted = make("llama")
    ids, found = random_ids(2, 12, 61), []
    for enabled in (False, True):
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            logits = adapted(ids)
        logits.float().square().mean().backward()
        found.append(torch.cat([parameter.grad.flatten() for _, parameter in trainable_parameters(adapted)]))
        adapted.zero_grad()
    assert (found[0] - found[1]).norm() < 0.05 * found[0].norm()


@pytest.mark.parametrize("kind", MODELS)    # with a bias the output of a linear layer is a view
def test_the_gradient_is_the_slope(kind):
    _, adapted = make(kind, ["queries", "keys", "up", "down"])
    adapted.double()
    ids, tables = random_ids(2, 5, 61), [table for _, table in trainable_parameters(adapted)]
    assert torch.autograd.gradcheck(lambda *_: adapted(ids)[..., :5], tables[:6], fast_mode=True)
    layer = adapted.blocks[1].attention.queries_keys_values
    for shape in ((3, 24), (2, 3, 24)):
        assert torch.autograd.gradcheck(layer, torch.randn(shape, dtype=torch.double, requires_grad=True))


def test_a_change_in_some_layers_of_the_models_that_come_with_the_course():
    model, _ = load_storyteller()
    adapted = add_lora(model, rank=4, target_modules=("queries", "up", "down"), layers=[len(model.blocks) - 1])
    assert {layer for layer, _ in changes_of(adapted)} == {len(model.blocks) - 1}
    ids = random_ids(2, 20, model.config.vocab_size)
    loss = F.cross_entropy(adapted(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), ignore_index=IGNORED)
    loss.backward()
    assert all(change.up.grad.abs().max() > 0 for change in changes_of(adapted).values())


@pytest.mark.parametrize("precision", [torch.float64, torch.bfloat16])
def test_changes_have_the_precision_of_the_model(precision, tmp_path):
    model, ids = Transformer(MODELS["llama"]).to(precision), random_ids(2, 5, MODELS["llama"].vocab_size)
    adapted = add_lora(model, 2, target_modules=(module for module in TARGET_MODULES))    # in every layer
    assert {change.down.dtype for change in changes_of(adapted).values()} == {precision}
    assert len(changes_of(adapted)) == len(TARGET_MODULES) * len(model.blocks)
    assert torch.equal(adapted(ids), model(ids))
    save_adapter(adapted, tmp_path)
    assert load_adapter(model, tmp_path)(ids).dtype == merge(adapted)(ids).dtype == precision


@pytest.mark.parametrize("arguments, message", [
    ({"target_modules": ("queries", "heads")}, "no target module 'heads' in this model: it has queries, keys"),
    ({"target_modules": ()}, "nothing"),
    ({"layers": [3]}, "no layer 3"), ({"layers": []}, "nothing to change"), ({"rank": 0}, "at least 1"),
    ({"alpha": 0}, "alpha above 0"), ({"rank": 1.5}, "whole number")])
def test_changes_that_cannot_be(arguments, message):
    model = Transformer(MODELS["llama"])
    with pytest.raises(ValueError, match=message):
        add_lora(model, **arguments)
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_changes_of_what_a_model_lacks_or_has_already():
    with pytest.raises(ValueError, match="no target module 'gate'"):
        add_lora(Transformer(MODELS["gpt2"]), target_modules=["gate"])
    with pytest.raises(ValueError, match="changes already"):
        add_lora(make("llama")[1])
