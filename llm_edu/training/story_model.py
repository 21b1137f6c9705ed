"""The model of lesson 06 at six moments of its training, as it comes with the course.

Made in about a minute, by the recipe and from the stories that the lesson uses; `load_story_model` reads it.

    python -m llm_edu.training.story_model
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence

import torch

from llm_edu.storyland import World
from llm_edu.training.loop import train
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.training.shipped import STORY_MODEL, name_of, save_facts, save_weights
from llm_edu.training.stories import StoryMeter

STEPS = (0, 50, 150, 250, 400, 780)    # the moments that are kept
STORIES = 30_000
SEEDS = {"stories": 1, "measured on": 2}    # of Storyland; the lesson learns from the same stories


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure at each moment, and write the model where the course looks for it."""
    parser = argparse.ArgumentParser(prog="python -m llm_edu.training.story_model",
                                     description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, nargs="+", default=list(STEPS), metavar="N", help="the moments to keep")
    parser.add_argument("--stories", type=int, default=STORIES, metavar="N", help=f"to learn from ({STORIES:,})")
    parser.add_argument("--samples", type=int, default=500, metavar="N", help="stories it writes at the end (500)")
    parser.add_argument("--into", default=STORY_MODEL, metavar="DIR", help="where the model goes (into the course)")
    options = parser.parse_args(arguments)
    make(sorted(set(options.steps)), options.stories, options.samples, options.into)
    return 0


def make(steps, count, samples, folder):
    """Train for as many steps as the last of these, and keep the model after each."""
    world, recipe = World(seed=0), Recipe()
    stories = world.stories(count, SEEDS["stories"])
    meter = StoryMeter(world, 500, SEEDS["measured on"], known=[story.text for story in stories])
    model = recipe.model(len(world.vocabulary))
    weights, figures = {}, {}

    def keep(step):
        weights[name_of(step)] = save_weights(folder, name_of(step), model)
        found = meter.measure(model)
        figures[name_of(step)] = {"above": round(found.excess, 3), "recall": round(found.recall, 4),
                                  "right": round(found.recall_accuracy, 4), "elsewhere": round(found.elsewhere, 4)}

    if steps[0] == 0:
        keep(0)
    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
    run = train(model, rows, recipe.training(steps[-1]), progress=sys.stderr.isatty(),
                callbacks=[lambda run: keep(run.step) if run.step in steps else None])
    verdict = meter.judge(meter.write(model, samples))
    save_facts(folder, model.config, weights, {
        "name": "story model", "licence": "MIT", "command": "python -m llm_edu.training.story_model",
        "kept": steps, "figures": figures, "samples": samples, "whole": verdict.whole, "new": verdict.new,
        "parameters": model.count_parameters(), "recipe": str(recipe), "training": run.config.deciding(),
        "stories": count, "seconds": round(run.seconds, 1),
        "hardware": f"{platform.machine()}, {torch.get_num_threads()} threads on {os.cpu_count()} cores",
    })


if __name__ == "__main__":
    sys.exit(main())
