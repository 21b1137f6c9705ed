"""What becomes of the models that a learner's function is handed: they are too large to be copied for each call."""

from collections.abc import Callable
from typing import Any


def is_model(value: Any) -> bool:
    """Whether it is a ``torch.nn.Module``, or stands for one."""
    return not isinstance(value, type) and callable(getattr(value, "state_dict", None))


class Handed:
    """Watches the models that a function gets as arguments; ``changed`` names the first thing that it changed.

    Parameters, buffers, whether they require a gradient, their gradients, and attributes that were not there before.
    ``model.eval()`` is no change that counts: whoever hands a model over and cares says so by the mode it comes back
    in, which is put back.
    """

    def __init__(self) -> None:
        self.changed: str | None = None

    def watching(self, function: Callable) -> Callable:
        """The function, each of its calls watched."""

        def watched(*arguments: Any, **keywords: Any) -> Any:
            models = [value for value in (*arguments, *keywords.values()) if is_model(value)]
            if not models:
                return function(*arguments, **keywords)
            before = [_facts(model) for model in models]
            modes = [(part, part.training) for model in models for part in model.modules()]
            result = function(*arguments, **keywords)
            for model, facts in zip(models, before):
                self.changed = self.changed or _first_change(model, facts)
            for part, mode in modes:
                part.training = mode
            return result

        return watched


def _facts(model: Any) -> dict[str, Any]:
    tensors = [*model.named_parameters(), *model.named_buffers()]
    return {
        "attributes": {name: set(vars(part)) for name, part in _parts(model)},
        "tensors": {name: (tensor, tensor.detach().clone(), tensor.requires_grad, _version(tensor.grad))
                    for name, tensor in tensors},
    }


def _parts(model: Any) -> list[tuple[str, Any]]:
    return [("model", model), *((f"model.{name}", part) for name, part in model.named_modules() if name)]


def _version(gradient: Any) -> tuple[int, int] | None:
    return None if gradient is None else (id(gradient), gradient._version)


def _first_change(model: Any, before: dict[str, Any]) -> str | None:
    for name, part in _parts(model):
        new = sorted(set(vars(part)) - before["attributes"].get(name, set()))
        if new:
            return f"{name}.{new[0]}"
    now = dict([*model.named_parameters(), *model.named_buffers()])
    for name, (tensor, values, requires, gradient) in before["tensors"].items():
        same = now.get(name)
        if same is not tensor or not same.equal(values):
            return f"model.{name}"
        if same.requires_grad != requires:
            return f"model.{name}.requires_grad"
        if _version(same.grad) != gradient:
            return f"model.{name}.grad"
    return None
