"""Models of transformers as GGUF files, written with the gguf package as llama.cpp's converter writes them."""

import gguf
import numpy as np
import torch
from tiny_models import write_gguf

KINDS = gguf.GGMLQuantizationType
NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "model.layers": "blk",
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    "transformer.wte": "token_embd", "transformer.wpe": "position_embd", "transformer.ln_f": "output_norm",
    "transformer.h": "blk", "ln_1": "attn_norm", "ln_2": "ffn_norm", "attn.c_attn": "attn_qkv",
    "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
}


def permuted(weight, heads):
    """The rows of queries or keys as a GGUF file of the architecture llama has them: partners in RoPE side by side."""
    return weight.reshape(heads, 2, len(weight) // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def gguf_tensors(model):
    """name -> float32 numbers, as llama.cpp's converter names and arranges them."""
    config, found = model.config, {}
    for name, tensor in model.state_dict().items():
        ours, numbers = name, tensor.float().numpy()
        for theirs, short in NAMES.items():
            ours = ours.replace(theirs, short)
        if config.model_type == "gpt2" and "c_" in name and name.endswith("weight"):
            numbers = np.ascontiguousarray(numbers.T)
        if config.model_type in ("llama", "mistral") and ("attn_q" in ours or "attn_k" in ours):
            heads = config.num_attention_heads if "attn_q" in ours else config.num_key_value_heads
            numbers = permuted(numbers, heads)
        found[ours] = numbers
    if config.tie_word_embeddings:
        found.pop("output.weight")
    rope = getattr(config, "rope_parameters", None) or {}
    if rope.get("rope_type") == "llama3":
        plain = rope["rope_theta"] ** -(torch.arange(0, config.head_dim, 2) / config.head_dim)
        found["rope_freqs.weight"] = (plain / model.model.rotary_emb.inv_freq).numpy()
    return found


def gguf_settings(config):
    """The settings of a GGUF file for a configuration of transformers, without the architecture's name in front."""
    if config.model_type == "gpt2":
        return {"context_length": config.n_positions, "embedding_length": config.n_embd, "block_count": config.n_layer,
                "feed_forward_length": config.n_inner or 4 * config.n_embd, "attention.head_count": config.n_head,
                "attention.layer_norm_epsilon": config.layer_norm_epsilon}
    rope, scaling = config.rope_parameters, {}
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    if rope["rope_type"] == "linear":
        scaling = {"rope.scaling.type": "linear", "rope.scaling.factor": rope["factor"]}
    return scaling | {
        "context_length": config.max_position_embeddings, "embedding_length": config.hidden_size,
        "block_count": config.num_hidden_layers, "feed_forward_length": config.intermediate_size,
        "attention.head_count": config.num_attention_heads, "attention.head_count_kv": config.num_key_value_heads,
        "attention.layer_norm_rms_epsilon": config.rms_norm_eps, "rope.freq_base": rope["rope_theta"],
        "attention.key_length": head_dim, "attention.value_length": head_dim,
        **({"rope.dimension_count": head_dim} if config.model_type in ("llama", "mistral") else {})}


def write_model(path, model, kind=KINDS.F32, tensors=None):
    """Write a model of transformers as a GGUF file, matrices quantised as `kind`; return the path.

    tensors: name -> (raw bytes, kind) of those that are to be written as they are
    """
    architecture = "llama" if model.config.model_type == "mistral" else model.config.model_type
    settings = {f"{architecture}.{name}": value for name, value in gguf_settings(model.config).items()}
    settings |= {"general.architecture": architecture, "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm"}
    return write_gguf(path, settings, gguf_tensors(model), kind, raw=tensors)


def quantised(model, kind):
    """The same model with its matrices as they are after quantising and dequantising by the gguf package.

    Rows of queries and keys change places in a file, but each row is quantised by itself.
    """
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2:
                turned = model.config.model_type == "gpt2" and "c_" in name    # written as (out, in)
                numbers = parameter.T if turned else parameter
                there = gguf.dequantize(gguf.quantize(numbers.contiguous().numpy(), kind), kind)
                parameter.copy_(torch.from_numpy(there.T if turned else there))
    return model


def random_blocks(kind, shape, generator):
    """A matrix of random blocks of a kind, (rows, bytes), whose scales are ordinary numbers in 16 bits."""
    numbers, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = generator.integers(0, 256, (shape[0], shape[1] // numbers, size), dtype=np.uint8)
    for place in SCALES.get(kind, ()):
        scale = generator.uniform(1e-4, 1e-2, blocks.shape[:2]).astype("<f2")
        blocks[:, :, place:place + 2] = scale[..., None].view(np.uint8)
    return blocks.reshape(shape[0], -1)


# Where in a block the 16-bit scales lie (ggml-common.h: block_q2_K, …).
SCALES = {KINDS.Q2_K: (80, 82), KINDS.Q3_K: (108,), KINDS.Q4_K: (0, 2), KINDS.Q5_K: (0, 2), KINDS.Q6_K: (208,)}
