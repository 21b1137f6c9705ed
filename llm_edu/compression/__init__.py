"""Compression: the same model in fewer bytes, and what that costs (lesson 17).

``quantise``      weights as small whole numbers with a scale: for the tensor, a row, or a group
``rounding``      rounding with compensation (GPTQ): the error of a weight is passed on to others
``calibration``   what a model's layers read while it reads a text
``models``        a copy of a model with compressed matrices, and its size

    from llm_edu.compression import compressed, model_bytes, quantise_weights
"""

from llm_edu.compression.calibration import layer_inputs
from llm_edu.compression.models import compressed, matrices, model_bytes
from llm_edu.compression.quantise import Quantised, largest_code, quantise_weights
from llm_edu.compression.rounding import hessian_of, round_with_compensation

__all__ = [
    "Quantised",
    "compressed",
    "hessian_of",
    "largest_code",
    "layer_inputs",
    "matrices",
    "model_bytes",
    "quantise_weights",
    "round_with_compensation",
]
