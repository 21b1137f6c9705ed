"""A model as a folder in Hugging Face's layout, for transformers, vLLM and most other programs.

config.json               the sizes, by the names of transformers' Llama
model.safetensors         the weights, float32
tokenizer.json            the tokenizer, for the library tokenizers
tokenizer_config.json     its special tokens and the chat template
generation_config.json    which token ends an answer

Formats: https://huggingface.co/docs/transformers/model_doc/llama, https://huggingface.co/docs/safetensors
"""

import json
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch import Tensor

from llm_edu.compression.exporting import NAMED, check_model, checked, named_ids, on_disk, whole_or_nothing
from llm_edu.finetuning.adapters import hub_order
from llm_edu.pretrained.llama import hub_name, llama_places
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

WEIGHTS = "model.safetensors"


def export_folder(model: Transformer, tokenizer: BPETokenizer, folder: str | Path) -> Path:
    """Write a model of the architecture llama, with its tokenizer, as a folder in Hugging Face's layout; return its
    path.

    `load_pretrained` reads it, and transformers' AutoModelForCausalLM and AutoTokenizer. Other programs recognise a
    special token in every text, unlike ours, which does only where you allow it.
    The folder appears whole or not at all. Raises ValueError or TypeError for a model or tokenizer that such files
    cannot hold, weights that are infinite or nan included, CourseError where there is one already, OSError where none
    can be written.
    """
    check_model(model, tokenizer)
    ids, folder = named_ids(tokenizer), Path(folder)
    settings = {"config.json": model_settings(model, ids), "tokenizer_config.json": tokenizer_settings(tokenizer, ids),
                "generation_config.json": {f"{key}_token_id": ids[name] for name, key in
                                           (("bos", "bos"), ("eos", "eos"), ("padding", "pad")) if name in ids}}
    with whole_or_nothing(folder) as unfinished:
        unfinished.mkdir()
        tokenizer.save(unfinished / "tokenizer.json")
        for name, content in settings.items():
            (unfinished / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        save_file(hub_tensors(model), unfinished / WEIGHTS, {"format": "pt"})
        for path in unfinished.iterdir():
            with path.open("rb+") as file:
                on_disk(file)
    return folder


def hub_tensors(model: Transformer) -> dict[str, Tensor]:
    """{Hugging Face's name: tensor}, the rows of queries and keys in its order."""
    rotated, found = {"attn_q": "queries", "attn_k": "keys"}, {}
    for name, part in llama_places(model).items():
        rows = hub_order(checked(hub_name(name), part), model.config, rotated.get(name.split(".")[-2]))
        whole = rows.untyped_storage().nbytes() == rows.nbytes    # not a part of a larger matrix, which would be shared
        found[hub_name(name)] = rows if whole else rows.clone()
    return found


def model_settings(model: Transformer, ids: dict[str, int]) -> dict[str, Any]:
    """What config.json says."""
    config = model.config
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "attention_bias": False,
        "mlp_bias": False, "vocab_size": config.vocab_size, "hidden_size": config.width,
        "intermediate_size": config.feed_forward_width, "num_hidden_layers": config.layers,
        "num_attention_heads": config.heads, "num_key_value_heads": config.key_value_heads,
        "head_dim": config.head_dim, "max_position_embeddings": config.context_length,
        "rms_norm_eps": config.norm_epsilon, "rope_theta": config.rope_base,
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rope_base},    # newer programs read this one
        "tie_word_embeddings": config.tie_embeddings, "dtype": "float32", "torch_dtype": "float32", "use_cache": True,
        **{f"{key}_token_id": ids.get(name) for name, key in (("bos", "bos"), ("eos", "eos"), ("padding", "pad"))}}


def tokenizer_settings(tokenizer: BPETokenizer, ids: dict[str, int]) -> dict[str, Any]:
    """What tokenizer_config.json says."""
    texts = {number: text for text, number in tokenizer.special_tokens.items()}
    chat = getattr(tokenizer, "chat", None)
    return {
        "tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False,
        **{NAMED[name]: texts[number] for name, number in ids.items()},
        **({} if chat is None else {"chat_template": chat.source})}
