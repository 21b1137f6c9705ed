"""From a file's tensors to a model: the same three steps for every format.

Make the model without memory, compare names and shapes, then take memory once and copy tensor by tensor into its place.
A loader brings a function `places(model)` that says where each of the file's tensors belongs.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from llm_edu.errors import CourseError
from llm_edu.pretrained.family_model import make_model
from llm_edu.shapes_only import shapes_only
from llm_edu.transformer import Transformer, TransformerConfig


def build_model(config: TransformerConfig, places: Callable[[Transformer], dict[str, Tensor]],
                shapes: dict[str, tuple], read: Callable[[str], Tensor], path: Path) -> Transformer:
    """A model with the weights of a file: a Transformer, or a family's variant of it.

    places: model -> {name in the file: the parameter, or a part of one, that the tensor is copied into}
    shapes: {name in the file: shape}   read: name -> its tensor   path: the file, for messages
    Raises CourseError where the file's tensors are not those of its configuration, or not finite.
    """
    check_tensors(wanted_shapes(config, places, len(shapes)), shapes, path)
    model = empty_model(config)
    model.to_empty(device="cpu")
    with torch.no_grad():
        for name, place in places(model).items():
            place.copy_(finite(read(name), name, path))
    return model.eval()


def parameter_reader(model: Transformer, places: Callable[[Transformer], dict[str, Tensor]],
                     read: Callable[[str], Tensor], path: Path) -> Callable[[str], Tensor]:
    """A function from the name of a parameter to its numbers in the file, for those who want one at a time.

    model: of shapes only, from `empty_model`   places, read, path: as for `build_model`
    """
    parts: dict[int, list[tuple[str, Tensor]]] = {}    # by the parameter that they are parts of
    for name, place in places(model).items():
        parts.setdefault(id(place if place._base is None else place._base), []).append((name, place))

    def parameter(name: str) -> Tensor:
        whole = model.get_parameter(name)
        numbers = torch.empty(whole.shape)
        for part, place in parts[id(whole)]:
            numbers.as_strided(place.shape, place.stride(), place.storage_offset()).copy_(
                finite(read(part), part, path))
        return numbers

    return parameter


def finite(numbers, name, path):
    """The numbers of a tensor. Raises CourseError if one is nan or infinite, because then all outputs would be, too."""
    if numbers.sum().isfinite() or numbers.isfinite().all():    # a sum is quick, but can itself be too large
        return numbers
    raise CourseError(f"{name} in {path} holds numbers that are none (nan) or infinite: the file is damaged, or its "
                      "training had failed; download it again, or take another model")


def empty_model(config):
    """A model that has shapes only: no memory, no random numbers."""
    with shapes_only():
        return make_model(config)


def wanted_shapes(config, places, most, empty=empty_model):
    """{name: shape} of the tensors that a configuration asks for, of at most so many layers.

    empty: configuration -> a model of shapes only

    From a model of one layer, whose names have a 0 where others have their number: so a file that speaks of a million
    layers costs no more time than the tensors it has.
    """
    one = {name: tuple(place.shape) for name, place in places(empty(replace(config, layers=1))).items()}
    return {name.replace(".0.", f".{layer}.", 1): shape for layer in range(min(config.layers, most))
            for name, shape in one.items() if layer == 0 or ".0." in name}


def check_vocabulary(model, tokenizer, path):
    """Raise CourseError for a tokenizer that makes ids which the model does not have."""
    if tokenizer.vocab_size > model.config.vocab_size:
        raise CourseError(f"the tokenizer in {path} has ids up to {tokenizer.vocab_size - 1:,}, and the model knows "
                          f"only {model.config.vocab_size:,}: they do not belong together, download them again")


def check_tensors(wanted, found, path):
    """Raise CourseError for a tensor that is missing, unknown, or of another shape."""
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            raise CourseError(f"{path} lacks the tensor {name}: it is not complete, download it again")
        if name not in wanted:
            raise CourseError(f"{path} has a tensor {name} that this architecture does not have: it is a variant that "
                              "the course's model cannot run")
        if found[name] != wanted[name]:
            raise CourseError(f"{name} in {path} has shape {found[name]}, but its settings ask for {wanted[name]}: "
                              "the file is damaged, download it again")
