"""``nearest``: the words most similar to a vector."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.embeddings import unit_vectors
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn

FOOD = np.array([[4.0, 0], [3, 1], [3, 6]])
FOOD_WORDS = ["soup", "plums", "hen"]
TIES = np.array([[1.0, 0], [0, 2], [3, 0], [0, 0], [-1, 0], [2, 0], [1, 1]])
NEARLY = np.array([[1.0, 2e-4], [1, 2e-2], [1, 1e-4]])  # cosines that differ in the ninth place, or in the fourth
NOT_COSINES = "The order is right, but these are not cosines: all are off by the same factor. Is it the query's length?"
TIE_WORDS = "hen cat goat dog duck pony fox".split()  # not in the order of the alphabet


def _nearest(vectors, words, query, count, leave_out=(), *, similar=None, order=None, cut_first=False, make=None):
    """The nearest words, with one thing wrong."""
    similarities = (similar or (lambda v, q: unit_vectors(v) @ unit_vectors(q)))(vectors, query)
    places = (order or (lambda s: np.argsort(-s, kind="stable")))(similarities)
    places = places[:count] if cut_first else places
    kept = [place for place in places if words[place] not in leave_out]
    return [(make or (lambda place, s: (words[place], float(s[place]))))(place, similarities) for place in kept][:count]


def _nearest_with(**changes):
    return lambda vectors, words, query, count, leave_out=(): _nearest(
        vectors, words, query, count, leave_out, **changes)


def _nan_for_a_row_of_zeros(vectors, query):
    with np.errstate(all="ignore"):
        return vectors @ query / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(query))


def _random_neighbours(rng):
    """A random question in which no two cosines are equal except for their last bit: their order would be luck."""
    while True:
        vectors, query = _drawn(rng, 5, 2), _drawn(rng, 2)
        cosines = sorted(unit_vectors(vectors) @ unit_vectors(query))
        if min(np.diff(cosines)) > 1e-6:
            return vectors, TIE_WORDS[:5], query, rng.randrange(1, 5), rng.sample(TIE_WORDS[:5], rng.randrange(3))


def _number(cosine):
    """A tensor or array of a single number as that number, which prints and sorts just as well."""
    return cosine.item() if getattr(cosine, "ndim", None) == 0 else cosine


def _same_neighbours(expected, got):
    """What differs. It has words of its own for a wrong order of equally similar words.

    A sort that is not stable leaves them in an order that depends on the processor, so no planted mistake can do the
    same.
    """
    pairs = isinstance(got, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in got)
    got = [(word, _number(cosine)) for word, cosine in got] if pairs else got
    found = difference(expected, got, Rules(close=True))
    if found is None or not pairs or len(got) != len(expected):
        return found
    if [word for word, _ in got] == [word for word, _ in expected]:
        ratios = [mine / right for (_, mine), (_, right) in zip(got, expected) if right]
        if ratios and ratios[0] > 0 and difference([ratios[0]] * len(ratios), ratios, Rules(close=True)) is None:
            return NOT_COSINES
    known = dict(expected)
    for (word, _), (other, cosine) in zip(got, expected):
        if 1e-12 < (gap := cosine - known.get(word, -9)) and gap < 1e-3:
            return (f"{word} with {known[word]:.10f} comes where {other} with {cosine:.10f} should come. Sort by the "
                    "cosines as they are, not rounded.")
        if word != other:
            break
    if difference([cosine for _, cosine in expected], [cosine for _, cosine in got], Rules(close=True)) is None:
        return ("The cosines are right, but equally similar words must stay in the order of the list. np.argsort "
                "promises that only with kind=\"stable\".")
    return found


exercise = Exercise(
    reference=lambda vectors, words, query, count, leave_out=(): embeddings.nearest(
        vectors, words, query, count, leave_out),
    cases=[
        case(FOOD, FOOD_WORDS, _array(3, 1), 3), case(FOOD, FOOD_WORDS, _array(3, 1), 1, ["plums"]),
        case(FOOD, FOOD_WORDS, _array(1, 9), 2), case(FOOD, FOOD_WORDS, _array(8, 0), 2, ["soup"]),
        case(TIES, TIE_WORDS, _array(5, 0), 7), case(TIES, TIE_WORDS, _array(5, 0), 2, ["hen", "goat"]),
        case(TIES, TIE_WORDS, _array(0, 1), 3, ["cat"]),
        case(FOOD, FOOD_WORDS, _array(-1, 0), 9),
        case(FOOD, FOOD_WORDS, _array(3, 1), 3, ["plums"]),  # fewer are left
        case(NEARLY, FOOD_WORDS, _array(1, 0), 3), case(FOOD, FOOD_WORDS, _array(0, 0), 2, ["soup"]),
        case(FOOD, ["Soup", "soup", "SOUP"], _array(3, 1), 2, ["soup"]),
        case(FOOD.astype(int), ["ice", "rice", "10"], np.array([3, 1]), 2, ("rice", "tea")),
    ],
    random_case=_random_neighbours,
    valid=lambda vectors, words, query, count, leave_out=(): (
        len(vectors) == len(words) == len(set(words)) and vectors.shape[1:] == query.shape
        and {*words, *leave_out} <= set(TIE_WORDS)),
    texts=["words", "leave_out"],
    keywords=("leave_out",),
    hints=(
        "unit_vectors(vectors) @ unit_vectors(query) gives all cosines at once. np.argsort sorts from small to large. "
        "What do you give it, so that the largest comes first?",
        "similarities = all cosines\nfor each row in np.argsort(-similarities, kind=\"stable\"):\n    if the word of "
        "this row is not in leave_out: add (word, cosine)\nreturn the first `count` pairs",
    ),
    compare=_same_neighbours,
)

exercise.mistake("You return the *least* similar words: np.argsort puts the smallest first.",
                 _nearest_with(order=lambda s: np.argsort(s, kind="stable")))
exercise.mistake("You compare by dot product, so long vectors win. Bring both to length 1 first: unit_vectors(…).",
                 _nearest_with(similar=lambda v, q: v @ q))
exercise.mistake(NOT_COSINES, _nearest_with(similar=lambda v, q: unit_vectors(v) @ q))
exercise.mistake("A row of zeros has length 0, and 0 / 0 is nan, which np.argsort puts last. unit_vectors leaves such "
                 "a row as it is, so that its cosine is 0.", _nearest_with(similar=_nan_for_a_row_of_zeros))


@exercise.mistake("These are distances between the tips of the arrows. Return cosines, the largest first: dot products "
                  "of vectors at length 1.")
def _nearest_by_distance(vectors, words, query, count, leave_out=()):
    far = np.linalg.norm(vectors - query, axis=1)
    return [(words[place], far[place]) for place in np.argsort(far, kind="stable") if words[place] not in leave_out
            ][:count]


@exercise.mistake("The words in leave_out are in your result.")
def _ignores_leave_out(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count)


exercise.mistake("You cut the list to `count` before you leave words out, so too few remain. Leave words out first.",
                 _nearest_with(cut_first=True))


@exercise.mistake("You always drop the best word, as if the query were one of the words. Leave out only the words in "
                  "leave_out.")
def _always_leaves_out_the_first(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count + 1, leave_out)[1:]


exercise.mistake("If two words are equally similar, your result has the later one first: when you reverse the sorted "
                 "list, you reverse the ties, too. Sort -similarities instead.",
                 _nearest_with(order=lambda s: np.argsort(s, kind="stable")[::-1]))


@exercise.mistake("If you sort pairs (cosine, word), equally similar words come in reverse alphabetical order. They "
                  "must stay in the order of the list.")
def _ties_by_name(vectors, words, query, count, leave_out=()):
    scored = [(embeddings.cosine_similarity(vector, query), word) for word, vector in zip(words, vectors)]
    return [(word, cosine) for cosine, word in sorted(scored, reverse=True) if word not in leave_out][:count]
