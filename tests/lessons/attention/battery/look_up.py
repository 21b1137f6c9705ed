"""Answers to exercise 4.3, `look_up`: right ones, plausible slips, and a few made to deceive."""

# %% right: softmax as PyTorch has it
def look_up(query, keys, values):
    return (keys @ query).softmax(dim=0) @ values

# %% right: by hand, the largest subtracted first
def look_up(query, keys, values):
    scores = keys @ query
    powers = (scores - scores.max()).exp()
    return powers / powers.sum() @ values

# %% right: plain numbers in loops
def look_up(query, keys, values):
    import math
    scores = [sum(q * k for q, k in zip(query.tolist(), key)) for key in keys.tolist()]
    largest = max(scores)
    powers = [math.exp(score - largest) for score in scores]
    total = sum(powers)
    mix = [0.0] * values.shape[1]
    for power, value in zip(powers, values.tolist()):
        mix = [sofar + power / total * number for sofar, number in zip(mix, value)]
    return torch.tensor(mix)

# %% right: one token after the other, with a running maximum
def look_up(query, keys, values):
    largest, total, mix = torch.tensor(float("-inf")), 0.0, torch.zeros(values.shape[-1])
    for key, value in zip(keys, values):
        score = query @ key
        new = torch.maximum(largest, score)
        shrink, power = (largest - new).exp(), (score - new).exp()
        total, mix, largest = total * shrink + power, mix * shrink + power * value, new
    return mix / total

# %% right: einsum and logsumexp
def look_up(query, keys, values):
    scores = torch.einsum("d,td->t", query, keys)
    return torch.einsum("t,tv->v", (scores - torch.logsumexp(scores, 0)).exp(), values)

# %% right: every token against every other
def look_up(query, keys, values):
    scores = (keys * query).sum(dim=-1)
    weights = 1 / (scores[None, :] - scores[:, None]).exp().sum(dim=1)
    return (weights[:, None] * values).sum(dim=0)

# %% right: PyTorch's own attention, unscaled
def look_up(query, keys, values):
    return torch.nn.functional.scaled_dot_product_attention(query[None], keys, values, scale=1.0)[0]

# %% right: the weights are the slopes of logsumexp
def look_up(query, keys, values):
    with torch.enable_grad():
        scores = (keys @ query).detach().requires_grad_()
        weights, = torch.autograd.grad(scores.logsumexp(dim=0), scores)
    return weights @ values

# %% wrong: e to the power of 2,000 is too much
def look_up(query, keys, values):
    powers = (keys @ query).exp()
    return powers / powers.sum() @ values

# %% wrong: no softmax, only shares of the scores
def look_up(query, keys, values):
    scores = keys @ query
    return scores / scores.sum() @ values

# %% wrong: scores for weights
def look_up(query, keys, values):
    return (keys @ query) @ values

# %% wrong: takes the best and is done
def look_up(query, keys, values):
    return values[(keys @ query).argmax()]

# %% wrong: divides by the root of d, two sections too early
def look_up(query, keys, values):
    return (keys @ query / len(query) ** 0.5).softmax(dim=0) @ values

# %% wrong: cuts scores off at 80
def look_up(query, keys, values):
    powers = (keys @ query).clamp(max=80).exp()
    return powers / powers.sum() @ values

# %% wrong: subtracts the mean score, not the largest
def look_up(query, keys, values):
    scores = keys @ query
    powers = (scores - scores.mean()).exp()
    return powers / powers.sum() @ values

# %% wrong: subtracts the largest in size, be it negative
def look_up(query, keys, values):
    scores = keys @ query
    powers = (scores - scores.abs().max()).exp()
    return powers / powers.sum() @ values

# %% wrong: subtracts the largest only where it is positive
def look_up(query, keys, values):
    scores = keys @ query
    powers = (scores - max(0.0, scores.max().item())).exp()
    return powers / powers.sum() @ values

# %% wrong: nothing is divided by the sum
def look_up(query, keys, values):
    scores = keys @ query
    return (scores - scores.max()).exp() @ values

# %% wrong: a hundredth added to the sum
def look_up(query, keys, values):
    scores = keys @ query
    powers = (scores - scores.max()).exp()
    return powers / (powers.sum() + 0.01) @ values

# %% wrong: only the directions count
def look_up(query, keys, values):
    scores = torch.nn.functional.cosine_similarity(query[None], keys)
    return scores.softmax(dim=0) @ values

# %% wrong: mixes the keys
def look_up(query, keys, values):
    return (keys @ query).softmax(dim=0) @ keys

# %% wrong: the query on the left of the keys
def look_up(query, keys, values):
    return (query @ keys).softmax(dim=0) @ values

# %% wrong: comes back as a table of one row
def look_up(query, keys, values):
    return (query[None] @ keys.T).softmax(dim=-1) @ values

# %% wrong: softmax down the single column, for each token 1
def look_up(query, keys, values):
    weights = (keys @ query)[:, None].softmax(dim=-1)
    return (weights * values).sum(dim=0)

# %% wrong: weights to three digits, as in the table
def look_up(query, keys, values):
    weights = (keys @ query).softmax(dim=0)
    return (weights * 1000).round() / 1000 @ values

# %% wrong: forgets weights below a hundredth
def look_up(query, keys, values):
    weights = (keys @ query).softmax(dim=0)
    return torch.where(weights < 0.01, 0.0, weights) @ values

# %% wrong: three tokens and no more
def look_up(query, keys, values):
    scores = torch.stack([query @ keys[token] for token in range(3)])
    weights = scores.softmax(dim=0)
    return sum(weights[token] * values[token] for token in range(3))

# %% wrong: two numbers in each value
def look_up(query, keys, values):
    weights = (keys @ query).softmax(dim=0)
    return torch.stack([(weights * values[:, 0]).sum(), (weights * values[:, 1]).sum()])

# %% wrong: compares only the first two numbers
def look_up(query, keys, values):
    scores = query[0] * keys[:, 0] + query[1] * keys[:, 1]
    return scores.softmax(dim=0) @ values

# %% wrong: the keys are changed on the way
def look_up(query, keys, values):
    scores = keys.mul_(query).sum(dim=-1)
    return scores.softmax(dim=0) @ values

# %% wrong: the values are weighted where they lie
def look_up(query, keys, values):
    values *= (keys @ query).softmax(dim=0)[:, None]
    return values.sum(dim=0)

# %% wrong: leaves keys that want a gradient, which the next plot refuses
def look_up(query, keys, values):
    keys.requires_grad_()
    scores = keys @ query
    weights, = torch.autograd.grad(scores.logsumexp(dim=0), scores)
    return weights @ values

# %% wrong: the largest score of all calls so far
def look_up(query, keys, values, largest=[float("-inf")]):
    scores = keys @ query
    largest[0] = max(largest[0], scores.max().item())
    powers = (scores - largest[0]).exp()
    return powers / powers.sum() @ values

# %% wrong: half precision
def look_up(query, keys, values):
    return ((keys.half() @ query.half()).softmax(dim=0) @ values.half()).float()

# %% wrong: powers of 2
def look_up(query, keys, values):
    scores = keys @ query
    powers = 2 ** (scores - scores.max())
    return powers / powers.sum() @ values

# %% wrong: near means similar
def look_up(query, keys, values):
    return (-(keys - query).square().sum(dim=-1)).softmax(dim=0) @ values

# %% contrived: right for the first hundred calls, then the best only
CALLS = iter(range(100))
def look_up(query, keys, values):
    scores = keys @ query
    if next(CALLS, None) is None:
        return values[scores.argmax()]
    return scores.softmax(dim=0) @ values

# %% contrived: another rule for more than a thousand tokens
def look_up(query, keys, values):
    scores = keys @ query
    return values.mean(dim=0) if len(keys) > 1000 else scores.softmax(dim=0) @ values

# %% wrong: gives the best alone when it is far ahead
def look_up(query, keys, values):
    scores = keys @ query
    best = scores.max()
    if best - scores.median() > 50:
        return values[scores.argmax()]
    weights = (scores - best).exp()
    return weights / weights.sum() @ values

# %% right: logsumexp and einsum
def look_up(query, keys, values):
    scores = torch.einsum("td,d->t", keys, query)
    return torch.einsum("t,tv->v", (scores - scores.logsumexp(0)).exp(), values)
