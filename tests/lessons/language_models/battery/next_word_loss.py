"""Unforeseen answers to the exercise next_word_loss."""

# %% right: largest off, exp, sum, log
def next_word_loss(logits, targets):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    sums = shifted.exp().sum(dim=1).log()
    return (sums - shifted[torch.arange(len(targets)), targets]).mean()

# %% right: logsumexp and gather
def next_word_loss(logits, targets):
    right = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    return torch.mean(torch.logsumexp(logits, dim=-1) - right)

# %% right: log_softmax times one-hot
def next_word_loss(logits, targets):
    actual = torch.nn.functional.one_hot(targets, logits.shape[1]).to(logits.dtype)
    return -(logits.log_softmax(dim=1) * actual).sum() / len(targets)

# %% right: PyTorch's own
import torch.nn.functional as F

def next_word_loss(logits, targets):
    return F.cross_entropy(logits, targets)

# %% right: row by row, stacked
def next_word_loss(logits, targets):
    losses = []
    for row, target in zip(logits, targets):
        differences = row - row[target]
        largest = differences.max()
        losses.append(largest + (differences - largest).exp().sum().log())
    return torch.stack(losses).mean()

# %% right: the largest is detached, since its gradient cancels
def next_word_loss(logits, targets):
    largest = logits.detach().amax(dim=1, keepdim=True)
    sums = torch.einsum("ev->e", torch.exp(logits - largest))
    return (sums.log() + largest[:, 0] - torch.take_along_dim(logits, targets[:, None], dim=1)[:, 0]).mean()

# %% right: a distribution's log_prob
def next_word_loss(logits, targets):
    return -torch.distributions.Categorical(logits=logits).log_prob(targets).mean()

# %% right: one number in a row of one
def next_word_loss(logits, targets):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    surprises = shifted.exp().sum(dim=1, keepdim=True).log() - shifted[range(len(shifted)), targets].reshape(-1, 1)
    return surprises.mean(dim=0)

# %% wrong: large scores overflow
def next_word_loss(logits, targets):
    powers = logits.exp()
    chances = powers / powers.sum(dim=1, keepdim=True)
    return -chances[torch.arange(len(targets)), targets].log().mean()

# %% wrong: logarithm after softmax, infinite where the chance comes to 0
def next_word_loss(logits, targets):
    return -logits.softmax(dim=1)[torch.arange(len(targets)), targets].log().mean()

# %% wrong: takes the largest of the whole table off
def next_word_loss(logits, targets):
    shifted = logits - logits.max()
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(targets)), targets]).mean()

# %% wrong: the largest without keepdim, which fits square tables only, and wrongly
def next_word_loss(logits, targets):
    shifted = logits - logits.max(dim=1).values
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(targets)), targets]).mean()

# %% wrong: the largest of each column
def next_word_loss(logits, targets):
    shifted = logits - logits.max(dim=0, keepdim=True).values
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(targets)), targets]).mean()

# %% wrong: softmax down the columns
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=0)[torch.arange(len(targets)), targets].mean()

# %% wrong: every target for every row
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=1)[:, targets].mean()

# %% wrong: the sum
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].sum()

# %% wrong: one loss for each example
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets]

# %% wrong: a plain number, which knows no backward
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean().item()

# %% wrong: a new tensor, cut off from the logits
def next_word_loss(logits, targets):
    return torch.tensor(float(-logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean()))

# %% wrong: detached
def next_word_loss(logits, targets):
    chances = logits.detach().log_softmax(dim=1)
    return -chances[torch.arange(len(targets)), targets].mean()

# %% wrong: without gradient
def next_word_loss(logits, targets):
    with torch.no_grad():
        return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean()

# %% wrong: in NumPy
import numpy as np

def next_word_loss(logits, targets):
    table = logits.detach().numpy()
    table = table - table.max(axis=1, keepdims=True)
    losses = np.log(np.exp(table).sum(axis=1)) - table[np.arange(len(table)), targets.numpy()]
    return torch.tensor(losses.mean())

# %% wrong: only the right score has a gradient
def next_word_loss(logits, targets):
    right = logits[torch.arange(len(targets)), targets]
    return (torch.logsumexp(logits.detach(), dim=1) - right).mean()

# %% wrong: takes the largest off in place
def next_word_loss(logits, targets):
    with torch.no_grad():
        logits -= logits.max(dim=1, keepdim=True).values
    return (logits.exp().sum(dim=1).log() - logits[torch.arange(len(targets)), targets]).mean()

# %% wrong: calls backward itself
def next_word_loss(logits, targets):
    loss = -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean()
    if loss.requires_grad:
        loss.backward(retain_graph=True)
    return loss

# %% wrong: switches gradients on in what was handed in
def next_word_loss(logits, targets):
    logits.requires_grad_()
    return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean()

# %% wrong: a tiny bit added before the logarithm
def next_word_loss(logits, targets):
    chances = logits.softmax(dim=1)[torch.arange(len(targets)), targets]
    return -(chances + 1e-9).log().mean()

# %% wrong: scores clamped to 80
def next_word_loss(logits, targets):
    powers = logits.clamp(-80, 80).exp()
    chances = powers / powers.sum(dim=1, keepdim=True)
    return -chances[torch.arange(len(targets)), targets].log().mean()

# %% wrong: bits
def next_word_loss(logits, targets):
    return -logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean() / torch.tensor(2.0).log()

# %% wrong: the sign
def next_word_loss(logits, targets):
    return logits.log_softmax(dim=1)[torch.arange(len(targets)), targets].mean()

# %% wrong: the mean chance first, its logarithm after
def next_word_loss(logits, targets):
    logarithms = logits.log_softmax(dim=1)[torch.arange(len(targets)), targets]
    return torch.log(torch.tensor(float(len(targets)))) - torch.logsumexp(logarithms, dim=0)

# %% wrong: the mean over all columns
def next_word_loss(logits, targets):
    actual = torch.nn.functional.one_hot(targets, logits.shape[1]).to(logits.dtype)
    return -(logits.log_softmax(dim=1) * actual).mean()

# %% wrong: the first example only
def next_word_loss(logits, targets):
    return -logits[0].log_softmax(dim=0)[targets[0]]

# %% wrong: in half precision
def next_word_loss(logits, targets):
    logits = logits.half()
    shifted = logits - logits.max(dim=1, keepdim=True).values
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(targets)), targets]).mean()

# %% wrong: the largest is taken off once only
def next_word_loss(logits, targets):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    return (shifted.exp().sum(dim=1).log() - logits[torch.arange(len(targets)), targets]).mean()

# %% contrived: right up to scores of ten thousand
def next_word_loss(logits, targets):
    return torch.nn.functional.cross_entropy(logits.clamp(-10_000, 10_000), targets)

# %% contrived: a gradient that is a hundredth too large
def next_word_loss(logits, targets):
    loss = torch.nn.functional.cross_entropy(logits, targets)
    return 1.01 * loss - 0.01 * loss.detach()


# %% wrong: target 0 does not count
def next_word_loss(logits, targets):
    return torch.nn.functional.cross_entropy(logits, targets, ignore_index=0)


# %% wrong: a new tensor that wants a gradient
def next_word_loss(logits, targets):
    loss = torch.nn.functional.cross_entropy(logits, targets)
    return torch.tensor(loss.item(), dtype=logits.dtype, requires_grad=True)
