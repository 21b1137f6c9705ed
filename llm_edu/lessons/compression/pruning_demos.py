"""What lesson 17 prints about pruned models, and about what a loss does not show."""

from collections.abc import Mapping
from functools import cache

import torch

from llm_edu.bias.estimates import Estimate, mean_interval
from llm_edu.compression import model_bytes
from llm_edu.lessons.common.printing import print_table, signed
from llm_edu.lessons.compression.students import STORY, story_rows, teacher
from llm_edu.training.loss import cross_entropy
from llm_edu.training.stories import write_stories
from llm_edu.transformer import Transformer
from llm_edu.wrapping import wrapped

COUNT = 64    # held-out stories in a live cell


def print_stories(models: Mapping[str, Transformer], seed=3):
    """A story of each model, written with the same seed."""
    tokenizer = teacher()[1]
    for name, model in models.items():
        ids = write_stories(model, 1, seed, begin=tokenizer.special_tokens[STORY], longest=90)[0]
        print(wrapped(f"{name}: {tokenizer.decode(ids)}"), end="\n\n")


@cache
def batch():
    """The held-out stories of the live cells, as inputs and targets."""
    return story_rows(COUNT, 2).side_by_side(range(COUNT))


@torch.no_grad()
def losses(model):
    """A model's loss on each held-out story, in nats: (stories,)"""
    inputs, targets = batch()
    return cross_entropy(model(inputs), targets, reduction="none").sum(-1)


def cost(model, before) -> Estimate:
    """How many nats a story a model loses against the losses `before`, with the 95 % interval of the mean."""
    return mean_interval(losses(model) - before)


def print_costs(models: Mapping[str, Transformer], model: Transformer):
    """Parameters, bytes and the loss of each model above the first."""
    before = losses(model)
    rows = [["as it is", model.count_parameters(), f"{model_bytes(model) / 1e6:.2f} MB", "0"]]
    rows += [[name, each.count_parameters(), f"{model_bytes(each) / 1e6:.2f} MB", str(cost(each, before))]
             for name, each in models.items()]
    print_table([f"{COUNT} new stories", "parameters", "size", "more nats a story"], rows)


def right(verdicts, before=None):
    """How many of the answers are right; with `before`, how many changed from right to wrong and from wrong to right.

    >>> right("1101"), right("1101", "0111")
    ('3 of 4', '3 (−1, +1)')
    """
    if before is None:
        return f"{verdicts.count('1')} of {len(verdicts)}"
    pairs = list(zip(before, verdicts, strict=True))
    return signed(f"{verdicts.count('1')} (-{pairs.count(('1', '0'))}, +{pairs.count(('0', '1'))})")


def print_storyteller(kept):
    """Storyteller, each way: size, excess, and what the excess does not show."""
    runs = of_model(kept, "Storyteller")
    first = runs["16 bits"]
    rows = [[name, f"{run['bytes'] / 1e6:.2f}", f"{run['excess']:.2f}", f"{run['whole']:.0%}",
             right(run["facts"], first["facts"] if run is not first else None), f"{run['bits per byte']:.2f}"]
            for name, run in runs.items()]
    print_table(["Storyteller", "MB", "excess", "whole", "facts", "pages, bits/byte"], rows)


def print_smollm2(kept):
    """SmolLM2, each way: size, bits per byte, and questions of lessons 15 and 12."""
    runs = of_model(kept, "SmolLM2")
    first = runs["16 bits"]
    rows = [[name, f"{run['bytes'] / 1e6:.0f}", f"{run['bits per byte']:.3f}",
             *(right(run[key], first[key] if run is not first else None) for key in ("capitals", "reviews"))]
            for name, run in runs.items()]
    print_table(["SmolLM2", "MB", "bits/byte", "capitals", "reviews"], rows)


def print_speed(kept):
    """Tokens a CPU second of the ways that make a model narrower."""
    rows = [[run, f"{result['tokens a second']:,.0f}"] for run, result in kept.results().items()
            if "tokens a second" in result and run != "student"]    # whom the lesson has not met
    print_table(["one thread, float32", "tokens a second"], rows)


def of_model(kept, model):
    """The runs of one model: way -> what it came to."""
    return {name.removeprefix(f"{model}: "): run for name, run in kept.results().items()
            if name.startswith(f"{model}: ")}
