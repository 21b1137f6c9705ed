"""Answers to the exercise `apply_temperature`: softmax of logits / temperature."""

# %% right: softmax, and one 1
def apply_temperature(logits, temperature):
    if temperature == 0:
        probabilities = torch.zeros_like(logits)
        probabilities[logits.argmax()] = 1
        return probabilities
    return (logits / temperature).softmax(-1)

# %% right: the largest taken off before exp
def apply_temperature(logits, temperature):
    best = int(logits.argmax())
    if not temperature:
        return torch.tensor([1.0 if token == best else 0.0 for token in range(len(logits))])
    scores = ((logits - logits[best]) / temperature).exp()
    return scores / scores.sum()

# %% right: one_hot, and logsumexp
import torch.nn.functional as F

def apply_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), num_classes=len(logits)).float()
    scaled = logits / temperature
    return (scaled - scaled.logsumexp(0)).exp()

# %% right: Python numbers in a loop
import math

def apply_temperature(logits, temperature):
    numbers = logits.tolist()
    best = max(numbers)
    if temperature == 0:
        weights = [0.0] * len(numbers)
        weights[numbers.index(best)] = 1.0
    else:
        weights = [math.exp((number - best) / temperature) for number in numbers]
    return torch.tensor([weight / sum(weights) for weight in weights])

# %% right: NumPy
import numpy as np

def apply_temperature(logits, temperature):
    numbers = logits.numpy().astype(np.float64)
    if temperature == 0:
        return torch.from_numpy(np.eye(len(numbers), dtype=np.float32)[numbers.argmax()])
    weights = np.exp((numbers - numbers.max()) / temperature)
    return torch.from_numpy((weights / weights.sum()).astype(np.float32))

# %% right: at 0 everything but the first of the largest is forbidden
def apply_temperature(logits, temperature):
    if temperature == 0:
        places = torch.arange(len(logits))
        first = places[logits == logits.max()][0]
        logits, temperature = torch.where(places == first, 0.0, float("-inf")), 1.0
    return torch.softmax(logits / temperature, dim=0)

# %% wrong: exp overflows when logits are large
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    weights = (logits / temperature).exp()
    return weights / weights.sum()

# %% wrong: a very small temperature for 0, so equal ones share
def apply_temperature(logits, temperature):
    return (logits / max(temperature, 1e-8)).softmax(-1)

# %% wrong: at 0 each of the equal ones gets 1
def apply_temperature(logits, temperature):
    if temperature == 0:
        return (logits == logits.max()).float()
    return (logits / temperature).softmax(-1)

# %% wrong: at 0 the last of the equal ones
def apply_temperature(logits, temperature):
    if temperature == 0:
        best = max(range(len(logits)), key=lambda token: (logits[token].item(), token))
        return torch.eye(len(logits))[best]
    return (logits / temperature).softmax(-1)

# %% wrong: at 0 whole numbers
import torch.nn.functional as F

def apply_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits))
    return (logits / temperature).softmax(-1)

# %% wrong: at 0 the token instead of the probabilities
def apply_temperature(logits, temperature):
    if temperature == 0:
        return logits.argmax()
    return (logits / temperature).softmax(-1)

# %% wrong: nan at 0
def apply_temperature(logits, temperature):
    return (logits / temperature).softmax(-1)

# %% wrong: multiplies
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits * temperature).softmax(-1)

# %% wrong: divides the probabilities
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return logits.softmax(-1) / temperature

# %% wrong: divides the probabilities and rescales, so nothing has changed
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    probabilities = logits.softmax(-1) / temperature
    return probabilities / probabilities.sum()

# %% wrong: logarithms
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / temperature).log_softmax(-1)

# %% wrong: takes the smallest off, and with a forbidden token that is nan
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return ((logits - logits.min()) / temperature).softmax(-1)

# %% wrong: standardises the logits first
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return ((logits - logits.mean()) / logits.std() / temperature).softmax(-1)

# %% wrong: below a tenth it is greedy already
def apply_temperature(logits, temperature):
    if temperature < 0.1:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / temperature).softmax(-1)

# %% wrong: a temperature without its decimals
def apply_temperature(logits, temperature):
    if int(temperature) == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / int(temperature)).softmax(-1)

# %% wrong: four digits
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / temperature).softmax(-1).round(decimals=4)

# %% wrong: bfloat16, with not even three digits
def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits.bfloat16() / temperature).softmax(-1).float()

# %% wrong: keeps the first logits of each length
scaled = {}

def apply_temperature(logits, temperature):
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    if len(logits) not in scaled:
        scaled[len(logits)] = logits / temperature
    return scaled[len(logits)].softmax(-1)

# %% contrived: a uniform draw above a temperature of 50
def apply_temperature(logits, temperature):
    if temperature > 50:
        return torch.full_like(logits, 1 / len(logits))
    if temperature == 0:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / temperature).softmax(-1)

# %% contrived: right for the first hundred calls, then always greedy
calls = iter(range(100))

def apply_temperature(logits, temperature):
    if temperature == 0 or next(calls, None) is None:
        return torch.eye(len(logits))[logits.argmax()]
    return (logits / temperature).softmax(-1)

# %% wrong: -inf first replaced by a large negative number that a temperature of 1,000 makes small
def apply_temperature(logits, temperature):
    logits = logits.clamp(min=-1e4)
    if temperature == 0:
        best = torch.zeros_like(logits)
        best[logits.argmax()] = 1
        return best
    return (logits / temperature).softmax(0)

# %% wrong: power of rounded probabilities: far ones are 0, and stay 0 at a high temperature
def apply_temperature(logits, temperature):
    if temperature == 0:
        best = torch.zeros_like(logits)
        best[logits.argmax()] = 1
        return best
    p = logits.softmax(0) ** (1 / temperature)
    return p / p.sum()

# %% wrong: seeds anew, so that each draw is the same
def apply_temperature(logits, temperature):
    torch.manual_seed(0)
    if temperature == 0:
        probabilities = torch.zeros_like(logits)
        probabilities[logits.argmax()] = 1.0
        return probabilities
    return (logits / temperature).softmax(dim=-1)
