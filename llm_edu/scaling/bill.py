"""The bill: what training costs in hours, money, energy and carbon dioxide, and what it costs to serve a token.

All of it follows from one product. Each parameter takes part in about 6 operations (FLOPs) for each token of the
training text: 2 to predict, 4 to find out how it should change (Kaplan et al. 2020, Scaling Laws for Neural Language
Models, arXiv:2001.08361, section 2.1). Left out are attention's comparisons of tokens with tokens, failed runs, and
embodied carbon: what it took to make the machines.

>>> from llm_edu.scaling.hardware import find_hardware
>>> bill = training_bill(65.2e9, 1.4e12, find_hardware("A100"), gpus=2048, pue=1.1, grams_per_kwh=385)
>>> f"{bill.gpu_hours:,.0f} hours of a GPU, {bill.days:.0f} days, ${bill.money:,.0f}"
'1,641,774 hours of a GPU, 33 days, $4,580,549'
"""

import math
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Protocol

from llm_edu.scaling.hardware import WORLD, Hardware

OPERATIONS = 6  # for each parameter and token that is learned from
OPERATIONS_TO_USE = 2  # for each parameter and token that is written
PUE = 1.1  # what a building takes for each watt of its machines; Patterson et al. 2021, arXiv:2104.10350: 1.1 for GPT-3
LARGEST = 1e30


@dataclass(frozen=True)
class TrainingBill:
    """What one training run costs.

    operations: FLOPs, additions and multiplications   hours, days: by the clock, with all GPUs at work
    gpu_hours: hours × GPUs   money: US dollars, to rent them   energy: kWh, building included   carbon: kg of CO2
    """

    operations: float
    hours: float
    days: float
    gpu_hours: float
    money: float
    energy: float
    carbon: float


def training_bill(parameters: float, tokens: float, hardware: Hardware, gpus: int = 1, *,
                  utilisation: float | None = None, price: float | None = None,
                  grams_per_kwh: float = WORLD.grams_per_kwh, pue: float = PUE) -> TrainingBill:
    """What it costs to train a model once.

    parameters: of the model   tokens: of the text that it reads, repetitions counted
    gpus: how many share the work, a whole number; chips of any kind
    utilisation: the share of its peak that a GPU reaches, above 0, at most 1; None: what is typical of the hardware
    price: US dollars an hour for one GPU; None: the hardware's
    grams_per_kwh: CO2 of the grid   pue: power usage effectiveness, power of the building / power of the machines

    Raises TypeError for an argument that is not a number, ValueError for a number that makes no sense.
    """
    check_hardware(hardware)
    return bill_of({
        "parameters": parameters, "tokens": tokens, "gpus": gpus, "pue": pue, "grams_per_kwh": grams_per_kwh,
        "operations_per_second": hardware.operations_per_second, "watts": hardware.watts,
        "utilisation": hardware.utilisation if utilisation is None else utilisation,
        "price": hardware.price if price is None else price,
    })


def check_hardware(hardware: object) -> None:
    """Raise TypeError, for instance for a name."""
    if not isinstance(hardware, Hardware):
        raise TypeError(f"hardware is a `Hardware`, such as find_hardware('H100') returns, not {hardware!r:.60}")


def bill_of(inputs: dict) -> TrainingBill:
    """`training_bill` from nine numbers by name; the hardware gives operations_per_second and watts of one GPU."""
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
    """The nine numbers as floats. Raises ValueError or TypeError, naming the number that makes no sense."""
    if not isinstance(inputs, dict) or set(inputs) != set(LIMITS):
        raise ValueError(f"a bill needs {', '.join(LIMITS)}, not {inputs!r:.80}")
    return {name: check_input(name, inputs[name]) for name in LIMITS}


def check_input(name: str, value: object) -> float:
    """One of the nine numbers as a float. Raises ValueError or TypeError for one that makes no sense."""
    called, least, most = LIMITS[name]
    number = _number(called, value)
    if name == "utilisation" and 1 < number <= 100:
        raise ValueError(f"utilisation is a share, at most 1: {number:g} % is {number / 100:g}")
    if name == "gpus" and not number.is_integer():
        raise ValueError(f"the number of GPUs is a whole number, not {number:g}")
    if name == "pue" and 0 <= number < 1:
        raise ValueError(f"PUE is at least 1, not {number:g}: a building takes what its machines take, and some more")
    if not least <= number <= most:
        raise ValueError(f"{called} must be between {least:g} and {most:g}, not {number:g}")
    return number


def _number(called: str, value: object) -> float:
    if hasattr(value, "item") and not isinstance(value, Real):  # a number of NumPy or torch
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{called} is a number, not {value!r:.60}")
    if isinstance(value, Integral) and abs(int(value)) > LARGEST:
        raise ValueError(f"{called} is at most {LARGEST:g}")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{called} is a finite number, not {number}")
    return number


@dataclass(frozen=True)
class ServingCost:
    """What it costs to serve a model.

    gpus: how many it takes to hold the weights   seconds: for one step, which writes one token for each text
    limit: "memory" or "arithmetic", what the step waits for   tokens_per_second: of all texts together
    dollars_per_million_tokens: US dollars for a million tokens written
    """

    gpus: int
    seconds: float
    limit: str
    tokens_per_second: float
    dollars_per_million_tokens: float

    @property
    def million(self) -> float:
        """The earlier name of `dollars_per_million_tokens`."""
        return self.dollars_per_million_tokens


def serving_cost(parameters: float, hardware: Hardware, batch: int = 1, *, bytes_per_parameter: float = 2,
                 price: float | None = None) -> ServingCost:
    """A lower bound on what a model's tokens cost when it writes `batch` texts at once.

    parameters: of the model   price: US dollars an hour for one GPU; None: the hardware's
    Each step reads every weight once, whatever the batch, and computes 2 operations for each parameter and text. The
    slower of the two decides. Left out: keys and values (lesson 07), reading the prompts, and idle machines.
    Raises TypeError or ValueError for numbers that make no sense.
    """
    check_hardware(hardware)
    parameters, price = _number("the number of parameters", parameters), _number(
        "the price of an hour", hardware.price if price is None else price)
    texts, size = _number("the batch", batch), _number("bytes_per_parameter", bytes_per_parameter)
    if min(parameters, texts) < 1 or price < 0 or not 0 < size <= 8:
        raise ValueError("serving needs at least one parameter and one text, 0 to 8 bytes per parameter, and a price "
                         "of at least 0")
    gpus = math.ceil(parameters * size / hardware.memory)
    reading = parameters * size / (gpus * hardware.bandwidth)
    computing = OPERATIONS_TO_USE * parameters * texts / (gpus * hardware.operations_per_second)
    seconds = max(reading, computing)
    return ServingCost(gpus, seconds, "memory" if reading >= computing else "arithmetic", texts / seconds,
                       gpus * price / 3600 * seconds / texts * 1e6)


class Law(Protocol):
    """The loss of a model, by its size and by how much text it reads; `budgets.LossLaw` is one."""

    def __call__(self, parameters: float, tokens: float) -> float: ...

    def tokens_for(self, loss: float, parameters: float) -> float: ...


@dataclass(frozen=True)
class LongerTraining:
    """A smaller model that is as good as a larger one because it has read more.

    tokens: how many it must read   extra: operations of its training, minus those of the larger one's
    served: once it has written this many tokens, training and use together have cost less than the larger model's
    """

    tokens: float
    extra: float
    served: float


def worth_training_longer(law: Law, parameters: float, tokens: float, smaller: float) -> LongerTraining:
    """When it pays to train a smaller model for longer, until it is as good as one of `parameters` and `tokens`.

    smaller: the parameters of the smaller model
    law: a ``budgets.LossLaw``, or anything with ``law(parameters, tokens)`` and ``law.tokens_for(loss, parameters)``

    Total operations: 6·N·D to train, 2·N for each token served (Sardana et al. 2023, Beyond Chinchilla-Optimal,
    arXiv:2401.00448, section 2). Raises ValueError where no amount of text makes the smaller model as good.
    """
    parameters, tokens = check_input("parameters", parameters), check_input("tokens", tokens)
    smaller = check_input("parameters", smaller)
    if smaller >= parameters:
        raise ValueError(f"the smaller model has fewer than {parameters:g} parameters, not {smaller:g}")
    longer = law.tokens_for(law(parameters, tokens), smaller)
    extra = OPERATIONS * (smaller * longer - parameters * tokens)
    served = max(0.0, extra / (OPERATIONS_TO_USE * (parameters - smaller)))
    return LongerTraining(longer, extra, served)
