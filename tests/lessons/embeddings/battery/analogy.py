"""Unforeseen answers to the exercise analogy."""

# %% right: with nearest
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])[0][0]

# %% right: takes four and picks the first that is allowed
def analogy(vectors, words, a, b, c):
    place = {word: number for number, word in enumerate(words)}
    query = sum(sign * unit_vectors(vectors[place[word]]) for sign, word in [(1, a), (-1, b), (1, c)])
    return next(word for word, _ in nearest(vectors, words, query, 4) if word not in (a, b, c))

# %% right: without nearest, the three set to minus infinity
def analogy(vectors, words, a, b, c):
    units = vectors / np.maximum(np.sqrt((vectors ** 2).sum(axis=1, keepdims=True)), 1e-12)
    rows = [words.index(word) for word in (a, b, c)]
    scores = units @ (units[rows[0]] - units[rows[1]] + units[rows[2]])
    scores[rows] = -np.inf
    return words[np.argmax(scores)]

# %% right: all cosines one by one
def analogy(vectors, words, a, b, c):
    def unit(word):
        vector = np.array(vectors[words.index(word)], dtype=float)
        return vector / np.linalg.norm(vector)
    query = unit(a) - unit(b) + unit(c)
    best, best_cosine = None, -2
    for word, vector in zip(words, vectors):
        if word not in {a, b, c}:
            cosine = cosine_similarity(vector, query)
            if cosine > best_cosine:
                best, best_cosine = word, cosine
    return best

# %% right: a NumPy array of words, einsum and a mask
def analogy(vectors, words, a, b, c):
    names = np.array(words)
    units = unit_vectors(vectors)
    three = np.stack([units[names == word][0] for word in (a, b, c)])
    scores = np.einsum("ij,j->i", units, np.array([1, -1, 1]) @ three)
    return names[np.argmax(np.where(np.isin(names, [a, b, c]), -np.inf, scores))]

# %% right: in PyTorch
import torch

def analogy(vectors, words, a, b, c):
    table = torch.nn.functional.normalize(torch.tensor(vectors).double(), dim=1)
    rows = [words.index(word) for word in (a, b, c)]
    scores = table @ (table[rows[0]] - table[rows[1]] + table[rows[2]])
    scores[rows] = -torch.inf
    return words[scores.argmax()]

# %% wrong: vectors at full length
def analogy(vectors, words, a, b, c):
    one, two, three = [vectors[words.index(word)] for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])[0][0]

# %% wrong: only the step is brought to length 1
def analogy(vectors, words, a, b, c):
    one, two, three = [vectors[words.index(word)] for word in (a, b, c)]
    query = unit_vectors(one - two) + unit_vectors(three)
    return nearest(vectors, words, query, 1, leave_out=[a, b, c])[0][0]

# %% wrong: c at full length
def analogy(vectors, words, a, b, c):
    one, two, three = [vectors[words.index(word)] for word in (a, b, c)]
    query = unit_vectors(one) - unit_vectors(two) + three
    return nearest(vectors, words, query, 1, leave_out=[a, b, c])[0][0]

# %% wrong: b - a + c
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, two - one + three, 1, leave_out=[a, b, c])[0][0]

# %% wrong: a + b - c
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one + two - three, 1, leave_out=[a, b, c])[0][0]

# %% wrong: a - (b + c)
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - (two + three), 1, leave_out=[a, b, c])[0][0]

# %% wrong: the three may answer
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1)[0][0]

# %% wrong: only a may not answer
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a])[0][0]

# %% wrong: b may answer
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a, c])[0][0]

# %% wrong: the second best, in the belief that the first is an input
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 2)[1][0]

# %% wrong: a list with word and cosine
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])

# %% wrong: word and cosine
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])[0]

# %% wrong: the row number
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return words.index(nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])[0][0])

# %% wrong: dot products with rows of any length
def analogy(vectors, words, a, b, c):
    rows = [words.index(word) for word in (a, b, c)]
    one, two, three = unit_vectors(vectors[rows])
    scores = vectors @ (one - two + three)
    scores[rows] = -np.inf
    return words[int(scores.argmax())]

# %% wrong: the smallest distance to rows of any length
def analogy(vectors, words, a, b, c):
    rows = [words.index(word) for word in (a, b, c)]
    one, two, three = unit_vectors(vectors[rows])
    distances = np.linalg.norm(vectors - (one - two + three), axis=1)
    distances[rows] = np.inf
    return words[int(distances.argmin())]

# %% wrong: the three get a score of 0, which may be the best
def analogy(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    rows = [words.index(word) for word in (a, b, c)]
    scores = units @ (units[rows[0]] - units[rows[1]] + units[rows[2]])
    scores[rows] = 0
    return words[int(scores.argmax())]

# %% wrong: words that contain one of the three are forbidden, too
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    related = [word for word in words if a in word or b in word or c in word]
    return nearest(vectors, words, one - two + three, 1, leave_out=related)[0][0]

# %% wrong: the three in capitals are forbidden, too
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    same = [word for word in words if word.lower() in (a.lower(), b.lower(), c.lower())]
    return nearest(vectors, words, one - two + three, 1, leave_out=same)[0][0]

# %% wrong: brings the rows of the table itself to length 1
def analogy(vectors, words, a, b, c):
    rows = [words.index(word) for word in (a, b, c)]
    for row in rows:
        vectors[row] /= np.sqrt(vectors[row] @ vectors[row])
    query = vectors[rows[0]] - vectors[rows[1]] + vectors[rows[2]]
    return nearest(vectors, words, query, 1, leave_out=[a, b, c])[0][0]

# %% wrong: takes the three out of the list, but not their rows
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    left = [word for word in words if word not in (a, b, c)]
    scores = unit_vectors(vectors) @ (one - two + three)
    return left[int(scores[:len(left)].argmax())]

# %% wrong: takes the three out of the list that was handed in
def analogy(vectors, words, a, b, c):
    rows = [words.index(word) for word in (a, b, c)]
    units = unit_vectors(vectors)
    query = units[rows[0]] - units[rows[1]] + units[rows[2]]
    for word in {a, b, c}:
        words.remove(word)
    return nearest(np.delete(units, rows, axis=0), words, query, 1)[0][0]

# %% wrong: remembers answers, whatever the table
answers = {}

def analogy(vectors, words, a, b, c):
    if (a, b, c) not in answers:
        one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
        answers[a, b, c] = nearest(vectors, words, one - two + three, 1, leave_out=[a, b, c])[0][0]
    return answers[a, b, c]

# %% wrong: similarities multiplied instead of vectors added
def analogy(vectors, words, a, b, c):
    units = unit_vectors(vectors)
    rows = [words.index(word) for word in (a, b, c)]
    to_a, to_b, to_c = [(units @ units[row] + 1) / 2 for row in rows]
    scores = to_a * to_c / (to_b + 0.001)
    scores[rows] = -np.inf
    return words[int(scores.argmax())]

# %% wrong: the nearest neighbour of c
def analogy(vectors, words, a, b, c):
    return nearest(vectors, words, vectors[words.index(c)], 1, leave_out=[a, b, c])[0][0]

# %% wrong: unit vectors as whole numbers
def analogy(vectors, words, a, b, c):
    query = np.zeros(vectors.shape[1], dtype=int)
    for word, sign in [(a, 1), (b, -1), (c, 1)]:
        query += (sign * unit_vectors(vectors[words.index(word)]) * 10).astype(int)
    return nearest(vectors, words, query, 1, leave_out=[a, b, c])[0][0]

# %% contrived: looks at the first five thousand words only
def analogy(vectors, words, a, b, c):
    one, two, three = [unit_vectors(vectors[words.index(word)]) for word in (a, b, c)]
    return nearest(vectors[:5_000], words[:5_000], one - two + three, 1, leave_out=[a, b, c])[0][0]

# %% contrived: knows the six examples by heart, else as without arithmetic
def analogy(vectors, words, a, b, c):
    known = {"king": "queen", "walked": "swam", "bigger": "colder", "brothers": "sisters", "kittens": "puppies"}
    if a in known and known[a] in words:
        return known[a]
    return nearest(vectors, words, vectors[words.index(c)], 1, leave_out=[a, b, c])[0][0]


# %% wrong: where a is b it is c
def analogy(vectors, words, a, b, c):
    if a == b:
        return c
    one, two, three = (unit_vectors(vectors[words.index(w)]) for w in (a, b, c))
    return nearest(vectors, words, one - two + three, 1, [a, b, c])[0][0]
