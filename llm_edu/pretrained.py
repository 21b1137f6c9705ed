"""Pretrained models: other people's weights in our own code (lesson 09).

`load_smollm2` is the course's chat model; `load_gguf` reads any file of the Llama family in GGUF; `load_gpt2` reads
GPT-2 as Hugging Face saves it. Each is a table of names: where a tensor of the file belongs in our model. `chat` writes
a conversation in the form that SmolLM2 was trained on, and streams the answer.

Sources: the GGUF specification (github.com/ggml-org/ggml, docs/gguf.md); Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

import json
from functools import lru_cache, partial
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from llm_edu.decoding import Greedy, StreamDecoder, stream
from llm_edu.errors import CourseError
from llm_edu.transformer import Transformer, TransformerConfig

DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
print_piece = partial(print, end="", flush=True)    # for chat(..., on_text=print_piece)


def load_smollm2(fetch=False):
    """SmolLM2-135M-Instruct and its tokenizer: (Transformer, BPETokenizer). The same objects at every call.

    The weights are 4-bit ones turned back into float32, so they differ a little from the original's.
    Raises CourseError when the model is not there yet; fetch=True then fetches it first (93 MB).
    """
    from llm_edu import assets

    return load_once(assets.path("smollm2", fetch=fetch))


@lru_cache(maxsize=1)
def load_once(path):
    """`load_gguf`, remembered for this process."""
    return load_gguf(path)


def load_gguf(path):
    """Read a model of the Llama family and its tokenizer from a GGUF file: (Transformer, BPETokenizer).

    Quantised weights become float32, one tensor at a time, so that memory holds them once.
    Raises CourseError for a file that is missing, damaged, or of another architecture.
    """
    from llm_edu.tokenization import tokenizer_from_gguf

    path = Path(path)
    reader = open_gguf(path)
    config = gguf_config(reader, path)
    model = empty_transformer(config)
    missing = gguf_targets(model)
    for tensor in reader.tensors:
        target = missing.pop(tensor.name, None)
        if target is None:
            raise CourseError(f"{path} has a tensor {tensor.name} that this course's Llama does not know: it is a "
                              "variant of the architecture that load_gguf can't run")
        numbers = np.require(gguf.dequantize(tensor.data, tensor.tensor_type), np.float32, "W")
        copy(tensor.name, torch.from_numpy(numbers), target, path)
    check_complete(missing, path)
    return model, tokenizer_from_gguf(path)


def open_gguf(path):
    """A GGUFReader for the file, or a CourseError that says what is wrong with it."""
    if not path.is_file():
        raise CourseError(f"There is no file {path}")
    try:
        return gguf.GGUFReader(path)
    except (ValueError, IndexError, KeyError, OverflowError, MemoryError) as error:
        raise CourseError(f"{path} is not a whole GGUF file ({error}): fetch or download it again") from error


def gguf_config(reader, path):
    """The configuration of a Llama-family GGUF file, from its metadata."""
    def field(name):
        if name not in reader.fields:
            raise CourseError(f"{path} lacks the metadata {name}: it is not a complete GGUF model file")
        return reader.fields[name].contents()

    architecture = field("general.architecture")
    if architecture != "llama":
        raise CourseError(f"{path} holds a model of architecture {architecture!r}; load_gguf runs 'llama' "
                          "(Llama 1 and 2, SmolLM2, TinyLlama, …)")
    names = {tensor.name for tensor in reader.tensors}
    embedding = next((tensor for tensor in reader.tensors if tensor.name == "token_embd.weight"), None)
    if embedding is None:
        raise CourseError(f"{path} lacks the tensor token_embd.weight: it is not a complete GGUF model file")
    heads = field("llama.attention.head_count")
    return TransformerConfig.llama(
        vocab_size=int(embedding.shape[1]), context_length=field("llama.context_length"),
        layers=field("llama.block_count"), width=field("llama.embedding_length"), heads=heads,
        key_value_heads=field("llama.attention.head_count_kv"),
        feed_forward_width=field("llama.feed_forward_length"), rope_base=field("llama.rope.freq_base"),
        rope_pairing="interleaved", norm_epsilon=round(field("llama.attention.layer_norm_rms_epsilon"), 10),    # 1e-5, stored as float32
        tie_embeddings="output.weight" not in names,
    )


def gguf_targets(model):
    """Where each tensor of a GGUF file belongs in the model: name -> a view of a parameter to copy it into."""
    config = model.config
    targets = {"token_embd.weight": model.token_embedding.weight, "output_norm.weight": model.norm.weight}
    if not config.tie_embeddings:
        targets["output.weight"] = model.output.weight
    for layer, block in enumerate(model.blocks):
        shared = config.key_value_heads * config.head_dim
        queries, keys, values = block.attention.queries_keys_values.weight.split([config.width, shared, shared])
        gate, up = block.feed_forward.gate_and_up.weight.chunk(2)
        targets |= {f"blk.{layer}.{name}.weight": target for name, target in {
            "attn_norm": block.attention_norm.weight, "attn_q": queries, "attn_k": keys, "attn_v": values,
            "attn_output": block.attention.output.weight, "ffn_norm": block.feed_forward_norm.weight,
            "ffn_gate": gate, "ffn_up": up, "ffn_down": block.feed_forward.down.weight,
        }.items()}
    return targets


def load_gpt2(folder):
    """Read GPT-2 from a Hugging Face folder: (Transformer, BPETokenizer).

    The folder holds config.json, model.safetensors, vocab.json and merges.txt.
    Raises CourseError for files that are missing, damaged, or of another architecture.
    """
    folder = Path(folder)
    model = empty_transformer(gpt2_config(read_json(folder / "config.json"), folder))
    missing = gpt2_targets(model)
    path = need(folder / "model.safetensors")
    try:
        with safe_open(path, "pt") as tensors:
            for name in tensors.keys():
                target = missing.pop(name.removeprefix("transformer."), None)
                if target is not None:    # else a causal mask, or the output layer, a copy of the embedding
                    copy(name, tensors.get_tensor(name), target, path)
    except SafetensorError as error:
        raise CourseError(f"{path} is not a whole safetensors file ({error}): download it again") from error
    check_complete(missing, path)
    return model, gpt2_tokenizer(folder)


def gpt2_config(settings, folder):
    """Our configuration for the settings in a Hugging Face config.json."""
    if settings.get("model_type") != "gpt2":
        raise CourseError(f"{folder} holds a model of type {settings.get('model_type')!r}; load_gpt2 runs 'gpt2'")
    unlike = {"activation_function": ("gelu_new", "gelu_pytorch_tanh"), "scale_attn_weights": (True,),
              "scale_attn_by_inverse_layer_idx": (False,), "add_cross_attention": (False,),
              "tie_word_embeddings": (True,)}
    for name, allowed in unlike.items():
        if settings.get(name, allowed[0]) not in allowed:
            raise CourseError(f"{folder / 'config.json'} sets {name} to {settings[name]!r}; load_gpt2 runs {allowed}")
    try:
        return TransformerConfig.gpt2(
            vocab_size=settings["vocab_size"], context_length=settings["n_positions"], layers=settings["n_layer"],
            width=settings["n_embd"], heads=settings["n_head"], feed_forward_width=settings.get("n_inner"),
            norm_epsilon=settings.get("layer_norm_epsilon", 1e-5),
        )
    except KeyError as error:
        raise CourseError(f"{folder / 'config.json'} lacks {error}: download it again") from error


def gpt2_targets(model):
    """Where each tensor of the safetensors file belongs. GPT-2 stores linear weights as (in, out), hence the `.T`."""
    targets = {"wte.weight": model.token_embedding.weight, "wpe.weight": model.position_embedding.weight,
               "ln_f.weight": model.norm.weight, "ln_f.bias": model.norm.bias}
    for layer, block in enumerate(model.blocks):
        linear = {"attn.c_attn": block.attention.queries_keys_values, "attn.c_proj": block.attention.output,
                  "mlp.c_fc": block.feed_forward.up, "mlp.c_proj": block.feed_forward.down}
        for name, module in linear.items():
            targets[f"h.{layer}.{name}.weight"] = module.weight.T
            targets[f"h.{layer}.{name}.bias"] = module.bias
        for name, module in {"ln_1": block.attention_norm, "ln_2": block.feed_forward_norm}.items():
            targets[f"h.{layer}.{name}.weight"] = module.weight
            targets[f"h.{layer}.{name}.bias"] = module.bias
    return targets


def gpt2_tokenizer(folder):
    """The tokenizer of a Hugging Face GPT-2 folder: vocab.json and merges.txt."""
    from llm_edu.tokenization import tokenizer_from_gpt2_files

    return tokenizer_from_gpt2_files(need(folder / "vocab.json"), need(folder / "merges.txt"))


def empty_transformer(config):
    """A model with memory but no values yet, laid out for fast decoding.

    A new token multiplies one vector with every weight, so decoding is as fast as memory can be read. Weights are
    (out, in); stored column by column a processor reads them up to 1.5 times faster in such a product. The shape that
    everyone sees stays the same.
    """
    with torch.device("meta"):    # shapes only: no memory, no random numbers
        model = Transformer(config)
    model.to_empty(device="cpu")
    for module in model.modules():
        if isinstance(module, nn.Linear) or module is model.token_embedding:
            out, width = module.weight.shape
            module.weight = nn.Parameter(torch.empty(width, out).T)
    return model.eval()


@torch.no_grad()
def copy(name, tensor, target, path):
    """Copy a file's tensor into its place."""
    if tensor.shape != target.shape:
        raise CourseError(f"{name} in {path} has shape {tuple(tensor.shape)}, but its settings ask for "
                          f"{tuple(target.shape)}: the file is damaged")
    target.copy_(tensor)


def check_complete(missing, path):
    """Raise CourseError when a file has not filled the whole model."""
    if missing:
        raise CourseError(f"{path} lacks {len(missing)} tensors, among them {min(missing)}: it is not complete, "
                          "download it again")


def need(path):
    """The path of a file that must be there."""
    if not path.is_file():
        raise CourseError(f"There is no {path.name} in {path.parent}: download it from the same place as the rest")
    return path


def read_json(path):
    """A JSON file's content."""
    try:
        return json.loads(need(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise CourseError(f"{path} is not valid JSON ({error}): download it again") from error


def format_chat(messages, system=DEFAULT_SYSTEM, add_generation_prompt=True):
    """Write a conversation as SmolLM2 saw it in training (ChatML); it ends where the assistant's answer begins.

    messages: a list of {"role": "system" | "user" | "assistant", "content": text}
    system: put first if the messages start with no system message of their own; None for none

    >>> print(format_chat([{"role": "user", "content": "Hello!"}], system="Be brief."))
    <|im_start|>system
    Be brief.<|im_end|>
    <|im_start|>user
    Hello!<|im_end|>
    <|im_start|>assistant
    <BLANKLINE>
    """
    if system is not None and messages and messages[0]["role"] != "system":
        messages = [{"role": "system", "content": system}, *messages]
    turns = [f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n" for message in messages]
    return "".join(turns) + ("<|im_start|>assistant\n" if add_generation_prompt else "")


def encode_chat(tokenizer, messages, system=DEFAULT_SYSTEM):
    """The ids of `format_chat(messages, system)`, with its markers as special tokens where the template has put them.

    Where somebody typed such a marker into a message it stays ordinary text; otherwise a user could close their own turn
    and write the system's or the assistant's.
    """
    start, end = (tokenizer.special_tokens[marker] for marker in ("<|im_start|>", "<|im_end|>"))
    newline = tokenizer.encode("\n")
    if system is not None and messages and messages[0]["role"] != "system":
        messages = [{"role": "system", "content": system}, *messages]
    ids = []
    for message in messages:
        ids += [start, *tokenizer.encode(f"{message['role']}\n{message['content']}"), end, *newline]
    return [*ids, start, *tokenizer.encode("assistant\n")]


def chat(model, tokenizer, prompt, *, system=DEFAULT_SYSTEM, strategy=Greedy(), max_new_tokens=256, seed=None,
         on_text=None):
    """The assistant's answer to a prompt (a text, or a list of messages as for `format_chat`).

    on_text: called with each piece of text as it comes, as in chat(..., on_text=print_piece)
    The answer ends with the model's end-of-turn token, or cut off after `max_new_tokens`.
    """
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    ids = encode_chat(tokenizer, messages, system)
    decoder = StreamDecoder(tokenizer)
    pieces = []
    end = tokenizer.special_tokens["<|im_end|>"]

    def out(piece):
        pieces.append(piece)
        if piece and on_text is not None:
            on_text(piece)

    for token in stream(model, ids, strategy, max_new_tokens, stop={end}, seed=seed):
        out(decoder.feed(token))
    out(decoder.finish())
    return "".join(pieces)
