"""Answers to the exercise `trapezoid`: the share of the learning rate that rises, stays and falls."""

# %% right: the smaller of two lines, each at most 1
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / warmup) if warmup else 1
    falling = cooldown * steps
    fall = min(1, (steps - step) / falling) if falling else 1
    return min(rise, fall)

# %% right: a list of candidates
def trapezoid(step, steps, warmup, cooldown):
    candidates = [1.0]
    if warmup > 0:
        candidates.append((step + 1) / warmup)
    if cooldown > 0:
        candidates.append((steps - step) / (cooldown * steps))
    return min(candidates)

# %% right: nothing to divide by 0, since at least one step is left
def trapezoid(step, steps, warmup, cooldown):
    return min(1.0, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps))

# %% right: early returns
def trapezoid(step, steps, warmup, cooldown):
    left = steps - step
    if warmup and step + 1 < warmup:
        rise = (step + 1) / warmup
        return rise if left >= cooldown * steps else min(rise, left / (cooldown * steps))
    if left < cooldown * steps:
        return left / (cooldown * steps)
    return 1

# %% right: two interpolations, a NumPy scalar
import numpy as np

def trapezoid(step, steps, warmup, cooldown):
    falling = cooldown * steps
    rise = np.interp(step, [-1, warmup - 1], [0, 1]) if warmup else np.float64(1)
    fall = np.interp(steps - step, [0, falling], [0, 1]) if falling else np.float64(1)
    return np.minimum(rise, fall)

# %% right: a tensor with one number
def trapezoid(step, steps, warmup, cooldown):
    share = torch.ones((), dtype=torch.float64)
    if warmup:
        share = share.clamp(max=(step + 1) / warmup)
    if cooldown:
        share = share.clamp(max=(steps - step) / (cooldown * steps))
    return share

# %% wrong: begins at 0
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, step / warmup) if warmup else 1
    fall = min(1, (steps - step) / (cooldown * steps)) if cooldown else 1
    return min(rise, fall)

# %% wrong: ends at 0
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / warmup) if warmup else 1
    fall = min(1, (steps - step - 1) / (cooldown * steps)) if cooldown else 1
    return min(rise, fall)

# %% wrong: falls over a whole number of steps, rounded down
def trapezoid(step, steps, warmup, cooldown):
    falling = int(cooldown * steps)
    rise = min(1, (step + 1) / warmup) if warmup else 1
    fall = min(1, (steps - step) / falling) if falling else 1
    return min(rise, fall)

# %% wrong: falls over a whole number of steps, rounded up
import math

def trapezoid(step, steps, warmup, cooldown):
    falling = math.ceil(cooldown * steps)
    rise = min(1, (step + 1) / warmup) if warmup else 1
    fall = min(1, (steps - step) / falling) if falling else 1
    return min(rise, fall)

# %% wrong: the product, where rise and fall overlap
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / warmup) if warmup else 1
    fall = min(1, (steps - step) / (cooldown * steps)) if cooldown else 1
    return rise * fall

# %% wrong: while it rises it does not look at the end
def trapezoid(step, steps, warmup, cooldown):
    if step < warmup:
        return (step + 1) / warmup
    if cooldown and steps - step < cooldown * steps:
        return (steps - step) / (cooldown * steps)
    return 1.0

# %% wrong: once it falls it does not look at the rise
def trapezoid(step, steps, warmup, cooldown):
    if cooldown and steps - step <= cooldown * steps:
        return (steps - step) / (cooldown * steps)
    return min(1.0, (step + 1) / warmup) if warmup else 1.0

# %% wrong: divides by 0 without a warm-up
def trapezoid(step, steps, warmup, cooldown):
    fall = min(1, (steps - step) / (cooldown * steps)) if cooldown else 1
    return min((step + 1) / warmup, fall)

# %% wrong: divides by 0 without a cool-down
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / warmup) if warmup else 1
    return min(rise, (steps - step) / (cooldown * steps))

# %% wrong: climbs above 1 where neither line holds it
def trapezoid(step, steps, warmup, cooldown):
    rise = (step + 1) / warmup if warmup else 1
    fall = (steps - step) / (cooldown * steps) if cooldown else 1
    return min(rise, fall)

# %% wrong: two digits
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / warmup) if warmup else 1
    fall = min(1, (steps - step) / (cooldown * steps)) if cooldown else 1
    return round(min(rise, fall), 2)

# %% wrong: half precision
def trapezoid(step, steps, warmup, cooldown):
    share = min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps))
    return torch.tensor(share, dtype=torch.float16).item()

# %% wrong: whole numbers
def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) // warmup) if warmup else 1
    fall = min(1, (steps - step) // (cooldown * steps)) if cooldown else 1
    return min(rise, fall)

# %% wrong: cool-down as a number of steps
def trapezoid(step, steps, warmup, cooldown):
    return min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown))

# %% wrong: falls over a share of what the warm-up has left
def trapezoid(step, steps, warmup, cooldown):
    falling = cooldown * (steps - warmup)
    return min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, falling))

# %% wrong: falls like a cosine
import math

def trapezoid(step, steps, warmup, cooldown):
    rise = min(1, (step + 1) / max(1, warmup))
    left = min(1, (steps - step) / max(1, cooldown * steps))
    return min(rise, (1 - math.cos(math.pi * left)) / 2)

# %% wrong: never below a tenth
def trapezoid(step, steps, warmup, cooldown):
    return max(0.1, min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps)))

# %% wrong: counts the steps itself, from call to call
taken = []

def trapezoid(step, steps, warmup, cooldown):
    step = len(taken) % steps
    taken.append(step)
    return min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps))

# %% wrong: remembers by step alone
shares = {}

def trapezoid(step, steps, warmup, cooldown):
    if step not in shares:
        shares[step] = min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps))
    return shares[step]

# %% contrived: right up to a thousand steps, a cosine beyond
import math

def trapezoid(step, steps, warmup, cooldown):
    if steps > 1000:
        return (1 + math.cos(math.pi * step / steps)) / 2
    return min(1, (step + 1) / max(1, warmup), (steps - step) / max(1, cooldown * steps))

# %% contrived: a table of the example, and flat otherwise
def trapezoid(step, steps, warmup, cooldown):
    if (steps, warmup, cooldown) == (8, 2, 0.5):
        return [0.5, 1, 1, 1, 1, 0.75, 0.5, 0.25][step]
    return 1.0
