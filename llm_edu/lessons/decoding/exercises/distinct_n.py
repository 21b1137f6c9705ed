"""``distinct_n``: how many runs are different ones."""

from llm_edu import decoding
from llm_edu.course.checks.exercise import Exercise, Mistake, case
from llm_edu.lessons.decoding.exercises.common import LESSON


def _runs(text, n):
    return [tuple(text[at:at + n]) for at in range(len(text) - n + 1)]


def _share_of_each(texts, n):
    shares = [len(set(_runs(text, n))) / len(_runs(text, n)) for text in texts]
    return sum(shares) / len(shares)


def _share_of_each_that_has_runs(texts, n):
    return _share_of_each([text for text in texts if len(text) >= n], n)


def _share_of_each_or_0(texts, n):
    return sum(len(set(_runs(text, n))) / max(1, len(_runs(text, n))) for text in texts) / len(texts)


def _a_set_for_each(texts, n):
    return sum(len(set(_runs(text, n))) for text in texts) / sum(len(_runs(text, n)) for text in texts)


def _distinct(runs=_runs, share=lambda found: len(set(found)) / len(found)):
    """A distinct_n with one thing wrong."""
    return lambda texts, n: share([run for text in texts for run in runs(text, n)])


def _all_in_one(texts, n):
    return decoding.distinct_n([[word for text in texts for word in text]], n)


def _per_token(texts, n):
    runs = {tuple(text[at:at + n]) for text in texts for at in range(len(text) - n + 1)}
    return len(runs) / sum(map(len, texts))


def _only_the_first(texts, n):
    return decoding.distinct_n(texts[:1], n)


def _by_zip(texts, n):
    runs = [run for text in texts for run in zip(*(text[start:] for start in range(n)))]
    return len(dict.fromkeys(runs)) / len(runs)


def _by_strings(texts, n):
    seen, count = set(), 0
    for text in texts:
        for end in range(n, len(text) + 1):
            count += 1
            seen.add("|".join(map(str, text[end - n:end])))
    return len(seen) / count


distinct_n = Exercise(
    "distinct_n",
    lesson=LESSON,
    reference=decoding.distinct_n,
    cases=[
        case([["a", "b"]], 1), case([["a", "a"]], 1), case([["the", "cat", "saw", "the", "cat"]], 2),
        case([[1, 2, 3], [1, 2]], 2), case([[5, 5, 5, 5]], 3), case([[1, 2], [2, 1]], 1), case([[1, 2, 1, 2, 1]], 2),
        case([[1, 2, 3], [3, 1, 2]], 3), case([[1], [2, 3]], 2), case([[1, 11], [11, 1]], 2),
        case([[0, 1], [10, 0], [1, 0], [0, 10]], 2),
    ],
    random_case=lambda rng: ([[rng.randrange(3) for _ in range(rng.randrange(3, 8))]
                              for _ in range(rng.randrange(1, 4))], rng.randrange(1, 4)),
    valid=lambda texts, n: any(len(text) >= n for text in texts),
    hints=(
        "Collect every run of n neighbours of every text in one list. What does a set of them tell you?",
        "found = []\nfor each text:\n    for each start at which n tokens are left:\n        append tuple(text[start:"
        "start + n])\nreturn how many different ones / how many",
    ),
    mistakes=[
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text) - n)]), "The last run "
                "of each text is missing: a text of 5 tokens has 5 − n + 1 runs."),
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text))]), "At the end of a "
                "text your runs get shorter than n. Stop where no n tokens are left."),
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(0, len(text) - n + 1, n)]),
                "You cut the text into blocks. Runs overlap: one begins at every token."),
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(0, len(text), n)]), "You cut "
                "the text into blocks, and the last may be too short. Runs overlap: one begins at every token, as long "
                "as n are left."),
        Mistake(_distinct(runs=lambda text, n: [frozenset(text[at:at + n]) for at in range(len(text) - n + 1)]),
                "A set forgets the order, and *cat saw* is not *saw cat*. Make a tuple of each run."),
        Mistake(_distinct(share=lambda found: 1 - len(set(found)) / len(found)), "That is the share that was there "
                "before. Asked for is the share of different ones: 1 when nothing comes twice."),
        Mistake(_distinct(share=lambda found: len(set(found))), "You count the different runs. A share is asked for: "
                "divide by how many runs there are."),
        Mistake(_distinct(share=lambda found: sum(found.count(run) == 1 for run in set(found)) / len(found)), "You "
                "count what comes only once. A run that comes three times is still one different run."),
        Mistake(_distinct(share=lambda found: len(found) / len(set(found))), "Upside down: different ones divided by "
                "all, so that it is at most 1."),
        Mistake(_share_of_each_that_has_runs, "You take the share of each text and average. What one text repeats from "
                "*another* is then not seen: put the runs of all texts together first."),
        Mistake(_share_of_each, "You divide text by text, and one that is shorter than n has no runs to divide by. Put "
                "the runs of all texts together first, and divide once."),
        Mistake(_share_of_each_or_0, "You take the share of each text and average, so a text too short for a run pulls "
                "it down, and what one repeats from *another* is not seen. Put the runs of all texts together first."),
        Mistake(_a_set_for_each, "You count the different runs of each text and add up, so one that comes in two texts "
                "counts twice. Put the runs of all texts together first: one set for all."),
        Mistake(_all_in_one, "You put the texts one behind the other, so that there are runs that begin in one text "
                "and end in the next. Nobody wrote those."),
        Mistake(_per_token, "You divide by the number of tokens, as its inventors did. Here it is the number of runs, "
                "so that 1 is the highest for any n."),
        Mistake(lambda texts, n: len({text[0:n] for text in texts}), "A list can't be in a set, since it may change. "
                "tuple(text[start:start + n]) can."),
        Mistake(_distinct(runs=lambda text, n: [" ".join(text[at:at + n]) for at in range(len(text) - n + 1)]),
                "\" \".join(…) wants strings, and a text may be a list of ids. A tuple of the run serves for both."),
        Mistake(_distinct(runs=lambda text, n: ["".join(map(str, text[at:at + n])) for at in range(len(text) - n + 1)]),
                "Written one behind the other, 1, 11 and 11, 1 are the same. A tuple of the run keeps them apart."),
        Mistake(lambda texts, n: decoding.distinct_n(texts, 2), "These are always runs of two, whatever n is."),
        Mistake(lambda texts, n: decoding.distinct_n(texts, 1), "These are single tokens, whatever n is."),
        Mistake(_only_the_first, "Only the first text counts. Does `return` stand inside the loop?"),
    ],
    also_right=[_by_zip, _by_strings],
)
