"""Answers to ``skip_gram_step``, wrong ones and right ones."""

import numpy as np

from llm_edu import embeddings
from llm_edu.embeddings import sigmoid


def one_step(centers, contexts, center, context, negatives, rate, *, labels=(1, 0), sign=-1, move_center=True,
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


def step_with(**changes):
    return lambda centers, contexts, center, context, negatives, rate: one_step(
        centers, contexts, center, context, negatives, rate, **changes)


def without_negatives(centers, contexts, center, context, negatives, rate):
    return one_step(centers, contexts, center, context, [], rate)


def on_copies(centers, contexts, center, context, negatives, rate):
    return one_step(centers.copy(), contexts.copy(), center, context, negatives, rate)


def center_by_the_real_pair_only(centers, contexts, center, context, negatives, rate):
    _, for_center, _ = embeddings.pair_gradient(centers[center], contexts[context], 1)
    moved = centers[center] - rate * for_center
    loss = one_step(centers, contexts, center, context, negatives, rate)
    centers[center] = moved
    return loss


def negatives_from_the_centers(centers, contexts, center, context, negatives, rate):
    slopes = [(contexts, context, embeddings.pair_gradient(centers[center], contexts[context], 1))]
    slopes += [(centers, other, embeddings.pair_gradient(centers[center], centers[other], 0)) for other in negatives]
    for table, other, (_, for_center, for_context) in slopes:
        centers[center] -= rate * for_center
        table[other] -= rate * for_context
    return sum(loss for _, _, (loss, _, _) in slopes)


def slopes_at_the_centers(centers, contexts, center, context, negatives, rate):
    slopes = [embeddings.pair_gradient(centers[center], contexts[context], 1)]
    slopes += [embeddings.pair_gradient(centers[center], centers[other], 0) for other in negatives]
    for other, (_, for_center, for_context) in zip([context, *negatives], slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def contexts_as_they_go(centers, contexts, center, context, negatives, rate):
    """As word2vec's own program does it: nearly the same, but for a word that is drawn twice."""
    middle, total, moved = centers[center].copy(), 0.0, np.zeros(centers.shape[1])
    for other, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = embeddings.pair_gradient(middle, contexts[other], label)
        contexts[other] -= rate * for_context
        moved += for_center
        total += loss
    centers[center] -= rate * moved
    return total


def repeated_rows_once(centers, contexts, center, context, negatives, rate):
    rows, middle = [context, *negatives], centers[center].copy()
    slopes = [embeddings.pair_gradient(middle, contexts[row], int(number == 0)) for number, row in enumerate(rows)]
    contexts[rows] -= rate * np.array([for_context for _, _, for_context in slopes])
    centers[center] -= rate * sum(for_center for _, for_center, _ in slopes)
    return sum(loss for loss, _, _ in slopes)


def label_by_comparing(centers, contexts, center, context, negatives, rate):
    rows = [context, *negatives]
    slopes = [embeddings.pair_gradient(centers[center], contexts[row], 1 if row == context else 0) for row in rows]
    for row, (_, for_center, for_context) in zip(rows, slopes):
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def center_as_it_goes(centers, contexts, center, context, negatives, rate):
    """A view of the center moves while the slopes are still being taken; the contexts wait."""
    middle, slopes = centers[center], []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = embeddings.pair_gradient(middle, contexts[row], label)
        slopes.append((row, loss, for_context))
        middle -= rate * for_center
    for row, _, for_context in slopes:
        contexts[row] -= rate * for_context
    return sum(loss for _, loss, _ in slopes)


def by_errors(centers, contexts, center, context, negatives, rate, center_first):
    """All errors first, but then one table moves by the other's numbers after *their* move."""
    rows, middle = [context, *negatives], centers[center]
    losses = [embeddings.pair_gradient(middle, contexts[row], int(number == 0))[0] for number, row in enumerate(rows)]
    errors = [sigmoid(contexts[row] @ middle) - (number == 0) for number, row in enumerate(rows)]
    if center_first:
        middle -= rate * sum(error * contexts[row] for row, error in zip(rows, errors))
    for row, error in zip(rows, errors):
        contexts[row] -= rate * error * middle
    if not center_first:
        middle -= rate * sum(error * contexts[row] for row, error in zip(rows, errors))
    return sum(losses)


def center_by_moved_contexts(*arguments):
    return by_errors(*arguments, center_first=False)


def contexts_by_moved_center(*arguments):
    return by_errors(*arguments, center_first=True)


def added_to_an_array(centers, contexts, center, context, negatives, rate):
    """[context] + negatives: two lists are joined, a list and an array are added up number by number."""
    others = list([context] + negatives)
    slopes = [embeddings.pair_gradient(centers[center], contexts[other], int(number == 0))
              for number, other in enumerate(others)]
    for other, (_, for_center, for_context) in zip(others, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def asks_whether_there_are_any(centers, contexts, center, context, negatives, rate):
    return one_step(centers, contexts, center, context, negatives if negatives else [], rate)


def real_pair_first(centers, contexts, center, context, negatives, rate):
    """The real pair has moved when the slopes of the negatives are taken, all at once."""
    loss, for_center, for_context = embeddings.pair_gradient(centers[center], contexts[context], 1)
    centers[center] -= rate * for_center
    contexts[context] -= rate * for_context
    slopes = [embeddings.pair_gradient(centers[center], contexts[other], 0) for other in negatives]
    for other, (_, for_center, for_context) in zip(negatives, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return loss + sum(loss for loss, _, _ in slopes)


def by_gradients(move):
    """All slopes first, and then a wrong move: move(centers, contexts, center, pairs with their slopes, rate)."""
    def step(centers, contexts, center, context, negatives, rate):
        rows = [context, *negatives]
        slopes = [(row, *embeddings.pair_gradient(centers[center], contexts[row], int(number == 0)))
                  for number, row in enumerate(rows)]
        move(centers, contexts, center, slopes, rate)
        return sum(loss for _, loss, _, _ in slopes)
    return step


def each_slope_from_the_start(centers, contexts, center, slopes, rate):
    before = centers[center].copy()
    for row, _, for_center, for_context in slopes:
        centers[center] = before - rate * for_center
        contexts[row] -= rate * for_context


def slopes_exchanged(centers, contexts, center, slopes, rate):
    for row, _, for_center, for_context in slopes:
        centers[center] -= rate * for_context
        contexts[row] -= rate * for_center


def context_of_the_real_pair_stays(centers, contexts, center, slopes, rate):
    for number, (row, _, for_center, for_context) in enumerate(slopes):
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context * (number > 0)


def center_by_the_negatives_only(centers, contexts, center, slopes, rate):
    for number, (row, _, for_center, for_context) in enumerate(slopes):
        centers[center] -= rate * for_center * (number > 0)
        contexts[row] -= rate * for_context


def loss_afterwards(centers, contexts, center, context, negatives, rate):
    one_step(centers, contexts, center, context, negatives, rate)
    return sum(embeddings.pair_gradient(centers[center], contexts[row], int(number == 0))[0]
               for number, row in enumerate([context, *negatives]))


def rows_0_1_2_as_negatives(centers, contexts, center, context, negatives, rate):
    return one_step(centers, contexts, center, context, range(len(negatives)), rate)


def center_by_the_mean(centers, contexts, center, context, negatives, rate):
    before = centers[center].copy()
    loss = one_step(centers, contexts, center, context, negatives, rate)
    centers[center] = before + (centers[center] - before) / (1 + len(negatives))
    return loss


def tables_returned(centers, contexts, center, context, negatives, rate):
    one_step(centers, contexts, center, context, negatives, rate)
    return centers, contexts


def full_steps(centers, contexts, center, context, negatives, rate):
    return one_step(centers, contexts, center, context, negatives, 1.0)


def step_by_arrays(centers, contexts, center, context, negatives, rate):
    rows = np.array([context, *negatives])
    scores = contexts[rows] @ centers[center]
    errors = sigmoid(scores)
    errors[0] -= 1
    loss = np.log1p(np.exp(-scores[0])) + np.log1p(np.exp(scores[1:])).sum()
    for_center = errors @ contexts[rows]
    np.subtract.at(contexts, rows, rate * np.outer(errors, centers[center]))
    centers[center] -= rate * for_center
    return loss
