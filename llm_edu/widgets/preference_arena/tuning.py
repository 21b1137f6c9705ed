"""Turning a model to a learned taste, in a thread of its own.

A few dozen clicks are too few pairs to train with. But the reward model can click for the learner, as often as one
likes. So the model writes stories; it first imitates those that the reward model finds best, and what it is then is
where DPO begins (Rafailov et al. 2023, arXiv:2305.18290, section 4, where there is no model that was trained on the
preferred answers). It writes again; of these stories the reward model puts the best beside the worst, and DPO learns
from the pairs (sorted by a reward model: Liu et al. 2023, Statistical Rejection Sampling Improves Preference
Optimization, arXiv:2309.06657). What the reward model has got wrong is learned, too.
"""

import random
import threading
import time
from dataclasses import dataclass

from llm_edu.widgets.common.base import explain
from llm_edu.widgets.preference_arena.writer import imitate

DRAWN_AT_ONCE = 64
PHASES = {"draw": 0.25, "imitate": 0.13, "draw again": 0.19, "dpo": 0.35, "write": 0.08}    # name -> share of the time
OVER = ("ready", "stopped", "failed")


@dataclass(frozen=True)
class TuningSettings:
    """How a model is turned to a taste.

    first, best: stories that it writes at first, and the share of them that it imitates
    second, share: stories that it writes then, and the share of them that are the better ones of pairs, and the worse
    rates: Muon's learning rates, for imitating and for DPO; AdamW on the whole model breaks stories
    """

    first: int = 512
    best: float = 0.12
    imitate_steps: int = 20
    second: int = 384
    share: float = 0.25
    dpo_steps: int = 24
    batch_size: int = 8
    rates: tuple[float, float] = (0.004, 0.001)
    beta: float = 0.1

    def training(self, steps, rate, seed):
        """A `TrainingConfig`."""
        from llm_edu.training import TrainingConfig

        return TrainingConfig(steps, batch_size=self.batch_size, optimiser="muon", matrix_learning_rate=rate,
                              learning_rate=2 * rate, momentum=0.9, warmup=min(2, steps - 1), cooldown=0.5,
                              seed=seed)


class Stopped(Exception):
    """Somebody has pressed the button."""


class Tuning:
    """One run of all this. `writer` is the model as it was, `tuned` a copy that learns.

    worths: texts -> worths by the reward model   count: stories for the blind test, from before and from after
    publish: a function of this, called whenever there is something new to see: `status()`, `before`, `after`
    """

    def __init__(self, writer, worths, settings, count, seed, publish):
        self.writer, self.tuned, self.worths = writer, writer.copy(), worths
        self.settings, self.count, self.seed, self.publish = settings, count, seed, publish
        self.state, self.phase, self.share = "running", "draw", 0.0    # share: of the phase that is done
        self.losses, self.preferred, self.story, self.error = [], [], "", None
        self.before, self.after = [], []
        self.stop_asked, self.began = False, time.perf_counter()
        self.thread = threading.Thread(target=self._go, name="llm-edu arena", daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        """End soon. While DPO learns, that is enough: what it has learned so far is put to the test."""
        self.stop_asked = True

    def is_over(self, timeout=0.0):
        """Whether its thread has ended; waits for that so many seconds at most."""
        self.thread.join(timeout)
        return not self.thread.is_alive()

    def status(self):
        """How far it is, as plain data.

        done: shares of the phases   preferred: how often the reward model prefers a story of the model to one from
        before, when it had imitated, and at the end   losses: of DPO, nats a choice   story: that it wrote last
        """
        names = list(PHASES)
        at = names.index(self.phase)
        done = [1.0] * at + [round(self.share, 3)] + [0.0] * (len(names) - at - 1)
        return {"state": self.state, "phase": self.phase, "done": done, "story": self.story,
                "losses": [round(loss, 4) for loss in self.losses], "dpo_steps": self.settings.dpo_steps,
                "preferred": [round(share, 4) for share in self.preferred], "seconds_left": self._seconds_left(done),
                "error": None if self.error is None else explain(self.error)}

    def _seconds_left(self, done):
        """A guess; None at the very beginning, and at the end."""
        share = sum(part * weight for part, weight in zip(done, PHASES.values(), strict=True))
        if self.state != "running" or share < 0.04:
            return None
        return round((time.perf_counter() - self.began) * (1 - share) / share)

    def _go(self):
        from llm_edu.training.precision import flush_denormals

        flush_denormals()
        try:
            stories, worths = self._draw("draw", self.settings.first, 1)
            self._imitate(stories, worths)
            again, now = self._draw("draw again", self.settings.second, 2)
            self._note_preferred(now, worths)
            self._learn(again, now)
            self._write(worths)
            self._tell(state="ready")
        except Stopped:
            self._tell(state="stopped")
        except Exception as problem:    # in a thread nobody would hear of it
            self.error = problem
            self._tell(state="failed")

    def _tell(self, phase=None, share=0.0, state=None):
        self.state, self.phase, self.share = state or self.state, phase or self.phase, share if phase else self.share
        self.publish(self)

    def _many(self, phase, writer, count, seed, begin=0.0, end=1.0):
        """So many stories, as ids. begin, end: of the phase that this is"""
        stories = []
        while len(stories) < count:
            if self.stop_asked:
                raise Stopped
            self._tell(phase, begin + (end - begin) * len(stories) / count)
            size = min(DRAWN_AT_ONCE, count - len(stories))
            stories += writer.write(size, 1_000_003 * self.seed + seed + len(stories))
        return stories

    def _draw(self, phase, count, number):
        """Stories of the model as it is now, and their worths."""
        stories = self._many(phase, self.tuned, count, 10_000 * number)
        texts = [self.writer.text(ids) for ids in stories]
        self.story = texts[-1]
        return stories, self.worths(texts)

    def _imitate(self, stories, worths):
        best, _ = best_and_worst(stories, worths, self.settings.best, self.seed)
        config = self.settings.training(self.settings.imitate_steps, self.settings.rates[0], self.seed)

        def after_step(step):
            self._tell("imitate", (step + 1) / config.steps)
            if self.stop_asked:
                raise Stopped

        imitate(self.tuned, best, config, after_step)

    def _learn(self, stories, worths):
        from llm_edu.alignment import Pair, train_dpo

        sides = best_and_worst(stories, worths, self.settings.share, self.seed)
        pairs = [Pair(self.writer.prompt, *pair) for pair in zip(*sides, strict=True)]
        config = self.settings.training(self.settings.dpo_steps, self.settings.rates[1], self.seed)

        def after_step(step, run):
            self.losses = list(run.losses)
            if step % 5 == 4:
                self.story = self.tuned.texts(1, self.seed)[0]
                self.tuned.model.train()
            self._tell("dpo", (step + 1) / config.steps)
            if self.stop_asked:
                raise Stopped

        self._tell("dpo")
        try:
            train_dpo(self.tuned.model, pairs, config, self.settings.beta, callback=after_step)
        except Stopped:
            self.tuned.model.eval()
        self.stop_asked = False    # the blind test comes next, and can be stopped by itself

    def _write(self, worths):
        """Stories for the blind test: from before, and from after."""
        before = self._many("write", self.writer, self.count, 30_000, end=0.5)
        after = self._many("write", self.tuned, self.count, 40_000, begin=0.5)
        self.before, self.after = ([self.writer.text(ids) for ids in stories] for stories in (before, after))
        self.story = self.after[-1]
        self._note_preferred(self.worths(self.after), worths)
        self.share = 1.0

    def _note_preferred(self, now, before):
        """How often the reward model would choose a story of now: over all pairs, of equal ones half."""
        wins = (now[:, None] > before).mean() + (now[:, None] == before).mean() / 2
        self.preferred.append(float(wins))


def best_and_worst(stories, worths, share, seed=0):
    """The stories of most worth, and as many of least, each in a random order.

    >>> best_and_worst(["a", "b", "c", "d"], [1.0, 3.0, 2.0, 0.0], 0.25)
    (['b'], ['d'])
    """
    order = sorted(range(len(stories)), key=lambda place: (round(float(worths[place]), 9), place))
    size = max(1, int(share * len(order)))
    chance = random.Random(seed)
    return tuple([stories[place] for place in chance.sample(part, size)] for part in (order[-size:], order[:size]))
