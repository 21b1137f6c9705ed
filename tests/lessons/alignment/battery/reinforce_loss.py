"""Unforeseen answers to the exercise reinforce_loss."""

# %% wrong: from probabilities, which may be too small for float32
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

# %% right: logsumexp and gather
def reinforce_loss(scores, drawn, rewards, baseline):
    chosen = scores.gather(0, drawn) - scores.logsumexp(0)
    return torch.mean((baseline - rewards) * chosen)

# %% right: cross entropy of every answer
def reinforce_loss(scores, drawn, rewards, baseline):
    rows = scores.expand(len(drawn), -1)
    surprise = torch.nn.functional.cross_entropy(rows, drawn, reduction="none")
    return ((rewards - baseline) * surprise).mean()

# %% right: nll_loss
import torch.nn.functional as F

def reinforce_loss(scores, drawn, rewards, baseline):
    logs = F.log_softmax(scores, dim=0).repeat(drawn.shape[0], 1)
    surprise = F.nll_loss(logs, drawn, reduction="none")
    return (surprise * (rewards - baseline)).sum().div(drawn.numel())

# %% right: weights collected by word
def reinforce_loss(scores, drawn, rewards, baseline):
    weight = torch.zeros(len(scores))
    for word, reward in zip(drawn.tolist(), rewards.tolist()):
        weight[word] += reward - baseline
    return -(weight * torch.log_softmax(scores, dim=0)).sum() / len(drawn)

# %% right: index_select, dot
def reinforce_loss(scores, drawn, rewards, baseline):
    picked = torch.index_select(scores.log_softmax(dim=-1), 0, drawn)
    advantage = (rewards - baseline).to(picked.dtype)
    return -torch.dot(advantage, picked) / picked.shape[0]

# %% wrong: a comprehension of logs of softmax
def reinforce_loss(scores, drawn, rewards, baseline):
    p = torch.softmax(scores, 0)
    terms = [(r - baseline) * p[w].log() for w, r in zip(drawn, rewards)]
    return -torch.stack(terms).mean()

# %% right: two sums
def reinforce_loss(scores, drawn, rewards, baseline):
    log_p = scores.log_softmax(0)[drawn]
    return baseline * log_p.mean() - (rewards * log_p).mean()

# %% right: a helper of one answer
def reinforce_loss(scores, drawn, rewards, baseline):
    def one(word, reward):
        return -(reward - baseline) * (scores[word] - torch.logsumexp(scores, dim=0))
    return sum(one(w, r) for w, r in zip(drawn.tolist(), rewards.tolist())) / len(rewards)

# %% right: squeezed matrix product
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = torch.nn.LogSoftmax(dim=0)(scores)[drawn]
    return -((rewards - baseline).float()[None, :] @ logs[:, None]).squeeze() / len(drawn)

# %% right: a mask for each word
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(0)
    total = 0
    for word in range(len(scores)):
        mine = drawn == word
        total = total + (rewards[mine] - baseline).sum() * logs[word]
    return -total / len(drawn)

# %% right: filled in, one by one
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = torch.log_softmax(scores, dim=0)
    products = torch.zeros(len(drawn))
    for i in range(len(drawn)):
        products[i] = (baseline - rewards[i]) * logs[drawn[i]]
    return products.mean()

# %% wrong: whole numbers times floats
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards - baseline) @ scores.log_softmax(0)[drawn] / len(drawn)

# %% wrong: sign by the baseline turned round and a minus
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((baseline - rewards) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: divided by the sum of the rewards
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(0)[drawn]).sum() / rewards.sum()

# %% wrong: 0.5 always
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - 0.5) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: the mean reward instead of the baseline
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - rewards.mean()) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: mean of the one times mean of the other
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards - baseline).mean() * scores.log_softmax(0)[drawn].mean()

# %% wrong: baseline added
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards + baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: baseline times
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards * baseline * scores.log_softmax(0)[drawn]).mean()

# %% wrong: nothing below the baseline
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline).clamp(min=0) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: the size of the difference
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline).abs() * scores.log_softmax(0)[drawn]).mean()

# %% wrong: signs
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(torch.sign(rewards - baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: log P by position, not by word
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(0)[: len(drawn)]).mean()

# %% wrong: each word once
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(0)
    seen = {w: r for w, r in zip(drawn.tolist(), rewards.tolist())}
    return -sum((r - baseline) * logs[w] for w, r in seen.items()) / len(seen)

# %% wrong: assigned by index, doubles lost
def reinforce_loss(scores, drawn, rewards, baseline):
    weight = torch.zeros(len(scores))
    weight[drawn] += (rewards - baseline).float()
    return -(weight * scores.log_softmax(0)).sum() / len(drawn)

# %% wrong: weighed by P once more
def reinforce_loss(scores, drawn, rewards, baseline):
    p = scores.softmax(0)
    return -(p[drawn] * (rewards - baseline) * p[drawn].log()).mean()

# %% wrong: a value for each answer
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(rewards - baseline) * scores.log_softmax(0)[drawn]

# %% wrong: log of the scores
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log()[drawn]).mean()

# %% wrong: softmax twice
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.softmax(0).log_softmax(0)[drawn]).mean()

# %% wrong: eight answers always
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(0)[drawn]).sum() / 8

# %% wrong: n - 1
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.log_softmax(0)[drawn]).sum() / max(1, len(drawn) - 1)

# %% wrong: the first answer left out
def reinforce_loss(scores, drawn, rewards, baseline):
    logs, total = scores.log_softmax(0), 0
    for i in range(1, len(drawn)):
        total = total + (rewards[i] - baseline) * logs[drawn[i]]
    return -total / len(drawn)

# %% wrong: the last answer alone
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(0)
    for w, r in zip(drawn, rewards):
        loss = -(r - baseline) * logs[w]
    return loss

# %% wrong: returns in the loop
def reinforce_loss(scores, drawn, rewards, baseline):
    total = 0
    for w, r in zip(drawn, rewards):
        total = total - (r - baseline) * scores.log_softmax(0)[w]
        return total / len(drawn)

# %% wrong: softmax without the largest taken off, clamped
def reinforce_loss(scores, drawn, rewards, baseline):
    p = scores.softmax(0).clamp(min=0.05)
    return -((rewards - baseline) * p[drawn].log()).mean()

# %% wrong: an epsilon in the logarithm
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * (scores.softmax(0)[drawn] + 0.01).log()).mean()

# %% wrong: numpy
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.detach().log_softmax(0).numpy()
    return -((rewards.numpy() - baseline) * logs[drawn.numpy()]).mean()

# %% wrong: a new tensor of the value
def reinforce_loss(scores, drawn, rewards, baseline):
    loss = -((rewards - baseline) * scores.log_softmax(0)[drawn]).mean()
    return torch.tensor(float(loss), requires_grad=True)

# %% wrong: a new tensor of the scores
def reinforce_loss(scores, drawn, rewards, baseline):
    own = scores.detach().clone().requires_grad_()
    return -((rewards - baseline) * own.log_softmax(0)[drawn]).mean()

# %% wrong: calls backward itself
def reinforce_loss(scores, drawn, rewards, baseline):
    loss = -((rewards - baseline) * scores.log_softmax(0)[drawn]).mean()
    loss.backward()
    return loss

# %% wrong: moves the scores
def reinforce_loss(scores, drawn, rewards, baseline):
    with torch.no_grad():
        scores -= scores.max()
    return -((rewards - baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: rewards made whole numbers
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards.long() - baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: rewards taken for right and wrong
def reinforce_loss(scores, drawn, rewards, baseline):
    return -(((rewards > 0).float() - baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: baseline made a whole number
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - int(baseline)) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: rewards by word
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards[drawn] - baseline) * scores.log_softmax(0)[drawn]).mean()

# %% wrong: the two words of the lesson
def reinforce_loss(scores, drawn, rewards, baseline):
    yes = torch.sigmoid(scores[0] - scores[1]).log()
    no = torch.sigmoid(scores[1] - scores[0]).log()
    return -((rewards - baseline) * torch.where(drawn == 0, yes, no)).mean()

# %% wrong: log of the mean P
def reinforce_loss(scores, drawn, rewards, baseline):
    return -((rewards - baseline) * scores.softmax(0)[drawn]).mean().log()

# %% wrong: prints
def reinforce_loss(scores, drawn, rewards, baseline):
    print(-((rewards - baseline) * scores.log_softmax(0)[drawn]).mean())

# %% wrong: baseline ignored where 0 earned
def reinforce_loss(scores, drawn, rewards, baseline):
    better = torch.where(rewards == 0, 0.0, rewards - baseline)
    return -(better * scores.log_softmax(0)[drawn]).mean()

# %% wrong: squeezes what has one answer
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.log_softmax(0)[drawn].squeeze()
    return -sum((r - baseline) * logs[i] for i, r in enumerate(rewards)) / len(rewards)

# %% wrong: half the gradient
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores[drawn] - scores.logsumexp(0).detach()
    return -((rewards - baseline) * logs).mean()

# %% right: in 64 bits
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores.double().log_softmax(-1).gather(0, drawn)
    return -((rewards.double() - baseline) * logs).mean()

# %% wrong: log of softmax
def reinforce_loss(scores, drawn, rewards, baseline):
    p = torch.softmax(scores, 0)
    return -((rewards - baseline) * torch.log(p[drawn])).mean()

# %% wrong: log of softmax plus a little
def reinforce_loss(scores, drawn, rewards, baseline):
    p = torch.softmax(scores, 0)
    return -((rewards - baseline) * torch.log(p[drawn] + 1e-9)).mean()

# %% wrong: exp over sum
def reinforce_loss(scores, drawn, rewards, baseline):
    logs = scores - torch.log(torch.exp(scores).sum())
    return -((rewards - baseline) * logs[drawn]).mean()
