"""Preferences: which of two is better, and a number for each that explains the choices.

Bradley and Terry supposed that every thing has a worth, a number, and that one is preferred to another with the
probability σ(its worth − the other's). A reward model is a transformer that learns such a worth for texts from pairs.

Sources: Bradley & Terry 1952, Rank Analysis of Incomplete Block Designs; Christiano et al. 2017, Deep Reinforcement
Learning from Human Preferences, arXiv:1706.03741; Stiennon et al. 2020, Learning to Summarize from Human Feedback,
arXiv:2009.01325 (a reward model, best of n); Nakano et al. 2021, WebGPT, arXiv:2112.09332; Gao et al. 2022, Scaling
Laws for Reward Model Overoptimization, arXiv:2210.10760.
"""

import math
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from llm_edu.alignment.descent import Descent
from llm_edu.finetuning.streams import last_stream
from llm_edu.intervals import wilson
from llm_edu.training.rows import batch_numbers

ROWS_AT_ONCE = 64


class Pair(NamedTuple):
    """Two answers to a prompt, the better one first: lists of ids."""

    prompt: list[int]
    better: list[int]
    worse: list[int]


def preference_loss(better, worse):
    """The mean surprise, in nats, of these choices, when those are the worths: −log σ(better − worse).

    better, worse: worths of what was preferred and of what was not, (pairs,) each

    >>> preference_loss(torch.tensor([2.0, 0.0]), torch.tensor([0.0, 0.0]))    # log 2 where they are worth the same
    tensor(0.4100)
    """
    if better.shape != worse.shape or not better.numel():
        raise ValueError(f"each of the better has one that is worse: {tuple(better.shape)} and {tuple(worse.shape)} "
                         "are no pairs")
    return -F.logsigmoid(better - worse).mean()


class RewardModel(nn.Module):
    """A transformer that says, instead of the next token, what a text is worth: one number, read at its last token.

    transformer: trained with language; it is used, and changed, as it is   It begins with 0 for every text.
    """

    def __init__(self, transformer):
        super().__init__()
        self.transformer = transformer
        self.worth = nn.Linear(transformer.config.width, 1, bias=False)    # a bias would cancel in every comparison
        nn.init.zeros_(self.worth.weight)

    def forward(self, texts):
        """texts: lists of ids, prompt and answer together   ->   their worths, (texts,)"""
        device = self.worth.weight.device
        ids = pad_sequence([torch.as_tensor(text) for text in texts], batch_first=True)    # filled up behind
        stream = self.transformer.norm(last_stream(self.transformer, ids.to(device)))    # (texts, longest, width)
        last = torch.tensor([len(text) - 1 for text in texts], device=device)
        return self.worth(stream[torch.arange(len(texts), device=device), last])[:, 0]

    @torch.no_grad()
    def score(self, texts):
        """The same without gradients, for as many texts as you like: (texts,)."""
        return torch.cat([self(texts[start:start + ROWS_AT_ONCE]) for start in range(0, len(texts), ROWS_AT_ONCE)])


def fit_reward_model(reward_model, pairs, config):
    """Teach a reward model these choices, in place; return the loss of each step, in nats a choice.

    pairs: `Pair`s   config: a `TrainingConfig`; its batch_size counts pairs
    """
    reward_model.train()
    descent, losses = Descent(reward_model, config), []
    for step in range(config.steps):
        chosen = [pairs[number] for number in batch_numbers(len(pairs), step, config.batch_size, config.seed)]
        worths = reward_model([*(pair.prompt + pair.better for pair in chosen),
                               *(pair.prompt + pair.worse for pair in chosen)])
        losses.append(descent.take_step(preference_loss(*worths.chunk(2)), step))
    reward_model.eval()
    return losses


class Accuracy(NamedTuple):
    """The share of pairs whose better one got the higher number, and its 95 % interval (Wilson 1927)."""

    share: float
    interval: tuple[float, float]


def preference_accuracy(better, worse):
    """How often these worths agree with the choices; two equal ones count as half right.

    >>> preference_accuracy([3.0, 1.0, 2.0, 0.0], [1.0, 2.0, 2.0, -1.0]).share
    0.625
    """
    hits = [(one > other) + (one == other) / 2 for one, other in zip(better, worse, strict=True)]
    share = float(sum(hits)) / len(hits)
    return Accuracy(share, wilson(share, len(hits)))


def best_of(candidates, score):
    """The candidate with the highest score; of equals the first. score: a function of a list of candidates"""
    scores = [float(number) for number in score(candidates)]
    return candidates[max(range(len(candidates)), key=lambda place: (scores[place], -place))]


def expected_best_of_n(proxy, truth, n):
    """What the best of n by one reward is worth by another, on average over all ways to draw n of these samples.

    proxy, truth: two rewards of each sample, in the same order   n: 1 … as many as there are

    Sorted by the proxy, sample i (from 1) is the best of n if the others are among the i − 1 before it: in C(i − 1,
    n − 1) of C(N, n) draws. An average over all draws varies far less than a few draws would (Nakano et al. 2021).
    Of equal proxies each is as likely to be the best, so that the order of the samples does not matter.

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


def best_of_n_divergence(n):
    """How far the best of n is from a single sample, as Kullback–Leibler divergence in nats: log n − (n − 1) / n.

    Exact when no two samples score the same, and an upper bound else (Beirami et al. 2024, arXiv:2401.01879).

    >>> round(best_of_n_divergence(1), 3), round(best_of_n_divergence(16), 3)
    (0.0, 1.835)
    """
    return math.log(n) - (n - 1) / n
