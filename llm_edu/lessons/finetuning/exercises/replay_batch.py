"""``replay_batch``: new examples of a step of training, and some old ones, so that they are not forgotten."""

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
        "If each step takes 3 new ones, step 0 takes numbers 0 to 2, step 1 takes 3 to 5, and so on. What do you do "
        "with a number that is past the list's end?",
        "olds = round(share · size); news = size − olds\nof each list, with its own count: the examples number "
        "step · count, step · count + 1, …, count of them, each number taken modulo the list's length\n"
        "those of new, then those of old",
    ),
)

exercise.mistake("Every step begins at the front of its lists. It should go on where the step before stopped.",
                 _batched(start=lambda step, count, size: 0))
exercise.mistake("Each step takes only some from a list, and yours moves on by the whole `size`: examples between are "
                 "passed over.", _batched(start=lambda step, count, size: step * size))
exercise.mistake("You move on by a single example from step to step. A step takes several.",
                 _batched(start=lambda step, count, size: step))
exercise.mistake("You count steps from 1, so that the first examples are passed over: step is 0 at first.",
                 _batched(start=lambda step, count, size: (step + 1) * count))
exercise.mistake("The number of old ones is cut off, not rounded.",
                 _batched(olds=lambda size, share: int(share * size)))
exercise.mistake("The number of old ones is rounded up, always. Round as Python's round does.",
                 _batched(olds=lambda size, share: math.ceil(share * size)))
exercise.mistake("A half goes up in yours. Python's round takes it to the even number beside it: use round itself.",
                 _batched(olds=_half_up))
exercise.mistake("`share` is the share of old ones; yours takes that for the new ones.",
                 _batched(olds=lambda size, share: size - round(share * size)))
exercise.mistake("You round the number of new ones. It is the number of *old* ones that is rounded; a half goes the "
                 "other way otherwise.", _batched(olds=lambda size, share: size - round((1 - share) * size)))
exercise.mistake("The old ones stand first in yours.", _batched(end=lambda news, olds: olds + news))
exercise.mistake("At a list's end you stop, so that the batch comes out too small. Go on at its front.",
                 _batched(following=_cut))
exercise.mistake("What is left at a list's end, too few for a step, is passed over in yours. It belongs into the step, "
                 "and the front of the list after it.", _batched(following=_again_from_front))
exercise.mistake("You draw at random. Each list is gone through in order.", _batched(following=_at_random))
exercise.mistake("New and old ones take turns in yours. First all new ones, then the old.",
                 _batched(end=lambda news, olds: [each for pair in zip(news, olds) for each in pair]
                          + news[len(olds):] + olds[len(news):]))
exercise.mistake("Two lists. One is asked for, with the old ones behind the new.",
                 _batched(end=lambda news, olds: (news, olds)))
exercise.mistake("These are the old ones only.", _batched(end=lambda news, olds: olds))
exercise.mistake("These are the new ones only.", _batched(end=lambda news, olds: news))


@exercise.mistake("You have `size` new examples and the old ones besides. `size` is all of them together.")
def _besides(new, old, step, size, share):
    def following(examples, count):
        return [examples[(step * count + number) % len(examples)] for number in range(count)]
    return following(new, size) + following(old, round(share * size))


@exercise.mistake("These are their numbers in the lists. The examples themselves are asked for.")
def _numbers(new, old, step, size, share):
    return _batched()(list(range(len(new))), list(range(len(old))), step, size, share)


@exercise.mistake("The old ones go on where the *new* ones are. Each list has a place of its own.")
def _one_place(new, old, step, size, share):
    olds = round(share * size)
    place = step * (size - olds)
    return [new[(place + number) % len(new)] for number in range(size - olds)] + [
        old[(place + number) % len(old)] for number in range(olds)]


@exercise.mistake("One list after the other, gone through as a whole. So the old ones come when the new ones are used "
                  "up; each step should have its share of them.")
def _joined(new, old, step, size, share):
    both = new + old
    return [both[(step * size + number) % len(both)] for number in range(size)]


@exercise.mistake("Past a list's end there is nothing. Go on at its front.", error="list index out of range")
def _past_the_end(new, old, step, size, share):
    olds = round(share * size)
    news = size - olds
    return [new[step * news + number] for number in range(news)] + [old[step * olds + number] for number in range(olds)]
