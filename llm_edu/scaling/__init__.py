"""Scaling: what a larger model, more text or more machines buy (lesson 08).

``laws``       a power law through some trainings, its floor known or not, and how sure its predictions are
``budgets``    size, text and operations: which size is best for a budget, and what published laws would buy
``hardware``   machines and grids, every figure with its source
``bill``       hours, money, energy and CO2 of a training; the price of a token; when training longer pays
``presets``    trainings that were published, with what was published of them
``parallel``   one training on several machines: rows, columns, layers or memory shared out
``roofline``   how fast a processor can decode at most, by what it fetches and what it computes
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
from llm_edu.scaling.budgets import (
    BESIROGLU,
    HOFFMANN,
    BestSize,
    Growth,
    LossLaw,
    Purchase,
    TrainingCount,
    best_size_without_embeddings,
    compute_optimal,
    count_training_operations,
    equal_compute_minimum,
    fit_best_sizes,
    kaplan_optimal,
    training_operations,
    what_would_be_bought,
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
from llm_edu.scaling.parallel import (
    Task,
    average_gradients,
    bubble,
    bytes_sent,
    idle_share,
    pipeline_schedule,
    ring_all_reduce,
    split_feed_forward,
    zero_bytes,
)
from llm_edu.scaling.presets import PRESETS, Check, Preset, Published, find_preset
from llm_edu.scaling.roofline import (
    Processor,
    attainable,
    decoding_intensity,
    measure_decoding,
    measure_processor,
    tokens_per_second,
)

__all__ = [
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
    "Purchase",
    "ServingCost",
    "Task",
    "TrainingBill",
    "TrainingCount",
    "attainable",
    "average_gradients",
    "best_size_without_embeddings",
    "bill_of",
    "bubble",
    "bytes_sent",
    "compute_optimal",
    "count_training_operations",
    "decoding_intensity",
    "equal_compute_minimum",
    "exponent_interval",
    "find_grid",
    "find_hardware",
    "find_preset",
    "fit_best_sizes",
    "fit_power_law",
    "fit_power_law_with_floor",
    "idle_share",
    "kaplan_optimal",
    "measure_decoding",
    "measure_processor",
    "pipeline_schedule",
    "prediction_interval",
    "ring_all_reduce",
    "serving_cost",
    "split_feed_forward",
    "tokens_per_second",
    "training_bill",
    "training_operations",
    "what_would_be_bought",
    "worth_training_longer",
    "zero_bytes",
]
