"""Unforeseen answers to the exercise rotate."""

# %% right: the formula
def rotate(vector, angle):
    x, y = vector
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% right: a table of four numbers
import math

def rotate(vector, angle):
    table = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return table @ vector

# %% right: a complex number, turned by multiplying
import cmath

def rotate(vector, angle):
    turned = complex(vector[0], vector[1]) * cmath.exp(1j * angle)
    return np.array([turned.real, turned.imag])

# %% right: length and direction
import math

def rotate(vector, angle):
    length, direction = math.hypot(*vector), math.atan2(vector[1], vector[0])
    return length * np.array([math.cos(direction + angle), math.sin(direction + angle)])

# %% right: two arrows, the second a quarter turn on
def rotate(vector, angle):
    quarter = np.array([-vector[1], vector[0]])
    return np.cos(angle) * np.asarray(vector) + np.sin(angle) * quarter

# %% right: halves the angle until it is small
import math

def rotate(vector, angle):
    def turn(angle):
        if abs(angle) < 1:
            return math.cos(angle), math.sin(angle)
        cosine, sine = turn(angle / 2)
        return cosine * cosine - sine * sine, 2 * cosine * sine
    cosine, sine = turn(angle)
    return np.array([vector[0] * cosine - vector[1] * sine, vector[0] * sine + vector[1] * cosine])

# %% right: in PyTorch, back to NumPy
import torch

def rotate(vector, angle):
    pair = torch.tensor([float(number) for number in vector], dtype=torch.float64)
    turn = torch.tensor(float(angle), dtype=torch.float64)
    table = torch.stack([torch.stack([turn.cos(), -turn.sin()]), torch.stack([turn.sin(), turn.cos()])])
    return torch.einsum("ij,j->i", table, pair).numpy()

# %% wrong: clockwise
def rotate(vector, angle):
    x, y = vector
    return np.array([x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: takes degrees
def rotate(vector, angle):
    x, y = vector
    angle = np.radians(angle)
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: plus for minus
def rotate(vector, angle):
    x, y = vector
    return np.array([x * np.cos(angle) + y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: the new x goes into y
def rotate(vector, angle):
    x, y = vector
    x = x * np.cos(angle) - y * np.sin(angle)
    y = x * np.sin(angle) + y * np.cos(angle)
    return np.array([x, y])

# %% wrong: turns what was handed in
def rotate(vector, angle):
    x, y = vector.copy()
    vector[0] = x * np.cos(angle) - y * np.sin(angle)
    vector[1] = x * np.sin(angle) + y * np.cos(angle)
    return vector

# %% wrong: a list, which can't be multiplied
def rotate(vector, angle):
    x, y = vector
    return [x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)]

# %% wrong: a pair
def rotate(vector, angle):
    x, y = vector
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)

# %% wrong: a column
def rotate(vector, angle):
    table = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return table @ vector.reshape(2, 1)

# %% wrong: whole numbers
def rotate(vector, angle):
    x, y = vector
    turned = [x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)]
    return np.round(turned).astype(int)

# %% wrong: x and y exchanged
def rotate(vector, angle):
    y, x = vector
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: sine and cosine exchanged
def rotate(vector, angle):
    x, y = vector
    return np.array([x * np.sin(angle) - y * np.cos(angle), x * np.cos(angle) + y * np.sin(angle)])

# %% wrong: the sine from the cosine, never negative
def rotate(vector, angle):
    x, y = vector
    cosine = np.cos(angle)
    sine = np.sqrt(1 - cosine ** 2)
    return np.array([x * cosine - y * sine, x * sine + y * cosine])

# %% wrong: the cosine from the sine, never negative
def rotate(vector, angle):
    x, y = vector
    sine = np.sin(angle)
    cosine = np.sqrt(1 - sine ** 2)
    return np.array([x * cosine - y * sine, x * sine + y * cosine])

# %% wrong: always a quarter turn
def rotate(vector, angle):
    x, y = vector
    return np.array([-y, x])

# %% wrong: the arrow comes back at length 1
def rotate(vector, angle):
    x, y = vector / np.sqrt(vector @ vector)
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: the direction by arctan, which knows only the right half
def rotate(vector, angle):
    length, direction = np.sqrt(vector @ vector), np.arctan(vector[1] / vector[0])
    return length * np.array([np.cos(direction + angle), np.sin(direction + angle)])

# %% wrong: a full turn is 6.28
def rotate(vector, angle):
    x, y = vector
    angle = angle % 6.28
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: never more than half a turn
def rotate(vector, angle):
    x, y = vector
    angle = min(angle, np.pi)
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% wrong: rounded to two digits
def rotate(vector, angle):
    x, y = vector
    return np.round([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)], 2)

# %% wrong: one array for all answers
import numpy as np

turned = np.zeros(2)

def rotate(vector, angle):
    x, y = vector
    turned[:] = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    return turned

# %% wrong: angles add up from call to call
total = 0.0

def rotate(vector, angle):
    global total
    total += angle
    x, y = vector
    return np.array([x * np.cos(total) - y * np.sin(total), x * np.sin(total) + y * np.cos(total)])

# %% wrong: three terms of the series, good for small angles
def rotate(vector, angle):
    x, y = vector
    cosine = 1 - angle ** 2 / 2 + angle ** 4 / 24
    sine = angle - angle ** 3 / 6 + angle ** 5 / 120
    return np.array([x * cosine - y * sine, x * sine + y * cosine])

# %% contrived: right for the first two hundred calls
calls = []

def rotate(vector, angle):
    calls.append(1)
    x, y = vector
    angle = angle if len(calls) <= 200 else -angle
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

# %% contrived: never ends for angles above a thousand turns
import math

def rotate(vector, angle):
    while angle > 2000 * math.pi:
        pass
    x, y = vector
    return np.array([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])
