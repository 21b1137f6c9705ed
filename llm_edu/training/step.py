"""One optimiser step, written once for every training loop of the course."""

from collections.abc import Iterable

from torch import Tensor
from torch.optim import Optimizer

from llm_edu.training.clipping import clip_gradients


def apply_gradients(optimisers: Iterable[Optimizer], parameters: Iterable[Tensor] = (), multiplier: float = 1.0,
                    max_norm: float | None = None) -> None:
    """Clip the gradients, set the learning rates, let the optimisers step, and clear the gradients.

    Call it after ``loss.backward()``.

    optimisers: each group of parameters keeps its own learning rate; it is remembered as the group's "initial_lr"
    multiplier: of those learning rates at this step, such as `cosine_schedule` returns
    parameters, max_norm: clip the gradients of these parameters, taken together, to this length (`clip_gradients`);
    max_norm None: don't clip. Raises ValueError where no parameter has a gradient to clip.

    >>> import torch
    >>> weight = torch.nn.Parameter(torch.tensor([1.0, 1.0]))
    >>> weight.grad = torch.tensor([3.0, 4.0])
    >>> apply_gradients([torch.optim.SGD([weight], lr=1.0)], [weight], multiplier=0.5, max_norm=1.0)
    >>> weight.data, weight.grad
    (tensor([0.7000, 0.6000]), None)
    """
    if max_norm is not None:
        clip_gradients(parameters, max_norm)
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = group.setdefault("initial_lr", group["lr"]) * multiplier
        optimiser.step()
        optimiser.zero_grad()
