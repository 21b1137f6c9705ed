"""The Llama family: its configuration from either kind of file, and where each of the file's tensors belongs.

Llama, Mistral, Qwen2, Qwen3, SmolLM2, TinyLlama: one skeleton (RoPE, RMSNorm, SwiGLU) with a few differences, which
`family_model` explains.

Sources: Touvron et al. 2023 (LLaMA), arXiv:2302.13971, and (Llama 2), arXiv:2307.09288; Ben Allal et al. 2025
(SmolLM2), arXiv:2502.02737; Zhang et al. 2024 (TinyLlama), arXiv:2401.02385; for the others see `family_model`.
"""

from llm_edu.errors import CourseError
from llm_edu.pretrained.family_model import llama3_speeds, make_config, rope_speeds

MOST_IN_HEAD = 1 << 14    # numbers in a head's queries and keys; no model comes near it
USUAL_WINDOW, USUAL_FULL_LAYERS = 4096, 28    # of Mistral and Qwen, where a file does not say
LLAMA = dict(positions="rope", norm="rms", feed_forward="swiglu", bias=False)
HUB_TYPES = ("llama", "mistral", "qwen2", "qwen3")     # model_type in config.json
GGUF_ARCHITECTURES = ("llama", "qwen2", "qwen3")       # Mistral calls itself llama there
# Hugging Face's names for the parts of a layer that a GGUF file calls otherwise.
HUB_NAMES = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
HUB_WHOLE = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
             "output.weight": "lm_head.weight"}


def llama_from_hub(settings, tensors):
    """The configuration in a config.json. settings: `Settings`   tensors: the names in the safetensors files"""
    family = settings.value("model_type")
    settings.expect("hidden_act", "silu")
    settings.expect("mlp_bias", False)
    settings.expect("attention_bias", False)
    settings.expect("partial_rotary_factor", 1.0)
    settings.expect("rope_interleaved", False)
    heads, width = settings.whole("num_attention_heads"), settings.whole("hidden_size")
    layers, context = settings.whole("num_hidden_layers"), settings.whole("max_position_embeddings")
    head_dim = head_size(settings, "head_dim", width, heads)
    tied = settings.boolean("tie_word_embeddings", "lm_head.weight" not in tensors)
    base, speeds = rope_from_hub(settings, head_dim)
    window, full_layers = window_from_hub(settings, family, layers)
    return settings.sensible(
        make_config, **LLAMA, vocab_size=settings.whole("vocab_size"), context_length=context, layers=layers,
        width=width, heads=heads, key_value_heads=settings.whole("num_key_value_heads", heads), head_dim=head_dim,
        feed_forward_width=settings.whole("intermediate_size"), norm_epsilon=settings.number("rms_norm_eps", 1e-6),
        tie_embeddings=tied, rope_base=base, rope_speeds=speeds, query_key_value_bias=family == "qwen2",
        head_norm=family == "qwen3", window=window, full_layers=full_layers)


def head_size(settings, name, width, heads):
    """The dimensions of a head: a setting of its own, or the width divided by the number of heads."""
    own = settings.value(name, None) is not None
    if not own and width % heads:
        raise settings.nonsense(f"a width of {width} for {heads} heads")
    size = settings.whole(name) if own else width // heads
    if size > MOST_IN_HEAD:
        raise settings.nonsense(f"a head of {size:,} numbers")
    return size


def rope_from_hub(settings, head_dim):
    """RoPE's base, and how fast its pairs turn where that does not follow from the base.

    Newer files have both in `rope_parameters`, older ones `rope_theta` and, where there are factors, `rope_scaling`.
    In a file with both parts transformers reads `rope_scaling`, unless it is empty.
    """
    old, new = settings.part("rope_scaling"), settings.part("rope_parameters")
    rope = next((part for part in (old, new) if part and part.values), settings.inside("rope_parameters", {}))
    base = rope.number("rope_theta", settings.number("rope_theta", 10_000.0))
    kind = rope.value("rope_type", rope.value("type", "default"))
    if any(isinstance(value, dict) for value in rope.values.values()):
        raise CourseError(f"{settings.path} turns the queries and keys of different layers differently, which the "
                          "course's model lacks")
    rope.expect("partial_rotary_factor", 1.0)
    if kind == "default":
        return base, ()
    if kind == "linear":
        return base, tuple((rope_speeds(head_dim, base) / rope.number("factor")).tolist())
    if kind == "llama3":
        low, high = rope.number("low_freq_factor"), rope.number("high_freq_factor")
        if not low < high:
            raise rope.nonsense(f"low_freq_factor {low} is not below high_freq_factor {high}")
        speeds = llama3_speeds(head_dim, base, rope.number("factor"), low, high,
                               rope.whole("original_max_position_embeddings"))
        return base, tuple(speeds.tolist())
    raise CourseError(f"{settings.path} scales RoPE in the way {kind!r}, which the course's model lacks: it has "
                      "'linear' and 'llama3'")


def window_from_hub(settings, family, layers):
    """The window of attention, or None, and how many layers at the beginning do without it.

    If a file leaves a setting out, transformers' default applies; a `sliding_window` of null means no window.
    """
    sliding = family == "mistral" or settings.boolean("use_sliding_window", False)
    if family == "llama" or not sliding or settings.value("sliding_window", USUAL_WINDOW) is None:
        return None, 0
    full = 0 if family == "mistral" else settings.whole("max_window_layers", USUAL_FULL_LAYERS, least=0)
    kinds = settings.value("layer_types", None)
    arranged = ["full_attention" if layer < full else "sliding_attention" for layer in range(min(layers, 10_000))]
    if kinds is not None and kinds != arranged:
        raise CourseError(f"{settings.path} arranges its layers in a way that the course's model lacks (layer_types): "
                          "sliding window attention in all layers, or in all after the first few, is what it has")
    return settings.whole("sliding_window", USUAL_WINDOW), full


def llama_from_gguf(settings, file):
    """The configuration in a GGUF file.

    settings: `Settings` whose prefix is the architecture's name   file: a `GGUFFile`
    """
    family = file.metadata["general.architecture"]
    for name in ("token_embd.weight", "output_norm.weight"):
        if name not in file.tensors:
            raise CourseError(f"{file.path} lacks the tensor {name}: it is not complete, download it again")
    settings.expect("expert_count", 0, "mixture of experts")
    heads, width = settings.whole("attention.head_count"), settings.whole("embedding_length")
    head_dim = head_size(settings, "attention.key_length", width, heads)
    settings.expect("attention.value_length", head_dim)
    settings.expect("rope.dimension_count", head_dim)
    base = settings.number("rope.freq_base", 10_000.0)
    window = settings.whole("attention.sliding_window") if "attention.sliding_window" in settings else None
    return settings.sensible(
        make_config, **LLAMA, vocab_size=file.tensors["token_embd.weight"].shape[0],
        context_length=settings.whole("context_length"), layers=settings.whole("block_count"), width=width,
        heads=heads, key_value_heads=settings.whole("attention.head_count_kv", heads), head_dim=head_dim,
        feed_forward_width=settings.whole("feed_forward_length"), rope_base=base,
        # A llama's rows of queries and keys are stored in the order for neighbours, other families' as they were.
        rope_pairing="interleaved" if family == "llama" else "half",
        norm_epsilon=round(settings.number("attention.layer_norm_rms_epsilon"), 10),    # stored as float32
        tie_embeddings="output.weight" not in file.tensors, query_key_value_bias=family == "qwen2",
        head_norm=family == "qwen3", rope_speeds=speeds_from_gguf(settings, file, head_dim, base), window=window)


def speeds_from_gguf(settings, file, head_dim, base):
    """How fast RoPE's pairs turn where that does not follow from the base: numbers by which the speeds are divided.

    The file of a Llama 3 has them as a tensor, which the program that wrote the file calculated.
    """
    kind = settings.value("rope.scaling.type", "none")
    if kind == "linear":
        return tuple((rope_speeds(head_dim, base) / settings.number("rope.scaling.factor")).tolist())
    if kind != "none":
        raise CourseError(f"{file.path} sets {settings.prefix}rope.scaling.type to {kind!r}, which the course's model "
                          "lacks: it has 'none' and 'linear', and Llama 3's factors")
    if "rope_freqs.weight" not in file.tensors:
        return ()
    if file.tensors["rope_freqs.weight"].shape != (head_dim // 2,):
        raise settings.nonsense(f"rope_freqs.weight has shape {file.tensors['rope_freqs.weight'].shape}")
    return tuple((rope_speeds(head_dim, base) / file.read("rope_freqs.weight")).tolist())


def llama_places(model):
    """Where each tensor of a GGUF file belongs: name -> the parameter, or part of one, that it is copied into."""
    shared = model.config.key_value_heads * model.config.head_dim
    places = {"token_embd.weight": model.token_embedding.weight, "output_norm.weight": model.norm.weight}
    if not model.config.tie_embeddings:
        places["output.weight"] = model.unembedding.weight
    for layer, block in enumerate(model.blocks):
        made, sizes = block.attention.queries_keys_values, (block.attention.output.in_features, shared, shared)
        queries, keys, values = made.weight.split(sizes)    # of (heads * head_dim + 2 * shared, width)
        gate, up = block.feed_forward.gate_and_up.weight.chunk(2)    # (feed_forward_width, width) each
        parts = {
            "attn_norm": block.attention_norm.weight, "ffn_norm": block.feed_forward_norm.weight,
            "attn_q": queries, "attn_k": keys, "attn_v": values, "attn_output": block.attention.output.weight,
            "ffn_gate": gate, "ffn_up": up, "ffn_down": block.feed_forward.down.weight,
        }
        if getattr(model.config, "head_norm", False):
            parts |= {"attn_q_norm": block.attention.query_norm.weight, "attn_k_norm": block.attention.key_norm.weight}
        places |= {f"blk.{layer}.{name}.weight": part for name, part in parts.items()}
        if made.bias is not None:
            biases = zip(("attn_q", "attn_k", "attn_v"), made.bias.split(sizes), strict=True)
            places |= {f"blk.{layer}.{name}.bias": part for name, part in biases}
    return places


def hub_llama_places(model):
    """`llama_places` under the names of Hugging Face's safetensors files."""
    return {hub_name(name): place for name, place in llama_places(model).items()}


def hub_name(name):
    """Hugging Face's name for a tensor of a GGUF file.

    >>> hub_name("blk.3.attn_q.bias")
    'model.layers.3.self_attn.q_proj.bias'
    """
    if name in HUB_WHOLE:
        return HUB_WHOLE[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{HUB_NAMES[part]}.{kind}"
