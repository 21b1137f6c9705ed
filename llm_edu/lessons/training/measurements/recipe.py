"""What each switch of the fast recipe buys, and what Muon does beside AdamW: a training with one thing changed."""

from functools import partial
from unittest.mock import patch

from llm_edu.storyland import World
from llm_edu.training import AdamW, Muon, StoryMeter, TokenRows, TrainingConfig, train
from llm_edu.training.distributed import ProcessGroup
from llm_edu.training.recipe import Recipe

STEPS, EVERY, STORIES, HELD_OUT, WRITTEN = 750, 25, 30_000, 300, 500
ABOUT = (f"The recipe of lesson 06 and variants of it, {STEPS} steps each on Storyland (seed 0); losses in nats on "
         f"{HELD_OUT} held-out stories, and {WRITTEN} stories that each model wrote at temperature 1. The machine had "
         f"other work to do meanwhile, so alone it takes less.")


def run(seed=0, settings=None, by=Muon, **changes):
    """One training.

    -> rows (step, loss a word, at recalls, elsewhere, a story above the floor, share of recalls right); the shares of
       whole stories, and of new ones among them; how much was read

    settings: of the `TrainingConfig`    changes: of the `Recipe`    by: the optimiser of the matrices inside the blocks
    """
    world = World(seed=0)
    stories = world.stories(STORIES, seed=1)
    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
    meter = StoryMeter(world, count=HELD_OUT, seed=2, known=[story.text for story in stories])
    recipe = Recipe(**changes)
    model = recipe.model(len(world.vocabulary), seed)
    looks = []

    def look(training):
        if training.step % EVERY == 0:
            found = meter.measure(training.model)
            looks.append([training.step, *(round(value, 4) for value in (
                found.word, found.recall, found.elsewhere, found.excess, found.recall_accuracy))])

    config = recipe.training(STEPS, seed=seed, **settings or {})
    with patch.object(ProcessGroup, "muon", by):
        trained = train(model, rows, config, callbacks=[look], progress=False)
    verdict = meter.judge(meter.write(model, WRITTEN, seed=1))
    return {"rows": looks, "whole": verdict.whole / verdict.count, "new": round(verdict.new / max(1, verdict.whole), 4),
            "steps": STEPS, "tokens": trained.tokens,
            "parameters": sum(parameter.numel() for parameter in model.parameters())}


def adamw(rate):
    """AdamW for everything, at its own rate, warmed up and with a limit: what one would do without Muon."""
    return partial(run, optimiser="adamw", learning_rate=rate, clip=1.0, settings={"warmup": 30})


class MatricesByAdamW(AdamW):
    """AdamW in Muon's place, so that embeddings and norms keep their own rate."""

    def __init__(self, groups, learning_rate, momentum, weight_decay):
        super().__init__([{"params": group["params"]} for group in groups], learning_rate, TrainingConfig.betas,
                         weight_decay=weight_decay)


def matrices_by_adamw(rate, seed=0):
    """Only the matrices change to AdamW, at this rate, warmed up and with a limit; embeddings and norms keep 0.05."""
    return partial(run, seed, by=MatricesByAdamW, matrix_learning_rate=rate, clip=1.0, settings={"warmup": 30})


RUNS = {
    "the recipe": run,
    "another seed": partial(run, seed=1),
    "AdamW 0.001": adamw(0.001),
    "AdamW 0.003": adamw(0.003),
    "AdamW 0.01": adamw(0.01),
    "AdamW 0.003, 0.05": matrices_by_adamw(0.003),
    "AdamW 0.0015, 0.05": matrices_by_adamw(0.0015),
    "AdamW 0.0015, 0.05 again": matrices_by_adamw(0.0015, seed=1),
    "AdamW 0.0008, 0.05": matrices_by_adamw(0.0008),
    "with a warm-up": partial(run, settings={"warmup": 30}),
    "no cool-down": partial(run, settings={"cooldown": 0.0}),
    "scores not sharp": partial(run, query_key_norm=None),
    "keys not smeared": partial(run, smear_keys=False),
    "heads not copying": partial(run, copying=0),
    "embeddings not tied": partial(run, tie_embeddings=False),
}
