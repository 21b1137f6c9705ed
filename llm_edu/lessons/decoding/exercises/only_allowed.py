"""``only_allowed``: -inf for what must not come."""

import math

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.decoding.demos import only_allowed as masked_and_forbidden
from llm_edu.lessons.decoding.exercises.common import _vector


def _masked(fill=-math.inf, after=lambda logits: logits, share=lambda chances, allowed: 1 - chances[allowed].sum()):
    """An only_allowed with one thing wrong."""

    def mask(logits, allowed):
        result = torch.full_like(logits, fill)
        result[allowed] = logits[allowed]
        return after(result), share(logits.softmax(-1), allowed).item()

    return mask


def _allowed_case(rng):
    count = rng.randrange(2, 6)
    logits = _vector(*(rng.randrange(-30, 30) / 10 for _ in range(count)))
    return logits, rng.sample(range(count), rng.randrange(1, count + 1))


exercise = Exercise(
    reference=masked_and_forbidden,
    cases=[
        case(_vector(1, 1), [1]), case(_vector(0, 0, 0, 0), [0, 3]), case(_vector(3, 1, 2), [2, 0]),
        case(_vector(-1, -5), [1]), case(_vector(2, 4), [0, 1]), case(_vector(0, 5, -2, 1), [2]),
        case(_vector(100, 98, 99), [0]), case(_vector(-200, -201, -202), [2, 1]),
        case(_vector(*range(40)) / 10, list(range(0, 40, 2))),
    ],
    random_case=_allowed_case,
    valid=lambda logits, allowed: len(allowed) > 0 and all(token < len(logits) for token in allowed),
    hints=(
        "Begin with -inf everywhere, and copy what is allowed. The softmax of the logits *as they came* tells you how "
        "much probability was forbidden.",
        "masked = torch.full_like(logits, -torch.inf)\nmasked[allowed] = logits[allowed]\nforbidden = 1 − the sum of "
        "softmax(logits) over allowed\nreturn masked, forbidden as a float",
    ),
    compare="close",
    fresh=True,
    tensor_numbers=False,
)


@exercise.mistake("It is the wrong way round: you forbid the allowed tokens, and add up *their* probability. -inf is "
                  "for all the others.")
def _the_wrong_way_round(logits, allowed):
    result = logits.clone()
    result[allowed] = -math.inf
    return result, logits.softmax(-1)[allowed].sum().item()


exercise.mistake("A logit of 0 does not make a token impossible, because e⁰ is 1. Only -inf becomes a probability of "
                 "0.", _masked(fill=0.0))
exercise.mistake("A very low number usually works, but only -inf is certain: its probability is 0 whatever the other "
                 "logits are.", _masked(fill=-1e9))
exercise.mistake("These are probabilities. Return logits, so that any strategy can use them.",
                 _masked(after=lambda x: x.softmax(-1)))


@exercise.mistake("You look at the probabilities *after* masking, when nothing forbidden is left. How much was there "
                  "before?")
def _share_after_masking(logits, allowed):
    result = masked_and_forbidden(logits, allowed)[0]
    return result, 1 - result.softmax(-1)[allowed].sum().item()


exercise.mistake("That is the share that is allowed. Return the share that was forbidden: 1 minus it.",
                 _masked(share=lambda chances, allowed: chances[allowed].sum()))


@exercise.mistake("The forbidden share is missing. Return two things.")
def _only_the_mask(logits, allowed):
    return masked_and_forbidden(logits, allowed)[0]


@exercise.mistake("The result is right, but you change the logits that you were given. Begin with a new tensor or a "
                  "clone.")
def _masked_in_place(logits, allowed):
    forbidden = [token for token in range(len(logits)) if token not in allowed]
    share = logits.softmax(-1)[forbidden].sum().item()
    logits[forbidden] = -math.inf
    return logits, share


exercise.mistake("You return only the allowed logits, so nobody knows which token is which. Keep every position, with "
                 "-inf where a token is not allowed.",
                 lambda logits, allowed: (logits[allowed], masked_and_forbidden(logits, allowed)[1]))
