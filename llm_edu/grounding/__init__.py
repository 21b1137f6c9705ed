"""Grounding: what a model says about what it was never told, and how it may abstain (lesson 15).

``agreement``     does a model give the same answer again? The most frequent one, and its share
``calibration``   is a model as sure as it is right? Calibration error, risk against coverage
``village``       a village that keeps silent about some facts, and a model asked about all of them
``mixtures``      stories that contradict each other, and stories that teach a model to say "nobody said"

    from llm_edu.grounding import ask, silent_world, train_on
"""

from llm_edu.grounding.agreement import majority_answer, simplified
from llm_edu.grounding.calibration import (
    Bin,
    Point,
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
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
    "Point",
    "Question",
    "UNKNOWN",
    "area_under",
    "ask",
    "asked_facts",
    "calibration_curve",
    "contradicted_facts",
    "contradicting_stories",
    "expected_calibration_error",
    "majority_answer",
    "mixed_with",
    "question_about",
    "read_stories",
    "risk_at",
    "risk_coverage",
    "silent_world",
    "simplified",
    "split_withheld",
    "story_loss",
    "train_on",
    "unknown_stories",
    "values_of",
]
