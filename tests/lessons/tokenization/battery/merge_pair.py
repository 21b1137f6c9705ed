"""Answers to merge_pair that its check has to judge."""

# %% right: a while loop
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% right: a flag that skips the right part
def merge_pair(ids, pair, new_id):
    merged, skip = [], False
    for number, following in zip(ids, [*ids[1:], None]):
        if skip:
            skip = False
        elif (number, following) == pair:
            merged.append(new_id)
            skip = True
        else:
            merged.append(number)
    return merged


# %% right: looks back
def merge_pair(ids, pair, new_id):
    left, right = pair
    merged = []
    open_end = False
    for number in ids:
        if open_end and merged[-1] == left and number == right:
            merged[-1] = new_id
            open_end = False
        else:
            merged.append(number)
            open_end = True
    return merged


# %% right: changes a copy in place
def merge_pair(ids, pair, new_id):
    merged = list(ids)
    i = 0
    while i < len(merged) - 1:
        if merged[i] == pair[0] and merged[i + 1] == pair[1]:
            merged[i:i + 2] = [new_id]
        i += 1
    return merged


# %% right: an iterator that may be moved on
def merge_pair(ids, pair, new_id):
    def merged():
        numbers = iter(range(len(ids)))
        for i in numbers:
            if tuple(ids[i:i + 2]) == tuple(pair):
                next(numbers)
                yield new_id
            else:
                yield ids[i]

    return list(merged())


# %% right: as characters of a text
def merge_pair(ids, pair, new_id):
    text = "".join(map(chr, ids))
    return [ord(character) for character in text.replace(chr(pair[0]) + chr(pair[1]), chr(new_id))]


# %% right: jumps from one left part to the next
def merge_pair(ids, pair, new_id):
    merged, start = [], 0
    while True:
        try:
            i = ids.index(pair[0], start)
        except ValueError:
            return merged + ids[start:]
        merged.extend(ids[start:i])
        if ids[i + 1:i + 2] == [pair[1]]:
            merged.append(new_id)
            start = i + 2
        else:
            merged.append(ids[i])
            start = i + 1


# %% right: marks what goes with None
def merge_pair(ids, pair, new_id):
    marked = ids[:]
    for i in range(len(ids) - 1):
        if marked[i] is not None and ids[i] == pair[0] and ids[i + 1] == pair[1]:
            marked[i], marked[i + 1] = new_id, None
    return [number for number in marked if number is not None]


# %% right: from a stack, turned round
def merge_pair(ids, pair, new_id):
    stack = ids[::-1]
    merged = []
    while stack:
        number = stack.pop()
        if number == pair[0] and stack and stack[-1] == pair[1]:
            stack.pop()
            number = new_id
        merged.append(number)
    return merged


# %% wrong: changes the list it was given
def merge_pair(ids, pair, new_id):
    i = 0
    while i < len(ids) - 1:
        if (ids[i], ids[i + 1]) == pair:
            ids[i:i + 2] = [new_id]
        i += 1
    return ids


# %% wrong: from right to left
def merge_pair(ids, pair, new_id):
    merged = []
    i = len(ids) - 1
    while i >= 0:
        if i > 0 and (ids[i - 1], ids[i]) == pair:
            merged.append(new_id)
            i -= 2
        else:
            merged.append(ids[i])
            i -= 1
    return merged[::-1]


# %% wrong: overlapping pairs merge twice
def merge_pair(ids, pair, new_id):
    merged = []
    for i, number in enumerate(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
        elif i and (ids[i - 1], number) == pair:
            continue
        else:
            merged.append(number)
    return merged


# %% wrong: the right part stays
def merge_pair(ids, pair, new_id):
    return [new_id if tuple(ids[i:i + 2]) == pair else ids[i] for i in range(len(ids))]


# %% wrong: a last id that is left over is lost
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids) - 1:
        if (ids[i], ids[i + 1]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: the last id is always added
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids) - 1:
        if (ids[i], ids[i + 1]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged + ids[-1:]


# %% wrong: runs off the end
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if ids[i] == pair[0] and ids[i + 1] == pair[1]:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: a list never equals a tuple
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if ids[i:i + 2] == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: the left part is enough
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if ids[i] == pair[0] and i + 1 < len(ids):
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: the other way round merges too
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if sorted(ids[i:i + 2]) == sorted(pair):
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: only the first occurrence
def merge_pair(ids, pair, new_id):
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            return ids[:i] + [new_id] + ids[i + 2:]
    return list(ids)


# %% wrong: two occurrences side by side, of which the second is missed
def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            merged.extend(ids[i + 2:i + 3])
            i += 3
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: replaces in text, where 1 2 is in 11 2
def merge_pair(ids, pair, new_id):
    text = " ".join(map(str, ids)).replace(f"{pair[0]} {pair[1]}", str(new_id))
    return [int(number) for number in text.split()]


# %% wrong: replaces in bytes, which end at 255
def merge_pair(ids, pair, new_id):
    return list(bytes(ids).replace(bytes(pair), bytes([new_id])))


# %% wrong: 0 marks what goes, and is a byte too
def merge_pair(ids, pair, new_id):
    marked = list(ids)
    for i in range(len(marked) - 1):
        if (marked[i], marked[i + 1]) == pair:
            marked[i], marked[i + 1] = new_id, 0
    return [number for number in marked if number]


# %% wrong: ids of eight bits
import numpy as np

def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return np.array(merged, dtype=np.int64).astype(np.uint8).tolist()


# %% wrong: ids of sixteen bits with a sign
import numpy as np

def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return np.array(merged, dtype=np.int64).astype(np.int16).tolist()


# %% wrong: an array is no list
import numpy as np

def merge_pair(ids, pair, new_id):
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return np.array(merged)


# %% wrong: a tuple is no list
def merge_pair(ids, pair, new_id):
    merged = ()
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged += (new_id,)
            i += 2
        else:
            merged += (ids[i],)
            i += 1
    return merged


# %% wrong: a generator is no list
def merge_pair(ids, pair, new_id):
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            yield new_id
            i += 2
        else:
            yield ids[i]
            i += 1


# %% wrong: no new list where there is nothing to merge
def merge_pair(ids, pair, new_id):
    if pair not in zip(ids, ids[1:]):
        return ids
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: a mutable default keeps the last list
def merge_pair(ids, pair, new_id, merged=[]):
    i = 0
    while i < len(ids):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% wrong: one list for all calls, cleared each time
merged = []

def merge_pair(ids, pair, new_id):
    source = list(ids)
    merged.clear()
    i = 0
    while i < len(source):
        if tuple(source[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(source[i])
            i += 1
    return merged


# %% wrong: recursion id by id, too deep for a page
def merge_pair(ids, pair, new_id):
    if len(ids) < 2:
        return list(ids)
    if (ids[0], ids[1]) == pair:
        return [new_id] + merge_pair(ids[2:], pair, new_id)
    return [ids[0]] + merge_pair(ids[1:], pair, new_id)


# %% wrong: an empty list is an error
def merge_pair(ids, pair, new_id):
    merged = [ids[0]]
    fresh = False
    for number in ids[1:]:
        if not fresh and (merged[-1], number) == pair:
            merged[-1] = new_id
            fresh = True
        else:
            merged.append(number)
            fresh = False
    return merged


# %% wrong: uses up the list it was given
def merge_pair(ids, pair, new_id):
    merged = []
    while ids:
        number = ids.pop(0)
        if number == pair[0] and ids and ids[0] == pair[1]:
            ids.pop(0)
            number = new_id
        merged.append(number)
    return merged


# %% wrong: i + 1 in a for loop is forgotten at once
def merge_pair(ids, pair, new_id):
    merged = []
    for i in range(len(ids)):
        if tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 1
        else:
            merged.append(ids[i])
    return merged


# %% wrong: waits for the last left part to go, for ever
def merge_pair(ids, pair, new_id):
    merged = list(ids)
    while pair[0] in merged:
        for i in range(len(merged) - 1):
            if tuple(merged[i:i + 2]) == pair:
                merged[i:i + 2] = [new_id]
                break
    return merged


# %% contrived: right for the first hundred calls, then not
calls = 0

def merge_pair(ids, pair, new_id):
    global calls
    calls += 1
    merged, i = [], 0
    while i < len(ids):
        if calls <= 100 and tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% contrived: no more than a thousand merges
def merge_pair(ids, pair, new_id):
    merged, i, done = [], 0, 0
    while i < len(ids):
        if done < 1000 and tuple(ids[i:i + 2]) == pair:
            merged.append(new_id)
            i += 2
            done += 1
        else:
            merged.append(ids[i])
            i += 1
    return merged


# %% right: an iterator with a memory
def merge_pair(ids, pair, new_id):
    def merged():
        waiting = []
        for each in ids:
            waiting.append(each)
            if tuple(waiting) == tuple(pair):
                yield new_id
                waiting.clear()
            elif len(waiting) == 2:
                yield waiting.pop(0)
        yield from waiting
    return [*merged()]


# %% wrong: places taken are marked with None and thrown out with zeros
def merge_pair(ids, pair, new_id):
    out = list(ids)
    for i in range(len(out) - 1):
        if (out[i], out[i + 1]) == pair:
            out[i], out[i + 1] = new_id, None
    return list(filter(None, out))
