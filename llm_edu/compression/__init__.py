"""Compression: the same model in fewer bytes, and what that costs (lesson 17).

``formats``       floating-point numbers bit by bit
``quantise``      weights as small whole numbers with a scale: for the tensor, a row, or a group
``rounding``      rounding with compensation (GPTQ): the error of a weight is passed on to others
``calibration``   what a model's layers read while it reads a text
``int8``          `quantise`: a model that computes with weights in 8 bits, several times as fast (``int8_ways``: how)
``gguf_export``   `export_gguf`: a quantised file for llama.cpp
``huggingface_folder``   `export_folder`: a folder for transformers and vLLM
``models``        a copy of a model with compressed matrices, and its size
``cache``         keys and values in 8 bits
``pruning``       weights, neurons and heads left out: by size, and by what they add
``distillation``  a small model that learns from a large one's probabilities
``generations``   models that learn from the stories of the model before

    from llm_edu.compression import compressed, model_bytes, quantise_weights
"""

from llm_edu.compression.cache import EightBitCache
from llm_edu.compression.calibration import layer_inputs
from llm_edu.compression.distillation import Distilled, Notes, distil, distillation_loss
from llm_edu.compression.formats import FORMATS, FloatFormat, FloatParts, float_parts
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
from llm_edu.compression.gguf_export import export_gguf
from llm_edu.compression.huggingface_folder import export_folder
from llm_edu.compression.int8 import Int8Embedding, Int8Linear, load_quantised, quantise
from llm_edu.compression.int8_ways import Way, right_ways
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
from llm_edu.compression.rounding import hessian_of, output_error, round_with_compensation

__all__ = [
    "Distilled",
    "EightBitCache",
    "FORMATS",
    "FloatFormat",
    "FloatParts",
    "Generation",
    "Int8Embedding",
    "Int8Linear",
    "Judged",
    "Notes",
    "Pruned",
    "Quantised",
    "SkewedVillage",
    "Way",
    "compressed",
    "distil",
    "distillation_loss",
    "effective_number",
    "excess_of",
    "export_folder",
    "export_gguf",
    "float_parts",
    "hessian_of",
    "input_norms",
    "judge_texts",
    "largest_code",
    "layer_inputs",
    "learn_from",
    "load_quantised",
    "lost_kinds",
    "matrices",
    "model_bytes",
    "n_of_m",
    "output_error",
    "prune_by_size",
    "prune_by_wanda",
    "prune_heads",
    "prune_neurons",
    "quantise",
    "quantise_weights",
    "right_ways",
    "round_with_compensation",
    "skewed_village",
    "successors",
    "wanda_scores",
    "write_texts",
]
