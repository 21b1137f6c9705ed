"""A training on disk: safe against a crash at any moment, and never a pickle.

A folder holds two safetensors files, the model and what the optimisers remember, and ``checkpoint.json``, which names
them and holds everything else. The tensor files are named after their content, so that writing new ones touches no old
one; then ``checkpoint.json`` is replaced, in one indivisible operation of the file system. Whenever the process dies,
the folder holds the old checkpoint whole or the new one whole.

A pickle, which `torch.load` reads by default in older versions, is a program: loading one from a stranger runs it.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from llm_edu.errors import CourseError

FORMAT = 1
NAME = "checkpoint.json"


def save_checkpoint(folder: str | Path, model, optimisers: Sequence = (), facts: dict | None = None) -> None:
    """Write a model, perhaps with its optimisers and other facts (plain data for JSON), in place of what was there.

    Whoever reads the folder at the same time, or after a crash in here, finds one whole checkpoint, old or new.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = parameter_names(model)
    tensors, numbers = optimiser_state(optimisers, names)
    random = {"random": torch.get_rng_state()}    # for models that draw random numbers (dropout)
    files = {"model": write_tensors(folder, "model", model_tensors(model)),
             "optimisers": write_tensors(folder, "optimisers", tensors | random)}
    content = {"files": files, "optimiser_numbers": numbers, "facts": facts or {}}
    whole = {"format": FORMAT, "sha256": checksum(content), "content": content}
    write_atomically(folder / NAME, json.dumps(whole, allow_nan=False).encode())
    for path in folder.glob("*.safetensors*"):    # what the checkpoint before named, and what a crash left behind
        if path.name not in files.values():
            path.unlink(missing_ok=True)


def load_checkpoint(folder: str | Path, model=None, optimisers: Sequence = ()) -> dict:
    """Read a checkpoint into a model and optimisers of the same shapes; return its facts.

    Without a model only the facts are read. Nothing is changed unless all of it is right: CourseError, saying what is
    wrong and what to do, for a checkpoint that is missing, damaged, or of another model.
    """
    folder = Path(folder)
    content = read_content(folder)
    if model is None:
        return content["facts"]
    weights = read_tensors(folder, content["files"]["model"])
    places = model_tensors(model)
    check_shapes(folder, {name: tuple(place.shape) for name, place in places.items()}, weights)
    state = None
    if optimisers:
        tensors = read_tensors(folder, content["files"]["optimisers"])
        state = matched_state(folder, optimisers, parameter_names(model), tensors, content["optimiser_numbers"])
    with torch.no_grad():
        for name, place in places.items():
            place.copy_(weights[name])
    if state is not None:
        for optimiser, of_parameters in zip(optimisers, state, strict=True):
            optimiser.state.clear()
            optimiser.state.update(of_parameters)
        torch.set_rng_state(tensors["random"])
    return content["facts"]


def has_checkpoint(folder: str | Path) -> bool:
    """Whether there is one, right or damaged."""
    return (Path(folder) / NAME).exists()


def model_tensors(model) -> dict:
    """Everything that a model has learned or keeps, by name, each tensor once even if it is used twice."""
    found = dict(model.named_parameters())
    kept = model.state_dict(keep_vars=True)    # without buffers that the model can make again
    return found | {name: tensor for name, tensor in model.named_buffers() if name in kept}


def parameter_names(model) -> dict:
    """The name of each parameter, by the id of the object."""
    return {id(parameter): name for name, parameter in model.named_parameters()}


def optimiser_state(optimisers, names):
    """What optimisers remember: tensors {"0/blocks.0…weight/mean": tensor}, and numbers of the same form.

    The first part is the number of the optimiser.
    """
    tensors, numbers = {}, {}
    for place, optimiser in enumerate(optimisers):
        for parameter, state in optimiser.state.items():
            for key, value in state.items():
                kind = tensors if isinstance(value, torch.Tensor) else numbers
                kind[f"{place}/{names[id(parameter)]}/{key}"] = value
    return tensors, numbers


def matched_state(folder, optimisers, names, tensors, numbers):
    """The state to give to each optimiser, {parameter: {key: value}}; CourseError when it is not for these."""
    found = [{} for _ in optimisers]
    by_name = [{names[id(parameter)]: parameter for group in optimiser.param_groups for parameter in group["params"]}
               for optimiser in optimisers]
    for full_name, value in (tensors | numbers).items():
        if full_name == "random":
            continue
        place, name, key = full_name.split("/")
        if int(place) >= len(optimisers) or name not in by_name[int(place)]:
            raise CourseError(f"The checkpoint in {folder} is of a training with other optimisers: there is no place "
                              f"for {full_name}. Train with the same configuration, or into another folder.")
        parameter = by_name[int(place)][name]
        if isinstance(value, torch.Tensor) and value.shape == parameter.shape:
            value = torch.empty_like(parameter).copy_(value)    # laid out in memory as before, to the same bits
        found[int(place)].setdefault(parameter, {})[key] = value
    return found


def write_tensors(folder: Path, kind: str, tensors: dict) -> str:
    """Write tensors into a file that is named after its content; return the name."""
    data = save({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()})
    name = f"{kind}-{hashlib.sha256(data).hexdigest()}.safetensors"
    if not (folder / name).exists():
        write_atomically(folder / name, data)
    return name


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, even after a power cut."""
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())    # the name must not change before the content is on the disk
    os.replace(unfinished, path)


def read_content(folder: Path) -> dict:
    """checkpoint.json, checked."""
    path = folder / NAME
    if not path.exists():
        raise CourseError(f"There is no checkpoint in {folder}: it has no {NAME}.")
    damaged = CourseError(f"{path} is damaged: it was cut off or changed after it was written. {what_to_do(folder)}")
    try:
        whole = json.loads(path.read_bytes())
        version, written, content = whole["format"], whole["sha256"], whole["content"]
    except (ValueError, KeyError, TypeError):
        raise damaged from None
    if version != FORMAT:
        raise CourseError(f"The checkpoint in {folder} has format {version}, and this version of the course reads "
                          f"{FORMAT}: use the version that wrote it, or train again.")
    if written != checksum(content):
        raise damaged
    return content


def checksum(content) -> str:
    """The sha256 of plain data, however it is written down."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, allow_nan=False).encode()).hexdigest()


def read_tensors(folder: Path, name: str) -> dict:
    """The tensors of a file whose content must be what its name says."""
    path = folder / Path(name).name    # a name in a file from elsewhere must not lead out of the folder
    if not path.is_file():
        raise CourseError(f"The checkpoint in {folder} is not whole: {path.name} is missing. {what_to_do(folder)}")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() not in path.name:
        raise CourseError(f"{path} is damaged: its {len(data):,} bytes are not those that were written. "
                          f"{what_to_do(folder)}")
    try:
        return load(data)
    except SafetensorError as error:
        raise CourseError(f"{path} is no safetensors file ({error}). {what_to_do(folder)}") from error


def what_to_do(folder: Path) -> str:
    """The end of a message about a damaged checkpoint."""
    return f"Bring back a copy of the folder, or delete {folder} and train again."


def check_shapes(folder, wanted: dict, found: dict) -> None:
    """CourseError for a tensor that is missing, unknown, or of another shape."""
    for name in sorted(wanted.keys() | found.keys()):
        shape = tuple(found[name].shape) if name in found else None
        if wanted.get(name) != shape:
            raise CourseError(f"The checkpoint in {folder} is of another model: {name} is {shape or 'missing'} there, "
                              f"and {wanted.get(name) or 'missing'} here. Make the model as it was, or choose another "
                              "folder.")
