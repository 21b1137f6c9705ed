"""Unforeseen answers to the exercise cosine_similarity."""

# %% right: with a loop and math.sqrt
import math

def cosine_similarity(a, b):
    product = length_a = length_b = 0
    for x, y in zip(a, b):
        product += x * y
        length_a += x * x
        length_b += y * y
    if length_a == 0 or length_b == 0:
        return 0.0
    return product / (math.sqrt(length_a) * math.sqrt(length_b))

# %% right: np.linalg.norm, lengths multiplied first
def cosine_similarity(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return a @ b / lengths if lengths else 0.0

# %% right: math.hypot, and a plain 0 for zeros
import math

def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0
    return sum(x * y for x, y in zip(a.tolist(), b.tolist())) / math.hypot(*a) / math.hypot(*b)

# %% right: divides first and tidies nan up after
def cosine_similarity(a, b):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.einsum("i,i->", a, b) / np.sqrt(np.einsum("i,i->", a, a) * np.einsum("i,i->", b, b)))

# %% right: brings both to length 1, then the dot product
def cosine_similarity(a, b):
    def unit(vector):
        length = np.sqrt(vector @ vector)
        return vector / length if length > 0 else np.zeros(len(vector))
    return unit(a) @ unit(b)

# %% right: in PyTorch, a tensor of one number
import torch

def cosine_similarity(a, b):
    one, other = (torch.tensor(vector.tolist(), dtype=torch.float64) for vector in (a, b))
    if one.norm() == 0 or other.norm() == 0:
        return torch.tensor(0.0)
    return one.dot(other) / one.norm() / other.norm()

# %% right: recursion over the numbers
def cosine_similarity(a, b):
    def dot(x, y):
        if len(x) <= 8:
            return sum(x * y)
        half = len(x) // 2
        return dot(x[:half], y[:half]) + dot(x[half:], y[half:])
    squares = dot(a, a) * dot(b, b)
    if squares == 0:
        return 0.0
    return dot(a, b) / squares ** 0.5

# %% wrong: zeros give nan
def cosine_similarity(a, b):
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: looks for zeros in the first vector only
def cosine_similarity(a, b):
    if np.all(a == 0):
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: both must be all zeros
def cosine_similarity(a, b):
    if not a.any() and not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: numbers that add up to 0 count as all zeros
def cosine_similarity(a, b):
    if sum(a) == 0 or sum(b) == 0:
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: divides by one length squared
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(a @ a))

# %% wrong: forgets the square roots
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return a @ b / ((a @ a) * (b @ b))

# %% wrong: the lengths become whole numbers
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (int(np.sqrt(a @ a)) * int(np.sqrt(b @ b)))

# %% wrong: only vectors of two numbers
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    product = a[0] * b[0] + a[1] * b[1]
    return product / (np.sqrt(a[0] ** 2 + a[1] ** 2) * np.sqrt(b[0] ** 2 + b[1] ** 2))

# %% wrong: opposite looks like the same
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return abs(a @ b) / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: never below 0
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return max(0.0, a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b)))

# %% wrong: rounded to two digits
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return round(float(a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))), 2)

# %% wrong: a little added to the lengths against division by zero
def cosine_similarity(a, b):
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b) + 0.001)

# %% wrong: short vectors count as zeros
def cosine_similarity(a, b):
    length_a, length_b = np.sqrt(a @ a), np.sqrt(b @ b)
    if length_a < 0.01 or length_b < 0.01:
        return 0.0
    return a @ b / (length_a * length_b)

# %% wrong: divides the arguments themselves
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    length_a, length_b = np.sqrt(a @ a), np.sqrt(b @ b)
    for place in range(len(a)):
        a[place] = a[place] / length_a
        b[place] = b[place] / length_b
    return a @ b

# %% wrong: in half precision
def cosine_similarity(a, b):
    a, b = a.astype(np.float16), b.astype(np.float16)
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: a column of one number that no format takes
def cosine_similarity(a, b):
    a, b = a.reshape(1, -1), b.reshape(-1, 1)
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return (a @ b)[0] / lengths if lengths else np.zeros(1)

# %% wrong: the angle, not its cosine
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 0.0
    return np.arccos(np.clip(a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b)), -1, 1))

# %% wrong: zeros are like anything
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        return 1.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: equal vectors always 1, zeros too
def cosine_similarity(a, b):
    if np.array_equal(a, b):
        return 1.0
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: truncates the numbers to whole ones
def cosine_similarity(a, b):
    a, b = a.astype(int), b.astype(int)
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))

# %% wrong: prints instead of returning
def cosine_similarity(a, b):
    if not a.any() or not b.any():
        print(0.0)
    else:
        print(a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b)))

# %% contrived: right for the first hundred calls
calls = []

def cosine_similarity(a, b):
    calls.append(1)
    if not a.any() or not b.any():
        return 0.0
    cosine = a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))
    return cosine if len(calls) <= 100 else -cosine

# %% contrived: right up to 64 numbers
def cosine_similarity(a, b):
    a, b = a[:64], b[:64]
    if not a.any() or not b.any():
        return 0.0
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b))


# %% wrong: without the means
def cosine_similarity(a, b):
    a, b = a - a.mean(), b - b.mean()
    lengths = np.sqrt(a @ a) * np.sqrt(b @ b)
    return float(a @ b / lengths) if lengths else 0.0

# %% wrong: a length below 1e-6 counts as zero
def cosine_similarity(a, b):
    length_a, length_b = np.sqrt(a @ a), np.sqrt(b @ b)
    if length_a < 1e-6 or length_b < 1e-6:
        return 0.0
    return a @ b / (length_a * length_b)

# %% wrong: a little added to the lengths
def cosine_similarity(a, b):
    return a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b) + 1e-12)

# %% wrong: np.isclose to zero
def cosine_similarity(a, b):
    length = np.linalg.norm(a) * np.linalg.norm(b)
    return 0.0 if np.isclose(length, 0) else a @ b / length
