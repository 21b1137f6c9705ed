"""Drawing many answers at a time: training by rewards spends most of its time on that."""

from collections.abc import Sequence
from operator import index

import torch
from torch import Tensor

from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import check_request, pad_left
from llm_edu.language_models import END_ID
from llm_edu.transformer import Transformer

SHRINK = 0.75    # once at most this share of the rows goes on, the cache drops the others, which costs a copy


@torch.inference_mode()
def draw_answers(model: Transformer, prompts: Sequence[Sequence[int]], max_new_tokens: int = 100, seed: int = 0,
                 temperature: float = 1.0) -> list[list[int]]:
    """An answer to each prompt, as ids. It ends with END_ID unless max_new_tokens cut it off.

    Answers come from the same distribution as with `generate` and `Sampling(temperature)`, in half the time: rows that
    have ended are dropped, and each token costs one random number (see `draw`). `torch.multinomial` draws one for each
    token of the vocabulary. Raises ValueError for a temperature that is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"temperature is above 0, not {temperature}: answers are drawn")
    model.eval()
    ids, padding = pad_left(prompts)
    check_request(model.config, ids, max_new_tokens)
    device, generator = model.token_embedding.weight.device, torch.Generator().manual_seed(index(seed))
    cache, twin = model.new_cache(len(ids), ids.shape[1] + max_new_tokens), decoding_twin(model)
    ids, padding = ids.to(device), None if padding is None else padding.to(device)
    answers: list[list[int]] = [[] for _ in prompts]
    rows = torch.arange(len(prompts))    # whose answers are still written
    for _ in range(max_new_tokens):
        logits = twin(ids, cache=cache, padding=padding, last_only=True)[:, -1]
        chances = torch.rand(len(prompts), dtype=torch.float64, generator=generator)    # the same whoever has ended
        ids = draw(logits / temperature, chances[rows].to(device))[:, None]
        for row, token in zip(rows.tolist(), ids[:, 0].tolist(), strict=True):
            if not ended(answers[row]):
                answers[row].append(token)
        going_on = [place for place, row in enumerate(rows.tolist()) if not ended(answers[row])]
        if not going_on:
            break
        if len(going_on) <= SHRINK * len(rows):
            cache.keep(going_on)
            rows, ids, padding = rows[going_on], ids[going_on], None if padding is None else padding[going_on]
    return answers


def ended(answer: list[int]) -> bool:
    """Whether an answer ends with END_ID."""
    return answer[-1:] == [END_ID]


def draw(logits: Tensor, chances: Tensor) -> Tensor:
    """The first token of each row at which the sum of probabilities, from token 0 on, passes a number from 0 to 1.

    logits: (rows, vocabulary)   chances: (rows,), uniform between 0 and 1   ->   ids (rows,)

    >>> draw(torch.tensor([[0.2, 0.5, 0.3]] * 3).log(), torch.tensor([0.1, 0.6, 0.8]))
    tensor([0, 1, 2])
    """
    heights = (logits - logits.amax(-1, keepdim=True)).exp().double().cumsum(-1)    # (rows, vocabulary)
    return torch.searchsorted(heights, chances[:, None] * heights[:, -1:], right=True)[:, 0]
