"""What one call of a model brings along: the same for every layer, so it travels as one small object."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import torch

from llm_edu.attention.weights import check_mask


@dataclass(frozen=True, slots=True)
class Call:
    """Who may look at whom, where the tokens stand, and what is kept of the call. All of it may be left out.

    Without a mask every token sees every other, later ones too: `Call(mask=causal_mask(time))` hides those.
    """

    mask: torch.Tensor | None = None            # True = attend; broadcastable to (batch, heads, time, keys)
    rotation: torch.Tensor | None = None        # from `rope_rotation`; None: queries and keys are not turned
    cache: Any = None                           # a `KVCache` with the keys and values of the text so far
    record: Any = None                          # a `Record`, which collects what happens inside
    ablate: Collection[tuple[int, int]] = ()    # pairs (layer, head): what such a head finds is replaced by zeros
    positions: torch.Tensor | None = None       # of the tokens, (1 or batch, time)
    padded: torch.Tensor | None = None          # True for keys that only fill up a row, (batch, keys)
    last_only: bool = False                     # logits are wanted for the last position alone

    def __post_init__(self):
        check_mask(self.mask)

    def keep(self, kind, tensor):
        """Hand a tensor on, and show it to the record, if there is one that collects this kind."""
        if self.record is not None:
            self.record.keep(kind, tensor)
        return tensor

    def records(self, *kinds):
        """Whether one of these kinds is to be kept."""
        return self.record is not None and any(map(self.record.wants, kinds))

    def remember(self, layer, keys, values):
        """Keys and values (batch, key_value_heads, time, head_dim) behind those of the text so far."""
        return (keys, values) if self.cache is None else self.cache.extend(layer, keys, values)

    def switch_off(self, layer, found):
        """What the heads of a layer found, (batch, heads, time, head_dim), with zeros for those switched off."""
        off = [head for each, head in self.ablate if each == layer]
        return found.index_fill(1, torch.tensor(off, device=found.device), 0.0) if off else found

    def wanted(self, x):
        """The positions whose logits are wanted. x: (batch, time, width)   ->   all of it, or (batch, 1, width)"""
        return x[:, -1:] if self.last_only else x


ALONE = Call()    # a layer by itself: nothing is hidden, turned or kept
