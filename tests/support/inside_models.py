"""Small random models of every kind that the course has, for tests that look inside."""

import torch

from llm_edu.pretrained.family_model import FamilyConfig, FamilyTransformer
from llm_edu.training.recipe_model import RecipeConfig, RecipeTransformer
from llm_edu.transformer import Transformer, TransformerConfig

SMALL = dict(vocab_size=61, context_length=32, layers=3, width=24, heads=4)
LLAMA = SMALL | dict(positions="rope", norm="rms", feed_forward="swiglu", bias=False)
MAKERS = {
    "gpt2": lambda: Transformer(TransformerConfig.gpt2(**SMALL)),
    "without biases": lambda: Transformer(TransformerConfig.gpt2(**SMALL, bias=False)),
    "llama": lambda: Transformer(TransformerConfig.llama(**SMALL, key_value_heads=2, tie_embeddings=False)),
    "recipe": lambda: RecipeTransformer(RecipeConfig(**LLAMA | dict(
        feed_forward="squared_relu", query_key_norm=14.0, smear_keys=True, ngrams=3, ngram_rows=50))),
    "qwen2": lambda: FamilyTransformer(FamilyConfig(**LLAMA, query_key_value_bias=True)),
    "qwen3": lambda: FamilyTransformer(FamilyConfig(**LLAMA, head_dim=10, head_norm=True, window=4, full_layers=1)),
}


def make(name, seed=0):
    """One of MAKERS, every parameter of it random and not small, so that none can be left out unnoticed."""
    model, generator = MAKERS[name](), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name_of_it, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            centre = 1.0 if "norm" in name_of_it and name_of_it.endswith("weight") else 0.0
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else centre + 0.3 * noise)
    return model.eval()


def random_ids(batch, time, seed=0):
    return torch.randint(61, (batch, time), generator=torch.Generator().manual_seed(seed))
