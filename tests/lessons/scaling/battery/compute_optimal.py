"""Answers to the exercise `compute_optimal`: size and text for a budget of operations."""

# %% right: closed form for the tokens
def compute_optimal(law, operations):
    a, b = law.alpha, law.beta
    tokens = (b * law.B / (a * law.A)) ** (1 / (a + b)) * (operations / 6) ** (a / (a + b))
    return operations / 6 / tokens, tokens

# %% right: two grids, one finer than the other
import numpy as np

def compute_optimal(law, operations):
    product = operations / 6
    low, high = 0.0, np.log(product)
    for _ in range(4):
        sizes = np.exp(np.linspace(low, high, 500))
        best = int(np.argmin(law(sizes, product / sizes)))
        step = (high - low) / 499
        low, high = np.log(sizes[best]) - step, np.log(sizes[best]) + step
    return float(sizes[best]), float(product / sizes[best])

# %% right: golden section
def compute_optimal(law, operations):
    import math
    ratio = (math.sqrt(5) - 1) / 2
    low, high = 0.0, math.log(operations / 6)
    loss = lambda place: law(math.exp(place), operations / 6 / math.exp(place))
    while high - low > 1e-4:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return math.exp(low), operations / 6 / math.exp(low)

# %% right: walk uphill in size by half a per cent until the loss rises
def compute_optimal(law, operations):
    product, size = operations / 6, 1.0
    while law(size * 1.005, product / size / 1.005) < law(size, product / size):
        size *= 1.005
    return size, product / size

# %% right: Newton's method on the slope, in logarithms
import math

def compute_optimal(law, operations):
    product, place = operations / 6, math.log(operations / 6) / 2
    for _ in range(100):
        model = law.A * math.exp(-law.alpha * place)
        text = law.B * product**-law.beta * math.exp(law.beta * place)
        slope = law.beta * text - law.alpha * model
        bend = law.beta**2 * text + law.alpha**2 * model
        place -= max(-1.0, min(1.0, slope / bend))
    return math.exp(place), product / math.exp(place)

# %% right: whole numbers
def compute_optimal(law, operations):
    ratio = (law.alpha * law.A / law.beta / law.B) ** (1 / (law.alpha + law.beta))
    parameters = round(ratio * (operations / 6) ** (law.beta / (law.alpha + law.beta)))
    return parameters, round(operations / 6 / parameters)

# %% wrong: Hoffmann's numbers whatever the law is
def compute_optimal(law, operations):
    parameters = (0.34 * 406.4 / (0.28 * 410.7) * (operations / 6) ** 0.28) ** (1 / 0.62)
    return parameters, operations / 6 / parameters

# %% wrong: half of the operations in the exponent for both
def compute_optimal(law, operations):
    ratio = (law.alpha * law.A / (law.beta * law.B)) ** (1 / (law.alpha + law.beta))
    return ratio * (operations / 6) ** 0.5, (operations / 6) ** 0.5 / ratio

# %% wrong: doubles the size until the loss rises
def compute_optimal(law, operations):
    product, size = operations / 6, 1.0
    while law(size * 2, product / size / 2) < law(size, product / size):
        size *= 2
    return size, product / size

# %% wrong: a grid that ends at a billion parameters
import numpy as np

def compute_optimal(law, operations):
    sizes = np.geomspace(1e3, 1e9, 20_000)
    best = sizes[np.argmin(law(sizes, operations / 6 / sizes))]
    return best, operations / 6 / best

# %% wrong: an even grid, not one in logarithms
import numpy as np

def compute_optimal(law, operations):
    sizes = np.linspace(1, operations / 6, 100_000)
    best = sizes[np.argmin(law(sizes, operations / 6 / sizes))]
    return best, operations / 6 / best

# %% wrong: alpha twice
def compute_optimal(law, operations):
    parameters = (law.alpha * law.A / (law.beta * law.B) * (operations / 6) ** law.alpha) ** (1 / (2 * law.alpha))
    return parameters, operations / 6 / parameters

# %% wrong: two operations for each parameter and token
def compute_optimal(law, operations):
    product = operations / 2
    parameters = (law.alpha * law.A / (law.beta * law.B) * product**law.beta) ** (1 / (law.alpha + law.beta))
    return parameters, product / parameters

# %% wrong: the slopes by N and by D set equal, as if one parameter cost as much as one token
def compute_optimal(law, operations):
    import math
    low, high = 1.0, operations / 6
    for _ in range(200):
        size = math.sqrt(low * high)
        tokens = operations / 6 / size
        by_size = law.alpha * law.A * size ** (-law.alpha - 1)
        by_tokens = law.beta * law.B * tokens ** (-law.beta - 1)
        low, high = (size, high) if by_size > by_tokens else (low, size)
    return size, operations / 6 / size

# %% wrong: the loss comes along
def compute_optimal(law, operations):
    parameters = (law.alpha * law.A / (law.beta * law.B) * (operations / 6) ** law.beta) ** (1 / (law.alpha + law.beta))
    tokens = operations / 6 / parameters
    return parameters, tokens, law(parameters, tokens)

# %% wrong: only the size
def compute_optimal(law, operations):
    return (law.alpha * law.A / (law.beta * law.B) * (operations / 6) ** law.beta) ** (1 / (law.alpha + law.beta))

# %% wrong: rounded to powers of two
import math

def compute_optimal(law, operations):
    parameters = (law.alpha * law.A / (law.beta * law.B) * (operations / 6) ** law.beta) ** (1 / (law.alpha + law.beta))
    parameters = 2 ** round(math.log2(parameters))
    return parameters, operations / 6 / parameters

# %% wrong: stops at the first size that is better than the floor by a tenth
def compute_optimal(law, operations):
    size = 1.0
    while law(size, operations / 6 / size) > law.floor + 0.1 and size < operations / 6:
        size *= 1.01
    return size, operations / 6 / size

# %% wrong: a ternary search in the size itself, with too few steps
def compute_optimal(law, operations):
    low, high = 1.0, operations / 6
    for _ in range(30):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if law(left, operations / 6 / left) < law(right, operations / 6 / right):
            high = right
        else:
            low = left
    return low, operations / 6 / low

# %% contrived: no better than the text's own example at other budgets
def compute_optimal(law, operations):
    scale = (operations / 1e21) ** 0.5
    return 1.82e9 * scale, 9.14e10 * scale

# %% right: where the slope in ln N is 0, by halving
import math

def compute_optimal(law, operations):
    low, high = math.log(1e-12), math.log(operations)
    for _ in range(200):
        middle = (low + high) / 2
        n = math.exp(middle)
        d = operations / 6 / n
        if law.alpha * law.A / n ** law.alpha > law.beta * law.B / d ** law.beta:
            low = middle
        else:
            high = middle
    return n, d

# %% right: a grid, then a finer grid, then finer
import numpy as np

def compute_optimal(law, operations):
    low, high = -10.0, np.log10(operations) + 10
    for _ in range(12):
        grid = np.linspace(low, high, 201)
        best = grid[np.argmin([law.A * 10 ** (-law.alpha * g) + law.B * (operations / 6) ** -law.beta * 10 ** (law.beta * g)
                               for g in grid])]
        step = grid[1] - grid[0]
        low, high = best - 2 * step, best + 2 * step
    return 10 ** best, operations / 6 / 10 ** best

# %% wrong: Newton with autograd, going to and fro by steps of five without end
import torch

def compute_optimal(law, operations):
    u = torch.tensor(math.log(operations / 6) / 2, dtype=torch.float64, requires_grad=True)
    total = math.log(operations / 6)
    for _ in range(100):
        loss = torch.logaddexp(math.log(law.A) - law.alpha * u, math.log(law.B) - law.beta * (total - u))
        slope, = torch.autograd.grad(loss, u, create_graph=True)
        bend, = torch.autograd.grad(slope, u)
        step = float(slope / bend)
        u = (u.detach() - max(-5.0, min(5.0, step))).requires_grad_(True)
    return math.exp(u.item()), math.exp(total - u.item())

# %% right: numpy numbers in a list of two
import numpy as np

def compute_optimal(law, operations):
    exponents = np.array([law.beta, law.alpha]) / (law.alpha + law.beta)
    ratio = (law.alpha * law.A / law.beta / law.B) ** (1 / (law.alpha + law.beta))
    return tuple(np.array([ratio, 1 / ratio]) * np.float64(operations / 6) ** exponents)

# %% wrong: both shares alike
def compute_optimal(law, operations):
    both = law.alpha + law.beta
    n = (law.A / law.B) ** (1 / both) * (operations / 6) ** (law.beta / both)
    return n, operations / 6 / n

# %% wrong: alpha and beta in each other's place in the exponent
def compute_optimal(law, operations):
    both = law.alpha + law.beta
    n = (law.alpha * law.A / law.beta / law.B) ** (1 / both) * (operations / 6) ** (law.alpha / both)
    return n, operations / 6 / n

# %% wrong: from the example by the growth alone
def compute_optimal(law, operations):
    n = 1.82e9 * (operations / 1e21) ** (law.beta / (law.alpha + law.beta))
    return n, operations / 6 / n

# %% wrong: a hundred sizes over all decades
import numpy as np

def compute_optimal(law, operations):
    n = min(np.geomspace(1, operations / 6, 100), key=lambda n: law(n, operations / 6 / n))
    return n, operations / 6 / n

# %% wrong: steps of a twentieth until it gets worse
def compute_optimal(law, operations):
    n = 1.0
    while law(1.05 * n, operations / 6.3 / n) < law(n, operations / 6 / n):
        n *= 1.05
    return n, operations / 6 / n

# %% wrong: single precision cannot see the bottom of the valley
import numpy as np

def compute_optimal(law, operations):
    n = np.geomspace(1, operations / 6, 20001)
    loss = np.float32(law.floor) + np.float32(law.A / n ** law.alpha) + np.float32(law.B / (operations / 6 / n) ** law.beta)
    best = n[np.argmin(loss)]
    return best, operations / 6 / best

# %% wrong: gradient descent that has not arrived
import math

def compute_optimal(law, operations):
    u, total = math.log(operations / 6) / 2, math.log(operations / 6)
    for _ in range(100):
        n, d = math.exp(u), math.exp(total - u)
        u -= 0.1 * (-law.alpha * law.A / n ** law.alpha + law.beta * law.B / d ** law.beta)
        u = min(max(u, 0.0), total)
    return math.exp(u), math.exp(total - u)

# %% wrong: one exponent for both
def compute_optimal(law, operations):
    middle = (law.alpha + law.beta) / 2
    n = (law.A / law.B) ** (1 / (2 * middle)) * (operations / 6) ** 0.5
    return n, operations / 6 / n

# %% wrong: two digits
def compute_optimal(law, operations):
    both = law.alpha + law.beta
    n = (law.alpha * law.A / law.beta / law.B) ** (1 / both) * (operations / 6) ** (law.beta / both)
    return float(f"{n:.1e}"), float(f"{operations / 6 / n:.1e}")

# %% wrong: remembers by operations alone
seen = {}

def compute_optimal(law, operations):
    if operations not in seen:
        both = law.alpha + law.beta
        n = (law.alpha * law.A / law.beta / law.B) ** (1 / both) * (operations / 6) ** (law.beta / both)
        seen[operations] = n, operations / 6 / n
    return seen[operations]

# %% wrong: the loss in shares of the floor
def compute_optimal(law, operations):
    n, best = 1.0, None
    while n < operations / 6:
        loss = (law(n, operations / 6 / n) - law.floor) / law.floor
        if best is None or loss < best[0]:
            best = loss, n
        n *= 1.005
    return best[1], operations / 6 / best[1]

# %% wrong: seeks among so many tokens a parameter
def compute_optimal(law, operations):
    ratios = [1.01 ** k for k in range(0, 700)]
    def split(r):
        n = (operations / 6 / r) ** 0.5
        return n, r * n
    return min(map(split, ratios), key=lambda pair: law(*pair))

# %% right: tensors of one number
import torch
def compute_optimal(law, operations):
    t = lambda v: torch.tensor(v, dtype=torch.float64)
    n = (t(law.alpha * law.A / (law.beta * law.B)) * t(operations / 6) ** law.beta) ** (1 / (law.alpha + law.beta))
    return n, operations / 6 / n

# %% wrong: a fine grid that begins at twenty thousand
def compute_optimal(law, operations):
    grid = np.geomspace(2e4, 1e13, 8000)
    n = grid[np.argmin(law.A / grid ** law.alpha + law.B / (operations / 6 / grid) ** law.beta)]
    return n, operations / 6 / n

# %% wrong: a fine grid that ends at twenty trillion tokens
def compute_optimal(law, operations):
    d = np.geomspace(1e3, 2e13, 8000)
    d = d[np.argmin(law.A / (operations / 6 / d) ** law.alpha + law.B / d ** law.beta)]
    return operations / 6 / d, d

# %% wrong: whole models of thousands
def compute_optimal(law, operations):
    n = ((law.alpha * law.A / (law.beta * law.B)) * (operations / 6) ** law.beta) ** (1 / (law.alpha + law.beta))
    n = max(1000, round(n, -3))
    return n, operations / 6 / n

# %% wrong: a grid that is fine enough up to 1e10 parameters
import numpy as np
def compute_optimal(law, operations):
    n = np.geomspace(1e3, 1e10, 200_000)
    losses = law(n, operations / 6 / n)
    i = losses.argmin()
    return n[i], operations / 6 / n[i]

# %% wrong: grid between 1e-3 and 1e3 tokens per parameter
import numpy as np
def compute_optimal(law, operations):
    ratio = np.geomspace(1e-3, 1e3, 200_000)
    n = (operations / 6 / ratio) ** 0.5
    i = law(n, operations / 6 / n).argmin()
    return n[i], operations / 6 / n[i]

# %% wrong: grid from 1000 parameters, tokens at least 1000
import numpy as np
def compute_optimal(law, operations):
    n = np.geomspace(1000, operations / 6000, 200_000)
    i = law(n, operations / 6 / n).argmin()
    return n[i], operations / 6 / n[i]
