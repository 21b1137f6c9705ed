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


def _something_is_left(result, *_):
    return not result.isnan().any()


def _limit_cases():
    return [(_vector(0.5, 0.25, 0.25), 0.5), (_vector(0.25, 0.75), 0.5), (_vector(0.125, 0.5, 0.375), 0.8),
            (_vector(0.25, 0.5, 0.125, 0.125), 0.75), (_vector(0.25, 0.25, 0.25, 0.25), 0.4),
            (_vector(0.0625, 0.5, 0.125, 0.3125), 0.25), (_vector(0.125, 0.875), 1.0),
            (_vector(0.0, 0.375, 0.625), 1.0), (_vector(0.5, 0.0, 0.375, 0.125), 0.625), (_vector(1.0, 0.0), 0.9)]
