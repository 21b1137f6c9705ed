"""``make_batch``: texts side by side, filled up."""

import torch
from torch import nn

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.training import TokenRows
from llm_edu.training.rows import collate


def _make_batch(texts):
    rows = TokenRows.one_text_a_row(texts)
    return collate(rows, range(len(rows)))


def _rows(begin=(0,), read_fill=0, answer_fill=-100, end=(0,), widen=0, swap=False):
    """A make_batch with one thing wrong."""
    def function(texts):
        reads, answers = [[*begin, *ids] for ids in texts], [[*ids, *end] for ids in texts]
        width = max(map(len, reads + answers)) + widen
        found = (torch.tensor([row + [read_fill] * (width - len(row)) for row in reads]),
                 torch.tensor([row + [answer_fill] * (width - len(row)) for row in answers]))
        return found[::-1] if swap else found
    return function


def _with_pad_sequence(texts):
    pad = nn.utils.rnn.pad_sequence
    return (pad([torch.tensor([0, *ids]) for ids in texts], batch_first=True),
            pad([torch.tensor([*ids, 0]) for ids in texts], batch_first=True, padding_value=-100))


def _one_table_cut_twice(texts):
    width = max(map(len, texts)) + 2
    table = torch.full((len(texts), width), -100)
    for row, ids in zip(table, texts):
        row[:len(ids) + 2] = torch.tensor([0, *ids, 0])
    return table[:, :-1].clamp(min=0), table[:, 1:].clone()


exercise = Exercise(
    reference=_make_batch,
    cases=[case([[5]]), case([[5, 6]]), case([[5, 6], [7]]), case([[7], [5, 6]]), case([[5], [6]]),
           case([[5, 6, 7], [8], [9, 9]]), case([[1, 2, 3, 4], [5, 6, 7, 8]])],
    random_case=lambda rng: ([[rng.randrange(1, 10) for _ in range(rng.randrange(1, 5))]
                              for _ in range(rng.randrange(1, 4))],),
    valid=lambda texts: isinstance(texts, list) and len(texts) > 0 and all(
        isinstance(ids, list) and ids and all(isinstance(id, int) and id > 0 for id in ids) for ids in texts),
    hints=(
        "Make two tables that are filled already, one with 0 and one with −100; then write each text into both, one "
        "place farther to the left in the second.",
        "width = length of the longest text + 1\ninputs = zeros (texts, width), whole numbers\ntargets = −100 "
        "everywhere (texts, width)\nfor each row: inputs from place 1 on: the ids; targets from place 0 on: the ids, "
        "then 0",
    ),
    also_right=[_with_pad_sequence, _one_table_cut_twice],
)


@exercise.mistake("The targets are what stands at the *same* place. The model would learn to repeat what it has just "
                  "read: shift them by one.")
def _not_shifted(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where(targets != -100, -100)


@exercise.mistake("The targets are what stands at the *same* place, and the first place is not asked for. At each "
                  "place the target is what comes next: shift them by one.")
def _not_shifted_and_no_beginning(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where((targets != -100) & (torch.arange(inputs.shape[1]) > 0), -100)


@exercise.mistake("They are shifted the wrong way: your targets are the word *before*. The model is to say what comes "
                  "next.")
def _shifted_back(texts):
    inputs, targets = _make_batch(texts)
    return targets.clamp(min=0), inputs.where(targets != -100, -100)


@exercise.mistake("The targets are one ahead, but the inputs don't begin with 0, so nobody is asked for a text's first "
                  "word.")
def _one_word_ahead_of_a_row_without_beginning(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[*ids] + [0] * (width - len(ids)) for ids in texts]),
            torch.tensor([[*ids[1:], 0] + [-100] * (width - len(ids)) for ids in texts]))


@exercise.mistake("The end stands in the last place of each row. It follows directly on the text's last word; the "
                  "filling comes after it.")
def _end_at_the_edge(texts):
    inputs, targets = _make_batch(texts)
    targets = inputs.roll(-1, 1).where(targets != -100, -100)
    targets[targets == 0] = -100
    targets[:, -1] = 0
    return inputs, targets


exercise.mistake("The targets are filled up with 100. What does not count is −100; 100 may well be a word.",
                 _rows(answer_fill=100))
exercise.mistake("You have put both into one tensor. Hand back two tables, with a comma between them.",
                 lambda texts: torch.stack(_make_batch(texts)))
exercise.mistake("The targets are filled up with 0, the id of the end. So the model is taught to say “end” again and "
                 "again behind each short text; −100 is what does not count.", _rows(answer_fill=0))
exercise.mistake("The inputs are filled up with −100. That is no id: the table of embeddings has no such row. Fill "
                 "what is read with 0.", _rows(read_fill=-100))


@exercise.mistake("There is −100 among the inputs. Only the targets are filled with it; what is read is filled with 0.")
def _inputs_from_filled_targets(texts):
    targets = _make_batch(texts)[1]
    return torch.cat([torch.zeros(len(texts), 1, dtype=torch.long), targets[:, :-1]], dim=1), targets


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
exercise.mistake("The two tables are the wrong way round: first what is read, then what should be said.",
                 _rows(swap=True))


@exercise.mistake("You fill up at the front. Texts begin at place 0; the filling comes behind.")
def _filled_at_the_front(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[0] * (width - len(ids)) + list(ids) for ids in texts]),
            torch.tensor([[-100] * (width - len(ids) - 1) + [*ids, 0] for ids in texts]))


@exercise.mistake("Everything is cut to the shortest text. Fill up to the longest.")
def _cut_to_the_shortest(texts):
    width = min(map(len, texts)) + 1
    return tuple(table[:, :width] for table in _make_batch(texts))


exercise.mistake("One place too many: the longest row is its ids and one end, nothing is left to fill.", _rows(widen=1))
exercise.mistake("Ids are whole numbers: dtype=torch.long.",
                 lambda texts: tuple(table.float() for table in _make_batch(texts)))
exercise.mistake("These are lists. A model reads tensors.",
                 lambda texts: tuple(table.tolist() for table in _make_batch(texts)))
exercise.mistake("That is what is read. Return what should be said as well.", lambda texts: _make_batch(texts)[0])
