"""Weights as small whole numbers and a scale: quantisation to 8, 4 or even 2 bits.

A scale says how much a step of 1 is worth; a code says how many steps. A number becomes the nearest step:

    0.400 -0.875 0.020 0.100   in 4 bits, with codes from -7 to 7   ->   scale 0.875 / 7 = 0.125, codes 3 -7 0 1

The scale comes from the largest number, so one very large number makes all steps coarse. The fewer numbers share a
scale, the fewer suffer from it, and the more bytes the scales take. Scales are 16-bit numbers (float16).

This is symmetric quantisation: a weight of 0 stays 0. Lesson 10's `llm_edu.finetuning.quantised` stores the smallest
value of each block, too, as GGUF's Q4_1 does, which takes 16 more bits a block and fits lopsided blocks better.

Sources: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference, arXiv:1712.05877; Dettmers et al. 2022, LLM.int8(), arXiv:2208.07339 (outliers).
"""

from dataclasses import dataclass
from numbers import Integral

import torch
import torch.nn.functional as F
from torch import Tensor

Group = int | str | None    # how many neighbours in a row share a scale; "row": the whole row; None: the whole tensor

SCALE_BYTES = 2    # of a float16


@dataclass(frozen=True)
class Quantised:
    """A tensor as codes and scales. Make it with `quantise_weights`.

    codes: int8, the shape of the tensor, from -largest_code(bits) to largest_code(bits)
    scales: float16; (..., groups in a row), with group "row" (..., 1), and with None a single one, (1, …, 1)
    """

    codes: Tensor
    scales: Tensor
    bits: int
    group: Group

    def dequantise(self) -> Tensor:
        """The numbers that the codes stand for, float32: code times scale.

        >>> quantise_weights(torch.tensor([[0.400, -0.875, 0.020, 0.100]]), bits=4).dequantise()
        tensor([[ 0.3750, -0.8750,  0.0000,  0.1250]])
        """
        return self.codes.float() * each_scale(self.scales, self.codes.shape[-1], self.group)

    @property
    def nbytes(self) -> int:
        """The bytes of codes and scales in a file that stores a code in `bits` bits and a scale in 16.

        In memory `codes` takes a byte a code, so that you can look at them.

        >>> quantise_weights(torch.ones(10, 64), bits=4, group=32).nbytes    # 640 codes of half a byte, 20 scales
        360
        """
        return -(-self.codes.numel() * self.bits // 8) + self.scales.numel() * SCALE_BYTES


def quantise_weights(weights: Tensor, bits: int, group: Group = None) -> Quantised:
    """Each number as the nearest of 2^bits − 1 steps around 0, from -largest to largest: symmetric quantisation.

    weights: (..., columns), floating-point   bits: 2 to 8
    group: so many neighbours in a row share a scale (the last group may be smaller); "row": each row has one; None: the
    tensor has one
    Raises TypeError or ValueError for weights, bits or groups of which this cannot be done.

    >>> quantise_weights(torch.tensor([[0.400, -0.875, 0.020, 0.100]]), bits=4).codes
    tensor([[ 3, -7,  0,  1]], dtype=torch.int8)
    """
    check_weights(weights)
    scales = scales_of(weights, bits, group)
    steps = each_scale(scales, weights.shape[-1], group)
    return Quantised(nearest_codes(weights, steps, bits), scales, bits, group)


def largest_code(bits: int) -> int:
    """The largest code: 127 in 8 bits, 7 in 4. The smallest is its negative, so one code, -128 or -8, is not used.

    Raises ValueError for bits other than 2 to 8.
    """
    if not isinstance(bits, Integral) or isinstance(bits, bool) or not 2 <= bits <= 8:
        raise ValueError(f"bits is a whole number from 2 to 8, not {bits!r}")
    return 2 ** (bits - 1) - 1


def scales_of(weights: Tensor, bits: int, group: Group = None) -> Tensor:
    """The scale of each group: its largest absolute value gets the largest code. As in `Quantised`, float16."""
    top = largest_code(bits)
    sizes = weights.detach().float().abs()
    if group is None:
        largest = sizes.amax().view((1,) * sizes.dim())
    elif group == "row":
        largest = sizes.amax(-1, keepdim=True)
    elif isinstance(group, Integral) and not isinstance(group, bool) and group >= 1:
        width = min(group, sizes.shape[-1])
        largest = F.pad(sizes, (0, -sizes.shape[-1] % width)).unflatten(-1, (-1, width)).amax(-1)
    else:
        raise ValueError(f'group is a whole number of at least 1, "row", or None for one scale, not {group!r}')
    scales = (largest / top).half()
    if not scales.isfinite().all():
        raise ValueError(f"the largest number is {sizes.amax().item():g}, and its scale does not fit into 16 bits")
    return scales


def each_scale(scales: Tensor, columns: int, group: Group) -> Tensor:
    """The scale of each number, float32: one that broadcasts, or (..., columns)."""
    if group is None or group == "row":
        return scales.float()
    return scales.float().repeat_interleave(min(int(group), columns), dim=-1)[..., :columns]


def nearest_codes(weights: Tensor, steps: Tensor, bits: int) -> Tensor:
    """The nearest code of each number, int8. steps: the scale of each, broadcastable to weights; where it is 0, so is
    the code"""
    top = largest_code(bits)
    levels = torch.where(steps > 0, weights.detach().float() / steps, 0.0)
    return levels.round().clamp(-top, top).to(torch.int8)


def check_weights(weights: Tensor) -> None:
    """Raise TypeError or ValueError for what is not a tensor of finite floating-point numbers in rows."""
    if not isinstance(weights, Tensor) or not weights.is_floating_point():
        kind = weights.dtype if isinstance(weights, Tensor) else type(weights).__name__
        raise TypeError(f"weights are a tensor of floating-point numbers, not {kind}")
    if not weights.dim() or not weights.numel():
        raise ValueError(f"weights are rows of numbers, (..., columns), not of the shape {tuple(weights.shape)}")
    if not weights.isfinite().all():
        raise ValueError("among the weights are numbers that are infinite or nan: no scale fits them")
