"""The exercises of lesson 02: comparing, counting, learning, averaging and placing vectors."""

import math

import numpy as np

from llm_edu import embeddings
from llm_edu.course.comparing import Rules, difference
from llm_edu.course.exercise import Exercise, Mistake, Question, Quiz, QuizItem, case
from llm_edu.embeddings import WordVectors, sigmoid, unit_vectors

LESSON = "02_embeddings"


def _array(*numbers):
    return np.array(numbers, dtype=float)


def _drawn(rng, *shape):
    """Numbers with one decimal place, as a learner would like to read them."""
    return np.random.default_rng(rng.randrange(2**31)).normal(size=shape).round(1)


# --- cosine_similarity


def _length(vector):
    return np.sqrt(vector @ vector)


def _guarded(formula):
    """A wrong formula that at least returns 0.0 for a vector of zeros."""
    return lambda a, b: formula(a, b) if a.any() and b.any() else 0.0


def _asks_the_array(a, b):
    if a == 0 or b == 0:
        return 0.0
    return _cosine(a, b)


def _with_and_without_zeros(formula, message):
    """Two mistakes: the wrong formula, and the same where vectors of zeros were not thought of either."""
    more = " (And vectors of zeros will need a return 0.0 of their own.)"
    return [Mistake(_guarded(formula), message), Mistake(formula, message + more)]


def _cosine(a, b):
    return a @ b / (_length(a) * _length(b))


def _first_two_numbers(a, b):
    lengths = math.hypot(a[0], a[1]) * math.hypot(b[0], b[1])
    return (a[0] * b[0] + a[1] * b[1]) / lengths if lengths else 0.0


def _cosine_by_loops(a, b):
    dot = length_a = length_b = 0.0
    for x, y in zip(a, b):
        dot += x * y
        length_a += x**2
        length_b += y**2
    return dot / math.sqrt(length_a * length_b) if length_a * length_b else 0.0


def _cosine_by_norms(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return 0.0 if lengths == 0 else np.sum(a * b) / lengths


cosine_similarity = Exercise(
    "cosine_similarity",
    lesson=LESSON,
    reference=embeddings.cosine_similarity,
    cases=[
        case(_array(3, 4), _array(4, 3)), case(_array(1, 0), _array(0, 1)), case(_array(3, 1), _array(3, 6)),
        case(_array(2, 1), _array(-4, -2)), case(_array(0, 0), _array(1, 2)), case(_array(1, 2), _array(0, 0)),
        case(_array(0, 0), _array(0, 0)), case(_array(1, 2, 2), _array(4, 0, 3)), case(_array(3, -1), _array(1, 2)),
        case(_array(3, 0), _array(5, 0)), case(_array(1, -1), _array(2, 0)),
    ],
    random_case=lambda rng: tuple(_drawn(rng, 2, rng.randrange(2, 5))),
    valid=lambda a, b: a.shape == b.shape and len(a) > 1,
    hints=(
        "Three dot products are all you need: a @ b, and for the lengths a @ a and b @ b.",
        "length of a = root of a @ a, the same for b\nif one of them is 0: return 0.0\n"
        "return a @ b / (length of a * length of b)",
    ),
    mistakes=[
        Mistake(_cosine, "Right, but a vector of zeros has length 0, and 0 / 0 is nan, “not a number”. Return 0.0 "
                "there."),
        Mistake(lambda a, b: _cosine(a, b) if a.any() else 0.0, "Right, but only if the *first* vector is not all "
                "zeros. When the second is, you still divide by 0, and get nan. Return 0.0 there."),
        Mistake(lambda a, b: _cosine(a, b) if a.any() or b.any() else 0.0, "Right, but only if one vector has a "
                "length. `and` asks for two vectors of zeros, and one is enough to make 0 / 0, which is nan."),
        Mistake(lambda a, b: round(embeddings.cosine_similarity(a, b), 2), "Your result is rounded. Return the number "
                "as it is; whoever prints it may round."),
        Mistake(_first_two_numbers, "You take the first two numbers only. A vector may have three, or 576: `a @ b` "
                "goes through all of them."),
        Mistake(lambda a, b: _cosine(a, b) if a.all() and b.all() else 0.0, "You return 0.0 as soon as *one* number of "
                "a vector is 0, and (1, 0) has a length. Only a vector of zeros and nothing else has none."),
        Mistake(_asks_the_array, "`a == 0` compares each number with 0, so that the answer is not one yes or no, and "
                "`if` cannot use it. Ask whether the *length* is 0."),
        Mistake(lambda a, b: _cosine(a, b) if a.sum() and b.sum() else 0.0, "You take the sum of the numbers for the "
                "length, and the sum of (1, −1) is 0 too. Ask whether the *length* is 0."),
        *_with_and_without_zeros(lambda a, b: a * b / (_length(a) * _length(b)), "a * b multiplies number by number "
                                 "and stops there, so that you return as many numbers as went in. a @ b also adds "
                                 "them up."),
        Mistake(lambda a, b: a @ b, "That is the dot product. It grows with the lengths; divide by both."),
        *_with_and_without_zeros(lambda a, b: a @ b / _length(a) * _length(b), "You divide by the first length and "
                                 "then *multiply* by the second: x / y * z is (x / y) * z. Put the two lengths in "
                                 "brackets."),
        *_with_and_without_zeros(lambda a, b: a @ b / _length(a), "You divide by the length of the first vector only. "
                                 "Doubling the second would still double the result."),
        *_with_and_without_zeros(lambda a, b: a @ b / _length(b), "You divide by the length of the second vector "
                                 "only."),
        *_with_and_without_zeros(lambda a, b: a @ b / ((a @ a) * (b @ b)), "You divide by the *squared* lengths: a @ a "
                                 "is x² + y², the length is the root of it."),
        *_with_and_without_zeros(lambda a, b: a @ b / (_length(a) + _length(b)), "You add the two lengths. Divide by "
                                 "both, that is, by their product."),
        Mistake(lambda a, b: a @ b / (len(a) * len(b)), "len(a) is how many numbers the vector has. Its length as an "
                "arrow is the root of a @ a."),
        Mistake(_guarded(lambda a, b: a @ b / (a.sum() * b.sum()) if a.sum() and b.sum() else 0.0),
                "You divide by the sums of the numbers. A length is the root of the sum of their squares "
                "(Pythagoras)."),
        *_with_and_without_zeros(lambda a, b: abs(_cosine(a, b)), "Your result is never negative. Vectors that point "
                                 "in opposite directions have the cosine −1."),
        Mistake(_guarded(lambda a, b: 1 - _cosine(a, b)), "That is a distance, 1 − cosine: 0 for the same direction. "
                "The cosine itself is asked for."),
        Mistake(_guarded(lambda a, b: math.acos(max(-1, min(1, _cosine(a, b))))), "That is the angle. Its cosine is "
                "what the dot product and the lengths give directly."),
    ],
    also_right=[_cosine_by_loops, _cosine_by_norms],
    compare="close",
)


# --- skip_gram_pairs


def _pairs(words, window, start=lambda position, window: max(0, position - window), keep=lambda other, position: True,
           one_more=1, make=lambda word, other: (word, other)):
    """The pairs, with one thing wrong."""
    found = []
    for position, word in enumerate(words):
        for other in range(start(position, window), min(len(words) - 1, position + window) + one_more):
            if keep(other, position):
                found.append(make(word, words[other]))
    return found


def _not_itself(other, position):
    return other != position


def _with_itself(words, window):
    return _pairs(words, window)


def _right_only(words, window):
    return _pairs(words, window, start=lambda position, window: position, keep=_not_itself)


def _wraps_around(words, window):
    return _pairs(words, window, start=lambda position, window: position - window, keep=_not_itself) if len(
        words) > window else embeddings.skip_gram_pairs(words, window)


def _wraps_around_and_runs_out(words, window):
    return _pairs(words, window, start=lambda position, window: position - window, keep=_not_itself)


def _wraps_around_and_passes_on(words, window):
    return [(word, words[other]) for position, word in enumerate(words)
            for other in range(position - window, position + window + 1)
            if other != position and -len(words) <= other < len(words)]


def _never_the_first_word(words, window):
    return _pairs(words, window, keep=lambda other, position: other > 0 and other != position)


def _forward_pairs(words, window):
    return list(zip(words, words[1:]))


def _stops_early(words, window):
    return [(word, words[other]) for position, word in enumerate(words)
            for other in range(max(0, position - window), min(len(words), position + window)) if other != position]


def _not_the_same_word(words, window):
    return [pair for pair in embeddings.skip_gram_pairs(words, window) if pair[0] != pair[1]]


def _turned(words, window):
    return _pairs(words, window, keep=_not_itself, make=lambda word, other: (other, word))


def _only_so_far(words, window):
    return _pairs(words, window, keep=lambda other, position: abs(other - position) == window)


def _each_once(words, window):
    return list(dict.fromkeys(embeddings.skip_gram_pairs(words, window)))


def _from_below_zero(words, window):
    return [(words[position], words[other]) for position in range(len(words))
            for other in range(position - window, position + window + 1) if other != position]


def _returns_after_one_word(words, window):
    for position, word in enumerate(words):
        return [(word, words[other]) for other in range(min(len(words), window + 1)) if other != position]


def _returns_after_one_pair(words, window):
    for pair in embeddings.skip_gram_pairs(words, window):
        return [pair]
    return [] if words else None


def _only_whole_windows(words, window):
    return [(words[position], words[other]) for position in range(window, len(words) - window)
            for other in range(position - window, position + window + 1) if other != position]


def _first_place_of_each_word(words, window):
    return [(word, words[other]) for word in words for here in [words.index(word)]
            for other in range(max(0, here - window), min(len(words), here + window + 1)) if other != here]


def _as_lists(words, window):
    return [list(pair) for pair in embeddings.skip_gram_pairs(words, window)]


def _one_step_only(words, window):
    return embeddings.skip_gram_pairs(words, 1)


def _left_and_right_by_turns(words, window):
    return [(word, words[other]) for position, word in enumerate(words) for step in range(1, window + 1)
            for other in (position - step, position + step) if 0 <= other < len(words)]


def _right_before_left(words, window):
    return [(word, words[other]) for position, word in enumerate(words) for side in (1, -1)
            for step in range(1, window + 1) for other in [position + side * step] if 0 <= other < len(words)]


def _near_before_far(words, window):
    pairs = []
    for position in range(len(words)):
        for step in range(1, window + 1):
            if position + step < len(words):
                pairs += [(words[position], words[position + step]), (words[position + step], words[position])]
    return pairs


def _slices_below_zero(words, window):
    return [(word, other) for position, word in enumerate(words)
            for other in words[position - window:position] + words[position + 1:position + 1 + window]]


def _by_slices(words, window):
    pairs = []
    for position in range(len(words)):
        left, right = words[max(0, position - window):position], words[position + 1:position + 1 + window]
        pairs += [(words[position], other) for other in [*left, *right]]
    return pairs


def _by_distance(words, window):
    return [(word, other) for here, word in enumerate(words) for there, other in enumerate(words)
            if 0 < abs(here - there) <= window]


skip_gram_pairs = Exercise(
    "skip_gram_pairs",
    lesson=LESSON,
    reference=embeddings.skip_gram_pairs,
    cases=[
        case([], 1), case(["a"], 2), case(["a", "b"], 1), case(["a", "b", "c"], 1), case(["a", "b", "c"], 2),
        case(["a", "b", "c", "d", "e"], 2), case(["a", "b"], 5), case(["a", "a"], 1), case(["a", "b", "a", "b"], 1),
        case(["a", "b", "c", "d", "e", "f"], 3),
    ],
    random_case=lambda rng: ([rng.choice("abcde") for _ in range(rng.randrange(8))], rng.randrange(1, 4)),
    valid=lambda words, window: all(words),
    hints=(
        "Two loops: over the positions, and for each over the positions of its neighbours. Where do those begin and "
        "end, "
        "near the ends of the list?",
        "for position in range(len(words)):\n    first = position - window, but not below 0\n    last = position + "
        "window, but not beyond the last position\n    for other in range(first, last + 1):\n        unless it is the "
        "position itself: add (words[position], words[other])",
    ),
    mistakes=[
        Mistake(_with_itself, "Each word is its own neighbour in your list. Leave out the position itself."),
        Mistake(_right_only, "Only the neighbours to the right are there. Look as far to the left as well."),
        Mistake(_wraps_around, "The first words get neighbours from the end of the text: in Python, words[-1] is the "
                "*last* word. Begin at 0 where position - window is negative."),
        Mistake(_wraps_around_and_runs_out, "You ask for words before the first one. In Python words[-1] is the *last* "
                "word, and further down, where there is none, comes an IndexError. Begin at 0 where position - window "
                "is negative."),
        Mistake(_wraps_around_and_passes_on, "The first words get neighbours from the end of the text. Waiting for an "
                "IndexError does not help there: words[-1] is no error, it is the *last* word."),
        Mistake(_never_the_first_word, "The first word is nobody's neighbour in your list. Its position is 0, and 0 is "
                "a position like any other: >= 0, not > 0."),
        Mistake(_forward_pairs, "You take each word with the next one, and that is all. Each word has neighbours to "
                "the left, too, and up to `window` steps away."),
        Mistake(_stops_early, "The farthest neighbour to the right is missing: range(a, b) ends before b."),
        Mistake(_not_the_same_word, "You leave out pairs of equal words. In “very very good” the first *very* does "
                "have "
                "the second as a neighbour: compare positions, not words."),
        Mistake(_turned, "Your pairs stand the other way round: the word first, then its neighbour."),
        Mistake(_only_so_far, "You take only the neighbours that are exactly `window` steps away. The nearer ones "
                "count "
                "too."),
        Mistake(_each_once, "Pairs that occur twice are in your list once. They will be counted, so keep them all."),
        Mistake(_left_and_right_by_turns, "These are the right pairs in another order: for each word you go outwards, "
                "left and right by turns. Go through its neighbours from left to right."),
        Mistake(_right_before_left, "These are the right pairs in another order: you begin to the right of each word. "
                "Go through its neighbours from left to right, beginning with the farthest to the left."),
        Mistake(_near_before_far, "These are the right pairs in another order. Go from word to word, and give each "
                "all of "
                "its neighbours from left to right before you go on."),
        Mistake(_slices_below_zero, "The first words lose their neighbours to the left: a slice such as words[-1:1] "
                "begins "
                "at the *end* of the list and is empty. Begin at max(0, …)."),
        Mistake(_from_below_zero, "Near the end of the text you ask for a word beyond it: the last neighbour is at "
                "len(words) - 1 at most. Mind the beginning, too: words[-1] is no error in Python, it is the *last* "
                "word."),
        Mistake(_returns_after_one_word, "You return after the first word (and of no words, nothing): `return` stands "
                "inside the loop. Move it to the left, below the loop."),
        Mistake(_returns_after_one_pair, "You return after the first pair: `return` stands inside the loops. Move it "
                "to the left, below them."),
        Mistake(_only_whole_windows, "Words near the ends are left out, because their window is not whole. They have "
                "fewer neighbours, and those count."),
        Mistake(_first_place_of_each_word, "words.index(word) is the *first* place where the word stands, so that a "
                "word which occurs again gets the neighbours of the first one. Loop over positions."),
        Mistake(_as_lists, "The right pairs, but as lists. Round brackets make a pair: (word, neighbour)."),
        Mistake(_one_step_only, "You take the direct neighbours only. `window` says how many steps away still "
                "count."),
    ],
    also_right=[_by_slices, _by_distance],
    equivalent_mutants={
        "max(0, position - window) → max(position - window, 0) in: first = max(0, position - window)":
            "the greater of two numbers is the same in either order.",
        "min(len(words) - 1, position + window) → min(position + window, len(words) - 1) in: "
        "last = min(len(words) - 1, position + window)":
            "the smaller of two numbers is the same in either order.",
    },
)


# --- nearest

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


def _ignores_leave_out(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count)


def _dot_products_of_all(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count, similar=lambda v, q: v @ q)


def _words_alone(vectors, words, query, count, leave_out=()):
    return [word for word, _ in _nearest(vectors, words, query, count, leave_out)]


def _always_leaves_out_the_first(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count + 1, leave_out)[1:]


def _leaves_out_the_first_instead(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, count + 1)[1:]


def _places_for_words(vectors, words, query, count, leave_out=()):
    place = {word: number for number, word in enumerate(words)}
    return [(place[word], cosine) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


def _all_of_them(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, len(words), leave_out)


def _the_last_ones(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, len(words), leave_out, order=lambda s: np.argsort(s, kind="stable"))[-count:]


def _rounded(vectors, words, query, count, leave_out=()):
    return [(word, round(cosine, 2)) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


def _nan_for_a_row_of_zeros(vectors, query):
    with np.errstate(all="ignore"):
        return vectors @ query / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(query))


def _one_length_for_the_whole_table(vectors, query):
    return vectors / np.linalg.norm(vectors) @ unit_vectors(query)


def _nearest_by_distance(vectors, words, query, count, leave_out=()):
    far = np.linalg.norm(vectors - query, axis=1)
    return [(words[place], far[place]) for place in np.argsort(far, kind="stable") if words[place] not in leave_out
            ][:count]


def _returns_the_first_found(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, query, 1, leave_out)


def _cut_with_room_for_those_left_out(vectors, words, query, count, leave_out=()):
    found = _nearest(vectors, words, query, count + len(leave_out))
    return [(word, cosine) for word, cosine in found if word not in leave_out]


def _scores_as_they_stood(vectors, words, query, count, leave_out=()):
    similarities = unit_vectors(vectors) @ unit_vectors(query)
    pairs = zip(np.argsort(-similarities, kind="stable"), similarities)
    return [(words[place], score) for place, score in pairs if words[place] not in leave_out][:count]


def _query_as_a_word(vectors, words, query, count, leave_out=()):
    return _nearest(vectors, words, vectors[words.index(query)], count, leave_out)


def _cosines_first(vectors, words, query, count, leave_out=()):
    return [(cosine, word) for word, cosine in _nearest(vectors, words, query, count, leave_out)]


def _as_a_dictionary(vectors, words, query, count, leave_out=()):
    return dict(_nearest(vectors, words, query, count, leave_out))


def _ties_by_name(vectors, words, query, count, leave_out=()):
    scored = [(embeddings.cosine_similarity(vector, query), word) for word, vector in zip(words, vectors)]
    return [(word, cosine) for cosine, word in sorted(scored, reverse=True) if word not in leave_out][:count]


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


nearest = Exercise(
    "nearest",
    lesson=LESSON,
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
    mistakes=[
        Mistake(_nearest_with(order=lambda s: np.argsort(s, kind="stable")), "You return the *least* similar words: "
                "np.argsort puts the smallest first."),
        Mistake(_the_last_ones, "The most similar words are there, but the best comes last: np.argsort puts the "
                "smallest first. Give it -similarities."),
        Mistake(_nearest_with(similar=lambda v, q: v @ q), "You compare by dot product, so long vectors win. Bring "
                "both "
                "to length 1 first: unit_vectors(…)."),
        Mistake(_nearest_with(similar=lambda v, q: unit_vectors(v) @ q), "The order is right, but these are no "
                "cosines: "
                "the query has a length too. unit_vectors(query)."),
        Mistake(_nearest_with(similar=lambda v, q: v @ unit_vectors(q)), "Only the query has length 1. Long rows still "
                "win: unit_vectors(vectors)."),
        Mistake(_dot_products_of_all, "Two things: you compare by dot product, so long vectors win (unit_vectors "
                "brings all "
                "to length 1), and the words in leave_out are in your result."),
        Mistake(_nearest_with(similar=_nan_for_a_row_of_zeros), "A row of zeros has length 0, and 0 / 0 is nan, which "
                "np.argsort puts last. unit_vectors leaves such a row as it is, and its cosine is 0."),
        Mistake(_nearest_with(similar=_one_length_for_the_whole_table), "np.linalg.norm of a whole table is one "
                "number, and long rows still win. Each row has a length of its own: unit_vectors(vectors)."),
        Mistake(_nearest_by_distance, "These are distances between the tips. Cosines are asked for: the dot products "
                "of vectors at length 1, the largest first."),
        Mistake(_returns_the_first_found, "You return one word only: `return` stands inside the loop."),
        Mistake(_cut_with_room_for_those_left_out, "You take as many more as leave_out has words. But not all of those "
                "need be among the first, and then too many remain. Leave out first, then cut."),
        Mistake(_ignores_leave_out, "The words in leave_out are in your result."),
        Mistake(_nearest_with(cut_first=True), "You cut to `count` first and leave words out afterwards, so that too "
                "few "
                "remain. Leave out first."),
        Mistake(_always_leaves_out_the_first, "You always drop the best one, as if the query were one of the words. "
                "Only leave_out says what to leave out."),
        Mistake(_leaves_out_the_first_instead, "You drop the best one, as if the query were one of the words. The "
                "words to leave out stand in leave_out, and it may be empty."),
        Mistake(_nearest_with(order=lambda s: np.argsort(s, kind="stable")[::-1]), "Of equally similar words the later "
                "one comes first in your result: turning the sorted list around turns the ties around too. Sort "
                "-similarities."),
        Mistake(_words_alone, "The cosines are missing: each entry is a pair, (word, cosine)."),
        Mistake(_places_for_words, "You return the places of the words. The word at a place is words[place]."),
        Mistake(_rounded, "Your cosines are rounded. The example in the docstring is, to be readable; return them as "
                "they are."),
        Mistake(_scores_as_they_stood, "The words are right, but each has the cosine of another: you pair the sorted "
                "places with the cosines as they stood before. The cosine at a place is similarities[place]."),
        Mistake(_query_as_a_word, "`query` is not a word but a vector already: compare it with the rows as it is."),
        Mistake(_cosines_first, "Each pair is the other way round: (word, cosine)."),
        Mistake(_as_a_dictionary, "The right words with their cosines, but as a dictionary. Return a list of pairs, "
                "(word, cosine)."),
        Mistake(_ties_by_name, "Sorting pairs (cosine, word) puts equally similar words in the order of the alphabet, "
                "backwards. Of those, the first in the list comes first."),
        Mistake(_all_of_them, "You return all of them. Cut the list to the first `count`."),
    ],
    also_right=[_nearest_by_sorting],
    compare=_same_neighbours,
    equivalent_mutants={
        "'stable' → 'stablex' in: for place in np.argsort(-similarities, kind='stable'):":
            "NumPy reads only the first letter.",
    },
)


# --- positive_pmi


def _pmi(counts, expected=None, log=np.log, floor=0.0, unseen=0.0):
    """PMI with one thing wrong; expected(row sums, column sums, total)."""
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    with np.errstate(all="ignore"):
        table = log(counts / (expected or (lambda r, c, t: r * c / t))(rows, columns, counts.sum()))
    table = np.maximum(table, floor) if floor is not None else table
    return np.where(counts > 0, table, unseen) if unseen is not None else table


def _drawn_counts(rng):
    rows, columns = rng.randrange(1, 4), rng.randrange(1, 4)
    return np.array([[float(rng.choice([0, 0, 1, 2, 5])) for _ in range(columns)] for _ in range(rows)])


def _pmi_with(**changes):
    return lambda counts: _pmi(counts, **changes)


def _sums_side_by_side(counts):
    with np.errstate(all="ignore"):
        table = np.log(counts / (counts.sum(axis=1) * counts.sum(axis=0) / counts.sum()))
    return np.where(counts > 0, np.maximum(table, 0), 0.0)


def _pmi_by_loops(counts, expected, start=np.zeros, value=lambda count, chance: max(0.0, np.log(count / chance)),
                  where=lambda count, chance: count > 0):
    """PMI with one thing wrong; expected(counts, row, column)."""
    table = start(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            with np.errstate(all="ignore"):
                chance = expected(counts, row, column)
                if where(counts[row, column], chance):
                    table[row, column] = value(counts[row, column], chance)
    return table


def _chance(counts, row, column):
    return counts[row].sum() * counts[:, column].sum() / counts.sum()


def _sums_exchanged(counts):
    return _pmi_by_loops(counts, lambda counts, row, column:
                         counts.sum(axis=0)[row] * counts.sum(axis=1)[column] / counts.sum())


def _sums_exchanged_at_once(counts):
    with np.errstate(all="ignore"):
        expected = np.outer(counts.sum(axis=0), counts.sum(axis=1)) / counts.sum()
        return np.where(counts > 0, np.maximum(np.log(np.maximum(counts, 1e-300) / expected), 0), 0.0)


def _logarithm_of_nothing(counts):
    return _pmi_by_loops(counts, _chance, where=lambda count, chance: True,
                         value=lambda count, chance: max(0.0, math.log(count / chance)))


def _side_by_side_with_zeros(counts):
    with np.errstate(all="ignore"):
        return np.maximum(np.log(counts / (counts.sum(axis=1) * counts.sum(axis=0) / counts.sum())), 0)


def _into_the_counts(counts):
    total = counts.sum()
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            with np.errstate(all="ignore"):
                chance = counts[row].sum() * counts[:, column].sum() / total
                ratio = counts[row, column] / chance
                counts[row, column] = np.log(ratio) if ratio > 1 else 0.0
    return counts


def _ones_for_zeros(counts):
    with np.errstate(all="ignore"):
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        return np.maximum(np.log(np.maximum(counts, 1) / expected), 0)


def _chance_from_the_size(counts):
    return _pmi_by_loops(counts, lambda counts, row, column:
                         counts[row].sum() * counts[:, column].sum() / counts.size)


def _only_the_first_row(counts):
    pmi = np.zeros(counts.shape)
    pmi[:1] = embeddings.positive_pmi(counts)[:1]
    return pmi


def _sum_of_a_column_as_a_row(counts):
    return _pmi_by_loops(counts, lambda counts, row, column: counts[row, column] and
                         counts[row].sum() * counts[column].sum() / counts.sum())


def _times_the_total_then_the_column(counts):
    return _pmi_by_loops(counts, lambda counts, row, column:
                         counts[row].sum() / counts[:, column].sum() / counts.sum())


def _as_many_columns_as_rows(counts):
    rows = range(len(counts))
    chance = {(row, column): _chance(counts, row, column) for row in rows for column in rows}
    pmi = np.zeros(counts.shape)
    for row, column in chance:
        if counts[row, column] > 0:
            pmi[row, column] = max(0.0, np.log(counts[row, column] / chance[row, column]))
    return pmi


def _pmi_as_lists(counts):
    return embeddings.positive_pmi(counts).tolist()


def _smoothed_pmi(counts):
    return _pmi(counts + 1.0)


def _pmi_of_shares(counts):
    total = max(counts.sum(), 1)
    joint, rows, columns = counts / total, counts.sum(1) / total, counts.sum(0) / total
    chance = np.outer(rows, columns)
    return np.array([[max(0.0, math.log(p / q)) if p > 0 else 0.0 for p, q in zip(*pair)]
                     for pair in zip(joint, chance)]).reshape(counts.shape)


positive_pmi = Exercise(
    "positive_pmi",
    lesson=LESSON,
    reference=embeddings.positive_pmi,
    cases=[
        case(_array([4, 0], [2, 2])), case(_array([1, 0], [0, 1])), case(_array([0, 0], [0, 5])),
        case(_array([0, 0], [0, 0])), case(_array([3])), case(_array([1, 2, 3], [2, 4, 6])),
        case(_array([0, 3, 1], [3, 0, 0], [1, 0, 2])), case(_array([5, 1], [1, 0], [0, 7])),
    ],
    random_case=lambda rng: (_drawn_counts(rng),),
    hints=(
        "Do one pair first: what is its row's sum, its column's sum, the sum of everything? counts[row].sum() and "
        "counts[:, column].sum() give the first two.",
        "pmi = zeros, of the shape of counts\nfor each row and column:\n    if the count is above 0:\n        "
        "expected = "
        "row sum * column sum / total\n        pmi there = log(count / expected), or 0.0 if that is negative\nreturn "
        "pmi",
    ),
    mistakes=[
        Mistake(_pmi_with(floor=None), "Pairs that meet less often than by chance are negative in your table. Set "
                "those "
                "to 0."),
        Mistake(_pmi_with(floor=None, unseen=None), "The logarithm of 0 is −inf, and 0 / 0 is nan. A pair that was "
                "never "
                "seen gets 0, and so does what is negative."),
        Mistake(_pmi_with(unseen=None), "A word without any count expects 0 and has 0, and 0 / 0 is nan. Only where a "
                "count "
                "is above 0 is there something to compute."),
        Mistake(_sums_side_by_side, "You multiply the row sums with the column sums one by one, first with first, "
                "second "
                "with second. Every row needs every column: counts[row].sum() * counts[:, column].sum()."),
        Mistake(_side_by_side_with_zeros, "You multiply the row sums with the column sums one by one. Every row needs "
                "every column. (And where a count is 0 or expected to be, log gives −inf or nan; return 0 there.)"),
        Mistake(_pmi_with(log=np.log2), "You use the logarithm to the base 2. The natural one is asked for: np.log."),
        Mistake(_pmi_with(log=np.log10), "You use the logarithm to the base 10. The natural one is asked for: "
                "np.log."),
        Mistake(_sums_exchanged, "Rows and columns are exchanged: the expected count takes the sum of the pair's own "
                "row, counts[row].sum(), and of its own column, counts[:, column].sum(). axis=1 sums along each row."),
        Mistake(_sums_exchanged_at_once, "Rows and columns are exchanged. axis=1 adds up along each row and gives the "
                "row sums, axis=0 gives the column sums."),
        Mistake(_chance_from_the_size, "You divide by the number of cells. Divide by the sum of all counts, "
                "counts.sum()."),
        Mistake(lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: max(0, count - chance)),
                "That is count − expected. Chance is taken out by *dividing*, and then comes the logarithm."),
        Mistake(lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: count - chance,
                where=lambda count, chance: True), "That is count − expected, in every cell. Chance is taken out by "
                "*dividing*, then comes the logarithm, and what is negative becomes 0."),
        Mistake(lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: count / chance,
                where=lambda count, chance: count > chance), "The logarithm is missing: log(count / expected)."),
        Mistake(_logarithm_of_nothing, "The logarithm of 0 does not exist, and a pair that was never seen has the "
                "count 0. Ask for that before you compute, and give it 0."),
        Mistake(_ones_for_zeros, "You put 1 in place of a count of 0, as if the pair had been seen once. Never seen "
                "gives 0."),
        Mistake(_into_the_counts, "You write the results into `counts` itself: the sums that come later are wrong "
                "then, and the caller's table is gone. Begin with zeros, np.zeros(counts.shape)."),
        Mistake(_only_the_first_row, "Only the first row is done: `return` stands inside the loop. Move it to the "
                "left, below both."),
        Mistake(_sum_of_a_column_as_a_row, "For the column you take the sum of a *row*: counts[column] is the row of "
                "that number. The column is counts[:, column]."),
        Mistake(_times_the_total_then_the_column, "You divide by the row sum only, and multiply by the column sum: "
                "x / y * z is (x / y) * z. Put the two sums in brackets."),
        Mistake(_as_many_columns_as_rows, "You go through as many columns as there are rows. counts.shape has both "
                "numbers: (rows, columns)."),
        Mistake(lambda counts: np.where(counts > 0, abs(_pmi(counts, floor=None)), 0.0), "You took the size of the "
                "negative ones, without their sign. Pairs that meet less often than by chance get 0."),
        Mistake(lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: max(
            0.0, np.log(count) / chance)), "You take the logarithm of the count and then divide. Divide first: "
                "log(count / expected)."),
        Mistake(lambda counts: embeddings.positive_pmi(counts).round(2), "Your numbers are rounded. The example in the "
                "docstring is, to be readable; return them as they are."),
        Mistake(_pmi_as_lists, "The right numbers, but in lists. np.array(…) makes a table of them; so does beginning "
                "with np.zeros(counts.shape)."),
        Mistake(_pmi_with(log=lambda ratio: ratio, floor=None), "That is count / expected. The logarithm of it is "
                "asked "
                "for."),
        Mistake(_pmi_with(expected=lambda r, c, t: r * c), "You expect so much that no pair is above it. Chance would "
                "give row sum · column sum, *divided* by the sum of everything. (And mind the brackets: x / y * z is "
                "(x / y) * z.)"),
        Mistake(_pmi_with(expected=lambda r, c, t: r + 0 * c, floor=None), "That is the log of the share of the row, "
                "count / row sum. It doesn't ask yet how frequent the *neighbour* is: divide by what chance would "
                "give."),
        Mistake(_pmi_with(expected=lambda r, c, t: r * c / t**2), "You divide a count by a share: expected = row sum · "
                "column sum / total, with one total, is a count too."),
        Mistake(_smoothed_pmi, "You add 1 to every count. That is one way to keep zeros out, and it changes all other "
                "numbers too; leave zeros at 0 instead."),
        Mistake(lambda counts: (embeddings.positive_pmi(counts) > 0).astype(float), "You only say whether a pair meets "
                "more often than by chance. How much more is the logarithm of count / expected."),
    ],
    also_right=[_pmi_of_shares, _pmi_with()],
    compare="close",
    equivalent_mutants={
        "max(0.0, np.log(counts[row, column] / expected)) → max(np.log(counts[row, column] / expected), 0.0) in: "
        "pmi[row, column] = max(0.0, np.log(counts[row, column] / expected))":
            "the greater of two numbers is the same in either order.",
        "counts[row, column] > 0 → counts[row, column] >= 0 in: if counts[row, column] > 0:":
            "a count of 0 has the logarithm −inf, which max turns into 0 (with a warning).",
        "0 → -1 in: if counts[row, column] > 0:":
            "a count of 0 has the logarithm −inf, which max turns into 0 (with a warning).",
        "counts[row, column] > 0 → True in: if counts[row, column] > 0:":
            "a count of 0 has the logarithm −inf, which max turns into 0 (with a warning).",
    },
)


# --- pair_gradient and skip_gram_step


def _gradient(center, context, label, *, error=lambda p, y: p - y, loss=None, swap=False, factor=lambda p: 1.0):
    """The gradient of a pair, with one thing wrong."""
    p = sigmoid(center @ context)
    value = (loss or (lambda p, y: -np.log(p if y == 1 else 1 - p)))(p, label)
    slope = error(p, label) * factor(p)
    parts = (slope * center, slope * context) if swap else (slope * context, slope * center)
    return float(value), *parts


def _gradient_with(**changes):
    return lambda center, context, label: _gradient(center, context, label, **changes)


def _gradient_by_formula(center, context, label):
    sign = 2 * label - 1
    weight = -sign / (1 + np.exp(sign * np.dot(center, context)))
    return np.log1p(np.exp(-sign * np.dot(center, context))), weight * context, weight * center


def _one_probability_for_each_number(center, context, label):
    p = sigmoid(center * context)
    return -np.log(p if label == 1 else 1 - p), (p - label) * context, (p - label) * center


def _returns_a_list(center, context, label):
    return list(embeddings.pair_gradient(center, context, label))


def _both_by_the_context(center, context, label):
    loss, for_center, _ = embeddings.pair_gradient(center, context, label)
    return loss, for_center, for_center


def _times_the_score(center, context, label):
    error = sigmoid(center @ context) - label
    return embeddings.pair_gradient(center, context, label)[0], error * (center @ context), error * (center @ context)


def _loss_last(center, context, label):
    loss, for_center, for_context = embeddings.pair_gradient(center, context, label)
    return for_center, for_context, loss


def _logarithm_of_the_error(p, y):
    with np.errstate(invalid="ignore"):
        return -np.log(p - y)


def _without_the_loss(center, context, label):
    return embeddings.pair_gradient(center, context, label)[1:]


def _without_sigmoid(center, context, label):
    score = center @ context
    with np.errstate(all="ignore"):
        loss = -np.log(score if label == 1 else 1 - score)
    return loss, (score - label) * context, (score - label) * center


def _slopes_without_sigmoid(center, context, label):
    error = center @ context - label
    return embeddings.pair_gradient(center, context, label)[0], error * context, error * center


def _in_proportion_to_the_loss(center, context, label):
    loss, _, _ = embeddings.pair_gradient(center, context, label)
    return loss, loss * context, loss * center


def _moved(rate):
    def step(center, context, label):
        loss, for_center, for_context = embeddings.pair_gradient(center, context, label)
        return loss, center - rate * for_center, context - rate * for_context
    return step


def _slopes_as_lists(center, context, label):
    loss, for_center, for_context = embeddings.pair_gradient(center, context, label)
    return loss, for_center.tolist(), for_context.tolist()


pair_gradient = Exercise(
    "pair_gradient",
    lesson=LESSON,
    reference=embeddings.pair_gradient,
    cases=[
        case(_array(1, 2), _array(2, -1), 1), case(_array(1, 2), _array(2, -1), 0), case(_array(1, 0), _array(2, 0), 1),
        case(_array(1, 0), _array(2, 0), 0), case(_array(0, 0), _array(1, 3), 1), case(_array(-1, 1), _array(2, 1), 0),
        case(_array(1, 1, 1), _array(1, 0, -3), 1),
    ],
    random_case=lambda rng: (*_drawn(rng, 2, rng.randrange(2, 4)), rng.randrange(2)),
    valid=lambda center, context, label: center.shape == context.shape and len(center) > 1,
    hints=(
        "The probability first, then the error, probability − label. Then which vector belongs into the slope of the "
        "center: its own, or the other one?",
        "probability = sigmoid(center @ context)\nloss = -log(probability), or for a fake -log(1 - probability)\n"
        "error = probability - label\nreturn loss, error * context, error * center",
    ),
    mistakes=[
        Mistake(_gradient_with(error=lambda p, y: y - p), "Both slopes have the wrong sign. The error is probability − "
                "truth; for a real pair that is negative, since the loss falls when the score rises."),
        Mistake(_gradient_with(error=lambda p, y: p - 1), "Your slopes treat every pair as real. Subtract the label, "
                "which is 0 for a fake."),
        Mistake(_gradient_with(swap=True), "The two slopes are exchanged. When the center moves, the score changes by "
                "the numbers of the *context*: its slope is error · context."),
        Mistake(_gradient_with(loss=lambda p, y: -np.log(p)), "For a fake the truth is “fake”, and you gave that the "
                "probability 1 − probability. Your loss is the one of a real pair."),
        Mistake(_gradient_with(loss=lambda p, y: np.log(p if y == 1 else 1 - p)), "Your loss is negative. The "
                "logarithm "
                "of a probability is at most 0; the loss is *minus* it."),
        Mistake(_gradient_with(loss=lambda p, y: p - y), "You return the error as the loss. The loss is −log of the "
                "probability that you gave to the truth."),
        Mistake(_gradient_with(factor=lambda p: p * (1 - p)), "There is a factor p · (1 − p) too many: it belongs to "
                "the "
                "sigmoid alone. Together with the logarithm of the loss it cancels, and probability − label is left."),
        Mistake(_gradient_with(loss=lambda p, y: (p - y) ** 2), "That is the squared error. The loss here is −log of "
                "the "
                "probability that you gave to the truth."),
        Mistake(_gradient_with(error=lambda p, y: (p if y == 1 else 1 - p)), "The slopes are in proportion to the "
                "*error*, "
                "probability − label, not to the probability of the truth: when you are right there is nothing to "
                "change."),
        Mistake(_one_probability_for_each_number, "center * context multiplies number by number. The score is one "
                "number, "
                "their dot product: center @ context."),
        Mistake(_gradient_with(loss=lambda p, y: -y * np.log(p)), "Of a fake your loss is 0, whatever the answer was: "
                "−label · log(p) counts real pairs only. A fake costs −log(1 − p)."),
        Mistake(_gradient_with(loss=lambda p, y: -np.log(abs(p - y))), "Your loss is −log of the probability that you "
                "gave to the *wrong* answer. For a real pair the truth has p, for a fake 1 − p."),
        Mistake(_without_sigmoid, "You take the score for the probability. Squeeze it first: sigmoid(center @ "
                "context)."),
        Mistake(_slopes_without_sigmoid, "The loss is right. The error is *probability* − label; yours is score − "
                "label."),
        Mistake(_in_proportion_to_the_loss, "The loss is right. The slopes are the error, probability − label, times "
                "the other vector; yours are the loss times it, and the loss has no sign."),
        Mistake(lambda center, context, label: embeddings.pair_gradient(center, context, 1 - label), "You have taken "
                "real for fake, and fake for real: label 1 is a real pair."),
        Mistake(_gradient_with(loss=_logarithm_of_the_error), "You take the logarithm of the error, which is negative "
                "for a real pair. The loss is −log of the probability that you gave to the truth."),
        Mistake(_gradient_with(loss=lambda p, y: abs(p - y)), "As a loss you return by how much the probability is "
                "wrong. The loss is −log of the probability that you gave to the truth."),
        Mistake(_gradient_with(loss=lambda p, y: np.log(p / (1 - p))), "You return the score as the loss. The loss is "
                "−log of the probability that you gave to the truth."),
        Mistake(_gradient_with(loss=lambda p, y: -np.log2(p if y == 1 else 1 - p)), "You use the logarithm to the base "
                "2. The natural one is meant: np.log."),
        Mistake(_both_by_the_context, "Both slopes are the same. When the context moves, the score changes by the "
                "numbers of the *center*."),
        Mistake(_times_the_score, "You multiply the error by the score, so that each slope is one number. A slope has "
                "as many numbers as a vector: the error times the *other vector*."),
        Mistake(_loss_last, "The right three in another order. The loss comes first: loss, for the center, for the "
                "context."),
        Mistake(_moved(0.1), "The loss is right. Return the two slopes; moving the vectors is the next exercise."),
        Mistake(_moved(1.0), "The loss is right. Return the slopes themselves, without subtracting them from the "
                "vectors; moving comes next."),
        Mistake(_without_the_loss, "The two slopes are right. Return the loss, too: loss, for the center, for the "
                "context."),
        Mistake(_slopes_as_lists, "The right numbers, but in lists. error * context multiplies the whole array at "
                "once, and gives an array."),
        Mistake(_returns_a_list, "The right three, but as a list. `return loss, one, other` makes a tuple."),
    ],
    also_right=[_gradient_by_formula],
    compare="close",
    equivalent_mutants={"label == 1 → label >= 1 in: if label == 1:": "a label is 0 or 1."},
)


def _step(centers, contexts, center, context, negatives, rate, *, labels=(1, 0), sign=-1, move_center=True,
          move_contexts=True, told=sum, at_once=True):
    """One step of training, with one thing wrong."""
    others = [context, *negatives]
    truth = [labels[0]] + [labels[1]] * len(negatives)
    start = centers[center].copy() if at_once else None
    before = {other: contexts[other].copy() for other in others}
    losses = []
    for other, label in zip(others, truth):
        middle = start if at_once else centers[center]
        around = before[other] if at_once else contexts[other]
        loss, for_center, for_context = embeddings.pair_gradient(middle, around, label)
        losses.append(loss)
        if move_center:
            centers[center] += sign * rate * for_center
        if move_contexts:
            contexts[other] += sign * rate * for_context
    return told(losses)


def _step_with(**changes):
    return lambda centers, contexts, center, context, negatives, rate: _step(
        centers, contexts, center, context, negatives, rate, **changes)


def _without_negatives(centers, contexts, center, context, negatives, rate):
    return _step(centers, contexts, center, context, [], rate)


def _on_copies(centers, contexts, center, context, negatives, rate):
    return _step(centers.copy(), contexts.copy(), center, context, negatives, rate)


def _center_by_the_real_pair_only(centers, contexts, center, context, negatives, rate):
    _, for_center, _ = embeddings.pair_gradient(centers[center], contexts[context], 1)
    moved = centers[center] - rate * for_center
    loss = _step(centers, contexts, center, context, negatives, rate)
    centers[center] = moved
    return loss


def _negatives_from_the_centers(centers, contexts, center, context, negatives, rate):
    slopes = [(contexts, context, embeddings.pair_gradient(centers[center], contexts[context], 1))]
    slopes += [(centers, other, embeddings.pair_gradient(centers[center], centers[other], 0)) for other in negatives]
    for table, other, (_, for_center, for_context) in slopes:
        centers[center] -= rate * for_center
        table[other] -= rate * for_context
    return sum(loss for _, _, (loss, _, _) in slopes)


def _slopes_at_the_centers(centers, contexts, center, context, negatives, rate):
    slopes = [embeddings.pair_gradient(centers[center], contexts[context], 1)]
    slopes += [embeddings.pair_gradient(centers[center], centers[other], 0) for other in negatives]
    for other, (_, for_center, for_context) in zip([context, *negatives], slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def _contexts_as_they_go(centers, contexts, center, context, negatives, rate):
    """As word2vec's own program does it: nearly the same, but for a word that is drawn twice."""
    middle, total, moved = centers[center].copy(), 0.0, np.zeros(centers.shape[1])
    for other, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = embeddings.pair_gradient(middle, contexts[other], label)
        contexts[other] -= rate * for_context
        moved += for_center
        total += loss
    centers[center] -= rate * moved
    return total


def _repeated_rows_once(centers, contexts, center, context, negatives, rate):
    rows, middle = [context, *negatives], centers[center].copy()
    slopes = [embeddings.pair_gradient(middle, contexts[row], int(number == 0)) for number, row in enumerate(rows)]
    contexts[rows] -= rate * np.array([for_context for _, _, for_context in slopes])
    centers[center] -= rate * sum(for_center for _, for_center, _ in slopes)
    return sum(loss for loss, _, _ in slopes)


def _label_by_comparing(centers, contexts, center, context, negatives, rate):
    rows = [context, *negatives]
    slopes = [embeddings.pair_gradient(centers[center], contexts[row], 1 if row == context else 0) for row in rows]
    for row, (_, for_center, for_context) in zip(rows, slopes):
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def _center_as_it_goes(centers, contexts, center, context, negatives, rate):
    """A view of the center moves while the slopes are still being taken; the contexts wait."""
    middle, slopes = centers[center], []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = embeddings.pair_gradient(middle, contexts[row], label)
        slopes.append((row, loss, for_context))
        middle -= rate * for_center
    for row, _, for_context in slopes:
        contexts[row] -= rate * for_context
    return sum(loss for _, loss, _ in slopes)


def _by_errors(centers, contexts, center, context, negatives, rate, center_first):
    """All errors first, but then one table moves by the other's numbers after *their* move."""
    rows, middle = [context, *negatives], centers[center]
    losses = [embeddings.pair_gradient(middle, contexts[row], int(number == 0))[0] for number, row in enumerate(rows)]
    errors = [sigmoid(contexts[row] @ middle) - (number == 0) for number, row in enumerate(rows)]
    if center_first:
        middle -= rate * sum(error * contexts[row] for row, error in zip(rows, errors))
    for row, error in zip(rows, errors):
        contexts[row] -= rate * error * middle
    if not center_first:
        middle -= rate * sum(error * contexts[row] for row, error in zip(rows, errors))
    return sum(losses)


def _center_by_moved_contexts(*arguments):
    return _by_errors(*arguments, center_first=False)


def _contexts_by_moved_center(*arguments):
    return _by_errors(*arguments, center_first=True)


def _added_to_an_array(centers, contexts, center, context, negatives, rate):
    """[context] + negatives: two lists are joined, a list and an array are added up number by number."""
    others = list([context] + negatives)
    slopes = [embeddings.pair_gradient(centers[center], contexts[other], int(number == 0))
              for number, other in enumerate(others)]
    for other, (_, for_center, for_context) in zip(others, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def _asks_whether_there_are_any(centers, contexts, center, context, negatives, rate):
    return _step(centers, contexts, center, context, negatives if negatives else [], rate)


def _real_pair_first(centers, contexts, center, context, negatives, rate):
    """The real pair has moved when the slopes of the negatives are taken, all at once."""
    loss, for_center, for_context = embeddings.pair_gradient(centers[center], contexts[context], 1)
    centers[center] -= rate * for_center
    contexts[context] -= rate * for_context
    slopes = [embeddings.pair_gradient(centers[center], contexts[other], 0) for other in negatives]
    for other, (_, for_center, for_context) in zip(negatives, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return loss + sum(loss for loss, _, _ in slopes)


def _by_gradients(move):
    """All slopes first, and then a wrong move: move(centers, contexts, center, pairs with their slopes, rate)."""
    def step(centers, contexts, center, context, negatives, rate):
        rows = [context, *negatives]
        slopes = [(row, *embeddings.pair_gradient(centers[center], contexts[row], int(number == 0)))
                  for number, row in enumerate(rows)]
        move(centers, contexts, center, slopes, rate)
        return sum(loss for _, loss, _, _ in slopes)
    return step


def _each_slope_from_the_start(centers, contexts, center, slopes, rate):
    before = centers[center].copy()
    for row, _, for_center, for_context in slopes:
        centers[center] = before - rate * for_center
        contexts[row] -= rate * for_context


def _slopes_exchanged(centers, contexts, center, slopes, rate):
    for row, _, for_center, for_context in slopes:
        centers[center] -= rate * for_context
        contexts[row] -= rate * for_center


def _context_of_the_real_pair_stays(centers, contexts, center, slopes, rate):
    for number, (row, _, for_center, for_context) in enumerate(slopes):
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context * (number > 0)


def _center_by_the_negatives_only(centers, contexts, center, slopes, rate):
    for number, (row, _, for_center, for_context) in enumerate(slopes):
        centers[center] -= rate * for_center * (number > 0)
        contexts[row] -= rate * for_context


def _loss_afterwards(centers, contexts, center, context, negatives, rate):
    _step(centers, contexts, center, context, negatives, rate)
    return sum(embeddings.pair_gradient(centers[center], contexts[row], int(number == 0))[0]
               for number, row in enumerate([context, *negatives]))


def _rows_0_1_2_as_negatives(centers, contexts, center, context, negatives, rate):
    return _step(centers, contexts, center, context, range(len(negatives)), rate)


def _center_by_the_mean(centers, contexts, center, context, negatives, rate):
    before = centers[center].copy()
    loss = _step(centers, contexts, center, context, negatives, rate)
    centers[center] = before + (centers[center] - before) / (1 + len(negatives))
    return loss


def _tables_returned(centers, contexts, center, context, negatives, rate):
    _step(centers, contexts, center, context, negatives, rate)
    return centers, contexts


def _full_steps(centers, contexts, center, context, negatives, rate):
    return _step(centers, contexts, center, context, negatives, 1.0)


def _step_by_arrays(centers, contexts, center, context, negatives, rate):
    rows = np.array([context, *negatives])
    scores = contexts[rows] @ centers[center]
    errors = sigmoid(scores)
    errors[0] -= 1
    loss = np.log1p(np.exp(-scores[0])) + np.log1p(np.exp(scores[1:])).sum()
    for_center = errors @ contexts[rows]
    np.subtract.at(contexts, rows, rate * np.outer(errors, centers[center]))
    centers[center] -= rate * for_center
    return loss


def _step_cases():
    small = (_array([1, 2], [0, 1]), _array([2, -1], [1, 1]))
    rng = np.random.default_rng(5)
    large = tuple(rng.normal(size=(2, 4, 3)).round(1))
    return [
        case(*small, 0, 0, [], 0.1), case(*small, 0, 0, [1], 0.1), case(*small, 1, 0, [1], 0.5),
        case(*small, 1, 1, [0, 0], 0.5), case(*large, 2, 1, [0, 3], 0.2), case(*large, 0, 3, [3, 2, 2], 0.5),
        case(*large, 3, 3, [], 0.3), case(*large, 1, 0, np.array([2, 2, 3]), 0.2),
        case(*small, 0, 0, np.array([0]), 0.1),
    ]


skip_gram_step = Exercise(
    "skip_gram_step",
    lesson=LESSON,
    reference=embeddings.skip_gram_step,
    cases=_step_cases,
    random_case=lambda rng: (*_drawn(rng, 2, 3, 2), rng.randrange(3), rng.randrange(3),
                             [rng.randrange(3) for _ in range(rng.randrange(4))], rng.choice([0.1, 0.5])),
    valid=lambda centers, contexts, center, context, negatives, rate: (
        centers.shape == contexts.shape and centers.ndim == 2 and max(center, context, *negatives) < len(centers)),
    hints=(
        "Two loops, one after the other. The first changes nothing: it calls pair_gradient for the real pair (label 1) "
        "and for each negative (label 0), and keeps the answers in a list, with the row that each belongs to. The "
        "second goes through that list and moves.",
        "pairs = (context, 1), and (negative, 0) for each negative\nslopes = pair_gradient of centers[center] and "
        "contexts[other] for each\nfor each pair and its slopes:\n    centers[center] -= rate * slope for the center\n"
        "    contexts[other] -= rate * slope for the context\nreturn the sum of the losses",
    ),
    mistakes=[
        Mistake(_step_with(sign=+1), "You walk *up* the slope. The gradient points to where the loss rises: subtract "
                "it."),
        Mistake(_step_with(at_once=False), "You move the vectors after each pair, so that the next slope is taken at "
                "another place. Take all the slopes first, then move."),
        Mistake(_center_as_it_goes, "You move the center while slopes are still to be taken. `v = centers[center]` "
                "makes no copy: it is a view of the table, and `v -= …` changes the table. Take all the slopes first, "
                "then move."),
        Mistake(_contexts_by_moved_center, "The contexts move by the center as it is *after* its move. "
                "`v = centers[center]` is a view of the table, not a copy. Take all the slopes first, then move."),
        Mistake(_center_by_moved_contexts, "The center moves by the contexts as they are *after* their move. Take all "
                "the slopes first, then move."),
        Mistake(_repeated_rows_once, "A row that occurs twice (drawn twice, or real and fake at once) is moved only "
                "once: `contexts[rows] -= …`, like a dictionary with the rows as keys, keeps the last of its slopes "
                "and drops the others. Use a loop, or np.add.at."),
        Mistake(_added_to_an_array, "`[context] + negatives` joins two lists. Where negatives is an array, + adds the "
                "number `context` to each of its numbers instead. [context, *negatives] joins in both cases."),
        Mistake(_asks_whether_there_are_any, "`if negatives:` works for a list. An array of several numbers is neither "
                "true nor false, and Python stops. You need not ask: a loop over nothing does nothing."),
        Mistake(_real_pair_first, "The real pair has moved before the slopes of the negatives are taken. Take all the "
                "slopes first, then move."),
        Mistake(_by_gradients(_each_slope_from_the_start), "Each slope moves the center from where it began, so that "
                "only the last one counts. The moves add up: `-=`."),
        Mistake(_by_gradients(_slopes_exchanged), "You move the center by the slope of the context, and the other way "
                "round. pair_gradient returns the loss, then that of the center, then that of the context."),
        Mistake(_by_gradients(_context_of_the_real_pair_stays), "The context of the real pair has not moved. Its slope "
                "counts like those of the negatives."),
        Mistake(_by_gradients(_center_by_the_negatives_only), "The center moves only by the slopes of the negatives. "
                "That of the real pair counts, too."),
        Mistake(_loss_afterwards, "The tables are right, but you take the loss after the move. Return what it was "
                "before."),
        Mistake(_rows_0_1_2_as_negatives, "You count the negatives, 0, 1, 2 …, and use that as the row. The rows are "
                "the numbers *in* negatives."),
        Mistake(_label_by_comparing, "A fake that happens to be the same word as the real neighbour is still a fake. "
                "Only the first pair has the label 1, not every pair with that row."),
        Mistake(_center_by_the_mean, "You divide the center's slope by the number of pairs. It gathers the slopes: "
                "their sum."),
        Mistake(_tables_returned, "The tables are right. Return the loss instead of them: the sum over all pairs."),
        Mistake(_contexts_as_they_go, "When the same word is drawn twice (or is the real neighbour as well), you take "
                "its "
                "second slope after it has moved. Take all the slopes first, then move."),
        Mistake(_step_with(labels=(0, 1)), "The labels are exchanged: you push real neighbours apart and pull the "
                "fakes "
                "together. Real is 1."),
        Mistake(_step_with(labels=(1, 1)), "You treat the negatives as real neighbours. Their label is 0."),
        Mistake(_without_negatives, "The negatives are not used. Without them all vectors drift into one direction."),
        Mistake(_step_with(move_contexts=False), "The contexts have not moved. Both vectors of a pair have a slope."),
        Mistake(_step_with(move_center=False), "The center has not moved. It gathers the slopes of all its pairs."),
        Mistake(_center_by_the_real_pair_only, "The center moves only by the slope of the real pair. The negatives "
                "push "
                "it too."),
        Mistake(_negatives_from_the_centers, "You take the negatives from the table of centers. They stand in for "
                "neighbours, so they are rows of contexts."),
        Mistake(_slopes_at_the_centers, "You move the right rows, but for the negatives you take the slopes at rows of "
                "centers. They stand in for neighbours: contexts[negative]."),
        Mistake(_on_copies, "The two tables are as they were: you changed copies, or gave a new array to a variable. "
                "`centers[center] -= …` changes the table itself."),
        Mistake(_full_steps, "You go the whole slope. Multiply it by `rate`."),
        Mistake(_step_with(told=lambda losses: losses[0]), "You return the loss of the real pair only. Add up those of "
                "all pairs."),
        Mistake(_step_with(told=lambda losses: losses[-1]), "You return the loss of the last pair. Add up those of "
                "all."),
        Mistake(_step_with(told=lambda losses: sum(losses) / len(losses)), "You return the mean of the losses. Their "
                "sum "
                "is asked for."),
        Mistake(_step_with(told=lambda losses: None), "The tables are right. Return the loss, too: the sum over all "
                "pairs."),
    ],
    also_right=[_step_by_arrays],
    compare="close",
    in_place=True,
)


# --- analogy

ROYAL = np.array([[5.0, 1], [1, 1], [1, 5], [4, 4.4], [-3, -1]])
ROYAL_WORDS = ["king", "man", "woman", "queen", "soup"]
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


def _analogy_by_loop(vectors, words, a, b, c):
    lengths = np.sqrt((vectors**2).sum(axis=1))
    units = {word: vector / (length or 1) for word, vector, length in zip(words, vectors, lengths)}
    target = units[a] + units[c] - units[b]
    return max((word for word in words if word not in (a, b, c)), key=lambda word: units[word] @ target)


def _by_distance_to(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    far = np.linalg.norm(vectors - target, axis=1)
    return min((word for word in words if word not in (a, b, c)), key=lambda word: far[words.index(word)])


def _words_in_one_string(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 1, leave_out=a + b + c)[0][0]


def _list_of_pairs(vectors, words, a, b, c):
    return [_analogy_pair(vectors, words, a, b, c)]


def _list_of_words(vectors, words, a, b, c):
    return [embeddings.analogy(vectors, words, a, b, c)]


def _the_second(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 2)[1][0]


def _rows_by_words(vectors, words, a, b, c):
    return embeddings.nearest(vectors, words, vectors[a] - vectors[b] + vectors[c], 1, [a, b, c])[0][0]


def _by_dot_product(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    scores = vectors @ (units[words.index(a)] - units[words.index(b)] + units[words.index(c)])
    return max((word for word in words if word not in (a, b, c)), key=lambda word: scores[words.index(word)])


def _fourth_of_all(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    target = units[words.index(a)] - units[words.index(b)] + units[words.index(c)]
    return embeddings.nearest(vectors, words, target, 4)[3][0]


def _arithmetic_with_texts(vectors, words, a, b, c):
    return embeddings.nearest(vectors, words, a - b + c, 1, [a, b, c])[0][0]


def _random_analogy(rng):
    return (_drawn(rng, 7, 3), LONG_WORDS, *rng.sample(LONG_WORDS, 3))


analogy = Exercise(
    "analogy",
    lesson=LESSON,
    reference=embeddings.analogy,
    cases=[
        case(ROYAL, ROYAL_WORDS, "king", "man", "woman"), case(ROYAL, ROYAL_WORDS, "queen", "woman", "man"),
        case(ROYAL, ROYAL_WORDS, "woman", "soup", "man"), case(ROYAL, ROYAL_WORDS, "king", "queen", "woman"),
        case(LONG, LONG_WORDS, "king", "boy", "man"), case(LONG, LONG_WORDS, "queen", "man", "boy"),
        case(LONG, LONG_WORDS, "soup", "girl", "woman"), case(LONG, LONG_WORDS, "boy", "king", "queen"),
        case(LONG, LONG_WORDS, "woman", "queen", "girl"),
    ],
    random_case=_random_analogy,
    valid=lambda vectors, words, a, b, c: (
        set(words) <= set(LONG_WORDS) and len(vectors) == len(words) == len(set(words))
        and len({a, b, c} & set(words)) == 3 < len(words)),
    hints=(
        "words.index(a) is the row of a. Three rows at length 1, one sum, and nearest does the rest: it can leave "
        "words "
        "out.",
        "units = unit_vectors of the three rows\ntarget = unit of a - unit of b + unit of c\nfound = nearest(vectors, "
        "words, target, 1, leave_out=the three words)\nreturn the word of the first pair",
    ),
    mistakes=[
        Mistake(_analogy_with(leave_out=()), "You allow the three words themselves as answers, and one of them nearly "
                "always wins. (The lesson comes back to this.) Here, leave all three out."),
        Mistake(_analogy_with(leave_out=(2,)), "You leave out c only. The words a and b are no answers either."),
        Mistake(_analogy_with(leave_out=(0,)), "You leave out a only. The words b and c are no answers either."),
        Mistake(_analogy_with(leave_out=(1,)), "You leave out b only. The words a and c are no answers either."),
        Mistake(_analogy_with(leave_out=(0, 1)), "You leave out a and b. The word c is no answer either."),
        Mistake(_analogy_with(leave_out=(0, 2)), "You leave out a and c. The word b is no answer either."),
        Mistake(_analogy_with(leave_out=(1, 2)), "You leave out b and c. The word a is no answer either."),
        Mistake(_fourth_of_all, "You take the fourth of all, as if the three words always came first. Leave them out, "
                "and take the first."),
        Mistake(_by_dot_product, "You compare by dot product, so long vectors win. Use nearest, which compares by "
                "cosine."),
        Mistake(_arithmetic_with_texts, "a, b and c are words, and words cannot be subtracted. Their vectors can: "
                "vectors[words.index(a)]."),
        Mistake(_analogy_with(combine=lambda a, b, c: b - a + c), "You compute b − a + c. It is a − b + c: king − man "
                "+ "
                "woman."),
        Mistake(_analogy_with(combine=lambda a, b, c: a + b - c), "You compute a + b − c. It is a − b + c."),
        Mistake(_analogy_with(combine=lambda a, b, c: a - b), "The word c is missing from the sum: a − b + c."),
        Mistake(_analogy_with(prepare=lambda vector: vector), "The three vectors go in with their lengths, so that the "
                "longest of them decides. Bring each to length 1 first."),
        Mistake(_analogy_with(prepare=lambda vector: vector, leave_out=()), "Two things: the three vectors go in with "
                "their lengths (bring each to length 1 first), and the three words are allowed as answers."),
        Mistake(_analogy_with(combine=lambda a, b, c: a - (b + c)), "You subtract both b and c: the brackets make "
                "a − (b + c) out of it. It is a − b + c."),
        Mistake(_words_in_one_string, "a + b + c joins the three words into one string, and `in` then looks for pieces "
                "of it: *man* stands in *woman*. Put the three into a list."),
        Mistake(_the_second, "You return the second nearest, as if only one of the three words could be in the way. "
                "Leave all three out, and take the first."),
        Mistake(_rows_by_words, "The rows of the table go by numbers: words.index(a) says which row belongs to a."),
        Mistake(_list_of_pairs, "You return the whole list that nearest gives, [(word, cosine)]. The word alone is "
                "asked for: of the first pair, the first."),
        Mistake(_list_of_words, "The right word, but in a list. Return the word itself."),
        Mistake(_by_distance_to, "You look for the shortest distance between tips. Long and short vectors count alike "
                "only by the cosine: use nearest."),
        Mistake(_analogy_pair, "You return the pair (word, cosine). The word alone is asked for."),
    ],
    also_right=[_analogy_by_loop],
    compare="close",
    equivalent_mutants={
        "1 → 2 in: found = nearest(vectors, words, target, 1, leave_out=[a, b, c])":
            "of two found words the first is the same.",
        "0 → -1 in: return found[0][0]": "only one word was asked for, so the first is the last.",
    },
)


# --- average_embedding

class ReadOnlyVectors(WordVectors):
    """A table whose numbers cannot be written over: `vectors[word]` is a view, and must not become a running sum."""

    def __init__(self, words, vectors):
        super().__init__(words, np.array(vectors))
        self.vectors.setflags(write=False)

    def __deepcopy__(self, memo):    # NumPy's copies can be written to
        return self


PANTRY = ReadOnlyVectors(["cat", "soup"], [[1, 4], [3, 0]])
ANIMALS = ReadOnlyVectors(["cat", "hen"], [[1, 0, 2], [0, 3, -1]])
SOME_WORDS = ("cat", "hen", "soup", "the", "of")


def _average(words, vectors, weights, *, keep=None, weight=None, divide=None, empty=None, guarded=True):
    """A weighted average with one thing wrong."""
    known = [word for word in (keep or (lambda words: words))(words) if word in vectors]
    chosen = [(weight or (lambda word: weights.get(word, 1.0)))(word) for word in known]
    total = sum((w * vectors[word].astype(float) for w, word in zip(chosen, known)), np.zeros(vectors.width))
    divisor = (divide or (lambda words, known, chosen: sum(chosen)))(words, known, chosen)
    if divisor == 0 and guarded:
        return empty(vectors) if empty else np.zeros(vectors.width)
    with np.errstate(invalid="ignore"):
        return total / divisor


def _average_with(**changes):
    return lambda words, vectors, weights: _average(words, vectors, weights, **changes)


def _unweighted(words, vectors, weights):
    return _average(words, vectors, {})


def _plain_mean(words, vectors, weights):
    return np.mean([vectors[word] for word in words if word in vectors], axis=0)


def _into_the_first_row(words, vectors, weights):
    total, weight_sum = None, 0.0
    for word in words:
        if word in vectors:
            weight_sum += weights.get(word, 1.0)
            if total is None:
                total = vectors[word]
            else:
                total += weights.get(word, 1.0) * vectors[word]
    return np.zeros(vectors.width) if weight_sum == 0 else total / weight_sum


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


def _as_many_as_words(words, vectors, weights):
    total, weight_sum = np.zeros(len(vectors)), 0.0
    for word in words:
        if word in vectors:
            total = total + weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total if weight_sum == 0 else total / weight_sum


def _mean_of_weighted(words, vectors, weights):
    with np.errstate(invalid="ignore"):
        return np.mean([weights.get(word, 1.0) * vectors[word] for word in words if word in vectors], axis=0)


def _mean_without_axis(words, vectors, weights):
    found = [weights.get(word, 1.0) * vectors[word] for word in words if word in vectors]
    return np.mean(found) if found else np.zeros(vectors.width)


def _weight_for_every_word(words, vectors, weights):
    return _average(words, vectors, weights, weight=lambda word: weights[word])


def _every_word_known(words, vectors, weights):
    chosen = [weights.get(word, 1.0) for word in words]
    total = sum((weight * vectors[word] for weight, word in zip(chosen, words)), np.zeros(vectors.width))
    return total / sum(chosen) if sum(chosen) else np.zeros(vectors.width)


def _of_unit_vectors(words, vectors, weights):
    return _average(words, WordVectors(vectors.words, unit_vectors(vectors.vectors)), weights)


def _no_division_by_zero(words, vectors, weights):
    found = _average(words, vectors, weights, guarded=False)
    if not np.isfinite(found).all():
        raise ZeroDivisionError
    return found


def _begins_with_the_number_0(words, vectors, weights):
    if not any(word in vectors for word in words):
        raise ZeroDivisionError
    return _average(words, vectors, weights, guarded=False)


def _weights_of_unknown_words(words, vectors, weights):
    return _average(words, vectors, weights, divide=lambda words, known, chosen: sum(
        weights.get(word, 1.0) for word in words))


def _guards_the_empty_list_only(words, vectors, weights):
    if not any(word in vectors for word in words):
        return np.zeros(vectors.width)
    return _average(words, vectors, weights, guarded=False)


def _numpy_average_of_some(words, vectors, weights):
    if not any(word in vectors for word in words):
        return np.zeros(vectors.width)
    return _no_division_by_zero(words, vectors, weights)


def _stops_at_an_unknown_word(words, vectors, weights):
    known = [word in vectors for word in words]
    return embeddings.average_embedding(words[:known.index(False)] if False in known else words, vectors, weights)


def _zero_is_false(words, vectors, weights):
    return _average(words, vectors, weights, weight=lambda word: weights.get(word) or 1.0)


def _zero_for_nothing(words, vectors, weights):
    found = embeddings.average_embedding(words, vectors, weights)
    return found if any(weights.get(word, 1.0) for word in words if word in vectors) else 0.0


def _unguarded_and(**changes):
    return lambda words, vectors, weights: _average(words, vectors, weights, guarded=False, **changes)


def _zeros_for_nothing(expected, got):
    """What differs; says so where a mean was taken of an empty list."""
    if isinstance(got, float) and got != got:
        return "No word is left here, and the mean of an empty list is nan, “not a number”. Return zeros there."
    return difference(expected, got, Rules(close=True))


def _default_zero(words, vectors, weights):
    return _average(words, vectors, {word: weights.get(word, 0.0) for word in words})


def _average_by_numpy(words, vectors, weights):
    known = [word for word in words if word in vectors]
    shares = np.array([weights.get(word, 1.0) for word in known])
    if shares.sum() == 0:
        return np.zeros(vectors.width)
    return np.average(np.stack([vectors[word] for word in known]), axis=0, weights=shares)


average_embedding = Exercise(
    "average_embedding",
    lesson=LESSON,
    reference=embeddings.average_embedding,
    cases=[
        case([], PANTRY, {}), case(["the"], PANTRY, {}), case(["cat"], PANTRY, {}), case(["cat", "soup"], PANTRY, {}),
        case(["the", "cat", "soup"], PANTRY, {}), case(["cat", "soup"], PANTRY, {"soup": 3.0}),
        case(["cat", "cat", "soup"], PANTRY, {}), case(["cat"], PANTRY, {"cat": 0.5}),
        case(["cat"], PANTRY, {"cat": 0.0}), case(["the", "soup", "cat"], PANTRY, {"the": 5.0, "cat": 0.25}),
        case(["the"], ANIMALS, {}), case(["cat", "hen"], ANIMALS, {}),
        case(["cat", "hen", "the", "hen"], ANIMALS, {"hen": 0.5, "the": 2.0}),
    ],
    random_case=lambda rng: ([rng.choice(["cat", "hen", "the", "of"]) for _ in range(rng.randrange(6))], ANIMALS,
                             {word: rng.choice([0.0, 0.5, 2.0])
                              for word in rng.sample(["cat", "hen", "the"], rng.randrange(3))}),
    valid=lambda words, vectors, weights: {*words, *weights} <= set(SOME_WORDS),
    hints=(
        "Two running sums: of the vectors, each times its weight, and of the weights. What is divided by what?",
        "total = zeros (vectors.width numbers), weight_sum = 0.0\nfor each word that has a vector:\n    weight = "
        "weights.get(word, 1.0)\n    add weight * its vector to the one, weight to the other\nif weight_sum is 0: "
        "return "
        "the zeros\nreturn total / weight_sum",
    ),
    mistakes=[
        Mistake(_average_with(divide=lambda words, known, chosen: 1.0 if known else 0.0), "You return the sum. The "
                "average is the sum divided by the sum of the weights."),
        Mistake(_average_with(divide=lambda words, known, chosen: len(words)), "You divide by the number of all words, "
                "unknown ones included. They are left out, and weights count."),
        Mistake(_average_with(divide=lambda words, known, chosen: len(known)), "You divide by the number of known "
                "words. "
                "With weights, divide by the sum of the weights."),
        Mistake(_unweighted, "Your average gives every word the same weight. weights.get(word, 1.0) says how much it "
                "counts."),
        Mistake(_plain_mean, "That is the plain mean: the weights are not used, and of an empty list it is nan. Return "
                "zeros when nothing is known."),
        Mistake(_mean_of_weighted, "You divide by the number of words, and of an empty list the mean is nan. Divide by "
                "the sum of the weights, and return zeros when that is 0."),
        Mistake(_mean_without_axis, "np.mean of a list of vectors makes one number of them all. axis=0 keeps them "
                "apart, number by number; and with weights, divide by the sum of the weights."),
        Mistake(_unguarded_and(divide=lambda words, known, chosen: np.float64(len(known))), "You divide by the number "
                "of known words. With weights, divide by the sum of the weights, and where that is 0 return zeros: "
                "0 / 0 is nan."),
        Mistake(_unguarded_and(divide=lambda words, known, chosen: np.float64(len(words))), "You divide by the number "
                "of all words. Divide by the sum of the weights of those that are known, and where that is 0 return "
                "zeros: 0 / 0 is nan."),
        Mistake(_weight_for_every_word, "Not every word stands in `weights`, and weights[word] stops with a KeyError "
                "then. weights.get(word, 1.0) gives 1.0 instead."),
        Mistake(_no_division_by_zero, "When no word is left, or all count 0, you divide 0 by 0. Ask for that before "
                "you divide, and return zeros."),
        Mistake(_numpy_average_of_some, "Right, but words may be known and all count 0. Then the sum of the weights is "
                "0, and Python does not divide by that. Ask for the *sum*."),
        Mistake(_guards_the_empty_list_only, "Right, but words may be known and all count 0. Then the sum of the "
                "weights is 0, and 0 / 0 is nan. Ask for the *sum*."),
        Mistake(_begins_with_the_number_0, "When no word is left, you divide 0 by 0, and Python stops; when all count "
                "0, NumPy makes nan of it. Ask for the sum of the weights before you divide, and return zeros."),
        Mistake(_weights_of_unknown_words, "Words without a vector still count in your divisor. Leave them out of both "
                "sums."),
        Mistake(_stops_at_an_unknown_word, "At the first word without a vector you stop. Go on to the next word: "
                "`continue`, not `break`."),
        Mistake(_zero_is_false, "A word with the weight 0 counts once in your average: `0 or 1.0` is 1.0. "
                "weights.get(word, 1.0) gives 1.0 only where there is no weight."),
        Mistake(_every_word_known, "Words without a vector are to be left out. Ask before you look one up: `word in "
                "vectors`."),
        Mistake(_in_the_table, "You change the table itself: `total = vectors[word]` makes no copy, so that "
                "`total *= …` and `total += …` write over the word's own row (here it is locked). Begin with zeros, "
                "or write total = total + …"),
        Mistake(_into_the_first_row, "You change the table itself: after `total = vectors[word]`, `total += …` writes "
                "over the row of the first word (here it is locked), whose weight is forgotten besides. Begin with "
                "zeros."),
        Mistake(_as_many_as_words, "len(vectors) is the number of words in the table. A vector has vectors.width "
                "numbers."),
        Mistake(_of_unit_vectors, "You bring the vectors to length 1 first. The average is taken of the vectors as "
                "they are."),
        Mistake(_zero_for_nothing, "Of nothing you return one 0. Return a vector of zeros, np.zeros(vectors.width)."),
        Mistake(_default_zero, "A word without a weight counts 0 in your average. It counts 1."),
        Mistake(_average_with(keep=lambda words: list(dict.fromkeys(words))), "A word that occurs twice counts once in "
                "your average. Every occurrence counts."),
        Mistake(_average_with(empty=lambda vectors: np.full(vectors.width, np.nan)), "Of a text without any known word "
                "(or whose words all count 0) the average is 0 / 0, which is nan. Return zeros there."),
        Mistake(_average_with(divide=lambda words, known, chosen: math.sqrt(sum(chosen))), "You divide by the root of "
                "the sum of the weights. For an average, divide by the sum itself."),
    ],
    also_right=[_average_by_numpy],
    compare=_zeros_for_nothing,
)


# --- sinusoidal_positions and rotate


def _waves(length, width, *, exponent=lambda number, width: 2 * (number // 2) / width, first=0, base=10000,
           wave=lambda number, angle: math.sin(angle) if number % 2 == 0 else math.cos(angle),
           angle=lambda position, scale: position / scale):
    """Positions as waves, with one thing wrong."""
    return np.array([[wave(number, angle(position + first, base ** exponent(number, width))) for number in range(width)]
                     for position in range(length)]).reshape(length, width)


def _waves_with(**changes):
    return lambda length, width: _waves(length, width, **changes)


def _in_halves(length, width):
    right = embeddings.sinusoidal_positions(length, width)
    return np.concatenate([right[:, 0::2], right[:, 1::2]], axis=1)


def _bracket_missing(length, width):
    waves = np.zeros((length, width))
    for position in range(length):
        for i in range(width // 2):
            angle = position / 10000 ** 2 * i / width
            waves[position, 2 * i], waves[position, 2 * i + 1] = math.sin(angle), math.cos(angle)
    return waves


def _beyond_the_width(length, width):
    waves = np.zeros((length, width))
    for position in range(length):
        for i in range(width):
            waves[position, 2 * i] = math.sin(position / 10000 ** (2 * i / width))
            waves[position, 2 * i + 1] = math.cos(position / 10000 ** (2 * i / width))
    return waves


def _without_position_0(length, width):
    waves = embeddings.sinusoidal_positions(length, width)
    waves[:1] = 0.0
    return waves


def _cosine_beside_the_sine(length, width):
    """Numbers i and i + 1 in place of 2i and 2i + 1: the next pair writes over the cosine."""
    right, waves = embeddings.sinusoidal_positions(length, width), np.zeros((length, width))
    for i in range(width // 2):
        waves[:, i], waves[:, i + 1] = right[:, 2 * i], right[:, 2 * i + 1]
    return waves


def _length_for_width(length, width):
    return _waves(length, width, exponent=lambda number, width: 2 * (number // 2) / length)


def _only_one_position(length, width):
    return embeddings.sinusoidal_positions(length + 1, width)[length]


def _waves_divided(length, width):
    angles = np.array([10000 ** (2 * (number // 2) / width) for number in range(width)])
    return _waves(length, width, exponent=lambda number, width: 0.0) / angles


def _written_into_width_by_length(length, width):
    waves = np.zeros((width, length))
    for position in range(length):
        for number in range(width):
            waves[position, number] = embeddings.sinusoidal_positions(length, width)[position, number]
    return waves


def _waves_as_lists(length, width):
    return embeddings.sinusoidal_positions(length, width).tolist()


def _lying(length, width):
    return embeddings.sinusoidal_positions(length, width).T


def _waves_by_numpy(length, width):
    numbers = np.arange(width)
    angles = np.arange(length)[:, None] / 10000.0 ** (2 * (numbers // 2) / width)
    return np.where(numbers % 2 == 0, np.sin(angles), np.cos(angles))


def _waves_by_pairs(length, width):
    positions = np.zeros((length, width))
    for i in range(0, width, 2):
        angle = np.arange(length) * math.exp(-i / width * math.log(10000))
        positions[:, i] = np.sin(angle)
        if i + 1 < width:
            positions[:, i + 1] = np.cos(angle)
    return positions


sinusoidal_positions = Exercise(
    "sinusoidal_positions",
    lesson=LESSON,
    reference=embeddings.sinusoidal_positions,
    cases=[case(1, 2), case(2, 2), case(2, 4), case(3, 4), case(5, 6), case(0, 2), case(12, 8)],
    random_case=lambda rng: (rng.randrange(1, 6), 2 * rng.randrange(1, 5)),
    valid=lambda length, width: width % 2 == 0,
    hints=(
        "Two loops, over positions and over numbers. Numbers 2i and 2i + 1 share the same i: that is number // 2.",
        "positions = zeros (length, width)\nfor each position and each number:\n    i = number // 2\n    angle = "
        "position / "
        "10000 ** (2 * i / width)\n    sine of it where number is even, cosine where it is odd\nreturn positions",
    ),
    mistakes=[
        Mistake(_waves_with(wave=lambda number, angle: math.cos(angle) if number % 2 == 0 else math.sin(angle)),
                "Sine and cosine are exchanged: the even numbers are sines."),
        Mistake(_waves_with(exponent=lambda number, width: number / width), "Sine and cosine of a pair have different "
                "speeds in your table. Numbers 2i and 2i + 1 belong to the same hand: i = number // 2."),
        Mistake(_waves_with(exponent=lambda number, width: 2 * number / width), "You use the number in the vector as "
                "i. "
                "Numbers 2i and 2i + 1 share one i: number // 2."),
        Mistake(_waves_with(exponent=lambda number, width: (number // 2) / width), "The factor 2 in the exponent is "
                "missing: 2 · i / width."),
        Mistake(_waves_with(angle=lambda position, scale: position * scale), "Your hands get faster and faster: divide "
                "by the power of 10000."),
        Mistake(_waves_with(first=1), "Your first position is 1. Positions begin at 0, with sines 0 and cosines 1."),
        Mistake(_waves_with(wave=lambda number, angle: math.sin(math.radians(angle)) if number % 2 == 0
                            else math.cos(math.radians(angle))), "You treat the angle as degrees. It is in radians "
                "already, which is what math.sin takes."),
        Mistake(_waves_with(wave=lambda number, angle: math.sin(angle)), "There are sines only. The odd numbers are "
                "cosines."),
        Mistake(_in_halves, "First all the sines, then all the cosines: some models do it so. Here they take turns, "
                "sine, "
                "cosine, sine, cosine."),
        Mistake(_waves_with(base=1000), "The base is 10000; yours seems to be 1000."),
        Mistake(_bracket_missing, "Python works out 10000 ** 2 first, then times i, then divided by width. The whole "
                "exponent needs brackets: 10000 ** (2 * i / width)."),
        Mistake(_waves_with(exponent=lambda number, width: 4 * (number // 2) / width), "Your i goes 0, 2, 4, …: it is "
                "2i already, and you double it once more. Take i / width, or count the pairs 0, 1, 2."),
        Mistake(_beyond_the_width, "You write beyond the last number. If i counts the pairs, there are width // 2 of "
                "them."),
        Mistake(_without_position_0, "Position 0 is missing: its sines are 0, but its cosines 1. Begin at 0."),
        Mistake(_cosine_beside_the_sine, "You write the pair i into the numbers i and i + 1, so that the next pair "
                "overwrites the cosine, and half of the row stays 0. It belongs into 2i and 2i + 1."),
        Mistake(_waves_with(exponent=lambda number, width: 2 * (number // 2) // width), "`//` throws the fraction "
                "away, so that every hand is as fast as the first: 2 * i / width."),
        Mistake(_waves_with(exponent=lambda number, width: 2 * (number // 2)), "You have not divided the exponent by "
                "width: 10000 ** (2 * i / width)."),
        Mistake(_length_for_width, "You divide the exponent by length, the number of positions. It is divided by "
                "width, the numbers in a row."),
        Mistake(_only_one_position, "That is the row of one position. A table is asked for, with a row for each "
                "position from 0 to length - 1."),
        Mistake(_waves_divided, "You divide the sine and the cosine. Divide the position, and take the sine of that."),
        Mistake(_written_into_width_by_length, "Your table has the shape (width, length). A row is a position: "
                "(length, width)."),
        Mistake(_waves_as_lists, "The right numbers, but in lists. np.array(…) makes a table of them."),
        Mistake(_lying, "Rows and columns are exchanged. A row is a position: (length, width)."),
    ],
    also_right=[_waves_by_numpy, _waves_by_pairs],
    compare="close",
)


def _turn(matrix):
    """A turn by another matrix: matrix(cos, sin) -> ((a, b), (c, d))."""
    return lambda vector, angle: np.array(matrix(math.cos(angle), math.sin(angle))) @ np.asarray(vector, dtype=float)


def _degrees(vector, angle):
    return embeddings.rotate(vector, math.radians(angle))


def _uses_the_new_x(vector, angle):
    x = vector[0] * math.cos(angle) - vector[1] * math.sin(angle)
    return np.array([x, x * math.sin(angle) + vector[1] * math.cos(angle)])


def _uses_the_new_y(vector, angle):
    y = vector[0] * math.sin(angle) + vector[1] * math.cos(angle)
    return np.array([vector[0] * math.cos(angle) - y * math.sin(angle), y])


def _in_its_own_place(vector, angle):
    vector[0] = vector[0] * math.cos(angle) - vector[1] * math.sin(angle)
    vector[1] = vector[0] * math.sin(angle) + vector[1] * math.cos(angle)
    return vector


def _rotate_by_complex(vector, angle):
    turned = complex(vector[0], vector[1]) * complex(math.cos(angle), math.sin(angle))
    return np.array([turned.real, turned.imag])


rotate = Exercise(
    "rotate",
    lesson=LESSON,
    reference=embeddings.rotate,
    cases=[
        case(_array(3, 1), math.pi / 2), case(_array(1, 0), math.pi / 2), case(_array(0, 1), 1.0),
        case(_array(2, -1), 0.0), case(_array(2, -1), math.pi), case(_array(1, 2), -0.5), case(_array(3, 4), 0.3),
        case(_array(-2, 5), 7.0),
    ],
    random_case=lambda rng: (_drawn(rng, 2), round(rng.uniform(-4, 4), 1)),
    valid=lambda vector, angle: len(vector) == 2,
    hints=(
        "The formula stands above the exercise. Keep the old x until both new numbers are made.",
        "x, y = the two numbers\nnew x = x cos θ − y sin θ\nnew y = x sin θ + y cos θ\nreturn np.array of the two",
    ),
    mistakes=[
        Mistake(_turn(lambda cos, sin: ((cos, sin), (-sin, cos))), "You turn clockwise. Anticlockwise, a quarter turn "
                "makes (1, 0) into (0, 1): check the two signs."),
        Mistake(_uses_the_new_x, "You compute y with the new x. Keep the old one until both are done."),
        Mistake(_uses_the_new_y, "You compute x with the new y. Keep the old one until both are done."),
        Mistake(lambda vector, angle: np.array([vector[0] * (math.cos(angle) - math.sin(angle)),
                                                vector[1] * (math.sin(angle) + math.cos(angle))]),
                "The new x is made of x alone, the new y of y alone. Each needs both: x cos θ − *y* sin θ, and *x* "
                "sin θ + y cos θ."),
        Mistake(lambda vector, angle: tuple(embeddings.rotate(vector, angle)), "The right numbers, but as a tuple. "
                "np.array([…]) makes a vector of them."),
        Mistake(_in_its_own_place, "You write the new x into the vector and then compute y with it. Take x and y out "
                "first, and return a new array: the caller may still need the old one."),
        Mistake(_degrees, "You treat the angle as degrees. It is in radians, which is what math.sin takes."),
        Mistake(_turn(lambda cos, sin: ((sin, -cos), (cos, sin))), "Sine and cosine are exchanged: at angle 0 nothing "
                "should move, and cos 0 is 1."),
        Mistake(_turn(lambda cos, sin: ((cos, sin), (sin, cos))), "The minus sign is missing: x cos θ − y sin θ."),
        Mistake(_turn(lambda cos, sin: ((cos, -sin), (sin, -cos))), "The second number has the wrong sign in its "
                "second "
                "part: x sin θ + y cos θ."),
        Mistake(_turn(lambda cos, sin: ((cos, -sin), (cos, sin))), "The second number has sine and cosine exchanged: "
                "x sin θ + y cos θ."),
        Mistake(_turn(lambda cos, sin: ((cos, 0), (0, cos))), "You only make the vector shorter. Turning mixes its two "
                "numbers."),
        Mistake(lambda vector, angle: np.array([vector[0] + math.cos(angle), vector[1] + math.sin(angle)]), "You add "
                "an "
                "arrow. Turning multiplies: the length stays the same."),
    ],
    also_right=[_rotate_by_complex, _turn(lambda cos, sin: ((cos, -sin), (sin, cos)))],
    compare="close",
)


# --- questions and quiz

duck_bread = Question(
    "duck_bread",
    lesson=LESSON,
    answer=0.6,
    tolerance=0.004,
    hints=(
        "Three numbers: the dot product, the length of (3, 4), the length of (2, 0).",
        "dot product = 3 · 2 + 4 · 0\nlength of duck = √(9 + 16), length of bread = √(4 + 0)\n"
        "cosine = dot product / (one length · the other)",
    ),
    mistakes=[
        (6, "That is the dot product. Divide it by both lengths."),
        (1.2, "You have divided by the length of duck, 5. Divide by that of bread, too."),
        (3, "You have divided by the length of bread, 2. Divide by that of duck, too."),
        (0.06, "You have divided by the squared lengths, 25 and 4. The lengths are the roots of those."),
        (6 / 7, "You have added the lengths, 5 + 2. Multiply them."),
        (6 / 14, "A length is not the sum of the numbers. It is √(x² + y²): for (3, 4) that is √25."),
        (2.4, "You have divided by 5 and then multiplied by 2. Both lengths divide: 6 / (5 · 2)."),
        (math.acos(0.6), "That is the angle, in radians. Its cosine is asked for."),
        (math.degrees(math.acos(0.6)), "That is the angle, in degrees. Its cosine is asked for."),
        (0.4, "That is 1 − cosine, a distance. The cosine itself is asked for."),
        (0.8, "3 · 2 + 4 · 0 is 6, not 8: a number times 0 is 0."),
    ],
    explanation="6 / (5 · 2): not very alike, for bread is nothing but eaten, and the duck is mostly alive.",
)

embeddings_quiz = Quiz(
    "embeddings_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "A vector with itself gives 1. Two different words have their 1 in different places.",
            "b": "Right. The 1 of one always meets a 0 of the other, so every word is equally unlike every other.",
            "c": "It is the same for all pairs; that is what is wrong with one-hot vectors.",
        }),
        QuizItem("c", {
            "a": "The cosine divides by the length, and the length has doubled as well.",
            "b": "Its dot products do change: each number in them is twice as large.",
            "c": "Right. That is how the hen came to win by dot product, and not by cosine.",
        }),
        QuizItem("a", {
            "a": "Right. Everything stands beside *the*, so everything looks like everything: two "
                 "frequent words had a cosine of 0.63 on average. PMI asks what is more than chance.",
            "b": "Larger counts do not help: *the* grows with them.",
            "c": "Rare words are counted too. What drowns them?",
        }),
        QuizItem("b", {
            "a": "It reached a far lower loss than with them. Is that learning?",
            "b": "Right. “Real” was the answer to every question, and vectors that all agree give it every time. The "
            "loss "
                 "was nearly 0.",
            "c": "The loss was nearly 0. That was the treacherous part.",
        }),
        QuizItem("a", {
            "a": "Right. With them allowed, the nearest word is king, and only 11.5 % of such questions are solved.",
            "b": "It was trained on news, by the game of real and fake.",
            "c": "The number of dimensions is not the point. What is nearest to the sum if everything may answer?",
        }),
        QuizItem("c", {
            "a": "Short descriptions worked. What are titles made of?",
            "b": "That would help the search that counts shared words, and it did. But why did the averages fail?",
            "c": "Right. Four titles in ten had no known word at all, and the average of nothing points nowhere.",
        }),
        QuizItem("b", {
            "a": "The words go into one sum and the positions into another. Does either sum depend on the order?",
            "b": "Right. Both sums are the same in any order. It takes an operation that compares words pair by pair.",
            "c": "The number 0 goes to the first word, and then it is added to all the others.",
        }),
    ],
)

EXERCISES = [
    duck_bread, cosine_similarity, skip_gram_pairs, nearest, positive_pmi, pair_gradient, skip_gram_step, analogy,
    average_embedding, sinusoidal_positions, rotate, embeddings_quiz,
]
