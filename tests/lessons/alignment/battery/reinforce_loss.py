"""Unforeseen answers to the exercise reinforce_loss."""

# %% right: from probabilities
def reinforce_loss(scores, drawn, rewards, baseline):
    p = scores.softmax(0)
    return ((baseline - rewards) * p.log()[drawn]).mean()

# %% right: a loop over the answers
def reinforce_loss(scores, drawn, rewards, baseline):
    total = 0
    logs = torch.log_softmax(scores, dim=0)
    for d, r in zip(drawn, rewards):
        total = total - (r - baseline) * logs[d]
    return total / len(drawn)

# %% right: the surprise of each word
def reinforce_loss(scores, drawn, rewards, baseline):
    import torch.nn.functional as F
    nats = F.nll_loss(scores.log_softmax(-1).repeat(len(drawn), 1), drawn, reduction='none')
    return torch.mean(nats * (rewards - baseline))

# %% right: by hand, stable
def reinforce_loss(scores, drawn, rewards, baseline):
    shifted = scores - scores.max()
    logs = shifted - shifted.exp().sum().log()
    advantages = rewards - baseline
    return -torch.mean(advantages * logs[drawn])

# %% right: one-hot rows
def reinforce_loss(scores, drawn, rewards, baseline):
    rows = torch.nn.functional.one_hot(drawn, len(scores)).to(scores.dtype)
    logs = rows @ scores.log_softmax(-1)
    return -((rewards - baseline) * logs).mean()

# %% right: torch distributions
def reinforce_loss(scores, drawn, rewards, baseline):
    policy = torch.distributions.Categorical(logits=scores)
    return -(policy.log_prob(drawn) * (rewards - baseline)).mean()

# %% right: einsum
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(-1).index_select(0, drawn)
    return -torch.einsum('a,a->', (rewards - baseline).to(logs.dtype), logs) / rewards.shape[0]

# %% wrong: no minus
def reinforce_loss(scores, drawn, rewards, baseline):
    return ((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: sum
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(-1)[drawn]).sum()

# %% wrong: divided by the number of words
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(-1)[drawn]).sum() / len(scores)

# %% wrong: probabilities
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.softmax(-1)[drawn]).mean()

# %% wrong: raw scores
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores[drawn]).mean()

# %% wrong: no baseline
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: baseline from the rewards
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - rewards.float().mean()) * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: baseline after the product
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards * scores.log_softmax(-1)[drawn]).mean() - baseline

# %% wrong: softmax over the drawn
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores[drawn].log_softmax(0)).mean()

# %% wrong: the first two words alone
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(-1)
    return -((rewards - baseline) * torch.where(drawn == 0, logs[0], logs[-1])).mean()

# %% wrong: a float
def reinforce_loss(scores, drawn, rewards, baseline):
    return float(-((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean())

# %% wrong: under no_grad
def reinforce_loss(scores, drawn, rewards, baseline):
    with torch.no_grad():
        return -((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: scores detached
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.detach().log_softmax(-1)[drawn]).mean()

# %% wrong: bits
def reinforce_loss(scores, drawn, rewards, baseline):
    import math
    return -((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean() / math.log(2)

# %% wrong: only the rewarded
def reinforce_loss(scores, drawn, rewards, baseline):
    good = rewards > baseline
    return -((rewards - baseline)[good] * scores.log_softmax(-1)[drawn][good]).sum() / len(drawn)

# %% wrong: mean over the rewarded
def reinforce_loss(scores, drawn, rewards, baseline):
    good = rewards > 0
    return -((rewards - baseline)[good] * scores.log_softmax(-1)[drawn][good]).mean()

# %% wrong: an outer product
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline)[:, None] * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: the gradient itself
def reinforce_loss(scores, drawn, rewards, baseline):
    hot = torch.nn.functional.one_hot(drawn, len(scores)).float()
    return -((rewards - baseline)[:, None] * (hot - scores.softmax(-1))).mean(0)

# %% wrong: the exact mean reward of the words
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(scores.softmax(-1)[drawn] * rewards).sum()

# %% wrong: rewards changed in place
def reinforce_loss(scores, drawn, rewards, baseline):
    rewards -= baseline
    return -(rewards * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: no return
def reinforce_loss(scores, drawn, rewards, baseline):
    loss = -((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean()

# %% wrong: one dimension too many
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(-1)[drawn]).mean(0, keepdim=True)
