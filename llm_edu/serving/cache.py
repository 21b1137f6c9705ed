"""The keys and values of texts that come and go: rows join and leave while the others are being decoded."""

import torch
from torch import Tensor

from llm_edu.transformer import KVCache, TransformerConfig

SPARE = 1.5    # how much room is made, as a multiple of what is needed now: moving everything at each token is slow
LEAST = 64    # tokens


class RunningCache(KVCache):
    """A cache whose rows all end at the same column, so that the model appends to all of them at once.

                 start                length
                 |                    |
        row 0    |#####################
        row 1    |       ##############      padding 7: no token attends to these columns
        row 2    |   ##################      padding 3

    A text that joins is copied to where its last token meets the others' last tokens. A text that leaves is overwritten
    by the last row. Positions are counted from the beginning of each text, so nothing has to be computed again.
    padding: for each row, the columns before its text
    """

    def __init__(self, config: TransformerConfig, device: torch.device | str | None = None,
                 dtype: torch.dtype | None = None) -> None:
        self.config, self.device, self.dtype = config, device, dtype
        self.batch = self.length = self.start = 0
        self.rows = self.capacity = 0    # of the memory that there is
        self.padding: list[int] = []
        self.keys, self.values = [[torch.empty(0)] * config.layers for _ in range(2)]

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """As `KVCache.extend`, of the rows that are here: (batch, key_value_heads, time, head_dim)"""
        first, end = self.start + self.length, self.start + self.length + keys.shape[2]
        self.keys[layer][:self.batch, :, first:end] = keys
        self.values[layer][:self.batch, :, first:end] = values
        return (self.keys[layer][:self.batch, :, self.start:end], self.values[layer][:self.batch, :, self.start:end])

    def join(self, text: KVCache) -> None:
        """Add a row: a text that has been read, in a cache of one row."""
        before = max(0, text.length - self.length)    # columns that the others lack
        self.reserve(self.batch + 1, before)
        self.start, self.length = self.start - before, self.length + before
        self.padding = [columns + before for columns in self.padding] + [self.length - text.length]
        end = self.start + self.length
        for stored, new in zip(self.tensors, text.tensors, strict=True):
            stored[self.batch, :, end - text.length:end] = new[0, :, :text.length]
        self.batch += 1

    def leave(self, row: int) -> None:
        """Remove a row; the last one takes its number."""
        last, end = self.batch - 1, self.start + self.length
        if row != last:
            for stored in self.tensors:
                stored[row, :, self.start:end] = stored[last, :, self.start:end]
        self.padding[row] = self.padding[last]
        del self.padding[last]
        self.batch = last
        unused = min(self.padding, default=self.length)    # columns in which nobody has a token any more
        self.start, self.length = self.start + unused, self.length - unused
        self.padding = [columns - unused for columns in self.padding]

    def reserve(self, rows: int, before: int = 0, after: int = 0) -> None:
        """See to it that there is memory for so many rows, and for columns before and after those in use.

        What is hidden from the softmax has weight 0, and 0 · nan is nan: so new memory is filled with zeros.
        """
        fits = before <= self.start and self.start + self.length + after <= self.capacity
        if rows <= self.rows and fits:
            return
        needed = before + self.length + after
        self.capacity = max(self.capacity, LEAST, int(SPARE * needed)) if not fits else self.capacity
        self.rows = max(rows, min(2 * self.rows, rows + 8)) if rows > self.rows else self.rows
        begin = max(before, self.start) if fits else before
        shape = (self.rows, self.config.key_value_heads, self.capacity, self.config.head_dim)
        for part in (self.keys, self.values):
            for layer, stored in enumerate(part):
                part[layer] = torch.zeros(shape, device=self.device, dtype=self.dtype)
                if self.batch:
                    old = stored[:self.batch, :, self.start:self.start + self.length]
                    part[layer][:self.batch, :, begin:begin + self.length] = old
        self.start = begin

    def padding_or_none(self) -> Tensor | None:
        """The padding as the model wants it, (batch,); None where no row has any."""
        return torch.tensor(self.padding, device=self.device) if any(self.padding) else None
