"""Prompts in any form that people write them in become one tensor, and a request is checked before anything runs."""

from numbers import Integral

import torch

from llm_edu.transformer.checks import check_ids


def pad_left(ids):
    """Bring prompts into one tensor: (batch, time), and how many ids at the start of each row mean nothing (batch,).

    None instead of counts when nothing is padded.

    >>> pad_left([[7, 8, 9], [5]])
    (tensor([[7, 8, 9],
            [0, 0, 5]]), tensor([0, 2]))
    """
    if isinstance(ids, torch.Tensor):
        return (ids[None] if ids.dim() == 1 else ids), None
    ids = list(ids)
    nested = bool(ids) and hasattr(ids[0], "__len__") and getattr(ids[0], "shape", None) != ()
    prompts = [list(prompt) for prompt in ids] if nested else [ids]
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


def one_prompt(ids, caller):
    """One prompt as (1, time); ValueError, naming who asked, when there are more."""
    ids, _ = pad_left(ids)
    if ids.dim() == 2 and len(ids) > 1:
        raise ValueError(f"{caller} reads one prompt, not {len(ids)}: call it for each of them, or use generate")
    return ids


def without_padding(ids, padding):
    """The prompts as lists of ids, each of its own length."""
    starts = [0] * len(ids) if padding is None else padding.tolist()
    return [row[start:] for row, start in zip(ids.tolist(), starts, strict=True)]


def is_integer(value):
    """Whether value is one id: an int, a NumPy integer, or a tensor of one integer."""
    if isinstance(value, torch.Tensor):
        return value.dim() == 0 and not value.is_floating_point()
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_request(config, ids, max_new_tokens):
    """Raise TypeError or ValueError, saying what to do, for ids (batch, time) that can't be continued that far."""
    check_ids(ids, config)
    room = config.context_length - ids.shape[1] + 1    # the last new token needs no place: nothing is computed from it
    if room < 1 or max_new_tokens > room:
        most = f" or ask for at most {room} new tokens instead of {max_new_tokens}" if room > 0 else " or split it"
        raise ValueError(f"the prompt has {ids.shape[1]} tokens and the model's context holds {config.context_length}: "
                         f"shorten the prompt,{most}")
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens is 0 or more, not {max_new_tokens}")
