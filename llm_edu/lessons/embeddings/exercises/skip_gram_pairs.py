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


WORDS = ["a", "b", "c", "The", "the"]  # capitals are kept

exercise = Exercise(
    reference=embeddings.skip_gram_pairs,
    cases=[
        case([], 1), case(["a"], 2), case(["a", "b"], 1), case(["a", "b", "c"], 1), case(["a", "b", "c"], 2),
        case(["a", "b", "c", "d", "e"], 2), case(["a", "b"], 5), case(["a", "a"], 1), case(["a", "b", "a", "b"], 1),
        case(["a", "b", "c", "d", "e", "f"], 3),
        case(["The", "the", "10", "1"], 2), case(["so", "so", "so"], 1), case(list("abcdefghi"), 7),
    ],
    random_case=lambda rng: ([rng.choice(WORDS) for _ in range(rng.randrange(8))], rng.randrange(1, 4)),
    valid=lambda words, window: all(words),
    texts=["words"],
    keywords=("window",),
    hints=(
        "Use two loops: one over the positions, and inside it one over the positions of the neighbours. Where do the "
        "neighbours begin and end if the word is near an end of the list?",
        "for position in range(len(words)):\n    first = position - window, but not below 0\n    last = position + "
        "window, but not beyond the last position\n    for other in range(first, last + 1):\n        unless it is the "
        "position itself: add (words[position], words[other])",
    ),
)


@exercise.mistake("In your list, each word is its own neighbour. Leave out the position itself.")
def _with_itself(words, window):
    return _pairs(words, window)


@exercise.mistake("You have only the neighbours on the right. Look just as far to the left.")
def _right_only(words, window):
    return _pairs(words, window, start=lambda position, window: position, keep=_not_itself)


@exercise.mistake("The first words lose their neighbours on the left. A slice such as words[-1:1] begins at the *end* "
                  "of the list, and is empty. Begin at max(0, …).")
def _slices_below_zero(words, window):
    return [(word, other) for position, word in enumerate(words)
            for other in words[position - window:position] + words[position + 1:position + 1 + window]]


@exercise.mistake("You ask for words before the first one. In Python, words[-1] is the *last* word, and an even "
                  "smaller index may raise an IndexError. If position - window is negative, begin at 0.")
def _wraps_around_and_runs_out(words, window):
    return _pairs(words, window, start=lambda position, window: position - window, keep=_not_itself)


@exercise.mistake("The last neighbour on the right is missing: range(a, b) ends before b.")
def _stops_early(words, window):
    return [(word, words[other]) for position, word in enumerate(words)
            for other in range(max(0, position - window), min(len(words), position + window)) if other != position]


@exercise.mistake("You leave out pairs of equal words. But in “very very good”, the second *very* is a neighbour of "
                  "the first. Compare positions, not words.")
def _not_the_same_word(words, window):
    return [pair for pair in embeddings.skip_gram_pairs(words, window) if pair[0] != pair[1]]


@exercise.mistake("Your pairs are the wrong way round: first comes the word, then its neighbour.")
def _turned(words, window):
    return _pairs(words, window, keep=_not_itself, make=lambda word, other: (other, word))


@exercise.mistake("These are the right pairs in the wrong order: you begin on the right of each word. Go through its "
                  "neighbours from left to right.")
def _right_before_left(words, window):
    return [(word, other) for position, word in enumerate(words)
            for other in words[position + 1:position + 1 + window] + words[max(0, position - window):position]]


@exercise.mistake("words.index(word) is the *first* position of the word. So if a word occurs again, it gets the "
                  "neighbours of its first occurrence. Loop over positions.")
def _first_place_of_each_word(words, window):
    return [(word, words[other]) for word in words for here in [words.index(word)]
            for other in range(max(0, here - window), min(len(words), here + window + 1)) if other != here]


@exercise.mistake("You take only the direct neighbours. `window` says how many steps away a neighbour may be.")
def _one_step_only(words, window):
    return embeddings.skip_gram_pairs(words, 1)
