"""Teach SmolLM2 to tell good snippets from bad ones, with LoRA in its upper layers or with all of its weights.

    kept = keep_streams(model, prompt_ids(tokenizer, learned), layer=24)     # the lower layers run once
    adapted = add_lora(model, layers=range(24, 30))
    head = answer_head(model, tokenizer)
    changes = [parameter for _, parameter in trainable_parameters(adapted)]
    batches = mixed_batches(kept.lengths.tolist(), size=16, steps=100, seed=0)
    teach(lambda numbers: kept.vectors(adapted, numbers), labels(learned), head, changes, batches)
    head_scores(head, all_vectors(adapted, keep_streams(model, prompt_ids(tokenizer, held_out), layer=24)))
"""

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from llm_edu.finetuning import frozen_prefix, pool, side_by_side, stream_from
from llm_edu.lessons.finetuning.sentiment import batches_by_length
from llm_edu.training import apply_gradients


@dataclass(frozen=True)
class KeptStreams:
    """The streams of many texts where they enter a layer, one text after another, in 16 bits.

    layer: which   stream: (tokens of all texts, width)   lengths: (texts,)
    """

    layer: int
    stream: torch.Tensor
    lengths: torch.Tensor

    def __len__(self):
        return len(self.lengths)

    def side_by_side(self, numbers):
        """The streams of some texts, (texts, longest, width), filled up behind, and their lengths, (texts,)."""
        numbers = torch.as_tensor(numbers)
        lengths = self.lengths[numbers]
        starts = (self.lengths.cumsum(0) - self.lengths)[numbers]
        padded = self.stream.new_zeros(len(numbers), int(lengths.max()), self.stream.shape[1], dtype=torch.float32)
        for row, start, length in zip(padded, starts.tolist(), lengths.tolist()):
            row[:length] = self.stream[start:start + length]
        return padded, lengths

    def vectors(self, model, numbers):
        """What the model's upper layers make of some texts, at the last token: (texts, width)"""
        stream, lengths = self.side_by_side(numbers)
        return pool(model, stream_from(model, stream, self.layer), lengths)

    def part(self, numbers):
        """The same of some texts only, in the order of their numbers."""
        numbers = torch.as_tensor(numbers)
        ends = self.lengths.cumsum(0)
        places = [torch.arange(end - length, end) for end, length in zip(ends[numbers], self.lengths[numbers])]
        return KeptStreams(self.layer, self.stream[torch.cat(places)], self.lengths[numbers])


def keep_streams(model, texts, layer, batch_size=16, known=()):
    """`KeptStreams` of texts, lists of ids: the layers before `layer` run once for each.

    known: pairs of ids (texts, time), 0 behind shorter ones, and the stream (texts, time, width) that those layers have
    made of them: what is found there does not run again
    """
    found = {tuple(np.trim_zeros(row, "b")): stream for ids, streams in known
             for row, stream in zip(ids.tolist(), streams)}
    kept = [found[tuple(text)][:len(text)].half() if tuple(text) in found else None for text in texts]
    missing = [number for number, stream in enumerate(kept) if stream is None]
    for places in batches_by_length([len(texts[number]) for number in missing], batch_size):
        numbers = [missing[place] for place in places]
        ids, lengths = side_by_side([texts[number] for number in numbers])
        for number, row, length in zip(numbers, frozen_prefix(model, ids, layer), lengths):
            kept[number] = row[:length].half()
    return KeptStreams(layer, torch.cat(kept), torch.tensor([len(text) for text in texts]))


@torch.no_grad()
def all_vectors(model, kept, batch_size=16):
    """`KeptStreams.vectors` of all texts: (texts, width)"""
    found = [None] * len(kept)
    for numbers in batches_by_length(kept.lengths.tolist(), batch_size):
        for number, vector in zip(numbers, kept.vectors(model, numbers)):
            found[number] = vector
    return torch.stack(found)


def mixed_batches(lengths, size, steps, seed, pool=8):
    """Numbers of texts in `steps` batches: all texts in a drawn order, then all in another one, and so on.

    Of each `pool` batches' texts those of like lengths go together, so that little is filled up.

    >>> mixed_batches([3, 9, 4, 9], size=2, steps=2, seed=0)
    [[1, 3], [0, 2]]
    """
    draw, batches = np.random.default_rng(seed), []
    while len(batches) < steps:
        order = draw.permutation(len(lengths)).tolist()
        parts = [order[start:start + pool * size] for start in range(0, len(order), pool * size)]
        cut = [[part[number] for number in batch] for part in parts
               for batch in batches_by_length([lengths[number] for number in part], size)]
        batches += [cut[number] for number in draw.permutation(len(cut))]
    return batches[:steps]


def teach(vectors_of, right, head, parameters, batches, learning_rate=1e-3):
    """Gradient descent on a model and perhaps its head; both change. Returns the losses and the CPU's seconds.

    vectors_of: numbers of texts -> their vectors (texts, width), with gradients   right: (texts,), each one's class
    head: an `nn.Linear`   parameters: what is to learn   batches: numbers of texts for each step, see `mixed_batches`
    learning_rate: of AdamW; it rises in the first tenth of the steps, then falls in a straight line
    """
    optimiser = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=0.0)
    steps, warm, losses, began = len(batches), max(1, len(batches) // 10), [], time.process_time()
    for step, numbers in enumerate(batches):
        loss = F.cross_entropy(head(vectors_of(numbers)), right[numbers])
        loss.backward()
        multiplier = min((step + 1) / warm, (steps - step) / (steps - warm + 1))
        apply_gradients([optimiser], parameters, multiplier, max_norm=1.0)
        losses.append(loss.item())
    return losses, time.process_time() - began
