"""``alignment_share``: how often a model looks where a word comes from."""

import numpy as np
import torch

from llm_edu.course.checks.exercise import Exercise, case


def _share(place=lambda row: int(row.argmax()), counts=lambda places: len(places) > 0,
           right=lambda place, places: place in places, share=lambda found, sources: sum(found) / len(found)):
    """An alignment_share with one thing wrong."""
    def alignment_share(weights, sources):
        return share([right(place(row), places) for row, places in zip(weights, sources) if counts(places)], sources)
    return alignment_share


def _weights(rows, sources):
    return case(torch.tensor(rows), sources)


def _random_weights(rng):
    target, source = rng.randrange(1, 6), rng.randrange(1, 5)
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    rows = (torch.rand(target, source, generator=generator) * rng.choice([3, 10])).round() / 10
    sources = [sorted(rng.sample(range(source), rng.choice([0, 1, 1, min(2, source)]))) for _ in range(target)]
    sources[rng.randrange(target)] = [rng.randrange(source)]
    return rows, sources


exercise = Exercise(
    reference=_share(),
    names=("weights", "sources"),
    cases=[
        _weights([[1.0]], [[0]]), _weights([[0.9, 0.1]], [[0]]), _weights([[0.9, 0.1]], [[1]]),
        _weights([[0.9, 0.1], [0.2, 0.8]], [[0], [1]]), _weights([[0.9, 0.1], [0.2, 0.8]], [[1], [0]]),
        _weights([[0.9, 0.1], [0.8, 0.2]], [[0], [1]]), _weights([[0.9, 0.1], [0.8, 0.2]], [[0], []]),
        _weights([[0.9, 0.1], [0.2, 0.8]], [[], [0]]), _weights([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [[], [1], []]),
        _weights([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [[0], [], [1]]), _weights([[0.2, 0.3, 0.5]], [[0, 2]]),
        _weights([[0.2, 0.3, 0.5]], [[2, 0]]), _weights([[0.5, 0.3, 0.2]], [[1, 2]]), _weights([[0.5, 0.5]], [[1]]),
        _weights([[0.5, 0.5]], [[0]]), _weights([[0.2, 0.4, 0.4]], [[2]]), _weights([[0.2, 0.4, 0.4]], [[1]]),
        _weights([[0.3, 0.3, 0.4], [0.1, 0.7, 0.2]], [[0, 1], [1]]),
        _weights([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]], [[2], [0]]),
        _weights([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]], [[2], [1], [], [2, 1]]),
        _weights([[0.1, 0.9], [0.9, 0.1], [0.1, 0.9]], [[1], [1], [1]]), _weights([[0.0, 1.0]], [[1]]),
        _weights([[0.2, 0.2, 0.2, 0.4], [0.4, 0.2, 0.2, 0.2]], [[0, 1, 2], [0]]),
        _weights([[0.1, 0.6, 0.3]] * 4, [[0], [1], [2], [0, 1, 2]]),
        _weights([[0.332, 0.334]], [[1]]), _weights([[0.1, 0.9] + [0.0] * 9], [[10]]),
    ],
    random_case=_random_weights,
    random_cases=40,
    valid=lambda weights, sources: weights.dim() == 2 and len(weights) == len(sources) and weights.numel() > 0
    and any(sources) and all(0 <= place < weights.shape[1] for places in sources for place in places),
    hints=(
        "For each row: at which position is the largest weight, and is it one of that word's positions?",
        "for each row and its positions:\n    skip it if there are no positions\n    note whether row.argmax() is one "
        "of them\nshare = how often it was / how many rows you noted",
    ),
    compare="close",
    tensor_numbers=False,
)

exercise.mistake("You count words that come from no source word. Leave them out.", _share(counts=lambda places: True))
exercise.mistake("You count words that come from no source word as right. Leave them out.",
                 _share(counts=lambda places: True, right=lambda place, places: not places or place in places))
exercise.mistake("You accept only the first of a word's positions. Any of them is right.",
                 _share(right=lambda place, places: place == places[0]))
exercise.mistake("You accept only the last of a word's positions. Any of them is right.",
                 _share(right=lambda place, places: place == places[-1]))
exercise.mistake("You count only words that come from a single position. The others count, too.",
                 _share(counts=lambda places: len(places) == 1))
exercise.mistake("You look for the smallest weight. Look for the largest.", _share(place=lambda row: int(row.argmin())))
exercise.mistake("If several weights are the largest, you take the last of them. Take the first.",
                 _share(place=lambda row: len(row) - 1 - int(row.flip(0).argmax())))
exercise.mistake("If several weights are the largest, you accept any of them. Take the first.",
                 lambda weights, sources: _among_the_highest(weights, sources))
exercise.mistake("That is the number of right words. Return their share.",
                 _share(share=lambda found, sources: float(sum(found))))
exercise.mistake("That is a percentage. Return a number from 0 to 1.",
                 _share(share=lambda found, sources: 100 * sum(found) / len(found)))
exercise.mistake("That is the share of words for which the model looks somewhere else.",
                 _share(right=lambda place, places: place not in places))
exercise.mistake("You add up the weights at a word's positions. Return how often the largest weight is at one of them.",
                 lambda weights, sources: float(np.mean([float(row[places].sum()) for row, places
                                                         in zip(weights, sources) if places])))
exercise.mistake("The weight need not be more than a half. A word is right if its largest weight is at one of its "
                 "positions.",
                 lambda weights, sources: float(np.mean([any(row[place] > 0.5 for place in places) for row, places
                                                         in zip(weights, sources) if places])))
exercise.mistake("That says whether all words are right. Return the share of them.",
                 _share(share=lambda found, sources: float(all(found))))
exercise.mistake("That says whether any word is right. Return the share of them.",
                 _share(share=lambda found, sources: float(any(found))))
exercise.mistake("You count positions from 1. They are counted from 0.",
                 _share(place=lambda row: int(row.argmax()) + 1))
exercise.mistake("You compare with the target word's own position. The two languages have different orders, so use "
                 "sources.",
                 lambda weights, sources: float(np.mean([int(row.argmax()) == number for number, (row, places)
                                                         in enumerate(zip(weights, sources)) if places])))
exercise.mistake("You round. Return the share as it is.",
                 _share(share=lambda found, sources: round(sum(found) / len(found), 1)))
exercise.mistake("You round the weights. Even a weight that is larger by only a thousandth is larger.",
                 _share(place=lambda row: int(row.round(decimals=2).argmax())))
exercise.mistake("You search for the position in a text, so 1 is found in [10]. Search for the number in the list.",
                 _share(right=lambda place, places: str(place) in str(places)))
exercise.mistake("You compare a position with a list of positions. Ask whether the list contains it.",
                 _share(right=lambda place, places: place == places))
exercise.mistake("You look for the largest weight of the whole matrix. Each target word has a row of its own.",
                 lambda weights, sources: float(np.mean([int(weights.argmax()) % weights.shape[1] in places
                                                         for places in sources if places])))
exercise.mistake("argmax runs over the wrong dimension. Each row is a target word, and it looks along its row.",
                 lambda weights, sources: _down_the_columns(weights, sources), error="out of range|out of bounds")


def _among_the_highest(weights, sources):
    return float(np.mean([any(row[place] == row.max() for place in places)
                          for row, places in zip(weights, sources) if places]))


def _down_the_columns(weights, sources):
    best = weights.argmax(0).tolist()
    return float(np.mean([best[number] in places for number, places in enumerate(sources) if places]))
