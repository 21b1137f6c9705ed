"""What two processes do in tests of sharding: torchrun starts this file with the name of a task and a folder.

A test runs the same functions in one process, and compares.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn
from training_runs import tiny_config, tiny_model, tiny_rows

from llm_edu.errors import CourseError
from llm_edu.training import evaluate, train
from llm_edu.training.distributed import joined_process_group

STEPS, MIDDLE = 20, 8
ODD = dict(layers=3, width=15, heads=3, key_value_heads=1, head_dim=6)    # 23 and 15 rows do not divide into two
VARIANTS = {
    "muon, pieces": dict(accumulate=2, clip=0.5),
    "adamw": dict(optimiser="adamw", weight_decay=0.1),
    "bfloat16": dict(precision="bfloat16"),
}


class TiedBlocks(nn.Module):
    """A model whose two blocks are one, and whose first and last table are one; and a parameter of a single row."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(23, 8)
        self.blocks = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])
        self.blocks[1].weight = self.blocks[0].weight
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, ids):
        x = self.table(ids)
        for block in self.blocks:
            x = x + block(x).relu()
        return self.scale * x @ self.table.weight.T


class Reaching(TiedBlocks):
    """A model that computes with the weights of a block without calling it."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(8, 8)])

    def forward(self, ids):
        return self.table(ids) @ self.blocks[0].weight @ self.table.weight.T


class SingleNumber(TiedBlocks):
    """A model with a parameter that has no rows."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1.0))


class Mixed(TiedBlocks):
    """A model with two kinds of numbers."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1, dtype=torch.float64))


def seeded(kind):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return kind()


def train_one(model, callbacks=(), **settings):
    """A training with 33 held-out rows, so that two processes have unequally many."""
    settings = dict(steps=STEPS, validate_every=7) | settings
    return train(model, tiny_rows(), tiny_config(**settings), tiny_rows(33, seed=1), callbacks, progress=False)


def stop_in_the_middle(run):
    if run.step == MIDDLE:
        run.stop()


def found(run):
    return {"losses": run.losses, "held_out": run.held_out, "held_bytes": run.held_bytes,
            "gradient_norm": run.gradient_norm}    # optimisers hardly notice gradients that are twice as long


def train_variants(folder, shard):
    """Each variant from beginning to end, the last batch of an evaluation with rows for one process only."""
    results = {name: found(train_one(tiny_model(**ODD), shard=shard, folder=folder / name, **settings))
               for name, settings in VARIANTS.items()}
    results["tied"] = found(train_one(seeded(TiedBlocks), shard=shard))
    run = train_one(tiny_model(**ODD), shard=shard, steps=2)
    results["batches"] = evaluate(run.model, tiny_rows(33, seed=1), batch_size=16).loss
    return results


def half_way(folder, shard):
    """One training up to the middle, from nothing; and one from the middle on that the others have begun."""
    train_one(tiny_model(**ODD), [stop_in_the_middle], shard=shard, folder=folder / ("two" if shard else "one"))
    return {}


def other_half(folder, shard):
    run = train_one(tiny_model(**ODD), shard=shard, folder=folder / ("one" if shard else "two"))
    return found(run)


def refuse(folder, shard):
    """What goes wrong, in the words that a reader sees."""
    messages = {}
    for name, model in (("reaching", Reaching), ("single", SingleNumber), ("mixed", Mixed)):
        messages[name] = message_of(lambda model=model: train_one(seeded(model), shard=shard))
    messages["diverged"] = message_of(lambda: train_one(tiny_model(), shard=shard, learning_rate=1e9))
    own = folder / f"of {torch.distributed.get_rank()}"    # as on two machines without a shared folder
    train_one(tiny_model(), [stop_in_the_middle], shard=shard, folder=own)
    messages["apart"] = message_of(lambda: train_one(tiny_model(), shard=shard, folder=own))
    return messages


def message_of(function):
    try:
        function()
    except (CourseError, ValueError) as error:
        return str(error)
    return None


def main(tasks, folder):
    torch.set_num_threads(1)
    with joined_process_group() as group:
        for task in tasks.split(","):
            results = globals()[task](Path(folder), shard=True)
            (Path(folder) / f"{task} {group.rank}.json").write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
