"""Lesson 02's skip-gram on the village, with other seeds, and without fakes: what is luck and what is not."""

from functools import cache, partial

from llm_edu.embeddings import train_skip_gram
from llm_edu.lessons.embeddings.demos import kinds_of, same_kind_share
from llm_edu.storyland import World

SEEDS = 3
OPTIONS = {"window": 2, "negatives": 5, "batch_size": 64, "steps": 16_000, "learning_rate": 0.1}
ABOUT = (f"Skip-gram on 4,000 stories of Storyland (seed 1), {OPTIONS['steps']:,} steps of {OPTIONS['batch_size']} "
         f"real pairs, seeds 0 to {SEEDS - 1}: the share of words whose nearest is of the same kind.")


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


RUNS = {
    "width 32": same_kind,
    "no fakes": partial(same_kind, negatives=0),
}
