"""``who_may_look``: the masks of encoder, decoder and both together."""

import math

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.transformer import functions as tf


def _mask(kinds=None, source_sees=lambda positions, source: (positions < source)[None, :],
          not_later=lambda p: p[None, :] <= p[:, None], last=lambda mask: mask):
    """A who_may_look with one thing wrong."""
    kinds = kinds or {}

    def look(kind, source, target):
        positions = torch.arange(source + target)
        kind = kinds.get(kind, kind)
        if kind == "encoder":
            return last(torch.ones(source + target, source + target, dtype=torch.bool))
        if kind == "decoder":
            return last(not_later(positions))
        return last(not_later(positions) | source_sees(positions, source))

    return look


KINDS = ("encoder", "decoder", "encoder-decoder")

exercise = Exercise(
    reference=tf.who_may_look,
    cases=[*(case(kind, 2, 1) for kind in KINDS), *(case(kind, 2, 3) for kind in KINDS),
           *(case(kind, 3, 2) for kind in KINDS), case("encoder-decoder", 0, 2), case("encoder-decoder", 2, 0),
           case("decoder", 0, 3), case("encoder", 1, 0)],
    random_case=lambda rng: (rng.choice(KINDS), rng.randrange(5), rng.randrange(1, 5)),
    hints=(
        "A row is a token that looks, and a column is a token that is looked at. For the last kind, a token may be "
        "looked at if it is not later, *or* if it belongs to the source.",
        "positions = arange(source + target)\nencoder: all True\nnot_later = column ≤ row (positions[None, :] and "
        "positions[:, None])\ndecoder: not_later\nencoder-decoder: not_later | column < source",
    ),
)

exercise.mistake("Rows and columns are swapped. Row i says where token i may look, and it may look at what is not "
                 "later than itself.", _mask(not_later=lambda p: p[None, :] >= p[:, None]))
exercise.mistake("A token must be able to see itself: use ≤, not <. Otherwise the first token has nothing to look at.",
                 _mask(not_later=lambda p: p[None, :] < p[:, None]))
exercise.mistake("True and False are swapped. True means *may look*.", _mask(last=lambda mask: ~mask))


@exercise.mistake("This mask can be added to the scores. Here, return a mask of True and False.")
def _minus_infinity(kind, source, target):
    return torch.zeros(source + target, source + target).masked_fill(~tf.who_may_look(kind, source, target), -math.inf)


exercise.mistake("Your mask has ones and zeros instead of True and False. It should be of dtype bool.",
                 _mask(last=lambda mask: mask.int()))
exercise.mistake("Encoder and decoder are swapped. The encoder reads a text that is all there; the decoder writes one.",
                 _mask(kinds={"encoder": "decoder", "decoder": "encoder"}))


@exercise.mistake("In the encoder–decoder, the source is a text that is given, so its tokens may look at each other in "
                  "both directions.")
def _source_cannot_look_ahead(kind, source, target):
    return tf.who_may_look("decoder" if kind == "encoder-decoder" else kind, source, target)


@exercise.mistake("Your target never looks at the source. This look, called cross-attention, is the only way to see "
                  "what should be translated.")
def _blind_targets(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[source:, :source] = False
    return mask


@exercise.mistake("Your source looks at the target, which has not been written yet.")
def _source_sees_targets(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[:source] = True
    return mask


@exercise.mistake("Your target looks at its own later tokens, so the answer leaks into the input.")
def _targets_see_ahead(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[source:] = True
    return mask
