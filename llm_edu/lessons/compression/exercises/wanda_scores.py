"""``wanda_scores``: how much each weight of a matrix adds, by its size and by the inputs that it meets."""

import torch

from llm_edu.compression import pruning
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.compression.exercises.common import SHAPES


def _reference(weights, inputs):
    return pruning.wanda_scores(weights, inputs.flatten(0, -2).square().sum(0).sqrt())


def _scores(norms, size=torch.abs):
    """Scores with one thing wrong. norms: of inputs (tokens, inputs)"""
    return lambda weights, inputs: size(weights) * norms(inputs.flatten(0, -2))


def _norms(inputs):
    return inputs.square().sum(0).sqrt()


def _random(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    outputs, width, tokens = (rng.choice([1, 2, 3, 5]) for _ in range(3))
    weights = torch.randn(outputs, width, generator=generator)
    shape = rng.choice([(tokens, width), (2, tokens, width), (3, 1, width)])
    return weights, torch.randn(*shape, generator=generator) * torch.rand(width, generator=generator) * 5


exercise = Exercise(
    reference=_reference,
    cases=[
        case(torch.tensor([[2.0]]), torch.tensor([[3.0]])), case(torch.tensor([[-2.0]]), torch.tensor([[3.0], [4.0]])),
        case(torch.tensor([[0.5, -2.0], [1.0, 0.1]]), torch.tensor([[8.0, 0.0], [0.0, 1.0]])),
        case(torch.tensor([[1.0, -1.0]]), torch.tensor([[3.0, 1.0], [-4.0, -1.0]])),
        case(torch.tensor([[1.0, 2.0]]), torch.tensor([[[1.0, 2.0], [2.0, 0.0]], [[2.0, 1.0], [4.0, 2.0]]])),
        case(torch.tensor([[1.0, 2.0, 3.0]]), torch.zeros(2, 3)),
        case(torch.zeros(2, 3), torch.tensor([[1.0, 2.0, 3.0]])),
        case(torch.tensor([[1.0, 2.0], [3.0, 4.0], [-5.0, 6.0]]), torch.tensor([[1.0, 2.0], [2.0, 0.0], [2.0, 1.0]])),
        case(torch.tensor([[1e-3, 1e3]]), torch.tensor([[1e3, 1e-3], [1e3, 1e-3]])),
    ],
    random_case=_random,
    random_cases=30,
    hints=(
        "What one token brings is one number for each *column* of `weights`. How large is an input over all tokens, "
        "whatever dimensions they come in?",
        "make inputs (tokens, inputs), whatever dimensions came before the last\n"
        "for each input: norm = the square root of the sum over tokens of its squares        # (inputs,)\n"
        "return the absolute values of the weights, each column multiplied by its input's norm",
    ),
    compare="close",
    dtypes=("float64",),
)

exercise.mistake("A weight's sign says nothing about how much it adds. Take the absolute value "
                 "of the weight, too.", _scores(_norms, size=lambda weights: weights))
exercise.mistake("You add up the inputs with their signs, so that 3 and −4 nearly cancel. Add up their squares, "
                 "then take the root.", _scores(lambda inputs: inputs.sum(0).abs()))
exercise.mistake("You add up the absolute values of each input. The norm is the root of the sum of squares.",
                 _scores(lambda inputs: inputs.abs().sum(0)))
exercise.mistake("You add up over the first dimension only. Tokens may come in several dimensions, as in (batch, time, "
                 "inputs): flatten all but the last.", lambda weights, inputs: weights.abs() * _norms(inputs),
                 error=SHAPES)
exercise.mistake("You take the mean of the absolute values of each input. The norm is the root of the sum of squares.",
                 _scores(lambda inputs: inputs.abs().mean(0)))
exercise.mistake("You forgot the square root.", _scores(lambda inputs: inputs.square().sum(0)))
exercise.mistake("You take the mean of the squares. The norm is the root of their sum. (The order of the scores is the "
                 "same, but not the scores.)", _scores(lambda inputs: inputs.square().mean(0).sqrt()))
exercise.mistake("You take the largest input of each column. The norm is the root of the sum of squares.",
                 _scores(lambda inputs: inputs.abs().amax(0)))
exercise.mistake("You have one norm for all inputs together. Each column of `inputs` has its own.",
                 _scores(lambda inputs: inputs.norm()))
exercise.mistake("You multiply each row of the weights by a norm. Row i makes output i; input j meets column j.",
                 lambda weights, inputs: weights.abs() * _norms(inputs.flatten(0, -2))[:, None], error=SHAPES)
exercise.mistake("Your norms run over the inputs of a token. Each input needs its norm over all tokens.",
                 lambda weights, inputs: weights.abs() * inputs.norm(dim=-1), error=SHAPES)
exercise.mistake("That is the size of the weight alone, as in pruning by size. Multiply it by the norm of its "
                 "input.",
                 lambda weights, inputs: weights.abs())
exercise.mistake("You add the norm to the weight's size. Multiply: a large weight whose input is always 0 adds "
                 "nothing.",
                 lambda weights, inputs: weights.abs() + _norms(inputs.flatten(0, -2)))
exercise.mistake("You square the weight. Its absolute value is enough.", _scores(_norms, size=torch.square))
