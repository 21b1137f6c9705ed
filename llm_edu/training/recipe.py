"""The fast recipe: a small transformer that soon learns to recall, trained in about a minute on two cores.

A model learns the grammar of Storyland in seconds; discovering that it can look back and copy ("whose hat? the *green*
one") takes a long time. Each setting here speeds that up, and you can change each to see what it gains.

Sources: those of `recipe_model`; Press & Wolf 2016, Using the Output Embedding, arXiv:1608.05859 (tied embeddings);
Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks.
"""

from dataclasses import fields
from typing import Any

import torch
from torch import nn

from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.recipe_model import RecipeConfig, RecipeTransformer

MODEL = {
    "layers": 2, "width": 128, "heads": 2, "context_length": 128, "norm": "rms", "positions": "rope", "bias": False,
    "query_key_norm": 14.0,           # e^14 is a million, so one key of a hundred can have all of a head's attention
    "smear_keys": True,               # "what follows *Mia*?" takes one layer, not two
    "feed_forward": "squared_relu",   # 2 × width wide, unless you say so; 4 × would cost more than it is worth
    "tie_embeddings": True,           # what is copied is at once a score for the same word
}
TRAINING = {
    "batch_size": 32, "optimiser": "muon", "clip": None,
    "learning_rate": 0.05,            # of AdamW: embeddings, norms
    "matrix_learning_rate": 0.01,
    "momentum": 0.87,                 # of Muon: in a training of a minute, older gradients are of another model
}
START = {
    "copying": 0.3,                   # how strongly a head copies what it looks at; 0: it begins at random
    "embedding_size": 0.02,           # of the numbers in an embedding
}


class Recipe:
    """A model, its start, and its training: the settings above, with your changes.

    >>> recipe = Recipe(layers=1, width=32, smear_keys=False, learning_rate=0.03)
    >>> recipe
    Recipe(layers=1, width=32, smear_keys=False, learning_rate=0.03)
    >>> recipe.model(vocab_size=50)(torch.tensor([[0, 7, 3]])).shape
    torch.Size([1, 3, 50])
    >>> recipe.training(steps=100).learning_rate
    0.03

    Raises TypeError for a setting that neither `RecipeConfig` nor `TrainingConfig` nor START has.
    """

    def __init__(self, **changes: Any):    # settings of several types
        self.changes = changes
        of_model, of_training = ({field.name for field in fields(kind)} for kind in (RecipeConfig, TrainingConfig))
        unknown = sorted(set(changes) - of_model - of_training - set(START))
        if unknown:
            raise TypeError(f"a recipe has no setting {', '.join(unknown)}; it has those of RecipeConfig, of "
                            f"TrainingConfig, and {', '.join(START)}")
        self.model_settings = MODEL | pick(changes, of_model)
        self.training_settings = TRAINING | pick(changes, of_training)
        self.start = START | pick(changes, START)

    def __repr__(self):
        return f"Recipe({', '.join(f'{name}={value!r}' for name, value in self.changes.items())})"

    def but(self, **changes: Any) -> "Recipe":
        """The same recipe with more changes."""
        return Recipe(**self.changes | changes)

    def configuration(self, vocab_size: int) -> RecipeConfig:
        """The configuration of its model."""
        wide = {"feed_forward_width": 2 * self.model_settings["width"]}
        return RecipeConfig(vocab_size=vocab_size, **wide | self.model_settings)

    def model(self, vocab_size: int, seed: int = 0) -> RecipeTransformer:
        """A new model; the same seed gives the same model."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = RecipeTransformer(self.configuration(vocab_size))
            for module in model.modules():
                if isinstance(module, nn.Embedding):
                    nn.init.normal_(module.weight, std=self.start["embedding_size"])
        if self.start["copying"]:
            for block in model.blocks:
                begin_by_copying(block.attention, self.start["copying"])
        return model

    def training(self, steps: int, **settings: Any) -> TrainingConfig:
        """A `TrainingConfig` for `steps` steps; your settings override the recipe's."""
        return TrainingConfig(steps=steps, **self.training_settings | settings)


def pick(settings, names):
    """Those of the settings that have one of these names."""
    return {name: value for name, value in settings.items() if name in names}


@torch.no_grad()
def begin_by_copying(attention, size):
    """Let each head begin by adding to the stream what it looks at: its values are its part of the stream itself."""
    width = attention.output.weight.shape[0]
    queries_and_keys = (attention.heads + attention.key_value_heads) * attention.head_dim
    values = attention.queries_keys_values.weight[queries_and_keys:]    # (key_value_heads * head_dim, width)
    values.copy_(torch.eye(len(values), width))
    attention.output.weight.copy_(size * torch.eye(width, attention.heads * attention.head_dim))
