"""``count_pairs``: how often each pair of neighbours occurs."""

from collections import Counter

from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.lessons.tokenization.exercises.common import TEN_WORDS, _few_ids
from llm_edu.tokenization import by_hand

exercise = Exercise(
    reference=by_hand.count_pairs,
    cases=[
        case([]), case([5]), case([5, 6]), case([1, 2, 3, 1, 2]), case([7, 7, 7]), case([1, 2, 1, 2, 1]),
        case([3, 1, 2, 1, 3, 1]), case(list(TEN_WORDS.encode())), case([1, 1500, 2, 500]), case([1, 257, 1, 1]),
        case([0, 0, 200_000, 0, 0]), Case(([5, 6] * 5_250,), label="count_pairs([5, 6] * 5_250)"),
    ],
    random_case=lambda rng: (_few_ids(rng),),
    hints=(
        "Which numbers are next to each other? `zip(ids, ids[1:])` pairs each number with its right neighbour.",
        "counts = {}\nfor each pair of neighbours (left, right):\n    one more for that pair, starting from 0\nreturn "
        "counts",
    ),
)


@exercise.mistake("The last pair is missing. With n numbers there are n − 1 pairs of neighbours.")
def _forgets_the_last_pair(ids):
    return by_hand.count_pairs(ids[:-1])


@exercise.mistake("You step by two, so each number is in only one pair. In 1 2 3 there are two pairs: (1, 2) and (2, "
                  "3).")
def _steps_by_two(ids):
    return dict(Counter(zip(ids[::2], ids[1::2])))


@exercise.mistake("(1, 2) and (2, 1) are two different pairs: `at` is not `ta`. Keep the two numbers in their order.")
def _ignores_order(ids):
    return dict(Counter(tuple(sorted(pair)) for pair in zip(ids, ids[1:])))


@exercise.mistake("Every pair has a count of 1: you set the count each time, instead of adding one to it.")
def _each_pair_once(ids):
    return {pair: 1 for pair in zip(ids, ids[1:])}


@exercise.mistake("Your counts are too small by one. The first time you meet a pair, you have met it once.")
def _starts_at_zero(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts[pair] + 1 if pair in counts else 0
    return counts


@exercise.mistake("You pair the last number with the first. The text is a line, not a ring.")
def _around_the_corner(ids):
    return dict(Counter(zip(ids, ids[1:] + ids[:1])))


@exercise.mistake("In 7 7 7 you count one pair. There are two: (first, second) and (second, third). Only one of them "
                  "can be *merged*, but that is merge_pair's problem.")
def _no_overlap(ids):
    counts, position = {}, 0
    while position < len(ids) - 1:
        pair = (ids[position], ids[position + 1])
        counts[pair] = counts.get(pair, 0) + 1
        position += 2 if ids[position:position + 3] == [pair[0]] * 3 else 1
    return counts
