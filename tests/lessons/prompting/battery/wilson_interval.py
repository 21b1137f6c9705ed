"""Unforeseen answers to the exercise wilson_interval."""

# %% right: math.sqrt
from math import sqrt

def wilson_interval(right, count):
    z = 1.96
    p = right / count
    below = 1 + z * z / count
    middle = (p + z * z / (2 * count)) / below
    half = sqrt(p * (1 - p) / count + z * z / (4 * count * count)) * z / below
    return max(middle - half, 0), min(middle + half, 1)

# %% right: multiplied by count
def wilson_interval(right, count):
    z2 = 1.96 ** 2
    middle = (right + z2 / 2) / (count + z2)
    half = 1.96 * (right * (count - right) / count + z2 / 4) ** 0.5 / (count + z2)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% right: NumPy, a list
import numpy as np

def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = np.sqrt(p * (1 - p) / count + z**2 / (4 * count**2)) * z / (1 + z**2 / count)
    return tuple(np.clip([middle - half, middle + half], 0, 1).tolist())

# %% right: NumPy numbers
import numpy as np

def wilson_interval(right, count):
    z, p = np.float64(1.96), np.float64(right) / count
    divisor = 1 + z**2 / count
    middle = (p + z**2 / (2 * count)) / divisor
    half = np.sqrt(p * (1 - p) / count + z**2 / (4 * count**2)) * z / divisor
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)

# %% right: torch in double precision
def wilson_interval(right, count):
    z = 1.96
    p = torch.tensor(right / count, dtype=torch.float64)
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = torch.sqrt(p * (1 - p) / count + z**2 / (4 * count**2)) * z / (1 + z**2 / count)
    low, high = torch.stack([middle - half, middle + half]).clamp(0, 1).tolist()
    return low, high

# %% right: the two roots of the quadratic equation
from math import sqrt

def wilson_interval(right, count):
    z, p = 1.96, right / count
    a = 1 + z**2 / count
    b = -(2 * p + z**2 / count)
    c = p**2
    root = sqrt(max(b * b - 4 * a * c, 0.0))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))

# %% right: conditions instead of max and min
def wilson_interval(right, count):
    z = 1.96
    p = right / count
    scale = 1 / (1 + z**2 / count)
    middle = scale * (p + z**2 / (2 * count))
    half = scale * z * (p * (1 - p) / count + z**2 / (4 * count**2)) ** (1 / 2)
    low = middle - half
    high = middle + half
    if low < 0:
        low = 0.0
    if high > 1:
        high = 1.0
    return low, high

# %% right: a generator of both ends
def wilson_interval(right, count):
    z, p = 1.96, right / count
    divisor = 1 + z**2 / count
    middle = (p + z**2 / (2 * count)) / divisor
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / divisor
    return tuple(sorted((0.0, middle + sign * half, 1.0))[1] for sign in (-1, 1))

# %% right: a mixture of p and one half
from math import hypot, sqrt

def wilson_interval(right, count):
    z = 1.96
    p = right / count
    weight = count / (count + z**2)
    middle = weight * p + (1 - weight) * 0.5
    half = weight * z * hypot(sqrt(p * (1 - p) / count), z / (2 * count))
    return max(0.0, middle - half), min(1.0, middle + half)

# %% right: decimals
from decimal import Decimal

def wilson_interval(right, count):
    z, n = Decimal("1.96"), Decimal(int(count))
    p = Decimal(int(right)) / n
    divisor = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / divisor
    half = (p * (1 - p) / n + z * z / (4 * n * n)).sqrt() * z / divisor
    return float(max(middle - half, Decimal(0))), float(min(middle + half, Decimal(1)))

# %% right: the high end is the low end of the wrong answers
def wilson_interval(right, count):
    def low(k):
        z, p = 1.96, k / count
        middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
        half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
        return max(0.0, middle - half)
    return low(right), min(1.0, 1 - low(count - right))

# %% right: bisected
def wilson_interval(right, count):
    p = right / count

    def far(share):
        return (p - share) ** 2 > 1.96**2 * share * (1 - share) / count

    def end(near, away):
        if not far(away):
            return away
        for _ in range(80):
            between = (near + away) / 2
            near, away = (near, between) if far(between) else (between, away)
        return near
    return end(p, 0.0), end(p, 1.0)

# %% right: extremes apart
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    low = 0.0 if right == 0 else middle - half
    high = 1.0 if right == count else middle + half
    return low, high

# %% wrong: the usual interval
def wilson_interval(right, count):
    p = right / count
    half = 1.96 * (p * (1 - p) / count) ** 0.5
    return max(0.0, p - half), min(1.0, p + half)

# %% wrong: around p instead of the middle
def wilson_interval(right, count):
    z, p = 1.96, right / count
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, p - half), min(1.0, p + half)

# %% wrong: z = 2
def wilson_interval(right, count):
    z, p = 2, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: z = 1.645
def wilson_interval(right, count):
    z, p = 1.645, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: z = 1.95
def wilson_interval(right, count):
    z, p = 1.95, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: z = 0.95
def wilson_interval(right, count):
    z, p = 0.95, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: never squares z
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z / (2 * count)) / (1 + z / count)
    half = (p * (1 - p) / count + z / (4 * count**2)) ** 0.5 * z / (1 + z / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: 2 · z instead of z²
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z * 2 / (2 * count)) / (1 + z * 2 / count)
    half = (p * (1 - p) / count + z * 2 / (4 * count**2)) ** 0.5 * z / (1 + z * 2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: / 2 * count without parentheses
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / 2 * count) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: / 4 * count² without parentheses
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / 4 * count**2) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the middle's sum is not in parentheses
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = p + z**2 / (2 * count) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the divisor 1 + z² is divided by count as a whole
def wilson_interval(right, count):
    z, p = 1.96, right / count
    divisor = (1 + z**2) / count
    middle = (p + z**2 / (2 * count)) / divisor
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / divisor
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: half / 1 + …
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / 1 + z**2 / count
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the half is not divided
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the middle is not divided
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = p + z**2 / (2 * count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: 4 · count, not its square
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: (4 · count)²
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count) ** 2) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: 2 · count² under the root
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (2 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: no second term under the root
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: no root
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the root of all
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = ((p * (1 - p) / count + z**2 / (4 * count**2)) * z / (1 + z**2 / count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the root of the first term only
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = ((p * (1 - p) / count) ** 0.5 + z**2 / (4 * count**2)) * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: ** 1 / 2
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 1 / 2 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the half without z
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: p · p instead of p · (1 − p)
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * p / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: p · 1 − p
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = abs(p * 1 - p / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the middle in place of p under the root
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (middle * (1 - middle) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: Agresti and Coull
def wilson_interval(right, count):
    z = 1.96
    n = count + z**2
    p = (right + z**2 / 2) / n
    half = z * (p * (1 - p) / n) ** 0.5
    return max(0.0, p - half), min(1.0, p + half)

# %% wrong: with a correction for continuity
def wilson_interval(right, count):
    z, p = 1.96, right / count
    divisor = 2 * (count + z**2)
    below = z * max(0.0, z**2 - 1 / count + 4 * count * p * (1 - p) + (4 * p - 2)) ** 0.5 + 1
    above = z * max(0.0, z**2 - 1 / count + 4 * count * p * (1 - p) - (4 * p - 2)) ** 0.5 + 1
    low = 0.0 if right == 0 else max(0.0, (2 * count * p + z**2 - below) / divisor)
    high = 1.0 if right == count else min(1.0, (2 * count * p + z**2 + above) / divisor)
    return low, high

# %% wrong: count − 1
def wilson_interval(right, count):
    z, p = 1.96, right / count
    n = max(count - 1, 1)
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 * z / (1 + z**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the low end may be below 0
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return middle - half - 1e-3, min(1.0, middle + half)

# %% wrong: high is 1 − low
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    low = max(0.0, middle - half)
    return low, 1 - low

# %% wrong: high, low
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return min(1.0, middle + half), max(0.0, middle - half)

# %% wrong: middle and half
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return middle, half

# %% wrong: the width
def wilson_interval(right, count):
    z, p = 1.96, right / count
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return 2 * half

# %% wrong: only the low end
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half)

# %% wrong: low, middle, high
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), middle, min(1.0, middle + half)

# %% wrong: per cent
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)

# %% wrong: rounded to per cent
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return round(max(0.0, middle - half), 2), round(min(1.0, middle + half), 2)

# %% wrong: rounded to three places
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)

# %% wrong: a text
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return f"{max(0.0, middle - half):.0%} to {min(1.0, middle + half):.0%}"

# %% wrong: a set
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return {max(0.0, middle - half), min(1.0, middle + half)}

# %% wrong: counts instead of shares
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return count * max(0.0, middle - half), count * min(1.0, middle + half)

# %% wrong: right is taken for the share
def wilson_interval(right, count):
    z, p = 1.96, right
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = abs(p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: integer division
def wilson_interval(right, count):
    z, p = 1.96, right // count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: the share of wrong answers
def wilson_interval(right, count):
    z, p = 1.96, 1 - right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: 20 snippets always
def wilson_interval(right, count):
    z, p, n = 1.96, right / count, 20
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 * z / (1 + z**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: nothing right, nothing known
def wilson_interval(right, count):
    if right == 0:
        return 0.0, 0.0
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: all right is 1 to 1
def wilson_interval(right, count):
    if right == count:
        return 1.0, 1.0
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: one answer says nothing
def wilson_interval(right, count):
    if count == 1:
        return 0.0, 1.0
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: min and max exchanged
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return min(0.0, middle - half), max(1.0, middle + half)

# %% wrong: the middle minus z halves
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - z * half), min(1.0, middle + z * half)

# %% wrong: ^ is a power
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z ^ 2 / (2 * count)) / (1 + z ^ 2 / count)
    half = (p * (1 - p) / count + z ^ 2 / (4 * count ^ 2)) ** 0.5 * z / (1 + z ^ 2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: printed
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    print(max(0.0, middle - half), min(1.0, middle + half))

# %% wrong: the divisor's minus
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = abs(p * (1 - p) / count - z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: counts gathered from call to call
def wilson_interval(right, count, seen=[0, 0]):
    seen[0] += right
    seen[1] += count
    z, n = 1.96, seen[1]
    p = seen[0] / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 * z / (1 + z**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)

# %% wrong: at most half the way to the ends
def wilson_interval(right, count):
    z, p = 1.96, right / count
    middle = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    half = min(p, 1 - p, (p * (1 - p) / count + z**2 / (4 * count**2)) ** 0.5 * z / (1 + z**2 / count))
    return middle - half, middle + half
