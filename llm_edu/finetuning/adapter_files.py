"""An adapter's two files, looked at before anything is made of them."""

import re

from safetensors import SafetensorError, safe_open

from llm_edu.errors import CourseError
from llm_edu.pretrained.safetensors_folder import KINDS, check_header, damaged
from llm_edu.pretrained.settings import Settings, read_values, shortened

SETTINGS, TENSORS, PICKLE = "adapter_config.json", "adapter_model.safetensors", "adapter_model.bin"
PREFIX = "base_model.model.model.layers."
MODULES = {"queries": "self_attn.q_proj", "keys": "self_attn.k_proj", "values": "self_attn.v_proj",
           "output": "self_attn.o_proj", "gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj"}
NAME = re.compile(re.escape(PREFIX) + r"(\d{1,6})\.([a-z_.]+)\.lora_([AB])\.weight")
PLACES = {name: place for place, name in MODULES.items()}

# Settings that are read, or say how it was trained and change nothing of what it computes.
KNOWN = {"r", "lora_alpha", "target_modules", "auto_mapping", "base_model_name_or_path", "revision", "peft_version",
         "inference_mode", "lora_dropout", "task_type", "exclude_modules", "layers_to_transform", "layers_pattern",
         "megatron_core", "qalora_group_size"}
ONLY = {"peft_type": ("LORA",), "bias": ("none", None), "init_lora_weights": (True, False, None, "gaussian")}
LACKING = {
    "peft_type": "adapters other than LoRA", "bias": "learned biases", "lora_bias": "learned biases",
    "init_lora_weights": "a beginning that changes the model's own weights, too",
    "use_dora": "DoRA, a learned length for each row (Liu et al. 2024, arXiv:2402.09353)",
    "use_rslora": "rsLoRA, changes divided by √rank instead of rank (Kalajdzievski 2023, arXiv:2312.03732)",
    "rank_pattern": "other ranks in some modules", "alpha_pattern": "other sizes in some modules",
    "modules_to_save": "modules that were trained whole", "trainable_token_indices": "tokens that were trained whole",
    "layer_replication": "layers that are run twice", "target_parameters": "changes of parameters outside modules",
    "fan_in_fan_out": "tables stored the other way round, as GPT-2 has them",
}


def read_settings(folder):
    """rank, alpha and the target modules of an adapter_config.json.

    Raises CourseError for one that is missing or damaged, or that asks for what the course's LoRA lacks.
    """
    path = folder / SETTINGS
    if not path.is_file():
        raise CourseError(f"There is no {SETTINGS} in {folder}: an adapter is a folder with that file and {TENSORS}")
    try:
        settings = Settings(read_values(path), path)
    except ValueError as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem
    for name, value in settings.values.items():
        allowed = name in KNOWN or (value in ONLY[name] if name in ONLY else not value)
        if not allowed:
            lacking = LACKING.get(name, "a setting that it does not know")
            raise CourseError(f"{path} sets {shortened(name)} to {shortened(value)}, which the course's LoRA lacks: "
                              f"{lacking}. peft can merge such an adapter into its model (merge_and_unload)")
    if "peft_type" not in settings:
        raise CourseError(f"{path} does not say that it is a LoRA (peft_type): it is not complete, download it again")
    return settings.whole("r"), settings.number("lora_alpha"), check_targets(settings)


def check_targets(settings):
    """The kinds of modules that the settings name, as a set; empty where they name them by a pattern."""
    targets = settings.value("target_modules", None)
    if targets is None or isinstance(targets, str):
        return set()
    kinds = {name.split(".")[1]: place for place, name in MODULES.items()}
    if not isinstance(targets, list) or not all(isinstance(name, str) for name in targets):
        raise settings.nonsense(f"target_modules is {shortened(targets)}")
    found = {name.split(".")[-1] for name in targets}
    if unknown := sorted(found - kinds.keys()):
        raise CourseError(f"{settings.path} names the target module {unknown[0]!r:.60}, which the course's LoRA "
                          f"lacks; it has {', '.join(kinds)}")
    return {kinds[name] for name in found}


def read_tables(folder, sizes, rank, targets):
    """The tensors of an adapter: {(layer, place): (down (rank, inputs), up (outputs, rank))}

    sizes: {(layer, place): (inputs, outputs)} of the model   targets: places that must be there
    Raises CourseError, before any tensor is read, where names, kinds or shapes are not right.
    """
    path = folder / TENSORS
    if not path.is_file():
        pickle = (folder / PICKLE).is_file()
        raise CourseError(f"There is no {TENSORS} in {folder}" + (
            f", only {PICKLE}, which is a pickle: opening one runs whatever program is in it, so the course opens none"
            if pickle else f": an adapter is a folder with that file and {SETTINGS}"))
    try:
        check_header(path)
        with safe_open(path, "pt") as file:
            names = {find_place(name, sizes, path): name for name in file.keys()}
            check_complete({(layer, place) for layer, place, _ in names}, names, targets, path)
            for (layer, place, part), name in names.items():
                inputs, outputs = sizes[layer, place]
                check_tensor(file.get_slice(name), name, (rank, inputs) if part == "A" else (outputs, rank), path)
            return {(layer, place): tuple(file.get_tensor(names[layer, place, part]) for part in "AB")
                    for layer, place in dict.fromkeys(key[:2] for key in names)}
    except (SafetensorError, OSError) as problem:
        raise damaged(path, problem) from problem


def find_place(name, sizes, path):
    """What a tensor is: (layer, place, "A" or "B")"""
    match = NAME.fullmatch(name)
    if match is None or match[2] not in PLACES:
        raise CourseError(f"{path} has a tensor {name:.200}, which the course's LoRA lacks: it has changes of "
                          f"{', '.join(MODULES.values())}")
    layer, place = int(match[1]), PLACES[match[2]]
    if (layer, place) not in sizes:
        raise CourseError(f"{path} has a tensor {name}, and this model has no such table: the adapter belongs to "
                          "another model")
    return layer, place, match[3]


def check_complete(found, names, targets, path):
    """Raise CourseError unless each change has both tables, and each module that the settings name has one."""
    missing = [(layer, place, part) for layer, place in found for part in "AB" if (layer, place, part) not in names]
    if missing:
        layer, place, part = min(missing)
        raise CourseError(f"{path} lacks the tensor {PREFIX}{layer}.{MODULES[place]}.lora_{part}.weight: it is not "
                          "complete, download it again")
    absent = targets - {place for _, place in found}
    if absent or not found:
        raise CourseError(f"{path} has no changes of {MODULES[min(absent)] if absent else 'anything'}, and {SETTINGS} "
                          "names them: it is not complete, download it again")


def check_tensor(tensor, name, shape, path):
    """Raise CourseError for another shape, or for what is no floating-point number. tensor: a slice of safetensors"""
    if tuple(tensor.get_shape()) != shape:
        raise CourseError(f"{name} in {path} has shape {tuple(tensor.get_shape())}, and this model and the rank ask "
                          f"for {shape}: the adapter belongs to another model, or is damaged")
    if tensor.get_dtype() not in KINDS:
        raise CourseError(f"{name} in {path} holds numbers of the kind {tensor.get_dtype()}, and an adapter has "
                          f"{', '.join(KINDS)}: download it again")
