"""Alignment: turn a model that continues text into one that does what you want (lesson 11).

Read in this order:
``log_probabilities``   how probable a model finds an answer; everything here computes with that
``instructions``        "Tell a story in which …": make wishes, answer them, and judge exactly; rows for `train`
``preferences``         which of two answers is better: Bradley and Terry, a `RewardModel`, best of n
``dpo``                 learning from preferences without a reward model
``policy_gradient``     the losses of REINFORCE and GRPO; ``grpo`` trains with them
``possible_tokens``     what may come next at each position of a story; ``next_word_groups``: GRPO with many tries there
``judges``              where rewards come from: Storyland, a made-up reader, and badly made rewards
``drawing``             drawing many answers at a time
``descent``             one step of training, whatever the loss

    from llm_edu.alignment import Pair, train_dpo
    from llm_edu.training import TrainingConfig

    pairs = [Pair(prompt, chosen, rejected) for …]    # lists of ids
    run = train_dpo(model, pairs, TrainingConfig(steps=20, batch_size=8), beta=0.1)
    run.margins                                       # by how much chosen answers lead, step by step
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
