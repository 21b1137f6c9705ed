"""The bill: what a training costs in hours, money, energy and carbon dioxide, and what a token costs that is served.

All of it follows from one product. Each parameter takes part in about 6 operations for each token that is learned
from: 2 to predict, 4 to find out how it should change (Kaplan et al. 2020, Scaling Laws for Neural Language Models,
arXiv:2001.08361, section 2.1). Attention's comparing of tokens with tokens comes on top and is left out, as are
trainings that failed, and embodied carbon: what it took to make the machines.

>>> from llm_edu.scaling.hardware import find_hardware
>>> bill = training_bill(65.2e9, 1.4e12, find_hardware("A100"), gpus=2048, pue=1.1, grams_per_kwh=385)
>>> f"{bill.gpu_hours:,.0f} hours of a GPU, {bill.days:.0f} days, ${bill.money:,.0f}"
'1,641,774 hours of a GPU, 33 days, $4,580,549'
"""

import math
from dataclasses import dataclass
from numbers import Integral, Real

from llm_edu.scaling.hardware import WORLD, Hardware

OPERATIONS = 6  # for each parameter and token that is learned from
OPERATIONS_TO_USE = 2  # for each parameter and token that is written
PUE = 1.1  # what a building takes for each watt of its machines; Patterson et al. 2021, arXiv:2104.10350: 1.1 for GPT-3
LARGEST = 1e30


@dataclass(frozen=True)
class TrainingBill:
    """operations: additions and multiplications   hours, days: on all GPUs together, side by side
    gpu_hours: hours × GPUs   money: US dollars, to rent them   energy: kWh, building included   carbon: kg of CO2
    """

    operations: float
    hours: float
    days: float
    gpu_hours: float
    money: float
    energy: float
    carbon: float


def training_bill(parameters, tokens, hardware: Hardware, gpus=1, *, utilisation=None, price=None,
                  grams_per_kwh=WORLD.grams_per_kwh, pue=PUE) -> TrainingBill:
    """What it costs to train a model once.

    parameters, tokens: of the model, and of the text that it reads, repetitions counted
    gpus: how many share the work, a whole number; chips of any kind
    utilisation: which share of its peak a GPU gets done, above 0, at most 1; None: the hardware's typical one
    price: US dollars an hour for one GPU; None: the hardware's
    grams_per_kwh: of CO2, of the grid   pue: power usage effectiveness, power of the building / power of the machines

    Raises TypeError for what is no number, ValueError for one that makes no sense.
    """
    if not isinstance(hardware, Hardware):
        raise TypeError(f"hardware is a row of the table, as find_hardware('H100') finds it, not {hardware!r:.60}")
    return bill_of({
        "parameters": parameters, "tokens": tokens, "gpus": gpus, "pue": pue, "grams_per_kwh": grams_per_kwh,
        "operations_per_second": hardware.operations_per_second, "watts": hardware.watts,
        "utilisation": hardware.utilisation if utilisation is None else utilisation,
        "price": hardware.price if price is None else price,
    })


def bill_of(inputs: dict) -> TrainingBill:
    """The same from nine numbers by name: those of `training_bill`, and operations_per_second and watts of one GPU."""
    given = check_inputs(inputs)
    operations = OPERATIONS * given["parameters"] * given["tokens"]
    gpu_hours = operations / (given["operations_per_second"] * given["utilisation"]) / 3600
    hours = gpu_hours / given["gpus"]
    energy = gpu_hours * given["watts"] / 1000 * given["pue"]
    return TrainingBill(operations, hours, hours / 24, gpu_hours, gpu_hours * given["price"], energy,
                        energy * given["grams_per_kwh"] / 1000)


# What each number is called, and the least and most it can be.
LIMITS = {
    "parameters": ("the number of parameters", 1, LARGEST),
    "tokens": ("the number of tokens", 1, LARGEST),
    "gpus": ("the number of GPUs", 1, 1e9),
    "operations_per_second": ("operations a second", 1, LARGEST),
    "utilisation": ("utilisation", 1e-6, 1),
    "price": ("the price of an hour", 0, 1e9),
    "watts": ("the power of a GPU", 0, 1e9),
    "pue": ("PUE", 1, 100),
    "grams_per_kwh": ("grams of CO2 a kWh", 0, 1e4),
}


def check_inputs(inputs: dict) -> dict[str, float]:
    """The nine numbers as floats; ValueError or TypeError names the one that makes no sense."""
    if not isinstance(inputs, dict) or set(inputs) != set(LIMITS):
        raise ValueError(f"a bill is made out for {', '.join(LIMITS)}, not for {inputs!r:.80}")
    return {name: check_input(name, inputs[name]) for name in LIMITS}


def check_input(name: str, value) -> float:
    """One of the nine numbers as a float."""
    called, least, most = LIMITS[name]
    number = _number(called, value)
    if name == "utilisation" and 1 < number <= 100:
        raise ValueError(f"utilisation is a share, at most 1: {number:g} % is {number / 100:g}")
    if name == "gpus" and not number.is_integer():
        raise ValueError(f"the number of GPUs is a whole number, not {number:g}")
    if name == "pue" and 0 <= number < 1:
        raise ValueError(f"PUE is at least 1, not {number:g}: a building takes what its machines take, and some more")
    if not least <= number <= most:
        raise ValueError(f"{called} lies between {least:g} and {most:g}, not at {number:g}")
    return number


def _number(called, value) -> float:
    if hasattr(value, "item") and not isinstance(value, Real):  # a number of NumPy or torch
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{called} is a number, not {value!r:.60}")
    if isinstance(value, Integral) and abs(value) > LARGEST:
        raise ValueError(f"{called} is at most {LARGEST:g}")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{called} is a finite number, not {number}")
    return number


@dataclass(frozen=True)
class ServingCost:
    """gpus: how many are needed to hold the weights   seconds: of one step, a token for each text of the batch
    limit: "memory" or "arithmetic", what the step waits for   tokens_per_second: of all texts together
    million: US dollars for a million tokens written
    """

    gpus: int
    seconds: float
    limit: str
    tokens_per_second: float
    million: float


def serving_cost(parameters, hardware: Hardware, batch=1, *, bytes_per_parameter=2, price=None) -> ServingCost:
    """What a million tokens cost that a model writes for `batch` texts at once: a lower bound.

    In a step every weight comes past once, whatever the batch, and each text takes 2 operations for each parameter. The
    slower of the two decides. Left out: keys and values (lesson 07), reading the prompts, and idle machines.
    """
    parameters, price = _number("the number of parameters", parameters), _number(
        "the price of an hour", hardware.price if price is None else price)
    batch, size = _number("the batch", batch), _number("bytes_per_parameter", bytes_per_parameter)
    if min(parameters, batch) < 1 or price < 0 or not 0 < size <= 8:
        raise ValueError("serving takes a parameter, a text and a fraction of a byte at least, and no negative price")
    gpus = math.ceil(parameters * size / hardware.memory)
    reading = parameters * size / (gpus * hardware.bandwidth)
    computing = OPERATIONS_TO_USE * parameters * batch / (gpus * hardware.operations_per_second)
    seconds = max(reading, computing)
    return ServingCost(gpus, seconds, "memory" if reading >= computing else "arithmetic", batch / seconds,
                       gpus * price / 3600 * seconds / batch * 1e6)


@dataclass(frozen=True)
class LongerTraining:
    """A smaller model, as good as a larger one because it has read more.

    tokens: that it must read   extra: operations that its training takes more than the larger one's (may be negative)
    served: from so many tokens written onwards it is the cheaper one, training and use together
    """

    tokens: float
    extra: float
    served: float


def worth_training_longer(law, parameters, tokens, smaller) -> LongerTraining:
    """When it pays to train a model of `smaller` parameters until it is as good as one of `parameters` and `tokens`.

    law: a ``budgets.LossLaw``, or anything with ``law(parameters, tokens)`` and ``law.tokens_for(loss, parameters)``

    Total operations: 6·N·D to learn, 2·N for each token served (Sardana et al. 2023, Beyond Chinchilla-Optimal,
    arXiv:2401.00448, section 2). Raises ValueError where no text is long enough for the smaller model.
    """
    parameters, tokens = check_input("parameters", parameters), check_input("tokens", tokens)
    smaller = check_input("parameters", smaller)
    if smaller >= parameters:
        raise ValueError(f"the smaller model has fewer than {parameters:g} parameters, not {smaller:g}")
    longer = law.tokens_for(law(parameters, tokens), smaller)
    extra = OPERATIONS * (smaller * longer - parameters * tokens)
    served = max(0.0, extra / (OPERATIONS_TO_USE * (parameters - smaller)))
    return LongerTraining(longer, extra, served)
