"""Answers to deduplicate that its check has to judge."""

# %% right: a set of what was seen
def deduplicate(documents):
    seen = set()
    kept = []
    for document in documents:
        key = " ".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% right: a dictionary with setdefault
def deduplicate(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.split()).casefold(), document)
    return list(first.values())


# %% right: a list of keys, slowly
import re

def deduplicate(documents):
    keys = [re.sub(r"\s+", " ", document.casefold()).strip() for document in documents]
    return [document for number, document in enumerate(documents) if keys[number] not in keys[:number]]


# %% right: a comprehension that adds as it looks
def deduplicate(documents):
    seen = set()
    return [page for page in documents
            if (key := tuple(page.casefold().split())) not in seen and not seen.add(key)]


# %% right: fingerprints
import hashlib

def deduplicate(documents):
    first = {}
    for document in documents:
        key = hashlib.sha256(" ".join(document.casefold().split()).encode()).digest()
        if key not in first:
            first[key] = document
    return [*first.values()]


# %% right: sorted, grouped, and back in order
from itertools import groupby

def deduplicate(documents):
    def key(number):
        return documents[number].casefold().split()

    numbers = sorted(range(len(documents)), key=key)
    firsts = sorted(min(group) for _, group in groupby(numbers, key))
    return [documents[number] for number in firsts]


# %% right: positions, written from the back
def deduplicate(documents):
    position = {}
    for number in range(len(documents) - 1, -1, -1):
        position[" ".join(documents[number].casefold().split())] = number
    return [documents[number] for number in sorted(position.values())]


# %% wrong: without any white space, “now here” is “nowhere”
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = "".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: lower is not casefold
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = " ".join(document.lower().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: capitals differ
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = " ".join(document.split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: only the first letter may be a capital
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = " ".join(document.split())
        key = key[:1].casefold() + key[1:]
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: white space inside differs
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = document.casefold().strip()
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: white space at the ends differs
import re

def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = re.sub(r"\s+", " ", document.casefold())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: only ordinary spaces
import re

def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = re.sub(" +", " ", document.casefold()).strip()
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: two spaces become one, four stay two
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = document.casefold().replace("\n", " ").replace("\t", " ").replace("  ", " ").strip()
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: returns what it compared
def deduplicate(documents):
    return list(dict.fromkeys(" ".join(document.casefold().split()) for document in documents))


# %% wrong: returns it without white space at the ends
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        document = document.strip()
        key = " ".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: the last one stays
def deduplicate(documents):
    last = {}
    for document in documents:
        last[" ".join(document.casefold().split())] = document
    return list(last.values())


# %% wrong: the first ones, in the order of the last ones
def deduplicate(documents):
    first = {" ".join(document.casefold().split()): document for document in reversed(documents)}
    return list(reversed(first.values()))


# %% wrong: sorted
def deduplicate(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return [first[key] for key in sorted(first)]


# %% wrong: only neighbours are compared
from itertools import groupby

def deduplicate(documents):
    groups = groupby(documents, key=lambda document: " ".join(document.casefold().split()))
    return [next(group) for _, group in groups]


# %% wrong: all of the equal ones go
from collections import Counter

def deduplicate(documents):
    keys = [" ".join(document.casefold().split()) for document in documents]
    counts = Counter(keys)
    return [document for document, key in zip(documents, keys) if counts[key] == 1]


# %% wrong: an empty document goes too
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = " ".join(document.casefold().split())
        if key and key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: still knows the documents of the last call
seen = set()

def deduplicate(documents):
    kept = []
    for document in documents:
        key = " ".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: a mutable default
def deduplicate(documents, first={}):
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return list(first.values())


# %% wrong: the values of a dictionary are no list
def deduplicate(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return first.values()


# %% wrong: a generator has no length
def deduplicate(documents):
    seen = set()
    for document in documents:
        key = " ".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            yield document


# %% wrong: a tuple never equals the list of originals
def deduplicate(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return tuple(first.values())


# %% wrong: a set has no order
def deduplicate(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return list(set(first.values()))


# %% wrong: cleans the caller's list on the way
def deduplicate(documents):
    originals = list(documents)
    for number, document in enumerate(documents):
        documents[number] = " ".join(document.casefold().split())
    return [original for number, original in enumerate(originals)
            if documents[number] not in documents[:number]]


# %% wrong: empties the caller's list
def deduplicate(documents):
    seen, kept = set(), []
    while documents:
        document = documents.pop(0)
        key = " ".join(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: removes while it walks, and skips
def deduplicate(documents):
    kept = list(documents)
    seen = set()
    for document in kept:
        key = " ".join(document.casefold().split())
        if key in seen:
            kept.remove(document)
        seen.add(key)
    return kept


# %% wrong: part of another document counts as equal
def deduplicate(documents):
    so_far, kept = "", []
    for document in documents:
        key = " ".join(document.casefold().split())
        if key not in so_far:
            so_far += key + "\n"
            kept.append(document)
    return kept


# %% wrong: the same words in another order count as equal
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = tuple(sorted(document.casefold().split()))
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: repeated words don't count
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = frozenset(document.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: punctuation doesn't count either
import re

def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = tuple(re.findall(r"\w+", document.casefold()))
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: accents don't count either
import unicodedata

def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        letters = unicodedata.normalize("NFD", " ".join(document.casefold().split()))
        key = "".join(letter for letter in letters if not unicodedata.combining(letter))
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: compares how they begin
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = " ".join(document.casefold().split())[:40]
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% wrong: compares lengths and letters only
def deduplicate(documents):
    seen, kept = set(), []
    for document in documents:
        key = sum(map(ord, "".join(document.casefold().split())))
        if key not in seen:
            seen.add(key)
            kept.append(document)
    return kept


# %% contrived: right for the first hundred calls, then not
calls = 0

def deduplicate(documents):
    global calls
    calls += 1
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return list(first.values()) if calls <= 100 else list(documents)


# %% contrived: copies further than fifty documents apart stay
def deduplicate(documents):
    keys = [" ".join(document.casefold().split()) for document in documents]
    return [document for number, document in enumerate(documents)
            if keys[number] not in keys[max(0, number - 50):number]]


# %% right: asks the list itself
def deduplicate(documents):
    keys = [tuple(each.casefold().split()) for each in documents]
    return [each for place, each in enumerate(documents) if keys.index(keys[place]) == place]


# %% wrong: big letters instead of folding
def deduplicate(documents):
    seen, out = set(), []
    for each in documents:
        key = " ".join(each.upper().split())
        if key not in seen:
            seen.add(key)
            out.append(each)
    return out


# %% wrong: composed accents are equal
import unicodedata
def deduplicate(documents):
    seen, out = set(), []
    for each in documents:
        key = " ".join(unicodedata.normalize("NFC", each).casefold().split())
        if key not in seen:
            seen.add(key)
            out.append(each)
    return out
