"""Bias: what a model makes of the skew that it reads, measured first where the truth is known (lesson 14).

``village``     a small village with two dials of skew, the exact truth about it, and a model trained on it
``skew``        log odds with intervals; skew read and said, and the slope between them
``fairness``    rates of decisions for each group, and a lender whose rates are exact

    from llm_edu.bias import said_she, small_world, train_village_model
"""

from llm_edu.bias.fairness import (
    group_rates,
    implied_false_positive,
    lend_above,
    lend_until,
    lender_errors,
    lender_rates,
)
from llm_edu.bias.skew import log_odds_interval, shares_of, sharpened, skew_of, slope, slope_interval
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
    "group_rates",
    "implied_false_positive",
    "lend_above",
    "lend_until",
    "lender_errors",
    "lender_rates",
    "log_odds_interval",
    "read_returned",
    "read_she",
    "said_returned",
    "said_she",
    "shares_of",
    "sharpened",
    "skew_of",
    "slope",
    "slope_interval",
    "small_world",
    "train_village_model",
    "true_returned",
    "true_she",
]
