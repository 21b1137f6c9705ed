"""Fine-tune on your own examples: LoRA, with everything around it that a long computation needs.

    model, tokenizer = load_smollm2()
    run = finetune(model, tokenizer, read_examples("mine.jsonl"), "mine_adapter")
    chat(run.model, tokenizer, "Hello!")

In the folder lies the adapter that was best on examples set aside, in peft's layout, and in ``finetuning_state`` all
that is needed to go on after an interruption: the latest changes, what the optimiser remembers, and where it was.
"""

import math
import time
from pathlib import Path

import torch
from torch import nn

from llm_edu.errors import CourseError
from llm_edu.finetuning.adapter_files import SETTINGS, TENSORS
from llm_edu.finetuning.adapters import load_adapter, save_adapter
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.finetuning_run import FineTuningRun
from llm_edu.finetuning.held_out import held_out_loss, set_aside
from llm_edu.finetuning.lora import add_lora, changes_of, places_in
from llm_edu.finetuning.loss import add_gradients
from llm_edu.training import TrainingConfig, make_optimisers
from llm_edu.training.checkpoints import NAME as CHECKPOINT
from llm_edu.training.checkpoints import has_checkpoint, load_checkpoint, save_checkpoint
from llm_edu.training.loop import Loop
from llm_edu.training.rows import collate

BATCH = 8    # examples at a step
LOOKS = 10    # times that the held-out loss is measured, if it is not ended before
MEASURED_STEPS = 3    # from which the time is estimated
STATE = "finetuning_state"    # the folder within the adapter's, with what is needed to go on


def finetune(model, tokenizer, examples, folder, *, steps=None, passes=3, rank=8, learning_rate=1e-3, held_out=0.1,
             length=512, patience=3, base="", callbacks=(), progress=True, resume=True, background=False,
             report=print):
    """Learn examples with LoRA in all places of all layers; return a `FineTuningRun`, which has the losses and a model.

    model: stays as it is, the run has a twin of it with the changes   examples: as `read_examples` gives them
    folder: for the adapter. Where it holds an unfinished run of the same examples and settings, that is gone on with:
        it comes to the same as if nothing had happened; resume=False: begin anew, and replace it
    steps, or passes over the examples to learn from, of 8 examples each   rank: of the changes
    learning_rate: theirs; with a few dozen examples, one seed (finetuning_rate), 0.003 came after 10 steps to the
        held-out loss of chats that 0.001 has after 23 (1.65 and 1.64 nats), then rose; on texts 4.13 against 4.19
    held_out: the share of examples that are measured on instead, before, ten times meanwhile, and at the end
    length: tokens of an example at most, see `answer_rows`   patience: how many looks that bring nothing better end it
    base: what the model is called, for the adapter   callbacks: functions of the run, called after every look
    progress, background: as for `train`   report: called with lines about examples that are too long

    An interrupt ends it cleanly. Raises CourseError for examples that cannot be used, and for a folder that holds
    another adapter; OSError where it cannot be written.
    """
    folder = Path(folder)
    learned, measured = (answer_rows(tokenizer, part, length, report) for part in set_aside(examples, held_out))
    config = configuration(folder, math.ceil(passes * len(learned) / BATCH) if steps is None else steps, learning_rate)
    settings = {"rank": rank, "examples": learned.fingerprint(), "held-out examples": measured.fingerprint()}
    settings |= config.deciding()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        adapted = add_lora(model, rank, alpha=2 * rank, places=tuple(places_in(model.blocks[0])))
    prepare_folder(folder, settings, resume)
    run = FineTuningRun(adapted, config, folder, patience, callbacks)
    run.start(FineTuningLoop(run, learned, measured, model, settings, base).go)
    return run if background else run.wait(progress)


def configuration(folder, steps, learning_rate):
    """The `TrainingConfig` of a fine-tuning: a short warm-up, then the learning rate falls in a straight line."""
    every = max(1, round(steps / LOOKS))
    return TrainingConfig(steps=steps, batch_size=BATCH, learning_rate=learning_rate, warmup=min(10, steps // 10),
                          folder=folder / STATE, validate_every=every, checkpoint_every=every)


def prepare_folder(folder, settings, resume):
    """Make the folder, or look whether what it holds may be gone on with. CourseError for another's adapter."""
    try:
        (folder / STATE).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as problem:
        raise CourseError(f"{folder} cannot be a folder: there is a file at {problem.filename}, or above it") from None
    if not resume:
        for path in (folder / STATE / CHECKPOINT, folder / SETTINGS, folder / TENSORS):
            path.unlink(missing_ok=True)
    if has_checkpoint(folder / STATE):
        before = load_checkpoint(folder / STATE).get("settings", {})
        changed = [f"the {name} are others" if "examples" in name else
                   f"{name.replace('_', ' ')} was {before.get(name)} and is now {settings[name]}"
                   for name in settings if before.get(name) != settings[name]]
        if changed:
            raise CourseError(f"{folder} holds the adapter of another fine-tuning: {'; '.join(changed)}. Choose "
                              "another folder, or replace what is there (--replace, or resume=False).")
    elif (folder / SETTINGS).exists() or (folder / TENSORS).exists():
        raise CourseError(f"{folder} holds an adapter already, and nothing to go on with. Choose another folder, or "
                          "replace what is there (--replace, or resume=False).")


class FineTuningLoop(Loop):
    """A training of changes alone: only they are kept, and the best of them beside the latest."""

    def __init__(self, run, data, held_out, base_model, settings, base):
        super().__init__(run, data, held_out)
        self.base_model, self.settings, self.base = base_model, settings, base
        self.changes = nn.ModuleList(changes_of(self.model).values())
        self.vocab_size = self.model.config.vocab_size

    def begin(self):
        """Go on from a checkpoint, or measure how it is before anything is learned."""
        self.optimisers = make_optimisers(self.changes, self.config)
        if has_checkpoint(self.folder):
            self.run.restore(load_checkpoint(self.folder, self.changes, self.optimisers))
            self.saved_step = self.run.step
        else:
            self.measure()
        self.stop_agreed = self.run.has_settled
        self.first_step = self.run.step
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group.setdefault("initial_lr", group["lr"])

    def add_gradients(self, numbers, targets):
        """The gradients of these rows; returns the sum of their losses."""
        inputs, right = (ids.to(self.device) for ids in collate(self.data, numbers))
        return add_gradients(self.model, inputs, right) * targets

    def look(self):
        """After a step: measure, save, and call back, where that is due."""
        if self.run.step == self.first_step + MEASURED_STEPS < self.config.steps:
            self.run.remark = self.run.estimate()
        if self.run.step % self.config.validate_every == 0:
            self.measure()
            self.save()
            self.stop_agreed |= self.run.has_settled
            for callback in list(self.run.callbacks):
                callback(self.run)

    def measure(self):
        """The loss on the held-out examples; the adapter is written where it is the lowest so far."""
        began = time.perf_counter()
        self.run.held_out.append((self.run.step, held_out_loss(self.model, self.held_out)))
        self.run.look_seconds = time.perf_counter() - began
        if self.run.best and self.run.best[0] == self.run.step:
            save_adapter(self.model, self.run.folder, self.base)

    def end(self):
        """A last look, but not for whoever stops and does not want to wait; and the best changes for the model."""
        if self.run.step >= self.config.steps and self.run.held_out[-1][0] != self.run.step:
            self.measure()
        self.save()
        if self.run.best is None:
            save_adapter(self.model, self.run.folder, self.base)
        elif self.run.best[0] != self.run.step:
            self.run.model = load_adapter(self.base_model, self.run.folder)

    def save(self):
        """All that is needed to go on."""
        if self.saved_step != self.run.step:
            save_checkpoint(self.folder, self.changes, self.optimisers, self.run.facts() | {"settings": self.settings})
        self.saved_step = self.run.step
