"""``key_value_bytes``: how much memory keys and values take."""

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case


def _bytes(parts=2, tokens=lambda tokens: tokens, size=lambda size: size, layers=lambda layers: layers):
    """A key_value_bytes with one thing wrong."""
    return lambda layers_, key_value_heads, head_dim, tokens_, bytes_per_number=2: (
        parts * layers(layers_) * key_value_heads * head_dim * tokens(tokens_) * size(bytes_per_number))


exercise = Exercise(
    reference=attention.key_value_bytes,
    cases=[
        case(1, 1, 1, 1, 1), case(1, 1, 4, 1), case(2, 1, 4, 3), case(12, 12, 64, 1024), case(30, 3, 64, 100, 4),
        case(32, 8, 128, 1), case(3, 2, 5, 7, 1), case(126, 8, 128, 32_768), case(13, 7, 11, 123_457, 1),
    ],
    random_case=lambda rng: (rng.randrange(1, 40), rng.randrange(1, 10), 2 * rng.randrange(1, 60),
                             rng.randrange(1, 5000), rng.choice([1, 2, 4])),
    valid=lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: min(
        layers, key_value_heads, head_dim, tokens, bytes_per_number) >= 1,
    keywords=("tokens",),
    hints=(
        "How many numbers does one head in one layer store for one token? Then multiply.",
        "a key and a value: 2 · head_dim numbers\ntimes heads with keys of their own, times layers, times tokens\n"
        "times bytes per number",
    ),
)

exercise.mistake("A factor of two is missing: the cache stores a key *and* a value for each token.", _bytes(parts=1))
exercise.mistake("Queries are not stored. A query is needed once, at its own position. Only keys and values are "
                 "looked at again.", _bytes(parts=3))
exercise.mistake("Attention weights are one number for each *pair* of tokens. The cache stores one key and one value "
                 "for each token.", _bytes(tokens=lambda tokens: tokens * tokens))
exercise.mistake("You count the numbers. Each of them takes bytes_per_number bytes.", _bytes(size=lambda size: 1))
exercise.mistake("These are bits. A byte has eight of them.", _bytes(size=lambda size: 8 * size))
exercise.mistake("You always take two bytes for a number, whatever bytes_per_number is.", _bytes(size=lambda size: 2))
exercise.mistake("That is one layer. Each layer has its own keys and values.", _bytes(layers=lambda layers: 1))
exercise.mistake("That is a single token. The cache stores the keys and values of all "
                 "tokens.", _bytes(tokens=lambda tokens: 1))
exercise.mistake(
    "That is one head. Each of the key_value_heads stores its own keys and values.",
    lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: (
        2 * layers * head_dim * tokens * bytes_per_number),
)
exercise.mistake(
    "A key is not one number. It has head_dim numbers, and so has a value.",
    lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: (
        2 * layers * key_value_heads * tokens * bytes_per_number),
)
