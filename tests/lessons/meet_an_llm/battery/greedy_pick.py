"""Answers to greedy_pick that its check has to judge."""

# %% right: index of max
def greedy_pick(probabilities):
    return probabilities.index(max(probabilities))


# %% right: loop with enumerate
def greedy_pick(probabilities):
    best, best_probability = 0, probabilities[0]
    for position, probability in enumerate(probabilities):
        if probability > best_probability:
            best, best_probability = position, probability
    return best


# %% right: max over the positions
def greedy_pick(probabilities):
    return max(range(len(probabilities)), key=probabilities.__getitem__)


# %% right: backwards, where equal ones replace
def greedy_pick(probabilities):
    best = len(probabilities) - 1
    for position in range(len(probabilities) - 1, -1, -1):
        if probabilities[position] >= probabilities[best]:
            best = position
    return best


# %% right: a knock-out of two halves
def greedy_pick(probabilities):
    def winner(start, end):
        if end - start == 1:
            return start
        middle = (start + end) // 2
        left, right = winner(start, middle), winner(middle, end)
        return right if probabilities[right] > probabilities[left] else left

    return winner(0, len(probabilities))


# %% right: a NumPy integer
import numpy as np

def greedy_pick(probabilities):
    return np.argmax(np.asarray(probabilities, dtype=np.float64))


# %% right: a tensor of 64 bits and .item()
import torch

def greedy_pick(probabilities):
    return torch.tensor(probabilities, dtype=torch.float64).argmax().item()


# %% right: a tensor of no dimensions
import torch

def greedy_pick(probabilities):
    return torch.argmax(torch.tensor(probabilities, dtype=torch.double))


# %% right: a stable sort from large to small
def greedy_pick(probabilities):
    return sorted(enumerate(probabilities), key=lambda pair: pair[1], reverse=True)[0][0]


# %% right: reduce
from functools import reduce

def greedy_pick(probabilities):
    return reduce(lambda a, b: b if probabilities[b] > probabilities[a] else a, range(len(probabilities)))


# %% right: the smallest pair of minus probability and position
def greedy_pick(probabilities):
    return min((-probability, position) for position, probability in enumerate(probabilities))[1]


# %% wrong: the number, not its position
def greedy_pick(probabilities):
    return max(probabilities)


# %% wrong: the last of equal ones
def greedy_pick(probabilities):
    best = 0
    for position in range(len(probabilities)):
        if probabilities[position] >= probabilities[best]:
            best = position
    return best


# %% wrong: the largest pair of probability and position
def greedy_pick(probabilities):
    return max((probability, position) for position, probability in enumerate(probabilities))[1]


# %% wrong: a dictionary keeps the last of equal ones
def greedy_pick(probabilities):
    position_of = {probability: position for position, probability in enumerate(probabilities)}
    return position_of[max(position_of)]


# %% wrong: counts from one
def greedy_pick(probabilities):
    best = 1
    for position, probability in enumerate(probabilities, start=1):
        if probability > probabilities[best - 1]:
            best = position
    return best


# %% wrong: the smallest
def greedy_pick(probabilities):
    return sorted(range(len(probabilities)), key=lambda position: probabilities[position])[0]


# %% wrong: never looks at the last
def greedy_pick(probabilities):
    best = 0
    for position in range(len(probabilities) - 1):
        if probabilities[position] > probabilities[best]:
            best = position
    return best


# %% wrong: never looks at the first
def greedy_pick(probabilities):
    best = 1
    for position in range(2, len(probabilities)):
        if probabilities[position] > probabilities[best]:
            best = position
    return best


# %% wrong: the first peak
def greedy_pick(probabilities):
    for position in range(len(probabilities) - 1):
        if probabilities[position] > probabilities[position + 1]:
            return position
    return len(probabilities) - 1


# %% wrong: compares whole per cents
def greedy_pick(probabilities):
    per_cents = [int(100 * probability) for probability in probabilities]
    return per_cents.index(max(per_cents))


# %% wrong: half precision
import torch

def greedy_pick(probabilities):
    return torch.tensor(probabilities, dtype=torch.float16).argmax().item()


# %% wrong: nearly equal counts as equal
def greedy_pick(probabilities):
    best = 0
    for position, probability in enumerate(probabilities):
        if probability > probabilities[best] + 1e-6:
            best = position
    return best


# %% wrong: all positions of the largest, as a list
def greedy_pick(probabilities):
    largest = max(probabilities)
    return [position for position, probability in enumerate(probabilities) if probability == largest]


# %% wrong: looks for it after sorting
def greedy_pick(probabilities):
    probabilities.sort()
    return probabilities.index(probabilities[-1])


# %% wrong: only what is above one half
def greedy_pick(probabilities):
    for position, probability in enumerate(probabilities):
        if probability > 0.5:
            return position


# %% wrong: the record of the last call still stands
record = 0.0
winner = 0

def greedy_pick(probabilities):
    global record, winner
    for position, probability in enumerate(probabilities):
        if probability > record:
            record, winner = probability, position
    return winner


# %% wrong: the position as a float, which is no id
import torch

def greedy_pick(probabilities):
    table = torch.tensor(list(enumerate(probabilities)), dtype=torch.float64)
    return table[table[:, 1].argmax(), 0].item()


# %% wrong: repeated numbers are left out before counting
def greedy_pick(probabilities):
    different = list(dict.fromkeys(probabilities))
    return different.index(max(different))


# %% wrong: prints instead of returning
def greedy_pick(probabilities):
    print(probabilities.index(max(probabilities)))


# %% wrong: draws instead of taking the largest
import random

def greedy_pick(probabilities):
    return random.choices(range(len(probabilities)), weights=probabilities)[0]


# %% wrong: equal ones by lot
import random

def greedy_pick(probabilities):
    largest = max(probabilities)
    return random.choice([position for position, p in enumerate(probabilities) if p == largest])


# %% contrived: right for the first hundred calls, then not
calls = 0

def greedy_pick(probabilities):
    global calls
    calls += 1
    return probabilities.index(max(probabilities)) if calls <= 100 else 0


# %% contrived: knows the example only
def greedy_pick(probabilities):
    return 1


# %% contrived: looks at the first thousand
def greedy_pick(probabilities):
    return probabilities.index(max(probabilities[:1000]))


# %% right: a tournament of halves
def greedy_pick(probabilities):
    def winner(low, high):
        if high - low == 1:
            return low
        middle = (low + high) // 2
        left, right = winner(low, middle), winner(middle, high)
        return right if probabilities[right] > probabilities[left] else left
    return winner(0, len(probabilities))


# %% wrong: more than a half must be the largest
def greedy_pick(probabilities):
    for place, probability in enumerate(probabilities):
        if probability > 0.5:
            return place
    return probabilities.index(max(probabilities))


# %% wrong: stops when the rest of 1 is too small to win
def greedy_pick(probabilities):
    best, left = 0, 1.0
    for place, probability in enumerate(probabilities):
        if probability > probabilities[best]:
            best = place
        left -= probability
        if left < probabilities[best]:
            break
    return best


# %% wrong: nearly equal counts as equal, again
import math
def greedy_pick(probabilities):
    best = 0
    for place, probability in enumerate(probabilities):
        if probability > probabilities[best] and not math.isclose(probability, probabilities[best], rel_tol=1e-6):
            best = place
    return best

# %% wrong: within a millionth is equal
def greedy_pick(probabilities):
    best = 0
    for index in range(1, len(probabilities)):
        if probabilities[index] > probabilities[best] + 1e-6:
            best = index
    return best
