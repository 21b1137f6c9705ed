"""What TransformerMap knows of a model's parts: names and words for what `llm_edu.transformer.accounting` counts."""

from llm_edu.widgets.common.numbers import counted, percent
from llm_edu.widgets.transformer_map.layout import COUNT_BESIDE_NOTE, PLACES, drawing
from llm_edu.widgets.transformer_map.numbers import compact, share

GROUPS = {  # which colour a part has: embeddings, looking around, thinking, and what only prepares or adds
    "token_embedding": "table", "positions": "table", "unembedding": "table", "attention": "attention",
    "feed_forward": "feed_forward",
}
ACTIVATIONS = {"gelu": "GELU", "swiglu": "SwiGLU", "squared_relu": "ReLU²"}    # in the feed-forward layer
IN_BLOCK = ("attention_norm", "attention", "attention_add", "feed_forward_norm", "feed_forward", "feed_forward_add")


def anatomy(config, name: str = "") -> dict:
    """A model as the browser draws it, as plain JSON: all counts are for one, and for one token or one pair of tokens.

    Returns {"name", "sizes": dimension -> number, "context", "cache": numbers in the KV cache for a token, "settings":
    [[what, how], …], "drawing": see `transformer_layout`, "parts": [{"name", "title", "about", "note", "group",
    "place", "times", "sum": whether it only sums up others, "steps": [[does, shape, parameters, per token, per pair],
    …]}, …]}. Parts are in reading order: the block before what is in it.
    """
    from llm_edu.attention import key_value_bytes
    from llm_edu.transformer.accounting import parts, sizes

    model = parts(config)
    rows = [_as_json(part.name, config, part.times, _steps(part)) for part in model]
    inside = [part for part in model if part.name in IN_BLOCK]
    block = [[words(part.name, config)[0], list(part.steps[-1].shape), *_sums(part)] for part in inside]
    at = [part.name for part in model].index("attention_norm")
    rows.insert(at, {**_as_json("block", config, config.layers, block), "sum": True})
    known = sizes(config, 0, 0)
    return {
        "name": name, "sizes": {name: size for name, size in known.items() if name not in ("batch", "time")},
        "context": config.context_length,
        "cache": key_value_bytes(config.layers, config.key_value_heads, config.head_dim, tokens=1, bytes_per_number=1),
        "settings": settings(config), "drawing": drawing(config), "parts": rows,
    }


def _as_json(name: str, config, times: int, steps: list) -> dict:
    title, about = words(name, config)
    parameters = times * sum(step[2] for step in steps)
    return {"name": name, "title": title, "about": about, "note": note(name, config), "group": GROUPS.get(name, "rest"),
            "count": compact(parameters).strip(), "count_below": name in COUNT_BESIDE_NOTE, "place": PLACES[name],
            "times": times, "in_block": name in IN_BLOCK or name == "block", "sum": False, "steps": steps}


def _steps(part) -> list:
    return [[step.does, list(step.shape), step.parameters, step.flops_per_token, step.flops_per_pair]
            for step in part.steps]


def _sums(part) -> list[int]:
    """Of one such part: parameters, FLOPs a token, FLOPs a pair."""
    steps = part.steps
    return [sum(step.parameters for step in steps), sum(step.flops_per_token for step in steps),
            sum(step.flops_per_pair for step in steps)]


def settings(config) -> list[list[str]]:
    """The configuration in the diagram's words: [["vocabulary", "50,257"], …]."""
    rope = f"RoPE {compact(round(config.rope_base)).replace(' ', '')}"
    return [
        ["vocabulary", f"{config.vocab_size:,}"], ["context", f"{config.context_length:,}"],
        ["layers", f"{config.layers:,}"], ["width", f"{config.width:,}"], ["heads", f"{config.heads:,}"],
        ["K, V sets", f"{config.key_value_heads:,}"], ["hidden", f"{config.feed_forward_width:,}"],
        ["positions", "learned" if config.positions == "learned" else rope], ["norm", norm_name(config)],
        ["feed-forward", ACTIVATIONS[config.feed_forward]],
        ["biases", "yes" if config.bias else "no"], ["unembedding", "tied" if config.tie_embeddings else "untied"],
    ]


def norm_name(config) -> str:
    return "RMSNorm" if config.norm == "rms" else "LayerNorm"


def note(name: str, config) -> str:
    """The small words in a part's box."""
    width, hidden, table = config.width, config.feed_forward_width, f"{config.vocab_size:,} × {config.width:,}"
    if config.heads == config.key_value_heads:
        heads = f"{counted(config.heads, 'head')} of {config.head_dim}"
    else:
        heads = f"{config.heads} heads of {config.head_dim} share {config.key_value_heads} K and V"
    kind = "gate × up" if config.feed_forward == "swiglu" else ACTIVATIONS[config.feed_forward]
    return {
        "token_embedding": table,
        "positions": "rotates Q, K" if config.positions == "rope" else "learned",
        "attention": heads,
        "feed_forward": f"{width:,} → {hidden:,} → {width:,}, {kind}",
        "unembedding": "embedding, backwards" if config.tie_embeddings else table,
    }.get(name, "")


def words(name: str, config) -> tuple[str, str]:
    """A part's title, and what it is for, in this model."""
    norm = norm_name(config)
    centred = "" if config.norm == "rms" else "shifted to mean 0, "
    even = "root mean square 1" if config.norm == "rms" else "variance 1"
    scale = f"Each vector is {centred}scaled to {even}, then by learned amounts."
    return {
        "token_embedding": ("Token embedding", "Each id picks its row of a matrix. That is a look-up, not a product, "
                            "so it costs parameters, but hardly any computation."),
        "positions": _words_of_positions(config),
        "block": ("Block", "Look around (attention), then think (feed-forward). Each part reads the stream through a "
                  f"norm and adds to it. {counted(config.layers, 'block')} of this shape, each with its own weights."),
        "attention_norm": (norm, f"Attention reads the stream through a norm. {scale}"),
        "attention": ("Attention", "Every token looks at itself and at those before it, and fetches what it needs: "
                      f"{_heads(config)}. Comparing queries with keys and mixing the values take work that "
                      "grows with the square of the length. The half that the mask hides is computed and counted, "
                      "too."),
        "attention_add": ("Add", "What attention has found is added to the stream. Nothing overwrites the stream."),
        "feed_forward_norm": (norm, f"The feed-forward layer reads the stream through a norm. {scale}"),
        "feed_forward": _words_of_feed_forward(config),
        "feed_forward_add": ("Add", "What the feed-forward layer writes is added to the stream."),
        "norm": (f"Final {norm}", f"A last norm, before the stream is compared with every token. {scale}"),
        "unembedding": ("Unembedding", "Each vector is compared with every token of the vocabulary: one logit each. " +
                   ("It is the token embedding, used backwards, so it has no parameters of its own." if
                    config.tie_embeddings else "It has a matrix of its own (untied).")),
    }[name]


def _heads(config) -> str:
    if config.key_value_heads == config.heads:
        return f"{counted(config.heads, 'head')} of {config.head_dim} numbers"
    return (f"{config.heads} heads of {config.head_dim} numbers, which share "
            f"{counted(config.key_value_heads, 'set')} of keys and values")


def _words_of_positions(config) -> tuple[str, str]:
    if config.positions == "learned":
        return ("Positions", "A second matrix has one row for each position, which is added to the token's vector. A "
                "text with more positions than rows cannot be read.")
    return ("RoPE", "No matrix and no parameters: in every block, queries and keys are rotated by an angle that "
            "grows with their position, so that a score depends on how far apart two tokens are.")


def _words_of_feed_forward(config) -> tuple[str, str]:
    from llm_edu.transformer.accounting import parts

    weights = {part.name: sum(step.parameters for step in part.steps) for part in parts(config)}
    here = share(weights["feed_forward"], sum(weights[name] for name in IN_BLOCK))
    hidden = f"{config.feed_forward_width:,}"
    how = (f"widen to {hidden} numbers twice, let one half decide how much of the other passes (SwiGLU)"
           if config.feed_forward == "swiglu" else
           f"widen to {hidden} numbers, apply {ACTIVATIONS[config.feed_forward]} to each")
    return "Feed-forward", (f"At each position alone: {how}, and narrow again. {percent(here)} of a block's parameters "
                            "are here.")
