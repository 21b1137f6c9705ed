"""What sitting 1 prints: stories told in fewer bits, floats bit by bit, and tables of what fewer bits cost."""

import math
import random
from collections.abc import Iterable, Mapping

from llm_edu.compression import FORMATS, EightBitCache, float_parts, model_bytes
from llm_edu.lessons.common.printing import print_table
from llm_edu.lessons.compression.bits_judging import Change, mean_change, story_floor, story_losses
from llm_edu.storyland import World
from llm_edu.training import write_stories
from llm_edu.training.storyteller import STORY
from llm_edu.transformer import KVCache, Transformer
from llm_edu.wrapping import wrapped


def print_blind(copies: Mapping[int, Transformer], tokenizer, seed: int) -> dict[int, str]:
    """A story by each copy of a model, from the same seed, under shuffled letters. Returns {bits: letter}."""
    order = random.Random(seed).sample(sorted(copies), len(copies))
    letters = dict(zip(order, "ABCDEFG", strict=False))
    for bits, letter in letters.items():
        print(wrapped(f"{letter}: {written(copies[bits], tokenizer, 1, seed)[0]}"), end="\n\n")
    return letters


def written(model: Transformer, tokenizer, count: int, seed: int) -> list[str]:
    """Texts that a model writes after the mark of a story."""
    ids = write_stories(model, count, seed, begin=tokenizer.special_tokens[STORY], longest=90)
    return [tokenizer.decode(each) for each in ids]


def print_whole(models: Mapping[str, Transformer], tokenizer, count: int = 50) -> None:
    """A model's size, and how many of the stories that it writes are whole stories of its village."""
    world = World(seed=0)
    rows = []
    for name, model in models.items():
        whole = sum(world.log_prob(text) > -math.inf for text in written(model, tokenizer, count, seed=1))
        rows.append([name, megabytes(model), f"{whole} of {count}"])
    print_table(["", "size", "whole stories"], rows)


def print_floats(values: Iterable[float]) -> None:
    """Each number in each format: its bits, what is stored, and the step to the next number."""
    rows = []
    for value in values:
        for name in FORMATS:
            parts = parts_or_none(value, name)
            told = [parts.bits, f"{parts.value:.8g}", f"{parts.step:.1e}"] if parts else ["", "too large", ""]
            rows.append([f"{value:g} in {name}", *told])
    print_table(["", "sign, exponent, fraction", "stored", "next step"], rows)


def parts_or_none(value: float, format: str):
    """The parts of a number, or None where the format is too small for it."""
    return float_parts(value, format) if abs(value) <= FORMATS[format].largest else None


def megabytes(model: Transformer) -> str:
    """A model's size, as a table has it."""
    return f"{model_bytes(model) / 1e6:.2f} MB"


def print_costs(models: Mapping[str, Transformer], model: Transformer, tokenizer, count: int = 100) -> None:
    """The size of models, and how much more held-out stories cost them than the model that they are made of.

    The same stories for all; ± is half of the 95 % interval over the stories.
    """
    before = story_losses(model, tokenizer, count)
    rows = [[name, megabytes(each), mean_change(before, story_losses(each, tokenizer, count)).text()]
            for name, each in models.items()]
    rows.insert(0, ["as it is, 16 bits", megabytes(model), "0"])
    print(f"{count} new stories; as it is, a story costs {before.mean():.2f} nats, and the floor is "
          f"{story_floor(count):.2f}.")
    print_table(["", "size", "more nats a story"], rows)


def print_caches(model: Transformer, tokenizer, count: int = 100) -> None:
    """The bytes that a token takes in a cache of 32-bit floats and in one of 8 bits, and what that costs a story."""
    before = story_losses(model, tokenizer, count)
    rows = []
    for name, kind in {"32-bit floats": KVCache, "8 bits": EightBitCache}.items():
        size = sum(stored.nbytes for stored in kind(model.config, 1, 1).tensors)
        more = mean_change(before, story_losses(model, tokenizer, count, kind))
        rows.append([name, f"{size:,}", more.text(3)])
    print_table(["", "bytes a token", "more nats a story"], rows)


def print_leads(kept) -> None:
    """What the measurement `compression_bits` has found: SmolLM2 on held-out pages."""
    first = kept["as it is"]
    print(f"{first['pages']} held-out pages of {first['bytes of text']:,} bytes; as it is, SmolLM2 needs "
          f"{first['bits']:.3f} bits per byte.")
    rows = [["as it is, 16 bits", f"{first['size'] / 1e6:.1f} MB", "0"]]
    rows += [[name, f"{run['size'] / 1e6:.1f} MB", Change(run["more"], run["half"]).text(3)]
             for name, run in kept.results().items() if name != "as it is"]
    print_table(["blocks; embedding", "size", "more bits per byte"], rows)
