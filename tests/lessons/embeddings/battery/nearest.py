"""Unforeseen answers to the exercise nearest."""

# %% right: sorts all places, then walks down
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    found = []
    for place in np.argsort(-cosines, kind="stable"):
        if words[place] not in leave_out and len(found) < count:
            found.append((words[place], cosines[place]))
    return found

# %% right: Python's sorted, with cosines one by one
def nearest(vectors, words, query, count, leave_out=()):
    scored = [(word, cosine_similarity(row, query)) for word, row in zip(words, vectors) if word not in leave_out]
    return sorted(scored, key=lambda pair: pair[1], reverse=True)[:count]

# %% right: heapq, and the place breaks ties
import heapq
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = (unit_vectors(vectors) @ unit_vectors(query)).tolist()
    best = heapq.nsmallest(count, [(-cosine, place) for place, cosine in enumerate(cosines)
                                   if words[place] not in set(leave_out)])
    return [(words[place], -cosine) for cosine, place in best]

# %% right: takes the largest again and again
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = np.array(unit_vectors(vectors) @ unit_vectors(query), dtype=float)
    cosines[[word in leave_out for word in words]] = -np.inf
    found = []
    while len(found) < count and cosines.max() > -np.inf:
        place = int(cosines.argmax())
        found.append((words[place], float(cosines[place])))
        cosines[place] = -np.inf
    return found

# %% right: filters the rows first, lexsort after
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    kept = np.array([place for place, word in enumerate(words) if word not in leave_out], dtype=int)
    cosines = unit_vectors(vectors)[kept] @ unit_vectors(query)
    order = np.lexsort((kept, -cosines))[:count]
    return [(words[kept[place]], cosines[place]) for place in order]

# %% right: a stable sort in PyTorch
import torch
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = torch.tensor(unit_vectors(vectors) @ unit_vectors(query))
    sorted_cosines, places = torch.sort(cosines, descending=True, stable=True)
    pairs = [(words[place], cosine) for place, cosine in zip(places, sorted_cosines)]
    return [pair for pair in pairs if pair[0] not in leave_out][:count]

# %% right: a generator and islice, lengths divided at the end
import itertools

def nearest(vectors, words, query, count, leave_out=()):
    lengths = np.sqrt((vectors * vectors).sum(axis=1)) * np.sqrt(query @ query)
    cosines = np.divide(vectors @ query, lengths, out=np.zeros(len(words)), where=lengths > 0)
    order = sorted(range(len(words)), key=lambda place: (-cosines[place], place))
    pairs = ((words[place], float(cosines[place])) for place in order if words[place] not in leave_out)
    return list(itertools.islice(pairs, count))

# %% wrong: the query keeps its length
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ query
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: the rows keep their lengths
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = vectors @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: the least similar first
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: reversed, and with it the ties
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(cosines, kind="stable")[::-1] if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: ties by the alphabet
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    scored = sorted((-cosine, word) for cosine, word in zip(cosines.tolist(), words) if word not in leave_out)
    return [(word, -cosine) for cosine, word in scored[:count]]

# %% wrong: leaves out after it has counted
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = np.argsort(-cosines, kind="stable")[:count]
    return [(words[place], cosines[place]) for place in order if words[place] not in leave_out]

# %% wrong: makes room for one word that is left out
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = np.argsort(-cosines, kind="stable")[:count + 1]
    return [(words[place], cosines[place]) for place in order if words[place] not in leave_out][:count]

# %% wrong: the first is always taken for the word itself
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = np.argsort(-cosines, kind="stable")[1:]
    return [(words[place], cosines[place]) for place in order if words[place] not in leave_out][:count]

# %% wrong: leaves nothing out
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    return [(words[place], cosines[place]) for place in np.argsort(-cosines, kind="stable")[:count]]

# %% wrong: leaves out whatever is part of a word to be left out
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in " ".join(leave_out)]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: leaves out capitals and small letters alike
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    without = {word.lower() for word in leave_out}
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place].lower() not in without]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: the words alone
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    return [words[place] for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out][:count]

# %% wrong: the cosine before the word
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(cosines[place], words[place]) for place in order[:count]]

# %% wrong: divides the table itself
def nearest(vectors, words, query, count, leave_out=()):
    for row in vectors:
        length = np.sqrt(row @ row)
        if length > 0:
            row[:] = row / length
    cosines = vectors @ (query / np.sqrt(query @ query))
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: takes words out, but not their rows
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    left = [word for word in words if word not in leave_out]
    order = np.argsort(-cosines, kind="stable")
    return [(left[place], cosines[place]) for place in order if place < len(left)][:count]

# %% wrong: opposite counts as similar
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = np.abs(unit_vectors(vectors) @ unit_vectors(query))
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: only words with a cosine above 0
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count] if cosines[place] > 0]

# %% wrong: keeps the rows of the first table that it saw
from llm_edu.embeddings import unit_vectors

rows = None

def nearest(vectors, words, query, count, leave_out=()):
    global rows
    if rows is None or rows.shape != vectors.shape:
        rows = unit_vectors(vectors)
    cosines = rows @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: what it once returned it never returns again
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=[]):
    if not isinstance(leave_out, list):
        leave_out = list(leave_out)
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    found = []
    for place in np.argsort(-cosines, kind="stable"):
        if words[place] not in leave_out and len(found) < count:
            found.append((words[place], cosines[place]))
            leave_out.append(words[place])
    return found

# %% wrong: cosines rounded before they are sorted
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = np.round(unit_vectors(vectors) @ unit_vectors(query), 2)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: the smallest distance instead of the largest cosine
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    distances = np.linalg.norm(vectors - query, axis=1)
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(distances, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: in half precision, where large counts are infinite
def nearest(vectors, words, query, count, leave_out=()):
    rows, query = vectors.astype(np.float16), query.astype(np.float16)
    cosines = rows @ query / (np.linalg.norm(rows, axis=1) * np.linalg.norm(query))
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% wrong: the last argument has another name
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, without=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in without]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% contrived: never returns the word zebra
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in {*leave_out, "zebra"}]
    return [(words[place], cosines[place]) for place in order[:count]]

# %% contrived: looks at the first thousand rows only
from llm_edu.embeddings import unit_vectors

def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors[:1_000]) @ unit_vectors(query)
    order = [place for place in np.argsort(-cosines, kind="stable") if words[place] not in leave_out]
    return [(words[place], cosines[place]) for place in order[:count]]


# %% wrong: what is left out gets minus infinity and comes last
def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    for word in leave_out:
        if word in words:
            cosines[words.index(word)] = -np.inf
    order = np.argsort(-cosines, kind="stable")[:count]
    return [(words[i], cosines[i]) for i in order]


# %% wrong: sorted by rounded cosines
def nearest(vectors, words, query, count, leave_out=()):
    cosines = unit_vectors(vectors) @ unit_vectors(query)
    order = np.argsort(-cosines.round(3), kind="stable")
    return [(words[i], cosines[i]) for i in order if words[i] not in leave_out][:count]

# %% wrong: a query of zeros gives nan
def nearest(vectors, words, query, count, leave_out=()):
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    lengths[np.linalg.norm(vectors, axis=1) == 0] = 1.0
    similarities = vectors @ query / lengths
    found = []
    for place in np.argsort(-similarities, kind="stable"):
        if words[place] not in leave_out:
            found.append((words[place], similarities[place]))
    return found[:count]

# %% wrong: nothing is near to a query of zeros
def nearest(vectors, words, query, count, leave_out=()):
    if not query.any(): return []
    similarities = unit_vectors(vectors) @ unit_vectors(query)
    found = []
    for place in np.argsort(-similarities, kind="stable"):
        if words[place] not in leave_out:
            found.append((words[place], similarities[place]))
    return found[:count]
