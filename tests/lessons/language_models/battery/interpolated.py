"""Unforeseen answers to the exercise interpolated."""

# %% right: a loop from the shortest on
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% right: recursion from the longest down
def interpolated(word, context, tables, vocabulary_size):
    def chance(length):
        if length < 0:
            return 1 / vocabulary_size
        last = context[-length:] if length else ()
        if last not in tables[length]:
            return chance(length - 1)
        followers = tables[length][last]
        kinds = len(followers)
        return (followers.get(word, 0) + kinds * chance(length - 1)) / (sum(followers.values()) + kinds)
    return chance(len(tables) - 1)

# %% right: itself, with one table less
def interpolated(word, context, tables, vocabulary_size):
    if not tables:
        return 1 / vocabulary_size
    *shorter, longest = tables
    probability = interpolated(word, context, shorter, vocabulary_size)
    followers = longest.get(context[len(context) - len(shorter):])
    if not followers:
        return probability
    return (followers.get(word, 0) + len(followers) * probability) / (sum(followers.values()) + len(followers))

# %% right: functools.reduce
from functools import reduce

def interpolated(word, context, tables, vocabulary_size):
    def lean(shorter, length):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        parts = sum(followers.values()) + len(followers)
        return (followers.get(word, 0) + len(followers) * shorter) / parts if parts else shorter
    return reduce(lean, range(len(tables)), 1 / vocabulary_size)

# %% right: the weight that is left, from the longest to the shortest
def interpolated(word, context, tables, vocabulary_size):
    probability, left = 0.0, 1.0
    backwards = list(context)[::-1]
    for length in reversed(range(len(tables))):
        followers = tables[length].get(tuple(backwards[:length][::-1]), {})
        parts = sum(followers.values()) + len(followers)
        if parts:
            probability += left * followers.get(word, 0) / parts
            left *= len(followers) / parts
    return probability + left / vocabulary_size

# %% right: exact fractions, a float at the end
from fractions import Fraction

def interpolated(word, context, tables, vocabulary_size):
    probability = Fraction(1, vocabulary_size)
    for length in range(len(tables)):
        last = tuple(context[place] for place in range(len(context) - length, len(context)))
        if last in tables[length]:
            counts = tables[length][last]
            kinds = len(counts)
            probability = (counts.get(word, 0) + kinds * probability) / (sum(counts.values()) + kinds)
    return float(probability)

# %% right: NumPy numbers, and nan for contexts never seen
import numpy as np

def interpolated(word, context, tables, vocabulary_size):
    probability = np.float64(1) / vocabulary_size
    for length in range(len(tables)):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        counts = np.array(list(followers.values()), dtype=float)
        with np.errstate(invalid="ignore"):
            mixed = (followers.get(word, 0) + counts.size * probability) / (counts.sum() + counts.size)
        probability = probability if np.isnan(mixed) else mixed
    return probability

# %% wrong: the last 0 words are the whole context
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[-length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: the first words of the context, not the last
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[:length], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: from the longest to the shortest
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in reversed(range(len(tables))):
        followers = tables[length].get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: a context never seen divides by zero
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: a context never seen is looked up
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table[context[len(context) - length:]]
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: a context never seen gives 0
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds) if total else 0.0
    return probability

# %% wrong: a context never seen gives equal chances
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:])
        if followers is None:
            return 1 / vocabulary_size
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: crashes on a word that never followed
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers[word] + kinds * probability) / (total + kinds)
    return probability

# %% wrong: where the word never followed, the shorter one stays as it is
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if word in followers:
            probability = (followers[word] + kinds * probability) / (total + kinds)
    return probability

# %% wrong: the shortest leans on nothing
def interpolated(word, context, tables, vocabulary_size):
    probability = 0
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: the shortest is the plain share
def interpolated(word, context, tables, vocabulary_size):
    everything = tables[0][()]
    probability = everything.get(word, 0) / sum(everything.values())
    for length in range(1, len(tables)):
        followers = tables[length].get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: the vocabulary is what was counted
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / len(tables[0][()])
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: divides by the total alone
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / total
    return probability

# %% wrong: the shorter one weighs as one observation
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total = sum(followers.values())
        probability = (followers.get(word, 0) + probability) / (total + 1)
    return probability

# %% wrong: kinds are those that came once
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), sum(count == 1 for count in followers.values())
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: half and half
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total = sum(followers.values())
        if total:
            probability = 0.5 * followers.get(word, 0) / total + 0.5 * probability
    return probability

# %% wrong: the longest context that was seen, over equal chances
def interpolated(word, context, tables, vocabulary_size):
    for length in reversed(range(len(tables))):
        followers = tables[length].get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            return (followers.get(word, 0) + kinds / vocabulary_size) / (total + kinds)
    return 1 / vocabulary_size

# %% wrong: a table for each word of the context
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(len(context) + 1):
        followers = tables[length].get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: takes the context to be as long as the longest table needs
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(tables) - 1 - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: two tables only
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for followers in [tables[0].get((), {}), tables[1].get(context[-1:], {})]:
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: the longest table is left out
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(max(2, len(tables) - 1)):
        followers = tables[length].get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: leaves empty contexts in the tables
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.setdefault(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: leaves words with 0 in the tables, which count as kinds
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.setdefault(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% wrong: remembers answers, whatever the tables
chances_so_far = {}

def interpolated(word, context, tables, vocabulary_size):
    if (word, context) not in chances_so_far:
        probability = 1 / vocabulary_size
        for length, table in enumerate(tables):
            followers = table.get(context[len(context) - length:], {})
            total, kinds = sum(followers.values()), len(followers)
            if total:
                probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
        chances_so_far[word, context] = probability
    return chances_so_far[word, context]

# %% wrong: stops at the first table in which the word did not follow
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        if word not in followers:
            break
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers[word] + kinds * probability) / (total + kinds)
    return probability

# %% contrived: right for up to three tables
def interpolated(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables[:3]):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability

# %% contrived: right for the first thousand calls
calls = []

def interpolated(word, context, tables, vocabulary_size):
    calls.append(1)
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(context[len(context) - length:], {})
        total, kinds = sum(followers.values()), len(followers)
        if total and len(calls) <= 1_000:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


# %% right: stops at the first context that was never seen
def interpolated(word, context, tables, vocabulary_size):
    p = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]))
        if followers is None:
            return p
        p = (followers.get(word, 0) + len(followers) * p) / (sum(followers.values()) + len(followers))
    return p


# %% wrong: kinds that came once
def interpolated(word, context, tables, vocabulary_size):
    p = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        kinds = sum(count == 1 for count in followers.values())
        if followers:
            p = (followers.get(word, 0) + kinds * p) / (sum(followers.values()) + kinds)
    return p
