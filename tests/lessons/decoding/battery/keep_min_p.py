"""Answers to the exercise `keep_min_p`: the tokens at least p times as probable as the most probable one."""

# %% right: a mask
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= p * probabilities.max())
    return kept / kept.sum()

# %% right: the others written over in a copy
def keep_min_p(probabilities, p):
    kept = probabilities.clone()
    kept[kept < kept.max() * p] = 0.0
    kept /= kept.sum()
    return kept

# %% right: a loop over Python numbers
def keep_min_p(probabilities, p):
    numbers = probabilities.tolist()
    best = max(numbers)
    kept = [number if number >= p * best else 0.0 for number in numbers]
    return torch.tensor([number / sum(kept) for number in kept])

# %% right: sorted, and cut with bisect
from bisect import bisect_left

def keep_min_p(probabilities, p):
    values, order = probabilities.sort()
    first = bisect_left(values.tolist(), p * values[-1].item())
    values[:first] = 0
    return torch.zeros_like(probabilities).scatter_(0, order, values / values.sum())

# %% right: NumPy
import numpy as np

def keep_min_p(probabilities, p):
    numbers = np.array(probabilities)
    kept = np.where(numbers >= p * numbers.max(), numbers, 0)
    return torch.as_tensor(kept / kept.sum())

# %% right: threshold and normalize
import torch.nn.functional as F

def keep_min_p(probabilities, p):
    least = p * torch.amax(probabilities)
    return F.normalize(probabilities.masked_fill(probabilities < least, 0), p=1, dim=0)

# %% wrong: only what is above the limit
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities > p * probabilities.max())
    return kept / kept.sum()

# %% wrong: only what is above the limit, and the best
def keep_min_p(probabilities, p):
    keep = probabilities > p * probabilities.max()
    keep[probabilities.argmax()] = True
    return probabilities * keep / (probabilities * keep).sum()

# %% wrong: at least p
def keep_min_p(probabilities, p):
    keep = probabilities >= p
    keep[probabilities.argmax()] = True
    return probabilities * keep / (probabilities * keep).sum()

# %% wrong: at most p below the best
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= probabilities.max() - p)
    return kept / kept.sum()

# %% wrong: at least p times the mean
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= p * probabilities.mean())
    return kept / kept.sum()

# %% wrong: at least p times the second
def keep_min_p(probabilities, p):
    second = probabilities.sort(descending=True).values[:2][-1]
    kept = probabilities * (probabilities >= p * second)
    return kept / kept.sum()

# %% wrong: takes the first for the most probable
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= p * probabilities[0])
    return kept / kept.sum()

# %% wrong: its place instead of its probability
def keep_min_p(probabilities, p):
    keep = probabilities >= p * probabilities.argmax()
    keep[probabilities.argmax()] = True
    return probabilities * keep / (probabilities * keep).sum()

# %% wrong: each compared with the one before it, from the top
def keep_min_p(probabilities, p):
    kept, last = torch.zeros_like(probabilities), probabilities.max()
    for token in probabilities.argsort(descending=True):
        if probabilities[token] < p * last:
            break
        kept[token] = last = probabilities[token]
    return kept / kept.sum()

# %% wrong: not rescaled
def keep_min_p(probabilities, p):
    return probabilities.where(probabilities >= p * probabilities.max(), 0)

# %% wrong: divided by the best
def keep_min_p(probabilities, p):
    return probabilities.where(probabilities >= p * probabilities.max(), 0) / probabilities.max()

# %% wrong: rescaled by a softmax
def keep_min_p(probabilities, p):
    return probabilities.where(probabilities >= p * probabilities.max(), 0).softmax(0)

# %% wrong: equal probabilities for all that stay
def keep_min_p(probabilities, p):
    keep = (probabilities >= p * probabilities.max()).float()
    return keep / keep.sum()

# %% wrong: only those that stay
def keep_min_p(probabilities, p):
    kept = probabilities[probabilities >= p * probabilities.max()]
    return kept / kept.sum()

# %% wrong: in sorted order
def keep_min_p(probabilities, p):
    values = probabilities.sort(descending=True).values
    kept = values * (values >= p * values[0])
    return kept / kept.sum()

# %% wrong: a limit of two digits
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= round(p * probabilities.max().item(), 2))
    return kept / kept.sum()

# %% wrong: crashes at p = 0, whose logarithm it asks for
import math

def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities.log() >= math.log(p) + probabilities.max().log() - 1e-6)
    return kept / kept.sum()

# %% wrong: a p of 1 is taken for switched off
def keep_min_p(probabilities, p):
    if p >= 1:
        return probabilities
    kept = probabilities * (probabilities >= p * probabilities.max())
    return kept / kept.sum()

# %% wrong: removes the others one by one, and of neighbours misses the second
def keep_min_p(probabilities, p):
    kept, best = probabilities.tolist(), probabilities.max().item()
    low = [token for token, number in enumerate(kept) if number < p * best]
    for token in low:
        if token - 1 not in low:
            kept[token] = 0.0
    return torch.tensor(kept) / sum(kept)

# %% wrong: remembers the best of all calls
best_so_far = torch.tensor(0.0)

def keep_min_p(probabilities, p):
    global best_so_far
    best_so_far = torch.maximum(best_so_far, probabilities.max())
    keep = probabilities >= p * best_so_far
    keep[probabilities.argmax()] = True
    return probabilities * keep / (probabilities * keep).sum()

# %% wrong: sixteen bits, in which what is tiny becomes 0
def keep_min_p(probabilities, p):
    rough = probabilities.half()
    kept = rough * (rough >= p * rough.max())
    return (kept / kept.sum()).to(probabilities.dtype)

# %% contrived: right for the first hundred calls, then only the best
calls = []

def keep_min_p(probabilities, p):
    calls.append(p)
    p = p if len(calls) <= 100 else 1.0
    kept = probabilities * (probabilities >= p * probabilities.max())
    return kept / kept.sum()

# %% contrived: one in a thousand tokens is overlooked
def keep_min_p(probabilities, p):
    kept = probabilities * (probabilities >= p * probabilities.max())
    kept[999::1000] = 0
    return kept / kept.sum()

# %% wrong: nothing to do at p = 0, so it is the same tensor
def keep_min_p(probabilities, p):
    if p == 0:
        return probabilities
    kept = torch.where(probabilities >= p * probabilities.max(), probabilities, 0.0)
    return kept / kept.sum()
