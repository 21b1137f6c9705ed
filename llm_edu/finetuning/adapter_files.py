"""An adapter's two files, checked before anything is made of them."""

import math
import time
from dataclasses import dataclass

import regex
from safetensors import SafetensorError, safe_open

from llm_edu.errors import CourseError
from llm_edu.finetuning.adapter_layout import GPT2, LLAMA
from llm_edu.pretrained.safetensors_folder import KINDS, check_header, damaged
from llm_edu.pretrained.settings import Settings, read_values, shortened
from llm_edu.pretrained.weights import finite
from llm_edu.tokenization.patterns import compile_pattern

SETTINGS, TENSORS, PICKLE = "adapter_config.json", "adapter_model.safetensors", "adapter_model.bin"
PREFIX = "base_model.model."
TABLE = regex.compile(r"(\d{1,6})\.([a-z_.]+)\.lora_([AB])\.weight")
LAYOUTS = {layout.prefix: layout for layout in (LLAMA, GPT2)}
MOST_PATTERNS, PATTERN_SECONDS = 2000, 2.0    # patterns for modules; for all of them together

# Settings that are read, or say how it was trained and change nothing of what it computes.
KNOWN = {"r", "lora_alpha", "target_modules", "auto_mapping", "base_model_name_or_path", "revision", "peft_version",
         "inference_mode", "lora_dropout", "task_type", "exclude_modules", "layers_to_transform", "layers_pattern",
         "megatron_core", "qalora_group_size", "use_rslora", "rank_pattern", "alpha_pattern", "fan_in_fan_out",
         "eva_config"}
ONLY = {"peft_type": ("LORA",), "bias": ("none", None),
        "init_lora_weights": (True, False, None, "gaussian", "orthogonal", "eva")}    # these change no other weights
LACKING = {
    "peft_type": "adapters other than LoRA", "bias": "learned biases", "lora_bias": "learned biases",
    "init_lora_weights": "a beginning that changes the model's own weights, too",
    "use_dora": "DoRA, a learned length for each row (Liu et al. 2024, arXiv:2402.09353)",
    "modules_to_save": "modules that were trained whole", "trainable_token_indices": "tokens that were trained whole",
    "layer_replication": "layers that are run twice", "target_parameters": "changes of parameters outside modules",
}


@dataclass(frozen=True)
class AdapterSettings:
    """What an adapter_config.json says: rank and alpha, and by patterns others for some modules.

    root: whether alpha is divided by √rank (rsLoRA: Kalajdzievski 2023, arXiv:2312.03732) instead of rank
    module_names: what modules' names end with; empty if unknown   some_only: whether it leaves out some of them
    """

    rank: int
    alpha: float
    root: bool
    ranks: list
    alphas: list
    module_names: frozenset
    some_only: bool
    path: object

    def sizes(self, names):
        """{module's full name: (rank, alpha)}, alpha as `LowRank` has it, which divides it by the rank."""
        until = time.monotonic() + PATTERN_SECONDS
        try:
            found = {name: (first(self.ranks, name, until, self.rank), first(self.alphas, name, until, self.alpha))
                     for name in names}
        except TimeoutError:
            raise CourseError(f"{self.path} has patterns for modules (rank_pattern, alpha_pattern) that take too long: "
                              "it is damaged, download it again") from None
        return {name: (rank, alpha * math.sqrt(rank) if self.root else alpha) for name, (rank, alpha) in found.items()}


def first(patterns, name, until, otherwise):
    """What the first pattern stands for that fits a module's name, as `peft` matches them."""
    for pattern, value in patterns:
        if pattern.fullmatch(name, timeout=max(until - time.monotonic(), 1e-6)):
            return value
    return otherwise


def read_settings(folder):
    """The `AdapterSettings` of an adapter_config.json.

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
    return AdapterSettings(
        settings.whole("r"), settings.number("lora_alpha"), settings.value("use_rslora", False) is True,
        read_patterns(settings, "rank_pattern", Settings.whole),
        read_patterns(settings, "alpha_pattern", Settings.number), check_targets(settings),
        bool(settings.value("exclude_modules", None)), path)


def read_patterns(settings, name, read):
    """[(pattern, value)] of a setting. read: a method of `Settings` for each value"""
    part = settings.part(name) or settings.inside(name, {})
    if len(part.values) > MOST_PATTERNS:
        raise settings.nonsense(f"{name} has {len(part.values):,} patterns")
    try:
        return [(compile_pattern(rf"(?:.*\.)?(?:{pattern})"), read(part, pattern)) for pattern in part.values]
    except (ValueError, TypeError) as problem:
        raise CourseError(f"{settings.path} sets {name} to patterns of which the course's LoRA cannot use one "
                          f"({str(problem):.200})") from problem


def check_targets(settings):
    """What the names of changed modules end with, as a set; empty where the settings name them by a pattern."""
    module_names = settings.value("target_modules", None)
    if module_names is None or isinstance(module_names, str):
        return frozenset()
    kinds = {module.split(".")[1] for layout in LAYOUTS.values() for module in layout.modules}
    if not isinstance(module_names, list) or not all(isinstance(name, str) for name in module_names):
        raise settings.nonsense(f"target_modules is {shortened(module_names)}")
    found = {name.split(".")[-1] for name in module_names}
    if unknown := sorted(found - kinds):
        raise CourseError(f"{settings.path} names the target module {unknown[0]!r:.60}, which the course's LoRA "
                          f"lacks; it has {', '.join(sorted(kinds))}")
    return frozenset(found)


def read_tables(folder, layouts, shapes, settings):
    """The tensors of an adapter: {(layer, targets): (down (rank, inputs), up (outputs, rank), alpha)}

    layouts: those whose names the model's tables have   settings: `AdapterSettings`
    shapes: (layer, targets) -> (inputs, outputs) of a table, None for one that the model has not
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
            found = {}    # full name of a module -> (layer, its targets, {"A" or "B": name of the tensor})
            for name in file.keys():
                module, layer, targets, part = find_table(name, layouts, shapes, path)
                found.setdefault(module, (layer, targets, {}))[2][part] = name
            check_complete(found, settings, path)
            sizes, tables = settings.sizes(found), {}
            for module, (layer, targets, names) in found.items():
                (inputs, outputs), rank = shapes(layer, targets), sizes[module][0]
                for part, shape in (("A", (rank, inputs)), ("B", (outputs, rank))):
                    check_tensor(file.get_slice(names[part]), names[part], shape, path)
            for module, (layer, targets, names) in found.items():
                tables[layer, targets] = *(finite(file.get_tensor(names[part]).float(), names[part], path)
                                          for part in "AB"), sizes[module][1]
            return tables
    except (SafetensorError, OSError) as problem:
        raise damaged(path, problem) from problem


def find_table(name, layouts, shapes, path):
    """What a tensor belongs to: (its module's full name, layer, targets, "A" or "B")"""
    for layout in LAYOUTS.values():
        match = TABLE.fullmatch(name.removeprefix(PREFIX + layout.prefix))
        if match and name.startswith(PREFIX + layout.prefix) and match[2] in layout.modules:
            layer, targets = int(match[1]), layout.modules[match[2]]
            if layout not in layouts or shapes(layer, targets) is None:
                raise CourseError(f"{path} has a tensor {name}, but this model has no such weights: the adapter "
                                  "belongs to another model")
            return f"{layout.prefix}{layer}.{match[2]}", layer, targets, match[3]
    raise CourseError(f"{path} has a tensor {name:.200}, which the course's LoRA lacks: it has changes of "
                      f"{', '.join(module for layout in layouts for module in layout.modules)}")


def check_complete(found, settings, path):
    """Raise CourseError unless each change has both tables, and each module that the settings name has one."""
    for module, (_, _, names) in sorted(found.items()):
        for part in "AB":
            if part not in names:
                raise CourseError(f"{path} lacks the tensor {PREFIX}{module}.lora_{part}.weight: it is not complete, "
                                  "download it again")
    absent = settings.module_names - {module.split(".")[-1] for module in found}
    if absent and not settings.some_only or not found:
        raise CourseError(f"{path} has no changes of {min(absent) if absent else 'anything'}, but {SETTINGS} "
                          "names them: it is not complete, download it again")


def check_tensor(tensor, name, shape, path):
    """Raise CourseError for another shape, or for what is no floating-point number. tensor: a slice of safetensors"""
    if tuple(tensor.get_shape()) != shape:
        raise CourseError(f"{name} in {path} has shape {tuple(tensor.get_shape())}, and this model and the rank ask "
                          f"for {shape}: the adapter belongs to another model, or is damaged")
    if tensor.get_dtype() not in KINDS:
        raise CourseError(f"{name} in {path} holds numbers of the kind {tensor.get_dtype()}, and an adapter has "
                          f"{', '.join(KINDS)}: download it again")
