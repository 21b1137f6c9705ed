"""Why the course's model cannot run a file: what its architecture has and ours lacks, in words."""

import re

from llm_edu.errors import CourseError
from llm_edu.pretrained.llama import HUB_NAMES

LAYER = re.compile(r"(?:blk|model\.layers|transformer\.h|h)\.\d+\.(.{1,80})", re.DOTALL)    # a tensor of a layer
OURS = {*HUB_NAMES, *HUB_NAMES.values()}
# A setting that shows it, under its name in config.json, or in a GGUF file after the architecture's name.
SIGNS = {
    ("num_local_experts", "num_experts", "n_routed_experts", "moe_intermediate_size", "expert_count"):
        "mixture of experts (each token goes through a few of many feed-forward layers)",
    ("attn_logit_softcapping", "final_logit_softcapping"):
        "logit soft-capping (scores squashed by tanh)",
    ("shortconv.l_cache", "conv_L_cache"): "short convolutions in the place of some attention layers",
    ("wkv.head_size", "attention.wkv_head_size"): "recurrent layers instead of attention",
    ("logit_scale", "residual_scale", "embedding_scale", "logits_scaling", "residual_multiplier", "scale_emb"):
        "factors on embeddings, residuals or logits",
    ("kv_lora_rank", "attention.kv_lora_rank"): "multi-head latent attention (keys and values stored compressed)",
    ("ssm_state_size", "state_size", "mamba_d_state", "ssm.state_size", "time_step_rank"): "state-space layers",
    ("no_rope_layers",): "layers without positions",
    ("sliding_window", "attention.sliding_window"): "sliding window attention as this architecture arranges it",
    ("partial_rotary_factor", "rotary_pct"): "rotary positions for a part of each head",
    ("parallel_attn", "use_parallel_residual"):
        "attention and feed-forward side by side instead of one after the other",
    ("alibi", "attention.max_alibi_bias"): "ALiBi, positions as a penalty on distance",
    ("vision_config", "text_config"): "pictures: a model with several parts, one of them for text",
    ("is_encoder_decoder",): "an encoder",
}
# Where no setting says it: what the name begins with (of several, the longest), and what sets these apart.
SIDE_BY_SIDE = "attention and feed-forward side by side, instead of one after the other"
LATER = "attention that looks at later tokens, too"
EXPERTS = "mixture of experts"
ONE_MATRIX = "queries, keys and values stored as one matrix"
RECURRENT = "recurrent layers instead of attention"
STATES = "state-space layers beside attention"
PARTLY_TURNED = "rotary positions for a part of each head"
LAYER_NORM = "LayerNorm where Llama has RMSNorm"
PICTURES = "pictures: a model with several parts, one of them for text"
LATENT = "multi-head latent attention (keys and values stored compressed)"
ALIBI = "ALiBi, positions as a penalty on distance"
DELTA = "layers of linear attention (gated delta rule) beside attention"
NO_GATE = "a feed-forward layer without a gate, with another activation function"
FACTORS = "factors on embeddings, residuals and logits"
KNOWN = {
    "afmoe": EXPERTS, "apertus": NO_GATE, "arcee": NO_GATE, "arctic": EXPERTS, "aria": EXPERTS, "arwkv": RECURRENT,
    "baichuan": f"{ONE_MATRIX}; larger ones have ALiBi", "bailing": EXPERTS, "bamba": STATES, "bart": "an encoder",
    "big_bird": LATER, "bigbird": "an encoder", "biogpt": f"{LAYER_NORM}; an embedding of positions",
    "bitnet": "norms inside attention and feed-forward, and weights of three values", "blenderbot": "an encoder",
    "bloom": ALIBI, "blt": "bytes in patches instead of tokens", "camembert": LATER, "chameleon": PICTURES,
    "chatglm": f"{ONE_MATRIX}; {PARTLY_TURNED}", "clip": PICTURES, "codegen": f"{SIDE_BY_SIDE}; {PARTLY_TURNED}",
    "codeshell": f"{ONE_MATRIX}; LayerNorm", "cogvlm": PICTURES, "cohere": SIDE_BY_SIDE, "command-r": SIDE_BY_SIDE,
    "cpmant": "positions as learned distances", "ctrl": "LayerNorm, and positions as waves", "data2vec": LATER,
    "dbrx": EXPERTS, "deci": "layers that differ, some without attention", "deepseek": EXPERTS, "deepseek2": LATENT,
    "diffllama": "differential attention (one attention minus another)", "dots1": EXPERTS, "dream": LATER,
    "electra": LATER, "emu3": PICTURES, "ernie": LATER, "ernie4_5": "rotary positions of neighbouring numbers",
    "exaone": "layers whose tensors have other names than Llama's",
    "exaone4": "norms after attention and feed-forward; layers without positions", "falcon": SIDE_BY_SIDE,
    "falcon-h1": STATES, "falcon_h1": STATES, "falcon_mamba": "state-space layers", "flex_olmo": EXPERTS,
    "fuyu": PICTURES, "gemma": "embeddings multiplied by √width, GELU in the gate, norms that multiply by 1 + weight",
    "git": PICTURES, "glm": PARTLY_TURNED, "glm-dsa": LATENT,
    "glm4": f"{PARTLY_TURNED}; norms after attention and feed-forward as well", "gpt-oss": EXPERTS,
    "gpt_bigcode": "keys and values that all heads share, in GPT-2's layout",
    "gpt_neo": "attention to a window only in every second layer", "gpt_neox": f"{SIDE_BY_SIDE}; {PARTLY_TURNED}",
    "gpt_oss": EXPERTS, "gptj": f"{SIDE_BY_SIDE}; {PARTLY_TURNED}", "gptneox": f"{SIDE_BY_SIDE}; {PARTLY_TURNED}",
    "granite": FACTORS, "grok": EXPERTS, "grovemoe": EXPERTS, "helium": "rotary positions of neighbouring numbers",
    "hunyuan": "queries and keys that are scaled after they are turned", "hyperclovax": FACTORS,
    "internlm2": ONE_MATRIX, "internlm3": "RoPE scaled in the way 'dynamic'", "jais": ALIBI,
    "jais2": f"{LAYER_NORM}; {NO_GATE}", "jamba": STATES, "kimi-linear": f"{DELTA}; {LATENT}",
    "kimi_linear": f"{DELTA}; {LATENT}", "lfm2": "short convolutions in the place of some attention layers",
    "llada": LATER, "llama-embed": LATER, "llama4": f"{EXPERTS}; layers without positions",
    "longcat": f"{EXPERTS}; {LATENT}", "mamba": "state-space layers", "marian": "an encoder", "mbart": "an encoder",
    "mimo2": EXPERTS, "minicpm": FACTORS, "minicpm3": LATENT, "minimax": EXPERTS,
    "ministral3": "scores that grow with the text's length", "mistral3": PICTURES, "mistral4": f"{EXPERTS}; {LATENT}",
    "mixtral": EXPERTS, "mllama": PICTURES, "moshi": "sound instead of text", "mpt": ALIBI,
    "musicgen": "sound instead of text", "mvp": "an encoder", "nanochat": f"norms without weights; {NO_GATE}",
    "nemotron": f"LayerNorm that multiplies by 1 + weight; {PARTLY_TURNED}; {NO_GATE}", "nemotron_h": STATES,
    "olmo": "norms without weights", "olmo2": "norms after attention and feed-forward instead of before them",
    "olmo3": "norms after attention and feed-forward instead of before them", "olmoe": EXPERTS,
    "openai-gpt": "norms after attention and feed-forward instead of before them",
    "openelm": "layers of different widths", "opt": "LayerNorm and ReLU", "orion": LAYER_NORM,
    "pangu": "a bias on attention's output", "pegasus": "an encoder",
    "persimmon": f"{LAYER_NORM}; {PARTLY_TURNED}; {NO_GATE}", "phi": f"{SIDE_BY_SIDE}; {PARTLY_TURNED}",
    "phi3": "RoPE with two lists of factors, and projections stored as one matrix",
    "phi4": "RoPE with two lists of factors, and projections stored as one matrix", "phimoe": EXPERTS,
    "plamo": SIDE_BY_SIDE, "plamo2": STATES,
    "plamo3": f"{ONE_MATRIX}; norms after attention and feed-forward as well", "plbart": "an encoder", "plm": LATENT,
    "prophetnet": "an encoder", "qwen": f"{ONE_MATRIX}; scores that grow with the text's length", "qwen2_": PICTURES,
    "qwen2_moe": EXPERTS, "qwen2moe": EXPERTS, "qwen2vl": PICTURES, "qwen35": DELTA, "qwen3_": PICTURES,
    "qwen3_5": DELTA, "qwen3_moe": EXPERTS, "qwen3_next": DELTA, "qwen3moe": EXPERTS, "qwen3next": DELTA,
    "qwen3vl": PICTURES, "recurrent_gemma": RECURRENT, "refact": ALIBI, "reformer": "attention by hashing",
    "rnd1": f"{EXPERTS}; {LATER}", "roformer": LATER, "rwkv": RECURRENT,
    "seed_oss": "biases on queries, keys and values, and heads whose size is set apart", "smallthinker": EXPERTS,
    "smollm3": "layers without positions", "solar_open": EXPERTS, "stablelm": f"LayerNorm; {PARTLY_TURNED}",
    "starcoder": "keys and values that all heads share, in GPT-2's layout", "starcoder2": f"{LAYER_NORM}; {NO_GATE}",
    "step35": EXPERTS, "t5": "an encoder", "trocr": PICTURES,
    "vaultgemma": "embeddings multiplied by √width, GELU in the gate, norms that multiply by 1 + weight",
    "wavtokenizer": "sound instead of text", "whisper": "sound instead of text",
    "xglm": f"{LAYER_NORM}; positions as waves", "xlm": LATER, "xlnet": LATER, "xlstm": RECURRENT, "xmod": LATER,
    "xverse": "a tokenizer and an order of rows of its own", "zamba": STATES,
}
# A part of a name, anywhere in it.
PARTS = {"moe": EXPERTS, "bert": LATER, "vl": PICTURES, "ocr": PICTURES, "mamba": "state-space layers",
         "rwkv": RECURRENT}


def refuse(path, architecture, settings, supported, tensors=()):
    """Raise CourseError for an architecture that the course's model does not run, naming what it lacks.

    settings: names and values, from config.json or a GGUF file   tensors: the names of the file's tensors
    """
    lacking = "; ".join(missing(architecture, settings, tensors))
    raise CourseError(f"{path} holds a model of the architecture {architecture!r}, and the course's model lacks what "
                      f"it needs: {lacking}. It runs {', '.join(supported)}")


def missing(architecture, settings, tensors=()):
    """What an architecture has and ours lacks, as far as a file shows it: a list of texts.

    >>> missing("gemma2", {"sliding_window": 4096, "final_logit_softcapping": 30.0})
    ['logit soft-capping (scores squashed by tanh)', 'sliding window attention as this architecture arranges it']
    >>> missing("new", {}, ["blk.0.attn_q.weight", "blk.0.attn_sinks", "blk.1.attn_sinks"])
    ['what that is, is not known here, but its layers hold what ours do not: attn_sinks']
    """
    name = str(architecture)
    plain = {setting.removeprefix(f"{name}."): value for setting, value in settings.items()}
    found = [text for names, text in SIGNS.items() if any(says(plain.get(setting)) for setting in names)]
    if not found and (beginnings := [each for each in KNOWN if name.startswith(each)]):
        found = [KNOWN[max(beginnings, key=len)]]
    found += [text for part, text in PARTS.items() if part in name and not any(text in each for each in found)]
    return found or [unknown(tensors)]


def unknown(tensors):
    """What the file of an unknown architecture shows: which of its tensors ours lacks."""
    kinds = {match[1] for name in tensors if (match := LAYER.match(name))}
    more = sorted(kind for kind in kinds if kind.removesuffix(".weight").removesuffix(".bias") not in OURS)
    if not more:
        return "what that is, is not known here"
    return f"what that is, is not known here, but its layers hold what ours do not: {', '.join(more[:5])}"


def says(value):
    """Whether a setting asks for more than our model has: 1 expert, or RoPE on the whole of each head, does not."""
    return value is True or value not in (None, False, 0, 1)
