"""Compression: the same model in fewer bytes, and what that costs (lesson 17).

``quantise``      weights as small whole numbers with a scale: for the tensor, a row, or a group
``rounding``      rounding with compensation (GPTQ): the error of a weight is passed on to others
``calibration``   what a model's layers read while it reads a text
``models``        a copy of a model with compressed matrices, and its size
``pruning``       weights, neurons and heads left out: by size, and by what they add
``distillation``  a small model that learns from a large one's probabilities
``generations``   models that learn from the stories of the model before

    from llm_edu.compression import compressed, model_bytes, quantise_weights
"""

from llm_edu.compression.calibration import layer_inputs
from llm_edu.compression.distillation import Distilled, Notes, distil, distillation_loss
from llm_edu.compression.generations import (
    Generation,
    Judged,
    SkewedVillage,
    effective_number,
    excess_of,
    judge_texts,
    learn_from,
    lost_kinds,
    skewed_village,
    successors,
    write_texts,
)
from llm_edu.compression.models import compressed, matrices, model_bytes
from llm_edu.compression.pruning import (
    Pruned,
    input_norms,
    n_of_m,
    prune_by_size,
    prune_by_wanda,
    prune_heads,
    prune_neurons,
    wanda_scores,
)
from llm_edu.compression.quantise import Quantised, largest_code, quantise_weights
from llm_edu.compression.rounding import hessian_of, round_with_compensation

__all__ = [
    "Distilled",
    "Generation",
    "Judged",
    "Notes",
    "Pruned",
    "Quantised",
    "SkewedVillage",
    "compressed",
    "distil",
    "distillation_loss",
    "effective_number",
    "excess_of",
    "hessian_of",
    "input_norms",
    "judge_texts",
    "largest_code",
    "layer_inputs",
    "learn_from",
    "lost_kinds",
    "matrices",
    "model_bytes",
    "n_of_m",
    "prune_by_size",
    "prune_by_wanda",
    "prune_heads",
    "prune_neurons",
    "quantise_weights",
    "round_with_compensation",
    "skewed_village",
    "successors",
    "wanda_scores",
    "write_texts",
]
