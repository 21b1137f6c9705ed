"""What lesson 05 draws: a block with its residual path, the whole model, shared keys and values, and the KV cache."""

from collections.abc import Sequence

import torch

from llm_edu.attention import key_value_bytes
from llm_edu.lessons.transformer.demos import streams
from llm_edu.schematic import Box, Cells, Frame, Lines, Matrix, Plus, Schematic, Shape, Token, column, row, space, table
from llm_edu.transformer import Transformer, TransformerConfig


def draw_block(config: TransformerConfig) -> Schematic:
    """A block with pre-norm: the stream runs past attention and feed-forward layer, which read it and add to it.

    >>> draw_block(TransformerConfig.gpt2()).problems()
    []
    """
    norm = "RMSNorm" if config.norm == "rms" else "LayerNorm"
    parts = {"attention": f"{config.heads} heads of {config.head_dim}",
             "feed-forward": f"{config.feed_forward_width:,} neurons"}
    boxes = [(Box(norm, "sets the size"), Box(name, size, color=color))
             for (name, size), color in zip(parts.items(), ("learner", "second"))]
    forks, signs = [space(), space()], [Plus(), Plus()]
    halves = [column(row(fork, sign, gap=sum(box.width for box in pair) + 40), row(*pair, gap=24), gap=30, line=0)
              for fork, sign, pair in zip(forks, signs, boxes)]
    before, after = (Matrix("x", 1, 1, color="context", shape="") for _ in range(2))
    drawing = Schematic(
        f"The stream of {config.width} numbers runs straight through a block; attention and the feed-forward layer add "
        "to it",
        row(before, *halves, after, gap=20),
        f"From left to right runs the stream x, {config.width} numbers for each token. Twice a path branches off, goes "
        f"through {norm}, then through " + ", then through ".join(f"{name} ({size})" for name, size in parts.items())
        + ", and comes back at a plus sign, where its result is added to the stream.")
    for start, end in zip([before, *signs], [*signs, after]):
        drawing.arrow(start, end, color="truth", width=4)
    for fork, sign, (first, second) in zip(forks, signs, boxes):
        drawing.arrow(fork, first, leave="bottom", enter="left")
        drawing.arrow(first, second)
        drawing.arrow(second, sign, leave="right", enter="bottom")
    return drawing


def draw_transformer(model: Transformer, ids: Sequence[int], words: Sequence[str], last: int = 4) -> Schematic:
    """A whole model with the last tokens of a text: their vectors before and after the blocks, and what they predict.

    ids: of the text   words: of the whole vocabulary, by id   last: how many tokens are drawn

    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=3, context_length=8, layers=2, width=16, heads=2))
    >>> draw_transformer(model, [0, 1, 2, 1, 2], ["the", "green", "hat"]).problems()
    []
    """
    config = model.config
    with torch.no_grad():
        best = model(torch.tensor([ids]))[0, -last:].argmax(dim=-1).tolist()
        stream = streams(model, ids)[:, -last:]    # (blocks + 1, last, width)
    begin, end = ([Cells([vector[:6]], color="signed", write="", size=15, most=2 * float(vector.std()))
                   for vector in stream[place]] for place in (0, -1))
    thinks = [Box("feed-forward", f"norm, {config.feed_forward_width:,}", "neurons, added", color="second")
              for _ in begin]
    wide = thinks[0].width * last + 14 * (last - 1)
    tokens = [Token(words[token], width=70) for token in ids[-last:]]
    predicted = [Token(words[token], width=70, highlight=True) for token in best]
    positions = " + the row of its position" if config.positions == "learned" else ""
    embed = Box("embedding", f"the row of each token, of {config.vocab_size:,}{positions}", width=wide)
    look = Box("attention: the only place where tokens meet",
               f"norm, {config.heads} heads of {config.head_dim}, added to each vector", color="learner", width=wide)
    unembed = Box("norm and unembedding", f"each vector · each of the {config.vocab_size:,} rows = logits", width=wide)
    block = Frame(f"block,\n{config.layers} times", column(look, _spread(thinks, wide), gap=22), side="right")
    layers: list[Sequence[Shape]] = [tokens, [embed], begin, [look], thinks, end, [unembed], predicted]
    drawing = Schematic(
        f"{config.layers} blocks, and the last {last} tokens: after “{words[ids[-1]]}”, the model expects "
        f"“{words[best[-1]]}”",
        column(_spread(tokens, wide), embed, _spread(begin, wide), block, _spread(end, wide), unembed,
               _spread(predicted, wide), gap=22),
        f"From top to bottom: the last tokens, {', '.join(words[token] for token in ids[-last:])}; the embedding, "
        f"which gives each a vector of {config.width} numbers{' with its position' if positions else ''}; "
        f"{config.layers} "
        "blocks, each with attention across all tokens and a feed-forward layer at each token alone; the last norm "
        "and the unembedding. It ends with the most probable next token at each position: "
        + ", ".join(words[token] for token in best) + ".")
    for above, below in zip(layers, layers[1:]):
        for place in range(last):
            drawing.arrow(above[place % len(above)], below[place % len(below)])
    return drawing


def draw_grouped_queries(config: TransformerConfig) -> Schematic:
    """Which query heads share which set of keys and values.

    >>> draw_grouped_queries(TransformerConfig.gpt2(width=576, heads=9, key_value_heads=3)).problems()
    []
    """
    group, size = config.heads // config.key_value_heads, config.head_dim
    asks = [Box(str(head), color="learner", width=44) for head in range(config.heads)]
    shared = [Box(f"keys, values {number}", f"2 × {size} numbers", width=group * 54 - 10)
              for number in range(config.key_value_heads)]
    groups = [column(row(*asks[place * group:(place + 1) * group], gap=10), box, gap=34, line=0)
              for place, box in enumerate(shared)]
    kept, alone = (2 * heads * size for heads in (config.key_value_heads, config.heads))
    drawing = Schematic(
        f"{config.heads} query heads share {config.key_value_heads} sets of keys and values",
        row(Lines("query heads", bold=True), *groups, gap=22),
        f"Query heads 0 to {config.heads - 1} in groups of {group}; the heads of a group look at the same keys and "
        f"values. So {kept:,} numbers are kept for each token and layer, instead of {alone:,}.")
    for head, box in enumerate(asks):
        drawing.arrow(shared[head // group], box)
    drawing.brace(shared, f"{kept:,} numbers to keep for each token and layer, instead of {alone:,}")
    return drawing


def draw_cache(config: TransformerConfig, tokens: Sequence[str]) -> Schematic:
    """What a model computes for its newest token, and what it has kept of the tokens before.

    tokens: the last of them is new

    >>> draw_cache(TransformerConfig.gpt2(), ["The", " capital", " of", " France", " is"]).problems()
    []
    """
    numbers = key_value_bytes(config.layers, config.key_value_heads, config.head_dim, 1, bytes_per_number=1)
    *old, new = [Token(token, highlight=token is tokens[-1]) for token in tokens]
    keys, values = ([Box(name, color="truth" if token is not new else "learner", width=76) for token in (*old, new)]
                    for name in ("key", "value"))
    query = Box("query", color="learner", width=76)
    drawing = Schematic(
        f"For a new token, only one column is computed; the other {len(old)} are kept",
        table([[*old, new], [*(space() for _ in old), query], keys, values], gap=(14, 22)),
        f"The tokens before, {', '.join(token.strip() for token in tokens[:-1])}, have a key and a value each, which "
        f"are kept: {numbers:,} numbers a token in all layers. The new token, {tokens[-1].strip()}, gets a key, a "
        "value and a query; its query looks at all keys, old and new.")
    for key in keys:
        drawing.arrow(query, key, leave="bottom" if key is keys[-1] else "left", enter="top")
    drawing.brace(values[:-1], f"the KV cache: {numbers:,} numbers a token", color="truth")
    drawing.brace(values[-1:], "computed now", color="learner")
    return drawing


def _spread(shapes: Sequence[Shape], wide: float) -> Shape:
    """Shapes in columns of equal width."""
    each = wide / len(shapes)
    return row(*(column(space(each), shape, gap=0) for shape in shapes), gap=0, align="top")
