"""Steering: add a vector to the residual stream, and the model says other things.

Where do cheerful and gloomy texts differ inside? Average the residual stream over the cheerful ones and over the gloomy
ones, and subtract. The difference is the **steering vector**. Added to the stream of any other text, it pushes what the
model says that way. Nothing is trained. It has a price: a model that is pushed hard gets worse at everything else, and
`loss_by_strength` measures that.

Sources: Turner et al. 2023, Steering Language Models With Activation Engineering, arXiv:2308.10248; Rimsky et al. 2023,
Steering Llama 2 via Contrastive Activation Addition, arXiv:2312.06681 (the mean over many pairs); for plain text as
a yardstick of the price, see the first.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

import torch
from torch import Tensor

from llm_edu.interpretability.lens import residual_stream
from llm_edu.interpretability.sites import changed
from llm_edu.training import TokenRows, evaluate
from llm_edu.transformer import Transformer


def steering_vector(model: Transformer, towards: Sequence[Sequence[int]], away: Sequence[Sequence[int]], layer: int
                    ) -> Tensor:
    """The mean residual stream of the texts `towards`, minus that of the texts `away`: (width,)

    towards, away: a list of ids for each text; best are pairs of texts that differ in nothing else
    layer: 0 is the stream that enters the first block, n the stream that leaves block n - 1

    All texts count the same, whatever their length. The first token of each does not count: many models use it as an
    attention sink, and in the middle of SmolLM2 its stream is a hundred times as long as the others'.
    Raises ValueError for no text, or a text of fewer than 2 tokens.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> steering_vector(model, [[0, 5, 17], [0, 5, 8]], [[0, 6, 17]], layer=1).shape
    torch.Size([32])
    """
    return mean_stream(model, towards, layer) - mean_stream(model, away, layer)


def mean_stream(model: Transformer, texts: Sequence[Sequence[int]], layer: int) -> Tensor:
    """The residual stream at a layer, averaged over the tokens of each text after the first, then over the texts."""
    if not len(texts) or min(map(len, texts)) < 2:
        raise ValueError("give at least one text to average over, of at least 2 tokens each: the first token does "
                         "not count")
    device = model.token_embedding.weight.device
    return torch.stack([residual_stream(model, torch.tensor([list(ids)], device=device))[layer, 0, 1:].mean(0)
                        for ids in texts]).mean(0)


def steered(model: Transformer, layer: int, vector: Tensor, strength: float = 1.0
            ) -> AbstractContextManager[Transformer]:
    """Add `strength` times the vector to the residual stream at a layer while the `with` block runs.

    vector: (width,), such as `steering_vector` returns. Strength 1 is the mean distance between the two kinds of text,
    a negative strength pushes the other way, 0 changes nothing. All that runs inside the block is steered: logits,
    `generate`, `evaluate`.

        with steered(model, 12, cheerful, strength=2):
            generate(model, ids)
    """
    return changed(model, {("residual", layer): lambda x: x + strength * vector.to(x)})


@torch.no_grad()
def log_odds(model: Transformer, ids: Tensor, towards: Sequence[int], away: Sequence[int]) -> Tensor:
    """How much more probable the tokens `towards` are than `away` to come next: log (Σ P(towards) / Σ P(away)), nats.

    ids: (batch, time)   towards, away: ids of tokens   ->   (batch,)
    """
    scores = model(ids, last_only=True)[:, -1]    # the softmax would divide both sums by the same
    return scores[:, list(towards)].logsumexp(-1) - scores[:, list(away)].logsumexp(-1)


def loss_by_strength(model: Transformer, rows: TokenRows, layer: int, vector: Tensor, strengths: Iterable[float],
                     batch_size: int = 16) -> dict[float, float]:
    """What steering costs on text that has nothing to do with it: {strength: nats a token}."""
    losses = {}
    for strength in strengths:
        with steered(model, layer, vector, strength):
            losses[strength] = evaluate(model, rows, batch_size).loss
    return losses
