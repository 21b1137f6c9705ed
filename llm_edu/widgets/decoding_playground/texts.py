"""The same text continued by several strategies, and what is measured about each: for DecodingPlayground."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from llm_edu.widgets.common.chips import bytes_reader, group_tokens
from llm_edu.widgets.common.texts import text_of

RUN = 4  # tokens: a run that comes again is marked


def default_strategies() -> dict:
    """Name -> strategy, as the playground writes with them when it is told nothing else."""
    from llm_edu.decoding import BeamSearch, Greedy, Sampling

    return {
        "greedy": Greedy(),
        "temperature 1": Sampling(),
        "temperature 0.7": Sampling(temperature=0.7),
        "top-p 0.9": Sampling(top_p=0.9),
        "min-p 0.1": Sampling(min_p=0.1),
        "beam search (4)": BeamSearch(4),
    }


def as_settings(strategy) -> dict | None:
    """A strategy as positions of the sliders, None for one that has none.

    >>> from llm_edu.decoding import BeamSearch, Greedy
    >>> as_settings(Greedy())["temperature"], as_settings(BeamSearch(2))
    (0, None)
    """
    from llm_edu.decoding import Greedy, Sampling

    if type(strategy) is Greedy:
        return asdict(Sampling(temperature=0))
    return asdict(strategy) if type(strategy) is Sampling else None


def continue_text(model, ids: Sequence[int], strategy, count: int, seed: int, stop: Sequence[int]) -> list[int]:
    """At most `count` new ids; an id of `stop` ends the text and is the last of them.

    model: a Transformer of the course; or a function, ids (1, time) -> logits (1, time, vocabulary)
    """
    from llm_edu.decoding import generate
    from llm_edu.transformer import Transformer

    if isinstance(model, Transformer):
        return generate(model, list(ids), strategy, count, stop=stop, seed=seed)[0].tolist()
    return continue_with_function(model, ids, strategy, count, seed, stop)


def continue_with_function(model: Callable, ids: Sequence[int], strategy, count: int, seed: int, stop) -> list[int]:
    """As `continue_text`, for a model that is only a function and is asked anew for each token."""
    import torch

    from llm_edu.decoding import BeamSearch, Written

    if isinstance(strategy, BeamSearch):
        raise ValueError("beam search needs a Transformer of the course; this model is only a function")
    row, generator = Written(list(ids)), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for _ in range(count):
            logits = model(torch.tensor([row.ids]))[:, -1]  # (1, vocabulary)
            row.new.append(int(strategy.choose(logits, generator, [row])[0]))
            if row.new[-1] in stop:
                break
    return row.new


def token_scores(model, ids: Sequence[int], new: Sequence[int]) -> list[tuple[float, int]]:
    """For each new token log P in nats, given all before it, and its rank among all tokens, 1 for the most probable.

    P is the model's own, whatever the strategy has made of it.
    """
    import torch

    from llm_edu.transformer import KVCache, Transformer

    with torch.no_grad():
        if isinstance(model, Transformer):
            weight = model.token_embedding.weight
            whole = torch.tensor([[*ids, *new]], device=weight.device)
            cache = KVCache(model.config, 1, whole.shape[1], weight.device, weight.dtype)
            rows = [model(whole[:, : len(ids)], cache=cache, last_only=True)[0]]
            if len(new) > 1:
                rows.append(model(whole[:, len(ids) : -1], cache=cache)[0])
            logits = torch.cat(rows)  # (new, vocabulary): only what is needed, since a vocabulary is wide
        else:
            logits = model(torch.tensor([[*ids, *new[:-1]]]))[0, len(ids) - 1 :]
        logs = logits.float().log_softmax(-1).cpu()
        own = logs.gather(-1, torch.tensor(new)[:, None])  # (new, 1)
        ranks = 1 + (logs > own).sum(-1)
    return list(zip(own[:, 0].tolist(), ranks.tolist(), strict=True))


def repeats(ids: Sequence[int], length: int = RUN) -> tuple[int, list[bool]]:
    """How many runs of `length` tokens have stood in the text before, and for each token whether it is in one of them.

    >>> repeats([1, 2, 3, 1, 2, 4], length=2)
    (1, [False, False, False, True, True, False])
    """
    from llm_edu.decoding import n_grams

    seen, marked, count = set(), [False] * len(ids), 0
    for place, run in enumerate(n_grams(ids, length)):
        if run in seen:
            count += 1
            marked[place : place + length] = [True] * length
        seen.add(run)
    return count, marked


def measure(model, tokenizer, ids: Sequence[int], new: Sequence[int]) -> dict:
    """A continuation as it is drawn, plain data.

    text: as it reads   chips: [label, log P in nats, rank, in a repeated run?, line ends here?], a chip being one
    token, or several that share a character (their log P added up, the worst rank)   mean: of log P over tokens
    distinct: distinct-2, None for one token   repeats: number of repeated runs of four   spaced: its words have no
    spaces of their own
    """
    from llm_edu.decoding import distinct_n

    scores = token_scores(model, ids, new)
    count, marked = repeats(new)
    chips, place = [], 0
    for chip in group_tokens(tokenizer, new):
        part = slice(place, place + len(chip.tokens))
        place = part.stop
        chips.append([chip.label or "(empty)", round(sum(log for log, _ in scores[part]), 4),
                      max(rank for _, rank in scores[part]), any(marked[part]), chip.breaks_line])
    return {
        "text": text_of(tokenizer, new), "chips": chips, "tokens": len(new), "repeats": count,
        "mean": round(sum(log for log, _ in scores) / len(new), 4),
        "distinct": round(distinct_n([new], 2), 4) if len(new) > 1 else None,
        "spaced": puts_spaces_in(tokenizer, new),
    }


def puts_spaces_in(tokenizer, ids: Sequence[int]) -> bool:
    """Whether decoding puts spaces between tokens that have none, as Storyland's words."""
    if not hasattr(tokenizer, "decode"):
        return False
    pieces = b"".join(map(bytes_reader(tokenizer), ids)).decode("utf-8", errors="replace")
    return tokenizer.decode(list(ids)).count(" ") > pieces.count(" ")
