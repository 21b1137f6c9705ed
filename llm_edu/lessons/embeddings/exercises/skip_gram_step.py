"""``skip_gram_step``: one real pair, some fakes, and a step."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.embeddings import skip_gram_answers as answers
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn


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


exercise = Exercise(
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
    also_right=[answers.step_by_arrays],
    compare="close",
    in_place=True,
)

exercise.mistake("You walk *up* the slope. The gradient points to where the loss rises: subtract it.",
                 answers.step_with(sign=+1))
exercise.mistake("You move the vectors after each pair, so that the next slope is taken at another place. Take all the "
                 "slopes first, then move.", answers.step_with(at_once=False))
exercise.mistake("You move the center while slopes are still to be taken. `v = centers[center]` makes no copy: it is a "
                 "view of the table, and `v -= …` changes the table. Take all the slopes first, then move.",
                 answers.center_as_it_goes)
exercise.mistake("The contexts move by the center as it is *after* its move. `v = centers[center]` is a view of the "
                 "table, not a copy. Take all the slopes first, then move.", answers.contexts_by_moved_center)
exercise.mistake("The center moves by the contexts as they are *after* their move. Take all the slopes first, then "
                 "move.", answers.center_by_moved_contexts)
exercise.mistake("A row that occurs twice (drawn twice, or real and fake at once) is moved only once: `contexts[rows] "
                 "-= …`, like a dictionary with the rows as keys, keeps the last of its slopes and drops the others. "
                 "Use a loop, or np.add.at.", answers.repeated_rows_once)
exercise.mistake("`[context] + negatives` joins two lists. Where negatives is an array, + adds the number `context` to "
                 "each of its numbers instead. [context, *negatives] joins in both cases.", answers.added_to_an_array)
exercise.mistake("`if negatives:` works for a list. An array of several numbers is neither true nor false, and Python "
                 "stops. You need not ask: a loop over nothing does nothing.", answers.asks_whether_there_are_any)
exercise.mistake("The real pair has moved before the slopes of the negatives are taken. Take all the slopes first, "
                 "then move.", answers.real_pair_first)
exercise.mistake("Each slope moves the center from where it began, so that only the last one counts. The moves add up: "
                 "`-=`.", answers.by_gradients(answers.each_slope_from_the_start))
exercise.mistake("You move the center by the slope of the context, and the other way round. pair_gradient returns the "
                 "loss, then that of the center, then that of the context.",
                 answers.by_gradients(answers.slopes_exchanged))
exercise.mistake("The context of the real pair has not moved. Its slope counts like those of the negatives.",
                 answers.by_gradients(answers.context_of_the_real_pair_stays))
exercise.mistake("The center moves only by the slopes of the negatives. That of the real pair counts, too.",
                 answers.by_gradients(answers.center_by_the_negatives_only))
exercise.mistake("The tables are right, but you take the loss after the move. Return what it was before.",
                 answers.loss_afterwards)
exercise.mistake("You count the negatives, 0, 1, 2 …, and use that as the row. The rows are the numbers *in* "
                 "negatives.", answers.rows_0_1_2_as_negatives)
exercise.mistake("A fake that happens to be the same word as the real neighbour is still a fake. Only the first pair "
                 "has the label 1, not every pair with that row.", answers.label_by_comparing)
exercise.mistake("You divide the center's slope by the number of pairs. It gathers the slopes: their sum.",
                 answers.center_by_the_mean)
exercise.mistake("The tables are right. Return the loss instead of them: the sum over all pairs.",
                 answers.tables_returned)
exercise.mistake("When the same word is drawn twice (or is the real neighbour as well), you take its second slope "
                 "after it has moved. Take all the slopes first, then move.", answers.contexts_as_they_go)
exercise.mistake("The labels are exchanged: you push real neighbours apart and pull the fakes together. Real is 1.",
                 answers.step_with(labels=(0, 1)))
exercise.mistake("You treat the negatives as real neighbours. Their label is 0.", answers.step_with(labels=(1, 1)))
exercise.mistake("The negatives are not used. Without them all vectors drift into one direction.",
                 answers.without_negatives)
exercise.mistake("The contexts have not moved. Both vectors of a pair have a slope.",
                 answers.step_with(move_contexts=False))
exercise.mistake("The center has not moved. It gathers the slopes of all its pairs.",
                 answers.step_with(move_center=False))
exercise.mistake("The center moves only by the slope of the real pair. The negatives push it too.",
                 answers.center_by_the_real_pair_only)
exercise.mistake("You take the negatives from the table of centers. They stand in for neighbours, so they are rows of "
                 "contexts.", answers.negatives_from_the_centers)
exercise.mistake("You move the right rows, but for the negatives you take the slopes at rows of centers. They stand in "
                 "for neighbours: contexts[negative].", answers.slopes_at_the_centers)
exercise.mistake("The two tables are as they were: you changed copies, or gave a new array to a variable. "
                 "`centers[center] -= …` changes the table itself.", answers.on_copies)
exercise.mistake("You go the whole slope. Multiply it by `rate`.", answers.full_steps)
exercise.mistake("You return the loss of the real pair only. Add up those of all pairs.",
                 answers.step_with(told=lambda losses: losses[0]))
exercise.mistake("You return the loss of the last pair. Add up those of all.",
                 answers.step_with(told=lambda losses: losses[-1]))
exercise.mistake("You return the mean of the losses. Their sum is asked for.",
                 answers.step_with(told=lambda losses: sum(losses) / len(losses)))
exercise.mistake("The tables are right. Return the loss, too: the sum over all pairs.",
                 answers.step_with(told=lambda losses: None))
