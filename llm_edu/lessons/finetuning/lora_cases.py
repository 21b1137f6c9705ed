"""What the check of the exercise ``LoRA`` looks at: scenarios, each a small program over the learner's class.

Those that ask what a new layer consists of return the list of what is wrong with it: of a right one nothing is.
"""

import copy

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from llm_edu.course.checks.exercise import Scenario, scenario


def a_base(inputs, outputs, bias=True, dtype=torch.float32, seed=0):
    """A linear layer with whole numbers in it, which every dtype has."""
    layer, generator = nn.Linear(inputs, outputs, bias=bias, dtype=dtype), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randint(-3, 4, parameter.shape, generator=generator))
    return layer


def filled(layer, seed):
    """The layer, with known whole numbers in its change."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for table in (layer.down, layer.up):
            table.copy_(torch.randint(-3, 4, table.shape, generator=generator))
    return layer


def an_input(shape, dtype=torch.float32, seed=5):
    """Small whole numbers."""
    return torch.randint(-2, 3, shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def call(inputs, outputs, rank, alpha, bias=True, dtype=torch.float32):
    """The line that makes a layer, as the learner reads it."""
    options = ("" if bias else ", bias=False") + ("" if dtype == torch.float32 else f", dtype={dtype}")
    return f"layer = LoRA(nn.Linear({inputs}, {outputs}{options}), rank={rank}, alpha={alpha})"


def built(*sizes, **options) -> Scenario:
    """What a new layer consists of. sizes: inputs, outputs, rank, alpha   options: of the base"""

    def run(lora):
        base = a_base(*sizes[:2], **options)
        own, numbers = list(base.parameters()), [parameter.detach().clone() for parameter in base.parameters()]
        learning = [parameter.requires_grad_() for parameter in own]
        layer = lora(base, rank=sizes[2], alpha=sizes[3])
        mine = dict(layer.named_parameters())
        shapes = {"down": (sizes[2], sizes[0]), "up": (sizes[1], sizes[2])}
        return [*(f"{name} has the shape {tuple(getattr(layer, name).shape)}, not {shape}"
                  for name, shape in shapes.items() if getattr(layer, name).shape != shape),
                *(f"{name} is {getattr(layer, name).dtype}, and base's weight {base.weight.dtype}" for name in shapes
                  if getattr(layer, name).dtype != base.weight.dtype),
                *(f"{name} is not among the layer's parameters" for name in shapes if name not in mine),
                *(f"{name} does not learn" for name in shapes if not getattr(layer, name).requires_grad),
                *(f"{name} learns" for name in mine if mine[name].requires_grad and name not in shapes),
                *(["what was handed over still learns"] if any(each.requires_grad for each in learning) else []),
                *(["layer.base has other parameters than what was handed over"]
                  if [*map(id, layer.base.parameters())] != [*map(id, own)] else []),
                *([] if {*map(id, own)} <= {*map(id, mine.values())} else ["base is not a part of the layer"]),
                *([] if all(map(torch.equal, own, numbers)) else ["the numbers of base have changed"]),
                *(["up is not zero"] if layer.up.any() else []), *([] if layer.down.any() else ["down is zero"])]

    return scenario(run, f"{call(*sizes, **options)}\n# what is wrong with it")


def drawn(inputs, outputs, rank) -> Scenario:
    """How the numbers of down lie, many of them."""

    def run(lora):
        down, other = (lora(a_base(inputs, outputs), rank, 1).down.detach().flatten() * inputs ** 0.5 for _ in "ab")
        largest, shares = down.abs().max(), [(down.abs() < part).float().mean() for part in (0.25, 0.5, 0.75)]
        even = all(abs(share - part) < 0.03 for share, part in zip(shares, (0.25, 0.5, 0.75), strict=True))
        return [*([f"the largest is {largest:.2g}/√inputs"] if not 0.99 < largest < 1.0001 else []),
                *(["not half of them are negative"] if abs((down < 0).float().mean() - 0.5) > 0.03 else []),
                *([] if even else ["they do not lie evenly"]),
                *([] if len(down.unique()) > 0.9 * len(down) else ["many are the same"]),
                *(["another layer has the same"] if torch.equal(down, other) else [])]

    return scenario(run, f"LoRA(nn.Linear({inputs}, {outputs}), rank={rank}, alpha=1).down\n"
                         "# what is wrong with how its numbers lie")


def at_first(*sizes, shape, **options) -> Scenario:
    """Whether a new layer does what its base does, to the last bit."""

    def run(lora):
        x, base = an_input(shape), a_base(*sizes[:2], **options)
        return torch.equal(lora(base, *sizes[2:])(x), base(x))

    return scenario(run, f"{call(*sizes, **options)}\ntorch.equal(layer(x), layer.base(x))    # x: {shape}")


def output(*sizes, shape, seed=1, again=False, **options) -> Scenario:
    """What it makes of x once something has been learned. again: what it makes of it when that has changed"""
    def run(lora):
        x, base = an_input(shape, options.get("dtype", torch.float32)), a_base(*sizes[:2], **options)
        before = [each.detach().clone() for each in (x, *base.parameters())]
        layer = filled(lora(base, *sizes[2:]), seed)
        found = layer(x)
        if again:
            found = filled(layer, seed + 100)(x)
        same = [torch.equal(*pair) for pair in zip((x, *layer.base.parameters()), before)]
        return found.detach() if all(same) else "the call has changed " + ("the frozen layer" if same[0] else "x")

    more = "\nlayer(x)\n# other whole numbers in down and up" if again else ""
    return scenario(run, f"{call(*sizes, **options)}\n# down and up filled with whole numbers from −3 to 3{more}\n"
                         f"layer(x)    # x: {shape}")


def gradients(*sizes, shape, seed=2, zero=False, **options) -> Scenario:
    """The gradients of x, down and up. zero: of a layer that is new"""
    def run(lora):
        base = a_base(*sizes[:2], **options)
        layer, x = filled(lora(base, *sizes[2:]), seed), an_input(shape).requires_grad_()
        if zero:
            nn.init.zeros_(layer.up)
        y = layer(x)
        (y * an_input(y.shape, seed=9)).sum().backward()
        if any(parameter.grad is not None for parameter in base.parameters()):
            return "the frozen layer has a gradient"
        return {"of x": x.grad, "of down": layer.down.grad, "of up": layer.up.grad}

    return scenario(run, f"{call(*sizes, **options)}\n# down filled with whole numbers, up with "
                         f"{'zeros' if zero else 'whole numbers'}; x: {shape}\nlayer(x).backward(…)    # gradients")


def in_eval_mode(lora):
    """layer = LoRA(nn.Linear(4, 3), 2, 4); layer.eval()(x); layer.train()(x); layer.eval()(x)"""
    base = a_base(4, 3)
    layer, x, before = filled(lora(base, 2, 4), 1), an_input((2, 4)), base.weight.detach().clone()
    found = [layer.train(mode)(x).detach() for mode in (False, True, False)]
    return {"in eval mode": found[0], "in train mode": found[1], "in eval mode again": found[2],
            "base's weight stays": torch.equal(base.weight, before)}


def two_layers(lora):
    """first = LoRA(nn.Linear(4, 3), 2, 4); second = LoRA(nn.Linear(5, 2), 1, 4); first(x), second(x)"""
    first, second = lora(a_base(4, 3), 2, 4), lora(a_base(5, 2, seed=3), 1, 4)
    first, second = filled(first, 1), filled(second, 2)
    return {"first": first(an_input((2, 4))).detach(), "second": second(an_input((2, 5))).detach()}


def in_a_model(lora):
    """model = nn.Sequential(LoRA(nn.Linear(4, 3), 2, 4), nn.ReLU(), nn.Linear(3, 2)); copy.deepcopy(model)(x)"""
    model = nn.Sequential(filled(lora(a_base(4, 3), 2, 4), 1), nn.ReLU(), a_base(3, 2, seed=4))
    other = copy.deepcopy(model)
    nn.init.zeros_(model[0].up)
    return {"the copy's": other(an_input((2, 4))).detach(), "the model's": model(an_input((2, 4))).detach(),
            "numbers that learn": sum(each.numel() for each in model.parameters() if each.requires_grad)}


class _LargeTables(TorchDispatchMode):
    """Counts the operations whose result is a table of 30 × 40 other than base's."""

    def __init__(self, base):
        super().__init__()
        self.own, self.count = base.weight.untyped_storage().data_ptr(), 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        found = operation(*args, **(kwargs or {}))
        self.count += any(isinstance(each, torch.Tensor) and sorted(each.shape) == [30, 40]
                          and each.untyped_storage().data_ptr() != self.own for each in tree_leaves(found))
        return found


def never_made(lora):
    """layer = LoRA(nn.Linear(40, 30), 2, 4); layer(x)    # does either make a table of 30 × 40?"""
    base, x = a_base(40, 30), an_input((2, 3, 40)).requires_grad_()
    with _LargeTables(base) as made:
        layer = lora(base, 2, 4)
        at_the_beginning, made.count = made.count, 0
        filled(layer, 1)(x)
    return {"LoRA(…)": at_the_beginning > 0, "layer(x)": made.count > 0}


def steps(lora):
    """layer = LoRA(nn.Linear(3, 2), 2, 4); three steps of gradient descent on (layer(x) ** 2).mean()"""
    layer, x, losses = filled(lora(a_base(3, 2), 2, 4), 1), an_input((6, 3)), []
    optimiser = torch.optim.SGD([each for each in layer.parameters() if each.requires_grad], lr=1e-3)
    for _ in range(3):
        loss = layer(x).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return {"losses": losses, "down": layer.down.detach(), "up": layer.up.detach()}


def a_random_case(rng) -> Scenario:
    """An output or gradients, of any sizes."""
    inputs, outputs, rank = rng.randrange(1, 6), rng.randrange(1, 6), rng.randrange(1, 5)
    shape = [rng.randrange(1, 4) for _ in range(rng.randrange(3))] + [inputs]
    make = rng.choice([output, gradients])
    return make(inputs, outputs, rank, rng.choice([1, 2, 4, 0.5, 3]), shape=tuple(shape), seed=rng.randrange(1000),
                bias=rng.random() < 0.5)


def all_cases() -> list:
    """Every case that is not drawn, what a new layer consists of first."""
    half, short, double = torch.float16, torch.bfloat16, torch.float64
    return [
        built(3, 2, 1, 1), built(3, 2, 4, 8, bias=False), built(6, 4, 2, 8), built(4, 6, 2, 8, bias=False),
        built(3, 2, 1, 1, dtype=double), built(3, 2, 2, 1, dtype=half, bias=False), built(3, 2, 2, 1, dtype=short),
        drawn(400, 3, 30), drawn(9, 4, 1000), drawn(4000, 2, 1),
        at_first(3, 2, 1, 1, shape=(2, 3)), at_first(3, 3, 3, 8, shape=(3,)),
        at_first(5, 2, 2, 0.5, shape=(2, 3, 5), bias=False),
        output(1, 1, 1, 1, shape=(1,), bias=False), output(3, 2, 1, 1, shape=(3,)), output(2, 3, 2, 2, shape=(2, 2)),
        output(3, 3, 3, 1, shape=(3, 3)), output(3, 2, 2, 8, shape=(2, 3)), output(4, 4, 8, 4, shape=(3, 4)),
        output(4, 2, 4, 0.5, shape=(2, 2, 4)), output(2, 2, 3, 16, shape=(1, 2, 2, 2), bias=False),
        output(3, 2, 2, 4, shape=(2, 3), again=True),
        *(output(3, 2, 2, 4, shape=(2, 3), dtype=dtype) for dtype in (double, half, short)),
        gradients(3, 2, 2, 4, shape=(2, 3)), gradients(3, 2, 2, 4, shape=(2, 3), zero=True),
        gradients(2, 4, 3, 1, shape=(2, 2, 2), bias=False), gradients(3, 3, 3, 6, shape=(3,)),
        in_eval_mode, two_layers, in_a_model, never_made, steps,
    ]
