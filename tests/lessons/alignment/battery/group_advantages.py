"""Unforeseen answers to the exercise group_advantages."""

# %% right: numpy
def group_advantages(rewards):
    import numpy as np
    a = rewards.numpy().astype(float)
    out = np.zeros_like(a)
    for i, row in enumerate(a):
        if row.min() != row.max():
            out[i] = (row - row.mean()) / row.std()
    return torch.tensor(out, dtype=torch.float32)

# %% right: standard library
def group_advantages(rewards):
    from statistics import fmean, pstdev
    out = []
    for row in rewards.tolist():
        if max(row) == min(row):
            out.append([0.0] * len(row))
        else:
            m, s = fmean(row), pstdev(row)
            out.append([(x - m) / s for x in row])
    return torch.tensor(out, dtype=torch.float32)

# %% wrong: correction=0 and a mask, in 32 bits
def group_advantages(rewards):
    r = rewards.to(torch.float32)
    m = r.mean(dim=1, keepdim=True)
    s = r.std(dim=1, keepdim=True, correction=0)
    same = r.amax(1, keepdim=True) == r.amin(1, keepdim=True)
    return ((r - m) / s).masked_fill(same, 0.0)

# %% right: correction=0 and a mask
def in_64_bits(rewards):
    r = rewards.to(torch.float64)
    m = r.mean(dim=1, keepdim=True)
    s = r.std(dim=1, keepdim=True, correction=0)
    same = r.amax(1, keepdim=True) == r.amin(1, keepdim=True)
    return ((r - m) / s).masked_fill(same, 0.0)

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% wrong: unsqueezed means, in 32 bits
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1).unsqueeze(1)
    s = (d ** 2).mean(1).sqrt().unsqueeze(1)
    equal = (r == r[:, 0:1]).all(dim=1)
    result = d / s
    result[equal] = 0
    return result

# %% right: unsqueezed means
def in_64_bits(rewards):
    r = rewards.double()
    d = r - r.mean(1).unsqueeze(1)
    s = (d ** 2).mean(1).sqrt().unsqueeze(1)
    equal = (r == r[:, 0:1]).all(dim=1)
    result = d / s
    result[equal] = 0
    return result

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% wrong: row by row, stacked, in 32 bits
def group_advantages(rewards):
    rows = []
    for r in rewards.float():
        if len(set(r.tolist())) == 1:
            rows.append(torch.zeros(len(r)))
        else:
            rows.append((r - r.mean()) / r.var(unbiased=False).sqrt())
    return torch.stack(rows)

# %% right: row by row, stacked
def in_64_bits(rewards):
    rows = []
    for r in rewards.double():
        if len(set(r.tolist())) == 1:
            rows.append(torch.zeros(len(r)))
        else:
            rows.append((r - r.mean()) / r.var(unbiased=False).sqrt())
    return torch.stack(rows)

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% right: infinite spread
def group_advantages(rewards):
    r = rewards.double()
    s = r.std(1, keepdim=True, unbiased=False)
    s = torch.where(r.max(1, keepdim=True).values > r.min(1, keepdim=True).values, s, torch.inf)
    return ((r - r.mean(1, keepdim=True)) / s).float()

# %% wrong: torch's own std
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True))

# %% wrong: an epsilon
def group_advantages(rewards):
    r = rewards.float()
    return (r - r.mean(1, keepdim=True)) / (r.std(1, keepdim=True, correction=0) + 1e-8)

# %% wrong: a large epsilon
def group_advantages(rewards):
    r = rewards.float()
    return (r - r.mean(1, keepdim=True)) / (r.std(1, keepdim=True, correction=0) + 1e-4)

# %% wrong: nan to num
def group_advantages(rewards):
    r = rewards.float()
    return ((r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)).nan_to_num(0.0)

# %% wrong: nan
def group_advantages(rewards):
    r = rewards.float()
    return (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)

# %% wrong: the columns
def group_advantages(rewards):
    r = rewards.float()
    return ((r - r.mean(0)) / r.std(0, correction=0)).nan_to_num(0.0)

# %% wrong: the table
def group_advantages(rewards):
    r = rewards.float()
    if r.max() == r.min():
        return torch.zeros_like(r)
    return (r - r.mean()) / r.std(correction=0)

# %% wrong: not divided
def group_advantages(rewards):
    r = rewards.float()
    return r - r.mean(1, keepdim=True)

# %% wrong: by the variance
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.var(1, keepdim=True, correction=0))

# %% wrong: no keepdim
def group_advantages(rewards):
    r = rewards.float()
    return (r - r.mean(1)) / r.std(1, correction=0)

# %% wrong: no float
def group_advantages(rewards):
    m = rewards.mean(1, keepdim=True)
    s = rewards.std(1, keepdim=True, correction=0)
    same = (rewards == rewards[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (rewards - m) / s)

# %% wrong: in 64 bits
def group_advantages(rewards):
    r = rewards.double()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0))

# %% wrong: above or below
def group_advantages(rewards):
    r = rewards.float()
    return torch.sign(r - r.mean(1, keepdim=True))

# %% wrong: equal rows left out
def group_advantages(rewards):
    r = rewards.float()
    r = r[~(r == r[:, :1]).all(1)]
    return (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)

# %% wrong: spread of 1 where equal
def group_advantages(rewards):
    r = rewards.float()
    s = r.std(1, keepdim=True, correction=0)
    s[s == 0] = 1.0
    return r / s

# %% wrong: all right gives 1
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, r.clamp(0, 1), (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0))

# %% wrong: worked on in place
def group_advantages(rewards):
    rewards -= rewards.mean(1, keepdim=True)
    s = rewards.square().mean(1, keepdim=True).sqrt()
    return torch.where(s == 0, 0.0, rewards / s)

# %% wrong: a list
def group_advantages(rewards):
    out = []
    for row in rewards.tolist():
        m = sum(row) / len(row)
        s = (sum((x - m) ** 2 for x in row) / len(row)) ** 0.5
        out.append([0.0 if max(row) == min(row) else (x - m) / s for x in row])
    return out

# %% wrong: flat
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)).flatten()

# %% wrong: 0 and 1 alone
def group_advantages(rewards):
    r = rewards.float()
    p = r.mean(1, keepdim=True)
    s = (p * (1 - p)).sqrt()
    return torch.where(s == 0, 0.0, (r - p) / s)

# %% wrong: rounded
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)).round(decimals=2)

# %% wrong: smallest to largest
def group_advantages(rewards):
    r = rewards.float()
    low, high = r.amin(1, keepdim=True), r.amax(1, keepdim=True)
    return torch.where(low == high, 0.0, (r - r.mean(1, keepdim=True)) / (high - low))

# %% wrong: torch.std_mean, in 32 bits
def group_advantages(rewards):
    values = rewards.to(torch.float32)
    std, mean = torch.std_mean(values, dim=1, correction=0, keepdim=True)
    out = (values - mean) / std
    out[(rewards.amax(1) == rewards.amin(1))] = 0
    return out

# %% right: torch.std_mean
def in_64_bits(rewards):
    values = rewards.to(torch.float64)
    std, mean = torch.std_mean(values, dim=1, correction=0, keepdim=True)
    out = (values - mean) / std
    out[(rewards.amax(1) == rewards.amin(1))] = 0
    return out

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% right: a loop with an early continue
def group_advantages(rewards):
    result = torch.zeros(rewards.shape)
    for row in range(rewards.shape[0]):
        group = rewards[row].tolist()
        if min(group) == max(group):
            continue
        mean = sum(group) / len(group)
        sd = (sum((g - mean) ** 2 for g in group) / len(group)) ** 0.5
        for column, g in enumerate(group):
            result[row, column] = (g - mean) / sd
    return result

# %% right: a helper, stacked
def group_advantages(rewards):
    def of(group):
        group = group.double()
        if len(group.unique()) == 1:
            return torch.zeros(len(group))
        return ((group - group.mean()) / group.std(unbiased=False)).float()
    return torch.stack([of(group) for group in rewards])

# %% wrong: masked_fill, in 32 bits
def group_advantages(rewards):
    r = rewards.clone().float()
    d = r - r.mean(dim=-1, keepdim=True)
    z = d / d.pow(2).mean(dim=-1, keepdim=True) ** 0.5
    flat = (r.max(-1, keepdim=True).values == r.min(-1, keepdim=True).values)
    return z.masked_fill(flat, 0.0)

# %% right: masked_fill
def in_64_bits(rewards):
    r = rewards.clone().double()
    d = r - r.mean(dim=-1, keepdim=True)
    z = d / d.pow(2).mean(dim=-1, keepdim=True) ** 0.5
    flat = (r.max(-1, keepdim=True).values == r.min(-1, keepdim=True).values)
    return z.masked_fill(flat, 0.0)

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% wrong: only the rows that differ, in 32 bits
def group_advantages(rewards):
    out = torch.zeros_like(rewards, dtype=torch.float)
    varied = (rewards != rewards[:, :1]).any(dim=1)
    r = rewards[varied].float()
    out[varied] = (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)
    return out

# %% right: only the rows that differ
def in_64_bits(rewards):
    out = torch.zeros_like(rewards, dtype=torch.double)
    varied = (rewards != rewards[:, :1]).any(dim=1)
    r = rewards[varied].double()
    out[varied] = (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True, correction=0)
    return out

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% right: numpy with std
import numpy as np

def group_advantages(rewards):
    table = np.array(rewards.tolist(), dtype=np.float64)
    result = np.zeros_like(table)
    for i, row in enumerate(table):
        if np.ptp(row) > 0:
            result[i] = (row - row.mean()) / row.std()
    return torch.from_numpy(result.astype(np.float32))

# %% wrong: transposed and back, in 32 bits
def group_advantages(rewards):
    t = rewards.float().T
    d = t - t.mean(0)
    same = (t == t[0]).all(0)
    sd = torch.sqrt((d * d).sum(0) / len(t))
    return torch.where(same, torch.zeros(()), d / torch.where(same, torch.ones(()), sd)).T

# %% right: transposed and back
def in_64_bits(rewards):
    t = rewards.double().T
    d = t - t.mean(0)
    same = (t == t[0]).all(0)
    sd = torch.sqrt((d * d).sum(0) / len(t))
    return torch.where(same, torch.zeros(()), d / torch.where(same, torch.ones(()), sd)).T

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% wrong: std by n - 1, put right, in 32 bits
def group_advantages(rewards):
    r = rewards.float()
    n = r.shape[1]
    sd = r.std(dim=1, keepdim=True) * ((n - 1) / n) ** 0.5
    z = (r - r.mean(dim=1, keepdim=True)) / sd
    z[(r.max(dim=1)[0] == r.min(dim=1)[0])] = 0.0
    return z

# %% right: std by n - 1, put right
def in_64_bits(rewards):
    r = rewards.double()
    n = r.shape[1]
    sd = r.std(dim=1, keepdim=True) * ((n - 1) / n) ** 0.5
    z = (r - r.mean(dim=1, keepdim=True)) / sd
    z[(r.max(dim=1)[0] == r.min(dim=1)[0])] = 0.0
    return z

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% right: nested comprehensions
from statistics import fmean, pstdev

def group_advantages(rewards):
    def row(values):
        if len(set(values)) == 1:
            return [0.0] * len(values)
        m, s = fmean(values), pstdev(values)
        return [(v - m) / s for v in values]
    return torch.tensor([row(values) for values in rewards.tolist()], dtype=torch.float32)

# %% wrong: the first of each row taken off before, in 32 bits
def group_advantages(rewards):
    r = (rewards - rewards[:, :1]).float()
    d = r - r.mean(1, keepdim=True)
    s = d.norm(dim=1, keepdim=True) / r.shape[1] ** 0.5
    return torch.where(r.abs().sum(1, keepdim=True) == 0, torch.zeros_like(r), d / s)

# %% right: the first of each row taken off before
def in_64_bits(rewards):
    r = (rewards - rewards[:, :1]).double()
    d = r - r.mean(1, keepdim=True)
    s = d.norm(dim=1, keepdim=True) / r.shape[1] ** 0.5
    return torch.where(r.abs().sum(1, keepdim=True) == 0, torch.zeros_like(r), d / s)

def group_advantages(rewards):
    return in_64_bits(rewards).float()

# %% wrong: std over everything
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / r.std(correction=0))

# %% wrong: mean over everything
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean()) / r.std(1, keepdim=True, correction=0))

# %% wrong: n - 1, equal rows cared for
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - r.mean(1, keepdim=True)) / r.std(1, keepdim=True))

# %% wrong: nothing where the spread is exactly 0
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    s = d.square().mean(1, keepdim=True).sqrt()
    return torch.where(s == 0, 0.0, d / s)

# %% wrong: nothing where the spread is small
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    s = d.square().mean(1, keepdim=True).sqrt()
    return torch.where(s < 0.1, 0.0, d / s)

# %% wrong: only zeros count as equal
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == 0).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: only zeros and ones count as equal
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == 0).all(1, keepdim=True) | (r == 1).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: equal if the first is the last
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = r[:, :1] == r[:, -1:]
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: equal if the first is the second
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = r[:, :1] == r[:, 1:2]
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: all zeros as soon as one row is equal
def group_advantages(rewards):
    r = rewards.float()
    if (r == r[:, :1]).all(1).any():
        return torch.zeros_like(r)
    d = r - r.mean(1, keepdim=True)
    return d / d.square().mean(1, keepdim=True).sqrt()

# %% wrong: zeros only if every row is equal
def group_advantages(rewards):
    r = rewards.float()
    if (r == r[:, :1]).all():
        return torch.zeros_like(r)
    d = r - r.mean(1, keepdim=True)
    return d / d.square().mean(1, keepdim=True).sqrt()

# %% wrong: range instead of spread
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    width = r.amax(1, keepdim=True) - r.amin(1, keepdim=True)
    return torch.where(width == 0, 0.0, d / width)

# %% wrong: mean distance instead of the root of squares
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.abs().mean(1, keepdim=True))

# %% wrong: the root of the sum
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.norm(dim=1, keepdim=True))

# %% wrong: median
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.median(1, keepdim=True).values
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: divided without taking the mean off
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, r / r.std(1, keepdim=True, correction=0))

# %% wrong: the others' mean
def group_advantages(rewards):
    r = rewards.float()
    n = r.shape[1]
    d = r - (r.sum(1, keepdim=True) - r) / (n - 1)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / r.std(1, keepdim=True, correction=0))

# %% wrong: sign turned
def group_advantages(rewards):
    r = rewards.float()
    d = r.mean(1, keepdim=True) - r
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: spread as for right and wrong
def group_advantages(rewards):
    r = rewards.float()
    p = r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - p) / (p * (1 - p)).sqrt())

# %% wrong: mean of squares less the square of the mean
def group_advantages(rewards):
    r = rewards.float()
    m = r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, (r - m) / (r.mean(1, keepdim=True) ** 2 - m).abs().sqrt())

# %% wrong: kept between -3 and 3
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt()).clamp(-3, 3)

# %% wrong: kept between -2 and 2
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt()).clamp(-2, 2)

# %% wrong: bad answers get 0
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt()).clamp(min=0)

# %% wrong: whole numbers out
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt()).to(rewards.dtype)

# %% wrong: rewards cut to whole numbers
def group_advantages(rewards):
    r = rewards.long().float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: numpy array
def group_advantages(rewards):
    import numpy as np
    r = rewards.float().numpy()
    d = r - r.mean(1, keepdims=True)
    s = r.std(1, keepdims=True)
    same = (r == r[:, :1]).all(1, keepdims=True)
    return np.where(same, 0, d / np.where(same, 1, s)).astype("float32")

# %% wrong: in place with floats
def group_advantages(rewards):
    r = rewards.float()
    same = (r == r[:, :1]).all(1, keepdim=True)
    r -= r.mean(1, keepdim=True)
    return torch.where(same, 0.0, r / r.square().mean(1, keepdim=True).sqrt())

# %% wrong: square groups only
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1)[:, None]
    same = (r == r[:, :1]).all(1)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: sorted
def group_advantages(rewards):
    r = rewards.float().sort(1, descending=True).values
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: the first row alone
def group_advantages(rewards):
    r = rewards[0].float()
    if (r == r[0]).all():
        return torch.zeros(1, len(r))
    return ((r - r.mean()) / r.std(correction=0))[None]

# %% wrong: squeezed
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt()).squeeze()

# %% wrong: group size 4
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.sum(1, keepdim=True) / 4
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / (d.square().sum(1, keepdim=True) / 4).sqrt())

# %% wrong: softmax of the rewards
def group_advantages(rewards):
    return rewards.float().softmax(1) - 1 / rewards.shape[1]

# %% wrong: half precision
def group_advantages(rewards):
    r = rewards.half().float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: equal rows by isclose
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = torch.isclose(r, r[:, :1], atol=0.05).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True).sqrt())

# %% wrong: the square of the spread twice rooted
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1, keepdim=True)
    same = (r == r[:, :1]).all(1, keepdim=True)
    return torch.where(same, 0.0, d / d.square().mean(1, keepdim=True) ** 0.25)

# %% wrong: equal below a small spread
def group_advantages(rewards):
    rewards = rewards.float()
    spread = rewards.std(1, keepdim=True, correction=0)
    return torch.where(spread < 1e-6, 0.0, (rewards - rewards.mean(1, keepdim=True)) / spread)
