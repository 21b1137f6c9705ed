"""Answers to encode_with_merges that its check has to judge."""

# %% right: merge by merge
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% right: ids counted by enumerate, reduced
from functools import reduce

def encode_with_merges(text, merges):
    return reduce(lambda ids, step: merge_pair(ids, step[1], step[0]), enumerate(merges, 256), [*text.encode()])


# %% right: recursion over the merges from the last
def encode_with_merges(text, merges):
    def encode(number):
        if number == 0:
            return list(text.encode("utf-8"))
        return merge_pair(encode(number - 1), merges[number - 1], 255 + number)

    return encode(len(merges))


# %% right: always the earliest merge that is there
def encode_with_merges(text, merges):
    rank = {pair: number for number, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while len(ids) > 1:
        pair = min(zip(ids, ids[1:]), key=lambda p: rank.get(p, len(merges)))
        if pair not in rank:
            break
        ids = merge_pair(ids, pair, 256 + rank[pair])
    return ids


# %% right: one place at a time, the leftmost of the earliest
def encode_with_merges(text, merges):
    new_id = {tuple(pair): 256 + number for number, pair in enumerate(merges)}
    ids = list(bytes(text, "utf8"))
    while True:
        places = [(new_id[pair], i) for i, pair in enumerate(zip(ids, ids[1:])) if pair in new_id]
        if not places:
            return ids
        number, i = min(places)
        ids[i:i + 2] = [number]


# %% right: replaces characters that stand for ids
def encode_with_merges(text, merges):
    line = text.encode("utf-8").decode("latin-1")
    for number, (left, right) in enumerate(merges):
        line = line.replace(chr(left) + chr(right), chr(256 + number))
    return list(map(ord, line))


# %% right: all by itself
def encode_with_merges(text, merges):
    ids = [byte for byte in text.encode()]
    new_id = 256
    for left, right in merges:
        i = 0
        while i < len(ids) - 1:
            if ids[i] == left and ids[i + 1] == right:
                ids[i] = new_id
                del ids[i + 1]
            i += 1
        new_id += 1
    return ids


# %% wrong: from the last merge to the first
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number in reversed(range(len(merges))):
        ids = merge_pair(ids, merges[number], 256 + number)
    return ids


# %% wrong: the merges sorted
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for pair in sorted(merges):
        ids = merge_pair(ids, pair, 256 + merges.index(pair))
    return ids


# %% wrong: merge number 0 makes 257
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges, start=1):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: merge number 0 makes 255
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 255 + number)
    return ids


# %% wrong: a new id only for a merge that is needed
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    new_id = 256
    for pair in merges:
        if pair in zip(ids, ids[1:]):
            ids = merge_pair(ids, pair, new_id)
            new_id += 1
    return ids


# %% wrong: stops at the first merge that finds nothing
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        merged = merge_pair(ids, pair, 256 + number)
        if merged == ids:
            break
        ids = merged
    return ids


# %% wrong: the last merge is never done
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number in range(len(merges) - 1):
        ids = merge_pair(ids, merges[number], 256 + number)
    return ids


# %% wrong: each merge in one place only
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        for i in range(len(ids) - 1):
            if (ids[i], ids[i + 1]) == pair:
                ids[i:i + 2] = [256 + number]
                break
    return ids


# %% wrong: returns after the first merge
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        return merge_pair(ids, pair, 256 + number)


# %% wrong: the longest token from the left
def encode_with_merges(text, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    numbers = {spelled: number for number, spelled in spelling.items()}
    data, ids = text.encode("utf-8"), []
    while data:
        length = next(n for n in range(len(data), 0, -1) if data[:n] in numbers)
        ids.append(numbers[data[:length]])
        data = data[length:]
    return ids


# %% wrong: the pair that is most frequent in this text first
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    while True:
        counts = {pair: n for pair, n in count_pairs(ids).items() if pair in merges}
        if not counts:
            return ids
        pair = max(counts, key=counts.get)
        ids = merge_pair(ids, pair, 256 + merges.index(pair))


# %% wrong: the first pair from the left that can merge
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    i = 0
    while i < len(ids) - 1:
        if (ids[i], ids[i + 1]) in merges:
            ids[i:i + 2] = [256 + merges.index((ids[i], ids[i + 1]))]
            i = 0
        else:
            i += 1
    return ids


# %% wrong: trains again on the new text
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(train_bpe(text, merges=len(merges))):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: characters instead of bytes
def encode_with_merges(text, merges):
    ids = [ord(character) for character in text]
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: Latin-1, which knows no emoji
def encode_with_merges(text, merges):
    ids = list(text.encode("latin-1"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: drops what is not ASCII
def encode_with_merges(text, merges):
    ids = list(text.encode("ascii", errors="ignore"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: small letters first
def encode_with_merges(text, merges):
    ids = list(text.lower().encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: white space at the ends is cut off
def encode_with_merges(text, merges):
    ids = list(text.strip().encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: composes accents first
import unicodedata

def encode_with_merges(text, merges):
    ids = list(unicodedata.normalize("NFC", text).encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: word by word
def encode_with_merges(text, merges):
    ids = []
    for word in text.split():
        part = list(word.encode("utf-8"))
        for number, pair in enumerate(merges):
            part = merge_pair(part, pair, 256 + number)
        ids += part
    return ids


# %% wrong: no merge crosses a space
def encode_with_merges(text, merges):
    ids = []
    for piece in re.findall(r"\s+|\S+", text):
        part = list(piece.encode("utf-8"))
        for number, pair in enumerate(merges):
            part = merge_pair(part, pair, 256 + number)
        ids += part
    return ids


# %% wrong: uses up the merges, which decoding needs
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    new_id = 256
    while merges:
        ids = merge_pair(ids, merges.pop(0), new_id)
        new_id += 1
    return ids


# %% wrong: keeps the ids of a text for other merges
known = {}

def encode_with_merges(text, merges):
    if text not in known:
        ids = list(text.encode("utf-8"))
        for number, pair in enumerate(merges):
            ids = merge_pair(ids, pair, 256 + number)
        known[text] = ids
    return list(known[text])


# %% wrong: a cache that a list of merges can't go into
from functools import lru_cache

@lru_cache
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: a mutable default
def encode_with_merges(text, merges, ids=[]):
    ids += text.encode("utf-8")
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: the merges of the notebook, whatever is asked
def encode_with_merges(text, learned):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: merges in bytes, which end at 255
def encode_with_merges(text, merges):
    data = text.encode("utf-8")
    for number, pair in enumerate(merges):
        data = data.replace(bytes(pair), bytes([256 + number]))
    return list(data)


# %% wrong: no merges, bytes only
def encode_with_merges(text, merges):
    return list(text.encode("utf-8"))


# %% wrong: ends at a byte of zero
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8").split(b"\0")[0])
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: an error for an empty text
def encode_with_merges(text, merges):
    rank = {pair: number for number, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while len(ids) != 1:
        pair = min(zip(ids, ids[1:]), key=lambda p: rank.get(p, len(merges)))
        if pair not in rank:
            break
        ids = merge_pair(ids, pair, 256 + rank[pair])
    return ids


# %% wrong: tokens as bytes, not ids
def encode_with_merges(text, merges):
    spelling = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        spelling.append(spelling[left] + spelling[right])
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, 256 + number)
    return [spelling[number] for number in ids]


# %% contrived: right for the first hundred calls, then not
calls = 0

def encode_with_merges(text, merges):
    global calls
    calls += 1
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges if calls <= 100 else []):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% contrived: never more than a hundred merges
def encode_with_merges(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges[:100]):
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% right: always the earliest merge that fits
def encode_with_merges(text, merges):
    rank = {pair: place for place, pair in enumerate(merges)}
    ids = list(text.encode())
    while True:
        fitting = [rank[pair] for pair in zip(ids, ids[1:]) if pair in rank]
        if not fitting:
            return ids
        ids = merge_pair(ids, merges[min(fitting)], 256 + min(fitting))


# %% wrong: word by word, again
def encode_with_merges(text, merges):
    out = []
    for place, word in enumerate(text.split(" ")):
        ids = list(word.encode())
        for number, pair in enumerate(merges):
            ids = merge_pair(ids, pair, 256 + number)
        out += ([32] if place else []) + ids
    return out
