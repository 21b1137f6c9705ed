"""Fine-tune on your own examples: LoRA, with everything around it that a long computation needs.

    model, tokenizer = load_smollm2()
    run = finetune(model, tokenizer, read_examples("mine.jsonl"), "mine_adapter")
    chat(run.model, tokenizer, "Hello!")

In the folder lies the adapter that was best on examples set aside, in peft's layout, and in ``finetuning_state`` all
that is needed to go on after an interruption: the latest changes, what the optimiser remembers, and where it was.
"""

import errno
import math
from pathlib import Path

import torch

from llm_edu.errors import CourseError
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.examples import as_examples
from llm_edu.finetuning.finetuning_loop import STATE, FineTuningLoop, check_folder
from llm_edu.finetuning.finetuning_run import FineTuningRun
from llm_edu.finetuning.held_out import set_aside
from llm_edu.finetuning.lora import add_lora, places_in
from llm_edu.training import TrainingConfig

BATCH = 8    # examples at a step
LOOKS = 10    # times that the held-out loss is measured, if it is not ended before
FULL = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name))    # no room on the disk


def finetune(model, tokenizer, examples, folder, *, steps=None, passes=3, rank=8, learning_rate=1e-3, held_out=0.1,
             length=512, patience=3, base="", callbacks=(), progress=True, resume=True, background=False,
             report=print):
    """Learn examples with LoRA in all places of all layers; return a `FineTuningRun`, which has the losses and a model.

    model: stays as it is, the run has a twin of it with the changes
    examples: as `read_examples` gives them; or what a line of a file holds, [{"text": …}, …]; or the path of a file
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
    folder, examples = Path(folder), as_examples(examples)
    learned, measured = (answer_rows(tokenizer, part, length, report) for part in set_aside(examples, held_out))
    config = configuration(folder, math.ceil(passes * len(learned) / BATCH) if steps is None else steps, learning_rate)
    settings = {"rank": rank, "examples": learned.fingerprint(), "held-out examples": measured.fingerprint()}
    settings |= config.deciding()
    make_folder(folder)
    check_folder(folder, settings, resume)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        adapted = add_lora(model, rank, alpha=2 * rank, places=tuple(places_in(model.blocks[0])))
    run = FineTuningRun(adapted, config, folder, patience, callbacks)
    run.start(FineTuningLoop(run, learned, measured, model, settings, base, resume).go)
    return run if background else run.wait(progress)


def configuration(folder, steps, learning_rate):
    """The `TrainingConfig` of a fine-tuning: a short warm-up, then the learning rate falls in a straight line."""
    every = max(1, round(steps / LOOKS))
    return TrainingConfig(steps=steps, batch_size=BATCH, learning_rate=learning_rate, warmup=min(10, steps // 10),
                          folder=folder / STATE, validate_every=every)


def make_folder(folder):
    """Make the folder. CourseError for a name that no folder can have here; OSError where none may be written."""
    try:
        (folder / STATE).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS, *FULL):
            raise
        reason = f"there is a file at {problem.filename}, or above it" if isinstance(
            problem, (FileExistsError, NotADirectoryError)) else problem.strerror
        raise CourseError(f"{folder} cannot be a folder: {reason}. Choose another for the adapter (folder=, or "
                          "--folder).") from None
