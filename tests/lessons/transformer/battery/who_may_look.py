"""Answers to exercise 5.7, `who_may_look`: right ones, plausible slips, and a few made to deceive."""

# %% right: compared positions
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.ones(len(positions), len(positions), dtype=torch.bool)
    mask = positions[None, :] <= positions[:, None]
    if kind == "encoder-decoder":
        mask = mask | (positions < source)
    return mask

# %% right: a triangle, and a block of True
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind != "encoder":
        mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% right: a question for each pair
def who_may_look(kind, source, target):
    def may(row, column):
        return kind == "encoder" or column <= row or (kind == "encoder-decoder" and column < source)
    total = source + target
    mask = torch.zeros(total, total, dtype=torch.bool)
    for row in range(total):
        for column in range(total):
            mask[row, column] = may(row, column)
    return mask

# %% right: how far each token sees
def who_may_look(kind, source, target):
    total = source + target
    last = torch.arange(total)
    if kind == "encoder":
        last = torch.full((total,), total - 1)
    elif kind == "encoder-decoder":
        last = last.clamp(min=source - 1)
    return torch.arange(total).expand(total, total) <= last[:, None]

# %% right: four blocks
def who_may_look(kind, source, target):
    inside = torch.ones(source, source, dtype=torch.bool)
    ahead = torch.zeros(source, target, dtype=torch.bool)
    triangle = torch.tril(torch.ones(target, target)) > 0
    if kind == "encoder":
        ahead, triangle = ~ahead, torch.ones_like(triangle)
    elif kind == "decoder":
        inside = torch.tril(inside)
    below = torch.ones(target, source, dtype=torch.bool)
    return torch.cat([torch.cat([inside, ahead], dim=1), torch.cat([below, triangle], dim=1)], dim=0)

# %% right: match, and lists of lists
def who_may_look(kind, source, target):
    total = source + target
    match kind:
        case "encoder":
            rows = [[True] * total for _ in range(total)]
        case "decoder":
            rows = [[True] * (row + 1) + [False] * (total - row - 1) for row in range(total)]
        case "encoder-decoder":
            seen = [max(row + 1, source) for row in range(total)]
            rows = [[True] * many + [False] * (total - many) for many in seen]
    return torch.tensor(rows)

# %% right: NumPy's logic
def who_may_look(kind, source, target):
    import numpy as np
    total = source + target
    row, column = np.indices((total, total))
    reach = {"encoder": total, "decoder": 0, "encoder-decoder": source}[kind]
    return torch.from_numpy((column <= row) | (column < reach))

# %% wrong: the encoder looks back only
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target).tril().bool()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% wrong: an encoder–decoder sees everything, as its name begins like an encoder's
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    return mask if kind.startswith("encoder") else mask.tril()

# %% wrong: "decoder" stands in "encoder-decoder", too
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if "decoder" in kind:
        mask = mask.tril()
    elif kind == "encoder-decoder":
        mask = mask.tril()
        mask[:, :source] = True
    return mask

# %% wrong: the source sees the target
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:source, :] = True
    return mask

# %% wrong: only the target sees the whole source
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[source:, :source] = True
    return mask

# %% wrong: the target sees all of itself
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "decoder":
        return mask.tril()
    if kind == "encoder-decoder":
        mask[:source, source:] = False
    return mask

# %% wrong: the target sees the source alone
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.ones(len(positions), len(positions), dtype=torch.bool)
    if kind == "decoder":
        return positions[None, :] <= positions[:, None]
    return (positions < source).expand(len(positions), -1)

# %% wrong: one token too many of the source
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :source + 1] = True
    return mask

# %% wrong: one token too few of the source
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :max(source - 1, 0)] = True
    return mask

# %% wrong: counts the target from the end, which fails for an empty one
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :-target] = True
    return mask

# %% wrong: nobody sees the own token
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril(-1)
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% wrong: looks ahead
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.triu()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% wrong: rows are looked at
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.ones(len(positions), len(positions), dtype=torch.bool)
    mask = positions[:, None] <= positions[None, :]
    return mask | (positions < source)[:, None] if kind == "encoder-decoder" else mask

# %% wrong: True hides
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.zeros(len(positions), len(positions), dtype=torch.bool)
    hidden = positions[None, :] > positions[:, None]
    return hidden & (positions >= source) if kind == "encoder-decoder" else hidden

# %% wrong: the target comes first
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    if kind == "encoder":
        return torch.ones(len(positions), len(positions), dtype=torch.bool)
    mask = positions[None, :] <= positions[:, None]
    return mask | (positions >= target) if kind == "encoder-decoder" else mask

# %% wrong: source and target mixed up
def who_may_look(kind, target, source):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% wrong: a row for the target only
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    mask = positions[None, :] <= positions[source:, None]
    if kind == "encoder":
        mask = torch.ones_like(mask)
    return mask | (positions < source) if kind == "encoder-decoder" else mask

# %% wrong: the encoder has no target, the decoder no source
def who_may_look(kind, source, target):
    if kind == "encoder":
        return torch.ones(source, source, dtype=torch.bool)
    if kind == "decoder":
        return torch.ones(target, target, dtype=torch.bool).tril()
    mask = torch.ones(source + target, source + target, dtype=torch.bool).tril()
    mask[:, :source] = True
    return mask

# %% wrong: source and target may not see each other in a decoder
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    else:
        mask[source:, :source] = False
    return mask

# %% wrong: ones and zeros
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder-decoder":
        mask[:, :source] = 1
    return mask

# %% wrong: whole numbers from a logical or
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    mask = (positions[None, :] <= positions[:, None]).int()
    if kind == "encoder":
        mask = torch.ones_like(mask)
    return mask | (positions < source).int() if kind == "encoder-decoder" else mask

# %% wrong: lists
def who_may_look(kind, source, target):
    total = source + target
    reach = {"encoder": total, "decoder": 0, "encoder-decoder": source}[kind]
    return [[column <= row or column < reach for column in range(total)] for row in range(total)]

# %% wrong: NumPy's table
def who_may_look(kind, source, target):
    import numpy as np
    row, column = np.indices((source + target, source + target))
    reach = {"encoder": source + target, "decoder": 0, "encoder-decoder": source}[kind]
    return (column <= row) | (column < reach)

# %% wrong: ready to be added, 0 and minus infinity
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    reach = {"encoder": source + target, "decoder": 0, "encoder-decoder": source}[kind]
    may = (positions[None, :] <= positions[:, None]) | (positions < reach)
    return torch.zeros(may.shape).masked_fill(~may, float("-inf"))

# %% wrong: a hyphen is forgotten
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "encoder decoder":
        mask[:, :source] = True
    return mask

# %% wrong: for the encoder–decoder nothing comes back
def who_may_look(kind, source, target):
    mask = torch.ones(source + target, source + target, dtype=torch.bool)
    if kind == "encoder":
        return mask
    mask = mask.tril()
    if kind == "decoder":
        return mask
    mask[:, :source] = True

# %% wrong: one triangle for all calls, and the source stays in it
TRIANGLES = {}
def who_may_look(kind, source, target):
    total = source + target
    mask = TRIANGLES.setdefault(total, torch.ones(total, total, dtype=torch.bool).tril())
    if kind == "encoder":
        return torch.ones_like(mask)
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask

# %% contrived: right for the first hundred calls, then all may see all
CALLS = iter(range(100))
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    late = next(CALLS, None) is None
    reach = {"encoder": source + target, "decoder": 0, "encoder-decoder": source}[kind]
    return (positions[None, :] <= positions[:, None]) | (positions < reach) | torch.tensor(late)

# %% contrived: right up to sixty tokens
def who_may_look(kind, source, target):
    positions = torch.arange(source + target)
    reach = {"encoder": source + target, "decoder": 0, "encoder-decoder": source}[kind]
    mask = (positions[None, :] <= positions[:, None]) | (positions < reach)
    mask[60:, 60:] = True
    return mask
