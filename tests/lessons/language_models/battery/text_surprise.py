"""Unforeseen answers to the exercise text_surprise."""

# %% right: a loop that gives up at 0
import math

def text_surprise(words, next_distribution):
    bits, so_far = 0.0, []
    for word in [*words, "<end>"]:
        probability = next_distribution(so_far).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
        so_far = so_far + [word]
    return bits

# %% right: all probabilities first, also those after what is impossible
import math

def text_surprise(words, next_distribution):
    steps = list(words) + ["<end>"]
    probabilities = [next_distribution(steps[:place]).get(word, 0.0) for place, word in enumerate(steps)]
    if min(probabilities) <= 0:
        return math.inf
    return sum(-math.log2(probability) for probability in probabilities)

# %% right: NumPy makes the infinity
import numpy as np

def text_surprise(words, next_distribution):
    steps = list(words) + ["<end>"]
    given = [next_distribution(steps[:place]).get(word, 0.0) for place, word in enumerate(steps)]
    with np.errstate(divide="ignore"):
        return -np.log2(given).sum()

# %% right: a generator of nats, added with fsum
import math

def text_surprise(words, next_distribution):
    def nats():
        for place in range(len(words) + 1):
            word = words[place] if place < len(words) else "<end>"
            chances = next_distribution(list(words[:place]))
            if not chances.get(word):
                yield math.inf
                return
            yield -math.log(chances[word])
    return math.fsum(nats()) / math.log(2)

# %% right: exact fractions multiplied
import math
from fractions import Fraction

def text_surprise(words, next_distribution):
    product = Fraction(1)
    for place, word in enumerate([*words, "<end>"]):
        product *= Fraction(next_distribution(words[:place]).get(word, 0))
        if not product:
            return math.inf
    return math.log2(product.denominator) - math.log2(product.numerator)

# %% right: log2 is asked and may refuse
import math
from itertools import accumulate

def text_surprise(words, next_distribution):
    try:
        histories = accumulate(words, lambda so_far, word: [*so_far, word], initial=[])
        return sum(-math.log2(next_distribution(history)[word]) for history, word in zip(histories, [*words, "<end>"]))
    except (KeyError, ValueError):
        return math.inf

# %% right: a tensor of one number
import math
import torch

def text_surprise(words, next_distribution):
    total = torch.tensor(0.0, dtype=torch.float64)
    for place in range(len(words) + 1):
        chances = next_distribution(words[:place])
        wanted = (words + ["<end>"])[place]
        total = total - torch.tensor(chances.get(wanted, 0.0), dtype=torch.float64).log2()
        if torch.isinf(total):
            break
    return total

# %% wrong: forgets the end
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate(words):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: nats
import math

def text_surprise(words, next_distribution):
    nats = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        nats -= math.log(probability)
    return nats

# %% wrong: crashes on what the dictionary lacks
import math

def text_surprise(words, next_distribution):
    return sum(-math.log2(next_distribution(words[:place])[word]) for place, word in enumerate([*words, "<end>"]))

# %% wrong: crashes on a probability of 0 in the dictionary
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        chances = next_distribution(words[:place])
        if word not in chances:
            return math.inf
        bits -= math.log2(chances[word])
    return bits

# %% wrong: infinite words, but an end that is looked up
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate(words):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits - math.log2(next_distribution(words)["<end>"])

# %% wrong: multiplies first, and a long text comes to 0
import math

def text_surprise(words, next_distribution):
    product = 1.0
    for place, word in enumerate([*words, "<end>"]):
        product *= next_distribution(words[:place]).get(word, 0)
    return -math.log2(product) if product else math.inf

# %% wrong: hands over only the last word
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[max(0, place - 1):place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: hands over the word itself, too
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place + 1]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: hands over the words backwards
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place][::-1]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: what is impossible is skipped
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability > 0:
            bits -= math.log2(probability)
    return bits

# %% wrong: stops at what is impossible and returns what it has
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if not probability:
            break
        bits -= math.log2(probability)
    return bits

# %% wrong: impossible is 1000 bits
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        bits -= math.log2(probability) if probability else -1000
    return bits

# %% wrong: a tiny bit added to each probability
import math

def text_surprise(words, next_distribution):
    return sum(-math.log2(next_distribution(words[:place]).get(word, 0) + 1e-12)
               for place, word in enumerate([*words, "<end>"]))

# %% wrong: minus infinity
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return -math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: the minus is missing
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits += math.log2(probability)
    return bits

# %% wrong: the mean for each word
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits / (len(words) + 1)

# %% wrong: appends the end to the text that was handed in
import math

def text_surprise(words, next_distribution):
    words.append("<end>")
    bits = 0.0
    for place, word in enumerate(words):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: an empty text costs nothing
import math

def text_surprise(words, next_distribution):
    if not words:
        return 0.0
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: crashes on an empty text
import math

def text_surprise(words, next_distribution):
    first = next_distribution([]).get(words[0], 0)
    bits = -math.log2(first) if first else math.inf
    for place, word in enumerate([*words[1:], "<end>"], start=1):
        probability = next_distribution(words[:place]).get(word, 0)
        bits += -math.log2(probability) if probability else math.inf
    return bits

# %% wrong: whole bits
import math

def text_surprise(words, next_distribution):
    bits = 0
    for place, word in enumerate([*words, "<end>"]):
        probability = next_distribution(words[:place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits += round(-math.log2(probability))
    return bits

# %% wrong: what is nearly certain costs nothing, what is rare is impossible
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        probability = round(next_distribution(words[:place]).get(word, 0), 3)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% wrong: the history goes on from call to call
import math

def text_surprise(words, next_distribution, so_far=[]):
    bits = 0.0
    for word in [*words, "<end>"]:
        probability = next_distribution(list(so_far)).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
        so_far.append(word)
    return bits

# %% wrong: every word only once
import math

def text_surprise(words, next_distribution):
    steps = [*words, "<end>"]
    bits = {}
    for place, word in enumerate(steps):
        probability = next_distribution(words[:place]).get(word, 0)
        bits[word] = -math.log2(probability) if probability else math.inf
    return sum(bits.values())

# %% wrong: the distribution of the beginning for all words
import math

def text_surprise(words, next_distribution):
    chances, bits = next_distribution([]), 0.0
    for word in words:
        if not chances.get(word):
            return math.inf
        bits -= math.log2(chances[word])
    end = next_distribution(words).get("<end>", 0)
    return bits - math.log2(end) if end else math.inf

# %% contrived: right up to sixty words
import math

def text_surprise(words, next_distribution):
    steps, bits = [*words, "<end>"], 0.0
    for place, word in enumerate(steps):
        probability = next_distribution(steps[max(0, place - 60):place]).get(word, 0)
        if probability == 0:
            return math.inf
        bits -= math.log2(probability)
    return bits

# %% contrived: asks each language twice, and waits until both answers differ
import math

def text_surprise(words, next_distribution):
    bits = 0.0
    for place, word in enumerate([*words, "<end>"]):
        chances = next_distribution(words[:place])
        while len(words) > 500 and chances == next_distribution(words[:place]):
            pass
        if not chances.get(word):
            return math.inf
        bits -= math.log2(chances[word])
    return bits


# %% wrong: only the last word before
def text_surprise(words, next_distribution):
    total = 0.0
    for i, word in enumerate([*words, "<end>"]):
        p = next_distribution(words[max(0, i - 1):i]).get(word, 0)
        if p == 0:
            return math.inf
        total -= math.log2(p)
    return total
