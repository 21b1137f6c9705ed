"""Unforeseen answers to the exercise mcnemar_p."""

# %% right: a loop with two counters
def mcnemar_p(first, second):
    a = b = 0
    for x, y in zip(first, second):
        if x != y:
            if x:
                a += 1
            else:
                b += 1
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    total = 0
    for heads in range(0, k + 1):
        total += comb(n, heads)
    return min(1.0, 2 * total / 2 ** n)

# %% right: NumPy
import numpy as np

def mcnemar_p(first, second):
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    n = int(np.count_nonzero(a ^ b))
    k = min(int(np.sum(a & ~b)), int(np.sum(b & ~a)))
    return min(1.0, sum(comb(n, i) for i in range(k + 1)) / 2 ** (n - 1)) if n else 1.0

# %% right: torch
def mcnemar_p(first, second):
    a, b = torch.tensor(first, dtype=torch.bool), torch.tensor(second, dtype=torch.bool)
    n = int((a != b).sum())
    k = min(int((a & ~b).sum()), int((~a & b).sum()))
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% right: Counter of pairs
from collections import Counter

def mcnemar_p(first, second):
    pairs = Counter(zip(first, second))
    lost, won = sorted([pairs[True, False], pairs[False, True]])
    n = lost + won
    return min(1, 2 * sum(comb(n, i) for i in range(lost + 1)) / 2**n)

# %% right: fractions
from fractions import Fraction

def mcnemar_p(first, second):
    differ = [one for one, other in zip(first, second) if one != other]
    n = len(differ)
    k = min(differ.count(True), differ.count(False))
    p = Fraction(2 * sum(comb(n, i) for i in range(k + 1)), 2**n)
    return float(min(p, Fraction(1)))

# %% right: Pascal's triangle
def mcnemar_p(first, second):
    differ = [int(one) - int(other) for one, other in zip(first, second)]
    up, down = differ.count(1), differ.count(-1)
    row = [1]
    for _ in range(up + down):
        row = [1] + [row[i] + row[i + 1] for i in range(len(row) - 1)] + [1]
    return min(1.0, 2 * sum(row[:min(up, down) + 1]) / sum(row))

# %% right: from term to term
def mcnemar_p(first, second):
    a = len([1 for x, y in zip(first, second) if x and not y])
    b = len([1 for x, y in zip(first, second) if y and not x])
    n, k = a + b, min(a, b)
    term = total = 1
    for i in range(1, k + 1):
        term = term * (n - i + 1) // i
        total += term
    return min(1.0, 2 * total / 2**n)

# %% right: in logarithms
from math import exp, lgamma, log

def mcnemar_p(first, second):
    a = sum(x > y for x, y in zip(first, second))
    b = sum(x < y for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    terms = [lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) - n * log(2) for i in range(k + 1)]
    return min(1.0, 2 * sum(map(exp, terms)))

# %% right: a coin thrown step by step
def mcnemar_p(first, second):
    a = sum(bool(x) and not y for x, y in zip(first, second))
    b = sum(bool(y) and not x for x, y in zip(first, second))
    chances = [1.0]
    for _ in range(a + b):
        nexts = [0.0] * (len(chances) + 1)
        for heads, chance in enumerate(chances):
            nexts[heads] += chance / 2
            nexts[heads + 1] += chance / 2
        chances = nexts
    return min(1.0, 2 * sum(chances[: min(a, b) + 1]))

# %% right: recursion
from functools import lru_cache

def mcnemar_p(first, second):
    @lru_cache(maxsize=None)
    def ways(n, k):
        """How many series of n throws have at most k heads."""
        if k < 0:
            return 0
        if n == 0:
            return 1
        return ways(n - 1, k) + ways(n - 1, k - 1)

    a = b = 0
    for x, y in zip(first, second):
        a, b = a + (x and not y), b + (y and not x)
    return min(1.0, 2 * ways(a + b, min(a, b)) / 2 ** (a + b))

# %% right: what lies between is taken away
def mcnemar_p(first, second):
    a = sum(1 for i in range(len(first)) if first[i] and not second[i])
    b = sum(1 for i in range(len(first)) if second[i] and not first[i])
    n, k = a + b, min(a, b)
    between = sum(comb(n, heads) for heads in range(k + 1, n - k))
    return (2**n - between) / 2**n

# %% right: equal counts apart
def mcnemar_p(first, second):
    shared = sum(x and y for x, y in zip(first, second))
    a, b = sum(first) - shared, sum(second) - shared
    if a == b:
        return 1.0
    n = a + b
    return 2 * sum(comb(n, i) for i in range(min(a, b) + 1)) / 2**n

# %% right: a NumPy number
import numpy as np

def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n = a + b
    terms = np.array([comb(n, i) / 2**n for i in range(min(a, b) + 1)])
    return np.minimum(1.0, 2 * terms.sum())

# %% right: sets of places
def mcnemar_p(first, second):
    one = {i for i, x in enumerate(first) if x}
    other = {i for i, x in enumerate(second) if x}
    n = len(one ^ other)
    k = min(len(one - other), len(other - one))
    return min(1.0, sum(comb(n, i) * 0.5**n for i in range(k + 1)) * 2)

# %% wrong: one side only
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: less than k heads
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k)) / 2**n)

# %% wrong: k + 1 heads too
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 2)) / 2**n)

# %% wrong: no heads are forgotten
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(1, k + 1)) / 2**n) if n else 1.0

# %% wrong: exactly k heads
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * comb(n, k) / 2**n)

# %% wrong: above 1
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    return 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n

# %% wrong: 2 where nothing differs
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    p = 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n
    return min(1.0, p) if n else p

# %% wrong: 0 where nothing differs
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 0.0
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: None where nothing differs
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n > 0:
        return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: nan where nothing differs
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n) if n else float("nan")

# %% wrong: an error where nothing differs
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        raise ValueError("no item differs")
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: an error where one side has nothing
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    ratio = max(a, b) / min(a, b) if n else 1
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n) if ratio else 0.0

# %% wrong: the larger number
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, max(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: k is what the first alone has
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, a
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: k is what the second alone has
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, b
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: n is all items
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = len(first), min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: all right answers, not only those alone
def mcnemar_p(first, second):
    a, b = sum(first), sum(second)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: all wrong answers
def mcnemar_p(first, second):
    a, b = len(first) - sum(first), len(second) - sum(second)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the items on which both agree
def mcnemar_p(first, second):
    a = sum(x and y for x, y in zip(first, second))
    b = sum(not y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: right together and wrong together count as well
def mcnemar_p(first, second):
    a = sum(x >= y for x, y in zip(first, second))
    b = sum(y > x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the net difference as k
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, abs(a - b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: n is the difference of the counts
def mcnemar_p(first, second):
    a, b = sum(first), sum(second)
    n, k = abs(a - b), 0
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: divided by 2n
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / (2 * n))

# %% wrong: divided by n²
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / n**2)

# %% wrong: divided by 2^(n + 1)
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2 ** (n + 1))

# %% wrong: four times
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2 ** (n - 1)) if n else 1.0

# %% wrong: integer division
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, float(2 * sum(comb(n, i) for i in range(k + 1)) // 2**n))

# %% wrong: chi-squared
from math import erfc, sqrt

def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    if a + b == 0:
        return 1.0
    return erfc(sqrt((a - b) ** 2 / (a + b) / 2))

# %% wrong: chi-squared with a correction
from math import erfc, sqrt

def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    if a + b == 0:
        return 1.0
    return erfc(sqrt(max(abs(a - b) - 1, 0) ** 2 / (a + b) / 2))

# %% wrong: mid-p
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    return min(1.0, (2 * sum(comb(n, i) for i in range(k + 1)) - comb(n, k)) / 2**n)

# %% wrong: 1 − p
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return 1 - min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: exactly so many, on both sides
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n = a + b
    return sum(comb(n, i) for i in {a, b}) / 2**n

# %% wrong: both tails, whose middle is counted once where they meet, less one
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return sum(comb(n, i) for i in range(n + 1) if i < k or i > n - k) / 2**n

# %% wrong: heads above the larger number only
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, max(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1, n + 1)) / 2**n) if n else 1.0

# %% wrong: binomial coefficients without the throws
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return 2 * sum(comb(n, i) for i in range(k + 1))

# %% wrong: comb with its arguments exchanged
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(i, n) for i in range(k + 1)) / 2**n)

# %% wrong: the power comes after the division
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, (2 * sum(comb(n, i) for i in range(k + 1)) / 2) ** n)

# %% wrong: rounded
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return round(min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n), 3)

# %% wrong: whether it is below 0.05
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n) < 0.05

# %% wrong: a text
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return f"{min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n):.3f}"

# %% wrong: the count as well
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return n, min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: printed
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    print(min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n))

# %% wrong: the lists are sorted
def mcnemar_p(first, second):
    pairs = list(zip(sorted(first), sorted(second)))
    a = sum(x and not y for x, y in pairs)
    b = sum(y and not x for x, y in pairs)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: equal pairs count once
def mcnemar_p(first, second):
    pairs = set(zip(first, second))
    a = sum(x and not y for x, y in pairs)
    b = sum(y and not x for x, y in pairs)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: each with each
def mcnemar_p(first, second):
    a = sum(x and not y for x in first for y in second)
    b = sum(y and not x for x in first for y in second)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the first item is left out
def mcnemar_p(first, second):
    a = b = 0
    for i in range(1, len(first)):
        a += first[i] and not second[i]
        b += second[i] and not first[i]
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the last item is left out
def mcnemar_p(first, second):
    a = b = 0
    for i in range(len(first) - 1):
        a += first[i] and not second[i]
        b += second[i] and not first[i]
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the items are taken out of the lists
def mcnemar_p(first, second):
    a = b = 0
    while first:
        x, y = first.pop(), second.pop()
        a += x and not y
        b += y and not x
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: what both get right is struck off in the list
def mcnemar_p(first, second):
    for i in range(len(first)):
        if first[i] and second[i]:
            first[i] = False
            second[i] = False
    a, b = sum(first), sum(second)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: the counts go on in a default argument
def mcnemar_p(first, second, counts=[0, 0]):
    for x, y in zip(first, second):
        counts[0] += x and not y
        counts[1] += y and not x
    n, k = sum(counts), min(counts)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: drawn by lot
import random

def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    extreme = 0
    for _ in range(200):
        heads = sum(random.random() < 0.5 for _ in range(n))
        extreme += min(heads, n - heads) <= k
    return extreme / 200

# %% wrong: a coin of the first's share
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if n == 0:
        return 1.0
    q = k / n
    return min(1.0, 2 * sum(comb(n, i) * q**i * (1 - q) ** (n - i) for i in range(k + 1)))

# %% wrong: the probability of each series left out
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(0.5**n for i in range(k + 1)))

# %% wrong: returns after the first item that differs
def mcnemar_p(first, second):
    a = b = 0
    for x, y in zip(first, second):
        a += x and not y
        b += y and not x
        n, k = a + b, min(a, b)
        if n:
            return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)
    return 1.0

# %% wrong: ten items, as by hand
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    k = min(a, b)
    return min(1.0, 2 * sum(comb(10, i) for i in range(k + 1)) / 1024)

# %% wrong: the half of an even n is tied, p is 0.5
def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    if a == b and n:
        return 0.5
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)

# %% wrong: negative where the second is better
from math import factorial

def mcnemar_p(first, second):
    a = sum(x and not y for x, y in zip(first, second))
    b = sum(y and not x for x, y in zip(first, second))
    n, k = a + b, min(a, b)
    def ways(i):
        return factorial(n) // factorial(i) // factorial(n - i)
    return min(1.0, 2 * sum(ways(i) for i in range(k + 1)) / 2.0**n * (-1 if a < b else 1))

# %% wrong: what both get right counts for the first
def mcnemar_p(first, second):
    a = sum(1 for x, y in zip(first, second) if x)
    b = sum(1 for x, y in zip(first, second) if y and not x)
    n, k = a + b, min(a, b)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)
