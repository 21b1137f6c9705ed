"""How probable a language model finds texts: word by word, after a beginning, in batches.

Every text begins after the mark that begins a document, so that its first word counts, too.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.finetuning.head import side_by_side
from llm_edu.finetuning.streams import last_stream
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

AT_ONCE = 32    # texts
BEGIN = "<|endoftext|>"


def begin_id(tokenizer: BPETokenizer) -> int:
    """The id of the token that begins a document. Raises ValueError for a tokenizer that has none."""
    if BEGIN not in tokenizer.special_tokens:
        raise ValueError(f"this tokenizer has no {BEGIN}, which begins a document")
    return tokenizer.special_tokens[BEGIN]


def token_log_probs(model: Transformer, tokenizer: BPETokenizer, texts: Sequence[str], batch_size: int = AT_ONCE
                    ) -> list[Tensor]:
    """Log P of each token of each text, given all before it, in nats: for each text (tokens,)

    batch_size: texts to read at a time
    """
    return _told(model, tokenizer, [(tokenizer.encode(text), 0) for text in texts], batch_size)


def text_log_probs(model: Transformer, tokenizer: BPETokenizer, texts: Sequence[str], batch_size: int = AT_ONCE
                   ) -> Tensor:
    """Log P of each whole text in nats, the sum over its tokens: (texts,)"""
    return torch.tensor([each.sum() for each in token_log_probs(model, tokenizer, texts, batch_size)])


def continuation_log_probs(model: Transformer, tokenizer: BPETokenizer, prompts: Sequence[str],
                           continuations: Sequence[str], batch_size: int = AT_ONCE) -> Tensor:
    """Log P of each continuation after the prompt beside it, in nats, the sum over its tokens: (prompts,)

    continuations: with the space that they begin with, such as " she"
    """
    rows = [(tokenizer.encode(prompt) + tokenizer.encode(continuation), len(tokenizer.encode(prompt)))
            for prompt, continuation in zip(prompts, continuations, strict=True)]
    return torch.tensor([each.sum() for each in _told(model, tokenizer, rows, batch_size)])


@torch.no_grad()
def next_log_probs(model: Transformer, tokenizer: BPETokenizer, prompts: Sequence[str], words: Sequence[str],
                   batch_size: int = AT_ONCE) -> Tensor:
    """Log P that a prompt continues with each of the words, in nats: (prompts, words)

    words: of one token each, such as " she". Raises ValueError for a word of several tokens.
    """
    ids = [tokenizer.encode(word) for word in words]
    long = [word for word, each in zip(words, ids, strict=True) if len(each) != 1]
    if long:
        raise ValueError(f"{', '.join(map(repr, long))}: not one token; use continuation_log_probs")
    begin, device = begin_id(tokenizer), model.token_embedding.weight.device
    rows = [[begin, *tokenizer.encode(prompt)] for prompt in prompts]
    told = torch.empty(len(rows), len(words))
    for numbers in _batches(rows, batch_size):
        table, lengths = side_by_side([rows[number] for number in numbers], device)
        stream = last_stream(model, table)[torch.arange(len(numbers), device=device), lengths - 1]    # (batch, width)
        told[numbers] = model.unembed(stream).float().log_softmax(-1)[:, [each[0] for each in ids]].cpu()
    return told


@torch.no_grad()
def _told(model: Transformer, tokenizer: BPETokenizer, rows: Sequence[tuple[list[int], int]], batch_size: int
          ) -> list[Tensor]:
    """For each row of ids, log P of each from the given place on: (tokens,)"""
    begin, device = begin_id(tokenizer), model.token_embedding.weight.device
    whole = [[begin, *ids] for ids, _ in rows]
    told: list[Tensor] = [torch.empty(0)] * len(rows)
    for numbers in _batches(whole, batch_size):
        table, lengths = side_by_side([whole[number] for number in numbers], device)
        stream = last_stream(model, table)    # (batch, time, width)
        for row, number in enumerate(numbers):
            start, end = rows[number][1], int(lengths[row])
            logs = model.unembed(stream[row, start:end - 1]).float().log_softmax(-1)
            told[number] = logs.gather(-1, table[row, start + 1:end, None])[:, 0].cpu()
    return told


def _batches(rows: Sequence[list[int]], batch_size: int) -> list[list[int]]:
    """The numbers of the rows in batches of similar lengths, so that little is padding."""
    if batch_size < 1:
        raise ValueError(f"batch_size is at least 1, not {batch_size}")
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    return [order[start:start + batch_size] for start in range(0, len(order), batch_size)]
