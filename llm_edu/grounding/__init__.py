"""Grounding: what a model says about what it was never told, and how it may abstain (lesson 15).

``agreement``     does a model give the same answer again? The most frequent one, and its share
``calibration``   is a model as sure as it is right? Calibration error, risk against coverage
``village``       a village that keeps silent about some facts, and a model asked about all of them
``mixtures``      stories that contradict each other
``memorisation``  a made-up secret planted in the training text, and how well a model knows it afterwards
``verification``  is a claim true, as far as the evidence says? Four scores
``verdicts``      from scores to verdicts: thresholds, precision and recall
``story_claims``  true and false claims about Storyland's stories

    from llm_edu.grounding import ask, silent_world, train_on
"""

from llm_edu.grounding.agreement import most_frequent_answer, simplified
from llm_edu.grounding.calibration import (
    Bin,
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)
from llm_edu.grounding.memorisation import (
    CODES,
    Secret,
    continue_greedily,
    draw_secrets,
    exposure,
    losses_of_codes,
    plant,
    rank_of,
    secret_stories,
    secret_world,
    without_copies,
)
from llm_edu.grounding.mixtures import contradicted_facts, contradicting_stories
from llm_edu.grounding.story_claims import StoryClaims, story_claims
from llm_edu.grounding.verdicts import (
    Verdicts,
    area_under_roc,
    choose_threshold,
    count_verdicts,
    grouped_interval,
    pair_wins,
)
from llm_edu.grounding.verification import (
    FUNCTION_WORDS,
    Head,
    Nearest,
    content_overlap,
    held_out_scores,
    likelihoods,
    nearest_sentences,
    pair_features,
    sentence_similarity,
)
from llm_edu.grounding.village import (
    UNKNOWN,
    Answer,
    Question,
    ask,
    asked_facts,
    loss_on,
    question_about,
    read_stories,
    silent_world,
    story_loss,
    train_on,
    values_of,
)

__all__ = [
    "Answer",
    "Bin",
    "CODES",
    "FUNCTION_WORDS",
    "Head",
    "Nearest",
    "Question",
    "Secret",
    "StoryClaims",
    "UNKNOWN",
    "Verdicts",
    "area_under",
    "area_under_roc",
    "ask",
    "asked_facts",
    "calibration_curve",
    "choose_threshold",
    "content_overlap",
    "continue_greedily",
    "contradicted_facts",
    "contradicting_stories",
    "count_verdicts",
    "draw_secrets",
    "expected_calibration_error",
    "exposure",
    "grouped_interval",
    "held_out_scores",
    "likelihoods",
    "loss_on",
    "losses_of_codes",
    "most_frequent_answer",
    "nearest_sentences",
    "pair_features",
    "pair_wins",
    "plant",
    "question_about",
    "rank_of",
    "read_stories",
    "risk_at",
    "risk_coverage",
    "secret_stories",
    "secret_world",
    "sentence_similarity",
    "silent_world",
    "simplified",
    "story_claims",
    "story_loss",
    "train_on",
    "values_of",
    "without_copies",
]
