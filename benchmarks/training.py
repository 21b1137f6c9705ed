"""How close to perfect the course's recipe comes on Storyland, and how fast: training on this machine.

    llm-edu benchmark training [--steps 600] [--seed 0] [--without SWITCH …] [--set NAME=VALUE …]

Trains a small transformer on stories, one a row, and measures it on others while it learns: the loss of a whole story
above the entropy floor, which no model can beat; the loss at recalls (words that the story has said before) and at all
other words, each with its own floor. Then the model writes stories of its own, and Storyland says which are whole.
--without turns a switch of the recipe off (sharp, smeared, copying, squared_relu, tie_embeddings), --set changes a
number of it (layers, width, heads, batch_size, learning_rate, …): what each ingredient buys.
"""

import argparse
import math
import os
import platform
import sys
import time
from dataclasses import fields, replace
from statistics import fmean

import torch

from llm_edu.language_models import END_ID
from llm_edu.storyland import World
from llm_edu.training import TokenRows, cross_entropy, train
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import collate
from llm_edu.transformer import KVCache

LOOKS = 6    # measurements while training
LONGEST = 100    # words of a story that the model writes


def main(argv=None) -> int:
    """Train, print the table, and return 0; 1 when the model does better than the truth, which cannot be."""
    options = read_options(argv)
    recipe = make_recipe(options)
    world = World(seed=0)
    stories = world.stories(options.stories, seed=1)
    held_out = HeldOut(world, options.held_out)
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
            print_row(run, held_out.measure(run.model))

    config = recipe.training(options.steps, seed=options.seed, warmup=min(options.warmup, options.steps - 1))
    run = train(model, data, config, callbacks=[look], progress=False)
    floor = held_out.floor
    print(f"  {'the truth':>25}{floor['story']:>10.2f}{0:>13.2f}{floor['recall']:>10.3f}{'':>8}"
          f"{floor['elsewhere']:>11.3f}\n")
    print(f"{run.tokens:,} words learned from in {run.seconds:.1f} s: {run.tokens / run.seconds:,.0f} a second")
    if options.samples:
        report_samples(world, model, options.samples, {story.text for story in stories})
    above = held_out.measure(model)["above"]
    if above < 0:
        print("BETTER THAN THE TRUTH: something is wrong with the measurement")
    return int(above < 0)


def read_options(argv):
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark training", description=__doc__.splitlines()[0])
    for name, default, explanation in (
        ("steps", 600, "steps of training"), ("seed", 0, "of the model and of the order of stories"),
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
    known = {field.name: type(field.default) for field in fields(Recipe)}
    changes = {}
    for name in options.without:
        if known.get(name) is not bool:
            raise SystemExit(f"{name} is no switch; there are "
                             f"{', '.join(name for name, kind in known.items() if kind is bool)}")
        changes[name] = False
    for setting in options.set:
        name, _, value = setting.partition("=")
        if name not in known or not value:
            raise SystemExit(f"--set takes NAME=VALUE with one of the names {', '.join(known)}, not {setting}")
        kind = known[name] if known[name] in (int, float, str) else int
        changes[name] = kind(value)
    return replace(Recipe(), **changes)


class HeldOut:
    """Stories that are not learned from, and how well a model, or the truth, does on them."""

    def __init__(self, world, count):
        self.stories = world.stories(count, seed=2)
        self.rows = TokenRows.one_text_a_row([world.encode(story.words) for story in self.stories])
        self.recalls = [{place for recall in story.recalls for place in range(recall.start, recall.stop)}
                        for story in self.stories]
        self.floor = self.by_kind([[-score for score in world.word_log_probs(story.words)] for story in self.stories])

    def by_kind(self, losses):
        """The mean loss of a story, of a word at a recall, and of another word. losses: a list for each story"""
        kinds = {True: [], False: []}
        for places, row in zip(self.recalls, losses, strict=True):
            for place, loss in enumerate(row):
                kinds[place in places].append(loss)
        return {"story": fmean(map(sum, losses)), "recall": fmean(kinds[True]), "elsewhere": fmean(kinds[False])}

    @torch.no_grad()
    def measure(self, model):
        """What a model pays, how far that is above the floor, and at how many recalls its best guess is right."""
        losses, right, recalls = [], 0, 0
        for start in range(0, len(self.stories), 100):
            numbers = list(range(start, min(start + 100, len(self.stories))))
            inputs, targets = collate(self.rows, numbers)
            logits = model(inputs)    # (stories, longest, vocabulary)
            table, hits = cross_entropy(logits, targets, reduction="none"), logits.argmax(-1) == targets
            for row, number in enumerate(numbers):
                losses.append(table[row, :len(self.stories[number].words) + 1].tolist())
                right += sum(hits[row, place].item() for place in self.recalls[number])
                recalls += len(self.recalls[number])
        found = self.by_kind(losses)
        return found | {"above": found["story"] - self.floor["story"], "right": right / recalls}


def print_row(run, found):
    """One line of the table."""
    print(f"  {run.step:>6}{run.seconds:>9.1f}{run.tokens / run.seconds:>10,.0f}{found['story']:>10.2f}"
          f"{found['above']:>13.2f}{found['recall']:>10.3f}{found['right']:>8.1%}{found['elsewhere']:>11.3f}",
          flush=True)


def report_samples(world, model, count, known):
    """Let the model write stories at temperature 1, and say how many are whole and new."""
    began = time.perf_counter()
    texts = [world.decode(ids) for ids in write_stories(model, count)]
    seconds = time.perf_counter() - began
    whole = [text for text in texts if world.log_prob(text) > -math.inf]
    new = sum(text not in known for text in whole)
    print(f"of {count} stories that it wrote at temperature 1 ({seconds:.1f} s), {len(whole) / count:.0%} are whole, "
          f"{new / max(1, len(whole)):.0%} of those new; the first:\n{texts[0]}")


@torch.no_grad()
def write_stories(model, count, seed=0):
    """Ids of `count` stories, drawn word by word from the model's own probabilities."""
    generator = torch.Generator().manual_seed(seed)
    cache = KVCache(model.config, batch=count, capacity=LONGEST)
    ids = torch.full((count, 1), END_ID)
    for _ in range(LONGEST):
        chances = model(ids[:, -1:], cache=cache)[:, -1].softmax(-1)
        ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], dim=1)
        if (ids[:, 1:] == END_ID).any(dim=1).all():
            break
    stories = [row[1:] for row in ids.tolist()]
    return [row[:row.index(END_ID)] if END_ID in row else row for row in stories]


if __name__ == "__main__":
    sys.exit(main())
