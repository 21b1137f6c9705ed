"""A training while it runs: what it has come to, and the buttons to pause and stop it."""

import atexit
import threading
import time
import weakref
from collections import deque

from llm_edu.training.openmp import release_openmp_threads
from llm_edu.training.progress import clock, make_line

RECENT = 20    # steps over which speed is measured
LOOK_SECONDS = 0.2    # between two looks at a training that one waits for

_alive = weakref.WeakSet()


class TrainingRun:
    """What `train` returns, and what it hands to callbacks.

    model      as trained so far              config     the `TrainingConfig`
    step       how many steps are done        losses     of each step, nats a token, before the step's change
    held_out   [(step, nats a token on the whole held-out split), …]
    tokens     targets learned from           seconds    spent on them, pauses not counted
    state      "running", "paused", "finished", "stopped" (by you) or "failed" (`error` says why)
    held_bytes [(of parameters, of what optimisers remember), …] in each process, known after the first step
    callbacks  functions of the run, called after every step in the training's thread; you may add one at any time

    Training happens in a thread of its own. So your interrupt (Ctrl-C, the stop button) meets a waiting loop and never
    the middle of a step, and a notebook stays usable with ``background=True``.
    """

    def __init__(self, model, config, callbacks=()):
        self.model, self.config, self.callbacks = model, config, list(callbacks)
        self.step, self.losses, self.held_out = 0, [], []
        self.tokens, self.seconds, self.gradient_norm = 0, 0.0, 0.0
        self.precision = config.precision
        self.held_bytes, self.remark = [], ""    # remark: a sentence that the progress says once
        self.error = None
        self._recent = deque(maxlen=RECENT)    # (seconds, tokens) of the latest steps
        self._stop, self._may_go_on, self._over = threading.Event(), threading.Event(), threading.Event()
        self._may_go_on.set()

    @property
    def state(self):
        if not self._over.is_set():
            return "running" if self._may_go_on.is_set() else "paused"
        if self.error is not None:
            return "failed"
        return "finished" if self.step >= self.config.steps else "stopped"

    @property
    def tokens_per_second(self):
        """Targets learned from in a second, over the latest steps; 0.0 before the first."""
        seconds = sum(seconds for seconds, _ in self._recent)
        return sum(tokens for _, tokens in self._recent) / seconds if seconds else 0.0

    @property
    def seconds_left(self):
        """How long the rest will take at this speed; None before the first step."""
        if not self._recent:
            return None
        return (self.config.steps - self.step) * sum(seconds for seconds, _ in self._recent) / len(self._recent)

    def pause(self):
        """Rest after the step that is being computed, until `resume` or `wait`."""
        self._may_go_on.clear()

    def resume(self):
        """Go on after a pause."""
        self._may_go_on.set()

    def stop(self):
        """End after the step that is being computed. The model is kept; so is a checkpoint, if there is a folder."""
        self._stop.set()
        self._may_go_on.set()

    def stopping(self):
        """A sentence for whoever has asked it to stop: what it still waits for."""
        seconds = max((seconds for seconds, _ in self._recent), default=None)
        time_needed = "" if seconds is None else f" (the latest steps took {clock(seconds)} at most)"
        return f"Stopping: it finishes the step that it is computing{time_needed}, and keeps what was learned."

    @property
    def stop_asked(self):
        return self._stop.is_set()

    def is_over(self, patience=0.0):
        """Whether the training has ended; waits for that so many seconds at most."""
        return self._over.wait(patience)

    def wait(self, progress=True):
        """Show the progress until the training is over; a paused one goes on. Return the run, or raise its error.

        An interrupt stops the training cleanly and returns as well; a second one, while the last step is being
        computed, does not wait for it.
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

    def start(self, work):
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

    def note_step(self, loss, tokens, seconds):
        """Write down what a step has come to."""
        self.step += 1
        self.losses.append(loss)
        self.tokens += tokens
        self.seconds += seconds
        self._recent.append((seconds, tokens))

    def rest_while_paused(self):
        """In the training's thread: return when not paused."""
        self._may_go_on.wait()

    def facts(self):
        """What a checkpoint keeps of this run: plain data for JSON."""
        return {"step": self.step, "losses": self.losses, "held_out": self.held_out, "tokens": self.tokens,
                "seconds": self.seconds, "precision": self.precision, "config": self.config.deciding()}

    def restore(self, facts):
        """Go on from what a checkpoint has kept."""
        self.step, self.tokens, self.seconds = facts["step"], facts["tokens"], facts["seconds"]
        self.losses, self.held_out = list(facts["losses"]), [tuple(entry) for entry in facts["held_out"]]
        self.precision = facts["precision"]


def check_facts(facts, steps):
    """Raise ValueError unless these can be the `facts` of a training of so many steps."""
    def number(value, kinds=(int, float)):
        return type(value) in kinds and value >= 0

    step, losses, held_out = (facts.get(name) for name in ("step", "losses", "held_out"))
    right = {
        "step": number(step, (int,)) and step <= steps,
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
def end_all(patience=10.0):
    """When Python ends, let trainings in the background finish their step: a thread cut off inside PyTorch crashes."""
    until = time.monotonic() + patience
    for run in list(_alive):
        run.stop()
    for run in list(_alive):
        if run._over.wait(max(0.0, until - time.monotonic())):
            run._thread.join()
