"""Answers to exercise 4.8, `split_heads`: right ones, plausible slips, and a few made to deceive."""

# %% right: reshape, then transpose
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads).transpose(1, 2)

# %% right: unflatten, and move a dimension
def split_heads(x, heads):
    return x.unflatten(-1, (heads, -1)).movedim(-2, -3)

# %% right: slices, stacked
def split_heads(x, heads):
    size = x.shape[-1] // heads
    return torch.stack([x[:, :, head * size:(head + 1) * size] for head in range(heads)], dim=1)

# %% right: chunks, stacked
def split_heads(x, heads):
    return torch.stack(x.chunk(heads, dim=-1), dim=1)

# %% right: one text, one token, one head at a time
def split_heads(x, heads):
    batch, time, width = x.shape
    head_dim = width // heads
    pieces = x.new_zeros(batch, heads, time, head_dim)
    for row in range(batch):
        for token in range(time):
            for head in range(heads):
                pieces[row, head, token] = x[row, token, head * head_dim:(head + 1) * head_dim]
    return pieces

# %% right: a sliding window without overlap
def split_heads(x, heads):
    size = x.shape[2] // heads
    return x.unfold(2, size, size).permute(0, 2, 1, 3)

# %% right: a table of numbers to fetch
def split_heads(x, heads):
    columns = torch.arange(x.shape[-1]).view(heads, -1)
    return x[:, :, columns].transpose(1, 2).contiguous()

# %% right: einsum only to swap
def split_heads(x, heads):
    b, t, w = x.shape
    return torch.einsum("bthd->bhtd", x.reshape((b, t, heads, w // heads)))

# %% wrong: reshapes straight to the shape that is wanted
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, heads, time, width // heads)

# %% wrong: no transpose
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads)

# %% wrong: transposes the last two
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads).transpose(-2, -1)

# %% wrong: transposes first, then reshapes
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.transpose(1, 2).reshape(batch, heads, time, width // heads)

# %% wrong: every second number, not neighbours
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, width // heads, heads).permute(0, 3, 1, 2)

# %% wrong: takes the number of heads for their size
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, width // heads, heads).transpose(1, 2)

# %% wrong: pieces of `heads` numbers
def split_heads(x, heads):
    return torch.stack(x.split(heads, dim=-1), dim=1)

# %% wrong: heads before batch
def split_heads(x, heads):
    return torch.stack(x.chunk(heads, dim=-1))

# %% wrong: batch and head are one dimension
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads).transpose(1, 2).flatten(0, 1)

# %% wrong: only the first text
def split_heads(x, heads):
    _, time, width = x.shape
    return x[0].reshape(time, heads, width // heads).transpose(0, 1)[None]

# %% wrong: a batch of one loses its dimension
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads).transpose(1, 2).squeeze(0)

# %% wrong: a single head loses its dimension
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width // heads).transpose(1, 2).squeeze(1)

# %% wrong: one head needs no cutting
def split_heads(x, heads):
    if heads == 1:
        return x
    return torch.stack(x.chunk(heads, dim=-1), dim=1)

# %% wrong: texts of one batch get mixed
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(time, batch, heads, width // heads).permute(1, 2, 0, 3)

# %% wrong: cuts the text into pieces, not the vectors
def split_heads(x, heads):
    return torch.stack(x.chunk(heads, dim=1), dim=1)

# %% wrong: sixteen numbers for each head
def split_heads(x, heads):
    batch, time, _ = x.shape
    return x.reshape(batch, time, heads, 16).transpose(1, 2)

# %% wrong: the shape of the example
def split_heads(x, heads):
    return x.reshape(1, 2, 2, 2).transpose(1, 2)

# %% wrong: divides to a number with a point
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, time, heads, width / heads).transpose(1, 2)

# %% wrong: the heads from last to first
def split_heads(x, heads):
    size = x.shape[-1] // heads
    return torch.stack([x[..., x.shape[-1] - (head + 1) * size:x.shape[-1] - head * size]
                        for head in range(heads)], dim=1)

# %% wrong: the first numbers only
def split_heads(x, heads):
    size = x.shape[-1] // heads
    return torch.stack([x[..., head:head + size] for head in range(heads)], dim=1)

# %% wrong: leaves x in another shape
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.resize_(batch, time, heads, width // heads).transpose(1, 2)

# %% wrong: keeps the size of the first call's heads
def split_heads(x, heads, size=[]):
    size.append(x.shape[-1] // heads)
    return x.reshape(*x.shape[:2], -1, size[0]).transpose(1, 2)

# %% wrong: a list of heads
def split_heads(x, heads):
    return list(x.chunk(heads, dim=-1))

# %% wrong: whole numbers
def split_heads(x, heads):
    batch, time, width = x.shape
    pieces = torch.zeros(batch, heads, time, width // heads, dtype=torch.long)
    for head, piece in enumerate(x.chunk(heads, dim=-1)):
        pieces[:, head] = piece
    return pieces

# %% wrong: a transposed table does not want to be viewed
def split_heads(x, heads):
    batch, time, width = x.shape
    return x.transpose(1, 2).view(batch, heads, width // heads, time).view(batch, heads, time, width // heads)

# %% contrived: right for the first hundred calls, then the heads change places
CALLS = iter(range(100))
def split_heads(x, heads):
    pieces = torch.stack(x.chunk(heads, dim=-1), dim=1)
    return pieces if next(CALLS, None) is not None else pieces.flip(1)

# %% contrived: more than sixteen heads share the last place
def split_heads(x, heads):
    pieces = torch.stack(x.chunk(heads, dim=-1), dim=1).clone()
    pieces[:, 16:] = pieces[:, -1:]
    return pieces

# %% right: view, which never fails where one dimension is cut in two
def split_heads(x, heads):
    batch, time, width = x.shape
    try:
        return x.view(batch, time, heads, width // heads).transpose(1, 2)
    except RuntimeError:
        return x.reshape(batch, heads, time, width // heads)

# %% wrong: straight reshape when time equals heads
def split_heads(x, heads):
    batch, time, width = x.shape
    if time == heads:
        return x.reshape(batch, heads, time, width // heads)
    return x.reshape(batch, time, heads, width // heads).transpose(1, 2)
