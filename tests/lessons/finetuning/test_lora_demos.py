"""What lesson 10's second sitting shows of LoRA."""

import pytest
import torch
from torch import nn

from llm_edu.finetuning import TARGET_MODULES, add_lora
from llm_edu.lessons.finetuning import lora_demos
from llm_edu.lessons.finetuning.exercises.LoRA import LoRA
from llm_edu.lessons.finetuning.exercises.merged_weight import exercise as merging
from llm_edu.lessons.finetuning.exercises.training_bytes import exercise as counting
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=50, layers=3, width=16, heads=4, key_value_heads=2))


def test_tables_are_those_that_add_lora_changes(model):
    shapes = lora_demos.tables_of(model)
    learning = sum(parameter.numel() for parameter in add_lora(model, 2, target_modules=TARGET_MODULES).parameters()
                   if parameter.requires_grad)
    assert len(shapes) == 3 * len(TARGET_MODULES)
    assert counting.reference(shapes, rank=2, bits=8) == sum(out * inputs for out, inputs in shapes.values()) + 16 * learning


def test_llama_2_has_as_many_numbers_as_its_name_says():
    in_layers = counting.reference(lora_demos.LLAMA_2_7B) // 16
    embeddings, norms = 2 * 32_000 * 4096, (2 * 32 + 1) * 4096
    assert in_layers + embeddings + norms == 6_738_415_616    # as huggingface.co counts Llama-2-7b's parameters


def test_changes_stand_beside_the_tables_of_some_layers_and_merge(model):
    twin = lora_demos.put_beside(model, range(1, 3), lambda table: LoRA(table, rank=2, alpha=4))
    ids = torch.tensor([[3, 1, 4, 1, 5]])
    assert sum(isinstance(part, LoRA) for part in twin.modules()) == 2 * 4
    assert not any(isinstance(part, LoRA) for part in model.modules()), "the model itself stays as it is"
    assert torch.equal(twin(ids), model(ids))
    assert {name.rsplit(".", 1)[1] for name, each in twin.named_parameters() if each.requires_grad} == {"down", "up"}
    for part in twin.modules():
        if isinstance(part, LoRA):
            nn.init.normal_(part.up)
    merged = lora_demos.merge_all(twin, lambda layer: merging.reference(layer.base.weight, layer.down, layer.up, 4))
    assert not torch.allclose(twin(ids), model(ids), atol=1e-3)
    assert torch.allclose(merged(ids), twin(ids), atol=1e-5)
    assert not any(isinstance(part, LoRA) for part in merged.modules())


def test_a_change_of_too_low_a_rank_leaves_what_no_table_of_its_rank_can_give():
    torch.manual_seed(0)
    base, x = nn.Linear(32, 16), torch.randn(200, 32)
    change = x @ torch.randn(32, 2) @ torch.randn(2, 16) / 8
    goal = (base(x) + change).detach()
    least = torch.linalg.svdvals(change)[1].square().item() / goal.numel()    # Eckart and Young 1936
    assert lora_demos.learn_change(LoRA(base, 1, 1), x, goal)[0][-1] == pytest.approx(least, rel=0.02)
    losses, gradients = lora_demos.learn_change(LoRA(base, 2, 2), x, goal)
    assert losses[-1] < 0.01 < losses[0] and gradients["down"] == 0 < gradients["up"]


def test_what_is_kept_for_the_gradient_is_counted_without_the_weights():
    layer, x = nn.Linear(100, 10), torch.randn(7, 100)
    loss, kept = lora_demos.kept_for_gradient(lambda: layer(x).tanh().sum(), layer)
    assert loss.requires_grad and kept == 4 * (7 * 100 + 7 * 10)    # x for the weights' gradient, tanh's own output
    frozen = layer.requires_grad_(False)
    assert lora_demos.kept_for_gradient(lambda: frozen(x).tanh().sum(), frozen)[1] == 0


def test_passes_are_told_by_what_was_said_at_each_step(capsys):
    words = torch.tensor([7, 9])
    steps = [(2.0, torch.tensor([1, 7]), torch.tensor([7, 7])), (1.0, torch.tensor([9, 7]), torch.tensor([9, 9]))]
    lora_demos.print_passes(steps, words, size=1)
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["1", "2.00", "50%", "50%"] and second.split() == ["2", "1.00", "100%", "50%"]


def test_a_step_takes_less_the_less_learns(model, capsys, monkeypatch):
    monkeypatch.setattr(lora_demos, "TOP", 2)
    lora_demos.print_steps(model, [[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])
    head, *lines = capsys.readouterr().out.splitlines()
    rows = [line[22:].split() for line in lines]
    assert head.split() == "learn gradient and optimiser state activations a step".split() and len(head) <= 96
    assert [int(row[0].replace(",", "")) for row in rows] == sorted((int(row[0].replace(",", "")) for row in rows),
                                                                    reverse=True)
    assert len(rows) == 3 and int(rows[0][0].replace(",", "")) == model.count_parameters()


def test_the_best_way_is_starred(capsys):
    kept = {"bag of words": {"16": {"accuracy": [0.5, 0.6], "learned numbers": 1000}, "right": "0110"},
            "head": {"16": {"accuracy": [0.8], "learned numbers": 1154}, "right": "1111"}}
    lora_demos.print_by_count(kept)
    lora_demos.print_difference(kept, "head", "bag of words")
    assert capsys.readouterr().out.splitlines() == [
        "examples                     16      numbers", "bag of words             55.0%         1,000",
        "head, last layer         80.0%*        1,154",
        "head, last layer − bag of words: +50.0 ± 49.0 points (right alone: 2, 0)"]
