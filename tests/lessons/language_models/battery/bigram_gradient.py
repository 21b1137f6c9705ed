"""Unforeseen answers to the exercise bigram_gradient."""

# %% right: example by example
def bigram_gradient(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    predicted = logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% right: index_add_ of predicted minus one-hot
def bigram_gradient(logits, contexts, targets):
    difference = logits[contexts].softmax(dim=1)
    difference[torch.arange(len(targets)), targets] -= 1
    return torch.zeros_like(logits).index_add_(0, contexts, difference / len(contexts))

# %% right: counts first
def bigram_gradient(logits, contexts, targets):
    size = len(logits)
    counts = torch.bincount(contexts * size + targets, minlength=size * size).reshape(size, size)
    return (counts.sum(dim=1, keepdim=True) * logits.softmax(dim=1) - counts) / counts.sum()

# %% right: one-hot tables multiplied
def bigram_gradient(logits, contexts, targets):
    before = torch.nn.functional.one_hot(contexts, len(logits)).to(logits.dtype)
    actual = torch.nn.functional.one_hot(targets, len(logits)).to(logits.dtype)
    return before.T @ ((before @ logits).softmax(dim=1) - actual) / len(contexts)

# %% right: index_put_ that accumulates
def bigram_gradient(logits, contexts, targets):
    share = torch.full((len(targets),), 1 / len(targets), dtype=logits.dtype)
    actual = torch.zeros_like(logits).index_put_((contexts, targets), share, accumulate=True)
    return actual.sum(dim=1, keepdim=True) * logits.softmax(dim=1) - actual

# %% right: autograd on a copy
def bigram_gradient(logits, contexts, targets):
    copy = logits.detach().clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(copy[contexts], targets)
    return torch.autograd.grad(loss, copy)[0]

# %% right: einsum over examples, rows and columns
def bigram_gradient(logits, contexts, targets):
    ids = torch.arange(logits.shape[0])
    before = (contexts[:, None] == ids).to(logits.dtype)
    error = logits[contexts].softmax(-1) - (targets[:, None] == ids).to(logits.dtype)
    return torch.einsum("eb,ea->ba", before, error) / contexts.numel()

# %% right: row by row, rows that were no context stay zeros
def bigram_gradient(logits, contexts, targets):
    rows = []
    for number, scores in enumerate(logits):
        came = targets[contexts == number]
        actual = torch.stack([(came == column).sum() for column in range(len(scores))])
        rows.append((len(came) * scores.softmax(dim=0) - actual) / len(targets))
    return torch.stack(rows)

# %% wrong: a context that comes twice counts once
def bigram_gradient(logits, contexts, targets):
    difference = logits[contexts].softmax(dim=1)
    difference[torch.arange(len(targets)), targets] -= 1
    gradient = torch.zeros_like(logits)
    gradient[contexts] += difference
    return gradient / len(targets)

# %% wrong: a pair that comes twice is taken off once
def bigram_gradient(logits, contexts, targets):
    gradient = torch.zeros_like(logits).index_add_(0, contexts, logits[contexts].softmax(dim=1))
    gradient[contexts, targets] -= 1
    return gradient / len(targets)

# %% wrong: predicted once for each row, actual for each example
def bigram_gradient(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    gradient[contexts] = logits[contexts].softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: the sum, not the mean
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient

# %% wrong: the mean over the examples of a row
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        share = 1 / (contexts == context).sum()
        gradient[context] += share * predicted[context]
        gradient[context, target] -= share
    return gradient

# %% wrong: divides by the vocabulary
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(logits)

# %% wrong: actual minus predicted
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] -= predicted[context]
        gradient[context, target] += 1
    return gradient / len(targets)

# %% wrong: softmax down the columns
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=0)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: softmax of the whole table
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.flatten().softmax(dim=0).reshape(logits.shape)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: rows that were no context are predicted, too
def bigram_gradient(logits, contexts, targets):
    counts = torch.zeros_like(logits)
    for context, target in zip(contexts, targets):
        counts[context, target] += 1
    weight = counts.sum(dim=1, keepdim=True).clamp(min=1)
    return (weight * logits.softmax(dim=1) - counts) / len(targets)

# %% wrong: one row for each example
def bigram_gradient(logits, contexts, targets):
    difference = logits[contexts].softmax(dim=1)
    difference[torch.arange(len(targets)), targets] -= 1
    return difference / len(targets)

# %% wrong: rows by the word that came
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[target] += predicted[target]
        gradient[target, context] -= 1
    return gradient / len(targets)

# %% wrong: writes into the logits
def bigram_gradient(logits, contexts, targets):
    predicted = logits.softmax(dim=1)
    gradient = logits
    gradient[:] = 0
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: leaves gradients on what was handed in
def bigram_gradient(logits, contexts, targets):
    logits.requires_grad_()
    next_word_loss(logits[contexts], targets).backward()
    return logits.grad

# %% wrong: 64 bits, which don't compare with 32
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros(logits.shape, dtype=torch.float64), logits.double().softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: whole numbers
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros(logits.shape, dtype=torch.long), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context].round().long()
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: a NumPy array
import numpy as np

def bigram_gradient(logits, contexts, targets):
    predicted = logits.softmax(dim=1).numpy()
    gradient = np.zeros_like(predicted)
    for context, target in zip(contexts.tolist(), targets.tolist()):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: the power of each score, not yet divided
def bigram_gradient(logits, contexts, targets):
    gradient, powers = torch.zeros_like(logits), logits.exp()
    for context, target in zip(contexts, targets):
        gradient[context] += powers[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: with the learning rate in it
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return 5.0 * gradient / len(targets)

# %% wrong: three words only
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros(3, 3), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets)

# %% wrong: the last example is forgotten
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for number in range(len(targets) - 1):
        gradient[contexts[number]] += predicted[contexts[number]]
        gradient[contexts[number], targets[number]] -= 1
    return gradient / len(targets)

# %% wrong: gradients go on from call to call
gradients = {}

def bigram_gradient(logits, contexts, targets):
    gradient = gradients.setdefault(logits.shape, torch.zeros_like(logits))
    predicted = logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context] / len(targets)
        gradient[context, target] -= 1 / len(targets)
    return gradient.clone()

# %% wrong: every pair only once
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    pairs = set(zip(contexts.tolist(), targets.tolist()))
    for context, target in pairs:
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(pairs)

# %% wrong: rounded to three digits
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return (gradient / len(targets)).round(decimals=3)

# %% contrived: right up to a vocabulary of sixteen
def bigram_gradient(logits, contexts, targets):
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    gradient[16:] = 0
    return gradient / len(targets)

# %% contrived: right for the first hundred calls
calls = []

def bigram_gradient(logits, contexts, targets):
    calls.append(1)
    gradient, predicted = torch.zeros_like(logits), logits.softmax(dim=1)
    for context, target in zip(contexts, targets):
        gradient[context] += predicted[context]
        gradient[context, target] -= 1
    return gradient / len(targets) if len(calls) <= 100 else -gradient


# %% right: counts the pairs first
def bigram_gradient(logits, contexts, targets):
    counts = torch.zeros_like(logits)
    counts.index_put_((contexts, targets), torch.ones(len(targets), dtype=logits.dtype), accumulate=True)
    return (counts.sum(dim=1, keepdim=True) * logits.softmax(dim=1) - counts) / len(targets)


# %% wrong: the rows of the softmax are used up
def bigram_gradient(logits, contexts, targets):
    rows, gradient = logits.softmax(dim=1), torch.zeros_like(logits)
    for context, target in zip(contexts, targets):
        row = rows[context]
        row[target] -= 1
        gradient[context] += row / len(contexts)
    return gradient
