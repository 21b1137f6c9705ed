"""Unforeseen answers to the exercise replay_batch."""

# %% right: remainders in two comprehensions
def replay_batch(new, old, step, size, share):
    n_old = round(share * size)
    n_new = size - n_old
    first = [new[(step * n_new + i) % len(new)] for i in range(n_new)]
    return first + [old[(step * n_old + i) % len(old)] for i in range(n_old)]

# %% right: itertools, cycle and islice
from itertools import chain, cycle, islice

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    return list(chain.from_iterable(islice(cycle(items), step * count, (step + 1) * count)
                                    for items, count in ((new, size - k), (old, k))))

# %% right: lists made long enough, then sliced
def replay_batch(new, old, step, size, share):
    def part(items, count):
        times = (step + 1) * count // len(items) + 1
        return (list(items) * times)[step * count:step * count + count]
    k = round(share * size)
    return part(new, size - k) + part(old, k)

# %% right: a position that is wound back
def replay_batch(new, old, step, size, share):
    batch = []
    old_count = round(share * size)
    for items, count in [(new, size - old_count), (old, old_count)]:
        position = (step * count) % len(items)
        for _ in range(count):
            batch.append(items[position])
            position += 1
            if position == len(items):
                position = 0
    return batch

# %% right: from the first step on, each time
def replay_batch(new, old, step, size, share):
    old_count = round(size * share)
    at_new = at_old = 0
    for _ in range(step + 1):
        batch = []
        while len(batch) < size - old_count:
            batch.append(new[at_new])
            at_new = (at_new + 1) % len(new)
        while len(batch) < size:
            batch.append(old[at_old])
            at_old = (at_old + 1) % len(old)
    return batch

# %% right: deques, rotated
from collections import deque

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    out = []
    for source, number in ((new, size - k), (old, k)):
        queue = deque(source)
        queue.rotate(-step * number)
        for _ in range(number):
            out.append(queue[0])
            queue.rotate(-1)
    return out

# %% right: recursion
def take(items, start, count):
    if count == 0:
        return []
    return [items[start % len(items)], *take(items, start + 1, count - 1)]

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    return take(new, step * (size - k), size - k) + take(old, step * k, k)

# %% right: indices by torch
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    def indices(items, n):
        return (torch.arange(n) + n * step).remainder(len(items)).tolist()
    return [new[i] for i in indices(new, size - k)] + [old[i] for i in indices(old, k)]

# %% right: one generator that runs and is let run
def endless(items):
    while True:
        yield from items

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    news, olds = endless(new), endless(old)
    for _ in range(step + 1):
        batch = [next(news) for _ in range(size - k)] + [next(olds) for _ in range(k)]
    return batch

# %% wrong: remainder forgotten
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    return new[step * m:(step + 1) * m] + old[step * k:(step + 1) * k]

# %% wrong: starts at a remainder, but does not go on from the front within a batch
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    i, j = step * m % len(new), step * k % len(old)
    return new[i:i + m] + old[j:j + k]

# %% wrong: goes on from the front only once within a batch
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    i, j = step * m % len(new), step * k % len(old)
    return (new + new)[i:i + m] + (old + old)[j:j + k]

# %% wrong: cut down instead of rounded
def replay_batch(new, old, step, size, share):
    k = int(share * size)
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: halves rounded up
def replay_batch(new, old, step, size, share):
    k = int(share * size + 0.5)
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: always up
import math

def replay_batch(new, old, step, size, share):
    k = math.ceil(share * size)
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: the new ones are rounded, so at halves the old ones are not
def replay_batch(new, old, step, size, share):
    m = round((1 - share) * size)
    k = size - m
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: both rounded
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = round((1 - share) * size)
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: old first
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    return [old[(step * k + i) % len(old)] for i in range(k)] + [new[(step * m + i) % len(new)] for i in range(m)]

# %% wrong: share is of the new
def replay_batch(new, old, step, size, share):
    m = round(share * size)
    k = size - m
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: both lists go on by size
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    return [new[(step * size + i) % len(new)] for i in range(m)] + [old[(step * size + i) % len(old)] for i in range(k)]

# %% wrong: each step begins one example later
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    return [new[(step + i) % len(new)] for i in range(m)] + [old[(step + i) % len(old)] for i in range(k)]

# %% wrong: at least one old one
def replay_batch(new, old, step, size, share):
    k = max(1, round(share * size))
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: at least one new one
def replay_batch(new, old, step, size, share):
    k = min(size - 1, round(share * size))
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: steps counted from 1
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    s = step - 1
    return [new[(s * m + i) % len(new)] for i in range(m)] + [old[(s * k + i) % len(old)] for i in range(k)]

# %% wrong: the state is kept, whatever the step
where = {"new": 0, "old": 0}

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    out = []
    for name, items, count in (("new", new, size - k), ("old", old, k)):
        for _ in range(count):
            out.append(items[where[name] % len(items)])
            where[name] += 1
    return out

# %% wrong: takes out of the learner's lists
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    out = []
    for items, count in ((new, size - k), (old, k)):
        for _ in range(step * count % len(items)):
            items.append(items.pop(0))
        for _ in range(count):
            out.append(items[0])
            items.append(items.pop(0))
    return out

# %% wrong: by lot
import random

def replay_batch(new, old, step, size, share):
    k = round(share * size)
    draw = random.Random(step)
    return draw.choices(new, k=size - k) + draw.choices(old, k=k)

# %% wrong: mixed by turns
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    a = [new[(step * m + i) % len(new)] for i in range(m)]
    b = [old[(step * k + i) % len(old)] for i in range(k)]
    return [x for i in range(max(m, k)) for x in (a[i:i + 1] + b[i:i + 1])]

# %% wrong: a pair of lists
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    return ([new[(step * m + i) % len(new)] for i in range(m)], [old[(step * k + i) % len(old)] for i in range(k)])

# %% wrong: a tuple
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    both = [new[(step * m + i) % len(new)] for i in range(m)]
    both += [old[(step * k + i) % len(old)] for i in range(k)]
    return tuple(both)

# %% wrong: new ones through a set, which keeps each once
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    both = [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]
    return list(dict.fromkeys(both))

# %% wrong: wraps to the front with one lost (length − 1)
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    news = [new[(step * m + i) % max(1, len(new) - 1)] for i in range(m)]
    return news + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: both lists share one length
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    n = min(len(new), len(old))
    return [new[(step * m + i) % n] for i in range(m)] + [old[(step * k + i) % n] for i in range(k)]

# %% wrong: an end that does not fit is left out, and each round begins anew
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    def part(items, count):
        if count == 0:
            return []
        rounds = max(1, len(items) // count)
        start = step % rounds * count
        return [items[(start + i) % len(items)] for i in range(count)]
    return part(new, m) + part(old, k)

# %% wrong: where the new ones begin goes for the old ones, too
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    start = step * m
    return [new[(start + i) % len(new)] for i in range(m)] + [old[(start + i) % len(old)] for i in range(k)]

# %% wrong: no old ones without a return
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    m = size - k
    batch = [new[(step * m + i) % len(new)] for i in range(m)]
    if k:
        batch += [old[(step * k + i) % len(old)] for i in range(k)]
        return batch

# %% wrong: the share in whole numbers of four
def replay_batch(new, old, step, size, share):
    k = round(share * 4) * size // 4
    m = size - k
    return [new[(step * m + i) % len(new)] for i in range(m)] + [old[(step * k + i) % len(old)] for i in range(k)]

# %% wrong: kept cycles by global
from itertools import cycle, islice
streams = {}
def replay_batch(new, old, step, size, share):
    k = round(share * size)
    if step == 0:
        streams["new"], streams["old"] = cycle(new), cycle(old)
    return list(islice(streams["new"], size - k)) + list(islice(streams["old"], k))

# %% wrong: kept iterators by default argument
from itertools import cycle, islice
def replay_batch(new, old, step, size, share, state={}):
    k = round(share * size)
    if not state:
        state["n"], state["o"] = cycle(new), cycle(old)
    return [next(state["n"]) for _ in range(size - k)] + [next(state["o"]) for _ in range(k)]
