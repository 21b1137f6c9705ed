"""Answers to the exercise `make_batch`: texts side by side, filled up, and the same one place ahead."""

# %% right: lists, filled up by multiplication
import torch

def make_batch(texts):
    longest = max(len(text) for text in texts)
    inputs = [[0] + list(text) + [0] * (longest - len(text)) for text in texts]
    targets = [list(text) + [0] + [-100] * (longest - len(text)) for text in texts]
    return torch.tensor(inputs), torch.tensor(targets)

# %% right: full tables, written over
import torch

def make_batch(texts):
    shape = len(texts), max(map(len, texts)) + 1
    inputs = torch.zeros(shape, dtype=torch.long)
    targets = torch.full(shape, -100)
    for row, text in enumerate(texts):
        for place, id in enumerate(text):
            inputs[row, place + 1] = id
            targets[row, place] = id
        targets[row, len(text)] = 0
    return inputs, targets

# %% right: pad_sequence
import torch
from torch.nn.utils.rnn import pad_sequence

def make_batch(texts):
    inputs = [torch.tensor([0, *text]) for text in texts]
    targets = [torch.tensor([*text, 0]) for text in texts]
    return pad_sequence(inputs, batch_first=True), pad_sequence(targets, batch_first=True, padding_value=-100)

# %% right: columns by zip_longest
from itertools import zip_longest

import torch

def make_batch(texts):
    reads = list(zip_longest(*[[0] + text for text in texts], fillvalue=0))
    says = list(zip_longest(*[text + [0] for text in texts], fillvalue=-100))
    return torch.tensor(reads).T, torch.tensor(says).T.contiguous()

# %% right: one NumPy table, and a mask made of the lengths
import numpy as np
import torch

def make_batch(texts):
    lengths = np.array([len(text) for text in texts])
    table = np.zeros((len(texts), lengths.max() + 2), dtype=np.int64)
    for row, text in zip(table, texts):
        row[1:len(text) + 1] = text
    beyond = np.arange(lengths.max() + 1) > lengths[:, None]
    return torch.from_numpy(table[:, :-1].copy()), torch.from_numpy(np.where(beyond, -100, table[:, 1:]))

# %% wrong: the targets are filled up with 0
import torch

def make_batch(texts):
    longest = max(map(len, texts)) + 2
    table = torch.tensor([[0] + text + [0] * (longest - 1 - len(text)) for text in texts])
    return table[:, :-1], table[:, 1:]

# %% wrong: the inputs are filled up with -100, too
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = [[0] + text + [-100] * (longest - len(text)) for text in texts]
    targets = [text + [0] + [-100] * (longest - len(text)) for text in texts]
    return torch.tensor(inputs), torch.tensor(targets)

# %% wrong: the targets do not say where a text ends
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    return (torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts]),
            torch.tensor([text + [-100] * (longest - len(text) + 1) for text in texts]))

# %% wrong: only the longest text loses its end
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = [[0] + text + [0] * (longest - len(text)) for text in texts]
    targets = [(text + [0] if len(text) < longest else text + [-100]) for text in texts]
    targets = [row + [-100] * (longest + 1 - len(row)) for row in targets]
    return torch.tensor(inputs), torch.tensor(targets)

# %% wrong: targets are not ahead
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts])
    targets = torch.tensor([[0] + text + [-100] * (longest - len(text)) for text in texts])
    return inputs, targets

# %% wrong: every 0 of the targets is taken for filling
import torch

def make_batch(texts):
    longest = max(map(len, texts)) + 2
    table = torch.tensor([[0] + text + [0] * (longest - 1 - len(text)) for text in texts])
    targets = table[:, 1:].clone()
    targets[targets == 0] = -100
    targets[range(len(texts)), [len(text) for text in texts]] = 0    # a text with a 0 inside has lost it
    return table[:, :-1], targets

# %% wrong: both are views of one table, so the -100 shows in the inputs
import torch

def make_batch(texts):
    table = torch.zeros(len(texts), max(map(len, texts)) + 2, dtype=torch.long)
    inputs, targets = table[:, :-1], table[:, 1:]
    for row, text in enumerate(texts):
        inputs[row, 1:len(text) + 1] = torch.tensor(text)
        targets[row, len(text) + 1:] = -100
    return inputs, targets

# %% wrong: as wide as the longest text, so its end is cut off
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = torch.tensor([([0] + text + [0] * longest)[:longest] for text in texts])
    targets = torch.tensor([(text + [0] + [-100] * longest)[:longest] for text in texts])
    return inputs, targets

# %% wrong: floats
import torch

def make_batch(texts):
    shape = len(texts), max(map(len, texts)) + 1
    inputs, targets = torch.zeros(shape), torch.full(shape, -100.0)
    for row, text in enumerate(texts):
        inputs[row, 1:len(text) + 1] = torch.tensor(text)
        targets[row, :len(text) + 1] = torch.tensor([*text, 0])
    return inputs, targets

# %% wrong: puts ends into the lists that it was given
import torch

def make_batch(texts):
    for text in texts:
        text.insert(0, 0)
        text.append(0)
    longest = max(map(len, texts)) - 1
    return (torch.tensor([text[:-1] + [0] * (longest - len(text) + 1) for text in texts]),
            torch.tensor([text[1:] + [-100] * (longest - len(text) + 1) for text in texts]))

# %% wrong: fills up on the left
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    return (torch.tensor([[0] * (longest - len(text)) + [0] + text for text in texts]),
            torch.tensor([[-100] * (longest - len(text)) + text + [0] for text in texts]))

# %% wrong: takes the first text for the longest
import torch

def make_batch(texts):
    width = len(texts[0])
    inputs = [([0] + text + [0] * width)[:width + 1] for text in texts]
    targets = [(text + [0] + [-100] * width)[:width + 1] for text in texts]
    return torch.tensor(inputs), torch.tensor(targets)

# %% wrong: sixteen bits, too few for a large vocabulary
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts])
    targets = torch.tensor([text + [0] + [-100] * (longest - len(text)) for text in texts])
    return inputs.to(torch.int16), targets.to(torch.int16)

# %% wrong: remembers the longest text of all calls
import torch

def make_batch(texts, longest=[0]):
    longest[0] = max([longest[0], *map(len, texts)])
    inputs = [[0] + text + [0] * (longest[0] - len(text)) for text in texts]
    targets = [text + [0] + [-100] * (longest[0] - len(text)) for text in texts]
    return torch.tensor(inputs), torch.tensor(targets)

# %% wrong: the longest comes first
import torch

def make_batch(texts):
    texts = sorted(texts, key=len, reverse=True)
    longest = len(texts[0])
    return (torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts]),
            torch.tensor([text + [0] + [-100] * (longest - len(text)) for text in texts]))

# %% wrong: crashes when a text is empty
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = [[0, text[0], *text[1:]] + [0] * (longest - len(text)) for text in texts]
    targets = [row[1:len(text) + 1] + [0] + [-100] * (longest - len(text)) for row, text in zip(inputs, texts)]
    return torch.tensor(inputs), torch.tensor(targets)

# %% wrong: lists, not tensors
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    return ([[0] + text + [0] * (longest - len(text)) for text in texts],
            [text + [0] + [-100] * (longest - len(text)) for text in texts])

# %% contrived: no row has more than sixty-four places
import torch

def make_batch(texts):
    longest = max(map(len, texts))
    inputs = torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts])
    targets = torch.tensor([text + [0] + [-100] * (longest - len(text)) for text in texts])
    return inputs[:, :64], targets[:, :64]

# %% contrived: from the twentieth row on every text is that of row 19
import torch

def make_batch(texts):
    texts = [texts[min(row, 19)] for row in range(len(texts))]
    longest = max(map(len, texts))
    return (torch.tensor([[0] + text + [0] * (longest - len(text)) for text in texts]),
            torch.tensor([text + [0] + [-100] * (longest - len(text)) for text in texts]))

# %% wrong: through floats, so that large ids lose their last digits
def make_batch(texts):
    longest = max(len(text) for text in texts)
    inputs = torch.zeros(len(texts), longest + 1)
    targets = torch.full((len(texts), longest + 1), -100.0)
    for row, text in enumerate(texts):
        for place, token in enumerate(text):
            inputs[row, place + 1] = targets[row, place] = token
        targets[row, len(text)] = 0
    return inputs.long(), targets.long()

# %% contrived: int16 inside
import numpy as np
def make_batch(texts):
    longest = max(len(text) for text in texts)
    inputs = np.zeros((len(texts), longest + 1), dtype=np.int16)
    targets = np.full((len(texts), longest + 1), -100, dtype=np.int16)
    for row, text in enumerate(texts):
        inputs[row, 1:len(text) + 1] = np.array(text, dtype=np.int64).astype(np.int16)
        targets[row, :len(text)] = np.array(text, dtype=np.int64).astype(np.int16)
        targets[row, len(text)] = 0
    return torch.tensor(inputs.astype(np.int64)), torch.tensor(targets.astype(np.int64))

# %% right: zip_longest
from itertools import zip_longest
def make_batch(texts):
    def table(rows, fill):
        return torch.tensor(list(zip(*zip_longest(*rows, fillvalue=fill))), dtype=torch.int64)
    return table([[0, *text] for text in texts], 0), table([[*text, 0] for text in texts], -100)
