"""Lesson 02's skip-gram on the village, with other seeds, widths and lengths: what is luck and what is not."""

from functools import cache, partial

from llm_edu.embeddings import train_skip_gram
from llm_edu.lessons.embeddings.demos import facts_found, kinds_of, same_kind_share
from llm_edu.storyland import World

SEEDS = 3
OPTIONS = {"window": 2, "negatives": 5, "batch": 64, "steps": 16_000, "rate": 0.1}
ABOUT = (f"Skip-gram on 4,000 stories of Storyland (seed 1), {OPTIONS['steps']:,} steps of {OPTIONS['batch']} real "
         f"pairs or more, seeds 0 to {SEEDS - 1}: the share of words whose nearest is of the same kind, and of "
         "residents whose own pet is first among ten by the cosine of two vectors, or by the game's own score.")


@cache
def village():
    """The world and its sentences."""
    world = World(seed=0)
    return world, [story.words for story in world.stories(4_000, seed=1)]


def train(seed: int, **changes):
    """One training as in the lesson, but for the changes."""
    return train_skip_gram(village()[1], seed=seed, **{"width": 32, **OPTIONS, **changes})


def same_kind(**changes):
    """Share of words with a neighbour of their kind, a number for each seed."""
    models = (train(seed, **changes) for seed in range(SEEDS))
    return [round(same_kind_share(model.centers, model.words, kinds_of(village()[0]))[0], 4) for model in models]


def game_score(model):
    """What the player answers: name, pet -> dot product of center and context."""
    row = model.vectors.row
    return lambda name, pet: model.centers[row(name)] @ model.contexts[row(pet)]


def pets(**changes):
    """Share of pets found by cosine and by score, a number for each seed."""
    world, models = village()[0], [train(seed, **changes) for seed in range(SEEDS)]
    return {"cosine": [facts_found(model.vectors.similarity, world, "pet")[0] for model in models],
            "score": [facts_found(game_score(model), world, "pet")[0] for model in models]}


RUNS = {
    **{f"width {width}": partial(same_kind, width=width) for width in (2, 4, 8, 32)},
    "no fakes": partial(same_kind, negatives=0),
    **{f"pets, {width} numbers, {steps:,} steps": partial(pets, width=width, steps=steps)
       for width in (32, 128) for steps in (16_000, 64_000)},
}
