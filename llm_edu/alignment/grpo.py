"""Training with GRPO: draw answers, judge them, learn, and again. The loss itself is in ``policy_gradient``."""

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from llm_edu.alignment.descent import Descent
from llm_edu.alignment.drawing import draw_answers
from llm_edu.alignment.log_probabilities import answer_batch, token_log_probabilities
from llm_edu.alignment.policy_gradient import (
    clipped_tokens,
    divergence_estimate,
    group_advantages,
    grpo_loss,
    token_advantages,
)
from llm_edu.earlier_names import earlier_names
from llm_edu.language_models.padding import IGNORED
from llm_edu.training import TrainingConfig
from llm_edu.training.rows import batch_indices
from llm_edu.transformer import Transformer

Reward = Callable[[list[int], list[int]], float | list[float]]    # of a prompt and an answer, both ids


@dataclass(frozen=True)
class Round:
    """What happened in one round of `train_grpo`.

    reward: the mean; where each token has a reward, an answer counts as its worst token
    mixed: the share of groups whose rewards differ, so that they teach something
    entropy: nats per token, estimated by the surprise at the drawn tokens
    divergence: nats per token, from the model before training   length: tokens per answer
    clipped: the share of tokens that `clip` kept from moving further in the last update
    seconds: since the start
    """

    reward: float
    mixed: float
    entropy: float
    divergence: float
    length: float
    clipped: float
    seconds: float


@earlier_names(judge="reward")
def train_grpo(model: Transformer, prompts: Sequence[list[int]], reward: Reward, config: TrainingConfig,
               group_size: int = 8, updates: int = 1, clip: float = 0.2, kl_weight: float = 0.04,
               max_new_tokens: int = 100, temperature: float = 1.0,
               callback: Callable[[int, Round, list[list[int]]], object] | None = None) -> list[Round]:
    """Train a model, in place, to write answers with a high reward; return a `Round` for each step.

    prompts: lists of ids
    reward: a function of a prompt and an answer, both ids. It returns a number, or a list with one for each token of
        the answer (see `token_advantages`). An answer ends with END_ID unless it was cut off at max_new_tokens
    config: each step is a round of batch_size answers; accumulate: the number of pieces in which a round is learned
    group_size: answers to each prompt   updates: steps that the model takes with the answers of one round
    clip, kl_weight: as for `grpo_loss`; with kl_weight 0 the divergence is still measured
    temperature: at which answers are drawn and their probabilities taken. Above 1, more of them go wrong, and those
        are the ones to learn from
    callback: a function of the step's number, its `Round` and its answers (lists of ids), called after each round
    Raises ValueError where batch_size is not a multiple of group_size, or a group has fewer than 2 answers.
    """
    if group_size < 2 or config.batch_size % group_size:
        raise ValueError(f"{config.batch_size} answers cannot be split into groups of {group_size}: choose equal "
                         "groups of at least 2")
    reference, descent, rounds, began = copy.deepcopy(model).eval(), Descent(model, config), [], time.perf_counter()
    for step in range(config.steps):
        chosen = batch_indices(len(prompts), step, config.batch_size // group_size, config.seed)
        asked = [prompts[number] for number in chosen for _ in range(group_size)]
        answers = draw_answers(model, asked, max_new_tokens, config.seed * 1_000_003 + step, temperature)
        rewards, advantages = compare([reward(*row) for row in zip(asked, answers, strict=True)], group_size)
        mixed = advantages.view(len(chosen), -1).any(-1).float().mean().item()
        pieces = pieces_of(reference, asked, answers, advantages, config.accumulate, temperature)
        facts = learn(descent, pieces, step, updates, clip, kl_weight)
        rounds.append(Round(rewards.mean().item(), mixed, *facts, time.perf_counter() - began))
        if callback is not None:
            callback(step, rounds[-1], answers)
    model.eval()
    return rounds


def compare(rewards: Sequence[float | list[float]], group_size: int) -> tuple[Tensor, Tensor]:
    """Answers' rewards, (answers,), and their advantages: (answers,), or (answers, longest) for rewards of tokens."""
    if not isinstance(rewards[0], list):
        of_answers = torch.tensor(rewards, dtype=torch.float32)
        return of_answers, group_advantages(of_answers.view(-1, group_size)).flatten()
    of_tokens = pad_sequence([torch.tensor(row, dtype=torch.float32) for row in rewards], batch_first=True,
                             padding_value=torch.nan)
    advantages = token_advantages(of_tokens.view(-1, group_size, of_tokens.shape[1])).flatten(0, 1)
    return of_tokens.nan_to_num(torch.inf).amin(-1), advantages


def pieces_of(reference: Transformer, prompts: Sequence[list[int]], answers: Sequence[list[int]], advantages: Tensor,
              count: int, temperature: float) -> list["Piece"]:
    """A round's answers in `count` pieces, each with answers of about equal lengths."""
    by_length = sorted(range(len(answers)), key=lambda row: len(prompts[row]) + len(answers[row]))
    size = len(answers) // count
    return [Piece(reference, [prompts[row] for row in rows], [answers[row] for row in rows], advantages[rows],
                  temperature)
            for rows in (by_length[start:start + size] for start in range(0, len(answers), size))]


def learn(descent: Descent, pieces: Sequence["Piece"], step: int, updates: int, clip: float, kl_weight: float
          ) -> tuple[float, float, float, float]:
    """Update the model `updates` times.   ->   entropy, divergence and length before that; clipped after it"""
    model: Any = descent.model.train()
    old: list[Tensor] = []    # of each piece, from before the first update
    clipped = 0

    def losses(update: int) -> Iterator[Tensor]:
        nonlocal clipped
        clipped = 0
        for number, piece in enumerate(pieces):
            policy = piece.log_probabilities(model)
            if update == 0:    # the model has not moved since it wrote the answers
                old.append(policy.detach())
            clipped += clipped_tokens(policy.detach(), old[number], piece.advantages, piece.mask, clip)
            yield piece.loss(policy, old[number], clip, kl_weight) / len(pieces)

    for update in range(updates):
        descent.take_step(losses(update), step)
    tokens, answers = sum(piece.tokens for piece in pieces), sum(len(piece.mask) for piece in pieces)
    entropy = -sum(logs.sum().item() for logs in old) / tokens
    divergence = sum(divergence_estimate(logs, piece.reference).sum().item()
                     for logs, piece in zip(old, pieces, strict=True)) / tokens
    return entropy, divergence, tokens / answers, clipped / tokens


class Piece:
    """Some answers of a round, of about equal lengths, so that little is padded.

    reference: log P of each token under the model before training   mask: True for tokens of answers
    advantages: (answers,) or like mask   reference, mask: (answers, time)   tokens: how many the mask has
    """

    def __init__(self, reference: Transformer, prompts: Sequence[list[int]], answers: Sequence[list[int]],
                 advantages: Tensor, temperature: float = 1.0) -> None:
        self.inputs, self.targets = answer_batch(prompts, answers)
        self.temperature = temperature
        with torch.no_grad():
            self.reference = self.log_probabilities(reference)
        device = self.reference.device
        self.mask = (self.targets != IGNORED).to(device)
        self.advantages = aligned(advantages, prompts, self.targets).to(device)
        self.tokens = int(self.mask.sum())

    def log_probabilities(self, model: Transformer) -> Tensor:
        """Log P of each token under a model: (answers, time)"""
        return token_log_probabilities(model, self.inputs, self.targets, self.temperature)

    def loss(self, policy: Tensor, old: Tensor, clip: float, kl_weight: float) -> Tensor:
        """`grpo_loss` of these answers. policy, old: their `log_probabilities` now, and when they were written"""
        return grpo_loss(policy, old, self.reference, self.advantages, self.mask, clip, kl_weight)


def aligned(advantages: Tensor, prompts: Sequence[list[int]], targets: Tensor) -> Tensor:
    """Advantages of tokens, (answers, longest), counted from each answer's first, at the positions of the targets.

    Advantages of answers, (answers,), stay as they are.
    """
    if advantages.dim() == 1:
        return advantages
    placed = torch.zeros(targets.shape)
    for row, prompt, its in zip(placed, prompts, advantages, strict=True):
        room = row[len(prompt) - 1:]
        size = min(len(room), len(its))
        room[:size] = its[:size]
    return placed
