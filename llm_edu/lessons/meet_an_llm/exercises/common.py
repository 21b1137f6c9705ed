"""What the exercises of lesson 00 share."""

from llm_edu.course.checks.exercise import case
from llm_edu.meet_an_llm import ModelShape

SMOLLM2 = ModelShape(
    vocab_size=49_152, layers=30, width=576, heads=9, key_value_heads=3, feed_forward_width=1_536, tie_embeddings=True
)
TINY = ModelShape(vocab_size=10, layers=2, width=4, heads=2, key_value_heads=1, feed_forward_width=6)
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
