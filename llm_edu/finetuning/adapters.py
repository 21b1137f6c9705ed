"""A model's changes as files, a hundredth of its size, in the layout of the library `peft`.

An adapter is a folder with ``adapter_config.json`` and ``adapter_model.safetensors``. Its tensors have the names of
Hugging Face's modules of Llama or GPT-2 (`adapter_layout`). So `peft` can put an adapter from here on a Llama, Mistral,
Qwen or GPT-2 of the same weights, and the course reads adapters from there.

Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
"""

import json
import os
from collections import Counter
from pathlib import Path

import torch
from safetensors.torch import save

from llm_edu.files import write_atomically
from llm_edu.finetuning.adapter_files import PREFIX, SETTINGS, TENSORS, read_settings, read_tables
from llm_edu.finetuning.adapter_layout import GPT2, LLAMA, joined, layout_of, parted
from llm_edu.finetuning.lora import add_changes, changes_of, check_unchanged, target_modules_in
from llm_edu.transformer import Transformer


def save_adapter(model: Transformer, folder: str | os.PathLike[str], base: str = "") -> None:
    """Write a model's changes into a folder, as `peft` does. base: the name of the model that they belong to

    Raises ValueError for a model without changes, OSError where the folder cannot be written.
    """
    changes, folder, layout = changes_of(model), Path(folder), layout_of(model.config)
    if not changes:
        raise ValueError("this model has no changes to save: they come from `add_lora`")
    tables = hub_tables(model, changes, layout)
    tensors = {f"{PREFIX}{name}.lora_{part}.weight": table[number].contiguous()
               for name, table in tables.items() for number, part in enumerate("AB")}
    rank = Counter(len(down) for down, _, _ in tables.values()).most_common(1)[0][0]
    alpha = Counter(alpha for _, _, alpha in tables.values()).most_common(1)[0][0]
    settings = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": base, "r": rank,
                "lora_alpha": alpha, "target_modules": target_modules(model, tables, layout), "lora_dropout": 0.0,
                "bias": "none", "fan_in_fan_out": layout.turned, "inference_mode": True, "init_lora_weights": True,
                "rank_pattern": {name: len(down) for name, (down, _, _) in tables.items() if len(down) != rank},
                "alpha_pattern": {name: other for name, (_, _, other) in tables.items() if other != alpha}}
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / TENSORS, save(tensors, {"format": "pt"}))
    write_atomically(folder / SETTINGS, json.dumps(settings, indent=2).encode() + b"\n")


def hub_tables(model, changes, layout):
    """{module's full name: (down, up, alpha)} of all modules that have changes."""
    tables, outputs = {}, outputs_of(model.config)
    for layer in range(len(model.blocks)):
        for module, targets in layout.modules.items():
            parts = [(outputs[target], changes.get((layer, target))) for target in targets]
            if any(change is not None for _, change in parts):
                tables[f"{layout.prefix}{layer}.{module}"] = joined([(count, None if change is None else (
                    change.down.detach().float(),
                    hub_order(change.up.detach().float(), model.config, change.target_module),
                    change.alpha)) for count, change in parts])
    return tables


def outputs_of(config):
    """The number of rows of each target module: {target module: number}"""
    queries, shared = config.heads * config.head_dim, config.key_value_heads * config.head_dim
    return {"queries": queries, "keys": shared, "values": shared, "output": config.width, "down": config.width,
            "gate": config.feed_forward_width, "up": config.feed_forward_width}


def target_modules(model, tables, layout):
    """The modules that have changes: by their kinds where all layers have the same, else each by its full name."""
    kinds = [module for module in layout.modules if any(name.endswith(module) for name in tables)]
    if len(tables) == len(kinds) * len(model.blocks):
        return sorted(kind.split(".")[1] if layout is LLAMA else kind for kind in kinds)    # GPT-2 has two c_proj
    return list(tables)


def load_adapter(model: Transformer, folder: str | os.PathLike[str]) -> Transformer:
    """A twin of a model with the changes in a folder, ready for use or further training; see `add_lora`.

    It reads any LoRA that `peft` has saved, unless that uses something the course's LoRA lacks. (A dropout is ignored:
    it matters in training only.) Raises CourseError for files that are missing, damaged, for a model of other shapes,
    or that use what the course's LoRA lacks; the message names it. Raises ValueError for a model that has changes.
    """
    check_unchanged(model)
    known, outputs = [target_modules_in(block) for block in model.blocks], outputs_of(model.config)

    def shapes(layer, targets):
        """(inputs, outputs) of the weight matrix that holds these target modules, or None."""
        if layer >= len(known) or not set(targets) <= known[layer].keys():
            return None
        holder, name, _, _ = known[layer][targets[0]]
        return getattr(holder, name).in_features, sum(outputs[target] for target in targets)

    settings = read_settings(Path(folder))
    found: dict[tuple[int, str], tuple] = {}    # (layer, target module) -> (down, up, alpha)
    layouts = [LLAMA, GPT2][:1 + (layout_of(model.config) is GPT2)]    # the course once gave GPT-2 Llama's names
    for (layer, targets), change in read_tables(Path(folder), layouts, shapes, settings).items():
        parts = parted(change, [outputs[target] for target in targets])
        found |= {(layer, target): part for target, part in zip(targets, parts, strict=True) if part is not None}
    targets = {layer: [target for other, target in found if other == layer] for layer, _ in found}
    sizes = {key: (len(down), alpha) for key, (down, _, alpha) in found.items()}
    adapted = add_changes(model, targets, settings.rank, settings.alpha, sizes)
    with torch.no_grad():
        for (layer, target), change in changes_of(adapted).items():
            down, up, _ = found[layer, target]
            change.down.copy_(down)
            change.up.copy_(our_order(up, model.config, target))
    return adapted


def hub_order(table, config, target):
    """Rows as Hugging Face's models have them. table: (rows, …)

    RoPE turns pairs of a head's numbers. Where this model has the two side by side, as GGUF files have them, Hugging
    Face's has all the first ones of a head, then all the second (see `apply_rope`).
    """
    if target not in ("queries", "keys") or config.positions != "rope" or config.rope_pairing == "half":
        return table
    return table.unflatten(0, (-1, config.head_dim // 2, 2)).transpose(1, 2).flatten(0, 2)


def our_order(table, config, target):
    """The reverse of `hub_order`."""
    if target not in ("queries", "keys") or config.positions != "rope" or config.rope_pairing == "half":
        return table
    return table.unflatten(0, (-1, 2, config.head_dim // 2)).transpose(1, 2).flatten(0, 2)
