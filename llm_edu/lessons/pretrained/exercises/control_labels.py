"""``control_labels``: answers that nobody put into the model."""

import numpy as np

from llm_edu.course.checks.exercise import Exercise, Property, case


def _reference(types, labels, draws):
    given = {}
    for kind in types:
        if kind not in given:
            given[kind] = labels[draws[len(given)]]
    return [given[kind] for kind in types]


def _given(number):
    """A control_labels that gives each type the label that `number` says: of a type, the types in order, all types."""
    def function(types, labels, draws):
        order = list(dict.fromkeys(types))
        return [labels[number(kind, order, types, draws)] for kind in types]
    return function


def _names(rng):
    count = rng.randrange(1, 9)
    types = [rng.choice(["Mia", "Otto", "Lena", "Ben"]) for _ in range(count)]
    return types, [rng.choice(["red", "blue", "grey"]) for _ in range(count)], [rng.randrange(count) for _ in range(5)]


MIA = ["Mia", "Otto", "Mia"]

exercise = Exercise(
    reference=_reference,
    cases=[case(MIA, ["red", "blue", "blue"], [1, 0]), case(["Mia"], ["red"], [0]), case([], [], [4]),
           case(["Otto", "Mia", "Otto", "Lena"], ["red", "blue", "red", "grey"], [3, 3, 0, 2]),
           case(["Zoe", "Ada", "Zoe", "Ada", "Ben"], ["a", "b", "c", "d", "e"], [4, 2, 0, 1]),
           case(["Mia", "Mia", "Otto", "Otto", "Lena"], ["red", "red", "blue", "grey", "blue"], [2, 3, 0]),
           case([3, 1, 3, 2, 1], [10, 20, 30, 40, 50], [0, 4, 1, 1, 2]),
           case(["b", "a", "b"], ["x", "y", "z"], np.array([2, 1])),    # as the notebook draws
           case(["Mia", "mia", "Otto", "mia"], ["red", "blue", "Red", "grey"], [2, 1, 3]),
           case(["her", "his", "her", "her"], [True, False, True, True], [1, 2])],
    random_case=_names,
    valid=lambda types, labels, draws: "" not in [*types, *labels] and len(types) == len(labels)
    and len(draws) >= len(set(types)) and all(0 <= draw < len(labels) for draw in draws[:len(set(types))]),
    hints=(
        "Go through the examples, and remember what you have given to each type. When a type appears again, it gets "
        "the same answer again.",
        "given = an empty dictionary\nfor each type: if it has no answer yet, it gets labels[the next draw]\nthen, for "
        "each example, the answer of its type",
    ),
    properties=[Property(lambda result, types, labels, draws: not isinstance(result, list) or len(result) == len(types),
                         "Each example gets a label, so there are as many as types.")],
    fresh=True,
)

exercise.mistake("You take a new draw for each example. One type then has several answers, and no probe could learn "
                 "them.",
                 lambda types, labels, draws: [labels[draws[place % len(draws)]] for place in range(len(types))])
exercise.mistake("You take a new draw for each example, and there are not enough draws. Each type takes one draw, when "
                 "it first appears.",
                 lambda types, labels, draws: [labels[draws[place]] for place in range(len(types))],
                 error="out of (range|bounds)")
exercise.mistake("These are the original labels. A control task has random answers: each new type gets the label at "
                 "the next position in `draws`.", lambda types, labels, draws: list(labels))
exercise.mistake("You return the draws themselves. A draw is a position in `labels`, and the answer is the label at "
                 "that position.",
                 lambda types, labels, draws: [draws[list(dict.fromkeys(types)).index(kind)] for kind in types])
exercise.mistake("You give each type the label of its first example. That is still the real task, at least in part. "
                 "Take the label at the next position in `draws`.",
                 _given(lambda kind, order, types, draws: types.index(kind)))
exercise.mistake("You go through the types in alphabetical order. Take them in the order in which they first appear.",
                 _given(lambda kind, order, types, draws: draws[sorted(order).index(kind)]))
exercise.mistake("You have left out the draws: your first type gets the first label, your second type the second "
                 "label.",
                 _given(lambda kind, order, types, draws: order.index(kind)))
exercise.mistake("All types get the same label. Each new type takes the next of `draws`.",
                 _given(lambda kind, order, types, draws: draws[0]))
exercise.mistake("You skip the first draw: the first type takes draws[0].", _given(
    lambda kind, order, types, draws: draws[(order.index(kind) + 1) % len(draws)]))
exercise.mistake("You move on to the next draw at every example, even if you have seen its type before. The second "
                 "type takes the second draw, wherever it first appears.", _given(
                     lambda kind, order, types, draws: draws[types.index(kind) % len(draws)]))
exercise.mistake("You use the draws from last to first.", _given(
    lambda kind, order, types, draws: draws[len(order) - 1 - order.index(kind)]))
exercise.mistake("You take draws from the end of the list. The first type gets the first draw.", _given(
    lambda kind, order, types, draws: draws[-1 - order.index(kind)]))
exercise.mistake("You count positions from 1. The first label is at position 0.", _given(
    lambda kind, order, types, draws: draws[order.index(kind)] - 1))


@exercise.mistake("That is a dictionary of types and their labels. Return a list, with one label for each example.")
def _the_dictionary(types, labels, draws):
    return dict(zip(types, _reference(types, labels, draws)))


@exercise.mistake("You return one label for each type. Return one for each example, so that a probe can be fitted to "
                  "them.")
def _one_for_each_type(types, labels, draws):
    return [labels[draw] for draw, _ in zip(draws, dict.fromkeys(types))]


@exercise.mistake("You draw from the *different* labels. If you draw from all labels, a frequent label is drawn more "
                  "often, so the two tasks have the same mix of answers.")
def _from_different_labels(types, labels, draws):
    kinds = list(dict.fromkeys(labels))
    return [kinds[draws[list(dict.fromkeys(types)).index(kind)] % len(kinds)] for kind in types]


@exercise.mistake("You move on to the next draw whenever the type differs from the one just before, even if you have "
                  "seen it earlier.")
def _at_each_change(types, labels, draws):
    turn, found = -1, []
    for place, kind in enumerate(types):
        turn += place == 0 or kind != types[place - 1]
        found.append(labels[draws[turn % len(draws)]])
    return found
