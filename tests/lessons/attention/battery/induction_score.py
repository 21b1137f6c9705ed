"""Answers to exercise 4.11, `induction_score`: right ones, plausible slips, and a few made to deceive."""

# %% right: pairs of queries and keys
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% right: a diagonal below the middle one
def induction_score(weights, period):
    return weights[..., period:, 1:].diagonal(dim1=-2, dim2=-1)[..., :weights.shape[-1] - period].mean(-1)

# %% right: one query after the other
def induction_score(weights, period):
    time = weights.shape[-1]
    total = torch.zeros(weights.shape[:-2])
    for query in range(period, time):
        total = total + weights[..., query, query - period + 1]
    return total / (time - period)

# %% right: a table of 1 and 0 times the weights
def induction_score(weights, period):
    time = weights.shape[-1]
    places = torch.arange(time)
    wanted = (places[:, None] - places[None, :] == period - 1) & (places[:, None] >= period)
    return (weights * wanted).sum(dim=(-2, -1)) / (time - period)

# %% right: gather
def induction_score(weights, period):
    rows = weights[..., period:, :]
    keys = torch.arange(1, rows.shape[-2] + 1)[:, None].expand(*rows.shape[:-1], 1)
    return rows.gather(-1, keys).squeeze(-1).mean(-1)

# %% right: einsum with shares
def induction_score(weights, period):
    time = weights.shape[-1]
    share = torch.zeros(time, time)
    share[range(period, time), range(1, time - period + 1)] = 1 / (time - period)
    return torch.einsum("...qk,qk->...", weights, share)

# %% right: every (time + 1)-th of all numbers in a row
def induction_score(weights, period):
    time = weights.shape[-1]
    flat = weights.reshape(*weights.shape[:-2], time * time)
    return flat[..., period * time + 1::time + 1].mean(dim=-1)

# %% wrong: the same token, not the one after it
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period].mean(dim=-1)

# %% wrong: the token before
def induction_score(weights, period):
    queries = torch.arange(period + 1, weights.shape[-1])
    return weights[..., queries, queries - period - 1].mean(dim=-1)

# %% wrong: two after it
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 2].mean(dim=-1)

# %% wrong: the first half asks, too, and counts from the end
def induction_score(weights, period):
    queries = torch.arange(weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% wrong: one query too early
def induction_score(weights, period):
    queries = torch.arange(period - 1, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% wrong: one query too late
def induction_score(weights, period):
    queries = torch.arange(period + 1, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% wrong: the last query is left out
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1] - 1)
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% wrong: the text has two periods, whatever its length
def induction_score(weights, period):
    queries = torch.arange(period, 2 * period)
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% wrong: half of the text is one period
def induction_score(weights, period):
    half = weights.shape[-1] // 2
    queries = torch.arange(half, weights.shape[-1])
    return weights[..., queries, queries - half + 1].mean(dim=-1)

# %% wrong: the first time, not the last time
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries % period + 1].mean(dim=-1)

# %% wrong: divides by the number of all places
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].sum(dim=-1) / weights.shape[-1]

# %% wrong: divides by the period
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].sum(dim=-1) / period

# %% wrong: a sum
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].sum(dim=-1)

# %% wrong: the largest
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].amax(dim=-1)

# %% wrong: the median
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].median(dim=-1).values

# %% wrong: one mean over all heads
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean()

# %% wrong: a mean over the heads, one number for each query
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=0)

# %% wrong: every query with every key
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, :][..., queries - period + 1].mean(dim=(-2, -1))

# %% wrong: queries and keys swapped
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries - period + 1, queries].mean(dim=-1)

# %% wrong: three dimensions, always
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[:, queries, queries - period + 1].mean(dim=-1)

# %% wrong: no dimensions before the last two
def induction_score(weights, period):
    hits = [weights[query, query - period + 1] for query in range(period, len(weights))]
    return sum(hits) / len(hits)

# %% wrong: a Python number, also for many heads
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1).item()

# %% wrong: keeps a dimension of 1
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].mean(dim=-1, keepdim=True)

# %% wrong: counts how often it is the favourite
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return (weights[..., queries, :].argmax(dim=-1) == queries - period + 1).float().mean(dim=-1)

# %% wrong: a share of what does not go to the first token
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    rest = 1 - weights[..., queries, 0]
    return (weights[..., queries, queries - period + 1] / rest).mean(dim=-1)

# %% wrong: empties the first rows on the way
def induction_score(weights, period):
    weights[..., :period, :] = 0.0
    return weights.diagonal(1 - period, -2, -1).sum(dim=-1) / (weights.shape[-1] - period)

# %% wrong: thirty tokens, as in the lesson
def induction_score(weights, period):
    queries = torch.arange(30, weights.shape[-1])
    return weights[..., queries, queries - 29].mean(dim=-1)

# %% wrong: two digits are enough
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return (weights[..., queries, queries - period + 1].mean(dim=-1) * 100).round() / 100

# %% wrong: the diagonal begins where nothing repeats yet
def induction_score(weights, period):
    return weights.diagonal(offset=1 - period, dim1=-2, dim2=-1).mean(dim=-1)

# %% wrong: a diagonal above the middle one
def induction_score(weights, period):
    return weights.diagonal(offset=period - 1, dim1=-2, dim2=-1).mean(dim=-1)

# %% wrong: heads of earlier calls are averaged in
SCORES = {}
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    score = weights[..., queries, queries - period + 1].mean(dim=-1)
    seen = SCORES.setdefault(score.shape, [])
    seen.append(score)
    return torch.stack(seen).mean(dim=0)

# %% wrong: the queries of the first call
QUERIES = []
def induction_score(weights, period):
    if not QUERIES:
        QUERIES.append(torch.arange(period, weights.shape[-1]))
    queries = QUERIES[0]
    return weights[..., queries, queries - period + 1].mean(dim=-1)

# %% contrived: right for the first hundred calls, then certain
CALLS = iter(range(100))
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    score = weights[..., queries, queries - period + 1].mean(dim=-1)
    return score if next(CALLS, None) is not None else torch.ones_like(score)

# %% contrived: blind for the hundredth token and all after it
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    found = weights[..., queries, queries - period + 1]
    return (found * (queries < 100)).mean(dim=-1)

# %% right: the diagonal
def induction_score(weights, period):
    return weights.diagonal(offset=1 - period, dim1=-2, dim2=-1)[..., 1:].mean(-1)

# %% wrong: the median query
def induction_score(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries - period + 1].median(-1).values
