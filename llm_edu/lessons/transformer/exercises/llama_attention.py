"""``llama_attention``: heads, shared keys and values, rotary positions."""

import torch

from llm_edu.attention import (
    apply_rope,
    causal_mask,
    merge_heads,
    repeat_heads,
    rope_rotation,
    scaled_dot_product_attention,
    split_heads,
)
from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.transformer.exercises.common import _block_cases
from llm_edu.transformer import functions as tf


def _attention(rope=True, turn_values=False, mask=True, repeat=repeat_heads, output=True, merge=merge_heads, base=None,
               pairing=None, split=split_heads, as_stored=()):
    """A llama_attention with one thing wrong."""

    def attend(x, weights, config):
        weights = weights | {name: weights[name].T for name in as_stored}
        q = split(x @ weights["queries"].T, config.heads)
        k, v = (split(x @ weights[name].T, config.key_value_heads) for name in ("keys", "values"))
        if rope:
            rotation = rope_rotation(torch.arange(len(x)), config.head_dim, base or config.rope_base)
            q, k = (apply_rope(each, rotation, pairing or config.rope_pairing) for each in (q, k))
            v = apply_rope(v, rotation, pairing or config.rope_pairing) if turn_values else v
        group = config.heads // config.key_value_heads
        k, v = repeat(k, group), repeat(v, group)
        found = merge(scaled_dot_product_attention(q, k, v, causal_mask(len(x)) if mask else None))
        return found @ weights["output"].T if output else found

    return attend


exercise = Exercise(
    reference=tf.llama_attention,
    cases=lambda: _block_cases("llama_attention"),
    hints=(
        "You know all the parts from lesson 04, and here you put them in order. Multiply by the matrices, split the "
        "heads, rotate queries and keys, repeat keys and values, attend with the causal mask, merge the heads, and "
        "multiply by the last matrix.",
        "queries = split_heads(x @ \"queries\".T, heads)\nkeys, values = the same with key_value_heads\nrotation = "
        "rope_rotation(arange(time), head_dim, rope_base)\nrotate queries and keys: apply_rope(…, rotation, "
        "rope_pairing)\nkeys, values = repeat_heads(…, heads // key_value_heads)\nfound = "
        "scaled_dot_product_attention(queries, keys, values, causal_mask(time))\nreturn merge_heads(found) @ "
        "\"output\".T",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("There is no causal mask, so every token also looks at those that come after it.",
                 _attention(mask=False))
exercise.mistake("Nothing tells the heads where a token is: queries and keys are not rotated (apply_rope).",
                 _attention(rope=False))
exercise.mistake("You rotate the values as well. Positions help decide *where* a head looks. What it finds there is "
                 "passed on as it is.", _attention(turn_values=True))
exercise.mistake("The shared keys and values go to the wrong heads. *Neighbouring* heads share them: 0 0 0 1 1 1, not "
                 "0 1 0 1 0 1.", _attention(repeat=lambda x, times: torch.cat([x] * times, dim=-3)))
exercise.mistake("Keys and values are not repeated, so there are too few of them for the heads of the queries.",
                 _attention(repeat=lambda x, times: x))


@exercise.mistake("You repeat each set of keys and values `key_value_heads` times. Repeat it once for each head that "
                  "shares it: heads // key_value_heads times. (SmolLM2 happens to have 3 of both.)")
def _repeated_too_often(x, weights, config):
    return _attention(repeat=lambda each, times: repeat_heads(each, config.key_value_heads))(x, weights, config)


@exercise.mistake("You split keys and values into as many heads as the queries. They have only config.key_value_heads.")
def _split_as_the_queries(x, weights, config):
    def split(each, heads):
        return split_heads(each, config.heads)

    return _attention(split=split, repeat=lambda each, times: each)(x, weights, config)


exercise.mistake("The last matrix is missing. What the heads found, side by side, still goes through \"output\".",
                 _attention(output=False))
exercise.mistake("You use RoPE's usual base of 10,000. This model may have been trained with another one: "
                 "config.rope_base.", _attention(base=10_000.0))
exercise.mistake("You pair numbers by halves. This model may have been trained with the other convention: pass on "
                 "config.rope_pairing.", _attention(pairing="half"))
exercise.mistake("reshape cuts the numbers in the wrong order, so heads and time get mixed. split_heads does it right: "
                 "it makes (time, heads, head_dim) first, and then swaps the first two dimensions.",
                 _attention(split=lambda x, heads: x.reshape(heads, len(x), -1)))
exercise.mistake("reshape joins the heads in the wrong order, so time and heads get mixed. merge_heads swaps them back "
                 "first.", _attention(merge=lambda x: x.reshape(x.shape[1], -1)))
exercise.mistake("Matrices are stored as (out, in), with a row for each number that comes out: x @ matrix.T. If a "
                 "matrix is square, you get no error when you forget the .T.",
                 _attention(as_stored=("queries", "keys", "values", "output")))
