"""Scaling: what a larger model, more text or more machines buy (lesson 08).

Read in this order:
``laws``       a power law through some training runs, its floor known or not, and how sure its predictions are
``budgets``    size, text and FLOPs: the best size for a budget, and what published laws recommend
``hardware``   machines and grids, every figure with its source
``bill``       hours, money, energy and CO2 of a training run; the price of a token; when training longer pays
``presets``    published training runs, with their published figures
``parallel``   training on several machines: they share rows, columns, layers or memory
``roofline``   the highest speed at which a processor can decode, by what it reads and what it computes

    from llm_edu.scaling import find_hardware, fit_power_law, training_bill

    law = fit_power_law(tokens, losses, floor=0.45)
    bill = training_bill(65.2e9, 1.4e12, find_hardware("A100"), gpus=2048)

PyTorch is loaded when you first use a name of ``budgets``, ``parallel`` or ``roofline``, and not before.
"""

from importlib import import_module
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from llm_edu.scaling.budgets import (
        BESIROGLU,
        HOFFMANN,
        Allocation,
        BestSize,
        Growth,
        LossLaw,
        TrainingCount,
        best_size_without_embeddings,
        compute_optimal,
        count_training_flops,
        fit_best_sizes,
        isoflop_minimum,
        kaplan_optimal,
        published_allocations,
        training_flops,
    )
    from llm_edu.scaling.parallel import (
        Task,
        average_gradients,
        bubble_fraction,
        idle_fraction,
        pipeline_schedule,
        ring_all_reduce,
        split_feed_forward,
        zero_bytes,
    )
    from llm_edu.scaling.roofline import (
        Processor,
        attainable,
        decoding_intensity,
        measure_decoding,
        measure_processor,
        tokens_per_second,
    )

__all__ = [
    "Allocation",
    "BESIROGLU",
    "BestSize",
    "Check",
    "GRIDS",
    "Grid",
    "Growth",
    "HARDWARE",
    "HOFFMANN",
    "Hardware",
    "Interval",
    "LongerTraining",
    "LossLaw",
    "PRESETS",
    "PowerLaw",
    "Preset",
    "Processor",
    "Published",
    "ServingCost",
    "Task",
    "TrainingBill",
    "TrainingCount",
    "attainable",
    "average_gradients",
    "best_size_without_embeddings",
    "bill_of",
    "bubble_fraction",
    "compute_optimal",
    "count_training_flops",
    "decoding_intensity",
    "exponent_interval",
    "find_grid",
    "find_hardware",
    "find_preset",
    "fit_best_sizes",
    "fit_power_law",
    "fit_power_law_with_floor",
    "idle_fraction",
    "isoflop_minimum",
    "kaplan_optimal",
    "measure_decoding",
    "measure_processor",
    "pipeline_schedule",
    "prediction_interval",
    "published_allocations",
    "ring_all_reduce",
    "serving_cost",
    "split_feed_forward",
    "tokens_per_second",
    "training_bill",
    "training_flops",
    "worth_training_longer",
    "zero_bytes",
]


def __getattr__(name: str) -> object:
    """A name of a module that needs PyTorch, imported when it is first asked for."""
    if name in __all__:
        for module in ("budgets", "parallel", "roofline"):
            if hasattr(found := import_module(f"{__name__}.{module}"), name):
                return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
