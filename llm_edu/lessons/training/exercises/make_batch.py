"""``make_batch``: texts side by side, filled up."""

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
    cases=[case([[5]]), case([[], [5]]), case([[5, 6]]), case([[5, 6], [7]]), case([[7], [5, 6]]), case([[5], [6]]),
           case([[5, 6, 7], [8], [9, 9]]), case([[5, 0, 6], [7]]), case([[1, 2, 3, 4], [5, 6, 7, 8]]),
           case([[50_256, 16_777_217]]), case([[7], list(range(1, 60))])],
    random_case=lambda rng: ([[rng.randrange(1, 10) for _ in range(rng.randrange(1, 5))]
                              for _ in range(rng.randrange(1, 4))],),
    valid=lambda texts: isinstance(texts, list) and len(texts) > 0 and all(
        isinstance(ids, list) and all(isinstance(id, int) and id >= 0 for id in ids) for ids in texts),
    hints=(
        "Make two tables that are filled already, one with 0 and one with −100; then write each text into both, one "
        "place farther to the left in the second.",
        "width = length of the longest text + 1\ninputs = zeros (texts, width), whole numbers\ntargets = −100 "
        "everywhere (texts, width)\nfor each row: inputs from place 1 on: the ids; targets from place 0 on: the ids, "
        "then 0",
    ),
)


@exercise.mistake("The targets are what stands at the *same* place. The model would learn to repeat what it has just "
                  "read: shift them by one.")
def _not_shifted(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where(targets != -100, -100)


@exercise.mistake("They are shifted the wrong way: your targets are the word *before*. The model is to say what comes "
                  "next.")
def _shifted_back(texts):
    inputs, targets = _make_batch(texts)
    return targets.clamp(min=0), inputs.where(targets != -100, -100)


exercise.mistake("The targets are filled up with 0, the id of the end. So the model is taught to say “end” again and "
                 "again behind each short text; −100 is what does not count.", _rows(answer_fill=0))
exercise.mistake("The inputs are filled up with −100. That is no id: the table of embeddings has no such row. Fill "
                 "what is read with 0.", _rows(read_fill=-100))


@exercise.mistake("The tables are as wide as the *first* text needs. The longest one decides, wherever it stands.")
def _as_wide_as_the_first(texts):
    inputs = torch.zeros(len(texts), len(texts[0]) + 1, dtype=torch.long)
    targets = torch.full_like(inputs, -100)
    for row, ids in enumerate(texts):
        inputs[row, 1:len(ids) + 1] = torch.tensor(ids)
        targets[row, :len(ids) + 1] = torch.tensor([*ids, 0])
    return inputs, targets


exercise.mistake("Nobody is asked for the end. Each row of the targets closes with 0, or the model never learns to "
                 "stop.", _rows(end=()))
exercise.mistake("The inputs don't begin with 0, so the first word is never asked for.", _rows(begin=()))


@exercise.mistake("You fill up at the front. Texts begin at place 0; the filling comes behind.")
def _filled_at_the_front(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[0] * (width - len(ids)) + list(ids) for ids in texts]),
            torch.tensor([[-100] * (width - len(ids) - 1) + [*ids, 0] for ids in texts]))


exercise.mistake("Ids are whole numbers: dtype=torch.long.",
                 lambda texts: tuple(table.float() for table in _make_batch(texts)))
exercise.mistake("These are lists. A model reads tensors.",
                 lambda texts: tuple(table.tolist() for table in _make_batch(texts)))
