"""Floats bit by bit: as Python's own packing has them, and as the formula puts them together."""

import math
import struct

import pytest
import torch

from llm_edu.compression import FORMATS, float_parts

VALUES = [0.0, -0.0, 0.1, -0.1, 1.0, 1.5, 3.14159, 1000.25, 6e-5, 3e-7, -65504.0, 2.0 ** -24]


def packed(value, format):
    """The bits by Python's `struct`; bfloat16: the first half of float32, rounded to even."""
    if format == "float16":
        return f"{int.from_bytes(struct.pack('>e', value), 'big'):016b}"
    whole = int.from_bytes(struct.pack(">f", value), "big")
    if format == "bfloat16":
        return f"{whole + 0x7FFF + (whole >> 16 & 1) >> 16:016b}"
    return f"{whole:032b}"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("value", VALUES)
def test_bits_and_parts(value, format):
    parts = float_parts(value, format)
    assert parts.bits.replace(" ", "") == packed(value, format)
    normal = "1" in parts.bits.split()[1]
    assert (-1) ** parts.sign * 2.0 ** parts.exponent * (normal + parts.fraction) == parts.value
    assert parts.value == torch.tensor(value, dtype=FORMATS[format].dtype).item()
    assert math.copysign(1, parts.value) == math.copysign(1, value)


@pytest.mark.parametrize("format", FORMATS)
def test_steps_and_limits(format):
    kind = FORMATS[format]
    for value in (1.0, 0.1, 7.0, kind.smallest):
        stored = torch.tensor(float_parts(value, format).value, dtype=kind.dtype)
        after = torch.nextafter(stored, torch.tensor(math.inf, dtype=kind.dtype))
        assert (after.double() - stored.double()).item() == float_parts(value, format).step
    assert float_parts(kind.smallest, format).value == kind.smallest
    assert float_parts(kind.smallest / 4, format).value == 0
    assert float_parts(kind.largest, format).value == kind.largest


@pytest.mark.parametrize("value, format, message", [
    (70_000, "float16", "70000 is not a finite number in float16: the largest is 65504"),
    (math.nan, "float32", "nan is not a finite number"), (1.0, "float8", "float32, bfloat16, float16, not 'float8'"),
])
def test_what_does_not_fit(value, format, message):
    with pytest.raises(ValueError, match=message):
        float_parts(value, format)
