"""What TransformerMap knows of a model's parts: names and words for what `llm_edu.transformer.accounting` counts."""

from llm_edu.widgets.softmax_reading import percent

GROUPS = {  # which colour a part has: the tables, looking around, thinking, and what only prepares or adds
    "token_embedding": "table", "positions": "table", "output": "table", "attention": "attention",
    "feed_forward": "feed_forward",
}
PLACES = {  # left, top, width, height of every part, in pixels, for the browser and the picture
    "token_embedding": (16, 26, 184, 44), "positions": (216, 26, 116, 44), "block": (200, 134, 98, 24),
    "attention_norm": (78, 148, 116, 28), "attention": (78, 192, 246, 100), "attention_add": (34, 268, 20, 20),
    "feed_forward_norm": (78, 310, 116, 28), "feed_forward": (78, 354, 246, 50), "feed_forward_add": (34, 382, 20, 20),
    "norm": (16, 436, 140, 28), "output": (16, 478, 184, 44),
}
IN_BLOCK = ("attention_norm", "attention", "attention_add", "feed_forward_norm", "feed_forward", "feed_forward_add")


def anatomy(config) -> dict:
    """A model as the browser draws it, as plain JSON: all counts are for one, and for one token or one pair of tokens.

    Returns {"sizes": dimension -> number, "cache": numbers in the KV cache for a token, "parts": [{"name", "title",
    "about", "group", "times", "sum": whether it only sums up others, "steps": [[does, shape, parameters, per token,
    per pair], …]}, …], …}. Parts are in reading order: the block before what is in it.
    """
    from llm_edu.transformer.accounting import cache_bytes, parts, sizes

    model = parts(config)
    rows = [_as_json(part.name, words(part.name, config), part.times, _steps(part)) for part in model]
    inside = [part for part in model if part.name in IN_BLOCK]
    block = [[words(part.name, config)[0], list(part.steps[-1].shape), *_sums(part)] for part in inside]
    at = [part.name for part in model].index("attention_norm")
    rows.insert(at, {**_as_json("block", words("block", config), config.layers, block), "sum": True})
    known = sizes(config, 0, 0)
    return {
        "sizes": {name: size for name, size in known.items() if name not in ("batch", "time")},
        "layers": config.layers, "context": config.context_length, "tied": config.tie_embeddings,
        "rope": config.positions == "rope", "cache": cache_bytes(config, 1, 1, bytes_per_number=1), "parts": rows,
    }


def _as_json(name: str, text: tuple[str, str], times: int, steps: list) -> dict:
    title, about = text
    return {"name": name, "title": title, "about": about, "group": GROUPS.get(name, "rest"), "times": times,
            "in_block": name in IN_BLOCK or name == "block", "sum": False, "place": PLACES[name], "steps": steps}


def _steps(part) -> list:
    return [[step.does, list(step.shape), step.parameters, step.flops_per_token, step.flops_per_pair]
            for step in part.steps]


def _sums(part) -> list[int]:
    """Of one such part: parameters, FLOPs a token, FLOPs a pair."""
    steps = part.steps
    return [sum(step.parameters for step in steps), sum(step.flops_per_token for step in steps),
            sum(step.flops_per_pair for step in steps)]


def words(name: str, config) -> tuple[str, str]:
    """A part's title, and what it is for, in this model."""
    from llm_edu.transformer.accounting import attention_steps, feed_forward_steps

    norm = "RMSNorm" if config.norm == "rms" else "LayerNorm"
    swiglu = config.feed_forward == "swiglu"
    if config.key_value_heads == config.heads:
        heads = f"{counted(config.heads, 'head')} of {config.head_dim} numbers"
    else:
        heads = (f"{config.heads} heads of {config.head_dim} numbers, which share "
                 f"{counted(config.key_value_heads, 'set')} of keys and values")
    looking, thinking = (sum(step.parameters for step in steps(config)) for steps in (attention_steps, feed_forward_steps))
    scale = (f"{norm}: each vector is scaled to root mean square 1, then by learned amounts" if config.norm == "rms" else
             f"{norm}: each vector is shifted to mean 0, scaled to variance 1, then by learned amounts")
    return {
        "token_embedding": ("Token embedding", "Each id picks its row of a table. That is a look-up and no product, so "
                            "it costs parameters and hardly any computation."),
        "positions": ("Positions", "A second table: one row for each position, added to the token's vector. Longer texts "
                      "than the table has rows cannot be read.") if config.positions == "learned" else
                     ("RoPE", "No table and no parameters: in every block, queries and keys are turned by an angle that "
                      "grows with their position, so that a score depends on how far apart two tokens are."),
        "block": ("Block", f"Look around (attention), then think (feed-forward); each reads the stream through a norm "
                  f"and adds to it. {counted(config.layers, 'block')} of the same shape, each with weights of its own."),
        "attention_norm": (norm, f"Attention reads the stream through a norm. {scale}."),
        "attention": ("Attention", f"Every token looks at those before it and fetches what it needs: {heads}. Comparing "
                      "each query with each key is the only work that grows with the square of the length."),
        "attention_add": ("Add", "What attention has found is added to the stream, which nothing ever overwrites."),
        "feed_forward_norm": (norm, f"The feed-forward layer reads the stream through a norm. {scale}."),
        "feed_forward": ("Feed-forward", f"At each position alone: widen to {config.feed_forward_width:,} numbers, "
                         f"{'let a gate decide what passes (SwiGLU)' if swiglu else 'bend (GELU)'}, and narrow again. "
                         f"{percent(thinking / max(1, thinking + looking))} of a block's weights are here."),
        "feed_forward_add": ("Add", "What the feed-forward layer has thought is added to the stream."),
        "norm": (f"Final {norm}", f"Once more, before the stream is read out. {scale}."),
        "output": ("Output head", "Each vector is compared with every token of the vocabulary: one score for each. " +
                   ("It is the token embedding, used backwards, so it has no parameters of its own." if
                    config.tie_embeddings else "It has a table of its own (untied).")),
    }[name]


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 head``, ``12,345 parameters``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
