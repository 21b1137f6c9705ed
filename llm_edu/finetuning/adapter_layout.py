"""Which modules of Hugging Face's models hold the weights that LoRA changes: Llama's layout, and GPT-2's.

Llama has a module for each of `TARGET_MODULES`. GPT-2 has queries, keys and values in one, `c_attn`, whose change is
one product: three changes with matrices down (rank, inputs) and up (outputs, rank) become one of three times the rank,

    down = the three above each other      up = the three along a diagonal, zeros beside them
"""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Layout:
    """prefix: comes before a layer's number   modules: name -> the target modules whose rows it holds, in order
    turned: whether weight matrices are stored as (inputs, outputs)
    """

    prefix: str
    modules: dict[str, tuple[str, ...]]
    turned: bool = False


LLAMA = Layout("model.layers.", {
    "self_attn.q_proj": ("queries",), "self_attn.k_proj": ("keys",), "self_attn.v_proj": ("values",),
    "self_attn.o_proj": ("output",), "mlp.gate_proj": ("gate",), "mlp.up_proj": ("up",), "mlp.down_proj": ("down",)})
GPT2 = Layout("transformer.h.", {
    "attn.c_attn": ("queries", "keys", "values"), "attn.c_proj": ("output",), "mlp.c_fc": ("up",),
    "mlp.c_proj": ("down",)}, turned=True)


def layout_of(config):
    """The layout of Hugging Face's model of this configuration. config: a `TransformerConfig`"""
    parts = config.positions, config.norm, config.feed_forward, config.key_value_heads * config.head_dim
    return GPT2 if parts == ("learned", "layer", "gelu", config.width) else LLAMA


def joined(parts):
    """One change that replaces several: (down, up, alpha)

    parts: for each target module (outputs, its change (down, up, alpha) or None), in the order of rows
    """
    changes = [change for _, change in parts if change is not None]
    if len(parts) == 1:
        return changes[0]
    scales = [alpha / len(down) for down, _, alpha in changes]
    down = torch.cat([down for down, _, _ in changes])
    up, row, column = down.new_zeros(sum(outputs for outputs, _ in parts), len(down)), 0, 0
    for outputs, change in parts:
        if change is not None:
            rank, scale = len(change[0]), change[2] / len(change[0])
            up[row:row + outputs, column:column + rank] = change[1] * (scale / scales[0])
            column += rank
        row += outputs
    return down, up, scales[0] * len(down)


def parted(change, outputs):
    """The reverse of `joined`: for each target module its change, or None where its rows of `up` are zeros.

    Each keeps only the part of the shared rank that it uses. outputs: the number of rows of each target module
    """
    if len(outputs) == 1:
        return [change]
    down, up, alpha = change
    if not up.any():    # nothing has been learned yet: each may use all
        return [(down, rows, alpha) for rows in up.split(outputs)]
    used = [rows.any(0) for rows in up.split(outputs)]    # (rank,) each
    return [(down[some], rows[:, some], alpha * int(some.sum()) / len(down)) if some.any() else None
            for some, rows in zip(used, up.split(outputs), strict=True)]
