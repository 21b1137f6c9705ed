"""Codes and scales: the nearest step by any group, the bytes of a file, errors that say what is wrong."""

import gguf
import numpy as np
import pytest
import torch

from llm_edu.compression import quantise_weights
from llm_edu.compression.quantise import largest_code

SHAPE = (6, 50)    # the last group of 32 is shorter


def random_weights(shape=SHAPE):
    return torch.randn(shape, generator=torch.Generator().manual_seed(3))


def one_by_one(weights, bits, group):
    """The same by the definition, number by number: which numbers share the scale, and the nearest of all levels."""
    top = 2 ** (bits - 1) - 1
    found = torch.empty_like(weights)
    for row, numbers in enumerate(weights):
        for column, number in enumerate(numbers):
            sharing = weights if group is None else numbers
            if isinstance(group, int):
                sharing = numbers[column // group * group:(column // group + 1) * group]
            scale = np.float16(float(sharing.abs().max()) / top)
            levels = torch.arange(-top, top + 1) * float(scale)
            found[row, column] = levels[(levels - number).abs().argmin()]
    return found


@pytest.mark.parametrize("group", [None, "row", 32, 7, 1, 64])
@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_each_number_is_the_nearest_level_of_its_group(bits, group):
    weights = random_weights()
    made = quantise_weights(weights, bits, group)
    torch.testing.assert_close(made.dequantise(), one_by_one(weights, bits, group))
    assert made.codes.shape == weights.shape and made.codes.abs().max() <= 2 ** (bits - 1) - 1


@pytest.mark.parametrize("group, scales", [(None, 1), ("row", 6), (32, 12), (7, 48), (64, 6)])
@pytest.mark.parametrize("bits", [3, 4, 8])
def test_bytes_of_codes_and_scales(bits, group, scales):
    made = quantise_weights(random_weights(), bits, group)
    packed = np.packbits(np.unpackbits(made.codes.numpy().view(np.uint8).reshape(-1, 1), axis=1)[:, -bits:])
    assert made.nbytes == len(packed.tobytes()) + len(made.scales.numpy().tobytes())
    assert made.scales.numel() == scales


def test_8_bits_in_groups_of_32_are_ggufs_q8_0():
    weights = random_weights((6, 64))
    kind = gguf.GGMLQuantizationType.Q8_0
    stored = gguf.quantize(weights.numpy(), kind)
    made = quantise_weights(weights, 8, 32)
    assert made.nbytes == stored.nbytes
    step = made.scales.float().max()    # gguf rounds by a scale that is not yet in 16 bits: a code may differ by one
    assert np.abs(gguf.dequantize(stored, kind) - made.dequantise().numpy()).max() <= 1.01 * step
    assert np.mean(np.abs(gguf.dequantize(stored, kind) - made.dequantise().numpy()) < 1e-6) > 0.98


@pytest.mark.parametrize("shape", [(50,), (2, 3, 50)])
def test_any_number_of_dimensions(shape):
    weights = random_weights(shape)
    rows = quantise_weights(weights.reshape(-1, 50), 4, 32).dequantise()
    assert torch.equal(quantise_weights(weights, 4, 32).dequantise(), rows.view(shape))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_zeros_stay_zeros_in_any_dtype_and_the_weights_are_left_alone(dtype):
    weights = random_weights().to(dtype).requires_grad_()
    with torch.no_grad():
        weights[2] = 0
    before = weights.detach().clone()
    made = quantise_weights(weights, 4, "row").dequantise()
    assert made.dtype == torch.float32 and not made.requires_grad
    assert (made[2] == 0).all() and made[1].abs().max() > 0
    assert torch.equal(weights, before)


@pytest.mark.parametrize("weights, bits, group, kind, message", [
    (torch.ones(2, 2), 9, None, ValueError, "from 2 to 8, not 9"),
    (torch.ones(2, 2), True, None, ValueError, "from 2 to 8, not True"),
    (torch.ones(2, 2), 4, 0, ValueError, 'at least 1, "row", or None.*not 0'),
    (torch.ones(2, 2), 4, "column", ValueError, "not 'column'"),
    (torch.ones(2, 2).int(), 4, None, TypeError, "not torch.int32"),
    ([1.0], 4, None, TypeError, "not list"),
    (torch.ones(0, 2), 4, None, ValueError, r"not of the shape \(0, 2\)"),
    (torch.tensor([1.0, torch.nan]), 4, None, ValueError, "infinite or nan"),
    (torch.tensor([1e9]), 4, None, ValueError, "does not fit into 16 bits"),
])
def test_what_cannot_be_quantised(weights, bits, group, kind, message):
    with pytest.raises(kind, match=message):
        quantise_weights(weights, bits, group)


def test_largest_codes():
    assert [largest_code(bits) for bits in (8, 4, 3, 2)] == [127, 7, 3, 1]
