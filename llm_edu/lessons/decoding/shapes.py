"""What decides how much real models keep of each token, for lesson 07's table."""

from dataclasses import dataclass

from llm_edu.transformer import SMOLLM2_135M, TransformerConfig


@dataclass(frozen=True)
class Shape:
    """What of a real model decides how much is kept of each token; a TransformerConfig says more."""

    layers: int
    heads: int
    key_value_heads: int
    head_dim: int


REAL_SHAPES = {
    # Meta's and Qwen's from the configuration files that are published with the weights, or the paper
    "GPT-2 (2019)": TransformerConfig.gpt2(),
    "Llama 2 7B (2023)": Shape(32, 32, 32, 128),
    "Llama 3 8B (2024)": Shape(32, 32, 8, 128),
    "Qwen2.5 7B (2024)": Shape(28, 28, 4, 128),
    "Llama 3.1 405B (2024)": Shape(126, 128, 8, 128),
    "SmolLM2 135M (2024)": SMOLLM2_135M,
}
