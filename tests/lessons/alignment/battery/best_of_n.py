"""Unforeseen answers to the exercise best_of_n."""

# %% right: a loop over starts
def best_of_n(proxy, truth, n):
    total, groups = 0.0, 0
    for start in range(0, len(proxy) - n + 1, n):
        best = start
        for i in range(start, start + n):
            if proxy[i] > proxy[best]:
                best = i
        total += truth[best].item()
        groups += 1
    return total / groups

# %% right: reshape and fancy indexing
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    p, t = proxy[:g * n].reshape(g, n), truth[:g * n].reshape(g, n)
    return t[torch.arange(g), p.argmax(dim=1)].mean().item()

# %% right: a tensor of one number
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    best = proxy[:g * n].view(-1, n).max(dim=1).indices + n * torch.arange(g)
    return truth[best].mean()

# %% right: one-hot and a sum
def best_of_n(proxy, truth, n):
    g = proxy.numel() // n
    picked = torch.nn.functional.one_hot(proxy[:g * n].view(g, n).argmax(1), n)
    return float((picked * truth[:g * n].view(g, n)).sum() / g)

# %% right: lists and max with a key
def best_of_n(proxy, truth, n):
    pairs = list(zip(proxy.tolist(), truth.tolist()))
    winners = [max(pairs[i:i + n], key=lambda pair: pair[0])[1] for i in range(0, len(pairs) // n * n, n)]
    return sum(winners) / len(winners)

# %% right: NumPy
import numpy as np

def best_of_n(proxy, truth, n):
    p, t = np.asarray(proxy), np.asarray(truth)
    keep = len(p) // n * n
    rows = p[:keep].reshape(-1, n)
    return t[:keep].reshape(-1, n)[np.arange(len(rows)), rows.argmax(1)].mean()

# %% right: a stable sort of each group
def best_of_n(proxy, truth, n):
    found = []
    while len(proxy) >= n:
        order = torch.sort(proxy[:n], descending=True, stable=True).indices
        found.append(truth[order[0]])
        proxy, truth = proxy[n:], truth[n:]
    return torch.stack(found).mean().item()

# %% right: statistics
from statistics import fmean

def best_of_n(proxy, truth, n):
    values = proxy.tolist()
    chosen = []
    for k in range(len(values) // n):
        group = values[k * n:(k + 1) * n]
        chosen.append(truth[k * n + group.index(max(group))].item())
    return fmean(chosen)

# %% right: batched
from itertools import islice

def best_of_n(proxy, truth, n):
    samples = iter(zip(proxy.tolist(), truth.tolist()))
    rows = iter(lambda: list(islice(samples, n)), [])
    paid = [max(row, key=lambda s: s[0])[1] for row in rows if len(row) == n]
    return sum(paid) / len(paid)

# %% wrong: the truth chooses
def best_of_n(proxy, truth, n):
    g = len(truth) // n
    return truth[:g * n].view(g, n).max(1).values.mean().item()

# %% wrong: what the proxy promises
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    return proxy[:g * n].view(g, n).max(1).values.mean().item()

# %% wrong: the mean of each group
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    return truth[:g * n].view(g, n).mean(1).mean().item()

# %% wrong: the rest counts
def best_of_n(proxy, truth, n):
    paid = [t[p.argmax()].item() for p, t in zip(proxy.split(n), truth.split(n))]
    return sum(paid) / len(paid)

# %% wrong: the rest is at the front
def best_of_n(proxy, truth, n):
    rest = len(proxy) % n
    p, t = proxy[rest:].view(-1, n), truth[rest:].view(-1, n)
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: strided groups
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    p, t = proxy[:g * n].view(n, g).T, truth[:g * n].view(n, g).T
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: ties to the last
def best_of_n(proxy, truth, n):
    paid = []
    for i in range(0, len(proxy) - n + 1, n):
        best = i
        for j in range(i, i + n):
            if proxy[j] >= proxy[best]:
                best = j
        paid.append(truth[best].item())
    return sum(paid) / len(paid)

# %% wrong: of equals the one with the higher truth
def best_of_n(proxy, truth, n):
    pairs = list(zip(proxy.tolist(), truth.tolist()))
    paid = [max(pairs[i:i + n])[1] for i in range(0, len(pairs) - n + 1, n)]
    return sum(paid) / len(paid)

# %% wrong: of equals their mean
def best_of_n(proxy, truth, n):
    paid = []
    for i in range(0, len(proxy) - n + 1, n):
        p, t = proxy[i:i + n], truth[i:i + n]
        paid.append(t[p == p.max()].mean().item())
    return sum(paid) / len(paid)

# %% wrong: the last group is left out
def best_of_n(proxy, truth, n):
    paid = []
    for i in range(0, len(proxy) - n, n):
        paid.append(truth[i + proxy[i:i + n].argmax()].item())
    return sum(paid) / max(1, len(paid))

# %% wrong: sliding
def best_of_n(proxy, truth, n):
    p, t = proxy.unfold(0, n, 1), truth.unfold(0, n, 1)
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: the best of the first n
def best_of_n(proxy, truth, n):
    return truth[proxy[:n].argmax()].item()

# %% wrong: top n
def best_of_n(proxy, truth, n):
    return truth[proxy.topk(n).indices].mean().item()

# %% wrong: place within the group
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    return truth[proxy[:g * n].view(g, n).argmax(1)].mean().item()

# %% wrong: the sum
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    return truth[:g * n].view(g, n).gather(1, proxy[:g * n].view(g, n).argmax(1, keepdim=True)).sum().item()

# %% wrong: n groups
def best_of_n(proxy, truth, n):
    paid = [t[p.argmax()].item() for p, t in zip(proxy.chunk(n), truth.chunk(n))]
    return sum(paid) / len(paid)

# %% wrong: the median of the groups
def best_of_n(proxy, truth, n):
    g = len(proxy) // n
    return truth[:g * n].view(g, n).gather(1, proxy[:g * n].view(g, n).argmax(1, keepdim=True)).median().item()

# %% wrong: drawn anew
def best_of_n(proxy, truth, n):
    order = torch.randperm(len(proxy))
    p, t = proxy[order], truth[order]
    g = len(p) // n
    return t[:g * n].view(g, n).gather(1, p[:g * n].view(g, n).argmax(1, keepdim=True)).mean().item()
