"""Answers to the exercise `resampled_prediction`: one step of the bootstrap."""

# %% right: step by step, with lists
import math

def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    coefficient, exponent = fit_power_law(amounts, excesses)
    residuals = []
    for amount, excess in zip(amounts, excesses):
        expected = coefficient * float(amount) ** -exponent
        residuals.append((math.log(excess) - math.log(expected)) * math.sqrt(n / (n - 4)))
    world = []
    for i in range(n):
        world.append(coefficient * float(amounts[i]) ** -exponent * math.exp(residuals[chosen[i]]))
    coefficient, exponent = fit_power_law(amounts, world)
    return coefficient * float(at) ** -exponent * math.exp(residuals[chosen[n]])

# %% right: everything in logarithms until the end
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    coefficient, exponent = fit_power_law(amounts, excesses)
    law = np.log(coefficient) - exponent * np.log(amounts)
    residuals = (np.log(excesses) - law) * (n / (n - 4)) ** 0.5
    chosen = np.asarray(chosen)
    a, b = fit_power_law(amounts, np.exp(law + residuals[chosen[:-1]]))
    return np.exp(np.log(a) - b * np.log(at) + residuals[chosen[-1]])

# %% right: factors instead of residuals
def resampled_prediction(amounts, excesses, at, chosen):
    def law_of(a, b):
        return lambda amount: a * np.asarray(amount, dtype=float) ** -b
    n = len(amounts)
    law = law_of(*fit_power_law(amounts, excesses))
    factors = (np.asarray(excesses) / law(amounts)) ** np.sqrt(n / (n - 4))
    drawn = factors[np.asarray(chosen)]
    other = law_of(*fit_power_law(amounts, law(amounts) * drawn[:n]))
    return float(other(at) * drawn[n])

# %% right: all residuals drawn at once, last one split off
def resampled_prediction(amounts, excesses, at, chosen):
    coefficient, exponent = fit_power_law(amounts, excesses)
    law = np.array([coefficient / amount**exponent for amount in amounts])
    stretch = (len(law) / (len(law) - 4)) ** 0.5
    *world, new = (np.log(np.divide(excesses, law)) * stretch)[list(chosen)]
    coefficient, exponent = fit_power_law(list(amounts), list(law * np.exp(world)))
    return coefficient / at**exponent * np.exp(new)

# %% wrong: stretched by n / (n - 2)
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 2))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: the factors are stretched, not their logarithms
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    factors = np.array(excesses) / law * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * factors[chosen[:n]])
    return a * at**-b * factors[chosen[n]]

# %% wrong: the second fit forgets the new residual
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b

# %% wrong: draws for itself
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    chosen = np.random.default_rng(0).integers(n, size=n + 1)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: n counts the chosen
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(chosen)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:-1]]))
    return a * at**-b * np.exp(residuals[chosen[-1]])

# %% wrong: moves the amounts along with the residuals
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    amounts = np.array(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * amounts**-b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    own = chosen[:n]
    if len(set(amounts[own].tolist())) > 1:
        a, b = fit_power_law(amounts[own], law[own] * np.exp(residuals[own]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: takes the law of the chosen training for training i
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law[chosen[:n]] * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: the new training is off the first law
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: residuals to base 10, turned back with e
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log10(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: residuals centred and scaled to a spread of 1
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law)
    residuals = residuals / residuals.std() * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: one residual for all, the new one's
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[n]]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% wrong: returns law and residual apart
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**-b, np.exp(residuals[chosen[n]])

# %% wrong: law without the minus
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts, dtype=float) ** b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    a, b = fit_power_law(amounts, law * np.exp(residuals[chosen[:n]]))
    return a * at**b * np.exp(residuals[chosen[n]])

# %% contrived: right as long as nothing is chosen twice
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    a, b = fit_power_law(amounts, excesses)
    law = a * np.array(amounts) ** -b
    residuals = np.log(excesses / law) * np.sqrt(n / (n - 4))
    own = chosen[:n] if len(set(chosen[:n])) == n else list(range(n))
    a, b = fit_power_law(amounts, law * np.exp(residuals[own]))
    return a * at**-b * np.exp(residuals[chosen[n]])

# %% right: the hat matrix
def resampled_prediction(amounts, excesses, at, chosen):
    x = np.log(np.asarray(amounts, dtype=float))
    table = np.stack([np.ones(len(x)), x], 1)
    solve = np.linalg.pinv(table)
    y = np.log(np.asarray(excesses, dtype=float))
    law = table @ (solve @ y)
    residuals = (y - law) / np.sqrt(1 - 4 / len(x))
    drawn = np.take(residuals, chosen)
    return math.exp(np.array([1, math.log(at)]) @ solve @ (law + drawn[:-1]) + drawn[-1])

# %% right: a class for the line, star unpacking
class Line:
    def __init__(self, amounts, excesses):
        self.coefficient, self.exponent = fit_power_law(amounts, excesses)
    def __call__(self, amount):
        return math.log(self.coefficient) - self.exponent * math.log(amount)

def resampled_prediction(amounts, excesses, at, chosen):
    *mine, last = chosen
    law = Line(amounts, excesses)
    stretch = (len(amounts) / (len(amounts) - 4)) ** 0.5
    def residual(i):
        return (math.log(excesses[i]) - law(amounts[i])) * stretch
    world = [math.exp(law(a) + residual(i)) for a, i in zip(amounts, mine)]
    return math.exp(Line(amounts, world)(at) + residual(last))

# %% right: torch alone
import torch

def resampled_prediction(amounts, excesses, at, chosen):
    x = torch.tensor([float(a) for a in amounts], dtype=torch.float64).log()
    y = torch.tensor([float(e) for e in excesses], dtype=torch.float64).log()
    chosen = torch.tensor([int(i) for i in chosen])
    def line(y):
        slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
        return lambda z: y.mean() + slope * (z - x.mean())
    law = line(y)
    residuals = (y - law(x)) * (len(x) / (len(x) - 4)) ** 0.5
    new = line(law(x) + residuals[chosen[:-1]])
    return (new(torch.tensor(float(at), dtype=torch.float64).log()) + residuals[chosen[-1]]).exp().item()

# %% right: one factor for the correction, by linearity
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    c, e = fit_power_law(amounts, excesses)
    residuals = [math.sqrt(n / (n - 4)) * math.log(x * a ** e / c) for a, x in zip(amounts, excesses)]
    drawn = [math.exp(residuals[k]) for k in chosen]
    dc, de = fit_power_law(amounts, drawn[:n])
    return c * dc * at ** -(e + de) * drawn[n]

# %% wrong: n is how many amounts there are that differ
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    n = len(set(amounts))
    line = np.polyfit(x, y, 1)
    off = ((y - np.polyval(line, x)) * np.sqrt(n / max(n - 4, 1)))[np.array(chosen)]
    again = np.polyfit(x, np.polyval(line, x) + off[:-1], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: division of whole numbers under the root
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = ((y - np.polyval(line, x)) * math.sqrt(len(x) // (len(x) - 4)))[np.array(chosen)]
    again = np.polyfit(x, np.polyval(line, x) + off[:-1], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: only the world's own trainings are stretched
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x))[np.array(chosen)]
    again = np.polyfit(x, np.polyval(line, x) + off[:-1] * np.sqrt(len(x) / (len(x) - 4)), 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: whole trainings are drawn, not residuals
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    chosen = np.array(chosen)
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    again = np.polyfit(x[chosen[:-1]], (np.polyval(line, x) + off)[chosen[:-1]], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[chosen[-1]])

# %% right: residuals are added to what was measured: no line is left in those that are there
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = ((y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4)))[np.array(chosen)]
    again = np.polyfit(x, y + off[:-1], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: the last residual, not the one chosen last
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    again = np.polyfit(x, np.polyval(line, x) + off[np.array(chosen[:-1])], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: the new training's residual is off the new law
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    s = np.sqrt(len(x) / (len(x) - 4))
    line = np.polyfit(x, y, 1)
    off = ((y - np.polyval(line, x)) * s)[np.array(chosen)]
    world = np.polyval(line, x) + off[:-1]
    again = np.polyfit(x, world, 1)
    return np.exp(np.polyval(again, np.log(at)) + s * (world - np.polyval(again, x))[chosen[-1]])

# %% wrong: 1 + r for exp(r)
def resampled_prediction(amounts, excesses, at, chosen):
    n = len(amounts)
    c, e = fit_power_law(amounts, excesses)
    r = [math.sqrt(n / (n - 4)) * math.log(y / (c * a ** -e)) for a, y in zip(amounts, excesses)]
    c2, e2 = fit_power_law(amounts, [c * a ** -e * (1 + r[i]) for a, i in zip(amounts, chosen)])
    return c2 * at ** -e2 * (1 + r[chosen[n]])

# %% wrong: chosen residuals without their repeats
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    which = sorted(set(int(i) for i in chosen[:-1]))
    again = np.polyfit(x[which], np.polyval(line, x[which]) + off[which], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[chosen[-1]])

# %% wrong: takes the last index out of the caller's list
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    last = chosen.pop() if isinstance(chosen, list) else chosen[-1]
    chosen = np.array(chosen)[:len(x)]
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    again = np.polyfit(x, np.polyval(line, x) + off[chosen], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[last])

# %% wrong: turns the array of excesses into the world
def resampled_prediction(amounts, excesses, at, chosen):
    x = np.log(amounts)
    excesses = np.asarray(excesses, dtype=float)
    line = np.polyfit(x, np.log(excesses), 1)
    off = (np.log(excesses) - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    excesses[:] = np.exp(np.polyval(line, x) + off[np.array(chosen[:-1])])
    again = np.polyfit(x, np.log(excesses), 1)
    return np.exp(np.polyval(again, np.log(at)) + off[chosen[-1]])

# %% wrong: keeps the first law for all later calls
law = []

def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    if not law:
        law.append(np.polyfit(x, y, 1))
    off = ((y - np.polyval(law[0], x)) * np.sqrt(len(x) / (len(x) - 4)))[np.array(chosen)]
    again = np.polyfit(x, np.polyval(law[0], x) + off[:-1], 1)
    return np.exp(np.polyval(again, np.log(at)) + off[-1])

# %% wrong: the residual belongs to the amount
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = dict(zip(x, (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))))
    drawn = np.array([off[x[i]] for i in chosen])
    again = np.polyfit(x, np.polyval(line, x) + drawn[:-1], 1)
    return np.exp(np.polyval(again, np.log(at)) + drawn[-1])

# %% right: recursion: the world is a law's, too
def resampled_prediction(amounts, excesses, at, chosen, world=None):
    n = len(amounts)
    c, e = fit_power_law(amounts, excesses if world is None else world)
    if world is not None:
        return c * at ** -e * world_residual(amounts, excesses, chosen[n])
    world = [c * a ** -e * world_residual(amounts, excesses, i) for a, i in zip(amounts, chosen)]
    return resampled_prediction(amounts, excesses, at, chosen, world)

def world_residual(amounts, excesses, i):
    n = len(amounts)
    c, e = fit_power_law(amounts, excesses)
    return (excesses[i] / (c * amounts[i] ** -e)) ** ((n / (n - 4)) ** 0.5)

# %% wrong: the residual follows its training, in the order of the chosen
def resampled_prediction(amounts, excesses, at, chosen):
    x, y = np.log(amounts), np.log(excesses)
    line = np.polyfit(x, y, 1)
    off = (y - np.polyval(line, x)) * np.sqrt(len(x) / (len(x) - 4))
    world = np.polyval(line, x)
    for i, j in enumerate(chosen[:-1]):
        world[j] += off[i]
    again = np.polyfit(x, world, 1)
    return np.exp(np.polyval(again, np.log(at)) + off[chosen[-1]])
