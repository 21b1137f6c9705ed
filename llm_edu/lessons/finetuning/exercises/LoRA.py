"""``LoRA``: a frozen linear layer and a change beside it that learns."""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.finetuning.lora_cases import a_random_case, all_cases


class LoRA(nn.Module):
    """The course's own."""

    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        for parameter in base.parameters():
            parameter.requires_grad = False
        outputs, inputs = base.weight.shape
        bound = 1 / math.sqrt(inputs)
        self.down = nn.Parameter(base.weight.new_empty(rank, inputs).uniform_(-bound, bound))
        self.up = nn.Parameter(base.weight.new_zeros(outputs, rank))

    def forward(self, x):
        """x: (..., inputs)   ->   (..., outputs)"""
        return self.base(x) + F.linear(F.linear(x, self.down), self.up) * self.scale


def _compared(expected, got):
    if expected == [] and isinstance(got, list):    # what is wrong with it
        return "The list says what is wrong with the layer." if got else None
    return difference(expected, got, Rules(close=True, tolerance=1e-4, dtypes=True))


exercise = Exercise(
    reference=LoRA,
    cases=all_cases,
    random_case=a_random_case,
    keywords=("rank", "alpha"),
    hints=(
        "In __init__: keep the layer, stop it from learning, make two parameters and remember alpha / rank. In "
        "forward: what the frozen layer makes of x, plus the scaled change. x goes through down first and becomes "
        "narrow, then through up.",
        "__init__:\n    self.base = base, with requires_grad_(False)\n    inputs, outputs, dtype: as base.weight has "
        "them\n    self.down = nn.Parameter(empty (rank, inputs), then uniform_ from −1/√inputs to 1/√inputs)\n"
        "    self.up = nn.Parameter(zeros (outputs, rank))\nforward:\n    low = x @ down transposed      (..., rank)\n"
        "    return base(x) + alpha / rank · (low @ up transposed)",
    ),
    compare=_compared,
    time_limit=20,
)


# --- planted mistakes

def _even(rank, inputs, dtype, bound=None):
    bound = inputs ** -0.5 if bound is None else bound
    return torch.empty(rank, inputs, dtype=dtype).uniform_(-bound, bound)


def _lora(freeze=lambda base: base.requires_grad_(False), keep=lambda base: base,
          scale=lambda alpha, rank: alpha / rank, down=_even,
          up=lambda outputs, rank, dtype: torch.zeros(outputs, rank, dtype=dtype),
          forward=lambda self, x: self.base(x) + self.scale * (x @ self.down.T @ self.up.T), parameter=nn.Parameter,
          dtype=lambda weight: weight.dtype, then=lambda self: None):
    """A LoRA with one thing wrong."""
    class Wrong(nn.Module):
        def __init__(self, base, rank, alpha):
            super().__init__()
            (outputs, inputs), kind = base.weight.shape, dtype(base.weight)
            freeze(base)
            self.base, self.scale = keep(base), scale(alpha, rank)
            self.down, self.up = parameter(down(rank, inputs, kind)), parameter(up(outputs, rank, kind))
            then(self)

        def forward(self, x):
            return forward(self, x)
    return Wrong


def _change(self, x):
    return self.scale * (x @ self.down.T @ self.up.T)


def _without_gradient(self, x):
    with torch.no_grad():
        found = self.base(x)
    return found + _change(self, x)


def _whole_table(self, x):
    return F.linear(x, self.base.weight + self.scale * self.up @ self.down, self.base.bias)


def _into_base(self, x):
    with torch.no_grad():
        self.base.weight += self.scale * self.up @ self.down
    return self.base(x)


def _two_linears(self):
    (rank, inputs), outputs = self.down.shape, len(self.up)
    del self.down, self.up
    self.down, self.up = nn.Linear(inputs, rank, bias=False), nn.Linear(rank, outputs, bias=False)
    nn.init.zeros_(self.up.weight)


def _like_a_linear(self):
    layer = nn.Linear(self.down.shape[1], self.down.shape[0], bias=False)
    del self.down
    self.down = layer


def _remember(self):
    self.change = (self.scale * self.up @ self.down).detach()


def _learned_scale(self):
    self.scale = nn.Parameter(torch.tensor(self.scale))


exercise.mistake("The frozen layer still learns: all its parameters need requires_grad = False.",
                 _lora(freeze=lambda base: None))
exercise.mistake("base's weight is frozen, its bias is not. base.requires_grad_(False) freezes all parameters of a "
                 "layer.",
                 _lora(freeze=lambda base: base.weight.requires_grad_(False)))
exercise.mistake("You keep a copy of the layer. Then its weights are in memory twice, and the layer you were given is "
                 "not the one that runs. Keep the layer itself.", _lora(keep=copy.deepcopy))
exercise.mistake("down and up must be parameters (nn.Parameter). Otherwise no optimiser finds them.",
                 _lora(parameter=lambda table: table.requires_grad_()))
exercise.mistake("down and up are plain tensors, and nothing learns. nn.Parameter turns them into parameters.",
                 _lora(parameter=lambda table: table))
exercise.mistake("up does not start at zero. So the model is a different one before it has learned anything.",
                 _lora(up=lambda outputs, rank, dtype: _even(outputs, rank, dtype)))
exercise.mistake("down is zero, too. Only one of the two may be zero: the gradient of each is multiplied by the other.",
                 _lora(down=lambda rank, inputs, dtype: torch.zeros(rank, inputs, dtype=dtype)))
exercise.mistake("You made down zero and drew up at random. That leaves the model unchanged, too, but here up should "
                 "be zero.",
                 _lora(down=lambda rank, inputs, dtype: torch.zeros(rank, inputs, dtype=dtype),
                       up=lambda outputs, rank, dtype: _even(outputs, rank, dtype)))
exercise.mistake("down comes from the normal distribution. Draw it evenly between −1/√inputs and 1/√inputs.",
                 _lora(down=lambda rank, inputs, dtype: torch.randn(rank, inputs).to(dtype)))
exercise.mistake("down has the right size, but comes from the normal distribution. Draw it evenly between −1/√inputs "
                 "and 1/√inputs.",
                 _lora(down=lambda rank, inputs, dtype: (torch.randn(rank, inputs) / (3 * inputs) ** 0.5).to(dtype)))
exercise.mistake("The numbers of down lie between 0 and 1/√inputs. Half of them should be negative.",
                 _lora(down=lambda rank, inputs, dtype: (torch.rand(rank, inputs) / inputs ** 0.5).to(dtype)))
exercise.mistake("down lies between −1 and 1, however many inputs there are. Its bound is 1/√inputs.",
                 _lora(down=lambda rank, inputs, dtype: _even(rank, inputs, dtype, 1)))
exercise.mistake("down's bound is 1/√inputs. You left out the square root.",
                 _lora(down=lambda rank, inputs, dtype: _even(rank, inputs, dtype, 1 / inputs)))
exercise.mistake("down's bound is 1/√inputs. You used the rank instead of the inputs.",
                 _lora(down=lambda rank, inputs, dtype: _even(rank, inputs, dtype, rank ** -0.5)))
exercise.mistake("Every layer gets the same numbers in down. Draw new ones for each, and do not set a seed in here: "
                 "leave that to the code that makes the layers.",
                 _lora(down=lambda rank, inputs, dtype: torch.manual_seed(0) and _even(rank, inputs, dtype)))
exercise.mistake("down and up are always float32. A model in 16 bits needs a change in 16 bits: take the dtype of "
                 "base's weight.", _lora(dtype=lambda weight: torch.float32), error="dtype")
exercise.mistake("The change is not scaled: multiply it by alpha / rank.", _lora(scale=lambda alpha, rank: 1.0))
exercise.mistake("You multiply by alpha. Multiply the change by alpha / rank.", _lora(scale=lambda alpha, rank: alpha))
exercise.mistake("// drops the remainder: alpha 4 and rank 8 would switch the change off.",
                 _lora(scale=lambda alpha, rank: alpha // rank))
exercise.mistake("The scale is upside down: alpha / rank.", _lora(scale=lambda alpha, rank: rank / alpha))
exercise.mistake("The scale learns, too. Only down and up should.", _lora(then=_learned_scale))
exercise.mistake("You return the change alone. Add it to the frozen layer's output.", _lora(forward=_change))
exercise.mistake("You subtract the change. Add it.",
                 _lora(forward=lambda self, x: self.base(x) - _change(self, x)))
exercise.mistake("The scale is for the change alone. You multiplied the frozen layer's output by it, too.",
                 _lora(forward=lambda self, x: self.scale * (self.base(x) + x @ self.down.T @ self.up.T)))
exercise.mistake("No gradient passes through the frozen layer to x, so layers below could not learn. *Frozen* only "
                 "means that its own parameters don't learn. Leave out no_grad and detach.",
                 _lora(forward=_without_gradient))
exercise.mistake("You create the large matrix up · down at every call. It takes as much memory as the frozen one, and "
                 "twice that with its gradient. Send x through down, then through up.", _lora(forward=_whole_table))
exercise.mistake("You add the change to the frozen matrix itself, and do so again at each call.",
                 _lora(forward=_into_base))
exercise.mistake("You work out the change when the layer is made. But up is zero then. Use the values that down and up "
                 "have at each call.", _lora(then=_remember, forward=lambda self, x: self.base(x) + x @ self.change.T))
exercise.mistake("down is a whole layer. It should be a matrix alone, a parameter of (rank, inputs).",
                 _lora(then=_like_a_linear), error="'Linear' object has no attribute")
exercise.mistake("down and up are whole layers. They should be matrices alone, parameters of (rank, inputs) and "
                 "(outputs, rank).",
                 _lora(then=_two_linears, forward=lambda self, x: self.base(x) + self.scale * self.up(self.down(x))),
                 error="'Linear' object has no attribute")
exercise.mistake("You leave out base's bias. base(x) adds it, if there is one.",
                 _lora(forward=lambda self, x: x @ self.base.weight.T + _change(self, x)))
exercise.mistake("forward returns None. Did you forget `return`?", _lora(forward=lambda self, x: None))
exercise.mistake("down is (rank, inputs) and up (outputs, rank), as in nn.Linear: a row for each output. "
                 "Yours are the other way round.",
                 _lora(down=lambda rank, inputs, dtype: _even(rank, inputs, dtype).T.contiguous(),
                       up=lambda outputs, rank, dtype: torch.zeros(rank, outputs, dtype=dtype),
                       forward=lambda self, x: self.base(x) + self.scale * (x @ self.down @ self.up)))
