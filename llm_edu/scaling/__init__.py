"""Scaling: what a larger model, more text or more machines buy (lesson 08).

``laws``       a power law through some trainings, its floor known or not, and how sure its predictions are
``budgets``    size, text and operations: which size is best for a budget, and what published laws would buy
``hardware``   machines and grids, every figure with its source
``bill``       hours, money, energy and CO2 of a training; the price of a token; when training longer pays
``presets``    trainings that were published, with what was published of them
``parallel``   one training on several machines: rows, columns, layers or memory shared out
``roofline``   how fast a processor can decode at most, by what it fetches and what it computes

To import from here needs no PyTorch; ``budgets``, ``parallel`` and ``roofline`` do, so import from them by name.
"""

from llm_edu.scaling.bill import (
    LongerTraining,
    ServingCost,
    TrainingBill,
    bill_of,
    serving_cost,
    training_bill,
    worth_training_longer,
)
from llm_edu.scaling.hardware import GRIDS, HARDWARE, Grid, Hardware, find_grid, find_hardware
from llm_edu.scaling.laws import (
    Interval,
    PowerLaw,
    exponent_interval,
    fit_power_law,
    fit_power_law_with_floor,
    prediction_interval,
)
from llm_edu.scaling.presets import PRESETS, Check, Preset, Published, find_preset

__all__ = [
    "Check",
    "GRIDS",
    "Grid",
    "HARDWARE",
    "Hardware",
    "Interval",
    "LongerTraining",
    "PRESETS",
    "PowerLaw",
    "Preset",
    "Published",
    "ServingCost",
    "TrainingBill",
    "bill_of",
    "exponent_interval",
    "find_grid",
    "find_hardware",
    "find_preset",
    "fit_power_law",
    "fit_power_law_with_floor",
    "prediction_interval",
    "serving_cost",
    "training_bill",
    "worth_training_longer",
]
