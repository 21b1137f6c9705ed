"""Direct logit attribution: which parts of the model voted for this token, and how much?

The residual stream at the end is a sum: the embedding, what each head added, what each feed-forward layer added. A
logit is a dot product with that sum, so it is a sum, too, with one number for each part. Between is the final norm,
which divides by a size that all parts share; keep it at its value in this run, and it is one more factor. Then the
votes add up exactly to the logit.

Only direct votes count: a head that merely helps a later head to look at the right position gets nothing here;
`patching` finds it.

Sources: Elhage et al. 2021, A Mathematical Framework for Transformer Circuits; Wang et al. 2022, Interpretability in
the Wild, arXiv:2211.00593, section 3.1.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from llm_edu.interpretability.sites import all_sites, read
from llm_edu.transformer import LayerNorm, RMSNorm, Transformer


@dataclass(frozen=True)
class Attribution:
    """A logit, or a difference of two logits, as a sum. For one position in each text:

    embedding: (batch,)   heads: (batch, layers, heads)   feed_forward: (batch, layers)
    biases: (batch,), of the attention outputs and of the final norm   logit: (batch,), the model's own
    """

    embedding: Tensor
    heads: Tensor
    feed_forward: Tensor
    biases: Tensor
    logit: Tensor

    @property
    def total(self) -> Tensor:
        """The sum of all parts, (batch,): the logit."""
        return self.embedding + self.heads.sum((1, 2)) + self.feed_forward.sum(1) + self.biases

    def ranked(self) -> list[tuple[str, float]]:
        """The parts with their votes, averaged over the texts, the largest first: [("head 1.0", 5.2), …]"""
        shares = {"embedding": self.embedding.mean(), "biases": self.biases.mean()}
        for layer, (heads, feed_forward) in enumerate(zip(self.heads.mean(0), self.feed_forward.mean(0), strict=True)):
            shares |= {f"head {layer}.{head}": share for head, share in enumerate(heads)}
            shares[f"feed-forward {layer}"] = feed_forward
        return sorted(((name, share.item()) for name, share in shares.items()), key=lambda pair: -abs(pair[1]))


@torch.no_grad()
def attribute(model: Transformer, ids: Tensor, token: int | Tensor, instead: int | Tensor | None = None,
              position: int | Tensor = -1) -> Attribution:
    """Take a logit apart into the votes of the model's parts.

    ids: (batch, time)   token: the id of the logit, or one id for each row (batch,)
    instead: another id; then the votes are for the difference, and say why `token` and not `instead`
    position: of the text, or one for each row (batch,); what comes after it may be padding
    Raises ValueError for a final norm other than RMSNorm or LayerNorm, and for a model whose blocks do not just add.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> found = attribute(model, torch.tensor([[5, 17, 2]]), token=8, instead=9)
    >>> found.heads.shape
    torch.Size([1, 2, 4])
    >>> (found.total - found.logit).abs().max().item() < 1e-4
    True
    """
    layers = model.config.layers
    sites = all_sites(model, "heads") + all_sites(model, "feed_forward_output")
    found = read(model, ids, [("residual", 0), ("residual", layers), *sites])
    rows = torch.arange(len(ids), device=ids.device)
    position = torch.as_tensor(position, device=ids.device).expand(len(ids))
    found = {site: x[rows, ..., position, :] for site, x in found.items()}    # (batch, width) or (batch, heads, …)
    wanted = token_direction(model, token, instead).expand(len(ids), -1)    # (batch, width)
    direction, bias = through_norm(model.norm, found["residual", layers], wanted)
    heads = []
    blocks: list[Any] = list(model.blocks)    # a ModuleList does not say what its modules have
    for layer, block in enumerate(blocks):
        output = block.attention.output
        asked = (direction @ output.weight).unflatten(-1, (model.config.heads, -1))    # (batch, heads, head_dim)
        heads.append((found["heads", layer] * asked).sum(-1))
        bias = bias if output.bias is None else bias + direction @ output.bias
    feed_forward = [(found["feed_forward_output", layer] * direction).sum(-1) for layer in range(layers)]
    attribution = Attribution(
        (found["residual", 0] * direction).sum(-1), torch.stack(heads, 1), torch.stack(feed_forward, 1), bias,
        (model.norm(found["residual", layers]) * wanted).sum(-1))
    check_sum(attribution)
    return attribution


def token_direction(model: Transformer, token: int | Tensor, instead: int | Tensor | None = None) -> Tensor:
    """What the unembedding compares the stream with, (1 or batch, width): the token's row, minus the other's."""
    table = model.token_embedding.weight if model.config.tie_embeddings else model.unembedding.weight
    rows = table[torch.as_tensor(token, device=table.device).reshape(-1)]
    return rows if instead is None else rows - table[torch.as_tensor(instead, device=table.device).reshape(-1)]


def through_norm(norm: nn.Module, x: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
    """The final norm, held at its measured size, moved from the stream into the direction that reads it.

    x: the stream (batch, width)   direction: (batch, width)   ->   another direction (batch, width) and a number
    (batch,), such that norm(x) · direction = x · other + number, and every part of x has its share of x · other.

    >>> norm, x, direction = LayerNorm(4), torch.tensor([[1.0, 2.0, 3.0, 6.0]]), torch.tensor([[1.0, 0.0, 0.0, 2.0]])
    >>> other, number = through_norm(norm, x, direction)
    >>> torch.allclose((norm(x) * direction).sum(-1), (x * other).sum(-1) + number)
    True
    """
    if isinstance(norm, nn.Identity):    # taken out of the model, as in lesson 05
        return direction, torch.zeros(len(x), device=x.device)
    if isinstance(norm, RMSNorm):
        return direction * norm.weight * (x.square().mean(-1, keepdim=True) + norm.epsilon).rsqrt(), x.new_zeros(len(x))
    if not isinstance(norm, LayerNorm):
        raise ValueError(f"the final norm is of the kind {type(norm).__name__}, and attribution can take apart only "
                         "an RMSNorm or a LayerNorm")
    other = direction * norm.weight * (x.var(-1, correction=0, keepdim=True) + norm.epsilon).rsqrt()
    other = other - other.mean(-1, keepdim=True)    # centring x or centring what reads it comes to the same
    return other, x.new_zeros(len(x)) if norm.bias is None else direction @ norm.bias


def check_sum(attribution: Attribution) -> None:
    """Raise ValueError where the votes do not add up to the logit: then blocks do more than add to the stream."""
    wrong = (attribution.total - attribution.logit).abs()
    size = attribution.embedding.abs() + attribution.heads.abs().sum((1, 2)) + attribution.feed_forward.abs().sum(1)
    if not (wrong <= 1e-4 * (1 + size)).all():
        raise ValueError(f"the parts miss the logit by {wrong.max().item():.2g}: this model's blocks do not just add "
                         "to the residual stream, so its logits are not a sum over its parts")
