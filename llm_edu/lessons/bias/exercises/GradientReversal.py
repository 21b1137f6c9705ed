"""``GradientReversal``: passes numbers on unchanged, and their gradient back times −strength."""

import torch
from torch import nn

from llm_edu.bias import GradientReversal as ByTheCourse
from llm_edu.course.checks.exercise import Exercise, scenario

X = [[2.0, -3.0], [0.0, 5.0]]


class _Reference(ByTheCourse):    # the statement has no default
    def __init__(self, strength):
        super().__init__(strength)


def _passed(strength, x, weights, chained=False):
    """A scenario: the numbers that come out, and the gradient that arrives, when each counts with these weights."""
    def run(learner):
        layer = learner(strength)
        handed = torch.tensor(x, requires_grad=True)
        y = layer(handed * 3.0 if chained else handed)
        (y * torch.tensor(weights)).sum().backward()
        return {"output": y.detach().clone(), "gradient": handed.grad.clone(), "handed over": handed.detach().clone()}
    return scenario(run, f"x = torch.tensor({x}); y = GradientReversal({strength})({'3 * x' if chained else 'x'}); "
                         f"(y * torch.tensor({weights})).sum().backward(); y, x.grad")


def _stronger(learner):
    """layer = GradientReversal(1.0); layer.strength = 2.0; layer(x).sum().backward(); x.grad"""
    layer = learner(1.0)
    layer.strength = 2.0
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    layer(x).sum().backward()
    return x.grad.clone()


def _twice(learner):
    """layer = GradientReversal(0.5); layer(x).sum().backward(), for two x; both gradients"""
    layer, found = learner(0.5), []
    for x in (torch.tensor([1.0], requires_grad=True), torch.tensor([4.0, 4.0], requires_grad=True)):
        layer(x).sum().backward()
        found.append(x.grad.clone())
    return found


def _set_afterwards(learner):
    """layer = GradientReversal(1.0); y = layer(x); layer.strength = 3.0; y.sum().backward(); x.grad"""
    layer, x = learner(1.0), torch.tensor([1.0, 2.0], requires_grad=True)
    y = layer(x)
    layer.strength = 3.0
    y.sum().backward()
    return x.grad.clone()


def _beside(learner):
    """y = GradientReversal(0.5)(x); (y.sum() + 10 * x.sum()).backward(); x.grad, which another path reaches as well"""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (learner(0.5)(x).sum() + 10 * x.sum()).backward()
    return x.grad.clone()


def _evaluating(learner):
    """layer = GradientReversal(0.5); layer.eval(); layer(x).sum().backward(); x.grad"""
    layer, x = learner(0.5), torch.tensor([1.0, 2.0], requires_grad=True)
    layer.eval()
    layer(x).sum().backward()
    return x.grad.clone()


def _without_gradient(learner):
    """x = torch.tensor([1.5, -2.0], dtype=torch.float64); y = GradientReversal(0.5)(x); y, y.dtype, x.requires_grad"""
    x = torch.tensor([1.5, -2.0], dtype=torch.float64)
    y = learner(0.5)(x)
    return [y.detach().clone(), str(y.dtype), x.requires_grad]


def _a_module(learner):
    """isinstance(GradientReversal(1.0), nn.Module), and how many parameters it has"""
    layer = learner(1.0)
    return [isinstance(layer, nn.Module), len(list(layer.parameters())) if isinstance(layer, nn.Module) else 0]


def _random_case(rng):
    numbers = [[rng.randrange(-40, 40) / 4 for _ in range(3)] for _ in range(2)]
    weights = [[rng.randrange(-8, 8) / 4 for _ in range(3)] for _ in range(2)]
    return _passed(rng.choice([0.0, 0.25, 1.0, 3.0]), numbers, weights, rng.random() < 0.5)


exercise = Exercise(
    reference=_Reference,
    cases=[
        _passed(1.0, X, [[1.0, 1.0], [1.0, 1.0]]), _passed(0.5, X, [[1.0, 10.0], [-2.0, 0.0]]),
        _passed(0.0, X, [[1.0, 1.0], [2.0, 3.0]]), _passed(3.0, [1.0, -1.0], [2.0, 2.0]),
        _passed(2.0, X, [[1.0, -1.0], [4.0, 0.5]], chained=True), _passed(0.25, [1e6, -1e-3], [1.0, 1.0]),
        _stronger, _twice, _a_module, _set_afterwards, _beside, _evaluating, _without_gradient,
    ],
    random_case=_random_case,
    hints=(
        "The numbers that go on are x, and the gradient that goes back is −strength times what arrives. A tensor can "
        "tell PyTorch what to do with its gradient: tensor.register_hook(function). Or write a sum in which x occurs "
        "twice, once as x.detach(), which lets no gradient through.",
        "__init__: remember strength\nforward: zero = x − x.detach(), which is 0 and has the gradient of x\n"
        "         return x − (1 + strength) · zero",
    ),
    compare="close",
)


def _layer(forward):
    """A GradientReversal with another forward."""
    class Wrong(nn.Module):
        def __init__(self, strength=1.0):
            super().__init__()
            self.strength = strength

        def forward(self, x):
            return forward(self.strength, x)
    return Wrong


def _function(forward=lambda x, strength: x.view_as(x), backward=lambda gradient, strength: -strength * gradient):
    class Passing(torch.autograd.Function):
        @staticmethod
        def forward(context, x, strength):
            context.strength = strength
            return forward(x, strength)

        @staticmethod
        def backward(context, gradient):
            return backward(gradient, context.strength), None
    return _layer(lambda strength, x: Passing.apply(x, strength))


exercise.mistake("The numbers come out with the opposite sign. Only the gradient is reversed; in the forward pass, x "
                 "stays x.",
                 _function(forward=lambda x, strength: -x))
exercise.mistake("You multiply the numbers by −strength. That reverses the gradient, but it changes the numbers, too: "
                 "the adversary would read something else.", _layer(lambda strength, x: -strength * x))
exercise.mistake("The gradient goes back as it arrived: it is not reversed.", _layer(lambda strength, x: x * 1.0))
exercise.mistake("The gradient is scaled by strength, but it keeps its sign. Multiply it by −strength.",
                 _function(backward=lambda gradient, strength: strength * gradient))
exercise.mistake("The gradient is reversed, but strength is ignored.",
                 _function(backward=lambda gradient, strength: -gradient))
exercise.mistake("No gradient goes back at all: x.detach() alone lets none through.",
                 _layer(lambda strength, x: x.detach()), error="does not require grad")
exercise.mistake("The gradient is 0, whatever the strength.", _function(backward=lambda gradient,
                 strength: 0 * gradient))
exercise.mistake("You divide the gradient by strength. Multiply.",
                 _function(backward=lambda gradient, strength: -gradient / strength if strength else 0 * gradient))
exercise.mistake("You subtract strength from the gradient. Multiply the gradient by −strength.",
                 _function(backward=lambda gradient, strength: gradient - strength))
exercise.mistake("Your gradient is (1 − strength) times what arrived: the plain gradient goes back as well as the "
                 "reversed one. One of your x lets a gradient through, and should not.",
                 _layer(lambda strength, x: x + strength * (x.detach() - x)))
exercise.mistake("The gradient is right, but the numbers change, too. What you multiply by strength should be 0, and "
                 "let the gradient through all the same.",
                 _layer(lambda strength, x: x.detach() - strength * x))
exercise.mistake("Only the sign of the gradient goes back, and its size is lost.",
                 _function(backward=lambda gradient, strength: -strength * gradient.sign()))


@exercise.mistake("Your hook is on x itself, so it also reverses the gradients that reach x by other paths. Return a "
                  "new tensor, and put the hook on that one.")
class _HookOnX(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        factor = -self.strength
        if x.requires_grad:
            x.register_hook(lambda gradient: factor * gradient)
        return x


@exercise.mistake("You use the strength that the layer began with. Training raises layer.strength step by step: read "
                  "it in forward.")
class _Frozen(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength, self.first = strength, strength

    def forward(self, x):
        return x.detach() + self.first * (x.detach() - x)


@exercise.mistake("Your strength is a parameter, so it would be learned. It should be a plain number that we choose.")
class _Learned(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.own, self.strength = nn.Parameter(torch.tensor(float(strength))), strength

    def forward(self, x):
        return x.detach() + self.strength * (x.detach() - x)
