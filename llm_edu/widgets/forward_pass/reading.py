"""What one run of a model has done with a text, and which parts of the model were off while it ran."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

NUMBERS = {"attention_output": 1, "feed_forward_output": 1, "head": 2}  # that follow a part's name
MOST_OFF = 500


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


def check_off(off, layers: int, heads: int) -> list[list]:
    """Parts that are off, as lists, each once, in the order given; ValueError for one that this model does not have.

    >>> check_off([("head", 1, 0), ("attention_output", 2), ("head", 1, 0)], layers=3, heads=4)
    [['head', 1, 0], ['attention_output', 2]]
    """
    if isinstance(off, (str, bytes)) or not isinstance(off, Iterable):
        raise ValueError(f"off is a list such as [('head', 1, 0), ('feed_forward_output', 2)], not {off!r:.60}")
    checked: list[list] = []
    for part in off:
        if not isinstance(part, (list, tuple)) or not part or part[0] not in list(NUMBERS):
            raise ValueError("a part is ('attention_output', block), ('feed_forward_output', block) or ('head', block, "
                             f"head), not {part!r:.60}")
        kind, *numbers = part
        if len(numbers) != NUMBERS[kind] or any(type(number) is not int for number in numbers):
            raise ValueError(f"{kind!r} takes {NUMBERS[kind]} whole number(s), not {numbers!r:.60}")
        if not 0 <= numbers[0] < layers or (kind == "head" and not 0 <= numbers[1] < heads):
            raise ValueError(f"this model has {layers} blocks with {heads} heads, counted from 0, but no "
                             f"{tuple(part)!r:.60}")
        if list(part) not in checked:
            checked.append(list(part))
    if len(checked) > MOST_OFF:
        raise ValueError(f"{len(checked)} parts are too many to follow: at most {MOST_OFF}")
    return checked
