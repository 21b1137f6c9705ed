"""The fast recipe: a small transformer that soon learns to recall, and how to train it in about a minute on two cores.

A model learns the grammar of Storyland in seconds; what takes long is to find out that one can look back and copy
("whose hat? the *green* one"). Every switch here helps that along, and each can be turned off to see what it buys.

Sources: Henry et al. 2020, Query-Key Normalization for Transformers, arXiv:2010.04245 (`sharp`); Olsson et al. 2022,
In-context Learning and Induction Heads, arXiv:2209.11895, section "smeared keys" (`smeared`); So et al. 2021, Primer,
arXiv:2109.08668 (`squared_relu`); Press & Wolf 2016, Using the Output Embedding, arXiv:1608.05859 (tied embeddings).
"""

from dataclasses import dataclass

import torch
from torch import nn

from llm_edu.training.configuration import TrainingConfig
from llm_edu.transformer import Transformer, TransformerConfig

SHARPNESS = 14.0    # the largest score of a sharp head: e^14 is a million, so one key of a hundred can have it all
COPY_SIZE = 0.3    # how strongly a head copies at the start


@dataclass(frozen=True)
class Recipe:
    """Which model, made ready how; `model` makes it, `training` says how to train it.

    >>> Recipe(layers=1, width=32, heads=2).model(vocab_size=50)(torch.tensor([[0, 7, 3]])).shape
    torch.Size([1, 3, 50])
    """

    layers: int = 2
    width: int = 128
    heads: int = 2
    feed_forward_width: int | None = None    # None: 2 × width; twice that would cost more steps than it is worth
    context_length: int = 128
    positions: str = "rope"
    sharp: bool = True             # scores are 14 × the cosine of query and key: sharp from the first step on
    smeared: bool = True           # keys are mixed with the one before: "what follows *Mia*?" takes one layer, not two
    copying: bool = True           # values and outputs begin as the identity: a head begins by copying what it looks at
    squared_relu: bool = True      # ReLU² instead of GELU between the feed-forward layers
    tie_embeddings: bool = True    # what is copied is at once a score for the same word
    ngrams: int = 1                # vectors for runs of up to so many tokens: for letters, which mean little alone
    ngram_rows: int = 4096
    embedding_size: float = 0.02   # of the numbers in an embedding at the start
    optimiser: str = "muon"
    learning_rate: float = 0.05    # of AdamW: embeddings, norms
    matrix_learning_rate: float = 0.01
    momentum: float = 0.87         # of Muon: in a training of a minute, older gradients are of another model
    clip: float | None = None
    batch_size: int = 32

    def configuration(self, vocab_size):
        """The `TransformerConfig` of its model."""
        return TransformerConfig(
            vocab_size=vocab_size, context_length=self.context_length, layers=self.layers, width=self.width,
            heads=self.heads, feed_forward_width=self.feed_forward_width or 2 * self.width, positions=self.positions,
            norm="rms", feed_forward="squared_relu" if self.squared_relu else "gelu", bias=False,
            tie_embeddings=self.tie_embeddings, query_key_norm=SHARPNESS if self.sharp else None,
            smear_keys=self.smeared, ngrams=self.ngrams, ngram_rows=self.ngram_rows)

    def model(self, vocab_size, seed=0):
        """A new model; the same seed gives the same."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = Transformer(self.configuration(vocab_size))
            for module in model.modules():
                if isinstance(module, nn.Embedding):
                    nn.init.normal_(module.weight, std=self.embedding_size)
        if self.copying:
            for block in model.blocks:
                begin_by_copying(block.attention)
        return model

    def training(self, steps, **settings):
        """A `TrainingConfig` for so many steps; settings override the recipe's."""
        names = ("batch_size", "optimiser", "learning_rate", "matrix_learning_rate", "momentum", "clip")
        recipe = {name: getattr(self, name) for name in names}
        return TrainingConfig(steps=steps, **recipe | settings)


@torch.no_grad()
def begin_by_copying(attention):
    """Let each head begin by adding to the stream what it looks at: its values are its part of the stream itself."""
    width = attention.output.weight.shape[0]
    queries_and_keys = (attention.heads + attention.key_value_heads) * attention.head_dim
    values = attention.queries_keys_values.weight[queries_and_keys:]    # (key_value_heads * head_dim, width)
    values.copy_(torch.eye(len(values), width))
    attention.output.weight.copy_(COPY_SIZE * torch.eye(width, attention.heads * attention.head_dim))
