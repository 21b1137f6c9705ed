"""``keep_min_p``: what is not too far below the best."""

import torch

from llm_edu import decoding
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.decoding.exercises.common import (
    _limit_cases,
    _probabilities,
    _something_is_left,
    _sums_to_one,
    _vector,
)


def _min_p(kept=lambda x, p: x >= p * x.max(), rescaled=True):
    """A keep_min_p with one thing wrong."""

    def keep(probabilities, p):
        left = probabilities.where(kept(probabilities, p), 0.0)
        return left / left.sum() if rescaled else left

    return keep


exercise = Exercise(
    reference=decoding.keep_min_p,
    cases=lambda: [case(_vector(0.5, 0.0, 0.5), 0.0), *(case(*arguments) for arguments in _limit_cases()),
                   case(torch.full((512,), 1 / 512), 0.5)],
    random_case=lambda rng: (_probabilities(rng, rng.randrange(2, 6)), rng.choice([0.125, 0.25, 0.5, 0.75, 1.0])),
    valid=lambda probabilities, p: abs(probabilities.sum().item() - 1) < 1e-6,
    hints=(
        "The threshold depends on the model's most probable token: p times the largest probability.",
        "threshold = p · largest\nkept = probabilities where they are at least the threshold, else 0\nreturn kept / "
        "its sum",
    ),
    compare="close",
    fresh=True,
    properties=[Property(_something_is_left, "nan comes of 0 / 0, for one: is any token left? The most probable one "
                                             "always stays."),
                Property(_sums_to_one, "The kept probabilities do not sum to 1. Divide by their sum.")],
)

exercise.mistake("You compare with p itself. The threshold is p *times the largest* probability, so that it is lower "
                 "when the model is unsure.", _min_p(kept=lambda x, p: x >= p))
exercise.mistake("A token exactly at the threshold stays. (With p = 1 nothing would be left.)",
                 _min_p(kept=lambda x, p: x > p * x.max()))
exercise.mistake("It is the wrong way round: you keep the tokens that are too "
                 "improbable.", _min_p(kept=lambda x, p: x < p * x.max()))
exercise.mistake("You compare with the mean. The largest probability is what counts.",
                 _min_p(kept=lambda x, p: x >= p * x.mean()))
exercise.mistake("You compare with the *first* probability. The largest may be anywhere: .max().",
                 _min_p(kept=lambda x, p: x >= p * x[0]))
exercise.mistake("You subtract p from the largest. It is a factor: p = 0.1 means a tenth as probable.",
                 _min_p(kept=lambda x, p: x >= x.max() - p))
exercise.mistake("The kept probabilities do not sum to 1. Divide by their sum.", _min_p(rescaled=False))
exercise.mistake("You return only the kept probabilities, so nobody knows which token is which. Leave each at its "
                 "position, with 0 where a token is cut off: .where(…, "
                 "0.0).", lambda x, p: (kept := x[x >= p * x.max()]) / kept.sum())


@exercise.mistake("The result is right, but you change the probabilities that you were given. Make new ones, with "
                  "where or on a clone.")
def _min_p_in_place(probabilities, p):
    probabilities[probabilities < p * probabilities.max()] = 0.0
    return probabilities / probabilities.sum()
