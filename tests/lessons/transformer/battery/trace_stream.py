"""Answers to exercise 5.1, `trace_stream`: right ones, plausible slips, and a few made to deceive."""

# %% right: one part after the other
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% right: all streams from itertools
def trace_stream(x, parts):
    from itertools import accumulate, pairwise
    streams = list(accumulate(parts, lambda stream, part: stream + part(stream), initial=x))
    shares = [(torch.dist(after, before) / before.norm()).item() for before, after in pairwise(streams)]
    return streams[-1], shares

# %% right: recursion over the parts
def trace_stream(x, parts):
    if not parts:
        return x, []
    first, *rest = parts
    added = first(x)
    end, shares = trace_stream(x + added, rest)
    return end, [added.norm().item() / x.norm().item(), *shares]

# %% right: lengths by Pythagoras
def trace_stream(x, parts):
    def length(vector):
        return sum(number ** 2 for number in vector.tolist()) ** 0.5
    stream, shares = x.clone(), []
    for part in parts:
        written = part(stream)
        shares += [length(written) / length(stream)]
        stream = torch.add(stream, written)
    return stream, shares

# %% right: two lists, divided at the end
def trace_stream(x, parts):
    added, read = [], []
    for part in parts:
        read.append(x)
        added.append(part(x))
        x = torch.stack([x, added[-1]]).sum(dim=0)
    return x, [float(torch.linalg.vector_norm(a)) / float(torch.linalg.vector_norm(r)) for a, r in zip(added, read)]

# %% right: NumPy's norm
def trace_stream(x, parts):
    import numpy as np
    shares = []
    for part in parts:
        new = part(x)
        shares.append(float(np.linalg.norm(new.detach().numpy()) / np.linalg.norm(x.detach().numpy())))
        x = x + new
    return x, shares

# %% wrong: adds to the stream that it was given
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x += added
    return x, shares

# %% wrong: replaces the stream
def trace_stream(x, parts):
    shares = []
    for part in parts:
        found = part(x)
        shares.append((found.norm() / x.norm()).item())
        x = found
    return x, shares

# %% wrong: divides by the stream with what was added
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        x = x + added
        shares.append((added.norm() / x.norm()).item())
    return x, shares

# %% wrong: every part reads the first stream
def trace_stream(x, parts):
    end, shares = x, []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        end = end + added
    return end, shares

# %% wrong: always divides by the first length
def trace_stream(x, parts):
    first, shares = x.norm(), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / first).item())
        x = x + added
    return x, shares

# %% wrong: how much longer the stream has become
def trace_stream(x, parts):
    shares = []
    for part in parts:
        new = x + part(x)
        shares.append(((new.norm() - x.norm()) / x.norm()).item())
        x = new
    return x, shares

# %% wrong: what was read over what was added
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((x.norm() / added.norm()).item())
        x = x + added
    return x, shares

# %% wrong: the lengths themselves
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append(added.norm().item())
        x = x + added
    return x, shares

# %% wrong: shares of all that was added so far
def trace_stream(x, parts):
    start, shares = x, []
    for part in parts:
        new = x + part(x)
        shares.append(((new - start).norm() / x.norm()).item())
        x = new
    return x, shares

# %% wrong: sums for lengths
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.sum() / x.sum()).item())
        x = x + added
    return x, shares

# %% wrong: city blocks for lengths
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm(p=1) / x.norm(p=1)).item())
        x = x + added
    return x, shares

# %% wrong: the root is missing
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.square().sum() / x.square().sum()).item())
        x = x + added
    return x, shares

# %% wrong: the largest number for a length
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.abs().max() / x.abs().max()).item())
        x = x + added
    return x, shares

# %% wrong: only the last share
def trace_stream(x, parts):
    for part in parts:
        added = part(x)
        share = (added.norm() / x.norm()).item()
        x = x + added
    return x, [share]

# %% wrong: done after the first part
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        return x + added, shares

# %% wrong: the shares first
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return shares, x

# %% wrong: the stream alone
def trace_stream(x, parts):
    for part in parts:
        x = x + part(x)
    return x

# %% wrong: the shares of all calls in one list
def trace_stream(x, parts, shares=[]):
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% wrong: goes on with the stream of the last call
STREAM = {}
def trace_stream(x, parts):
    x, shares = STREAM.get(x.shape, x), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    STREAM[x.shape] = x
    return x, shares

# %% wrong: takes the parts off the list
def trace_stream(x, parts):
    shares = []
    while parts:
        added = parts.pop(0)(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% wrong: from the last part to the first
def trace_stream(x, parts):
    shares = []
    for part in reversed(parts):
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares[::-1]

# %% wrong: each part is let in twice
def trace_stream(x, parts):
    shares = []
    for part in parts:
        shares.append((part(x).norm() / x.norm()).item())
        x = x + part(x) + part(x)
    return x, shares

# %% wrong: whole shares
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append(int(added.norm() / x.norm()))
        x = x + added
    return x, shares

# %% wrong: one digit
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append(round((added.norm() / x.norm()).item(), 1))
        x = x + added
    return x, shares

# %% wrong: the stream is brought back to its first length
def trace_stream(x, parts):
    length, shares = x.norm(), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
        x = x / x.norm() * length
    return x, shares

# %% wrong: double precision to the end
def trace_stream(x, parts):
    x, shares = x.double(), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% wrong: a list of numbers instead of a vector
def trace_stream(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x.tolist(), shares

# %% wrong: waits until the parts run out
def trace_stream(x, parts):
    shares = []
    while parts:
        added = parts[0](x)
        shares.append((added.norm() / x.norm()).item())
        x = x / x.norm()
    return x, shares

# %% contrived: right for the first hundred calls, then nothing was added
CALLS = iter(range(100))
def trace_stream(x, parts):
    shares, lazy = [], next(CALLS, None) is None
    for part in parts:
        added = part(x) * (not lazy)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% contrived: stops listening after forty parts
def trace_stream(x, parts):
    shares = []
    for number, part in enumerate(parts):
        added = part(x) if number < 40 else torch.zeros_like(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% wrong: empties the list of parts
def trace_stream(x, parts):
    shares = []
    while parts:
        added = parts.pop(0)(x)
        shares.append((added.norm() / x.norm()).item())
        x = x + added
    return x, shares

# %% right: recursion
def trace_stream(x, parts):
    if not parts:
        return x, []
    first, *rest = parts
    added = first(x)
    end, shares = trace_stream(x + added, rest)
    return end, [(added.norm() / x.norm()).item(), *shares]
