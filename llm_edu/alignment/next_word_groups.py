"""GRPO in which an answer is one token: many tries at each position of the stories that the model has written.

Suppose that in one story out of 40 a model names somebody twice. With one try per visit, it is seen to do so once in 40
visits. But its probabilities for all next tokens are known anyway, so 64 tries cost no more than one. A judge that
knows which tokens may come next judges them all at once. The tries at one position are a group, and a group without a
mistake teaches nothing.

Sources: Shao et al. 2024, DeepSeekMath, arXiv:2402.03300 (groups); Liu et al. 2025, Understanding R1-Zero-Like
Training, arXiv:2503.20783 (advantages that are not divided by the group's standard deviation, as here).
"""

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_edu.alignment.descent import Descent
from llm_edu.alignment.drawing import draw_answers
from llm_edu.alignment.log_probabilities import answer_batch
from llm_edu.alignment.possible_tokens import mask_of
from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models import END_ID
from llm_edu.language_models.padding import IGNORED
from llm_edu.training import TrainingConfig
from llm_edu.training.rows import batch_indices
from llm_edu.transformer import Transformer

Judged = tuple[list[int], list[Tensor]]    # a story's ids, and for each of its positions the ids that may be there


@dataclass(frozen=True)
class RoundOfTries:
    """What happened in one round of `train_by_tries`: its stories as they were written, then means over its updates.

    whole: the share of stories without a mistake   length: tokens per story, up to its first mistake
    wrong: failed tries per story, each divided by the tries at its position. So this is the number of mistakes to
        expect; for the judge a story ends with its first
    mixed: groups per story in which some tries failed and some did not, so that they teach something
    entropy: nats per token   divergence: nats per token, from the model before training   seconds: since the start
    """

    whole: float
    length: float
    wrong: float
    mixed: float
    entropy: float
    divergence: float
    seconds: float


def train_by_tries(model: Transformer, prompt: list[int], possible: Callable[[list[int]], list[Tensor]],
                   config: TrainingConfig, stories: int = 256, updates: int = 32, tries: int = 64,
                   kl_weight: float = 1 / 30, max_new_tokens: int = 100,
                   callback: Callable[[int, RoundOfTries], object] | None = None) -> list[RoundOfTries]:
    """Train a model, in place, to write only what a judge allows; return a `RoundOfTries` for each round.

    prompt: ids before a story
    possible: a function of a story that returns the ids allowed at each of its positions, up to the first mistake, such
        as `PossibleTokens.along`. Nothing is tried after a mistake, where no token is right any more
    config: each step is an update, from the positions of batch_size stories
    stories, updates: a round writes so many stories, and takes so many steps with them   tries: at each position
    kl_weight: the price of each nat of distance from the model before training, at each position
    callback: a function of the round's number, from 0, and its `RoundOfTries`, called after each round
    Raises ValueError for fewer than 2 tries, and for a batch that is larger than a round.
    """
    if tries < 2 or config.batch_size > stories:
        raise ValueError(f"{tries} tries and {stories} stories for a batch of {config.batch_size} are too few: take at "
                         "least 2 tries, and at least as many stories per round as in a batch")
    reference, descent, rounds, began = copy.deepcopy(model).eval(), Descent(model, config), [], time.perf_counter()
    generator = torch.Generator().manual_seed(config.seed)
    for start in range(0, config.steps, updates):
        told = draw_answers(model, [prompt] * stories, max_new_tokens, config.seed * 1_000_003 + start)
        judged, facts = [(answer, possible(answer)) for answer in told], []
        model.train()
        for step in range(start, min(start + updates, config.steps)):
            chosen = batch_indices(stories, step, config.batch_size, config.seed)
            batch = Positions(prompt, [judged[number] for number in chosen], reference)
            loss, found = batch.loss(model, tries, kl_weight, generator)
            descent.take_step(loss, step)
            facts.append(found)
        whole = sum(went_well(*story) for story in judged) / stories
        length = sum(len(allowed) for _, allowed in judged) / stories
        wrong, mixed, entropy, divergence = torch.tensor(facts).mean(0).tolist()
        rounds.append(RoundOfTries(whole, length, wrong, mixed, entropy, divergence, time.perf_counter() - began))
        if callback is not None:
            callback(len(rounds) - 1, rounds[-1])
    model.eval()
    return rounds


def went_well(answer: list[int], allowed: list[Tensor]) -> bool:
    """Whether an answer ends, and each of its tokens is allowed."""
    return len(allowed) == len(answer) and answer[-1] == END_ID and bool((allowed[-1] == answer[-1]).any())


@torch.no_grad()
def expected_mistakes(model: Transformer, prompt: list[int], stories: Sequence[Judged], at_once: int = 64) -> float:
    """The expected share of stories with a mistake, by the model's own probabilities of impossible tokens.

    stories: pairs as for `Positions`, drawn from this model at temperature 1
    A story goes wrong at most once. So the sum of these probabilities, over the positions up to its first mistake, is
    right on average, as is counting the stories that went wrong; but it is less noisy. Stories that were cut off count
    as right up to there.
    """
    total = 0.0
    for start in range(0, len(stories), at_once):
        batch = Positions(prompt, stories[start:start + at_once], model)
        total += (batch.reference.exp() * ~batch.possible).sum().item()
    return total / len(stories)


class Positions:
    """All positions of some stories, each story up to its first mistake, and what is tried there.

    stories: pairs of a story's ids and, for each of its positions, the ids that may be there
    mask: (stories, time), True for these positions   possible: (positions, vocabulary), True for ids that may be there
    reference: log P of each token under the model before training, (positions, vocabulary)
    """

    def __init__(self, prompt: list[int], stories: Sequence[Judged], reference: Transformer) -> None:
        self.count = len(stories)
        right = [answer[:len(allowed)] for answer, allowed in stories]
        self.inputs, targets = answer_batch([prompt] * len(stories), right)
        self.mask = targets != IGNORED
        self.possible = mask_of([ids for _, allowed in stories for ids in allowed], reference.config.vocab_size)
        with torch.no_grad():
            self.reference = self.log_probabilities(reference)

    def log_probabilities(self, model: Transformer) -> Tensor:
        """Log P of each token at each position: (positions, vocabulary)"""
        return model.unembed(last_stream(model, self.inputs)[self.mask]).log_softmax(-1)

    def loss(self, model: Transformer, tries: int, kl_weight: float, generator: torch.Generator
             ) -> tuple[Tensor, list[float]]:
        """Minus the mean gain of a position's tries, plus the price of its distance from the model before training.

        Returns that scalar, and wrong, mixed, entropy and divergence as in `RoundOfTries`.

        The tries are new at each update, so the ratios of `grpo_loss` are 1, and nothing is clipped. All probabilities
        are known, so the divergence is computed, not estimated: Σ P · log(P / P now), with P of the model before
        training. (`grpo_loss` estimates the other direction, from the tokens drawn now. This one is large where a
        token has become rare, even if it is never drawn any more, so it protects variety.)
        """
        now = self.log_probabilities(model)    # (positions, vocabulary)
        tried = draw_tries(now.detach().exp(), tries, generator)    # (positions, tries)
        rewards = self.possible.gather(1, tried).float()
        advantages = rewards - rewards.mean(-1, keepdim=True)
        mixed = advantages.any(-1)
        gains = (now[mixed].gather(1, tried[mixed]) * advantages[mixed]).mean(-1)    # groups that teach something
        divergence = (self.reference.exp() * (self.reference - now)).sum(-1)    # (positions,)
        entropy = -(now.detach().exp() * now.detach()).sum(-1).mean().item()
        facts = [(1 - rewards).mean(-1).sum().item() / self.count, mixed.sum().item() / self.count, entropy,
                 divergence.mean().item()]
        return kl_weight * divergence.mean() - gains.sum() / len(now), facts


def draw_tries(probabilities: Tensor, tries: int, generator: torch.Generator) -> Tensor:
    """Ids drawn at each position, (positions, tries), from probabilities (positions, vocabulary).

    >>> draw_tries(torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), 4, torch.Generator().manual_seed(0))
    tensor([[1, 1, 1, 1],
            [0, 0, 0, 0]])
    """
    heights = probabilities.double().cumsum(-1)
    chances = torch.rand(len(heights), tries, dtype=torch.float64, generator=generator)
    return torch.searchsorted(heights, chances * heights[:, -1:], right=True)
