"""A look inside a model."""

from torch import Tensor


class Record:
    """Collects what happens inside the model's latest call: `record["attention"][layer]`, and so on.

    queries: (batch, heads, time, head_dim)   keys, values: (batch, key_value_heads, keys, head_dim); with RoPE, queries
    and keys are already rotated   scores: (batch, heads, time, keys), scaled, -inf where the mask hides a key
    attention: the softmax of the scores, of the same shape   residual: the residual stream (batch, time, width), first
    as it enters, then after each block   attention_output, feed_forward_output: what each block adds to the residual
    stream, (batch, time, width)

    Tensors are not copied, and keep their gradients if gradients are on. Raises ValueError for an unknown kind.
    """

    KINDS = ("queries", "keys", "values", "scores", "attention", "residual", "attention_output", "feed_forward_output")

    def __init__(self, *kinds: str):
        unknown = set(kinds) - set(self.KINDS)
        if unknown or not kinds:
            raise ValueError(f"a record keeps one or more of {self.KINDS}, not {sorted(unknown)}")
        self.kept: dict[str, list[Tensor]] = {kind: [] for kind in kinds}

    def __getitem__(self, kind: str) -> list[Tensor]:
        """The tensors of one kind, in the order of the layers."""
        return self.kept[kind]

    def wants(self, kind: str) -> bool:
        """Whether it collects tensors of this kind."""
        return kind in self.kept

    def clear(self) -> None:
        """Forget the previous call."""
        for tensors in self.kept.values():
            tensors.clear()

    def keep(self, kind: str, tensor: Tensor) -> None:
        """Collect the tensor, if it is of a wanted kind."""
        if kind in self.kept:
            self.kept[kind].append(tensor)
