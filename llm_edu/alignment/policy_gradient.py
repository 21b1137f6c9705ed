"""Policy gradients: try answers, and make more probable what was rewarded.

REINFORCE is the idea: the gradient of the mean reward is the mean of (reward − baseline) · ∇ log P(answer). GRPO is its
form that trained DeepSeek-R1: several answers to each prompt, each compared with the others of its group; answers are
used for more than one step as long as the model has not moved far from what it was when it wrote them.

Sources: Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning;
Schulman et al. 2017, Proximal Policy Optimization Algorithms, arXiv:1707.06347 (clipping); Shao et al. 2024,
DeepSeekMath, arXiv:2402.03300, section 4.1 (GRPO); Schulman 2020, Approximating KL Divergence,
http://joschu.net/blog/kl-approx.html; Guo et al. 2025, DeepSeek-R1, arXiv:2501.12948.
"""

import torch


def reinforce_loss(log_probabilities, rewards, baseline=0.0):
    """A number whose gradient is that of the mean reward, with its sign changed; its value means nothing.

    log_probabilities: log P of whole answers that the model itself has drawn, with gradients, (answers,)
    rewards: (answers,)   baseline: what a reward is compared with, a number that does not depend on the answer; it
    changes nothing on average, and makes the gradient less of a gamble

    >>> scores = torch.zeros(2, requires_grad=True)    # of two words, equally likely; the first is rewarded
    >>> words, rewards = torch.tensor([0, 1]), torch.tensor([1.0, 0.0])
    >>> reinforce_loss(scores.log_softmax(-1)[words], rewards, baseline=0.5).backward()
    >>> scores.grad    # downhill: more of the first word, less of the second
    tensor([-0.2500,  0.2500])
    """
    return -((torch.as_tensor(rewards) - baseline) * log_probabilities).mean()


def group_advantages(rewards):
    """How much better than its group each answer did, in the group's standard deviations: (groups, size), float32.

    Where all of a group got the same there is nothing to learn, and all advantages are 0. So nothing is added to the
    standard deviation, as in the paper (TRL takes the one with size − 1, and adds 0.0001 so that it is never 0; then a
    group whose rewards differ by a hair counts less). Worked out in float64: in float32 large rewards lose what they
    differ by, and the square of 1e20 is infinite.

    >>> group_advantages([[1, 0, 0, 1], [1, 1, 1, 1]])
    tensor([[ 1., -1., -1.,  1.],
            [ 0.,  0.,  0.,  0.]])
    """
    rewards = torch.as_tensor(rewards, dtype=torch.float64)
    centred = rewards - rewards.mean(-1, keepdim=True)
    spread = centred.square().mean(-1, keepdim=True).sqrt()
    same = rewards.amax(-1, keepdim=True) == rewards.amin(-1, keepdim=True)    # their mean may be off by a rounding
    return torch.where(same, 0.0, centred / spread.where(~same, 1.0)).float()


def token_advantages(rewards):
    """The same where each token of a group's answers has a reward of its own, nan where nobody has judged it.

    rewards: (..., size, time); compared are all judged tokens of a group, and those that nobody has judged get 0. Each
    token answers for its own reward alone: right where a good token is one with which all can still end well.

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
    same = lowest.amin((-2, -1), keepdim=True) == highest.amax((-2, -1), keepdim=True)
    return torch.where(same, 0.0, centred / spread.where(~same, 1.0)).float()


def divergence_estimate(policy, reference):
    """An estimate of the Kullback–Leibler divergence from policy to reference, for each token that the policy drew.

    With r = P(token) under the reference / under the policy it is r − 1 − log r: never below 0, right on average over
    tokens that the policy draws, and, while the two are close, less of a gamble than −log r, which is right, too
    (Schulman's "k3").

    >>> divergence_estimate(torch.tensor([0.5]).log(), torch.tensor([0.5, 0.25]).log())
    tensor([0.0000, 0.1931])
    """
    return torch.expm1(reference - policy) - (reference - policy)


def grpo_loss(new, old, reference, advantages, counts, clip=0.2, kl_weight=0.04):
    """Minus what GRPO wants to be large (Shao et al. 2024, equation 3): a scalar.

    new, old, reference: log P of each token of each answer, under the model as it is now (with gradients), as it was
    when it wrote them, and as it was at the very beginning: (answers, time) each
    advantages: (answers,), or (answers, time), one for each token   counts: (answers, time), True for tokens of answers
    clip: a token's probability is pushed no further than to 1 ± clip times what it was
    kl_weight: what the distance from the beginning costs, for each nat

    Each answer counts the same, whatever its length: tokens are averaged within it. (Liu et al. 2025, Understanding
    R1-Zero-Like Training, arXiv:2503.20783, show how that favours long wrong answers, and leave the division out.)

    >>> new = torch.tensor([[0.6, 0.6]]).log()
    >>> old = torch.tensor([[0.5, 0.3]]).log()    # the second token is twice as probable now: it counts as 1.2 times
    >>> grpo_loss(new, old, new, torch.tensor([1.0]), torch.tensor([[True, True]]))
    tensor(-1.2000)
    """
    _refuse_empty_answers(counts)
    ratios = (new - old).exp()
    advantages = for_tokens(advantages)
    gains = torch.minimum(ratios * advantages, ratios.clamp(1 - clip, 1 + clip) * advantages)
    values = (gains - kl_weight * divergence_estimate(new, reference)).where(counts, 0.0)
    return -(values.sum(-1) / counts.sum(-1)).mean()


def _refuse_empty_answers(counts):
    empty = (~counts.any(-1)).nonzero().flatten().tolist()
    if empty:
        raise ValueError(f"no token counts of answer number {empty[0]} (counting from 0), and there is no mean over no "
                         "tokens. Leave answers without tokens out, or count the token that ends them")


def for_tokens(advantages):
    """Advantages (answers,) as (answers, 1), the same for each token; (answers, time) as they are."""
    return advantages[:, None] if advantages.dim() == 1 else advantages


def clipped_tokens(new, old, advantages, counts, clip=0.2):
    """How many tokens have been pushed as far as they may be: in `grpo_loss` no gradient of their gain is left."""
    ratios, advantages = (new - old).exp(), for_tokens(advantages)
    beyond = torch.where(advantages > 0, ratios > 1 + clip, ratios < 1 - clip) & (advantages != 0)
    return (beyond & counts).sum().item()
