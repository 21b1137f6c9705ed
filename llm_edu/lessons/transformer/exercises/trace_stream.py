"""``trace_stream``: what each part adds to the stream."""

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.transformer.demos import add_one, doubled, turn_left
from llm_edu.lessons.transformer.exercises.common import _drawn, _vector
from llm_edu.transformer import functions as tf


def _stream(step=lambda x, added: x + added, share=lambda added, x: added.norm() / x.norm(), read=None):
    """A trace_stream with one thing wrong."""

    def trace(x, parts):
        shares, start = [], x
        for part in parts:
            added = part(start if read == "start" else x)
            shares.append(float(share(added, x)))
            x = step(x, added)
        return x, shares

    return trace


def _nothing(x):
    """Adds nothing."""
    return torch.zeros_like(x)


PARTS = (add_one, doubled, turn_left)

exercise = Exercise(
    reference=tf.trace_stream,
    cases=lambda: [
        case(_vector(3, 4), []), case(_vector(3, 4), [doubled]), case(_vector(3, 4), [turn_left]),
        case(_vector(1, 0), [add_one, doubled]), case(_vector(1, 2, 2), [turn_left, add_one]),
        case(_vector(6, 8), [doubled, doubled, turn_left]), case(_vector(0.5, -2), [add_one, turn_left, doubled]),
        case(_vector(300, -400), [_nothing, turn_left]), case(_vector(1, 2), [turn_left, add_one] * 12),
    ],
    random_case=lambda rng: (_drawn(rng, rng.randrange(2, 5)) + 0.05,
                             [rng.choice(PARTS) for _ in range(rng.randrange(1, 5))]),
    hints=(
        "For each part: let it read x, keep what it returns in a variable of its own, measure both, and only then add.",
        "shares = []\nfor each part:\n    added = part(x)\n    append the length of added / the length of x (.norm(), "
        ".item())\n    x = x + added\nreturn x, shares",
    ),
    compare="close",
)

exercise.mistake("Each part's answer replaces the stream. That is a network *without* residual connections: what was "
                 "written before is gone. Add instead.", _stream(step=lambda x, added: added))
exercise.mistake("What the parts return is never added: x is the same at the end as at the beginning.",
                 _stream(step=lambda x, added: x))
exercise.mistake("All parts read the stream as it was at the beginning. A later part must see what the earlier parts "
                 "have added.", _stream(read="start"))
exercise.mistake("Your shares are upside down. Divide the length of what was added by the length of the stream.",
                 _stream(share=lambda added, x: x.norm() / added.norm()))
exercise.mistake("These are the lengths of what was added. Divide each by the length of the stream that the part has "
                 "read.", _stream(share=lambda added, x: added.norm()))


@exercise.mistake("You divide by the length of the stream *after* the addition. The part has read the stream before "
                  "it.")
def _measured_after(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        x = x + added
        shares.append((added.norm() / x.norm()).item())
    return x, shares


@exercise.mistake("You divide by the length of the stream at the very beginning. Each part reads the stream as it is "
                  "when its turn comes.")
def _against_the_start(x, parts):
    start, shares = x.norm(), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / start).item())
        x = x + added
    return x, shares


@exercise.mistake("All parts read the stream as it was at the beginning, and you divide by its length there. A later "
                  "part must see what the earlier parts have added.")
def _all_at_the_start(x, parts):
    stream, shares = x, []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        stream = stream + added
    return stream, shares


@exercise.mistake("x += added writes into the tensor that you were given. x = x + added makes a new one.")
def _in_place(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x += added
    return x, shares


@exercise.mistake("The shares are missing. Return two things: x, shares.")
def _only_the_stream(x, parts):
    return tf.trace_stream(x, parts)[0]


@exercise.mistake("The shares are still tensors. `.item()` turns a tensor into a float.")
def _tensors_as_shares(x, parts):
    x, shares = tf.trace_stream(x, parts)
    return x, [torch.tensor(share) for share in shares]
