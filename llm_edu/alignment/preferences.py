"""Preferences: which of two answers is better, and a reward for each that explains the choices.

Bradley and Terry supposed that everything has a strength, a number: one thing is preferred to another with probability
σ(its number − the other's). For answers this number is the reward. A reward model is a transformer that learns it from
pairs.

Sources: Bradley & Terry 1952, Rank Analysis of Incomplete Block Designs; Christiano et al. 2017, Deep Reinforcement
Learning from Human Preferences, arXiv:1706.03741; Stiennon et al. 2020, Learning to Summarize from Human Feedback,
arXiv:2009.01325 (a reward model, best of n); Nakano et al. 2021, WebGPT, arXiv:2112.09332; Gao et al. 2022, Scaling
Laws for Reward Model Overoptimization, arXiv:2210.10760.
"""

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.alignment.descent import Descent
from llm_edu.earlier_names import earlier_names
from llm_edu.finetuning.head import side_by_side
from llm_edu.finetuning.streams import last_stream
from llm_edu.intervals import wilson
from llm_edu.training import TrainingConfig
from llm_edu.training.rows import batch_indices
from llm_edu.transformer import Transformer

ROWS_AT_ONCE = 64

Candidate = TypeVar("Candidate")


@earlier_names(better="chosen", worse="rejected")
class Pair(NamedTuple):
    """A prompt and two answers to it, the preferred one first: lists of ids."""

    prompt: list[int]
    chosen: list[int]
    rejected: list[int]

    @property
    def better(self) -> list[int]:
        """`chosen`, under its earlier name."""
        return self.chosen

    @property
    def worse(self) -> list[int]:
        """`rejected`, under its earlier name."""
        return self.rejected


@earlier_names(better="chosen", worse="rejected")
def preference_loss(chosen: Tensor, rejected: Tensor) -> Tensor:
    """The mean surprise at the choices, −log σ(chosen − rejected), in nats: a scalar.

    chosen, rejected: rewards of the preferred answers and of the others, (pairs,) each. Raises ValueError if their
    shapes differ, or if there is no pair.

    >>> preference_loss(torch.tensor([2.0, 0.0]), torch.tensor([0.0, 0.0]))    # equal rewards: log 2
    tensor(0.4100)
    """
    if chosen.shape != rejected.shape or not chosen.numel():
        raise ValueError(f"each chosen answer needs one that was rejected: {tuple(chosen.shape)} and "
                         f"{tuple(rejected.shape)} are not pairs")
    return -F.logsigmoid(chosen - rejected).mean()


class RewardModel(nn.Module):
    """A transformer that predicts a text's reward instead of its next token: one number, read at the last token.

    transformer: a trained language model; it is used in place, and training changes it
    The reward is 0 for every text until the model is trained.
    """

    def __init__(self, transformer: Transformer) -> None:
        super().__init__()
        self.transformer = transformer
        self.reward = nn.Linear(transformer.config.width, 1, bias=False)    # a bias would cancel in every comparison
        nn.init.zeros_(self.reward.weight)

    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """texts: lists of ids, prompt and answer together, none of them empty   ->   rewards (texts,)"""
        device = self.reward.weight.device
        ids, lengths = side_by_side(texts, device)
        stream = self.transformer.norm(last_stream(self.transformer, ids))    # (texts, longest, width)
        return self.reward(stream[torch.arange(len(texts), device=device), lengths - 1])[:, 0]

    @torch.no_grad()
    def score(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """The same without gradients, for as many texts as you like: (texts,)."""
        return torch.cat([self(texts[start:start + ROWS_AT_ONCE]) for start in range(0, len(texts), ROWS_AT_ONCE)])


def fit_reward_model(reward_model: RewardModel, pairs: Sequence[Pair], config: TrainingConfig) -> list[float]:
    """Train a reward model on choices, in place; return the loss of each step, in nats per choice.

    config: its batch_size counts pairs
    """
    reward_model.train()
    descent, losses = Descent(reward_model, config), []
    for step in range(config.steps):
        batch = [pairs[number] for number in batch_indices(len(pairs), step, config.batch_size, config.seed)]
        rewards = reward_model([*(pair.prompt + pair.chosen for pair in batch),
                                *(pair.prompt + pair.rejected for pair in batch)])
        losses.append(descent.take_step(preference_loss(*rewards.chunk(2)), step))
    reward_model.eval()
    return losses


class Accuracy(NamedTuple):
    """The share of pairs whose chosen answer got the higher reward, and its 95 % interval (Wilson 1927)."""

    share: float
    interval: tuple[float, float]


@earlier_names(better="chosen", worse="rejected")
def preference_accuracy(chosen: Sequence[float] | Tensor, rejected: Sequence[float] | Tensor) -> Accuracy:
    """How often these rewards agree with the choices; two equal ones count as half.

    chosen, rejected: rewards of the preferred answers and of the others, (pairs,) each; ValueError if there is none

    >>> preference_accuracy([3.0, 1.0, 2.0, 0.0], [1.0, 2.0, 2.0, -1.0]).share
    0.625
    """
    hits = [float(one > other) + float(one == other) / 2 for one, other in zip(chosen, rejected, strict=True)]
    if not hits:
        raise ValueError("there is no pair to judge")
    share = sum(hits) / len(hits)
    return Accuracy(share, wilson(share, len(hits)))


def best_of(candidates: Sequence[Candidate], score: Callable[[Sequence[Candidate]], Sequence[float] | Tensor]
            ) -> Candidate:
    """The candidate with the highest score, the first of equals. score: a function of all the candidates"""
    scores = [float(number) for number in score(candidates)]
    return candidates[max(range(len(candidates)), key=lambda place: (scores[place], -place))]


def expected_best_of_n(proxy: Sequence[float] | Tensor, truth: Sequence[float] | Tensor, n: int) -> float:
    """The true reward of the best of n by a proxy reward, on average over all ways to draw n of these samples.

    proxy, truth: two rewards of each sample, in the same order   n: from 1 to the number of samples, else ValueError

    Sorted by the proxy, sample i (from 1) is the best of n if the others are among the i − 1 before it: in C(i − 1,
    n − 1) of C(N, n) draws. An average over all draws varies far less than a few draws would (Nakano et al. 2021).
    Samples with equal proxies are equally likely to be the best, so the order of the samples does not matter.

    >>> [expected_best_of_n([1, 2, 3, 4], [0.0, 1.0, 2.0, -9.0], n) for n in (1, 2, 3, 4)]
    [-1.5, -3.6666666666666665, -6.25, -9.0]
    """
    count = len(proxy)
    if not 1 <= n <= count:
        raise ValueError(f"n is from 1 to the number of samples, {count}, not {n}")
    if len(truth) != count:
        raise ValueError(f"each sample has two rewards: there are {count} of the proxy and {len(truth)} of the truth")
    draws, total, rank = math.comb(count, n), [], 0
    for _, equal in groupby(sorted(zip(proxy, truth), key=itemgetter(0)), key=itemgetter(0)):
        truths = [float(reward) for _, reward in equal]
        chosen = math.comb(rank + len(truths), n) - math.comb(rank, n)    # draws whose best is one of these
        total.append(chosen / draws * math.fsum(truths) / len(truths))
        rank += len(truths)
    return math.fsum(total)


def best_of_n_divergence(n: int) -> float:
    """How far the best of n is from a single sample, as a Kullback–Leibler divergence in nats: log n − (n − 1) / n.

    Exact when no two samples score the same; otherwise an upper bound (Beirami et al. 2024, arXiv:2401.01879).

    >>> round(best_of_n_divergence(1), 3), round(best_of_n_divergence(16), 3)
    (0.0, 1.835)
    """
    return math.log(n) - (n - 1) / n
