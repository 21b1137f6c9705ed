"""Attention: how a token looks back and fetches what it needs (lesson 04).

Read in this order:
``weights``        `softmax` turns scores into weights, and `look_up` mixes values by them; for many queries at once,
                   `attention_weights` says how much each attends to each key, and `scaled_dot_product_attention` mixes
``rotary``         `apply_rope` tells a head how far away a token is
``call``           `Call` is what one call of a model brings along: the mask, and what else all layers share
``heads``          `MultiHeadAttention` runs many heads side by side; `key_value_bytes` is the size of the KV cache
``looking_back``   `LookBack`: lesson 03's window of words, and one head that looks back further
``finding``        what a head does, measured: `induction_score`, `previous_token_score`, `first_token_score`

Letters: d is the size of one head.
"""

from llm_edu.attention.call import Call
from llm_edu.attention.finding import first_token_score, induction_score, previous_token_score, repeated_tokens
from llm_edu.attention.heads import MultiHeadAttention, key_value_bytes, merge_heads, repeat_heads, split_heads
from llm_edu.attention.looking_back import LookBack, average_so_far, make_rows
from llm_edu.attention.rotary import apply_rope, rope_rotation
from llm_edu.attention.weights import (
    attention_scores,
    attention_weights,
    causal_mask,
    look_up,
    scaled_dot_product_attention,
    softmax,
)

__all__ = [
    "Call",
    "LookBack",
    "MultiHeadAttention",
    "apply_rope",
    "attention_scores",
    "attention_weights",
    "average_so_far",
    "causal_mask",
    "first_token_score",
    "induction_score",
    "key_value_bytes",
    "look_up",
    "make_rows",
    "merge_heads",
    "previous_token_score",
    "repeat_heads",
    "repeated_tokens",
    "rope_rotation",
    "scaled_dot_product_attention",
    "softmax",
    "split_heads",
]
