"""Examples of which a model is to say a part: lessons 10 and 12 teach by them."""

from dataclasses import dataclass

import torch

from llm_edu.finetuning import last_stream


@dataclass(frozen=True)
class Example:
    """Ids to learn from: `ids[first:]` are those that the model is to say, `first` at least 1."""

    ids: tuple[int, ...]
    first: int


def what_is_said(model, examples):
    """Logits where something is to be said, what it is, and by which example: (ids, vocabulary), (ids,), (ids,)"""
    longest = max(len(example.ids) for example in examples)
    ids = torch.tensor([[*example.ids, *[0] * (longest - len(example.ids))] for example in examples])
    places = torch.arange(1, longest)
    first = torch.tensor([example.first for example in examples])[:, None]
    ends = torch.tensor([len(example.ids) for example in examples])[:, None]
    counts = (places >= first) & (places < ends)    # (examples, longest - 1)
    stream = last_stream(model, ids[:, :-1])[counts]
    return model.unembed(stream), ids[:, 1:][counts], counts.nonzero()[:, 0]
