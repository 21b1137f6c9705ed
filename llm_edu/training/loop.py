"""The training loop: predict, compare, improve, repeat.

`Loop.take_step` is its heart. The rest decides where to begin, and when to evaluate, to save and to end.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
from torch import nn

from llm_edu.errors import CourseError
from llm_edu.training.checkpoints import has_checkpoint, load_checkpoint, save_checkpoint
from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.divergence import check_gradients, check_loss
from llm_edu.training.evaluating import evaluate, modes_kept
from llm_edu.training.groups import make_optimisers
from llm_edu.training.loss import cross_entropy
from llm_edu.training.precision import autocast, choose_precision, flush_denormals
from llm_edu.training.rows import TokenRows, batch_indices, check_rows, collate
from llm_edu.training.run import TrainingRun, check_facts
from llm_edu.training.sharding import process_group
from llm_edu.training.step import apply_gradients

Callback = Callable[[TrainingRun], object]
LOCK = ".lock"    # this file in the folder shows other processes that a training run writes there


def train(model: nn.Module, data: TokenRows, config: TrainingConfig, held_out: TokenRows | None = None,
          callbacks: Iterable[Callback] = (), progress: bool = True, resume: bool = True, background: bool = False
          ) -> TrainingRun:
    """Train a model in place. Returns a `TrainingRun`, which has the losses and the model.

    model: ids (batch, time) -> logits (batch, time, vocabulary), on its device
    callbacks: functions of the run, called after every step, in the thread of the training
    progress: show a line with loss, speed and remaining time
    resume: if config.folder holds a checkpoint of this training run, continue from it, to the same bits as without the
        interruption (on the same machine, with as many threads); False: start again, and replace the checkpoint
    background: return at once and train meanwhile; the run has `wait()`, `pause()`, `resume()` and `stop()`

    An interrupt stops the training after the current step and returns. Raises `TrainingDiverged` for a loss that is not
    a number or explodes, CourseError for a checkpoint that is damaged or belongs to another training run, TypeError for
    data other than `TokenRows`, and ValueError for a batch size that cannot be divided among the processes.
    """
    run = TrainingRun(model, config, callbacks)
    loop = Loop(run, data, held_out, resume)
    run.start(loop.go)
    return run if background else run.wait(progress=progress and loop.group.is_main_process)


class Loop:
    """One training run, from its beginning or its checkpoint to its end."""

    def __init__(self, run, data, held_out=None, resume=True):
        check_rows(data)
        if held_out is not None:
            check_rows(held_out)
        self.run, self.config, self.model = run, run.config, run.model
        self.data, self.held_out, self.resume = data, held_out, resume
        self.group = process_group(self.config.shard)
        self.device = next(self.model.parameters()).device
        self.folder = None if self.config.folder is None else Path(self.config.folder)
        if self.config.batch_size % (self.config.accumulate * self.group.size):
            raise ValueError(f"batch_size {self.config.batch_size} must be a multiple of {self.group.size} processes × "
                             f"{self.config.accumulate} pieces")
        self.saved_step = None

    def go(self):
        """Everything; in a thread of its own."""
        flush_denormals()    # for this thread only, before it computes anything
        with locked(self.folder) if self.folder and self.group.is_main_process else nullcontext():
            self.begin()
            with modes_kept(self.model):
                self.model.train()
                while self.run.step < self.config.steps and not self.stop_agreed:
                    self.take_step()
                    self.look()
                    self.run.rest_while_paused()
                self.end()

    def begin(self):
        """Go on from a checkpoint, or from nothing."""
        self.stop_agreed = False
        self.wrapped = self.group.wrap(self.model)
        self.optimisers = make_optimisers(self.model, self.config, self.group.muon)
        if self.folder and self.resume and has_checkpoint(self.folder):
            check_same_training(self.folder, load_checkpoint(self.folder), self.config, self.data)    # before a change
            self.run.restore(load_checkpoint(self.folder, self.model, self.optimisers))
            self.saved_step = self.run.step
        elif self.config.precision == "auto":
            width = max((parameter.shape[-1] for parameter in self.model.parameters() if parameter.dim()), default=1)
            rows = max(1, self.data.target_count * self.config.batch_size // len(self.data))
            self.run.precision = choose_precision("auto", self.device, width, min(rows, 4096))
        check_same_step(self.group.gather(self.run.step, self.device), self.folder)

    def take_step(self):
        """Predict, compare, improve: one step."""
        began = time.perf_counter()
        numbers = batch_indices(len(self.data), self.run.step, self.config.batch_size, self.config.seed)
        targets = self.data.targets_in(numbers)    # of the whole batch, in all processes and pieces
        nats = self.add_gradients(numbers[self.group.rank::self.group.size], targets)
        nats, stops = self.group.sum([nats, float(self.run.stop_asked)], self.device)
        loss = nats / targets
        check_loss(loss, self.run, self.vocab_size)
        self.run.gradient_norm = check_gradients(self.run)
        apply_gradients(self.optimisers, self.model.parameters(),
                        self.config.learning_rate_multiplier(self.run.step), self.config.clip)
        self.stop_agreed = stops > 0    # all processes end after the same step
        self.run.note_step(loss, targets, time.perf_counter() - began)

    def add_gradients(self, numbers, targets):
        """Add up the gradients of this process's rows, piece by piece; return the sum of their losses.

        Each piece counts by its number of targets, so the result is the same however the batch is divided.
        """
        total = 0.0
        pieces = np.split(numbers, self.config.accumulate)
        for place, piece in enumerate(pieces):
            inputs, right = (ids.to(self.device) for ids in collate(self.data, piece))
            last = place == len(pieces) - 1
            with nullcontext() if last else self.group.without_averaging(self.wrapped):
                with autocast(self.run.precision, self.device):
                    logits = self.wrapped(inputs)    # (rows, time, vocabulary)
                nats = cross_entropy(logits, right, reduction="sum")
                (nats * (self.group.size / targets)).backward()    # processes are averaged, but are to be added up
            total += nats.item()
        self.vocab_size = logits.shape[-1]
        return total

    def look(self):
        """After a step: measure, call back, save, whatever is due."""
        if not self.run.held_bytes:    # from the first step on the optimisers remember something
            self.run.held_bytes = self.group.bytes_held(self.model, self.optimisers)
            self.run.remark = self.group.describe(self.run.held_bytes)
        every = self.config.validate_every
        if self.held_out is not None and every and self.run.step % every == 0:
            self.measure()
        for callback in list(self.run.callbacks):
            callback(self.run)
        if self.run.step % self.config.checkpoint_every == 0:
            self.save()

    def measure(self):
        """The loss on all held-out rows."""
        self.run.held_out.append((self.run.step, evaluate(self.model, self.held_out).loss))

    def end(self):
        """A last measurement and a last checkpoint."""
        if self.held_out is not None and (not self.run.held_out or self.run.held_out[-1][0] != self.run.step):
            if self.run.step >= self.config.steps:    # if you stop it, you don't want to wait
                self.measure()
                self.saved_step = None
        self.save()

    def save(self):
        """A checkpoint, by one process for all."""
        if self.folder and self.group.takes_part_in_saving and self.saved_step != self.run.step:
            facts = self.run.facts() | {"data": self.data.fingerprint()}
            save_checkpoint(self.folder, self.model, self.optimisers, facts)
        self.saved_step = self.run.step


@contextmanager
def locked(folder):
    """No two trainings may write into one folder; the system lets go of the lock when the process dies."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CourseError(f"Another training run is writing into {folder}: wait for it, stop it, or choose another "
                          "folder.") from None
    try:
        yield
    finally:
        lock.release()


def check_same_step(steps, folder):
    """CourseError unless all processes begin at the same step; with a folder on each machine they might not."""
    if len(set(steps)) > 1:
        found = ", ".join(f"{step:.0f}" for step in steps)
        raise CourseError(f"The processes found different checkpoints in {folder}: process by process, they would "
                          f"begin at step {found}. On several machines put the folder where all of them see it, or "
                          "copy the one with most steps to the others; see docs/several_machines.md.")


def check_same_training(folder, facts, config, data):
    """CourseError when the checkpoint is of another configuration or other data."""
    try:
        check_facts(facts, config.steps)
    except ValueError as problem:
        if facts.get("config") == config.deciding():
            raise CourseError(f"The checkpoint in {folder} was made by another program: {problem}. Train into another "
                              "folder, or with resume=False to replace it.") from None
    now = config.deciding()
    before = facts["config"] if isinstance(facts.get("config"), dict) else {}
    changed = [f"{name} was {before.get(name)!r} and is now {now[name]!r}" for name in now
               if before.get(name) != now[name]]
    if facts.get("data") != data.fingerprint():
        changed.append("the data are others")
    if changed:
        raise CourseError(f"{folder} holds a checkpoint of another training run: {'; '.join(changed)}. To start again "
                          "and replace it, train with resume=False; to keep it, choose another folder.")
