"""Unforeseen answers to the exercise distinct_variants."""

# %% right: two lists
def distinct_variants(texts, limit):
    kept, bags = [], []
    for text in texts:
        bag = set(text.lower().split())
        new = True
        for other in bags:
            union = bag | other
            likeness = len(bag & other) / len(union) if union else 1
            if likeness >= limit:
                new = False
        if new:
            kept.append(text)
            bags.append(bag)
    return kept

# %% right: a helper and all
def jaccard(one, other):
    one, other = set(one.lower().split()), set(other.lower().split())
    if not one and not other:
        return 1.0
    return len(one.intersection(other)) / len(one.union(other))

def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        if all(jaccard(text, other) < limit for other in kept):
            kept.append(text)
    return kept

# %% right: pairs in a list
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        words = frozenset(text.lower().split())
        likenesses = [len(words & w) / len(words | w) if words or w else 1.0 for _, w in kept]
        if not likenesses or max(likenesses) < limit:
            kept.append((text, words))
    return [text for text, _ in kept]

# %% right: recursion from the front
def distinct_variants(texts, limit):
    def alike(a, b):
        a, b = set(a.lower().split()), set(b.lower().split())
        return 1 if a == b else len(a & b) / len(a | b)
    if len(texts) == 0:
        return []
    first, *rest = texts
    return [first] + distinct_variants([text for text in rest if alike(first, text) < limit], limit)

# %% right: a reduction
from functools import reduce

def distinct_variants(texts, limit):
    def words(text):
        return set(text.lower().split())

    def near(a, b):
        a, b = words(a), words(b)
        return (len(a & b) / len(a | b) if a | b else 1.0) >= limit
    return reduce(lambda kept, text: kept if any(near(text, k) for k in kept) else kept + [text], texts, [])

# %% right: a matrix of NumPy
import numpy as np

def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    vocabulary = sorted(set().union(*sets))
    table = np.array([[word in each for word in vocabulary] for each in sets], dtype=float).reshape(len(texts), len(vocabulary))
    both = table @ table.T
    size = table.sum(1)
    either = size[:, None] + size[None, :] - both
    likeness = np.divide(both, either, out=np.ones_like(both), where=either > 0)
    kept = []
    for i in range(len(texts)):
        if not (likeness[i, kept] >= limit).any():
            kept.append(i)
    return [texts[i] for i in kept]

# %% right: a mask of torch
import torch

def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    alive = torch.ones(len(texts), dtype=torch.bool)
    for i in range(len(texts)):
        if not alive[i]:
            continue
        for j in range(i + 1, len(texts)):
            either = len(sets[i] | sets[j])
            if either == 0 or len(sets[i] & sets[j]) / either >= limit:
                alive[j] = False
    return [text for text, keep in zip(texts, alive.tolist()) if keep]

# %% right: sizes by addition
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        mine = dict.fromkeys(text.lower().split())
        for other in kept:
            theirs = dict.fromkeys(other.lower().split())
            both = sum(1 for word in mine if word in theirs)
            either = len(mine) + len(theirs) - both
            if (1.0 if either == 0 else both / either) >= limit:
                break
        else:
            kept.append(text)
    return kept

# %% right: what is left is sieved
def distinct_variants(texts, limit):
    left, kept = list(texts), []
    while left:
        head = left.pop(0)
        kept.append(head)
        own = set(head.lower().split())
        survivors = []
        for text in left:
            words = set(text.lower().split())
            together = own | words
            if together and len(own & words) / len(together) < limit:
                survivors.append(text)
        left = survivors
    return kept

# %% right: multiplied instead of divided
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(str.split(text.lower()))
        if not any(len(a & b) >= limit * len(a | b) for b in (set(str.split(k.lower())) for k in kept)):
            kept.append(text)
    return kept

# %% right: fractions
from fractions import Fraction

def distinct_variants(texts, limit):
    kept = {}
    for place, text in enumerate(texts):
        words = set(text.lower().split())
        for other in kept.values():
            others = set(other.lower().split())
            if not (words or others) or float(Fraction(len(words & others), len(words | others))) >= limit:
                break
        else:
            kept[place] = text
    return list(kept.values())

# %% right: a generator inside
def distinct_variants(texts, limit):
    def walk():
        seen = []
        for text in texts:
            words = {word.lower() for word in text.split()}
            if any((not words and not old) or len(words & old) / len(words | old) >= limit for old in seen):
                continue
            seen.append(words)
            yield text
    return list(walk())

# %% wrong: compared with all texts before it
def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    kept = []
    for i, words in enumerate(sets):
        if all((len(words & w) / len(words | w) if words | w else 1) < limit for w in sets[:i]):
            kept.append(texts[i])
    return kept

# %% wrong: compared with its neighbour
def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    kept = []
    for i, words in enumerate(sets):
        if i == 0 or (len(words & sets[i - 1]) / len(words | sets[i - 1]) if words | sets[i - 1] else 1) < limit:
            kept.append(texts[i])
    return kept

# %% wrong: compared with the one kept last
def distinct_variants(texts, limit):
    kept, last = [], None
    for text in texts:
        words = set(text.lower().split())
        if last is None or (len(words & last) / len(words | last) if words | last else 1) < limit:
            kept.append(text)
            last = words
    return kept

# %% wrong: compared with the first alone
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        words = set(text.lower().split())
        first = set(texts[0].lower().split())
        if not kept or (len(words & first) / len(words | first) if words | first else 1) < limit:
            kept.append(text)
    return kept

# %% wrong: different from any is enough
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not kept or any((len(a & b) / len(a | b) if a | b else 1) < limit for b in others):
            kept.append(text)
    return kept

# %% wrong: appended once for each that differs
def distinct_variants(texts, limit):
    kept = list(texts[:1])
    for text in texts[1:]:
        a = set(text.lower().split())
        for k in list(kept):
            b = set(k.lower().split())
            if (len(a & b) / len(a | b) if a | b else 1) < limit:
                kept.append(text)
    return kept

# %% wrong: above the limit
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) > limit for b in others):
            kept.append(text)
    return kept

# %% wrong: of the words of the new text
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a) if a else float(not b)) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: of the words of the kept text
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(b) if b else float(not a)) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: of the shorter one
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / min(len(a), len(b)) if a and b else float(a == b)) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: of the longer one
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / max(len(a), len(b)) if a or b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: both counted twice below
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / (len(a) + len(b)) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: Dice's likeness
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((2 * len(a & b) / (len(a) + len(b)) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: words counted as often as they come
from collections import Counter

def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = Counter(text.lower().split())
        others = [Counter(k.lower().split()) for k in kept]
        if not any(((a & b).total() / (a | b).total() if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: capitals matter
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.split())
        others = [set(k.split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: capitals of the kept text matter
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: split at single blanks
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split(" "))
        others = [set(k.lower().split(" ")) for k in kept]
        if not any(len(a & b) / len(a | b) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: punctuation taken off
import re

def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(re.findall(r"\w+", text.lower()))
        others = [set(re.findall(r"\w+", k.lower())) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: letters instead of words
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower()) - {" "}
        others = [set(k.lower()) - {" "} for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: pairs of words
def distinct_variants(texts, limit):
    def pairs(text):
        words = text.lower().split()
        return set(zip(words, words[1:]))
    kept = []
    for text in texts:
        a = pairs(text)
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in map(pairs, kept)):
            kept.append(text)
    return kept

# %% wrong: 0 / 0
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any(len(a & b) / len(a | b) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: two texts without words are not alike
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any(len(a & b) / max(1, len(a | b)) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: one without words is like any other
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a and b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: texts without words are left out
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if a and not any(len(a & b) / len(a | b) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: no texts
def distinct_variants(texts, limit):
    kept = [texts[0]]
    for text in texts[1:]:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: in small letters
def distinct_variants(texts, limit):
    kept = []
    for text in (each.lower() for each in texts):
        a = set(text.split())
        others = [set(k.split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: white space made one blank in what is returned
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(" ".join(text.split()))
    return kept

# %% wrong: the sets
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in kept):
            kept.append(a)
    return kept

# %% wrong: their places
def distinct_variants(texts, limit):
    sets, kept = [set(text.lower().split()) for text in texts], []
    for i, a in enumerate(sets):
        if not any((len(a & sets[k]) / len(a | sets[k]) if a | sets[k] else 1) >= limit for k in kept):
            kept.append(i)
    return kept

# %% wrong: how many
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in kept):
            kept.append(a)
    return len(kept)

# %% wrong: those left out
def distinct_variants(texts, limit):
    kept, out = [], []
    for text in texts:
        a = set(text.lower().split())
        if any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in kept):
            out.append(text)
        else:
            kept.append(a)
    return out

# %% wrong: the last is kept
def distinct_variants(texts, limit):
    kept = []
    for text in reversed(texts):
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept[::-1]

# %% wrong: the longest are kept
def distinct_variants(texts, limit):
    kept = []
    for text in sorted(texts, key=len, reverse=True):
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return [text for text in texts if text in kept]

# %% wrong: in the order of the alphabet
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return sorted(kept)

# %% wrong: equal ones only
def distinct_variants(texts, limit):
    return list(dict.fromkeys(texts))

# %% wrong: the same words only
def distinct_variants(texts, limit):
    found = {}
    for text in texts:
        found.setdefault(frozenset(text.lower().split()), text)
    return list(found.values())

# %% wrong: always half
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= 0.5 for b in others):
            kept.append(text)
    return kept

# %% wrong: a limit of 0 taken for no limit
def distinct_variants(texts, limit):
    if not limit:
        return list(texts)
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: a limit of 1 taken for equal letter by letter
def distinct_variants(texts, limit):
    if limit == 1:
        return list(dict.fromkeys(texts))
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: likeness to one place
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((round(len(a & b) / len(a | b), 1) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: how unlike they are
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any(1 - (len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: like itself
def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    return [text for text, a in zip(texts, sets)
            if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in sets)]

# %% wrong: both of a pair are left out
def distinct_variants(texts, limit):
    sets = [set(text.lower().split()) for text in texts]
    return [texts[i] for i, a in enumerate(sets)
            if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for j, b in enumerate(sets) if j != i)]

# %% wrong: removed from the list that was passed
def distinct_variants(texts, limit):
    i = 0
    while i < len(texts):
        a = set(texts[i].lower().split())
        others = [set(k.lower().split()) for k in texts[:i]]
        if any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            del texts[i]
        else:
            i += 1
    return texts

# %% wrong: removed while walking through
def distinct_variants(texts, limit):
    left = list(texts)
    for i, text in enumerate(left):
        a = set(text.lower().split())
        for other in left[i + 1:]:
            b = set(other.lower().split())
            if (len(a & b) / len(a | b) if a | b else 1) >= limit:
                left.remove(other)
    return left

# %% wrong: goes on with what earlier calls kept
def distinct_variants(texts, limit, kept=[]):
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return kept

# %% wrong: a generator
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in kept):
            kept.append(a)
            yield text

# %% wrong: one text of lines
def distinct_variants(texts, limit):
    kept = []
    for text in texts:
        a = set(text.lower().split())
        others = [set(k.lower().split()) for k in kept]
        if not any((len(a & b) / len(a | b) if a | b else 1) >= limit for b in others):
            kept.append(text)
    return "\n".join(kept)
