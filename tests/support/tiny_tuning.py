"""A fine-tuning that takes a fraction of a second, for tests that interrupt it."""

import torch
from tiny_chat import tiny_chat

from llm_edu.finetuning import changes_of, finetune, finetuning_loop
from llm_edu.finetuning.examples import Example

MODEL, TOKENIZER = tiny_chat()
QUESTIONS = ["low", "lower", "lowest", "slow", "slower"]
EXAMPLES = [Example(line, messages=({"role": "user", "content": f"{QUESTIONS[line % 5]} {line}"},
                                    {"role": "assistant", "content": "slow and slower"}))
            for line in range(1, 31)]
LONG = 600    # steps of a run that takes several seconds
OPTIONS = {"steps": 20, "learning_rate": 0.02, "rank": 2, "progress": False}


def tune(folder, examples=EXAMPLES, **options):
    return finetune(MODEL, TOKENIZER, examples, folder, **OPTIONS | options)


def changes(model):
    return torch.cat([table.detach().flatten() for _, change in sorted(changes_of(model).items())
                      for table in (change.down, change.up)])


def tune_in_a_process(folder, started):
    """What a process does until it is killed. `started` is set when the first step is done and kept."""
    torch.set_num_threads(1)
    finetuning_loop.AT_RISK = -1.0
    take_step = finetuning_loop.FineTuningLoop.take_step

    def take(loop):
        take_step(loop)
        if loop.run.saved is not None:
            started.set()

    finetuning_loop.FineTuningLoop.take_step = take
    tune(folder, steps=LONG)
