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


def _one_length_for_the_whole_table(vectors, query):
    return vectors / np.linalg.norm(vectors) @ unit_vectors(query)


def _random_neighbours(rng):
    """A random question without cosines that are equal but for their last bit: their order would be luck."""
    while True:
        vectors, query = _drawn(rng, 5, 2), _drawn(rng, 2)
        cosines = sorted(unit_vectors(vectors) @ unit_vectors(query))
        if min(np.diff(cosines)) > 1e-6:
            return vectors, TIE_WORDS[:5], query, rng.randrange(1, 5), rng.sample(TIE_WORDS[:5], rng.randrange(3))


def _same_neighbours(expected, got):
    """What differs; where it is only the order of equally similar words, says so.

    A sort that isn't stable leaves them in an order that depends on the processor: no planted mistake can do the same.
    """
    found = difference(expected, got, Rules(close=True))
    pairs = isinstance(got, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in got)
    if found is None or not pairs or len(got) != len(expected):
        return found
    if difference([cosine for _, cosine in expected], [cosine for _, cosine in got], Rules(close=True)) is None:
        return ("The cosines are right, but equally similar words stand in another order: the first in the list comes "
                "first. np.argsort promises that only with kind=\"stable\".")
    return found


def _nearest_by_sorting(vectors, words, query, count, leave_out=()):
    scored = [(word, embeddings.cosine_similarity(vector, query)) for word, vector in zip(words, vectors)]
    kept = [pair for pair in scored if pair[0] not in leave_out]
    return sorted(kept, key=lambda pair: pair[1], reverse=True)[:count]


exercise = Exercise(
    reference=embeddings.nearest,
    cases=[
        case(FOOD, FOOD_WORDS, _array(3, 1), 3), case(FOOD, FOOD_WORDS, _array(3, 1), 1, ["plums"]),
        case(FOOD, FOOD_WORDS, _array(1, 9), 2), case(FOOD, FOOD_WORDS, _array(8, 0), 2, ["soup"]),
        case(TIES, TIE_WORDS, _array(5, 0), 7), case(TIES, TIE_WORDS, _array(5, 0), 2, ["hen", "goat"]),
        case(TIES, TIE_WORDS, _array(0, 1), 3, ["cat"]),
        case(FOOD, FOOD_WORDS, _array(-1, 0), 9),
    ],
    random_case=_random_neighbours,
    valid=lambda vectors, words, query, count, leave_out=(): (
        len(vectors) == len(words) == len(set(words)) and vectors.shape[1:] == query.shape
        and {*words, *leave_out} <= set(TIE_WORDS)),
    hints=(
        "unit_vectors(vectors) @ unit_vectors(query) gives all cosines at once. np.argsort sorts from small to large; "
        "what could you give it instead, to have the largest first?",
        "similarities = all cosines\nfor each place in np.argsort(-similarities, kind=\"stable\"):\n    if its word is "
        "not to be left out: add (word, cosine)\nreturn the first `count`",
    ),
    also_right=[_nearest_by_sorting],
    compare=_same_neighbours,
    equivalent_mutants={
        "'stable' → 'stablex' in: for place in np.argsort(-similarities, kind='stable'):":
            "NumPy reads only the first letter.",
    },
)

exercise.mistake("You return the *least* similar words: np.argsort puts the smallest first.",
                 _nearest_with(order=lambda s: np.argsort(s, kind="stable")))


@exercise.mistake("The most similar words are there, but the best comes last: np.argsort puts the smallest first. Give "
                  "it -similarities.")
def _the_last_ones(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, len(words), leave_out, order=lambda s: np.argsort(s, kind="stable"))[-count:]


exercise.mistake("You compare by dot product, so long vectors win. Bring both to length 1 first: unit_vectors(…).",
                 _nearest_with(similar=lambda v, q: v @ q))
exercise.mistake("The order is right, but these are no cosines: the query has a length too. unit_vectors(query).",
                 _nearest_with(similar=lambda v, q: unit_vectors(v) @ q))
exercise.mistake("Only the query has length 1. Long rows still win: unit_vectors(vectors).",
                 _nearest_with(similar=lambda v, q: v @ unit_vectors(q)))


@exercise.mistake("Two things: you compare by dot product, so long vectors win (unit_vectors brings all to length 1), "
                  "and the words in leave_out are in your result.")
def _dot_products_of_all(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count, similar=lambda v, q: v @ q)


exercise.mistake("A row of zeros has length 0, and 0 / 0 is nan, which np.argsort puts last. unit_vectors leaves such "
                 "a row as it is, and its cosine is 0.", _nearest_with(similar=_nan_for_a_row_of_zeros))
exercise.mistake("np.linalg.norm of a whole table is one number, and long rows still win. Each row has a length of its "
                 "own: unit_vectors(vectors).", _nearest_with(similar=_one_length_for_the_whole_table))


@exercise.mistake("These are distances between the tips. Cosines are asked for: the dot products of vectors at length "
                  "1, the largest first.")
def _nearest_by_distance(vectors, words, query, count, leave_out=()):
    far = np.linalg.norm(vectors - query, axis=1)
    return [(words[place], far[place]) for place in np.argsort(far, kind="stable") if words[place] not in leave_out
            ][:count]


@exercise.mistake("You return one word only: `return` stands inside the loop.")
def _returns_the_first_found(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, 1, leave_out)


@exercise.mistake("You take as many more as leave_out has words. But not all of those need be among the first, and "
                  "then too many remain. Leave out first, then cut.")
def _cut_with_room_for_those_left_out(vectors, words, query, count, leave_out=()):
    found = _nearest(vectors, words, query, count + len(leave_out))
    return [(word, cosine) for word, cosine in found if word not in leave_out]


@exercise.mistake("The words in leave_out are in your result.")
def _ignores_leave_out(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count)


exercise.mistake("You cut to `count` first and leave words out afterwards, so that too few remain. Leave out first.",
                 _nearest_with(cut_first=True))


@exercise.mistake("You always drop the best one, as if the query were one of the words. Only leave_out says what to "
                  "leave out.")
def _always_leaves_out_the_first(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count + 1, leave_out)[1:]


@exercise.mistake("You drop the best one, as if the query were one of the words. The words to leave out stand in "
                  "leave_out, and it may be empty.")
def _leaves_out_the_first_instead(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count + 1)[1:]


exercise.mistake("Of equally similar words the later one comes first in your result: turning the sorted list around "
                 "turns the ties around too. Sort -similarities.",
                 _nearest_with(order=lambda s: np.argsort(s, kind="stable")[::-1]))


@exercise.mistake("The cosines are missing: each entry is a pair, (word, cosine).")
def _words_alone(vectors, words, query, count, leave_out=()):
    return [word for word, _ in _nearest(vectors, words, query, count, leave_out)]


@exercise.mistake("You return the places of the words. The word at a place is words[place].")
def _places_for_words(vectors, words, query, count, leave_out=()):
    place = {word: number for number, word in enumerate(words)}
    return [(place[word], cosine) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


@exercise.mistake("Your cosines are rounded. The example in the docstring is, to be readable; return them as they are.")
def _rounded(vectors, words, query, count, leave_out=()):
    return [(word, round(cosine, 2)) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


@exercise.mistake("The words are right, but each has the cosine of another: you pair the sorted places with the "
                  "cosines as they stood before. The cosine at a place is similarities[place].")
def _scores_as_they_stood(vectors, words, query, count, leave_out=()):
    similarities = unit_vectors(vectors) @ unit_vectors(query)
    pairs = zip(np.argsort(-similarities, kind="stable"), similarities)
    return [(words[place], score) for place, score in pairs if words[place] not in leave_out][:count]


@exercise.mistake("`query` is not a word but a vector already: compare it with the rows as it is.")
def _query_as_a_word(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, vectors[words.index(query)], count, leave_out)


@exercise.mistake("Each pair is the other way round: (word, cosine).")
def _cosines_first(vectors, words, query, count, leave_out=()):
    return [(cosine, word) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


@exercise.mistake("The right words with their cosines, but as a dictionary. Return a list of pairs, (word, cosine).")
def _as_a_dictionary(vectors, words, query, count, leave_out=()):
    return dict(_nearest(vectors, words, query, count, leave_out))


@exercise.mistake("Sorting pairs (cosine, word) puts equally similar words in the order of the alphabet, backwards. Of "
                  "those, the first in the list comes first.")
def _ties_by_name(vectors, words, query, count, leave_out=()):
    scored = [(embeddings.cosine_similarity(vector, query), word) for word, vector in zip(words, vectors)]
    return [(word, cosine) for cosine, word in sorted(scored, reverse=True) if word not in leave_out][:count]


@exercise.mistake("You return all of them. Cut the list to the first `count`.")
def _all_of_them(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, len(words), leave_out)
