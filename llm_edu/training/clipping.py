"""One unlucky batch must not throw the model far away."""

from collections.abc import Iterable

import torch
from torch import Tensor

from llm_edu.training.sharding import length_over_processes, own_part


def gradient_norm(parameters: Iterable[Tensor]) -> Tensor:
    """The length (L2 norm) of all gradients as one vector, a tensor with one number.

    Parameters without a gradient don't count. Raises ValueError where none has one.

    >>> weight = torch.nn.Parameter(torch.zeros(2))
    >>> weight.grad = torch.tensor([3.0, 4.0])
    >>> gradient_norm([weight])
    tensor(5.)
    """
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    if not gradients:
        raise ValueError("no parameter has a gradient: call loss.backward() first")
    lengths = [own_part(gradient).norm() for gradient in gradients]
    return length_over_processes(torch.stack(lengths).norm(), gradients)    # Pythagoras, as within one gradient


def clip_gradients(parameters: Iterable[Tensor], max_norm: float) -> Tensor:
    """Scale all gradients by the same factor such that, as one vector, they are at most `max_norm` long.

    Their direction stays. Returns their length before clipping, a tensor with one number. Raises ValueError for a
    max_norm that is not above 0, and where no parameter has a gradient.
    (Pascanu, Mikolov and Bengio 2012, On the difficulty of training recurrent neural networks, arXiv:1211.5063)

    >>> weight = torch.nn.Parameter(torch.zeros(2))
    >>> weight.grad = torch.tensor([3.0, 4.0])
    >>> clip_gradients([weight], max_norm=1.0), weight.grad
    (tensor(5.), tensor([0.6000, 0.8000]))
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm is a length above 0, not {max_norm}")
    parameters = list(parameters)
    norm = gradient_norm(parameters)
    factor = (max_norm / (norm + 1e-6)).clamp(max=1.0)    # 1: short enough already
    for parameter in parameters:
        if parameter.grad is not None:
            own_part(parameter.grad).mul_(factor)
    return norm
