"""``votes``: a logit as a sum, one number for each part of the stream."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _drawn(seed, *shape):
    """Numbers with one decimal place, so that a failing case can be read."""
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) * 10).round() / 10


def _voted(size=lambda parts: parts.sum(0).square().mean().sqrt(), gain=lambda gain: gain, parts=lambda parts: parts,
           end=lambda product: product.sum(-1)):
    """A votes with one thing wrong. size: what the parts are divided by"""
    def function(parts_, gain_, row):
        return end(parts(parts_) / size(parts_) * gain(gain_) * row)
    return lambda parts, gain, row: function(parts, gain, row)


def _drawn_case(rng):
    seed, count, width = rng.randrange(2**30), rng.randrange(1, 6), rng.randrange(2, 6)
    parts = _drawn(seed, count, width)
    parts[0, 0] += 3 - parts[:, 0].sum()    # so that the stream is never near zero
    return parts, _drawn(seed + 1, width), _drawn(seed + 2, width)


ONES = torch.ones(2)

exercise = Exercise(
    reference=_voted(),
    names=("parts", "gain", "row"),
    cases=[
        case(torch.tensor([[3.0, 1.0], [4.0, -2.0]]), ONES, torch.tensor([1.0, 0.0])),
        case(torch.tensor([[3.0, 1.0], [4.0, -2.0], [0.0, 2.0]]), torch.tensor([2.0, 1.0]), torch.tensor([1.0, 1.0])),
        case(torch.tensor([[0.5, -0.3], [0.3, 0.7]]), torch.tensor([2.0, 1.0]), torch.tensor([1.0, -3.0])),    # small
        case(torch.tensor([[6.0, 8.0]]), ONES, torch.tensor([1.0, -1.0])),
        case(torch.tensor([[5.0, -1.0], [-3.0, 0.0]]), torch.tensor([0.5, 1.5]), torch.tensor([-4.0, 1.0])),
        case(torch.tensor([[0.0, 0.0], [2.0, 1.0]]), torch.tensor([3.0, -1.0]), torch.tensor([0.5, 2.0])),
        case(torch.tensor([[9.0, -9.0], [-9.0, 9.0], [1.0, 2.0]]), ONES, torch.tensor([1.0, 3.0])),
        case(_drawn(3, 4, 4), _drawn(4, 4), _drawn(5, 4)),    # square: shapes tell nothing
        case(_drawn(6, 2, 5), _drawn(7, 5), _drawn(8, 5)), case(_drawn(9, 6, 3), _drawn(10, 3), _drawn(11, 3)),
        case(_drawn(12, 3, 4) * 100, _drawn(13, 4), _drawn(14, 4)),
    ],
    random_case=_drawn_case,
    valid=lambda parts, gain, row: parts.ndim == 2 and gain.shape == row.shape == parts.shape[1:] and (
        len(parts) > 0 and parts.shape[1] > 0 and parts.sum(0).square().mean().item() > 0.25),
    hints=(
        "Divide all parts by the same number: the root mean square of their *sum*. Then multiply by gain and row, "
        "dimension by dimension.",
        "stream = sum of the parts           (width,)\nsize = root of the mean of its squares    one number\n"
        "vote of a part = sum over the width of part / size · gain · row",
    ),
    compare="close",
    tolerance=1e-4,    # more than an epsilon of 1e-5 changes
    any_dtype=True,
)

exercise.mistake("You divide each part by its own size. The norm sees only the whole stream: divide all parts by the "
                 "size of their sum.",
                 _voted(size=lambda parts: parts.square().mean(-1, keepdim=True).sqrt().clamp(min=1e-6)))
exercise.mistake("You divide each part by its own size, so by 0 if a part is 0. Divide all parts by the size of their "
                 "sum.", _voted(size=lambda parts: parts.square().mean(-1, keepdim=True).sqrt()))
exercise.mistake("The division is missing. The norm divides the stream by its root mean square, and so each part of "
                 "the stream.", _voted(size=lambda parts: 1.0))
exercise.mistake("The gain is missing.", _voted(gain=torch.ones_like))
exercise.mistake("The gain comes in twice.", _voted(gain=torch.square))
exercise.mistake("You divide by the length, the root of the *sum* of the squares. The norm takes the root of their "
                 "mean.", _voted(size=lambda parts: parts.sum(0).norm()))
exercise.mistake("The root is missing: you divide by the mean of the squares.",
                 _voted(size=lambda parts: parts.sum(0).square().mean()))
exercise.mistake("You use the size of all parts side by side. But the norm sees their sum, in which they may have "
                 "cancelled each other.", _voted(size=lambda parts: parts.square().mean().sqrt()))
exercise.mistake("You use the size of the parts' mean. The stream is their sum.",
                 _voted(size=lambda parts: parts.mean(0).square().mean().sqrt()))
exercise.mistake("Your size is a standard deviation, as in LayerNorm. This norm subtracts no mean.",
                 _voted(size=lambda parts: (parts.sum(0) - parts.sum(0).mean()).square().mean().sqrt().clamp(min=1e-6)))
exercise.mistake("std subtracts the mean, and divides by one less than the number of dimensions. The norm does "
                 "neither.",
                 _voted(size=lambda parts: parts.sum(0).std()))
exercise.mistake("That is the whole logit. Return the numbers that add up to it, one for each part.",
                 _voted(end=lambda product: product.sum()))
exercise.mistake("You return a vote for each dimension of each part. Add these up: one number for each part.",
                 _voted(end=lambda product: product))
exercise.mistake("You added over the parts. Return one number for each *part*: add over the width.",
                 _voted(end=lambda product: product.sum(0)))
exercise.mistake("These are shares of the logit, which add up to 1. Return the votes themselves, which add up to the "
                 "logit.", _voted(end=lambda product: product.sum(-1) / product.sum()))
exercise.mistake("You add the votes up as you go: each includes those of the parts before it.",
                 _voted(end=lambda product: product.sum(-1).cumsum(0)))
exercise.mistake("That is the mean over the width. A dot product is a sum.",
                 _voted(end=lambda product: product.mean(-1)))
exercise.mistake("A vote can be negative: a part can speak against a token.",
                 _voted(end=lambda product: product.sum(-1).abs()))


@exercise.mistake("row is missing: the token's row decides how much a part adds to the logit of *this* token.")
def _without_the_row(parts, gain, row):
    return (parts / parts.sum(0).square().mean().sqrt() * gain).sum(-1)
