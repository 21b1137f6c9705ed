"""Fine-tune on your own examples: LoRA, with everything around it that a long computation needs.

    model, tokenizer = load_smollm2()
    run = finetune(model, tokenizer, read_examples("mine.jsonl"), "mine_adapter")
    chat(run.model, tokenizer, "Hello!")

The folder gets the adapter that was best on held-out examples, in peft's layout. Its folder ``finetuning_state`` has
what is needed to continue after an interruption: the latest changes, the optimiser's state, and the step.
"""

import errno
import math
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

from llm_edu.errors import CourseError
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.examples import Example, as_examples
from llm_edu.finetuning.finetuning_loop import STATE, FineTuningLoop, check_folder
from llm_edu.finetuning.finetuning_run import FineTuningRun
from llm_edu.finetuning.held_out import set_aside
from llm_edu.finetuning.lora import add_lora, target_modules_in
from llm_edu.tokenization import BPETokenizer
from llm_edu.training import TrainingConfig
from llm_edu.transformer import Transformer

BATCH = 8    # examples at a step
LOOKS = 10    # evaluations of the held-out loss, unless training ends earlier
FULL = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name))    # no room on the disk


def finetune(model: Transformer, tokenizer: BPETokenizer,
             examples: str | os.PathLike[str] | Iterable[Example | Mapping[str, Any]],
             folder: str | os.PathLike[str], *,
             steps: int | None = None, passes: float = 3, rank: int = 8, learning_rate: float = 1e-3,
             held_out: float = 0.1, length: int = 512, patience: int = 3, base: str = "",
             callbacks: Iterable[Callable[[FineTuningRun], object]] = (), progress: bool = True, resume: bool = True,
             background: bool = False, report: Callable[[str], object] = print) -> FineTuningRun:
    """Train LoRA in all target modules of all layers; return a `FineTuningRun`, which has the losses and a model.

    model: stays as it is; the run has a twin of it with the changes
    examples: as `read_examples` gives them; or objects as a line of a file holds them, [{"text": …}, …]; or a path
    folder: for the adapter. If it has an unfinished run of the same examples and settings, that is continued, with the
        same result as without the interruption. resume=False: start again, and replace it
    steps: of 8 examples each; None: as many as `passes` over the training examples take   rank: of the changes
    learning_rate: of the changes. With a few dozen examples and one seed (finetuning_rate), 0.003 reached after 10
        steps the held-out loss of chats that 0.001 has after 23 (1.65 and 1.64 nats), then rose; texts 4.13 and 4.19
    held_out: the share of examples to measure on instead: at the start, ten times on the way, and at the end
    length: the most tokens of an example, see `answer_rows`
    patience: training ends after so many evaluations without a better held-out loss
    base: the model's name, for the adapter   callbacks: functions of the run, called after each evaluation
    progress, background: as for `train`   report: called with lines about examples that are too long

    An interrupt ends it cleanly. Raises CourseError for examples that cannot be used, and for a folder with another
    adapter; OSError where the folder cannot be written.
    """
    if patience < 1:
        raise ValueError(f"patience is a number of evaluations, at least 1, not {patience!r}")
    folder, examples = Path(folder), as_examples(examples)
    learned, measured = (answer_rows(tokenizer, part, length, report) for part in set_aside(examples, held_out))
    config = configuration(folder, math.ceil(passes * len(learned) / BATCH) if steps is None else steps, learning_rate)
    settings: dict[str, object] = {"rank": rank, "examples": learned.fingerprint(),
                                  "held-out examples": measured.fingerprint()}
    settings |= config.deciding()
    make_folder(folder)
    check_folder(folder, settings, resume)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        adapted = add_lora(model, rank, alpha=2 * rank, target_modules=tuple(target_modules_in(model.blocks[0])))
    run = FineTuningRun(adapted, config, folder, patience, callbacks)
    run.start(FineTuningLoop(run, learned, measured, model, settings, base, resume).go)
    return run if background else run.wait(progress)


def configuration(folder: Path, steps: int, learning_rate: float) -> TrainingConfig:
    """The `TrainingConfig` of fine-tuning: a short warm-up, then the learning rate falls in a straight line."""
    every = max(1, round(steps / LOOKS))
    return TrainingConfig(steps=steps, batch_size=BATCH, learning_rate=learning_rate, warmup=min(10, steps // 10),
                          folder=folder / STATE, validate_every=every)


def make_folder(folder: Path) -> None:
    """Make the folder. Raises CourseError for a name that no folder can have, OSError where none may be written."""
    try:
        (folder / STATE).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS, *FULL):
            raise
        reason = f"there is a file at {problem.filename}, or above it" if isinstance(
            problem, (FileExistsError, NotADirectoryError)) else problem.strerror
        raise CourseError(f"{folder} cannot be a folder: {reason}. Choose another for the adapter (folder=, or "
                          "--folder).") from None
