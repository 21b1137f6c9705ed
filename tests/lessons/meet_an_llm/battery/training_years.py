"""Answers to training_years that its check has to judge."""

# %% right: in one line
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% right: from seconds to years
def training_years(parameters, tokens, operations_per_second):
    seconds = 6 * parameters * tokens / operations_per_second
    minutes = seconds / 60
    hours = minutes / 60
    days = hours / 24
    return days / 365


# %% right: operations in a year
def training_years(parameters, tokens, operations_per_second):
    operations_per_year = operations_per_second * 31_536_000
    return (2 + 4) * tokens * parameters / operations_per_year


# %% right: exact, then a float
from fractions import Fraction

def training_years(parameters, tokens, operations_per_second):
    operations = 6 * Fraction(parameters) * Fraction(tokens)
    return float(operations / Fraction(operations_per_second) / (365 * 86_400))


# %% right: forwards and backwards apart
def training_years(parameters, tokens, operations_per_second):
    def years(operations):
        return operations / operations_per_second / 3600 / 8760

    predict, learn = 2 * parameters * tokens, 4 * parameters * tokens
    return years(predict) + years(learn)


# %% right: a NumPy float
import numpy as np

def training_years(parameters, tokens, operations_per_second):
    operations = np.prod(np.array([6, parameters, tokens], dtype=np.float64))
    return operations / operations_per_second / np.prod([365.0, 24.0, 60.0, 60.0])


# %% wrong: a tensor of 64 bits, where a float is asked for
import torch

def training_years(parameters, tokens, operations_per_second):
    seconds = torch.tensor(float(parameters), dtype=torch.float64) * tokens * 6 / operations_per_second
    return seconds / (365 * 24 * 3600)


# %% right: reduce over the divisors
from functools import reduce

def training_years(parameters, tokens, operations_per_second):
    divisors = [operations_per_second, 60, 60, 24, 365]
    return reduce(lambda value, divisor: value / divisor, divisors, 6.0 * parameters * tokens)


# %% right: other names and another order, of a product: the notebook calls by place
def training_years(tokens, parameters, speed):
    return 6 * tokens * parameters / speed / 3600 / 24 / 365


# %% wrong: two operations
def training_years(parameters, tokens, operations_per_second):
    return 2 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: four operations
def training_years(parameters, tokens, operations_per_second):
    return 4 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: eight operations, 2 on top of 6
def training_years(parameters, tokens, operations_per_second):
    return (2 + 6) * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: a quarter of a day too long a year
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / (365.25 * 24 * 60 * 60)


# %% wrong: twelve months of thirty days
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / (12 * 30 * 24 * 60 * 60)


# %% wrong: minutes forgotten
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / (365 * 24 * 60)


# %% wrong: seconds
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second


# %% wrong: days
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / 86_400


# %% wrong: brackets forgotten
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens / operations_per_second / 365 * 24 * 60 * 60


# %% wrong: whole years
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens // (operations_per_second * 365 * 24 * 60 * 60)


# %% wrong: whole days
def training_years(parameters, tokens, operations_per_second):
    days = int(6 * parameters * tokens / operations_per_second / 86_400)
    return days / 365


# %% wrong: rounds to a year
def training_years(parameters, tokens, operations_per_second):
    return round(6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60))


# %% wrong: no tokens
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: adds parameters and tokens
def training_years(parameters, tokens, operations_per_second):
    return 6 * (parameters + tokens) / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: multiplies by the speed
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens * operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: upside down
def training_years(parameters, tokens, operations_per_second):
    return operations_per_second * (365 * 24 * 60 * 60) / (6 * parameters * tokens)


# %% wrong: the speed comes first
def training_years(operations_per_second, parameters, tokens):
    return 6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: whole numbers of 64 bits overflow
import torch

def training_years(parameters, tokens, operations_per_second):
    operations = torch.tensor([6, int(parameters), int(tokens)], dtype=torch.int64).prod()
    return operations.item() / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: half precision
import torch

def training_years(parameters, tokens, operations_per_second):
    operations = torch.tensor([6.0, parameters, tokens], dtype=torch.float16).prod()
    return operations.item() / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: a timedelta, which ends after 2.7 million years
from datetime import timedelta

def training_years(parameters, tokens, operations_per_second):
    return timedelta(seconds=6 * parameters * tokens / operations_per_second) / timedelta(days=365)


# %% wrong: reads the notebook's model instead of the argument
def training_years(parameters, tokens, operations_per_second):
    return 6 * count_parameters(config) * tokens / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: two trillion tokens, whatever is asked
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * 2e12 / operations_per_second / (365 * 24 * 60 * 60)


# %% wrong: remembers the first speed
speed = None

def training_years(parameters, tokens, operations_per_second):
    global speed
    speed = speed or operations_per_second
    return 6 * parameters * tokens / speed / (365 * 24 * 60 * 60)


# %% wrong: text, which the notebook can't format as a number
def training_years(parameters, tokens, operations_per_second):
    return f"{6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60):,.1f} years"


# %% wrong: prints instead of returning
def training_years(parameters, tokens, operations_per_second):
    print(6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60))


# %% contrived: right for the first hundred calls, then not
calls = 0

def training_years(parameters, tokens, operations_per_second):
    global calls
    calls += 1
    days = 365 if calls <= 100 else 366
    return 6 * parameters * tokens / operations_per_second / (days * 24 * 60 * 60)


# %% contrived: no training takes more than ten million years
def training_years(parameters, tokens, operations_per_second):
    return min(6 * parameters * tokens / operations_per_second / (365 * 24 * 60 * 60), 1e7)


# %% wrong: whole days by timedelta
from datetime import timedelta
def training_years(parameters, tokens, operations_per_second):
    return timedelta(seconds=6 * parameters * tokens / operations_per_second).days / 365


# %% wrong: whole seconds
def training_years(parameters, tokens, operations_per_second):
    return 6 * parameters * tokens // operations_per_second / (365 * 24 * 60 * 60)
