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
