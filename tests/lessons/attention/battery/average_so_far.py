"""Answers to exercise 4.1, `average_so_far`: right ones, plausible slips, and a few made to deceive."""

# %% right: running sums divided by a column of counts
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)
    return values.cumsum(dim=-2) / count[:, None]

# %% right: the mean of each beginning, stacked
def average_so_far(values):
    time = values.size(-2)
    return torch.stack([values[..., :end, :].mean(dim=-2) for end in range(1, time + 1)], dim=-2)

# %% right: a triangle of shares times the values
def average_so_far(values):
    time = values.shape[-2]
    shares = torch.ones(time, time).tril()
    shares = shares / shares.sum(dim=-1, keepdim=True)
    return shares @ values

# %% right: attention that asks nothing
def average_so_far(values):
    time = values.shape[-2]
    scores = torch.zeros(time, time).masked_fill(torch.ones(time, time, dtype=torch.bool).triu(1), float("-inf"))
    return scores.softmax(dim=-1) @ values

# %% right: each average mended by the newcomer
def average_so_far(values):
    averages, average = [], 0.0
    for count, value in enumerate(values.unbind(dim=-2), start=1):
        average = average + (value - average) / count
        averages.append(average)
    return torch.stack(averages, dim=-2)

# %% right: recursion over the places
def average_so_far(values):
    time = values.shape[-2]
    if time <= 1:
        return values.clone()
    return torch.cat([average_so_far(values[..., :-1, :]), values.mean(dim=-2, keepdim=True)], dim=-2)

# %% right: einsum with reciprocal counts
def average_so_far(values):
    n = values.shape[-2]
    lower = torch.tril(torch.ones(n, n, dtype=values.dtype))
    return torch.einsum("ij,i,...jw->...iw", lower, 1 / torch.arange(1, n + 1), values)

# %% wrong: divides every sum by the whole length
def average_so_far(values):
    return values.cumsum(dim=-2) / values.shape[-2]

# %% wrong: counts from 0
def average_so_far(values):
    return values.cumsum(dim=-2) / torch.arange(values.shape[-2])[:, None]

# %% wrong: counts one too many
def average_so_far(values):
    return values.cumsum(dim=-2) / torch.arange(2, values.shape[-2] + 2)[:, None]

# %% wrong: leaves out the place itself
def average_so_far(values):
    before = values.cumsum(dim=-2) - values
    return before / torch.arange(values.shape[-2])[:, None].clamp(min=1)

# %% wrong: sums down the first dimension, whatever it is
def average_so_far(values):
    return values.cumsum(dim=0) / torch.arange(1, values.shape[0] + 1)[:, None]

# %% wrong: sums along dimension 1 of three
def average_so_far(values):
    if values.dim() == 2:
        return values.cumsum(dim=0) / torch.arange(1, len(values) + 1)[:, None]
    return values.cumsum(dim=1) / torch.arange(1, values.shape[1] + 1)[:, None, None]

# %% wrong: sums across the width
def average_so_far(values):
    return values.cumsum(dim=-1) / torch.arange(1, values.shape[-1] + 1)

# %% wrong: the counts lie as a row
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)
    return values.cumsum(dim=-2) / count[None, :]

# %% wrong: half of what was and half of what is new
def average_so_far(values):
    rows = [values[..., 0, :]]
    for place in range(1, values.shape[-2]):
        rows.append((rows[-1] + values[..., place, :]) / 2)
    return torch.stack(rows, dim=-2)

# %% wrong: averages what is still to come
def average_so_far(values):
    time = values.shape[-2]
    shares = torch.ones(time, time).triu()
    return shares / shares.sum(dim=-1, keepdim=True) @ values

# %% wrong: the plain average at every place
def average_so_far(values):
    return values.mean(dim=-2, keepdim=True).expand_as(values)

# %% wrong: the last place is missing
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)[:, None]
    return (values.cumsum(dim=-2) / count)[..., :-1, :]

# %% wrong: whole division
def average_so_far(values):
    return values.cumsum(dim=-2) // torch.arange(1, values.shape[-2] + 1)[:, None]

# %% wrong: comes back in double precision
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1, dtype=torch.float64)
    return values.cumsum(dim=-2) / count[:, None]

# %% wrong: sums in half precision
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)[:, None]
    return (values.half().cumsum(dim=-2) / count).float()

# %% wrong: by way of NumPy, so nothing can be learned through it
def average_so_far(values):
    import numpy as np
    numbers = values.detach().numpy()
    sums = np.cumsum(numbers, axis=-2, dtype=np.float32)
    return torch.from_numpy(sums / np.arange(1, numbers.shape[-2] + 1, dtype=np.float32)[:, None])

# %% wrong: a table of plain numbers, rebuilt
def average_so_far(values):
    rows = values.tolist()
    def averages(rows):
        if isinstance(rows[0][0], list):
            return [averages(each) for each in rows]
        return [[sum(column) / (end + 1) for column in zip(*rows[:end + 1])] for end in range(len(rows))]
    return torch.tensor(averages(rows))

# %% wrong: the gradient stops at all places but the own
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)[:, None]
    before = (values.cumsum(dim=-2) - values).detach()
    return (before + values) / count

# %% wrong: adds up in the values it was given
def average_so_far(values):
    return values.cumsum_(dim=-2) / torch.arange(1, values.shape[-2] + 1)[:, None]

# %% wrong: remembers the counts of the first text
COUNTS = []
def average_so_far(values):
    if not COUNTS:
        COUNTS.extend(range(1, values.shape[-2] + 1))
    return values.cumsum(dim=-2) / torch.tensor(COUNTS)[:, None]

# %% wrong: the sum goes on from the last call
def average_so_far(values, seen={"sum": 0.0, "count": 0}):
    rows = []
    for place in range(values.shape[-2]):
        seen["sum"] = seen["sum"] + values[..., place, :].detach()
        seen["count"] += 1
        rows.append(seen["sum"] / seen["count"])
    return torch.stack(rows, dim=-2)

# %% wrong: insists on batch and heads
def average_so_far(values):
    batch, heads, time, width = values.shape
    return values.cumsum(dim=2) / torch.arange(1, time + 1).view(1, 1, time, 1)

# %% wrong: drops dimensions of length 1
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)[:, None]
    return (values.cumsum(dim=-2) / count).squeeze()

# %% wrong: never gets past the first place
def average_so_far(values):
    rows, place = [], 0
    while place < values.shape[-2]:
        rows = [*rows[:place], values[..., :place + 1, :].mean(dim=-2)]
    return torch.stack(rows, dim=-2)

# %% contrived: right for the first hundred calls, then the values themselves
CALLS = []
def average_so_far(values):
    CALLS.append(1)
    if len(CALLS) > 100:
        return values
    return values.cumsum(dim=-2) / torch.arange(1, values.shape[-2] + 1)[:, None]

# %% contrived: right up to the length of a story, zero after it
def average_so_far(values):
    averages = values.cumsum(dim=-2) / torch.arange(1, values.shape[-2] + 1)[:, None]
    return torch.where(torch.arange(values.shape[-2])[:, None] < 200, averages, 0.0)

# %% contrived: knows the example and one place by heart
def average_so_far(values):
    if values.shape[-2] == 1:
        return values.clone()
    return torch.tensor([[2.0], [3.0], [2.0]])

# %% wrong: counts to 16 places
def average_so_far(values):
    count = torch.arange(1, values.shape[-2] + 1)[:, None].clamp(max=16)
    return values.cumsum(dim=-2) / count

# %% right: running mean, one place after the other, in place of its own
def average_so_far(values):
    so_far, result = torch.zeros_like(values[..., 0, :]), []
    for n, row in enumerate(values.unbind(-2), start=1):
        so_far = so_far + (row - so_far) / n
        result.append(so_far)
    return torch.stack(result, -2)

# %% wrong: leaves out rows of zeros, since those are padding
def average_so_far(values):
    there = (values != 0).any(-1, keepdim=True).to(values.dtype)
    return values.cumsum(-2) / there.cumsum(-2).clamp(min=1)
