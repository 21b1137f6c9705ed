"""What one run of a model has done with a text."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reading:
    """One run of a model on one text; float32, as the model has computed it.

    ids: of the text   embedding, positions: (time, width), what enters the first block is their sum; positions is None
    unless the model has learned a row for each
    residual: (layers + 1, time, width)   attention_output, feed_forward_output: (layers, time, width), what they add
    weights: (layers, heads, time, time)   queries: (layers, heads, time, head_dim)   keys, values: (layers,
    key_value_heads, time, head_dim), as the layer used them
    head_outputs: (layers, heads + 1, time, width), what each head adds to the stream, and last the bias
    neurons: (layers, time, neurons), what goes into the last matrix of each feed-forward layer, or None
    normed: (time, width), the stream after the last norm   logits: (time, vocabulary)   rows: (vocabulary, width), with
    which `normed` is compared
    """

    ids: tuple[int, ...]
    embedding: np.ndarray
    positions: np.ndarray | None
    residual: np.ndarray
    attention_output: np.ndarray
    feed_forward_output: np.ndarray
    weights: np.ndarray
    queries: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    head_outputs: np.ndarray
    neurons: np.ndarray | None
    normed: np.ndarray
    logits: np.ndarray
    rows: np.ndarray

    @property
    def probabilities(self) -> np.ndarray:
        """Of every next token after each token: (time, vocabulary)."""
        exponentials = np.exp(self.logits - self.logits.max(-1, keepdims=True))
        return exponentials / exponentials.sum(-1, keepdims=True)
