"""``choice_loss``: how surprising choices are, given the worths of what was chosen from."""

import math

import torch
import torch.nn.functional as F

from llm_edu.alignment import preference_loss
from llm_edu.course.checks.exercise import Exercise, case


def _reference(chosen, rejected, undecided=None):
    if undecided is None:
        return preference_loss(chosen, rejected)
    share = torch.where(undecided, 0.5, 1.0).to(chosen.dtype)
    return -(share * F.logsigmoid(chosen - rejected) + (1 - share) * F.logsigmoid(rejected - chosen)).mean()


def _worths(chosen, rejected, undecided=None):
    pair = torch.tensor(chosen), torch.tensor(rejected)
    return case(*pair) if undecided is None else case(*pair, torch.tensor(undecided, dtype=torch.bool))


def _worths_case(rng):
    size, spread = rng.randrange(1, 7), rng.choice([0.5, 2.0, 30.0])
    chosen, rejected = ([round(rng.gauss(0, 1) * spread, 2) for _ in range(size)] for _ in range(2))
    return _worths(chosen, rejected, rng.choice([None, [rng.random() < 0.4 for _ in range(size)]]))


exercise = Exercise(
    reference=_reference,
    cases=[
        _worths([2.0], [1.0]), _worths([0.0], [0.0]), _worths([102.0], [101.0]), _worths([1.0], [2.0]),
        _worths([-1.5], [0.5]), _worths([2.0, 0.0], [0.0, 0.0]), _worths([3.0, -1.0, 0.5], [1.0, 2.0, 0.5]),
        _worths([-4.0, -6.0], [-5.0, -1.0]), _worths([0.0, 1000.0], [1000.0, 0.0]),
        _worths([0.0], [1000.0]), _worths([1000.0], [0.0]), _worths([-500.0, 1.0, 2.0], [500.0, 0.0, 0.0]),
        _worths([0.0], [90.0]), _worths([0.0, 0.0], [40.0, 20.0]),
        _worths([5.0, 4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0]),
        _worths([2.0], [0.0], [False]), _worths([2.0], [0.0], [True]), _worths([0.0], [2.0], [True]),
        _worths([1.0], [1.0], [True]), _worths([2.0, 2.0], [0.0, 0.0], [True, False]),
        _worths([2.0, 0.5, -1.0], [0.0, 1.0, -1.5], [False, True, False]),
        _worths([2.0, 0.5, -1.0], [0.0, 1.0, -1.5], [False, False, False]),
        _worths([2.0, 0.5, -1.0], [0.0, 1.0, -1.5], [True, True, True]),
        _worths([0.0, 3.0], [1000.0, 1.0], [True, False]), _worths([1000.0, 0.0], [0.0, 1.0], [True, True]),
    ],
    random_case=_worths_case,
    valid=lambda chosen, rejected, undecided=None: chosen.shape == rejected.shape and chosen.dim() == 1
    and len(chosen) > 0 and (undecided is None or undecided.shape == chosen.shape),
    hints=(
        "For each pair: first the difference, then its σ, then −log of that. Take the mean only after that. For a "
        "difference of −1000, a computer's σ is 0. Does PyTorch have log and σ in one function?",
        "gap = chosen − rejected    # (pairs,)\n"
        "surprise = −(log of σ of gap, by torch.nn.functional.logsigmoid)\n"
        "where undecided: instead, the mean of that and of −(log of σ of −gap)\n"
        "the mean of the surprises",
    ),
    compare="close",
    gradient=("chosen", "rejected"),
    dtypes=("float64",),
    any_dtype=True,
    tensor_numbers=False,
)


def _loss(choice=lambda gap: -F.logsigmoid(gap), undecided_loss=None, end=torch.mean, gap=torch.sub):
    """A choice_loss with one thing wrong. choice: the surprise at one; undecided_loss: at half a choice each way"""
    def choice_loss(chosen, rejected, undecided=None):
        apart = gap(chosen, rejected)
        surprise = choice(apart)
        if undecided is not None:
            each = undecided_loss or (lambda apart: (choice(apart) + choice(-apart)) / 2)
            surprise = torch.where(undecided, each(apart), surprise)
        return end(surprise)
    return choice_loss


exercise.mistake("Your gap is the wrong way round. The choice that was made has the probability σ of (chosen − "
                 "rejected).", _loss(gap=lambda chosen, rejected: rejected - chosen))
exercise.mistake("That is the log of the probability. The surprise is minus that, a positive number.",
                 _loss(F.logsigmoid))
exercise.mistake("You add the surprises up. The exercise asks for their mean.", _loss(end=torch.sum))
exercise.mistake("These are the surprises of the single pairs. The exercise asks for their mean, one number.",
                 _loss(end=lambda surprise: surprise))
exercise.mistake("That is the mean probability of the choices. Take −log of each pair's probability.",
                 _loss(torch.sigmoid))
exercise.mistake("That is −log of the mean probability. First take the surprise of each pair, then the mean.",
                 _loss(torch.sigmoid, end=lambda chances: -chances.mean().log()))
exercise.mistake("You take the mean of the gaps before the surprise. Each pair has its own surprise.",
                 lambda chosen, rejected, undecided=None: -F.logsigmoid((chosen - rejected).mean()))
exercise.mistake("That is in bits. The exercise asks for nats: use the natural logarithm.",
                 _loss(lambda gap: -F.logsigmoid(gap) / math.log(2)))
exercise.mistake("On a computer, σ(−1000) is 0 and exp(1000) is inf, so a logarithm of either is infinite. Use a "
                 "function that does log and σ in one step.", _loss(lambda gap: -torch.log(torch.sigmoid(gap))))
exercise.mistake("Two things. On a computer, σ(−1000) is 0, and −log of that is inf: use a function that does "
                 "log and σ in one step. And an undecided pair counts as half a choice each way.",
                 _loss(lambda gap: -torch.log(torch.sigmoid(gap)),
                       undecided_loss=lambda gap: -torch.log(torch.sigmoid(gap))))
exercise.mistake("If you keep σ away from 0, all large surprises become equal, and the model learns nothing where it "
                 "is far off. At −1000, the surprise is 1000.",
                 _loss(lambda gap: -torch.log(torch.sigmoid(gap).clamp(min=1e-9))))
exercise.mistake("What you add to σ to keep its log finite limits every surprise. At −1000, it is 1000.",
                 _loss(lambda gap: -torch.log(torch.sigmoid(gap) + 1e-8)))
exercise.mistake("You look only at the preferred answer. A choice is between two answers: the other's reward counts "
                 "as well.",
                 _loss(gap=lambda chosen, rejected: chosen))
exercise.mistake("You ask of each answer by itself whether it is good. A choice says only which of the two is better: "
                 "take the difference of their rewards, then σ.",
                 lambda chosen, rejected, undecided=None: (-F.logsigmoid(chosen) - F.logsigmoid(-rejected)).mean())
exercise.mistake("Your gap has lost its sign. A choice against the rewards is more surprising than a choice that "
                 "follows them.", _loss(gap=lambda chosen, rejected: (chosen - rejected).abs()))
exercise.mistake("That is a margin: it is 0 as soon as the gap is 1. The surprise of a choice is never 0.",
                 _loss(lambda gap: torch.relu(1 - gap)))
exercise.mistake("You count an undecided pair as a choice of `chosen`. A chooser who could not say has told you "
                 "something, too: that the two are about equal.", _loss(undecided_loss=lambda gap: -F.logsigmoid(gap)))
exercise.mistake("You count undecided pairs as nothing. Their surprise is half of the surprise at one choice, plus "
                 "half of the surprise at the other.", _loss(undecided_loss=torch.zeros_like))
exercise.mistake("You leave undecided pairs out, even of the mean. They count, as half a choice each way.",
                 lambda chosen, rejected, undecided=None: _reference(chosen, rejected)
                 if undecided is None or undecided.all() else _reference(chosen[~undecided], rejected[~undecided]))
exercise.mistake("You halve the surprise of an undecided pair. The missing half is half of the surprise at the other "
                 "choice.",
                 _loss(undecided_loss=lambda gap: -F.logsigmoid(gap) / 2))
exercise.mistake("An undecided pair counts as half a choice each way, not as a whole one: take the mean of both "
                 "surprises.", _loss(undecided_loss=lambda gap: -F.logsigmoid(gap) - F.logsigmoid(-gap)))
exercise.mistake("A coin's surprise, log 2, is right for an undecided pair only if both rewards are equal. If they "
                 "are far apart, an undecided chooser is surprising.",
                 _loss(undecided_loss=lambda gap: torch.full_like(gap, math.log(2))))
exercise.mistake("You treat the decided pairs as undecided, and the undecided ones as decided.",
                 lambda chosen, rejected, undecided=None: _reference(chosen, rejected, None if undecided is None
                                                                  else ~undecided))


@exercise.mistake("`undecided` is a tensor with a yes or no for each pair, and `if` cannot ask all of them at once. "
                  "Ask whether it is None, and then choose pair by pair.", error="ambiguous")
def _asks_all_at_once(chosen, rejected, undecided=None):
    return _reference(chosen, rejected, undecided if undecided else None)


@exercise.mistake("`undecided` may be None: then all pairs are decided.", error="NoneType")
def _never_none(chosen, rejected, undecided=None):
    return _reference(chosen, rejected, undecided & (chosen == chosen))


exercise.mistake("You count undecided pairs as choices of the rejected answer. They count as half a choice each way.",
                 _loss(undecided_loss=lambda gap: -F.logsigmoid(-gap)))
