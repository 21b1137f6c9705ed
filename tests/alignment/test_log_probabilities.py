"""Log P of answers: the same as one answer alone, read token by token."""

import math

import pytest
import torch
from training_runs import tiny_model

from llm_edu.alignment import (
    answer_batch,
    answer_log_probabilities,
    kept_log_probabilities,
    token_log_probabilities,
)
from llm_edu.alignment import log_probabilities as module
from llm_edu.language_models.padding import IGNORED

PROMPTS = [[0], [0, 3, 4, 9], [0, 7], [0, 7]]
ANSWERS = [[5, 6, 0], [2, 0], [8, 8, 8, 1, 0], [0]]


@torch.no_grad()
def alone(model, prompt, answer):
    """Log P of each token of one answer, by feeding the model one prefix after the other."""
    ids = prompt + answer
    return [model(torch.tensor([ids[:place]]))[0, -1].double().log_softmax(-1)[ids[place]].item()
            for place in range(len(prompt), len(ids))]


def test_each_token_of_a_batch_counts_as_if_its_row_were_alone():
    model = tiny_model()
    inputs, targets = answer_batch(PROMPTS, ANSWERS)
    found = token_log_probabilities(model, inputs, targets)
    for row, prompt, answer, counts in zip(found, PROMPTS, ANSWERS, targets != IGNORED, strict=True):
        assert row[counts].tolist() == pytest.approx(alone(model, prompt, answer), abs=1e-5)
        assert not row[~counts].any()
    sums = [sum(alone(model, prompt, answer)) for prompt, answer in zip(PROMPTS, ANSWERS, strict=True)]
    assert answer_log_probabilities(model, PROMPTS, ANSWERS).tolist() == pytest.approx(sums, abs=1e-5)


def test_answers_of_one_token_share_out_all_probability():
    every = [[token] for token in range(23)]
    found = answer_log_probabilities(tiny_model(), [[0, 4]] * 23, every)
    assert found.exp().sum().item() == pytest.approx(1, abs=1e-5)


def test_a_prompt_is_given_and_not_said():
    """What the model would have said instead of the prompt gets no gradient."""
    model = tiny_model(tie_embeddings=False)
    answer_log_probabilities(model, [[0, 3, 4]], [[5]]).sum().backward()
    gradient = model.unembedding.weight.grad
    assert torch.linalg.matrix_rank(gradient, rtol=1e-4) == 1    # an outer product, so of one position alone


def test_kept_ones_are_the_same_without_gradients(monkeypatch):
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 3)
    kept = kept_log_probabilities(tiny_model(), PROMPTS, ANSWERS)
    assert not kept.requires_grad
    assert torch.allclose(kept, answer_log_probabilities(tiny_model(), PROMPTS, ANSWERS), atol=1e-5)


@pytest.mark.parametrize("prompts, answers", [([[]], [[1]]), ([[1]], [[]])])
def test_nothing_to_begin_with_or_to_say(prompts, answers):
    with pytest.raises(ValueError, match="at least one id each"):
        answer_batch(prompts, answers)


def test_an_impossible_answer_is_just_very_improbable():
    found = answer_log_probabilities(tiny_model(), [[0]], [[5] * 20])
    assert -math.inf < found.item() < -20
