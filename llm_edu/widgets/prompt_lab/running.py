"""Asking the model, in a thread of its own: prompt by prompt, a few items at a time, and nothing twice."""

import threading
import time

from llm_edu.widgets.common.base import explain

LEAST_SECONDS = 0.25    # between two messages to the page


class Kept:
    """What has been computed, by prompt and item. All prompts take the items in the same order, from the first on.

    scores: prompt -> a row for each item so far, log P of each label   free: prompt -> the same of content-free texts
    problems: prompt -> what went wrong with it, an error
    """

    def __init__(self):
        self.scores, self.free, self.problems = {}, {}, {}

    def count(self, way):
        return len(self.scores.get(way.prompt, ())) if not self.waits(way) else 0

    def waits(self, way):
        """Whether its content-free texts are still to be asked about."""
        return way.calibrate and way.prompt not in self.free

    def answers(self, way):
        """What it has answered so far: classes (items,), and how sure it was of them among its labels (items,)."""
        import numpy as np
        import torch

        from llm_edu.prompting import calibrated

        rows = self.scores.get(way.prompt)
        if not rows or self.waits(way):
            return np.zeros(0, dtype=int), np.zeros(0)
        scores = torch.tensor(np.stack(rows[:]), dtype=torch.float32)
        told = (calibrated(scores, self.free[way.prompt]) if way.calibrate else scores.log_softmax(-1)).exp()
        sure, classes = told.max(-1)
        return classes.numpy(), sure.numpy()


class Run:
    """One run, from a press of Run to the last answer or a press of Stop.

    scorer: a function of a prompt that gives a function of texts, which gives (texts, labels)
    wanted: a function that gives the ways that are wanted now; they may change meanwhile
    publish: called with this whenever there is something new to see, in the thread
    """

    def __init__(self, scorer, texts, kept, wanted, batch_size, publish):
        self.scorer, self.texts, self.kept, self.wanted = scorer, texts, kept, wanted
        self.batch_size, self.publish = batch_size, publish
        self.ready = {}    # prompt -> its function of texts
        self.began, self.asked, self.told = time.perf_counter(), 0, 0.0    # asked: answers of this run
        self.stop_asked, self.ended, self.deciding = False, False, threading.Lock()
        self.thread = threading.Thread(target=self._go, name="llm-edu prompt lab", daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        """End after the items that are being read."""
        self.stop_asked = True

    def is_over(self):
        with self.deciding:
            return self.ended

    def go_on(self):
        """Take back a press of Stop, if it is not too late: whether the run goes on, with what is wanted now."""
        with self.deciding:
            self.stop_asked = self.stop_asked and self.ended
            return not self.ended

    def left(self):
        """How many answers are still to come."""
        prompts = {way.prompt for way in self.wanted()} - self.kept.problems.keys()
        return sum(len(self.texts) - len(self.kept.scores.get(prompt, ())) for prompt in prompts)

    def seconds_left(self):
        """A guess; None at the beginning, and at the end."""
        left = self.left()
        if self.ended or not left or self.asked < 2 * self.batch_size:
            return None
        return round((time.perf_counter() - self.began) * left / self.asked)

    def _go(self):
        while (way := self._next()) is not None:
            try:
                self._ask(way)
            except Exception as problem:    # in a thread nobody would hear of it; the other prompts go on
                self.kept.problems[way.prompt] = problem
            now = time.perf_counter()
            if now - self.told > LEAST_SECONDS:
                self.told = now
                self.publish(self)
        self.publish(self)

    def _next(self):
        """The way with the fewest answers, of several the first; None, and the run is over, when nothing is left."""
        with self.deciding:
            open_ways = [] if self.stop_asked else [
                way for way in self.wanted() if way.prompt not in self.kept.problems and
                (self.kept.waits(way) or len(self.kept.scores.get(way.prompt, ())) < len(self.texts))]
            self.ended = not open_ways
        return min(open_ways, key=self.kept.count, default=None)

    def _ask(self, way):
        if way.prompt not in self.ready:
            kept = {each.prompt for each in self.wanted()}
            self.ready = {prompt: score for prompt, score in self.ready.items() if prompt in kept}
            self.ready[way.prompt] = self.scorer(way.prompt)
        score = self.ready[way.prompt]
        if self.kept.waits(way):
            from llm_edu.prompting import CONTENT_FREE

            self.kept.free[way.prompt] = checked(score(list(CONTENT_FREE)), len(CONTENT_FREE), way.prompt)
        rows = self.kept.scores.setdefault(way.prompt, [])
        texts = self.texts[len(rows):len(rows) + self.batch_size]
        if texts:
            rows.extend(checked(score(texts), len(texts), way.prompt))
            self.asked += len(texts)


def checked(scores, count, prompt):
    """Scores as an array (count, labels); ValueError for any that are none."""
    import numpy as np

    scores = np.asarray(scores, dtype=float)
    if scores.shape != (count, len(prompt.labels)) or np.isnan(scores).any():
        raise ValueError(f"for {count} texts and {len(prompt.labels)} labels the model gave scores of shape "
                         f"{scores.shape}" + (", some of them no numbers" if np.isnan(scores).any() else ""))
    return scores


def problem_of(kept, way):
    """What went wrong with a way, in words, or None."""
    problem = kept.problems.get(way.prompt)
    if problem is None:
        return None
    return str(problem) if isinstance(problem, ValueError) else explain(problem)
