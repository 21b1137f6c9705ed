"""``answer_targets``: of an instruction and its answer, only the answer is to be predicted."""

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.language_models.padding import IGNORED


def _reference(prompt, answer):
    row = [*prompt, *answer]
    return row[:-1], [IGNORED] * (len(prompt) - 1) + [*answer]


def _hiding(count=lambda prompt, answer: len(prompt) - 1, with_what=IGNORED):
    """An answer_targets that hides another number of targets, counted from the front, or with another sign."""
    def function(prompt, answer):
        row, hidden = prompt + answer, max(0, count(prompt, answer))
        return row[:-1], [with_what] * hidden + row[1:][hidden:]
    return function


def _drawn_case(rng):
    return tuple([rng.randrange(6) for _ in range(rng.randrange(1, 7))] for _ in range(2))


exercise = Exercise(
    reference=_reference,
    cases=[
        case([7], [8]), case([7], [8, 9]), case([6, 7], [8]), case([6, 7], [8, 9, 0]), case([0, 5, 6, 2], [8, 9, 0]),
        case([0, 5, 6, 2], [5, 6, 5, 0]),    # the answer says again what the instruction says
        case([0, 0], [0, 0, 0]), case([2, 2, 2], [2, 2]), case([1, 2, 3, 4, 5, 6], [9]), case([1], [2, 3, 4, 5, 6]),
        case([0, 11, 12, 13, 2], [21, 11, 22, 23, 12, 0]), case([0, 4, 0, 2], [4, 0, 4, 0]),
        case([0, 300, 20, 4095, 2], [4095, 20, 300, 0]), case([9, 8], [8, 9]), case([5, 3], [4, 1]),
        case(list(range(40, 60)), list(range(10, 40))), case(list(range(10, 40)), list(range(40, 45))),
        case(list(range(100, 150)), list(range(1000, 1600))),    # nothing is cut off, however long the answer
    ],
    random_case=_drawn_case,
    valid=lambda prompt, answer: len(prompt) > 0 and len(answer) > 0,
    hints=(
        "Write the row out with its places numbered. At the prompt's last id, which id comes next, and whose is it?",
        "row = the prompt's ids, then the answer's\ninputs = the row without its last id\ntargets = the row without "
        "its first id, in which those that belong to the prompt (one fewer than it has ids) are IGNORED",
    ),
)

exercise.mistake("The answer's first id is never learned. It is what comes after the prompt's last id, so its place "
                 "counts, though the prompt's last id stands there.", _hiding(lambda prompt, answer: len(prompt)))
exercise.mistake("There is one IGNORED too many. Nothing comes before the prompt's first id, so it is nobody's target. "
                 "Inputs and targets are equally long.",
                 lambda prompt, answer: ((prompt + answer)[:-1], [IGNORED] * len(prompt) + answer))
exercise.mistake("A target is what comes next. You give each place its own id: that is copying, not predicting.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * len(prompt) + answer))
exercise.mistake("Inputs and targets are the same ids, but a target is what comes one place later.",
                 lambda prompt, answer: ((prompt + answer)[:-1], [IGNORED] * len(prompt) + answer[:-1]))
exercise.mistake("Here the prompt counts, too. The model is to learn to answer instructions, not to write them.",
                 _hiding(lambda prompt, answer: 0))
exercise.mistake("One target of the prompt still counts: the prompt's last id, which its last but one is to predict.",
                 _hiding(lambda prompt, answer: len(prompt) - 2))
exercise.mistake("You hide the answer and let the prompt count. It is the other way round.",
                 lambda prompt, answer: ((prompt + answer)[:-1], prompt[1:] + [IGNORED] * len(answer)))
exercise.mistake("After the row's last id nothing is to be predicted, so the model need not read it: leave it out of "
                 "the inputs, and its place out of the targets.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer + [IGNORED]))
exercise.mistake("The inputs have one id too many: after the last one nothing is to be predicted. Inputs and targets "
                 "are equally long.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("Each place needs a target, those in the prompt as well: IGNORED stands there.",
                 lambda prompt, answer: ((prompt + answer)[:-1], answer))
exercise.mistake("The model reads the answer as well as the prompt, all but the last id: at each place of it the next "
                 "id is to be predicted.",
                 lambda prompt, answer: (prompt, [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("The inputs are what the model reads, and it must read the instruction. Only targets are IGNORED.",
                 lambda prompt, answer: ([IGNORED] * len(prompt) + answer[:-1],
                                         [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("What does not count is IGNORED, −100. 0 is an id like others: the model would learn to say it.",
                 _hiding(with_what=0))
exercise.mistake("None is no id, and no number. What does not count is IGNORED, −100.", _hiding(with_what=None))
exercise.mistake("The answer's last id is a target, too. It is the end's: from it the model learns when to stop.",
                 lambda prompt, answer: ((prompt + answer)[:-2], [IGNORED] * (len(prompt) - 1) + answer[:-1]))
exercise.mistake("Whether a target counts depends on where it stands, not on which id it is. An answer may say again "
                 "what the instruction says.",
                 lambda prompt, answer: ((prompt + answer)[:-1],
                                         [IGNORED] * (len(prompt) - 1)
                                         + [IGNORED if each in prompt else each for each in answer]))
exercise.mistake("Whether a target counts depends on where it stands, not on which id it is. The prompt may have ids "
                 "that the answer has, too.",
                 lambda prompt, answer: ((prompt + answer)[:-1],
                                         [each if each in answer else IGNORED for each in (prompt + answer)[1:]]))
exercise.mistake("You have them the wrong way round: first what the model reads, then the targets.",
                 lambda prompt, answer: _reference(prompt, answer)[::-1])
exercise.mistake("Two lists are asked for, the inputs and the targets. Yours is one list, of pairs.",
                 lambda prompt, answer: list(zip(*_reference(prompt, answer), strict=True)))
exercise.mistake("Lists of ids are asked for, not tensors: rows of different lengths are put side by side later.",
                 lambda prompt, answer: tuple(map(torch.tensor, _reference(prompt, answer))))
exercise.mistake("The answer stands behind the prompt, and not before it.",
                 lambda prompt, answer: ((answer + prompt)[:-1], [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("Nothing is put behind the answer: if the model is to learn an end, the answer given has one already.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer + [0]))
exercise.mistake("What does not count is IGNORED, −100. The loss leaves out no other number.", _hiding(with_what=-1))
