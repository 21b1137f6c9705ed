"""A look inside a model."""


class Record:
    """Collects what happens inside the model's latest call: `record["attention"][layer]`, and so on.

    attention: weights (batch, heads, time, keys)   residual: the stream (batch, time, width), first as it enters, then
    after each block   attention_output, feed_forward_output: what each block adds to the stream, (batch, time, width)

    Tensors are kept as they are, with their gradients if gradients are on.
    """

    KINDS = ("attention", "residual", "attention_output", "feed_forward_output")

    def __init__(self, *kinds):
        unknown = set(kinds) - set(self.KINDS)
        if unknown or not kinds:
            raise ValueError(f"a record keeps one or more of {self.KINDS}, not {sorted(unknown)}")
        self.kept = {kind: [] for kind in kinds}

    def __getitem__(self, kind):
        return self.kept[kind]

    def wants(self, kind):
        return kind in self.kept

    def start(self, x):
        """Forget the call before; x (batch, time, width) is the stream as it enters the first block."""
        for tensors in self.kept.values():
            tensors.clear()
        self.keep("residual", x)

    def keep(self, kind, tensor):
        if kind in self.kept:
            self.kept[kind].append(tensor)
