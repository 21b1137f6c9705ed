"""The loop of a fine-tuning: what learns, when it is measured, and what is on disk at every moment.

The process may die, or the disk be full, at any moment. Therefore the checkpoint is written first, in one indivisible
step; it says which adapter is the best. Only then comes the adapter, which can be made of that checkpoint again. What
an earlier fine-tuning left in the folder stays until this one's first checkpoint takes its place, after a step at the
earliest: so nobody who changes their mind during the first look has lost hours for it.
"""

import time

from torch import nn

from llm_edu.errors import CourseError
from llm_edu.finetuning.adapter_files import SETTINGS, TENSORS
from llm_edu.finetuning.adapters import load_adapter, save_adapter
from llm_edu.finetuning.held_out import held_out_batches, nats_of
from llm_edu.finetuning.lora import changes_of
from llm_edu.finetuning.loss import add_gradients
from llm_edu.training import make_optimisers
from llm_edu.training.checkpoints import NAME as CHECKPOINT
from llm_edu.training.checkpoints import has_checkpoint, load_checkpoint, save_checkpoint
from llm_edu.training.loop import LOCK, Loop
from llm_edu.training.rows import collate

STATE = "finetuning_state"    # the folder within the adapter's, with what is needed to go on
MEASURED_STEPS = 3    # from which the time is estimated
AT_RISK = 100.0    # seconds of work that may be lost; a checkpoint costs a small part of one
REPLACE = "Choose another folder, or replace what is there (--replace, or resume=False)."


def check_folder(folder, settings, resume):
    """Raise CourseError unless a fine-tuning of these settings may write into the folder; nothing is changed."""
    for path in (folder / SETTINGS, folder / TENSORS, folder / STATE / CHECKPOINT, folder / STATE / LOCK):
        if path.is_dir():
            raise CourseError(f"{path} is a folder, and a file of that name has to be written there. Choose another "
                              "folder for the adapter, or rename that one.")
    if not resume:
        return
    if has_checkpoint(folder / STATE):
        before = load_checkpoint(folder / STATE).get("settings", {})
        changed = [f"the {name} are different" if "examples" in name else
                   f"{name.replace('_', ' ')} was {before.get(name)} and is now {settings[name]}"
                   for name in settings if before.get(name) != settings[name]]
        if changed:
            raise CourseError(f"{folder} holds the adapter of another fine-tuning: {'; '.join(changed)}. {REPLACE}")
    elif (folder / SETTINGS).exists() or (folder / TENSORS).exists():
        raise CourseError(f"{folder} holds an adapter already, but nothing to continue. {REPLACE}")


class FineTuningLoop(Loop):
    """A training of changes alone: only they are kept, and the best of them beside the latest."""

    def __init__(self, run, data, held_out, base_model, settings, base, resume):
        super().__init__(run, data, held_out, resume)
        self.base_model, self.settings, self.base = base_model, settings, base
        self.changes = nn.ModuleList(changes_of(self.model).values())
        self.vocab_size = self.model.config.vocab_size

    def begin(self):
        """Go on from a checkpoint, or measure how it is before anything is learned."""
        check_folder(self.run.folder, self.settings, self.resume)    # again: from here on nobody else writes there
        self.optimisers = make_optimisers(self.changes, self.config)
        if self.resume and has_checkpoint(self.folder):
            self.run.restore(load_checkpoint(self.folder, self.changes, self.optimisers))
            self.run.saved = self.run.progress
            self.keep_best()    # perhaps the process died before it was written
        self.stop_agreed = self.run.has_settled
        self.first_step = self.run.step
        self.saved_at = self.worked_at = time.monotonic()
        self.look()

    def add_gradients(self, numbers, targets):
        """The gradients of these rows; returns the sum of their losses."""
        inputs, right = (ids.to(self.device) for ids in collate(self.data, numbers))
        return add_gradients(self.model, inputs, right) * targets

    def look(self):
        """At the beginning and after each step: measure, save, and call back, where that is due."""
        if self.run.step == self.first_step + MEASURED_STEPS < self.config.steps and not self.run.stop_asked:
            self.run.remark = self.run.estimate()
        if self.run.step % self.config.validate_every or self.run.has_looked:
            self.save_if_due()
        elif self.measure() and self.run.step:
            self.stop_agreed |= self.run.has_settled
            for callback in list(self.run.callbacks):
                callback(self.run)
        self.stop_agreed |= self.run.stop_asked    # no further step is begun

    def measure(self):
        """The loss on the held-out examples. Returns whether it is complete: an interrupt does not wait for it.

        How far it came is part of a checkpoint.
        """
        began = time.perf_counter()
        for numbers in held_out_batches(self.held_out)[self.run.measured[0]:]:
            if self.run.stop_asked:
                return False
            batches, nats = self.run.measured
            self.run.measured = batches + 1, nats + nats_of(self.model, self.held_out, numbers)
            self.save_if_due()
        self.run.held_out.append((self.run.step, self.run.measured[1] / self.held_out.target_count))
        self.run.measured = 0, 0.0
        self.run.look_seconds = time.perf_counter() - began
        if self.run.step:
            self.save()
            self.keep_best()
        return True

    def keep_best(self):
        """Write the adapter, where these changes are the best so far. Their checkpoint has been written before."""
        if self.run.best and self.run.best[0] == self.run.step:
            save_adapter(self.model, self.run.folder, self.base)

    def end(self):
        """A last look, and the best changes for the model."""
        if self.run.step >= self.config.steps and not self.run.has_looked:
            self.measure()
        if self.run.step == 0 and self.run.saved is None:
            return    # stopped before anything was learned: what the folder holds stays
        self.save()
        if self.run.best is None and self.run.step:
            save_adapter(self.model, self.run.folder, self.base)
        elif self.run.best and self.run.best[0] != self.run.step:
            self.run.model = load_adapter(self.base_model, self.run.folder)

    def save_if_due(self):
        """After a step, or a batch of a look: save, if as much work again would put more than `AT_RISK` at risk."""
        now, may_replace = time.monotonic(), self.resume or self.run.step
        if may_replace and now - self.saved_at + (now - self.worked_at) > AT_RISK:
            self.save()
        self.worked_at = time.monotonic()

    def save(self):
        """A checkpoint: all that is needed to go on."""
        if self.run.saved != self.run.progress:
            save_checkpoint(self.folder, self.changes, self.optimisers, self.run.facts() | {"settings": self.settings})
        self.run.saved, self.saved_at = self.run.progress, time.monotonic()
