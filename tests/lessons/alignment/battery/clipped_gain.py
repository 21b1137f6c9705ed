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

# %% right: stacked, the smallest
def clipped_gain(new, old, advantages, clip):
    r = torch.exp(new - old)
    a = advantages.unsqueeze(1)
    return torch.stack([r * a, torch.clip(r, 1 - clip, 1 + clip) * a]).min(0).values

# %% right: a loop over everything
def clipped_gain(new, old, advantages, clip):
    rows = []
    for n, o, a in zip(new, old, advantages):
        row = []
        for one, other in zip(n, o):
            r = torch.exp(one - other)
            held = torch.clamp(r, min=1 - clip, max=1 + clip)
            row.append(torch.min(r * a, held * a))
        rows.append(torch.stack(row))
    return torch.stack(rows)

# %% right: amin, einsum
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    both = torch.stack([r, r.clamp(1 - clip, 1 + clip)], dim=-1)
    return torch.einsum("atk,a->atk", both, advantages).amin(-1)

# %% right: the quotient of probabilities
def clipped_gain(new, old, advantages, clip):
    r = new.exp() / old.exp()
    a = advantages.view(-1, 1)
    return torch.min(a * r, a * r.clip(min=1 - clip, max=1 + clip))

# %% right: nested maximum and minimum
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    low, high = torch.full_like(r, 1 - clip), torch.full_like(r, 1 + clip)
    held = torch.minimum(torch.maximum(r, low), high)
    a = advantages[:, None].expand_as(r)
    return torch.minimum(a * r, a * held)

# %% right: what is lost by clipping
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages.reshape(-1, 1)
    return r * a - torch.relu(r * a - r.clamp(1 - clip, 1 + clip) * a)

# %% right: two signs
def clipped_gain(new, old, advantages, clip):
    r = torch.exp(new - old)
    a = advantages[:, None]
    return a.clamp(min=0) * r.clamp(max=1 + clip) + a.clamp(max=0) * r.clamp(min=1 - clip)

# %% right: transposed
def clipped_gain(new, old, advantages, clip):
    r = (new.T - old.T).exp()
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages).T

# %% right: a helper, vmap
def clipped_gain(new, old, advantages, clip):
    def one(n, o, a):
        r = torch.exp(n - o)
        return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)
    return torch.stack([one(n=new[i], o=old[i], a=advantages[i]) for i in range(len(new))])

# %% right: hardtanh
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    held = torch.nn.functional.hardtanh(r, 1 - clip, 1 + clip)
    weight = advantages.repeat(new.shape[1], 1).t()
    return torch.where(r * weight < held * weight, r * weight, held * weight)

# %% right: the past told not to learn
def clipped_gain(new, old, advantages, clip):
    r = (new - old.detach()).exp()
    a = advantages.detach()[..., None]
    return torch.min(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% right: an empty table, filled
def clipped_gain(new, old, advantages, clip):
    answers, time = new.shape
    gains = torch.zeros(answers, time)
    for i in range(answers):
        for j in range(time):
            r = torch.exp(new[i, j] - old[i, j])
            a = advantages[i].item()
            if a > 0:
                gains[i, j] = a * (r if r < 1 + clip else 1 + clip)
            else:
                gains[i, j] = a * (r if r > 1 - clip else 1 - clip)
    return gains

# %% right: bounded logarithms
import math

def clipped_gain(new, old, advantages, clip):
    change = new - old
    held = change.clamp(math.log(1 - clip), math.log(1 + clip)).exp()
    a = advantages[:, None]
    return torch.minimum(change.exp() * a, held * a)

# %% wrong: clip itself as the bound
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(-clip, clip) * a)

# %% wrong: held between clip and 1 / clip
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(clip, 1 / clip) * a)

# %% wrong: the bound from above alone
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(max=1 + clip) * a)

# %% wrong: the bound from below alone
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(min=1 - clip) * a)

# %% wrong: the product held
def clipped_gain(new, old, advantages, clip):
    g = (new - old).exp() * advantages[:, None]
    return torch.minimum(g, g.clamp(1 - clip, 1 + clip))

# %% wrong: the second without an advantage
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    return torch.minimum(r * advantages[:, None], r.clamp(1 - clip, 1 + clip))

# %% wrong: 0.8 and 1.2
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(0.8, 1.2) * a)

# %% wrong: 0.8 below always
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(0.8, 1 + clip) * a)

# %% wrong: the smallest in absolute size
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    x, y = r * a, r.clamp(1 - clip, 1 + clip) * a
    return torch.where(x.abs() < y.abs(), x, y)

# %% wrong: a difference of probabilities
def clipped_gain(new, old, advantages, clip):
    r = new.exp() - old.exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: new and old taken for probabilities
def clipped_gain(new, old, advantages, clip):
    r = new / old
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: gradient through old only
def clipped_gain(new, old, advantages, clip):
    r = (new.detach() - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: gradient kept where clipped
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    held = r + (r.clamp(1 - clip, 1 + clip) - r).detach()
    return torch.minimum(r * a, held * a)

# %% wrong: only the held part learns
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r.detach() * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: a product of ratios along an answer
def clipped_gain(new, old, advantages, clip):
    r = (new - old).cumsum(1).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: summed over time
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).sum(1)

# %% wrong: the mean over answers
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean(0)

# %% wrong: the smallest of all
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return min((r * a).min(), (r.clamp(1 - clip, 1 + clip) * a).min())

# %% wrong: squeezed to fewer dimensions
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).squeeze()

# %% wrong: turned round
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp().T
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages)

# %% wrong: an outer table
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()[..., None]
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages)

# %% wrong: advantages without the group's share
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = (advantages - advantages.mean())[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: the gain above one
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a) - a

# %% wrong: new overwritten
def clipped_gain(new, old, advantages, clip):
    with torch.no_grad():
        new -= old
    r = new.exp()
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: advantages overwritten
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    advantages.unsqueeze_(1)
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages)

# %% wrong: old overwritten
def clipped_gain(new, old, advantages, clip):
    r = (new - old.clone()).exp()
    a = advantages[:, None]
    old.exp_()
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: numpy array
def clipped_gain(new, old, advantages, clip):
    import numpy as np
    r = np.exp(new.detach().numpy() - old.numpy())
    a = advantages.numpy()[:, None]
    return np.minimum(r * a, np.clip(r, 1 - clip, 1 + clip) * a)

# %% wrong: the larger for bad answers
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    x, y = r * a, r.clamp(1 - clip, 1 + clip) * a
    return torch.where(a > 0, torch.minimum(x, y), torch.maximum(x, y))

# %% wrong: sign of the first answer for all
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = advantages[:, None]
    if advantages[0] > 0:
        return r.clamp(max=1 + clip) * a
    return r.clamp(min=1 - clip) * a

# %% wrong: 1 per advantage of zero
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    a = torch.where(advantages == 0, torch.ones_like(advantages), advantages)[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: ratio kept finite at 10
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp().clamp(max=10)
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: ratio kept finite at 3
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp().clamp(max=3)
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: linear ratio
def clipped_gain(new, old, advantages, clip):
    r = 1 + new - old
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: powers of two
def clipped_gain(new, old, advantages, clip):
    r = 2 ** (new - old)
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: softmax over time first
def clipped_gain(new, old, advantages, clip):
    r = new.softmax(1) / old.softmax(1)
    a = advantages[:, None]
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)

# %% wrong: the last answer alone
def clipped_gain(new, old, advantages, clip):
    for n, o, a in zip(new, old, advantages):
        r = (n - o).exp()
        gain = torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a)
    return gain

# %% wrong: a list of rows
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    return [torch.minimum(x * a, x.clamp(1 - clip, 1 + clip) * a) for x, a in zip(r, advantages)]

# %% wrong: a generator
def clipped_gain(new, old, advantages, clip):
    r = (new - old).exp()
    return (torch.minimum(x * a, x.clamp(1 - clip, 1 + clip) * a) for x, a in zip(r, advantages))

# %% right: in 64 bits
def clipped_gain(new, old, advantages, clip):
    ratios, advantages = (new.double() - old.double()).exp(), advantages.double()[:, None]
    return torch.min(ratios * advantages, ratios.clamp(1 - clip, 1 + clip) * advantages)
