"""GRPO as a training: write answers, have them judged, learn; and again. The loss is in ``policy_gradient``."""

import copy
import time
from dataclasses import dataclass

import torch
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
from llm_edu.language_models.padding import IGNORED
from llm_edu.training.rows import batch_numbers


@dataclass(frozen=True)
class Round:
    """What happened in one round of `train_grpo`.

    reward: the mean; where each token has one, an answer is as good as its worst token
    mixed: the share of groups whose rewards differ, so that there is something to learn
    entropy: nats a token, as the surprise of what was drawn   divergence: nats a token from the model at the beginning
    length: tokens of an answer   clipped: the share of tokens that the last update left alone   seconds: so far
    """

    reward: float
    mixed: float
    entropy: float
    divergence: float
    length: float
    clipped: float
    seconds: float


def train_grpo(model, prompts, judge, config, group_size=8, updates=1, clip=0.2, kl_weight=0.04, max_new_tokens=100,
               temperature=1.0, callback=None):
    """Teach a model, in place, to write what a judge rewards.   ->   a `Round` for each step

    prompts: lists of ids   judge: a function of a prompt and an answer, both ids, to a number, or to one for each token
    of the answer (see `token_advantages`). An answer closes with END_ID, unless it was cut off at max_new_tokens
    config: a `TrainingConfig`; a step is a round of batch_size answers, group_size to each prompt; accumulate: pieces
    in which a round is learned from
    updates: changes of the model with the answers of a round; the first can't be clipped
    clip, kl_weight: as for `grpo_loss`; with kl_weight 0 the distance is measured all the same
    temperature: at which answers are drawn, and their probabilities taken; above 1 more of them go wrong, and what goes
    wrong is what there is to learn from
    callback: a function of the step's number, its `Round`, and its answers (lists of ids), called after each
    """
    if config.batch_size % group_size or group_size < 2:
        raise ValueError(f"a round of {config.batch_size} answers is made of groups of at least 2, all equally large; "
                         f"{group_size} does not do")
    reference, descent, rounds, began = copy.deepcopy(model).eval(), Descent(model, config), [], time.perf_counter()
    for step in range(config.steps):
        chosen = batch_numbers(len(prompts), step, config.batch_size // group_size, config.seed)
        asked = [prompts[number] for number in chosen for _ in range(group_size)]
        answers = draw_answers(model, asked, max_new_tokens, config.seed * 1_000_003 + step, temperature)
        rewards, advantages = compare([judge(*row) for row in zip(asked, answers, strict=True)], group_size)
        mixed = advantages.view(len(chosen), -1).any(-1).float().mean().item()
        pieces = pieces_of(reference, asked, answers, advantages, config.accumulate, temperature)
        facts = learn(descent, pieces, step, updates, clip, kl_weight)
        rounds.append(Round(rewards.mean().item(), mixed, *facts, time.perf_counter() - began))
        if callback is not None:
            callback(step, rounds[-1], answers)
    model.eval()
    return rounds


def compare(rewards, group_size):
    """Answers' rewards, (answers,), and their advantages: (answers,), or (answers, longest) for rewards of tokens."""
    if not isinstance(rewards[0], list):
        rewards = torch.tensor(rewards, dtype=torch.float32)
        return rewards, group_advantages(rewards.view(-1, group_size)).flatten()
    rewards = pad_sequence([torch.tensor(row) for row in rewards], batch_first=True, padding_value=torch.nan)
    advantages = token_advantages(rewards.view(-1, group_size, rewards.shape[1])).flatten(0, 1)
    return rewards.nan_to_num(torch.inf).amin(-1), advantages


def pieces_of(reference, prompts, answers, advantages, count, temperature):
    """A round's answers in `count` pieces of about equal lengths."""
    by_length = sorted(range(len(answers)), key=lambda row: len(prompts[row]) + len(answers[row]))
    size = len(answers) // count
    return [Piece(reference, [prompts[row] for row in rows], [answers[row] for row in rows], advantages[rows],
                  temperature)
            for rows in (by_length[start:start + size] for start in range(0, len(answers), size))]


def learn(descent, pieces, step, updates, clip, kl_weight):
    """Change the model `updates` times.   ->   entropy, divergence, length (before the changes), clipped"""
    model = descent.model.train()
    for _ in range(updates):
        descent.take_step((piece.loss(model, clip, kl_weight) / len(pieces) for piece in pieces), step)
    tokens, answers = sum(piece.tokens for piece in pieces), sum(len(piece.counts) for piece in pieces)
    entropy = -sum(piece.old.sum().item() for piece in pieces) / tokens
    divergence = sum(divergence_estimate(piece.old, piece.at_first).sum().item() for piece in pieces) / tokens
    clipped = sum(piece.clipped for piece in pieces) / tokens
    return entropy, divergence, tokens / answers, clipped


class Piece:
    """Some answers of a round, about equally long, so that little is filled up; and what is known about them.

    at_first, old: log P of their tokens under the model at the very beginning, and when it wrote them
    """

    def __init__(self, reference, prompts, answers, advantages, temperature=1.0):
        self.inputs, self.targets = answer_batch(prompts, answers)
        self.temperature = temperature
        with torch.no_grad():
            self.at_first = self.log_probabilities(reference)    # (answers, time)
        device = self.at_first.device
        self.counts = (self.targets != IGNORED).to(device)
        self.advantages = place(advantages, prompts, self.targets).to(device)
        self.tokens, self.old, self.clipped = self.counts.sum().item(), None, 0

    def log_probabilities(self, model):
        return token_log_probabilities(model, self.inputs, self.targets, self.temperature)

    def loss(self, model, clip, kl_weight):
        """The mean over these answers, as `grpo_loss`."""
        new = self.log_probabilities(model)
        if self.old is None:    # the model has not moved yet since it wrote them
            self.old = new.detach()
        self.clipped = clipped_tokens(new.detach(), self.old, self.advantages, self.counts, clip)
        return grpo_loss(new, self.old, self.at_first, self.advantages, self.counts, clip, kl_weight)


def place(advantages, prompts, targets):
    """Advantages of tokens (answers, longest), counted from each answer's first, at the places of the targets.

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
