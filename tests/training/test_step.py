"""The one optimiser step that all training loops share: the bits that each loop used to write by hand."""

import pytest
import torch
from torch import nn

from llm_edu.training import AdamW, Muon, TrainingConfig, apply_gradients


def small_model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 4))


def make_optimisers(model):
    matrices, vectors = ([p for p in model.parameters() if (p.dim() == 2) == is_matrix] for is_matrix in (True, False))
    return [Muon(matrices, learning_rate=0.02), AdamW(vectors, learning_rate=0.01)]


@pytest.mark.parametrize("max_norm", [None, 0.05])
def test_five_steps_are_those_written_by_hand_to_the_last_bit(max_norm):
    config = TrainingConfig(steps=5, warmup=2, schedule="cosine")
    x, (ours, by_hand) = torch.randn(32, 6, generator=torch.Generator().manual_seed(1)), (small_model(), small_model())
    our_optimisers, optimisers = make_optimisers(ours), make_optimisers(by_hand)
    rates = [(group, group["lr"]) for optimiser in optimisers for group in optimiser.param_groups]
    for step in range(5):
        ours(x).square().mean().backward()
        apply_gradients(our_optimisers, ours.parameters(), config.learning_rate_multiplier(step), max_norm)
        by_hand(x).square().mean().backward()
        if max_norm is not None:
            nn.utils.clip_grad_norm_(by_hand.parameters(), max_norm, foreach=False)
        for group, rate in rates:
            group["lr"] = rate * config.learning_rate_multiplier(step)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()
    assert all(map(torch.equal, ours.parameters(), by_hand.parameters()))
    assert not torch.equal(ours[0].weight, small_model()[0].weight)
    assert all(parameter.grad is None for parameter in ours.parameters())
