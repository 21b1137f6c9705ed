"""Other people's models: from a file or a folder to (model, tokenizer).

For each architecture there are two functions for each kind of file: one makes a configuration of its settings, one says
where its tensors belong. `weights.build_model` does the rest.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.folder_tokenizer import folder_tokenizer, need
from llm_edu.pretrained.gguf_file import GGUFFile
from llm_edu.pretrained.gguf_tokenizer import tokenizer_from_metadata
from llm_edu.pretrained.gpt2 import gguf_gpt2_places, gpt2_from_gguf, gpt2_from_hub, gpt2_places
from llm_edu.pretrained.llama import (
    GGUF_ARCHITECTURES,
    HUB_TYPES,
    hub_llama_places,
    llama_from_gguf,
    llama_from_hub,
    llama_places,
)
from llm_edu.pretrained.safetensors_folder import SafetensorsFolder, is_copy
from llm_edu.pretrained.settings import Settings, read_values
from llm_edu.pretrained.tokenizer_json import MissingTokenizer
from llm_edu.pretrained.unsupported import refuse
from llm_edu.pretrained.weights import build_model, check_vocabulary
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

Tokenizer = BPETokenizer | ByteFallbackTokenizer
# How to make a configuration, and where tensors belong; in config.json the names are those of `model_type`.
HUB = {"gpt2": (gpt2_from_hub, gpt2_places)} | {name: (llama_from_hub, hub_llama_places) for name in HUB_TYPES}
GGUF = {"gpt2": (gpt2_from_gguf, gguf_gpt2_places)} | {
    name: (llama_from_gguf, llama_places) for name in GGUF_ARCHITECTURES}


def load_smollm2(fetch: bool = False) -> tuple[Transformer, BPETokenizer]:
    """SmolLM2-135M-Instruct and its tokenizer. Every call returns the same two objects.

    The weights were quantised to 4 bits and are converted back to float32, so they differ slightly from the original.
    fetch: fetch the model first (93 MB) if it is not here; otherwise this raises CourseError.
    """
    return load_once(assets.path("smollm2", fetch=fetch))


@lru_cache(maxsize=1)
def load_once(path: Path) -> tuple[Transformer, Any]:    # of a GGUF file with byte-level BPE
    """`load_gguf`, remembered for this process."""
    return load_gguf(path)


def load_gguf(path: str | Path) -> tuple[Transformer, Tokenizer]:
    """Load a model and its tokenizer from a GGUF file.

    It runs Llama 1, 2 and 3, Mistral, SmolLM2, TinyLlama, Qwen2, Qwen3 and GPT-2. Quantised weights become float32, one
    tensor at a time, so that memory holds them once. If the course lacks this kind of tokenizer, you get an object that
    says so when you use it.
    Raises CourseError for a file that is missing, damaged, or of another architecture, and says what that needs.
    """
    file, config, places, shapes = read_gguf(path)
    model = build_model(config, places, shapes, file.read, file.path)
    return model, fitting(model, tokenizer_from_metadata(file.metadata, file.path), file.path)


def read_gguf(path: str | Path) -> tuple[GGUFFile, Any, Any, dict[str, tuple]]:
    """A GGUF file, its configuration, where its tensors belong and their shapes. Raises CourseError as `load_gguf`."""
    file = GGUFFile(path)
    architecture = Settings(file.metadata, file.path).value("general.architecture")
    if not isinstance(architecture, str) or architecture not in GGUF:
        refuse(file.path, architecture, file.metadata, GGUF, file.tensors)
    if file.metadata.get("split.count", 1) not in (0, 1):
        raise CourseError(f"{file.path} is one of several parts of a model: join them, with llama-gguf-split --merge")
    read_config, places = GGUF[architecture]
    config = read_config(Settings(file.metadata, file.path, prefix=f"{architecture}."), file)
    return file, config, places, {name: tensor.shape for name, tensor in file.tensors.items()
                                  if name != "rope_freqs.weight"}


def load_pretrained(folder: str | Path) -> tuple[Transformer, Tokenizer]:
    """Load a model and its tokenizer from a folder in Hugging Face's layout.

    The folder holds config.json, the weights as safetensors (one file, or several and their list), and tokenizer.json;
    for GPT-2 vocab.json and merges.txt will do. It runs Llama 1, 2 and 3, Mistral, SmolLM2, TinyLlama, Qwen2, Qwen3 and
    GPT-2. The weights become float32, whatever their precision in the file. If the course lacks this kind of tokenizer,
    you get an object that says so when you use it.
    Raises CourseError for files that are missing, damaged, or of another architecture, and says what that needs.
    """
    folder = Path(folder)
    settings = folder_settings(folder)
    architecture = settings.value("model_type")
    if not isinstance(architecture, str) or architecture not in HUB:
        refuse(settings.path, architecture, settings.values, HUB)
    settings.expect("quantization_config", None, "weights quantised in that way")
    read_config, places = HUB[architecture]
    with SafetensorsFolder(folder) as weights:
        config = read_config(settings, weights.shapes)
        names = {name.removeprefix("transformer.") if architecture == "gpt2" else name: name
                 for name in weights.shapes if not is_copy(name)}
        if config.tie_embeddings:    # some files hold the embedding twice, under both names
            names.pop("lm_head.weight", None)
        shapes = {ours: weights.shapes[name] for ours, name in names.items()}
        model = build_model(config, places, shapes, lambda ours: weights.read(names[ours]), folder)
    return model, fitting(model, folder_tokenizer(folder, settings.values), folder)


def load_gpt2(folder: str | Path) -> tuple[Transformer, Tokenizer]:
    """Load GPT-2 and its tokenizer from a Hugging Face folder: `load_pretrained` for this one architecture.

    The folder holds config.json, model.safetensors, vocab.json and merges.txt. Raises CourseError as that does, and for
    another architecture.
    """
    settings = folder_settings(Path(folder))
    kind = settings.value("model_type")
    if kind != "gpt2":
        raise CourseError(f"{settings.path} describes a model of the type {kind!r}; load_gpt2 runs 'gpt2': try "
                          "load_pretrained")
    return load_pretrained(folder)


def folder_settings(folder):
    """The settings in a folder's config.json."""
    path = need(folder, "config.json")
    try:
        return Settings(read_values(path), path)
    except ValueError as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem


def fitting(model, tokenizer, path):
    """The tokenizer, if the model has all its ids."""
    if not isinstance(tokenizer, MissingTokenizer):
        check_vocabulary(model, tokenizer, path)
    return tokenizer
