"""Attention weights as they go to the browser: one byte each, small ones kept visible.

A weight w is sent as the whole number round(255·√w). Most weights of a head are tiny; on this scale 0.01 is still 26
of 255, while w itself would be 3. What comes back is at most √w / 255 + 0.000004 away: 0.004 at 1, 0.0004 at 0.01;
weights below 0.000004 become 0.

A causal head never looks ahead, so only the triangle at and below the diagonal is sent, row by row:

>>> weights = np.array([[1, 0], [0.25, 0.75]], dtype=np.float32)
>>> list(pack(weights, causal=True))
[255, 128, 221]
>>> unpack(pack(weights, causal=True), 1, 2, causal=True).round(2)
array([[[1.  , 0.  ],
        [0.25, 0.75]]], dtype=float32)
"""

import math
import zlib

import numpy as np

STEPS = 255


def to_bytes(weights: np.ndarray) -> np.ndarray:
    """Weights between 0 and 1 as uint8 on the square-root scale, the same shape."""
    return np.round(STEPS * np.sqrt(np.clip(weights, 0, 1))).astype(np.uint8)


def from_bytes(codes: np.ndarray) -> np.ndarray:
    """The weights that `to_bytes` was given, as nearly as one byte tells, float32."""
    return np.square(codes.astype(np.float32) / STEPS)


def largest_error(weight: float) -> float:
    """How far a weight may be off after the journey; proven by a test.

    >>> round(largest_error(1.0), 4), round(largest_error(0.01), 4)
    (0.0039, 0.0004)
    """
    return float(np.sqrt(weight) / STEPS + 0.25 / STEPS**2)


def is_causal(weights: np.ndarray) -> bool:
    """Whether no query looks at a later key: (..., time, time), nothing above the diagonal."""
    ahead = (weights[..., query, query + 1 :] for query in range(weights.shape[-1]))
    return all(float(np.abs(row).max(initial=0)) < 1e-6 for row in ahead)


def pack(weights: np.ndarray, causal: bool) -> bytes:
    """(..., queries, keys) -> one byte a weight, head after head; only the lower triangle of each when causal."""
    queries, keys = weights.shape[-2:]
    codes = to_bytes(weights).reshape(-1, queries, keys)
    return codes[:, *np.tril_indices(queries)].tobytes() if causal else codes.tobytes()


def unpack(buffer: bytes, heads: int, time: int, causal: bool) -> np.ndarray:
    """The inverse of `pack` for one text that looks at itself: (heads, time, time) float32, within `largest_error`."""
    codes = np.frombuffer(buffer, dtype=np.uint8)
    if not causal:
        return from_bytes(codes.reshape(heads, time, time))
    full = np.zeros((heads, time, time), dtype=np.uint8)
    full[:, *np.tril_indices(time)] = codes.reshape(heads, -1)
    return from_bytes(full)


def packed_size(shape: tuple[int, ...], causal: bool) -> int:
    """Bytes of `pack`'s result for weights of this shape.

    >>> packed_size((12, 12, 64, 64), causal=True)
    299520
    """
    *heads, queries, keys = shape
    return math.prod(heads) * (queries * (queries + 1) // 2 if causal else queries * keys)


def thumbnails(weights: np.ndarray, side: int) -> np.ndarray:
    """Small pictures of large heads: (..., queries, keys) -> at most `side` of each, the largest weight of each block.

    The largest, not the mean: a thin diagonal stays a diagonal.
    """
    for axis in (-2, -1):
        count = weights.shape[axis]
        blocks = min(side, count)
        weights = np.maximum.reduceat(weights, (np.arange(blocks) * count) // blocks, axis=axis)
    return weights


def deflate(buffer: bytes) -> bytes:
    """Compressed for the journey and for the saved notebook; browsers undo it with DecompressionStream("deflate")."""
    return zlib.compress(buffer, 6)
