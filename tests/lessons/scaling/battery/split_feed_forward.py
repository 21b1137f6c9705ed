"""Unforeseen answers to the exercise split_feed_forward."""

# %% right: chunk both
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ columns) @ rows for columns, rows in zip(first.chunk(workers, 1), second.chunk(workers))]

# %% right: peels off a worker at a time
def split_feed_forward(x, first, second, bend, workers):
    if workers == 0:
        return []
    size = first.shape[1] // workers
    mine = bend(x.matmul(first[:, :size])).matmul(second[:size])
    return [mine, *split_feed_forward(x, first[:, size:], second[size:], bend, workers - 1)]

# %% right: linear, narrow
import torch.nn.functional as F

def split_feed_forward(x, first, second, bend, workers):
    size = second.size(0) // workers
    result = []
    for worker in range(workers):
        hidden = F.linear(x, first.narrow(1, worker * size, size).T)
        result.append(F.linear(bend(hidden), second.narrow(0, worker * size, size).T))
    return result

# %% right: unflatten and a class of workers
class Worker:
    def __init__(self, columns, rows, bend):
        self.columns, self.rows, self.bend = columns.clone(), rows.clone(), bend
    def write(self, x):
        return torch.einsum("...h,ho->...o", self.bend(torch.einsum("...w,wh->...h", x, self.columns)), self.rows)

def split_feed_forward(x, first, second, bend, workers):
    staff = [Worker(c, r, bend) for c, r in zip(first.unflatten(1, (workers, -1)).unbind(1), second.unflatten(0, (workers, -1)))]
    return [worker.write(x) for worker in staff]

# %% right: a boolean table says whose neuron is whose
def split_feed_forward(x, first, second, bend, workers):
    owner = torch.arange(first.shape[-1]) // (first.shape[-1] // workers)
    return [bend(x @ first[:, owner == w]) @ second[owner == w, :] for w in range(workers)]

# %% right: rows of x one after the other, flattened and back
def split_feed_forward(x, first, second, bend, workers):
    flat = x.reshape(-1, x.shape[-1])
    def one(columns, rows):
        return torch.mm(bend(torch.mm(flat, columns)), rows).reshape(*x.shape[:-1], rows.shape[1])
    return list(map(one, torch.tensor_split(first, workers, dim=1), torch.tensor_split(second, workers, dim=0)))

# %% wrong: split wants the size of a piece
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ c) @ r for c, r in zip(first.split(workers, 1), second.split(workers))]

# %% wrong: all products, then cut, then bent
def split_feed_forward(x, first, second, bend, workers):
    return [bend(h) @ r for h, r in zip((x @ first).chunk(workers, -1), second.chunk(workers))]

# %% wrong: rows of the first table
def split_feed_forward(x, first, second, bend, workers):
    return [bend(p @ r) @ second for p, r in zip(x.chunk(workers, -1), first.chunk(workers))]

# %% wrong: every so-manieth neuron
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ first[:, w::workers]) @ second[w::workers] for w in range(workers)]

# %% wrong: bends after the second table
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ c @ r) for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]

# %% wrong: the first does all, the others write zeros
def split_feed_forward(x, first, second, bend, workers):
    whole = bend(x @ first) @ second
    return [whole] + [torch.zeros_like(whole) for _ in range(workers - 1)]

# %% wrong: others' neurons are set to 0, and bent all the same
def split_feed_forward(x, first, second, bend, workers):
    parts, size = [], first.shape[1] // workers
    for w in range(workers):
        mine = torch.zeros_like(first)
        mine[:, w * size:(w + 1) * size] = first[:, w * size:(w + 1) * size]
        parts.append(bend(x @ mine) @ second)
    return parts

# %% wrong: the size from the width
def split_feed_forward(x, first, second, bend, workers):
    size = first.shape[0] // workers
    return [bend(x @ first[:, w * size:(w + 1) * size]) @ second[w * size:(w + 1) * size] for w in range(workers)]

# %% wrong: the rows of another
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ c) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers)[::-1])]

# %% wrong: the rows of x are shared out
def split_feed_forward(x, first, second, bend, workers):
    return [bend(p @ first) @ second for p in x.chunk(workers)]

# %% wrong: flattened, and left so
def split_feed_forward(x, first, second, bend, workers):
    flat = x.reshape(-1, x.shape[-1])
    return [bend(flat @ c) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]

# %% wrong: a vector comes back as a table of one row
def split_feed_forward(x, first, second, bend, workers):
    if x.ndim == 1:
        x = x[None]
    return [bend(x @ c) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]

# %% wrong: an iterator, which can be read once
def split_feed_forward(x, first, second, bend, workers):
    return (bend(x @ c) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers)))

# %% wrong: a worker for each neuron
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x @ first[:, [n]]) @ second[[n]] for n in range(first.shape[1])]

# %% wrong: all of it in single precision
def split_feed_forward(x, first, second, bend, workers):
    return [bend(x.float() @ c.float()) @ r.float() for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]

# %% wrong: the last worker takes everything that is left, the first computes it as well
def split_feed_forward(x, first, second, bend, workers):
    size = first.shape[1] // workers
    return [bend(x @ first[:, w * size:]) @ second[w * size:] for w in range(workers)]

# %% wrong: overwrites x with what it passes on
def split_feed_forward(x, first, second, bend, workers):
    parts = [bend(x @ c) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]
    if parts[0].shape == x.shape:
        x.copy_(sum(parts))
    return parts

# %% right: as views
def split_feed_forward(x, first, second, bend, workers):
    size = first.shape[1] // workers
    up, down = first.reshape(first.shape[0], workers, size), second.reshape(workers, size, -1)
    return [bend(x @ up[:, w]) @ down[w] for w in range(workers)]

# %% wrong: view into rows, which only a table in order allows
def split_feed_forward(x, first, second, bend, workers):
    size, out = first.shape[1] // workers, second.shape[1]
    flat = second.view(-1)
    return [bend(x @ first[:, w * size:(w + 1) * size]) @ flat[w * size * out:(w + 1) * size * out].view(size, out) for w in range(workers)]

# %% wrong: the columns by reshaping
def split_feed_forward(x, first, second, bend, workers):
    ups = first.reshape(workers, first.shape[0], -1)
    downs = second.reshape(workers, -1, second.shape[1])
    return [bend(x @ u) @ d for u, d in zip(ups, downs)]

# %% wrong: neurons that are zero are not sent on
def split_feed_forward(x, first, second, bend, workers):
    return [torch.where(x @ c == 0, 0, bend(x @ c)) @ r for c, r in zip(first.chunk(workers, 1), second.chunk(workers))]
