"""``skip_gram_pairs``: each word with its neighbours."""

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case


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


def _by_slices(words, window):
    pairs = []
    for position in range(len(words)):
        left, right = words[max(0, position - window):position], words[position + 1:position + 1 + window]
        pairs += [(words[position], other) for other in [*left, *right]]
    return pairs


def _by_distance(words, window):
    return [(word, other) for here, word in enumerate(words) for there, other in enumerate(words)
            if 0 < abs(here - there) <= window]


exercise = Exercise(
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
    also_right=[_by_slices, _by_distance],
    equivalent_mutants={
        "max(0, position - window) → max(position - window, 0) in: first = max(0, position - window)":
            "the greater of two numbers is the same in either order.",
        "min(len(words) - 1, position + window) → min(position + window, len(words) - 1) in: "
        "last = min(len(words) - 1, position + window)":
            "the smaller of two numbers is the same in either order.",
    },
)


@exercise.mistake("Each word is its own neighbour in your list. Leave out the position itself.")
def _with_itself(words, window):
    return _pairs(words, window)


@exercise.mistake("Only the neighbours to the right are there. Look as far to the left as well.")
def _right_only(words, window):
    return _pairs(words, window, start=lambda position, window: position, keep=_not_itself)


@exercise.mistake("The first words get neighbours from the end of the text: in Python, words[-1] is the *last* word. "
                  "Begin at 0 where position - window is negative.")
def _wraps_around(words, window):
    return _pairs(words, window, start=lambda position, window: position - window, keep=_not_itself) if len(
        words) > window else embeddings.skip_gram_pairs(words, window)


@exercise.mistake("You ask for words before the first one. In Python words[-1] is the *last* word, and further down, "
                  "where there is none, comes an IndexError. Begin at 0 where position - window is negative.")
def _wraps_around_and_runs_out(words, window):
    return _pairs(words, window, start=lambda position, window: position - window, keep=_not_itself)


@exercise.mistake("The first words get neighbours from the end of the text. Waiting for an IndexError does not help "
                  "there: words[-1] is no error, it is the *last* word.")
def _wraps_around_and_passes_on(words, window):
    return [(word, words[other]) for position, word in enumerate(words)
            for other in range(position - window, position + window + 1)
            if other != position and -len(words) <= other < len(words)]


@exercise.mistake("The first word is nobody's neighbour in your list. Its position is 0, and 0 is a position like any "
                  "other: >= 0, not > 0.")
def _never_the_first_word(words, window):
    return _pairs(words, window, keep=lambda other, position: other > 0 and other != position)


@exercise.mistake("You take each word with the next one, and that is all. Each word has neighbours to the left, too, "
                  "and up to `window` steps away.")
def _forward_pairs(words, window):
    return list(zip(words, words[1:]))


@exercise.mistake("The farthest neighbour to the right is missing: range(a, b) ends before b.")
def _stops_early(words, window):
    return [(word, words[other]) for position, word in enumerate(words)
            for other in range(max(0, position - window), min(len(words), position + window)) if other != position]


@exercise.mistake("You leave out pairs of equal words. In “very very good” the first *very* does have the second as a "
                  "neighbour: compare positions, not words.")
def _not_the_same_word(words, window):
    return [pair for pair in embeddings.skip_gram_pairs(words, window) if pair[0] != pair[1]]


@exercise.mistake("Your pairs stand the other way round: the word first, then its neighbour.")
def _turned(words, window):
    return _pairs(words, window, keep=_not_itself, make=lambda word, other: (other, word))


@exercise.mistake("You take only the neighbours that are exactly `window` steps away. The nearer ones count too.")
def _only_so_far(words, window):
    return _pairs(words, window, keep=lambda other, position: abs(other - position) == window)


@exercise.mistake("Pairs that occur twice are in your list once. They will be counted, so keep them all.")
def _each_once(words, window):
    return list(dict.fromkeys(embeddings.skip_gram_pairs(words, window)))


@exercise.mistake("These are the right pairs in another order: for each word you go outwards, left and right by turns. "
                  "Go through its neighbours from left to right.")
def _left_and_right_by_turns(words, window):
    return [(word, words[other]) for position, word in enumerate(words) for step in range(1, window + 1)
            for other in (position - step, position + step) if 0 <= other < len(words)]


@exercise.mistake("These are the right pairs in another order: you begin to the right of each word. Go through its "
                  "neighbours from left to right, beginning with the farthest to the left.")
def _right_before_left(words, window):
    return [(word, words[other]) for position, word in enumerate(words) for side in (1, -1)
            for step in range(1, window + 1) for other in [position + side * step] if 0 <= other < len(words)]


@exercise.mistake("These are the right pairs in another order. Go from word to word, and give each all of its "
                  "neighbours from left to right before you go on.")
def _near_before_far(words, window):
    pairs = []
    for position in range(len(words)):
        for step in range(1, window + 1):
            if position + step < len(words):
                pairs += [(words[position], words[position + step]), (words[position + step], words[position])]
    return pairs


@exercise.mistake("The first words lose their neighbours to the left: a slice such as words[-1:1] begins at the *end* "
                  "of the list and is empty. Begin at max(0, …).")
def _slices_below_zero(words, window):
    return [(word, other) for position, word in enumerate(words)
            for other in words[position - window:position] + words[position + 1:position + 1 + window]]


@exercise.mistake("Near the end of the text you ask for a word beyond it: the last neighbour is at len(words) - 1 at "
                  "most. Mind the beginning, too: words[-1] is no error in Python, it is the *last* word.")
def _from_below_zero(words, window):
    return [(words[position], words[other]) for position in range(len(words))
            for other in range(position - window, position + window + 1) if other != position]


@exercise.mistake("You return after the first word (and of no words, nothing): `return` stands inside the loop. Move "
                  "it to the left, below the loop.")
def _returns_after_one_word(words, window):
    for position, word in enumerate(words):
        return [(word, words[other]) for other in range(min(len(words), window + 1)) if other != position]


@exercise.mistake("You return after the first pair: `return` stands inside the loops. Move it to the left, below them.")
def _returns_after_one_pair(words, window):
    for pair in embeddings.skip_gram_pairs(words, window):
        return [pair]
    return [] if words else None


@exercise.mistake("Words near the ends are left out, because their window is not whole. They have fewer neighbours, "
                  "and those count.")
def _only_whole_windows(words, window):
    return [(words[position], words[other]) for position in range(window, len(words) - window)
            for other in range(position - window, position + window + 1) if other != position]


@exercise.mistake("words.index(word) is the *first* place where the word stands, so that a word which occurs again "
                  "gets the neighbours of the first one. Loop over positions.")
def _first_place_of_each_word(words, window):
    return [(word, words[other]) for word in words for here in [words.index(word)]
            for other in range(max(0, here - window), min(len(words), here + window + 1)) if other != here]


@exercise.mistake("The right pairs, but as lists. Round brackets make a pair: (word, neighbour).")
def _as_lists(words, window):
    return [list(pair) for pair in embeddings.skip_gram_pairs(words, window)]


@exercise.mistake("You take the direct neighbours only. `window` says how many steps away still count.")
def _one_step_only(words, window):
    return embeddings.skip_gram_pairs(words, 1)
