"""Bias: what a model makes of the skew that it reads, measured first where the truth is known (lesson 14).

``village``    a small village with two dials of skew, the exact truth about it, and a model trained on it

    from llm_edu.bias import said_she, small_world, train_village_model
"""

from llm_edu.bias.village import (
    read_returned,
    read_she,
    said_returned,
    said_she,
    small_world,
    train_village_model,
    true_returned,
    true_she,
)

__all__ = [
    "read_returned",
    "read_she",
    "said_returned",
    "said_she",
    "small_world",
    "train_village_model",
    "true_returned",
    "true_she",
]
