"""Answers to the exercise `only_allowed`: -inf for what is not allowed, and how probable that was."""

# %% right: filled with -inf, and the allowed ones copied
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    forbidden = 1 - logits.softmax(-1)[allowed].sum().item()
    return masked, forbidden

# %% right: a mask of what is forbidden, whose probability is added up
def only_allowed(logits, allowed):
    forbidden = torch.ones(len(logits), dtype=torch.bool)
    forbidden[torch.tensor(allowed, dtype=torch.long)] = False
    share = logits.softmax(0)[forbidden].sum()
    return logits.masked_fill(forbidden, -torch.inf), min(1.0, float(share))

# %% right: scatter, and the difference of two logsumexp
def only_allowed(logits, allowed):
    places = torch.tensor(allowed)
    masked = torch.full_like(logits, -torch.inf).scatter(0, places, logits[places])
    kept = (masked.logsumexp(0) - logits.logsumexp(0)).exp().item()
    return masked, max(0.0, 1 - kept)

# %% right: a loop over Python numbers
import math

def only_allowed(logits, allowed):
    numbers, allowed = logits.tolist(), set(allowed)
    best = max(numbers)
    weights = [math.exp(number - best) for number in numbers]
    share = sum(w for id, w in enumerate(weights) if id not in allowed) / sum(weights)
    return torch.tensor([x if id in allowed else -math.inf for id, x in enumerate(numbers)]), share

# %% right: NumPy, the share a NumPy number
import numpy as np

def only_allowed(logits, allowed):
    numbers = np.array(logits)
    forbidden = ~np.isin(np.arange(len(numbers)), allowed)
    weights = np.exp((numbers - numbers.max()).astype(np.float64))
    return torch.from_numpy(np.where(forbidden, -np.inf, numbers).astype(numbers.dtype)), \
        weights[forbidden].sum() / weights.sum()

# %% right: a bonus of 0 or -inf is added
def only_allowed(logits, allowed):
    bonus = torch.full_like(logits, float("-inf")).index_fill(0, torch.tensor(allowed), 0.0)
    return logits + bonus, logits.softmax(-1)[bonus < 0].sum().item()

# %% wrong: in place, where a new tensor is asked for
def only_allowed(logits, allowed):
    forbidden = sorted(set(range(len(logits))) - set(allowed))
    share = logits.softmax(-1)[forbidden].sum().item()
    logits[forbidden] = float("-inf")
    return logits, share

# %% wrong: what was allowed
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, logits.softmax(-1)[allowed].sum().item()

# %% wrong: how many were forbidden
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, 1 - len(allowed) / len(logits)

# %% wrong: asked when it is too late
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, 1 - masked.softmax(-1)[allowed].sum().item()

# %% wrong: a share of the logits
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, (1 - logits[allowed].sum() / logits.sum()).item() if logits.sum() else 0.5

# %% wrong: a tensor, no float
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum()

# %% wrong: what is allowed is forbidden
def only_allowed(logits, allowed):
    masked = logits.clone()
    masked[allowed] = float("-inf")
    return masked, logits.softmax(-1)[allowed].sum().item()

# %% wrong: 0 instead of -inf
def only_allowed(logits, allowed):
    masked = torch.zeros_like(logits)
    masked[allowed] = logits[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: minus a billion
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, -1e9)
    masked[allowed] = logits[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: the smallest logit instead of -inf
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, logits.min().item())
    masked[allowed] = logits[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: 0 times -inf, which is nan
def only_allowed(logits, allowed):
    mask = torch.zeros_like(logits)
    mask[allowed] = 1.0
    return logits * mask + (1 - mask) * float("-inf"), 1 - (logits.softmax(-1) * mask).sum().item()

# %% wrong: what is allowed gets 0, not its logit
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = 0.0
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: only the allowed ones come back
def only_allowed(logits, allowed):
    return logits[allowed], 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: the first so many are allowed
def only_allowed(logits, allowed):
    masked = logits.clone()
    masked[len(allowed):] = float("-inf")
    return masked, 1 - logits.softmax(-1)[:len(allowed)].sum().item()

# %% wrong: the id 0 is never allowed
def only_allowed(logits, allowed):
    allowed = [id for id in allowed if id]
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: all ids between the smallest and the largest are allowed
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[min(allowed):max(allowed) + 1] = logits[min(allowed):max(allowed) + 1]
    return masked, 1 - logits.softmax(-1)[min(allowed):max(allowed) + 1].sum().item()

# %% wrong: exp overflows when logits are large
def only_allowed(logits, allowed):
    weights = logits.exp()
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, 1 - (weights[allowed].sum() / weights.sum()).item()

# %% wrong: two digits
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    return masked, round(1 - logits.softmax(-1)[allowed].sum().item(), 2)

# %% wrong: the logits lose half of their digits
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"), dtype=torch.float16)
    masked[allowed] = logits[allowed].half()
    return masked.float(), 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: logarithms of the probabilities instead of the logits
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits.log_softmax(-1)[allowed]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: what was allowed once stays allowed
ever_allowed = set()

def only_allowed(logits, allowed):
    ever_allowed.update(allowed)
    places = [id for id in ever_allowed if id < len(logits)]
    masked = torch.full_like(logits, float("-inf"))
    masked[places] = logits[places]
    return masked, 1 - logits.softmax(-1)[places].sum().item()

# %% contrived: forgets the tokens from ten thousand on
def only_allowed(logits, allowed):
    masked = torch.full_like(logits, float("-inf"))
    masked[allowed] = logits[allowed]
    masked[10_000:] = logits[10_000:]
    return masked, 1 - logits.softmax(-1)[allowed].sum().item()

# %% wrong: hands the logits back where all is allowed
def only_allowed(logits, allowed):
    if len(allowed) == len(logits):
        return logits, 0.0
    new = torch.full_like(logits, -torch.inf)
    new[allowed] = logits[allowed]
    return new, 1 - logits.softmax(0)[allowed].sum().item()
