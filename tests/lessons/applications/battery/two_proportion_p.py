"""Unforeseen answers to the exercise two_proportion_p."""

# %% right: step by step
from math import erfc, sqrt

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    a = clicks_a / shown_a
    b = clicks_b / shown_b
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p == 0 or p == 1:
        return 1
    z = (b - a) / sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return erfc(abs(z) / sqrt(2))

# %% right: the error is caught
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    try:
        z = (clicks_b / shown_b - clicks_a / shown_a) / (p * (1 - p) * (1 / shown_a + 1 / shown_b)) ** 0.5
    except ZeroDivisionError:
        return 1.0
    return math.erfc(abs(z) / 2 ** 0.5)

# %% right: the normal distribution of the standard library
from statistics import NormalDist

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    clicks, shown = clicks_a + clicks_b, shown_a + shown_b
    if clicks == 0 or clicks == shown:
        return 1.0
    p = clicks / shown
    spread = (p * (1 - p) / shown_a + p * (1 - p) / shown_b) ** 0.5
    z = abs(clicks_b / shown_b - clicks_a / shown_a) / spread
    return 2 * NormalDist().cdf(-z)

# %% right: both sides of a normal distribution
from statistics import NormalDist

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    variance = p * (1 - p) * (1 / shown_a + 1 / shown_b)
    if not variance:
        return 1.0
    difference = abs(clicks_a / shown_a - clicks_b / shown_b)
    chance = NormalDist(0, math.sqrt(variance))
    return chance.cdf(-difference) + (1 - chance.cdf(difference))

# %% right: 1 − erf
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    pooled = (clicks_a + clicks_b) / (shown_a + shown_b)
    if not 0 < pooled < 1:
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(pooled * (1 - pooled) * (1 / shown_a + 1 / shown_b))
    return 1 - math.erf(abs(z) / math.sqrt(2))

# %% right: χ² of a table of four
import numpy as np

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    table = np.array([[clicks_a, shown_a - clicks_a], [clicks_b, shown_b - clicks_b]], dtype=float)
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    if (expected == 0).any():
        return 1.0
    chi_squared = ((table - expected) ** 2 / expected).sum()
    return math.erfc(math.sqrt(chi_squared / 2))

# %% wrong: a tensor of one number, where a float is asked for
import torch

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    clicks = torch.tensor([clicks_a, clicks_b], dtype=torch.float64)
    shown = torch.tensor([shown_a, shown_b], dtype=torch.float64)
    p = clicks.sum() / shown.sum()
    if p in (0, 1):
        return torch.tensor(1.0)
    z = (clicks / shown).diff() / (p * (1 - p) * (1 / shown).sum()).sqrt()
    return torch.erfc(z.abs() / 2 ** 0.5)[0]

# %% right: NumPy, where 0 / 0 is not a number
import numpy as np

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    clicks, shown = np.array([clicks_a, clicks_b]), np.array([shown_a, shown_b])
    p = clicks.sum() / shown.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.diff(clicks / shown)[0] / np.sqrt(p * (1 - p) * (1 / shown).sum())
    return 1.0 if np.isnan(z) else np.float64(math.erfc(abs(z) / np.sqrt(2)))

# %% right: fractions up to the root
from fractions import Fraction as F

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = F(clicks_a + clicks_b, shown_a + shown_b)
    variance = p * (1 - p) * (F(1, shown_a) + F(1, shown_b))
    if variance == 0:
        return 1.0
    z_squared = (F(clicks_b, shown_b) - F(clicks_a, shown_a)) ** 2 / variance
    return math.erfc(math.sqrt(z_squared / 2))

# %% right: whole numbers as long as possible
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    n, k = shown_a + shown_b, clicks_a + clicks_b
    below = k * (n - k) * shown_a * shown_b
    if below == 0:
        return 1.0
    above = n * (clicks_b * shown_a - clicks_a * shown_b) ** 2
    return math.erfc((above / below / 2) ** 0.5)

# %% right: nothing differs
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    difference = clicks_b / shown_b - clicks_a / shown_a
    if difference == 0:
        return 1.0
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    return math.erfc(abs(difference) / math.sqrt(2 * p * (1 - p) * (1 / shown_a + 1 / shown_b)))

# %% right: helpers, and the root of z²
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    def share(clicks, shown):
        return clicks / shown

    def spread(p):
        return math.hypot(*(math.sqrt(p * (1 - p) / shown) for shown in (shown_a, shown_b)))

    error = spread(share(clicks_a + clicks_b, shown_a + shown_b))
    z = (share(clicks_b, shown_b) - share(clicks_a, shown_a)) / error if error else 0
    return math.erfc(math.sqrt(z ** 2) / math.sqrt(2))

# %% wrong: without the absolute value
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(z / math.sqrt(2))

# %% wrong: without the absolute value, and A less B
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_a / shown_a - clicks_b / shown_b) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(z / math.sqrt(2))

# %% wrong: one side
from statistics import NormalDist

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return 1 - NormalDist().cdf(abs(z))

# %% wrong: how sure B is better
from statistics import NormalDist

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return NormalDist().cdf(z)

# %% wrong: erf
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erf(abs(z) / math.sqrt(2))

# %% wrong: z not divided by √2
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z))

# %% wrong: z divided by 2
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / 2)

# %% wrong: the density instead of the tails
from statistics import NormalDist

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return 2 * NormalDist().pdf(z)

# %% wrong: z itself
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    return (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))

# %% wrong: whether it is below 0.05
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return True
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2)) < 0.05

# %% wrong: the mean of both shares
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    a, b = clicks_a / shown_a, clicks_b / shown_b
    p = (a + b) / 2
    if p in (0, 1):
        return 1.0
    z = (b - a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: each share with its own spread
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    a, b = clicks_a / shown_a, clicks_b / shown_b
    variance = a * (1 - a) / shown_a + b * (1 - b) / shown_b
    if variance == 0:
        return 1.0
    return math.erfc(abs(b - a) / math.sqrt(2 * variance))

# %% wrong: A's share alone for the spread
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    a, b = clicks_a / shown_a, clicks_b / shown_b
    if a in (0, 1):
        return 1.0
    z = (b - a) / math.sqrt(a * (1 - a) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: one over all shown
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    n = shown_a + shown_b
    p = (clicks_a + clicks_b) / n
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) / n)
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: both shown as often as A
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * 2 / shown_a)
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: both shares of B's visitors
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b - clicks_a) / shown_b / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: shares crosswise
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_a - clicks_a / shown_b) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: no root
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / (p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: the root ends too early
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / (math.sqrt(p * (1 - p)) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: multiplied by the spread
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    z = (clicks_b / shown_b - clicks_a / shown_a) * math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: a bracket missing before the division
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = clicks_b / shown_b - clicks_a / shown_a / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: divided by p, and times the rest
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / p * (1 - p) * (1 / shown_a + 1 / shown_b)
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: p² for p (1 − p)
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * p * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: fails where nobody clicks
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: fails where everybody clicks
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    if clicks_a + clicks_b == 0:
        return 1.0
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: not a number where nobody clicks
import numpy as np

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = np.float64(clicks_a + clicks_b) / (shown_a + shown_b)
    with np.errstate(all="ignore"):
        z = (clicks_b / shown_b - clicks_a / shown_a) / np.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: 0 where nobody clicks
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 0.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: 1 where one of them has no clicks
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if clicks_a == 0 or clicks_b == 0 or p == 1:
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: 1 where one is clicked by everybody
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if clicks_a == shown_a or clicks_b == shown_b or p == 0:
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: 1 where both have as many clicks
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if clicks_a == clicks_b or p == 1:
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: whole division
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b // shown_b - clicks_a // shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: rounded to two places
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return round(math.erfc(abs(z) / math.sqrt(2)), 2)

# %% wrong: z to two places, as in a table
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(round(abs(z), 2) / math.sqrt(2))

# %% wrong: per cent
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 100.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return 100 * math.erfc(abs(z) / math.sqrt(2))

# %% wrong: a text
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return "p = 1"
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return f"p = {math.erfc(abs(z) / math.sqrt(2)):.4f}"

# %% wrong: corrected for continuity
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / (shown_a + shown_b)
    if p in (0, 1):
        return 1.0
    per_visitor = 1 / shown_a + 1 / shown_b
    difference = max(0.0, abs(clicks_b / shown_b - clicks_a / shown_a) - per_visitor / 2)
    return math.erfc(difference / math.sqrt(2 * p * (1 - p) * per_visitor))

# %% wrong: drawn at random
import random

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    rng, p, far = random.Random(0), (clicks_a + clicks_b) / (shown_a + shown_b), 0
    seen = abs(clicks_b / shown_b - clicks_a / shown_a)
    for _ in range(50):
        a = sum(rng.random() < p for _ in range(min(shown_a, 1000))) / min(shown_a, 1000)
        b = sum(rng.random() < p for _ in range(min(shown_b, 1000))) / min(shown_b, 1000)
        far += abs(b - a) >= seen
    return far / 50

# %% wrong: always a thousand visitors
def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    p = (clicks_a + clicks_b) / 2000
    if p in (0, 1):
        return 1.0
    z = (clicks_b - clicks_a) / 1000 / math.sqrt(p * (1 - p) * 2 / 1000)
    return math.erfc(abs(z) / math.sqrt(2))

# %% wrong: adds up over calls
seen = [0, 0]

def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
    seen[0] += clicks_a + clicks_b
    seen[1] += shown_a + shown_b
    p = seen[0] / seen[1]
    if p in (0, 1):
        return 1.0
    z = (clicks_b / shown_b - clicks_a / shown_a) / math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))
    return math.erfc(abs(z) / math.sqrt(2))
