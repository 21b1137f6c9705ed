"""What an arena does (draw, imitate the best, learn from pairs), but much farther: when does it stop getting better?"""

import random
import time
from dataclasses import replace
from functools import partial
from statistics import fmean

import numpy as np

from llm_edu.alignment import Pair, length, train_dpo, variety
from llm_edu.lessons.alignment.choosing_readers import anna, lover_of_length, minds_broken
from llm_edu.storyland import World
from llm_edu.training import load_storyteller
from llm_edu.training.storyteller import STORY
from llm_edu.widgets.preference_arena.features import StoryFeatures
from llm_edu.widgets.preference_arena.taste import LEFT, RIGHT, differences_of, learn_taste
from llm_edu.widgets.preference_arena.tuning import TuningSettings, best_and_worst
from llm_edu.widgets.preference_arena.writer import Writer, imitate

CLICKS, STEPS, LOOKS, TOLD = 40, 96, (12, 24, 48, 96), 200
SETTINGS = TuningSettings()
ABOUT = (f"Storyteller turned to a taste that was learned from {CLICKS} clicks, as PreferenceArena does it (which ends "
         f"with step {SETTINGS.dpo_steps}), but DPO goes on for {STEPS} steps, without a cooldown; a run's last number "
         f"is its seed. Each look: {TOLD} stories, compared with as many from before, all pairs.")


def taste_of(reader, stories, seed):
    """The `LearnedTaste` from a reader's choices between the first story and the second, the third and the fourth, …"""
    chance, pairs = random.Random(seed), list(zip(stories[::2], stories[1::2], strict=True))
    look = StoryFeatures(stories)
    choices = [LEFT if reader.prefers_first(*pair, chance) else RIGHT for pair in pairs]
    return learn_taste(look, differences_of(look, pairs), choices)


class Course:
    """The arena's first half, and what is looked at afterwards."""

    def __init__(self, seed):
        model, tokenizer = load_storyteller()
        self.seed, self.world = seed, World(seed=0)
        self.before = Writer(model, tokenizer, [tokenizer.special_tokens[STORY]], 100)
        self.rows, self.shown, self.began = [], {}, time.process_time()
        self.stories = self.before.texts(2 * CLICKS, seed)    # to choose between
        self.known = self.texts(self.before, TOLD, 30_000)
        self.first = self.draw(self.before, SETTINGS.first, 10_000)    # of which the best will be imitated

    def learn(self, reader):
        """Let a reader click, and learn a taste from that; the model to be tuned is again as it was at first."""
        self.reader, self.tuned = reader, self.before.copy()
        self.taste = taste_of(reader, self.stories, self.seed)

    def draw(self, writer, count, number):
        return writer.write(count, 1_000_003 * self.seed + number)

    def best_and_worst(self, stories, share):
        """Of stories, as ids, those that the learned taste likes best, and as many that it likes least."""
        return best_and_worst(stories, self.taste.worths([self.before.text(ids) for ids in stories]), share, self.seed)

    def imitate(self):
        """Teach the tuned model the stories that the learned taste likes best."""
        best, _ = self.best_and_worst(self.first, SETTINGS.best)
        imitate(self.tuned, best, SETTINGS.training(SETTINGS.imitate_steps, SETTINGS.rates[0], self.seed),
                lambda step: None)

    def pairs(self):
        """What DPO learns from: new stories of the tuned model, best beside worst by the learned taste."""
        sides = self.best_and_worst(self.draw(self.tuned, SETTINGS.second, 20_000), SETTINGS.share)
        return [Pair(self.before.prompt, *pair) for pair in zip(*sides, strict=True)]

    def texts(self, writer, count, number):
        return [writer.text(ids) for ids in self.draw(writer, count, number)]

    def worths(self, texts):
        """By the learned taste, by the reader, and by the reader if she minds broken stories: (3, texts)"""
        return np.array([self.taste.worths(texts), [self.reader.reward(text) for text in texts],
                         [minds_broken(self.reader, self.world, text) for text in texts]])

    def look(self, name):
        """Add a row (name, processor seconds, preferred by each of the three, whole, plots' entropy, words)."""
        told = self.texts(self.tuned, TOLD, 40_000)
        gaps = self.worths(told)[:, :, None] - self.worths(self.known)[:, None]    # (3, after, before)
        shares = (0.5 * (1 + np.tanh(gaps / 2))).mean((1, 2))
        whole = [text for text in told if self.world.read(text).tellings]
        self.rows.append([name, round(time.process_time() - self.began), *shares.round(3).tolist(), len(whole),
                          abs(round(variety(self.world, whole).plots, 2)) if whole else 0.0,
                          round(fmean(map(length, told)), 1)])
        self.shown[name] = told[:3]


def go_on(reader, seed=0, steps=STEPS):
    """-> rows, see `Course.look`; the first stories of each look"""
    course = Course(seed)
    course.learn(reader)
    course.look("before")
    course.imitate()
    course.look("imitated")
    pairs = course.pairs()

    def after(step, run):
        if step + 1 in LOOKS:
            course.tuned.model.eval()
            course.look(f"step {step + 1}")
            course.tuned.model.train()

    config = replace(SETTINGS.training(steps, SETTINGS.rates[1], seed), cooldown=0.0)
    train_dpo(course.tuned.model, pairs, config, SETTINGS.beta, callback=after)
    return {"rows": course.rows, "stories": course.shown}


RUNS = {**{f"Anna {seed}": partial(go_on, anna(), seed) for seed in range(3)},
        "length 0": partial(go_on, lover_of_length())}
