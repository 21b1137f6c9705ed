"""Anyone's attention weights, as an array of one shape: checked, so that a mistake is named where it is made."""

import numpy as np

MOST_TOKENS = 1024
MOST_NUMBERS = 150_000_000  # of all weights together: 0.6 GB as float32, and twice that while they are computed
TOLERANCE = 0.02  # of a row's sum: bfloat16 has three digits


def as_weights(weights) -> np.ndarray:
    """Attention weights of one text as float32 (layers, heads, time, time).

    weights: NumPy or torch of that shape, with or without a batch of one; (heads, time, time) is one layer and
        (time, time) one head; or a list with (batch, heads, time, time) for each layer, as `transformers` returns them
        from ``model(ids, output_attentions=True).attentions``

    Raises TypeError or ValueError, saying what to do, unless every row is a softmax's: not negative, summing to 1.

    >>> as_weights(np.full((2, 2), 0.5)).shape
    (1, 1, 2, 2)
    """
    array = _as_array(weights, "time, time")
    if array.shape[-1] != array.shape[-2]:
        raise ValueError(f"as many queries as keys are needed, (…, time, time), not {array.shape}: cross-attention is "
                         "for CrossAttentionViewer; instead of decoding with a cache, read the whole text at once")
    return _checked(array)


def as_cross_weights(weights) -> np.ndarray:
    """Cross-attention of one pair of texts as float32 (layers, heads, target, source).

    weights: as for `as_weights`, with a row for each target token and a column for each source token; also what
        ``generate(…, output_attentions=True, return_dict_in_generate=True)`` of `transformers` returns as
        ``cross_attentions``: for each new token a tuple of layers

    Raises TypeError or ValueError, saying what to do, unless every row is a softmax's: not negative, summing to 1.

    >>> as_cross_weights([np.full((1, 2, 3, 4), 0.25)]).shape
    (1, 2, 3, 4)
    """
    return _checked(_as_array(_join_steps(weights), "target, source"))


def _as_array(weights, rows_and_columns: str) -> np.ndarray:
    """(layers, heads, rows, columns) of any of the forms that `as_weights` takes."""
    array = _stack(weights) if isinstance(weights, (list, tuple)) else _full_shape(_to_numpy(weights))
    if array.ndim != 4:
        raise ValueError(f"weights must have the shape (layers, heads, {rows_and_columns}), not {array.shape}")
    return array


def _full_shape(array: np.ndarray) -> np.ndarray:
    """Without the batch of one, and with the layers and heads that were left out."""
    if array.ndim == 5:
        return _without_batch(array, axis=1)
    while 2 <= array.ndim < 4:
        array = array[None]
    return array


def _checked(array: np.ndarray) -> np.ndarray:
    if 0 in array.shape:
        raise ValueError(f"there are no weights in an array of shape {array.shape}")
    check_size(max(array.shape[-2:]), array.size)
    _check_rows(array)
    return np.ascontiguousarray(array, dtype=np.float32)


def check_size(time: int, numbers: int) -> None:
    """Raise ValueError for more than can be looked at, or kept."""
    if time > MOST_TOKENS:
        raise ValueError(f"{time:,} tokens are too many to look at: choose at most {MOST_TOKENS:,}")
    if numbers > MOST_NUMBERS:
        raise ValueError(f"{numbers:,} weights do not fit into memory: choose fewer tokens, layers or checkpoints")


def check_causal(weights: np.ndarray, name: str = "") -> None:
    """Raise ValueError, naming the first place, where a query of (layers, heads, time, time) looks at a later key.

    name: of the checkpoint, if there are several

    >>> check_causal(np.full((1, 1, 2, 2), 0.5))    # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: layer 0, head 0: query 0 gives 0.5 to key 1, which comes later; mask before the softmax, or ...
    """
    time = weights.shape[-1]
    ahead = np.argwhere((np.abs(weights) > 1e-6) & np.triu(np.ones((time, time), dtype=bool), 1))
    if len(ahead):
        layer, head, query, key = map(int, ahead[0])
        raise ValueError(f"{name and f'checkpoint {name!r}, '}layer {layer}, head {head}: query {query} gives "
                         f"{weights[layer, head, query, key]:.3g} to key {key}, which comes later; mask before the "
                         "softmax, or leave out causal=True if these heads may look ahead")


def _to_numpy(weights) -> np.ndarray:
    if hasattr(weights, "detach"):  # torch, of any kind of float, on any device
        weights = weights.detach().float().cpu().numpy()
    array = np.asarray(weights)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"weights must be numbers, not {array.dtype}")
    return array


def _stack(layers) -> np.ndarray:
    """A list with an array for each layer -> (layers, heads, time, time)."""
    if not len(layers):
        raise ValueError("there are no layers in this list of weights")
    if missing := [number for number, layer in enumerate(layers) if layer is None]:
        raise ValueError(f"layer {missing[0]} has no weights (None): load a transformers model with "
                         'attn_implementation="eager" and call it with output_attentions=True')
    if not hasattr(layers[0], "shape"):
        return _full_shape(_to_numpy(layers))
    arrays = [_to_numpy(layer) for layer in layers]
    arrays = [_without_batch(array, axis=0) if array.ndim == 4 else array for array in arrays]
    if len({array.shape for array in arrays}) > 1:
        raise ValueError(f"the layers differ in shape: {', '.join(str(array.shape) for array in arrays[:4])} …")
    array = np.stack(arrays)
    return array[:, None] if array.ndim == 3 else array  # one head a layer


def _join_steps(weights):
    """A tuple of layers for each of several steps as one list of layers, the steps' rows below each other."""
    if not (isinstance(weights, (list, tuple)) and len(weights) and isinstance(weights[0], (list, tuple))
            and getattr(weights[0][0] if len(weights[0]) else None, "ndim", 0) == 4):
        return weights
    return [np.concatenate([_to_numpy(step[layer]) for step in weights], axis=2) for layer in range(len(weights[0]))]


def _without_batch(array: np.ndarray, axis: int) -> np.ndarray:
    if array.shape[axis] != 1:
        raise ValueError(f"these are the weights of {array.shape[axis]} texts; choose one, for instance "
                         "[layer[:1] for layer in weights]")
    return array.squeeze(axis)


def _check_rows(array: np.ndarray) -> None:
    if not np.isfinite(array).all():
        raise ValueError("some weights are no numbers (nan or inf)")
    sums = array.sum(-1, dtype=np.float32)
    off = np.abs(sums - 1)
    if array.min() >= -1e-6 and off.max() <= TOLERANCE:
        return
    layer, head, row = np.unravel_index(int(off.argmax()), off.shape)
    if array.min() < -1e-6:
        layer, head, row, _ = np.unravel_index(int(array.argmin()), array.shape)
        what = f"holds {array.min():.3g}, and a weight is never negative"
        way = "are these scores? Give the weights after the softmax"
    elif np.abs(array.sum(-2) - 1).max() <= TOLERANCE:
        what, way = f"sums to {sums[layer, head, row]:.3g}, not 1", "the columns do: swap the last two axes"
    else:
        what = f"sums to {sums[layer, head, row]:.3g}, not 1"
        way = "give the weights after the softmax, without padding and before dropout"
    raise ValueError(f"row {row} of layer {layer}, head {head} {what}; {way}")
