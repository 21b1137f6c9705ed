"""``next_word_loss``: the mean surprise, from logits."""

import math

import torch

from llm_edu import language_models as lm
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, case


def _loss(log_softmax=lambda logits: logits.log_softmax(-1), pick=lambda table, ids: table[torch.arange(len(ids)), ids],
          finish=lambda chosen: -chosen.mean()):
    """A next_word_loss with one thing wrong."""
    return lambda logits, targets: finish(pick(log_softmax(logits), targets))


def _shifted_by(largest, in_the_sum=True, in_the_score=True, total=lambda powers: powers.sum(dim=-1)):
    """A next_word_loss that subtracts ``largest(logits)``, in two places or one of them."""

    def loss(logits, targets):
        shifted = logits - largest(logits)
        totals = total((shifted if in_the_sum else logits).exp()).log()
        return (totals - (shifted if in_the_score else logits)[torch.arange(len(targets)), targets]).mean()

    return loss


def _row_maximum(logits):
    return logits.max(dim=-1, keepdim=True).values


def _maximum_of_two_results(logits):
    return logits.max(dim=-1, keepdim=True)


def _shares(keep_maximum, keep_sum):
    """A next_word_loss that divides by sums whose shape may be lost."""

    def log_shares(logits):
        powers = (logits - logits.max(dim=-1, keepdim=keep_maximum).values).exp()
        return (powers / powers.sum(dim=-1, keepdim=keep_sum)).log()

    return _loss(log_shares)


def _logits_case(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    examples, words = rng.randrange(1, 5), rng.randrange(2, 5)
    logits = torch.randn(examples, words, generator=generator) * 2
    return logits, torch.randint(words, (examples,), generator=generator)


def _same_loss(expected, got):
    """A row of one number trains as well as a number."""
    return difference(expected, got.reshape(()) if got.numel() == 1 else got, Rules(close=True))


exercise = Exercise(
    reference=lm.next_word_loss,
    cases=lambda: [
        case(torch.zeros(1, 2), torch.tensor([1])), case(torch.tensor([[2.0, 0.0]]), torch.tensor([0])),
        case(torch.tensor([[1.0, 2.0], [3.0, 1.0]]), torch.tensor([1, 0])),
        case(torch.tensor([[0.0, 1.0, 2.0], [2.0, 0.0, -1.0]]), torch.tensor([2, 1])),
        case(torch.tensor([[1.0, 0.0, 2.0], [0.5, 0.0, -1.0], [3.0, 3.0, 0.0]]), torch.tensor([0, 0, 2])),
        case(torch.tensor([[1000.0, 0.0], [0.0, 999.0]]), torch.tensor([0, 1])),
        case(torch.tensor([[500.0, 0.0], [0.0, 1.0]]), torch.tensor([1, 1])),
        case(torch.tensor([[-300.0, -301.0, -400.0]]), torch.tensor([1])),
    ],
    random_case=_logits_case,
    valid=lambda logits, targets: logits.dim() == 2 and len(logits) == len(targets) > 0
    and int(targets.max()) < logits.shape[1],
    hints=(
        "−log softmax is ln Σ exp(all scores) − the score of the right word. First subtract each row's largest score "
        "from the row. This changes nothing in the result, and no exp can overflow.",
        "subtract from each row its maximum (keepdim=True)\n"
        "log_totals = exp, then sum over the row, then log    (examples,)\n"
        "right = in row i, the number in column targets[i]    table[torch.arange(n), targets]\n"
        "return the mean of log_totals − right",
    ),
    compare=_same_loss,
    gradient=["logits"],
)


@exercise.mistake("This is right for small scores. But e^1000 has 435 digits, more than a float can hold, so exp gives "
                  "inf, infinity. And if all scores of a row are around −300, every power is so small that it becomes "
                  "0, and log 0 is −inf. Subtract each row's largest score first. Then the largest power is e^0 = 1, "
                  "and the sum can neither overflow nor be 0.")
def _without_shift(logits, targets):
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


exercise.mistake("This is right for small scores. But e^1000 has 435 digits, more than a float can hold, so exp gives "
                 "inf, infinity. And inf divided by inf is nan, *not a number*. Subtract each row's largest score "
                 "first. Then the largest power is e^0 = 1. (And don't divide: use ln Σ exp − score.)",
                 _loss(lambda logits: (logits.exp() / logits.exp().sum(-1, keepdim=True)).log()))
exercise.mistake("This is right for small scores. But if the probability of the right word is as small as e^−500, a "
                 "float rounds it to 0, and log 0 is −inf. A surprise of 500 nats becomes infinite. Use logarithms, ln "
                 "Σ exp − score, without dividing.", _loss(lambda logits: logits.softmax(-1).log()))
exercise.mistake("You subtract the largest score inside the sum, but not from the score of the right word. (So your "
                 "loss can be negative, which no surprise is.) Use the shifted scores in both.",
                 _shifted_by(_row_maximum, in_the_score=False))
exercise.mistake("You subtract the largest score from the score of the right word, but not inside the sum, from the "
                 "exponents. Use the shifted scores in both.", _shifted_by(_row_maximum, in_the_sum=False))
exercise.mistake("You subtract one number for each row, but without keepdim=True these numbers form a single row, "
                 "(examples,), and are matched with the *columns*. keepdim=True keeps them a column, (examples, "
                 "1).", _shifted_by(lambda logits: logits.max(dim=-1).values))
exercise.mistake("You subtract something that is not a tensor. If it came from .max(dim=…): this returns two things, "
                 "the largest values and their positions, and .values takes the first. If it is a list: "
                 "table[torch.arange(n), targets] picks one number from each row, as a tensor.",
                 _shifted_by(_maximum_of_two_results))
exercise.mistake("You subtract the largest score of each *column*. A prediction is a row, so look for the largest "
                 "score along the row: dim=-1.", _shifted_by(lambda logits: logits.max(dim=0, keepdim=True).values))
exercise.mistake("You add up the powers of each *column*: sum(dim=0) goes down the rows. A prediction is a row: use "
                 "dim=-1.", _shifted_by(_row_maximum, total=lambda powers: powers.sum(dim=0)))


@exercise.mistake("You subtract the largest score of the whole table. In a row that is far below it, all powers become "
                  "0, and log 0 is −infinity. Subtract from each row its own maximum: dim=-1, keepdim=True.")
def _one_maximum_for_all(logits, targets):
    logits = logits - logits.max()
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


@exercise.mistake("You subtract the largest score of the whole table. In a row that is far below it, all powers become "
                  "0, and 0 / 0 is nan, *not a number*. Subtract from each row its own maximum: dim=-1, keepdim=True. "
                  "(And don't divide: use ln Σ exp − score.)")
def _one_maximum_and_a_quotient(logits, targets):
    powers = (logits - logits.max()).exp()
    return -(powers / powers.sum(dim=-1, keepdim=True)).log()[torch.arange(len(targets)), targets].mean()


exercise.mistake("You add up the powers of the whole table: sum() without dim. Each row is a prediction of its own, "
                 "with a sum of its own.", _shifted_by(_row_maximum, total=lambda powers: powers.sum()))
exercise.mistake("You take the logarithm of each power, which only gives the scores back, and add those up. First take "
                 "the sum of the powers, then its logarithm.",
                 _shifted_by(_row_maximum, total=lambda powers: powers.log().sum(dim=-1).exp()))
exercise.mistake("The logarithm of the sum is missing: loss = ln(sum of the powers) − score.",
                 _shifted_by(_row_maximum, total=lambda powers: powers.sum(dim=-1).exp()))


@exercise.mistake("table[targets] takes whole *rows*, but the targets are numbers of columns. You need one number from "
                  "each row: table[torch.arange(n), targets].")
def _picks_rows(logits, targets):
    shifted = logits - _row_maximum(logits)
    return (shifted.exp().sum(dim=-1).log() - shifted[targets]).mean()


@exercise.mistake("There are not always two rows. torch.arange(n) needs the number of examples, len(targets).")
def _two_rows_only(logits, targets):
    return -logits.log_softmax(-1)[torch.arange(2), targets].mean()


@exercise.mistake("The number is right, but it is a plain number. Return a tensor, which remembers how it was "
                  "calculated: you will soon need that. (Do not use .item(), float() or .tolist().)")
def _python_numbers(logits, targets):
    return float(lm.next_word_loss(logits, targets))


@exercise.mistake("If you used math.exp or math.log: they take a single number. For a whole tensor, use tensor.exp() "
                  "and tensor.log().")
def _math_on_tensors(logits, targets):
    return -math.log(math.exp(logits - _row_maximum(logits)))


@exercise.mistake("The loss is right, but -= changes the tensor that you were given, so the next function that reads "
                  "it finds other scores. Make a new one: shifted = logits − …")
def _shifts_in_place(logits, targets):
    logits -= _row_maximum(logits)
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


exercise.mistake("Your softmax runs down the columns. Each *row* is one prediction: the last dimension.",
                 _loss(lambda logits: logits.log_softmax(0)))
exercise.mistake("Both your largest score and your sum run down the columns, dim=0. A prediction is a row: use dim=-1 "
                 "in both.",
                 _shifted_by(lambda logits: logits.max(dim=0, keepdim=True).values, total=lambda powers: powers.sum(0)))
exercise.mistake("You divide by one sum for each row, but without keepdim=True these sums form a single row, "
                 "(examples,), and are matched with the *columns*. keepdim=True keeps them a column, (examples, "
                 "1).", _shares(True, False))
exercise.mistake("keepdim=True is missing twice, for the largest scores and for the sums. Without it, the numbers that "
                 "belong to the rows have the shape (examples,), and are matched with the "
                 "*columns*.", _shares(False, False))
exercise.mistake("You average over all words of the vocabulary. Pick from each row only the column of its target.",
                 _loss(pick=lambda table, ids: table))
exercise.mistake("table[:, targets] gives every row *all* the targets. You need one number from each row: "
                 "table[torch.arange(n), targets].", _loss(pick=lambda table, ids: table[:, ids]))
exercise.mistake("The sign is wrong: log probabilities are negative, and the loss is minus their mean.",
                 _loss(finish=lambda chosen: chosen.mean()))
exercise.mistake("You add the losses up. Take their mean, which does not depend on how many examples there are.",
                 _loss(finish=lambda chosen: -chosen.sum()))
exercise.mistake("These are bits. The loss is in nats.", _loss(finish=lambda chosen: -chosen.mean() / math.log(2)))
exercise.mistake("The scores are not probabilities yet. Where is softmax?", _loss(lambda logits: logits))
exercise.mistake("That is minus the mean probability. The surprise is minus the *logarithm* of it.",
                 _loss(lambda logits: logits.softmax(-1)))
exercise.mistake("You return one number for each example. Now take their mean.", _loss(finish=lambda chosen: -chosen))
