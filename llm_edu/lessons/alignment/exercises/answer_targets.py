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
        "Write the row out, and number its positions. Which id comes after the prompt's last id, and does it belong "
        "to the prompt or to the answer?",
        "row = the prompt's ids, then the answer's\n"
        "inputs = the row without its last id\n"
        "targets = the row without its first id, with IGNORED in place of those that belong to the prompt (one fewer "
        "than the prompt has ids)",
    ),
)

exercise.mistake("The answer's first id is never learned. It comes right after the prompt's last id, so the target at "
                 "that position counts, although the prompt's last id is what the model reads there.",
                 _hiding(lambda prompt, answer: len(prompt)))
exercise.mistake("There is one IGNORED too many. Nothing comes before the prompt's first id, so that id is never a "
                 "target. Inputs and targets have the same length.",
                 lambda prompt, answer: ((prompt + answer)[:-1], [IGNORED] * len(prompt) + answer))
exercise.mistake("A target is the id that comes next. You give each position its own id: that is copying, not "
                 "predicting.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * len(prompt) + answer))
exercise.mistake("Your inputs and targets are the same ids, but a target is the id that comes one position later.",
                 lambda prompt, answer: ((prompt + answer)[:-1], [IGNORED] * len(prompt) + answer[:-1]))
exercise.mistake("In your targets, the prompt counts, too. The model should learn to answer instructions, not to "
                 "write them.",
                 _hiding(lambda prompt, answer: 0))
exercise.mistake("One target of the prompt still counts: the prompt's last id, which the model predicts at the "
                 "position before it.",
                 _hiding(lambda prompt, answer: len(prompt) - 2))
exercise.mistake("You hide the answer and let the prompt count. It should be the other way round.",
                 lambda prompt, answer: ((prompt + answer)[:-1], prompt[1:] + [IGNORED] * len(answer)))
exercise.mistake("Nothing comes after the row's last id, so the model need not read it. Leave that id out of the "
                 "inputs, and its position out of the targets.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer + [IGNORED]))
exercise.mistake("The inputs have one id too many: nothing comes after the last one. Inputs and targets have the same "
                 "length.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("Each position needs a target, even those in the prompt. There, the target is IGNORED.",
                 lambda prompt, answer: ((prompt + answer)[:-1], answer))
exercise.mistake("The model reads the prompt and the answer, all but the last id. At each position of the answer, it "
                 "predicts the next id.",
                 lambda prompt, answer: (prompt, [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("The inputs are what the model reads, and it must read the instruction. Only targets are IGNORED.",
                 lambda prompt, answer: ([IGNORED] * len(prompt) + answer[:-1],
                                         [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("A target that does not count is IGNORED, −100. 0 is an id like any other: the model would learn to "
                 "say it.",
                 _hiding(with_what=0))
exercise.mistake("None is not an id. A target that does not count is IGNORED, −100.", _hiding(with_what=None))
exercise.mistake("The answer's last id is a target, too. It is the end's id: from it, the model learns when to stop.",
                 lambda prompt, answer: ((prompt + answer)[:-2], [IGNORED] * (len(prompt) - 1) + answer[:-1]))
exercise.mistake("Whether a target counts depends on its position, not on which id it is. An answer may repeat what "
                 "the instruction says.",
                 lambda prompt, answer: ((prompt + answer)[:-1],
                                         [IGNORED] * (len(prompt) - 1)
                                         + [IGNORED if each in prompt else each for each in answer]))
exercise.mistake("Whether a target counts depends on its position, not on which id it is. The prompt may contain ids "
                 "that the answer contains as well.",
                 lambda prompt, answer: ((prompt + answer)[:-1],
                                         [each if each in answer else IGNORED for each in (prompt + answer)[1:]]))
exercise.mistake("Your two lists are the wrong way round: first what the model reads, then the targets.",
                 lambda prompt, answer: _reference(prompt, answer)[::-1])
exercise.mistake("Return two lists, the inputs and the targets. Yours is one list, of pairs.",
                 lambda prompt, answer: list(zip(*_reference(prompt, answer), strict=True)))
exercise.mistake("Return lists of ids, not tensors: rows of different lengths are put together later.",
                 lambda prompt, answer: tuple(map(torch.tensor, _reference(prompt, answer))))
exercise.mistake("The answer comes after the prompt, not before it.",
                 lambda prompt, answer: ((answer + prompt)[:-1], [IGNORED] * (len(prompt) - 1) + answer))
exercise.mistake("Add nothing after the answer. If the model should learn an end, the answer that you are given "
                 "already has one.",
                 lambda prompt, answer: (prompt + answer, [IGNORED] * (len(prompt) - 1) + answer + [0]))
exercise.mistake("A target that does not count is IGNORED, −100. The loss leaves out no other number.",
                 _hiding(with_what=-1))
