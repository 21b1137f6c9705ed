"""``calibrate``: what a prompt says by itself, taken out of a model's answers."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _reference(probabilities, content_free):
    prior = content_free.double().mean(dim=0)    # (labels,)
    weighted = probabilities.double() / prior    # (texts, labels)
    return (weighted / weighted.sum(dim=-1, keepdim=True)).to(probabilities.dtype)


def _shares(probabilities, content_free):
    return case(torch.tensor(probabilities), torch.tensor(content_free))


def _random_shares(rng, rows, labels):
    return torch.rand(rows, labels, generator=torch.Generator().manual_seed(rng.randrange(2**31))).add(0.05)


def _shares_case(rng):
    labels = rng.choice([2, 2, 3, 4])
    both = (_random_shares(rng, rng.randrange(1, 5), labels) for _ in range(2))
    return tuple(each / each.sum(-1, keepdim=True) for each in both)


def _sensible(probabilities, content_free):
    return (probabilities.dim() == content_free.dim() == 2 and min(*probabilities.shape, *content_free.shape) > 0
            and probabilities.shape[1] == content_free.shape[1] and bool((content_free > 0).all()))


exercise = Exercise(
    reference=_reference,
    cases=[
        _shares([[0.5, 0.5]], [[0.5, 0.5]]), _shares([[0.3, 0.7]], [[0.5, 0.5]]), _shares([[0.3, 0.7]], [[0.2, 0.8]]),
        _shares([[0.2, 0.8]], [[0.2, 0.8]]), _shares([[0.4, 0.6], [0.1, 0.9]], [[0.2, 0.8]]),
        _shares([[0.3, 0.7]], [[0.1, 0.9], [0.5, 0.5]]), _shares([[0.3, 0.7], [0.6, 0.4]], [[0.1, 0.9], [0.5, 0.5]]),
        _shares([[0.4, 0.6], [0.1, 0.9], [0.5, 0.5]], [[0.1, 0.9], [0.2, 0.8], [0.6, 0.4]]),
        _shares([[0.2, 0.3, 0.5]], [[0.5, 0.25, 0.25]]),
        _shares([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]], [[0.5, 0.25, 0.25], [0.7, 0.2, 0.1], [0.9, 0.05, 0.05]]),
        _shares([[0.1, 0.2, 0.3, 0.4]], [[0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]]),
        _shares([[1.0, 0.0], [0.0, 1.0]], [[0.3, 0.7]]),    # a model may be quite sure
        _shares([[0.001, 0.999], [0.01, 0.99]], [[0.002, 0.998], [0.004, 0.996]]),
        _shares([[1.0]], [[1.0]]),
    ],
    random_case=_shares_case,
    random_cases=30,
    valid=_sensible,
    hints=(
        "What is the prior? One number for each label: the mean over the texts without content. What is left of a row "
        "when you divide it by these numbers?",
        "prior = content_free's mean down its rows, (labels,)\ndivide each row of probabilities by prior, label by "
        "label\ndivide each row by its own sum (keep that dimension, so that rows meet their own sums)",
    ),
    compare="close",
    dtypes=("float64",),
)


def _calibrate(prior=lambda content_free: content_free.mean(0), weigh=lambda rows, prior: rows / prior,
               end=lambda weighted: weighted / weighted.sum(-1, keepdim=True)):
    """A calibrate with one thing wrong."""
    return lambda probabilities, content_free: end(weigh(probabilities, prior(content_free)))


exercise.mistake("Your rows no longer sum to 1. After the division by the prior, divide each row by its own sum.",
                 _calibrate(end=lambda weighted: weighted))
exercise.mistake("You divide by the sums of the columns. The probabilities of each text should sum to 1, so divide "
                 "each row by its own sum.",
                 _calibrate(end=lambda weighted: weighted / weighted.sum(0, keepdim=True)))
exercise.mistake("You divide everything by one sum over all texts. Each row has its own sum.",
                 _calibrate(end=lambda weighted: weighted / weighted.sum()))
exercise.mistake("You don't need a softmax: it raises e to the numbers of a row. To make a row sum to 1, divide it by "
                 "its sum.", _calibrate(end=lambda weighted: weighted.softmax(-1)))
exercise.mistake("You divide each row by its largest number. To make a row sum to 1, divide it by its sum.",
                 _calibrate(end=lambda weighted: weighted / weighted.max(-1, keepdim=True).values))
exercise.mistake("The sum of each row has lost its dimension, so PyTorch takes it for one number per label. Keep the "
                 "dimension.",
                 _calibrate(end=lambda weighted: weighted / weighted.sum(-1)), error="must match the size")
exercise.mistake("You return the numbers of the labels. Return the probabilities.",
                 _calibrate(end=lambda weighted: weighted.argmax(-1)))
exercise.mistake("You multiply by the prior, which counts it twice. Divide by it.",
                 _calibrate(weigh=lambda rows, prior: rows * prior))
exercise.mistake("You divide the prior by the probabilities. Do it the other way round.",
                 _calibrate(weigh=lambda rows, prior: prior / rows))
exercise.mistake("You subtract the prior. Then some results may be below 0, and no probability is. Divide by the "
                 "prior.",
                 _calibrate(weigh=lambda rows, prior: rows - prior, end=lambda weighted: weighted))
exercise.mistake("You subtract the prior. Divide by it.",
                 _calibrate(weigh=lambda rows, prior: rows - prior))
exercise.mistake("You subtract the prior. Divide by it, and then you need no softmax.",
                 _calibrate(weigh=lambda rows, prior: rows - prior, end=lambda weighted: weighted.softmax(-1)))
exercise.mistake("You divide each row by its length, the root of the sum of squares. To make a row sum to 1, divide "
                 "it by its sum.", _calibrate(end=lambda weighted: weighted / weighted.norm(dim=-1, keepdim=True)))
exercise.mistake("You round. Return the probabilities as they are, and round when you print.",
                 _calibrate(end=lambda weighted: (weighted / weighted.sum(-1, keepdim=True)).round(decimals=2)))
exercise.mistake("You have mixed up the two tensors: divide probabilities by the prior that comes from content_free.",
                 lambda probabilities, content_free: _reference(content_free, probabilities))
exercise.mistake("You shift the probabilities by the distance of the prior from equal shares. Divide by the prior "
                 "instead.",
                 _calibrate(weigh=lambda rows, prior: rows + 1 / rows.shape[1] - prior, end=lambda weighted: weighted))
exercise.mistake("You use only the first text without content. Take the mean of all of them.",
                 _calibrate(prior=lambda content_free: content_free[0]))
exercise.mistake("You use only the last text without content. Take the mean of all of them.",
                 _calibrate(prior=lambda content_free: content_free[-1]))
exercise.mistake("Your probabilities do not change. Do you use content_free at all? The mean over all its numbers is "
                 "not enough: one number for all labels changes nothing. Each label has its own mean, down the rows.",
                 _calibrate(prior=lambda content_free: content_free.mean()))
exercise.mistake("You take the mean along a row, over the labels. The prior has one number for each label: the mean "
                 "over the texts without content.",
                 _calibrate(prior=lambda content_free: content_free.mean(1)), error="must match the size")
exercise.mistake("You take the mean along a row, which is one number for all labels. The prior has one number for "
                 "each label: the mean over the texts without content.",
                 _calibrate(prior=lambda content_free: content_free.mean(1, keepdim=True)), error="must match the size")
exercise.mistake("You take the median of the texts without content. Take their mean.",
                 _calibrate(prior=lambda content_free: content_free.median(0).values))
exercise.mistake("You take the mean of the logarithms (a geometric mean). Take the mean of the probabilities.",
                 _calibrate(prior=lambda content_free: content_free.log().mean(0).exp()))
exercise.mistake("You divide by each text without content, and take the mean of the results. First take the mean of "
                 "the rows of content_free, and then divide once.",
                 _calibrate(prior=lambda content_free: 1 / (1 / content_free).mean(0)))
exercise.mistake("You take the largest probability of each label over the texts without content. Take the mean.",
                 _calibrate(prior=lambda content_free: content_free.max(0).values))
exercise.mistake("You take the smallest probability of each label over the texts without content. Take the mean.",
                 _calibrate(prior=lambda content_free: content_free.min(0).values))
exercise.mistake("You take the prior from the texts' own probabilities. Take it from content_free.",
                 lambda probabilities, content_free: _reference(probabilities, probabilities))
exercise.mistake("You calibrate with each text without content, and take the mean of the calibrated probabilities. "
                 "First take the mean of the rows of content_free, and then divide once.",
                 lambda probabilities, content_free: torch.stack([_reference(probabilities, row[None])
                                                                  for row in content_free]).mean(0))
exercise.mistake("You divide each text by the text without content in the same row. These rows have nothing to do "
                 "with each other: divide every row by the mean of all rows of content_free.",
                 lambda probabilities, content_free: _calibrate(prior=lambda rows: rows)(probabilities, content_free),
                 error="must match the size")


@exercise.mistake("You have changed the tensor that you were given. Leave it as it is, and return a new tensor.")
def _in_place(probabilities, content_free):
    probabilities /= content_free.mean(0)
    probabilities /= probabilities.sum(-1, keepdim=True)
    return probabilities
