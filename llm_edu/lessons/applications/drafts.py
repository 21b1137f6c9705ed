"""Several drafts for each of many prompts: a prompt is read once, and what has ended is computed no longer."""

from typing import NamedTuple

import torch

from llm_edu.alignment.drawing import SHRINK, draw
from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import check_request, pad_left
from llm_edu.decoding.stopping import Stopping
from llm_edu.pretrained.conversation import encode_chat, ends_of_turn


class Draft(NamedTuple):
    """What a model wrote: its text, without the id that ended it; how many ids that took; whether it came to an end."""

    text: str
    tokens: int
    ended: bool


def asked(tokenizer, question):
    """The ids of a conversation with one question, for `write_drafts`."""
    return encode_chat(tokenizer, [{"role": "user", "content": question}])


def write_drafts(model, tokenizer, prompts, count=1, *, temperature=0.0, max_new_tokens=128, stop=(), seed=0,
                 at_once=32):
    """`count` drafts for each prompt: a list of lists of `Draft`, in the order of the prompts.

    prompts: texts to go on with, or lists of ids (see `asked`)   temperature: 0 takes the most probable token
    stop: strings that end a draft, besides the ends of a turn; the string itself may still be part of the text
    at_once: rows side by side, as many prompts as fit in
    """
    ids = [tokenizer.encode(prompt) if isinstance(prompt, str) else list(prompt) for prompt in prompts]
    stopping, size, drafts = Stopping([*ends_of_turn(tokenizer), *stop], tokenizer), max(1, at_once // count), {}
    by_length = sorted(range(len(ids)), key=lambda number: len(ids[number]))    # so that little is padded
    for first in range(0, len(ids), size):
        some = by_length[first : first + size]
        rows = write_rows(model, [ids[number] for number in some], count, temperature, max_new_tokens, stopping,
                          seed + first)
        texts = [as_draft(tokenizer, row, stopping) for row in rows]
        drafts |= {number: texts[place * count : (place + 1) * count] for place, number in enumerate(some)}
    return [drafts[number] for number in range(len(ids))]


def as_draft(tokenizer, row, stopping):
    known = [number for number in row if number not in stopping.ids and number < tokenizer.vocab_size]
    return Draft(tokenizer.decode(known), len(row), stopping.reached(row))


@torch.inference_mode()
def write_rows(model, prompts, count, temperature, max_new_tokens, stopping, seed):
    """New ids for each prompt `count` times, side by side: lists of ids, the one that ends them included."""
    ids, padding = pad_left(prompts)
    check_request(model.config, ids, max_new_tokens)
    generator, twin = torch.Generator().manual_seed(seed), decoding_twin(model)
    cache = model.new_cache(len(ids), ids.shape[1])
    logits = model(ids, cache=cache, padding=padding, last_only=True)[:, -1].repeat_interleave(count, 0)
    cache = cache.repeated(count, ids.shape[1] + max_new_tokens)
    padding = None if padding is None else padding.repeat_interleave(count)
    written, rows = [[] for _ in range(len(logits))], torch.arange(len(logits))    # rows: those that are still written
    for step in range(max_new_tokens):
        chances = torch.rand(len(written), dtype=torch.float64, generator=generator)    # the same whoever has ended
        new = draw(logits / temperature, chances[rows]) if temperature else logits.argmax(-1)
        for row, token in zip(rows.tolist(), new.tolist(), strict=True):
            if not written[row] or not stopping.reached(written[row]):
                written[row].append(token)
        going_on = [place for place, row in enumerate(rows.tolist()) if not stopping.reached(written[row])]
        if not going_on or step + 1 == max_new_tokens:
            break
        if len(going_on) <= SHRINK * len(rows):
            cache.keep(going_on)
            rows, new, padding = rows[going_on], new[going_on], None if padding is None else padding[going_on]
        logits = twin(new[:, None], cache=cache, padding=padding, last_only=True)[:, -1]
    return written
