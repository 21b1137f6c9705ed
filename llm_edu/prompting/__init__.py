"""Prompting: get a task done by asking, and measure which prompt is better (lesson 12).

Read in this order:
``prompt``       `Prompt`: template, label words, examples and their order, instruction, chat or not
``scoring``      `label_scores`: how probable each label is after the prompt; what all texts share is read once
``calibration``  `calibrated`: removes the prompt's own bias
``comparing``    `compare` two prompts on the same items: `mcnemar`, `bootstrap_difference`
``choosing``     `winners_curse`: how much of the best prompt's lead was luck
``judging``      what a reply says: `majority_answer`, `read_label`, `attack_success`

    from llm_edu.prompting import Prompt, compare, label_scores

    prompts = Prompt("{text}\\nIt was {label}", ("terrible", "great")), Prompt("Review: {text}\\nSentiment: {label}")
    right = [label_scores(model, tokenizer, prompt, texts).argmax(-1) == classes for prompt in prompts]
    compare(*right)
"""

from llm_edu.prompting.calibration import CONTENT_FREE, calibrated, content_free_scores
from llm_edu.prompting.choosing import WinnersCurse, winners_curse
from llm_edu.prompting.comparing import Comparison, bootstrap_difference, compare, mcnemar
from llm_edu.prompting.judging import attack_success, majority_answer, read_label
from llm_edu.prompting.prompt import Prompt
from llm_edu.prompting.scoring import Scorer, label_scores, scores_in_batches

__all__ = [
    "CONTENT_FREE",
    "Comparison",
    "Prompt",
    "Scorer",
    "WinnersCurse",
    "attack_success",
    "bootstrap_difference",
    "calibrated",
    "compare",
    "content_free_scores",
    "label_scores",
    "majority_answer",
    "mcnemar",
    "read_label",
    "scores_in_batches",
    "winners_curse",
]
