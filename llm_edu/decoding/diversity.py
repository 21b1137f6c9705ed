"""How varied texts are, how likely the model finds them, and how much of them is copied.

A text here is a sequence of words or ids. Sources: Li et al. 2016 (distinct-n), arXiv:1510.03055; McCoy et al. 2021
(copied n-grams), arXiv:2111.09509.
"""

from collections.abc import Hashable, Iterable, Sequence

import torch

from llm_edu.decoding.prompts import is_integer
from llm_edu.earlier_names import earlier_names
from llm_edu.transformer import Transformer
from llm_edu.transformer.checks import check_ids


def n_grams(text: Iterable[Hashable], n: int) -> list[tuple]:
    """Every run of n neighbouring tokens, in order. Raises ValueError for n below 1, TypeError for a string.

    >>> n_grams("a b c".split(), 2)
    [('a', 'b'), ('b', 'c')]
    """
    if not is_integer(n) or n < 1:
        raise ValueError(f"n is the length of a run of tokens, a whole number of at least 1, not {n}")
    if isinstance(text, str):
        raise TypeError("a text is a sequence of words or ids here: split it, or encode it")
    text = [token.item() if hasattr(token, "item") else token for token in text]
    return list(zip(*(text[start:] for start in range(n)), strict=False))


def distinct_n(texts: Iterable[Iterable[Hashable]], n: int) -> float:
    """Different n-grams as a share of all n-grams, in all texts together: 1 when none occurs twice.

    Li et al. (2016) divide by the number of tokens. Divided by the number of n-grams, the highest value is 1 for any n.
    Raises ValueError when no text has n tokens. The share falls with the amount of text: compare equal amounts.

    >>> distinct_n(["the cat saw the cat".split()], 1), distinct_n(["the cat saw the cat".split()], 2)
    (0.6, 0.75)
    """
    found = [run for text in texts for run in n_grams(text, n)]
    if not found:
        raise ValueError(f"no text has {n} tokens, so there are no n-grams to compare")
    return len(set(found)) / len(found)


def copied_share(texts: Iterable[Iterable[Hashable]], sources: Iterable[Iterable[Hashable]], n: int) -> float:
    """The share of the texts' n-grams that occur in the sources, word for word (McCoy et al. 2021).

    Raises ValueError when no text has n tokens.

    >>> copied_share(["a b c x".split()], ["z a b c".split()], 2)
    0.6666666666666666
    """
    known = {run for source in sources for run in n_grams(source, n)}
    found = [run for text in texts for run in n_grams(text, n)]
    if not found:
        raise ValueError(f"no text has {n} tokens, so there are no n-grams to look for")
    return sum(run in known for run in found) / len(found)


@earlier_names(batch="batch_size")
@torch.no_grad()
def mean_log_probability(model: Transformer, texts: Iterable[Sequence[int]], start: int | Sequence[int] = 1,
                         batch_size: int = 32) -> list[float]:
    """For each text, the mean of log P(token | tokens before) over its tokens from `start` on, in nats.

    texts: lists of ids   start: how many tokens at the beginning are given and do not count (the prompt); one number,
    or one for each text; at least 1, because no token comes before the first   batch_size: texts computed at once
    Raises ValueError for a start that does not fit a text.
    """
    ids_of = [[int(token) for token in text] for text in texts]
    starts = list(start) if isinstance(start, Iterable) else [start] * len(ids_of)
    for text, begin in zip(ids_of, starts, strict=True):
        if not 1 <= begin < len(text):
            raise ValueError(f"start is at least 1 and less than the length of the text: {begin} does not fit a text "
                             f"of {len(text)} tokens")
    means = []
    for first in range(0, len(ids_of), batch_size):
        rows = ids_of[first:first + batch_size]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])    # no token attends to a later one
        check_ids(ids, model.config)
        ids = ids.to(model.token_embedding.weight.device)
        logs = model(ids[:, :-1]).float().log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]    # (rows, longest - 1)
        means += [row[begin - 1:len(text) - 1].mean().item()
                  for row, text, begin in zip(logs, rows, starts[first:first + batch_size], strict=True)]
    return means
