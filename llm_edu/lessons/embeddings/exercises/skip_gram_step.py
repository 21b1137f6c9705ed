"""``skip_gram_step``: one real pair, some fakes, and a step."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn


def _step_cases():
    small = (_array([1, 2], [0, 1]), _array([2, -1], [1, 1]))
    rng = np.random.default_rng(5)
    large = tuple(rng.normal(size=(2, 4, 3)).round(1))
    return [
        case(*small, 0, 0, [], 0.1), case(*small, 0, 0, [1], 0.1), case(*small, 1, 0, [1], 0.5),
        case(*small, 1, 1, [0, 0], 0.5), case(*large, 2, 1, [0, 3], 0.2), case(*large, 0, 3, [3, 2, 2], 0.5),
        case(*large, 3, 3, [], 0.3), case(*large, 1, 0, np.array([2, 2, 3]), 0.2),
        case(*small, 0, 0, np.array([0]), 0.1), case(*large, 2, 0, [1, 2, 3, 1, 0, 2, 3], 0.1),
    ]


def _one_step(centers, contexts, center, context, negatives, rate, *, labels=(1, 0), sign=-1, move_center=True,
          move_contexts=True, told=sum, at_once=True):
    """One step of training, with one thing wrong."""
    others = [context, *negatives]
    truth = [labels[0]] + [labels[1]] * len(negatives)
    start = centers[center].copy() if at_once else None
    before = {other: contexts[other].copy() for other in others}
    losses = []
    for other, label in zip(others, truth):
        middle = start if at_once else centers[center]
        around = before[other] if at_once else contexts[other]
        loss, for_center, for_context = embeddings.pair_gradient(middle, around, label)
        losses.append(loss)
        if move_center:
            centers[center] += sign * rate * for_center
        if move_contexts:
            contexts[other] += sign * rate * for_context
    return told(losses)


def _step_with(**changes):
    return lambda centers, contexts, center, context, negatives, rate: _one_step(
        centers, contexts, center, context, negatives, rate, **changes)


def _without_negatives(centers, contexts, center, context, negatives, rate):
    return _one_step(centers, contexts, center, context, [], rate)


def _on_copies(centers, contexts, center, context, negatives, rate):
    return _one_step(centers.copy(), contexts.copy(), center, context, negatives, rate)


def _repeated_rows_once(centers, contexts, center, context, negatives, rate):
    rows, middle = [context, *negatives], centers[center].copy()
    slopes = [embeddings.pair_gradient(middle, contexts[row], int(number == 0)) for number, row in enumerate(rows)]
    contexts[rows] -= rate * np.array([for_context for _, _, for_context in slopes])
    centers[center] -= rate * sum(for_center for _, for_center, _ in slopes)
    return sum(loss for loss, _, _ in slopes)


def _center_as_it_goes(centers, contexts, center, context, negatives, rate):
    """A view of the center moves while slopes are still being computed; the contexts wait."""
    middle, slopes = centers[center], []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = embeddings.pair_gradient(middle, contexts[row], label)
        slopes.append((row, loss, for_context))
        middle -= rate * for_center
    for row, _, for_context in slopes:
        contexts[row] -= rate * for_context
    return sum(loss for _, loss, _ in slopes)


def _added_to_an_array(centers, contexts, center, context, negatives, rate):
    """[context] + negatives: + joins two lists, but adds a list to an array number by number."""
    others = list([context] + negatives)
    slopes = [embeddings.pair_gradient(centers[center], contexts[other], int(number == 0))
              for number, other in enumerate(others)]
    for other, (_, for_center, for_context) in zip(others, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def _by_gradients(move):
    """All slopes first, and then a wrong move: move(centers, contexts, center, pairs with their slopes, rate)."""
    def step(centers, contexts, center, context, negatives, rate):
        rows = [context, *negatives]
        slopes = [(row, *embeddings.pair_gradient(centers[center], contexts[row], int(number == 0)))
                  for number, row in enumerate(rows)]
        move(centers, contexts, center, slopes, rate)
        return sum(loss for _, loss, _, _ in slopes)
    return step


def _slopes_exchanged(centers, contexts, center, slopes, rate):
    for row, _, for_center, for_context in slopes:
        centers[center] -= rate * for_context
        contexts[row] -= rate * for_center


exercise = Exercise(
    reference=embeddings.skip_gram_step,
    cases=_step_cases,
    random_case=lambda rng: (*_drawn(rng, 2, 3, 2), rng.randrange(3), rng.randrange(3),
                             [rng.randrange(3) for _ in range(rng.randrange(4))], rng.choice([0.1, 0.5])),
    valid=lambda centers, contexts, center, context, negatives, rate: (
        centers.shape == contexts.shape and centers.ndim == 2 and max(center, context, *negatives) < len(centers)),
    keywords=("rate",),
    hints=(
        "Use two loops, one after the other. The first changes nothing: it calls pair_gradient for the real pair "
        "(label 1) and for each negative (label 0), and keeps the results in a list. The second loop goes through the "
        "pairs and their results, and moves the vectors.",
        "pairs = (context, 1), and (negative, 0) for each negative\nslopes = pair_gradient of centers[center] and "
        "contexts[other], for each pair\nfor each pair and its slopes:\n    centers[center] -= rate * slopes of the "
        "center\n    contexts[other] -= rate * slopes of the context\nreturn the sum of the losses",
    ),
    compare="close",
    in_place=True,
)

exercise.mistake("You walk *up* the slope. The gradient points in the direction in which the loss rises. Subtract it.",
                 _step_with(sign=+1))
exercise.mistake("You move the vectors after each pair, so you compute the next slopes for vectors that have already "
                 "moved. Compute all the slopes first, then move.", _step_with(at_once=False))
exercise.mistake("You move the center before you have all the slopes. `v = centers[center]` makes no copy: it is a "
                 "view of the table, and `v -= …` changes the table. Compute all the slopes first, then move.",
                 _center_as_it_goes)
exercise.mistake("You move a row only once, even if it occurs twice (drawn twice, or both real and fake). "
                 "`contexts[rows] -= …` uses only the last of its slopes, and so does a dictionary with the rows as "
                 "keys. Use a loop, or np.add.at.", _repeated_rows_once)
exercise.mistake("`[context] + negatives` joins two lists. But if negatives is an array, + adds the number `context` "
                 "to each of its numbers. [context, *negatives] works in both cases.", _added_to_an_array)
exercise.mistake("You move the center by the slopes of the context, and the context by those of the center. "
                 "pair_gradient returns the loss, then the gradient of the center, then that of the context.",
                 _by_gradients(_slopes_exchanged))
exercise.mistake("You have exchanged the labels, so you push real neighbours apart and pull fakes together. Real is 1.",
                 _step_with(labels=(0, 1)))
exercise.mistake("You do not use the negatives. Without them, all vectors drift in the same direction.",
                 _without_negatives)
exercise.mistake("The two tables have not changed: you changed copies, or gave a variable a new array. "
                 "`centers[center] -= …` changes the table itself.", _on_copies)
exercise.mistake("You return the loss of the real pair only. Add up the losses of all pairs.",
                 _step_with(told=lambda losses: losses[0]))
