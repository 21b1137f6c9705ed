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
        "For each row: at which place is the highest weight, and is it one of that word's places?",
        "for each row and its places:\n    skip it if there are no places\n    note whether row.argmax() is one of "
        "them\n"
        "how many are / how many you noted",
    ),
    compare="close",
    tensor_numbers=False,
)

exercise.mistake("A word that comes from none counts in your share. Leave it out.", _share(counts=lambda places: True))
exercise.mistake("A word that comes from none counts as right in your share. Leave it out.",
                 _share(counts=lambda places: True, right=lambda place, places: not places or place in places))
exercise.mistake("You look at the first of a word's places alone. Any of them is right.",
                 _share(right=lambda place, places: place == places[0]))
exercise.mistake("You look at the last of a word's places alone. Any of them is right.",
                 _share(right=lambda place, places: place == places[-1]))
exercise.mistake("Only words that come from a single place count in your share. Others count, too.",
                 _share(counts=lambda places: len(places) == 1))
exercise.mistake("You ask where the model looks least.", _share(place=lambda row: int(row.argmin())))
exercise.mistake("Of equal weights you take the last. The first counts as the most.",
                 _share(place=lambda row: len(row) - 1 - int(row.flip(0).argmax())))
exercise.mistake("Where several weights are the highest, one of them being right is enough for you. The first counts "
                 "as "
                 "the most.", lambda weights, sources: _among_the_highest(weights, sources))
exercise.mistake("That is how many are right. Asked for is their share.",
                 _share(share=lambda found, sources: float(sum(found))))
exercise.mistake("That is a percentage. Asked for is a number from 0 to 1.",
                 _share(share=lambda found, sources: 100 * sum(found) / len(found)))
exercise.mistake("That is the share of words where the model looks elsewhere.",
                 _share(right=lambda place, places: place not in places))
exercise.mistake("That is the weight on a word's places, added up. Asked for is how often the highest weight is there.",
                 lambda weights, sources: float(np.mean([float(row[places].sum()) for row, places
                                                         in zip(weights, sources) if places])))
exercise.mistake("More than half of the weight is not needed. Right is who looks most at one of the places.",
                 lambda weights, sources: float(np.mean([any(row[place] > 0.5 for place in places) for row, places
                                                         in zip(weights, sources) if places])))
exercise.mistake("That says whether all are right. Asked for is the share.",
                 _share(share=lambda found, sources: float(all(found))))
exercise.mistake("That says whether any is right. Asked for is the share.",
                 _share(share=lambda found, sources: float(any(found))))
exercise.mistake("You count places from 1. They are counted from 0.", _share(place=lambda row: int(row.argmax()) + 1))
exercise.mistake("You compare with the target word's own place. The languages have different orders: ask sources.",
                 lambda weights, sources: float(np.mean([int(row.argmax()) == number for number, (row, places)
                                                         in enumerate(zip(weights, sources)) if places])))
exercise.mistake("You round. Asked for is the share as it is.",
                 _share(share=lambda found, sources: round(sum(found) / len(found), 1)))
exercise.mistake("You round the weights. A weight that is higher by a thousandth is higher.",
                 _share(place=lambda row: int(row.round(decimals=2).argmax())))
exercise.mistake("You look for the place in a text: 1 is found in [10]. Look for the number in the list.",
                 _share(right=lambda place, places: str(place) in str(places)))
exercise.mistake("A list of places is no place: ask whether the place is in it.",
                 _share(right=lambda place, places: place == places))
exercise.mistake("Your highest weight is found in the whole table. Each target word has a row of its own.",
                 lambda weights, sources: float(np.mean([int(weights.argmax()) % weights.shape[1] in places
                                                         for places in sources if places])))
exercise.mistake("argmax over the wrong dimension: rows are target words, and each looks along its row.",
                 lambda weights, sources: _down_the_columns(weights, sources), error="out of range|out of bounds")


def _among_the_highest(weights, sources):
    return float(np.mean([any(row[place] == row.max() for place in places)
                          for row, places in zip(weights, sources) if places]))


def _down_the_columns(weights, sources):
    best = weights.argmax(0).tolist()
    return float(np.mean([best[number] in places for number, places in enumerate(sources) if places]))
