"""A look inside a model."""


class Record:
    """Collects what happens inside the model's latest call: `record["attention"][layer]`, and so on.

    queries: (batch, heads, time, head_dim)   keys, values: (batch, key_value_heads, keys, head_dim), turned by their
    positions where the model does so: just what the layer computes with   scores: (batch, heads, time, keys), scaled,
    -inf where hidden   attention: their softmax, the weights, of the same shape   residual: the stream (batch, time,
    width), first as it enters, then after each block   attention_output, feed_forward_output: what each block adds to
    the stream, (batch, time, width)

    Tensors are kept as they are, with their gradients if gradients are on.
    """

    KINDS = ("queries", "keys", "values", "scores", "attention", "residual", "attention_output", "feed_forward_output")

    def __init__(self, *kinds):
        unknown = set(kinds) - set(self.KINDS)
        if unknown or not kinds:
            raise ValueError(f"a record keeps one or more of {self.KINDS}, not {sorted(unknown)}")
        self.kept = {kind: [] for kind in kinds}

    def __getitem__(self, kind):
        return self.kept[kind]

    def wants(self, kind):
        return kind in self.kept

    def clear(self):
        """Forget the call before."""
        for tensors in self.kept.values():
            tensors.clear()

    def keep(self, kind, tensor):
        if kind in self.kept:
            self.kept[kind].append(tensor)
