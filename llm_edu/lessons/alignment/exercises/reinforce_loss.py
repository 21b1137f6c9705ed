"""``reinforce_loss``: a number whose gradient, turned round, is an estimate of the mean reward's."""

import torch

from llm_edu import alignment
from llm_edu.course.checks.exercise import Exercise, case


def _reference(scores, drawn, rewards, baseline):
    return alignment.reinforce_loss(scores.log_softmax(-1)[drawn], rewards, baseline)


def _with(logs=lambda scores, drawn: scores.log_softmax(-1)[drawn], better=lambda rewards, baseline: rewards - baseline,
          finish=lambda products: -products.mean()):
    """A reinforce_loss with one thing changed."""
    return lambda scores, drawn, rewards, baseline: finish(better(rewards, baseline) * logs(scores, drawn))


def _answers(scores, drawn, rewards, baseline):
    return case(torch.tensor(scores, dtype=torch.float32), torch.tensor(drawn), torch.tensor(rewards), baseline)


def _drawn_case(rng):
    words, count = rng.randrange(2, 5), rng.randrange(1, 7)
    scores = torch.tensor([round(rng.gauss(0, 1.5), 1) for _ in range(words)])
    rewards = torch.tensor([rng.choice([0.0, 1.0, 1.0, -2.0, 0.5, 7.0]) for _ in range(count)])
    drawn = torch.tensor([rng.randrange(words) for _ in range(count)])
    return scores, drawn, rewards, rng.choice([0.0, 0.5, 1.0, -1.0, 10.0, 0.25])


exercise = Exercise(
    reference=_reference,
    cases=[
        _answers([0, 0], [0], [1.0], 0.0), _answers([0, 0], [1], [1.0], 0.5), _answers([0, 0], [0], [0.0], 0.5),
        _answers([0, 0], [0], [3.0], 3.0), _answers([0, 0], [0, 1], [1.0, 0.0], 0.0),
        _answers([0, 0], [0, 1], [1.0, 0.0], 0.5), _answers([2, -1], [1, 0], [1.0, 0.0], 10.0),
        _answers([2, -1, 0.5], [0, 2, 1, 1, 0], [2.0, -1.0, 0.5, 0.0, 1.0], 0.25),
        _answers([2, -1, 0.5], [2, 2, 2], [2.0, -1.0, 0.5], -2.0),
        _answers([1, 2, 3, 4], [3, 2, 0, 1], [1.0, 1.0, 1.0, 1.0], 0.0),
        _answers([1, 2, 3, 4], [3, 2, 0, 1], [0.0, 0.0, 0.0, 0.0], 0.0),
        _answers([-1, 1], [1, 0, 1], [1, 0, 1], 0.5), _answers([-1, 1], [1, 0], [3, -4], 2),    # whole numbers
        _answers([30, 40, 50], [0, 1, 2, 2, 2], [1.0, 0.0, 1.0, 0.0, 1.0], 0.4),
        _answers([5], [0, 0], [1.0, 2.0], 0.5),
        _answers([0, 120], [0, 1], [1.0, 0.0], 0.5), _answers([-70, 80, 79], [1, 0, 2], [1.0, 0.0, 1.0], 0.5),
    ],
    random_case=_drawn_case,
    valid=lambda scores, drawn, rewards, baseline: scores.dim() == drawn.dim() == 1 and drawn.shape == rewards.shape
    and len(drawn) > 0 and len(scores) > 0 and 0 <= int(drawn.min()) and int(drawn.max()) < len(scores),
    hints=(
        "First turn the scores into log probabilities, as in every lesson. Then pick the log probability of each word "
        "that was drawn. And for each answer, calculate how much better or worse than the baseline it did.",
        "logs = log softmax of the scores, at the positions `drawn`    (answers,)\n"
        "better = rewards − baseline    (answers,)\n"
        "return minus the mean of better · logs, as a tensor",
    ),
    compare="close",
    gradient=["scores"],
    any_dtype=True,
)

exercise.mistake("The sign is wrong. A step goes downhill. If the reward is above the baseline, a larger log P must "
                 "make this number smaller, so put a minus before the mean of (reward − baseline) · log P.",
                 _with(finish=lambda products: products.mean()))
exercise.mistake("You add up. The mean does not depend on how many answers were drawn.",
                 _with(finish=lambda products: -products.sum()))
exercise.mistake("That is one number for each answer. Now take their mean.", _with(finish=lambda products: -products))
exercise.mistake("You divide by the number of words. The mean is over the answers.",
                 lambda scores, drawn, rewards, baseline: _with(finish=lambda products: -products.sum() / len(scores))(
                     scores, drawn, rewards, baseline))
exercise.mistake("You do not use the baseline. Subtract it from every reward first.",
                 _with(better=lambda rewards, baseline: rewards))
exercise.mistake("You add the baseline to the rewards. Subtract it.",
                 _with(better=lambda rewards, baseline: rewards + baseline))
exercise.mistake("You subtract the baseline from the products, where it does not change the gradient at all. Subtract "
                 "it from the rewards: (reward − baseline) · log P.",
                 lambda scores, drawn, rewards, baseline:
                 -(rewards * scores.log_softmax(-1)[drawn] - baseline).mean())
exercise.mistake("You subtract the baseline from log P. Subtract it from the reward.",
                 lambda scores, drawn, rewards, baseline:
                 -(rewards * (scores.log_softmax(-1)[drawn] - baseline)).mean())
exercise.mistake("You compare with the mean of these rewards. Use the baseline that you are given; it may be another "
                 "number.",
                 _with(better=lambda rewards, baseline: rewards - rewards.float().mean()))
exercise.mistake("You multiply the mean reward by the mean log P. Each answer has its own reward: multiply first, "
                 "then average.", _with(better=lambda rewards, baseline: rewards.float().mean() - baseline))
exercise.mistake("You leave out answers with a reward below the baseline. From these, the model learns what not to "
                 "say.", _with(better=lambda rewards, baseline: (rewards - baseline).clamp(min=0)))
exercise.mistake("You multiply the reward by the probability. Multiply it by the *logarithm* of the probability.",
                 _with(logs=lambda scores, drawn: scores.softmax(-1)[drawn]))
exercise.mistake("Scores are not log probabilities yet. Use log softmax.",
                 _with(logs=lambda scores, drawn: scores[drawn]))
exercise.mistake("First take the softmax over all words, then pick those that were drawn. You pick first, so your "
                 "probabilities sum to 1 over the answers.",
                 _with(logs=lambda scores, drawn: scores[drawn].log_softmax(-1)))
exercise.mistake("You average over all words, whichever were drawn. Only the log P of the drawn words counts.",
                 _with(logs=lambda scores, drawn: scores.log_softmax(-1).mean()))


@exercise.mistake("The number is right, but it is a plain number. Return a tensor, which remembers how it was "
                  "computed, because all you need is its gradient. (Do not use .item(), float() or .tolist().)")
def _a_plain_number(scores, drawn, rewards, baseline):
    return _reference(scores, drawn, rewards, baseline).item()
exercise.mistake("You pick by position: the log P of the first words. `drawn` says which word each answer is.",
                 _with(logs=lambda scores, drawn: scores.log_softmax(-1)[: len(drawn)]))
exercise.mistake("Rewards may be whole numbers. torch does not multiply a vector of these by a vector of floats, and "
                 "takes no mean of them. Turn them into floats first.",
                 lambda scores, drawn, rewards, baseline:
                 -((rewards - baseline) @ scores.log_softmax(-1)[drawn]) / len(drawn), error="dtype")


@exercise.mistake("A word that was drawn several times counts several times. `weights[drawn] += …` keeps only one of "
                  "its answers.")
def _doubles_lost(scores, drawn, rewards, baseline):
    weights = torch.zeros_like(scores)
    weights[drawn] += (rewards - baseline).to(scores.dtype)
    return -(weights * scores.log_softmax(-1)).sum() / len(drawn)

exercise.mistake("A probability below 1e-45 is 0 in float32, and its logarithm is −inf. So the log of a softmax fails "
                 "if scores are far apart. log_softmax never computes the probability.",
                 _with(logs=lambda scores, drawn: scores.softmax(-1)[drawn].log()))
exercise.mistake("exp of a score above 88 is too large for float32. log_softmax (or logsumexp) subtracts the largest "
                 "score first.", _with(logs=lambda scores, drawn: (scores - scores.exp().sum().log())[drawn]))
