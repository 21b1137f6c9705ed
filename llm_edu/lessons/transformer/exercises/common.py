"""What the exercises of lesson 05 share."""

import torch

LESSON = "05_transformer"


def _drawn(rng, *shape):
    """Numbers with one decimal place, as a learner would like to read them."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return (torch.randn(*shape, generator=generator) * 2).mul(10).round() / 10


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)
