"""Unforeseen answers to the exercise bits_per_byte."""

# %% right: two sums
import math

def bits_per_byte(texts, log_prob):
    bits = -sum(log_prob(text) for text in texts) / math.log(2)
    return bits / sum(len(text.encode()) for text in texts)

# %% right: a loop that counts bytes one by one
import math

def bits_per_byte(texts, log_prob):
    nats, size = 0.0, 0
    for text in texts:
        nats -= log_prob(text)
        for _ in bytes(text, "utf-8"):
            size += 1
    return nats / size / math.log(2)

# %% right: the bytes of all texts joined, the log probabilities apart
import numpy as np

def bits_per_byte(texts, log_prob):
    return -np.sum([log_prob(text) for text in texts]) * np.log2(np.e) / len("".join(texts).encode("utf-8"))

# %% right: bytes by code point
import math

def bits_per_byte(texts, log_prob):
    def size(letter):
        return 1 + sum(ord(letter) >= limit for limit in (0x80, 0x800, 0x10000))
    return -math.fsum(map(log_prob, texts)) / (math.log(2) * sum(size(letter) for text in texts for letter in text))

# %% right: each text's bits per byte, weighted by its bytes
import numpy as np

def bits_per_byte(texts, log_prob):
    sizes = np.array([len(text.encode("utf8")) for text in texts], dtype=float)
    each = [-log_prob(text) / np.log(2) / max(size, 1.0) for text, size in zip(texts, sizes)]
    return np.average(each, weights=sizes) if all(sizes) else sum(-log_prob(t) for t in texts) / np.log(2) / sizes.sum()

# %% right: a tensor of one number
import torch

def bits_per_byte(texts, log_prob):
    nats = torch.tensor([log_prob(text) for text in texts], dtype=torch.float64).sum()
    return -nats / torch.tensor(2.0, dtype=torch.float64).log() / sum(len(text.encode()) for text in texts)

# %% wrong: letters instead of bytes
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text) for text in texts)

# %% wrong: nats
def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / sum(len(text.encode()) for text in texts)

# %% wrong: times ln 2
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) * math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: the mean of the texts' bits per byte
import math

def bits_per_byte(texts, log_prob):
    each = [-log_prob(text) / math.log(2) / len(text.encode()) for text in texts]
    return sum(each) / len(each)

# %% wrong: the sign
import math

def bits_per_byte(texts, log_prob):
    return sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: divides by the texts
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / len(texts)

# %% wrong: bytes per bit
import math

def bits_per_byte(texts, log_prob):
    return sum(len(text.encode()) for text in texts) / (-sum(log_prob(text) for text in texts) / math.log(2))

# %% wrong: two bytes for whatever is not ASCII
import math

def bits_per_byte(texts, log_prob):
    size = sum(1 if letter.isascii() else 2 for text in texts for letter in text)
    return -sum(log_prob(text) for text in texts) / math.log(2) / size

# %% wrong: never more than three bytes for a letter
import math

def bits_per_byte(texts, log_prob):
    size = sum(min(3, len(letter.encode())) for text in texts for letter in text)
    return -sum(log_prob(text) for text in texts) / math.log(2) / size

# %% wrong: Latin-1, one byte for é
import math

def bits_per_byte(texts, log_prob):
    size = sum(len(text.encode("latin-1", errors="replace")) for text in texts)
    return -sum(log_prob(text) for text in texts) / math.log(2) / size

# %% wrong: UTF-16
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode("utf-16")) for text in texts)

# %% wrong: letters that are not ASCII are dropped
import math

def bits_per_byte(texts, log_prob):
    size = sum(len(text.encode("ascii", errors="ignore")) for text in texts)
    return -sum(log_prob(text) for text in texts) / math.log(2) / size

# %% wrong: the memory that Python takes
import math
import sys

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(sys.getsizeof(text) for text in texts)

# %% wrong: all texts as one
import math

def bits_per_byte(texts, log_prob):
    text = "".join(texts)
    return -log_prob(text) / math.log(2) / len(text.encode())

# %% wrong: joined by line breaks, which are bytes, too
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / len("\n".join(texts).encode())

# %% wrong: one byte more for the end of each text
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) + 1 for text in texts)

# %% wrong: spaces around a text don't count
import math

def bits_per_byte(texts, log_prob):
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.strip().encode()) for text in texts)

# %% wrong: only words count, not what stands between them
import math

def bits_per_byte(texts, log_prob):
    size = sum(len(word.encode()) for text in texts for word in text.split())
    return -sum(log_prob(text) for text in texts) / math.log(2) / size

# %% wrong: letters and their accents are joined first
import math
import unicodedata

def bits_per_byte(texts, log_prob):
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: small letters
import math

def bits_per_byte(texts, log_prob):
    texts = [text.lower() for text in texts]
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: the same text once
import math

def bits_per_byte(texts, log_prob):
    texts = set(texts)
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: the probability itself, which is 0 for a long text
import math

def bits_per_byte(texts, log_prob):
    bits = sum(-math.log2(math.exp(log_prob(text))) for text in texts)
    return bits / sum(len(text.encode()) for text in texts)

# %% wrong: word by word
import math

def bits_per_byte(texts, log_prob):
    nats = sum(-log_prob(word) for text in texts for word in text.split(" "))
    return nats / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: letter by letter
import math

def bits_per_byte(texts, log_prob):
    nats = sum(-log_prob(letter) for text in texts for letter in text)
    return nats / math.log(2) / sum(len(text.encode()) for text in texts)

# %% wrong: hands over bytes
import math

def bits_per_byte(texts, log_prob):
    encoded = [text.encode() for text in texts]
    return -sum(log_prob(text) for text in encoded) / math.log(2) / sum(map(len, encoded))

# %% wrong: the first text only
import math

def bits_per_byte(texts, log_prob):
    for text in texts:
        return -log_prob(text) / math.log(2) / len(text.encode())

# %% wrong: rounded to two digits
import math

def bits_per_byte(texts, log_prob):
    return round(-sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts), 2)

# %% wrong: uses the texts up
import math

def bits_per_byte(texts, log_prob):
    nats = size = 0
    while texts:
        text = texts.pop()
        nats -= log_prob(text)
        size += len(text.encode())
    return nats / math.log(2) / size

# %% wrong: sums go on from call to call
import math

def bits_per_byte(texts, log_prob, sums=[0, 0]):
    for text in texts:
        sums[0] -= log_prob(text)
        sums[1] += len(text.encode())
    return sums[0] / math.log(2) / sums[1]

# %% wrong: whole bits for each text
import math

def bits_per_byte(texts, log_prob):
    bits = sum(math.ceil(-log_prob(text) / math.log(2) - 1e-9) for text in texts)
    return bits / sum(len(text.encode()) for text in texts)

# %% contrived: the first fifty texts
import math

def bits_per_byte(texts, log_prob):
    texts = texts[:50]
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)

# %% contrived: never more than eight
import math

def bits_per_byte(texts, log_prob):
    return min(8.0, -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts))


# %% right: counts bytes by their ranges
import math
def bits_per_byte(texts, log_prob):
    def size(character):
        code = ord(character)
        return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
    bits = sum(-log_prob(text) / math.log(2) for text in texts)
    return bits / sum(size(character) for text in texts for character in text)


# %% wrong: empty texts are left out
import math
def bits_per_byte(texts, log_prob):
    texts = [text for text in texts if text]
    return -sum(log_prob(text) for text in texts) / math.log(2) / sum(len(text.encode()) for text in texts)
