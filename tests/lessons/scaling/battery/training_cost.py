"""Unforeseen answers to the exercise training_cost."""

# %% right: as fractions, to the end
from fractions import Fraction

def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    work = 6 * Fraction(parameters) * Fraction(tokens)
    speed = Fraction(machine.operations_per_second) * Fraction(machine.utilisation)
    hours = work / speed / 3600
    return float(hours / 24 / gpus), float(hours * Fraction(machine.price)), float(hours * Fraction(machine.watts) / 1000 * Fraction(pue))

# %% right: each GPU by itself, then summed
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    def one(share):
        seconds = 6 * parameters * share / (machine.operations_per_second * machine.utilisation)
        return seconds / 86400, seconds / 3600 * machine.price, seconds * machine.watts * pue / 3.6e6
    days, dollars, kwh = one(tokens / gpus)
    return days, dollars * gpus, kwh * gpus

# %% right: a lambda with numpy
import numpy as np

training_cost = lambda parameters, tokens, machine, gpus, pue=1.1: tuple(
    6.0 * parameters * tokens / machine.operations_per_second / machine.utilisation / 3600
    * np.array([1 / 24 / gpus, machine.price, machine.watts * pue / 1000]))

# %% right: in joules
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    fleet = gpus * machine.operations_per_second * machine.utilisation
    seconds = 6 * parameters * tokens / fleet
    joules = seconds * gpus * machine.watts * pue
    return seconds / (24 * 60 * 60), gpus * seconds / 3600 * machine.price, joules / 3_600_000

# %% right: with timedelta's cousin, named arguments and no pue in the middle
def gpu_hours(*, operations, speed):
    return operations / speed / 60 / 60

def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = gpu_hours(operations=6 * parameters * tokens, speed=machine.operations_per_second * machine.utilisation)
    power = {"machines": machine.watts / 1000}
    power["building"] = power["machines"] * pue
    return hours / gpus / 24, hours * machine.price, hours * power["building"]

# %% right: a generator
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    def bill():
        hours = parameters * tokens / machine.utilisation / machine.operations_per_second / 600
        yield hours / (24 * gpus)
        yield hours * machine.price
        yield hours * machine.watts * pue / 1000
    return tuple(bill())

# %% wrong: without the building
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000

# %% wrong: the building is 1.1, always
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * 1.1

# %% wrong: the building makes it dearer, too
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price * pue, hours * machine.watts / 1000 * pue

# %% wrong: every GPU for as long as one alone
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / 24, hours * machine.price * gpus, hours * machine.watts / 1000 * pue * gpus

# %% wrong: who computes 41 % draws 41 %
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts * machine.utilisation / 1000 * pue

# %% wrong: the H100's 41 %
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * 0.41) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: begun hours are paid
import math

def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, math.ceil(hours / gpus) * gpus * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: whole seconds
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    seconds = 6 * parameters * tokens // (machine.operations_per_second * machine.utilisation)
    hours = seconds / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: int64 runs over
import numpy as np

def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    operations = 6 * np.int64(parameters) * np.int64(tokens)
    hours = float(operations) / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: dollars and cents
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return round(hours / gpus / 24, 3), round(hours * machine.price, 2), round(hours * machine.watts / 1000 * pue, 1)

# %% wrong: dollars and days in each other's place
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours * machine.price, hours / gpus / 24, hours * machine.watts / 1000 * pue

# %% wrong: each GPU more costs a hundredth
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    hours *= 1 + 0.0001 * (gpus - 1)
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: the building's part is added once
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 + pue - 1

# %% wrong: has no usual pue
def training_cost(parameters, tokens, machine, gpus, pue):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: its usual pue is 1
def training_cost(parameters, tokens, machine, gpus, pue=1.0):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% contrived: at least a minute
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return max(hours / gpus / 24, 1 / 1440), hours * machine.price, hours * machine.watts / 1000 * pue

# %% right: tensors of one number
import torch
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = torch.tensor(6.0 * parameters, dtype=torch.float64) * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue

# %% wrong: one tensor of three
import torch
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return torch.tensor([hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue], dtype=torch.float64)

# %% wrong: a free machine draws nothing
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    hours = 6 * parameters * tokens / (machine.operations_per_second * machine.utilisation) / 3600
    return hours / gpus / 24, hours * machine.price, hours * machine.watts / 1000 * pue if machine.price else 0.0

# %% wrong: a list
def training_cost(parameters, tokens, machine, gpus, pue=1.1):
    speed = machine.operations_per_second * machine.utilisation
    gpu_hours = 6 * parameters * tokens / speed / 3600
    return [gpu_hours / gpus / 24, gpu_hours * machine.price, gpu_hours * machine.watts / 1000 * pue]
