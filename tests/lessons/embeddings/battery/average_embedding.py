"""Unforeseen answers to the exercise average_embedding."""

# %% right: a loop with two sums
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word, 1.0)
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% right: np.average, asked only when something counts
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    counted = [weights[word] if word in weights else 1 for word in known]
    if not any(counted):
        return np.zeros(vectors.width)
    return np.average([vectors[word] for word in known], axis=0, weights=counted)

# %% right: each different word once, times its number
def average_embedding(words, vectors, weights):
    numbers = {word: number * weights.get(word, 1) for word, number in Counter(words).items() if word in vectors}
    share = sum(numbers.values())
    if share == 0:
        return np.zeros(vectors.width)
    return sum(number / share * vectors[word] for word, number in numbers.items())

# %% right: a matrix times a vector
def average_embedding(words, vectors, weights):
    rows = np.zeros((len(words), vectors.width))
    counted = np.zeros(len(words))
    for place, word in enumerate(words):
        if word in vectors:
            rows[place], counted[place] = vectors[word], weights.get(word, 1)
    return counted @ rows / (counted.sum() or 1.0)

# %% right: functools.reduce over pairs
from functools import reduce

def average_embedding(words, vectors, weights):
    def add(so_far, word):
        weight = weights.get(word, 1)
        return so_far[0] + weight * vectors[word], so_far[1] + weight
    total, weight = reduce(add, filter(vectors.__contains__, words), (np.zeros(vectors.width), 0))
    return total if weight == 0 else total / weight

# %% right: a running average
def average_embedding(words, vectors, weights):
    average, seen = np.zeros(vectors.width), 0
    for word in words:
        weight = weights.get(word, 1)
        if word in vectors and weight:
            seen += weight
            average = average + (vectors[word] - average) * weight / seen
    return average

# %% right: in PyTorch, back to NumPy
import torch

def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors and weights.get(word, 1) != 0]
    if not known:
        return np.zeros(vectors.width)
    counted = torch.tensor([weights.get(word, 1) for word in known], dtype=torch.float64)
    rows = torch.from_numpy(np.stack([vectors[word] for word in known])).double()
    return (counted @ rows / counted.sum()).numpy()

# %% wrong: divides by all words, also those without a vector
def average_embedding(words, vectors, weights):
    total = np.zeros(vectors.width)
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
    weight_sum = sum(weights.get(word, 1.0) for word in words)
    return total / weight_sum if weight_sum else total

# %% wrong: divides by the number of words, not by the weights
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    if not known:
        return np.zeros(vectors.width)
    return sum(weights.get(word, 1.0) * vectors[word] for word in known) / len(known)

# %% wrong: a repeated word once
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in dict.fromkeys(words):
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% wrong: crashes on a word without a weight
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            weight = weights[word] if weights else 1.0
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: a word without a weight counts nothing
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word, 0.0) if weights else 1.0
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: a weight of 0 counts once
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word) or 1.0
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: nothing left gives nan
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    total = np.zeros(vectors.width)
    for word in known:
        total += weights.get(word, 1.0) * vectors[word]
    with np.errstate(invalid="ignore"):
        return total / np.float64(sum(weights.get(word, 1.0) for word in known))

# %% wrong: weights that are all 0 divide by zero
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    if not known:
        return np.zeros(vectors.width)
    return np.average([vectors[word] for word in known], axis=0, weights=[weights.get(word, 1.0) for word in known])

# %% wrong: nothing left gives the number 0
def average_embedding(words, vectors, weights):
    total, weight_sum = 0.0, 0.0
    for word in words:
        if word in vectors:
            total = total + weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else 0.0

# %% wrong: nothing left gives None
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    if weight_sum:
        return total / weight_sum

# %% wrong: adds up in the first word's row of the table
def average_embedding(words, vectors, weights):
    total, weight_sum = None, 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word, 1.0)
            if total is None:
                total = vectors[word]
                total *= weight
            else:
                total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else np.zeros(vectors.width)

# %% wrong: multiplies the weights into the table
def average_embedding(words, vectors, weights):
    rows = [vectors[word] for word in words if word in vectors]
    counted = [weights.get(word, 1.0) for word in words if word in vectors]
    if not sum(counted):
        return np.zeros(vectors.width)
    for row, weight in zip(rows, counted):
        row *= weight
    return sum(rows) / sum(counted)

# %% wrong: writes missing weights into the dictionary
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        weight = weights.setdefault(word, 1.0)
        if word in vectors:
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: looks everything up in lower case
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in map(str.lower, words):
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% wrong: always 300 numbers
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    weight_sum = sum(weights.get(word, 1.0) for word in known)
    if not weight_sum:
        return np.zeros(300)
    return sum(weights.get(word, 1.0) * vectors[word] for word in known) / weight_sum

# %% wrong: goes from the end, and stops at the first word without a vector
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words[::-1]:
        if word not in vectors:
            break
        total += weights.get(word, 1.0) * vectors[word]
        weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% wrong: every vector at length 1
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * unit_vectors(vectors[word])
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% wrong: the average at length 1
def average_embedding(words, vectors, weights):
    total = np.zeros(vectors.width)
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
    return unit_vectors(total)

# %% wrong: the sum
def average_embedding(words, vectors, weights):
    total = np.zeros(vectors.width)
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
    return total

# %% wrong: weights cut to whole numbers
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0
    for word in words:
        if word in vectors:
            weight = int(weights.get(word, 1))
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: no weight above 1
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            weight = min(1.0, weights.get(word, 1.0))
            total += weight * vectors[word]
            weight_sum += weight
    return total / weight_sum if weight_sum else total

# %% wrong: waits for a KeyError, and the table raises another one
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        try:
            total += weights.get(word, 1.0) * vectors[word]
        except KeyError:
            continue
        weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% wrong: the sums go on from call to call
sums = {}

def average_embedding(words, vectors, weights):
    total, weight_sum = sums.get(vectors.width, (np.zeros(vectors.width), 0.0))
    for word in words:
        if word in vectors:
            total = total + weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    sums[vectors.width] = total, weight_sum
    return total / weight_sum if weight_sum else total

# %% wrong: a total that counts less than 1 counts nothing
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    weight_sum = sum(weights.get(word, 1.0) for word in known)
    if weight_sum < 1:
        return np.zeros(vectors.width)
    return sum(weights.get(word, 1.0) * vectors[word] for word in known) / weight_sum

# %% wrong: in half precision
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width, dtype=np.float16), np.float16(0)
    for word in words:
        if word in vectors:
            total += np.float16(weights.get(word, 1.0)) * vectors[word].astype(np.float16)
            weight_sum += np.float16(weights.get(word, 1.0))
    return total / weight_sum if weight_sum else total

# %% contrived: the first five hundred words of a text
def average_embedding(words, vectors, weights):
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words[:500]:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum else total

# %% contrived: right for the first hundred calls
calls = []

def average_embedding(words, vectors, weights):
    calls.append(1)
    total, weight_sum = np.zeros(vectors.width), 0.0
    for word in words:
        if word in vectors:
            total += weights.get(word, 1.0) * vectors[word]
            weight_sum += weights.get(word, 1.0)
    return total / weight_sum if weight_sum and len(calls) <= 100 else total


# %% wrong: all weights that are there count below
def average_embedding(words, vectors, weights):
    known = [word for word in words if word in vectors]
    much = sum(weights.values()) + sum(1 for word in known if word not in weights)
    total = sum((weights.get(word, 1) * vectors[word] for word in known), np.zeros(vectors.width))
    return total / much if much else total
