"""Alignment: from a model that continues text to one that does what is wanted (lesson 11).

Read in this order:
``log_probabilities``   how probable a model finds an answer; everything here computes with that
``instructions``        "Tell a story in which …": made, answered, and judged exactly; rows for `train`
``preferences``         which of two is better: Bradley and Terry, a `RewardModel`, best of n
``dpo``                 preferences without a reward model
``policy_gradient``     REINFORCE and GRPO, as formulas; ``grpo``: as a training
``possible_tokens``     what may come next at every place of a story; ``next_word_groups``: GRPO on tries of it
``judges``              who says how good an answer is: Storyland, a made-up reader, rewards as one should not make them
``drawing``             answers of a model, many at a time
``descent``             a step of training, whatever the loss
"""

from llm_edu.alignment.dpo import DPORun, dpo_loss, implicit_reward, train_dpo
from llm_edu.alignment.drawing import draw_answers
from llm_edu.alignment.grpo import Round, train_grpo
from llm_edu.alignment.instructions import (
    Instruction,
    ask_for,
    instruction_prompt,
    instruction_rows,
    instructions_from,
)
from llm_edu.alignment.judges import (
    Taste,
    Variety,
    by_text,
    colour_count,
    length,
    obedience,
    variety,
    whole_story,
    word_by_word,
)
from llm_edu.alignment.log_probabilities import (
    answer_batch,
    answer_log_probabilities,
    kept_log_probabilities,
    token_log_probabilities,
)
from llm_edu.alignment.next_word_groups import RoundOfTries, train_by_tries
from llm_edu.alignment.policy_gradient import (
    clipped_tokens,
    divergence_estimate,
    group_advantages,
    grpo_loss,
    reinforce_loss,
    token_advantages,
)
from llm_edu.alignment.possible_tokens import PossibleTokens
from llm_edu.alignment.preferences import (
    Accuracy,
    Pair,
    RewardModel,
    best_of,
    best_of_n_divergence,
    expected_best_of_n,
    fit_reward_model,
    preference_accuracy,
    preference_loss,
)

__all__ = [
    "Accuracy",
    "DPORun",
    "Instruction",
    "Pair",
    "PossibleTokens",
    "RewardModel",
    "Round",
    "RoundOfTries",
    "Taste",
    "Variety",
    "answer_batch",
    "answer_log_probabilities",
    "ask_for",
    "best_of",
    "best_of_n_divergence",
    "by_text",
    "clipped_tokens",
    "colour_count",
    "divergence_estimate",
    "dpo_loss",
    "draw_answers",
    "expected_best_of_n",
    "fit_reward_model",
    "group_advantages",
    "grpo_loss",
    "implicit_reward",
    "instruction_prompt",
    "instruction_rows",
    "instructions_from",
    "kept_log_probabilities",
    "length",
    "obedience",
    "preference_accuracy",
    "preference_loss",
    "reinforce_loss",
    "token_advantages",
    "token_log_probabilities",
    "train_by_tries",
    "train_dpo",
    "train_grpo",
    "variety",
    "whole_story",
    "word_by_word",
]
