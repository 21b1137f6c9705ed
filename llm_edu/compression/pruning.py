"""Pruning: leave weights out. Which ones hardly matter?

    by size       the weights nearest to 0
    by Wanda      the weights that add least: a weight adds w · x to its output, so its input x counts, too
    structured    whole neurons and whole heads, so that what remains is an ordinary model, only narrower

A matrix with zeros in it is as large and as slow as before, until a file or a kernel makes use of the zeros: `Pruned`
counts the bytes of such a file. A model without some of its neurons is smaller and faster everywhere.

Sources: Han et al. 2015, Learning both Weights and Connections for Efficient Neural Networks, arXiv:1506.02626 (by
size); Sun et al. 2023, A Simple and Effective Pruning Approach for Large Language Models, arXiv:2306.11695 (Wanda);
Michel, Levy and Neubig 2019, Are Sixteen Heads Really Better than One?, arXiv:1905.10650 (heads); Mishra et al. 2021,
Accelerating Sparse Deep Neural Networks, arXiv:2104.08378 (2 : 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from llm_edu.shapes_only import shapes_only
from llm_edu.transformer import Transformer


@dataclass(frozen=True)
class Pruned:
    """A matrix with zeros, as a file stores it: a bit for each weight that says whether it is 0, and the others in 16.

    weights: float, some of them 0
    """

    weights: Tensor

    def dequantise(self) -> Tensor:
        """The weights as they are."""
        return self.weights

    @property
    def nbytes(self) -> int:
        """The bytes of this form.

        >>> Pruned(torch.tensor([[0.5, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 2.0]])).nbytes    # 8 bits, 3 numbers
        7
        """
        return -(-self.weights.numel() // 8) + 2 * int(self.weights.count_nonzero())


def prune_by_size(weights: Tensor, share: float) -> Tensor:
    """A copy of a matrix in which a share of its weights is 0: those nearest to 0, wherever they are.

    Raises ValueError for a share outside of 0 to 1.

    >>> prune_by_size(torch.tensor([[0.1, -3.0], [0.2, 0.4]]), 0.5)
    tensor([[ 0.0000, -3.0000],
            [ 0.0000,  0.4000]])
    """
    return weights * largest(weights.abs().flatten(), share).view(weights.shape)


def wanda_scores(weights: Tensor, norms: Tensor) -> Tensor:
    """How much each weight adds: |weight| · ‖input‖.   weights: (outputs, inputs)   ->   like weights

    norms: (inputs,), √Σ x² of each input over the calibration text, as `input_norms` finds it

    >>> wanda_scores(torch.tensor([[0.5, -2.0], [1.0, 0.1]]), torch.tensor([8.0, 1.0]))
    tensor([[4.0000, 2.0000],
            [8.0000, 0.1000]])
    """
    return weights.abs() * norms


def input_norms(total: Tensor) -> Tensor:
    """√Σ x² of each input, from one of the sums of x xᵀ of `layer_inputs`: (inputs, inputs)   ->   (inputs,)"""
    return total.diagonal().clamp(min=0).sqrt()


def prune_by_wanda(weights: Tensor, norms: Tensor, share: float) -> Tensor:
    """A copy of a matrix in which a share of each row is 0: the weights with the lowest `wanda_scores` of that row.

    Weights of one row compete for one output, so each output keeps as many (Sun et al. 2023, section 3).
    norms: (inputs,). Raises ValueError for another shape, and for a share outside of 0 to 1.

    >>> prune_by_wanda(torch.tensor([[0.5, -2.0], [1.0, 0.1]]), torch.tensor([8.0, 1.0]), 0.5)
    tensor([[0.5000, -0.0000],
            [1.0000, 0.0000]])
    """
    if norms.shape != weights.shape[-1:]:
        raise ValueError(f"norms is {tuple(norms.shape)}, not one for each of the {weights.shape[-1]} inputs: "
                         "input_norms(sums) makes them of what `layer_inputs` gives")
    return weights * largest(wanda_scores(weights, norms), share)


def n_of_m(scores: Tensor, n: int = 2, m: int = 4) -> Tensor:
    """Which weights to keep if each m neighbours in a row keep the n with the highest scores: bool, like scores.

    Kernels of some GPUs multiply matrices of this form (2 of 4) at up to twice the speed.
    Raises ValueError where a row cannot be cut into groups of m, and for an n that is not from 0 to m.

    >>> n_of_m(torch.tensor([[0.3, 0.1, 0.2, 0.9, 5.0, 6.0, 7.0, 8.0]]))
    tensor([[ True, False, False,  True, False, False,  True,  True]])
    """
    if not (0 <= n <= m and m) or scores.shape[-1] % m:
        raise ValueError(f"a row of {scores.shape[-1]} cannot keep {n} of each {m} neighbours: its length must be a "
                         "multiple of m, and n from 0 to m")
    return largest(scores.unflatten(-1, (-1, m)), 1 - n / m).flatten(-2)


def largest(scores: Tensor, share: float) -> Tensor:
    """Which scores stay if this share of each row goes, the lowest first: bool, like scores. Of equals the first goes.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is how much is pruned, from 0 to 1, not {share!r}")
    count = round(share * scores.shape[-1])
    going = scores.argsort(dim=-1, stable=True)[..., :count]
    return torch.ones_like(scores, dtype=torch.bool).scatter(-1, going, False)


@torch.no_grad()
def prune_neurons(model: Transformer, share: float, inputs: Mapping[str, Tensor]) -> Transformer:
    """A narrower copy of a model: each block loses this share of its neurons, those that add least.

    A neuron's output x goes through one column of `down`, so it adds up to ‖column‖ · ‖x‖.
    inputs: of `layer_inputs`, at least those of the layers "blocks.0.feed_forward.down", …
    Raises ValueError for a share that leaves none.
    """
    hidden = model.config.feed_forward_width
    count = hidden - round(share * hidden)
    if not (0 <= share <= 1 and count > 0):
        raise ValueError(f"share is from 0 to 1 and leaves at least one of the {hidden} neurons, not {share!r}")
    tensors = model.state_dict()
    for layer in range(model.config.layers):
        place = f"blocks.{layer}.feed_forward"
        kept = best_parts(tensors[f"{place}.down.weight"], inputs[f"{place}.down"], hidden, count)
        keep(tensors, f"{place}.down.weight", kept, dim=1)
        for name in ("up.weight", "up.bias"):
            keep(tensors, f"{place}.{name}", kept)
        for name in ("gate_and_up.weight", "gate_and_up.bias"):
            keep(tensors, f"{place}.{name}", torch.cat([kept, kept + hidden]))
    return rebuilt(model, tensors, feed_forward_width=count)


@torch.no_grad()
def prune_heads(model: Transformer, count: int, inputs: Mapping[str, Tensor]) -> Transformer:
    """A copy of a model in which each block has lost `count` of its heads, those that add least.

    Where heads share keys and values, a group that shares them goes as one: `count` groups.
    inputs: of `layer_inputs`, at least those of the layers "blocks.0.attention.output", …
    Raises ValueError unless at least one head of each block stays.
    """
    config = model.config
    groups = config.key_value_heads
    if not 0 <= count < groups:
        raise ValueError(f"a block has {groups} heads (or groups of heads), so it can lose 0 to {groups - 1}, not "
                         f"{count!r}")
    each, size = config.heads // groups, config.head_dim
    tensors = model.state_dict()
    for layer in range(config.layers):
        place = f"blocks.{layer}.attention"
        kept = best_parts(tensors[f"{place}.output.weight"], inputs[f"{place}.output"], groups, groups - count)
        heads = places(kept, each)
        keep(tensors, f"{place}.output.weight", places(heads, size), dim=1)
        rows = torch.cat([heads, config.heads + kept, config.heads + groups + kept])    # of queries, keys, values
        for name in ("queries_keys_values.weight", "queries_keys_values.bias"):
            keep(tensors, f"{place}.{name}", places(rows, size))
        keep(tensors, f"{place}.own_share", kept)    # a share for each key's head, in the fast recipe's model
    return rebuilt(model, tensors, heads=each * (groups - count), key_value_heads=groups - count)


def best_parts(weights: Tensor, total: Tensor, parts: int, count: int) -> Tensor:
    """The numbers of the `count` parts of a layer's inputs that add most, in order: (count,)

    weights: (outputs, inputs)   total: (inputs, inputs), Σ x xᵀ   parts: of equally many neighbouring inputs
    """
    adds = wanda_scores(weights, input_norms(total)).square().sum(0)    # (inputs,)
    return adds.unflatten(0, (parts, -1)).sum(1).topk(count).indices.sort().values


def places(parts: Tensor, size: int) -> Tensor:
    """The places of all members of these parts, each of which has `size` neighbours.

    >>> places(torch.tensor([0, 2]), size=3)
    tensor([0, 1, 2, 6, 7, 8])
    """
    return (parts[:, None] * size + torch.arange(size)).flatten()


def keep(tensors: dict[str, Tensor], name: str, rows: Tensor, dim: int = 0) -> None:
    """Keep only these rows (or columns) of a tensor, if there is one of that name."""
    if name in tensors:
        tensors[name] = tensors[name].index_select(dim, rows)


def rebuilt(model: Transformer, tensors: Mapping[str, Tensor], **changes: Any) -> Transformer:
    """A model of the same kind with other sizes and these tensors, which it does not share with the first."""
    with shapes_only():
        narrower = type(model)(replace(model.config, **changes))
    narrower.load_state_dict({name: tensor.clone() for name, tensor in tensors.items()}, assign=True)
    return narrower.eval()
