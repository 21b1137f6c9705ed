"""Answers to the exercise `longest_copied`: the longest run of words that stands in one of the texts."""

# %% right: from each pair of places as far as it goes
def longest_copied(words, texts):
    longest = 0
    for text in texts:
        for i in range(len(words)):
            for j in range(len(text)):
                n = 0
                while i + n < len(words) and j + n < len(text) and words[i + n] == text[j + n]:
                    n += 1
                longest = max(longest, n)
    return longest

# %% right: a table that grows along the diagonals
def longest_copied(words, texts):
    longest = 0
    for text in texts:
        before = [0] * (len(text) + 1)
        for word in words:
            now = [0] * (len(text) + 1)
            for j, other in enumerate(text, start=1):
                if word == other:
                    now[j] = before[j - 1] + 1
            longest = max(longest, *now)
            before = now
    return longest

# %% right: runs of each length, as long as one is shared
def longest_copied(words, texts):
    def runs(text, n):
        return set(zip(*(text[i:] for i in range(n))))
    n = 0
    while any(runs(words, n + 1) & runs(text, n + 1) for text in texts):
        n += 1
    return n

# %% right: difflib, with nothing left out
from difflib import SequenceMatcher

def longest_copied(words, texts):
    return max((SequenceMatcher(None, words, text, autojunk=False).find_longest_match().size for text in texts),
               default=0)

# %% right: halving the interval: a run of n holds one of n - 1
def longest_copied(words, texts):
    def is_shared(n):
        mine = {tuple(words[i:i + n]) for i in range(len(words) - n + 1)}
        return any(tuple(text[j:j + n]) in mine for text in texts for j in range(len(text) - n + 1))
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_shared(middle) else (low, middle - 1)
    return low

# %% right: a window over the words that stops growing when it is in no text
def longest_copied(words, texts):
    begin = longest = 0
    for end in range(1, len(words) + 1):
        while begin < end and not any(words[begin:end] == text[j:j + end - begin]
                                      for text in texts for j in range(len(text))):
            begin += 1
        longest = max(longest, end - begin)
    return longest

# %% wrong: a string in a string, so a hat is found in a chat
def longest_copied(words, texts):
    joined = [" ".join(text) for text in texts]
    return max((j - i for i in range(len(words)) for j in range(i + 1, len(words) + 1)
                if any(" ".join(words[i:j]) in text for text in joined)), default=0)

# %% wrong: words between are skipped
def longest_copied(words, texts):
    longest = 0
    for text in texts:
        table = [[0] * (len(text) + 1) for _ in range(len(words) + 1)]
        for i, word in enumerate(words, 1):
            for j, other in enumerate(text, 1):
                table[i][j] = table[i-1][j-1] + 1 if word == other else max(table[i-1][j], table[i][j-1])
        longest = max(longest, table[-1][-1])
    return longest

# %% wrong: runs that go across two texts
def longest_copied(words, texts):
    everything = [word for text in texts for word in text]
    return max((j - i for i in range(len(words)) for j in range(i + 1, len(words) + 1)
                if any(words[i:j] == everything[k:k + j - i] for k in range(len(everything)))), default=0)

# %% wrong: the table's row is not cleared between texts
def longest_copied(words, texts):
    longest, before = 0, [0] * (len(words) + 1)
    for text in texts:
        for other in text:
            before = [0] + [before[i] + 1 if word == other else 0 for i, word in enumerate(words)]
            longest = max(longest, *before)
    return longest

# %% wrong: only where the text has the word for the first time
def longest_copied(words, texts):
    longest = 0
    for text in texts:
        for i, word in enumerate(words):
            if word in text:
                j, n = text.index(word), 0
                while i + n < len(words) and j + n < len(text) and words[i + n] == text[j + n]:
                    n += 1
                longest = max(longest, n)
    return longest

# %% wrong: only runs with which the words begin
def longest_copied(words, texts):
    return max((n for text in texts for n in range(len(words) + 1) for j in range(len(text) + 1)
                if words[:n] == text[j:j + n]), default=0)

# %% wrong: only words at the same place
def longest_copied(words, texts):
    longest = 0
    for text in texts:
        n = 0
        for word, other in zip(words, text):
            n = n + 1 if word == other else 0
            longest = max(longest, n)
    return longest

# %% wrong: never with the last word
def longest_copied(words, texts):
    return max((j - i for i in range(len(words)) for j in range(i + 1, len(words))
                if any(words[i:j] == text[k:k + j - i] for text in texts for k in range(len(text)))), default=0)

# %% wrong: a run has at least two words
def longest_copied(words, texts):
    return max((j - i for i in range(len(words)) for j in range(i + 2, len(words) + 1)
                if any(words[i:j] == text[k:k + j - i] for text in texts for k in range(len(text)))), default=0)

# %% wrong: no run of more than twenty
def longest_copied(words, texts):
    n = 0
    while n < 20 and any(words[i:i + n + 1] == text[j:j + n + 1] and len(words) - i > n for text in texts
                         for i in range(len(words)) for j in range(len(text))):
        n += 1
    return n

# %% wrong: capitals do not matter
from difflib import SequenceMatcher

def longest_copied(words, texts):
    small = [word.lower() for word in words]
    return max((SequenceMatcher(None, small, [other.lower() for other in text], False).find_longest_match().size
                for text in texts), default=0)

# %% wrong: difflib as it comes, which leaves out what is frequent in a long text
from difflib import SequenceMatcher

def longest_copied(words, texts):
    return max((SequenceMatcher(None, words, text).find_longest_match(0, len(words), 0, len(text)).size
                for text in texts), default=0)

# %% wrong: counts shared words
def longest_copied(words, texts):
    return max((len(set(words) & set(text)) for text in texts), default=0)

# %% wrong: crashes without texts
from difflib import SequenceMatcher

def longest_copied(words, texts):
    return max(SequenceMatcher(None, words, text, False).find_longest_match().size for text in texts)

# %% wrong: the run itself
from difflib import SequenceMatcher

def longest_copied(words, texts):
    found = [SequenceMatcher(None, words, text, False).find_longest_match() for text in texts]
    best = max(found, key=lambda match: match.size, default=None)
    return words[best.a:best.a + best.size] if best else []

# %% wrong: the last text decides
from difflib import SequenceMatcher

def longest_copied(words, texts):
    longest = 0
    for text in texts:
        longest = SequenceMatcher(None, words, text, False).find_longest_match().size
    return longest

# %% wrong: remembers the runs of earlier texts
def longest_copied(words, texts, runs=set()):
    for text in texts:
        runs |= {tuple(text[i:j]) for i in range(len(text)) for j in range(i + 1, len(text) + 1)}
    return max((j - i for i in range(len(words)) for j in range(i + 1, len(words) + 1)
                if tuple(words[i:j]) in runs), default=0)

# %% wrong: takes the texts off the list that it was given, and the notebook asks again with it
from difflib import SequenceMatcher

def longest_copied(words, texts):
    longest = 0
    while texts:
        longest = max(longest, SequenceMatcher(None, words, texts.pop(), False).find_longest_match().size)
    return longest

# %% contrived: a hash of three digits for each run
def longest_copied(words, texts):
    def marks(text, n):
        return {sum(31**k * len(w) + ord(w[0]) for k, w in enumerate(text[i:i + n])) % 1000
                for i in range(len(text) - n + 1)}
    return max((n for n in range(1, len(words) + 1) for text in texts if marks(words, n) & marks(text, n)), default=0)

# %% wrong: difflib with its popular words left out
from difflib import SequenceMatcher
def longest_copied(words, texts):
    return max((SequenceMatcher(None, words, text).find_longest_match().size for text in texts), default=0)

# %% wrong: pairs that are known, one after the other (from different places)
def longest_copied(words, texts):
    pairs = {pair for text in texts for pair in zip(text, text[1:])}
    known = {word for text in texts for word in text}
    best = run = 0
    for a, b in zip(["", *words], words):
        run = run + 1 if (a, b) in pairs and run else int(b in known)
        best = max(best, run)
    return best
