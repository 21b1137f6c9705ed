"""What the course's model cannot run, in words: what a file of another architecture has that ours has not."""

from llm_edu.errors import CourseError

# A setting that says so, under the name that config.json gives it, or a GGUF file behind the architecture's.
SIGNS = {
    ("num_local_experts", "num_experts", "n_routed_experts", "moe_intermediate_size", "expert_count"):
        "mixture of experts (each token goes through a few of many feed-forward layers)",
    ("attn_logit_softcapping", "final_logit_softcapping"):
        "logit soft-capping (scores bent by tanh)",
    ("kv_lora_rank", "attention.kv_lora_rank"): "multi-head latent attention (keys and values stored compressed)",
    ("ssm_state_size", "state_size", "mamba_d_state", "ssm.state_size", "time_step_rank"): "state-space layers",
    ("no_rope_layers",): "layers without positions",
    ("sliding_window", "attention.sliding_window"): "sliding window attention as this architecture arranges it",
    ("partial_rotary_factor", "rotary_pct"): "rotary positions for a part of each head",
    ("parallel_attn", "use_parallel_residual"):
        "attention and feed-forward side by side instead of one after the other",
    ("alibi", "attention.max_alibi_bias"): "ALiBi, positions as a penalty on distance",
    ("vision_config", "text_config"): "pictures: a model with several parts, of which the text's is one",
    ("is_encoder_decoder",): "an encoder",
}
# Where no setting says it: architectures and what sets them apart.
KNOWN = {
    "gemma": "embeddings multiplied by √width, GELU in the gate, norms that multiply by 1 + weight",
    "phi3": "RoPE with two lists of factors, and projections stored as one matrix",
    "bert": "attention that looks at later tokens", "roberta": "attention that looks at later tokens",
    "gptj": "attention and feed-forward side by side, rotary positions for a part of each head",
    "phi": "attention and feed-forward side by side, rotary positions for a part of each head",
    "olmo2": "norms behind attention and feed-forward instead of before them",
    "olmo": "norms without weights", "cohere": "attention and feed-forward side by side",
    "granite": "factors on embeddings, residuals and logits", "smollm3": "layers without positions",
    "stablelm": "LayerNorm with rotary positions for a part of each head", "t5": "an encoder",
    "opt": "LayerNorm and ReLU", "bloom": "ALiBi, positions as a penalty on distance", "mamba": "state-space layers",
}


def refuse(path, architecture, settings, supported):
    """Raise CourseError for an architecture that the course's model does not run, naming what it lacks.

    settings: names and values, from config.json or a GGUF file
    """
    raise CourseError(f"{path} holds a model of the architecture {architecture!r}, and the course's model lacks what "
                      f"it needs: {'; '.join(missing(architecture, settings))}. It runs {', '.join(supported)}")


def missing(architecture, settings):
    """What an architecture has that ours has not, as far as that can be told: a list of texts.

    >>> missing("gemma2", {"sliding_window": 4096, "final_logit_softcapping": 30.0})
    ['logit soft-capping (scores bent by tanh)', 'sliding window attention as this architecture arranges it']
    """
    plain = {name.removeprefix(f"{architecture}."): value for name, value in settings.items()}
    found = [text for names, text in SIGNS.items() if any(says(plain.get(name)) for name in names)]
    return found or [text for name, text in KNOWN.items() if str(architecture).startswith(name)][:1] or [
        "what that is, is not known here"]


def says(value):
    """Whether a setting is set: 1 expert, or RoPE on the whole of each head, is what ours has, too."""
    return value is True or value not in (None, False, 0, 1)
