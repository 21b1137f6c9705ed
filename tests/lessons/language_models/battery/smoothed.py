"""Unforeseen answers to the exercise smoothed."""

# %% right: a comprehension
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% right: adds to a copy, then divides
def smoothed(followers, vocabulary, k):
    counts = {word: k for word in vocabulary}
    for word, count in followers.items():
        counts[word] += count
    total = sum(counts.values())
    if total == 0:
        return dict.fromkeys(vocabulary, 0.0)
    return {word: count / total for word, count in counts.items()}

# %% right: NumPy numbers
import numpy as np

def smoothed(followers, vocabulary, k):
    counts = np.array([followers.get(word, 0) for word in vocabulary], dtype=float) + k
    return dict(zip(vocabulary, counts / (counts.sum() or 1.0)))

# %% right: exact fractions
from fractions import Fraction

def smoothed(followers, vocabulary, k):
    k = Fraction(k)
    total = sum(followers.values(), k * len(vocabulary))
    return {word: (followers.get(word, 0) + k) / total if total else Fraction(0) for word in vocabulary}

# %% right: a Counter, which says 0 for what it lacks
from collections import Counter

def smoothed(followers, vocabulary, k):
    counts, chances = Counter(followers), {}
    try:
        for word in vocabulary:
            chances[word] = (counts[word] + k) / (sum(counts.values()) + k * len(vocabulary))
    except ZeroDivisionError:
        return {word: 0.0 for word in vocabulary}
    return chances

# %% right: a mix of counted shares and equal chances
def smoothed(followers, vocabulary, k):
    seen, added = sum(followers.values()), k * len(vocabulary)
    if seen + added == 0:
        return {word: 0.0 for word in vocabulary}
    trust = seen / (seen + added)
    return {word: (trust * followers.get(word, 0) / seen if seen else 0.0) + (1 - trust) / len(vocabulary)
            for word in vocabulary}

# %% right: tensors of one number
import torch

def smoothed(followers, vocabulary, k):
    counts = torch.tensor([float(followers.get(word, 0)) for word in vocabulary], dtype=torch.float64) + k
    return dict(zip(vocabulary, torch.nan_to_num(counts / counts.sum())))

# %% wrong: crashes on a word that was never seen
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers[word] + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: k added below once only
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: k added below for the seen words only
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(followers)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: k added above for the unseen words only
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: followers.get(word, k) / total if total else 0.0 for word in vocabulary}

# %% wrong: only the seen words
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (count + k) / total for word, count in followers.items()}

# %% wrong: nothing seen and k = 0 divides by zero
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

# %% wrong: nothing seen and k = 0 gives equal chances
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    if total == 0:
        return {word: 1 / len(vocabulary) for word in vocabulary}
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

# %% wrong: nothing seen always gives 0
def smoothed(followers, vocabulary, k):
    if not followers:
        return {word: 0.0 for word in vocabulary}
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

# %% wrong: words that get 0 are left out
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    chances = {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}
    return {word: chance for word, chance in chances.items() if chance > 0 or total == 0}

# %% wrong: k = 0 is taken for 1
def smoothed(followers, vocabulary, k):
    if not followers and not k:
        return dict.fromkeys(vocabulary, 0.0)
    k = k or 1
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

# %% wrong: always 1 more
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + len(vocabulary)
    if not followers and k == 0:
        return {word: 0.0 for word in vocabulary}
    return {word: (followers.get(word, 0) + 1) / total for word in vocabulary}

# %% wrong: k cut to a whole number
def smoothed(followers, vocabulary, k):
    k = int(k)
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: adds k to the counts that were handed in
def smoothed(followers, vocabulary, k):
    for word in vocabulary:
        followers[word] = followers.get(word, 0) + k
    total = sum(followers.values())
    return {word: followers[word] / total if total else 0.0 for word in vocabulary}

# %% wrong: leaves zeros in the counts that were handed in
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.setdefault(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: the total grows along the way
def smoothed(followers, vocabulary, k):
    total, chances = sum(followers.values()), {}
    for word in vocabulary:
        total += k
        chances[word] = (followers.get(word, 0) + k) / total if total else 0.0
    return chances

# %% wrong: a list instead of a dictionary
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return [(followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary]

# %% wrong: rounded to three digits
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: round((followers.get(word, 0) + k) / total, 3) if total else 0.0 for word in vocabulary}

# %% wrong: the vocabulary is always the village's
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(world.vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% wrong: counts, not shares
def smoothed(followers, vocabulary, k):
    return {word: followers.get(word, 0) + k for word in vocabulary}

# %% wrong: the end gets no share
def smoothed(followers, vocabulary, k):
    words = [word for word in vocabulary if word != "<end>"]
    total = sum(followers.get(word, 0) for word in words) + k * len(words)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in words}

# %% wrong: the seen words keep their shares, the rest gets k on top
def smoothed(followers, vocabulary, k):
    seen = sum(followers.values())
    total = seen + k * len(vocabulary)
    return {word: followers[word] / seen if word in followers else k / total if total else 0.0 for word in vocabulary}

# %% wrong: remembers the last total that was not 0
last_total = 1

def smoothed(followers, vocabulary, k):
    global last_total
    last_total = sum(followers.values()) or last_total
    total = last_total + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

# %% wrong: whole division
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) // total if total else 0.0 for word in vocabulary}

# %% contrived: right for k of 1, 0.01 and 0
def smoothed(followers, vocabulary, k):
    k = min([1, 0.01, 0], key=lambda known: abs(known - k))
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}

# %% contrived: forgets the hundredth word
def smoothed(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total and number != 99 else 0.0
            for number, word in enumerate(vocabulary)}


# %% wrong: only the unseen get k
def smoothed(followers, vocabulary, k):
    counts = {word: followers.get(word, k) for word in vocabulary}
    total = sum(counts.values())
    return {word: count / total if total else 0.0 for word, count in counts.items()}
