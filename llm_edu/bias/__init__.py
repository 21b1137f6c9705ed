"""Bias in language models: what is measured, where the truth is known and where it is not (lesson 14).

``association``   the word-embedding association test
``pronouns``      which pronoun a model expects after a job, and whom it takes a pronoun to mean
``names``         the same text with another name
``pairs``         two sentences, of which one is more stereotypical
``likelihood``    how probable a model finds texts and continuations
``estimates``     means, correlations, slopes with their intervals
"""

from llm_edu.bias.association import association_effect_size, associations, permutation_p_value
from llm_edu.bias.estimates import Estimate, correlation, difference_of, mean_interval, regression
from llm_edu.bias.likelihood import continuation_log_probs, next_log_probs, text_log_probs, token_log_probs
from llm_edu.bias.names import offer_scores, study_names, token_counts
from llm_edu.bias.pairs import changed_words, faults, pair_scores
from llm_edu.bias.pronouns import log_odds_of_percent, pronoun_log_probs, she_he_log_odds, whom_scores

__all__ = [
    "Estimate",
    "association_effect_size",
    "associations",
    "changed_words",
    "continuation_log_probs",
    "correlation",
    "difference_of",
    "faults",
    "log_odds_of_percent",
    "mean_interval",
    "next_log_probs",
    "offer_scores",
    "pair_scores",
    "permutation_p_value",
    "pronoun_log_probs",
    "regression",
    "she_he_log_odds",
    "study_names",
    "text_log_probs",
    "token_counts",
    "token_log_probs",
    "whom_scores",
]
