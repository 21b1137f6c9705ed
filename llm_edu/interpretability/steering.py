"""Steering: add a direction to the stream, and the model says other things.

Where do cheerful and gloomy texts differ inside? Average the stream over the one kind, over the other, and subtract.
That difference is a vector; added to the stream of any other text, it pushes what the model says that way. Nothing is
trained. It has a price: a model pushed hard gets worse at everything else, and `loss_by_strength` measures that.

Sources: Turner et al. 2023, Steering Language Models With Activation Engineering, arXiv:2308.10248; Rimsky et al. 2023,
Steering Llama 2 via Contrastive Activation Addition, arXiv:2312.06681 (the mean over many pairs); for plain text as
a yardstick of the price, see the first.
"""

import torch

from llm_edu.interpretability.lens import streams
from llm_edu.interpretability.places import changed
from llm_edu.training import evaluate


def direction(model, towards, away, layer):
    """The mean stream of the texts `towards`, less that of the texts `away`: (width,)

    towards, away: lists of ids, one for each text, best in pairs that differ in nothing else
    layer: of `layers + 1` places: 0 is what enters the first block, n what block n - 1 has left

    Each text counts alike, whatever its length. The first token does not count: many models use it as a place to put
    attention that is not needed, and in the middle of SmolLM2 its stream is a hundred times as long as the others'.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> direction(model, [[0, 5, 17], [0, 5, 8]], [[0, 6, 17]], layer=1).shape
    torch.Size([32])
    """
    return mean_stream(model, towards, layer) - mean_stream(model, away, layer)


def mean_stream(model, texts, layer):
    """The stream at a layer, averaged over each text's tokens but the first, then over the texts: (width,)"""
    if not len(texts) or min(map(len, texts)) < 2:
        raise ValueError("to average over texts, there has to be one, and each must have at least 2 tokens: the first "
                         "does not count")
    device = model.token_embedding.weight.device
    return torch.stack([streams(model, torch.tensor([list(ids)], device=device))[layer, 0, 1:].mean(0)
                        for ids in texts]).mean(0)


def steered(model, layer, vector, strength=1.0):
    """The model with `strength` times the vector added to its stream at a layer, as long as the `with` lasts.

    Strength 1 is the mean distance between the two kinds of text, a negative one pushes the other way, 0 changes
    nothing. It works for whatever happens within the `with`: logits, `generate`, `evaluate`.

        with steered(model, 12, cheerful, strength=2):
            generate(model, ids)
    """
    return changed(model, {("residual", layer): lambda x: x + strength * vector.to(x)})


@torch.no_grad()
def log_odds(model, ids, towards, away):
    """How much more probable some tokens are than others to come next: log (Σ P(towards) / Σ P(away)), in nats.

    ids: (batch, time)   towards, away: lists of ids   ->   (batch,)
    """
    scores = model(ids, last_only=True)[:, -1]    # the softmax would divide both sums by the same
    return scores[:, list(towards)].logsumexp(-1) - scores[:, list(away)].logsumexp(-1)


def loss_by_strength(model, rows, layer, vector, strengths, batch_size=16):
    """What steering costs on text that has nothing to do with it: {strength: nats a token}.

    rows: `TokenRows`
    """
    losses = {}
    for strength in strengths:
        with steered(model, layer, vector, strength):
            losses[strength] = evaluate(model, rows, batch_size).loss
    return losses
