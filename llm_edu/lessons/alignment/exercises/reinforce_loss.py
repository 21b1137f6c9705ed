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
        "From scores to log probabilities, as in every lesson; then one of them for each answer that was drawn. Each "
        "answer has a number, too, by which it did better than the baseline, or worse.",
        "logs = log softmax of the scores, at the places `drawn`    (answers,)\nbetter = rewards − baseline    "
        "(answers,)\nreturn minus the mean of better · logs, as a tensor",
    ),
    compare="close",
    gradient=["scores"],
    any_dtype=True,
)

exercise.mistake("The sign is wrong. A step goes downhill: with a reward above the baseline, a larger log P has to "
                 "make this number smaller. So a minus before the mean of (reward − baseline) · log P.",
                 _with(finish=lambda products: products.mean()))
exercise.mistake("You add up. The mean does not depend on how many answers have been drawn.",
                 _with(finish=lambda products: -products.sum()))
exercise.mistake("One number for each answer: now their mean.", _with(finish=lambda products: -products))
exercise.mistake("You divide by the number of words. The mean is over the answers.",
                 lambda scores, drawn, rewards, baseline: _with(finish=lambda products: -products.sum() / len(scores))(
                     scores, drawn, rewards, baseline))
exercise.mistake("What about the baseline? Every reward is compared with it first.",
                 _with(better=lambda rewards, baseline: rewards))
exercise.mistake("You add the baseline to the rewards. To compare with it, take it away.",
                 _with(better=lambda rewards, baseline: rewards + baseline))
exercise.mistake("You take the baseline away from the products, where it has no influence on the gradient at all. It "
                 "is the rewards that are compared with it: (reward − baseline) · log P.",
                 lambda scores, drawn, rewards, baseline:
                 -(rewards * scores.log_softmax(-1)[drawn] - baseline).mean())
exercise.mistake("You take the baseline away from log P. It is compared with the reward.",
                 lambda scores, drawn, rewards, baseline:
                 -(rewards * (scores.log_softmax(-1)[drawn] - baseline)).mean())
exercise.mistake("You compare with the mean of these rewards. The baseline is handed in, and may be another number.",
                 _with(better=lambda rewards, baseline: rewards - rewards.float().mean()))
exercise.mistake("You multiply the mean reward by the mean log P. Each answer has a reward of its own: multiply first, "
                 "then average.", _with(better=lambda rewards, baseline: rewards.float().mean() - baseline))
exercise.mistake("You have left out answers with a reward below the baseline. From them the model learns what not to "
                 "say.", _with(better=lambda rewards, baseline: (rewards - baseline).clamp(min=0)))
exercise.mistake("That is with the probabilities. What is multiplied by the reward is their *logarithm*.",
                 _with(logs=lambda scores, drawn: scores.softmax(-1)[drawn]))
exercise.mistake("Scores are not log probabilities yet: what about log softmax?",
                 _with(logs=lambda scores, drawn: scores[drawn]))
exercise.mistake("First the softmax over all words, then those that were drawn. You pick first, so your probabilities "
                 "sum to 1 over the answers.", _with(logs=lambda scores, drawn: scores[drawn].log_softmax(-1)))
exercise.mistake("You average over all words, whichever were drawn. Only the log P of what was drawn counts.",
                 _with(logs=lambda scores, drawn: scores.log_softmax(-1).mean()))


@exercise.mistake("The number is right, but it is a plain number. Return a tensor, which remembers how it was "
                  "computed: its gradient is all that you need it for. (Without .item(), float() or .tolist().)")
def _a_plain_number(scores, drawn, rewards, baseline):
    return _reference(scores, drawn, rewards, baseline).item()
exercise.mistake("You pick by position: the first words' log P. `drawn` says which word each answer is.",
                 _with(logs=lambda scores, drawn: scores.log_softmax(-1)[: len(drawn)]))
exercise.mistake("Rewards may be whole numbers, and torch multiplies no vector of these by one of floats, nor takes "
                 "their mean. Make floats of them first.",
                 lambda scores, drawn, rewards, baseline:
                 -((rewards - baseline) @ scores.log_softmax(-1)[drawn]) / len(drawn), error="dtype")


@exercise.mistake("A word that was drawn several times counts as often. `weights[drawn] += …` keeps only one of its "
                  "answers.")
def _doubles_lost(scores, drawn, rewards, baseline):
    weights = torch.zeros_like(scores)
    weights[drawn] += (rewards - baseline).to(scores.dtype)
    return -(weights * scores.log_softmax(-1)).sum() / len(drawn)

exercise.mistake("A probability below 1e-45 is 0 in float32, and its logarithm −inf: where scores are far apart, the "
                 "log of a softmax breaks. log_softmax never makes the probability.",
                 _with(logs=lambda scores, drawn: scores.softmax(-1)[drawn].log()))
exercise.mistake("exp of a score above 88 is more than float32 holds. log_softmax (or logsumexp) takes the largest "
                 "score away first.", _with(logs=lambda scores, drawn: (scores - scores.exp().sum().log())[drawn]))
