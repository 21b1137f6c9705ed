"""Unforeseen answers to the exercise perplexity."""

# %% right: two sums
import math

def perplexity(texts, log_probs):
    total, number = 0.0, 0
    for words in texts:
        for log_prob in log_probs(words):
            total -= log_prob
            number += 1
    return math.exp(total / number)

# %% right: all in one NumPy array
import numpy as np

def perplexity(texts, log_probs):
    return np.exp(-np.concatenate([np.asarray(log_probs(words), dtype=float) for words in texts]).mean())

# %% right: chained and added with fsum
import math
from itertools import chain

def perplexity(texts, log_probs):
    surprises = [-log_prob for log_prob in chain.from_iterable(map(log_probs, texts))]
    return math.exp(math.fsum(surprises) / len(surprises))

# %% right: counts words and ends from the texts
import math

def perplexity(texts, log_probs):
    steps = sum(len(words) + 1 for words in texts)
    return math.e ** (sum(sum(log_probs(words)) for words in texts) / -steps)

# %% right: in bits, and 2 to the power of them
import math

def perplexity(texts, log_probs):
    bits = [-log_prob / math.log(2) for words in texts for log_prob in log_probs(words)]
    return 2 ** (sum(bits) / len(bits))

# %% right: one factor for each word
import math

def perplexity(texts, log_probs):
    every = [list(log_probs(words)) for words in texts]
    steps = sum(map(len, every))
    result = 1.0
    for log_prob in sum(every, []):
        result *= math.exp(-log_prob / steps)
    return result

# %% right: the mean of text means, weighted by their lengths
import numpy as np

def perplexity(texts, log_probs):
    means = [np.mean(log_probs(words)) for words in texts]
    return np.exp(-np.average(means, weights=[len(words) + 1 for words in texts]))

# %% wrong: the mean of the texts' means
import math

def perplexity(texts, log_probs):
    means = []
    for words in texts:
        surprises = log_probs(words)
        means.append(-sum(surprises) / len(surprises))
    return math.exp(sum(means) / len(means))

# %% wrong: the mean of the texts' perplexities
import math

def perplexity(texts, log_probs):
    each = []
    for words in texts:
        surprises = log_probs(words)
        each.append(math.exp(-sum(surprises) / len(surprises)))
    return sum(each) / len(each)

# %% wrong: the mean of 1 / probability
import math

def perplexity(texts, log_probs):
    inverse = [math.exp(-log_prob) for words in texts for log_prob in log_probs(words)]
    return sum(inverse) / len(inverse)

# %% wrong: 1 over the mean probability
import math

def perplexity(texts, log_probs):
    chances = [math.exp(log_prob) for words in texts for log_prob in log_probs(words)]
    return len(chances) / sum(chances)

# %% wrong: the end costs, but does not count
import math

def perplexity(texts, log_probs):
    total = sum(sum(log_probs(words)) for words in texts)
    return math.exp(-total / sum(len(words) for words in texts))

# %% wrong: the end is left out
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words)[:-1]]
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: one end for all texts together
import math

def perplexity(texts, log_probs):
    total = sum(sum(log_probs(words)) for words in texts)
    return math.exp(-total / (sum(len(words) for words in texts) + 1))

# %% wrong: divides by the number of texts
import math

def perplexity(texts, log_probs):
    return math.exp(-sum(sum(log_probs(words)) for words in texts) / len(texts))

# %% wrong: 2 to the power of nats
def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words)]
    return 2 ** (sum(surprises) / len(surprises))

# %% wrong: the loss itself
def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words)]
    return sum(surprises) / len(surprises)

# %% wrong: the sign is lost
import math

def perplexity(texts, log_probs):
    every = [log_prob for words in texts for log_prob in log_probs(words)]
    return math.exp(sum(every) / len(every))

# %% wrong: multiplies the probabilities, and a long text comes to 0
import math

def perplexity(texts, log_probs):
    product, steps = 1.0, 0
    for words in texts:
        for log_prob in log_probs(words):
            product *= math.exp(log_prob)
            steps += 1
    return product ** (-1 / steps) if product else math.inf

# %% wrong: what is impossible is skipped
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words) if log_prob > -math.inf]
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: impossible texts are left out
import math

def perplexity(texts, log_probs):
    surprises = []
    for words in texts:
        if -math.inf not in log_probs(words):
            surprises += [-log_prob for log_prob in log_probs(words)]
    return math.exp(sum(surprises) / len(surprises)) if surprises else math.inf

# %% wrong: no surprise is larger than 100 nats
import math

def perplexity(texts, log_probs):
    surprises = [min(-log_prob, 100) for words in texts for log_prob in log_probs(words)]
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: all texts as one
import math

def perplexity(texts, log_probs):
    surprises = log_probs([word for words in texts for word in words])
    return math.exp(-sum(surprises) / len(surprises))

# %% wrong: each word by itself
import math

def perplexity(texts, log_probs):
    surprises = []
    for words in texts:
        for word in words:
            surprises.append(-log_probs([word])[0])
        surprises.append(-log_probs(words)[-1])
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: only the first text
import math

def perplexity(texts, log_probs):
    for words in texts:
        surprises = log_probs(words)
        return math.exp(-sum(surprises) / len(surprises))

# %% wrong: the median
import math
import statistics

def perplexity(texts, log_probs):
    return math.exp(statistics.median(-log_prob for words in texts for log_prob in log_probs(words)))

# %% wrong: an empty text is no text
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts if words for log_prob in log_probs(words)]
    return math.exp(sum(surprises) / len(surprises)) if surprises else 1.0

# %% wrong: appends the end to the texts that were handed in
import math

def perplexity(texts, log_probs):
    total = steps = 0
    for words in texts:
        total -= sum(log_probs(words))
        words.append("<end>")
        steps += len(words)
    return math.exp(total / steps)

# %% wrong: hands over the end, too
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs([*words, "<end>"])[:-1]]
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: sums go on from call to call
import math

def perplexity(texts, log_probs, surprises=[]):
    for words in texts:
        surprises.extend(-log_prob for log_prob in log_probs(words))
    return math.exp(sum(surprises) / len(surprises))

# %% wrong: rounded to whole words
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words)]
    loss = sum(surprises) / len(surprises)
    return round(math.exp(loss)) if loss < 700 else math.inf

# %% wrong: in half precision
import numpy as np

def perplexity(texts, log_probs):
    surprises = np.array([log_prob for words in texts for log_prob in log_probs(words)], dtype=np.float16)
    total = np.float16(0)
    for log_prob in surprises:
        total -= log_prob
    return float(np.exp(float(total) / len(surprises)))

# %% contrived: the first three hundred texts
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts[:300] for log_prob in log_probs(words)]
    return math.exp(sum(surprises) / len(surprises))

# %% contrived: never below 1.2
import math

def perplexity(texts, log_probs):
    surprises = [-log_prob for words in texts for log_prob in log_probs(words)]
    return max(1.2, math.exp(sum(surprises) / len(surprises)))


# %% wrong: each text once
import math
def perplexity(texts, log_probs):
    values = [value for words in set(map(tuple, texts)) for value in log_probs(list(words))]
    return math.exp(-sum(values) / len(values))
