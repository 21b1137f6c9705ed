"""Parts of a model, and a loss without all logits: the numbers of the whole."""

import itertools
import random
from dataclasses import replace

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.finetuning import (
    add_lora,
    answer_loss,
    frozen_prefix,
    last_stream,
    pool,
    pooled,
    run_from,
    stream_from,
    stream_loss,
    trainable_parameters,
)
from llm_edu.finetuning import loss as loss_file
from llm_edu.finetuning.fast import stream_surprise
from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.training import IGNORED, cross_entropy
from llm_edu.training.recipe import Recipe
from llm_edu.transformer import Record, TransformerConfig

SMALL = dict(vocab_size=61, context_length=48, layers=4, width=24, heads=4)
CONFIGS = {
    "llama": TransformerConfig.llama(**SMALL), "gpt2": TransformerConfig.gpt2(**SMALL, tie_embeddings=False),
    "qwen": FamilyConfig.llama(**SMALL, query_key_value_bias=True, head_norm=True, window=3, full_layers=2,
                               rope_speeds=(1.0, 0.2, 0.01)),
}
KINDS = [*CONFIGS, "recipe"]


def make(kind):
    torch.manual_seed(0)
    if kind == "recipe":
        return Recipe(layers=4, width=24, heads=2, ngrams=3, ngram_rows=16).model(61)
    return make_model(CONFIGS[kind])


def random_ids(batch=3, time=14, seed=0):
    return torch.randint(61, (batch, time), generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layers", [0, 1, 3, 4])
def test_a_model_in_two_parts_gives_the_logits_of_the_whole_to_the_bit(kind, layers):
    model, ids, padding = make(kind), random_ids(), torch.tensor([0, 3, 5])
    kept = frozen_prefix(model, ids, layers)
    assert torch.equal(run_from(model, kept, layers), model(ids))
    padded = frozen_prefix(model, ids, layers, padding=padding)
    assert torch.equal(run_from(model, padded, layers, padding=padding), model(ids, padding=padding))
    assert torch.equal(run_from(model, kept, layers, last_only=True), model(ids, last_only=True))
    record = Record("residual")
    model(ids, record=record)
    assert torch.equal(kept, record["residual"][layers]) and torch.equal(last_stream(model, ids), record["residual"][-1])


def test_upper_layers_learn_as_in_the_whole_model():
    model = add_lora(make("llama"), rank=2, target_modules=("values", "up"), layers=[2, 3])
    ids, found = random_ids(), []
    kept = frozen_prefix(model, ids, 2)
    assert not kept.requires_grad
    for loss in (answer_loss(model, ids, ids), stream_loss(model, stream_from(model, kept, 2), ids)):
        loss.backward()
        found.append([parameter.grad.clone() for _, parameter in trainable_parameters(model)])
        model.zero_grad()
    assert all(torch.equal(one, two) for one, two in zip(*found, strict=True)) and any(map(torch.any, found[0]))
    lengths = torch.tensor([14, 3, 9])
    texts = [row[:length].tolist() for row, length in zip(ids, lengths, strict=True)]
    torch.testing.assert_close(pool(model, stream_from(model, kept, 2), lengths), pooled(model, texts))


def test_parts_that_cannot_be():
    model = make("llama")
    for wrong in (-1, 5):
        with pytest.raises(ValueError, match="this model has"):
            frozen_prefix(model, random_ids(), wrong)
        with pytest.raises(ValueError, match="this model has layers 0 to 3"):
            run_from(model, torch.zeros(1, 2, 24), wrong)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whole", [True, False])
def test_the_loss_and_its_gradients_are_those_of_all_logits(kind, whole, monkeypatch):
    """whole: every parameter learns, the tied or untied table of the vocabulary among them; else changes alone do."""
    monkeypatch.setattr(stream_surprise, "ROOM", 300)    # some tokens, or some positions, at a time
    model = make(kind) if whole else add_lora(make(kind), rank=3, target_modules=("queries", "down"))
    ids, targets = random_ids(), random_ids(seed=1)
    targets[:, :4], targets[1, 9:] = IGNORED, IGNORED
    found = []
    for loss in (cross_entropy(model(ids), targets), answer_loss(model, ids, targets)):
        (3 * loss).backward()
        found.append([loss.detach(), *(parameter.grad.clone() for _, parameter in trainable_parameters(model))])
        model.zero_grad()
    for one, two in zip(*found, strict=True):
        torch.testing.assert_close(one, two, atol=1e-6, rtol=1e-5)
    padding = torch.tensor([2, 0, 4])
    with torch.no_grad():
        expected = cross_entropy(model(ids, padding=padding), targets)
        torch.testing.assert_close(answer_loss(model, ids, targets, padding), expected)


@pytest.mark.parametrize("kind", ["llama", "recipe"])
def test_rows_of_unequal_lengths_give_the_gradients_of_one_batch(kind):
    model = add_lora(make(kind), rank=3, target_modules=("values", "down"))
    ids, targets = random_ids(6, 20), random_ids(6, 20, seed=1)
    for row, (first, end) in enumerate([(3, 20), (0, 5), (4, 6), (17, 19), (0, 12), (2, 6)]):
        targets[row, :first], targets[row, end:] = IGNORED, IGNORED
    loss = answer_loss(model, ids, targets)
    loss.backward()
    expected = [parameter.grad.clone() for _, parameter in trainable_parameters(model)]
    model.zero_grad()
    assert loss_file.add_gradients(model, ids, targets) == pytest.approx(loss.item(), abs=1e-6)
    for one, (_, parameter) in zip(expected, trainable_parameters(model), strict=True):
        torch.testing.assert_close(parameter.grad, one, atol=1e-6, rtol=1e-5)
    with pytest.raises(ValueError, match="some row has no target"):
        loss_file.add_gradients(model, ids, targets.where(torch.arange(6)[:, None] > 0, IGNORED))


def test_groups_are_the_cheapest():
    chance = random.Random(0)
    for _ in range(20):
        lengths = [chance.randint(1, 60) for _ in range(6)]

        def cost(groups, lengths=lengths):
            return sum(len(group) * max(lengths[row] for row in group) + 25 for group in groups)

        groups = loss_file.group_by_length(lengths)
        assert sorted(row for group in groups for row in group) == list(range(6))
        order = sorted(range(6), key=lambda row: lengths[row])
        for cuts in range(2 ** 5):
            borders = [0, *(place for place in range(1, 6) if cuts >> place - 1 & 1), 6]
            others = [order[start:end] for start, end in itertools.pairwise(borders)]
            assert cost(groups) <= cost(others)


def test_what_is_computed_together_fits_into_memory(monkeypatch):
    """Eight rows of 2,048 tokens at once took over 19 GB; a single row is never too long."""
    assert loss_file.group_by_length([2048] * 8, together=2048) == [[row] for row in range(8)]
    assert [1] in loss_file.group_by_length([700, 3000, 600, 690], together=2048)
    shapes, last_stream = [], loss_file.last_stream
    monkeypatch.setattr(loss_file, "last_stream", lambda model, ids, **others: (
        shapes.append(tuple(ids.shape)), last_stream(model, ids, **others))[1])
    monkeypatch.setattr(loss_file, "TOGETHER", 20)
    model, ids = tiny_chat()[0], torch.arange(32).view(4, 8) % 20
    loss_file.add_gradients(model, ids, ids)
    assert shapes == [(2, 8), (2, 8)]


def test_a_loss_of_nothing_and_of_what_is_no_target():
    model, ids = make("llama"), random_ids()
    with pytest.raises(ValueError, match="nothing|no target that counts"):
        answer_loss(model, ids, torch.full_like(ids, IGNORED))
    with pytest.raises(ValueError, match="between 0 and 60"):
        answer_loss(model, ids, ids + 30)
    with pytest.raises(ValueError, match="same shape"):
        answer_loss(model, ids, ids[:, 1:])
    with pytest.raises(ValueError, match="same shape"):
        stream_loss(model, torch.zeros(3, 13, 24), ids)


def test_scores_that_are_large_do_not_overflow():
    model = make_model(replace(CONFIGS["llama"], vocab_size=70))
    model.norm.weight.data.mul_(3000)
    ids = random_ids()
    assert answer_loss(model, ids, ids).isfinite()
    torch.testing.assert_close(answer_loss(model, ids, ids), cross_entropy(model(ids), ids))
