"""Prompts in any form that people write them in become one tensor, and a request is checked before anything runs."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import torch
from torch import Tensor

from llm_edu.transformer import TransformerConfig
from llm_edu.transformer.checks import check_ids

Prompt = Sequence[int] | Tensor    # (time,)
Prompts = Prompt | Sequence[Prompt]    # or a tensor (batch, time)


def pad_left(ids: Prompts) -> tuple[Tensor, Tensor | None]:
    """Prompts as one tensor (batch, time), and how many ids at the start of each row are padding, (batch,).

    The second is None when nothing is padded. Raises ValueError for an empty prompt, TypeError for ids that are not
    whole numbers.

    >>> pad_left([[7, 8, 9], [5]])
    (tensor([[7, 8, 9],
            [0, 0, 5]]), tensor([0, 2]))
    """
    if isinstance(ids, torch.Tensor):
        return (ids[None] if ids.dim() == 1 else ids), None
    given: list[Any] = list(ids)
    nested = bool(given) and hasattr(given[0], "__len__") and getattr(given[0], "shape", None) != ()
    prompts = [list(prompt) for prompt in given] if nested else [given]
    for prompt in prompts:
        if not prompt:
            raise ValueError("there is an empty prompt: give at least one token, for instance a special token that "
                             "starts a text")
        wrong = [token for token in prompt if not is_integer(token)]
        if wrong:
            raise TypeError(f"ids are whole numbers, not {wrong[0]!r}: encode the text with the model's tokenizer")
    padding = torch.tensor([max(map(len, prompts)) - len(prompt) for prompt in prompts])
    rows = torch.tensor([[0] * count + prompt for count, prompt in zip(padding.tolist(), prompts, strict=True)])
    return rows, padding if padding.any() else None


def one_prompt(ids: Prompts, caller: str) -> Tensor:
    """One prompt as a tensor (1, time). Raises ValueError, which names the caller, when there are more."""
    ids, _ = pad_left(ids)
    if ids.dim() == 2 and len(ids) > 1:
        raise ValueError(f"{caller} reads one prompt, not {len(ids)}: call it for each of them, or use generate")
    return ids


def without_padding(ids: Tensor, padding: Tensor | None) -> list[list[int]]:
    """The prompts as lists of ids, each of its own length."""
    starts = [0] * len(ids) if padding is None else padding.tolist()
    return [row[start:] for row, start in zip(ids.tolist(), starts, strict=True)]


def is_integer(value: object) -> bool:
    """Whether value is one id: an int, a NumPy integer, or a tensor of one integer."""
    if isinstance(value, torch.Tensor):
        return value.dim() == 0 and not value.is_floating_point()
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_request(config: TransformerConfig, ids: Tensor, max_new_tokens: int) -> None:
    """Raise TypeError or ValueError, saying what to do, for ids (batch, time) that can't be continued that far."""
    check_ids(ids, config)
    room = config.context_length - ids.shape[1] + 1    # the last new token is not read again, so it needs no position
    if room < 1 or max_new_tokens > room:
        most = f" or ask for at most {room} new tokens instead of {max_new_tokens}" if room > 0 else " or split it"
        raise ValueError(f"the prompt has {ids.shape[1]} tokens and the model's context holds {config.context_length}: "
                         f"shorten the prompt,{most}")
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens is 0 or more, not {max_new_tokens}")
