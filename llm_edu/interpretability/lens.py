"""The logit lens: what would the model say if it stopped here?

Every block adds to one stream, and the unembedding reads that stream at the end. Nothing keeps us from letting it read
earlier: after each block, through the final norm, a distribution over the next token. It shows where an answer is
decided. In early layers it shows little: the stream need not yet be written in the unembedding's language.

Sources: nostalgebraist 2020, interpreting GPT: the logit lens (LessWrong); Belrose et al. 2023, Eliciting Latent
Predictions from Transformers with the Tuned Lens, arXiv:2303.08112 (where the plain lens misleads).
"""

from typing import NamedTuple

import torch

from llm_edu.transformer import Record


@torch.no_grad()
def streams(model, ids):
    """The stream as it enters the first block, and after each: (layers + 1, batch, time, width). ids: (batch, time)"""
    record = Record("residual")
    model(ids, record=record)
    return torch.stack(record["residual"])


@torch.no_grad()
def logit_lens(model, ids):
    """For each layer and position the scores that the unembedding would give: (layers + 1, batch, time, vocabulary).

    ids: (batch, time). The last layer's are the model's own logits. With a large vocabulary that is much memory: 60 MB
    for ten tokens of SmolLM2; `best_guesses` keeps only the best.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> ids = torch.tensor([[5, 17, 2]])
    >>> logit_lens(model, ids).shape
    torch.Size([3, 1, 3, 100])
    >>> torch.equal(logit_lens(model, ids)[-1], model(ids))
    True
    """
    return torch.stack([model.unembed(stream) for stream in streams(model, ids)])


class Guesses(NamedTuple):
    """The best guesses of each layer at each position, and their probabilities: (layers + 1, batch, time, count)."""

    ids: torch.Tensor
    probabilities: torch.Tensor


@torch.no_grad()
def best_guesses(model, ids, count=10):
    """The `count` most probable next tokens by the lens, most probable first. ids: (batch, time)   ->   `Guesses`"""
    best = [model.unembed(stream).softmax(-1).topk(count, dim=-1) for stream in streams(model, ids)]
    return Guesses(torch.stack([layer.indices for layer in best]), torch.stack([layer.values for layer in best]))


@torch.no_grad()
def probability_by_layer(model, ids, tokens):
    """How probable one token is to come next, by the lens: (layers + 1, batch, time).

    ids: (batch, time)   tokens: an id, or one for each row (batch,), or for each position (batch, time)
    """
    tokens = torch.as_tensor(tokens, device=ids.device)
    tokens = tokens.view(*tokens.shape, *(1,) * (2 - tokens.dim())).expand(ids.shape)[..., None]    # (batch, time, 1)
    return torch.stack([model.unembed(stream).softmax(-1).gather(-1, tokens)[..., 0]
                        for stream in streams(model, ids)])
