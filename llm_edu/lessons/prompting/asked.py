"""What SmolLM2 answers to a prompt about film snippets, as the measurements of lesson 12 keep it."""

from functools import cache

import numpy as np

from llm_edu.pretrained import load_smollm2
from llm_edu.prompting import calibrated, content_free_scores, label_scores


@cache
def judge():
    """SmolLM2 and its tokenizer, loaded once."""
    model, tokenizer = load_smollm2()
    return model.requires_grad_(False), tokenizer


def asked(prompt, texts, model_and_tokenizer=None):
    """Answers to a prompt with two labels, as plain data.

    answered, calibrated: the class of each text, a text of the digits 0 and 1   odds: log P(second) − log P(first) of
    each text, in nats, rounded   content free: the same of each text in `llm_edu.prompting.CONTENT_FREE`
    share of labels: how probable both labels together are, on average   model_and_tokenizer: None for SmolLM2
    """
    model, tokenizer = model_and_tokenizer or judge()
    scores, empty = label_scores(model, tokenizer, prompt, texts), content_free_scores(model, tokenizer, prompt)
    return {"answered": digits(scores.argmax(-1)), "calibrated": digits(calibrated(scores, empty).argmax(-1)),
            "odds": odds(scores), "content free": odds(empty),
            "share of labels": round(scores.exp().sum(-1).mean().item(), 4)}


def odds(scores):
    """(texts, 2) in nats   ->   a list: how much rather the second, rounded to hundredths"""
    return [round(each, 2) for each in (scores[:, 1] - scores[:, 0]).tolist()]


def digits(numbers):
    """A text with a digit for each number.

    >>> digits([1, 0, 0])
    '100'
    """
    return "".join(str(int(number)) for number in numbers)


def right(answers, classes):
    """Whether each answer is right: two texts of digits   ->   (items,) of True and False

    >>> right("0110", "0100")
    array([ True,  True, False,  True])
    """
    if len(answers) != len(classes):
        raise ValueError(f"{len(answers)} answers to {len(classes)} items")
    return np.array([answer == number for answer, number in zip(answers, classes)])
