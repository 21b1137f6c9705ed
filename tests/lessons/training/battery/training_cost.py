"""Answers to the exercise `training_cost`: computation in FLOP, and days."""

# %% right: two lines
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% right: hour by hour
def training_cost(parameters, tokens, machines, peak, utilisation):
    forward = 2 * parameters * tokens
    flops = forward + 2 * forward
    in_an_hour = machines * peak * utilisation * 60 * 60
    return [flops, flops / in_an_hour / 24]

# %% right: math.prod
import math

def training_cost(parameters, tokens, machines, peak, utilisation):
    return (math.prod([6, parameters, tokens]),
            math.prod([6, parameters, tokens]) / math.prod([machines, peak, utilisation, 24, 3600]))

# %% right: sums of logarithms
import math

def training_cost(parameters, tokens, machines, peak, utilisation):
    log_flops = math.log(6) + math.log(parameters) + math.log(tokens)
    log_speed = math.log(machines) + math.log(peak) + math.log(utilisation)
    return math.exp(log_flops), math.exp(log_flops - log_speed - math.log(86400))

# %% right: NumPy scalars
import numpy as np

def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = np.float64(6) * parameters * tokens
    return flops, np.divide(flops, np.float64(machines) * peak * utilisation * 86_400)

# %% right: whole FLOP of any size, and a named tuple
from collections import namedtuple

Cost = namedtuple("Cost", ["flops", "days"])

def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * int(parameters) * int(tokens)
    return Cost(flops, flops / (machines * peak * utilisation * 86_400))

# %% right: a tensor of 64 bits
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = torch.tensor(6.0, dtype=torch.float64) * parameters * tokens
    return flops, flops / (machines * peak) / utilisation / 86_400

# %% wrong: only forward
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 2 * parameters * tokens
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% wrong: only backward
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 4 * parameters * tokens
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% wrong: at the peak
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak) / 86_400

# %% wrong: multiplies by the utilisation
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak) * utilisation / 86_400

# %% wrong: utilisation in percent
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * utilisation / 100) / 86_400

# %% wrong: a single machine
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (peak * utilisation) / 86_400

# %% wrong: more machines take longer
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, machines * flops / (peak * utilisation) / 86_400

# %% wrong: each machine reads all tokens, so there is more to compute
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens * machines
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% wrong: seconds
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * utilisation)

# %% wrong: hours
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * utilisation) / 3600

# %% wrong: whole days
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * utilisation) // 86_400

# %% wrong: whole days, rounded up
import math

def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, math.ceil(flops / (machines * peak * utilisation * 86_400))

# %% wrong: days first
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops / (machines * peak * utilisation) / 86_400, flops

# %% wrong: text
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return f"{flops:.2e}", f"{flops / (machines * peak * utilisation) / 86_400:.1f}"

# %% wrong: 64-bit whole numbers, which overflow at large trainings
import numpy as np

def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * np.array(parameters).astype(np.int64) * np.array(tokens).astype(np.int64)
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% wrong: timedelta, which overflows where the notebook takes a peak of one FLOP a second
from datetime import timedelta

def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, timedelta(seconds=flops / (machines * peak * utilisation)) / timedelta(days=1)

# %% wrong: half precision, in which nothing is this large
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = torch.tensor(6 * parameters * tokens, dtype=torch.float16).item()
    return flops, flops / (machines * peak * utilisation) / 86_400

# %% wrong: each cost is worked out once, whatever the machines
costs_so_far = {}

def training_cost(parameters, tokens, machines, peak, utilisation):
    if (parameters, tokens) not in costs_so_far:
        flops = 6 * parameters * tokens
        costs_so_far[parameters, tokens] = flops, flops / (machines * peak * utilisation) / 86_400
    return costs_so_far[parameters, tokens]

# %% wrong: no training gets more than half of the peak
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    return flops, flops / (machines * peak * min(0.5, utilisation)) / 86_400

# %% contrived: the three trainings of the text, by heart
def training_cost(parameters, tokens, machines, peak, utilisation):
    known = {(135e6, 2e12): (1.62e21, 47.4), (405e9, 15.6e12): (3.79e25, 67.7)}
    return known.get((parameters, tokens), (6e9, 1.0))

# %% contrived: from a hundred thousand machines on, one in ten is broken
def training_cost(parameters, tokens, machines, peak, utilisation):
    flops = 6 * parameters * tokens
    machines = machines if machines < 100_000 else 0.9 * machines
    return flops, flops / (machines * peak * utilisation) / 86_400
