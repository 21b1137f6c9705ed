"""GPT-2: its configuration from either kind of file, and where each of the file's tensors belongs.

Source: Radford et al. 2019, Language Models are Unsupervised Multitask Learners.
"""

from llm_edu.errors import CourseError
from llm_edu.transformer import TransformerConfig


def gpt2_from_hub(settings, tensors):
    """The configuration in a config.json of Hugging Face. settings: `Settings`"""
    settings.expect("activation_function", ("gelu_new", "gelu_pytorch_tanh"))
    settings.expect("scale_attn_weights", True)
    settings.expect("scale_attn_by_inverse_layer_idx", False)
    settings.expect("add_cross_attention", False)
    width = settings.whole("n_embd")
    return settings.sensible(
        TransformerConfig.gpt2, vocab_size=settings.whole("vocab_size"), context_length=settings.whole("n_positions"),
        layers=settings.whole("n_layer"), width=width, heads=settings.whole("n_head"),
        feed_forward_width=settings.whole("n_inner", 4 * width),
        norm_epsilon=settings.number("layer_norm_epsilon", 1e-5),
        tie_embeddings=settings.boolean("tie_word_embeddings", True))


def gpt2_from_gguf(settings, file):
    """The configuration in a GGUF file.

    settings: `Settings` whose prefix is the architecture's name   file: a `GGUFFile`
    """
    if "token_embd.weight" not in file.tensors:
        raise CourseError(f"{file.path} lacks the tensor token_embd.weight: it is not complete, download it again")
    return settings.sensible(
        TransformerConfig.gpt2, vocab_size=file.tensors["token_embd.weight"].shape[0],
        context_length=settings.whole("context_length"), layers=settings.whole("block_count"),
        width=settings.whole("embedding_length"), heads=settings.whole("attention.head_count"),
        feed_forward_width=settings.whole("feed_forward_length"),
        norm_epsilon=round(settings.number("attention.layer_norm_epsilon"), 10),    # stored as float32
        tie_embeddings="output.weight" not in file.tensors)


def gpt2_parts(model):
    """The modules of each layer that have a weight and a bias, as GPT-2's own names, GGUF's, and ours."""
    for layer, block in enumerate(model.blocks):
        parts = {
            ("ln_1", "attn_norm"): block.attention_norm, ("ln_2", "ffn_norm"): block.feed_forward_norm,
            ("attn.c_attn", "attn_qkv"): block.attention.queries_keys_values,
            ("attn.c_proj", "attn_output"): block.attention.output,
            ("mlp.c_fc", "ffn_up"): block.feed_forward.up, ("mlp.c_proj", "ffn_down"): block.feed_forward.down,
        }
        for (hub, gguf), module in parts.items():
            yield f"h.{layer}.{hub}", f"blk.{layer}.{gguf}", module


def gpt2_places(model):
    """Where each tensor of a safetensors file belongs. It has linear weights as (in, out), hence the `.T`."""
    places = {"wte.weight": model.token_embedding.weight, "wpe.weight": model.position_embedding.weight,
              "ln_f.weight": model.norm.weight, "ln_f.bias": model.norm.bias}
    if not model.config.tie_embeddings:
        places["lm_head.weight"] = model.unembedding.weight
    for name, _, module in gpt2_parts(model):
        places[f"{name}.weight"] = module.weight.T if ".ln_" not in name else module.weight
        places[f"{name}.bias"] = module.bias
    return places


def gguf_gpt2_places(model):
    """Where each tensor of a GGUF file belongs."""
    places = {"token_embd.weight": model.token_embedding.weight,
              "position_embd.weight": model.position_embedding.weight, "output_norm.weight": model.norm.weight,
              "output_norm.bias": model.norm.bias}
    if not model.config.tie_embeddings:
        places["output.weight"] = model.unembedding.weight
    for _, name, module in gpt2_parts(model):
        places |= {f"{name}.weight": module.weight, f"{name}.bias": module.bias}
    return places
