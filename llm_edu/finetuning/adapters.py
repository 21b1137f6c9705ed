"""A model's changes as files, a hundredth of its size, in the layout of the library `peft`.

A folder holds ``adapter_config.json`` and ``adapter_model.safetensors``. Tensors have the names that Hugging Face's
Llama has for its modules; there queries, keys, values, gate and up are modules of their own. So `peft` can put what was
learned here on a Llama, Mistral or Qwen of the same weights, and what was learned there can be used here.

Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save

from llm_edu.files import write_atomically
from llm_edu.finetuning.adapter_files import MODULES, PREFIX, SETTINGS, TENSORS, read_settings, read_tables
from llm_edu.finetuning.lora import add_changes, changes_of, check_unchanged, places_in


def save_adapter(model, folder, base=""):
    """Write a model's changes into a folder, as `peft` does. base: what the model is called that they belong to

    Raises ValueError for a model without changes.
    """
    changes, folder, tensors = changes_of(model), Path(folder), {}
    if not changes:
        raise ValueError("this model has no changes to save: they come from `add_lora`")
    for (layer, place), change in changes.items():
        name = f"{PREFIX}{layer}.{MODULES[place]}"
        tensors[f"{name}.lora_A.weight"] = change.down.detach().float().contiguous()
        tensors[f"{name}.lora_B.weight"] = hub_order(change.up.detach().float(), model.config, place).contiguous()
    first = next(iter(changes.values()))
    settings = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": base, "r": first.rank,
                "lora_alpha": first.alpha, "target_modules": target_modules(model, changes), "lora_dropout": 0.0,
                "bias": "none", "fan_in_fan_out": False, "inference_mode": True, "init_lora_weights": True}
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / TENSORS, save(tensors, {"format": "pt"}))
    write_atomically(folder / SETTINGS, json.dumps(settings, indent=2).encode() + b"\n")


def target_modules(model, changes):
    """The modules that have changes: by their kinds where all layers have the same, else each by its full name."""
    kinds = sorted({place for _, place in changes})
    if len(changes) == len(kinds) * len(model.blocks):
        return [MODULES[place].split(".")[1] for place in kinds]
    return [f"model.layers.{layer}.{MODULES[place]}" for layer, place in changes]


def load_adapter(model, folder):
    """A twin of a model with the changes that a folder holds, ready to use or to learn on; see `add_lora`.

    It reads any LoRA that `peft` has saved, if the course has what that uses. (A dropout counts in training only, and
    is left out here.) Raises CourseError for files that are missing, damaged, made for a model of other shapes, or that
    use what the course's LoRA lacks: it names that.
    """
    check_unchanged(model)
    folder, sizes = Path(folder), {}
    for layer, block in enumerate(model.blocks):
        for place, (holder, name, start, end) in places_in(block).items():
            sizes[layer, place] = getattr(holder, name).in_features, end - start
    rank, alpha, targets = read_settings(folder)
    tables = read_tables(folder, sizes, rank, targets)
    places = {layer: [place for other, place in tables if other == layer] for layer, _ in tables}
    adapted = add_changes(model, places, rank, alpha)
    with torch.no_grad():
        for (layer, place), change in changes_of(adapted).items():
            down, up = tables[layer, place]
            change.down.copy_(down)
            change.up.copy_(our_order(up, model.config, place))
    return adapted


def hub_order(table, config, place):
    """Rows as Hugging Face's models have them. table: (rows, …)

    RoPE turns pairs of a head's numbers. Where this model has the two side by side, as GGUF files have them, Hugging
    Face's has all the first ones of a head, then all the second (see `apply_rope`).
    """
    if place not in ("queries", "keys") or config.positions != "rope" or config.rope_pairing == "half":
        return table
    return table.unflatten(0, (-1, config.head_dim // 2, 2)).transpose(1, 2).flatten(0, 2)


def our_order(table, config, place):
    """`hub_order` undone."""
    if place not in ("queries", "keys") or config.positions != "rope" or config.rope_pairing == "half":
        return table
    return table.unflatten(0, (-1, 2, config.head_dim // 2)).transpose(1, 2).flatten(0, 2)
