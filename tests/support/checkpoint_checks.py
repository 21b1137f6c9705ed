"""What tests of checkpoints compare, and how they change one."""

import json

import torch

from llm_edu.training import TrainingConfig, make_optimisers


def same_weights(one, other):
    return all(a.equal(b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def assert_same_state(before, after):
    """Two optimisers remember the same of each parameter."""
    both = [[optimiser.state[parameter] for group in optimiser.param_groups for parameter in group["params"]]
            for optimiser in (before, after)]
    assert len(before.state) == len(after.state) == len(both[0])
    for one, two in zip(*both, strict=True):
        assert one and one.keys() == two.keys()
        assert all(one[key].equal(two[key]) if isinstance(one[key], torch.Tensor) else one[key] == two[key]
                   for key in one)


def optimisers_with_state(model):
    """Muon and AdamW after a step, so that they have something to remember."""
    optimisers = make_optimisers(model, TrainingConfig(steps=1, optimiser="muon"))
    model(torch.tensor([[1, 2, 3]])).square().sum().backward()
    for optimiser in optimisers:
        optimiser.step()
    return optimisers


def rewrite(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes), encoding="utf-8")
