"""What has been sent to the browser, as numbers again: what the widget says, in words.py, is worked out from these."""

import numpy as np

from llm_edu.widgets.forward_pass.packing import from_codes, to_codes


class Shown:
    """A reading with its numbers as the browser has them. now, before: `Reading`s   label: id -> str"""

    def __init__(self, packets, now, before, off: list[list], vocabulary: int, label):
        self.packets, self.reading, self.off, self.vocabulary, self.label = packets, now, off, vocabulary, label
        self.ids, self.labels = now.ids, [label(id) for id in now.ids]
        self.layers, self.heads = now.weights.shape[:2]
        self.width, self.head_dim = now.residual.shape[-1], now.queries.shape[-1]
        self.learned = now.positions is not None
        self._shares = [from_codes(to_codes(np.take_along_axis(each.probabilities, packets.next_ids, -1)))
                        for each in (now, before)]

    def length(self, kind: str, block: int, position: int, head: int | None = None) -> float:
        """Of a vector: kind is "residual", "attention_output", "feed_forward_output" or "head"."""
        vector = (self.reading.head_outputs[block, head, position] if kind == "head"
                  else getattr(self.reading, kind)[block, position])
        rounded = vector.astype(self.packets.kind).astype(np.float64)
        return float(np.sqrt(np.sum(rounded * rounded)))

    def weights(self, block: int, head: int, position: int) -> list[float]:
        """Of one query, over the keys up to it."""
        return from_codes(to_codes(self.reading.weights[block, head, position, : position + 1])).tolist()

    def next(self, position: int) -> list[dict]:
        """The listed next tokens: {id, label, now, before, logit}."""
        ids = self.packets.next_ids[position].tolist()
        return [{"id": id, "label": self.label(id), "now": float(now), "before": float(before),
                 "logit": float(self.reading.logits[position, id])}
                for id, now, before in zip(ids, self._shares[0][position], self._shares[1][position], strict=True)]
