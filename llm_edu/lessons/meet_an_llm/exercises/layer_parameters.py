"""``layer_parameters``: how many parameters each part of a layer has."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.meet_an_llm import ModelShape

SMOLLM2 = ModelShape(
    vocab_size=49_152, layers=30, width=576, heads=9, key_value_heads=3, feed_forward_width=1_536, tie_embeddings=True
)
TINY = ModelShape(vocab_size=10, layers=2, width=4, heads=2, key_value_heads=1, feed_forward_width=6)


def _part(**changes):
    """A planted mistake: the right dictionary, with one part computed otherwise."""

    def wrong(shape):
        parts = reference.layer_parameters(shape)
        return parts | {name: compute(shape) for name, compute in changes.items()}

    return wrong


def _random_shape(rng):
    group, key_value_heads, head_dim = rng.randrange(1, 4), rng.randrange(1, 4), rng.choice([2, 4, 8])
    heads = group * key_value_heads
    return (
        ModelShape(
            vocab_size=rng.randrange(5, 40),
            layers=rng.randrange(1, 5),
            width=heads * head_dim,
            heads=heads,
            key_value_heads=key_value_heads,
            feed_forward_width=rng.randrange(3, 30),
            tie_embeddings=rng.random() < 0.5,
        ),
    )


def _layer_in_one_expression(shape):
    d, k = shape.width, shape.key_value_heads * shape.head_dim
    return {"norms": d + d, "feed_forward": shape.feed_forward_width * d * 3, "attention": 2 * d * (d + k)}


SHAPES = [
    case(TINY),
    case(ModelShape(vocab_size=7, layers=1, width=8, heads=2, key_value_heads=2, feed_forward_width=5)),
    case(
        ModelShape(
            vocab_size=9, layers=3, width=12, heads=6, key_value_heads=2, feed_forward_width=20, tie_embeddings=False
        )
    ),
    case(SMOLLM2),
]

exercise = Exercise(
    reference=reference.layer_parameters,
    cases=SHAPES,
    random_case=_random_shape,
    hints=(
        (
            "Each table has (numbers going in) × (numbers coming out) parameters. How many come out of the key table?"
            " key_value_heads × head_dim."
        ),
        (
            "attention: width × width for the queries, width × (key_value_heads × head_dim) for the keys, the same"
            " for the values, width × width for the output\nfeed_forward: three tables between width and"
            " feed_forward_width\nnorms: two lists of width numbers"
        ),
    ),
    also_right=[_layer_in_one_expression],
)

exercise.mistake("You gave every head its own keys and values. Look at key_value_heads: here several heads share one "
                 "set, so those two tables are narrower.", _part(attention=lambda s: 4 * s.width * s.width))
exercise.mistake("Attention has four tables, not three: after the heads have looked, an output table of width × width "
                 "mixes what they found.",
                 _part(attention=lambda s: s.width**2 + 2 * s.width * s.key_value_heads * s.head_dim))
exercise.mistake("Keys *and* values: you counted one of the two narrow tables.",
                 _part(attention=lambda s: 2 * s.width**2 + s.width * s.key_value_heads * s.head_dim))
exercise.mistake("Two tables, up and down, are what GPT-2 has. This feed-forward part has three: gate, up and down.",
                 _part(feed_forward=lambda s: 2 * s.width * s.feed_forward_width))
exercise.mistake("A layer has two norms: one before attention, one before the feed-forward part.",
                 _part(norms=lambda s: s.width))
