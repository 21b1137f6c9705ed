"""LoRA: leave a table of weights as it is, and learn a small change beside it.

A linear layer has a table W (outputs, inputs). Training it whole moves every number in it, and an optimiser such as
AdamW remembers two more for each. LoRA freezes W and learns two narrow tables, down (rank, inputs) and up (outputs,
rank), whose product is a change of W:

    y = W x + alpha / rank · up (down x)

SmolLM2's table for values has 192 × 576 = 110,592 numbers; with rank 8 its change has 8 · (192 + 576) = 6,144. `up`
begins as zeros, so that at first nothing is changed.

The course's model keeps the tables of queries, keys and values in one, and those of gate and up, too, because one large
product is faster than several small ones. So a change has `rows`: which outputs of the table it is for.

Source: Hu et al. 2021, LoRA: Low-Rank Adaptation of Large Language Models, arXiv:2106.09685.
"""

import copy
import math
from numbers import Integral

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.finetuning.fast.changed_product import can_change, change_product

PLACES = ("queries", "keys", "values", "output", "gate", "up", "down")


class LowRank(nn.Module):
    """A change of some rows of a table. down: (rank, inputs), random   up: (outputs, rank), zeros at first

    place: one of `PLACES`   rows: a slice, which outputs of the table are changed
    """

    def __init__(self, place, inputs, rows, rank, alpha):
        super().__init__()
        outputs = rows.stop - rows.start
        self.down, self.up = nn.Parameter(torch.empty(rank, inputs)), nn.Parameter(torch.zeros(outputs, rank))
        nn.init.uniform_(self.down, -1 / math.sqrt(inputs), 1 / math.sqrt(inputs))    # as Hu et al. published it
        self.place, self.rows, self.rank, self.alpha, self.scale = place, rows, rank, alpha, alpha / rank

    def forward(self, y, x):
        """Add to y, in place, what the change makes of x; up · down is never made, it would be as large as the table.

        y: (..., all outputs of the table)   x: (..., inputs)   ->   y
        """
        low = F.linear(x, self.down)    # (..., rank)
        y[..., self.rows] += F.linear(low, self.up) * self.scale
        return y

    def table(self):
        """The change as a table, (outputs, inputs)."""
        return self.up @ self.down * self.scale


class LoRALinear(nn.Module):
    """A frozen linear layer, `base`, and the changes of its rows, each a `LowRank`.

    Where gradients are wanted, `change_product` computes the same with fewer passes over memory.
    """

    def __init__(self, base, changes):
        super().__init__()
        self.base, self.changes = base, nn.ModuleList(changes)

    def forward(self, x):
        """x: (..., inputs)   ->   (..., outputs)"""
        if torch.is_grad_enabled() and can_change(self.base, self.changes):
            return change_product(x, self.base, self.changes)
        y = self.base(x)
        for change in self.changes:
            y = change(y, x)
        return y

    def merged(self):
        """One `nn.Linear` that does the same, with a table of its own."""
        base, table = self.base, self.base.weight.detach().clone()
        for change in self.changes:
            table[change.rows] += change.table().detach()
        return frozen_linear(table, base.bias)


def frozen_linear(weight, bias):
    """An `nn.Linear` with these numbers, which are not to be learned. weight: (outputs, inputs)   bias: or None"""
    with torch.device("meta"):
        layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    layer.weight = nn.Parameter(weight, requires_grad=False)
    layer.bias = None if bias is None else nn.Parameter(bias.detach(), requires_grad=False)
    return layer


def add_lora(model, rank=8, alpha=16, places=("queries", "values"), layers=None):
    """A twin of a `Transformer` that learns low-rank changes, and nothing else; the model itself stays as it is.

    rank: numbers between a change's two tables   alpha: its size; what is added is alpha / rank · up (down x), so that
    another rank needs less retuning (Hu et al.)   places: some of `PLACES` (Hu et al. took queries and values)
    layers: numbers of the layers to change; None: all of them
    The twin reads its frozen weights from the model's own memory: whoever changes the model changes both. It decodes,
    records and trains as any other. `merge` makes a plain model of it.
    Raises ValueError for places or layers that the model does not have, and for a model that has changes already.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.llama(vocab_size=50, layers=2, width=16, heads=4))
    >>> adapted = add_lora(model, rank=2)
    >>> sum(parameter.numel() for _, parameter in trainable_parameters(adapted)), model.count_parameters()
    (256, 6960)
    >>> bool((adapted(torch.tensor([[7, 3]])) == model(torch.tensor([[7, 3]]))).all())    # up is 0
    True
    """
    layers = range(len(model.blocks)) if layers is None else layers
    return add_changes(model, {layer: places for layer in layers}, rank, alpha)


def add_changes(model, places, rank, alpha, sizes=None):
    """As `add_lora`, with other places in each layer. places: {layer: names of `PLACES`}

    sizes: {(layer, place): (rank, alpha)} of those that have others
    """
    sizes = sizes or {}
    if not isinstance(rank, Integral) or isinstance(rank, bool) or rank < 1 or not 0 < alpha < math.inf:
        raise ValueError(f"rank is a whole number of at least 1 and alpha above 0, not {rank!r} and {alpha!r}")
    check_unchanged(model)
    if not places or isinstance(places, str) or not all(places.values()):
        raise ValueError("there is nothing to change: name at least one layer and one place")
    model = frozen_twin(model)
    for layer, names in places.items():
        if not isinstance(layer, Integral) or not 0 <= layer < len(model.blocks):
            raise ValueError(f"there is no layer {layer!r}: they are numbered from 0 to {len(model.blocks) - 1}")
        names = (names,) if isinstance(names, str) else names
        for (holder, name), rows in tables(model.blocks[layer], names).items():
            base = getattr(holder, name)
            changes = [LowRank(place, base.in_features, some, *sizes.get((layer, place), (rank, alpha)))
                       for place, some in rows.items()]
            setattr(holder, name, LoRALinear(base, changes).to(device_of(model)))
    return model


def check_unchanged(model):
    """Raise ValueError for a model that has changes already."""
    if any(isinstance(module, LoRALinear) for module in model.modules()):
        raise ValueError("this model has LoRA's changes already: merge them first, or begin with the model before them")


def tables(block, places):
    """Which tables of a block have these places: {(module, its name for the table): {place: rows of the table}}"""
    found, all_places = {}, places_in(block)
    for place in places:
        if place not in all_places:
            raise ValueError(f"there is no place {place!r} in this model, it has {', '.join(all_places)}")
        holder, name, start, end = all_places[place]
        found.setdefault((holder, name), {})[place] = slice(start, end)
    return found


def places_in(block):
    """Where each place is: {place: (module, its name for the table, first row, row behind the last)}"""
    attention, feed_forward = block.attention, block.feed_forward
    queries, shared = attention.heads * attention.head_dim, attention.key_value_heads * attention.head_dim
    keys, values, end = queries, queries + shared, queries + 2 * shared
    width, hidden = attention.output.out_features, feed_forward.down.in_features
    fused = "queries_keys_values"
    found = {"queries": (attention, fused, 0, keys), "keys": (attention, fused, keys, values),
             "values": (attention, fused, values, end), "output": (attention, "output", 0, width)}
    if hasattr(feed_forward, "gate_and_up"):
        found |= {"gate": (feed_forward, "gate_and_up", 0, hidden),
                  "up": (feed_forward, "gate_and_up", hidden, 2 * hidden)}
    else:
        found["up"] = (feed_forward, "up", 0, hidden)
    return found | {"down": (feed_forward, "down", 0, width)}


def frozen_twin(model):
    """A model of the same kind whose parameters are the same memory, and are not to be learned."""
    shared = {id(parameter): nn.Parameter(parameter.detach(), requires_grad=False) for parameter in model.parameters()}
    shared |= {id(buffer): buffer for buffer in model.buffers()}
    return copy.deepcopy(model, shared)    # which makes no copy of what it finds in there


def merge(model):
    """A plain model that does what this one with its changes does, up to rounding, and costs nothing more to run.

    Tables that are changed get memory of their own, others stay shared; the model itself keeps its changes, so that one
    can go on with either.
    """
    model = frozen_twin(model)
    for holder in list(model.modules()):
        for name, layer in list(holder.named_children()):
            if isinstance(layer, LoRALinear):
                setattr(holder, name, layer.merged())
    return model


def changes_of(model):
    """The changes of a model, in order: {(layer, place): `LowRank`}"""
    return {(number, change.place): change for number, block in enumerate(model.blocks)
            for change in block.modules() if isinstance(change, LowRank)}


def trainable_parameters(model):
    """What a model learns, as a list of (name, parameter)."""
    return [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]


def device_of(model):
    return model.token_embedding.weight.device
