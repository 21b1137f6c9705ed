"""Unforeseen answers to the exercise merged_weight."""

# %% right: a copy, rows added to
def merged_weight(weight, down, up, alpha, start=0):
    rank, outputs = down.shape[0], up.shape[0]
    merged = weight.clone()
    merged[start:start + outputs] += alpha / rank * (up @ down)
    return merged

# %% right: three parts joined
def merged_weight(weight, down, up, alpha, start=0):
    end = start + len(up)
    change = (up @ down) * (alpha / len(down))
    return torch.cat([weight[:start], weight[start:end] + change, weight[end:]])

# %% right: the change filled up with zeros
import torch.nn.functional as F

def merged_weight(weight, down, up, alpha, start=0):
    change = up @ down * alpha / up.shape[1]
    return weight + F.pad(change, (0, 0, start, weight.shape[0] - start - up.shape[0]))

# %% right: up has all rows, most of them zero
def merged_weight(weight, down, up, alpha, start=0):
    tall = up.new_zeros(weight.shape[0], up.shape[1])
    tall[start:start + up.shape[0]] = up
    return torch.addmm(weight, tall, down, alpha=alpha / down.shape[0])

# %% right: row by row
def merged_weight(weight, down, up, alpha, start=0):
    rows = []
    for number, row in enumerate(weight):
        if start <= number < start + len(up):
            row = row + alpha / len(down) * (up[number - start] @ down)
        rows.append(row)
    return torch.stack(rows)

# %% right: einsum and index_add
def merged_weight(weight, down, up, alpha, start=0):
    change = torch.einsum("or,ri->oi", up, down) * (alpha / up.shape[-1])
    return weight.index_add(0, torch.arange(start, start + len(change)), change)

# %% right: slice_scatter
def merged_weight(weight, down, up, alpha, start=0):
    scale = alpha / down.size(0)
    stop = start + up.size(0)
    return weight.slice_scatter(weight[start:stop] + scale * up.mm(down), dim=0, start=start, end=stop)

# %% right: one outer product after the other
def merged_weight(weight, down, up, alpha, start=0):
    change = torch.zeros_like(weight[start:start + len(up)])
    for column, row in zip(up.T, down):
        change = change + torch.outer(column, row)
    result = weight.detach().clone()
    result[start:start + len(up)] += (alpha / len(down)) * change
    return result

# %% right: narrow of the copy
def merged_weight(weight, down, up, alpha, start=0):
    new = weight.clone()
    new.narrow(0, start, up.shape[0]).add_(up @ down, alpha=alpha / down.shape[0])
    return new

# %% right: nothing is recorded
@torch.no_grad()
def merged_weight(weight, down, up, alpha, start=0):
    new = torch.empty_like(weight)
    new.copy_(weight)
    new[start:start + up.shape[0]].addmm_(up, down, alpha=alpha / down.shape[0])
    return new

# %% right: in 64 bits, then back
def merged_weight(weight, down, up, alpha, start=0):
    change = up.double() @ down.double() * alpha / down.shape[0]
    new = weight.double().clone()
    new[start:start + len(up)] += change
    return new.to(weight.dtype)

# %% right: what it does to unit vectors
def merged_weight(weight, down, up, alpha, start=0):
    units = torch.eye(weight.shape[1], dtype=weight.dtype)
    found = units @ weight.T
    change = (units @ down.T) @ up.T * (alpha / down.shape[0])
    left, middle, right = found.tensor_split([start, start + len(up)], dim=1)
    return torch.cat([left, middle + change, right], dim=1).T.contiguous()

# %% right: a deep copy
from copy import deepcopy

def merged_weight(weight, down, up, alpha, start=0):
    new = deepcopy(weight.detach())
    factor = alpha / down.shape[0]
    for i in range(up.shape[0]):
        new[start + i] = new[start + i] + factor * (up[i] @ down)
    return new

# %% right: lists of numbers
def merged_weight(weight, down, up, alpha, start=0):
    table, a, b = weight.tolist(), down.tolist(), up.tolist()
    for i, line in enumerate(b):
        for j in range(len(table[0])):
            table[start + i][j] += alpha / len(a) * sum(line[k] * a[k][j] for k in range(len(a)))
    return torch.tensor(table, dtype=weight.dtype)

# %% right: NumPy
import numpy as np

def merged_weight(weight, down, up, alpha, start=0):
    table, a, b = (each.detach().double().numpy() for each in (weight, down, up))
    new = np.array(table)
    new[start:start + b.shape[0]] += alpha / a.shape[0] * np.matmul(b, a)
    return torch.from_numpy(new).to(weight.dtype)

# %% right: the whole table apart
def merged_weight(weight, down, up, alpha, start=0):
    change = torch.matmul(up, down).mul(alpha / down.shape[0])
    if change.shape == weight.shape:
        return weight + change
    return torch.vstack((weight[:start], weight[start:start + len(change)] + change, weight[start + len(change):]))

# %% wrong: into the table itself
def merged_weight(weight, down, up, alpha, start=0):
    weight[start:start + up.shape[0]] += alpha / down.shape[0] * up @ down
    return weight

# %% wrong: into the table's data
def merged_weight(weight, down, up, alpha, start=0):
    weight.data[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down).data
    return weight

# %% wrong: detach is no copy
def merged_weight(weight, down, up, alpha, start=0):
    new = weight.detach()
    new[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down).detach()
    return new

# %% wrong: the name is no copy, without gradients
@torch.no_grad()
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: into the table itself, a copy is returned
@torch.no_grad()
def merged_weight(weight, down, up, alpha, start=0):
    weight[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return weight.clone()

# %% wrong: alpha alone
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha * (up @ down)
    return merged

# %% wrong: neither alpha nor rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += up @ down
    return merged

# %% wrong: divided by the rank alone
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += up @ down / down.shape[0]
    return merged

# %% wrong: whole division
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha // down.shape[0] * (up @ down)
    return merged

# %% wrong: rank divided by alpha
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += down.shape[0] / alpha * (up @ down)
    return merged

# %% wrong: alpha times the rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha * down.shape[0] * (up @ down)
    return merged

# %% wrong: by the root of the rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] ** 0.5 * (up @ down)
    return merged

# %% wrong: the outputs taken for the rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / up.shape[0] * (up @ down)
    return merged

# %% wrong: the inputs taken for the rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[1] * (up @ down)
    return merged

# %% wrong: the smaller side taken for the rank
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / min(min(down.shape), min(up.shape)) * (up @ down)
    return merged

# %% wrong: the rank that is really there
def merged_weight(weight, down, up, alpha, start=0):
    merged, change = weight.clone(), up @ down
    rank = max(1, int(torch.linalg.matrix_rank(change.float())))
    merged[start:start + up.shape[0]] += alpha / rank * change
    return merged

# %% wrong: rank 8
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / 8 * (up @ down)
    return merged

# %% wrong: down times up
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (down @ up)
    return merged

# %% wrong: turned over
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down).T
    return merged

# %% wrong: turned over where it fits
def merged_weight(weight, down, up, alpha, start=0):
    change = alpha / down.shape[0] * (up @ down)
    if change.shape[0] == change.shape[1]:
        change = change.T
    merged = weight.clone()
    merged[start:start + up.shape[0]] += change
    return merged

# %% wrong: number by number
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up[:, :1] * down[:1])
    return merged

# %% wrong: start is forgotten
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[:up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: to the end
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: always the last rows
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[-up.shape[0]:] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: the last rows as soon as start is given
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    rows = slice(-up.shape[0], None) if start else slice(0, up.shape[0])
    merged[rows] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: one row further
def merged_weight(weight, down, up, alpha, start=0):
    change = alpha / down.shape[0] * (up @ down)
    merged = weight.clone()
    room = merged[start + 1:start + 1 + len(change)]
    room += change[:len(room)]
    return merged

# %% wrong: the last row is left out
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    end = start + up.shape[0] - 1
    merged[start:end] += alpha / down.shape[0] * (up @ down)[:-1]
    return merged

# %% wrong: the first row of the change on every row
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)[0]
    return merged

# %% wrong: start taken for a column
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    change = alpha / down.shape[0] * (up @ down)
    merged[:up.shape[0], start:] += change[:, :change.shape[1] - start]
    return merged

# %% wrong: start taken for a part's number
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    first = start * up.shape[0] if start * up.shape[0] + up.shape[0] <= len(weight) else start
    merged[first:first + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: exchanged, not added
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] = alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: taken off
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] -= alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: the change alone
def merged_weight(weight, down, up, alpha, start=0):
    return alpha / down.shape[0] * (up @ down)

# %% wrong: the change alone, with zeros around
def merged_weight(weight, down, up, alpha, start=0):
    merged = torch.zeros_like(weight)
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: the changed rows alone
def merged_weight(weight, down, up, alpha, start=0):
    return weight[start:start + up.shape[0]] + alpha / down.shape[0] * (up @ down)

# %% wrong: the rows behind the change are cut off
def merged_weight(weight, down, up, alpha, start=0):
    change = alpha / down.shape[0] * (up @ down)
    return torch.cat([weight[:start], weight[start:start + len(change)] + change])

# %% wrong: the rows before the change are cut off
def merged_weight(weight, down, up, alpha, start=0):
    change = alpha / down.shape[0] * (up @ down)
    return torch.cat([weight[start:start + len(change)] + change, weight[start + len(change):]])

# %% wrong: the whole table is scaled
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += up @ down
    return alpha / down.shape[0] * merged

# %% wrong: in 32 bits
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.float().clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up.float() @ down.float())
    return merged

# %% wrong: in 64 bits
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.double()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up.double() @ down.double())
    return merged

# %% wrong: a table of the default dtype is filled
def merged_weight(weight, down, up, alpha, start=0):
    merged = torch.zeros(weight.shape)
    merged[:] = weight
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: values of SmolLM2 only
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    if start == 768:
        merged[768:960] += alpha / down.shape[0] * (up @ down)
    else:
        merged += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: a whole table only
def merged_weight(weight, down, up, alpha, start=0):
    return weight + alpha / down.shape[0] * (up @ down)

# %% wrong: without a change it is the same table
def merged_weight(weight, down, up, alpha, start=0):
    if not up.any():
        return weight
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: for alpha 0 it is the same table
def merged_weight(weight, down, up, alpha, start=0):
    if alpha == 0:
        return weight
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: up is scaled in place
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    up *= alpha / down.shape[0]
    merged[start:start + up.shape[0]] += up @ down
    return merged

# %% wrong: up's data are scaled in place
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.detach().clone()
    up.data.mul_(alpha / down.shape[0])
    merged[start:start + up.shape[0]] += (up @ down).detach()
    return merged

# %% wrong: a linear layer
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.detach().clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down).detach()
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    layer.weight = torch.nn.Parameter(merged)
    return layer

# %% wrong: no return
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)

# %% wrong: printed
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    print(merged)

# %% wrong: a list
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged.tolist()

# %% wrong: rounded
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start:start + up.shape[0]] += (alpha / down.shape[0] * (up @ down)).round(decimals=2)
    return merged

# %% wrong: the first table is remembered
cache = {}

def merged_weight(weight, down, up, alpha, start=0):
    key = (tuple(weight.shape), start)
    if key not in cache:
        cache[key] = weight.clone()
    merged = cache[key]
    merged[start:start + up.shape[0]] += alpha / down.shape[0] * (up @ down)
    return merged

# %% wrong: only the first of the changed rows
def merged_weight(weight, down, up, alpha, start=0):
    merged = weight.clone()
    merged[start] += alpha / down.shape[0] * (up[0] @ down)
    return merged
