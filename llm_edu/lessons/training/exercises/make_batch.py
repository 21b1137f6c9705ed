"""``make_batch``: texts side by side, padded."""

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.training import TokenRows
from llm_edu.training.rows import collate


def _make_batch(texts):
    rows = TokenRows.one_text_a_row(texts)
    return collate(rows, range(len(rows)))


def _rows(begin=(0,), read_fill=0, answer_fill=-100, end=(0,)):
    """A make_batch with one thing wrong."""
    def function(texts):
        reads, answers = [[*begin, *ids] for ids in texts], [[*ids, *end] for ids in texts]
        width = max(map(len, reads + answers))
        return (torch.tensor([row + [read_fill] * (width - len(row)) for row in reads]),
                torch.tensor([row + [answer_fill] * (width - len(row)) for row in answers]))
    return function


exercise = Exercise(
    reference=_make_batch,
    cases=[case([[5]]), case([[]]), case([[], [5]]), case([[5, 6]]), case([[5, 6], [7]]), case([[7], [5, 6]]),
           case([[5], [6]]), case([[5, 6, 7], [8], [9, 9]]), case([[5, 0, 6], [7]]), case([[1, 2, 3, 4], [5, 6, 7, 8]]),
           case([[5], [6, 7, 8], [9]]), case([[50_256, 16_777_217]]), case([[7], list(range(1, 60))])],
    random_case=lambda rng: ([[rng.randrange(1, 10) for _ in range(rng.randrange(1, 5))]
                              for _ in range(rng.randrange(1, 4))],),
    valid=lambda texts: isinstance(texts, list) and len(texts) > 0 and all(
        isinstance(ids, list) and all(isinstance(id, int) and id >= 0 for id in ids) for ids in texts),
    hints=(
        "Make two matrices that are full of padding, one of 0 and one of −100. Then write each text into both, one "
        "position further to the left in the second.",
        "width = length of the longest text + 1\ninputs = zeros (texts, width), whole numbers\ntargets = −100 "
        "everywhere (texts, width)\nfor each row: the inputs from position 1 on are the ids; the targets from position "
        "0 on are the ids, then 0",
    ),
)


@exercise.mistake("Your targets are the words at the *same* position. The model would learn to repeat what it has just "
                  "read. Shift them by one.")
def _not_shifted(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where(targets != -100, -100)


@exercise.mistake("Your targets are shifted the wrong way: each is the word *before*. The model should predict the "
                  "next word.")
def _shifted_back(texts):
    inputs, targets = _make_batch(texts)
    return targets.clamp(min=0), inputs.where(targets != -100, -100)


exercise.mistake("You pad the targets with 0, the id of the end. So the model learns to say “end” again and again "
                 "after each short text. Pad with −100, which does not count.", _rows(answer_fill=0))
exercise.mistake("You pad the inputs with −100. That is not an id: the embedding matrix has no such row. Pad the "
                 "inputs with 0.", _rows(read_fill=-100))


@exercise.mistake("Your tensors are as wide as the *first* text needs. The longest text decides, wherever it is.")
def _as_wide_as_the_first(texts):
    inputs = torch.zeros(len(texts), len(texts[0]) + 1, dtype=torch.long)
    targets = torch.full_like(inputs, -100)
    for row, ids in enumerate(texts):
        inputs[row, 1:len(ids) + 1] = torch.tensor(ids)
        targets[row, :len(ids) + 1] = torch.tensor([*ids, 0])
    return inputs, targets


exercise.mistake("The end is missing. Each text's targets must finish with 0, or the model never learns to "
                 "stop.", _rows(end=()))
exercise.mistake("Your inputs don't begin with 0, so at each position the model reads the very word that it should "
                 "predict.", _rows(begin=()))


@exercise.mistake("You pad at the front. Texts begin at position 0, and the padding comes after them.")
def _filled_at_the_front(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[0] * (width - len(ids)) + list(ids) for ids in texts]),
            torch.tensor([[-100] * (width - len(ids) - 1) + [*ids, 0] for ids in texts]))


exercise.mistake("Ids are whole numbers: dtype=torch.long.",
                 lambda texts: tuple(table.float() for table in _make_batch(texts)))
exercise.mistake("You return lists. A model reads tensors.",
                 lambda texts: tuple(table.tolist() for table in _make_batch(texts)))
