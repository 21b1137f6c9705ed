"""Answers to train_bpe that its check has to judge."""

# %% right: a loop around the two functions
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        new_id = 256 + len(learned)
        spelling[new_id] = spelling[pair[0]] + spelling[pair[1]]
        learned.append(pair)
        ids = merge_pair(ids, pair, new_id)
    return learned


# %% right: all by itself
from collections import Counter

def train_bpe(text, merges):
    ids = [*text.encode()]
    spelled = [bytes([b]) for b in range(256)]
    result = []
    for new_id in range(256, 256 + merges):
        counts = Counter(zip(ids, ids[1:]))
        if not counts:
            break
        _, _, _, left, right = max((n, spelled[a], spelled[b], a, b) for (a, b), n in counts.items())
        result.append((left, right))
        spelled.append(spelled[left] + spelled[right])
        shorter, i = [], 0
        while i < len(ids):
            if ids[i] == left and i + 1 < len(ids) and ids[i + 1] == right:
                shorter.append(new_id)
                i += 1
            else:
                shorter.append(ids[i])
            i += 1
        ids = shorter
    return result


# %% right: recursion, a merge at a time
def train_bpe(text, merges):
    def spell(number, pairs):
        if number < 256:
            return bytes([number])
        left, right = pairs[number - 256]
        return spell(left, pairs) + spell(right, pairs)

    def learn(ids, pairs):
        if len(pairs) == merges or len(ids) < 2:
            return pairs
        counts = count_pairs(ids)
        most = max(counts.values())
        tied = [pair for pair in counts if counts[pair] == most]
        best = max(tied, key=lambda pair: tuple(spell(number, pairs) for number in pair))
        return learn(merge_pair(ids, best, 256 + len(pairs)), [*pairs, best])

    return learn(list(bytes(text, "utf-8")), [])


# %% right: sorted three times
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: [number] for number in range(256)}
    learned = []
    for number in range(merges):
        if len(ids) <= 1:
            break
        counts = count_pairs(ids)
        pairs = sorted(counts, key=lambda pair: spelling[pair[1]])
        pairs.sort(key=lambda pair: spelling[pair[0]])
        pairs.sort(key=counts.get)
        left, right = pairs[-1]
        spelling[256 + number] = spelling[left] + spelling[right]
        learned.append((left, right))
        ids = merge_pair(ids, (left, right), 256 + number)
    return learned


# %% right: spelled in Latin-1, which keeps the order of the bytes
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    names = [chr(byte) for byte in range(256)]
    learned = []
    while len(learned) < merges:
        counts = count_pairs(ids)
        if not counts:
            return learned
        left, right = max(counts, key=lambda pair: (counts[pair], names[pair[0]], names[pair[1]]))
        learned += [(left, right)]
        names.append(names[left] + names[right])
        ids = merge_pair(ids, (left, right), len(names) - 1)
    return learned


# %% right: tokens kept as bytes, numbered at the end
from collections import Counter

def train_bpe(text, merges):
    tokens = [bytes([byte]) for byte in text.encode("utf-8")]
    number = {bytes([byte]): byte for byte in range(256)}
    learned = []
    for _ in range(merges):
        counts = Counter(zip(tokens, tokens[1:]))
        if not counts:
            break
        left, right = max(counts, key=lambda pair: (counts[pair], pair))
        learned.append((number[left], number[right]))
        number.setdefault(left + right, 255 + len(learned))
        shorter = []
        rest = iter(range(len(tokens)))
        for i in rest:
            if tokens[i:i + 2] == [left, right]:
                shorter.append(left + right)
                next(rest)
            else:
                shorter.append(tokens[i])
        tokens = shorter
    return learned


# %% right: counts what a merge changes, and no more
from collections import Counter

def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = [bytes([byte]) for byte in range(256)]
    counts = Counter(zip(ids, ids[1:]))
    learned = []
    while len(learned) < merges and len(ids) > 1:
        left, right = pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        new_id = len(spelling)
        spelling.append(spelling[left] + spelling[right])
        learned.append(pair)
        shorter, i = [], 0
        while i < len(ids):
            if ids[i] == left and ids[i + 1:i + 2] == [right]:
                if shorter:
                    counts[shorter[-1], left] -= 1
                    counts[shorter[-1], new_id] += 1
                if i + 2 < len(ids):
                    counts[right, ids[i + 2]] -= 1
                    counts[new_id, ids[i + 2]] += 1
                counts[pair] -= 1
                shorter.append(new_id)
                i += 2
            else:
                shorter.append(ids[i])
                i += 1
        ids = shorter
        counts = Counter({p: n for p, n in counts.items() if n > 0})
    return learned


# %% right: a generator cut off by islice
from itertools import islice

def train_bpe(text, merges):
    def pairs():
        ids = list(text.encode("utf-8"))
        spelling = {number: bytes([number]) for number in range(256)}
        while counts := count_pairs(ids):
            pair = max(counts, key=lambda p: (counts[p], *map(spelling.get, p)))
            new_id = len(spelling)
            spelling[new_id] = b"".join(map(spelling.get, pair))
            ids = merge_pair(ids, pair, new_id)
            yield pair

    return list(islice(pairs(), merges))


# %% right: new ids after the greatest in use
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        new_id = max(256, max(ids) + 1)
        spelling[new_id] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, new_id)
        learned.append(pair)
    return learned


# %% wrong: in a tie the greater ids
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], p))
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the first in the text
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=counts.get)
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the smaller
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = min(counts, key=lambda p: (-counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the greater whole, both parts joined
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]] + spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the greater left part, then the first
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the greater right part first
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[1]], spelling[p[0]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: in a tie the longer
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], len(spelling[p[0]] + spelling[p[1]]),
                                          spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: spells as text, in which half a character is always the same �
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        names = {n: s.decode("utf-8", errors="replace") for n, s in spelling.items()}
        pair = max(counts, key=lambda p: (counts[p], names[p[0]], names[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: a merged token is spelled right part first
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[1]] + spelling[pair[0]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: bytes spelled as decimal numbers
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: str(number) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: stops where no pair occurs twice
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        if counts[pair] < 2:
            break
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: stops at two tokens
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 2:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: an error where one token is left
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    for number in range(merges):
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + number] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + number)
        learned.append(pair)
    return learned


# %% wrong: an error for an empty text only
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) != 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: None where one token is left
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    for number in range(merges):
        if len(ids) < 2:
            learned.append(None)
            continue
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + number] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + number)
        learned.append(pair)
    return learned


# %% wrong: one merge too many
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) <= merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: at least one merge, even of none
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
        if len(learned) >= merges:
            break
    return learned


# %% wrong: characters instead of bytes
def train_bpe(text, merges):
    ids = [ord(character) for character in text]
    spelling = {number: chr(number).encode() for number in ids}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: only ASCII counts
def train_bpe(text, merges):
    ids = list(text.encode("ascii", errors="ignore"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: small letters first
def train_bpe(text, merges):
    ids = list(text.lower().encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: white space at the ends is cut off
def train_bpe(text, merges):
    ids = list(text.strip().encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: counts once, and takes the most frequent
def train_bpe(text, merges):
    counts = count_pairs(list(text.encode("utf-8")))
    return sorted(counts, key=lambda p: (counts[p], p), reverse=True)[:merges]


# %% wrong: overlapping pairs count once
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        for left, right in counts:
            if left == right:
                counts[left, right] = len(ids) - len(merge_pair(ids, (left, right), -1))
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: the most letters, not the most occurrences
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p] * len(spelling[p[0]] + spelling[p[1]]),
                                          spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: pairs don't cross from word to word
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = {p: n for p, n in count_pairs(ids).items() if not spelling[p[0]].endswith(b" ")}
        if not counts:
            break
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: new ids from 257
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        learned.append(pair)
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
    return learned


# %% wrong: pairs of bytes instead of ids
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append((spelling[pair[0]], spelling[pair[1]]))
    return learned


# %% wrong: a dictionary from pair to id
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = {}
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned[pair] = 256 + len(learned)
    return learned


# %% wrong: returns the text in new ids, not the merges
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    for number in range(merges):
        counts = count_pairs(ids)
        if not counts:
            break
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + number] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + number)
    return ids


# %% wrong: the later cells call by another name
def train_bpe(text, number_of_merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < number_of_merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: a mutable default keeps the last merges
def train_bpe(text, merges, learned=[]):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    for number in range(merges):
        counts = count_pairs(ids)
        if not counts:
            break
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + number] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + number)
        learned.append(pair)
    return learned


# %% wrong: spellings of the last text are kept
spelling = {number: bytes([number]) for number in range(256)}

def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    learned = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling.setdefault(256 + len(learned), spelling[pair[0]] + spelling[pair[1]])
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: a list of its own under the name of the number
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    merges = []
    while len(ids) > 1 and len(merges) < 5:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], p))
        ids = merge_pair(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges


# %% contrived: right for the first hundred calls, then not
calls = 0

def train_bpe(text, merges):
    global calls
    calls += 1
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < merges and len(ids) > 1 and calls <= 100:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% contrived: never more than a hundred merges
def train_bpe(text, merges):
    ids = list(text.encode("utf-8"))
    spelling = {number: bytes([number]) for number in range(256)}
    learned = []
    while len(learned) < min(merges, 100) and len(ids) > 1:
        counts = count_pairs(ids)
        pair = max(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]))
        spelling[256 + len(learned)] = spelling[pair[0]] + spelling[pair[1]]
        ids = merge_pair(ids, pair, 256 + len(learned))
        learned.append(pair)
    return learned


# %% wrong: counts what could be merged, not what stands there
def train_bpe(text, merges):
    ids, out = list(text.encode()), []
    spelled = {i: bytes([i]) for i in range(256)}
    while len(out) < merges and len(ids) > 1:
        counts = {pair: merge_pair(ids, pair, -1).count(-1) for pair in zip(ids, ids[1:])}
        best = max(counts, key=lambda p: (counts[p], spelled[p[0]], spelled[p[1]]))
        new = 256 + len(out)
        spelled[new] = spelled[best[0]] + spelled[best[1]]
        ids = merge_pair(ids, best, new)
        out.append(best)
    return out


# %% wrong: line ends are made alike
def train_bpe(text, merges):
    ids, out = list("\n".join(text.splitlines()).encode()), []
    spelled = {i: bytes([i]) for i in range(256)}
    while len(out) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        best = max(counts, key=lambda p: (counts[p], spelled[p[0]], spelled[p[1]]))
        new = 256 + len(out)
        spelled[new] = spelled[best[0]] + spelled[best[1]]
        ids = merge_pair(ids, best, new)
        out.append(best)
    return out
