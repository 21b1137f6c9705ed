"""What the viewer asks a transformer: weights, what comes next, and the inside of one head."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from llm_edu.widgets.common.chips import as_hex, bytes_reader, token_label

BARS = 8


@dataclass(frozen=True)
class Reading:
    """One call of a model. weights: (layers, heads, time, time)   logits: (time, vocabulary)
    queries, keys, values: for each layer (heads or key_value_heads, time, head_dim), torch, as the layer used them"""

    weights: np.ndarray
    logits: np.ndarray
    queries: list
    keys: list
    values: list


def read(model, ids: Sequence[int], ablate=()) -> Reading:
    """Run our Transformer on one text, the heads in `ablate` switched off, and keep what it did."""
    import torch

    from llm_edu.transformer import Record

    record = Record("attention", "queries", "keys", "values")
    device = next(model.parameters()).device
    with torch.no_grad():
        logits = model(torch.tensor([list(ids)], device=device), record=record, ablate=set(ablate))[0]
    weights = torch.cat(record["attention"]).float().cpu().numpy()    # (layers, heads, time, time)
    if not np.isfinite(weights).all():
        raise ValueError("the model's attention weights are not finite (nan or inf): is it trained yet?")
    parts = ([tensor[0] for tensor in record[kind]] for kind in ("queries", "keys", "values"))
    return Reading(weights, logits.float().cpu().numpy(), *parts)


def look_inside(model, reading: Reading, layer: int, head: int) -> dict:
    """Queries, keys and values of one head, each (time, head_dim) float32, and the `scale` of its scores.

    They are those that the model computed with: softmax of scale * queries · keys over the keys up to each query gives
    its weights, whatever kind of attention it has; a test holds it to that.
    """
    attention = model.blocks[layer].attention
    shared = head * attention.key_value_heads // attention.heads    # whose keys and values this head uses
    parts = {"queries": reading.queries[layer][head], "keys": reading.keys[layer][shared],
             "values": reading.values[layer][shared]}
    parts = {name: np.ascontiguousarray(part.float().cpu().numpy()) for name, part in parts.items()}
    return {**parts, "scale": float(attention.scale)}


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log probabilities over the last dimension."""
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def next_token_bars(before: np.ndarray, now: np.ndarray, tokenizer, count: int = BARS) -> list[list]:
    """The tokens to watch while heads are switched off: [label, id, hex, probability before, probability now].

    before, now: logits (vocabulary,)

    Those that were likeliest, in that order, and those that have become likely, so that a winner is never off the list.
    """
    old, new = np.exp(log_softmax(before)), np.exp(log_softmax(now))
    first = list(np.argsort(-old, kind="stable")[: count - 2])
    risen = [id for id in np.argsort(-new, kind="stable")[:count] if id not in first]
    token_bytes = bytes_reader(tokenizer)
    return [[token_label(token_bytes(int(id))), int(id), as_hex(token_bytes(int(id))), float(old[id]), float(new[id])]
            for id in (first + risen)[:count]]


def text_loss(logits: np.ndarray, ids: Sequence[int]) -> float | None:
    """Mean loss in nats of each token given those before it; None for a single token.

    logits: (time, vocabulary)
    """
    if len(ids) < 2:
        return None
    chosen = np.array(ids[1:])
    rows = logits[:-1]
    shifted = rows - rows.max(-1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(-1)) - shifted[np.arange(len(chosen)), chosen]))


def token_labels(tokenizer, ids: Sequence[int]) -> list[str]:
    """Each token of a text as it is drawn."""
    token_bytes = bytes_reader(tokenizer)
    return [token_label(token_bytes(int(id))) for id in ids]


def token_notes(tokenizer, ids: Sequence[int]) -> list[str]:
    """What a token is besides its label: "id 6365, bytes 20 68 61 74"."""
    token_bytes = bytes_reader(tokenizer)
    pieces = [token_bytes(int(id)) for id in ids]
    return [f"id {id}, bytes {as_hex(piece[:12])}{' …' if len(piece) > 12 else ''}"
            for id, piece in zip(ids, pieces, strict=True)]


def spoken(label: str) -> str:
    """A token's name in a sentence: without the mark of the space before it.

    >>> spoken("·hat"), spoken("Ġhat"), spoken("·")
    ('hat', 'hat', '·')
    """
    return label[1:] if len(label) > 1 and label[0] in "·Ġ▁" else label
