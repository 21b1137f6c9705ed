"""DPO: its loss and gradients against the paper's equation 7, written out in NumPy; its training on a tiny model."""

import copy
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from training_runs import tiny_model

from llm_edu.alignment import Pair, answer_log_probabilities, dpo_loss, kept_log_probabilities, train_dpo
from llm_edu.training import AdamW, TrainingConfig


def equation_7(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    """−E[log σ(β log π(y_w)/π_ref(y_w) − β log π(y_l)/π_ref(y_l))], from probabilities, in 64 bits."""
    ratio_chosen = np.exp(policy_chosen) / np.exp(reference_chosen)
    ratio_rejected = np.exp(policy_rejected) / np.exp(reference_rejected)
    return np.mean(np.log(1 + np.exp(-(beta * np.log(ratio_chosen) - beta * np.log(ratio_rejected)))))


def random_case(seed):
    """Log P of answers of some tens of tokens, (4, pairs), and a beta."""
    generator = np.random.default_rng(seed)
    return -generator.uniform(0, 60, size=(4, 9)), float(generator.choice([0.01, 0.1, 0.5, 2.0]))


@pytest.mark.parametrize("seed", range(10))
def test_the_loss_is_equation_7(seed):
    logs, beta = random_case(seed)
    expected = equation_7(*logs, beta)
    assert dpo_loss(*torch.from_numpy(logs), beta).item() == pytest.approx(expected, rel=1e-9)
    assert dpo_loss(*torch.from_numpy(logs).float(), beta).item() == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(st.permutations([(4,), (4,), (4,), (1,)]) | st.permutations([(4,), (4, 1), (4,), (4,)])
       | st.permutations([(), (4,), (), (4,)]))
def test_shapes_that_differ_are_refused(shapes):
    """They would broadcast to a loss of pairs that nobody chose between."""
    with pytest.raises(ValueError, match="one number for each pair"):
        dpo_loss(*map(torch.zeros, shapes))


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_equation_7(seed):
    logs, beta = random_case(seed)
    tensors = [torch.from_numpy(row).requires_grad_() for row in logs]
    dpo_loss(*tensors, beta).backward()
    for row, tensor in enumerate(tensors):
        for place in range(logs.shape[1]):
            moved = np.stack([logs, logs])
            moved[:, row, place] += [1e-5, -1e-5]
            slope = (equation_7(*moved[0], beta) - equation_7(*moved[1], beta)) / 2e-5
            assert tensor.grad[place].item() == pytest.approx(slope, abs=1e-8)


def test_answers_are_weighted_by_how_wrong_the_implicit_rewards_are():
    """The gradient that the paper gives below equation 7: β · σ(reward of the worse − of the better) for each pair."""
    logs, beta = random_case(0)
    policy_chosen = torch.from_numpy(logs[0]).requires_grad_()
    dpo_loss(policy_chosen, *torch.from_numpy(logs[1:]), beta).backward()
    chosen, rejected = beta * (logs[0] - logs[2]), beta * (logs[1] - logs[3])
    expected = -beta / (1 + np.exp(chosen - rejected)) / logs.shape[1]
    assert policy_chosen.grad.numpy() == pytest.approx(expected, rel=1e-9)


def pairs_of(count, seed):
    """After 1 even tokens are preferred, after 2 odd ones."""
    generator = np.random.default_rng(seed)
    pairs = []
    for _ in range(count):
        first = int(generator.integers(1, 3))
        evens, odds = ([*(2 * generator.integers(2, 11, size=3) + odd).tolist(), 0] for odd in (0, 1))
        pairs.append(Pair([0, first], *(evens, odds) if first == 1 else (odds, evens)))
    return pairs


CONFIG = TrainingConfig(steps=40, batch_size=16, learning_rate=0.005)


def test_training_turns_a_model_towards_what_is_preferred_and_counts_from_where_it_began():
    model, seen = tiny_model(), []
    before = copy.deepcopy(model)
    run = train_dpo(model, pairs_of(100, seed=1), CONFIG, beta=0.2, callback=lambda step, run: seen.append(step))
    assert run.losses[0] == pytest.approx(math.log(2)) and run.margins[0] == run.drift[0] == run.accuracies[0] == 0
    assert run.losses[-1] < 0.3 and run.margins[-1] > 1 and run.accuracies[-1] == 1
    assert seen == list(range(40)) and all(len(numbers) == 40 for numbers in run)
    new = pairs_of(50, seed=2)
    prompts, chosen, rejected = ([getattr(pair, name) for pair in new] for name in Pair._fields)
    rewards = [kept_log_probabilities(model, prompts, side) - kept_log_probabilities(before, prompts, side)
               for side in (chosen, rejected)]
    assert (rewards[0] > rewards[1]).float().mean() > 0.95    # pairs that it has not seen


def test_a_step_is_the_gradient_of_the_loss_with_a_second_model():
    """Kept log probabilities do as well as a second model that is asked at each step."""
    model, pairs = tiny_model(), pairs_of(16, seed=1)
    twin, reference = copy.deepcopy(model), copy.deepcopy(model)
    config = TrainingConfig(steps=3, batch_size=16, learning_rate=0.01, clip=None)
    train_dpo(model, pairs, config)
    optimiser = AdamW(twin.parameters(), 0.01, (0.9, 0.95))
    prompts, chosen, rejected = ([getattr(pair, name) for pair in pairs] for name in Pair._fields)
    for step in range(3):
        optimiser.param_groups[0]["lr"] = 0.01 * config.learning_rate_multiplier(step)
        with torch.no_grad():
            kept = [answer_log_probabilities(reference, prompts, side) for side in (chosen, rejected)]
        loss = dpo_loss(*(answer_log_probabilities(twin, prompts, side) for side in (chosen, rejected)), *kept, 0.1)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    for (name, one), other in zip(model.named_parameters(), twin.parameters(), strict=True):
        assert torch.allclose(one, other, atol=2e-4), name


def test_the_further_it_may_go_the_further_it_goes():
    drifts = []
    for beta in (0.05, 2.0):
        model = tiny_model()
        run = train_dpo(model, pairs_of(100, seed=1), CONFIG, beta=beta)
        drifts.append(run.margins[-1] / beta)    # nats between better and worse
    assert drifts[0] > 1.5 * drifts[1]
