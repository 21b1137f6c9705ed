"""A fine-tuning that takes a fraction of a second, for tests that interrupt it."""

import torch
from tiny_chat import tiny_chat

from llm_edu.finetuning import changes_of, finetune
from llm_edu.finetuning.examples import Example

MODEL, TOKENIZER = tiny_chat()
QUESTIONS = ["low", "lower", "lowest", "slow", "slower"]
EXAMPLES = [Example(line, messages=({"role": "user", "content": f"{QUESTIONS[line % 5]} {line}"},
                                    {"role": "assistant", "content": "slow and slower"}))
            for line in range(1, 31)]
OPTIONS = {"steps": 20, "learning_rate": 0.02, "rank": 2, "progress": False}


def tune(folder, examples=EXAMPLES, **options):
    return finetune(MODEL, TOKENIZER, examples, folder, **OPTIONS | options)


def changes(model):
    return torch.cat([table.detach().flatten() for _, change in sorted(changes_of(model).items())
                      for table in (change.down, change.up)])
