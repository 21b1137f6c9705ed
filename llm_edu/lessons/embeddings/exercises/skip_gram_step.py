"""``skip_gram_step``: one real pair, some fakes, and a step."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, Mistake, case
from llm_edu.lessons.embeddings.exercises.common import LESSON, _array, _drawn
from llm_edu.lessons.embeddings.exercises.skip_gram_answers import (
    _added_to_an_array,
    _asks_whether_there_are_any,
    _by_gradients,
    _center_as_it_goes,
    _center_by_moved_contexts,
    _center_by_the_mean,
    _center_by_the_negatives_only,
    _center_by_the_real_pair_only,
    _context_of_the_real_pair_stays,
    _contexts_as_they_go,
    _contexts_by_moved_center,
    _each_slope_from_the_start,
    _full_steps,
    _label_by_comparing,
    _loss_afterwards,
    _negatives_from_the_centers,
    _on_copies,
    _real_pair_first,
    _repeated_rows_once,
    _rows_0_1_2_as_negatives,
    _slopes_at_the_centers,
    _slopes_exchanged,
    _step_by_arrays,
    _step_with,
    _tables_returned,
    _without_negatives,
)


def _step_cases():
    small = (_array([1, 2], [0, 1]), _array([2, -1], [1, 1]))
    rng = np.random.default_rng(5)
    large = tuple(rng.normal(size=(2, 4, 3)).round(1))
    return [
        case(*small, 0, 0, [], 0.1), case(*small, 0, 0, [1], 0.1), case(*small, 1, 0, [1], 0.5),
        case(*small, 1, 1, [0, 0], 0.5), case(*large, 2, 1, [0, 3], 0.2), case(*large, 0, 3, [3, 2, 2], 0.5),
        case(*large, 3, 3, [], 0.3), case(*large, 1, 0, np.array([2, 2, 3]), 0.2),
        case(*small, 0, 0, np.array([0]), 0.1),
    ]


skip_gram_step = Exercise(
    "skip_gram_step",
    lesson=LESSON,
    reference=embeddings.skip_gram_step,
    cases=_step_cases,
    random_case=lambda rng: (*_drawn(rng, 2, 3, 2), rng.randrange(3), rng.randrange(3),
                             [rng.randrange(3) for _ in range(rng.randrange(4))], rng.choice([0.1, 0.5])),
    valid=lambda centers, contexts, center, context, negatives, rate: (
        centers.shape == contexts.shape and centers.ndim == 2 and max(center, context, *negatives) < len(centers)),
    hints=(
        "Two loops, one after the other. The first changes nothing: it calls pair_gradient for the real pair (label 1) "
        "and for each negative (label 0), and keeps the answers in a list, with the row that each belongs to. The "
        "second goes through that list and moves.",
        "pairs = (context, 1), and (negative, 0) for each negative\nslopes = pair_gradient of centers[center] and "
        "contexts[other] for each\nfor each pair and its slopes:\n    centers[center] -= rate * slope for the center\n"
        "    contexts[other] -= rate * slope for the context\nreturn the sum of the losses",
    ),
    mistakes=[
        Mistake(_step_with(sign=+1), "You walk *up* the slope. The gradient points to where the loss rises: subtract "
                "it."),
        Mistake(_step_with(at_once=False), "You move the vectors after each pair, so that the next slope is taken at "
                "another place. Take all the slopes first, then move."),
        Mistake(_center_as_it_goes, "You move the center while slopes are still to be taken. `v = centers[center]` "
                "makes no copy: it is a view of the table, and `v -= …` changes the table. Take all the slopes first, "
                "then move."),
        Mistake(_contexts_by_moved_center, "The contexts move by the center as it is *after* its move. "
                "`v = centers[center]` is a view of the table, not a copy. Take all the slopes first, then move."),
        Mistake(_center_by_moved_contexts, "The center moves by the contexts as they are *after* their move. Take all "
                "the slopes first, then move."),
        Mistake(_repeated_rows_once, "A row that occurs twice (drawn twice, or real and fake at once) is moved only "
                "once: `contexts[rows] -= …`, like a dictionary with the rows as keys, keeps the last of its slopes "
                "and drops the others. Use a loop, or np.add.at."),
        Mistake(_added_to_an_array, "`[context] + negatives` joins two lists. Where negatives is an array, + adds the "
                "number `context` to each of its numbers instead. [context, *negatives] joins in both cases."),
        Mistake(_asks_whether_there_are_any, "`if negatives:` works for a list. An array of several numbers is neither "
                "true nor false, and Python stops. You need not ask: a loop over nothing does nothing."),
        Mistake(_real_pair_first, "The real pair has moved before the slopes of the negatives are taken. Take all the "
                "slopes first, then move."),
        Mistake(_by_gradients(_each_slope_from_the_start), "Each slope moves the center from where it began, so that "
                "only the last one counts. The moves add up: `-=`."),
        Mistake(_by_gradients(_slopes_exchanged), "You move the center by the slope of the context, and the other way "
                "round. pair_gradient returns the loss, then that of the center, then that of the context."),
        Mistake(_by_gradients(_context_of_the_real_pair_stays), "The context of the real pair has not moved. Its slope "
                "counts like those of the negatives."),
        Mistake(_by_gradients(_center_by_the_negatives_only), "The center moves only by the slopes of the negatives. "
                "That of the real pair counts, too."),
        Mistake(_loss_afterwards, "The tables are right, but you take the loss after the move. Return what it was "
                "before."),
        Mistake(_rows_0_1_2_as_negatives, "You count the negatives, 0, 1, 2 …, and use that as the row. The rows are "
                "the numbers *in* negatives."),
        Mistake(_label_by_comparing, "A fake that happens to be the same word as the real neighbour is still a fake. "
                "Only the first pair has the label 1, not every pair with that row."),
        Mistake(_center_by_the_mean, "You divide the center's slope by the number of pairs. It gathers the slopes: "
                "their sum."),
        Mistake(_tables_returned, "The tables are right. Return the loss instead of them: the sum over all pairs."),
        Mistake(_contexts_as_they_go, "When the same word is drawn twice (or is the real neighbour as well), you take "
                "its "
                "second slope after it has moved. Take all the slopes first, then move."),
        Mistake(_step_with(labels=(0, 1)), "The labels are exchanged: you push real neighbours apart and pull the "
                "fakes "
                "together. Real is 1."),
        Mistake(_step_with(labels=(1, 1)), "You treat the negatives as real neighbours. Their label is 0."),
        Mistake(_without_negatives, "The negatives are not used. Without them all vectors drift into one direction."),
        Mistake(_step_with(move_contexts=False), "The contexts have not moved. Both vectors of a pair have a slope."),
        Mistake(_step_with(move_center=False), "The center has not moved. It gathers the slopes of all its pairs."),
        Mistake(_center_by_the_real_pair_only, "The center moves only by the slope of the real pair. The negatives "
                "push "
                "it too."),
        Mistake(_negatives_from_the_centers, "You take the negatives from the table of centers. They stand in for "
                "neighbours, so they are rows of contexts."),
        Mistake(_slopes_at_the_centers, "You move the right rows, but for the negatives you take the slopes at rows of "
                "centers. They stand in for neighbours: contexts[negative]."),
        Mistake(_on_copies, "The two tables are as they were: you changed copies, or gave a new array to a variable. "
                "`centers[center] -= …` changes the table itself."),
        Mistake(_full_steps, "You go the whole slope. Multiply it by `rate`."),
        Mistake(_step_with(told=lambda losses: losses[0]), "You return the loss of the real pair only. Add up those of "
                "all pairs."),
        Mistake(_step_with(told=lambda losses: losses[-1]), "You return the loss of the last pair. Add up those of "
                "all."),
        Mistake(_step_with(told=lambda losses: sum(losses) / len(losses)), "You return the mean of the losses. Their "
                "sum "
                "is asked for."),
        Mistake(_step_with(told=lambda losses: None), "The tables are right. Return the loss, too: the sum over all "
                "pairs."),
    ],
    also_right=[_step_by_arrays],
    compare="close",
    in_place=True,
)
