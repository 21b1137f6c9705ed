"""``items_needed``: how many test items make an interval narrow enough."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.intervals import wilson


def _half(share, count, z=1.96):
    low, high = wilson(float(share), count, z)
    return (high - low) / 2


def _first(enough):
    count = 1
    while not enough(count):
        count += 1
    return count


def _reference(share, margin):
    return _first(lambda count: _half(share, count) <= margin)


def _whole_width(share, margin):
    return _first(lambda count: 2 * _half(share, count) <= margin)


def _one_less(share, margin):
    return max(1, _reference(share, margin) - 1)


def _normal(share, margin):
    return _first(lambda count: 1.96 * (share * (1 - share) / count) ** 0.5 <= margin)


def _always_half(share, margin):
    return _reference(0.5, margin)


def _low_side(share, margin):
    return _first(lambda count: share - wilson(float(share), count)[0] <= margin)


def _farther_side(share, margin):
    return _first(lambda count: max(abs(end - share) for end in wilson(float(share), count)) <= margin)


def _strictly_below(share, margin):
    return _first(lambda count: _half(share, count) < margin)


def _in_tens(share, margin):
    count = 10
    while _half(share, count) > margin:
        count += 10
    return count


exercise = Exercise(
    reference=_reference,
    names=("share", "margin"),
    cases=[
        case(0.5, 0.1), case(0.5, 0.05), case(0.9, 0.1), case(0.9, 0.05), case(0.0, 0.1), case(1.0, 0.05),
        case(0.3, 0.2), case(0.75, 0.15), case(0.5, 0.5), case(0.5, 0.025),
        case(0.5, _half(0.5, 7)),    # exactly the margin
    ],
    random_case=lambda rng: (rng.choice([0.0, 0.1, 0.25, 0.5, 0.6, 0.85, 1.0]),
                             rng.choice([0.06, 0.08, 0.12, 0.2, 0.3])),
    random_cases=20,
    hints=(
        "Try 1 item, then 2, and so on. Each time, wilson gives the two ends of the interval.",
        "count = 1\nwhile half of (high - low) for this count is larger than the margin:\n    count += 1\n"
        "return count",
    ),
)

exercise.mistake("You compare the whole width of the interval with the margin. Compare half of the width.",
                 _whole_width)
exercise.mistake("You stop one item too early: with your number the interval is still too wide.", _one_less)
exercise.mistake("You use the formula √(share · (1 − share) / n). It says that a share of 0 or 1 is certain after a "
                 "single item. `wilson` does not.", _normal)
exercise.mistake("Your number is always the one for a share of 0.5. Give `wilson` the share that you are given.",
                 _always_half)
exercise.mistake("You measure only from the share down to the lower end. Wilson's interval is not the same on both "
                 "sides: take half of its width.", _low_side)
exercise.mistake("You measure from the share to the end that is further away. Take half of the interval's width.",
                 _farther_side)
exercise.mistake("You go on where half of the width is equal to the margin. Equal is narrow enough: use <=.",
                 _strictly_below)
exercise.mistake("You give up too early. A small margin needs more items: go on until the interval is narrow enough.",
                 lambda share, margin: found if (found := _reference(share, margin)) <= 1000 else None)
exercise.mistake("Your number goes up in steps of ten. You need the smallest number: go up one by one.", _in_tens)
