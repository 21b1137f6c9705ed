"""Answers to the exercise `fit_power_law`: the least-squares line through the logarithms."""

# %% right: polyfit
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return np.exp(height), -slope

# %% right: plain Python and sums
import math

def fit_power_law(amounts, excesses):
    xs = [math.log(float(amount)) for amount in amounts]
    ys = [math.log(float(excess)) for excess in excesses]
    n = len(xs)
    top = n * sum(x * y for x, y in zip(xs, ys)) - sum(xs) * sum(ys)
    bottom = n * sum(x * x for x in xs) - sum(xs) ** 2
    slope = top / bottom
    return math.exp((sum(ys) - slope * sum(xs)) / n), -slope

# %% right: covariance over variance, both with n - 1
def fit_power_law(amounts, excesses):
    table = np.cov(np.log(amounts), np.log(excesses))
    slope = table[0, 1] / table[0, 0]
    return np.exp(np.mean(np.log(excesses)) - slope * np.mean(np.log(amounts))), -slope

# %% right: logarithms to base 2, and back
def fit_power_law(amounts, excesses):
    x, y = np.log2(amounts), np.log2(excesses)
    slope, height = np.polynomial.polynomial.polyfit(x, y, 1)[::-1]
    return 2.0**height, -slope

# %% right: normal equations
def fit_power_law(amounts, excesses):
    matrix = np.array([[1.0, -np.log(amount)] for amount in amounts])
    height, exponent = np.linalg.solve(matrix.T @ matrix, matrix.T @ np.log(excesses))
    return float(np.exp(height)), float(exponent)

# %% right: torch in double precision
import torch

def fit_power_law(amounts, excesses):
    x = torch.tensor([float(a) for a in amounts], dtype=torch.float64).log()
    y = torch.tensor([float(e) for e in excesses], dtype=torch.float64).log()
    slope = ((x - x.mean()) * y).sum() / ((x - x.mean()) ** 2).sum()
    return (y.mean() - slope * x.mean()).exp().item(), -slope.item()

# %% wrong: median of the slopes between neighbours
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(len(x)) for j in range(i) if x[i] != x[j]]
    slope = np.median(slopes)
    return np.exp(np.median(y - slope * x)), -slope

# %% wrong: mean of the slopes from one training to the next
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    steps = [(b - a) / (d - c) for a, b, c, d in zip(y, y[1:], x, x[1:]) if d != c] or [0.0]
    slope = sum(steps) / len(steps)
    return np.exp(y.mean() - slope * x.mean()), -slope

# %% wrong: the smallest and the largest amount
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    low, high = x.argmin(), x.argmax()
    slope = (y[high] - y[low]) / (x[high] - x[low])
    return np.exp(y[low] - slope * x[low]), -slope

# %% wrong: a training weighs as much as its excess
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    weights = np.asarray(excesses, dtype=float)
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1, w=weights)
    return np.exp(height), -slope

# %% wrong: returns a dictionary
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return {"coefficient": np.exp(height), "exponent": -slope}

# %% wrong: rounded as in the example
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return round(float(np.exp(height)), 1), round(float(-slope), 3)

# %% wrong: log(1 + x), to be safe
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log1p(amounts), np.log1p(excesses), 1)
    return np.exp(height), -slope

# %% wrong: both logarithms to base 10, height turned back with e
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log10(amounts), np.log10(excesses), 1)
    return np.exp(height), -slope

# %% wrong: one division too many
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    slope = ((x - x.mean()) * (y - y.mean())).mean() / ((x - x.mean()) ** 2).sum()
    return np.exp(y.mean() - slope * x.mean()), -slope

# %% wrong: the exponent without its sign
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return np.exp(height), abs(slope)

# %% wrong: a repeated amount is kept once, its last training
def fit_power_law(amounts, excesses):
    table = dict(zip(list(amounts), list(excesses)))
    slope, height = np.polyfit(np.log(list(table)), np.log(list(table.values())), 1)
    return np.exp(height), -slope

# %% wrong: shifts the amounts so that the first is 1
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(np.asarray(amounts) / amounts[0]), np.log(excesses), 1)
    return np.exp(height), -slope

# %% wrong: changes the lists that it is handed
import math

def fit_power_law(amounts, excesses):
    for index in range(len(amounts)):
        amounts[index] = math.log(amounts[index])
        excesses[index] = math.log(excesses[index])
    slope, height = np.polyfit(amounts, excesses, 1)
    return np.exp(height), -slope

# %% wrong: half precision
import torch

def fit_power_law(amounts, excesses):
    x = torch.tensor([float(a) for a in amounts]).log().half().float()
    y = torch.tensor([float(e) for e in excesses]).log().half().float()
    slope = ((x - x.mean()) * y).sum() / ((x - x.mean()) ** 2).sum()
    return (y.mean() - slope * x.mean()).exp().item(), -slope.item()

# %% wrong: prints instead of returning
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts), np.log(excesses), 1)
    print(np.exp(height), -slope)

# %% contrived: ignores trainings beyond the fiftieth
def fit_power_law(amounts, excesses):
    slope, height = np.polyfit(np.log(amounts[:50]), np.log(excesses[:50]), 1)
    return np.exp(height), -slope

# %% right: to base 10 both ways
def fit_power_law(amounts, excesses):
    slope, level = np.polyfit(np.log10(amounts), np.log10(excesses), 1)
    return 10 ** level, -slope

# %% right: normal equations of the matrix, in torch
import torch

def fit_power_law(amounts, excesses):
    x = torch.as_tensor(np.asarray(amounts, dtype=float)).log()
    y = torch.as_tensor(np.asarray(excesses, dtype=float)).log()
    level, slope = torch.linalg.lstsq(torch.stack([torch.ones_like(x), x], 1), y).solution
    return level.exp(), -slope

# %% right: a named pair, from the covariance
from typing import NamedTuple

class Law(NamedTuple):
    coefficient: float
    exponent: float

def fit_power_law(amounts, excesses):
    table = np.cov(np.log2(amounts), np.log2(excesses), bias=True)
    exponent = -table[0, 1] / table[0, 0]
    return Law(2 ** (np.log2(excesses).mean() + exponent * np.log2(amounts).mean()), exponent)

# %% right: every pair of points has a slope; their mean, weighted by the squared distance, is the line's
from itertools import combinations

def fit_power_law(amounts, excesses):
    points = [(math.log(a), math.log(e)) for a, e in zip(amounts, excesses)]
    above = below = 0.0
    for (x, y), (u, v) in combinations(points, 2):
        above += (x - u) * (y - v)
        below += (x - u) ** 2
    exponent = -above / below
    n = len(points)
    return math.exp(sum(y for _, y in points) / n + exponent * sum(x for x, _ in points) / n), exponent

# %% wrong: a law always falls
def fit_power_law(amounts, excesses):
    slope, level = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return np.exp(level), abs(slope)

# %% wrong: exponent first
def fit_power_law(amounts, excesses):
    slope, level = np.polyfit(np.log(amounts), np.log(excesses), 1)
    return -slope, np.exp(level)

# %% wrong: one point for each amount, the mean in logarithms
def fit_power_law(amounts, excesses):
    groups = {}
    for a, e in zip(amounts, excesses):
        groups.setdefault(a, []).append(math.log(e))
    slope, level = np.polyfit(np.log(list(groups)), [np.mean(each) for each in groups.values()], 1)
    return np.exp(level), -slope

# %% wrong: equal points count once
def fit_power_law(amounts, excesses):
    points = np.log(np.array(sorted(set(zip(map(float, amounts), map(float, excesses))))))
    slope, level = np.polyfit(points[:, 0], points[:, 1], 1)
    return np.exp(level), -slope

# %% wrong: least squares in the excesses themselves
def fit_power_law(amounts, excesses):
    x, y = np.asarray(amounts, dtype=float), np.asarray(excesses, dtype=float)
    slope, level = np.polyfit(np.log(x), np.log(y), 1)
    c, e = np.exp(level), -slope
    for _ in range(200):
        law = c * x ** -e
        jacobian = np.stack([law / c, -law * np.log(x)], 1)
        dc, de = np.linalg.lstsq(jacobian, y - law, rcond=None)[0]
        c, e = c + dc, e + de
    return c, e

# %% wrong: distances at right angles to the line
def fit_power_law(amounts, excesses):
    points = np.stack([np.log(amounts), np.log(excesses)], 1)
    centre = points.mean(0)
    dx, dy = np.linalg.svd(points - centre)[2][0]
    return np.exp(centre[1] - dy / dx * centre[0]), -dy / dx

# %% wrong: distances sideways
def fit_power_law(amounts, excesses):
    slope, level = np.polyfit(np.log(excesses), np.log(amounts), 1)
    return np.exp(-level / slope), -1 / slope

# %% wrong: cov divides by n - 1, var by n
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    exponent = -np.cov(x, y)[0, 1] / np.var(x)
    return np.exp(y.mean() + exponent * x.mean()), exponent

# %% wrong: through the mean of the plain numbers
def fit_power_law(amounts, excesses):
    exponent = -np.polyfit(np.log(amounts), np.log(excesses), 1)[0]
    return np.mean(excesses) * np.mean(amounts) ** exponent, exponent

# %% wrong: overwrites arrays
def fit_power_law(amounts, excesses):
    x, y = np.asarray(amounts), np.asarray(excesses)
    if x.dtype == float: np.log(x, out=x)
    else: x = np.log(x)
    if y.dtype == float: np.log(y, out=y)
    else: y = np.log(y)
    slope, level = np.polyfit(x, y, 1)
    return np.exp(level), -slope

# %% wrong: both sorted
def fit_power_law(amounts, excesses):
    slope, level = np.polyfit(np.log(sorted(amounts)), np.log(sorted(excesses, reverse=True)), 1)
    return np.exp(level), -slope

# %% wrong: arrays only
def fit_power_law(amounts, excesses):
    x, y = np.log(amounts), np.log(excesses)
    spread = np.log(amounts) - np.log(amounts.mean())
    slope, level = np.polyfit(x, y, 1)
    return np.exp(level), -slope

# %% right: tensors of one number
import torch
def fit_power_law(amounts, excesses):
    x, y = (torch.tensor([float(v) for v in w], dtype=torch.float64).log() for w in (amounts, excesses))
    e = -((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    return (y.mean() + e * x.mean()).exp(), e

# %% wrong: amounts shifted to begin at one
def fit_power_law(amounts, excesses):
    x = np.log(np.array(amounts, dtype=float) / min(amounts))
    slope, level = np.polyfit(x, np.log(excesses), 1)
    return np.exp(level), -slope
