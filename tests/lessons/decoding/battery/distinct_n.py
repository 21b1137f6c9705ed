"""Answers to the exercise `distinct_n`: the share of different runs of n neighbours."""

# %% right: a set of tuples and a count
def distinct_n(texts, n):
    different, count = set(), 0
    for text in texts:
        for i in range(len(text) - n + 1):
            different.add(tuple(text[i:i + n]))
            count += 1
    return len(different) / count

# %% right: zip of shifted texts
def distinct_n(texts, n):
    runs = [run for text in texts for run in zip(*[text[i:] for i in range(n)])]
    return len(set(runs)) / len(runs)

# %% right: Counter
from collections import Counter

def distinct_n(texts, n):
    counts = Counter(tuple(text[end - n:end]) for text in texts for end in range(n, len(text) + 1))
    return len(counts) / counts.total()

# %% right: a sliding deque
from collections import deque

def distinct_n(texts, n):
    seen, count = {}, 0
    for text in texts:
        window = deque(maxlen=n)
        for word in text:
            window.append(word)
            if len(window) == n:
                count += 1
                seen[tuple(window)] = True
    return len(seen) / count

# %% right: sorted, and neighbours compared
def distinct_n(texts, n):
    runs = sorted(list(text[i:i + n]) for text in texts for i in range(len(text) - n + 1))
    return (1 + sum(a != b for a, b in zip(runs, runs[1:]))) / len(runs)

# %% right: words numbered, rows of an array made unique, a NumPy scalar
import numpy as np

def distinct_n(texts, n):
    numbers = {}
    rows = [[numbers.setdefault(word, len(numbers)) for word in text[i:i + n]]
            for text in texts for i in range(len(text) - n + 1)]
    return np.float64(len(np.unique(np.array(rows), axis=0))) / len(rows)

# %% right: a tensor with one number
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return torch.tensor(len(set(runs)) / len(runs))

# %% wrong: the mean of the texts' shares
def distinct_n(texts, n):
    shares = []
    for text in texts:
        runs = [tuple(text[i:i + n]) for i in range(len(text) - n + 1)]
        if runs:
            shares.append(len(set(runs)) / len(runs))
    return sum(shares) / len(shares)

# %% wrong: different in their own text, added up
def distinct_n(texts, n):
    runs = [[tuple(text[i:i + n]) for i in range(len(text) - n + 1)] for text in texts]
    return sum(len(set(of_one)) for of_one in runs) / sum(map(len, runs))

# %% wrong: runs go across two texts
def distinct_n(texts, n):
    words = [word for text in texts for word in text]
    runs = [tuple(words[i:i + n]) for i in range(len(words) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: forgets each text's last run
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n)]
    return len(set(runs)) / len(runs)

# %% wrong: shorter runs at the ends count, too
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text))]
    return len(set(runs)) / len(runs)

# %% wrong: put together without a space, so 1 and 23 are 12 and 3
def distinct_n(texts, n):
    runs = ["".join(map(str, text[i:i + n])) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: whatever the order
def distinct_n(texts, n):
    runs = [tuple(sorted(text[i:i + n])) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: as sets, in which a word that comes twice counts once
def distinct_n(texts, n):
    runs = [frozenset(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: one run after the other, without overlap
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(0, len(text) - n + 1, n)]
    return len(set(runs)) / len(runs)

# %% wrong: as a share of all words
def distinct_n(texts, n):
    runs = {tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)}
    return len(runs) / sum(map(len, texts))

# %% wrong: one run too few to divide by
def distinct_n(texts, n):
    runs = {tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)}
    return len(runs) / sum(len(text) - n for text in texts)

# %% wrong: a text shorter than n counts as less than none
def distinct_n(texts, n):
    runs = {tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)}
    return len(runs) / sum(len(text) - n + 1 for text in texts)

# %% wrong: those that come only once
from collections import Counter

def distinct_n(texts, n):
    counts = Counter(tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1))
    return sum(count == 1 for count in counts.values()) / sum(counts.values())

# %% wrong: capitals do not matter
def distinct_n(texts, n):
    runs = [tuple(str(word).lower() for word in text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: pairs, whatever n
def distinct_n(texts, n):
    runs = [pair for text in texts for pair in zip(text, text[1:])]
    return len(set(runs)) / len(runs)

# %% wrong: the first text alone
def distinct_n(texts, n):
    for text in texts:
        runs = [tuple(text[i:i + n]) for i in range(len(text) - n + 1)]
        return len(set(runs)) / len(runs)

# %% wrong: remembers the runs of earlier calls
def distinct_n(texts, n, different=set()):
    count = 0
    for text in texts:
        for i in range(len(text) - n + 1):
            different.add(tuple(text[i:i + n]))
            count += 1
    return len(different) / count

# %% wrong: two digits
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return round(len(set(runs)) / len(runs), 2)

# %% wrong: in percent
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return 100 * len(set(runs)) / len(runs)

# %% wrong: takes words off the lists that it was given, and the notebook needs them again
def distinct_n(texts, n):
    runs = []
    for text in texts:
        while len(text) >= n:
            runs.append(tuple(text[:n]))
            text.pop(0)
    return len(set(runs)) / len(runs)

# %% contrived: a mark of a thousand for each run
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len({sum(map(len, map(str, run))) * 31 + ord(str(run[0])[0]) for run in runs}) / len(runs)

# %% contrived: gives up after ten thousand runs
def distinct_n(texts, n):
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)][:10_000]
    return len(set(runs)) / len(runs)

# %% right: joined with spaces, which no word and no id holds
def distinct_n(texts, n):
    runs = [" ".join(map(str, text[i:i + n])) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: sets, so that a run that says the same word twice is shorter
def distinct_n(texts, n):
    runs = [frozenset(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)

# %% wrong: words without the spaces around them
def distinct_n(texts, n):
    texts = [[w.strip() if isinstance(w, str) else w for w in text] for text in texts]
    runs = [tuple(text[i:i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs)
