"""``distillation_loss``: how far a student's probabilities are from its teacher's, at a temperature."""

from functools import partial

import torch
import torch.nn.functional as F

from llm_edu.compression import distillation
from llm_edu.course.checks.exercise import Exercise, case


def _reference(student_logits, teacher_logits, temperature):
    return distillation.distillation_loss(student_logits, teacher_logits, temperature)


def _loss(student=None, teacher=None, factor=lambda temperature: temperature ** 2, over=None, dim=-1):
    """A loss with one thing wrong."""
    def divided(logits, temperature):
        return (logits / temperature).log_softmax(dim)

    def loss(student_logits, teacher_logits, temperature):
        q = (student or divided)(student_logits, temperature)
        p = (teacher or divided)(teacher_logits, temperature)
        terms = p.exp() * (p - q)
        return factor(temperature) * (over(terms) if over else terms.sum(-1).mean())
    return loss


def _undivided(logits, temperature):
    return logits.log_softmax(-1)


def _cross_entropy(student_logits, teacher_logits, temperature):
    p = (teacher_logits / temperature).softmax(-1)
    return -temperature ** 2 * (p * (student_logits / temperature).log_softmax(-1)).sum(-1).mean()


def _hard(student_logits, teacher_logits, temperature):
    best = teacher_logits.argmax(-1, keepdim=True)
    return -temperature ** 2 * (student_logits / temperature).log_softmax(-1).gather(-1, best).mean()


def _logits(student_logits, teacher_logits, temperature):
    return (student_logits - teacher_logits).square().mean()


def _plain_log(student_logits, teacher_logits, temperature):
    p, q = ((logits / temperature).exp() for logits in (teacher_logits, student_logits))
    p, q = p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True)
    return temperature ** 2 * (p * (p / q).log()).sum(-1).mean()


def _with_small(student_logits, teacher_logits, temperature, small):
    p, q = ((logits / temperature).softmax(-1) for logits in (teacher_logits, student_logits))
    return temperature ** 2 * (p * ((p + small).log() - (q + small).log())).sum(-1).mean()


def _one_maximum(logits):
    below = logits - logits.max()
    return below - below.exp().sum(-1, keepdim=True).log()


def _log_of_logs(student_logits, teacher_logits, temperature):
    q, p = ((logits / temperature).log_softmax(-1) for logits in (student_logits, teacher_logits))
    return temperature ** 2 * F.kl_div(q, p, reduction="none").sum(-1).mean()


def _random(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    shape = rng.choice([(1, 2), (2, 3), (4, 5), (2, 3, 4)])
    student, teacher = (3 * torch.randn(*shape, generator=generator) for _ in range(2))
    return student, teacher, rng.choice([0.5, 1.0, 2.0, 4.0])


exercise = Exercise(
    reference=_reference,
    cases=[
        case(torch.tensor([[0.0, 0.0]]), torch.tensor([[0.0, 0.0]]), 1.0),
        case(torch.tensor([[0.0, 0.0]]), torch.tensor([[2.0, 0.0]]), 1.0),
        case(torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 1.0]]), 1.0),
        case(torch.tensor([[0.0, 0.0]]), torch.tensor([[2.0, 0.0]]), 4.0),
        case(torch.tensor([[1.0, 3.0, 0.0]]), torch.tensor([[0.0, 3.0, 1.0]]), 2.0),
        case(torch.tensor([[5.0, 8.0]]), torch.tensor([[15.0, 17.0]]), 2.0),
        case(torch.tensor([[1.0, 0.0], [0.0, 3.0]]), torch.tensor([[0.0, 1.0], [0.0, 1.0]]), 1.0),
        case(torch.tensor([[[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]]), torch.tensor([[[0.0, 1.0, 0.0], [0.0, 1.0, 2.0]]]),
             2.0),
        case(torch.tensor([[900.0, 0.0]]), torch.tensor([[899.0, 0.0]]), 1.0),
        case(torch.tensor([[0.0, 300.0]]), torch.tensor([[300.0, 0.0]]), 2.0),
        case(torch.tensor([[900.0, 0.0], [0.0, 1.0]]), torch.tensor([[899.0, 0.0], [1.0, 0.0]]), 1.0),
    ],
    random_case=_random,
    random_cases=30,
    gradient=("student_logits",),
    hints=(
        "Divide both by the temperature first. `log_softmax` gives log probabilities that stay finite however large "
        "the logits are. Which of the two distributions weighs the differences?",
        "teacher = log softmax of teacher_logits / temperature\nstudent = log softmax of student_logits / temperature\n"
        "kl = sum over the last dimension of exp(teacher) · (teacher − student)\n"
        "return temperature² · the mean of kl",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("Large logits give nan: `exp` becomes infinite, or a probability becomes 0, which has no logarithm. "
                 "`log_softmax` gives finite ones.", _plain_log)
exercise.mistake("You subtract one maximum from all logits. Where a position's logits are far below it, all powers are "
                 "0, and log 0 is −inf. Subtract each position's own maximum, or use `log_softmax`, which does that.",
                 _loss(student=lambda logits, temperature: _one_maximum(logits / temperature),
                       teacher=lambda logits, temperature: _one_maximum(logits / temperature)))
exercise.mistake("The student comes into the difference as probabilities, the teacher as log probabilities. Take the "
                 "logarithm of both. (`F.kl_div` also expects log probabilities first.)",
                 _loss(student=lambda logits, temperature: (logits / temperature).softmax(-1)))
exercise.mistake("`F.kl_div` takes log probabilities first: you hand it the student's probabilities. And `batchmean` "
                 "divides by the first dimension alone.",
                 _loss(student=lambda logits, temperature: (logits / temperature).softmax(-1),
                       over=lambda terms: terms.sum() / len(terms)))
exercise.mistake("The teacher's probabilities, by which you weigh the differences, lack the temperature.",
                 lambda student_logits, teacher_logits, temperature: temperature ** 2 * (
                     teacher_logits.softmax(-1) * ((teacher_logits / temperature).log_softmax(-1)
                                                   - (student_logits / temperature).log_softmax(-1))).sum(-1).mean())
exercise.mistake("You take the logarithm of log probabilities, which are negative. (`F.kl_div` takes its second "
                 "argument as probabilities, unless you tell it otherwise.)", _log_of_logs)
exercise.mistake("You divide log probabilities by the temperature. Then they no longer belong to probabilities that "
                 "add up to 1: divide the logits.",
                 _loss(*(lambda logits, temperature: logits.log_softmax(-1) / temperature,) * 2))
exercise.mistake("Both must be divided by the temperature: you soften the teacher only.", _loss(student=_undivided))
exercise.mistake("Both must be divided by the temperature: you soften the student only.", _loss(teacher=_undivided))
exercise.mistake("Your temperature has no effect on the probabilities. Divide the logits by it before the softmax.",
                 _loss(student=_undivided, teacher=_undivided))
exercise.mistake("You forgot the factor T²: without it the gradients shrink as the temperature rises.",
                 _loss(factor=lambda temperature: 1.0))
exercise.mistake("The factor is T², not T.", _loss(factor=lambda temperature: temperature))
exercise.mistake("You divide by T². Multiply by it: division by T has already made the gradients smaller.",
                 _loss(factor=lambda temperature: 1 / temperature ** 2))
exercise.mistake("You multiply the logits by the temperature. Divide them: a higher one makes probabilities "
                 "more equal.",
                 _loss(*(lambda logits, temperature: (logits * temperature).log_softmax(-1),) * 2))
exercise.mistake("That is KL(student ‖ teacher). Weigh the differences by the *teacher's* probabilities.",
                 lambda student_logits, teacher_logits, temperature: _loss()(
                     teacher_logits, student_logits, temperature))
exercise.mistake("The sign is wrong: the loss is 0 for equal probabilities, and positive for all others.",
                 _loss(factor=lambda temperature: -temperature ** 2))
exercise.mistake("That is the cross-entropy. Subtract the teacher's own entropy, so that equal probabilities "
                 "have loss 0.",
                 _cross_entropy)
exercise.mistake("You take the teacher's most probable token as a target, and throw away its other probabilities.",
                 _hard)
exercise.mistake("You take the mean over the vocabulary, too. Add up over the vocabulary, then take the mean over "
                 "positions.", _loss(over=lambda terms: terms.mean()))
exercise.mistake("You add up over all positions. Take their mean, so that the loss does not depend on the length.",
                 _loss(over=lambda terms: terms.sum()))
exercise.mistake("You divide by the size of the first dimension alone, as `batchmean` does. Take the mean over all "
                 "positions.",
                 _loss(over=lambda terms: terms.sum() / len(terms)))
exercise.mistake("Your softmax runs over positions. Each position has its own probabilities, over the vocabulary.",
                 _loss(dim=-2))
for small in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6):
    exercise.mistake(f"The {small:g} that you add before the logarithm is larger than many probabilities, and changes "
                     "the loss. `log_softmax` needs no such help.", partial(_with_small, small=small))
exercise.mistake("You compare logits. Only their differences within a position matter: compare probabilities.", _logits)
