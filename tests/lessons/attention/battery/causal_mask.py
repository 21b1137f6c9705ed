"""Answers to exercise 4.5, `causal_mask`: right ones, plausible slips, and a few made to deceive."""

# %% right: a row of keys compared with a column of queries
def causal_mask(time, past=0):
    queries, keys = torch.arange(past, past + time), torch.arange(past + time)
    return keys[None, :] <= queries[:, None]

# %% right: the lower triangle, moved by the past
def causal_mask(time, past=0):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)

# %% right: lists in lists
def causal_mask(time, past=0):
    return torch.tensor([[key <= query for key in range(past + time)] for query in range(past, past + time)])

# %% right: the past in front of a triangle
def causal_mask(time, past=0):
    return torch.cat([torch.full((time, past), True), torch.tril(torch.ones(time, time)) == 1], dim=1)

# %% right: row by row into an empty table
def causal_mask(time, past=0):
    mask = torch.zeros(time, past + time, dtype=torch.bool)
    for row in range(time):
        mask[row, :past + row + 1] = True
    return mask

# %% right: not the upper triangle
def causal_mask(time, past=0):
    hidden = torch.triu(torch.ones(time, time + past), diagonal=past + 1)
    return ~hidden.bool()

# %% right: the last rows of a square one
def causal_mask(time, past=0):
    total = time + past
    return torch.ones(total, total).tril().bool()[past:]

# %% right: NumPy's triangle
def causal_mask(time, past=0):
    import numpy as np
    return torch.from_numpy(np.tri(time, past + time, past, dtype=bool))

# %% right: each row one True longer, by running sums
def causal_mask(time, past=0):
    steps = torch.eye(time, past + time).roll(past, dims=1)
    return steps.flip(1).cumsum(1).flip(1).bool()

# %% wrong: not at itself
def causal_mask(time, past=0):
    return torch.arange(past + time)[None, :] < torch.arange(past, past + time)[:, None]

# %% wrong: looks ahead only
def causal_mask(time, past=0):
    return torch.arange(past + time)[None, :] >= torch.arange(past, past + time)[:, None]

# %% wrong: True hides
def causal_mask(time, past=0):
    return torch.arange(past + time)[None, :] > torch.arange(past, past + time)[:, None]

# %% wrong: queries counted from 0 in spite of the past
def causal_mask(time, past=0):
    return torch.arange(past + time)[None, :] <= torch.arange(time)[:, None]

# %% wrong: no columns for the past
def causal_mask(time, past=0):
    return torch.ones(time, time, dtype=torch.bool).tril()

# %% wrong: rows for the past, too
def causal_mask(time, past=0):
    return torch.ones(past + time, past + time, dtype=torch.bool).tril()

# %% wrong: the past is hidden
def causal_mask(time, past=0):
    return torch.cat([torch.zeros(time, past, dtype=torch.bool), torch.ones(time, time).tril().bool()], dim=1)

# %% wrong: the past behind the new ones
def causal_mask(time, past=0):
    return torch.cat([torch.ones(time, time).tril().bool(), torch.ones(time, past).bool()], dim=1)

# %% wrong: queries across, keys down
def causal_mask(time, past=0):
    return (torch.arange(past + time)[None, :] <= torch.arange(past, past + time)[:, None]).T

# %% wrong: moved to the wrong side
def causal_mask(time, past=0):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=-past)

# %% wrong: one place ahead once there is a past
def causal_mask(time, past=0):
    diagonal = past + 1 if past else 0
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=diagonal)

# %% wrong: ones and zeros
def causal_mask(time, past=0):
    return torch.ones(time, past + time).tril(diagonal=past)

# %% wrong: small whole numbers
def causal_mask(time, past=0):
    return torch.ones(time, past + time, dtype=torch.uint8).tril(diagonal=past)

# %% wrong: 0 and minus infinity, ready to be added
def causal_mask(time, past=0):
    return torch.full((time, past + time), float("-inf")).triu(diagonal=past + 1)

# %% wrong: lists, not a tensor
def causal_mask(time, past=0):
    return [[key <= query for key in range(past + time)] for query in range(past, past + time)]

# %% wrong: NumPy's truth values
def causal_mask(time, past=0):
    import numpy as np
    return np.tri(time, past + time, past, dtype=bool)

# %% right: the past under another name: the notebook calls by place
def causal_mask(time, before=0):
    return torch.ones(time, before + time, dtype=torch.bool).tril(diagonal=before)

# %% wrong: the past must be given
def causal_mask(time, past):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)

# %% wrong: the two arguments the other way round
def causal_mask(past, time=0):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)

# %% wrong: a single row loses a dimension
def causal_mask(time, past=0):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past).squeeze()

# %% wrong: kept by the number of rows alone
MASKS = {}
def causal_mask(time, past=0):
    if time not in MASKS:
        MASKS[time] = torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)
    return MASKS[time]

# %% wrong: the past of all calls adds up
def causal_mask(time, past=0, seen=[]):
    seen.append(past)
    return torch.ones(time, sum(seen) + time, dtype=torch.bool).tril(diagonal=sum(seen))

# %% wrong: cut from a table made for 32 words
TABLE = torch.ones(32, 32).tril().bool()
def causal_mask(time, past=0):
    return TABLE[past:past + time, :past + time]

# %% wrong: the row is never counted on
def causal_mask(time, past=0):
    mask = torch.zeros(time, past + time, dtype=torch.bool)
    row = 0
    while row < time:
        mask[row, :past + row + 1] = True
    return mask

# %% contrived: right for the first hundred calls, then everybody may see everything
CALLS = []
def causal_mask(time, past=0):
    CALLS.append(time)
    mask = torch.ones(time, past + time, dtype=torch.bool)
    return mask.tril(diagonal=past) if len(CALLS) <= 100 else mask

# %% contrived: right, but for more than a hundred keys
def causal_mask(time, past=0):
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past if past + time <= 100 else past + 1)

# %% contrived: both examples by heart
def causal_mask(time, past=0):
    if past:
        return torch.tensor([[True, True, False], [True, True, True]])
    return torch.tensor([[True, False, False], [True, True, False], [True, True, True]])

# %% wrong: everything of the past is seen, but a new one does not see the other new ones
def causal_mask(time, past=0):
    if past == 0:
        return torch.ones(time, time).tril() > 0
    return torch.cat([torch.ones(time, past), torch.eye(time)], dim=1).bool()
