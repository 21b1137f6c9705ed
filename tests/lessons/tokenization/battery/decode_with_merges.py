"""Answers to decode_with_merges that its check has to judge."""

# %% right: a table of spellings
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% right: recursion
def decode_with_merges(ids, merges):
    def spell(number):
        if number < 256:
            return bytes([number])
        left, right = merges[number - 256]
        return spell(left) + spell(right)

    return b"".join(map(spell, ids)).decode("utf-8", "replace")


# %% right: takes the merges back from the last
def decode_with_merges(ids, merges):
    ids = list(ids)
    for number in range(len(merges) - 1, -1, -1):
        taken = []
        for token in ids:
            taken.extend(merges[number] if token == 256 + number else [token])
        ids = taken
    return bytes(ids).decode("utf-8", errors="replace")


# %% right: a stack
def decode_with_merges(ids, merges):
    stack = list(reversed(ids))
    data = bytearray()
    while stack:
        number = stack.pop()
        if number >= 256:
            left, right = merges[number - 256]
            stack += [right, left]
        else:
            data.append(number)
    return data.decode("utf-8", errors="replace")


# %% right: remembers spellings within a call
from functools import cache

def decode_with_merges(ids, merges):
    @cache
    def spell(number):
        return bytes([number]) if number < 256 else b"".join(spell(part) for part in merges[number - 256])

    data = b""
    for number in ids:
        data += spell(number)
    return str(data, "utf-8", "replace")


# %% right: an incremental decoder
import codecs

def decode_with_merges(ids, merges):
    spelling = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        spelling.append(spelling[left] + spelling[right])
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    return "".join(decoder.decode(spelling[number]) for number in ids) + decoder.decode(b"", final=True)


# %% right: replaces characters that stand for ids
def decode_with_merges(ids, merges):
    line = "".join(map(chr, ids))
    for number, (left, right) in reversed(list(enumerate(merges))):
        line = line.replace(chr(256 + number), chr(left) + chr(right))
    return line.encode("latin-1").decode("utf-8", errors="replace")


# %% right: lists of whole numbers
def decode_with_merges(ids, merges):
    parts = [[byte] for byte in range(256)]
    for left, right in merges:
        parts.append(parts[left] + parts[right])
    return bytes([byte for number in ids for byte in parts[number]]).decode(errors="replace")


# %% wrong: each token by itself, so that a cut character is lost
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return "".join(spelling[number].decode("utf-8", errors="replace") for number in ids)


# %% wrong: half an emoji is an error
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8")


# %% wrong: half an emoji is dropped
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="ignore")


# %% wrong: half an emoji in hexadecimal
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="backslashreplace")


# %% wrong: all of it is replaced if some of it is no text
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    try:
        return b"".join(spelling[number] for number in ids).decode("utf-8")
    except UnicodeDecodeError:
        return "�"


# %% wrong: an incremental decoder that is never told the end
import codecs

def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    return "".join(decoder.decode(spelling[number]) for number in ids)


# %% wrong: spelled as text, which half a character is not
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]).decode("utf-8", errors="replace") for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return "".join(spelling[number] for number in ids)


# %% wrong: bytes are not characters
def decode_with_merges(ids, merges):
    spelling = {number: chr(number) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return "".join(spelling[number] for number in ids)


# %% wrong: ASCII
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("ascii", errors="replace")


# %% wrong: the right part first
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[right] + spelling[left]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: one level only
def decode_with_merges(ids, merges):
    data = []
    for number in ids:
        data += [number] if number < 256 else merges[number - 256]
    return bytes(data).decode("utf-8", errors="replace")


# %% wrong: only the left part may be a merged token
def decode_with_merges(ids, merges):
    def spell(number):
        tail = b""
        while number >= 256:
            number, right = merges[number - 256]
            tail = bytes([right]) + tail
        return bytes([number]) + tail

    return b"".join(spell(number) for number in ids).decode("utf-8", errors="replace")


# %% wrong: takes the merges back from the first
def decode_with_merges(ids, merges):
    ids = list(ids)
    for number, pair in enumerate(merges):
        taken = []
        for token in ids:
            taken.extend(pair if token == 256 + number else [token])
        ids = taken
    return bytes(ids).decode("utf-8", errors="replace")


# %% wrong: the first merge makes 257
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges, start=1):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: byte 255 is taken for a merge
def decode_with_merges(ids, merges):
    def spell(number):
        if number < 255:
            return bytes([number])
        left, right = merges[number - 256]
        return spell(left) + spell(right)

    return b"".join(map(spell, ids)).decode("utf-8", errors="replace")


# %% wrong: bytes from 128 are taken for no bytes
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(128)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling.get(left, b"?") + spelling.get(right, b"?")
    return b"".join(spelling.get(number, b"?") for number in ids).decode("utf-8", errors="replace")


# %% wrong: token 0 is left out
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids if number).decode("utf-8", errors="replace")


# %% wrong: spaces between the tokens
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b" ".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: white space at the ends is cut off
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace").strip()


# %% wrong: composes accents
import unicodedata

def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    text = b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", text)


# %% wrong: bytes, not text
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids)


# %% wrong: what Python prints for bytes
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return str(b"".join(spelling[number] for number in ids))[2:-1]


# %% wrong: no ids are an error
from functools import reduce

def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return reduce(lambda a, b: a + b, [spelling[number] for number in ids]).decode("utf-8", errors="replace")


# %% wrong: uses up the ids, which are counted afterwards
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    data = b""
    while ids:
        data += spelling[ids.pop(0)]
    return data.decode("utf-8", errors="replace")


# %% wrong: expands the caller's list, which is counted afterwards
def decode_with_merges(ids, merges):
    i = 0
    while i < len(ids):
        if ids[i] < 256:
            i += 1
        else:
            ids[i:i + 1] = merges[ids[i] - 256]
    return bytes(ids).decode("utf-8", errors="replace")


# %% wrong: uses up the merges
def decode_with_merges(ids, merges):
    ids = list(ids)
    while merges:
        pair = merges.pop()
        taken = []
        for token in ids:
            taken.extend(pair if token == 256 + len(merges) else [token])
        ids = taken
    return bytes(ids).decode("utf-8", errors="replace")


# %% wrong: keeps the spellings of other merges
spelling = {number: bytes([number]) for number in range(256)}

def decode_with_merges(ids, merges):
    for number, (left, right) in enumerate(merges):
        if 256 + number not in spelling:
            spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: the merges of the notebook, whatever is asked
def decode_with_merges(ids, learned):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: a cache that lists can't go into
from functools import cache

@cache
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors="replace")


# %% wrong: waits for ever where a byte stands before a merged token
def decode_with_merges(ids, merges):
    ids = list(ids)
    while any(number >= 256 for number in ids):
        for number in ids:
            if number < 256:
                break
            ids = [part for token in ids for part in (merges[token - 256] if token == number else [token])]
    return bytes(ids).decode("utf-8", errors="replace")


# %% contrived: right for the first hundred calls, then not
calls = 0

def decode_with_merges(ids, merges):
    global calls
    calls += 1
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    handler = "replace" if calls <= 100 else "ignore"
    return b"".join(spelling[number] for number in ids).decode("utf-8", errors=handler)


# %% contrived: cuts a text after a thousand tokens
def decode_with_merges(ids, merges):
    spelling = {number: bytes([number]) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[number] for number in ids[:1000]).decode("utf-8", errors="replace")


# %% wrong: through a file with universal line ends
import io
def decode_with_merges(ids, merges):
    spelled = [bytes([i]) for i in range(256)]
    for a, b in merges:
        spelled.append(spelled[a] + spelled[b])
    data = b"".join(spelled[each] for each in ids)
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace").read()


# %% wrong: a mark at the beginning is swallowed
def decode_with_merges(ids, merges):
    spelled = [bytes([i]) for i in range(256)]
    for a, b in merges:
        spelled.append(spelled[a] + spelled[b])
    return b"".join(spelled[each] for each in ids).decode("utf-8-sig", errors="replace")


# %% wrong: one sign for a run of broken bytes
import re
def decode_with_merges(ids, merges):
    spelled = [bytes([i]) for i in range(256)]
    for a, b in merges:
        spelled.append(spelled[a] + spelled[b])
    return re.sub("�+", "�", b"".join(spelled[each] for each in ids).decode("utf-8", errors="replace"))
