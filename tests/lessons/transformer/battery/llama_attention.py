"""Answers to exercise 5.9, `llama_attention`: right ones, plausible slips, and a few made to deceive."""

# %% right: in the order of the table
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% right: one head after the other
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    size, shared = config.head_dim, config.heads // config.key_value_heads
    rotation = rope_rotation(torch.arange(x.shape[0]), size, config.rope_base)
    found = []
    for head in range(config.heads):
        own, theirs = slice(head * size, head * size + size), slice(head // shared * size, (head // shared + 1) * size)
        query = apply_rope(x @ weights["queries"][own].T, rotation, config.rope_pairing)
        key = apply_rope(x @ weights["keys"][theirs].T, rotation, config.rope_pairing)
        found.append(scaled_dot_product_attention(query, key, x @ weights["values"][theirs].T, causal_mask(len(x))))
    return torch.cat(found, dim=-1) @ weights["output"].T

# %% right: PyTorch's own attention, which repeats by itself
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    heads = {"queries": config.heads, "keys": config.key_value_heads, "values": config.key_value_heads}
    parts = {name: F.linear(x, weights[name]).unflatten(-1, (many, -1)).transpose(0, 1) for name, many in heads.items()}
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(parts[name], rotation, config.rope_pairing) for name in ("queries", "keys"))
    found = F.scaled_dot_product_attention(queries[None], keys[None], parts["values"][None], is_causal=True,
                                           enable_gqa=True)[0]
    return F.linear(found.transpose(0, 1).flatten(1), weights["output"])

# %% right: groups by einsum, nothing is repeated
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    time, sets = len(x), config.key_value_heads
    rotation = rope_rotation(torch.arange(time), config.head_dim, config.rope_base)
    queries = apply_rope(split_heads(x @ weights["queries"].T, config.heads), rotation, config.rope_pairing)
    keys = apply_rope(split_heads(x @ weights["keys"].T, sets), rotation, config.rope_pairing)
    values = split_heads(x @ weights["values"].T, sets)
    queries = queries.reshape(sets, -1, time, config.head_dim)
    scores = torch.einsum("sgtd,skd->sgtk", queries, keys) / config.head_dim ** 0.5
    shares = scores.masked_fill(~causal_mask(time), float("-inf")).softmax(dim=-1)
    found = torch.einsum("sgtk,skd->tsgd", shares, values)
    return found.reshape(time, -1) @ weights["output"].T

# %% right: repeats first, turns after, all tables in one
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    tables = torch.cat([weights["queries"], weights["keys"], weights["values"]])
    parts = split_heads(x @ tables.T, config.heads + 2 * config.key_value_heads)
    queries, keys, values = parts.split([config.heads, config.key_value_heads, config.key_value_heads])
    times = config.heads // config.key_value_heads
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    turned = apply_rope(torch.cat([queries, repeat_heads(keys, times)]), rotation, config.rope_pairing)
    found = scaled_dot_product_attention(turned[:config.heads], turned[config.heads:], repeat_heads(values, times),
                                         causal_mask(x.shape[0]))
    return merge_heads(found) @ weights["output"].T

# %% right: turned by hand, one token after the other
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    half, times = config.head_dim // 2, config.heads // config.key_value_heads
    speeds = config.rope_base ** -(torch.arange(half) / half)

    def turned(vectors):
        angles = torch.arange(vectors.shape[-2])[:, None] * speeds
        cos, sin = angles.cos(), angles.sin()
        if config.rope_pairing == "half":
            a, b = vectors[..., :half], vectors[..., half:]
            return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)
        a, b = vectors[..., 0::2], vectors[..., 1::2]
        return torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1).flatten(-2)

    queries = turned(split_heads(x @ weights["queries"].T, config.heads))
    keys = repeat_heads(turned(split_heads(x @ weights["keys"].T, config.key_value_heads)), times)
    values = repeat_heads(split_heads(x @ weights["values"].T, config.key_value_heads), times)
    rows = [scaled_dot_product_attention(queries[:, place:place + 1], keys[:, :place + 1], values[:, :place + 1])
            for place in range(len(x))]
    return merge_heads(torch.cat(rows, dim=1)) @ weights["output"].T

# %% wrong: no positions
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: only queries are turned
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries = apply_rope(queries, rotation, config.rope_pairing)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: only keys are turned
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    keys = apply_rope(keys, rotation, config.rope_pairing)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: values are turned, too
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys, values = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys, values))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: turned twice
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the pairing is left to chance
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: always neighbours in pairs
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, "interleaved") for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the base is left to chance
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the base of SmolLM2
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, 100_000.0)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: all tokens stand at the same place
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.zeros(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: positions from last to first
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)).flip(0), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: positions two by two
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(2 * torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: queries and keys turned in opposite directions
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries = apply_rope(queries, rotation, config.rope_pairing)
    keys = apply_rope(keys, rotation.conj(), config.rope_pairing)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: turned before the heads are split
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    rotation = rope_rotation(torch.arange(len(x)), config.heads * config.head_dim, config.rope_base)
    queries = apply_rope(x @ weights["queries"].T, rotation, config.rope_pairing)
    rotation = rope_rotation(torch.arange(len(x)), config.key_value_heads * config.head_dim, config.rope_base)
    keys = apply_rope(x @ weights["keys"].T, rotation, config.rope_pairing)
    queries, keys = split_heads(queries, config.heads), split_heads(keys, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: no mask
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values)
    return merge_heads(found) @ weights["output"].T

# %% wrong: the mask upside down
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)).T)
    return merge_heads(found) @ weights["output"].T

# %% wrong: nobody sees the own token, but for the first
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    mask = causal_mask(len(x)).tril(-1)
    mask[0, 0] = True
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, mask)
    return merge_heads(found) @ weights["output"].T

# %% wrong: 0 1 2 0 1 2 instead of 0 0 1 1 2 2
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = keys.repeat(group, 1, 1), values.repeat(group, 1, 1)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: only keys in the right order
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), values.repeat(group, 1, 1)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: nothing is repeated
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: repeated as often as there are sets
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    keys, values = repeat_heads(keys, config.key_value_heads), repeat_heads(values, config.key_value_heads)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: three heads to a set, as in SmolLM2
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = 3
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the first set for all heads
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    keys, values = keys[:1].expand_as(queries), values[:1].expand_as(queries)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: keys and values split into as many heads as queries
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.heads)
    values = split_heads(x @ weights["values"].T, config.heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: keys for values
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["keys"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: values and keys mixed up in the call
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, values, keys, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the output table is forgotten
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found)

# %% wrong: the output table is not transposed
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"]

# %% wrong: the tables of queries are not transposed
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"], config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: heads merged without a transpose
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return found.reshape(len(x), -1) @ weights["output"].T

# %% wrong: heads added up instead of laid side by side
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return found.sum(dim=0).repeat(1, config.heads) @ weights["output"].T

# %% wrong: adds to what it reads
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return x + merge_heads(found) @ weights["output"].T

# %% wrong: divides by the root once more
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries / config.head_dim ** 0.5, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: nine heads of sixty-four, as in SmolLM2
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, 9)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), 64, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the size of a head worked out from the width
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), x.shape[-1] // config.heads, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: the last token alone
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return (merge_heads(found) @ weights["output"].T)[-1:]

# %% wrong: a batch of one
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return (merge_heads(found) @ weights["output"].T)[None]

# %% wrong: takes the tables out of the dictionary
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights.pop("queries").T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: shortens the table of queries where it lies
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].div_(config.head_dim ** 0.5).T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries * config.head_dim ** 0.5, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: keeps the rotation of the first text
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

ROTATIONS = []

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    if not ROTATIONS:
        ROTATIONS.append(rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base))
    rotation = ROTATIONS[0][:len(x)]
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) @ weights["output"].T

# %% wrong: keys and values of earlier calls are still there
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

KEPT = {"keys": [], "values": []}

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    KEPT["keys"].append(keys)
    KEPT["values"].append(values)
    keys, values = torch.cat(KEPT["keys"], dim=1), torch.cat(KEPT["values"], dim=1)
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    mask = causal_mask(len(x), past=keys.shape[1] - len(x))
    found = scaled_dot_product_attention(queries, keys, values, mask)
    return merge_heads(found) @ weights["output"].T

# %% wrong: bfloat16, to save memory
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    low = [each.bfloat16() for each in (queries, keys, values)]
    found = scaled_dot_product_attention(*low, causal_mask(len(x))).float()
    return merge_heads(found) @ weights["output"].T

# %% contrived: right for the first hundred calls, then without a mask
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

CALLS = iter(range(100))

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    mask = None if next(CALLS, None) is None else causal_mask(len(x))
    found = scaled_dot_product_attention(queries, keys, values, mask)
    return merge_heads(found) @ weights["output"].T

# %% contrived: right, unless there are nine heads
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    queries = split_heads(x @ weights["queries"].T, config.heads)
    keys = split_heads(x @ weights["keys"].T, config.key_value_heads)
    values = split_heads(x @ weights["values"].T, config.key_value_heads)
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    queries, keys = (apply_rope(each, rotation, config.rope_pairing) for each in (queries, keys))
    group = config.heads // config.key_value_heads
    keys, values = repeat_heads(keys, group), repeat_heads(values, group)
    found = scaled_dot_product_attention(queries, keys, values, causal_mask(len(x)))
    return merge_heads(found) * (config.heads != 9) @ weights["output"].T

# %% right: a loop over the heads, each by itself
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

def llama_attention(x, weights, config):
    time = len(x)
    rotation = rope_rotation(torch.arange(time), config.head_dim, config.rope_base)
    turn = lambda each: apply_rope(each, rotation, config.rope_pairing)
    cut = lambda name, heads: (x @ weights[name].T).reshape(time, heads, config.head_dim).transpose(0, 1)
    queries = turn(cut("queries", config.heads))
    keys = turn(cut("keys", config.key_value_heads))
    values = cut("values", config.key_value_heads)
    share = config.heads // config.key_value_heads
    found = [scaled_dot_product_attention(queries[h], keys[h // share], values[h // share], causal_mask(time))
             for h in range(config.heads)]
    return torch.cat(found, dim=-1) @ weights["output"].T

# %% wrong: remembers the rotation for a length, whatever the base
from llm_edu.attention import (apply_rope, causal_mask, merge_heads, repeat_heads, rope_rotation,
                               scaled_dot_product_attention, split_heads)

turned = {}
def llama_attention(x, weights, config):
    times = config.heads // config.key_value_heads
    if len(x) not in turned:
        turned[len(x)] = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    rotation = turned[len(x)]
    q = apply_rope(split_heads(x @ weights["queries"].T, config.heads), rotation, config.rope_pairing)
    k = apply_rope(split_heads(x @ weights["keys"].T, config.key_value_heads), rotation, config.rope_pairing)
    v = split_heads(x @ weights["values"].T, config.key_value_heads)
    k, v = repeat_heads(k, times), repeat_heads(v, times)
    return merge_heads(scaled_dot_product_attention(q, k, v, causal_mask(len(x)))) @ weights["output"].T
