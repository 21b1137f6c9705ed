"""Direct preference optimisation: learn from pairs without a reward model.

The model that earns most reward without going far from where it began has a known form, and turned round it says what
a model's own reward is: β · log(how much more probable it finds an answer than it did at the beginning). Put that into
Bradley and Terry's formula, and a model can be trained on choices like a reward model (Rafailov et al. 2023, Direct
Preference Optimization: Your Language Model is Secretly a Reward Model, arXiv:2305.18290, equations 5 to 7).
"""

from typing import NamedTuple

import torch

from llm_edu.alignment.descent import Descent
from llm_edu.alignment.log_probabilities import answer_log_probabilities, kept_log_probabilities
from llm_edu.alignment.preferences import preference_loss
from llm_edu.training.rows import batch_numbers


def implicit_reward(policy, reference, beta):
    """The reward by which a model, in effect, has been trained, up to a number that depends on the prompt alone.

    policy, reference: log P of answers under the model, and under the model that it was, in nats, (answers,) each
    beta: what a nat of distance from the reference costs, in units of reward
    """
    return beta * (policy - reference)


def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta=0.1):
    """The mean surprise of choices, in nats, when answers are worth their implicit rewards.

    Each of the first four: log P of whole answers, the preferred and the others, (pairs,), under the model in training
    and under the reference, which stays as it was. ValueError if their shapes differ.

    >>> said = torch.tensor([-10.0])
    >>> dpo_loss(said, said, said, said)    # nothing learned yet: log 2
    tensor(0.6931)
    >>> dpo_loss(said + 5, said - 5, said, said)
    tensor(0.3133)
    """
    shapes = [tuple(each.shape) for each in (policy_better, policy_worse, reference_better, reference_worse)]
    if len(set(shapes)) > 1:
        raise ValueError("all four hold one number for each pair, so that their shapes are the same. These are not: "
                         + ", ".join(map(str, shapes)))
    return preference_loss(implicit_reward(policy_better, reference_better, beta),
                           implicit_reward(policy_worse, reference_worse, beta))


class DPORun(NamedTuple):
    """What `train_dpo` returns, a number for each step, all before the step's change.

    losses: nats a choice   margins: by how much the better answers' implicit rewards are above the others', on average
    accuracies: the share of pairs where they are above   drift: log P of the better answers now, less what it was, on
    average: it often falls, since only the difference counts
    """

    losses: list[float]
    margins: list[float]
    accuracies: list[float]
    drift: list[float]


def train_dpo(model, pairs, config, beta=0.1, callback=None):
    """Turn a model, in place, towards what is preferred.   ->   `DPORun`

    pairs: `Pair`s; answers should close with the end's id   config: a `TrainingConfig`; batch_size counts pairs
    callback: a function of the step's number and the run so far, called after each step

    The reference is the model as it is now. Its log probabilities are computed once and kept: no second model.
    """
    model.train()
    prompts = [pair.prompt for pair in pairs]
    reference = torch.stack([kept_log_probabilities(model, prompts, [getattr(pair, side) for pair in pairs])
                             for side in ("better", "worse")])    # (2, pairs)
    descent, run = Descent(model, config), DPORun([], [], [], [])
    for step in range(config.steps):
        numbers = batch_numbers(len(pairs), step, config.batch_size, config.seed)
        chosen = [pairs[number] for number in numbers]
        policy = answer_log_probabilities(model, [pair.prompt for pair in chosen] * 2,
                                          [pair.better for pair in chosen] + [pair.worse for pair in chosen])
        before = reference[:, torch.from_numpy(numbers)]    # (2, chosen)
        loss = dpo_loss(*policy.chunk(2), *before, beta)
        better, worse = implicit_reward(policy.detach().view(2, -1), before, beta)
        run.losses.append(descent.take_step(loss, step))
        run.margins.append((better - worse).mean().item())
        run.accuracies.append((better > worse).float().mean().item())
        run.drift.append(better.mean().item() / beta)
        if callback is not None:
            callback(step, run)
    model.eval()
    return run
