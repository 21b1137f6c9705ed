"""The Llama family from GGUF files, SmolLM2 among them.

Sources: Touvron et al. 2023 (LLaMA), arXiv:2302.13971; Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

from functools import lru_cache

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.pretrained.gguf_file import GGUFFile
from llm_edu.pretrained.settings import Settings
from llm_edu.pretrained.weights import build_model, check_vocabulary
from llm_edu.tokenization import tokenizer_from_gguf
from llm_edu.transformer import TransformerConfig


def load_smollm2(fetch=False):
    """SmolLM2-135M-Instruct and its tokenizer: (Transformer, BPETokenizer). The same two objects at every call.

    The weights are the 4-bit ones, turned back into float32, so they differ a little from the original's.
    Raises CourseError when the model is not there yet; fetch=True then fetches it first (93 MB).
    """
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
    file = GGUFFile(path)
    config = llama_config(file)
    shapes = {name: tensor.shape for name, tensor in file.tensors.items()}
    model = build_model(config, llama_places, shapes, file.read, file.path)
    tokenizer = tokenizer_from_gguf(file.path)
    check_vocabulary(model, tokenizer, file.path)
    return model, tokenizer


def llama_config(file):
    """The configuration that a GGUF file's metadata describes."""
    settings = Settings(file.metadata, file.path)
    architecture = settings.value("general.architecture")
    if architecture != "llama":
        raise CourseError(f"{file.path} holds a model of the architecture {architecture!r}; load_gguf runs 'llama' "
                          "(Llama 1 and 2, SmolLM2, TinyLlama, …)")
    for name in ("token_embd.weight", "output_norm.weight"):
        if name not in file.tensors:
            raise CourseError(f"{file.path} lacks the tensor {name}: it is not complete, download it again")
    heads = settings.whole("llama.attention.head_count")
    try:
        config = TransformerConfig.llama(
            vocab_size=file.tensors["token_embd.weight"].shape[0],
            context_length=settings.whole("llama.context_length"),
            layers=settings.whole("llama.block_count"),
            width=settings.whole("llama.embedding_length"),
            heads=heads,
            key_value_heads=settings.whole("llama.attention.head_count_kv", heads),
            feed_forward_width=settings.whole("llama.feed_forward_length"),
            rope_base=settings.number("llama.rope.freq_base", 10_000.0),
            rope_pairing="interleaved",    # the order in which GGUF stores the rows of queries and keys
            norm_epsilon=round(settings.number("llama.attention.layer_norm_rms_epsilon"), 10),    # stored as float32
            tie_embeddings="output.weight" not in file.tensors,
        )
    except ValueError as problem:
        raise settings.nonsense(problem) from problem
    check_variant(file, config)
    return config


def check_variant(file, config):
    """Raise CourseError for a Llama that differs from ours in a way that changes what it computes."""
    ours = {"llama.rope.dimension_count": config.head_dim, "llama.attention.key_length": config.head_dim,
            "llama.attention.value_length": config.head_dim, "llama.rope.scaling.type": "none",
            "llama.expert_count": 0}
    for name, value in ours.items():
        if file.metadata.get(name, value) != value:
            raise CourseError(f"{file.path} sets {name} to {file.metadata[name]!r}, and the course's model runs only "
                              f"{value!r}: take another model")


def llama_places(model):
    """Where each tensor of a GGUF file belongs: name -> the parameter, or part of one, that it is copied into."""
    shared = model.config.key_value_heads * model.config.head_dim
    places = {"token_embd.weight": model.token_embedding.weight, "output_norm.weight": model.norm.weight}
    if not model.config.tie_embeddings:
        places["output.weight"] = model.unembedding.weight
    for layer, block in enumerate(model.blocks):
        fused = block.attention.queries_keys_values.weight    # (heads * head_dim + 2 * shared, width)
        queries, keys, values = fused.split([len(fused) - 2 * shared, shared, shared])
        gate, up = block.feed_forward.gate_and_up.weight.chunk(2)    # (feed_forward_width, width) each
        parts = {
            "attn_norm": block.attention_norm.weight, "ffn_norm": block.feed_forward_norm.weight,
            "attn_q": queries, "attn_k": keys, "attn_v": values, "attn_output": block.attention.output.weight,
            "ffn_gate": gate, "ffn_up": up, "ffn_down": block.feed_forward.down.weight,
        }
        places |= {f"blk.{layer}.{name}.weight": part for name, part in parts.items()}
    return places
