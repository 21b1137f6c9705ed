"""Unforeseen answers to the exercise pass_at_k."""

# %% right: two binomial coefficients
from math import comb

def pass_at_k(tries, right, k):
    return 1 - comb(tries - right, k) / comb(tries, k)

# %% right: a whole 1 where wrong ones do not suffice
from math import comb

def pass_at_k(tries, right, k):
    if tries - right < k:
        return 1
    if right == 0:
        return 0
    return 1.0 - comb(tries - right, k) / comb(tries, k)

# %% right: the paper's product in NumPy
import numpy as np

def pass_at_k(tries, right, k):
    if tries - right < k:
        return 1.0
    return 1.0 - np.prod(1.0 - k / np.arange(tries - right + 1, tries + 1))

# %% right: the same product without the question
import numpy as np

def pass_at_k(tries, right, k):
    return float(1 - np.prod(1 - k / np.arange(tries - right + 1, tries + 1)))

# %% right: fractions
from fractions import Fraction

def pass_at_k(tries, right, k):
    none = Fraction(1)
    wrong, left = tries - right, tries
    for _ in range(k):
        none *= Fraction(wrong, left)
        wrong, left = max(0, wrong - 1), left - 1
    return float(1 - none)

# %% right: added up by how many right ones are drawn
from math import comb

def pass_at_k(tries, right, k):
    ways = sum(comb(right, hits) * comb(tries - right, k - hits) for hits in range(1, k + 1))
    return ways / comb(tries, k)

# %% right: by where the first right one comes
def pass_at_k(tries, right, k):
    total, so_far = 0.0, 1.0
    for place in range(k):
        total += so_far * right / (tries - place)
        so_far *= (tries - right - place) / (tries - place)
        if so_far <= 0:
            break
    return total

# %% right: ordered choices
import math

def pass_at_k(tries, right, k):
    return 1 - math.perm(tries - right, k) / math.perm(tries, k)

# %% right: recursion
def pass_at_k(tries, right, k):
    if right == 0 or k == 0:
        return 0.0
    if right + k > tries:
        return 1.0
    return right / tries + (tries - right) / tries * pass_at_k(tries - 1, right, k - 1)

# %% right: logarithms of factorials
from math import exp, lgamma

def pass_at_k(tries, right, k):
    wrong = tries - right
    if k > wrong:
        return 1.0
    log_none = lgamma(wrong + 1) - lgamma(wrong - k + 1) - lgamma(tries + 1) + lgamma(tries - k + 1)
    return 1.0 - exp(log_none)

# %% wrong: a tensor of one number, where a float is asked for
import torch

def pass_at_k(tries, right, k):
    drawn = torch.arange(k, dtype=torch.float64)
    return 1 - ((tries - right - drawn).clamp(min=0) / (tries - drawn)).prod()

# %% right: math.prod, which goes through nought
import math

def pass_at_k(tries, right, k):
    return 1 - math.prod((tries - right - i) / (tries - i) for i in range(k))

# %% right: factorials as whole numbers
from math import factorial as f

def pass_at_k(tries, right, k):
    wrong = tries - right
    if wrong < k:
        return 1.0
    return 1 - f(wrong) * f(tries - k) / (f(wrong - k) * f(tries))

# %% right: Pascal's triangle
def pass_at_k(tries, right, k):
    def row(n):
        line = [1]
        for _ in range(n):
            line = [1] + [a + b for a, b in zip(line, line[1:])] + [1]
        return line
    bad = row(tries - right)
    return 1 - (bad[k] if k < len(bad) else 0) / row(tries)[k]

# %% wrong: put back after each draw
def pass_at_k(tries, right, k):
    return 1 - (1 - right / tries) ** k

# %% wrong: pass at 1 whatever k is
def pass_at_k(tries, right, k):
    return right / tries

# %% wrong: k times as probable
def pass_at_k(tries, right, k):
    return min(1.0, k * right / tries)

# %% wrong: none of them
from math import comb

def pass_at_k(tries, right, k):
    return comb(tries - right, k) / comb(tries, k)

# %% wrong: all k are right
from math import comb

def pass_at_k(tries, right, k):
    return comb(right, k) / comb(tries, k)

# %% wrong: not all k are right
from math import comb

def pass_at_k(tries, right, k):
    return 1 - comb(right, k) / comb(tries, k)

# %% wrong: exactly one is right
from math import comb

def pass_at_k(tries, right, k):
    return right * comb(tries - right, k - 1) / comb(tries, k)

# %% wrong: at least two
from math import comb

def pass_at_k(tries, right, k):
    return sum(comb(right, i) * comb(tries - right, k - i) for i in range(2, k + 1)) / comb(tries, k)

# %% wrong: whether any is right
def pass_at_k(tries, right, k):
    return 1.0 if right else 0.0

# %% wrong: whether k are right
def pass_at_k(tries, right, k):
    return 1.0 if right >= k else right / k

# %% wrong: one draw too few
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(1, k):
        none *= (tries - right - drawn) / (tries - drawn)
    return 1 - none

# %% wrong: the first draw is forgotten
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(k - 1):
        none *= (tries - right - drawn) / (tries - drawn)
    return 1 - none

# %% wrong: one draw too many
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(k + 1):
        if tries - right - drawn <= 0:
            return 1.0
        none *= (tries - right - drawn) / (tries - drawn)
    return 1 - none

# %% wrong: counts draws from 1
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(1, k + 1):
        none *= max(0, tries - right - drawn) / max(1, tries - drawn)
    return 1 - none

# %% wrong: only the wrong ones become fewer
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(k):
        none *= max(0, tries - right - drawn) / tries
    return 1 - none

# %% wrong: only all become fewer
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(k):
        none *= (tries - right) / (tries - drawn)
    return 1 - none

# %% wrong: the right ones become fewer
def pass_at_k(tries, right, k):
    none = 1.0
    for drawn in range(k):
        none *= 1 - max(0, right - drawn) / (tries - drawn)
    return 1 - none

# %% wrong: factorials of negative numbers
from math import factorial

def pass_at_k(tries, right, k):
    wrong = tries - right
    none = factorial(wrong) * factorial(tries - k) / (factorial(wrong - k) * factorial(tries))
    return 1 - none

# %% wrong: the logarithm of nought
from math import comb, exp, log

def pass_at_k(tries, right, k):
    return 1 - exp(log(comb(tries - right, k)) - log(comb(tries, k)))

# %% wrong: the gamma function overflows
from math import gamma

def pass_at_k(tries, right, k):
    wrong = tries - right
    if wrong < k:
        return 1.0
    return 1 - gamma(wrong + 1) / gamma(wrong - k + 1) * gamma(tries - k + 1) / gamma(tries + 1)

# %% wrong: products of 64 bits overflow
import numpy as np

def pass_at_k(tries, right, k):
    wrong = tries - right
    if wrong < k:
        return 1.0
    above = np.prod(np.arange(wrong - k + 1, wrong + 1))
    below = np.prod(np.arange(tries - k + 1, tries + 1))
    return float(1 - above / below)

# %% wrong: certain one draw too early
from math import comb

def pass_at_k(tries, right, k):
    if tries - right <= k:
        return 1.0
    return 1 - comb(tries - right, k) / comb(tries, k)

# %% wrong: certain as soon as k are right
from math import comb

def pass_at_k(tries, right, k):
    if right >= k:
        return 1.0
    return 1 - comb(tries - right, k) / comb(tries, k)

# %% wrong: nought where the wrong ones do not suffice
from math import comb

def pass_at_k(tries, right, k):
    if tries - right < k:
        return 0.0
    return 1 - comb(tries - right, k) / comb(tries, k)

# %% wrong: whole division
from math import comb

def pass_at_k(tries, right, k):
    return 1 - comb(tries - right, k) // comb(tries, k)

# %% wrong: two places
from math import comb

def pass_at_k(tries, right, k):
    return round(1 - comb(tries - right, k) / comb(tries, k), 2)

# %% wrong: per cent
from math import comb

def pass_at_k(tries, right, k):
    return 100 * (1 - comb(tries - right, k) / comb(tries, k))

# %% wrong: a text
from math import comb

def pass_at_k(tries, right, k):
    return f"{1 - comb(tries - right, k) / comb(tries, k):.0%}"

# %% wrong: printed only
from math import comb

def pass_at_k(tries, right, k):
    print(1 - comb(tries - right, k) / comb(tries, k))

# %% wrong: a thousand draws
import random

def pass_at_k(tries, right, k):
    rng = random.Random(0)
    programs = [True] * right + [False] * (tries - right)
    return sum(any(rng.sample(programs, k)) for _ in range(1000)) / 1000

# %% wrong: the first k, the right ones last
def pass_at_k(tries, right, k):
    programs = [False] * (tries - right) + [True] * right
    return float(any(programs[:k]))

# %% wrong: groups of k
def pass_at_k(tries, right, k):
    programs = [True] * right + [False] * (tries - right)
    groups = [programs[i:i + k] for i in range(0, tries, k)]
    return sum(map(any, groups)) / len(groups)

# %% wrong: remembers by tries and right alone
from math import comb

def pass_at_k(tries, right, k, known={}):
    if (tries, right) not in known:
        known[tries, right] = 1 - comb(tries - right, k) / comb(tries, k)
    return known[tries, right]

# %% wrong: always of 20 tries
from math import comb

def pass_at_k(tries, right, k):
    return 1 - comb(20 - right, k) / comb(20, k)

# %% wrong: right taken for wrong ones and for tries
from math import comb

def pass_at_k(tries, right, k):
    return 1 - comb(right, k) / comb(max(k, tries - right), k)

# %% wrong: k = 1 only is exact
def pass_at_k(tries, right, k):
    if k == 1:
        return right / tries
    if k == tries:
        return float(right > 0)
    return 1 - ((tries - right) / tries) ** k

# %% wrong: how many right ones are expected
def pass_at_k(tries, right, k):
    return k * right / tries
