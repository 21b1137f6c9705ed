"""Policy gradients: let a model try answers, and make the rewarded ones more probable.

REINFORCE is the idea: the gradient of the mean reward is the mean of (reward − baseline) · ∇ log P(answer). GRPO is the
form that trained DeepSeek-R1. It draws several answers to each prompt and compares each with its group. It also uses
the answers for several steps, as long as the policy stays close to the one that wrote them.

Sources: Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning;
Schulman et al. 2017, Proximal Policy Optimization Algorithms, arXiv:1707.06347 (clipping); Shao et al. 2024,
DeepSeekMath, arXiv:2402.03300, section 4.1 (GRPO); Schulman 2020, Approximating KL Divergence,
http://joschu.net/blog/kl-approx.html; Guo et al. 2025, DeepSeek-R1, arXiv:2501.12948.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from llm_edu.earlier_names import earlier_names


def reinforce_loss(log_probabilities: Tensor, rewards: Tensor | Sequence[float],
                   baseline: float | Tensor = 0.0) -> Tensor:
    """A scalar whose gradient is minus that of the mean reward; its value means nothing.

    log_probabilities: log P of whole answers that the model itself has drawn, with gradients, (answers,)
    rewards: (answers,)   baseline: what each reward is compared with; it must not depend on the answer. A baseline
    does not change the gradient on average, and a good one makes it less noisy.

    >>> scores = torch.zeros(2, requires_grad=True)    # of two words, equally likely; the first is rewarded
    >>> words, rewards = torch.tensor([0, 1]), torch.tensor([1.0, 0.0])
    >>> reinforce_loss(scores.log_softmax(-1)[words], rewards, baseline=0.5).backward()
    >>> scores.grad    # downhill: more of the first word, less of the second
    tensor([-0.2500,  0.2500])
    """
    return -((1 * torch.as_tensor(rewards) - baseline) * log_probabilities).mean()    # 1 * makes True and False numbers


def group_advantages(rewards: Any) -> Tensor:
    """How much better than its group each answer did, in the group's standard deviations: (groups, size), float32.

    rewards: (groups, size), a tensor, an array or lists
    A group with equal rewards has nothing to teach, so its advantages are 0. As in the paper, nothing is added to the
    standard deviation. (TRL takes the one with size − 1, and adds 0.0001 to avoid 0. Then a group whose rewards hardly
    differ counts less.) The computation is in float64: in float32 large rewards lose their differences, and the square
    of 1e20 is infinite.

    >>> group_advantages([[1, 0, 0, 1], [1, 1, 1, 1]])
    tensor([[ 1., -1., -1.,  1.],
            [ 0.,  0.,  0.,  0.]])
    """
    rewards = torch.as_tensor(rewards, dtype=torch.float64)
    centred = rewards - rewards.mean(-1, keepdim=True)
    spread = centred.square().mean(-1, keepdim=True).sqrt()
    same = rewards.amax(-1, keepdim=True) == rewards.amin(-1, keepdim=True)    # their mean may be off by a rounding
    return torch.where(same, 0.0, centred / spread.where(~same, 1.0)).float()


def token_advantages(rewards: Any) -> Tensor:
    """The same where each token has a reward of its own: like rewards, float32.

    rewards: (..., size, time), nan for a token without a reward; its advantage is 0
    Each token is compared with all rewarded tokens of its group, and answers for its own reward alone. That is right
    where a token is good if the answer can still end well after it.

    >>> token_advantages([[[1, 1, 1], [1, 0, torch.nan]]])
    tensor([[[ 0.5000,  0.5000,  0.5000],
             [ 0.5000, -2.0000,  0.0000]]])
    """
    rewards = torch.as_tensor(rewards, dtype=torch.float64)
    judged = ~rewards.isnan()
    count = judged.sum((-2, -1), keepdim=True)
    centred = (rewards - rewards.nansum((-2, -1), keepdim=True) / count).where(judged, 0.0)
    spread = (centred.square().sum((-2, -1), keepdim=True) / count).sqrt()
    lowest, highest = (rewards.where(judged, filling) for filling in (torch.inf, -torch.inf))
    same = lowest.amin((-2, -1), keepdim=True) >= highest.amax((-2, -1), keepdim=True)    # or there are none
    return torch.where(same, 0.0, centred / spread.where(~same, 1.0)).float()


def divergence_estimate(policy: Tensor, reference: Tensor) -> Tensor:
    """An estimate of the Kullback–Leibler divergence of the policy from the reference, for each drawn token, in nats.

    policy, reference: log P of tokens that the policy drew, of one shape   ->   of the same shape
    With r = P(token) under the reference / P under the policy, the estimate is r − 1 − log r. It is never below 0 and
    right on average. While the two models are close, it is less noisy than −log r, which is also right on average
    (Schulman 2020, "k3").

    >>> divergence_estimate(torch.tensor([0.5]).log(), torch.tensor([0.5, 0.25]).log())
    tensor([0.0000, 0.1931])
    """
    return torch.expm1(reference - policy) - (reference - policy)


@earlier_names(new="policy", counts="mask")
def grpo_loss(policy: Tensor, old: Tensor, reference: Tensor, advantages: Tensor, mask: Tensor, clip: float = 0.2,
              kl_weight: float = 0.04) -> Tensor:
    """GRPO's loss, a scalar: minus what Shao et al. 2024 maximise in equation 3.

    policy, old, reference: log P of each token of each answer, (answers, time) each: under the model now (with
        gradients), under the model that wrote the answers, and under the model before training
    advantages: (answers,), or (answers, time) with one for each token   mask: (answers, time), True for answers' tokens
    clip: no gain from moving a token's probability beyond 1 ± clip times its old one (ε in the paper and in TRL)
    kl_weight: the price of each nat of distance from the reference (β in the paper and in TRL)
    Raises ValueError for an answer without tokens.

    Tokens are averaged within an answer, so each answer counts the same, whatever its length. (Liu et al. 2025,
    Understanding R1-Zero-Like Training, arXiv:2503.20783, show that this favours long wrong answers, and drop it.)

    >>> policy = torch.tensor([[0.6, 0.6]]).log()
    >>> old = torch.tensor([[0.5, 0.3]]).log()    # the second token is twice as probable now: it counts as 1.2 times
    >>> grpo_loss(policy, old, policy, torch.tensor([1.0]), torch.tensor([[True, True]]))
    tensor(-1.2000)
    """
    _refuse_empty_answers(mask)
    ratios = (policy - old).exp()
    advantages = for_tokens(advantages)
    gains = torch.minimum(ratios * advantages, ratios.clamp(1 - clip, 1 + clip) * advantages)
    values = (gains - kl_weight * divergence_estimate(policy, reference)).where(mask, 0.0)
    return -(values.sum(-1) / mask.sum(-1)).mean()


def _refuse_empty_answers(mask: Tensor) -> None:
    empty = (~mask.any(-1)).nonzero().flatten().tolist()
    if empty:
        raise ValueError(f"the mask leaves no token of answer number {empty[0]} (counting from 0), so it has no mean. "
                         "Leave out answers without tokens, or count the token that ends them")


def for_tokens(advantages: Tensor) -> Tensor:
    """Advantages (answers,) as (answers, 1), the same for each token; (answers, time) as they are."""
    return advantages[:, None] if advantages.dim() == 1 else advantages


@earlier_names(new="policy", counts="mask")
def clipped_tokens(policy: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float = 0.2) -> int:
    """How many tokens have moved as far as `clip` allows: their gain in `grpo_loss` has no gradient left.

    Arguments are as for `grpo_loss`.
    """
    ratios, advantages = (policy - old).exp(), for_tokens(advantages)
    beyond = torch.where(advantages > 0, ratios > 1 + clip, ratios < 1 - clip) & (advantages != 0)
    return int((beyond & mask).sum())
