"""TrainingMonitor: a training while it runs, with its losses, a story of its own now and then, pause and stop."""

import math
import threading
from itertools import pairwise
from statistics import fmean

import traitlets

from llm_edu.storyland.words import join_words
from llm_edu.widgets.common.base import CourseWidget, until_over
from llm_edu.widgets.common.joining import module_text, style_text

LOOKS = 30    # measurements in a training, unless told otherwise
MOST_POINTS = 160    # of the curve of training losses; a longer one is averaged
GLANCE_SECONDS = 0.5    # between two looks at step, speed and state


class TrainingMonitor(CourseWidget):
    """A training run, live: ``TrainingMonitor(train(model, rows, config, background=True), meter)``.

    run: a `TrainingRun`, running or over
    meter: a `StoryMeter`; with it, the losses of stories at recalls and elsewhere are measured beside their floor, and
        the model writes a story at every look. Without, the losses of the run itself are shown
    every: steps between two looks; by default a 30th of the training

    A look takes place in the training's thread, between two steps; `looks` holds what was measured. The slider goes
    back to earlier ones. Pause and Stop act while the kernel is free, and during ``await monitor.finished()``.
    Raises ValueError for a number of steps below 1, TypeError for what is no run.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    looks = traitlets.List().tag(sync=True)    # of dicts: see `take_look`
    curve = traitlets.List().tag(sync=True)    # of [step, mean loss of the steps before it]
    floors = traitlets.Dict().tag(sync=True)    # name of a loss -> floor
    status = traitlets.Dict().tag(sync=True)    # step, steps, state, speed, seconds_left, error

    def __init__(self, run, meter=None, every: int | None = None):
        if not hasattr(run, "losses") or not hasattr(run, "callbacks"):
            raise TypeError(f"run is what train(…) returns, not {run!r}; to watch it live, train with background=True")
        if every is not None and every < 1:
            raise ValueError(f"every is a number of steps, at least 1, not {every}")
        self.run, self.meter = run, meter
        self.every = every or max(1, run.config.steps // LOOKS)
        self._looking, self._looked = threading.Lock(), 0    # steps at the last look, whatever a page says of `looks`
        names = () if meter is None else ("word", "recall", "elsewhere")
        floors = {name: getattr(meter.floors, name) for name in names}
        super().__init__(floors=floors, status=self._glance(), answer={"sequence": 0})    # nothing is asked yet
        if run.is_over():
            self._close_up()
        else:
            run.callbacks.append(self._after_step)
            threading.Thread(target=self._watch, name="llm-edu training monitor", daemon=True).start()

    async def finished(self):
        """Wait for the end of the training; return its run, or raise its error.

        A cell that calls ``run.wait()`` keeps the kernel to itself. In one that says ``await monitor.finished()`` the
        kernel still hears the buttons. An interrupt stops the training cleanly and returns.
        """
        await until_over(lambda: self.run)
        self._close_up()
        if self.run.error is not None:
            raise self.run.error
        return self.run

    def respond(self, request: dict) -> dict:
        actions = {"pause": self.run.pause, "resume": self.run.resume, "stop": self.run.stop}
        actions[request["kind"]]()
        self.status = self._glance()
        return {}

    def sentence(self) -> str:
        run = self.run
        if not run.is_over():
            return (f"A training run of {run.config.steps:,} steps, live: losses, stories, buttons to pause and stop.")
        end = "" if run.step >= run.config.steps else f" (of {run.config.steps:,}: it has {run.state})"
        return f"A training run, {run.step:,} steps long{end}. {self.looks[-1]['say'] if self.looks else ''}".rstrip()

    def _after_step(self, run) -> None:
        """In the training's thread."""
        if run.step % self.every == 0 or run.step == run.config.steps:
            self._look()

    def _look(self) -> None:
        with self._looking:
            if not self.run.losses or self._looked == self.run.step:
                return
            look = take_look(self.run, self.meter, since=self._looked)
            self._looked = look["step"]
            with self.hold_sync():
                self.curve = averaged(self.run.losses)
                self.looks = [*self.looks, look]

    def _watch(self) -> None:
        """In a thread of its own: step, speed and state, until the training is over."""
        while not self.run.is_over(GLANCE_SECONDS):
            self.status = self._glance()
        self._close_up()

    def _close_up(self) -> None:
        """The training is over: a last look, unless it failed, and its last state."""
        if self.run.error is None:
            self._look()
        self.status = self._glance()

    def _glance(self) -> dict:
        run = self.run
        left = run.seconds_left
        return {"step": run.step, "steps": run.config.steps, "state": run.state,
                "speed": round(run.tokens_per_second), "seconds_left": None if left is None else round(left),
                "error": None if run.error is None else " ".join(str(run.error).split())}


def take_look(run, meter, since: int) -> dict:
    """What a run has come to after a step, as plain data: losses in nats, a sentence, a story that the model wrote.

    since: the step of the look before; "train" is the mean loss of the steps after it
    """
    look = {"step": run.step, "train": fmean(run.losses[since:] or run.losses[-1:])}
    if meter is None:
        if run.held_out:
            look["word"] = run.held_out[-1][1]
        held_out = f", held out {look['word']:.3f}" if run.held_out else ""
        return look | {"say": f"After {run.step:,} steps: loss {look['train']:.3f} nats a token{held_out}."}
    found = meter.measure(run.model)
    look |= {name: getattr(found, name) for name in ("word", "recall", "elsewhere", "right", "above")}
    above = f"{abs(found.excess):.2f} nats a story {'above' if found.excess >= 0 else 'below'} the floor"
    right = "" if found.recall_accuracy is None else f", {100 * found.recall_accuracy:.0f} % of recalls right"
    return look | {"say": f"After {run.step:,} steps: {above}{right}.", "story": judged(meter, run)}


def judged(meter, run) -> dict:
    """A story that the model writes now, up to the first word that cannot be, that word, and the rest."""
    [text] = meter.write(run.model, 1, seed=run.step)
    reading = meter.world.read(text)
    wrong = reading.first_impossible()
    if wrong is None:
        if reading.log_prob == float("-inf"):
            return {"good": text, "wrong": "", "rest": "", "verdict": "so far a story, but it ends too early"}
        known = text in meter.known
        return {"good": text, "wrong": "", "rest": "", "verdict": "a whole story, learned by heart" if known else
                "a whole story, and a new one"}
    good, upto = (join_words(reading.words[:stop]) for stop in (wrong, wrong + 1))
    word = upto[len(good):]
    return {"good": good, "wrong": word, "rest": join_words(reading.words)[len(upto):],
            "verdict": f"no story of this world continues with “{word.strip()}” there"}


def averaged(losses) -> list[list[float]]:
    """Losses of steps 1, 2, … as at most MOST_POINTS pairs [last step, mean]: finer at first, where most happens.

    >>> averaged([3.0, 2.0, 1.0])
    [[1, 3.0], [2, 2.0], [3, 1.0]]
    """
    ends = sorted({math.ceil(len(losses) * (place / MOST_POINTS) ** 2) for place in range(MOST_POINTS + 1)})
    return [[stop, fmean(losses[start:stop])] for start, stop in pairwise(ends)]
