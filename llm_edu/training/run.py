"""A training run while it works: its results so far, and the buttons to pause and stop it."""

import atexit
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Self

from torch import nn

from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.openmp import release_openmp_threads
from llm_edu.training.progress import clock, make_line

RECENT = 20    # steps over which speed is measured
LOOK_SECONDS = 0.2    # between two looks at a training that one waits for

_alive: "weakref.WeakSet[TrainingRun]" = weakref.WeakSet()


class TrainingRun:
    """What `train` returns, and passes to callbacks.

    model      as trained so far              config     the `TrainingConfig`
    step       the number of steps done       losses     of each step, nats a token, before the step's update
    held_out   [(step, nats a token on all held-out rows), …]
    tokens     targets learned from           seconds    of training, without pauses
    state      "running", "paused", "finished", "stopped" (by you) or "failed" (`error` says why)
    held_bytes [(of parameters, of optimiser state), …] in memory, for each process; known after the first step
    callbacks  functions of the run, called after every step in the thread of the training; you may add more at any time

    Training runs in a thread of its own. So your interrupt (Ctrl-C, the stop button) stops a waiting loop and never the
    middle of a step, and with ``background=True`` you can go on using the notebook.
    """

    def __init__(self, model: nn.Module, config: TrainingConfig,
                 callbacks: Iterable[Callable[[Any], object]] = ()):
        self.model, self.config, self.callbacks = model, config, list(callbacks)
        self.step = 0
        self.losses: list[float] = []
        self.held_out: list[tuple[int, float]] = []
        self.tokens, self.seconds, self.gradient_norm = 0, 0.0, 0.0
        self.precision = config.precision
        self.held_bytes: list[tuple[int, int]] = []
        self.remark = ""    # a sentence that the progress line prints once
        self.error: BaseException | None = None
        self._recent: deque[tuple[float, int]] = deque(maxlen=RECENT)    # (seconds, tokens) of the latest steps
        self._stop, self._may_go_on, self._over = threading.Event(), threading.Event(), threading.Event()
        self._may_go_on.set()

    @property
    def state(self) -> str:
        """"running", "paused", "finished", "stopped" or "failed"."""
        if not self._over.is_set():
            return "running" if self._may_go_on.is_set() else "paused"
        if self.error is not None:
            return "failed"
        return "finished" if self.step >= self.config.steps else "stopped"

    @property
    def tokens_per_second(self) -> float:
        """Targets a second, over the latest 20 steps; 0.0 before the first step."""
        seconds = sum(seconds for seconds, _ in self._recent)
        return sum(tokens for _, tokens in self._recent) / seconds if seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """The remaining time at this speed, in seconds; None before the first step."""
        if not self._recent:
            return None
        return (self.config.steps - self.step) * sum(seconds for seconds, _ in self._recent) / len(self._recent)

    def pause(self) -> None:
        """Pause after the current step, until `resume` or `wait`."""
        self._may_go_on.clear()

    def resume(self) -> None:
        """Continue after a pause."""
        self._may_go_on.set()

    def stop(self) -> None:
        """End after the current step. The model keeps what it learned; with a folder, a checkpoint is saved."""
        self._stop.set()
        self._may_go_on.set()

    def stopping(self) -> str:
        """A sentence to show after you asked it to stop: what it still waits for."""
        seconds = max((seconds for seconds, _ in self._recent), default=None)
        time_needed = "" if seconds is None else f" (the latest steps took {clock(seconds)} at most)"
        return f"Stopping: it finishes the step that it is computing{time_needed}, and keeps what was learned."

    @property
    def stop_asked(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()

    def is_over(self, patience: float = 0.0) -> bool:
        """Whether the training has ended; waits for the end up to `patience` seconds."""
        return self._over.wait(patience)

    def wait(self, progress: bool = True) -> Self:
        """Show the progress until the training ends; a paused one continues. Return the run, or raise its error.

        An interrupt stops the training cleanly and returns. A second one, during the last step, does not wait for the
        end of that step.
        """
        self.resume()
        line = make_line(progress)
        try:
            while not self._over.wait(LOOK_SECONDS):    # not `Thread.join`: before Python 3.13 an interrupt breaks it
                line.show(self)
        except KeyboardInterrupt:
            self.stop()
            line.say(self.stopping())
            self._over.wait()
        except BaseException:
            self.stop()
            raise
        finally:
            line.close(self)
        self._thread.join()    # over already: only what the system has to clear away is left
        if self.error is not None:
            raise self.error
        return self

    def start(self, work: Callable[[], None]) -> None:
        """Run `work`, a function without arguments, in this training's thread."""
        def carry_out():
            try:
                work()
            except BaseException as error:    # for whoever waits
                self.error = error
            finally:
                self._over.set()

        release_openmp_threads()
        self._thread = threading.Thread(target=carry_out, name="llm-edu training", daemon=True)
        _alive.add(self)
        self._thread.start()

    def note_step(self, loss: float, tokens: int, seconds: float) -> None:
        """Record the result of a step."""
        self.step += 1
        self.losses.append(loss)
        self.tokens += tokens
        self.seconds += seconds
        self._recent.append((seconds, tokens))

    def rest_while_paused(self) -> None:
        """Called in the thread of the training: return when it is not paused."""
        self._may_go_on.wait()

    def facts(self) -> dict:
        """What a checkpoint stores about this run: plain data for JSON."""
        return {"step": self.step, "losses": self.losses, "held_out": self.held_out, "tokens": self.tokens,
                "seconds": self.seconds, "precision": self.precision, "config": self.config.deciding()}

    def restore(self, facts: dict) -> None:
        """Continue from the facts in a checkpoint."""
        self.step, self.tokens, self.seconds = facts["step"], facts["tokens"], facts["seconds"]
        self.losses, self.held_out = list(facts["losses"]), [tuple(entry) for entry in facts["held_out"]]
        self.precision = facts["precision"]


def check_facts(facts: dict, steps: int) -> None:
    """Raise ValueError unless these can be the `facts` of a training run of `steps` steps."""
    def number(value: Any, kinds: tuple = (int, float)) -> bool:    # anything that JSON can hold
        return type(value) in kinds and value >= 0

    step, losses, held_out = facts.get("step"), facts.get("losses"), facts.get("held_out")
    right = {
        "step": number(step, (int,)) and (step or 0) <= steps,
        "tokens": number(facts.get("tokens"), (int,)),
        "seconds": number(facts.get("seconds")),
        "precision": facts.get("precision") in ("float32", "bfloat16"),
        "losses": isinstance(losses, list) and len(losses) == step and all(type(loss) is float for loss in losses),
        "held_out": isinstance(held_out, list) and all(
            isinstance(entry, list) and len(entry) == 2 and number(entry[0], (int,)) and type(entry[1]) is float
            for entry in held_out),
        "config": isinstance(facts.get("config"), dict),
    }
    wrong = [name for name in right if not right[name]]
    if wrong:
        raise ValueError(f"what it says about {', '.join(wrong)} cannot be")


@atexit.register
def end_all(patience: float = 10.0) -> None:
    """When Python ends, let trainings in the background finish their step: a thread cut off inside PyTorch crashes."""
    until = time.monotonic() + patience
    for run in list(_alive):
        run.stop()
    for run in list(_alive):
        if run._over.wait(max(0.0, until - time.monotonic())):
            run._thread.join()
