"""GPT-2 from a Hugging Face folder.

Source: Radford et al. 2019, Language Models are Unsupervised Multitask Learners.
"""

from pathlib import Path

from safetensors import SafetensorError, safe_open

from llm_edu.errors import CourseError
from llm_edu.files import read_json
from llm_edu.pretrained.settings import Settings
from llm_edu.pretrained.weights import build_model, check_vocabulary
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
            slices = {ours: file.get_slice(name) for ours, name in names.items()}
            check_kinds({ours: part.get_dtype() for ours, part in slices.items()}, path)
            shapes = {ours: tuple(part.get_shape()) for ours, part in slices.items()}
            model = build_model(config, gpt2_places, shapes, lambda ours: file.get_tensor(names[ours]), path)
    except SafetensorError as problem:
        raise CourseError(f"{path} is not a whole safetensors file ({problem}): download it again") from problem
    check_vocabulary(model, tokenizer, folder)
    return model, tokenizer


def check_kinds(kinds, path):
    """Raise CourseError for tensors that hold no floating-point numbers. kinds: {name: as safetensors calls it}"""
    for name, kind in kinds.items():
        if kind not in ("F64", "F32", "F16", "BF16"):
            raise CourseError(f"{name} in {path} holds numbers of the kind {kind}, and weights are F32, F16 or BF16: "
                              "download it again")


def is_copy(name):
    """Whether a tensor holds nothing new: a causal mask, or the output layer, which is the embedding."""
    return name.endswith((".attn.bias", ".attn.masked_bias")) or name == "lm_head.weight"


def gpt2_config(path):
    """The configuration that a config.json of Hugging Face describes."""
    try:
        settings = Settings(read_json(path), path)
    except ValueError as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem
    kind = settings.value("model_type")
    if kind != "gpt2":
        raise CourseError(f"{path} describes a model of the type {kind!r}; load_gpt2 runs 'gpt2'")
    ours = {"activation_function": ("gelu_new", "gelu_pytorch_tanh"), "scale_attn_weights": (True,),
            "scale_attn_by_inverse_layer_idx": (False,), "add_cross_attention": (False,),
            "tie_word_embeddings": (True,)}
    for name, values in ours.items():
        if settings.value(name, values[0]) not in values:
            raise CourseError(f"{path} sets {name} to {settings.value(name)!r}, and the course's model runs only "
                              f"{values[0]!r}")
    feed_forward_width = settings.whole("n_inner") if settings.values.get("n_inner") is not None else None
    try:
        return TransformerConfig.gpt2(
            vocab_size=settings.whole("vocab_size"), context_length=settings.whole("n_positions"),
            layers=settings.whole("n_layer"), width=settings.whole("n_embd"), heads=settings.whole("n_head"),
            feed_forward_width=feed_forward_width, norm_epsilon=settings.number("layer_norm_epsilon", 1e-5),
        )
    except ValueError as problem:
        raise settings.nonsense(problem) from problem


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
