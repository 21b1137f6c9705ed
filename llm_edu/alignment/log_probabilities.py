"""How probable a model finds an answer: every method of this package computes with that.

A prompt and its answer are two lists of ids. A complete answer ends with the end's id. In a batch, rows are padded at
the end, and only tokens of answers count: the model did not write the prompt.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models.padding import IGNORED, pad_rows
from llm_edu.training.loss import cross_entropy
from llm_edu.transformer import Transformer

ROWS_AT_ONCE = 64


def answer_batch(prompts: Sequence[Sequence[int]], answers: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows to read, and the answers' tokens to predict: inputs and targets, (rows, longest) each.

    prompts, answers: for each row a list of ids, else ValueError where one is empty
    Targets are IGNORED wherever no token of an answer is to be predicted.

    >>> answer_batch([[1], [1, 7]], [[5, 6, 0], [5, 0]])
    (tensor([[1, 5, 6],
            [1, 7, 5]]), tensor([[   5,    6,    0],
            [-100,    5,    0]]))
    """
    for prompt, answer in zip(prompts, answers, strict=True):
        if not len(prompt) or not len(answer):
            raise ValueError("a prompt and an answer need at least one id each: begin the prompt with a special token, "
                             "and end the answer with the end's id")
    inputs, targets = pad_rows([[*prompt, *answer] for prompt, answer in zip(prompts, answers, strict=True)])
    for row, prompt in zip(targets, prompts, strict=True):
        row[:len(prompt) - 1] = IGNORED
    return inputs, targets


def token_log_probabilities(model: Transformer, inputs: Tensor, targets: Tensor, temperature: float = 1.0) -> Tensor:
    """Log P of each target, in nats, with gradients: (rows, longest), 0 where the target is IGNORED.

    inputs, targets: as `answer_batch` makes them   temperature: at which the answers were drawn

    IGNORED positions need no logits. For short answers after long prompts that saves most of the work.
    """
    device = model.token_embedding.weight.device
    targets = targets.to(device)
    mask = targets != IGNORED    # (rows, longest)
    logits = model.unembed(last_stream(model, inputs.to(device))[mask])    # (targets that count, vocabulary)
    nats = cross_entropy(logits / temperature, targets[mask], reduction="none")
    return nats.new_zeros(mask.shape).masked_scatter(mask, -nats)


def answer_log_probabilities(model: Transformer, prompts: Sequence[Sequence[int]],
                             answers: Sequence[Sequence[int]]) -> Tensor:
    """Log P of each whole answer after its prompt, in nats, with gradients: (answers,)."""
    return token_log_probabilities(model, *answer_batch(prompts, answers)).sum(-1)


@torch.no_grad()
def kept_log_probabilities(model: Transformer, prompts: Sequence[Sequence[int]],
                           answers: Sequence[Sequence[int]]) -> Tensor:
    """The same without gradients, for as many answers as you like: (answers,)."""
    pieces = [answer_log_probabilities(model, prompts[start:start + ROWS_AT_ONCE], answers[start:start + ROWS_AT_ONCE])
              for start in range(0, len(prompts), ROWS_AT_ONCE)]
    return torch.cat(pieces)
