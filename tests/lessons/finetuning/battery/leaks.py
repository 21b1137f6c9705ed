"""Unforeseen answers to the exercise leaks."""

# %% right: a set of keys
def leaks(learned, held_out):
    def key(text):
        return "".join(sign for sign in text.casefold() if sign.isalnum())
    known = {key(text) for text in learned} - {""}
    return [number for number, text in enumerate(held_out) if key(text) in known]

# %% right: loops in loops
def leaks(learned, held_out):
    found = []
    for i in range(len(held_out)):
        mine = ""
        for letter in held_out[i]:
            if letter.isalnum():
                mine += letter.casefold()
        if mine == "":
            continue
        for other in learned:
            theirs = ""
            for letter in other:
                if letter.isalnum():
                    theirs += letter.casefold()
            if mine == theirs:
                found.append(i)
                break
    return found

# %% right: a regular expression that throws out underscores, too
import re

def leaks(learned, held_out):
    strip = lambda text: re.sub(r"[\W_]+", "", text.casefold())
    known = set(map(strip, learned))
    return [i for i, text in enumerate(map(strip, held_out)) if text and text in known]

# %% right: filter and map
def leaks(learned, held_out):
    def normal(text):
        return "".join(filter(str.isalnum, text.casefold()))
    known = set(filter(None, map(normal, learned)))
    return list(filter(lambda i: normal(held_out[i]) in known, range(len(held_out))))

# %% right: tuples of letters instead of strings
def leaks(learned, held_out):
    def letters(text):
        return tuple(c for c in text.casefold() if c.isalnum())
    known = dict.fromkeys(letters(text) for text in learned)
    known.pop((), None)
    return [i for i in range(len(held_out)) if letters(held_out[i]) in known]

# %% right: a Counter
from collections import Counter

def leaks(learned, held_out):
    def tidy(text):
        return "".join([c for c in text.casefold() if c.isalnum()])
    counts = Counter(tidy(text) for text in learned)
    counts[""] = 0
    return [i for i, text in enumerate(held_out) if counts[tidy(text)] > 0]

# %% right: groups of numbers, sorted in the end
from collections import defaultdict

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    places = defaultdict(list)
    for number, text in enumerate(held_out):
        places[key(text)].append(number)
    result = []
    for each in {key(text) for text in learned}:
        if each:
            result.extend(places.get(each, []))
    return sorted(result)

# %% right: sets met, then looked up
def leaks(learned, held_out):
    key = lambda t: "".join(c for c in t.casefold() if c.isalnum())
    mine = [key(t) for t in held_out]
    both = set(mine) & {key(t) for t in learned}
    both.discard("")
    return [i for i, each in enumerate(mine) if each in both]

# %% right: sorted keys and bisect
from bisect import bisect_left

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    keys = sorted(key(text) for text in learned)
    out = []
    for i, text in enumerate(held_out):
        k = key(text)
        at = bisect_left(keys, k)
        if k and at < len(keys) and keys[at] == k:
            out.append(i)
    return out

# %% right: a class that is equal to what it is the same as
class Line:
    def __init__(self, text):
        self.core = "".join(c for c in text.casefold() if c.isalnum())

    def __eq__(self, other):
        return self.core != "" and self.core == other.core

    def __hash__(self):
        return hash(self.core)

def leaks(learned, held_out):
    seen = [Line(text) for text in learned]
    return [i for i, text in enumerate(held_out) if any(Line(text) == other for other in seen)]

# %% right: NumPy
import numpy as np

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    ours = np.array([key(t) for t in held_out], dtype=object)
    theirs = {key(t) for t in learned}
    mask = np.array([k != "" and k in theirs for k in ours], dtype=bool)
    return np.flatnonzero(mask).tolist()

# %% right: a generator
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    def numbers():
        known = {key(text) for text in learned}
        for i, text in enumerate(held_out):
            k = key(text)
            if len(k) and k in known:
                yield i
    return list(numbers())

# %% right: recursion over the letters of the held-out texts
def leaks(learned, held_out, start=0):
    def core(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    if start == len(held_out):
        return []
    mine = core(held_out[start])
    hit = bool(mine) and mine in [core(t) for t in learned]
    return ([start] if hit else []) + leaks(learned, held_out, start + 1)

# %% right: a trie
def leaks(learned, held_out):
    root = {}
    for text in learned:
        node = root
        for c in text.casefold():
            if c.isalnum():
                node = node.setdefault(c, {})
        node["end"] = True
    found = []
    for i, text in enumerate(held_out):
        node = root
        for c in text.casefold():
            if c.isalnum():
                node = node.get(c, {})
        if node is not root and "end" in node:
            found.append(i)
    return found

# %% right: hashes of the keys
import hashlib

def leaks(learned, held_out):
    def digest(text):
        core = "".join(c for c in text.casefold() if c.isalnum())
        return hashlib.sha256(core.encode()).digest() if core else None
    known = {digest(text) for text in learned} - {None}
    return [i for i in range(len(held_out)) if digest(held_out[i]) in known]

# %% right: split at what does not count, itertools
from itertools import compress, count

def leaks(learned, held_out):
    def key(text):
        return "".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    known = {key(text) for text in learned}
    return list(compress(count(), (key(text) in known and key(text) != "" for text in held_out)))

# %% right: SQL
import sqlite3

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    db = sqlite3.connect(":memory:")
    db.execute("create table learned (k text)")
    db.execute("create table held (n integer, k text)")
    db.executemany("insert into learned values (?)", [(key(t),) for t in learned])
    db.executemany("insert into held values (?, ?)", [(n, key(t)) for n, t in enumerate(held_out)])
    rows = db.execute("select n from held where k <> '' and k in (select k from learned) order by n")
    return [n for n, in rows]

# %% wrong: the texts as they stand
def leaks(learned, held_out):
    known = set(learned)
    return [i for i, text in enumerate(held_out) if text in known]

# %% wrong: a text without letters is the same as another
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: only the empty text is the same as no other
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned}
    return [i for i, text in enumerate(held_out) if text and key(text) in known]

# %% wrong: only white space is the same as no other
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned}
    return [i for i, text in enumerate(held_out) if text.strip() and key(text) in known]

# %% wrong: lower
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.lower() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: upper, to which a dotless ı is an I
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.upper() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: capitals count
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: spaces count
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum() or c == " ")
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: spaces count, however many
def leaks(learned, held_out):
    def key(text):
        kept = "".join(c if c.isalnum() or c.isspace() else "" for c in text.casefold())
        return " ".join(kept.split())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: words, so that a hyphen parts
import re

def leaks(learned, held_out):
    def key(text):
        return tuple(re.findall(r"[^\W_]+", text.casefold()))
    known = {key(text) for text in learned} - {()}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: the underscore is a letter
import re

def leaks(learned, held_out):
    def key(text):
        return re.sub(r"\W", "", text.casefold())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: English letters alone
import re

def leaks(learned, held_out):
    def key(text):
        return re.sub(r"[^a-z0-9]", "", text.casefold())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: no digits
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalpha())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: isalpha or isdigit, to which ½ is neither
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalpha() or c.isdigit())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: isalpha or isdecimal, to which ² is neither
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalpha() or c.isdecimal())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: the usual punctuation only
import string

def leaks(learned, held_out):
    table = str.maketrans("", "", string.punctuation + string.whitespace)
    known = {text.casefold().translate(table) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if text.casefold().translate(table) in known]

# %% wrong: accents taken off
import unicodedata

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: the ends stripped
import string

def leaks(learned, held_out):
    def key(text):
        return text.casefold().strip(string.punctuation + string.whitespace)
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: letters sorted
def leaks(learned, held_out):
    def key(text):
        return "".join(sorted(c for c in text.casefold() if c.isalnum()))
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: a set of letters
def leaks(learned, held_out):
    def key(text):
        return frozenset(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {frozenset()}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: a bag of words
def leaks(learned, held_out):
    def key(text):
        return frozenset("".join(c for c in word if c.isalnum()) for word in text.casefold().split())
    known = {key(text) for text in learned} - {frozenset(), frozenset({""})}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: part of a learned text
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = [key(text) for text in learned]
    return [i for i, text in enumerate(held_out) if key(text) and any(key(text) in other for other in known)]

# %% wrong: a learned text is part of it
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = [key(text) for text in learned if key(text)]
    return [i for i, text in enumerate(held_out) if any(other in key(text) for other in known)]

# %% wrong: begins alike
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())[:20]
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]

# %% wrong: numbers of the learned texts
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in held_out} - {""}
    return [i for i, text in enumerate(learned) if key(text) in known]

# %% wrong: the texts, not their numbers
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [text for text in held_out if key(text) in known]

# %% wrong: how many
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return sum(key(text) in known for text in held_out)

# %% wrong: those that do not leak
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) not in known]

# %% wrong: a text held out twice is found once
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    where = {}
    for i, text in enumerate(held_out):
        where.setdefault(key(text), i)
    known = {key(text) for text in learned} - {""}
    return sorted(i for k, i in where.items() if k in known)

# %% wrong: the last of two that are held out
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    where = {key(text): i for i, text in enumerate(held_out)}
    known = {key(text) for text in learned} - {""}
    return sorted(where[k] for k in known if k in where)

# %% wrong: index, which finds the first
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [held_out.index(text) for text in held_out if key(text) in known]

# %% wrong: once for each learned copy
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = [key(text) for text in learned]
    return [i for i, text in enumerate(held_out) for other in known if key(text) and key(text) == other]

# %% wrong: in the order of the learned texts
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    ours = [key(text) for text in held_out]
    found = []
    for text in learned:
        for i, mine in enumerate(ours):
            if mine and mine == key(text) and i not in found:
                found.append(i)
    return found

# %% wrong: falling order
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i in range(len(held_out) - 1, -1, -1) if key(held_out[i]) in known]

# %% wrong: counted from 1
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out, 1) if key(text) in known]

# %% wrong: a set
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return {i for i, text in enumerate(held_out) if key(text) in known}

# %% wrong: a generator is left
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return (i for i, text in enumerate(held_out) if key(text) in known)

# %% wrong: side by side
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    return [i for i, (a, b) in enumerate(zip(learned, held_out)) if key(a) and key(a) == key(b)]

# %% wrong: printed
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    print([i for i, text in enumerate(held_out) if key(text) in known])

# %% wrong: None when nothing leaks
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    found = [i for i, text in enumerate(held_out) if key(text) in known]
    if found:
        return found

# %% wrong: what is learned is remembered from call to call
known = set()

def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known.update(key(text) for text in learned)
    return [i for i, text in enumerate(held_out) if key(text) and key(text) in known]

# %% wrong: the lists themselves are tidied
def leaks(learned, held_out):
    for part in (learned, held_out):
        part[:] = ["".join(c for c in text.casefold() if c.isalnum()) for text in part]
    return [i for i, text in enumerate(held_out) if text and text in learned]

# %% wrong: the learned list is emptied meanwhile
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = set()
    while learned:
        known.add(key(learned.pop()))
    return [i for i, text in enumerate(held_out) if key(text) and key(text) in known]

# %% wrong: held out twice counts as a leak
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    found = []
    for i, text in enumerate(held_out):
        if key(text) in known:
            found.append(i)
        elif key(text):
            known.add(key(text))
    return found

# %% wrong: only one of two learned copies is used up
def leaks(learned, held_out):
    def key(text):
        return "".join(c for c in text.casefold() if c.isalnum())
    known = {key(text) for text in learned} - {""}
    found = []
    for i, text in enumerate(held_out):
        if key(text) in known:
            known.remove(key(text))
            found.append(i)
    return found

# %% wrong: the held-out texts are not tidied
def leaks(learned, held_out):
    known = {"".join(c for c in text.casefold() if c.isalnum()) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if text.casefold() in known]

# %% wrong: the first letters of the alphabet are cut off by an ASCII round trip
def leaks(learned, held_out):
    def key(text):
        plain = text.casefold().encode("ascii", "ignore").decode()
        return "".join(c for c in plain if c.isalnum())
    known = {key(text) for text in learned} - {""}
    return [i for i, text in enumerate(held_out) if key(text) in known]
