"""``whole_product``: a layer's output from products of whole numbers."""

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.compression.exercises.common import SHAPES


def _steps(x):
    """The scale of each row; 1 for a row of zeros."""
    steps = x.abs().amax(dim=1, keepdim=True) / 127
    return torch.where(steps > 0, steps, 1.0)


def _product(steps=_steps, code=torch.round, whole=lambda codes: codes.to(torch.int32),
             product=lambda rows, codes: rows @ codes.T, result=lambda sums, steps, scales: sums * steps * scales):
    """A whole_product, right unless a part is replaced."""
    def whole_product(x, codes, scales):
        row_steps = steps(x)
        return result(product(whole(code(x / row_steps)), whole(codes)), row_steps, scales)
    return whole_product


def _drawn(generator, rows, inputs, outputs):
    """Rows of very different sizes, codes and scales."""
    sizes = torch.tensor([0.01, 1.0, 50.0])[torch.randint(3, (rows, 1), generator=generator)]
    x = torch.randn(rows, inputs, generator=generator) * sizes
    codes = torch.randint(-127, 128, (outputs, inputs), generator=generator, dtype=torch.int8)
    return x, codes, torch.rand(outputs, generator=generator) * 0.1 + 0.001


def _random_layer(rng):
    while True:
        generator = torch.Generator().manual_seed(rng.randrange(2 ** 31))
        drawn = _drawn(generator, rng.randrange(1, 4), rng.randrange(1, 7), rng.randrange(1, 5))
        if _makes_sense(*drawn):
            return drawn


def _cases():
    codes, scales = torch.tensor([[3, -7, 0], [127, 100, 127]], dtype=torch.int8), torch.tensor([0.125, 0.5])
    ones = torch.ones(1, dtype=torch.float32)
    return [
        case(torch.tensor([[2.0]]), torch.tensor([[5]], dtype=torch.int8), ones),
        case(torch.tensor([[-2.0]]), torch.tensor([[5]], dtype=torch.int8), ones * 0.1),
        case(torch.tensor([[0.0]]), torch.tensor([[5]], dtype=torch.int8), ones),
        case(torch.tensor([[0.3, 1.27, -0.2]]), codes, scales), case(torch.tensor([[1.0, 0.9, 0.8]]), codes, scales),
        case(torch.tensor([[0.011, 0.012, -0.02], [40.0, 1.0, 2.0]]), codes, scales),
        case(torch.tensor([[0.0, 0.0, 0.0], [0.3, 0.1, -1.0]]), codes, scales),
        case(torch.tensor([[3e-7, -1e-7, 0.0]]), codes, 1e4 * scales),    # tiny, and no zeros
        case(torch.tensor([[-5.0, 1.0, 0.2]]), codes, scales),
        case(torch.tensor([[0.004, -1.27, 0.62]]), codes, scales),
        case(*_drawn(torch.Generator().manual_seed(0), 2, 40, 3)),
    ]


def _makes_sense(x, codes, scales):
    """Shapes that fit, and no number halfway between two codes, where rounding up and rounding down are both right."""
    fit = x.ndim == codes.ndim == 2 and x.numel() > 0 and codes.shape == (len(scales), x.shape[1]) and len(scales) > 0
    return fit and bool(((x / _steps(x)).abs() % 1 - 0.5).abs().min() > 1e-3)


exercise = Exercise(
    reference=_product(),
    cases=_cases,
    random_case=_random_layer,
    valid=_makes_sense,
    hints=(
        "Treat each row of x as you treated a row of weights: one scale, then whole numbers. Then multiply, and only "
        "at the end think of what the whole numbers stand for.",
        "row_scales = the largest absolute value of each row ÷ 127             (rows, 1)\nwhere it is 0, take 1\n"
        "row_codes = x ÷ row_scales, rounded, as int32                        (rows, inputs)\n"
        "sums = row_codes times codes as int32, transposed                    (rows, outputs)\n"
        "return sums · row_scales · scales",
    ),
    compare="close",
)

exercise.mistake("You divide by 0 for a row of zeros: its result should be zeros.",
                 _product(steps=lambda x: x.abs().amax(dim=1, keepdim=True) / 127, whole=lambda codes: codes.float()))
exercise.mistake("Your rows share one scale. So one row with a large number makes the steps of all others coarse: give "
                 "each row its own.", _product(steps=lambda x: _steps(x.reshape(1, -1))))
exercise.mistake("Your scales are those of the columns of x. Each row gets one.",
                 _product(steps=lambda x: _steps(x.T).T), error=SHAPES)
exercise.mistake("You multiply in int8, where nothing is larger than 127: the sums wrap around. Turn both into int32 "
                 "first.", _product(whole=lambda codes: codes.to(torch.int8)))
exercise.mistake("You multiply x as it is, or codes that are not rounded. They should be whole numbers, so that the "
                 "processor multiplies whole numbers only.",
                 lambda x, codes, scales: x @ (codes.float() * scales[:, None]).T)
exercise.mistake("You cut off the fraction of each code. Round to the nearest whole number.",
                 _product(code=torch.trunc))
exercise.mistake("You round down. Round to the nearest whole number.", _product(code=torch.floor))
exercise.mistake("Your largest code is 128; 8 bits with a sign end at 127.",
                 _product(steps=lambda x: _steps(x) * 127 / 128))
exercise.mistake("You take each row's largest number. In −5, 1 that is 1, and not −5: first take absolute values, then "
                 "the largest of them.",
                 _product(steps=lambda x: torch.where((top := x.amax(dim=1, keepdim=True).abs()) > 0, top / 127, 1.0)))
exercise.mistake("Your scale is almost 0 for a row without positive numbers: the one farthest from 0 may be negative.",
                 _product(steps=lambda x: x.amax(dim=1, keepdim=True).clamp(min=1e-20) / 127))
exercise.mistake("Your codes reach 128, which an int8 does not have: it wraps around to −128. Divide by 127, and use "
                 "int32.",
                 _product(steps=lambda x: _steps(x) * 127 / 128, code=lambda codes: codes.round().to(torch.int8)))
exercise.mistake("The scales of the weights belong to the outputs, the columns of the result. With [:, None] they meet "
                 "its rows.", _product(result=lambda sums, steps, scales: sums * steps * scales[:, None]), error=SHAPES)
exercise.mistake("Each row of x has a scale, but yours meet the columns of x: (rows,) is read as (1, rows). Make them "
                 "(rows, 1).", _product(steps=lambda x: _steps(x)[:, 0]), error=SHAPES)
exercise.mistake("You divide the columns of x by the scales of its rows: (rows,) is read as (1, rows).",
                 _product(steps=lambda x: _steps(x)[:, 0], result=lambda sums, steps, scales: (
                     sums * steps[:, None] * scales)), error=SHAPES)
exercise.mistake("Your scale comes from the largest number of a row. The one farthest from 0 may be negative.",
                 _product(steps=lambda x: torch.where((top := x.amax(dim=1, keepdim=True)) > 0, top / 127, 1.0)))
exercise.mistake("You forget to bring back the scales of the rows of x.",
                 _product(result=lambda sums, steps, scales: sums * scales))
exercise.mistake("You forget to bring back the scales of the weights.",
                 _product(result=lambda sums, steps, scales: sums * steps))
exercise.mistake("You divide by a scale at the end. A code says how many steps: multiply by both scales.",
                 _product(result=lambda sums, steps, scales: sums / steps * scales))
exercise.mistake("These are the sums of whole numbers. Multiply them by both scales.",
                 _product(result=lambda sums, steps, scales: sums))
exercise.mistake("Your result is transposed: it should have a row for each row of x.",
                 _product(result=lambda sums, steps, scales: (sums * steps * scales).T))
