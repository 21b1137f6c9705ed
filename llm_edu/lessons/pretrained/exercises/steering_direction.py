"""``steering_direction``: from one kind of text to the other."""

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case


def _mean_of(streams, first=1):
    """The mean over texts of the mean over each text's tokens."""
    return torch.stack([stream[first:].mean(0) for stream in streams]).mean(0)


def _reference(towards, away):
    return _mean_of(towards) - _mean_of(away)


def _with(mean):
    """A steering_direction that takes another mean of a kind of text."""
    return lambda towards, away: mean(towards) - mean(away)


def _drawn(seed, *lengths, width=3):
    """Streams of texts of these lengths, with one digit behind the point."""
    generator = torch.Generator().manual_seed(seed)
    return [(torch.randn(length, width, generator=generator) * 20).round() / 10 for length in lengths]


def _texts(*texts):
    return [torch.tensor(text, dtype=torch.float32) for text in texts]


def _random_case(rng):
    width = rng.randrange(1, 5)
    return tuple(_drawn(rng.randrange(2**31), *(rng.randrange(2, 6) for _ in range(rng.randrange(1, 5))), width=width)
                 for _ in range(2))


def _a_vector(result, towards, away):
    return not isinstance(result, torch.Tensor) or result.shape == towards[0].shape[1:]


exercise = Exercise(
    reference=_reference,
    cases=lambda: [
        case(_texts([[0, 0], [4, 1]]), _texts([[0, 0], [1, 3]])),
        case(_texts([[9, 9], [4, 1]]), _texts([[-9, 7], [1, 3]])),
        case(_texts([[9, 9], [4, 1], [2, 5]]), _texts([[9, 9], [1, 3], [1, 1], [4, 5]])),
        case(_texts([[7], [1], [4]], [[7], [2]]), _texts([[7], [0]])),    # a long text and a short one
        case(_texts([[500, 0], [1, 0], [1, 0], [1, 0]], [[500, 0], [5, 0]]),
             _texts([[500, 0], [0, 2]], [[0, 0], [0, 4]])),
        case(_texts([[7], [1]], [[5], [1]], [[7], [4]]), _texts([[7], [0]])),    # two texts with the same mean
        case(_drawn(1, 3, 3), _drawn(2, 3, 3)), case(_drawn(3, 2, 5, 3), _drawn(4, 4)),
        case(_drawn(5, 6), _drawn(6, 2, 3, 4, 2)), case(_drawn(7, 4, 4, 4, 4, width=4), _drawn(8, 4, 4, 4, 4, width=4)),
        case(_drawn(9, 2, 9, width=1), _drawn(10, 3, 2, 2, width=1)),
        case([torch.full((3, 2), -0.5), torch.full((2, 2), 1e4)], [torch.full((4, 2), 1e4)]),
        case(_drawn(11, 5, 2, 3, width=6), _drawn(11, 5, 2, 3, width=6)),    # twice the same texts: a direction of 0
    ],
    random_case=_random_case,
    valid=lambda towards, away: len(towards) > 0 and len(away) > 0
    and min(map(len, [*towards, *away])) > 1 and len({stream.shape[1] for stream in [*towards, *away]}) == 1,
    hints=(
        "First make one vector for each text, then one for each kind. Which dimension of (time, width) disappears when "
        "you average over tokens?",
        "for each kind:\n    for each text: the mean over its tokens, all but the first    (width,)\n"
        "    the mean of these\nthe difference of the two",
    ),
    properties=[Property(_a_vector, "A direction has one number for each dimension of the stream: (width,).")],
    compare="close",
    fresh=True,
    any_dtype=True,
)

exercise.mistake("Your direction points the wrong way. The step from A to B is B − A: where it leads to comes first.",
                 lambda towards, away: _mean_of(away) - _mean_of(towards))
exercise.mistake("You have counted each text's first token, whose stream can be a hundred times as long as the "
                 "others. Leave it out.", _with(lambda streams: _mean_of(streams, first=0)))
exercise.mistake("You leave out two tokens of each text. Leave out only the first.",
                 _with(lambda streams: torch.stack(
                     [stream[2:].mean(0) if len(stream) > 2 else stream[1] for stream in streams]).mean(0)))
exercise.mistake("You have put all tokens of a kind into one mean, so a long text counts more than a short one. "
                 "Average each text first.",
                 _with(lambda streams: torch.cat([stream[1:] for stream in streams]).mean(0)))
exercise.mistake("You have left out the first token of the first text only. Leave it out of each text.",
                 _with(lambda streams: torch.cat(list(streams))[1:].mean(0)))
exercise.mistake("You have left out the *last* token of each text. Leave out the first.",
                 _with(lambda streams: torch.stack([stream[:-1].mean(0) for stream in streams]).mean(0)))
exercise.mistake("You take a single token of each text, its last. Average over all tokens but the first.",
                 _with(lambda streams: torch.stack([stream[-1] for stream in streams]).mean(0)))
exercise.mistake("You have used sums over tokens, so a long text counts more than a short one. Divide each sum by its "
                 "number of tokens.",
                 _with(lambda streams: torch.stack([stream[1:].sum(0) for stream in streams]).mean(0)))
exercise.mistake("You divide each text's sum by the number of all its tokens, including the one that you left out.",
                 _with(lambda streams: torch.stack([stream[1:].sum(0) / len(stream) for stream in streams]).mean(0)))
exercise.mistake("You add up the means of the texts, so the result grows with the number of texts. Take the mean over "
                 "texts, too.",
                 _with(lambda streams: torch.stack([stream[1:].mean(0) for stream in streams]).sum(0)))
exercise.mistake("That is a median. Take the mean: a median loses what only a few texts have strongly.",
                 _with(lambda streams: torch.stack(
                     [stream[1:].median(0).values for stream in streams]).median(0).values))
exercise.mistake("You have scaled the direction to length 1. Its length is part of the answer: with strength 1, it "
                 "should lead from one mean to the other.",
                 lambda towards, away: torch.nn.functional.normalize(_reference(towards, away), dim=0))
exercise.mistake("You have divided the direction by its length. Its length is part of the answer: it says how far "
                 "apart the two kinds are.",
                 lambda towards, away: _reference(towards, away) / _reference(towards, away).norm())
exercise.mistake("You have gone half of the way. Strength 1 should lead from one mean to the other.",
                 lambda towards, away: _reference(towards, away) / 2)
exercise.mistake("The texts have different lengths, so they do not fit into one tensor. Average each text over its "
                 "tokens first: these means do fit.",
                 _with(lambda streams: torch.stack(streams)[:, 1:].mean((0, 1))), error="stack expects each tensor")
exercise.mistake("You have padded the shorter texts with zeros, and these zeros count in your mean.",
                 _with(lambda streams: torch.nn.utils.rnn.pad_sequence(
                     [stream[1:] for stream in streams], batch_first=True).mean((0, 1))))
exercise.mistake("That is a single number for each text, or for all of them. Average over tokens only, dimension 0: "
                 "each dimension of the stream keeps its own mean.",
                 _with(lambda streams: torch.stack([stream[1:].mean() for stream in streams]).mean()))
exercise.mistake("You use only the first text of each kind. Use all of them.",
                 _with(lambda streams: _mean_of(streams[:1])))
exercise.mistake("You have added the two means. So what all texts have in common is in the sum twice; in a difference, "
                 "it cancels out.",
                 lambda towards, away: _mean_of(towards) + _mean_of(away))
exercise.mistake("You have averaged the two kinds together. Subtract one from the other.",
                 lambda towards, away: _mean_of([*towards, *away]))
exercise.mistake("The numbers are right, but in a list. Steering adds them to a tensor, so return a tensor.",
                 lambda towards, away: _reference(towards, away).tolist())


@exercise.mistake("You pair up the texts, and zip stops at the end of the shorter list. The two kinds may have "
                  "different numbers of texts.")
def _in_pairs(towards, away):
    return torch.stack([one[1:].mean(0) - other[1:].mean(0) for one, other in zip(towards, away)]).mean(0)


@exercise.mistake("You divide both kinds by the same number of texts. Each kind has its own number.")
def _by_one_count(towards, away):
    return (sum(stream[1:].mean(0) for stream in towards) - sum(stream[1:].mean(0) for stream in away)) / len(towards)


@exercise.mistake("You have set the first tokens to 0 in the streams that you were given. They belong to the caller, "
                  "and a 0 counts in a mean as well. Leave the tokens out.")
def _sets_to_zero(towards, away):
    for stream in [*towards, *away]:
        stream[0] = 0
    return _mean_of(towards, first=0) - _mean_of(away, first=0)
