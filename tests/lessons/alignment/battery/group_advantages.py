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

# %% right: correction=0 and a mask
def group_advantages(rewards):
    r = rewards.to(torch.float32)
    m = r.mean(dim=1, keepdim=True)
    s = r.std(dim=1, keepdim=True, correction=0)
    same = r.amax(1, keepdim=True) == r.amin(1, keepdim=True)
    return ((r - m) / s).masked_fill(same, 0.0)

# %% right: unsqueezed means
def group_advantages(rewards):
    r = rewards.float()
    d = r - r.mean(1).unsqueeze(1)
    s = (d ** 2).mean(1).sqrt().unsqueeze(1)
    equal = (r == r[:, 0:1]).all(dim=1)
    result = d / s
    result[equal] = 0
    return result

# %% right: row by row, stacked
def group_advantages(rewards):
    rows = []
    for r in rewards.float():
        if len(set(r.tolist())) == 1:
            rows.append(torch.zeros(len(r)))
        else:
            rows.append((r - r.mean()) / r.var(unbiased=False).sqrt())
    return torch.stack(rows)

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
