"""LoRA: leave a weight matrix as it is, and learn a small change beside it.

A linear layer has a weight matrix W (outputs, inputs). Full fine-tuning moves every number in it, and an optimiser such
as AdamW stores two more for each. LoRA freezes W and learns two narrow matrices, down (rank, inputs) and up (outputs,
rank). Their product is a change of W:

    y = W x + alpha / rank · up (down x)

SmolLM2's matrix for values has 192 × 576 = 110,592 numbers; with rank 8 its change has 8 · (192 + 576) = 6,144. `up`
starts as zeros, so that at first nothing is changed. (In peft down is called lora_A, up lora_B.)

The course's model keeps queries, keys and values in one matrix, and gate and up in another, because one large product
can be faster than several small ones. So a change has `rows`: the outputs of the matrix that it changes.

Source: Hu et al. 2021, LoRA: Low-Rank Adaptation of Large Language Models, arXiv:2106.09685.
"""

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.earlier_names import earlier_names
from llm_edu.finetuning.fast.changed_product import can_change, change_product
from llm_edu.transformer import Transformer

TARGET_MODULES = ("queries", "keys", "values", "output", "gate", "up", "down")


class LowRank(nn.Module):
    """A change of some rows of a weight matrix. down: (rank, inputs), random   up: (outputs, rank), zeros at first

    target_module: one of `TARGET_MODULES`   rows: a slice, the outputs of the matrix that are changed
    """

    def __init__(self, target_module: str, inputs: int, rows: slice, rank: int, alpha: float) -> None:
        super().__init__()
        outputs = rows.stop - rows.start
        self.down, self.up = nn.Parameter(torch.empty(rank, inputs)), nn.Parameter(torch.zeros(outputs, rank))
        nn.init.uniform_(self.down, -1 / math.sqrt(inputs), 1 / math.sqrt(inputs))    # as Hu et al. published it
        self.target_module, self.rows = target_module, rows
        self.rank, self.alpha, self.scale = rank, alpha, alpha / rank

    def forward(self, y: Tensor, x: Tensor) -> Tensor:
        """Add the change's product with x to y, in place. up · down is never made: it is as large as the matrix.

        y: (..., all outputs of the matrix)   x: (..., inputs)   ->   y
        """
        low = F.linear(x, self.down)    # (..., rank)
        y[..., self.rows] += F.linear(low, self.up) * self.scale
        return y

    def delta_weight(self) -> Tensor:
        """The change as a matrix, (outputs, inputs)."""
        return self.up @ self.down * self.scale

    def table(self) -> Tensor:
        """`delta_weight`, under its earlier name."""
        return self.delta_weight()

    @property
    def place(self) -> str:
        """`target_module`, under its earlier name."""
        return self.target_module


class LoRALinear(nn.Module):
    """A frozen linear layer, `base`, and the changes of its rows, each a `LowRank`.

    Where gradients are needed, `change_product` computes the same with fewer passes over memory.
    """

    base: Any    # an `nn.Linear`, or one in codes (``quantised``)
    changes: Any    # an `nn.ModuleList`

    def __init__(self, base: nn.Module, changes: Iterable[LowRank]) -> None:
        super().__init__()
        self.base, self.changes = base, nn.ModuleList(changes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., inputs)   ->   (..., outputs)"""
        if torch.is_grad_enabled() and can_change(self.base, self.changes):
            return change_product(x, self.base, self.changes)
        y = self.base(x)
        for change in self.changes:
            y = change(y, x)
        return y

    def merged(self) -> nn.Linear:
        """One `nn.Linear` that computes the same, with a weight matrix of its own."""
        weight = self.base.weight.detach().clone()
        for change in self.changes:
            weight[change.rows] += change.delta_weight().detach()
        return frozen_linear(weight, self.base.bias)


def frozen_linear(weight: Tensor, bias: Tensor | None) -> nn.Linear:
    """An `nn.Linear` that has these numbers and does not learn. weight: (outputs, inputs)   bias: (outputs,) or None"""
    with torch.device("meta"):
        layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    layer.weight = nn.Parameter(weight, requires_grad=False)
    layer.register_parameter("bias", None if bias is None else nn.Parameter(bias.detach(), requires_grad=False))
    return layer


@earlier_names(places="target_modules")
def add_lora(model: Transformer, rank: int = 8, alpha: float = 16,
             target_modules: str | Sequence[str] = ("queries", "values"), layers: Iterable[int] | None = None
             ) -> Transformer:
    """A twin of a `Transformer` that learns low-rank changes, and nothing else; the model itself stays as it is.

    rank: of the changes   alpha: their scale. What is added is alpha / rank · up (down x), so that another rank needs
        less retuning (Hu et al.)
    target_modules: some of `TARGET_MODULES` (Hu et al. took queries and values)
    layers: numbers of the layers to change; None: all of them
    The twin shares the model's memory for frozen weights, so changing the model's weights changes both. It decodes,
    records and trains like any other model. `merge` makes a plain model of it.
    Raises ValueError for target modules or layers that the model does not have, and for a model that has changes.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.llama(vocab_size=50, layers=2, width=16, heads=4))
    >>> adapted = add_lora(model, rank=2)
    >>> sum(parameter.numel() for _, parameter in trainable_parameters(adapted)), model.count_parameters()
    (256, 6960)
    >>> bool((adapted(torch.tensor([[7, 3]])) == model(torch.tensor([[7, 3]]))).all())    # up is 0
    True
    """
    layers = range(len(model.blocks)) if layers is None else layers
    target_modules = target_modules if isinstance(target_modules, str) else list(target_modules or ())
    return add_changes(model, {layer: target_modules for layer in layers}, rank, alpha)


def add_changes(model: Transformer, target_modules: Mapping[int, str | Sequence[str]], rank: int, alpha: float,
                sizes: Mapping[tuple[int, str], tuple[int, float]] | None = None) -> Transformer:
    """As `add_lora`, with target modules for each layer. target_modules: {layer: some of `TARGET_MODULES`}

    sizes: {(layer, target module): (rank, alpha)} of those that have others
    """
    sizes = sizes or {}
    if not isinstance(rank, Integral) or isinstance(rank, bool) or rank < 1 or not 0 < alpha < math.inf:
        raise ValueError(f"rank should be a whole number of at least 1, and alpha above 0, not {rank!r} and {alpha!r}")
    check_unchanged(model)
    if not target_modules or isinstance(target_modules, str) or not all(target_modules.values()):
        raise ValueError("there is nothing to change: name at least one layer and one target module")
    model = frozen_twin(model)
    for layer, names in target_modules.items():
        if not isinstance(layer, Integral) or not 0 <= layer < len(model.blocks):
            raise ValueError(f"there is no layer {layer!r}: they are numbered from 0 to {len(model.blocks) - 1}")
        names = (names,) if isinstance(names, str) else names
        for (holder, name), rows in linear_layers(model.blocks[layer], names).items():
            base = getattr(holder, name)
            changes = [LowRank(target, base.in_features, some, *sizes.get((layer, target), (rank, alpha)))
                       .to(model.token_embedding.weight) for target, some in rows.items()]    # its device and precision
            setattr(holder, name, LoRALinear(base, changes))
    return model


def check_unchanged(model: Transformer) -> None:
    """Raise ValueError for a model that has changes already."""
    if any(isinstance(module, LoRALinear) for module in model.modules()):
        raise ValueError("this model has LoRA's changes already: merge them first, or start from the model before them")


def linear_layers(block: nn.Module, target_modules: Iterable[str]) -> dict[tuple[nn.Module, str], dict[str, slice]]:
    """The linear layers that hold target modules: {(module, name of its layer): {target module: rows}}"""
    found: dict[tuple[nn.Module, str], dict[str, slice]] = {}
    known = target_modules_in(block)
    for target in target_modules:
        if target not in known:
            raise ValueError(f"there is no target module {target!r} in this model: it has {', '.join(known)}")
        holder, name, start, end = known[target]
        found.setdefault((holder, name), {})[target] = slice(start, end)
    return found


def target_modules_in(block: Any) -> dict[str, tuple[nn.Module, str, int, int]]:
    """Where each target module is: {target module: (module, name of its layer, first row, end of its rows)}"""
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


def frozen_twin(model: Transformer) -> Transformer:
    """A model of the same kind whose parameters share this model's memory, and do not learn."""
    shared: dict[int, Any] = {id(parameter): nn.Parameter(parameter.detach(), requires_grad=False)
                              for parameter in model.parameters()}
    shared |= {id(buffer): buffer for buffer in model.buffers()}
    return copy.deepcopy(model, shared)    # which copies nothing that it finds in there


def merge(model: Transformer) -> Transformer:
    """A plain model that computes what this one with its changes does, up to rounding, at no extra cost.

    Changed weight matrices get memory of their own, others stay shared. The model itself keeps its changes, so you can
    go on with either.
    """
    model = frozen_twin(model)
    for holder in list(model.modules()):
        for name, layer in list(holder.named_children()):
            if isinstance(layer, LoRALinear):
                setattr(holder, name, layer.merged())
    return model


def changes_of(model: Transformer) -> dict[tuple[int, str], LowRank]:
    """The changes of a model, in order: {(layer, target module): `LowRank`}"""
    return {(number, change.target_module): change for number, block in enumerate(model.blocks)
            for change in block.modules() if isinstance(change, LowRank)}


def trainable_parameters(model: nn.Module) -> list[tuple[str, nn.Parameter]]:
    """The parameters that a model learns: [(name, parameter), …]"""
    return [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]


def device_of(model: Transformer) -> torch.device:
    return model.token_embedding.weight.device
