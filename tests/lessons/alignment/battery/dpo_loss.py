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
    return choice_loss(better=reward(policy_better, reference_better), worse=reward(policy_worse, reference_worse))

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

# %% wrong: the references' requires_grad switched off for good
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
