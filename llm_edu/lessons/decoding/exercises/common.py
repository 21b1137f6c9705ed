"""What the exercises of lesson 07 share."""

import torch


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)


def _probabilities(rng, count):
    """Sixteenths that sum to 1, so that no sum is rounded; some may be 0."""
    cuts = sorted(rng.randrange(17) for _ in range(count - 1))
    return torch.tensor([high - low for low, high in zip([0, *cuts], [*cuts, 16])]) / 16


def _sums_to_one(result, *_):
    return abs(result.sum().item() - 1) < 1e-4
