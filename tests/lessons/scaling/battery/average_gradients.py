"""Unforeseen answers to the exercise average_gradients."""

# %% right: stack and tensordot in double, then back
def average_gradients(gradients, tokens):
    weights = torch.tensor(tokens, dtype=torch.float64) / sum(tokens)
    return {name: torch.tensordot(weights, torch.stack([each[name] for each in gradients]).double(), dims=1).to(first.dtype)
            for name, first in gradients[0].items()}

# %% right: a running mean
def average_gradients(gradients, tokens):
    seen, mean = 0, {name: torch.zeros_like(gradient, dtype=torch.float64) for name, gradient in gradients[0].items()}
    for worker, count in zip(gradients, tokens):
        if count == 0:
            continue
        seen += count
        for name in mean:
            mean[name] += (worker[name].double() - mean[name]) * (count / seen)
    return {name: value.to(gradients[0][name].dtype) for name, value in mean.items()}

# %% right: two at a time, recursively
def average_gradients(gradients, tokens):
    if len(gradients) == 1:
        return {name: gradient.detach().clone() for name, gradient in gradients[0].items()}
    if tokens[-1] == 0:
        return average_gradients(gradients[:-1], tokens[:-1])
    rest, share = average_gradients(gradients[:-1], tokens[:-1]) if sum(tokens[:-1]) else None, tokens[-1] / sum(tokens)
    if rest is None:
        return {name: gradient.clone() for name, gradient in gradients[-1].items()}
    return {name: (rest[name].double() * (1 - share) + gradients[-1][name].double() * share).to(rest[name].dtype) for name in rest}

# %% right: one long vector, cut again
def average_gradients(gradients, tokens):
    long = torch.stack([torch.cat([each[name].reshape(-1).double() for name in gradients[0]]) for each in gradients])
    mean = (torch.tensor(tokens).double()[:, None] * long).sum(0) / sum(tokens)
    result, start = {}, 0
    for name, g in gradients[0].items():
        result[name] = mean[start:start + g.numel()].reshape(g.shape).to(g.dtype).clone()
        start += g.numel()
    return result

# %% right: shares first, then sum
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: sum(worker[name] * (count / total) for worker, count in zip(gradients, tokens)) for name in gradients[0]}

# %% right: in single precision, as many as it needs
from functools import reduce

def average_gradients(gradients, tokens):
    total = float(sum(tokens))
    def wide(g): return g.float() if g.dtype in (torch.float16, torch.bfloat16) else g
    def mean(name):
        return reduce(torch.add, [wide(worker[name]) * n for worker, n in zip(gradients, tokens)]).div(total)
    return {name: mean(name).to(gradients[0][name].dtype) for name in gradients[0].keys()}

# %% wrong: the mean of the means
def average_gradients(gradients, tokens):
    return {name: torch.stack([each[name] for each in gradients]).mean(0) for name in gradients[0]}

# %% wrong: the mean of the means of those that saw something
def average_gradients(gradients, tokens):
    return {name: torch.stack([each[name] for each, t in zip(gradients, tokens) if t]).mean(0) for name in gradients[0]}

# %% wrong: divided by the workers
def average_gradients(gradients, tokens):
    return {name: sum(each[name] * t for each, t in zip(gradients, tokens)) / len(gradients) for name in gradients[0]}

# %% wrong: in half precision the sums run over
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: sum(each[name] * t for each, t in zip(gradients, tokens)) / total for name in gradients[0]}

# %% wrong: adds up in the first worker's tensors
def average_gradients(gradients, tokens):
    total, result = sum(tokens), {}
    for name, first in gradients[0].items():
        result[name] = first.mul_(tokens[0] / total)
        for each, t in zip(gradients[1:], tokens[1:]):
            result[name] += each[name] * (t / total)
    return result

# %% wrong: scales every worker's own gradients
def average_gradients(gradients, tokens):
    total = sum(tokens)
    for each, t in zip(gradients, tokens):
        for name in each:
            each[name] = each[name] * t / total
    return {name: sum(each[name] for each in gradients) for name in gradients[0]}

# %% wrong: one worker gets its own tensors back
def average_gradients(gradients, tokens):
    if len(gradients) == 1:
        return dict(gradients[0])
    total = sum(tokens)
    return {name: sum(each[name] * (t / total) for each, t in zip(gradients, tokens)) for name in gradients[0]}

# %% wrong: if only one saw something, it gets its own tensors back
def average_gradients(gradients, tokens):
    busy = [i for i, t in enumerate(tokens) if t]
    if len(busy) == 1:
        return {name: g for name, g in gradients[busy[0]].items()}
    total = sum(tokens)
    return {name: sum(each[name] * (t / total) for each, t in zip(gradients, tokens)) for name in gradients[0]}

# %% wrong: idle workers leave, their counts stay
def average_gradients(gradients, tokens):
    total = sum(tokens)
    busy = [each for each, t in zip(gradients, tokens) if t]
    return {name: sum(each[name] * (t / total) for each, t in zip(busy, tokens)) for name in gradients[0]}

# %% wrong: who saw nothing counts as one token
def average_gradients(gradients, tokens):
    counts = [max(t, 1) for t in tokens]
    return {name: sum(each[name] * (t / sum(counts)) for each, t in zip(gradients, counts)) for name in gradients[0]}

# %% wrong: cat makes numbers and rows into one
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: torch.stack([each[name].flatten() * (t / total) for each, t in zip(gradients, tokens)]).sum(0) for name in gradients[0]}

# %% wrong: by place, not by name
def average_gradients(gradients, tokens):
    total = sum(tokens)
    columns = zip(*(each.values() for each in gradients))
    return dict(zip(gradients[0], [sum(g * (t / total) for g, t in zip(column, tokens)) for column in columns]))

# %% wrong: whole numbers of what is left of half precision
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: (sum(each[name].half() * (t / total) for each, t in zip(gradients, tokens))).to(gradients[0][name].dtype) for name in gradients[0]}

# %% wrong: consumes the counts
def average_gradients(gradients, tokens):
    total = sum(tokens)
    result = {name: torch.zeros_like(g) for name, g in gradients[0].items()}
    for each in gradients:
        t = tokens.pop(0)
        for name in result:
            result[name] += each[name] * (t / total)
    return result

# %% wrong: sums from call to call
sums = {}

def average_gradients(gradients, tokens):
    total = sum(tokens)
    for name in gradients[0]:
        sums.setdefault(name, torch.zeros_like(gradients[0][name]))
        sums[name] = sums[name] + sum(each[name] * (t / total) for each, t in zip(gradients, tokens))
    return dict(sums)

# %% wrong: everything becomes single precision by way of numpy
def average_gradients(gradients, tokens):
    import numpy as np
    weights = np.array(tokens, dtype=np.float32) / np.float32(sum(tokens))
    return {name: torch.tensor(np.tensordot(weights, np.stack([each[name].numpy() for each in gradients]).astype(np.float32), 1))
            for name in gradients[0]}

# %% contrived: right up to four workers
def average_gradients(gradients, tokens):
    gradients, tokens = gradients[:4], tokens[:4]
    return {name: sum(each[name] * (t / sum(tokens)) for each, t in zip(gradients, tokens)) for name in gradients[0]}

# %% right: names in alphabetical order
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: sum(g[name] * (t / total) for g, t in zip(gradients, tokens)) for name in sorted(gradients[0])}

# %% right: names backwards, from the last worker
def average_gradients(gradients, tokens):
    names = list(gradients[-1])[::-1]
    total = sum(tokens)
    result = dict()
    for name in names:
        whole = torch.zeros_like(gradients[-1][name])
        for g, t in zip(gradients, tokens):
            whole.add_(g[name], alpha=t / total)
        result[name] = whole
    return result

# %% wrong: view of what may lie in another order
def average_gradients(gradients, tokens):
    total = sum(tokens)
    return {name: sum(g[name].view(-1) * (t / total) for g, t in zip(gradients, tokens)).view(first.shape) for name, first in gradients[0].items()}

# %% contrived: an attribute is left on the tensors
def average_gradients(gradients, tokens):
    total = sum(tokens)
    for g in gradients:
        for each in g.values():
            each.requires_grad_(True)
    return {name: sum(g[name] * (t / total) for g, t in zip(gradients, tokens)).detach() for name in gradients[0]}

# %% wrong: a gradient of zeros is taken for an idle worker
def average_gradients(gradients, tokens):
    result = {}
    for name in gradients[0]:
        busy = [(g[name], t) for g, t in zip(gradients, tokens) if g[name].any()]
        total = sum(t for _, t in busy)
        result[name] = sum(g * (t / total) for g, t in busy) if busy else torch.zeros_like(gradients[0][name])
    return result
