"""``causal_mask``: who may look at whom."""

import math

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case


def _mask(allowed=lambda query, key, past: key <= past + query, finish=lambda mask: mask):
    """A causal_mask with one thing wrong."""

    def mask(time, past=0):
        queries, keys = torch.arange(time)[:, None], torch.arange(past + time)[None, :]
        return finish(allowed(queries, keys, past))

    return mask


exercise = Exercise(
    reference=attention.causal_mask,
    cases=[case(1), case(2), case(3), case(5), case(1, 1), case(1, 4), case(2, 1), case(2, 3), case(4, 2), case(3, 0),
           case(2, 60), case(40)],
    random_case=lambda rng: (rng.randrange(1, 5), rng.randrange(4)),
    valid=lambda time, past=0: time >= 1 and past >= 0,
    hints=(
        "Number the keys 0, 1, …, and the queries, too: the first query comes after `past` keys. Then who may look at "
        "whom is a comparison of two numbers, and PyTorch compares a column with a row all at once.",
        "queries = past, past + 1, …, past + time − 1 as a column    torch.arange(…)[:, None]\n"
        "keys = 0, 1, …, past + time − 1 as a row                   torch.arange(…)[None, :]\n"
        "return where the key is not later than the query",
    ),
)

exercise.mistake("Your first query may look at nothing, because no query may look at itself. The token itself has been "
                 "read already, so allow it.", _mask(lambda query, key, past: key < past + query))
exercise.mistake("This is the other triangle: your queries look at the future and not at the past.",
                 _mask(lambda query, key, past: key >= past + query))
exercise.mistake("True means *may look*. You have marked what is hidden.",
                 _mask(lambda query, key, past: key > past + query))
exercise.mistake("You forget the `past` keys. The first of the new queries is number `past`, and may look at all of "
                 "them.", _mask(lambda query, key, past: key <= query))


@exercise.mistake("A column is missing for each of the `past` keys. The mask has past + time columns.")
def _square_mask(time, past=0):
    return torch.ones(time, time, dtype=torch.bool).tril()


exercise.mistake("These are numbers. Return True and False: they say what they mean, and `~mask` swaps them.",
                 _mask(finish=lambda mask: mask.float()))
exercise.mistake("This mask can be added to the scores, and many programs do so. Here a mask is True and False, and "
                 "True means *may look*.",
                 _mask(finish=lambda mask: torch.zeros(mask.shape).masked_fill(~mask, -math.inf)))
exercise.mistake("Rows and columns are swapped: a row for each query, a column for each key.",
                 _mask(finish=lambda mask: mask.T.contiguous()))
exercise.mistake("One position too far: each query sees the word that it should predict.",
                 _mask(lambda query, key, past: key <= past + query + 1))
exercise.mistake("You made rows for the `past` tokens, too. They have asked already: only the `time` new queries have "
                 "a row.", lambda time, past=0: attention.causal_mask(past + time))
