"""Unforeseen answers to the exercise make_windows."""

# %% right: padded, then slices
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% right: unfold
def make_windows(texts, size):
    runs = [torch.nn.functional.pad(torch.tensor(ids, dtype=torch.long), (size, 1)).unfold(0, size + 1, 1)
            for ids in texts]
    every = torch.cat(runs)
    return every[:, :-1], every[:, -1]

# %% right: NumPy's sliding windows, copied
import numpy as np

def make_windows(texts, size):
    runs = []
    for ids in texts:
        padded = np.concatenate([np.zeros(size, dtype=np.int64), np.array(ids, dtype=np.int64), [0]]).astype(np.int64)
        runs.append(np.lib.stride_tricks.sliding_window_view(padded, size + 1))
    every = torch.from_numpy(np.concatenate(runs))
    return every[:, :size].contiguous(), every[:, size].contiguous()

# %% right: a deque as window
from collections import deque

def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        window = deque([0] * size, maxlen=size)
        for number in [*ids, 0]:
            contexts.append(list(window))
            targets.append(number)
            window.append(number)
    return torch.LongTensor(contexts), torch.LongTensor(targets)

# %% right: tables filled in
def make_windows(texts, size):
    examples = sum(len(ids) + 1 for ids in texts)
    contexts, targets = torch.zeros(examples, size, dtype=torch.long), torch.zeros(examples, dtype=torch.long)
    row = 0
    for ids in texts:
        for place in range(len(ids) + 1):
            seen = list(ids[max(0, place - size):place])
            if seen:
                contexts[row, size - len(seen):] = torch.tensor(seen)
            targets[row] = ids[place] if place < len(ids) else 0
            row += 1
    return contexts, targets

# %% right: a generator of shifted copies
from itertools import chain

def make_windows(texts, size):
    def runs(ids):
        padded = [*[0] * size, *ids, 0]
        return zip(*(padded[shift:] for shift in range(size + 1)))
    every = torch.tensor(list(chain.from_iterable(map(runs, texts))))
    contexts, targets = every.split([size, 1], dim=1)
    return contexts, targets.squeeze(1)

# %% wrong: the end is never a target
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids)
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: one long text, windows reach into the text before
def make_windows(texts, size):
    stream = [0] * size
    for ids in texts:
        stream += [*ids, 0]
    contexts = [stream[place - size:place] for place in range(size, len(stream))]
    return torch.tensor(contexts), torch.tensor(stream[size:])

# %% wrong: as many zeros after the text as before
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0] * size
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: the zeros stand on the right
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        for place, number in enumerate([*ids, 0]):
            seen = list(ids[max(0, place - size):place])
            contexts.append(seen + [0] * (size - len(seen)))
            targets.append(number)
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: the window backwards
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place][::-1])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: the window ends with the target
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size + 1:place + 1])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: no more than two zeros before a text
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * min(size, 2) + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: floating point numbers, which are no ids
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.Tensor(contexts), torch.Tensor(targets)

# %% wrong: 32 bits, which cross_entropy refuses
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts, dtype=torch.int32), torch.tensor(targets, dtype=torch.int32)

# %% wrong: ids above 255 come round again
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts).to(torch.uint8).long(), torch.tensor(targets).to(torch.uint8).long()

# %% wrong: lists
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return contexts, targets

# %% wrong: NumPy arrays
import numpy as np

def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return np.array(contexts), np.array(targets)

# %% wrong: targets in a column
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append([padded[place]])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: targets first
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(targets), torch.tensor(contexts)

# %% wrong: a window of 1 loses its dimension
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts).squeeze(), torch.tensor(targets).squeeze()

# %% wrong: pads the texts that were handed in
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        ids.append(0)
        for place, number in enumerate(ids):
            seen = ids[max(0, place - size):place]
            contexts.append([0] * (size - len(seen)) + seen)
            targets.append(number)
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: an empty text is no text
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        if len(ids) == 0:
            continue
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: a slice that starts below 0
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        for place, number in enumerate([*ids, 0]):
            seen = list(ids[place - size:place])
            contexts.append([0] * (size - len(seen)) + seen)
            targets.append(number)
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: examples go on from call to call
def make_windows(texts, size, examples={}):
    contexts, targets = examples.setdefault(size, ([], []))
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: the same example once
def make_windows(texts, size):
    examples = {}
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            examples[tuple(padded[place - size:place + 1])] = None
    every = torch.tensor(list(examples))
    return every[:, :-1], every[:, -1]

# %% wrong: shuffled
import random

def make_windows(texts, size):
    examples = []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        examples += [padded[start:start + size + 1] for start in range(len(ids) + 1)]
    random.Random(0).shuffle(examples)
    every = torch.tensor(examples)
    return every[:, :-1], every[:, -1]

# %% wrong: the beginning repeats the first id
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [*ids, 0][:1] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: the second argument has another name
def make_windows(texts, window):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * window + list(ids) + [0]
        for place in range(window, len(padded)):
            contexts.append(padded[place - window:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: returns after the first text
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
        return torch.tensor(contexts), torch.tensor(targets)

# %% contrived: right for texts of up to a hundred ids
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + list(ids)[:100] + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)

# %% contrived: the first thousand texts
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts[:1_000]:
        padded = [0] * size + list(ids) + [0]
        for place in range(size, len(padded)):
            contexts.append(padded[place - size:place])
            targets.append(padded[place])
    return torch.tensor(contexts), torch.tensor(targets)


# %% right: unfolded
import torch
def make_windows(texts, size):
    runs = [torch.tensor([0] * size + list(text) + [0]).unfold(0, size + 1, 1) for text in texts]
    both = torch.cat(runs)
    return both[:, :-1], both[:, -1]


# %% wrong: the last word of a long text is lost
import torch
def make_windows(texts, size):
    contexts, targets = [], []
    for text in texts:
        padded = [0] * size + list(text) + [0]
        for i in range(min(len(padded) - size, 2 * size + 2)):
            contexts.append(padded[i:i + size])
            targets.append(padded[i + size])
    return torch.tensor(contexts), torch.tensor(targets)

# %% wrong: a list of two tensors
def make_windows(texts, size):
    contexts, targets = [], []
    for ids in texts:
        padded = [0] * size + ids + [0]
        for position in range(size, len(padded)):
            contexts.append(padded[position - size:position])
            targets.append(padded[position])
    return [torch.tensor(contexts), torch.tensor(targets)]
