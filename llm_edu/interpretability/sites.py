"""Sites inside a model: look at the activations there, and change them while the model runs.

`("residual", 3)`              the stream before block 3, the same as ``record["residual"][3]``: 0 is what enters the
                               first block, `layers` what the last has left; (batch, time, width)
`("attention_output", 3)`      what block 3's attention adds to the stream; (batch, time, width)
`("feed_forward_output", 3)`   what its feed-forward layer adds; (batch, time, width)
`("heads", 3)`                 what each head of block 3 found, before the output projection mixes them; (batch, heads,
                               time, head_dim)
`("head", 3, 1)`               what head 1 of block 3 found; (batch, time, head_dim)

This works by PyTorch's forward hooks: functions that a module calls before or after its `forward`, and which may
replace its input or output. So the model itself needs no switch for it, and every model of the course will do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from llm_edu.attention import merge_heads, split_heads
from llm_edu.attention.call import ALONE
from llm_edu.earlier_names import earlier_names
from llm_edu.transformer import Transformer

Site = tuple[str, int] | tuple[str, int, int]
Change = Callable[[Tensor], Tensor]    # gets the activations at a site, returns those to go on with
KINDS = ("residual", "attention_output", "feed_forward_output", "heads", "head")


@contextmanager
def changed(model: Transformer, changes: Mapping[Site, Change]) -> Iterator[Transformer]:
    """Change activations of a model while the `with` block runs; the changes end with it, even after an error.

    changes: {site: function}. The function gets the activations at that site and returns the ones that the model goes
    on with, of the same shape. When the model runs with a cache, these are the activations of the new tokens only. A
    record that you make inside the block shows the changed values.

    `generate` and `stream` follow the changes if they start and end inside the block: their fast twin of the model
    leaves modules with hooks as they are. A twin that you made earlier runs no hooks.
    Raises ValueError for a site that this model does not have, for a change that returns another shape, and for a twin.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=2, width=8, heads=2))
    >>> with changed(model, {("residual", 2): torch.zeros_like}):    # nothing is left of what the blocks found
    ...     print(model(torch.tensor([[5, 7]])).abs().max().item())
    0.0
    """
    for site in changes:
        check_site(model, site)
    handles = []
    try:
        for site, change in changes.items():
            handles.append(attach(model, site, change))
        yield model
    finally:
        for handle in handles:
            handle.remove()


@earlier_names(places="sites")
def read(model: Transformer, ids: Tensor, sites: Iterable[Site]) -> dict[Site, Tensor]:
    """The activations at some sites in one run of the model: {site: tensor}, with the shapes listed above.

    ids: (batch, time). Gradients flow through the tensors unless you switch them off.
    Raises ValueError for a site that this model does not have.
    """
    found: dict[Site, Tensor] = {}

    def keep(site: Site) -> Change:
        def change(x: Tensor) -> Tensor:
            found[site] = x
            return x
        return change

    with changed(model, {site: keep(site) for site in sites}):
        model(ids)
    return found


def put(values: Tensor, positions: int | Sequence[int] | slice = slice(None)) -> Change:
    """A change for `changed`: put these values at these positions of the text, in every row of the batch.

    values: broadcast to (batch, positions, width)   positions: an int, a list of ints, or a slice

    >>> put(torch.tensor([7.0, 7.0]), positions=[0])(torch.zeros(1, 2, 2))
    tensor([[[7., 7.],
             [0., 0.]]])
    """
    def change(x: Tensor) -> Tensor:
        x = x.clone()
        x[..., positions, :] = values
        return x
    return change


def all_sites(model: Transformer, kind: str) -> list[Site]:
    """All sites of one kind, layer by layer, and within a layer head by head.

    Raises ValueError for a kind other than "residual", "attention_output", "feed_forward_output", "heads", "head".
    """
    if kind not in KINDS:
        raise ValueError(f"the kinds of sites are {', '.join(KINDS)}, not {kind!r}")
    layers, heads = model.config.layers, model.config.heads
    if kind == "head":
        return [(kind, layer, head) for layer in range(layers) for head in range(heads)]
    return [(kind, layer) for layer in range(layers + (kind == "residual"))]


def check_site(model: Transformer, site: Site) -> None:
    """Raise ValueError unless the model has this site."""
    if not isinstance(site, tuple) or not site:
        raise ValueError(f"a site is a tuple such as ('residual', 3) or ('head', 3, 1), not {site!r}")
    if site not in all_sites(model, site[0]):
        raise ValueError(f"this model has {model.config.layers} blocks with {model.config.heads} heads, counted from "
                         f"0, but no site {site!r}; ('residual', n) is the residual stream before block n")


def attach(model: Transformer, site: Site, change: Change) -> RemovableHandle:
    """Hook a change into the model; ``handle.remove()`` takes it out again."""
    kind, layer, *head = site
    if kind == "residual" and layer == 0:
        def enters(block, inputs):    # (x,) or (x, call)
            return shown(kept_shape(change, inputs[0], site), *inputs[1:]), *inputs[1:]
        return hookable(first_block(model)).register_forward_pre_hook(enters)
    if kind == "residual":
        def leaves(block, inputs, x):
            return shown(kept_shape(change, x, site), *inputs[1:])
        return hookable(model.blocks[layer - 1]).register_forward_hook(leaves)
    block: Any = model.blocks[layer]    # a ModuleList does not say what its modules have
    if kind in ("heads", "head"):
        if not hasattr(block.attention, "output"):
            raise ValueError(f"there are no heads at {site!r}: this block's attention has been taken out")

        def mixes(linear, inputs):
            found = split_heads(inputs[0], model.config.heads)    # (batch, heads, time, head_dim)
            if kind == "heads":
                return merge_heads(kept_shape(change, found, site))
            found = found.clone()
            found[:, head[0]] = kept_shape(change, found[:, head[0]].clone(), site)
            return merge_heads(found)
        return hookable(block.attention.output).register_forward_pre_hook(mixes)
    part = block.attention if kind == "attention_output" else block.feed_forward
    return hookable(part).register_forward_hook(lambda part, inputs, x: kept_shape(change, x, site))


def first_block(model: Transformer) -> nn.Module:
    if not len(model.blocks):
        raise ValueError("this model has no blocks, so there is no stream to change")
    return model.blocks[0]


def shown(x, call=ALONE):
    """Hand a changed stream on; a record has kept the stream before the change: show it this one instead."""
    if call.records("residual"):
        call.record["residual"][-1] = x
    return x


def kept_shape(change: Change, x: Tensor, site: Site) -> Tensor:
    """What the change makes of x. Raises ValueError if that has another shape."""
    new = change(x)
    if not isinstance(new, torch.Tensor) or new.shape != x.shape:
        what = tuple(new.shape) if isinstance(new, torch.Tensor) else type(new).__name__
        raise ValueError(f"the change at {site!r} gets numbers of shape {tuple(x.shape)} and must return the "
                         f"same shape, not {what}")
    return new


def hookable(module: nn.Module) -> nn.Module:
    """The module, if calling it runs hooks. Raises ValueError for a module of a fast twin, which would ignore them."""
    if type(module).__call__ is not nn.Module.__call__:
        raise ValueError("this is a fast twin of a model (`decoding_twin`), which runs no hooks: change the model "
                         "itself; `generate`, begun within `changed`, keeps to the changes")
    return module
