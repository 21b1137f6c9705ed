"""What a head does, measured from its weights: where its queries look, and how widely.

Sources: Clark et al. 2019, What Does BERT Look At?, arXiv:1906.04341 (previous and next token, the first as a sink);
Olsson et al. 2022, In-context Learning and Induction Heads, arXiv:2209.11895; Xiao et al. 2023, Efficient Streaming
Language Models with Attention Sinks, arXiv:2309.17453.
"""

import numpy as np

PLACES = ("previous", "next", "first", "self", "duplicate", "induction")  # where a head may look
NAMES = {
    "previous": "previous token", "next": "next token", "first": "first token (a sink)", "self": "the token itself",
    "duplicate": "same token, earlier", "induction": "after the same token (induction)", "uniform": "everywhere alike",
    "mixed": "no single pattern",
}
SHARE = 0.4  # of its attention must go to one place before a head is named after it
EVEN = 0.9  # of the largest possible entropy: all keys about alike


def place_masks(tokens, causal: bool = True) -> dict[str, np.ndarray]:
    """For each place the pairs (query, key) that count as looking there, bool (time, time).

    tokens: anything that can be compared, one for each position

    A pair belongs to one place alone, so that a head cannot be two things for looking at one token: the token before
    the second is the first, which then counts for neither.

    >>> masks = place_masks(["a", "b", "c", "a"])
    >>> [tuple(map(int, pair)) for pair in np.argwhere(masks["induction"])]    # from the second "a" to "b"
    [(3, 1)]
    """
    tokens = list(tokens)
    time = len(tokens)
    number = {token: place for place, token in enumerate(dict.fromkeys(tokens))}
    ids = np.array([number[token] for token in tokens], dtype=int)
    query, key = np.indices((time, time))
    same = ids[:, None] == ids[None, :]
    after_same = np.zeros((time, time), dtype=bool)
    after_same[:, 1:] = same[:, :-1]
    masks = {
        "previous": key == query - 1, "next": key == query + 1, "first": key == 0, "self": key == query,
        "duplicate": same & (key < query), "induction": after_same & (key < query),
    }
    if causal:
        masks["next"][:] = False
    # Where two of these fall together, the pair tells nothing about which of them the head is after.
    claims = sum(mask.astype(int) for mask in masks.values())
    return {name: mask & (claims == 1) for name, mask in masks.items()}


def head_scores(weights: np.ndarray, tokens, causal: bool = True) -> dict[str, np.ndarray]:
    """Measures of every head, each (layers, heads), for weights (layers, heads, time, time).

    previous, next, first, self, duplicate, induction: the share of its attention that goes there, averaged over the
        queries that have such a place; nan when none has (a text without repeats has no induction)
    entropy: of a query's weights in nats, averaged
    evenness: that entropy as a share of the largest possible, ln(number of keys); 1 means all keys alike

    >>> text = ["a", "b", "c", "d"]
    >>> looks_back = np.eye(4, k=-1); looks_back[0, 0] = 1
    >>> float(head_scores(looks_back[None, None], text)["previous"][0, 0])
    1.0
    """
    time = weights.shape[-1]
    choices = np.arange(1, time + 1) if causal else np.full(time, time)
    return shares(weights, place_masks(tokens, causal)) | spread(weights, choices)


def shares(weights: np.ndarray, masks: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The share of each head's attention that goes to each place, (layers, heads), over the queries that have it.

    weights: (layers, heads, queries, keys)   masks: place -> bool (queries, keys)
    """
    found = {}
    for name, mask in masks.items():
        rows = mask.any(-1)
        total = np.einsum("lhqk,qk->lh", weights, mask.astype(np.float32))
        found[name] = total / rows.sum() if rows.any() else np.full(weights.shape[:2], np.nan)
    return found


def spread(weights: np.ndarray, choices: np.ndarray) -> dict[str, np.ndarray]:
    """How widely each head looks, (layers, heads): "entropy" and "evenness", as `head_scores` has them.

    choices: how many keys each query may look at, (queries,)
    """
    each, most = entropies(weights), np.log(choices)    # (layers, heads, queries), (queries,)
    choosing = most > 0    # the first query of a causal head has nothing to choose
    even = (each[..., choosing] / most[choosing]).mean(-1) if choosing.any() else np.zeros(each.shape[:2])
    return {"entropy": each.mean(-1), "evenness": even}


def entropies(weights: np.ndarray) -> np.ndarray:
    """Entropy of each row in nats: (..., time, keys) -> (..., time). exp of it is the number of keys looked at."""
    rows = weights.reshape(-1, weights.shape[-1])
    found = np.empty(len(rows), dtype=rows.dtype)
    step = max(1, 2**17 // rows.shape[1])    # pieces that fit into the processor's cache, four times as fast
    for begin in range(0, len(rows), step):
        piece = rows[begin : begin + step]
        found[begin : begin + step] = -np.einsum("rk,rk->r", piece, np.log(np.maximum(piece, 1e-12)))
    return np.maximum(0.0, found).reshape(weights.shape[:-1])


def is_even(row: np.ndarray) -> bool:
    """Whether a query gives all of at least three keys about the same: (keys,), what lies ahead of it left out.

    >>> is_even(np.array([0.3, 0.3, 0.4])), is_even(np.array([0.1, 0.2, 0.7]))
    (True, False)
    """
    return len(row) > 2 and bool(entropies(row[None])[0] >= 0.95 * np.log(len(row)))


def kinds(scores: dict[str, np.ndarray]) -> np.ndarray:
    """What each head is, by name: where most of its attention goes if that is at least SHARE, else "uniform" when
    EVEN, else "mixed". (layers, heads) of text."""
    places = np.stack([np.nan_to_num(scores[name], nan=0.0) for name in PLACES])    # (places, layers, heads)
    best = np.array(PLACES, dtype=object)[places.argmax(0)]
    rest = np.where(scores["evenness"] >= EVEN, "uniform", "mixed")
    return np.where(places.max(0) >= SHARE, best, rest)
