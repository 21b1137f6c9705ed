"""``judge_guess``: whether a draft's guess may stand, and what to draw if not."""

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.decoding.demos import judge_guess as judged
from llm_edu.lessons.decoding.exercises.common import _probabilities, _vector


def _judge(chance=lambda p, q: min(1.0, p / q), rest=lambda wanted, proposed: (wanted - proposed).clamp(min=0),
           rescaled=True, guard=True):
    """A judge_guess with one thing wrong."""

    def judge(wanted, proposed, token):
        missing = rest(wanted, proposed)
        if rescaled:
            missing = missing / missing.sum() if missing.any() or not guard else wanted
        return chance(wanted[token].item(), proposed[token].item()), missing

    return judge


def _nothing_where_enough_is_proposed(result, wanted, proposed, token):
    return not (wanted > proposed).any() or not result[1][wanted <= proposed].nan_to_num().any()


def _guess_case(rng):
    """The guess is a token that could have been proposed."""
    count = rng.randrange(2, 5)
    proposed = _probabilities(rng, count)
    return _probabilities(rng, count), proposed, rng.choice(proposed.nonzero().flatten().tolist())


exercise = Exercise(
    reference=judged,
    cases=[
        case(_vector(0.25, 0.75), _vector(0.5, 0.5), 0), case(_vector(0.25, 0.75), _vector(0.5, 0.5), 1),
        case(_vector(0.5, 0.5), _vector(0.5, 0.5), 0), case(_vector(0.0, 1.0), _vector(0.75, 0.25), 0),
        case(_vector(0.5, 0.25, 0.25), _vector(0.25, 0.125, 0.625), 2),
        case(_vector(1.0, 0.0, 0.0), _vector(0.5, 0.25, 0.25), 0), case(_vector(0.125, 0.875), _vector(0.25, 0.75), 0),
        case(torch.full((256,), 1 / 256), _vector(*[1 / 128, 0] * 128), 0),    # a little of each of many
        case(_vector(0.5 + 2**-14, 0.5 - 2**-14), _vector(0.5, 0.5), 0),
        # a little is missing; by rounding a little is wanted less everywhere
        case(_vector(0.50390625, 0.49609375), _vector(0.5, 0.5), 0),
        case(_vector(0.4999999, 0.5), _vector(0.5, 0.5), 0),
    ],
    random_case=_guess_case,
    valid=lambda wanted, proposed, token: abs(wanted.sum() - 1) < 1e-6 and abs(proposed.sum() - 1) < 1e-6
    and len(wanted) == len(proposed) and proposed[token] > 0,
    hints=(
        "The draft proposes a token with probability q, and the large model gives it only p. Then accept p / q of "
        "such guesses. After that, probability is missing exactly where p is above q.",
        "chance = p / q of this token, at most 1, as a float\nmissing = wanted − proposed, and 0 where that is below "
        "0\nif nothing is missing: return chance, wanted\nreturn chance, missing / its sum",
    ),
    compare="close",
    tensor_numbers=False,
    properties=[Property(_nothing_where_enough_is_proposed, "Where the draft proposes as much as is wanted, or more, "
                                                            "nothing is missing, and the result must be 0 there. (A "
                                                            "softmax is above 0 everywhere, an absolute value wherever "
                                                            "the two differ.)")],
)

exercise.mistake("This is a probability above 1. Where the large model gives a token more than the draft does, always "
                 "accept the guess: at most 1.", _judge(chance=lambda p, q: p / q))
exercise.mistake("The fraction is upside down. Where the draft proposes a token too often (q above p), you must "
                 "accept fewer guesses: p / q.",
                 _judge(chance=lambda p, q: min(1.0, q / p) if p else 1.0))
exercise.mistake("You accept with probability p. But the draft has drawn the token with probability q already, so "
                 "together that makes q · p. To get p, accept with p / q.", _judge(chance=lambda p, q: p))
exercise.mistake("After a rejected guess, you draw from everything that the large model wants. But the accepted "
                 "guesses have covered a part of that. Only what is *missing* remains to be drawn: wanted − proposed.",
                 _judge(rest=lambda wanted, proposed: wanted))
exercise.mistake("You take the absolute value of the difference. Where the draft proposes too much, nothing is "
                 "missing: put 0 there.",
                 _judge(rest=lambda wanted, proposed: (wanted - proposed).abs()))
exercise.mistake("Some of your probabilities are negative. Where the draft proposes too much, nothing is missing: put "
                 "0 there.",
                 _judge(rest=lambda wanted, proposed: wanted - proposed))
exercise.mistake("The missing probabilities do not sum to 1. Divide by their sum.", _judge(rescaled=False))


@exercise.mistake("You draw from all other tokens. But the draft proposes some of them often enough, too. What is "
                  "missing is wanted − proposed, where that is above 0.")
def _takes_the_guess_out(wanted, proposed, token):
    rest = wanted.clone()
    rest[token] = 0
    return min(1.0, (wanted[token] / proposed[token]).item()), rest / rest.sum()


def _of_the_guess(missing, guard):
    """A judge_guess in which what is missing depends on the guess; missing(wanted, proposed, token, chance)"""

    def judge(wanted, proposed, token):
        chance = judged(wanted, proposed, token)[0]
        rest = missing(wanted, proposed, token, chance)
        return chance, rest / rest.sum() if rest.any() or not guard else wanted

    return judge


for _guard, _too in ((True, ""), (False, " And where nothing is missing, 0 / 0 is nan.")):
    exercise.mistake("You return `wanted` where the guess is sure to be accepted. What is missing does not depend on "
                     "the guess: it is the same for all." + _too,
                     _of_the_guess(lambda wanted, proposed, token, chance: wanted if chance == 1 else
                                   (wanted - proposed).clamp(min=0), _guard))
    exercise.mistake("You leave the guess out of what is missing. But the draft may propose it too rarely, and then "
                     "some of it is missing, too." + _too,
                     _of_the_guess(lambda wanted, proposed, token, chance: (wanted - proposed).clamp(min=0)
                                   .index_fill(0, torch.tensor([token]), 0), _guard))

exercise.mistake("Where the two are equal, nothing is missing, and 0 / 0 is nan. Return `wanted` in this case (it "
                 "will not be used).", _judge(guard=False))
exercise.mistake(
    "Where the two are equal, nothing is missing, and you return only zeros. Nothing can be drawn from those. Return "
    "`wanted` in this case.",
    lambda wanted, proposed, token: (judged(wanted, proposed, token)[0], (
        missing := (wanted - proposed).clamp(min=0)) / missing.sum().clamp(min=1e-9)),
)
