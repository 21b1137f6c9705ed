"""Rotary positions: queries and keys are rotated, so that their dot product depends on how far apart they are.

Source: Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding, arXiv:2104.09864.
"""

import torch
from torch import Tensor


def rope_rotation(positions: Tensor, head_dim: int, base: float = 10_000.0) -> Tensor:
    """The rotation of each position: for each pair of a head's dimensions the complex number cos θ + i sin θ.

    positions: (...)   ->   (..., head_dim / 2), complex

    Pair i rotates by θ = base^(-2i / head_dim) radians a token: the first by a whole radian, the last hardly at all,
    like the hands of a clock (Su et al. 2021, section 3.2.2).
    """
    speeds = base ** -(torch.arange(0, head_dim, 2, dtype=torch.float32, device=positions.device) / head_dim)
    angles = positions[..., None] * speeds    # (..., head_dim / 2)
    return torch.polar(torch.ones_like(angles), angles)


def apply_rope(x: Tensor, rotation: Tensor, pairing: str = "half") -> Tensor:
    """Rotate each pair of dimensions of x by the angle of its position (rotary position embedding).

    x: (..., time, d)   rotation: broadcastable to (..., time, d / 2), complex   ->   (..., time, d)

    A pair (a, b) is read as the complex number a + ib, because multiplying by cos θ + i sin θ rotates it by θ. The dot
    product of a rotated query and a rotated key then depends only on the distance between the two.
    Which dimensions make a pair is a convention, and a model must run with the one that it was trained with: "half"
    pairs i with i + d/2 (Llama in `transformers`), "interleaved" pairs 2i with 2i + 1 (the paper, GGUF).
    Raises ValueError for any other pairing.

    >>> quarter_turn = torch.tensor([1j])
    >>> apply_rope(torch.tensor([[1.0, 0.0]]), quarter_turn)
    tensor([[0., 1.]])
    """
    full = x.to(torch.promote_types(x.dtype, torch.float32))    # complex numbers have no 16 bits; float32 stays itself
    if pairing == "half":
        turned = torch.complex(*full.chunk(2, dim=-1)) * rotation    # (..., time, d / 2)
        return torch.cat([turned.real, turned.imag], dim=-1).type_as(x)
    if pairing == "interleaved":
        turned = torch.complex(full[..., 0::2], full[..., 1::2]) * rotation
        return torch.view_as_real(turned).flatten(-2).type_as(x)    # (..., time, d / 2, 2) -> (..., time, d)
    raise ValueError(f"pairing is 'half' or 'interleaved', not {pairing!r}")
