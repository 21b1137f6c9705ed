"""Answers to the exercise `keep_top_p`: the fewest tokens that together have at least p."""

# %% right: sort, running sum, and back by scatter
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    before = values.cumsum(0) - values
    kept = values * (before < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% right: token by token until it is enough
def keep_top_p(probabilities, p):
    result, total = torch.zeros_like(probabilities), 0.0
    for token in probabilities.argsort(descending=True).tolist():
        result[token] = probabilities[token]
        total += probabilities[token].item()
        if total >= p:
            break
    return result / result.sum()

# %% right: searchsorted in the running sum
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    count = int(torch.searchsorted(values.cumsum(0), p)) + 1    # past the end: all of them
    kept = torch.zeros_like(probabilities)
    kept[order[:count]] = values[:count]
    return kept / kept.sum()

# %% right: sorted back by the places' own order
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    enough = torch.cat([torch.tensor([False]), values.cumsum(0)[:-1] >= p])
    values = values.masked_fill(enough, 0)
    return (values / values.sum())[order.argsort()]

# %% right: NumPy
import numpy as np

def keep_top_p(probabilities, p):
    numbers = probabilities.numpy()
    order = np.argsort(-numbers, kind="stable")
    enough = np.flatnonzero(np.cumsum(numbers[order]) >= p)
    count = enough[0] + 1 if len(enough) else len(numbers)
    kept = np.zeros_like(numbers)
    kept[order[:count]] = numbers[order[:count]]
    return torch.from_numpy(kept / kept.sum())

# %% right: takes the largest, and asks itself for the rest
def keep_top_p(probabilities, p):
    def chosen(rest, missing):
        best = max(rest, key=rest.get)
        others = {token: value for token, value in rest.items() if token != best}
        return [best] + (chosen(others, missing - rest[best]) if others and missing > rest[best] else [])
    kept = chosen(dict(enumerate(probabilities.tolist())), p)
    total = sum(probabilities[token].item() for token in kept)
    return torch.tensor([x / total if token in kept else 0.0 for token, x in enumerate(probabilities.tolist())])

# %% wrong: stops before it is enough
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) <= p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: stops before it is enough, but always keeps one
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    keep = values.cumsum(0) <= p
    keep[0] = True
    return torch.zeros_like(probabilities).scatter(0, order, values * keep / (values * keep).sum())

# %% wrong: one more where the sum is just p
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) - values <= p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: not rescaled
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    return torch.zeros_like(probabilities).scatter(0, order, values * (values.cumsum(0) - values < p))

# %% wrong: divided by p
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    return torch.zeros_like(probabilities).scatter(0, order, values * (values.cumsum(0) - values < p) / p)

# %% wrong: rescaled by a softmax
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) - values < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept.softmax(0))

# %% wrong: in sorted order
def keep_top_p(probabilities, p):
    values, _ = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) - values < p)
    return kept / kept.sum()

# %% wrong: not put back, but sorted once more
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) - values < p)
    return (kept / kept.sum())[order]

# %% wrong: a running sum without sorting
def keep_top_p(probabilities, p):
    kept = probabilities * (probabilities.cumsum(0) - probabilities < p)
    return kept / kept.sum()

# %% wrong: from the least probable up
def keep_top_p(probabilities, p):
    values, order = probabilities.sort()
    kept = values * (values.cumsum(0) - values < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: all that are as probable as the last one, so of equal ones too many
def keep_top_p(probabilities, p):
    values = probabilities.sort(descending=True).values
    least = values[values.cumsum(0) - values < p][-1]
    kept = probabilities.where(probabilities >= least, 0)
    return kept / kept.sum()

# %% wrong: a share of the tokens, not of the probability
def keep_top_p(probabilities, p):
    values, tokens = probabilities.topk(max(1, round(p * len(probabilities))))
    return torch.zeros_like(probabilities).scatter(0, tokens, values / values.sum())

# %% wrong: those at least p
def keep_top_p(probabilities, p):
    kept = probabilities * (probabilities >= p)
    return kept / kept.sum() if kept.any() else torch.eye(len(kept))[probabilities.argmax()]

# %% wrong: crashes where all together are a little below p
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    count = (values.cumsum(0) >= p).nonzero()[0].item() + 1
    kept = torch.zeros_like(probabilities).scatter(0, order[:count], values[:count])
    return kept / kept.sum()

# %% wrong: keeps a single one where all together are a little below p
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    count = int((values.cumsum(0) >= p).int().argmax()) + 1
    kept = torch.zeros_like(probabilities).scatter(0, order[:count], values[:count])
    return kept / kept.sum()

# %% wrong: crashes where one token is enough
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = torch.zeros_like(probabilities)
    for place in (values.cumsum(0) - values < p).nonzero().squeeze().tolist():
        kept[order[place]] = values[place]
    return kept / kept.sum()

# %% wrong: at least two tokens, so that there is a choice
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    keep = values.cumsum(0) - values < p
    keep[:2] = True
    return torch.zeros_like(probabilities).scatter(0, order, values * keep / (values * keep).sum())

# %% wrong: never more than fifty
def keep_top_p(probabilities, p):
    values, order = probabilities.topk(min(50, len(probabilities)))
    kept = values * (values.cumsum(0) - values < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: a sum in eight bits
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    rough = values.bfloat16()
    kept = values * (rough.cumsum(0) - rough < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: goes on counting from the call before
def keep_top_p(probabilities, p, kept=[]):
    for token in probabilities.argsort(descending=True).tolist():
        if sum(probabilities[other].item() for other in kept if other < len(probabilities)) < p:
            kept.append(token)
    mask = torch.tensor([token in kept for token in range(len(probabilities))])
    return probabilities * mask / (probabilities * mask).sum()

# %% wrong: equal probabilities for all that stay
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    keep = (values.cumsum(0) - values < p).float()
    return torch.zeros_like(probabilities).scatter(0, order, keep / keep.sum())

# %% contrived: the first token always stays
def keep_top_p(probabilities, p):
    values, order = probabilities.sort(descending=True)
    kept = values * ((values.cumsum(0) - values < p) | (order == 0))
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% contrived: right for fewer than a thousand tokens, unchanged for more
def keep_top_p(probabilities, p):
    if len(probabilities) >= 1000:
        return probabilities
    values, order = probabilities.sort(descending=True)
    kept = values * (values.cumsum(0) - values < p)
    return torch.zeros_like(probabilities).scatter(0, order, kept / kept.sum())

# %% wrong: a slack of a thousandth ("by rounding")
def keep_top_p(probabilities, p):
    values, where = probabilities.sort(descending=True)
    stays = values.cumsum(0) - values < p - 1e-3
    stays[0] = True
    result = torch.zeros_like(probabilities)
    result[where[stays]] = values[stays]
    return result / result.sum()

# %% wrong: softmax again
def keep_top_p(probabilities, p):
    values, where = probabilities.sort(descending=True)
    stays = values.cumsum(0) - values < p
    result = torch.full_like(probabilities, -float("inf"))
    result[where[stays]] = values[stays]
    return result.softmax(0)

# %% right: searchsorted
def keep_top_p(probabilities, p):
    if p >= 1:
        return probabilities / probabilities.sum()
    values, where = torch.sort(probabilities, descending=True)
    last = int(torch.searchsorted(values.cumsum(0), p))
    kept = torch.zeros_like(probabilities)
    kept[where[:last + 1]] = probabilities[where[:last + 1]]
    return kept / kept.sum()
