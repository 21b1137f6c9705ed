"""How close to perfect the course's recipe comes on Storyland, and how fast: training on this machine.

    llm-edu benchmark recipe [--steps 750] [--seed 0] [--without SWITCH …] [--set NAME=VALUE …]

Trains a small transformer on stories, one a row, and measures it on others while it learns: the loss of a whole story
above the entropy floor, which no model can beat; the loss at recalls (words that the story has said before) and at all
other words, each with its own floor. Then the model writes stories of its own, and Storyland says which are whole.
--without turns a switch of the recipe off (sharp, smeared, copying, squared_relu, tie_embeddings), --set changes a
number of it (layers, width, heads, batch_size, learning_rate, …): what each ingredient buys.
"""

import argparse
import ast
import os
import platform
import sys
import time

import torch

from llm_edu.storyland import World
from llm_edu.training import TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.training.stories import StoryMeter

WITHOUT = {"sharp": {"query_key_norm": None}, "smeared": {"smear_keys": False}, "copying": {"copying": 0},
           "squared_relu": {"feed_forward": "gelu"}, "tie_embeddings": {"tie_embeddings": False}}
LOOKS = 6    # measurements while training


def main(argv=None) -> int:
    """Train, print the table, and return 0; 1 when the model does better than the truth, which cannot be."""
    options = read_options(argv)
    recipe = make_recipe(options)
    world = World(seed=0)
    stories = world.stories(options.stories, seed=1)
    meter = StoryMeter(world, options.held_out, known=[story.text for story in stories])
    data = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
    model = recipe.model(len(world.vocabulary), options.seed)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()}, torch {torch.__version__}, {platform.machine()}, "
          f"{torch.get_num_threads()} threads on {cores} cores\n{recipe}\n"
          f"{model.count_parameters():,} parameters, {options.stories:,} stories to learn from, seed {options.seed}\n")
    print(f"  {'step':>6}{'seconds':>9}{'tokens/s':>10}{'a story':>10}{'above floor':>13}{'a recall':>10}"
          f"{'right':>8}{'elsewhere':>11}    (losses in nats, {options.held_out} held-out stories)")
    every = max(1, options.steps // LOOKS)

    def look(run):
        if run.step % every == 0 or run.step == options.steps:
            print_row(run, meter.measure(run.model))

    config = recipe.training(options.steps, seed=options.seed, warmup=min(options.warmup, options.steps - 1))
    run = train(model, data, config, callbacks=[look], progress=False)
    floor = meter.floors
    print(f"  {'the truth':>25}{floor.story:>10.2f}{0:>13.2f}{floor.recall:>10.3f}{'':>8}"
          f"{floor.elsewhere:>11.3f}\n")
    print(f"{run.tokens:,} words learned from in {run.seconds:.1f} s: {run.tokens / run.seconds:,.0f} a second")
    if options.samples:
        report_samples(meter, model, options.samples)
    above = meter.measure(model).above
    if above < 0:
        print("BETTER THAN THE TRUTH: something is wrong with the measurement")
    return int(above < 0)


def read_options(argv):
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark recipe", description=__doc__.splitlines()[0])
    for name, default, explanation in (
        ("steps", 750, "steps of training"), ("seed", 0, "of the model and of the order of stories"),
        ("stories", 30_000, "stories to learn from"), ("held-out", 500, "stories to measure on"),
        ("warmup", 0, "steps over which the learning rate rises"),
        ("samples", 200, "stories that the model writes at the end"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{explanation} ({default})")
    parser.add_argument("--without", nargs="*", default=[], metavar="SWITCH", help="switches of the recipe to turn off")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="other settings of the recipe")
    options = parser.parse_args(argv)
    if min(options.steps, options.stories, options.held_out) < 1 or options.samples < 0:
        parser.error("--steps, --stories and --held-out are at least 1")
    return options


def make_recipe(options) -> Recipe:
    """The recipe with what was turned off or set."""
    changes = {}
    for name in options.without:
        if name not in WITHOUT:
            raise SystemExit(f"{name} is no switch; there are {', '.join(WITHOUT)}")
        changes |= WITHOUT[name]
    for setting in options.set:
        name, _, value = setting.partition("=")
        try:
            changes[name] = ast.literal_eval(value)
            Recipe(**changes)
        except (SyntaxError, ValueError):
            raise SystemExit(f"--set takes NAME=VALUE, the value a number, not {setting}") from None
        except TypeError as problem:
            raise SystemExit(f"--set {setting}: {problem}") from None
    return Recipe(**changes)


def print_row(run, found):
    """One line of the table."""
    print(f"  {run.step:>6}{run.seconds:>9.1f}{run.tokens / run.seconds:>10,.0f}{found.story:>10.2f}"
          f"{found.above:>13.2f}{found.recall:>10.3f}{found.right:>8.1%}{found.elsewhere:>11.3f}",
          flush=True)


def report_samples(meter, model, count):
    """Let the model write stories at temperature 1, and say how many are whole and new."""
    began = time.perf_counter()
    texts = meter.write(model, count)
    seconds = time.perf_counter() - began
    verdict = meter.judge(texts)
    print(f"of {count} stories that it wrote at temperature 1 ({seconds:.1f} s), {verdict.whole / count:.0%} are "
          f"whole, {verdict.new / max(1, verdict.whole):.0%} of those new; the first:\n{texts[0]}")


if __name__ == "__main__":
    sys.exit(main())
