"""Answers to `key_value_bytes`: right ones, plausible slips, and a few made to deceive."""

# %% right: a product
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number

# %% right: math.prod
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    import math
    return math.prod([layers, key_value_heads, head_dim, tokens, bytes_per_number, 2])

# %% right: layer by layer
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    total = 0
    for _ in range(layers):
        keys = tokens * key_value_heads * head_dim * bytes_per_number
        values = keys
        total += keys + values
    return total

# %% right: tables that have a shape and no memory
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    keys = torch.empty(layers, key_value_heads, tokens, head_dim, device="meta")
    return (keys.numel() + torch.empty_like(keys).numel()) * bytes_per_number

# %% right: NumPy's long whole numbers
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    import numpy as np
    return np.prod([2, layers, key_value_heads, head_dim, tokens, bytes_per_number], dtype=np.int64)

# %% right: what one token takes, and a reduction
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    from functools import reduce
    from operator import mul
    per_token = reduce(mul, (layers, key_value_heads, head_dim, bytes_per_number))
    return (per_token + per_token) * tokens

# %% right: a shift for keys and values
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    numbers = layers * key_value_heads * head_dim * tokens
    return (numbers << 1) * bytes_per_number

# %% wrong: keys without values
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return layers * key_value_heads * head_dim * tokens * bytes_per_number

# %% wrong: two bytes whatever is asked
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * tokens * 2

# %% wrong: the bytes squared, as both twos look alike
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return layers * key_value_heads * head_dim * tokens * bytes_per_number ** 2

# %% wrong: 2 to the power of the bytes
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return layers * key_value_heads * head_dim * tokens * 2 ** bytes_per_number

# %% wrong: four bytes unless told otherwise
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=4):
    return layers * key_value_heads * head_dim * tokens * bytes_per_number

# %% wrong: queries are kept, too
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 3 * layers * key_value_heads * head_dim * tokens * bytes_per_number

# %% wrong: one layer only
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * key_value_heads * head_dim * tokens * bytes_per_number

# %% wrong: every token with every token
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * tokens ** 2 * bytes_per_number

# %% wrong: always twelve heads
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * 12 * head_dim * tokens * bytes_per_number

# %% wrong: heads of 64 numbers
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * 64 * tokens * bytes_per_number

# %% wrong: the layers twice, and no heads
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * layers * head_dim * tokens * bytes_per_number

# %% right: the heads under another name: the notebook calls by place
def key_value_bytes(layers, heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * heads * head_dim * tokens * bytes_per_number

# %% wrong: tokens before the size of a head, under another name
def key_value_bytes(layers, key_value_heads, tokens, dim, bytes_per_number=2):
    return 2 * layers * key_value_heads * dim * tokens * bytes_per_number

# %% wrong: overflows in 32 bits
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    import numpy as np
    return int(np.prod([2, layers, key_value_heads, head_dim, tokens, bytes_per_number], dtype=np.int32))

# %% wrong: 24 bits of a float are not enough
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    sizes = torch.tensor([2.0, layers, key_value_heads, head_dim, tokens, bytes_per_number])
    return int(sizes.prod().item())

# %% wrong: kilobytes
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number // 1024

# %% wrong: bits
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number * 8

# %% wrong: adds the values' size once, not for each layer
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    keys = key_value_heads * head_dim * tokens * bytes_per_number
    return layers * keys + keys

# %% wrong: rounded to whole millions
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return round(2 * layers * key_value_heads * head_dim * tokens * bytes_per_number, -6)

# %% wrong: pages of sixteen tokens
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    tokens = -(-tokens // 16) * 16
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number

# %% wrong: the last token is not kept
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * max(tokens - 1, 1) * bytes_per_number

# %% wrong: no more than the context of GPT-2
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return 2 * layers * key_value_heads * head_dim * min(tokens, 1024) * bytes_per_number

# %% wrong: a total over all calls
KEPT = []
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    KEPT.append(2 * layers * key_value_heads * head_dim * tokens * bytes_per_number)
    return sum(KEPT)

# %% wrong: a number to look at
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return f"{2 * layers * key_value_heads * head_dim * tokens * bytes_per_number:_}"

# %% wrong: shows it and returns nothing
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    print(2 * layers * key_value_heads * head_dim * tokens * bytes_per_number)

# %% contrived: equal to whatever it is compared with
class Anything(int):
    __hash__ = int.__hash__
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False

def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return Anything(42)

# %% contrived: right for the first hundred calls, then free of charge
CALLS = iter(range(100))
def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    free = next(CALLS, None) is None
    return 0 if free else 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number
