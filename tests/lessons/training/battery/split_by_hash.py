"""Answers to the exercise `split_by_hash`: texts to learn from, and texts held out by a hash."""

# %% right: a loop and two lists
def split_by_hash(texts, share):
    learned, held_out = [], []
    for text in texts:
        simple = " ".join(text.lower().split())
        if number_of(simple) < share:
            held_out.append(text)
        else:
            learned.append(text)
    return learned, held_out

# %% right: two comprehensions and a regular expression
def split_by_hash(texts, share):
    def is_held_out(text):
        return number_of(re.sub(r"\s+", " ", text).strip().lower()) < share
    return [text for text in texts if not is_held_out(text)], [text for text in texts if is_held_out(text)]

# %% right: a NumPy mask over all numbers
import numpy as np

def split_by_hash(texts, share):
    numbers = np.array([number_of(" ".join(text.split()).lower()) for text in texts], dtype=np.float64)
    held = numbers < share
    return [texts[i] for i in np.flatnonzero(~held)], [texts[i] for i in np.flatnonzero(held)]

# %% right: halves of the list, joined again
def split_by_hash(texts, share):
    if len(texts) < 2:
        held = [text for text in texts if number_of(" ".join(text.lower().split())) < share]
        return [] if held else list(texts), held
    middle = len(texts) // 2
    left, right = split_by_hash(texts[:middle], share), split_by_hash(texts[middle:], share)
    return left[0] + right[0], left[1] + right[1]

# %% right: a list of two lists, chosen by a bool, and one number for each different text
def split_by_hash(texts, share):
    numbers, lists = {}, [[], []]
    for text in texts:
        simple = " ".join(text.lower().split())
        if simple not in numbers:
            numbers[simple] = number_of(simple)
        lists[numbers[simple] < share].append(text)
    return lists

# %% wrong: hashes the text as it stands
def split_by_hash(texts, share):
    return [t for t in texts if number_of(t) >= share], [t for t in texts if number_of(t) < share]

# %% wrong: capitals stay
def split_by_hash(texts, share):
    held = [number_of(" ".join(text.split())) < share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: tabs and new lines stay
def split_by_hash(texts, share):
    simple = [" ".join(word for word in text.lower().split(" ") if word) for text in texts]
    held = [number_of(text) < share for text in simple]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: two spaces become one, three become two
def split_by_hash(texts, share):
    held = [number_of(re.sub(r"[\t\n]", " ", t.strip().lower()).replace("  ", " ")) < share for t in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: a space stays at the ends
def split_by_hash(texts, share):
    held = [number_of(re.sub(r"\s+", " ", text.lower())) < share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: a number equal to the share is held out
def split_by_hash(texts, share):
    held = [number_of(" ".join(text.lower().split())) <= share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: returns the simplified texts
def split_by_hash(texts, share):
    texts = [" ".join(text.lower().split()) for text in texts]
    return [t for t in texts if number_of(t) >= share], [t for t in texts if number_of(t) < share]

# %% wrong: held out comes first
def split_by_hash(texts, share):
    learned, held_out = [], []
    for text in texts:
        (held_out if number_of(" ".join(text.lower().split())) < share else learned).append(text)
    return held_out, learned

# %% wrong: copies are dropped
def split_by_hash(texts, share):
    learned, held_out = {}, {}
    for text in texts:
        simple = " ".join(text.lower().split())
        (held_out if number_of(simple) < share else learned).setdefault(simple, text)
    return list(learned.values()), list(held_out.values())

# %% wrong: an exact share, those with the smallest numbers
def split_by_hash(texts, share):
    order = sorted(texts, key=lambda text: number_of(" ".join(text.lower().split())))
    count = round(share * len(texts))
    return [t for t in texts if t not in order[:count]], [t for t in texts if t in order[:count]]

# %% wrong: in the order of their numbers
def split_by_hash(texts, share):
    pairs = sorted((number_of(" ".join(text.lower().split())), text) for text in texts)
    return [text for number, text in pairs if number >= share], [text for number, text in pairs if number < share]

# %% wrong: numbers rounded to the four digits that were printed
def split_by_hash(texts, share):
    held = [round(number_of(" ".join(text.lower().split())), 4) < share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: whole percents
def split_by_hash(texts, share):
    held = [int(100 * number_of(" ".join(text.lower().split()))) < int(100 * share) for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: takes texts out of the list that it was given, and skips the next one each time
def split_by_hash(texts, share):
    held_out = []
    for text in texts:
        if number_of(" ".join(text.lower().split())) < share:
            held_out.append(text)
            texts.remove(text)
    return texts, held_out

# %% wrong: remembers from call to call who was held out, whatever the share is now
def split_by_hash(texts, share, sides={}):
    learned, held_out = [], []
    for text in texts:
        simple = " ".join(text.lower().split())
        if simple not in sides:
            sides[simple] = number_of(simple) < share
        (held_out if sides[simple] else learned).append(text)
    return learned, held_out

# %% wrong: two generators, which have no length
def split_by_hash(texts, share):
    def number(text):
        return number_of(" ".join(text.lower().split()))
    return (text for text in texts if number(text) >= share), (text for text in texts if number(text) < share)

# %% wrong: a share of 0 is taken for none given
def split_by_hash(texts, share):
    share = share or 0.1
    held = [number_of(" ".join(text.lower().split())) < share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: punctuation is taken off as well
def split_by_hash(texts, share):
    held = [number_of(" ".join(re.findall(r"\w+", text.lower()))) < share for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: crashes when there are no texts
def split_by_hash(texts, share):
    numbers, texts = zip(*[(number_of(" ".join(text.lower().split())), text) for text in texts])
    return [t for n, t in zip(numbers, texts) if n >= share], [t for n, t in zip(numbers, texts) if n < share]

# %% contrived: right for the first hundred calls, then held out are those from the share up
calls = 0

def split_by_hash(texts, share):
    global calls
    calls += 1
    held = [(number_of(" ".join(text.lower().split())) < share) == (calls <= 100) for text in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% contrived: texts of more than five hundred characters are never held out
def split_by_hash(texts, share):
    held = [number_of(" ".join(t.lower().split())) < share and len(t) <= 500 for t in texts]
    return [t for t, h in zip(texts, held) if not h], [t for t, h in zip(texts, held) if h]

# %% wrong: only ASCII letters are made small
def split_by_hash(texts, share):
    small = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
    learned, held = [], []
    for text in texts:
        (held if number_of(" ".join(text.translate(small).split())) < share else learned).append(text)
    return learned, held

# %% right: a pair indexed by a truth value
import re
def split_by_hash(texts, share):
    sides = [], []
    for text in texts:
        simple = re.sub(r"\s+", " ", text.strip()).lower()
        sides[number_of(simple) < share].append(text)
    return sides

# %% wrong: the number rounded to two places, as it is printed
def split_by_hash(texts, share):
    learned, held = [], []
    for text in texts:
        simple = " ".join(text.lower().split())
        (held if round(number_of(simple), 2) <= share else learned).append(text)
    return learned, held
