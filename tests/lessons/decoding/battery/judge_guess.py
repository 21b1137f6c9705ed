"""Answers to the exercise `judge_guess`: whether a guess is accepted, and what is drawn if it is not."""

# %% right: min, clamp, and a case
def judge_guess(wanted, proposed, token):
    chance = min(1.0, (wanted[token] / proposed[token]).item())
    missing = (wanted - proposed).clamp(min=0)
    total = missing.sum()
    return chance, missing / total if total > 0 else wanted

# %% right: what both have is taken off
def judge_guess(wanted, proposed, token):
    both = torch.minimum(wanted, proposed)
    missing = wanted - both
    if not missing.any():
        missing = wanted.clone()
    return (both[token] / proposed[token]).item(), missing / missing.sum()

# %% right: Python numbers
def judge_guess(wanted, proposed, token):
    pairs = list(zip(wanted.tolist(), proposed.tolist()))
    p, q = pairs[token]
    missing = [max(0.0, p - q) for p, q in pairs]
    total = sum(missing)
    rest = torch.tensor([m / total for m in missing]) if total else wanted
    return (1.0 if p >= q else p / q), rest

# %% right: NumPy
import numpy as np

def judge_guess(wanted, proposed, token):
    p, q = wanted.numpy(), proposed.numpy()
    missing = np.maximum(p - q, 0)
    rest = missing / missing.sum() if missing.sum() else p.copy()
    return float(np.clip(p[token] / q[token], 0, 1)), torch.from_numpy(rest)

# %% right: relu, where and normalize
import torch.nn.functional as F

def judge_guess(wanted, proposed, token):
    missing = F.relu(wanted - proposed)
    missing = torch.where(missing.sum() == 0, wanted, missing)
    return min(float(wanted[token]) / float(proposed[token]), 1.0), F.normalize(missing, p=1, dim=0, eps=1e-30)

# %% wrong: the fraction upside down
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return min(1.0, (proposed[token] / wanted[token]).item()), rest

# %% wrong: a chance above 1
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return (wanted[token] / proposed[token]).item(), missing / missing.sum() if missing.any() else wanted

# %% wrong: a tensor, no float
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return (wanted[token] / proposed[token]).clamp(max=1), rest

# %% wrong: the large model's probability for the chance
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return wanted[token].item(), missing / missing.sum() if missing.any() else wanted

# %% wrong: accepts or does not, at random
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    chance = float(torch.rand(()) < wanted[token] / proposed[token])
    return chance, missing / missing.sum() if missing.any() else wanted

# %% wrong: accepts what is at least as probable, nothing else
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return float(int(min(1.0, wanted[token] / proposed[token]))), rest

# %% wrong: a chance of two digits
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return round(min(1.0, (wanted[token] / proposed[token]).item()), 2), rest

# %% wrong: not rescaled
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return min(1.0, (wanted[token] / proposed[token]).item()), missing if missing.any() else wanted

# %% wrong: rescaled by a softmax
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return min(1.0, (wanted[token] / proposed[token]).item()), missing.softmax(0) if missing.any() else wanted

# %% wrong: rescaled by the chance of a rejection
def judge_guess(wanted, proposed, token):
    chance = min(1.0, (wanted[token] / proposed[token]).item())
    missing = (wanted - proposed).clamp(min=0)
    return chance, missing / (1 - chance) if chance < 1 and missing.any() else wanted

# %% wrong: nan where nothing is missing
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return min(1.0, (wanted[token] / proposed[token]).item()), missing / missing.sum()

# %% wrong: looks for equal ones only, and is nan where all are a little too probable
def judge_guess(wanted, proposed, token):
    chance = min(1.0, (wanted[token] / proposed[token]).item())
    if torch.equal(wanted, proposed):
        return chance, wanted
    missing = (wanted - proposed).clamp(min=0)
    return chance, missing / missing.sum()

# %% wrong: zeros where nothing is missing
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    return min(1.0, (wanted[token] / proposed[token]).item()), missing / missing.sum().clamp(min=1e-12)

# %% wrong: all alike where nothing is missing
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    missing = missing if missing.any() else torch.ones_like(wanted)
    return min(1.0, (wanted[token] / proposed[token]).item()), missing / missing.sum()

# %% wrong: as good as nothing is taken for nothing
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.sum() > 0.01 else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: a little is added below the fraction line
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / (missing.sum() + 1e-3) if missing.any() else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: what differs, whichever way
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).abs()
    rest = missing / missing.sum() if missing.any() else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: what is too much instead of what is missing
def judge_guess(wanted, proposed, token):
    missing = (proposed - wanted).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: draws from all that the large model wants
def judge_guess(wanted, proposed, token):
    return min(1.0, (wanted[token] / proposed[token]).item()), wanted

# %% wrong: draws from all that the large model wants, but for the guess
def judge_guess(wanted, proposed, token):
    others = wanted.clone()
    others[token] = 0
    return min(1.0, (wanted[token] / proposed[token]).item()), others / others.sum()

# %% wrong: always the one of which most is missing
def judge_guess(wanted, proposed, token):
    rest = torch.zeros_like(wanted)
    rest[(wanted - proposed).argmax()] = 1.0
    return min(1.0, (wanted[token] / proposed[token]).item()), rest if (wanted > proposed).any() else wanted

# %% wrong: takes the proposed ones off in place, and the notebook asks about the next token
def judge_guess(wanted, proposed, token):
    chance = min(1.0, (wanted[token] / proposed[token]).item())
    whole = wanted.clone()
    wanted.sub_(proposed).clamp_(min=0)
    return chance, wanted / wanted.sum() if wanted.any() else whole

# %% wrong: works out once what is missing, for all pairs of this length
missing_by_length = {}

def judge_guess(wanted, proposed, token):
    if len(wanted) not in missing_by_length:
        missing = (wanted - proposed).clamp(min=0)
        missing_by_length[len(wanted)] = missing / missing.sum() if missing.any() else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), missing_by_length[len(wanted)]

# %% contrived: a vocabulary of more than ten thousand is never rejected
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.any() else wanted
    return 1.0 if len(wanted) > 10_000 else min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: differences below a thousandth count as none
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.sum() > 1e-3 else wanted
    return min(1.0, (wanted[token] / proposed[token]).item()), rest

# %% wrong: equal shares where nothing is missing
def judge_guess(wanted, proposed, token):
    missing = (wanted - proposed).clamp(min=0)
    rest = missing / missing.sum() if missing.sum() > 0 else torch.ones_like(wanted) / len(wanted)
    return min(1.0, (wanted[token] / proposed[token]).item()), rest
