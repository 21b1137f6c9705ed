"""GPT-2 from a Hugging Face folder.

Source: Radford et al. 2019, Language Models are Unsupervised Multitask Learners.
"""

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open

from llm_edu.errors import CourseError
from llm_edu.pretrained.weights import build_model
from llm_edu.tokenization import tokenizer_from_gpt2_files
from llm_edu.transformer import TransformerConfig


def load_gpt2(folder):
    """Read GPT-2 and its tokenizer from a Hugging Face folder: (Transformer, BPETokenizer).

    The folder holds config.json, model.safetensors, vocab.json and merges.txt.
    Raises CourseError for files that are missing, damaged, or of another architecture.
    """
    folder = Path(folder)
    config = gpt2_config(need(folder, "config.json"))
    path = need(folder, "model.safetensors")
    tokenizer = tokenizer_from_gpt2_files(need(folder, "vocab.json"), need(folder, "merges.txt"))
    try:
        with safe_open(path, "pt") as file:
            names = {name.removeprefix("transformer."): name for name in file.keys() if not is_copy(name)}
            shapes = {ours: tuple(file.get_slice(name).get_shape()) for ours, name in names.items()}
            model = build_model(config, gpt2_places, shapes, lambda ours: file.get_tensor(names[ours]), path)
    except SafetensorError as problem:
        raise CourseError(f"{path} is not a whole safetensors file ({problem}): download it again") from problem
    return model, tokenizer


def is_copy(name):
    """Whether a tensor holds nothing new: a causal mask, or the output layer, which is the embedding."""
    return name.endswith((".attn.bias", ".attn.masked_bias")) or name == "lm_head.weight"


def gpt2_config(path):
    """The configuration that a config.json of Hugging Face describes."""
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        kind = settings.get("model_type")
    except (ValueError, AttributeError) as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem
    if kind != "gpt2":
        raise CourseError(f"{path} describes a model of the type {kind!r}; load_gpt2 runs 'gpt2'")
    ours = {"activation_function": ("gelu_new", "gelu_pytorch_tanh"), "scale_attn_weights": (True,),
            "scale_attn_by_inverse_layer_idx": (False,), "add_cross_attention": (False,),
            "tie_word_embeddings": (True,)}
    for name, values in ours.items():
        if settings.get(name, values[0]) not in values:
            raise CourseError(f"{path} sets {name} to {settings[name]!r}, and the course's model runs only "
                              f"{values[0]!r}")
    try:
        return TransformerConfig.gpt2(
            vocab_size=settings["vocab_size"], context_length=settings["n_positions"], layers=settings["n_layer"],
            width=settings["n_embd"], heads=settings["n_head"], feed_forward_width=settings.get("n_inner"),
            norm_epsilon=settings.get("layer_norm_epsilon", 1e-5),
        )
    except KeyError as name:
        raise CourseError(f"{path} lacks the setting {name}: download it again") from name
    except (TypeError, ValueError) as problem:
        raise CourseError(f"the settings in {path} make no sense ({problem}): download it again") from problem


def gpt2_places(model):
    """Where each tensor of the file belongs. GPT-2 stores linear weights as (in, out), hence the `.T`."""
    places = {"wte.weight": model.token_embedding.weight, "wpe.weight": model.position_embedding.weight,
              "ln_f.weight": model.norm.weight, "ln_f.bias": model.norm.bias}
    for layer, block in enumerate(model.blocks):
        linear = {"attn.c_attn": block.attention.queries_keys_values, "attn.c_proj": block.attention.output,
                  "mlp.c_fc": block.feed_forward.up, "mlp.c_proj": block.feed_forward.down}
        norms = {"ln_1": block.attention_norm, "ln_2": block.feed_forward_norm}
        for name, module in (linear | norms).items():
            places[f"h.{layer}.{name}.weight"] = module.weight.T if name in linear else module.weight
            places[f"h.{layer}.{name}.bias"] = module.bias
    return places


def need(folder, name):
    """The path of a file that must be there."""
    path = folder / name
    if not path.is_file():
        raise CourseError(f"There is no {name} in {folder}: load_gpt2 needs config.json, model.safetensors, vocab.json "
                          "and merges.txt, as in huggingface.co/openai-community/gpt2")
    return path
