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
