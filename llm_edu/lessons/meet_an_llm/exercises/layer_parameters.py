"""``layer_parameters``: how many parameters each part of a layer has."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.meet_an_llm.exercises.common import SHAPES, _random_shape


def _part(**changes):
    """A planted mistake: the right dictionary, with one part computed otherwise."""

    def wrong(shape):
        parts = reference.layer_parameters(shape)
        return parts | {name: compute(shape) for name, compute in changes.items()}

    return wrong


exercise = Exercise(
    reference=reference.layer_parameters,
    cases=SHAPES,
    random_case=_random_shape,
    hints=(
        (
            "A table has (how many numbers go in) × (how many come out) parameters. How many come out of the key"
            " table? key_value_heads × head_dim."
        ),
        (
            "attention: width × width for the queries, width × (key_value_heads × head_dim) for the keys, the same"
            " for the values, width × width for the output\nfeed_forward: three tables between width and"
            " feed_forward_width\nnorms: two lists of width numbers"
        ),
    ),
)

exercise.mistake("You gave every head its own keys and values. Look at key_value_heads: several heads share one set, "
                 "so these two tables are narrower.", _part(attention=lambda s: 4 * s.width * s.width))
exercise.mistake("Attention has four tables, not three. The fourth is the output table of width × width, which mixes "
                 "what the heads have found.",
                 _part(attention=lambda s: s.width**2 + 2 * s.width * s.key_value_heads * s.head_dim))
exercise.mistake("Keys *and* values have a narrow table each: you counted only one of the two.",
                 _part(attention=lambda s: 2 * s.width**2 + s.width * s.key_value_heads * s.head_dim))
exercise.mistake("You count heads, but each of them has head_dim numbers: the queries take heads × head_dim columns, "
                 "and the keys key_value_heads × head_dim.",
                 _part(attention=lambda s: 2 * s.width * (s.heads + s.key_value_heads)))
exercise.mistake("GPT-2 has two tables, up and down. This feed-forward part has three: gate, up and down.",
                 _part(feed_forward=lambda s: 2 * s.width * s.feed_forward_width))
exercise.mistake("A layer has two norms: one before attention, one before the feed-forward part.",
                 _part(norms=lambda s: s.width))
