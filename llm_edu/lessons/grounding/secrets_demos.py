"""What lesson 15 prints about planted secrets: exposure, what comes out, and what the loss on new stories shows."""

import math
from statistics import fmean

import torch

from llm_edu.bias.estimates import mean_interval
from llm_edu.grounding.memorisation import CODES

MOST = math.log2(len(CODES))    # the exposure of rank 1
GUESSED = math.log2(math.e)     # the mean exposure where every rank is as probable (for many alternatives)


def exposure_of(kept, way, group):
    """The mean exposure of a group's secrets, over the seeds, with its 95 % interval. group: such as "copied 30" """
    return mean_interval(torch.tensor([fmean(MOST - math.log2(rank) for rank in figures["groups"][group]["rank"])
                                       for figures in kept[way].values()], dtype=torch.float64))


def all_of(kept, way, group, key):
    """One figure of all secrets of a group, of all seeds together."""
    return [value for figures in kept[way].values() for value in figures["groups"][group][key]]


def groups_of(kept):
    """The groups in order: ("never", 0), ("once", 1), ("copied", 3), …"""
    first = next(iter(kept["planted"].values()))["groups"]
    return [(name.split()[0], int(name.split()[1])) for name in first]


def print_secrets(kept):
    """Each way to plant a secret, before and after deduplication: texts read, exposure, whether it comes out."""
    print(f"{'':<15}{'as planted':^32}  {'deduplicated':^32}")
    head = f"{'texts':>6}{'exposure':>14}{'comes out':>12}"
    print(f"{'planted':<15}{head}  {head}")
    for how, times in groups_of(kept):
        name = f"{how} {times}"
        cells = []
        for way in ("planted", "deduplicated"):
            texts, said = (all_of(kept, way, name, key) for key in ("read", "said"))
            each = exposure_of(kept, way, name)
            half = min(each.value, (each.high - each.low) / 2)
            cells.append(f"{fmean(texts):>6.0f}{f'{each.value:.1f} ± {half:.1f}':>14}"
                         f"{f'{sum(said)} of {len(said)}':>12}")
        print(f"{name if times > 1 else how:<15}" + "  ".join(cells))


def print_held_out(kept):
    """The loss on new stories, with secrets in the training text and without."""
    losses = {way: torch.tensor([figures["loss"] for figures in kept[way].values()], dtype=torch.float64)
              for way in kept.runs}
    for way, each in losses.items():
        print(f"{way:<13}{mean_interval(each)} nats a story")
    for way in ("planted", "deduplicated"):
        print(f"{way} − clean, seed by seed: {mean_interval(losses[way] - losses['clean'])}")
