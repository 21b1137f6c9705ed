"""``analogy``: the word nearest to a - b + c."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.embeddings import unit_vectors
from llm_edu.lessons.embeddings.exercises.common import _drawn

ROYAL = np.array([[5.0, 1], [1, 1], [1, 5], [4, 4.4], [-3, -1]])
ROYAL_WORDS = ["king", "man", "woman", "queen", "soup"]
CLOSE = np.array([[5.0, 1], [1, 1], [1, 3], [32, 25], [11, 7]])  # queen is nearer than soup by a few degrees
ROUND = np.array([[5.0, 1], [5, 0], [5, -1], [1, 1], [0, 1]])  # the three words are the three nearest
LONG = np.array([[1.0, 0, 2], [9, 0, 1], [0, 1, 2], [0, 30, 1], [1, 1, 3], [2, 2, -1], [6, 7, 8]])
LONG_WORDS = ["boy", "king", "man", "queen", "woman", "girl", "soup"]


def _analogy(vectors, words, a, b, c, *, prepare=unit_vectors, combine=lambda a, b, c: a - b + c, leave_out=(0, 1, 2)):
    """An analogy with one thing wrong."""
    first, second, third = (prepare(vectors[words.index(word)]) for word in (a, b, c))
    forbidden = [(a, b, c)[number] for number in leave_out]
    found = embeddings.nearest(vectors, words, combine(first, second, third), 1, forbidden)
    return found[0][0]


def _analogy_with(**changes):
    return lambda vectors, words, a, b, c: _analogy(vectors, words, a, b, c, **changes)


def _analogy_pair(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 1, leave_out=[a, b, c])[0]


def _random_analogy(rng):
    return (_drawn(rng, 7, 3), LONG_WORDS, *rng.sample(LONG_WORDS, 3))


exercise = Exercise(
    reference=embeddings.analogy,
    cases=[
        case(ROYAL, ROYAL_WORDS, "king", "man", "woman"), case(ROYAL, ROYAL_WORDS, "queen", "woman", "man"),
        case(ROYAL, ROYAL_WORDS, "woman", "soup", "man"), case(ROYAL, ROYAL_WORDS, "king", "queen", "woman"),
        case(LONG, LONG_WORDS, "king", "boy", "man"), case(LONG, LONG_WORDS, "queen", "man", "boy"),
        case(LONG, LONG_WORDS, "soup", "girl", "woman"), case(LONG, LONG_WORDS, "boy", "king", "queen"),
        case(LONG, LONG_WORDS, "woman", "queen", "girl"),
        case(ROYAL, ["king", "man", "woman", "KING", "soup"], "king", "man", "woman"),
        case(CLOSE, ROYAL_WORDS, "king", "man", "woman"), case(ROUND, ROYAL_WORDS, "king", "man", "woman"),
        case(ROYAL, ROYAL_WORDS, "man", "man", "king"), case(LONG, LONG_WORDS, "queen", "man", "man"),  # twice the same
        case(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0.3], [0, 0, 0]]), ROYAL_WORDS, "king", "man",
             "woman"),  # zeros are as far from everything as a right angle
    ],
    random_case=_random_analogy,
    valid=lambda vectors, words, a, b, c: (
        set(words) <= set(LONG_WORDS) and len(vectors) == len(words) == len(set(words))
        and len({a, b, c} & set(words)) == 3 < len(words)),
    texts=["words", "a", "b", "c"],
    hints=(
        "words.index(a) is the row number of a. Bring the three rows to length 1, and compute a - b + c. Then nearest "
        "does the rest: it can leave words out.",
        "units = unit_vectors of the three rows\ntarget = unit of a - unit of b + unit of c\nfound = nearest(vectors, "
        "words, target, 1, leave_out=the three words)\nreturn the word of the first pair",
    ),
    compare="close",
    names=["vectors", "words", "a", "b", "c"],
)

exercise.mistake("You allow the three words themselves as answers, and one of them nearly always wins. (The lesson "
                 "comes back to this.) Here, leave out all three.", _analogy_with(leave_out=()))
exercise.mistake("You leave out c only. The words a and b are not allowed as answers either.",
                 _analogy_with(leave_out=(2,)))


@exercise.mistake("You take the fourth nearest word, as if the three words always came first. Leave them out, and take "
                  "the first.")
def _fourth_of_all(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 4)[3][0]


@exercise.mistake("You compare by dot product, so long vectors win. Use nearest, which compares by cosine.")
def _by_dot_product(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    scores = vectors @ (units[words.index(a)] - units[words.index(b)] + units[words.index(c)])
    return max((word for word in words if word not in (a, b, c)), key=lambda word: scores[words.index(word)])


@exercise.mistake("a, b and c are words, and you cannot subtract words. Subtract their vectors: "
                  "vectors[words.index(a)].")
def _arithmetic_with_texts(vectors, words, a, b, c):
    return embeddings.nearest(vectors, words, a - b + c, 1, [a, b, c])[0][0]


exercise.mistake("You compute b − a + c. It is a − b + c: king − man + woman.",
                 _analogy_with(combine=lambda a, b, c: b - a + c))
exercise.mistake("You compute a + b − c. It is a − b + c.", _analogy_with(combine=lambda a, b, c: a + b - c))
exercise.mistake("You use the three vectors as they are, so the longest one decides. First bring each of them to "
                 "length 1.", _analogy_with(prepare=lambda vector: vector))


@exercise.mistake("a + b + c joins the three words into one string, and `in` then looks for any piece of it: *man* is "
                  "a piece of *woman*. Put the three words into a list.")
def _words_in_one_string(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 1, leave_out=a + b + c)[0][0]


exercise.mistake("You return the pair (word, cosine). Return only the word.", _analogy_pair)
