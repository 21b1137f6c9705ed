# %% right: with slices
def answer_targets(prompt, answer):
    inputs = prompt + answer[:-1]
    targets = [-100] * (len(prompt) - 1) + answer
    return inputs, targets

# %% right: with a loop over places
def answer_targets(prompt, answer):
    row = list(prompt) + list(answer)
    targets = []
    for place in range(1, len(row)):
        if place < len(prompt):
            targets.append(IGNORED)
        else:
            targets.append(row[place])
    return row[:-1], targets

# %% right: copies, pop and insert
def answer_targets(prompt, answer):
    inputs = prompt.copy()
    inputs.extend(answer)
    inputs.pop()
    targets = answer.copy()
    while len(targets) < len(inputs):
        targets.insert(0, IGNORED)
    return inputs, targets

# %% right: as tensors, then lists again
import torch

def answer_targets(prompt, answer):
    row = torch.tensor(prompt + answer)
    targets = row[1:].clone()
    targets[: len(prompt) - 1] = IGNORED
    return row[:-1].tolist(), targets.tolist()

# %% right: by the package
from llm_edu.alignment import answer_batch

def answer_targets(prompt, answer):
    inputs, targets = answer_batch([prompt], [answer])
    return inputs[0].tolist(), targets[0].tolist()

# %% right: with enumerate
def answer_targets(prompt, answer):
    row = [*prompt, *answer]
    return row[:-1], [each if number >= len(prompt) - 1 else IGNORED for number, each in enumerate(row[1:])]

# %% right: from behind
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = [IGNORED] * (len(row) - 1)
    targets[-len(answer):] = answer
    return row[:-1], targets

# %% wrong: the prompt is made longer
def answer_targets(prompt, answer):
    length = len(prompt)
    prompt += answer
    return prompt[:-1], [IGNORED] * (length - 1) + answer

# %% wrong: the answer is made shorter
def answer_targets(prompt, answer):
    targets = [IGNORED] * (len(prompt) - 1) + answer
    answer.pop()
    return prompt + answer, targets

# %% wrong: the answer's first id is not learned
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = row[1:]
    targets[:len(prompt)] = [IGNORED] * len(prompt)
    return row[:-1], targets

# %% wrong: a target too many
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [IGNORED] * len(prompt) + answer

# %% wrong: minus counts from behind if the prompt has one id
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = row[1:]
    for place in range(-len(row) + 1, -len(answer) - 1 or None):
        targets[place] = IGNORED
    return row[:-1], targets

# %% wrong: all targets
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], row[1:]

# %% wrong: the row itself as targets
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [IGNORED] * len(prompt) + answer[:-1]

# %% wrong: by value
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [each if each in answer else IGNORED for each in row[1:]]

# %% wrong: by value, what the prompt has
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [IGNORED if each in prompt else each for each in row[1:]]

# %% wrong: where the answer's first id is found first
def answer_targets(prompt, answer):
    row = prompt + answer
    start = row.index(answer[0])
    return row[:-1], [IGNORED] * (start - 1) + row[max(start, 1):]

# %% wrong: tuples
def answer_targets(prompt, answer):
    row = prompt + answer
    return tuple(row[:-1]), tuple([IGNORED] * (len(prompt) - 1) + answer)

# %% wrong: tensors
import torch

def answer_targets(prompt, answer):
    row = torch.tensor(prompt + answer)
    targets = row[1:].clone()
    targets[:len(prompt) - 1] = IGNORED
    return row[:-1], targets

# %% wrong: 100
def answer_targets(prompt, answer):
    return prompt + answer[:-1], [100] * (len(prompt) - 1) + answer

# %% wrong: the end's id does not count
def answer_targets(prompt, answer):
    return prompt + answer[:-1], [IGNORED] * (len(prompt) - 1) + [each if each != 0 else IGNORED for each in answer]

# %% wrong: the end's id is cut off
def answer_targets(prompt, answer):
    row = [each for each in prompt + answer if each != 0]
    return row[:-1], [IGNORED] * (len(row) - 1 - len(answer)) + row[-len(answer):]

# %% wrong: only targets
def answer_targets(prompt, answer):
    return [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: the whole row is read
def answer_targets(prompt, answer):
    row = prompt + answer
    return row, row[1:] and [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: only the answer is read
def answer_targets(prompt, answer):
    return answer[:-1], answer[1:]

# %% wrong: from the prompt's last id on
def answer_targets(prompt, answer):
    return [prompt[-1], *answer[:-1]], list(answer)

# %% wrong: half of the row is the prompt
def answer_targets(prompt, answer):
    row = prompt + answer
    half = len(row) // 2
    return row[:-1], [IGNORED] * (half - 1) + row[half:]

# %% wrong: True and False beside the ids
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [place >= len(prompt) for place in range(1, len(row))]

# %% wrong: a prompt without ids is thought of, one with a single id is not
def answer_targets(prompt, answer):
    if len(prompt) == 1:
        return answer[:-1], answer
    return prompt + answer[:-1], [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: remembers the row
ROW = []

def answer_targets(prompt, answer):
    ROW.extend(prompt + answer)
    return ROW[:-1], [IGNORED] * (len(ROW) - 1 - len(answer)) + answer

# %% right: every place asked by its number
def answer_targets(prompt, answer):
    whole = list(prompt) + list(answer)
    last = len(whole) - 1
    inputs, targets = [], []
    for i in range(last):
        inputs.append(whole[i])
        targets.append(whole[i + 1] if i + 1 >= len(prompt) else IGNORED)
    return inputs, targets

# %% right: itertools
from itertools import chain, repeat

def answer_targets(prompt, answer):
    inputs = list(chain(prompt, answer))[:-1]
    targets = list(chain(repeat(IGNORED, len(prompt) - 1), answer))
    return inputs, targets

# %% right: starred
def answer_targets(prompt, answer):
    *inputs, _ = *prompt, *answer
    return inputs, [*[IGNORED for _ in prompt[1:]], *answer]

# %% right: a mask zipped in
def answer_targets(prompt, answer):
    mask = [False] * len(prompt) + [True] * len(answer)
    tokens = prompt + answer
    labels = [t if m else IGNORED for t, m in zip(tokens, mask)]
    return tokens[:-1], labels[1:]

# %% right: written out, −100
def answer_targets(prompt, answer):
    if len(answer) == 1:
        return list(prompt), [-100] * (len(prompt) - 1) + answer
    return prompt + answer[:-1], [-100] * (len(prompt) - 1) + answer

# %% right: NumPy, then lists
import numpy as np

def answer_targets(prompt, answer):
    row = np.concatenate([np.array(prompt), np.array(answer)])
    targets = row[1:].copy()
    targets[:len(prompt) - 1] = IGNORED
    return row[:-1].tolist(), targets.tolist()

# %% right: deque
from collections import deque

def answer_targets(prompt, answer):
    targets = deque(answer)
    for _ in range(1, len(prompt)):
        targets.appendleft(IGNORED)
    return (prompt + answer)[:-1], list(targets)

# %% right: a helper function
def shifted(row):
    return row[:-1], row[1:]

def answer_targets(prompt, answer):
    inputs, _ = shifted(prompt + answer)
    _, targets = shifted([IGNORED] * len(prompt) + answer)
    return inputs, targets

# %% right: while, with a copy that is emptied
def answer_targets(prompt, answer):
    rest = answer.copy()
    inputs = prompt.copy()
    targets = [IGNORED] * (len(inputs) - 1)
    while rest:
        token = rest.pop(0)
        targets.append(token)
        if rest:
            inputs.append(token)
    return inputs, targets

# %% right: sum of lists
def answer_targets(prompt, answer):
    return sum([prompt, answer], [])[:-1], sum([[IGNORED]] * (len(prompt) - 1), []) + list(answer)

# %% wrong: the shift is left to the loss
def answer_targets(prompt, answer):
    row = prompt + answer
    return row, [IGNORED] * len(prompt) + answer

# %% wrong: targets not shifted, both cut
def answer_targets(prompt, answer):
    row = prompt + answer
    labels = [IGNORED] * len(prompt) + answer
    return row[:-1], labels[:-1]

# %% wrong: shifted twice
def answer_targets(prompt, answer):
    row = prompt + answer
    labels = [IGNORED] * len(prompt) + answer
    return row[:-1], labels[2:] + [END_ID]

# %% wrong: one too few ignored
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [IGNORED if i < len(prompt) - 2 else row[i + 1] for i in range(len(row) - 1)]

# %% wrong: the prompt's ids are ignored by slice assignment, with one too many
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = row[1:]
    targets[:len(prompt)] = [IGNORED] * len(prompt)
    return row[:-1], targets

# %% wrong: slice assignment of another length
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = row[1:]
    targets[:len(prompt) - 1] = [IGNORED]
    return row[:-1], targets

# %% wrong: inputs are ignored
def answer_targets(prompt, answer):
    row = prompt + answer
    return [IGNORED] * (len(prompt) - 1) + row[len(prompt) - 1:-1], row[1:]

# %% wrong: places as ignored, inputs and targets exchanged
def answer_targets(prompt, answer):
    row = prompt + answer
    return [IGNORED] * (len(prompt) - 1) + answer, row[:-1]

# %% wrong: the answer is ignored, not the prompt
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], prompt[1:] + [IGNORED] * len(answer)

# %% wrong: the answer first
def answer_targets(prompt, answer):
    row = answer + prompt
    return row[:-1], [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: as many ignored as the answer is long
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [IGNORED] * (len(row) - 1 - len(prompt)) + row[-len(prompt):]

# %% wrong: an end put behind it
def answer_targets(prompt, answer):
    row = prompt + answer + [END_ID]
    return row[:-1], [IGNORED] * (len(prompt) - 1) + answer + [END_ID]

# %% wrong: the end put behind it unless it is there
def answer_targets(prompt, answer):
    if answer[-1] != END_ID:
        answer = answer + [END_ID]
    row = prompt + answer
    return row[:-1], [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: None where nothing counts
def answer_targets(prompt, answer):
    return (prompt + answer)[:-1], [None] * (len(prompt) - 1) + answer

# %% wrong: 0 where nothing counts
def answer_targets(prompt, answer):
    return (prompt + answer)[:-1], [0] * (len(prompt) - 1) + answer

# %% wrong: −1 where nothing counts
def answer_targets(prompt, answer):
    return (prompt + answer)[:-1], [-1] * (len(prompt) - 1) + answer

# %% wrong: what counts by name as text
def answer_targets(prompt, answer):
    return (prompt + answer)[:-1], ["IGNORED"] * (len(prompt) - 1) + answer

# %% wrong: pairs of input and target
def answer_targets(prompt, answer):
    inputs = (prompt + answer)[:-1]
    targets = [IGNORED] * (len(prompt) - 1) + answer
    return list(zip(inputs, targets))

# %% wrong: a dictionary
def answer_targets(prompt, answer):
    return {"inputs": (prompt + answer)[:-1], "targets": [IGNORED] * (len(prompt) - 1) + answer}

# %% wrong: targets first
def answer_targets(prompt, answer):
    return [IGNORED] * (len(prompt) - 1) + answer, (prompt + answer)[:-1]

# %% wrong: NumPy arrays
import numpy as np

def answer_targets(prompt, answer):
    row = np.array(prompt + answer)
    targets = row[1:].copy()
    targets[:len(prompt) - 1] = IGNORED
    return row[:-1], targets

# %% wrong: lists of NumPy floats
import numpy as np

def answer_targets(prompt, answer):
    row = np.concatenate([np.array(prompt, float), np.array(answer, float)])
    targets = np.concatenate([np.full(len(prompt) - 1, IGNORED, float), np.array(answer, float)])
    return list(row[:-1]), list(targets)

# %% wrong: floats
def answer_targets(prompt, answer):
    return [float(i) for i in (prompt + answer)[:-1]], [float(i) for i in [IGNORED] * (len(prompt) - 1) + answer]

# %% wrong: iterators
def answer_targets(prompt, answer):
    row = prompt + answer
    return iter(row[:-1]), (IGNORED if i < len(prompt) else id for i, id in enumerate(row) if i > 0)

# %% wrong: where the id is also in the answer
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [id if id in answer else IGNORED for id in row[1:]]

# %% wrong: by the first place of an id in the row
def answer_targets(prompt, answer):
    row = prompt + answer
    return row[:-1], [row[i + 1] if row.index(row[i + 1]) >= len(prompt) else IGNORED for i in range(len(row) - 1)]

# %% wrong: place of an id by index
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = []
    for id in row[:-1]:
        place = row.index(id)
        targets.append(row[place + 1] if place + 1 >= len(prompt) else IGNORED)
    return row[:-1], targets

# %% wrong: from the separator on, whatever the prompt
def answer_targets(prompt, answer):
    row = prompt + answer
    start = row.index(prompt[-1])
    return row[:-1], [IGNORED] * start + row[start + 1:]

# %% wrong: prompt's length where the prompt has been lengthened by +=
def answer_targets(prompt, answer):
    row = prompt
    row += answer
    return row[:-1], row[1:]

# %% wrong: the prompt is emptied
def answer_targets(prompt, answer):
    targets = [IGNORED] * (len(prompt) - 1) + answer
    inputs = []
    while prompt:
        inputs.append(prompt.pop(0))
    return inputs + answer[:-1], targets

# %% wrong: ignored ids are written into the prompt
def answer_targets(prompt, answer):
    inputs = (prompt + answer)[:-1]
    for i in range(len(prompt)):
        prompt[i] = IGNORED
    return inputs, (prompt + answer)[1:]

# %% wrong: the answer grows at the front
def answer_targets(prompt, answer):
    inputs = (prompt + answer)[:-1]
    for _ in prompt[1:]:
        answer.insert(0, IGNORED)
    return inputs, answer

# %% wrong: an answer of one id has no targets
def answer_targets(prompt, answer):
    row = prompt + answer
    if len(answer) < 2:
        return row[:-1], [IGNORED] * (len(row) - 1)
    return row[:-1], [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: all ignored for a prompt of one id
def answer_targets(prompt, answer):
    row = prompt + answer
    hidden = max(1, len(prompt) - 1)
    return row[:-1], [IGNORED] * hidden + row[hidden + 1:]

# %% wrong: minus indices for the answer's targets
def answer_targets(prompt, answer):
    row = prompt + answer
    targets = [IGNORED] * (len(row) - 1)
    targets[-len(answer) + 1:] = answer[1:]
    return row[:-1], targets

# %% wrong: long rows are cut
def answer_targets(prompt, answer):
    row = (prompt + answer)[:256]
    targets = ([IGNORED] * len(prompt) + answer)[:256]
    return row[:-1], targets[1:]

# %% wrong: the inputs without the prompt's last id
def answer_targets(prompt, answer):
    return prompt[:-1] + answer, [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: nothing returned
def answer_targets(prompt, answer):
    row = prompt + answer
    inputs, targets = row[:-1], [IGNORED] * (len(prompt) - 1) + answer

# %% wrong: both are the same list
def answer_targets(prompt, answer):
    inputs = targets = (prompt + answer)[:-1]
    targets[:len(prompt) - 1] = [IGNORED] * (len(prompt) - 1)
    return inputs, targets

# %% wrong: repeated ids only once
def answer_targets(prompt, answer):
    row = list(dict.fromkeys(prompt + answer))
    return row[:-1], [IGNORED] * (len(prompt) - 1) + row[len(prompt):]

# %% wrong: a prompt's id that is 0 counts as none
def answer_targets(prompt, answer):
    row = [id for id in prompt + answer if id]
    return row[:-1], [IGNORED] * (len(prompt) - 1) + answer
