"""What each switch of the fast recipe buys (later llm_edu/course/measurements/training_recipe.py)."""

from dataclasses import replace
from functools import partial

from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, train
from llm_edu.training.recipe import Recipe

STEPS, EVERY, STORIES, WRITTEN = 550, 25, 30_000, 200
ABOUT = (f"The recipe of lesson 06 and variants of it, {STEPS} steps each on Storyland (seed 0); losses in nats on 300 "
         f"held-out stories, and {WRITTEN} stories that each model wrote.")


def run(seed=0, packed=False, settings=None, **switches):
    """One training.   ->   rows (step, loss a word, at recalls, elsewhere, a story above the floor, recalls right)

    switches: of the `Recipe`   settings: of the `TrainingConfig`   packed: several stories in a row
    """
    world = World(seed=0)
    stories = world.stories(STORIES, seed=1)
    texts = [world.encode(story.words) for story in stories]
    rows = TokenRows.packed(texts, length=128) if packed else TokenRows.one_text_a_row(texts)
    meter = StoryMeter(world, count=300, seed=2, known=[story.text for story in stories])
    recipe = replace(Recipe(), **switches)
    model = recipe.model(len(world.vocabulary), seed)
    looks = []

    def look(training):
        if training.step % EVERY == 0:
            found = meter.measure(training.model)
            looks.append([training.step, *(round(value, 4) for value in (
                found.word, found.recall, found.elsewhere, found.above, found.right))])

    trained = train(model, rows, recipe.training(STEPS, seed=seed, **settings or {}), callbacks=[look], progress=False)
    verdict = meter.judge(meter.write(model, WRITTEN, seed=1))
    return {"rows": looks, "whole": verdict.whole / verdict.count, "new": verdict.new / max(1, verdict.whole),
            "steps": STEPS, "seconds": round(trained.seconds), "tokens": trained.tokens,
            "parameters": sum(parameter.numel() for parameter in model.parameters())}


def adamw(rate):
    """AdamW for everything, at its own rate, warmed up and clipped: what one would do without Muon."""
    return partial(run, optimiser="adamw", learning_rate=rate, clip=1.0, settings={"warmup": 30})


RUNS = {
    "the recipe": run,
    "another seed": partial(run, seed=1),
    "AdamW 0.003": adamw(0.003),
    "AdamW 0.01": adamw(0.01),
    "AdamW 0.03": adamw(0.03),
    "scores not sharp": partial(run, sharp=False),
    "keys not smeared": partial(run, smeared=False),
    "heads not copying": partial(run, copying=False),
    "GELU": partial(run, squared_relu=False),
    "embeddings not tied": partial(run, tie_embeddings=False),
    "packed rows": partial(run, packed=True),
}
