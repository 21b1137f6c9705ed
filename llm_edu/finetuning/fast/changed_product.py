"""One frozen product and its low-rank changes together, with gradients written out: what `LoRALinear` learns by.

    y = x Wᵀ + b + Σ over changes of low upᵀ, in the rows of the change    where low = scale · x downᵀ

    to_low = scale · g up          to_up = gᵀ low           g: the gradient of y; for each change its rows of it
    to_x = g W + to_low down       to_down = to_lowᵀ x

Autograd would find the same. But a change's products have a side of 8, and such narrow ones take up to six times as
long in one order as in the other. Here each is asked for in its fast order, and where several changes read the same x
(queries, keys and values do), their `down` tables are stacked, and x is read once for all of them.
"""

import torch

from llm_edu.finetuning.fast.products import over_tokens, times, times_back, times_narrow


def can_change(base, changes):
    """Whether `change_product` is for these: a frozen layer, and changes of one scale."""
    return (not any(parameter.requires_grad for parameter in base.parameters())
            and len({change.scale for change in changes}) == 1)


def change_product(x, base, changes):
    """What a frozen layer and its changes make of x.

    x: (..., inputs)   base: a frozen layer with `weight` and `bias`   changes: `LowRank`s   ->   (..., outputs)
    """
    downs, ups = [change.down for change in changes], [change.up for change in changes]
    return ChangedProduct.apply(x, base, [change.rows for change in changes], changes[0].scale, *downs, *ups)


class ChangedProduct(torch.autograd.Function):
    """`change_product`. places: the rows of each change   tables: all `down`, then all `up`"""

    @staticmethod
    def forward(context, x, base, places, scale, *tables):
        flat = x.flatten(0, -2)    # (tokens, inputs)
        y = times(flat, as_kind(base.weight, x))
        if base.bias is not None:
            y += base.bias
        flat = as_kind(flat, y)    # autocast makes y in 16 bits
        downs, ups = tables[:len(places)], tables[len(places):]
        low = times_narrow(flat, as_kind(torch.cat(downs), y)).mul_(scale)    # (tokens, all ranks)
        for rows, part, up in zip(places, low.split([len(down) for down in downs], 1), ups, strict=True):
            y[:, rows].addmm_(part, as_kind(up.T, y))
        context.save_for_backward(flat, low, *tables)
        context.base, context.places, context.scale, context.shape = base, places, scale, x.shape
        return y.view(*x.shape[:-1], -1)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        x, low, *tables = context.saved_tensors
        gradient, places = gradient.flatten(0, -2), context.places    # (tokens, outputs)
        downs, ups = tables[:len(places)], tables[len(places):]
        to_low = times_narrow(gradient, as_kind(side_by_side(ups, places, gradient.shape[1]), gradient))
        to_low.mul_(context.scale)    # (tokens, all ranks)
        ranks = [len(down) for down in downs]
        to_ups = over_tokens(low, gradient).split(ranks)    # each (rank, all outputs), of which its rows count
        to_ups = [as_kind(some[:, rows].T, up) for some, rows, up in zip(to_ups, places, ups, strict=True)]
        to_downs = as_kind(over_tokens(to_low, x), downs[0]).split(ranks)
        to_x = None
        if context.needs_input_grad[0]:
            to_x = times_back(gradient, as_kind(context.base.weight, gradient))
            to_x = to_x.addmm_(to_low, as_kind(torch.cat(downs), to_x)).view(context.shape)
        return to_x, None, None, None, *to_downs, *to_ups


def side_by_side(ups, places, outputs):
    """What takes a gradient to all narrow sides at once: (all ranks, outputs), with zeros beside each change's rows."""
    if len(ups) == 1 and len(ups[0]) == outputs:
        return ups[0].T.contiguous()
    table, first = ups[0].new_zeros(sum(up.shape[1] for up in ups), outputs), 0
    for up, rows in zip(ups, places, strict=True):
        table[first:first + up.shape[1], rows] = up.T
        first += up.shape[1]
    return table


def as_kind(tensor, other):
    """The tensor in the kind of numbers that the other has."""
    return tensor if tensor.dtype == other.dtype else tensor.to(other.dtype)
