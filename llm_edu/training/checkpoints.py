"""A training run on disk: safe against a crash at any moment, and never a pickle.

A folder holds two safetensors files, the model and the optimiser state, and ``checkpoint.json``, which names
them and holds everything else. The tensor files are named after their content, so that writing new ones touches no old
one; then ``checkpoint.json`` is replaced, in one indivisible operation of the file system. Whenever the process dies,
the folder holds the old checkpoint whole or the new one whole.

A pickle, which `torch.load` reads by default in older versions, is a program: loading one from a stranger runs it.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.optim import Optimizer

from llm_edu.errors import CourseError
from llm_edu.files import read_json, write_atomically
from llm_edu.training.distributed import ProcessGroup
from llm_edu.training.optimiser_state import as_list, optimiser_state, read_state, restore_state
from llm_edu.training.sharding import fill, gather, is_sharded

# What comes of tensors that are made from a damaged safetensors file: its header can be wrong in many ways.
DAMAGED = (SafetensorError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RuntimeError)
FORMAT = 1
NAME = "checkpoint.json"
OWN = re.compile(r"\.?(model|optimisers)-[0-9a-f]{64}\.safetensors(\.unfinished)?")    # files that are written here


def save_checkpoint(folder: str | Path, model: nn.Module, optimisers: Optimizer | Iterable[Optimizer] = (),
                    facts: dict | None = None) -> None:
    """Save a model, with its optimisers and other facts (plain data for JSON), in place of an earlier checkpoint.

    optimisers: one or several; their settings, such as the learning rate, and their state are saved
    facts: come back as JSON has them: a key that is a number becomes a text, and a tuple a list
    At every moment, even after a crash in here, the folder holds one whole checkpoint, the old or the new one.
    With a sharded model, all processes have to call this: they send their rows, and the first one writes.
    Raises ValueError for an optimiser that moves parameters of another model, or remembers of a parameter anything else
    than tensors of its shape and numbers (as Adafactor and LBFGS do).
    """
    folder = Path(folder)
    tensors, numbers, settings = optimiser_state(as_list(optimisers), model)
    tensors, weights = gather_all(tensors), gather_all(model_tensors(model))
    if any(map(is_sharded, model.parameters())) and not ProcessGroup().is_main_process:
        return
    folder.mkdir(parents=True, exist_ok=True)
    random = {"random": torch.get_rng_state()}    # for models that draw random numbers (dropout)
    files = {"model": write_tensors(folder, "model", weights),
             "optimisers": write_tensors(folder, "optimisers", tensors | random)}
    content = {"files": files, "optimiser_numbers": numbers, "optimiser_settings": settings, "facts": facts or {}}
    whole = {"format": FORMAT, "sha256": checksum(content), "content": content}
    write_atomically(folder / NAME, json.dumps(whole, allow_nan=False).encode())
    for path in folder.glob("*.safetensors*"):    # what the checkpoint before named, and what a crash left behind
        if OWN.fullmatch(path.name) and path.name not in files.values():    # and never a model of someone else's
            path.unlink(missing_ok=True)


def load_checkpoint(folder: str | Path, model: nn.Module | None = None,
                    optimisers: Optimizer | Iterable[Optimizer] = ()) -> dict:
    """Load a checkpoint into a model and optimisers of the same shapes; return its facts.

    model: None: read the facts only   optimisers: one or several; they get their settings back, too
    Nothing changes unless the whole checkpoint is right. Raises CourseError, saying what is wrong and what to do, for a
    checkpoint that is missing, damaged, or of another model.
    """
    folder, optimisers = Path(folder), as_list(optimisers)
    content = read_content(folder)
    if model is None:
        if optimisers:
            raise ValueError("optimisers are loaded together with the model that they train: pass it, too")
        return content["facts"]
    weights = read_tensors(folder, content["files"]["model"])
    places = model_tensors(model)
    check_shapes(folder, {name: tuple(place.shape) for name, place in places.items()}, weights)
    check_kinds(folder, places, weights)
    if optimisers:
        tensors = read_tensors(folder, content["files"]["optimisers"])
        random = tensors.pop("random", None)
        try:
            torch.Generator().set_state(random)
            state = read_state(optimisers, model, tensors, content)
        except (ValueError, TypeError, RuntimeError) as problem:
            raise CourseError(f"The checkpoint in {folder} is of a training with other optimisers, or made by another "
                              f"program ({problem}). Train with the same configuration, or into another folder."
                              ) from problem
    # From here on nothing can be wrong any more.
    with torch.no_grad():
        for name, place in places.items():
            fill(place, weights[name])
    if optimisers:
        restore_state(optimisers, state)
        torch.set_rng_state(random)
    return content["facts"]


def has_checkpoint(folder: str | Path) -> bool:
    """Whether the folder holds a checkpoint, whole or damaged."""
    return (Path(folder) / NAME).exists()


def model_tensors(model: nn.Module) -> dict[str, Tensor]:
    """The parameters and saved buffers of a model by name, each tensor once even if it is used twice."""
    found = dict(model.named_parameters())
    kept = model.state_dict(keep_vars=True)    # without buffers that the model can make again
    return found | {name: tensor for name, tensor in model.named_buffers() if name in kept}


def gather_all(tensors: dict) -> dict:
    """Each tensor whole, one after the other, in ordinary memory; of sharded ones for the first process alone."""
    return {name: gather(tensors[name]) for name in sorted(tensors)}    # in the same order in every process


def write_tensors(folder: Path, kind: str, tensors: dict) -> str:
    """Write tensors into a file that is named after its content; return the name."""
    data = save({name: tensor.contiguous() for name, tensor in tensors.items()})
    name = f"{kind}-{hashlib.sha256(data).hexdigest()}.safetensors"
    if not (folder / name).exists():
        write_atomically(folder / name, data)
    return name


def read_content(folder: Path) -> dict:
    """checkpoint.json, checked."""
    path = folder / NAME
    if not path.exists():
        raise CourseError(f"There is no checkpoint in {folder}: it has no {NAME}.")
    damaged = CourseError(f"{path} is damaged: it was cut off or changed after it was written. {what_to_do(folder)}")
    try:
        whole = read_json(path)
        version, written, content = whole["format"], whole["sha256"], whole["content"]
        right = written == checksum(content)
    except (ValueError, KeyError, TypeError, OSError):
        raise damaged from None
    if version != FORMAT:
        raise CourseError(f"The checkpoint in {folder} has format {version}, and this version of the course reads "
                          f"{FORMAT}: use the version that wrote it, or train again.")
    if not right:
        raise damaged
    kinds = {"files": dict, "optimiser_numbers": dict, "facts": dict}
    if not (isinstance(content, dict) and all(isinstance(content.get(name), kind) for name, kind in kinds.items())
            and all(isinstance(content["files"].get(name), str) for name in ("model", "optimisers"))):
        raise CourseError(f"{path} was made by another program: it lacks what a checkpoint has. {what_to_do(folder)}")
    return content


def checksum(content: object) -> str:
    """The sha256 of plain data, however it is written down."""
    as_read = json.loads(json.dumps(content, allow_nan=False))    # keys are texts there, and 100 sorts before "50"
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()


def read_tensors(folder: Path, name: str) -> dict:
    """The tensors of a file whose content must be what its name says."""
    path = folder / Path(name).name    # a name in a file from elsewhere must not lead out of the folder
    if not re.fullmatch(r"\w+-[0-9a-f]{64}\.safetensors", path.name):
        raise CourseError(f"The checkpoint in {folder} was made by another program: it names a file {path.name[:80]!r}."
                          f" {what_to_do(folder)}")
    if not path.is_file():
        raise CourseError(f"The checkpoint in {folder} is not whole: {path.name} is missing. {what_to_do(folder)}")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() not in path.name:
        raise CourseError(f"{path} is damaged: its {len(data):,} bytes are not those that were written. "
                          f"{what_to_do(folder)}")
    try:
        return load(data)
    except DAMAGED as error:
        raise CourseError(f"{path} is no safetensors file ({error}). {what_to_do(folder)}") from error


def what_to_do(folder: Path) -> str:
    """The end of a message about a damaged checkpoint."""
    return f"Bring back a copy of the folder, or delete {folder} and train again."


def check_kinds(folder: Path, places: dict, found: dict) -> None:
    """CourseError for a tensor that holds another kind of number: whole numbers where there should be a fraction."""
    for name, place in places.items():
        kinds = [(tensor.is_floating_point(), tensor.is_complex()) for tensor in (place, found[name])]
        if kinds[0] != kinds[1]:
            raise CourseError(f"The checkpoint in {folder} is of another model: {name} holds {found[name].dtype} "
                              f"there, and {place.dtype} here. Make the model as it was, or choose another folder.")


def check_shapes(folder: Path, wanted: dict, found: dict) -> None:
    """CourseError for a tensor that is missing, unknown, or of another shape."""
    for name in sorted(wanted.keys() | found.keys()):
        shape = tuple(found[name].shape) if name in found else None
        if wanted.get(name) != shape:
            raise CourseError(f"The checkpoint in {folder} is of another model: {name} is {shape or 'missing'} there, "
                              f"and {wanted.get(name) or 'missing'} here. Make the model as it was, or choose another "
                              "folder.")
