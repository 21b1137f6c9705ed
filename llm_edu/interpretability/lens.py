"""The logit lens: what would the model say if it stopped here?

Every block adds to the residual stream, and the unembedding reads that stream at the end. We can let it read earlier:
after each block, through the final norm, it gives a distribution over the next token. That shows where an answer is
decided. In early layers it shows little: the stream need not yet be written in the unembedding's language.

Sources: nostalgebraist 2020, interpreting GPT: the logit lens (LessWrong); Belrose et al. 2023, Eliciting Latent
Predictions from Transformers with the Tuned Lens, arXiv:2303.08112 (where the plain lens misleads).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from llm_edu.transformer import Record, Transformer


@torch.no_grad()
def residual_stream(model: Transformer, ids: Tensor) -> Tensor:
    """The residual stream before the first block and after each block: (layers + 1, batch, time, width).

    ids: (batch, time)
    """
    record = Record("residual")
    model(ids, record=record)
    return torch.stack(record["residual"])


@torch.no_grad()
def logit_lens(model: Transformer, ids: Tensor) -> Tensor:
    """The logits that the unembedding would give after each layer: (layers + 1, batch, time, vocabulary).

    ids: (batch, time). After the last layer they are the model's own logits. A large vocabulary takes much memory: 60
    MB for ten tokens of SmolLM2. `best_guesses` keeps only the most probable tokens.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> ids = torch.tensor([[5, 17, 2]])
    >>> logit_lens(model, ids).shape
    torch.Size([3, 1, 3, 100])
    >>> torch.equal(logit_lens(model, ids)[-1], model(ids))
    True
    """
    return torch.stack([model.unembed(stream) for stream in residual_stream(model, ids)])


class Guesses(NamedTuple):
    """The best guesses of each layer at each position, and their probabilities: (layers + 1, batch, time, count)."""

    ids: Tensor
    probabilities: Tensor


@torch.no_grad()
def best_guesses(model: Transformer, ids: Tensor, count: int = 10) -> Guesses:
    """The `count` most probable next tokens by the logit lens, most probable first. ids: (batch, time)"""
    best = [model.unembed(stream).softmax(-1).topk(count, dim=-1) for stream in residual_stream(model, ids)]
    return Guesses(torch.stack([layer.indices for layer in best]), torch.stack([layer.values for layer in best]))


@torch.no_grad()
def probability_by_layer(model: Transformer, ids: Tensor, tokens: int | Sequence[int] | Tensor) -> Tensor:
    """The probability of one token to come next, by the logit lens: (layers + 1, batch, time).

    ids: (batch, time)   tokens: an id, or one for each row (batch,), or for each position (batch, time)
    """
    tokens = torch.as_tensor(tokens, device=ids.device)
    tokens = tokens.view(*tokens.shape, *(1,) * (2 - tokens.dim())).expand(ids.shape)[..., None]    # (batch, time, 1)
    return torch.stack([model.unembed(stream).softmax(-1).gather(-1, tokens)[..., 0]
                        for stream in residual_stream(model, ids)])
