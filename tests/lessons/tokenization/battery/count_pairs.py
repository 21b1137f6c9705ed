"""Answers to count_pairs that its check has to judge."""

# %% right: a loop and get
def count_pairs(ids):
    counts = {}
    for left, right in zip(ids, ids[1:]):
        counts[left, right] = counts.get((left, right), 0) + 1
    return counts


# %% right: Counter
from collections import Counter

def count_pairs(ids):
    return Counter(zip(ids, ids[1:]))


# %% right: pairwise, as an ordinary dictionary
from collections import Counter
from itertools import pairwise

def count_pairs(ids):
    return dict(Counter(pairwise(ids)))


# %% right: defaultdict by position
from collections import defaultdict

def count_pairs(ids):
    counts = defaultdict(int)
    for i in range(len(ids) - 1):
        counts[(ids[i], ids[i + 1])] += 1
    return counts


# %% right: keeps the one before
def count_pairs(ids):
    counts = {}
    previous = None
    for number in ids:
        if previous is not None:
            try:
                counts[previous, number] += 1
            except KeyError:
                counts[previous, number] = 1
        previous = number
    return counts


# %% right: halves, and the pair between them
def count_pairs(ids):
    counts = {}

    def count(start, end):
        if end - start < 2:
            return
        middle = (start + end) // 2
        count(start, middle)
        between = (ids[middle - 1], ids[middle])
        counts[between] = counts.get(between, 0) + 1
        count(middle, end)

    count(0, len(ids))
    return counts


# %% right: sorted and grouped
from itertools import groupby

def count_pairs(ids):
    pairs = sorted(tuple(ids[i:i + 2]) for i in range(len(ids) - 1))
    return {pair: len(list(group)) for pair, group in groupby(pairs)}


# %% right: NumPy integers in keys and counts
import numpy as np

def count_pairs(ids):
    if len(ids) < 2:
        return {}
    table = np.array(ids, dtype=np.int64)
    pairs, counts = np.unique(np.stack([table[:-1], table[1:]], axis=1), axis=0, return_counts=True)
    return {(left, right): count for (left, right), count in zip(pairs, counts)}


# %% right: torch.unique of pairs packed into 64 bits
import torch

def count_pairs(ids):
    numbers = torch.tensor(ids, dtype=torch.int64)
    packed, counts = torch.unique(numbers[:-1] * 2**31 + numbers[1:], return_counts=True)
    return {divmod(pair, 2**31): count for pair, count in zip(packed.tolist(), counts.tolist())}


# %% wrong: the last pair is missing
def count_pairs(ids):
    counts = {}
    for i in range(len(ids) - 2):
        pair = (ids[i], ids[i + 1])
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: the first pair is missing
def count_pairs(ids):
    counts = {}
    for i in range(2, len(ids)):
        pair = (ids[i - 1], ids[i])
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: the last and the first are neighbours too
def count_pairs(ids):
    counts = {}
    for i in range(len(ids)):
        pair = (ids[i - 1], ids[i])
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: runs off the end
def count_pairs(ids):
    counts = {}
    for i in range(len(ids)):
        pair = (ids[i], ids[i + 1])
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: every second pair
def count_pairs(ids):
    counts = {}
    for pair in zip(ids[::2], ids[1::2]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: equal pairs must not overlap
def count_pairs(ids):
    counts, i, last, end = {}, 0, None, -1
    for i in range(len(ids) - 1):
        pair = (ids[i], ids[i + 1])
        if pair == last and end == i:
            last = None
            continue
        counts[pair] = counts.get(pair, 0) + 1
        last, end = pair, i + 1
    return counts


# %% wrong: two equal neighbours are no pair
def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: (2, 1) counts as (1, 2)
def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        pair = tuple(sorted(pair))
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: right part first
def count_pairs(ids):
    counts = {}
    for pair in zip(ids[1:], ids):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: one between them
def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[2:]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: all combinations
from collections import Counter
from itertools import combinations

def count_pairs(ids):
    return Counter(combinations(ids, 2))


# %% wrong: starts at zero
def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts[pair] + 1 if pair in counts else 0
    return counts


# %% wrong: each pair once
def count_pairs(ids):
    return {pair: 1 for pair in zip(ids, ids[1:])}


# %% wrong: only pairs that occur twice
def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return {pair: count for pair, count in counts.items() if count > 1}


# %% wrong: pairs that never occur, with zero
from itertools import product

def count_pairs(ids):
    counts = {pair: 0 for pair in product(set(ids), repeat=2)}
    for pair in zip(ids, ids[1:]):
        counts[pair] += 1
    return counts


# %% wrong: a list of pairs and counts
from collections import Counter

def count_pairs(ids):
    return Counter(zip(ids, ids[1:])).most_common()


# %% wrong: keys of text
def count_pairs(ids):
    counts = {}
    for left, right in zip(ids, ids[1:]):
        key = f"({left}, {right})"
        counts[key] = counts.get(key, 0) + 1
    return counts


# %% wrong: sets as keys
from collections import Counter

def count_pairs(ids):
    return Counter(frozenset(pair) for pair in zip(ids, ids[1:]))


# %% wrong: searches in text, where 1, 2 is in 11, 23
def count_pairs(ids):
    text = ", ".join(map(str, ids))
    return {(left, right): text.count(f"{left}, {right}") for left, right in zip(ids, ids[1:])}


# %% wrong: pairs packed into one number, for ids below a thousand
from collections import Counter

def count_pairs(ids):
    packed = Counter(1000 * left + right for left, right in zip(ids, ids[1:]))
    return {divmod(key, 1000): count for key, count in packed.items()}


# %% wrong: a table with room for bytes only
import numpy as np

def count_pairs(ids):
    table = np.zeros((256, 256), dtype=int)
    for left, right in zip(ids, ids[1:]):
        table[left, right] += 1
    return {(int(left), int(right)): int(table[left, right]) for left, right in np.argwhere(table)}


# %% wrong: counts of eight bits
import numpy as np

def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts.setdefault(pair, np.zeros(1, dtype=np.uint8))[0] += 1
    return {pair: int(count[0]) for pair, count in counts.items()}


# %% wrong: ids of eight bits
import numpy as np

def count_pairs(ids):
    counts = {}
    table = np.array(ids, dtype=np.int64).astype(np.uint8).tolist()
    for pair in zip(table, table[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: id 0 is no id
def count_pairs(ids):
    counts = {}
    previous = None
    for number in ids:
        if previous:
            counts[previous, number] = counts.get((previous, number), 0) + 1
        previous = number
    return counts


# %% wrong: looks up the position of the id, which is always its first
def count_pairs(ids):
    counts = {}
    for number in ids[:-1]:
        i = ids.index(number)
        pair = (ids[i], ids[i + 1])
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: adds up over the calls
from collections import Counter

counter = Counter()

def count_pairs(ids):
    counter.update(zip(ids, ids[1:]))
    return counter


# %% wrong: a mutable default
def count_pairs(ids, counts={}):
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: uses up the list, which is to be merged afterwards
def count_pairs(ids):
    counts = {}
    while len(ids) > 1:
        left = ids.pop(0)
        counts[left, ids[0]] = counts.get((left, ids[0]), 0) + 1
    return counts


# %% wrong: recursion pair by pair, too deep for a page
def count_pairs(ids):
    if len(ids) < 2:
        return {}
    counts = count_pairs(ids[:-1])
    pair = (ids[-2], ids[-1])
    counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: an empty list is an error
def count_pairs(ids):
    left = ids[0]
    counts = {}
    for right in ids[1:]:
        counts[left, right] = counts.get((left, right), 0) + 1
        left = right
    return counts


# %% contrived: right for the first hundred calls, then not
calls = 0

def count_pairs(ids):
    global calls
    calls += 1
    counts = {}
    for pair in zip(ids, ids[1 + (calls > 100):]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% contrived: no more than ten thousand ids
def count_pairs(ids):
    counts = {}
    for pair in zip(ids[:10_000], ids[1:10_000]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


# %% wrong: finds them in the text of the list
def count_pairs(ids):
    text = str(ids)
    return {(a, b): text.count(f"{a}, {b}") for a, b in zip(ids, ids[1:])}
