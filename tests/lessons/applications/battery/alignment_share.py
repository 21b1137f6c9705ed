"""Unforeseen answers to the exercise alignment_share."""

# %% right: two loops
def alignment_share(weights, sources):
    good, total = 0, 0
    for t in range(len(sources)):
        if len(sources[t]) == 0:
            continue
        best = 0
        for s in range(weights.shape[1]):
            if weights[t, s] > weights[t, best]:
                best = s
        total += 1
        if best in sources[t]:
            good += 1
    return good / total

# %% right: a comprehension
def alignment_share(weights, sources):
    hits = [best in places for best, places in zip(weights.argmax(dim=1).tolist(), sources) if places]
    return sum(hits) / len(hits)

# %% right: NumPy
import numpy as np

def alignment_share(weights, sources):
    best = np.argmax(weights.detach().numpy(), axis=1)
    return np.mean([b in s for b, s in zip(best, sources) if s])

# %% right: statistics
from statistics import fmean

def alignment_share(weights, sources):
    rows = weights.tolist()
    return fmean(float(row.index(max(row)) in places) for row, places in zip(rows, sources) if places != [])

# %% right: recursion
def alignment_share(weights, sources):
    def count(t):
        if t == len(sources):
            return 0, 0
        right, counted = count(t + 1)
        if not sources[t]:
            return right, counted
        return right + (weights[t].argmax().item() in set(sources[t])), counted + 1
    right, counted = count(0)
    return right / counted

# %% right: a table of the right places
import torch

def alignment_share(weights, sources):
    table = torch.zeros(weights.shape, dtype=torch.bool)
    for t, places in enumerate(sources):
        table[t, places] = True
    best = weights.argmax(1, keepdim=True)
    return (table.gather(1, best).sum() / table.any(1).sum()).item()

# %% wrong: a tensor of one number, where a float is asked for
import torch

def alignment_share(weights, sources):
    rows = [t for t, places in enumerate(sources) if places]
    best = weights[rows].max(dim=1).indices
    return torch.tensor([int(b) in sources[t] for b, t in zip(best, rows)]).float().mean()

# %% right: max with a key
def alignment_share(weights, sources):
    places = range(weights.size(1))
    found = {t: max(places, key=lambda s: weights[t, s].item()) for t, own in enumerate(sources) if own}
    return sum(found[t] in sources[t] for t in found) / len(found)

# %% right: a stable sort
def alignment_share(weights, sources):
    order = weights.argsort(dim=-1, descending=True, stable=True)[:, 0]
    judged = [any(order[t] == place for place in places) for t, places in enumerate(sources) if places]
    return judged.count(True) / len(judged)

# %% right: filter and map
import torch

def alignment_share(weights, sources):
    pairs = list(filter(lambda pair: len(pair[1]) > 0, zip(weights, sources)))
    return sum(map(lambda pair: int(torch.argmax(pair[0])) in pair[1], pairs)) / len(pairs)

# %% right: a Counter
from collections import Counter

def alignment_share(weights, sources):
    seen = Counter("none" if not places else weights[t].argmax().item() in places
                   for t, places in enumerate(sources))
    return seen[True] / (seen[True] + seen[False])

# %% right: the first that is as high as the highest
def alignment_share(weights, sources):
    right, words = 0.0, 0.0
    for row, places in zip(weights.tolist(), sources):
        highest = max(row)
        first = next(place for place, weight in enumerate(row) if weight == highest)
        if places:
            words += 1
            right += 1 if places.count(first) else 0
    return right / words

# %% right: one less for each word without a source
def alignment_share(weights, sources):
    empty = sources.count([])
    return sum(int(w.argmax()) in s for w, s in zip(weights, sources)) / (len(sources) - empty)

# %% wrong: all words count
def alignment_share(weights, sources):
    return sum(int(row.argmax()) in places for row, places in zip(weights, sources)) / len(sources)

# %% wrong: a word from nowhere is right
def alignment_share(weights, sources):
    return sum(not p or int(row.argmax()) in p for row, p in zip(weights, sources)) / len(sources)

# %% wrong: a word from nowhere is right, but does not count below
def alignment_share(weights, sources):
    right = sum(not p or int(row.argmax()) in p for row, p in zip(weights, sources))
    return right / sum(1 for p in sources if p)

# %% wrong: the place 0 alone is as none
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if any(p)]
    return sum(hits) / max(1, len(hits))

# %% wrong: the best place 0 does not count
def alignment_share(weights, sources):
    right = counted = 0
    for row, places in zip(weights, sources):
        best = int(row.argmax())
        if places:
            counted += 1
            if best and best in places:
                right += 1
    return right / counted

# %% wrong: the last of equals
def alignment_share(weights, sources):
    last = weights.shape[1] - 1
    hits = [last - int(row.flip(0).argmax()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: >= in the loop
def alignment_share(weights, sources):
    right = counted = 0
    for row, places in zip(weights.tolist(), sources):
        best = 0
        for s, weight in enumerate(row):
            if weight >= row[best]:
                best = s
        if places:
            counted += 1
            right += best in places
    return right / counted

# %% wrong: any of equals
def alignment_share(weights, sources):
    hits = [any(row[p] == row.max() for p in places) for row, places in zip(weights, sources) if places]
    return sum(hits) / len(hits)

# %% wrong: equals are never right
def alignment_share(weights, sources):
    hits = []
    for row, places in zip(weights.tolist(), sources):
        if places:
            hits.append(row.count(max(row)) == 1 and row.index(max(row)) in places)
    return sum(hits) / len(hits)

# %% wrong: the smallest
def alignment_share(weights, sources):
    hits = [int(row.argmin()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: along the target
def alignment_share(weights, sources):
    hits = [int(b) in p for b, p in zip(weights.argmax(0), sources) if p]
    return sum(hits) / max(1, len(hits))

# %% wrong: only the first place
def alignment_share(weights, sources):
    hits = [int(row.argmax()) == p[0] for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: only the last place
def alignment_share(weights, sources):
    hits = [int(row.argmax()) == p[-1] for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: only words with one source
def alignment_share(weights, sources):
    hits = [[int(row.argmax())] == p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: only words with one source count
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if len(p) == 1]
    return sum(hits) / max(1, len(hits))

# %% wrong: a word counts once for each of its places
def alignment_share(weights, sources):
    right = sum(int(row.argmax()) in p for row, p in zip(weights, sources))
    return right / sum(len(p) for p in sources)

# %% wrong: weighs words by their places
def alignment_share(weights, sources):
    right = sum(len(p) for row, p in zip(weights, sources) if int(row.argmax()) in p)
    return right / sum(len(p) for p in sources)

# %% wrong: as many of the highest as there are places, all right
def alignment_share(weights, sources):
    hits = [set(row.topk(len(set(p))).indices.tolist()) == set(p) for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: as many of the highest as there are places, one right
def alignment_share(weights, sources):
    hits = [bool(set(row.topk(len(set(p))).indices.tolist()) & set(p)) for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: one of the best two
def alignment_share(weights, sources):
    hits = []
    for row, p in zip(weights, sources):
        if p:
            hits.append(any(int(s) in p for s in row.topk(min(2, len(row))).indices))
    return sum(hits) / len(hits)

# %% wrong: how much weight lies on the right places
def alignment_share(weights, sources):
    shares = [row[p].sum().item() for row, p in zip(weights, sources) if p]
    return sum(shares) / len(shares)

# %% wrong: more than half of the weight
def alignment_share(weights, sources):
    hits = [row[p].sum().item() > 0.5 for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: right if all places together get the most
def alignment_share(weights, sources):
    hits = []
    for row, p in zip(weights, sources):
        if p:
            others = [w for s, w in enumerate(row.tolist()) if s not in p]
            hits.append(row[sorted(set(p))].sum().item() >= max(others, default=0))
    return sum(hits) / len(hits)

# %% wrong: places from 1
def alignment_share(weights, sources):
    hits = [int(row.argmax()) + 1 in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: the neighbour will do
def alignment_share(weights, sources):
    hits = [any(abs(int(row.argmax()) - s) <= 1 for s in p) for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: everything between the first and the last place
def alignment_share(weights, sources):
    hits = [min(p) <= int(row.argmax()) <= max(p) for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: the same place as the word
def alignment_share(weights, sources):
    hits = [int(row.argmax()) == t for t, (row, p) in enumerate(zip(weights, sources)) if p]
    return sum(hits) / len(hits)

# %% wrong: how many
def alignment_share(weights, sources):
    return sum(int(row.argmax()) in p for row, p in zip(weights, sources) if p)

# %% wrong: in percent
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if p]
    return 100 * sum(hits) / len(hits)

# %% wrong: errors
def alignment_share(weights, sources):
    hits = [int(row.argmax()) not in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: whole numbers
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) // len(hits)

# %% wrong: rounded to a tenth
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if p]
    return round(sum(hits) / len(hits), 1)

# %% wrong: divided by the source words
def alignment_share(weights, sources):
    return sum(int(row.argmax()) in p for row, p in zip(weights, sources)) / weights.shape[1]

# %% wrong: divided by the source words that are a place
def alignment_share(weights, sources):
    right = sum(int(row.argmax()) in p for row, p in zip(weights, sources))
    return right / len({s for p in sources for s in p})

# %% wrong: stops at a word from nowhere
def alignment_share(weights, sources):
    right = counted = 0
    for row, places in zip(weights, sources):
        if not places:
            break
        counted += 1
        right += int(row.argmax()) in places
    return right / max(1, counted)

# %% wrong: words from nowhere are left out of one list only
def alignment_share(weights, sources):
    sources = [p for p in sources if p]
    return sum(int(row.argmax()) in p for row, p in zip(weights, sources)) / len(sources)

# %% wrong: taken out of the list itself
def alignment_share(weights, sources):
    rows = [row for row, p in zip(weights, sources) if p]
    while [] in sources:
        sources.remove([])
    return sum(int(row.argmax()) in p for row, p in zip(rows, sources)) / len(sources)

# %% wrong: each source word only once
def alignment_share(weights, sources):
    used, right, counted = set(), 0, 0
    for row, places in zip(weights, sources):
        if places:
            counted += 1
            best = int(row.argmax())
            right += best in places and best not in used
            used.add(best)
    return right / counted

# %% wrong: the highest that is left
def alignment_share(weights, sources):
    right = counted = 0
    for row, places in zip(weights, sources):
        if places:
            counted += 1
            best = int(row.argmax())
            right += best in places
            weights[:, best] = -1
    return right / counted

# %% wrong: the last word is left out
def alignment_share(weights, sources):
    hits = [int(weights[t].argmax()) in sources[t] for t in range(len(sources) - 1) if sources[t]]
    return sum(hits) / max(1, len(hits))

# %% wrong: the first word is left out
def alignment_share(weights, sources):
    hits = [int(weights[t].argmax()) in sources[t] for t in range(1, len(sources)) if sources[t]]
    return sum(hits) / max(1, len(hits))

# %% wrong: compared as texts
def alignment_share(weights, sources):
    hits = [str(int(row.argmax())) in str(p) for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: the last source word is left out
def alignment_share(weights, sources):
    hits = [int(row[:-1].argmax()) in p if len(row) > 1 else 0 in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: from the source's side
def alignment_share(weights, sources):
    best = weights.argmax(0)
    hits = [t in {int(best[s]) and t for s in p} or any(int(best[s]) == t for s in p)
            for t, p in enumerate(sources) if p]
    return sum(hits) / len(hits)

# %% wrong: counted on from call to call
def alignment_share(weights, sources, hits=[]):
    hits += [int(row.argmax()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: weights as whole numbers
def alignment_share(weights, sources):
    hits = [int(row.long().argmax()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: a weight of two decimals
def alignment_share(weights, sources):
    hits = [int(row.round(decimals=2).argmax()) in p for row, p in zip(weights, sources) if p]
    return sum(hits) / len(hits)

# %% wrong: a list
def alignment_share(weights, sources):
    return [int(row.argmax()) in p for row, p in zip(weights, sources) if p]

# %% wrong: a text
def alignment_share(weights, sources):
    hits = [int(row.argmax()) in p for row, p in zip(weights, sources) if p]
    return f"{sum(hits) / len(hits):.2f}"

# %% wrong: a 0-dim tensor
def alignment_share(weights, sources):
    right = counted = 0
    for row, places in zip(weights, sources):
        if places:
            counted += 1
            right += (row.argmax() == torch.tensor(places)).any()
    return right / counted
