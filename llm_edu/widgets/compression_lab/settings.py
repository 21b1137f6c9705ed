"""What can be chosen: bits, what shares a scale, which parts stay in 16 bits; and which weights are looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

BITS = (2, 3, 4, 5, 6, 7, 8)
GROUPS = ("tensor", "row", 128, 64, 32)    # what shares a scale
WORST = -1    # in place of a row's or group's number: the one with the largest outlier


@dataclass(frozen=True)
class Setting:
    """How a model is compressed.

    bits: of each code   group: one of GROUPS   keep: parts that stay in 16 bits, names of `parts_of`
    """

    bits: int
    group: str | int
    keep: tuple[str, ...] = ()

    @property
    def shared(self) -> str | int | None:
        """The group as `quantise_weights` wants it."""
        return None if self.group == "tensor" else self.group

    def words(self) -> str:
        """
        >>> Setting(4, 32, ("embeddings", "last block")).words(), Setting(8, "tensor").words()
        ('4 bits, a scale for each 32 weights, embeddings and last block in 16 bits', '8 bits, a scale for each matrix')
        """
        shared = {"tensor": "matrix", "row": "row"}.get(str(self.group), f"{self.group} weights")
        *most, last = self.keep or ("",)
        kept = f", {', '.join(most)}{' and ' if most else ''}{last} in 16 bits" if last else ""
        return f"{self.bits} bits, a scale for each {shared}{kept}"


def parts_of(matrices: "Mapping[str, Tensor]") -> dict[str, list[str]]:
    """The parts of a model that can stay in 16 bits -> the names of their layers. A layer may be in several.

    >>> names = ["token_embedding", "blocks.0.attention.output", "blocks.1.feed_forward.up"]
    >>> parts_of(dict.fromkeys(names))["last block"], list(parts_of(dict.fromkeys(names)))
    (['blocks.1.feed_forward.up'], ['embeddings', 'first block', 'last block', 'attention', 'feed-forward'])
    """
    blocks = sorted({int(name.split(".")[1]) for name in matrices if name.startswith("blocks.")})
    inside = {"embeddings": lambda name: not name.startswith("blocks."),
              "first block": lambda name: bool(blocks) and name.startswith("blocks.0."),
              "last block": lambda name: len(blocks) > 1 and name.startswith(f"blocks.{blocks[-1]}."),
              "attention": lambda name: ".attention." in name,
              "feed-forward": lambda name: ".feed_forward." in name}
    found = {part: [name for name in matrices if is_in(name)] for part, is_in in inside.items()}
    return {part: names for part, names in found.items() if names}


def read_setting(bits: object, group: object, keep: object, parts: Iterable[str]) -> Setting:
    """ValueError or TypeError for a setting that there is not."""
    if isinstance(bits, bool) or not isinstance(bits, int) or bits not in BITS:
        raise ValueError(f"bits is a whole number from 2 to 8, not {bits!r:.60}")
    group = "tensor" if group is None else group
    if isinstance(group, bool) or not isinstance(group, (int, str)) or group not in GROUPS:
        raise ValueError(f'group is "tensor", "row", 128, 64 or 32, not {group!r:.60}')
    known = list(parts)
    if isinstance(keep, str) or not isinstance(keep, Sequence):
        raise TypeError(f"keep is a list of parts, as [{known[0]!r}], not {keep!r:.60}")
    for part in keep:
        if part not in known:
            raise ValueError(f"keep names {part!r:.60}; the parts of this model are {', '.join(known)}")
    return Setting(bits, group, tuple(part for part in known if part in keep))


def read_number(name: str, number: object, count: int) -> int:
    """The number of a row or of a group, or WORST; ValueError for one that there is not."""
    if isinstance(number, bool) or not isinstance(number, int) or not WORST <= number < count:
        raise ValueError(f"{name} is a whole number from 0 to {count - 1}, or {WORST} for the largest outlier, not "
                         f"{number!r:.60}")
    return number
