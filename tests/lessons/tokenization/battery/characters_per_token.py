"""Answers to characters_per_token that its check has to judge."""

# %% right: two sums
def characters_per_token(texts, encode):
    characters = sum(len(text) for text in texts)
    tokens = sum(len(encode(text)) for text in texts)
    return characters / tokens if tokens else 0.0


# %% right: a loop
def characters_per_token(texts, encode):
    characters = tokens = 0
    for text in texts:
        characters += len(text)
        tokens += len(encode(text))
    if tokens == 0:
        return 0.0
    return characters / tokens


# %% right: tries to divide
def characters_per_token(texts, encode):
    try:
        return sum(map(len, texts)) / sum(map(len, map(encode, texts)))
    except ZeroDivisionError:
        return 0.0


# %% right: one list of all tokens, one text of all characters
def characters_per_token(texts, encode):
    tokens = [token for text in texts for token in encode(text)]
    return len("".join(texts)) / len(tokens) if len(tokens) > 0 else 0.0


# %% right: counts one by one
def characters_per_token(texts, encode):
    characters = 0
    tokens = 0
    for page in texts:
        for _ in page:
            characters += 1
        for _ in encode(page):
            tokens += 1
    return 0.0 if not tokens else characters / tokens


# %% right: reduce over pairs
from functools import reduce

def characters_per_token(texts, encode):
    pairs = ((len(text), len(encode(text))) for text in texts)
    characters, tokens = reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), pairs, (0, 0))
    return float(characters) / tokens if tokens else 0.0


# %% right: a NumPy float
import numpy as np

def characters_per_token(texts, encode):
    counts = np.array([[0, 0]] + [[len(text), len(encode(text))] for text in texts])
    characters, tokens = counts.sum(axis=0)
    return characters / tokens if tokens else np.float64(0.0)


# %% right: the mean length over the mean number
from statistics import fmean

def characters_per_token(texts, encode):
    numbers = [len(encode(text)) for text in texts]
    return fmean(map(len, texts)) / fmean(numbers) if any(numbers) else 0.0


# %% wrong: the mean of each text's own figure
def characters_per_token(texts, encode):
    figures = [len(text) / len(encode(text)) for text in texts if encode(text)]
    return sum(figures) / len(figures) if figures else 0.0


# %% wrong: glues the texts together before cutting
def characters_per_token(texts, encode):
    everything = "".join(texts)
    tokens = encode(everything)
    return len(everything) / len(tokens) if tokens else 0.0


# %% wrong: puts spaces between the texts
def characters_per_token(texts, encode):
    everything = " ".join(texts)
    tokens = encode(everything)
    return len(everything) / len(tokens) if tokens else 0.0


# %% wrong: counts the characters of the tokens, without the spaces
def characters_per_token(texts, encode):
    tokens = [token for text in texts for token in encode(text)]
    return sum(len(str(token)) for token in tokens) / len(tokens) if tokens else 0.0


# %% wrong: spaces are not counted
def characters_per_token(texts, encode):
    characters = sum(len(text.replace(" ", "")) for text in texts)
    tokens = sum(len(encode(text)) for text in texts)
    return characters / tokens if tokens else 0.0


# %% wrong: counts bytes
def characters_per_token(texts, encode):
    size = sum(len(text.encode("utf-8")) for text in texts)
    tokens = sum(len(encode(text)) for text in texts)
    return size / tokens if tokens else 0.0


# %% wrong: at least one token
def characters_per_token(texts, encode):
    characters = sum(len(text) for text in texts)
    tokens = sum(len(encode(text)) for text in texts)
    return characters / max(tokens, 1)


# %% wrong: no texts are looked for, not no tokens
def characters_per_token(texts, encode):
    if not texts:
        return 0.0
    return sum(map(len, texts)) / sum(len(encode(text)) for text in texts)


# %% wrong: no characters are looked for, not no tokens
def characters_per_token(texts, encode):
    characters = sum(map(len, texts))
    if characters == 0:
        return 0.0
    return characters / sum(len(encode(text)) for text in texts)


# %% wrong: divides by zero
def characters_per_token(texts, encode):
    return sum(map(len, texts)) / sum(len(encode(text)) for text in texts)


# %% wrong: None if there are no tokens
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    if tokens:
        return sum(map(len, texts)) / tokens


# %% wrong: not a number if there are no tokens
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return sum(map(len, texts)) / tokens if tokens else float("nan")


# %% wrong: whole numbers
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return float(sum(map(len, texts)) // tokens) if tokens else 0.0


# %% wrong: rounds to one place
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return round(sum(map(len, texts)) / tokens, 1) if tokens else 0.0


# %% wrong: tokens for each character
def characters_per_token(texts, encode):
    characters = sum(map(len, texts))
    return sum(len(encode(text)) for text in texts) / characters if characters else 0.0


# %% wrong: equal tokens count once
def characters_per_token(texts, encode):
    different = {token for text in texts for token in encode(text)}
    return sum(map(len, texts)) / len(different) if different else 0.0


# %% wrong: equal texts count once
def characters_per_token(texts, encode):
    tokens = {text: len(encode(text)) for text in texts}
    return sum(map(len, tokens)) / sum(tokens.values()) if sum(tokens.values()) else 0.0


# %% wrong: texts without tokens are left out
def characters_per_token(texts, encode):
    pairs = [(len(text), len(encode(text))) for text in texts if encode(text)]
    return sum(a for a, _ in pairs) / sum(b for _, b in pairs) if pairs else 0.0


# %% wrong: token 0 is not counted
def characters_per_token(texts, encode):
    tokens = sum(1 for text in texts for token in encode(text) if token)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: white space at the ends is cut off first
def characters_per_token(texts, encode):
    texts = [text.strip() for text in texts]
    tokens = sum(len(encode(text)) for text in texts)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: composes accents first
import unicodedata

def characters_per_token(texts, encode):
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    tokens = sum(len(encode(text)) for text in texts)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: small letters first
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text.lower())) for text in texts)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: the number of texts
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return len(texts) / tokens if tokens else 0.0


# %% wrong: returns inside the loop
def characters_per_token(texts, encode):
    characters = tokens = 0
    for text in texts:
        characters += len(text)
        tokens += len(encode(text))
        if tokens:
            return characters / tokens
    return 0.0


# %% wrong: adds up over the calls
characters = tokens = 0

def characters_per_token(texts, encode):
    global characters, tokens
    characters += sum(len(text) for text in texts)
    tokens += sum(len(encode(text)) for text in texts)
    return characters / tokens if tokens else 0.0


# %% wrong: a mutable default keeps the tokens
def characters_per_token(texts, encode, tokens=[]):
    for text in texts:
        tokens += encode(text)
    return sum(map(len, texts)) / len(tokens) if tokens else 0.0


# %% wrong: splits into words, whatever encode does
def characters_per_token(texts, encode):
    tokens = sum(len(text.split()) for text in texts)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: keeps the token count of a text for another encode
known = {}

def characters_per_token(texts, encode):
    for text in texts:
        if text not in known:
            known[text] = len(encode(text))
    tokens = sum(known[text] for text in texts)
    return sum(map(len, texts)) / tokens if tokens else 0.0


# %% wrong: whole numbers of 16 bits
import numpy as np

def characters_per_token(texts, encode):
    characters = np.array([len(text) for text in texts]).astype(np.int16).sum(dtype=np.int16)
    tokens = np.array([len(encode(text)) for text in texts]).astype(np.int16).sum(dtype=np.int16)
    return float(characters / tokens) if tokens else 0.0


# %% contrived: right for the first hundred calls, then not
calls = 0

def characters_per_token(texts, encode):
    global calls
    calls += 1
    tokens = sum(len(encode(text)) for text in texts)
    return sum(map(len, texts)) / tokens + (calls > 100) if tokens else 0.0


# %% contrived: no more than a thousand texts
def characters_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts[:1000])
    return sum(map(len, texts[:1000])) / tokens if tokens else 0.0


# %% wrong: tokens that are something
def characters_per_token(texts, encode):
    tokens = sum(1 for text in texts for token in encode(text) if token)
    return sum(map(len, texts)) / tokens if tokens else 0.0

# %% wrong: no texts are an error
def characters_per_token(texts, encode):
    lengths = [len(encode(text)) for text in texts]
    if max(lengths) == 0:
        return 0.0
    return sum(map(len, texts)) / sum(lengths)

# %% wrong: None for no texts
def characters_per_token(texts, encode):
    if not texts: return None
    n = sum(len(encode(text)) for text in texts)
    return sum(map(len, texts)) / n if n else 0.0
