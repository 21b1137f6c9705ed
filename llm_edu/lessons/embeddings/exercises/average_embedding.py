"""``average_embedding``: a weighted mean of vectors."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.embeddings import WordVectors


class ReadOnlyVectors(WordVectors):
    """A table that cannot be changed: `vectors[word]` is a view of it, and must not become a running sum."""

    def __init__(self, words, vectors):
        super().__init__(words, np.array(vectors))
        self.vectors.setflags(write=False)

    def __deepcopy__(self, memo):    # NumPy's copies can be written to
        return self


PANTRY = ReadOnlyVectors(["cat", "soup"], [[1, 4], [3, 0]])
CAPITALS = ReadOnlyVectors(["Cat", "cat"], [[1, 4], [3, 0]])
ANIMALS = ReadOnlyVectors(["cat", "hen"], [[1, 0, 2], [0, 3, -1]])
ZEROS = ReadOnlyVectors(["cat", "hen"], [[0, 0], [3, 1]])
SOME_WORDS = ("cat", "hen", "soup", "the", "of")


def _average(words, vectors, weights, *, weight=None, divide=None, guarded=True):
    """A weighted average with one thing wrong."""
    known = [word for word in words if word in vectors]
    chosen = [(weight or (lambda word: weights.get(word, 1.0)))(word) for word in known]
    total = sum((w * vectors[word].astype(float) for w, word in zip(chosen, known)), np.zeros(vectors.width))
    divisor = (divide or (lambda words, known, chosen: sum(chosen)))(words, known, chosen)
    if divisor == 0 and guarded:
        return np.zeros(vectors.width)
    with np.errstate(invalid="ignore"):
        return total / divisor


def _average_with(**changes):
    return lambda words, vectors, weights: _average(words, vectors, weights, **changes)


def _no_division_by_zero(words, vectors, weights):
    found = _average(words, vectors, weights, guarded=False)
    if not np.isfinite(found).all():
        raise ZeroDivisionError
    return found


def _zeros_for_nothing(expected, got):
    """What differs. It has words of its own for the mean of an empty list."""
    if isinstance(got, float) and got != got:
        return "No word is left here, and the mean of an empty list is nan, “not a number”. In this case, return zeros."
    return difference(expected, got, Rules(close=True))


exercise = Exercise(
    reference=lambda words, vectors, weights: embeddings.average_embedding(words, vectors, weights),
    cases=[
        case([], PANTRY, {}), case(["the"], PANTRY, {}), case(["cat"], PANTRY, {}), case(["cat", "soup"], PANTRY, {}),
        case(["the", "cat", "soup"], PANTRY, {}), case(["cat", "soup"], PANTRY, {"soup": 3.0}),
        case(["cat", "cat", "soup"], PANTRY, {}), case(["cat"], PANTRY, {"cat": 0.5}),
        case(["cat"], PANTRY, {"cat": 0.0}), case(["the", "soup", "cat"], PANTRY, {"the": 5.0, "cat": 0.25}),
        case(["Cat", "CAT"], CAPITALS, {"cat": 2.0}), case(["the"], ANIMALS, {}), case(["cat", "hen"], ANIMALS, {}),
        case(["cat", "hen", "the", "hen"], ANIMALS, {"hen": 0.5, "the": 2.0}),
        case(["cat", "hen"], ZEROS, {}),    # zeros are a vector, too
    ],
    random_case=lambda rng: ([rng.choice(["cat", "hen", "the", "of"]) for _ in range(rng.randrange(6))], ANIMALS,
                             {word: rng.choice([0.0, 0.5, 2.0])
                              for word in rng.sample(["cat", "hen", "the"], rng.randrange(3))}),
    valid=lambda words, vectors, weights: {*words, *weights} <= set(SOME_WORDS),
    hints=(
        "Keep two running sums: one of the vectors, each times its weight, and one of the weights. Which do you divide "
        "by which?",
        "total = zeros (vectors.width numbers), weight_sum = 0.0\nfor each word that has a vector:\n    weight = "
        "weights.get(word, 1.0)\n    add weight * its vector to total, and weight to weight_sum\nif weight_sum is 0: "
        "return the zeros\nreturn total / weight_sum",
    ),
    compare=_zeros_for_nothing,
    properties=[Property(lambda result, words, vectors, weights: not np.shares_memory(result, vectors.vectors),
                         "You return a row of the table itself, not a copy. If you change the result later, you also "
                         "change the table. Return a new array.")],
)

exercise.mistake("You return the sum. The average is the sum divided by the sum of the weights.",
                 _average_with(divide=lambda words, known, chosen: 1.0 if known else 0.0))
exercise.mistake("You divide by the number of all words, even the unknown ones. Leave these out, and divide by the sum "
                 "of the weights.",
                 _average_with(divide=lambda words, known, chosen: len(words)))
exercise.mistake("You divide by the number of known words. With weights, divide by the sum of the weights.",
                 _average_with(divide=lambda words, known, chosen: len(known)))


@exercise.mistake("Your average gives every word the same weight. weights.get(word, 1.0) says how much it counts.")
def _unweighted(words, vectors, weights):
    return _average(words, vectors, {})


@exercise.mistake("Not every word is in `weights`. For such a word, weights[word] stops with a KeyError, and "
                  "weights.get(word, 1.0) gives 1.0.")
def _weight_for_every_word(words, vectors, weights):
    return _average(words, vectors, weights, weight=lambda word: weights[word])


exercise.mistake("If no word is left, or all weights are 0, you divide 0 by 0. Check the sum of the weights before you "
                 "divide, and return zeros if it is 0.", _no_division_by_zero)


@exercise.mistake("Right, but all the known words may have the weight 0. Then the sum of the weights is 0, and 0 / 0 "
                  "is nan. Check the *sum*.")
def _guards_the_empty_list_only(words, vectors, weights):
    if not any(word in vectors for word in words):
        return np.zeros(vectors.width)
    return _average(words, vectors, weights, guarded=False)


@exercise.mistake("A word with the weight 0 counts once in your average, because `0 or 1.0` is 1.0. weights.get(word, "
                  "1.0) gives 1.0 only to words that have no weight.")
def _zero_is_false(words, vectors, weights):
    return _average(words, vectors, weights, weight=lambda word: weights.get(word) or 1.0)


@exercise.mistake("Leave out the words that have no vector. Check `word in vectors` before you look up a word.")
def _every_word_known(words, vectors, weights):
    chosen = [weights.get(word, 1.0) for word in words]
    total = sum((weight * vectors[word] for weight, word in zip(chosen, words)), np.zeros(vectors.width))
    return total / sum(chosen) if sum(chosen) else np.zeros(vectors.width)


@exercise.mistake("You change the table itself. `total = vectors[word]` makes no copy, so `total *= …` and `total += "
                  "…` change the word's own row (here it is locked). Begin with zeros, or write total = total + …")
def _in_the_table(words, vectors, weights):
    total, weight_sum = None, 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word, 1.0)
            weight_sum += weight
            if total is None:
                total = vectors[word]
                total *= weight
            else:
                total += weight * vectors[word]
    return np.zeros(vectors.width) if weight_sum == 0 else total / weight_sum
