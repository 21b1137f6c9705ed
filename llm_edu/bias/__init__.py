"""Bias: what a model makes of the skew that it reads, measured first where the truth is known (lesson 14).

``village``     a small village with two dials of skew, the exact truth about it, and a model trained on it
``skew``        log odds with intervals; skew read and said, and the slope between them
``fairness``    rates of decisions for each group, and a lender whose rates are exact
``counterfactual``, ``direction``, ``adversarial``    remedies: in the data, in a finished model, in training
``detector``, ``price``    which jobs are treated unevenly; what a remedy leaves, and what it costs

    from llm_edu.bias import said_she, small_world, train_village_model
"""

from llm_edu.bias.adversarial import (
    AdversarialRun,
    Adversary,
    GradientReversal,
    train_adversarially,
)
from llm_edu.bias.counterfactual import (
    balanced,
    counterfactual,
    swap_gender,
    with_counterfactuals,
)
from llm_edu.bias.detector import (
    Detection,
    flag,
    partly_evened,
    precision_and_recall,
)
from llm_edu.bias.direction import (
    Recovery,
    mean_difference,
    principal_direction,
    recover,
    remove_direction,
    streams_before,
    without_direction,
    without_direction_in,
)
from llm_edu.bias.fairness import (
    group_rates,
    implied_false_positive,
    lend_above,
    lend_until,
    lender_errors,
    lender_rates,
)
from llm_edu.bias.price import (
    Price,
    PriceMeter,
    evened,
    pronoun_loss,
    pronoun_place,
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
    "AdversarialRun",
    "Adversary",
    "Detection",
    "GradientReversal",
    "Price",
    "PriceMeter",
    "Recovery",
    "balanced",
    "counterfactual",
    "evened",
    "flag",
    "group_rates",
    "implied_false_positive",
    "lend_above",
    "lend_until",
    "lender_errors",
    "lender_rates",
    "log_odds_interval",
    "mean_difference",
    "partly_evened",
    "precision_and_recall",
    "principal_direction",
    "pronoun_loss",
    "pronoun_place",
    "read_returned",
    "read_she",
    "recover",
    "remove_direction",
    "said_returned",
    "said_she",
    "shares_of",
    "sharpened",
    "skew_of",
    "slope",
    "slope_interval",
    "small_world",
    "streams_before",
    "swap_gender",
    "train_adversarially",
    "train_village_model",
    "true_returned",
    "true_she",
    "with_counterfactuals",
    "without_direction",
    "without_direction_in",
]
