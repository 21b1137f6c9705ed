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

# %% wrong: a tensor of one number, where a float is asked for
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

# %% right: split, with the rest left out
def best_of_n(proxy, truth, n):
    values = []
    for p, t in zip(proxy.split(n), truth.split(n)):
        if len(p) == n:
            values.append(t[p.argmax()])
    return torch.stack(values).mean().item()

# %% right: unfold
def best_of_n(proxy, truth, n):
    places = proxy.unfold(0, n, n).argmax(dim=-1)
    rows = truth.unfold(0, n, n)
    return float(rows[range(len(rows)), places].mean())

# %% right: in lists
def best_of_n(proxy, truth, n):
    p, t = proxy.tolist(), truth.tolist()
    total, groups = 0.0, 0
    start = 0
    while start + n <= len(p):
        best = start
        for i in range(start + 1, start + n):
            if p[i] > p[best]:
                best = i
        total += t[best]
        groups += 1
        start += n
    return total / groups

# %% right: max of the group and where it stands
def best_of_n(proxy, truth, n):
    usable = len(proxy) - len(proxy) % n
    p = proxy[:usable].reshape(-1, n)
    t = truth[:usable].reshape(-1, n)
    _, where = torch.max(p, dim=1)
    return torch.take_along_dim(t, where[:, None], dim=1).mean().item()

# %% right: places in the whole list
def best_of_n(proxy, truth, n):
    k = proxy.shape[0] // n
    offsets = torch.arange(k) * n
    where = proxy.narrow(0, 0, k * n).reshape(k, n).argmax(-1) + offsets
    return truth[where].mean().item()

# %% right: NumPy's argmax
import numpy as np

def best_of_n(proxy, truth, n):
    p, t = np.asarray(proxy), np.asarray(truth)
    k = p.size // n
    i = p[: k * n].reshape(k, n).argmax(1)
    return float(t[: k * n].reshape(k, n)[np.arange(k), i].mean())

# %% right: a NumPy number
import numpy as np

def best_of_n(proxy, truth, n):
    groups = [slice(i * n, (i + 1) * n) for i in range(len(proxy) // n)]
    return np.mean([truth[g][int(proxy[g].argmax())].item() for g in groups])

# %% right: max of a range by a key
def best_of_n(proxy, truth, n):
    chosen = [max(range(a, a + n), key=lambda i: proxy[i].item()) for a in range(0, len(proxy) - n + 1, n)]
    return sum(truth[i].item() for i in chosen) / len(chosen)

# %% right: a mask of firsts
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    p, t = proxy[:k * n].view(k, n), truth[:k * n].view(k, n)
    top = p == p.amax(1, keepdim=True)
    first = top & (top.cumsum(1) == 1)
    return (t[first].sum() / k).item()

# %% right: fmean of a generator
from statistics import fmean

def best_of_n(proxy, truth, n):
    def best(start):
        end = start + n
        group = proxy[start:end].tolist()
        return float(truth[start + group.index(max(group))])
    return fmean(best(start) for start in range(0, len(proxy) // n * n, n))

# %% right: map over stacked groups
def best_of_n(proxy, truth, n):
    pairs = torch.stack([proxy.double(), truth.double()], 1)
    groups = [pairs[i:i + n] for i in range(0, len(pairs), n)]
    if len(groups[-1]) < n:
        groups.pop()
    return sum(g[g[:, 0].argmax(), 1].item() for g in groups) / len(groups)

# %% wrong: the lowest proxy
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmin(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).mean().item()

# %% wrong: the largest in size
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).abs().argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).mean().item()

# %% wrong: argmax over the wrong axis
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(0, keepdim=True)
    return truth[:k * n].view(k, n).gather(0, best).mean().item()

# %% wrong: gather along the wrong axis by columns
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1)
    return truth[:k * n].view(k, n)[:, best].mean().item()

# %% wrong: crashes where there is a rest
def best_of_n(proxy, truth, n):
    best = proxy.view(-1, n).argmax(1, keepdim=True)
    return truth.view(-1, n).gather(1, best).mean().item()

# %% wrong: a rest of one is left out, of more it counts
def best_of_n(proxy, truth, n):
    values = [t[p.argmax()].item() for p, t in zip(proxy.split(n), truth.split(n)) if len(p) > 1 or n == 1]
    return sum(values) / len(values)

# %% wrong: the rest is put to the last group
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    total = 0.0
    for g in range(k):
        end = (g + 1) * n if g < k - 1 else len(proxy)
        i = g * n + proxy[g * n:end].argmax().item()
        total += truth[i].item()
    return total / k

# %% wrong: divides by the groups with a fraction
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).sum().item() / (len(proxy) / n)

# %% wrong: divides by the samples
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).sum().item() / len(truth)

# %% wrong: the groups are shuffled
def best_of_n(proxy, truth, n):
    order = torch.randperm(len(proxy))
    k = len(proxy) // n
    p, t = proxy[order][:k * n].view(k, n), truth[order][:k * n].view(k, n)
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: by proxy sorted before grouping
def best_of_n(proxy, truth, n):
    order = proxy.argsort()
    k = len(proxy) // n
    p, t = proxy[order][:k * n].view(k, n), truth[order][:k * n].view(k, n)
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: the last whole group is left out without a rest
def best_of_n(proxy, truth, n):
    values = [truth[a + proxy[a:a + n].argmax()].item() for a in range(0, len(proxy) - n, n)]
    return sum(values) / len(values) if values else 0.0

# %% wrong: groups of n + 1
def best_of_n(proxy, truth, n):
    values = [truth[a + proxy[a:a + n + 1].argmax()].item() for a in range(0, len(proxy) - n + 1, n)]
    return sum(values) / len(values)

# %% wrong: groups of n − 1
def best_of_n(proxy, truth, n):
    m = max(1, n - 1)
    values = [truth[a + proxy[a:a + m].argmax()].item() for a in range(0, len(proxy) - n + 1, n)]
    return sum(values) / len(values)

# %% wrong: the proxy's value is looked for in the whole list
def best_of_n(proxy, truth, n):
    p, t = proxy.tolist(), truth.tolist()
    values = [t[p.index(max(p[a:a + n]))] for a in range(0, len(p) - n + 1, n)]
    return sum(values) / len(values)

# %% wrong: by a dictionary from proxy to truth
def best_of_n(proxy, truth, n):
    of = dict(zip(proxy.tolist(), truth.tolist()))
    p = proxy.tolist()
    values = [of[max(p[a:a + n])] for a in range(0, len(p) - n + 1, n)]
    return sum(values) / len(values)

# %% wrong: pairs are compared, so that ties go by the truth
def best_of_n(proxy, truth, n):
    pairs = list(zip(proxy.tolist(), truth.tolist()))
    values = [max(pairs[a:a + n])[1] for a in range(0, len(pairs) - n + 1, n)]
    return sum(values) / len(values)

# %% wrong: max starts at nought
def best_of_n(proxy, truth, n):
    total, k = 0.0, len(proxy) // n
    for g in range(k):
        best, value = 0.0, 0.0
        for i in range(g * n, g * n + n):
            if proxy[i] > best:
                best, value = proxy[i], truth[i].item()
        total += value
    return total / k

# %% wrong: max starts at −100
def best_of_n(proxy, truth, n):
    total, k = 0.0, len(proxy) // n
    for g in range(k):
        best, value = -100.0, 0.0
        for i in range(g * n, g * n + n):
            if proxy[i] > best:
                best, value = proxy[i], truth[i].item()
        total += value
    return total / k

# %% wrong: the best so far goes on into the next group
def best_of_n(proxy, truth, n):
    k, best, values = len(proxy) // n, float("-inf"), []
    value = 0.0
    for g in range(k):
        for i in range(g * n, g * n + n):
            if proxy[i] > best:
                best, value = proxy[i], truth[i].item()
        values.append(value)
    return sum(values) / k

# %% wrong: >= in the loop
def best_of_n(proxy, truth, n):
    total, k = 0.0, len(proxy) // n
    for g in range(k):
        best, value = float("-inf"), 0.0
        for i in range(g * n, g * n + n):
            if proxy[i] >= best:
                best, value = proxy[i], truth[i].item()
        total += value
    return total / k

# %% wrong: softmax weights
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    p, t = proxy[:k * n].view(k, n).double(), truth[:k * n].view(k, n).double()
    return (p.softmax(1) * t).sum(1).mean().item()

# %% wrong: the highest truth of all
def best_of_n(proxy, truth, n):
    return truth[proxy.argmax()].item()

# %% wrong: rewards added up
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    p, t = proxy[:k * n].view(k, n), truth[:k * n].view(k, n)
    return t.gather(1, (p + t).argmax(1, keepdim=True)).mean().item()

# %% wrong: all draws, not groups
from math import comb

def best_of_n(proxy, truth, n):
    order = proxy.argsort()
    N = len(proxy)
    return sum(comb(i, n - 1) / comb(N, n) * truth[order[i]].item() for i in range(N))

# %% wrong: gain over the mean
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return (truth[:k * n].view(k, n).gather(1, best).mean() - truth.mean()).item()

# %% wrong: a list
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).flatten().tolist()

# %% wrong: the places
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    return proxy[:k * n].view(k, n).argmax(1).float().mean().item()

# %% wrong: a whole number
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return int(truth[:k * n].view(k, n).gather(1, best).mean().item())

# %% wrong: rounded to two places
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return round(truth[:k * n].view(k, n).gather(1, best).mean().item(), 2)

# %% wrong: whatever was taken is crossed out in the proxy
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    total = 0.0
    for g in range(k):
        i = g * n + proxy[g * n:g * n + n].argmax().item()
        total += truth[i].item()
        proxy[i] = float("-inf")
    return total / k

# %% wrong: the truth is sorted in place
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    for g in range(k):
        part = slice(g * n, g * n + n)
        truth[part] = truth[part][proxy[part].argsort(descending=True, stable=True)]
    return truth[:k * n:n].mean().item()

# %% wrong: each group from behind
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    p, t = proxy[:k * n].view(k, n).flip(1), truth[:k * n].view(k, n).flip(1)
    return t.gather(1, p.argmax(1, keepdim=True)).mean().item()

# %% wrong: n = 1 gives the first
def best_of_n(proxy, truth, n):
    if n == 1:
        return truth[0].item()
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).mean().item()

# %% wrong: squeezed
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).argmax(1)
    return truth[:k * n].view(k, n).squeeze()[torch.arange(k), best].mean().item()

# %% wrong: group means of the truth at the largest proxy mean
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    p, t = proxy[:k * n].view(k, n).double().mean(1), truth[:k * n].view(k, n).double().mean(1)
    return t[p.argmax()].item()

# %% wrong: powers of two only
def best_of_n(proxy, truth, n):
    m = 1
    while m * 2 <= n:
        m *= 2
    k = len(proxy) // m
    best = proxy[:k * m].view(k, m).argmax(1, keepdim=True)
    return truth[:k * m].view(k, m).gather(1, best).mean().item()

# %% wrong: whole numbers of the proxy decide
def best_of_n(proxy, truth, n):
    k = len(proxy) // n
    best = proxy[:k * n].view(k, n).long().argmax(1, keepdim=True)
    return truth[:k * n].view(k, n).gather(1, best).mean().item()

# %% wrong: a 0-dim tensor
def best_of_n(proxy, truth, n):
    groups = len(proxy) // n
    best = proxy[:groups * n].view(groups, n).argmax(1, keepdim=True)
    return truth[:groups * n].view(groups, n).gather(1, best).mean()
