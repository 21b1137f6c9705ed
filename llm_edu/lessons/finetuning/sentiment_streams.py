"""What SmolLM2 makes of all film snippets, computed once and kept in a file between two measurements."""

import tempfile
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from llm_edu.assets import FilmReview
from llm_edu.finetuning import last_stream, pool, side_by_side
from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.finetuning.sentiment import batches_by_length, labels, prompt_ids
from llm_edu.lessons.finetuning.sentiment_learning import KeptStreams
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import Record

LAYERS, POOLINGS = (12, 15, 18, 21, 24, 27, 30), ("last", "mean")
KEPT = 18    # layers that run once, below those that LoRA changes
NAMES = ("learned", "validation", "held out")


@dataclass(frozen=True)
class Part:
    """Some snippets and the model's work on them.

    right: (snippets,)   kept: `KeptStreams` after KEPT layers   vectors: {(layer, pooling): (snippets, width)}
    """

    reviews: list[FilmReview]
    right: torch.Tensor
    kept: KeptStreams
    vectors: dict

    def at(self, places):
        """Its vectors at some places side by side: (snippets, width · places)"""
        return torch.cat([self.vectors[place] for place in places], dim=1)


@lru_cache(maxsize=1)
def frozen_smollm2():
    """The model, which does not learn, and its tokenizer."""
    model, tokenizer = load_smollm2()
    return model.requires_grad_(False), tokenizer


def work_file():
    """Where it is kept: 480 MB in the system's folder for temporary files."""
    return Path(tempfile.gettempdir()) / "llm_edu_film_streams.safetensors"


@lru_cache(maxsize=1)
def parts():
    """`film_snippets`, each of the three a `Part`. Reads the work file, and makes it where there is none."""
    snippets = film_snippets()
    if not work_file().is_file():
        began, tensors = time.process_time(), {}
        for name, reviews in zip(NAMES, snippets):
            tensors |= {f"{name}/{what}": tensor for what, tensor in read(*frozen_smollm2(), reviews).items()}
        save_file(tensors | {"seconds": torch.tensor(time.process_time() - began)}, work_file())
    return [part_of_file(name, reviews) for name, reviews in zip(NAMES, snippets)]


def part_of_file(name, reviews):
    """One `Part` from the work file."""
    tensors = load_file(work_file())
    vectors = {(layer, pooling): tensors[f"{name}/{layer} {pooling}"] for layer in LAYERS for pooling in POOLINGS}
    return Part(reviews, labels(reviews), KeptStreams(KEPT, tensors[f"{name}/stream"], tensors[f"{name}/lengths"]),
                vectors)


def seconds_of_reading():
    """What making the work file took, in seconds of the CPU."""
    return float(load_file(work_file())["seconds"])


@torch.no_grad()
def read(model, tokenizer, reviews, kept=KEPT, layers=LAYERS, batch_size=16):
    """From one pass: the stream after `kept` layers, and those after each of `layers` pooled, {name: tensor}"""
    texts, places = prompt_ids(tokenizer, reviews), [(layer, pooling) for layer in layers for pooling in POOLINGS]
    stream, vectors = [None] * len(texts), {place: [None] * len(texts) for place in places}
    for numbers in batches_by_length([len(text) for text in texts], batch_size):
        ids, lengths = side_by_side([texts[number] for number in numbers])
        record = Record("residual")
        last_stream(model, ids, record=record)
        for layer, pooling in places:
            for number, vector in zip(numbers, pool(model, record["residual"][layer], lengths, pooling)):
                vectors[layer, pooling][number] = vector
        for number, row, length in zip(numbers, record["residual"][kept], lengths):
            stream[number] = row[:length].half()
    return {"stream": torch.cat(stream), "lengths": torch.tensor([len(text) for text in texts])} | {
        f"{layer} {pooling}": torch.stack(found) for (layer, pooling), found in vectors.items()}
