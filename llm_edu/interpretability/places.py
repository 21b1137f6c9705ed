"""Places inside a model where one can look, and change what is found there while the model runs.

`("residual", 3)`              the stream before block 3, the same as ``record["residual"][3]``: 0 is what enters the
                               first block, `layers` what the last has left; (batch, time, width)
`("attention_output", 3)`      what block 3's attention adds to the stream; (batch, time, width)
`("feed_forward_output", 3)`   what its feed-forward layer adds; (batch, time, width)
`("heads", 3)`                 what each head of block 3 found, before the output projection mixes them; (batch, heads,
                               time, head_dim)
`("head", 3, 1)`               of these, head 1; (batch, time, head_dim)

It is done with PyTorch's forward hooks: functions that a module calls before or after its `forward`, and which may
replace what comes in or out. So the model itself needs no switch for it, and any model of the course will do.
"""

from contextlib import contextmanager

import torch
from torch import nn

from llm_edu.attention import merge_heads, split_heads
from llm_edu.attention.call import ALONE

KINDS = ("residual", "attention_output", "feed_forward_output", "heads", "head")


@contextmanager
def changed(model, changes):
    """A model that computes with changes, as long as the `with` lasts; afterwards, also after an error, without.

    changes: {place: function}; the function gets what is found there, and returns what the model goes on with, of the
    same shape. With a cache, that is the new tokens' part alone. A record made meanwhile shows what was changed.

    `generate` and `stream` keep to the changes when they begin, and end, within the `with`: their fast twin of the
    model leaves modules with hooks as they are. A twin made before has no place for hooks, and is refused.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=2, width=8, heads=2))
    >>> with changed(model, {("residual", 2): torch.zeros_like}):    # nothing is left of what the blocks found
    ...     print(model(torch.tensor([[5, 7]])).abs().max().item())
    0.0
    """
    for place in changes:
        check_place(model, place)
    handles = []
    try:
        for place, change in changes.items():
            handles.append(attach(model, place, change))
        yield model
    finally:
        for handle in handles:
            handle.remove()


def read(model, ids, places):
    """What is found at places in one run of the model: {place: tensor}, of the shapes above. ids: (batch, time)

    Gradients flow if they are on.
    """
    found = {}

    def keep(place):
        def change(x):
            found[place] = x
            return x
        return change

    with changed(model, {place: keep(place) for place in places}):
        model(ids)
    return found


def put(values, positions=slice(None)):
    """A change: at these positions of the text take the values instead, in every row.

    values: what broadcasts to (batch, positions, numbers)   positions: an int, a list of them, or a slice

    >>> put(torch.tensor([7.0, 7.0]), positions=[0])(torch.zeros(1, 2, 2))
    tensor([[[7., 7.],
             [0., 0.]]])
    """
    def change(x):
        x = x.clone()
        x[..., positions, :] = values
        return x
    return change


def all_places(model, kind):
    """Every place of a kind, in the order of the layers, and within a layer of the heads."""
    if kind not in KINDS:
        raise ValueError(f"the kinds of places are {', '.join(KINDS)}, not {kind!r}")
    layers, heads = model.config.layers, model.config.heads
    if kind == "head":
        return [(kind, layer, head) for layer in range(layers) for head in range(heads)]
    return [(kind, layer) for layer in range(layers + (kind == "residual"))]


def check_place(model, place):
    """Raise ValueError for what is no place of this model."""
    if not isinstance(place, tuple) or not place:
        raise ValueError(f"a place is a tuple such as ('residual', 3) or ('head', 3, 1), not {place!r}")
    if place not in all_places(model, place[0]):
        raise ValueError(f"this model has {model.config.layers} blocks with {model.config.heads} heads, counted from "
                         f"0, but no place {place!r}; ('residual', n) is the stream before block n")


def attach(model, place, change):
    """Hook a change in; the handle that is returned takes it out again."""
    kind, layer, *head = place
    if kind == "residual" and layer == 0:
        def enters(block, inputs):    # (x,) or (x, call)
            return shown(kept_shape(change, inputs[0], place), *inputs[1:]), *inputs[1:]
        return hookable(first_block(model)).register_forward_pre_hook(enters)
    if kind == "residual":
        def leaves(block, inputs, x):
            return shown(kept_shape(change, x, place), *inputs[1:])
        return hookable(model.blocks[layer - 1]).register_forward_hook(leaves)
    block = model.blocks[layer]
    if kind in ("heads", "head"):
        if not hasattr(block.attention, "output"):
            raise ValueError(f"there are no heads at {place!r}: this block's attention has been taken out")

        def mixes(linear, inputs):
            found = split_heads(inputs[0], model.config.heads)    # (batch, heads, time, head_dim)
            if kind == "heads":
                return merge_heads(kept_shape(change, found, place))
            found = found.clone()
            found[:, head[0]] = kept_shape(change, found[:, head[0]].clone(), place)
            return merge_heads(found)
        return hookable(block.attention.output).register_forward_pre_hook(mixes)
    part = block.attention if kind == "attention_output" else block.feed_forward
    return hookable(part).register_forward_hook(lambda part, inputs, x: kept_shape(change, x, place))


def first_block(model):
    if not len(model.blocks):
        raise ValueError("this model has no blocks, so there is no stream to change")
    return model.blocks[0]


def shown(x, call=ALONE):
    """Hand a changed stream on; a record has kept the stream before the change: show it this one instead."""
    if call.records("residual"):
        call.record["residual"][-1] = x
    return x


def kept_shape(change, x, place):
    """What the change makes of x; ValueError when it has another shape, before that spreads."""
    new = change(x)
    if not isinstance(new, torch.Tensor) or new.shape != x.shape:
        what = tuple(new.shape) if isinstance(new, torch.Tensor) else type(new).__name__
        raise ValueError(f"the change at {place!r} gets numbers of shape {tuple(x.shape)} and has to return as many, "
                         f"not {what}")
    return new


def hookable(module):
    """The module, if calling it runs hooks; ValueError for one of a fast twin, which would pass over them silently."""
    if type(module).__call__ is not nn.Module.__call__:
        raise ValueError("this is a fast twin of a model (`decoding_twin`), which runs no hooks: change the model "
                         "itself; `generate`, begun within `changed`, keeps to the changes")
    return module
