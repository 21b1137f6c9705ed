"""``replay_batch``: the new examples of a training step, and some old ones, so that they are not forgotten."""

import math
from random import Random

from llm_edu.course.checks.exercise import Exercise, case


def _batched(olds=lambda size, share: round(share * size), start=lambda step, count, size: step * count,
             following=lambda examples, start, count: [examples[(start + number) % len(examples)]
                                                       for number in range(count)],
             end=lambda news, olds: news + olds):
    """A replay_batch with one thing wrong."""
    def function(new, old, step, size, share):
        count = olds(size, share)
        return end(following(new, start(step, size - count, size), size - count),
                   following(old, start(step, count, size), count))
    return lambda new, old, step, size, share: function(new, old, step, size, share)


def _cut(examples, start, count):
    place = start % len(examples)
    return examples[place:place + count]


def _again_from_front(examples, start, count):
    """At the end of a list it begins at the front, and skips what is left over."""
    whole = len(examples) // count if count else 0
    if not whole:
        return [examples[number % len(examples)] for number in range(count)]
    place = start // count % whole * count
    return examples[place:place + count]


def _at_random(examples, start, count):
    return Random(start).choices(examples, k=count)


def _half_up(size, share):
    return math.floor(share * size + 0.5)


def _drawn_case(rng):
    new, old = list("abcdef"[:rng.randrange(1, 7)]), list("uvwxyz"[:rng.randrange(1, 7)])
    return new, old, rng.randrange(0, 9), rng.randrange(1, 9), rng.choice([0, 0.1, 0.25, 0.3, 0.5, 0.75, 0.9, 1])


NEW, OLD = ["a", "b", "c", "d", "e"], ["x", "y", "z"]

exercise = Exercise(
    reference=_batched(),
    names=("new", "old", "step", "size", "share"),
    cases=[
        case(NEW, OLD, 0, 4, 0.25), case(NEW, OLD, 1, 4, 0.25), case(NEW, OLD, 2, 4, 0.25), case(NEW, OLD, 5, 4, 0.5),
        case(["a"], ["x"], 3, 5, 0.4), case(NEW, ["x"], 2, 8, 0.75), case(["a", "b"], OLD, 4, 7, 0.3),
        case(NEW, OLD, 1, 3, 0), case(NEW, OLD, 1, 3, 1), case(NEW, OLD, 7, 6, 0.0), case(NEW, OLD, 7, 6, 1.0),
        case(NEW, OLD, 1, 5, 0.5), case(NEW, OLD, 1, 7, 0.5), case(NEW, OLD, 1, 3, 0.5), case(NEW, OLD, 2, 1, 0.5),
        case(NEW, OLD, 1, 10, 0.15), case(NEW, OLD, 1, 10, 0.25), case(NEW, OLD, 1, 10, 0.35),
        case(NEW, OLD, 3, 3, 0.1), case(NEW, OLD, 3, 3, 0.9), case(NEW, OLD, 0, 1, 0.6), case(NEW, OLD, 4, 2, 0.5),
        case([[1, 2], [3], []], [[4, 5]], 2, 4, 0.5),    # examples may be lists
        case(["a", "a", "b"], ["a", "x"], 1, 6, 0.5),    # the same one in both lists, and twice in one
        case([None, 0, ()], [False], 1, 4, 0.25),
        case(NEW, OLD, 1000, 32, 0.1), case(NEW, OLD, 3, 12, 0.5),
        case(list(range(40)), list(range(100, 107)), 6, 8, 0.2),
        case(NEW, OLD, 3, 0, 0.5), case(NEW, OLD, 0, 2, 0.49),
    ],
    random_case=_drawn_case,
    random_cases=40,
    valid=lambda new, old, step, size, share: (
        bool(new and old and step >= 0 and size > 0 and 0 <= share <= 1)
        and "" not in new + old),    # so that the smallest case still shows which example is which
    keywords=("size", "share"),
    hints=(
        "If each step takes 3 new ones, step 0 takes indices 0 to 2, step 1 takes 3 to 5, and so on. What do you do "
        "with an index that is past the end of the list?",
        "olds = round(share · size); news = size − olds\nfrom each list, with its own count: `count` examples, "
        "from index step · count on, each index taken modulo the length of the list\n"
        "those of new, then those of old",
    ),
)

exercise.mistake("Every step starts at the front of the lists. It should continue where the step before stopped.",
                 _batched(start=lambda step, count, size: 0))
exercise.mistake("You move on by the whole `size`, but a step takes only some of its examples from each list. So the "
                 "examples in between are skipped.", _batched(start=lambda step, count, size: step * size))
exercise.mistake("You move on by a single example from step to step. A step takes several.",
                 _batched(start=lambda step, count, size: step))
exercise.mistake("You count steps from 1, so that the first examples are skipped. The first step is step 0.",
                 _batched(start=lambda step, count, size: (step + 1) * count))
exercise.mistake("You cut off the number of old ones. Round it.",
                 _batched(olds=lambda size, share: int(share * size)))
exercise.mistake("You always round up the number of old ones. Round as Python's round does.",
                 _batched(olds=lambda size, share: math.ceil(share * size)))
exercise.mistake("You round every half up. Python's round takes it to the nearest even number: use round itself.",
                 _batched(olds=_half_up))
exercise.mistake("`share` is the share of old ones; you use it for the new ones.",
                 _batched(olds=lambda size, share: size - round(share * size)))
exercise.mistake("You round the number of new ones. Round the number of *old* ones; otherwise a half can go the "
                 "other way.", _batched(olds=lambda size, share: size - round((1 - share) * size)))
exercise.mistake("You put the old ones first. The new ones come first.", _batched(end=lambda news, olds: olds + news))
exercise.mistake("You stop at the end of a list, so that the batch is too small. Continue at its front.",
                 _batched(following=_cut))
exercise.mistake("At the end of a list you skip the last examples when they are too few for a step. They belong to the "
                 "step, followed by the front of the list.", _batched(following=_again_from_front))
exercise.mistake("You draw at random. Take the examples of each list in order.", _batched(following=_at_random))
exercise.mistake("Your new and old ones take turns. First come all new ones, then the old.",
                 _batched(end=lambda news, olds: [each for pair in zip(news, olds) for each in pair]
                          + news[len(olds):] + olds[len(news):]))
exercise.mistake("You return two lists. Return a single one, with the old ones after the new.",
                 _batched(end=lambda news, olds: (news, olds)))
exercise.mistake("These are the old ones only.", _batched(end=lambda news, olds: olds))
exercise.mistake("These are the new ones only.", _batched(end=lambda news, olds: news))


@exercise.mistake("You take `size` new examples, and the old ones as well. `size` is all of them together.")
def _besides(new, old, step, size, share):
    def following(examples, count):
        return [examples[(step * count + number) % len(examples)] for number in range(count)]
    return following(new, size) + following(old, round(share * size))


@exercise.mistake("These are indices. Return the examples themselves.")
def _numbers(new, old, step, size, share):
    return _batched()(list(range(len(new))), list(range(len(old))), step, size, share)


@exercise.mistake("You take the old ones from the position in the *new* list. Each list has its own position.")
def _one_place(new, old, step, size, share):
    olds = round(share * size)
    place = step * (size - olds)
    return [new[(place + number) % len(new)] for number in range(size - olds)] + [
        old[(place + number) % len(old)] for number in range(olds)]


@exercise.mistake("You go through the two lists as if they were one. So the old ones come only when the new ones are "
                  "used up. Each step should have its share of them.")
def _joined(new, old, step, size, share):
    both = new + old
    return [both[(step * size + number) % len(both)] for number in range(size)]


@exercise.mistake("You go past the end of a list. Continue at its front.", error="list index out of range")
def _past_the_end(new, old, step, size, share):
    olds = round(share * size)
    news = size - olds
    return [new[step * news + number] for number in range(news)] + [old[step * olds + number] for number in range(olds)]
