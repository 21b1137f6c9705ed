"""GRPO in which an answer is one token: many tries of what comes next, at each place of what the model has written.

A model that names somebody twice in one story of forty is seen to do so once in 40 visits, if it tries once a visit.
But its probabilities for all next tokens are there anyway: 64 tries cost no more than one, and where a judge knows what
may come next, they are judged at once. The tries at one place are a group; a group without a mistake teaches nothing.

Sources: Shao et al. 2024, DeepSeekMath, arXiv:2402.03300 (groups); Liu et al. 2025, Understanding R1-Zero-Like
Training, arXiv:2503.20783 (advantages that are not divided by the group's spread, as here).
"""

import copy
import time
from dataclasses import dataclass

import torch

from llm_edu.alignment.descent import Descent
from llm_edu.alignment.drawing import draw_answers
from llm_edu.alignment.log_probabilities import answer_batch
from llm_edu.alignment.possible_tokens import mask_of
from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models import END_ID
from llm_edu.language_models.padding import IGNORED
from llm_edu.training.rows import batch_numbers


@dataclass(frozen=True)
class RoundOfTries:
    """What happened in one round of `train_by_tries`: its stories as they were written, means over its updates.

    whole: the share of the stories that went wrong nowhere   length: tokens of a story, up to where it went wrong
    wrong: tries of a story that failed, each divided by the tries at its place: how many of its mistakes are to be
    expected, since a story ends for the judge with its first
    mixed: groups of a story that teach something, since some tries failed and some did not
    entropy: nats a token   divergence: nats a token, from the model at the beginning to this one   seconds: so far
    """

    whole: float
    length: float
    wrong: float
    mixed: float
    entropy: float
    divergence: float
    seconds: float


def train_by_tries(model, prompt, possible, config, stories=256, updates=32, tries=64, kl_weight=1 / 30,
                   max_new_tokens=100, callback=None):
    """Teach a model, in place, to go on only as a judge allows.   ->   a `RoundOfTries` for each round

    prompt: ids before a story   possible: a function of a story to the ids that may stand at each of its places, up to
    the first mistake, such as `PossibleTokens.along`; behind it nothing is tried, since no right token is left there
    config: a `TrainingConfig`; a step is an update, from the places of batch_size stories; every `updates` of them, new
    stories are written: a round
    kl_weight: what the distance from the beginning costs, for each nat at each place
    callback: a function of the round's number, from 0, and its `RoundOfTries`, called after each
    """
    if tries < 2 or config.batch_size > stories:
        raise ValueError(f"at least 2 tries a place, and at least as many stories a round as in a batch; not {tries} "
                         f"tries, and {stories} stories for a batch of {config.batch_size}")
    reference, descent, rounds, began = copy.deepcopy(model).eval(), Descent(model, config), [], time.perf_counter()
    generator = torch.Generator().manual_seed(config.seed)
    for start in range(0, config.steps, updates):
        told = draw_answers(model, [prompt] * stories, max_new_tokens, config.seed * 1_000_003 + start)
        judged, facts = [(answer, possible(answer)) for answer in told], []
        model.train()
        for step in range(start, min(start + updates, config.steps)):
            chosen = batch_numbers(stories, step, config.batch_size, config.seed)
            batch = Places(prompt, [judged[number] for number in chosen], reference)
            descent.take_step(batch.loss(model, tries, kl_weight, generator), step)
            facts.append(batch.facts)
        whole = sum(went_well(*story) for story in judged) / stories
        length = sum(len(places) for _, places in judged) / stories
        rounds.append(RoundOfTries(whole, length, *torch.tensor(facts).mean(0).tolist(), time.perf_counter() - began))
        if callback is not None:
            callback(len(rounds) - 1, rounds[-1])
    model.eval()
    return rounds


def went_well(answer, places):
    """Whether all of an answer's tokens are possible, and it was closed."""
    return len(places) == len(answer) and answer[-1] == END_ID and bool((places[-1] == answer[-1]).any())


@torch.no_grad()
def expected_mistakes(model, prompt, stories, at_once=64):
    """The share of stories in which a mistake is to be expected, by the model's own probabilities of impossible tokens.

    stories: pairs as for `Places`, drawn from this model at temperature 1. A story goes wrong once at most, so the sum
    of these probabilities over the places up to its first mistake is right on average, like counting the stories that
    went wrong, and less of a gamble. Stories that were cut off count as right up to there.
    """
    total = 0.0
    for start in range(0, len(stories), at_once):
        batch = Places(prompt, stories[start:start + at_once], model)
        total += (batch.at_first.exp() * ~batch.possible).sum().item()
    return total / len(stories)


class Places:
    """All places of some stories, each up to its first mistake, and what is tried there.

    stories: pairs of a story's ids and, for each of its places, the ids that may stand there
    facts: after `loss`, a story's wrong and mixed, a token's entropy and divergence, as in `RoundOfTries`
    """

    def __init__(self, prompt, stories, reference):
        self.count = len(stories)
        right = [answer[:len(places)] for answer, places in stories]
        self.inputs, targets = answer_batch([prompt] * len(stories), right)
        self.places = targets != IGNORED
        self.possible = mask_of([ids for _, places in stories for ids in places], reference.config.vocab_size)
        with torch.no_grad():
            self.at_first = self.log_probabilities(reference)    # (places, vocabulary)

    def log_probabilities(self, model):
        return model.unembed(last_stream(model, self.inputs)[self.places]).log_softmax(-1)

    def loss(self, model, tries, kl_weight, generator):
        """Minus the mean gain of a place's tries, plus what its distance from the beginning costs.

        Ratios as in `grpo_loss` are 1, since the tries are new at each update: so nothing is ever clipped. And where
        all probabilities are known, the divergence at a place is computed and not estimated: Σ P · log(P / P now), P
        the first model's. (`grpo_loss` estimates the other direction, from what the model draws now. This one is dear
        where a token that could come has become rare, even if it is never drawn any more: it guards variety.)
        """
        now = self.log_probabilities(model)    # (places, vocabulary)
        tried = draw_tries(now.detach().exp(), tries, generator)    # (places, tries)
        rewards = self.possible.gather(1, tried).float()
        advantages = rewards - rewards.mean(-1, keepdim=True)
        mixed = advantages.any(-1)
        gains = (now[mixed].gather(1, tried[mixed]) * advantages[mixed]).mean(-1)    # groups that teach something
        divergence = (self.at_first.exp() * (self.at_first - now)).sum(-1)    # (places,)
        entropy = -(now.detach().exp() * now.detach()).sum(-1).mean().item()
        self.facts = [(1 - rewards).mean(-1).sum().item() / self.count, mixed.sum().item() / self.count, entropy,
                      divergence.mean().item()]
        return kl_weight * divergence.mean() - gains.sum() / len(now)


def draw_tries(probabilities, tries, generator):
    """Tokens drawn at each place: (places, tries) of ids, from probabilities (places, vocabulary).

    >>> draw_tries(torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), 4, torch.Generator().manual_seed(0))
    tensor([[1, 1, 1, 1],
            [0, 0, 0, 0]])
    """
    heights = probabilities.double().cumsum(-1)
    chances = torch.rand(len(heights), tries, dtype=torch.float64, generator=generator)
    return torch.searchsorted(heights, chances * heights[:, -1:], right=True)
