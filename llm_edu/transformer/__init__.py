"""The transformer: one class that, by configuration alone, is GPT-2 and is Llama (lesson 05).

``model`` is the model itself; ``configuration`` says what shapes it. You may pass it a ``cache``, to decode faster, and
a ``record``, to look inside; ``calling`` makes one `Call` of these for all layers.

    from llm_edu.transformer import Transformer, TransformerConfig

    model = Transformer(TransformerConfig.gpt2(layers=2, width=64, heads=4))
"""

from llm_edu.transformer.cache import KVCache
from llm_edu.transformer.configuration import SMOLLM2_135M, TransformerConfig
from llm_edu.transformer.model import (
    FeedForward,
    LayerNorm,
    RMSNorm,
    SwiGLU,
    Transformer,
    TransformerBlock,
)
from llm_edu.transformer.record import Record

__all__ = [
    "FeedForward",
    "KVCache",
    "LayerNorm",
    "RMSNorm",
    "Record",
    "SMOLLM2_135M",
    "SwiGLU",
    "Transformer",
    "TransformerBlock",
    "TransformerConfig",
]
