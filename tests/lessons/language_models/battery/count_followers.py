"""Unforeseen answers to the exercise count_followers."""

# %% right: setdefault and get
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% right: a defaultdict of Counters
from collections import Counter, defaultdict

def count_followers(texts, length):
    followers = defaultdict(Counter)
    for words in texts:
        context = ("<end>",) * length
        for word in [*words, "<end>"]:
            followers[context][word] += 1
            context = (*context, word)[1:] if length else ()
    return followers

# %% right: a deque as window
from collections import deque

def count_followers(texts, length):
    followers = {}
    for words in texts:
        window = deque(["<end>"] * length, maxlen=length)
        for word in [*words, "<end>"]:
            row = followers.setdefault(tuple(window), {})
            row.setdefault(word, 0)
            row[word] += 1
            window.append(word)
    return followers

# %% right: runs are counted, then split
from collections import Counter

def count_followers(texts, length):
    runs = Counter()
    for words in texts:
        padded = ("<end>",) * length + tuple(words) + ("<end>",)
        runs.update(padded[start:start + length + 1] for start in range(len(words) + 1))
    followers = {}
    for run, count in runs.items():
        followers.setdefault(run[:-1], {})[run[-1]] = count
    return followers

# %% right: zip of shifted copies
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = length * ["<end>"] + [*words, "<end>"]
        for *context, word in zip(*(padded[shift:] for shift in range(length + 1))):
            row = followers.setdefault(tuple(context), {})
            row[word] = 1 + row.get(word, 0)
    return followers

# %% right: sorted and grouped
from itertools import groupby

def count_followers(texts, length):
    runs = []
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        runs += [(tuple(padded[start:start + length]), padded[start + length]) for start in range(len(words) + 1)]
    followers = {}
    for (context, word), same in groupby(sorted(runs)):
        followers.setdefault(context, {})[word] = sum(1 for _ in same)
    return followers

# %% wrong: nothing before the text
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = [*words, "<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: one end before the text, whatever the length
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>", *words, "<end>"]
        for place in range(1, len(padded)):
            row = followers.setdefault(tuple(padded[max(0, place - length):place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: an end before the text for length 0, too
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * max(1, length) + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: the end is never counted
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words)
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: as many ends after the text as before
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"] * max(length, 1)
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: the last 0 words are all words
def count_followers(texts, length):
    followers = {}
    for words in texts:
        seen = ["<end>"] * length
        for word in [*words, "<end>"]:
            row = followers.setdefault(tuple(seen[-length:]), {})
            row[word] = row.get(word, 0) + 1
            seen.append(word)
    return followers

# %% wrong: one long text, so contexts reach into the text before
def count_followers(texts, length):
    followers = {}
    stream = ["<end>"] * length
    for words in texts:
        stream += [*words, "<end>"]
    for place in range(length, len(stream)):
        row = followers.setdefault(tuple(stream[place - length:place]), {})
        row[stream[place]] = row.get(stream[place], 0) + 1
    return followers

# %% wrong: a single word is its own context
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            context = padded[place - 1] if length == 1 else tuple(padded[place - length:place])
            row = followers.setdefault(context, {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: the context as one string
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(" ".join(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: the context as a list
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(padded[place - length:place], {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: the context backwards
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place][::-1]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: whether, not how often
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            followers.setdefault(tuple(padded[place - length:place]), {})[padded[place]] = 1
    return followers

# %% wrong: once for each text
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        runs = {tuple(padded[place - length:place + 1]) for place in range(length, len(padded))}
        for *context, word in runs:
            row = followers.setdefault(tuple(context), {})
            row[word] = row.get(word, 0) + 1
    return followers

# %% wrong: the same text counts once
def count_followers(texts, length):
    followers = {}
    for words in dict.fromkeys(map(tuple, texts)):
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: an empty text is no text
def count_followers(texts, length):
    followers = {}
    for words in filter(None, texts):
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: shares instead of counts
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return {context: {word: count / sum(row.values()) for word, count in row.items()}
            for context, row in followers.items()}

# %% wrong: pads the texts that were handed in
def count_followers(texts, length):
    followers = {}
    for words in texts:
        words[:0] = ["<end>"] * length
        words.append("<end>")
        for place in range(length, len(words)):
            row = followers.setdefault(tuple(words[place - length:place]), {})
            row[words[place]] = row.get(words[place], 0) + 1
    return followers

# %% wrong: counts go on from call to call
def count_followers(texts, length, followers={}):
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: remembers the answer for a length
tables_so_far = {}

def count_followers(texts, length):
    if length in tables_so_far and len(tables_so_far[length]) > 3:
        return tables_so_far[length]
    followers = tables_so_far[length] = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: all shorter contexts, too
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            for start in range(place - length, max(place, place - length + 1)):
                row = followers.setdefault(tuple(padded[start:place]), {})
                row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: small letters
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + [word.lower() for word in words] + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: no more than two words of context
def count_followers(texts, length):
    length = min(length, 2)
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers

# %% wrong: returns after the first text
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
        return followers

# %% wrong: every word of the texts as follower, most of them 0 times
def count_followers(texts, length):
    vocabulary = {word for words in texts for word in words} | {"<end>"}
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            context = tuple(padded[place - length:place])
            row = followers.setdefault(context, dict.fromkeys(vocabulary, 0))
            row[padded[place]] += 1
    return followers

# %% contrived: counts no further than 255
def count_followers(texts, length):
    followers = {}
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = min(255, row.get(padded[place], 0) + 1)
    return followers

# %% contrived: reads the first five hundred texts
def count_followers(texts, length):
    followers = {}
    for words in texts[:500]:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        for place in range(length, len(padded)):
            row = followers.setdefault(tuple(padded[place - length:place]), {})
            row[padded[place]] = row.get(padded[place], 0) + 1
    return followers


# %% right: zipped shifts
from collections import Counter
def count_followers(texts, length):
    runs = Counter()
    for words in texts:
        padded = ["<end>"] * length + list(words) + ["<end>"]
        runs.update(zip(*(padded[i:] for i in range(length + 1))))
    out = {}
    for run, count in runs.items():
        out.setdefault(run[:-1], {})[run[-1]] = count
    return out
