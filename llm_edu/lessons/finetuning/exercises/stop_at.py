"""``stop_at``: at which evaluation a training run stops early, and which one was the best."""

from llm_edu.course.checks.exercise import Exercise, case


def _reference(losses, patience):
    best = 0
    for number, loss in enumerate(losses):
        if loss < losses[best]:
            best = number
        if number - best >= patience:
            return number, best
    return len(losses) - 1, best


def _stopped(better=lambda loss, losses, best, number: loss < losses[best], since=lambda number, best: number - best,
             enough=lambda waited, patience: waited >= patience, end=lambda number, best, losses: (number, best)):
    """A stop_at with one thing wrong."""
    def function(losses, patience):
        best = 0
        for number, loss in enumerate(losses):
            if better(loss, losses, best, number):
                best = number
            if enough(since(number, best), patience):
                return end(number, best, losses)
        return end(len(losses) - 1, best, losses)
    return lambda losses, patience: function(losses, patience)


def _to_the_end(losses, patience):
    """Where it should have ended, and the best of all looks."""
    return _reference(losses, patience)[0], losses.index(min(losses))


def _rises(losses, patience):
    """Ends after so many rises in a row, from one look to the next."""
    rises, best = 0, 0
    for number in range(1, len(losses)):
        rises = rises + 1 if losses[number] > losses[number - 1] else 0
        best = number if losses[number] < losses[best] else best
        if rises >= patience:
            return number, best
    return len(losses) - 1, best


def _never_begun_anew(losses, patience):
    """Adds up all looks without anything better."""
    best, waited = 0, 0
    for number in range(1, len(losses)):
        if losses[number] < losses[best]:
            best = number
        else:
            waited += 1
        if waited >= patience:
            return number, best
    return len(losses) - 1, best


def _drawn_case(rng):
    losses = [rng.randrange(1, 400) / 100 for _ in range(rng.randrange(1, 12))]
    losses = list(dict.fromkeys(losses))
    return losses, rng.randrange(1, 5)


exercise = Exercise(
    reference=_reference,
    cases=[
        case([2.0, 1.5, 1.2, 1.3, 1.4, 1.1], 2), case([2.0, 1.5, 1.2, 1.3, 1.4, 1.1], 3),
        case([2.0, 1.5, 1.2, 1.3, 1.4, 1.1], 1), case([2.0], 1), case([2.0], 3), case([2.0, 3.0], 1),
        case([2.0, 3.0], 2), case([2.0, 1.0], 1), case([1.0, 2.0, 3.0, 4.0], 3), case([1.0, 2.0, 3.0, 4.0], 4),
        case([4.0, 3.0, 2.0, 1.0], 1), case([4.0, 3.0, 2.0, 1.0], 2),
        case([3.0, 2.0, 2.5, 2.4, 2.3, 1.9], 3),    # it falls again, but not below the best
        case([3.0, 2.0, 2.5, 2.4, 2.3, 1.9], 4), case([3.0, 2.9, 3.5, 2.8, 3.6, 2.7, 3.7], 2),
        case([3.0, 3.5, 2.9, 3.6, 2.8, 3.7, 3.8, 1.0], 2), case([5.0, 4.0, 4.5, 4.2, 4.1, 4.3, 0.5], 3),
        case([1.0, 0.9, 1.1, 1.2, 1.3, 0.8, 0.7], 3), case([2, 1, 3, 4], 2), case([2.0, 1.0, 3.0, 4.0], 10),
        case([0.5, -0.5, 0.0, 0.25], 2), case([2.0, 1.0, 1.5, 0.9, 1.6, 1.7], 2),
        case([float("inf"), 3.0, 4.0, 2.0], 2), case([10.0, 9.0, 9.5, 9.6, 8.0, 8.5, 8.6, 1.0], 2),
        case([3.0, 4.0, 5.0, 2.0, 6.0], 3), case([3.0, 2.0, 2.0001, 1.9999], 2),
        case([4000.0, 3000.0, 5000.0, 6000.0, 2000.0], 2),
    ],
    random_case=_drawn_case,
    random_cases=40,
    valid=lambda losses, patience: len(losses) > 0 and len(set(losses)) == len(losses) and patience >= 1,
    keywords=("patience",),
    hints=(
        "Go through the evaluations in order, and remember the best one so far. At each of them: how many have passed "
        "since the best?",
        "best = 0\nfor number, loss in enumerate(losses):\n    if loss is lower than the best one: best = number\n"
        "    if number − best has reached patience: stop here\nif that never happens: stop at the last evaluation",
    ),
)

exercise.mistake("You stop one evaluation too late: `patience` evaluations without a lower loss are enough.",
                 _stopped(enough=lambda waited, patience: waited > patience))
exercise.mistake("You stop one evaluation too early.",
                 _stopped(enough=lambda waited, patience: waited >= patience - 1 > 0
                                                         or waited >= patience))
exercise.mistake("You count a loss as better if it is lower than the one *before*. It has to be lower than all "
                 "before it.",
                 _stopped(better=lambda loss, losses, best, number: number > 0 and loss < losses[number - 1]))
exercise.mistake("You count rises in a row. A loss that falls, but not below the best, is not an improvement either.",
                 _rises)
exercise.mistake("You add up all evaluations without an improvement. After each improvement, start counting from 0 "
                 "again.",
                 _never_begun_anew)
exercise.mistake("Your best evaluation comes after the stop: the training never got there.", _to_the_end)
exercise.mistake("You never stop before the last evaluation.",
                 lambda losses, patience: (len(losses) - 1, losses.index(min(losses))))
exercise.mistake("These are losses. Return the numbers of the evaluations.",
                 _stopped(end=lambda number, best, losses: (losses[number], losses[best])))
exercise.mistake("The second value should be the number of the best evaluation; yours is its loss.",
                 _stopped(end=lambda number, best, losses: (number, losses[best])))
exercise.mistake("You return the best evaluation first. Return first where it stops, then the best.",
                 _stopped(end=lambda number, best, losses: (best, number)))
exercise.mistake("That is only where it stops. Which evaluation was the best?",
                 _stopped(end=lambda number, best, losses: number))
exercise.mistake("That is only the best evaluation. Where does it stop?",
                 _stopped(end=lambda number, best, losses: best))
exercise.mistake("You count the evaluations from 1. Count from 0: number 0 is the one before any training.",
                 _stopped(end=lambda number, best, losses: (number + 1, best + 1)))
exercise.mistake("You go by the highest loss. The lower, the better.",
                 _stopped(better=lambda loss, losses, best, number: loss > losses[best]))
exercise.mistake("If the patience never runs out, training stops at the last evaluation. You stop one later.",
                 lambda losses, patience: (_reference(losses, patience)[0]
                                           + (_reference(losses, patience)[0] - _reference(losses, patience)[1]
                                              < patience), _reference(losses, patience)[1]))
exercise.mistake("If the patience never runs out, training stops at the last evaluation. You return nothing.",
                 lambda losses, patience: _reference(losses, patience) if (
                     _reference(losses, patience)[0] - _reference(losses, patience)[1] >= patience) else None)
exercise.mistake("The evaluation before any training is number 0, and it counts: it may be the best.",
                 lambda losses, patience: _reference(losses, patience) if len(losses) < 2 else tuple(
                     number + 1 for number in _reference(losses[1:], patience)))
exercise.mistake("You only check whether the last `patience` losses rise from first to last.",
                 lambda losses, patience: next(
                     ((number, losses.index(min(losses[:number + 1]))) for number in range(patience, len(losses))
                      if losses[number] > losses[number - patience]),
                     (len(losses) - 1, losses.index(min(losses)))))
