"""How varied texts are, how likely the model finds them, and how much of them is copied.

A text is a sequence of words or ids here: whatever can be compared. Sources: Li et al. 2016 (distinct-n),
arXiv:1510.03055; McCoy et al. 2021 (copied n-grams), arXiv:2111.09509.
"""

import torch

from llm_edu.transformer.checks import check_ids


def n_grams(text, n):
    """Every run of n neighbours, in order.

    >>> n_grams("a b c".split(), 2)
    [('a', 'b'), ('b', 'c')]
    """
    if n != int(n) or n < 1:
        raise ValueError(f"n is the length of a run of tokens, a whole number of at least 1, not {n}")
    if isinstance(text, str):
        raise TypeError("a text is a sequence of words or ids here: split it, or encode it")
    text = [token.item() if hasattr(token, "item") else token for token in text]
    return list(zip(*(text[start:] for start in range(n)), strict=False))


def distinct_n(texts, n):
    """Different n-grams, as a share of all n-grams in all texts together: 1 when nothing comes twice.

    Li et al. divide by the number of tokens; by the number of n-grams, 1 is the highest value for any n.
    Raises ValueError when no text has n tokens. The share falls with the amount of text: compare equal amounts.

    >>> distinct_n(["the cat saw the cat".split()], 1), distinct_n(["the cat saw the cat".split()], 2)
    (0.6, 0.75)
    """
    found = [run for text in texts for run in n_grams(text, n)]
    if not found:
        raise ValueError(f"no text has {n} tokens, so there are no n-grams to compare")
    return len(set(found)) / len(found)


def copied_share(texts, sources, n):
    """The share of the texts' n-grams that stand in the sources, word for word.

    Raises ValueError when no text has n tokens.

    >>> copied_share(["a b c x".split()], ["z a b c".split()], 2)
    0.6666666666666666
    """
    known = {run for source in sources for run in n_grams(source, n)}
    found = [run for text in texts for run in n_grams(text, n)]
    if not found:
        raise ValueError(f"no text has {n} tokens, so there are no n-grams to look for")
    return sum(run in known for run in found) / len(found)


@torch.no_grad()
def mean_log_probability(model, texts, start=1, batch=32):
    """For each text, the mean of log P(token | tokens before) over its tokens from `start` on, in nats: list of floats.

    texts: lists of ids   start: how many tokens at the beginning are given and do not count (the prompt); one number,
    or one for each text; at least 1, since nothing comes before the first   batch: texts computed at the same time
    """
    texts = [[int(token) for token in text] for text in texts]
    starts = [start] * len(texts) if isinstance(start, int) else list(start)
    for text, begin in zip(texts, starts, strict=True):
        if not 1 <= begin < len(text):
            raise ValueError(f"start is at least 1 and less than the length of the text: {begin} does not fit a text "
                             f"of {len(text)} tokens")
    means = []
    for first in range(0, len(texts), batch):
        rows = texts[first:first + batch]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])    # no token looks at what is behind it
        check_ids(ids, model.config)
        ids = ids.to(model.token_embedding.weight.device)
        logs = model(ids[:, :-1]).float().log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]    # (rows, longest - 1)
        means += [row[begin - 1:len(text) - 1].mean().item()
                  for row, text, begin in zip(logs, rows, starts[first:first + batch], strict=True)]
    return means
