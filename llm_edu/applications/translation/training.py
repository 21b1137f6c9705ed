"""From pairs of sentences to a translator, in half a minute on two cores.

    corpus, vocabulary = make_corpus(), Vocabulary()
    model = new_translator(vocabulary)
    rows = PairRows.of(corpus.learn + corpus.nonsense, vocabulary)
    run = train(model, rows, translator_training(steps=400))

Lesson 06's `train` and its recipe do the rest. The model always reads the right words so far and predicts the next one,
whatever it would have written itself (teacher forcing). So it learns from all positions of a sentence at once.
"""

from typing import Any

import torch
from torch import nn

from llm_edu.applications.translation.encoder_decoder import Attend, EncoderDecoder, cross_attention
from llm_edu.applications.translation.pairs import Vocabulary
from llm_edu.training import TrainingConfig
from llm_edu.training.recipe import begin_by_copying
from llm_edu.training.recipe_model import RecipeConfig

MODEL: dict[str, Any] = {
    "layers": 2, "width": 96, "heads": 2, "context_length": 64, "norm": "rms", "positions": "rope", "bias": False,
    "query_key_norm": 14.0, "smear_keys": True, "feed_forward": "squared_relu", "feed_forward_width": 192,
}
TRAINING: dict[str, Any] = {
    "batch_size": 64, "optimiser": "muon", "clip": None, "learning_rate": 0.03, "matrix_learning_rate": 0.01,
    "momentum": 0.87,
}
COPYING = 0.3    # how strongly a head copies what it looks at, before it has learned anything
EMBEDDING_SIZE = 0.02


def new_translator(vocabulary: Vocabulary, seed: int = 0, attend: Attend = cross_attention, values: str = "words",
                   **changes: Any) -> EncoderDecoder:
    """An untrained `EncoderDecoder`; the same seed gives the same one.

    attend, values: as for `EncoderDecoder`   changes: of a `RecipeConfig`

    >>> from llm_edu.applications.translation import Vocabulary
    >>> sum(parameter.numel() for parameter in new_translator(Vocabulary()).parameters()) // 1000    # in thousands
    375
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        config = RecipeConfig(vocab_size=len(vocabulary), **MODEL | changes)
        model = EncoderDecoder(config, attend=attend, values=values)
        nn.init.normal_(model.embedding.weight, std=EMBEDDING_SIZE)
    for block in [*model.encoder, *model.decoder]:
        begin_by_copying(block.attention, COPYING)
    for block in model.decoder:
        begin_cross_by_copying(block.cross)
    return model


@torch.no_grad()
def begin_cross_by_copying(cross: Any) -> None:
    """Let each head of a `CrossAttention` start by copying what it looks at in the source into the target's stream."""
    one = torch.eye(len(cross.values.weight))
    cross.values.weight.copy_(one)
    cross.output.weight.copy_(COPYING * one)


def translator_training(steps: int = 400, **changes: Any) -> TrainingConfig:
    """A `TrainingConfig` with the settings above; changes override them."""
    return TrainingConfig(steps=steps, **TRAINING | changes)
