"""From gradients to better parameters: AdamW for everything, Muon for matrices.

Sources: Kingma & Ba 2014, Adam, arXiv:1412.6980; Loshchilov & Hutter 2017, Decoupled Weight Decay Regularization,
arXiv:1711.05101; Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks,
https://kellerjordan.github.io/posts/muon/.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import ParamsT

# The polynomial a·x + b·x³ + c·x⁵, five times over, takes any x between 0.002 and 1 to about 1 (Jordan et al. 2024).
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


class CourseOptimiser(torch.optim.Optimizer):
    """What both optimisers share: their settings, and the state that they keep for each parameter.

    The learning rate is `learning_rate` wherever you write it, for all parameters or for a group of them:
    {"params": […], "learning_rate": 0.1}. In `param_groups` it is kept as "lr", which is where PyTorch's schedulers
    look for it; a group from there may be given to another optimiser.
    """

    REMEMBERED: dict[str, bool] = {}    # name of a state -> whether it is a tensor like the parameter (or a number)

    def add_param_group(self, group: dict[str, Any]) -> None:    # values are settings of several types, as in PyTorch
        """As in PyTorch. Raises ValueError for a setting that this optimiser lacks, or a value that cannot train."""
        group = dict(group)
        if "learning_rate" in group:
            if "lr" in group:
                raise ValueError('a group has one "learning_rate", or "lr" as PyTorch calls it, not both')
            group["lr"] = group.pop("learning_rate")
        known = {"params", "param_names", "initial_lr", *self.defaults}
        unknown = [name for name in group if name not in known]
        if unknown:
            settings = ", ".join(name.replace("lr", "learning_rate") for name in self.defaults)
            raise ValueError(f"{type(self).__name__} has no setting {unknown[0]!r}; a group has params and may have "
                             f"{settings}")
        super().add_param_group(group)
        try:
            self.check_group(self.param_groups[-1])
        except ValueError:
            self.param_groups.pop()
            raise

    def check_group(self, group: dict[str, Any]) -> None:
        """Raise ValueError for settings that cannot train. group: all settings by name"""
        raise NotImplementedError


class AdamW(CourseOptimiser):
    """Each number moves against its average gradient, divided by the typical size of that gradient, and shrinks a bit.

    parameters: tensors, or groups of them as in PyTorch
    learning_rate: about how far each number moves in a step, whatever the size of its gradient
    betas: the shares of the averages of the gradient, and of its square, that survive a step
    epsilon: is added to the size, against division by 0
    weight_decay: times the learning rate, the share by which every number shrinks in a step
    Raises ValueError for settings that cannot train.

    >>> weight = torch.nn.Parameter(torch.tensor([1.0, 1.0]))
    >>> weight.grad = torch.tensor([1000.0, -0.001])
    >>> AdamW([weight], learning_rate=0.1).step()
    >>> weight.data    # the first step is as long for a small gradient as for a large one
    tensor([0.9000, 1.1000])
    """

    REMEMBERED = {"step": False, "mean": True, "mean_square": True}

    def __init__(self, parameters: ParamsT, learning_rate: float = 0.001, betas: tuple[float, float] = (0.9, 0.999),
                 epsilon: float = 1e-8, weight_decay: float = 0.0):
        super().__init__(parameters, dict(lr=learning_rate, betas=betas, epsilon=epsilon, weight_decay=weight_decay))

    def check_group(self, group: dict[str, Any]) -> None:
        """Raise ValueError for settings that cannot train."""
        check_rates(group, group["betas"])
        if len(group["betas"]) != 2 or not group["epsilon"] > 0:
            raise ValueError(f"betas are two numbers and epsilon is above 0, not {group['betas']}, {group['epsilon']}")

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]  # one signature
        """Move all parameters that have a gradient. closure: as in PyTorch, computes the loss again."""
        loss = compute_again(closure)
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.move(parameter, group)
        return loss

    def move(self, parameter: Tensor, group: dict[str, Any]) -> None:
        """One step of one parameter."""
        gradient, state = parameter.grad, self.state[parameter]
        if not state:
            state["step"] = 0
            state["mean"] = torch.zeros_like(parameter)
            state["mean_square"] = torch.zeros_like(parameter)
        state["step"] += 1
        keep, keep_square = group["betas"]
        parameter.mul_(1 - group["lr"] * group["weight_decay"])    # apart from the gradient: the W of AdamW
        state["mean"].lerp_(gradient, 1 - keep)
        state["mean_square"].mul_(keep_square).addcmul_(gradient, gradient, value=1 - keep_square)
        # Both averages begin at 0 and so are too small at first, by these factors:
        seen, seen_square = 1 - keep ** state["step"], 1 - keep_square ** state["step"]
        size = state["mean_square"].sqrt().div_(seen_square ** 0.5).add_(group["epsilon"])
        parameter.addcdiv_(state["mean"], size, value=-group["lr"] / seen)


class Muon(CourseOptimiser):
    """Matrices move by their average gradient made orthogonal: equally far in every direction that it contains.

    A gradient mostly points in a few directions, those of frequent things; rare things hardly move. Muon replaces all
    singular values of the averaged gradient by about 1. It is meant for the matrices inside a network; embeddings,
    norms and biases stay with AdamW (`split_parameters` separates them).

    parameters: matrices, or groups of them as in PyTorch
    learning_rate: the largest singular value of a matrix's move in a step
    momentum: the share of the average gradient that survives a step   weight_decay: as for `AdamW`
    iterations: of `orthogonalise`
    pieces: how many matrices, one above the other, are stored as one parameter (such as queries, keys and values); each
    is made orthogonal alone
    Raises ValueError for settings that cannot train, and for parameters that are not matrices.
    """

    REMEMBERED = {"momentum": True}

    def __init__(self, parameters: ParamsT, learning_rate: float = 0.02, momentum: float = 0.95,
                 weight_decay: float = 0.0, iterations: int = 5, pieces: int = 1):
        super().__init__(parameters, dict(lr=learning_rate, momentum=momentum, weight_decay=weight_decay,
                                          iterations=iterations, pieces=pieces))

    def check_group(self, group: dict[str, Any]) -> None:
        """Raise ValueError for settings that cannot train, and for parameters that are not matrices."""
        check_rates(group, (group["momentum"],))
        for name in ("iterations", "pieces"):
            if type(group[name]) is not int or group[name] < 1:
                raise ValueError(f"{name} is a whole number of at least 1, not {group[name]!r}")
        for parameter in group["params"]:
            if parameter.dim() != 2 or len(parameter) % group["pieces"]:
                raise ValueError(f"Muon moves matrices, in {group['pieces']} equal pieces, not a parameter of "
                                 f"shape {tuple(parameter.shape)}: give that to AdamW")

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]  # one signature
        """Move all parameters that have a gradient. closure: as for `AdamW`."""
        loss = compute_again(closure)
        # shape -> [(piece of a parameter, its direction, its learning rate)]: many small products in one call
        waiting: dict[tuple, list[tuple[Tensor, Tensor, float]]] = {}
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                direction = self.average(parameter, parameter.grad, group["momentum"])
                matrix, direction = self.whole(parameter, direction)
                pieces = matrix.chunk(group["pieces"]), direction.chunk(group["pieces"])
                for piece, part in zip(*pieces, strict=True):
                    key = (tuple(sorted(part.shape)), group["iterations"])
                    waiting.setdefault(key, []).append((piece, part, group["lr"]))
        for (_, iterations), same_shape in waiting.items():
            move_orthogonally(same_shape, iterations)
        return loss

    def average(self, parameter: Tensor, gradient: Tensor, momentum: float) -> Tensor:
        """The average of the gradients so far, with Nesterov momentum: like the parameter."""
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(state["momentum"], momentum)

    def whole(self, parameter: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
        """What is to be moved, and in which direction; `sharding` gathers them here where processes hold parts."""
        return parameter, direction


def move_orthogonally(pieces, iterations):
    """Move matrices of one shape, up to transposition. pieces: [(matrix, direction, learning rate)]"""
    wide = [part.T if part.shape[0] > part.shape[1] else part for _, part, _ in pieces]
    moves = orthogonalise(torch.stack(wide), iterations)
    for (piece, part, rate), moved in zip(pieces, moves, strict=True):
        moved = moved.T if part.shape[0] > part.shape[1] else moved
        # A tall matrix makes many outputs of few inputs: it may move further without making them any larger.
        piece.sub_(moved, alpha=rate * max(1.0, part.shape[0] / part.shape[1]) ** 0.5)


def orthogonalise(matrices: Tensor, iterations: int = 5) -> Tensor:
    """Keep the singular vectors, make all singular values about 1 (0.7 to 1.2 after five Newton–Schulz iterations).

    matrices: (..., rows, columns)   ->   the same shape
    With X = U S Vᵀ, the odd polynomial a·X + b·(X Xᵀ)·X + c·(X Xᵀ)²·X is U (a·S + b·S³ + c·S⁵) Vᵀ: it changes
    the singular values only, without computing them.

    >>> orthogonalise(torch.tensor([[3.0, 0.0], [0.0, -0.1]])).round(decimals=1).abs() + 0.0
    tensor([[0.7000, 0.0000],
            [0.0000, 1.1000]])
    """
    a, b, c = NEWTON_SCHULZ
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices    # X Xᵀ is then the smaller of the two products
    x = x / (torch.linalg.matrix_norm(x, keepdim=True) + 1e-7)    # no singular value is above 1 now
    for _ in range(iterations):
        square = x @ x.mT    # (..., rows, rows)
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if tall else x


def compute_again(closure):
    """What `Optimizer.step` does with a closure: call it with gradients on, return its loss. None without one."""
    if closure is None:
        return None
    with torch.enable_grad():
        return closure()


def check_rates(group: dict[str, Any], shares: Iterable[float]) -> None:
    """Raise ValueError for numbers that cannot train."""
    if not group["lr"] >= 0 or not group["weight_decay"] >= 0:
        raise ValueError(f"learning_rate {group['lr']} and weight_decay {group['weight_decay']} must be 0 or more")
    if not all(0 <= share < 1 for share in shares):
        raise ValueError(f"betas and momentum are shares from 0 to below 1, not {shares}")
