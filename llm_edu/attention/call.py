"""What one call of a model brings along: the same for every layer, so it travels as one small object."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from llm_edu.attention.weights import check_mask


class Cache(Protocol):
    """The keys and values of the text so far, as `transformer.KVCache` keeps them."""

    length: int    # tokens stored

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]: ...


class Recorder(Protocol):
    """Collects tensors by kind, as `transformer.Record` does."""

    def wants(self, kind: str) -> bool: ...

    def keep(self, kind: str, tensor: Tensor) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """Which token may attend to which, at which positions the tokens are, and what is recorded. All is optional.

    Without a mask every token attends to every other, later ones too: `Call(mask=causal_mask(time))` hides those.
    """

    mask: Tensor | None = None                  # True = attend; broadcastable to (batch, heads, time, keys)
    rotation: Tensor | None = None              # from `rope_rotation`; None: queries and keys are not rotated
    cache: Cache | None = None                  # a `KVCache` with the keys and values of the text so far
    record: Recorder | None = None              # a `Record`, which collects what happens inside
    ablate: Collection[tuple[int, int]] = ()    # pairs (layer, head): the output of such a head is replaced by zeros
    positions: Tensor | None = None             # of the tokens, (1 or batch, time)
    padded: Tensor | None = None                # True for keys that are padding, (batch, keys)
    last_only: bool = False                     # compute logits for the last position alone

    def __post_init__(self) -> None:
        check_mask(self.mask)

    def keep(self, kind: str, tensor: Tensor) -> Tensor:
        """Pass a tensor on, and show it to the record, if there is one that collects this kind."""
        if self.record is not None:
            self.record.keep(kind, tensor)
        return tensor

    def records(self, *kinds: str) -> bool:
        """Whether the record collects one of these kinds."""
        return self.record is not None and any(map(self.record.wants, kinds))

    def remember(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Append keys and values (batch, key_value_heads, time, head_dim) to those of the text so far; return all."""
        return (keys, values) if self.cache is None else self.cache.extend(layer, keys, values)

    def switch_off(self, layer: int, found: Tensor) -> Tensor:
        """The outputs of a layer's heads, (batch, heads, time, head_dim), with zeros for the ablated heads."""
        off = [head for each, head in self.ablate if each == layer]
        return found.index_fill(1, torch.tensor(off, device=found.device), 0.0) if off else found

    def wanted(self, x: Tensor) -> Tensor:
        """The positions that need logits. x: (batch, time, width)   ->   all of it, or (batch, 1, width)"""
        return x[:, -1:] if self.last_only else x


ALONE = Call()    # a layer by itself: nothing is hidden, rotated or recorded
