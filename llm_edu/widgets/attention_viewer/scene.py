"""Everything that the viewer's pictures need, in one dictionary of plain values and bytes."""

import numpy as np

from llm_edu.widgets.attention_viewer.cross_heads import CROSS_NAMES, cross_kinds, cross_scores
from llm_edu.widgets.attention_viewer.heads import NAMES, head_scores, kinds
from llm_edu.widgets.attention_viewer.packing import deflate, is_causal, pack, packed_size, thumbnails

MOST_WHOLE_TOKENS = 128  # with more, the browser asks for the heads that it shows
MOST_WHOLE_BYTES = 4_000_000
THUMBNAIL = 32  # cells on a side, where heads are not sent whole


def measure(source) -> list[dict[str, np.ndarray]]:
    """The scores of all heads, for each checkpoint, with the name of each head's kind under "kind"."""
    if source.key_labels is not None:
        scores = cross_scores(source.weights[0])
        return [{**scores, "kind": cross_kinds(scores)}]
    causal = all(is_causal(weights) for weights in source.weights)
    measured = []
    for weights in source.weights:
        scores = head_scores(weights, source.identities, causal)
        measured.append({**scores, "kind": kinds(scores)})
    return measured


def make_scene(source, names, scores, version: int) -> dict:
    """What goes to the browser whenever the text or the switched-off heads change.

    tokens: those that look, the rows   source: those that are looked at, the columns; None where they are the same
    packed: deflated bytes; the weights of all checkpoints, layers and heads as `pack` makes them, or, where `whole` is
        false, thumbnails of them, each with at most `side` rows and columns
    notes: what else is known of each token, shown beside it; empty with plain weights
    scores: float32 (checkpoints, layers * heads, measures), nan where a text has no such place
    """
    shape = layers, heads, *texts = source.weights[0].shape
    crossing = source.key_labels is not None
    causal = not crossing and all(is_causal(weights) for weights in source.weights)
    size = len(source.weights) * packed_size(shape, causal)
    whole = max(texts) <= MOST_WHOLE_TOKENS and size <= MOST_WHOLE_BYTES
    side = min(max(texts), THUMBNAIL)
    if whole:
        content = b"".join(pack(weights, causal) for weights in source.weights)
    else:
        content = b"".join(pack(thumbnails(weights, side), causal=False) for weights in source.weights)
    measures = [name for name in scores[0] if name != "kind"]
    numbers = [[each[name].ravel() for name in measures] for each in scores]
    return {
        "version": version, "tokens": source.labels, "source": source.key_labels, "notes": list(source.notes),
        "layers": layers, "heads": heads, "causal": causal, "checkpoints": list(names), "whole": whole, "side": side,
        "packed": deflate(content), "measures": measures, "names": CROSS_NAMES if crossing else NAMES,
        "kinds": [each["kind"].ravel().tolist() for each in scores],
        "scores": np.array(numbers, dtype="<f4").transpose(0, 2, 1).tobytes(),
        "off": [list(pair) for pair in source.off],
    }
