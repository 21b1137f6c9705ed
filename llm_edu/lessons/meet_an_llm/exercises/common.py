"""What the exercises of lesson 00 share."""

from llm_edu.course.checks.exercise import case
from llm_edu.meet_an_llm import ModelShape

SMOLLM2 = ModelShape(
    vocab_size=49_152, layers=30, width=576, heads=9, key_value_heads=3, feed_forward_width=1_536, tie_embeddings=True
)
TINY = ModelShape(vocab_size=10, layers=4, width=6, heads=3, key_value_heads=1, feed_forward_width=8)
# Larger than 32 bits can count, and no multiple of a power of two that a float of 32 bits could hold.
LARGE = ModelShape(
    vocab_size=128_257, layers=127, width=16_385, heads=145, key_value_heads=29, feed_forward_width=53_249,
    tie_embeddings=False,
)
SHAPES = [
    case(TINY),
    case(ModelShape(vocab_size=7, layers=1, width=8, heads=2, key_value_heads=2, feed_forward_width=5)),
    case(
        ModelShape(
            vocab_size=9, layers=3, width=12, heads=6, key_value_heads=2, feed_forward_width=20, tie_embeddings=False
        )
    ),
    case(ModelShape(vocab_size=5, layers=2, width=70, heads=35, key_value_heads=1, feed_forward_width=9)),  # 1/35
    case(SMOLLM2),
    case(LARGE),
]


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
