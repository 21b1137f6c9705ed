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

    from llm_edu.compression import compressed, model_bytes, quantise_weights
"""

from llm_edu.compression.cache import EightBitCache
from llm_edu.compression.calibration import layer_inputs
from llm_edu.compression.formats import FORMATS, FloatFormat, FloatParts, float_parts
from llm_edu.compression.gguf_export import export_gguf
from llm_edu.compression.huggingface_folder import export_folder
from llm_edu.compression.int8 import Int8Embedding, Int8Linear, quantise
from llm_edu.compression.int8_ways import Way, right_ways
from llm_edu.compression.models import compressed, matrices, model_bytes
from llm_edu.compression.quantise import Quantised, largest_code, quantise_weights
from llm_edu.compression.rounding import hessian_of, output_error, round_with_compensation

__all__ = [
    "EightBitCache",
    "FORMATS",
    "FloatFormat",
    "FloatParts",
    "Int8Embedding",
    "Int8Linear",
    "Quantised",
    "Way",
    "compressed",
    "export_folder",
    "export_gguf",
    "float_parts",
    "hessian_of",
    "largest_code",
    "layer_inputs",
    "matrices",
    "model_bytes",
    "output_error",
    "quantise",
    "quantise_weights",
    "right_ways",
    "round_with_compensation",
]
