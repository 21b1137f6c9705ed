"""The loop: the model gives its logits, a strategy chooses a token, and the token is appended to the text."""

from collections.abc import Iterator

import torch
from torch import Tensor

from llm_edu.decoding.beam import BeamSearch, search_batch
from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import Prompt, Prompts, check_request, one_prompt, pad_left, without_padding
from llm_edu.decoding.stopping import Stop, Stopping, TokenBytes
from llm_edu.decoding.strategies import Greedy, Sampling, Strategy, Written, make_generator
from llm_edu.transformer import KVCache, Transformer


def generate(model: Transformer, ids: Prompts, strategy: Strategy | BeamSearch = Greedy(), max_new_tokens: int = 128,
             stop: Stop = (), seed: int | None = None, tokenizer: TokenBytes | None = None) -> Tensor:
    """Continue each prompt; return the new ids (batch, new), at most `max_new_tokens` a row.

    ids: one prompt (a list of ids or a 1-D tensor) or a batch of them (a list of lists, or a 2-D tensor). Prompts of
    unequal length are padded on the left, which does not change their continuations.
    strategy: `Greedy`, `Sampling`, `BeamSearch`, `Constrained`, or your own (see `strategies`)
    stop: ids that end a row, or strings, which need the `tokenizer`: a row ends with the token that completes a string
    (cut the text there, or use `stream_text`). A row that has ended is padded with its last id.
    seed: makes sampling repeatable; None draws differently each time
    Raises TypeError or ValueError when the prompts or the new tokens do not fit the model.
    """
    ids, padding = pad_left(ids)
    check_request(model.config, ids, max_new_tokens)
    stopping = Stopping(stop, tokenizer)
    if isinstance(strategy, BeamSearch):
        found = search_batch(model, ids, padding, strategy, max_new_tokens, stopping)
        return rectangle([hypotheses[0].ids for hypotheses in found])
    rows = [Written(prompt) for prompt in without_padding(ids, padding)]
    for _ in steps(model, ids, padding, rows, strategy, max_new_tokens, stopping, seed):
        if all(row.ended for row in rows):
            break
    return rectangle([row.new for row in rows])


def stream(model: Transformer, ids: Prompt, strategy: Strategy = Greedy(), max_new_tokens: int = 128, stop: Stop = (),
           seed: int | None = None, tokenizer: TokenBytes | None = None) -> Iterator[int]:
    """Yield the new ids of one sequence as they come; a stop id ends it and is not yielded.

    A stop string (see `generate`) ends it with the token that completes the string. That token is yielded, because it
    may begin with text that belongs to the answer; `stream_text` cuts exactly.
    ids: a list of ids, or a tensor (time,) or (1, time); the other arguments and errors as for `generate`
    """
    ids, stopping = one_prompt(ids, "stream"), Stopping(stop, tokenizer)
    check_request(model.config, ids, max_new_tokens)    # what is wrong shows here, not at the first token
    if isinstance(strategy, BeamSearch):
        raise ValueError("beam search knows its text only at the end, so it can't be streamed: use generate, or watch "
                         "it with beam_steps")
    rows = [Written(ids[0].tolist())]

    def new_ids() -> Iterator[int]:
        for (row,) in steps(model, ids, None, rows, strategy, max_new_tokens, stopping, seed):
            if row.new[-1] in stopping.ids:
                return
            yield row.new[-1]
            if row.ended:
                return

    return new_ids()


def steps(model: Transformer, ids: Tensor, padding: Tensor | None, rows: list[Written], strategy: Strategy,
          max_new_tokens: int, stopping: Stopping, seed: int | None) -> Iterator[list[Written]]:
    """Append one id to each row and yield the rows, `max_new_tokens` times. rows: a `Written` for each prompt"""
    device = model.token_embedding.weight.device
    generator = make_generator(device, seed)
    cache = model.new_cache(len(ids), ids.shape[1] + max_new_tokens)
    padding = None if padding is None else padding.to(device)
    model, ids = decoding_twin(model), ids.to(device)
    for _ in range(max_new_tokens):
        new = next_ids(model, ids, cache, padding, strategy, generator, rows)
        for row, token in zip(rows, new.tolist(), strict=True):
            row.new.append(row.new[-1] if row.ended else token)
            row.ended = row.ended or stopping.reached(row.new)
        yield rows
        ids = new[:, None]    # (batch, 1): the cache remembers the rest


@torch.inference_mode()    # no gradients, and less bookkeeping than no_grad
def next_ids(model: Transformer, ids: Tensor, cache: KVCache, padding: Tensor | None, strategy: Strategy,
             generator: torch.Generator, written: list[Written]) -> Tensor:
    """One step: ids not seen yet (batch, time)   ->   the next ids (batch,); the cache grows by `time`"""
    logits = model(ids, cache=cache, padding=padding, last_only=True)    # (batch, 1, vocab)
    return strategy.choose(logits[:, -1], generator, written)


@torch.no_grad()
def next_token_probabilities(model: Transformer, ids: Prompt, temperature: float = 1.0) -> Tensor:
    """The model's probabilities for the token after one prompt: (vocab,), float32, summing to 1.

    ids: a list of ids, or a tensor (time,) or (1, time)   temperature: as for `Sampling`; 0 gives one token all of it
    """
    ids = one_prompt(ids, "next_token_probabilities")
    logits = model(ids.to(model.token_embedding.weight.device), last_only=True)    # (1, 1, vocab)
    return Sampling(temperature=temperature).probabilities(logits[0, -1])


def rectangle(rows: list[list[int]]) -> Tensor:
    """Rows of ids as one tensor (batch, longest): a shorter row is padded with its last id."""
    longest = max(map(len, rows))
    return torch.tensor([row + row[-1:] * (longest - len(row)) for row in rows], dtype=torch.long)
