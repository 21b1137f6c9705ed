"""Direct preference optimisation (DPO): learn from pairs of answers without a reward model.

Which model earns the most reward without going far from the reference? The answer has a known form. Solve it for the
reward, and you get what a model's own reward is: β · log(P of an answer under the policy / P under the reference). Put
that into Bradley and Terry's formula, and you can train the policy on choices as you would train a reward model.

Source: Rafailov et al. 2023, Direct Preference Optimization: Your Language Model is Secretly a Reward Model,
arXiv:2305.18290, equations 5 to 7.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from llm_edu.alignment.descent import Descent
from llm_edu.alignment.log_probabilities import answer_log_probabilities, kept_log_probabilities
from llm_edu.alignment.preferences import Pair, preference_loss
from llm_edu.earlier_names import earlier_names
from llm_edu.training import TrainingConfig
from llm_edu.training.rows import batch_indices
from llm_edu.transformer import Transformer


def implicit_reward(policy: Tensor, reference: Tensor, beta: float) -> Tensor:
    """The reward that the policy, in effect, maximises, up to a number that depends on the prompt alone: (answers,)

    policy, reference: log P of answers under the model and under the reference, in nats, (answers,) each
    beta: the reward that one nat of distance from the reference costs
    """
    return beta * (policy - reference)


@earlier_names(policy_better="policy_chosen", policy_worse="policy_rejected", reference_better="reference_chosen",
               reference_worse="reference_rejected")
def dpo_loss(policy_chosen: Tensor, policy_rejected: Tensor, reference_chosen: Tensor, reference_rejected: Tensor,
             beta: float = 0.1) -> Tensor:
    """The mean surprise at the choices, in nats, if implicit rewards explain them: a scalar.

    Each of the first four holds log P of whole answers, (pairs,): of those chosen and of those rejected, under the
    policy, which is trained, and under the reference, which stays as it was. Raises ValueError if their shapes differ.

    >>> said = torch.tensor([-10.0])
    >>> dpo_loss(said, said, said, said)    # nothing learned yet: log 2
    tensor(0.6931)
    >>> dpo_loss(said + 5, said - 5, said, said)
    tensor(0.3133)
    """
    shapes = [tuple(each.shape) for each in (policy_chosen, policy_rejected, reference_chosen, reference_rejected)]
    if len(set(shapes)) > 1:
        raise ValueError("all four need one number for each pair, so their shapes should be the same. They are "
                         + ", ".join(map(str, shapes)))
    return preference_loss(implicit_reward(policy_chosen, reference_chosen, beta),
                           implicit_reward(policy_rejected, reference_rejected, beta))


class DPORun(NamedTuple):
    """What `train_dpo` returns: for each step a number, measured before the step changes the model.

    losses: nats per choice   margins: the mean of (implicit reward of chosen − of rejected)
    accuracies: the share of pairs in which the chosen answer has the higher implicit reward
    drift: the mean of (log P of chosen now − log P under the reference). It often falls, since the loss sees only
        differences
    """

    losses: list[float]
    margins: list[float]
    accuracies: list[float]
    drift: list[float]


def train_dpo(model: Transformer, pairs: Sequence[Pair], config: TrainingConfig, beta: float = 0.1,
              callback: Callable[[int, DPORun], object] | None = None) -> DPORun:
    """Train a model, in place, to prefer the chosen answers; return a `DPORun`.

    pairs: answers should end with the end's id   config: its batch_size counts pairs   beta: as for `dpo_loss`
    callback: a function of the step's number and the run so far, called after each step

    The reference is the model as you hand it over. Its log probabilities are computed once and kept, so no second
    model is needed.
    """
    model.train()
    prompts = [pair.prompt for pair in pairs]
    reference = torch.stack([kept_log_probabilities(model, prompts, answers) for answers in
                             ([pair.chosen for pair in pairs], [pair.rejected for pair in pairs])])    # (2, pairs)
    descent, run = Descent(model, config), DPORun([], [], [], [])
    for step in range(config.steps):
        numbers = batch_indices(len(pairs), step, config.batch_size, config.seed)
        batch = [pairs[number] for number in numbers]
        policy = answer_log_probabilities(
            model, [pair.prompt for pair in batch] * 2,
            [pair.chosen for pair in batch] + [pair.rejected for pair in batch]).view(2, -1)
        before = reference[:, torch.from_numpy(numbers)]    # (2, batch)
        loss = dpo_loss(policy[0], policy[1], before[0], before[1], beta)
        chosen, rejected = implicit_reward(policy.detach(), before, beta)
        run.losses.append(descent.take_step(loss, step))
        run.margins.append((chosen - rejected).mean().item())
        run.accuracies.append((chosen > rejected).float().mean().item())
        run.drift.append(chosen.mean().item() / beta)
        if callback is not None:
            callback(step, run)
    model.eval()
    return run
