"""Keys and values in 8 bits: a cache of about half the size, for texts that are longer than a model is large.

Each key, and each value, of one token and head is quantised as a row of its own, as soon as it is stored: 64 codes of a
byte and a scale of two. Attention gets them back as floats. Nothing has to be calibrated, and a new token changes no
stored one.

Source: Liu et al. 2024, KIVI, arXiv:2402.02750 (there in 2 bits, where keys need a scale for each dimension instead).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.compression.quantise import Quantised, quantise_weights
from llm_edu.transformer import KVCache, TransformerConfig


class EightBitCache(KVCache):
    """A `KVCache` that stores int8 codes and float16 scales: ``model(ids, cache=EightBitCache(model.config))``.

    dtype: of the keys and values that attention gets back; None: float32

    >>> config = TransformerConfig.gpt2(vocab_size=9, layers=1, width=128, heads=2, context_length=100)
    >>> EightBitCache(config).nbytes / sum(stored.nbytes for stored in KVCache(config, dtype=torch.float16).tensors)
    0.515625
    """

    def __init__(self, config: TransformerConfig, batch: int = 1, capacity: int | None = None,
                 device: torch.device | str | None = None, dtype: torch.dtype | None = None):
        super().__init__(config, batch, capacity, device, torch.int8)
        self.dtype = dtype or torch.float32
        self.key_scales, self.value_scales = ([codes.new_empty(*codes.shape[:-1], 1, dtype=torch.float16)
                                               for codes in part] for part in (self.keys, self.values))

    @property
    def tensors(self) -> list[Tensor]:
        """All stored tensors: codes, (batch, key_value_heads, capacity, head_dim), and scales, (…, 1)."""
        return [*super().tensors, *self.key_scales, *self.value_scales]

    @property
    def nbytes(self) -> int:
        """The memory that it takes."""
        return sum(stored.nbytes for stored in self.tensors)

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """As `KVCache.extend`; what it returns has been through 8 bits, the new keys and values too."""
        return (self.through(self.keys[layer], self.key_scales[layer], keys),
                self.through(self.values[layer], self.value_scales[layer], values))

    def through(self, codes: Tensor, scales: Tensor, new: Tensor) -> Tensor:
        """Store new rows (batch, key_value_heads, time, head_dim); return all so far."""
        made, end = quantise_weights(new, 8, "row"), self.length + new.shape[2]
        codes[:, :, self.length:end], scales[:, :, self.length:end] = made.codes, made.scales
        return Quantised(codes[:, :, :end], scales[:, :, :end], 8, "row").dequantise().to(self.dtype)

    def repeated(self, times: int, capacity: int) -> "EightBitCache":
        wide = super().repeated(times, capacity)
        assert isinstance(wide, EightBitCache)
        wide.key_scales, wide.value_scales = ([self.widened(stored, times, capacity) for stored in part]
                                              for part in (self.key_scales, self.value_scales))
        return wide

    def keep(self, rows: Sequence[int]) -> None:
        super().keep(rows)
        self.key_scales, self.value_scales = ([stored[rows] for stored in part]
                                              for part in (self.key_scales, self.value_scales))
