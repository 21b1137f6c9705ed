"""Unforeseen answers to the exercise dpo_loss."""

# %% right: softplus
import torch.nn.functional as F

def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    was = (reference_worse - reference_better).detach()
    return F.softplus(beta * (policy_worse - policy_better - was)).mean()

# %% right: as in the paper
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    pi_logratios = policy_better - policy_worse
    ref_logratios = (reference_better - reference_worse).detach()
    return -torch.nn.functional.logsigmoid(beta * (pi_logratios - ref_logratios)).mean()

# %% right: through choice_loss, by name
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    def reward(policy, reference):
        return beta * (policy - reference.detach())
    return choice_loss(chosen=reward(policy_better, reference_better), rejected=reward(policy_worse, reference_worse))

# %% right: no_grad around the references
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    with torch.no_grad():
        better_then, worse_then = beta * reference_better, beta * reference_worse
    return choice_loss(beta * policy_better - better_then, beta * policy_worse - worse_then, None)

# %% right: a loop
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    total = 0
    for pb, pw, rb, rw in zip(policy_better, policy_worse, reference_better.tolist(), reference_worse.tolist()):
        total = total - torch.nn.functional.logsigmoid(beta * (pb - rb - pw + rw))
    return total / len(policy_better)

# %% right: two classes
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    rewards = beta * torch.stack([policy_better - reference_better.data, policy_worse - reference_worse.data], 1)
    right = torch.zeros(len(rewards), dtype=torch.long)
    return torch.nn.functional.cross_entropy(rewards, right)

# %% right: the reference's share on the other side
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    rb, rw = reference_better.detach().clone(), reference_worse.detach().clone()
    return choice_loss(beta * policy_better + beta * rw, beta * policy_worse + beta * rb)

# %% wrong: a gradient to the reference
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better), beta * (policy_worse - reference_worse))

# %% wrong: a gradient to one of the references
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better.detach()), beta * (policy_worse - reference_worse))

# %% wrong: the better answer detached, and no reference
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better.detach() - reference_better), beta * (policy_worse - reference_worse))

# %% wrong: without the reference
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * policy_better, beta * policy_worse)

# %% wrong: policy against reference
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - policy_worse), beta * (reference_worse.detach() - reference_better.detach()))

# %% wrong: the reference's choice is the reward
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (reference_better.detach() - policy_better), beta * (reference_worse.detach() - policy_worse))

# %% wrong: beta outside
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return beta * choice_loss(policy_better - reference_better.detach(), policy_worse - reference_worse.detach())

# %% wrong: beta on one side only
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better.detach()), policy_worse - reference_worse.detach())

# %% wrong: beta before the policy only
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * policy_better - reference_better.detach(), beta * policy_worse - reference_worse.detach())

# %% wrong: beta as a divisor
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss((policy_better - reference_better.detach()) / beta, (policy_worse - reference_worse.detach()) / beta)

# %% wrong: without beta
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(policy_better - reference_better.detach(), policy_worse - reference_worse.detach())

# %% wrong: probabilities
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better.exp() - reference_better.detach().exp())
    worse = beta * (policy_worse.exp() - reference_worse.detach().exp())
    return choice_loss(better, worse)

# %% wrong: log of a log ratio
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * torch.log(policy_better / reference_better.detach()),
                       beta * torch.log(policy_worse / reference_worse.detach()))

# %% wrong: naive log of sigmoid
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return -torch.log(torch.sigmoid(margin)).mean()

# %% wrong: no mean
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return -torch.nn.functional.logsigmoid(margin)

# %% wrong: sum
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return -torch.nn.functional.logsigmoid(margin).sum()

# %% wrong: the margin itself
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return -(beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())).mean()

# %% wrong: squared, as in IPO
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = policy_better - reference_better.detach() - policy_worse + reference_worse.detach()
    return (margin - 1 / (2 * beta)).square().mean()

# %% wrong: likelihood of the better besides
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    loss = choice_loss(beta * (policy_better - reference_better.detach()), beta * (policy_worse - reference_worse.detach()))
    return loss - 0.01 * policy_better.mean()

# %% wrong: turned round
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_worse - reference_worse.detach()), beta * (policy_better - reference_better.detach()))

# %% wrong: no gradient through the worse
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better.detach()), beta * (policy_worse.detach() - reference_worse.detach()))

# %% wrong: no gradient at all
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better.detach() - reference_better.detach()),
                       beta * (policy_worse.detach() - reference_worse.detach()))

# %% wrong: a number
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better.detach()), beta * (policy_worse - reference_worse.detach())).item()

# %% wrong: log P a mean of the four
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * policy_better.mean() - beta * reference_better.detach().mean(),
                       beta * policy_worse.mean() - beta * reference_worse.detach().mean())

# %% right: BCE with logits of the margin
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * ((policy_better - policy_worse) - (reference_better - reference_worse).detach())
    return torch.nn.functional.binary_cross_entropy_with_logits(margin, torch.ones_like(margin))

# %% right: logaddexp
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    rb, rw = reference_better.detach(), reference_worse.detach()
    h = (policy_better - rb) - (policy_worse - rw)
    return torch.logaddexp(torch.zeros_like(h), -beta * h).mean()

# %% right: data of the references
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    b = (policy_better - reference_better.data) * beta
    w = (policy_worse - reference_worse.data) * beta
    return -torch.nn.functional.logsigmoid(b - w).mean()

# %% right: rewards stacked
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    policy = torch.stack([policy_better, policy_worse])
    with torch.no_grad():
        reference = torch.stack([reference_better, reference_worse])
    rewards = beta * (policy - reference)
    return choice_loss(rewards[0], rewards[1])

# %% right: helper for a reward
def reward(now, first, beta):
    return beta * now - beta * first.detach()

def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(chosen=reward(policy_better, reference_better, beta),
                       rejected=reward(policy_worse, reference_worse, beta))

# %% right: relu and log1p
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    z = beta * (policy_better - policy_worse - (reference_better - reference_worse).detach())
    return (torch.relu(-z) + torch.log1p(torch.exp(-z.abs()))).mean()

# %% right: as others write it, with a sum over pairs
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    pi_logratios = policy_better - policy_worse
    ref_logratios = (reference_better - reference_worse).clone().detach()
    losses = -torch.nn.functional.logsigmoid(beta * (pi_logratios - ref_logratios))
    return losses.sum() / losses.numel()

# %% right: comprehension over pairs
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    rows = torch.stack([policy_better, policy_worse, reference_better.detach(), reference_worse.detach()], 1)
    losses = [torch.nn.functional.softplus(-beta * (pb - rb - pw + rw)) for pb, pw, rb, rw in rows]
    return torch.stack(losses).mean()

# %% right: cross-entropy of two rewards
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better, worse = policy_better - reference_better.detach(), policy_worse - reference_worse.detach()
    rewards = beta * torch.stack([better, worse], 1)
    labels = torch.zeros(rewards.shape[0], dtype=torch.int64)
    return torch.nn.functional.cross_entropy(rewards, labels)

# %% right: references into new tensors
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    first = [each.detach().clone() for each in (reference_better, reference_worse)]
    now = [policy_better, policy_worse]
    good, bad = [beta * (a - b) for a, b in zip(now, first)]
    return choice_loss(good, bad, undecided=None)

# %% right: softmin
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    good = beta * (policy_better - reference_better.detach())
    bad = beta * (policy_worse - reference_worse.detach())
    return -torch.log_softmax(torch.stack([good, bad], -1), dim=-1)[..., 0].mean()

# %% wrong: beta 0.1
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = 0.1 * (policy_better - reference_better.detach())
    worse = 0.1 * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: beta 0.5
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta=0.5):
    better = 0.5 * (policy_better - reference_better.detach())
    worse = 0.5 * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: minus the loss
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return -choice_loss(better, worse)

# %% wrong: first minus now
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (reference_better.detach() - policy_better)
    worse = beta * (reference_worse.detach() - policy_worse)
    return choice_loss(better, worse)

# %% wrong: reference better and worse exchanged
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_worse.detach())
    worse = beta * (policy_worse - reference_better.detach())
    return choice_loss(better, worse)

# %% wrong: the reference added
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better + reference_better.detach())
    worse = beta * (policy_worse + reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: arguments taken in another order
def dpo_loss(policy_better, reference_better, policy_worse, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: ratio of probabilities
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better.exp() / reference_better.detach().exp())
    worse = beta * (policy_worse.exp() / reference_worse.detach().exp())
    return choice_loss(better, worse)

# %% wrong: ratio of logs
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better / reference_better.detach())
    worse = beta * (policy_worse / reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: log of both again
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better.log() - reference_better.detach().log())
    worse = beta * (policy_worse.log() - reference_worse.detach().log())
    return choice_loss(better, worse)

# %% wrong: only the better
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    return choice_loss(better, torch.zeros_like(better))

# %% wrong: only the worse
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(torch.zeros_like(worse), worse)

# %% wrong: each for itself, as in KTO
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    f = torch.nn.functional.logsigmoid
    return -(f(better) + f(-worse)).mean() / 2

# %% wrong: gradient through the policy of the better is cut
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better.detach() - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse)

# %% wrong: all under no_grad
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    with torch.no_grad():
        better = beta * (policy_better - reference_better)
        worse = beta * (policy_worse - reference_worse)
    return choice_loss(better, worse)

# %% wrong: the policy is detached, the reference not
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better.detach() - reference_better)
    worse = beta * (policy_worse.detach() - reference_worse)
    return choice_loss(better, worse)

# %% wrong: detached in place
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    reference_better.detach_()
    reference_worse.detach_()
    return choice_loss(beta * (policy_better - reference_better), beta * (policy_worse - reference_worse))

# %% wrong: in place on the references' data
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better, worse = reference_better.detach(), reference_worse.detach()
    better -= policy_better.detach()
    worse -= policy_worse.detach()
    return choice_loss(-beta * better, -beta * worse)

# %% wrong: in place on the policy
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    with torch.no_grad():
        policy_better -= reference_better
        policy_worse -= reference_worse
    return choice_loss(beta * policy_better, beta * policy_worse)

# %% wrong: the mean of rewards first
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach()).mean()
    worse = beta * (policy_worse - reference_worse.detach()).mean()
    return choice_loss(better, worse)

# %% wrong: the references' mean
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach().mean())
    worse = beta * (policy_worse - reference_worse.detach().mean())
    return choice_loss(better, worse)

# %% wrong: all against all
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return -torch.nn.functional.logsigmoid(better[:, None] - worse[None]).mean()

# %% wrong: −log of a sigmoid with an epsilon
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return -torch.log(torch.sigmoid(better - worse) + 1e-7).mean()

# %% wrong: log1p of exp
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return torch.log1p(torch.exp(worse - better)).mean()

# %% wrong: log ratio clamped
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach()).clamp(-20, 20)
    worse = beta * (policy_worse - reference_worse.detach()).clamp(-20, 20)
    return choice_loss(better, worse)

# %% wrong: the penalty of DPOP
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    fallen = torch.relu(reference_better.detach() - policy_better)
    return -torch.nn.functional.logsigmoid(better - worse - beta * fallen).mean()

# %% wrong: labels smoothed
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    f = torch.nn.functional.logsigmoid
    return -(0.99 * f(margin) + 0.01 * f(-margin)).mean()

# %% wrong: a hinge
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return torch.relu(1 - margin).mean()

# %% wrong: how probable the choice is
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return torch.sigmoid(margin).mean()

# %% wrong: rewards besides
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse), better, worse

# %% wrong: a dimension left
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse).reshape(1)

# %% wrong: beta times the loss as well
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return beta * choice_loss(better, worse)

# %% wrong: beta squared
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return -torch.nn.functional.logsigmoid(beta * margin).mean()

# %% wrong: the price is paid, as KL with the loss
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    kl = (policy_better - reference_better.detach()).mean()
    return choice_loss(policy_better, policy_worse) + beta * kl

# %% right: float32 always
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach()).float()
    worse = beta * (policy_worse - reference_worse.detach()).float()
    return choice_loss(better, worse)

# %% wrong: float of it
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse).item()

# %% wrong: ties count as undecided
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    better = beta * (policy_better - reference_better.detach())
    worse = beta * (policy_worse - reference_worse.detach())
    return choice_loss(better, worse, undecided=(better - worse).abs() < 1)

# %% wrong: pairs that the policy has right already are left out
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    margin = beta * (policy_better - reference_better.detach() - policy_worse + reference_worse.detach())
    return -(torch.nn.functional.logsigmoid(margin) * (margin < 5)).mean()

# %% wrong: the references' requires_grad forgotten
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    return choice_loss(beta * (policy_better - reference_better), beta * (policy_worse - reference_worse))

# %% right: in 64 bits
def dpo_loss(policy_better, policy_worse, reference_better, reference_worse, beta):
    now = policy_better.double() - policy_worse.double()
    then = reference_better.double() - reference_worse.double()
    return torch.nn.functional.softplus(-beta * (now - then.detach())).mean()
