"""``merge_pair``: a new id in place of a pair."""

from llm_edu.course.checks.exercise import Case, Exercise, case, scenario
from llm_edu.lessons.tokenization.exercises.common import _few_ids
from llm_edu.tokenization import by_hand


def _first_of_two_results(merge):
    first = merge([1, 2], (1, 2), 9)
    merge([5, 6], (1, 2), 9)
    return first


exercise = Exercise(
    reference=by_hand.merge_pair,
    cases=[
        case([], (1, 2), 9), case([1], (1, 2), 9), case([1, 2], (1, 2), 9), case([2, 1], (1, 2), 9),
        case([1, 2, 3, 1, 2], (1, 2), 4), case([7, 7, 7], (7, 7), 8), case([7, 7, 7, 7], (7, 7), 8),
        case([1, 2, 3], (2, 3), 9), case([1, 1, 2], (1, 2), 9), case([3, 1, 3, 2], (1, 2), 9),
        case([1, 2, 1, 2, 2], (1, 2), 256), case([11, 2, 1, 23], (1, 2), 9), case([1, 2], (1, 2), 50_000),
        case([int(number) for number in ("40000", "300", "301", "300")], (300, 301), 302), case([0, 0, 1], (0, 0), 5),
        Case(([5, 6] + [7] * 10_500, (5, 6), 300), label="merge_pair([5, 6] + [7] * 10_500, (5, 6), 300)"),
        case([3, 4], (1, 2), 9), case([2, 1, 2], (1, 2), 9), case([255, 1, 2], (1, 2), 256),
        scenario(_first_of_two_results, "first = merge_pair([1, 2], (1, 2), 9); merge_pair([5, 6], (1, 2), 9); first"),
    ],
    random_case=lambda rng: (_few_ids(rng), (rng.randrange(4), rng.randrange(4)), 256),
    fresh=True,
    hints=(
        "Walk along the list with a position of your own. If the pair is at this position, what do you add to the "
        "result, and how far do you step? And if not?",
        "merged = [], position = 0\nwhile position is inside the list:\n"
        "    if there is a right neighbour and the two are the pair: add new_id, step 2\n"
        "    else: add the number, step 1\nreturn merged",
    ),
)


@exercise.mistake("You add new_id, and then the right half of the pair once more. After a merge, step over both "
                  "numbers.")
def _reuses_the_second(ids, pair, new_id):
    merged = []
    for position, token in enumerate(ids):
        merged.append(new_id if tuple(ids[position:position + 2]) == pair else token)
    return merged


@exercise.mistake("The last number gets lost when no pair ends there: your loop stops one too early. The check for a "
                  "right neighbour belongs inside the loop.")
def _loses_the_last(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids) - 1:
        if (ids[position], ids[position + 1]) == pair:
            merged.append(new_id)
            position += 2
        else:
            merged.append(ids[position])
            position += 1
    return merged


@exercise.mistake("You add the last number by itself after the loop, even if it was in a merged pair. Let the loop "
                  "reach it, or ask first whether it is still to come.")
def _repeats_the_last(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids) - 1:
        found = (ids[position], ids[position + 1]) == pair
        merged.append(new_id if found else ids[position])
        position += 2 if found else 1
    return [*merged, *ids[-1:]]


@exercise.mistake("You merge only the first occurrence. Continue to the end of the list.")
def _first_only(ids, pair, new_id):
    for position in range(len(ids) - 1):
        if tuple(ids[position:position + 2]) == pair:
            return ids[:position] + [new_id] + ids[position + 2:]
    return list(ids)


@exercise.mistake("You replace each of the two numbers wherever it occurs. Merge them only where they are *side by "
                  "side*.")
def _either_of_the_two(ids, pair, new_id):
    return [new_id if token in pair else token for token in ids]


@exercise.mistake("In 7 7 7 you merge the last two. Merge from left to right, so that the first two become one. "
                  "Everybody must go in the same direction, or the same text gets different ids.")
def _from_the_right(ids, pair, new_id):
    return by_hand.merge_pair(ids[::-1], pair[::-1], new_id)[::-1]


@exercise.mistake("You merge (2, 1) as well as (1, 2). The order counts.")
def _in_either_order(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids):
        if tuple(ids[position:position + 2]) in (pair, pair[::-1]):
            merged.append(new_id)
            position += 2
        else:
            merged.append(ids[position])
            position += 1
    return merged


@exercise.mistake("Nothing is merged. Is your comparison ever true? A slice of a list is a list, and [1, 2] == (1, 2) "
                  "is False: compare tuple(ids[i:i+2]).")
def _list_against_tuple(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids):
        found = ids[position:position + 2] == pair
        merged.append(new_id if found else ids[position])
        position += 2 if found else 1
    return merged


@exercise.mistake("Your loop visits the second half of a pair that is already merged, but never visits the last "
                  "number. After a merge, step over both numbers: use `while`, with a position of your own. (In a "
                  "`for` loop, changing i does nothing.)")
def _for_each_neighbour(ids, pair, new_id):
    return [new_id if (ids[i], ids[i + 1]) == pair else ids[i] for i in range(len(ids) - 1)]


@exercise.mistake("The pair is gone, and nothing has taken its place. Add new_id there.")
def _drops_the_pair(ids, pair, new_id):
    return [token for token in by_hand.merge_pair(ids, pair, new_id) if token != new_id]
