"""Unforeseen answers to the exercise clipped_precision."""

# %% right: crossed out one by one
def clipped_precision(candidate, reference, n):
    left = [reference[i:i + n] for i in range(len(reference) - n + 1)]
    right = runs = 0
    for i in range(len(candidate) - n + 1):
        run = candidate[i:i + n]
        runs += 1
        if run in left:
            left.remove(run)
            right += 1
    return right / runs if runs else 0

# %% right: zip of shifted lists
from collections import Counter

def clipped_precision(candidate, reference, n):
    def grams(words):
        return Counter(zip(*(words[i:] for i in range(n))))
    mine, theirs = grams(candidate), grams(reference)
    total = sum(mine.values())
    return sum(min(count, theirs[run]) for run, count in mine.items()) / total if total else 0.0

# %% right: dictionaries by hand
def clipped_precision(candidate, reference, n):
    counts = []
    for words in (candidate, reference):
        table = {}
        for start in range(0, len(words) - n + 1):
            key = tuple(words[start:start + n])
            table[key] = table.get(key, 0) + 1
        counts.append(table)
    have, allowed = counts
    if not have:
        return 0.0
    return sum(min(c, allowed.get(key, 0)) for key, c in have.items()) / sum(have.values())

# %% right: list.count and a set
def clipped_precision(candidate, reference, n):
    a = [tuple(candidate[i:i + n]) for i in range(max(0, len(candidate) - n + 1))]
    b = [tuple(reference[i:i + n]) for i in range(max(0, len(reference) - n + 1))]
    if len(a) == 0:
        return 0.0
    return sum(min(a.count(run), b.count(run)) for run in set(a)) / len(a)

# %% right: all less what is too much
from collections import Counter

def clipped_precision(candidate, reference, n):
    if len(candidate) < n:
        return 0
    have = Counter(tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1))
    have_not = have - Counter(tuple(reference[i:i + n]) for i in range(len(reference) - n + 1))
    total = len(candidate) - n + 1
    return 1 - sum(have_not.values()) / total

# %% right: two sorted lists are merged
def clipped_precision(candidate, reference, n):
    a = sorted(candidate[i:i + n] for i in range(len(candidate) - n + 1))
    b = sorted(reference[i:i + n] for i in range(len(reference) - n + 1))
    i = j = both = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            both, i, j = both + 1, i + 1, j + 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return both / len(a) if a else 0.0

# %% right: recursion
def clipped_precision(candidate, reference, n):
    def runs(words):
        return [] if len(words) < n else [tuple(words[:n])] + runs(words[1:])

    def common(a, b):
        if not a:
            return 0
        if a[0] in b:
            at = b.index(a[0])
            return 1 + common(a[1:], b[:at] + b[at + 1:])
        return common(a[1:], b)
    mine = runs(candidate)
    return common(mine, runs(reference)) / len(mine) if mine else 0.0

# %% right: the k-th time is right if the reference has it k times
def clipped_precision(candidate, reference, n):
    good = []
    wanted = [tuple(reference[i:i + n]) for i in range(len(reference) - n + 1)]
    seen = {}
    for i in range(len(candidate) - n + 1):
        run = tuple(candidate[i:i + n])
        seen[run] = seen.get(run, 0) + 1
        good.append(seen[run] <= wanted.count(run))
    try:
        return sum(good) / len(good)
    except ZeroDivisionError:
        return 0.0

# %% right: runs that carry their number are a set
def clipped_precision(candidate, reference, n):
    def numbered(words):
        runs = [tuple(words[i:i + n]) for i in range(len(words) - n + 1)]
        return {(run, runs[:i].count(run)) for i, run in enumerate(runs)}
    mine = numbered(candidate)
    return len(mine & numbered(reference)) / max(len(mine), 1)

# %% right: NumPy
import numpy as np

def clipped_precision(candidate, reference, n):
    size, other = len(candidate) - n + 1, len(reference) - n + 1
    if size < 1:
        return 0.0
    runs = [tuple(candidate[i:i + n]) for i in range(size)] + [tuple(reference[i:i + n]) for i in range(other)]
    numbers = {run: k for k, run in enumerate(dict.fromkeys(runs))}
    ids = np.array([numbers[run] for run in runs])
    a = np.bincount(ids[:size], minlength=len(numbers))
    b = np.bincount(ids[size:], minlength=len(numbers))
    return np.minimum(a, b).sum() / size

# %% right: a window of a deque
from collections import defaultdict, deque

def clipped_precision(candidate, reference, n):
    def runs(words):
        window = deque(maxlen=n)
        for word in words:
            window.append(word)
            if len(window) == n:
                yield tuple(window)
    left = defaultdict(int)
    for run in runs(reference):
        left[run] += 1
    right = total = 0
    for run in runs(candidate):
        total += 1
        if left[run] > 0:
            left[run] -= 1
            right += 1
    return right / total if total > 0 else 0.0

# %% right: a tensor of equals
import torch

def clipped_precision(candidate, reference, n):
    a = [candidate[i:i + n] for i in range(len(candidate) - n + 1)]
    b = [reference[i:i + n] for i in range(len(reference) - n + 1)]
    if not a or not b:
        return 0.0
    same = torch.tensor([[x == y for y in b] for x in a])
    mine = torch.tensor([[x == y for y in a] for x in a]).sum(1)
    return (torch.minimum(mine, same.sum(1)) / mine).sum().item() / len(a)

# %% right: grouped
from itertools import groupby

def clipped_precision(candidate, reference, n):
    marked = [(tuple(words[i:i + n]), side) for side, words in enumerate((candidate, reference))
              for i in range(len(words) - n + 1)]
    right = 0
    for _, group in groupby(sorted(marked), key=lambda each: each[0]):
        sides = [side for _, side in group]
        right += min(sides.count(0), sides.count(1))
    total = len(candidate) - n + 1
    return right / total if total > 0 else 0.0

# %% wrong: not clipped
def clipped_precision(candidate, reference, n):
    b = [reference[i:i + n] for i in range(len(reference) - n + 1)]
    a = [candidate[i:i + n] for i in range(len(candidate) - n + 1)]
    return sum(run in b for run in a) / max(1, len(a))

# %% wrong: sets
def clipped_precision(candidate, reference, n):
    a = {tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1)}
    b = {tuple(reference[i:i + n]) for i in range(len(reference) - n + 1)}
    return len(a & b) / max(1, len(a))

# %% wrong: a set above, all below
def clipped_precision(candidate, reference, n):
    a = [tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1)]
    b = [tuple(reference[i:i + n]) for i in range(len(reference) - n + 1)]
    return len(set(a) & set(b)) / max(1, len(a))

# %% wrong: right counts clipped, different runs below
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, len(a))

# %% wrong: divided by the reference's runs
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(b.values()))

# %% wrong: divided by the longer one
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()), sum(b.values()))

# %% wrong: F1
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))

# %% wrong: Jaccard
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum((a | b).values()))

# %% wrong: divided by the candidate's words
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, len(candidate))

# %% wrong: divided by len - n
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, len(candidate) - n)

# %% wrong: the last run is left out
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: shorter runs at the end
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w))) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: runs do not overlap
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(0, len(w) - n + 1, n)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: nothing to divide by
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / sum(a.values())

# %% wrong: 1 without runs
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / sum(a.values()) if a else 1.0

# %% wrong: only an empty candidate is cared for
def clipped_precision(candidate, reference, n):
    if not candidate:
        return 0.0
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / (len(candidate) - n + 1)

# %% wrong: NaN without runs
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / sum(a.values()) if a else float("nan")

# %% wrong: None without runs
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    if a:
        return sum((a & b).values()) / sum(a.values())

# %% wrong: words in any order
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(sorted(w[i:i + n])) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: a frozenset of words
def clipped_precision(candidate, reference, n):
    a, b = (Counter(frozenset(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: joined without a gap
def clipped_precision(candidate, reference, n):
    a, b = (Counter("".join(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: looked for in the text
def clipped_precision(candidate, reference, n):
    text = " ".join(reference)
    a = Counter(" ".join(candidate[i:i + n]) for i in range(len(candidate) - n + 1))
    return sum(min(c, text.count(run)) for run, c in a.items()) / max(1, sum(a.values()))

# %% wrong: str.count does not see what overlaps
def clipped_precision(candidate, reference, n):
    text = " " + "  ".join(reference) + " "
    a = Counter(" " + "  ".join(candidate[i:i + n]) + " " for i in range(len(candidate) - n + 1))
    return sum(min(c, text.count(run)) for run, c in a.items()) / max(1, sum(a.values()))

# %% wrong: place by place
def clipped_precision(candidate, reference, n):
    size = len(candidate) - n + 1
    right = sum(candidate[i:i + n] == reference[i:i + n] for i in range(size))
    return right / size if size > 0 else 0.0

# %% wrong: small letters
def clipped_precision(candidate, reference, n):
    candidate, reference = ([word.lower() for word in words] for words in (candidate, reference))
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: single words, whatever n
def clipped_precision(candidate, reference, n):
    a, b = Counter(candidate), Counter(reference)
    return sum((a & b).values()) / max(1, len(candidate))

# %% wrong: pairs, whatever n
def clipped_precision(candidate, reference, n):
    a, b = Counter(zip(candidate, candidate[1:])), Counter(zip(reference, reference[1:]))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: n + 1
def clipped_precision(candidate, reference, n):
    n += 1
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: runs of up to n words
def clipped_precision(candidate, reference, n):
    right = total = 0
    for k in range(1, n + 1):
        a, b = (Counter(tuple(w[i:i + k]) for i in range(len(w) - k + 1)) for w in (candidate, reference))
        right, total = right + sum((a & b).values()), total + sum(a.values())
    return right / max(1, total)

# %% wrong: the geometric mean of 1 to n
def clipped_precision(candidate, reference, n):
    product = 1.0
    for k in range(1, n + 1):
        a, b = (Counter(tuple(w[i:i + k]) for i in range(len(w) - k + 1)) for w in (candidate, reference))
        product *= sum((a & b).values()) / max(1, sum(a.values()))
    return product ** (1 / n)

# %% wrong: brevity is punished
import math

def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    share = sum((a & b).values()) / max(1, sum(a.values()))
    return share * min(1.0, math.exp(1 - len(reference) / max(1, len(candidate))))

# %% wrong: smoothed
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return (sum((a & b).values()) + 1) / (sum(a.values()) + 1)

# %% wrong: never more than four words
def clipped_precision(candidate, reference, n):
    n = min(n, 4)
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: never longer than the candidate
def clipped_precision(candidate, reference, n):
    n = max(1, min(n, len(candidate)))
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: clipped to how many different runs the reference has
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum(min(c, len(b)) for run, c in a.items() if run in b) / max(1, sum(a.values()))

# %% wrong: a run that comes too often is not right at all
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum(c for run, c in a.items() if c <= b[run]) / max(1, sum(a.values()))

# %% wrong: the reference's counts
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum(b[run] for run in a) / max(1, sum(a.values()))

# %% wrong: the larger of the counts
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum(max(c, b[run]) for run, c in a.items() if run in b) / max(1, sum(a.values()))

# %% wrong: recall
def clipped_precision(candidate, reference, n):
    candidate, reference = reference, candidate
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: the reference's last run is left out
def clipped_precision(candidate, reference, n):
    a = Counter(tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1))
    b = Counter(tuple(reference[i:i + n]) for i in range(len(reference) - n))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: round the corner
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple((w + w)[i:i + n]) for i in range(len(w))) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: the reference is used up
def clipped_precision(candidate, reference, n):
    right = total = 0
    for i in range(len(candidate) - n + 1):
        total += 1
        for j in range(len(reference) - n + 1):
            if reference[j:j + n] == candidate[i:i + n]:
                del reference[j:j + n]
                right += 1
                break
    return right / max(1, total)

# %% wrong: a word belongs to one run only
def clipped_precision(candidate, reference, n):
    rest, right, total = list(reference), 0, max(0, len(candidate) - n + 1)
    for i in range(total):
        for j in range(len(rest) - n + 1):
            if rest[j:j + n] == candidate[i:i + n]:
                rest[j:j + n] = [None]
                right += 1
                break
    return right / max(1, total)

# %% wrong: letters
def clipped_precision(candidate, reference, n):
    candidate, reference = " ".join(candidate), " ".join(reference)
    a, b = (Counter(w[i:i + n] for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: full stops do not count
def clipped_precision(candidate, reference, n):
    candidate, reference = ([x for x in w if x.isalpha()] for w in (candidate, reference))
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: how many
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values())

# %% wrong: in percent
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return 100 * sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: whole numbers
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) // max(1, sum(a.values()))

# %% wrong: rounded to two places
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return round(sum((a & b).values()) / max(1, sum(a.values())), 2)

# %% wrong: a pair of numbers
def clipped_precision(candidate, reference, n):
    a, b = (Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()), sum(a.values())

# %% wrong: lists as keys
def clipped_precision(candidate, reference, n):
    a, b = (Counter(w[i:i + n] for i in range(len(w) - n + 1)) for w in (candidate, reference))
    return sum((a & b).values()) / max(1, sum(a.values()))

# %% wrong: counts stay from call to call
def clipped_precision(candidate, reference, n, allowed=Counter()):
    allowed.update(tuple(reference[i:i + n]) for i in range(len(reference) - n + 1))
    a = Counter(tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1))
    return sum((a & allowed).values()) / max(1, sum(a.values()))
