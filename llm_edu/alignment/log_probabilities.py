"""How probable a model finds an answer: what every method of this package computes with.

An answer is a list of ids behind a prompt, another list. If the answer is to be a whole one, its last id is the end's.
In one batch the rows are filled up behind, and only tokens of answers count: a prompt is given, not said.
"""

import torch

from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models.padding import IGNORED, pad_rows
from llm_edu.training.loss import cross_entropy

ROWS_AT_ONCE = 64


def answer_batch(prompts, answers):
    """Rows to read, and the answers' tokens to predict: inputs and targets, (rows, longest) each.

    prompts, answers: lists of ids, one of each for each row, none of them empty; targets are IGNORED elsewhere

    >>> answer_batch([[1], [1, 7]], [[5, 6, 0], [5, 0]])
    (tensor([[1, 5, 6],
            [1, 7, 5]]), tensor([[   5,    6,    0],
            [-100,    5,    0]]))
    """
    for prompt, answer in zip(prompts, answers, strict=True):
        if not len(prompt) or not len(answer):
            raise ValueError("a prompt and an answer have at least one id each: begin with a special token, and close "
                             "with the end's id")
    inputs, targets = pad_rows([[*prompt, *answer] for prompt, answer in zip(prompts, answers, strict=True)])
    for row, prompt in zip(targets, prompts, strict=True):
        row[:len(prompt) - 1] = IGNORED
    return inputs, targets


def token_log_probabilities(model, inputs, targets, temperature=1.0):
    """Log P of each target, in nats, with gradients: (rows, longest), 0 where none counts.

    model: a `Transformer`   inputs, targets: as `answer_batch` makes them   temperature: at which they were drawn

    Where no target counts, no logits are made: for short answers behind long prompts that is most of the work.
    """
    device = model.token_embedding.weight.device
    targets = targets.to(device)
    counts = targets != IGNORED    # (rows, longest)
    logits = model.unembed(last_stream(model, inputs.to(device))[counts])    # (targets that count, vocabulary)
    nats = cross_entropy(logits / temperature, targets[counts], reduction="none")
    return nats.new_zeros(counts.shape).masked_scatter(counts, -nats)


def answer_log_probabilities(model, prompts, answers):
    """Log P of each answer as a whole, given its prompt, in nats, with gradients: (rows,)."""
    return token_log_probabilities(model, *answer_batch(prompts, answers)).sum(-1)


@torch.no_grad()
def kept_log_probabilities(model, prompts, answers):
    """The same without gradients, for as many answers as you like: (rows,)."""
    pieces = [answer_log_probabilities(model, prompts[start:start + ROWS_AT_ONCE], answers[start:start + ROWS_AT_ONCE])
              for start in range(0, len(prompts), ROWS_AT_ONCE)]
    return torch.cat(pieces)
