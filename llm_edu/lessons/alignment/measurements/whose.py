"""Whose taste does a model learn if readers of opposite tastes click in one arena?"""

from functools import partial
from statistics import fmean

import numpy as np

from llm_edu.alignment import length, train_dpo
from llm_edu.lessons.alignment.choosing_readers import InTurns, anna, bruno, clara
from llm_edu.lessons.alignment.measurements.choices import CLICKS, SETTINGS, TOLD, Course, taste_of
from llm_edu.storyland import World
from llm_edu.widgets.preference_arena.tuning import best_and_worst

SETS = 60    # of clicks, for what costs no training
READERS = {"Anna": anna, "Bruno": bruno, "Clara": clara}
TURNS = {"Anna": ("Anna",), "Anna, Anna, Bruno": ("Anna", "Anna", "Bruno"), "Anna, Bruno": ("Anna", "Bruno"),
         "Anna, Clara": ("Anna", "Clara")}
ABOUT = (f"Storyteller turned, as PreferenceArena does it, to a taste learned from {CLICKS} clicks of readers who take "
         f"turns; {SETTINGS.imitate_steps} steps of imitation, {SETTINGS.dpo_steps} of DPO. Anna likes animals and "
         "short stories, Bruno is her opposite, Clara likes short stories without animals. A run is a seed (of "
         f"stories, clicks and steps). How often each reader prefers one of {TOLD} stories from after to one of {TOLD} "
         "from before, all pairs; whole stories and words; what the reward model believes, that is, how often a story "
         "with one animal more, or ten words shorter, would be chosen. In the run 'chosen' no model is turned: the "
         f"tastes learned from {SETS} sets of clicks choose {int(SETTINGS.best * SETTINGS.first)} of "
         f"{SETTINGS.first} stories of Storyland each, compared with all of these; each reader's shares, sorted.")


def believed(taste):
    """How often, by a learned taste, a story with one animal more is chosen, and one that is ten words shorter."""
    shares = {belief["name"]: (belief["kind"], belief["share"]) for belief in taste.beliefs()
              if belief["kind"] != "word"}
    kind, share = shares["length"]
    return {"animal": round(shares["animals"][1], 3), "shorter": round(share if kind == "short" else 1 - share, 3)}


def preferred(reader, texts, before):
    """The share of pairs, one of `texts` beside one of `before`, in which a reader prefers the first."""
    worths, known = (np.array([reader.reward(text) for text in each]) for each in (texts, before))
    return round(float((0.5 * (1 + np.tanh((worths[:, None] - known) / 2))).mean()), 3)


def turned(course, names):
    """Let these readers click in turns, turn Storyteller to what is learned, and look."""
    course.learn(InTurns([READERS[name]() for name in names]))
    course.imitate()
    config = SETTINGS.training(SETTINGS.dpo_steps, SETTINGS.rates[1], course.seed)
    train_dpo(course.tuned.model, course.pairs(), config, SETTINGS.beta)
    course.tuned.model.eval()
    told = course.texts(course.tuned, TOLD, 40_000)
    return {"preferred": {name: preferred(reader(), told, course.known) for name, reader in READERS.items()},
            "whole": sum(bool(course.world.read(text).tellings) for text in told),
            "words": round(fmean(map(length, told)), 1), "believed": believed(course.taste), "story": told[0]}


def everybody(seed):
    """All ways to take turns, beginning with the same stories."""
    course = Course(seed)
    return {who: turned(course, names) for who, names in TURNS.items()}


def choosing(names, seed):
    """What the arena would imitate, from other clicks and stories: how often each reader prefers a chosen one."""
    stories = [story.text for story in World(seed=0).stories(2 * CLICKS + SETTINGS.first, seed=500 + seed)]
    taste = taste_of(InTurns([READERS[name]() for name in names]), stories[:2 * CLICKS], seed)
    others = stories[2 * CLICKS:]
    best, _ = best_and_worst(others, taste.worths(others), SETTINGS.best, seed)
    return [preferred(reader(), best, others) for reader in READERS.values()]


def chosen():
    """{who clicked: {reader: shares over all sets of clicks, sorted}}"""
    found = {who: [choosing(names, seed) for seed in range(SETS)] for who, names in TURNS.items()}
    return {who: {name: sorted(round(share, 2) for share in shares)
                  for name, shares in zip(READERS, zip(*rows, strict=True), strict=True)}
            for who, rows in found.items()}


RUNS = {f"seed {seed}": partial(everybody, seed) for seed in range(3)} | {"chosen": chosen}
