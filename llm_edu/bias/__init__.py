"""Bias: what a model makes of the skew that it reads, where the truth is known and where it is not (lesson 14).

``village``     a small village with two dials of skew, the exact truth about it, and a model trained on it
``skew``        log odds with intervals; skew read and said, and the slope between them
``fairness``    rates of decisions for each group, and a lender whose rates are exact
``counterfactuals``, ``direction``, ``adversarial``    remedies: in the data, in a finished model, in training
``price``       what a remedy leaves, and what it costs
``association``   the word-embedding association test
``pronouns``, ``names``, ``pairs``    what a real model expects after a job, after a name, of two sentences
``likelihood``, ``estimates``    how probable a model finds a text; means, correlations, slopes with their intervals

    from llm_edu.bias import said_she, small_world, train_village_model
"""

from llm_edu.bias.adversarial import AdversarialRun, Adversary, GradientReversal, train_adversarially
from llm_edu.bias.association import association_effect_size, associations, permutation_p_value
from llm_edu.bias.counterfactuals import balanced, counterfactual, partly_evened, swap_gender, with_counterfactuals
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
from llm_edu.bias.estimates import Estimate, correlation, difference_of, mean_interval, regression
from llm_edu.bias.fairness import (
    group_rates,
    implied_false_positive,
    lend_above,
    lend_until,
    lender_errors,
    lender_rates,
)
from llm_edu.bias.likelihood import continuation_log_probs, next_log_probs, text_log_probs, token_log_probs
from llm_edu.bias.names import offer_scores, study_names, token_counts
from llm_edu.bias.pairs import changed_words, faults, pair_scores
from llm_edu.bias.price import Price, PriceMeter, evened, pronoun_loss, pronoun_place
from llm_edu.bias.pronouns import log_odds_of_percent, pronoun_log_probs, she_he_log_odds
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
    "Estimate",
    "GradientReversal",
    "Price",
    "PriceMeter",
    "Recovery",
    "association_effect_size",
    "associations",
    "balanced",
    "changed_words",
    "continuation_log_probs",
    "correlation",
    "counterfactual",
    "difference_of",
    "evened",
    "faults",
    "group_rates",
    "implied_false_positive",
    "lend_above",
    "lend_until",
    "lender_errors",
    "lender_rates",
    "log_odds_interval",
    "log_odds_of_percent",
    "mean_difference",
    "mean_interval",
    "next_log_probs",
    "offer_scores",
    "pair_scores",
    "partly_evened",
    "permutation_p_value",
    "principal_direction",
    "pronoun_log_probs",
    "pronoun_loss",
    "pronoun_place",
    "read_returned",
    "read_she",
    "recover",
    "regression",
    "remove_direction",
    "said_returned",
    "said_she",
    "shares_of",
    "sharpened",
    "she_he_log_odds",
    "skew_of",
    "slope",
    "slope_interval",
    "small_world",
    "streams_before",
    "study_names",
    "swap_gender",
    "text_log_probs",
    "token_counts",
    "token_log_probs",
    "train_adversarially",
    "train_village_model",
    "true_returned",
    "true_she",
    "with_counterfactuals",
    "without_direction",
    "without_direction_in",
]
