"""Grounding: what a model says about what it was never told, and how it may abstain (lesson 15).

``calibration``   is a model as sure as it is right? Calibration error, risk against coverage
``village``       a village that keeps silent about some facts, and a model asked about all of them
``mixtures``      stories that contradict each other, and stories that teach a model to say "nobody said"
``memorisation``  a made-up secret planted in the training text, and how well a model knows it afterwards

    from llm_edu.grounding import ask, silent_world, train_on
"""

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
from llm_edu.grounding.mixtures import (
    contradicted_facts,
    contradicting_stories,
    mixed_with,
    split_withheld,
    unknown_stories,
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
    "Question",
    "Secret",
    "UNKNOWN",
    "area_under",
    "ask",
    "asked_facts",
    "calibration_curve",
    "continue_greedily",
    "contradicted_facts",
    "contradicting_stories",
    "draw_secrets",
    "expected_calibration_error",
    "exposure",
    "loss_on",
    "losses_of_codes",
    "mixed_with",
    "plant",
    "question_about",
    "rank_of",
    "read_stories",
    "risk_at",
    "risk_coverage",
    "secret_stories",
    "secret_world",
    "silent_world",
    "split_withheld",
    "story_loss",
    "train_on",
    "unknown_stories",
    "values_of",
    "without_copies",
]
