"""What ForwardPass sends to the browser: the scene, and packets of numbers, all at once or as they are asked for.

A packet holds what is looked at together, and comes once:

    depth_9     at position 9, along the whole model: the stream, what each part adds, the end's norm and rows
    block_3     block 3: attention weights, queries, keys and values of all heads
    part_3_9    block 3 at position 9: what each head adds, and the neurons

Vectors are floats of 16 bits (of 32 in a model with numbers that would not fit), weights and probabilities whole
numbers of 16 bits, round(65,535·√p). What the widget *says* is worked out from these same numbers, here and there.
"""

import numpy as np

STEPS = 65_535
LARGEST_HALF = 65_000.0
COUNT = 8  # next tokens that are listed
WHOLE = 400_000  # bytes: packets that are no more come with the scene


def to_codes(shares) -> np.ndarray:
    """
    >>> to_codes([1.0, 0.25, 0.0]), from_codes(to_codes([1.0, 0.25, 0.0])).round(4)
    (array([65535, 32768,     0], dtype=uint16), array([1.  , 0.25, 0.  ]))
    """
    return np.round(STEPS * np.sqrt(np.clip(np.asarray(shares, dtype=np.float64), 0, 1))).astype("<u2")


def from_codes(codes) -> np.ndarray:
    return np.square(np.asarray(codes, dtype=np.float64) / STEPS)


class Packets:
    """The packets of one reading. next_ids: the listed tokens, (time, COUNT)"""

    def __init__(self, reading, next_ids: np.ndarray):
        self.reading, self.next_ids = reading, next_ids
        self.layers, self.heads, self.time = reading.weights.shape[:3]
        most = max(float(np.abs(part).max()) for part in (
            reading.residual, reading.attention_output, reading.feed_forward_output, reading.head_outputs,
            reading.queries, reading.keys, reading.values, reading.normed,
            *([] if reading.neurons is None else [reading.neurons])))
        self.kind = "<f2" if most < LARGEST_HALF else "<f4"

    def floats(self, *parts) -> bytes:
        return b"".join(np.ascontiguousarray(part).astype(self.kind).tobytes() for part in parts)

    def depth(self, position: int) -> dict:
        """(layers + 1) + layers + layers + 1 + COUNT vectors of the model's width."""
        reading = self.reading
        return {"vectors": self.floats(
            reading.residual[:, position], reading.attention_output[:, position],
            reading.feed_forward_output[:, position], reading.normed[position],
            reading.rows[self.next_ids[position]])}

    def block(self, block: int) -> dict:
        """Weights as triangles, row by row and head after head; queries, keys and values, (heads, time, head_dim)."""
        reading = self.reading
        return {"weights": to_codes(reading.weights[block][:, *np.tril_indices(self.time)]).tobytes(),
                "queries": self.floats(reading.queries[block]), "keys": self.floats(reading.keys[block]),
                "values": self.floats(reading.values[block])}

    def part(self, block: int, position: int) -> dict:
        """heads + 1 vectors of the model's width, the last the bias; the neurons, if they are known."""
        neurons = self.reading.neurons
        return {"heads": self.floats(self.reading.head_outputs[block, :, position]),
                "neurons": b"" if neurons is None else self.floats(neurons[block, position])}

    def packet(self, name: str) -> dict:
        """One by its name; ValueError for a name of none."""
        kind, *numbers = name.split("_")
        limits = {"depth": [self.time], "block": [self.layers], "part": [self.layers, self.time]}.get(kind, [])
        if len(numbers) != len(limits) or not limits or not all(
                number.isdecimal() and int(number) < limit for number, limit in zip(numbers, limits, strict=True)):
            raise ValueError(f"there are no numbers named {name!r:.60}")
        return getattr(self, kind)(*map(int, numbers))

    def wanted(self, block: int, position: int) -> list[str]:
        """The names of what is needed to look at one block and one position."""
        return [f"depth_{position}", f"block_{block}", f"part_{block}_{position}"]

    def all(self) -> dict[str, dict]:
        """All packets by name, if they are small enough to be sent at once, else none."""
        size = int(self.kind[2])
        vectors = self.time * (3 * self.layers + 2 + COUNT + self.layers * (self.heads + 1)) * size
        inside = self.reading.queries[0].size + 2 * self.reading.keys[0].size
        neurons = 0 if self.reading.neurons is None else self.reading.neurons.size
        pairs = self.layers * self.heads * self.time * (self.time + 1)
        if vectors * self.reading.normed.shape[1] + size * (self.layers * inside + neurons) + pairs > WHOLE:
            return {}
        names = {name for block in range(self.layers) for position in range(self.time)
                 for name in self.wanted(block, position)}
        return {name: self.packet(name) for name in sorted(names)}


def next_tokens(now, before) -> np.ndarray:
    """The next tokens to list after each token, (time, COUNT): the likeliest before, and those that have become so.

    now, before: readings, or the same one twice
    """
    count = min(COUNT, now.logits.shape[1])
    first = likeliest(before.logits, count)
    if now is before:
        return first
    listed = []
    for old, new in zip(first.tolist(), likeliest(now.logits, count).tolist(), strict=True):
        listed.append(list(dict.fromkeys([*old[: max(1, count - 3)], *new, *old]))[:count])
    return np.array(listed)


def likeliest(logits: np.ndarray, count: int) -> np.ndarray:
    """Ids of the largest logits, the largest first; of equal ones the smaller id.

    >>> likeliest(np.array([[1.0, 3.0, 2.0, 3.0]]), 3)
    array([[1, 3, 2]])
    """
    some = np.argpartition(-logits, count - 1, axis=-1)[:, :count]
    order = np.lexsort((some, -np.take_along_axis(logits, some, -1)), axis=-1)
    return np.take_along_axis(some, order, -1)


def make_scene(source, packets: Packets, now, before, off: list[list], version: int) -> dict:
    """What goes to the browser whenever the text or the switched-off parts are others."""
    config, ids = source.config, packets.next_ids
    shares = [np.take_along_axis(reading.probabilities, ids, -1) for reading in (now, before)]
    known = np.unique([*now.ids, *ids.ravel()]).astype(int)
    start = [now.embedding] + ([] if now.positions is None else [now.positions])
    return {
        "version": version, "layers": packets.layers, "heads": packets.heads, "key_value_heads": now.keys.shape[1],
        "width": config.width, "head_dim": now.queries.shape[-1],
        "scales": [float(block.attention.scale) for block in source.model.blocks],
        "vocabulary": config.vocab_size, "learned": now.positions is not None, "count": ids.shape[1],
        "floats": packets.kind, "off": off, "ids": list(now.ids), "bytes": [source.bytes_of(id) for id in now.ids],
        "names": [[int(id), source.label(id)] for id in known], "start": packets.floats(*start),
        "next": ids.astype("<u4").tobytes(), "now": to_codes(shares[0]).tobytes(),
        "before": to_codes(shares[1]).tobytes(),
        "logits": np.take_along_axis(now.logits, ids, -1).astype("<f4").tobytes(), "packets": packets.all(),
    }
