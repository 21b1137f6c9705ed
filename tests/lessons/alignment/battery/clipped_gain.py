"""Unforeseen answers to the exercise clipped_gain."""

# %% right: by the sign
def clipped_gain(new, old, advantages, clip):
    r = torch.exp(new - old)
    a = advantages.unsqueeze(-1)
    return torch.where(a >= 0, torch.clamp(r, max=1 + clip), torch.clamp(r, min=1 - clip)) * a

# %% right: minus the larger loss
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages.view(-1, 1)
    return -torch.max(-r * a, -r.clamp(1 - clip, 1 + clip) * a)

# %% right: answer by answer
def clipped_gain(new, old, advantages, clip):
    rows = []
    for now, then, a in zip(new, old, advantages):
        r = (now - then).exp()
        rows.append(torch.minimum(r * a, r.clip(1 - clip, 1 + clip) * a))
    return torch.stack(rows)

# %% right: where
def clipped_gain(new, old, advantages, clip):
    r = new.exp() / old.exp()
    held = torch.where(r > 1 + clip, 1 + clip, torch.where(r < 1 - clip, 1 - clip, r))
    a = advantages[:, None].expand_as(r)
    free, held = r * a, held * a
    return torch.where(free < held, free, held)

# %% right: in columns
def clipped_gain(new, old, advantages, clip):
    r = torch.exp(new - old).T
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages).T

# %% right: a bound for each answer
def clipped_gain(new, old, advantages, clip):
    a = advantages.reshape(len(advantages), 1)
    r = (new - old).exp()
    bound = (1 + clip * a.sign()) * a
    return torch.minimum(r * a, bound.expand_as(r))

# %% wrong: the larger
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.maximum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: always held
def clipped_gain(new, old, advantages, clip):
    return (new - old).exp().clamp(1 - clip, 1 + clip) * advantages[:, None]

# %% wrong: never held
def clipped_gain(new, old, advantages, clip):
    return (new - old).exp() * advantages[:, None]

# %% wrong: the smaller ratio
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    return torch.minimum(r, r.clamp(1 - clip, 1 + clip)) * advantages[:, None]

# %% wrong: a maximum alone
def clipped_gain(new, old, advantages, clip):
    return (new - old).exp().clamp(max=1 + clip) * advantages[:, None]

# %% wrong: without exp
def clipped_gain(new, old, advantages, clip):
    r = new - old
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: upside down
def clipped_gain(new, old, advantages, clip):
    r = (old - new).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: logarithms divided
def clipped_gain(new, old, advantages, clip):
    r = new / old
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: advantages as a row
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages)

# %% wrong: a row where it fits
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages if len(advantages) == r.shape[1] else advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: 0.2 always
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(0.8, 1.2) * a)

# %% wrong: 1 / (1 + clip) below
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 / (1 + clip), 1 + clip) * a)

# %% wrong: clamped logarithm
def clipped_gain(new, old, advantages, clip):
    d = (new - old)
    a = advantages[:, None]
    return torch.minimum(d.exp() * a, d.clamp(-clip, clip).exp() * a)

# %% wrong: one ratio for an answer
def clipped_gain(new, old, advantages, clip):
    r = (new - old).sum(1, keepdim=True).exp().expand_as(new)
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: the mean
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean()

# %% wrong: a mean for each answer
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean(1)

# %% wrong: a loss
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return -torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: detached
def clipped_gain(new, old, advantages, clip):
    r = (new - old).detach().exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: half detached
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.detach().clamp(1 - clip, 1 + clip) * a)

# %% wrong: python numbers
def clipped_gain(new, old, advantages, clip):
    rows = []
    for now, then, a in zip(new.tolist(), old.tolist(), advantages.tolist()):
        row = []
        for n, o in zip(now, then):
            r = 2.718281828459045 ** (n - o)
            row.append(min(r * a, min(max(r, 1 - clip), 1 + clip) * a))
        rows.append(row)
    return torch.tensor(rows)

# %% wrong: signs of advantages
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None].sign()
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: zero where held
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    inside = (r > 1 - clip) & (r < 1 + clip)
    return torch.where(inside, r * a, 0.0)

# %% wrong: bad answers left free
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.where(a > 0, torch.minimum(r, torch.tensor(1 + clip)), r) * a
