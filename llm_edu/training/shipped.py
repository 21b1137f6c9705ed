"""Models that come with the course: small enough to be part of the code, and trained by the course's own commands.

A model's folder in ``llm_edu/checkpoints`` holds ``model.json`` (its configuration, and where it comes from: recipe,
seed, hardware, duration, figures, licence, and the sha256 of each file of weights) and weights in 16 bits.

    from llm_edu.training import load_story_model, load_storyteller

    model = load_story_model()    # lesson 06's; its words are those of World(seed=0)
    model, tokenizer = load_storyteller()
    ids = tokenizer.encode("<|story|>", allowed_special="all")
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import load, save
from torch import Tensor, nn

from llm_edu.errors import CourseError
from llm_edu.files import read_json, write_atomically
from llm_edu.shapes_only import shapes_only
from llm_edu.tokenization import BPETokenizer
from llm_edu.training.checkpoints import DAMAGED
from llm_edu.training.recipe_model import RecipeConfig, RecipeTransformer
from llm_edu.transformer import Transformer

SHIPPED = Path(__file__).parents[1] / "checkpoints"
STORY_MODEL, STORYTELLER = SHIPPED / "story_model", SHIPPED / "storyteller"
FACTS = "model.json"


def load_storyteller() -> tuple[Transformer, BPETokenizer]:
    """A model of 1.7 million parameters that has read stories and pages, and its tokenizer (see ``storyteller``).

    Raises CourseError where the files are missing or damaged.
    """
    return load_model(STORYTELLER), BPETokenizer.load(STORYTELLER / "tokenizer.json")


def load_story_model(step: int | None = None) -> Transformer:
    """The model of lesson 06 after one of `story_model_steps()`; None: after the last.

    Raises ValueError for a step at which it was not saved, CourseError where the files are missing or damaged.
    """
    steps = story_model_steps()
    if step is not None and step not in steps:
        raise ValueError(f"the story model was saved after {', '.join(map(str, steps))} steps, not after {step}")
    return load_model(STORY_MODEL, name_of(steps[-1] if step is None else step))


def story_model_steps() -> list[int]:
    """The numbers of training steps after which the story model was saved, in order."""
    return read_facts(STORY_MODEL)["facts"]["kept"]


def name_of(step: int) -> str:
    """The name of the story model's weights after so many steps."""
    return f"step-{step:04}"


def save_weights(folder: str | Path, name: str, model: nn.Module) -> str:
    """Write a model's parameters as 16-bit numbers into folder/name.safetensors; return the sha256 of the file."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    content = save({key: parameter.detach().half().contiguous() for key, parameter in model.named_parameters()})
    write_atomically(folder / f"{name}.safetensors", content)
    return hashlib.sha256(content).hexdigest()


def save_facts(folder: str | Path, config: RecipeConfig, weights: dict[str, str], facts: dict) -> None:
    """Write model.json. weights: name -> sha256, as `save_weights` returns it   facts: plain data for JSON"""
    content = {"configuration": asdict(config), "weights": weights, "facts": facts}
    write_atomically(Path(folder) / FACTS, json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")


def read_facts(folder: str | Path) -> dict:
    """The content of model.json in a folder. Raises CourseError where it is missing or damaged."""
    path = Path(folder) / FACTS
    try:
        content = read_json(path)
        if not all(isinstance(content[name], dict) for name in ("configuration", "weights", "facts")):
            raise ValueError("it does not say what a model's facts are")
        return content
    except FileNotFoundError:
        raise CourseError(f"There is no model in {folder}: it has no {FACTS}. The models of the course are installed "
                          "with it; install it again.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} is damaged ({error}): install the course again.") from None


def load_model(folder: str | Path, name: str = "weights") -> Transformer:
    """The model of a folder, ready to use, with weights in 32 bits. Every call makes a new model."""
    folder = Path(folder)
    facts = read_facts(folder)
    if name not in facts["weights"]:
        raise CourseError(f"{folder.name} has the weights {', '.join(facts['weights'])}, but no {name}.")
    path = folder / f"{name}.safetensors"
    if not path.is_file():
        raise CourseError(f"{path} is missing: install the course again.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != facts["weights"][name]:
        raise CourseError(f"{path} is damaged: its {len(content):,} bytes are not those that were written. Install the "
                          "course again.")
    try:
        return make_model(facts["configuration"], load(content))
    except DAMAGED as error:
        raise CourseError(f"{path} and {FACTS} do not make a model ({error}): install the course again.") from error


def make_model(configuration: dict, tensors: dict[str, Tensor]) -> RecipeTransformer:
    """The model of a configuration (plain data) with these weights, in 32 bits."""
    for name in ("layers", "ngrams"):    # each has weights of its own; so look before so many of them are made
        if configuration.get(name, 0) > len(tensors):
            raise ValueError(f"there are weights for fewer than {configuration[name]} {name}")
    with shapes_only():
        model = RecipeTransformer(RecipeConfig(**configuration))
    model.load_state_dict({key: tensor.float() for key, tensor in tensors.items()}, assign=True)
    return model.eval()
