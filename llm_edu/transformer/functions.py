"""The same transformer as plain functions of tensors: what lesson 05 has you write.

`model` keeps the parameters in modules, because training needs them there. Here every function gets its weights as
arguments. They have PyTorch's shape (out, in), so a linear layer is ``x @ weight.T``.
Read in this order: `trace_stream`, the norms, the two feed-forward layers, `llama_attention`, `llama_block`,
`llama_logits`; then `who_may_look`.

>>> from llm_edu.transformer import Transformer, TransformerConfig
>>> model = Transformer(TransformerConfig.llama(vocab_size=50, layers=2, width=16, heads=4, key_value_heads=2))
>>> ids = torch.tensor([7, 3, 9])
>>> torch.allclose(llama_logits(ids, plain_weights(model), model.config), model(ids[None])[0], atol=1e-5)
True
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.attention import (
    MultiHeadAttention,
    apply_rope,
    causal_mask,
    merge_heads,
    repeat_heads,
    rope_rotation,
    scaled_dot_product_attention,
    split_heads,
)
from llm_edu.transformer.configuration import TransformerConfig
from llm_edu.transformer.model import RMSNorm, SwiGLU, Transformer, TransformerBlock


def trace_stream(x: Tensor, parts: Sequence[Callable[[Tensor], Tensor]]) -> tuple[Tensor, list[float]]:
    """Let each part read the residual stream and add to it; note how much each part adds.

    x: (width,)   parts: functions from (width,) to (width,)
    ->   the stream after all parts, (width,), and for each part the length of what it added, divided by the length of
    the stream that it read

    >>> trace_stream(torch.tensor([3.0, 4.0]), [lambda x: 2 * x])
    (tensor([ 9., 12.]), [2.0])
    """
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, epsilon: float = 1e-5) -> Tensor:
    """Shift and scale each vector to mean 0 and variance 1, then multiply by `weight` and add `bias`.

    x: (..., width)   weight, bias: (width,)   ->   like x        (Ba et al. 2016, arXiv:1607.06450)

    >>> layer_norm(torch.tensor([1.0, 3.0]), torch.ones(2), torch.zeros(2))
    tensor([-1.0000,  1.0000])
    """
    centred = x - x.mean(-1, keepdim=True)
    variance = centred.square().mean(-1, keepdim=True)    # divided by width, not by width - 1
    return centred / (variance + epsilon).sqrt() * weight + bias


def rms_norm(x: Tensor, weight: Tensor, epsilon: float = 1e-5) -> Tensor:
    """Scale each vector to root mean square 1, then multiply by `weight`.

    x: (..., width)   weight: (width,)   ->   like x        (Zhang & Sennrich 2019, arXiv:1910.07467)

    >>> rms_norm(torch.tensor([1.0, 7.0]), torch.ones(2))
    tensor([0.2000, 1.4000])
    """
    mean_square = x.square().mean(-1, keepdim=True)
    return x / (mean_square + epsilon).sqrt() * weight


def feed_forward(x: Tensor, up: Tensor, up_bias: Tensor, down: Tensor, down_bias: Tensor) -> tuple[Tensor, Tensor]:
    """GPT-2's feed-forward layer: widen, apply GELU, narrow again; at each position alone.

    x: (..., width)   up: (hidden, width), up_bias: (hidden,)   down: (width, hidden), down_bias: (width,)
    ->   its output, like x, and the share of neurons that are active (above 0), (...)
    (Hendrycks & Gimpel 2016, arXiv:1606.08415; with the approximation by tanh that GPT-2 was trained with)
    """
    neurons = F.gelu(x @ up.T + up_bias, approximate="tanh")    # (..., hidden)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)


def swiglu(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    """Llama's feed-forward layer: one half decides how much of the other passes.

    x: (..., width)   gate, up: (hidden, width)   down: (width, hidden)   ->   like x        (Shazeer 2020, 2002.05202)
    """
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down.T    # (..., hidden) -> (..., width)


def llama_attention(x: Tensor, weights: Mapping[str, Tensor], config: TransformerConfig) -> Tensor:
    """Causal attention with several heads that share keys and values, and with rotary positions.

    x: (time, width)   weights: "queries" (heads * head_dim, width), "keys" and "values" (key_value_heads * head_dim,
    width), "output" (width, heads * head_dim)   config: a `TransformerConfig`   ->   (time, width)
    """
    queries = split_heads(x @ weights["queries"].T, config.heads)    # (heads, time, head_dim)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)    # (key_value_heads, time, head_dim)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)    # (time, head_dim / 2)
    queries = apply_rope(queries, rotation, config.rope_pairing)
    keys = apply_rope(keys, rotation, config.rope_pairing)    # positions rotate queries and keys, not values
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)    # (heads, time, head_dim)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T


def llama_block(x: Tensor, weights: Mapping[str, Tensor], config: TransformerConfig) -> Tensor:
    """Look around, then think; each reads the stream through a norm and adds to it.

    x: (time, width)   weights: as for `llama_attention`, and "attention_norm", "feed_forward_norm" (width,), "gate",
    "up" (hidden, width), "down" (width, hidden)   ->   (time, width)
    """
    read = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + llama_attention(read, weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])


def llama_logits(ids: Tensor, weights: Mapping[str, Any], config: TransformerConfig) -> Tensor:
    """A logit for every possible next token, after each token of one text.

    ids: (time,)   weights: "embedding" (vocabulary, width), "blocks", a list with the weights of each block, "norm"
    (width,)   ->   (time, vocabulary); the embedding matrix is also the unembedding
    """
    x = weights["embedding"][ids]    # (time, width)
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    x = rms_norm(x, weights["norm"], config.norm_epsilon)
    return x @ weights["embedding"].T


def who_may_look(kind: str, source: int, target: int) -> Tensor:
    """The attention mask of each of the three kinds of transformer: True = the row may attend to the column.

    kind: "encoder" (BERT, Devlin et al. 2018, arXiv:1810.04805), "decoder" (GPT), or "encoder-decoder" (Vaswani et al.
    2017, arXiv:1706.03762; with one set of weights for both, a prefix language model: Raffel et al. 2019,
    arXiv:1910.10683, section 3.2.1)   source: how many tokens are given   target: how many the model writes after them
    ->   (source + target, source + target), bool. Raises ValueError for another kind.

    >>> who_may_look("encoder-decoder", 2, 1).int()
    tensor([[1, 1, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    """
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.ones(len(positions), len(positions), dtype=torch.bool)
    not_later = positions[None, :] <= positions[:, None]
    if kind == "decoder":
        return not_later
    if kind == "encoder-decoder":
        return not_later | (positions < source)
    raise ValueError(f'kind is "encoder", "decoder" or "encoder-decoder", not {kind!r}')


def plain_weights(model: Transformer) -> dict[str, Any]:
    """The parameters of a Llama as `llama_logits` reads them: tensors by name, which share the model's memory.

    Raises ValueError for a model that computes anything else than those functions do.
    """
    config = model.config
    if (config.norm, config.feed_forward, config.positions) != ("rms", "swiglu", "rope") or config.bias \
            or not config.tie_embeddings or any(type(part) not in PLAIN for part in model.modules()):
        raise ValueError("plain_weights is for models of the Llama family with tied embeddings, as SmolLM2")
    return {"embedding": model.token_embedding.weight.detach(), "norm": model.get_parameter("norm.weight").detach(),
            "blocks": [plain_block(block, config) for block in model.blocks]}


PLAIN = {Transformer, TransformerBlock, MultiHeadAttention, RMSNorm, SwiGLU, nn.ModuleList, nn.Embedding, nn.Linear}


def plain_block(block: Any, config: TransformerConfig) -> dict[str, Tensor]:
    """One block's weights by name, as `llama_block` reads them."""
    in_heads, shared = config.heads * config.head_dim, config.key_value_heads * config.head_dim
    queries, keys, values = block.attention.queries_keys_values.weight.split([in_heads, shared, shared])
    gate, up = block.feed_forward.gate_and_up.weight.chunk(2)
    weights = {
        "attention_norm": block.attention_norm.weight, "queries": queries, "keys": keys, "values": values,
        "output": block.attention.output.weight, "feed_forward_norm": block.feed_forward_norm.weight,
        "gate": gate, "up": up, "down": block.feed_forward.down.weight,
    }
    return {name: weight.detach() for name, weight in weights.items()}
