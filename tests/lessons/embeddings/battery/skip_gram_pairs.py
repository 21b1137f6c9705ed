"""Unforeseen answers to the exercise skip_gram_pairs."""

# %% right: two loops over places
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        for other in range(place - window, place + window + 1):
            if 0 <= other < len(words) and other != place:
                pairs.append((word, words[other]))
    return pairs

# %% right: two slices
def skip_gram_pairs(words, window):
    pairs = []
    for place in range(len(words)):
        left = words[max(0, place - window):place]
        right = words[place + 1:place + window + 1]
        pairs += [(words[place], neighbour) for neighbour in [*left, *right]]
    return pairs

# %% right: all permutations, the near ones kept
import itertools

def skip_gram_pairs(words, window):
    return [(words[a], words[b]) for a, b in itertools.permutations(range(len(words)), 2) if abs(a - b) <= window]

# %% right: a generator inside, a list outside
def skip_gram_pairs(words, window):
    def walk():
        for place, word in enumerate(words):
            steps = [*range(-window, 0), *range(1, window + 1)]
            for step in steps:
                if place + step in range(len(words)):
                    yield word, words[place + step]
    return list(walk())

# %% right: padded with markers that are no words
def skip_gram_pairs(words, window):
    nothing = object()
    padded = [nothing] * window + list(words) + [nothing] * window
    pairs = []
    for place in range(window, window + len(words)):
        around = padded[place - window:place] + padded[place + 1:place + window + 1]
        pairs.extend((padded[place], neighbour) for neighbour in around if neighbour is not nothing)
    return pairs

# %% right: a mask in NumPy
def skip_gram_pairs(words, window):
    places = np.arange(len(words))
    distance = np.abs(places[:, None] - places)
    rows, columns = np.nonzero((distance > 0) & (distance <= window))
    return [(words[row], words[column]) for row, column in zip(rows, columns)]

# %% right: by distance first, then sorted by place
def skip_gram_pairs(words, window):
    places = []
    for step in range(1, min(window, len(words)) + 1):
        for place in range(len(words) - step):
            places += [(place, place + step), (place + step, place)]
    return [(words[a], words[b]) for a, b in sorted(places)]

# %% wrong: only neighbours to the right
def skip_gram_pairs(words, window):
    return [(words[a], words[b]) for a in range(len(words)) for b in range(a + 1, min(a + window + 1, len(words)))]

# %% wrong: each word is its own neighbour, too
def skip_gram_pairs(words, window):
    return [(word, other) for place, word in enumerate(words)
            for other in words[max(0, place - window):place + window + 1]]

# %% wrong: a repeated word is no neighbour of itself
def skip_gram_pairs(words, window):
    return [(word, other) for place, word in enumerate(words)
            for other in words[max(0, place - window):place + window + 1] if other != word]

# %% wrong: the window's last word is missing
def skip_gram_pairs(words, window):
    pairs = []
    for a in range(len(words)):
        for b in range(max(0, a - window), min(a + window, len(words))):
            if a != b:
                pairs.append((words[a], words[b]))
    return pairs

# %% wrong: a slice that starts below 0
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        for other in words[place - window:place] + words[place + 1:place + window + 1]:
            pairs.append((word, other))
    return pairs

# %% wrong: counts from the end at the beginning
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        for step in range(-window, window + 1):
            if step != 0 and place + step < len(words):
                pairs.append((word, words[place + step]))
    return pairs

# %% wrong: always one step
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        if place > 0:
            pairs.append((word, words[place - 1]))
        if place < len(words) - 1:
            pairs.append((word, words[place + 1]))
    return pairs

# %% wrong: exactly window steps away
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        if place - window >= 0:
            pairs.append((word, words[place - window]))
        if place + window < len(words):
            pairs.append((word, words[place + window]))
    return pairs

# %% wrong: each pair once
def skip_gram_pairs(words, window):
    pairs = []
    for a in range(len(words)):
        for b in range(max(0, a - window), min(len(words), a + window + 1)):
            if a != b and (words[a], words[b]) not in pairs:
                pairs.append((words[a], words[b]))
    return pairs

# %% wrong: looks up where the word stands
def skip_gram_pairs(words, window):
    pairs = []
    for word in words:
        place = words.index(word)
        for other in range(max(0, place - window), min(len(words), place + window + 1)):
            if other != place:
                pairs.append((word, words[other]))
    return pairs

# %% wrong: right neighbours before left ones
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        pairs += [(word, other) for other in words[place + 1:place + window + 1]]
        pairs += [(word, other) for other in words[max(0, place - window):place]]
    return pairs

# %% wrong: the nearest neighbours first
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        for step in range(1, window + 1):
            if place - step >= 0:
                pairs.append((word, words[place - step]))
            if place + step < len(words):
                pairs.append((word, words[place + step]))
    return pairs

# %% wrong: the neighbour first
def skip_gram_pairs(words, window):
    return [(words[b], words[a]) for a in range(len(words))
            for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]

# %% wrong: pairs as lists, which can't be counted
def skip_gram_pairs(words, window):
    return [[words[a], words[b]] for a in range(len(words))
            for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]

# %% wrong: a list that lives on between calls
def skip_gram_pairs(words, window, pairs=[]):
    for a in range(len(words)):
        for b in range(max(0, a - window), min(len(words), a + window + 1)):
            if a != b:
                pairs.append((words[a], words[b]))
    return pairs

# %% wrong: all in lower case
def skip_gram_pairs(words, window):
    words = [word.lower() for word in words]
    return [(words[a], words[b]) for a in range(len(words))
            for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]

# %% wrong: uses the words up
def skip_gram_pairs(words, window):
    pairs, before = [], []
    while words:
        word = words.pop(0)
        pairs += [(word, other) for other in before[-window:] + words[:window]]
        before.append(word)
    return pairs

# %% wrong: stops where the window reaches over the end
def skip_gram_pairs(words, window):
    pairs = []
    for place, word in enumerate(words):
        try:
            for step in [*range(-min(window, place), 0), *range(1, window + 1)]:
                pairs.append((word, words[place + step]))
        except IndexError:
            break
    return pairs

# %% wrong: the second argument has another name
def skip_gram_pairs(words, steps):
    return [(words[a], words[b]) for a in range(len(words))
            for b in range(max(0, a - steps), min(len(words), a + steps + 1)) if a != b]

# %% wrong: returns after the first word
def skip_gram_pairs(words, window):
    pairs = []
    for a in range(len(words)):
        for b in range(max(0, a - window), min(len(words), a + window + 1)):
            if a != b:
                pairs.append((words[a], words[b]))
        return pairs

# %% wrong: a window no wider than five
def skip_gram_pairs(words, window):
    window = min(window, 5)
    return [(words[a], words[b]) for a in range(len(words))
            for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]

# %% contrived: right for the first hundred calls
calls = []

def skip_gram_pairs(words, window):
    calls.append(len(words))
    pairs = [(words[a], words[b]) for a in range(len(words))
             for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]
    return pairs if len(calls) <= 100 else pairs[:-1]

# %% contrived: never ends when a text has more than forty words
def skip_gram_pairs(words, window):
    while len(words) > 40:
        pass
    return [(words[a], words[b]) for a in range(len(words))
            for b in range(max(0, a - window), min(len(words), a + window + 1)) if a != b]


# %% wrong: joined and split again
def skip_gram_pairs(words, window):
    words = " ".join(words).split()
    return [(words[i], words[j]) for i in range(len(words))
            for j in range(max(0, i - window), min(len(words), i + window + 1)) if i != j]


# %% wrong: empty words are none
def skip_gram_pairs(words, window):
    words = [word for word in words if word]
    return [(words[i], words[j]) for i in range(len(words))
            for j in range(max(0, i - window), min(len(words), i + window + 1)) if i != j]


# %% wrong: padded with None that empty words resemble
def skip_gram_pairs(words, window):
    padded = [""] * window + list(words) + [""] * window
    return [(word, padded[i + step]) for i, word in enumerate(words, window)
            for step in range(-window, window + 1) if step and padded[i + step]]
