"""What an optimiser remembers, as plain data for a checkpoint; and back, after a look at all of it.

Its settings are the learning rate and the like, for each group of parameters; its memory is what it has gathered about
each parameter. Parameters are known by their names in the model.
"""

from collections.abc import Iterable

import torch
from torch import nn
from torch.optim import Optimizer

from llm_edu.training.sharding import fill

NUMBER = (int, float)


def as_list(optimisers: Optimizer | Iterable[Optimizer]) -> list[Optimizer]:
    """One optimiser, or several, as a list."""
    several = list(optimisers) if isinstance(optimisers, Iterable) else [optimisers]
    for optimiser in several:
        if not hasattr(optimiser, "param_groups") or not hasattr(optimiser, "state"):
            raise TypeError(f"an optimiser has param_groups and state, as PyTorch's have, and "
                            f"{type(optimiser).__name__} does not")
    return several


def kind_of(optimiser: Optimizer) -> str:
    """What a checkpoint calls it: its class, or the KIND that it stands for."""
    return getattr(optimiser, "KIND", type(optimiser).__name__)


def names_of(optimiser: Optimizer, model: nn.Module) -> dict[int, str]:
    """{id of each parameter of the optimiser: its name in the model}; ValueError for one that the model lacks."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    for group in optimiser.param_groups:
        for parameter in group["params"]:
            if id(parameter) not in names:
                raise ValueError(f"the {type(optimiser).__name__} moves a parameter of shape {tuple(parameter.shape)} "
                                 "that is not in this model: pass the model that it trains")
    return names


def optimiser_state(optimisers, model):
    """What optimisers remember: tensors {"0/blocks.0…weight/mean": tensor}, and numbers of the same form; and settings.

    The first part is the number of the optimiser. Settings: for each optimiser its kind, and of each of its groups the
    names of its parameters and the settings.
    """
    tensors, numbers, settings = {}, {}, []
    for place, optimiser in enumerate(optimisers):
        names = names_of(optimiser, model)
        for parameter, state in optimiser.state.items():
            for key, value in state.items():
                if isinstance(value, torch.Tensor) and value.numel() != 1 and value.shape != parameter.shape:
                    raise ValueError(f"a checkpoint keeps tensors like the parameter, {tuple(parameter.shape)}, and "
                                     f"{type(optimiser).__name__} remembers {key} with shape {tuple(value.shape)}")
                if isinstance(value, torch.Tensor) or type(value) in NUMBER:
                    kind = tensors if isinstance(value, torch.Tensor) else numbers
                    kind[f"{place}/{names[id(parameter)]}/{key}"] = value
                elif value is not None:
                    raise ValueError(f"a checkpoint keeps tensors and numbers, and {type(optimiser).__name__} "
                                     f"remembers {key} as {type(value).__name__}")
        groups = [{"parameters": [names[id(parameter)] for parameter in group["params"]],
                   "settings": {key: plain(key, value) for key, value in group.items()
                                if key not in ("params", "param_names")}} for group in optimiser.param_groups]
        settings.append({"kind": kind_of(optimiser), "groups": groups})
    return tensors, numbers, settings


def plain(key, value):
    """A setting as JSON can keep it; ValueError where it cannot."""
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        return value.item()
    if value is None or isinstance(value, (bool, str, *NUMBER)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(key, part) for part in value]
    raise ValueError(f"a checkpoint cannot keep the optimiser's setting {key}, a {type(value).__name__}")


def read_state(optimisers, model, tensors, content):
    """What to give to each optimiser: [(settings of each group or None, {parameter: {key: value}})].

    Nothing is changed. ValueError for whatever these optimisers could not have written.
    """
    settings = content.get("optimiser_settings")    # checkpoints made before these were kept have none
    if settings is not None and (not isinstance(settings, list) or len(settings) != len(optimisers)):
        raise ValueError(f"it does not have the settings of {len(optimisers)} optimisers")
    found, by_name = [], []
    for place, optimiser in enumerate(optimisers):
        names = names_of(optimiser, model)
        groups = None if settings is None else read_settings(optimiser, names, settings[place])
        found.append((groups, {}))
        by_name.append({names[id(parameter)]: parameter for group in optimiser.param_groups
                        for parameter in group["params"]})
    for full_name, value in (tensors | content["optimiser_numbers"]).items():
        place, _, rest = full_name.partition("/")
        name, _, key = rest.rpartition("/")    # a name may have a / in it
        if not place.isdecimal() or int(place) >= len(optimisers) or name not in by_name[int(place)]:
            raise ValueError(f"there is no place for {full_name}")
        parameter = by_name[int(place)][name]
        found[int(place)][1].setdefault(parameter, {})[key] = read_value(full_name, value, parameter)
    for optimiser, (_, memory) in zip(optimisers, found, strict=True):
        check_memory(optimiser, memory)
    return found


def read_value(name, value, parameter):
    """A value that is remembered of a parameter; ValueError for what no optimiser remembers."""
    if not isinstance(value, torch.Tensor):
        if type(value) not in NUMBER:
            raise ValueError(f"{name} is {type(value).__name__}, not a number")
        return value
    if value.shape == parameter.shape and value.is_floating_point() == parameter.is_floating_point():
        return fill(torch.empty_like(parameter, requires_grad=False), value)    # laid out in memory as before
    if value.numel() != 1 or value.is_complex():
        raise ValueError(f"{name} has shape {tuple(value.shape)}, and its parameter {tuple(parameter.shape)}")
    return value


def check_memory(optimiser, memory):
    """ValueError for what the course's optimisers do not remember of a parameter, or remember otherwise."""
    wanted = getattr(optimiser, "REMEMBERED", None)
    if wanted is None:    # another's: all that is known is that it remembers the same of each parameter
        if len({tuple(sorted(state)) for state in memory.values()}) > 1:
            raise ValueError("it does not remember the same of each parameter")
        return
    for parameter, state in memory.items():
        kinds = {key: isinstance(value, torch.Tensor) for key, value in state.items()}
        whole = all(value.shape == parameter.shape if kinds[key] else type(value) is int and value >= 1
                    for key, value in state.items())
        if kinds != wanted or not whole:
            raise ValueError(f"{type(optimiser).__name__} remembers {', '.join(wanted)} of a parameter, and here are "
                             f"{', '.join(kinds)}")


def read_settings(optimiser, names, settings):
    """The settings of each group of an optimiser; ValueError where they are not for it."""
    if not isinstance(settings, dict) or settings.get("kind") != kind_of(optimiser):
        raise ValueError(f"it does not have the settings of a {kind_of(optimiser)}")
    groups = settings.get("groups")
    if not isinstance(groups, list) or len(groups) != len(optimiser.param_groups):
        raise ValueError(f"{type(optimiser).__name__} has other groups of parameters there")
    found = []
    for group, written in zip(optimiser.param_groups, groups, strict=True):
        here = [names[id(parameter)] for parameter in group["params"]]
        if not isinstance(written, dict) or written.get("parameters") != here:
            raise ValueError(f"{type(optimiser).__name__} has other parameters in its groups there")
        found.append(matched_settings(optimiser, group, written.get("settings")))
    return found


def matched_settings(optimiser, group, written):
    """The written settings of one group, each of the kind that it has now; ValueError where that is not so."""
    if not isinstance(written, dict):
        raise ValueError("the settings of a group are missing")
    here = {key: value for key, value in group.items() if key not in ("params", "param_names")}
    if (written.keys() ^ here.keys()) - {"initial_lr"}:
        raise ValueError(f"a group has the settings {', '.join(written)} there, and {', '.join(here)} here")
    values = {key: same_kind(key, written[key], here.get(key, here.get("lr"))) for key in written}
    if hasattr(optimiser, "check_group"):
        optimiser.check_group(group | values)
    return values


def same_kind(key, value, now):
    """A written setting in the type that it has now; ValueError where it cannot have it."""
    if isinstance(now, tuple) and isinstance(value, list) and len(now) == len(value):
        return tuple(same_kind(key, part, one) for part, one in zip(value, now, strict=True))
    if isinstance(now, torch.Tensor) and type(value) in NUMBER:
        return torch.full_like(now, value)
    if type(value) in NUMBER and isinstance(now, NUMBER) and not isinstance(now, bool):    # NumPy's float64 is a float
        return value
    if now is None or type(value) is type(now) and not isinstance(value, list):
        return value
    raise ValueError(f"the setting {key} is {value!r} there and {now!r} here")


def restore_state(optimisers, state):
    """Give each optimiser what `read_state` has found for it."""
    for optimiser, (groups, memory) in zip(optimisers, state, strict=True):
        optimiser.state.clear()
        optimiser.state.update(memory)
        for group, settings in zip(optimiser.param_groups, groups or [], strict=groups is not None):
            group.update(settings)
