"""``penalise_repetition``: what was there becomes less likely."""

import torch

from llm_edu import decoding
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.decoding.exercises.common import _vector


def _penalty(up=lambda x, penalty: x / penalty, down=lambda x, penalty: x * penalty, often=False, everywhere=False):
    """A penalise_repetition with one thing wrong."""

    def penalise(logits, ids, penalty):
        result = logits.clone()
        tokens = range(len(logits)) if everywhere else ids if often else set(ids)
        for token in tokens:
            change = up if result[token] > 0 else down
            result[token] = change(result[token], penalty)
        return result

    return penalise


def _penalty_case(rng):
    count = rng.randrange(2, 6)
    logits = _vector(*(rng.choice([-1, 1]) * rng.randrange(1, 40) / 8 for _ in range(count)))
    return logits, [rng.randrange(count) for _ in range(rng.randrange(6))], rng.choice([1.1, 1.25, 2.0])


exercise = Exercise(
    reference=decoding.penalise_repetition,
    cases=[
        case(_vector(2, -1, 0.5), [0, 1, 1], 2.0), case(_vector(1, 2), [], 1.5), case(_vector(0.5, 3), [0], 1.25),
        case(_vector(-0.5, 3), [0, 0, 0], 1.25), case(_vector(4, 4, 4), [2], 4.0), case(_vector(-2, -3), [1], 1.0),
        case(_vector(0.25, -0.25, 8, -8), [3, 0, 2, 1], 1.6), case(_vector(1, -torch.inf, -torch.inf), [1, 0], 2.0),
        case(_vector(3, 2, 1), [2, *[0] * 300], 2.0),
    ],
    random_case=_penalty_case,
    valid=lambda logits, ids, penalty: penalty >= 1 and all(token < len(logits) for token in ids),
    hints=(
        "Each token that has occurred counts once, however often it occurs. What gives you each of them once? And what "
        "makes −1 *smaller*?",
        "result = a clone of logits\nfor each different token of ids:\n    if its logit is above 0: divide by penalty\n"
        "    else: multiply by penalty\nreturn result",
    ),
    compare="close",
    fresh=True,
)

exercise.mistake("You divide negative logits, too: −1 / 2 is −0.5, which makes the token *more* likely. Multiply them "
                 "instead. (The paper that introduced the penalty always "
                 "divides.)", _penalty(down=lambda x, penalty: x / penalty))
exercise.mistake("You multiply positive logits, so tokens that have occurred become even more likely. Divide them.",
                 _penalty(up=lambda x, penalty: x * penalty))
exercise.mistake("You have swapped the two: your function rewards repetition.",
                 _penalty(up=lambda x, penalty: x * penalty, down=lambda x, penalty: x / penalty))
exercise.mistake("You subtract the penalty. But it is a factor: a penalty of 1 changes nothing.",
                 _penalty(up=lambda x, penalty: x - penalty, down=lambda x, penalty: x - penalty))
exercise.mistake("You penalise a token three times if it has occurred three times. Here it counts once, however often "
                 "it came: set(ids).", _penalty(often=True))
exercise.mistake(
    "You penalise the positions in the list `ids`: 0, 1, 2 … The tokens are the numbers *in* the list.",
    lambda logits, ids, penalty: decoding.penalise_repetition(logits, list(range(min(len(ids), len(logits)))), penalty),
)
exercise.mistake("You leave negative logits as they are, so those tokens are not penalised at all. Multiply them.",
                 _penalty(down=lambda x, penalty: x))
exercise.mistake("You penalise all tokens, even those that have not occurred. Penalise only those in ids.",
                 _penalty(everywhere=True))


@exercise.mistake("`if` needs one yes or no, and this is a whole tensor of them. Go through the tokens one by one, or "
                  "use torch.where.")
def _asks_all_at_once(logits, ids, penalty):
    result = logits.clone()
    if result[ids] > 0:
        result[ids] = result[ids] / penalty
    else:
        result[ids] = result[ids] * penalty
    return result


@exercise.mistake("The result is right, but you change the logits that you were given. Work on logits.clone().")
def _penalty_in_place(logits, ids, penalty):
    for token in set(ids):
        logits[token] = logits[token] / penalty if logits[token] > 0 else logits[token] * penalty
    return logits
