"""``distinct_n``: how many runs are different ones."""

from llm_edu import decoding
from llm_edu.course.checks.exercise import Exercise, case


def _runs(text, n):
    return [tuple(text[at:at + n]) for at in range(len(text) - n + 1)]


def _share_of_each(texts, n):
    shares = [len(set(_runs(text, n))) / len(_runs(text, n)) for text in texts]
    return sum(shares) / len(shares)


def _distinct(runs=_runs, share=lambda found: len(set(found)) / len(found)):
    """A distinct_n with one thing wrong."""
    return lambda texts, n: share([run for text in texts for run in runs(text, n)])


def _texts_case(rng):
    """Some texts may be shorter than n, or empty; the longest is not."""
    texts = [[rng.randrange(3) for _ in range(rng.randrange(8))] for _ in range(rng.randrange(1, 4))]
    texts[rng.randrange(len(texts))] += [rng.randrange(3) for _ in range(3)]
    return texts, rng.randrange(1, 4)


exercise = Exercise(
    reference=decoding.distinct_n,
    cases=[
        case([["a", "b"]], 1), case([["a", "a"]], 1), case([["the", "cat", "saw", "the", "cat"]], 2),
        case([[1, 2, 3], [1, 2]], 2), case([[5, 5, 5, 5]], 3), case([[1, 2], [2, 1]], 1), case([[1, 2, 1, 2, 1]], 2),
        case([[1, 2, 3], [3, 1, 2]], 3), case([[1], [2, 3]], 2), case([[1, 11], [11, 1]], 2),
        case([[0, 1], [10, 0], [1, 0], [0, 10]], 2), case([["The", "the"]], 1), case([[1], [2, 3, 4, 2]], 3),
        case([[], [1, 2, 3]], 2), case([[" cat", "cat"]], 1), case([[*range(30), *range(20)]], 2),
        case([[1], [2, 3, 2, 3]], 2), case([["a"], [], ["b", "b", "b"]], 2),    # short ones, and a repetition
        case([["a", "b"], ["a", "b"]], 2), case([[1, 2, 3, 4], [1, 2, 3, 5]], 4),
    ],
    random_case=_texts_case,
    valid=lambda texts, n: any(len(text) >= n for text in texts),
    texts=["texts"],
    hints=(
        "Collect every run of n neighbours, from all texts, in one list. What does a set of these runs tell you?",
        "found = []\nfor each text:\n    for each start at which n tokens are left:\n        append tuple(text[start:"
        "start + n])\nreturn how many different ones / how many",
    ),
    compare="close",
)

exercise.mistake("You leave out the last run of each text. A text of 5 tokens has 5 − n + 1 runs.",
                 _distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text) - n)]))
exercise.mistake("At the end of a text, your runs get shorter than n. Stop where fewer than n tokens are left.",
                 _distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text))]))
exercise.mistake("You count a text that is shorter than n as one run. A run has n neighbours, so such a text has none.",
                 _distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(max(1, len(text) - n + 1))]))
exercise.mistake("You cut the text into blocks. But runs overlap: one begins at every token.",
                 _distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(0, len(text) - n + 1, n)]))
exercise.mistake("You return the number of different runs. Divide it by the number of all runs.",
                 _distinct(share=lambda found: len(set(found))))


@exercise.mistake("You calculate the share of each text, and average the shares. That misses what one text repeats "
                  "from *another*. Put the runs of all texts together first.")
def _share_of_each_that_has_runs(texts, n):
    return _share_of_each([text for text in texts if len(text) >= n], n)


exercise.mistake("You divide text by text, but a text that is shorter than n has no runs, so you divide by 0. Put the "
                 "runs of all texts together first, and divide once.", _share_of_each)


@exercise.mistake("You join the texts, so some of your runs begin in one text and end in the next. Nobody wrote "
                  "those.")
def _all_in_one(texts, n):
    return decoding.distinct_n([[word for text in texts for word in text]], n)


@exercise.mistake("You divide by the number of tokens, as the inventors of the measure did. Here, divide by the "
                  "number of runs, so that 1 is the highest value for any n.")
def _per_token(texts, n):
    runs = {tuple(text[at:at + n]) for text in texts for at in range(len(text) - n + 1)}
    return len(runs) / sum(map(len, texts))


exercise.mistake("A list cannot be in a set, because it may change. tuple(text[start:start + n]) can.",
                 lambda texts, n: len({text[0:n] for text in texts}))
exercise.mistake("\" \".join(…) needs strings, but a text may be a list of ids. A tuple of the run works for both.",
                 _distinct(runs=lambda text, n: [" ".join(text[at:at + n]) for at in range(len(text) - n + 1)]))
