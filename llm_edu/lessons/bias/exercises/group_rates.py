"""``group_rates``: who is selected, and how often rightly, in each group."""

import math
import operator

from llm_edu.bias import fairness
from llm_edu.course.checks.exercise import Exercise, case


def _rates(selection=None, true_positive=None, false_positive=None, precision=None, nothing=None,
           same=operator.eq):
    """A group_rates with one rate wrong. Each is a function of four counts: yes, false alarm, missed, no."""
    forms = {
        "selection": selection or (lambda yes, alarm, missed, no: (yes + alarm, yes + alarm + missed + no)),
        "true_positive": true_positive or (lambda yes, alarm, missed, no: (yes, yes + missed)),
        "false_positive": false_positive or (lambda yes, alarm, missed, no: (alarm, alarm + no)),
        "precision": precision or (lambda yes, alarm, missed, no: (yes, yes + alarm)),
    }

    def group_rates(decisions, outcomes, groups):
        found = {}
        for group in dict.fromkeys(groups):
            cells = [(bool(decision), bool(outcome)) for decision, outcome, each in zip(decisions, outcomes, groups)
                     if same(each, group)]
            counts = [cells.count(cell) for cell in ((True, True), (True, False), (False, True), (False, False))]
            shares = {name: form(*counts) for name, form in forms.items()}
            found[group] = {name: part / whole if whole or nothing == "raise" else nothing
                            for name, (part, whole) in shares.items()}
        return found
    return group_rates


def _turned(decisions, outcomes, groups):
    return _rates()(outcomes, decisions, groups)


def _all_together(decisions, outcomes, groups):
    rates = _rates()(decisions, outcomes, ["all"] * len(groups))
    return {group: rates["all"] for group in groups}


def _random_people(rng):
    count = rng.randrange(0, 14)
    return tuple([rng.choice(options) for _ in range(count)] for options in ([True, False], [True, False], "ab"))


_TEN = ([True] * 4 + [False] * 2 + [True] * 2 + [False] * 2, [True, True, True, False, True, False] + [True, False] * 2,
        ["hills"] * 6 + ["coast"] * 4)

exercise = Exercise(
    reference=fairness.group_rates,
    cases=[
        case([], [], []), case([True], [True], ["a"]), case([True], [False], ["a"]), case([False], [True], ["a"]),
        case([False], [False], ["a"]), case([True, False], [True, True], ["a", "a"]),
        case([True, True], [True, False], ["a", "b"]), case([True, False], [False, False], ["a", "a"]),
        case([True, True, False], [True, False, False], ["a", "a", "a"]), case(*_TEN),
        case([True, True, True, False, False], [True, True, False, True, False], ["a"] * 5),
        case([True, False, True, False, True], [False, True, True, False, True], ["b", "a", "b", "a", "a"]),
        case([False, False, True, True, False, False, True], [True, True, False, True, False, False, False],
             [*"abababa"]),
        case([True] * 3 + [False] * 7, [True, False, False] + [True] * 2 + [False] * 5, ["marsh"] * 10),
        case([1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 2, 2]), case([True, False, True], [True, True, False], [0, 1, 2]),
        case([True, False], [True, True], ["hills", "".join("hills")]),    # equal, and two objects, as from a file
    ],
    random_case=_random_people,
    random_cases=40,
    valid=lambda decisions, outcomes, groups: len(decisions) == len(outcomes) == len(groups),
    hints=(
        "For one group, count four kinds of people: selected or not, deserving or not. Each rate divides one or two "
        "of these counts by a sum of two of them, or of all four.",
        "for each group:\n    yes, alarm, missed, no = the four counts\n    selection = (yes + alarm) / all four\n    "
        "true positive = yes / (yes + missed)\n    false positive = alarm / (alarm + no)\n    precision = yes / (yes + "
        "alarm)\n    each None where it would divide by 0",
    ),
    compare="close",
)

exercise.mistake("You have swapped decisions and outcomes: the true positive rate and the precision change places.",
                 _turned)
exercise.mistake("In your result, all groups have the same rates. Count the people of each group separately.",
                 _all_together)
exercise.mistake("You compare groups with `is`: two texts may be equal, and still be two objects. Compare with ==.",
                 _rates(same=operator.is_))
exercise.mistake("Your true positive rate divides by those who are selected. Divide by those who deserve it.",
                 _rates(true_positive=lambda yes, alarm, missed, no: (yes, yes + alarm)))
exercise.mistake("Your precision divides by those who deserve it. Divide by those who are selected.",
                 _rates(precision=lambda yes, alarm, missed, no: (yes, yes + missed)))
exercise.mistake("Your true positive rate divides by the whole group. Divide by those who deserve it.",
                 _rates(true_positive=lambda yes, alarm, missed, no: (yes, yes + alarm + missed + no)))
exercise.mistake("Your true positive rate counts those who are missed. Count those who are selected and deserve it.",
                 _rates(true_positive=lambda yes, alarm, missed, no: (missed, yes + missed)))
exercise.mistake("Your false positive rate divides by those who are selected. Divide by those who do not deserve it.",
                 _rates(false_positive=lambda yes, alarm, missed, no: (alarm, yes + alarm)))
exercise.mistake("Your false positive rate divides by the whole group. Divide by those who do not deserve it.",
                 _rates(false_positive=lambda yes, alarm, missed, no: (alarm, yes + alarm + missed + no)))
exercise.mistake("Your false positive rate counts those who are rightly not selected. Count those wrongly selected.",
                 _rates(false_positive=lambda yes, alarm, missed, no: (no, alarm + no)))
exercise.mistake("Your selection is the share that deserves it. Return the share that is selected.",
                 _rates(selection=lambda yes, alarm, missed, no: (yes + missed, yes + alarm + missed + no)))
exercise.mistake("Your precision is the share of right decisions (the accuracy). Look only at the selected people.",
                 _rates(precision=lambda yes, alarm, missed, no: (yes + no, yes + alarm + missed + no)))
exercise.mistake("If a rate would divide by 0, the group has no such people: the result is None, not 0.",
                 _rates(nothing=0.0))
exercise.mistake("If a rate would divide by 0, the result is None, not nan.", _rates(nothing=math.nan))
exercise.mistake("In some groups nobody deserves it, or nobody is selected: then you divide by 0. Return None for "
                 "that rate.", _rates(nothing="raise"), error="division by zero")
