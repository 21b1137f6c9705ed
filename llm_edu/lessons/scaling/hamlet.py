"""A corner of Storyland, small enough for models of lesson 08's sizes to learn all of it: four plots, ten residents."""

from llm_edu.storyland import World
from llm_edu.storyland.plots import PLOTS
from llm_edu.training.recipe import Recipe

TOLD = ("loan", "secret", "seed", "visitor")
RECIPE = Recipe(layers=2, heads=1, head_dim=32)


def hamlet():
    """The `World` of the hamlet."""
    return World(seed=0, plots={name: PLOTS[name] for name in TOLD}, residents=10, places=4, things=12, colours=5)
