"""Floating-point numbers, bit by bit: what float32, bfloat16 and float16 have room for.

A float is a sign, a power of two, and a fraction that says where between this power and the next the number is:

    value = (-1)^sign · 2^exponent · (1 + fraction)

The bits of the exponent decide how large and how small numbers may get, those of the fraction how fine the steps are.

    float32     8 bits of exponent, 23 of fraction
    bfloat16    8               7      as wide as float32, with coarser steps: it is float32 without its last 16 bits
    float16     5               10     finer steps, but nothing above 65,504

Sources: IEEE 754-2019; Kalamkar et al. 2019, A Study of BFLOAT16 for Deep Learning Training, arXiv:1905.12322.
"""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class FloatFormat:
    """How many bits a format has for exponent and fraction; one more is for the sign."""

    dtype: torch.dtype
    exponent_bits: int
    fraction_bits: int

    @property
    def bits(self) -> int:
        """All bits of a number."""
        return 1 + self.exponent_bits + self.fraction_bits

    @property
    def lowest_exponent(self) -> int:
        """The exponent of the smallest number that has all bits of its fraction; smaller ones lose some."""
        return 2 - 2 ** (self.exponent_bits - 1)

    @property
    def largest(self) -> float:
        """The largest number that is not infinite.

        >>> FORMATS["float16"].largest, FORMATS["bfloat16"].largest > 3e38
        (65504.0, True)
        """
        return torch.finfo(self.dtype).max

    @property
    def smallest(self) -> float:
        """The smallest number above 0: the smallest step that there is."""
        return 2.0 ** (self.lowest_exponent - self.fraction_bits)


FORMATS = {"float32": FloatFormat(torch.float32, 8, 23), "bfloat16": FloatFormat(torch.bfloat16, 8, 7),
           "float16": FloatFormat(torch.float16, 5, 10)}


@dataclass(frozen=True)
class FloatParts:
    """A number as a format stores it.

    sign: 0, or 1 for a negative number   exponent: of the power of two   fraction: from 0 to below 1
    bits: all of them as text, sign, exponent and fraction apart   value: the number that is stored
    step: the distance to the next larger number of this size, in the same format
    """

    sign: int
    exponent: int
    fraction: float
    bits: str
    value: float
    step: float


def float_parts(value: float, format: str = "float32") -> FloatParts:
    """A number in "float32", "bfloat16" or "float16": the nearest one that the format has, and its parts.

    Below the lowest exponent the value is 2^exponent · fraction, without the 1 (a subnormal number), so 0 is possible.
    Raises ValueError for another format, and for a number that becomes infinite or nan in this format.

    >>> parts = float_parts(0.1, "bfloat16")
    >>> parts.bits, parts.exponent, parts.fraction, parts.value
    ('0 01111011 1001101', -4, 0.6015625, 0.10009765625)
    """
    if format not in FORMATS:
        raise ValueError(f"the formats are {', '.join(FORMATS)}, not {format!r}")
    kind = FORMATS[format]
    stored = torch.tensor(value, dtype=torch.float64).to(kind.dtype)
    if not stored.isfinite():
        raise ValueError(f"{value!r} is not a finite number in {format}: the largest is {kind.largest:g}")
    whole = int(stored.view(torch.int32 if kind.bits == 32 else torch.int16)) % 2 ** kind.bits
    digits = f"{whole:0{kind.bits}b}"
    sign, power, rest = digits[0], digits[1:1 + kind.exponent_bits], digits[1 + kind.exponent_bits:]
    exponent = max(int(power, 2) + kind.lowest_exponent - 1, kind.lowest_exponent)
    return FloatParts(int(sign), exponent, int(rest, 2) / 2 ** kind.fraction_bits, f"{sign} {power} {rest}",
                      stored.item(), 2.0 ** (exponent - kind.fraction_bits))
