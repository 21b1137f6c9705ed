"""Unforeseen answers to the exercise rows_in_halves."""

# %% right: four dimensions
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).transpose(1, 2).reshape(rows, width)

# %% right: every other row of each head
def rows_in_halves(weight, heads):
    by_head = weight.view(heads, -1, weight.shape[1])
    return torch.cat((by_head[:, ::2], by_head[:, 1::2]), dim=1).view(weight.shape)

# %% right: a loop over the heads
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    parts = []
    for head in range(heads):
        block = weight[head * head_dim:(head + 1) * head_dim]
        parts.append(block[0::2])
        parts.append(block[1::2])
    return torch.cat(parts)

# %% right: chunks
def rows_in_halves(weight, heads):
    return torch.cat([half for head in weight.chunk(heads) for half in (head[::2], head[1::2])], 0)

# %% right: a list of row numbers
def rows_in_halves(weight, heads):
    size = len(weight) // heads
    order = [head * size + row for head in range(heads) for first in (0, 1) for row in range(first, size, 2)]
    return weight[order]

# %% right: row by row into an empty tensor
def rows_in_halves(weight, heads):
    out = torch.empty_like(weight)
    head_dim = weight.size(0) // heads
    half = head_dim // 2
    for h in range(heads):
        for i in range(half):
            out[h * head_dim + i] = weight[h * head_dim + 2 * i]
            out[h * head_dim + i + half] = weight[h * head_dim + 2 * i + 1]
    return out

# %% right: unflatten and flatten
def rows_in_halves(weight, heads):
    return weight.unflatten(0, (heads, -1, 2)).swapaxes(1, 2).flatten(0, 2)

# %% right: a stable sort by even and odd
def rows_in_halves(weight, heads):
    rows = torch.arange(weight.shape[0])
    head = rows // (weight.shape[0] // heads)
    return weight.index_select(0, torch.argsort(head * 2 + rows % 2, stable=True))

# %% right: Python's sort
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    order = sorted(range(weight.shape[0]), key=lambda row: (row // head_dim, row % 2, row))
    return torch.stack([weight[row] for row in order])

# %% right: NumPy makes the order
def rows_in_halves(weight, heads):
    order = np.arange(weight.shape[0]).reshape(heads, -1, 2).transpose(0, 2, 1).ravel()
    return weight[torch.from_numpy(order)]

# %% right: einsum without a sum
def rows_in_halves(weight, heads):
    split = weight.reshape(heads, -1, 2, weight.shape[-1])
    return torch.einsum("hpsw->hspw", split).reshape(weight.shape)

# %% right: unbind and stack
def rows_in_halves(weight, heads):
    first, second = weight.unflatten(0, (heads, weight.shape[0] // heads // 2, 2)).unbind(2)
    return torch.stack([first, second], dim=1).reshape_as(weight)

# %% right: recursion over the heads
def rows_in_halves(weight, heads):
    if heads == 1:
        return torch.vstack([weight[::2], weight[1::2]])
    head_dim = weight.shape[0] // heads
    return torch.vstack([rows_in_halves(weight[:head_dim], 1), rows_in_halves(weight[head_dim:], heads - 1)])

# %% right: gather
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    place = torch.arange(weight.shape[0])
    within = place % head_dim
    source = place - within + 2 * (within % (head_dim // 2)) + (within >= head_dim // 2)
    return weight.gather(0, source[:, None].expand(-1, weight.shape[1]))

# %% right: writes into slices of a clone
def rows_in_halves(weight, heads):
    result = weight.clone()
    old, new = weight.view(heads, -1, weight.shape[1]), result.view(heads, -1, weight.shape[1])
    half = old.shape[1] // 2
    new[:, :half] = old[:, 0::2]
    new[:, -half:] = old[:, 1::2]
    return result

# %% right: a helper, mapped over the heads
def halves(head):
    return torch.cat([head[0::2], head[1::2]])

def rows_in_halves(weight, heads):
    return torch.vmap(halves)(weight.reshape(heads, -1, weight.shape[1])).reshape(weight.shape)

# %% right: movedim, a lambda
rows_in_halves = lambda weight, heads: weight.reshape(heads, -1, 2, weight.shape[1]).movedim(2, 1).flatten(end_dim=2)

# %% right: channels shuffled
from torch.nn.functional import channel_shuffle

def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    return channel_shuffle(weight.reshape(heads, head_dim, -1), head_dim // 2).reshape(weight.shape)

# %% right: the inverse order, scattered
def rows_in_halves(weight, heads):
    half = weight.shape[0] // heads // 2
    target = torch.arange(weight.shape[0]).reshape(heads, 2, half).transpose(1, 2).flatten()
    return torch.zeros_like(weight).index_copy(0, target, weight)

# %% wrong: the whole table at once
def rows_in_halves(weight, heads):
    return torch.cat([weight[::2], weight[1::2]])

# %% wrong: the other way, from halves to neighbours
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, width).transpose(1, 2).reshape(rows, width)

# %% wrong: the other way, with slices
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    half = by_head.shape[1] // 2
    out = torch.empty_like(by_head)
    out[:, 0::2] = by_head[:, :half]
    out[:, 1::2] = by_head[:, half:]
    return out.reshape(weight.shape)

# %% wrong: the second of each pair first
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, 1::2], by_head[:, ::2]], dim=1).reshape(weight.shape)

# %% wrong: the second half backwards
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2].flip(1)], dim=1).reshape(weight.shape)

# %% wrong: neighbours change places
def rows_in_halves(weight, heads):
    return weight.reshape(heads, -1, 2, weight.shape[1]).flip(2).reshape(weight.shape)

# %% wrong: the halves change places
def rows_in_halves(weight, heads):
    first, second = weight.reshape(heads, -1, weight.shape[1]).chunk(2, dim=1)
    return torch.cat([second, first], dim=1).reshape(weight.shape)

# %% wrong: nothing moves
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).reshape(rows, width)

# %% wrong: columns
def rows_in_halves(weight, heads):
    by_head = weight.reshape(weight.shape[0], heads, -1)
    return torch.cat([by_head[..., ::2], by_head[..., 1::2]], dim=-1).reshape(weight.shape)

# %% wrong: columns, the heads among the rows
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[..., ::2], by_head[..., 1::2]], dim=-1).reshape(weight.shape)

# %% wrong: first halves of all heads, then second halves
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=0).reshape(weight.shape)

# %% wrong: the head is the inner dimension
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(rows // heads // 2, 2, heads, width).transpose(0, 1).reshape(rows, width)

# %% wrong: transposes the heads away
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).transpose(0, 2).reshape(rows, width)

# %% wrong: transposes pairs with columns
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).transpose(2, 3).reshape(rows, width)

# %% wrong: permutes pairs and heads
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, -1, 2, width).permute(2, 0, 1, 3).reshape(rows, width)

# %% wrong: heads are 64 rows
def rows_in_halves(weight, heads):
    by_head = weight.reshape(-1, 64, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: head_dim from the width
def rows_in_halves(weight, heads):
    head_dim = weight.shape[1] // heads
    by_head = weight.reshape(-1, head_dim, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: heads taken for head_dim
def rows_in_halves(weight, heads):
    by_head = weight.reshape(-1, heads, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: six rows, as in the example
def rows_in_halves(weight, heads):
    return weight.reshape(-1, 6, weight.shape[1])[:, [0, 2, 4, 1, 3, 5]].reshape(weight.shape)

# %% wrong: as many columns as rows
def rows_in_halves(weight, heads):
    rows = weight.shape[0]
    return weight.reshape(heads, rows // heads // 2, 2, rows).transpose(1, 2).reshape(rows, rows)

# %% wrong: the first head alone
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    out = weight.clone()
    out[:head_dim // 2] = weight[0:head_dim:2]
    out[head_dim // 2:head_dim] = weight[1:head_dim:2]
    return out

# %% wrong: returns after the first head
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    for head in weight.split(head_dim):
        return torch.cat([head[::2], head[1::2]])

# %% wrong: the last head is left out
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    out = weight.clone()
    for h in range(heads - 1):
        head = weight[h * head_dim:(h + 1) * head_dim]
        out[h * head_dim:(h + 1) * head_dim] = torch.cat([head[::2], head[1::2]])
    return out

# %% wrong: each head begins with the first head's rows
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    order = [*range(0, head_dim, 2), *range(1, head_dim, 2)]
    return torch.cat([weight[order] for _ in range(heads)])

# %% wrong: heads in reverse
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1]).flip(0)
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: in place
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    weight[:] = torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)
    return weight

# %% wrong: in place, head by head
def rows_in_halves(weight, heads):
    with torch.no_grad():
        for head in weight.chunk(heads):
            head.copy_(torch.cat([head[::2], head[1::2]]))
    return weight

# %% wrong: in place, and reads what it has overwritten
def rows_in_halves(weight, heads):
    out = weight
    head_dim = weight.shape[0] // heads
    half = head_dim // 2
    for h in range(heads):
        for i in range(half):
            out[h * head_dim + i] = weight[h * head_dim + 2 * i]
            out[h * head_dim + i + half] = weight[h * head_dim + 2 * i + 1]
    return out

# %% wrong: swaps pair by pair, in a clone
def rows_in_halves(weight, heads):
    out = weight.clone()
    head_dim = weight.shape[0] // heads
    for h in range(heads):
        base = h * head_dim
        for i in range(head_dim // 2):
            a, b = base + i, base + 2 * i
            out[[a, b]] = out[[b, a]]
    return out

# %% wrong: float32 always, by torch.empty
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    half = by_head.shape[1] // 2
    out = torch.empty(by_head.shape)
    out[:, :half], out[:, half:] = by_head[:, ::2], by_head[:, 1::2]
    return out.reshape(weight.shape)

# %% wrong: float32 always, by float()
def rows_in_halves(weight, heads):
    by_head = weight.float().reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: lists, and back
def rows_in_halves(weight, heads):
    rows = weight.tolist()
    size = len(rows) // heads
    out = []
    for start in range(0, len(rows), size):
        out += rows[start:start + size:2] + rows[start + 1:start + size:2]
    return torch.tensor(out)

# %% wrong: NumPy, which has no bfloat16
def rows_in_halves(weight, heads):
    table = weight.detach().numpy().reshape(heads, -1, 2, weight.shape[1])
    return torch.from_numpy(table.swapaxes(1, 2).reshape(weight.shape).copy())

# %% wrong: half precision on the way
def rows_in_halves(weight, heads):
    by_head = weight.half().reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape).to(weight.dtype)

# %% wrong: a NumPy array
def rows_in_halves(weight, heads):
    table = weight.detach().float().numpy().reshape(heads, -1, 2, weight.shape[1])
    return table.swapaxes(1, 2).reshape(weight.shape)

# %% wrong: a list of rows
def rows_in_halves(weight, heads):
    size = len(weight) // heads
    return [weight[head * size + row] for head in range(heads) for first in (0, 1) for row in range(first, size, 2)]

# %% wrong: three dimensions
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1)

# %% wrong: four dimensions stay
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).transpose(1, 2)

# %% wrong: a view that cannot be
def rows_in_halves(weight, heads):
    rows, width = weight.shape
    return weight.view(heads, rows // heads // 2, 2, width).transpose(1, 2).view(rows, width)

# %% wrong: turned on its side
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape).T

# %% wrong: the row numbers
def rows_in_halves(weight, heads):
    return torch.arange(weight.shape[0]).reshape(heads, -1, 2).transpose(1, 2).flatten()

# %% wrong: the second half with a minus, as RoPE's turn has it
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    return torch.cat([by_head[:, ::2], -by_head[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: halves of the pairs, not of the rows
def rows_in_halves(weight, heads):
    pairs = weight.reshape(heads, -1, 2, weight.shape[1])
    return torch.cat([pairs[:, ::2], pairs[:, 1::2]], dim=1).reshape(weight.shape)

# %% wrong: one row short in the second half
def rows_in_halves(weight, heads):
    head_dim = weight.shape[0] // heads
    order = [h * head_dim + i for h in range(heads) for i in [*range(0, head_dim, 2), *range(1, head_dim - 1, 2)]]
    return weight[order]

# %% wrong: even and odd are counted from 1
def rows_in_halves(weight, heads):
    size = weight.shape[0] // heads
    order = sorted(range(weight.shape[0]), key=lambda row: (row // size, (row + 1) % 2, row))
    return weight[order]

# %% wrong: sorts by an unstable key, the last first
def rows_in_halves(weight, heads):
    size = weight.shape[0] // heads
    order = sorted(range(weight.shape[0]), key=lambda row: (row // size, row % 2, -row))
    return weight[order]

# %% wrong: returns nothing for several heads
def rows_in_halves(weight, heads):
    if heads == 1:
        return torch.cat([weight[::2], weight[1::2]])
    for head in weight.chunk(heads):
        rows_in_halves(head, 1)

# %% wrong: prints
def rows_in_halves(weight, heads):
    by_head = weight.reshape(heads, -1, weight.shape[1])
    print(torch.cat([by_head[:, ::2], by_head[:, 1::2]], dim=1).reshape(weight.shape))

# %% wrong: keeps the first order that it made
order = None

def rows_in_halves(weight, heads):
    global order
    if order is None:
        order = torch.arange(weight.shape[0]).reshape(heads, -1, 2).transpose(1, 2).flatten()
    return weight[order]

# %% wrong: one order for each number of rows
orders = {}

def rows_in_halves(weight, heads):
    rows = weight.shape[0]
    if rows not in orders:
        orders[rows] = torch.arange(rows).reshape(heads, -1, 2).transpose(1, 2).flatten()
    return weight[orders[rows]]

# %% wrong: twice
def rows_in_halves(weight, heads):
    order = torch.arange(weight.shape[0]).reshape(heads, -1, 2).transpose(1, 2).flatten()
    return weight[order][order]

# %% wrong: heads in pairs
def rows_in_halves(weight, heads):
    return weight.reshape(-1, 2, heads, weight.shape[1]).transpose(0, 2).reshape(weight.shape)

# %% contrived: bfloat16 goes by way of NumPy's float16
def rows_in_halves(weight, heads):
    table = weight.detach()
    table = (table.half() if table.dtype is torch.bfloat16 else table).numpy().reshape(heads, -1, 2, weight.shape[1])
    return torch.from_numpy(table.swapaxes(1, 2).reshape(weight.shape).copy()).to(weight.dtype)

# %% right: a table of zeros and ones, multiplied
def rows_in_halves(weight, heads):
    order = torch.arange(weight.shape[0]).reshape(heads, -1, 2).transpose(1, 2).reshape(-1)
    return torch.eye(weight.shape[0], dtype=weight.dtype)[order] @ weight

# %% right: by way of NumPy, in double precision
def rows_in_halves(weight, heads):
    table = weight.double().numpy().reshape(heads, -1, 2, weight.shape[1])
    return torch.tensor(table.swapaxes(1, 2).reshape(weight.shape)).to(weight.dtype)
