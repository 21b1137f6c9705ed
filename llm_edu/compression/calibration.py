"""What the layers of a model read while it reads a text: the calibration that GPTQ and Wanda need.

A layer multiplies its input x by its weights. Which weights matter depends on what x is: a weight whose input is always
0 may be anything. For each layer the sum of x xᵀ over all tokens says enough, and takes the same memory for any text.

    on the diagonal      Σ xᵢ², how large each input is                     Wanda uses √Σ xᵢ²
    elsewhere            Σ xᵢ xⱼ, which inputs are large at the same time     GPTQ uses all of it, as a Hessian

Sources: Frantar et al. 2022, GPTQ, arXiv:2210.17323; Sun et al. 2023, Wanda, arXiv:2306.11695.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from llm_edu.compression.models import check_has_weights
from llm_edu.transformer import Transformer


@torch.no_grad()
def layer_inputs(model: Transformer, ids: Tensor | Iterable[Sequence[int]],
                 layers: Iterable[str] | None = None) -> dict[str, Tensor]:
    """For each linear layer the sum of x xᵀ over all tokens that it reads, {name: (inputs, inputs)}, float32.

    ids: (batch, time), or rows of ids of any lengths, which the model reads one after the other
    layers: names, to look at a few only; None: all linear layers, named as in `model.named_modules()`. With tied
    embeddings "token_embedding" is one of them: its sum is of what the unembedding reads.
    Raises ValueError for a name that is not a linear layer, a model that `quantise` made, and when there are no ids.

    >>> from llm_edu.transformer import TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=1, width=8, heads=2))
    >>> {name: tuple(total.shape) for name, total in layer_inputs(model, [[1, 2, 3], [4]]).items()}
    {'blocks.0.attention.queries_keys_values': (8, 8), 'blocks.0.attention.output': (8, 8), \
'blocks.0.feed_forward.up': (8, 8), 'blocks.0.feed_forward.down': (32, 32), 'token_embedding': (8, 8)}
    """
    check_has_weights(model)
    watched = readers(model)
    if layers is not None:
        wanted = set(layers)
        if unknown := wanted - watched.keys():
            raise ValueError(f"this model has no linear layer {sorted(unknown)[0]!r}; it has {', '.join(watched)}")
        watched = {name: watched[name] for name in watched if name in wanted}
    sums: dict[str, Tensor] = {}
    handles = [attach(sums, name) for name, attach in watched.items()]
    was_training = model.training
    model.eval()
    device = next(model.parameters()).device
    try:
        for row in [ids] if isinstance(ids, Tensor) else ids:
            row = torch.as_tensor(row, device=device)
            if row.numel():
                model(row if row.dim() == 2 else row[None])
    finally:
        model.train(was_training)
        for handle in handles:
            handle.remove()
    if not sums:
        raise ValueError("there are no ids to read")
    return sums


Attach = Callable[[dict[str, Tensor], str], Any]


def readers(model: Transformer) -> dict[str, Attach]:
    """For each linear layer a function that hooks a sum of its inputs into the model, (sums, name) -> handle."""
    found: dict[str, Attach] = {name: before(module) for name, module in model.named_modules()
                                if isinstance(module, nn.Linear)}
    if model.config.tie_embeddings:    # the unembedding is not a module then: it reads what the last norm gives
        found["token_embedding"] = after(model.norm)
    return found


def before(module: nn.Module) -> Attach:
    return lambda sums, name: module.register_forward_pre_hook(lambda _, inputs: add(sums, name, inputs[0]))


def after(module: nn.Module) -> Attach:
    return lambda sums, name: module.register_forward_hook(lambda _, inputs, output: add(sums, name, output))


def add(sums: dict[str, Tensor], name: str, x: Tensor) -> None:
    """Add x xᵀ of all tokens to the sum of that name. x: (..., inputs)"""
    x = x.detach().float().flatten(0, -2)    # (tokens, inputs)
    if name in sums:
        sums[name].addmm_(x.T, x)
    else:
        sums[name] = x.T @ x
