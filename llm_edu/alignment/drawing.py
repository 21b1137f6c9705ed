"""Answers of a model, many at a time: most of the time of a training by rewards goes into writing them."""

import torch

from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import check_request, pad_left
from llm_edu.language_models import END_ID

SHRINK = 0.75    # when so few of the rows are still written, the others' places are given up: that costs a copy


@torch.inference_mode()
def draw_answers(model, prompts, max_new_tokens=100, seed=0, temperature=1.0):
    """An answer to each prompt, with END_ID at its end unless it was cut off: lists of ids.

    What `generate` with `Sampling(temperature)` draws from, in half the time: what has ended is computed no longer, and
    a word is found with one random number, as in `draw`, where `torch.multinomial` draws one for each word there is.
    """
    model.eval()
    ids, padding = pad_left(prompts)
    check_request(model.config, ids, max_new_tokens)
    device, generator = model.token_embedding.weight.device, torch.Generator().manual_seed(seed)
    cache, twin = model.new_cache(len(ids), ids.shape[1] + max_new_tokens), decoding_twin(model)
    ids, padding = ids.to(device), None if padding is None else padding.to(device)
    answers, rows = [[] for _ in prompts], torch.arange(len(prompts))    # rows: whose answers are still written
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


def ended(answer):
    """Whether an answer has been closed."""
    return answer[-1:] == [END_ID]


def draw(logits, chances):
    """The word of each row at which the probabilities, added up from the first word on, pass a number from 0 to 1.

    logits: (rows, vocabulary)   chances: drawn evenly between 0 and 1, (rows,)   ->   ids (rows,)

    >>> draw(torch.tensor([[0.2, 0.5, 0.3]] * 3).log(), torch.tensor([0.1, 0.6, 0.8]))
    tensor([0, 1, 2])
    """
    heights = (logits - logits.amax(-1, keepdim=True)).exp().double().cumsum(-1)    # (rows, vocabulary)
    return torch.searchsorted(heights, chances[:, None] * heights[:, -1:], right=True)[:, 0]
