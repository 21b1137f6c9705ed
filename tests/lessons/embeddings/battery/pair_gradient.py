"""Unforeseen answers to the exercise pair_gradient."""

# %% right: with the sigmoid of the notebook
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    loss = -np.log(probability if label == 1 else 1 - probability)
    error = probability - label
    return loss, error * context, error * center

# %% right: its own sigmoid with math.exp
import math

def pair_gradient(center, context, label):
    score = float(sum(x * y for x, y in zip(center, context)))
    probability = 1 / (1 + math.exp(-score))
    loss = -math.log(probability) if label else -math.log(1 - probability)
    return loss, (probability - label) * context, (probability - label) * center

# %% right: cross-entropy in one line
def pair_gradient(center, context, label):
    p = 1 / (1 + np.exp(-np.dot(center, context)))
    loss = -(label * np.log(p) + (1 - label) * np.log(1 - p))
    return loss, (p - label) * context, (p - label) * center

# %% right: logaddexp, for scores of any size
def pair_gradient(center, context, label):
    sign = 1 if label else -1
    score = sign * np.einsum("i,i", center, context)
    error = -sign * np.exp(-np.logaddexp(0, score))
    return np.logaddexp(0, -score), error * context, error * center

# %% right: autograd does the work
import torch

def pair_gradient(center, context, label):
    one = torch.tensor(np.array(center, dtype=float), requires_grad=True)
    other = torch.tensor(np.array(context, dtype=float), requires_grad=True)
    truth = torch.tensor(float(label), dtype=torch.float64)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(one @ other, truth)
    loss.backward()
    return loss.item(), one.grad.numpy(), other.grad.numpy()

# %% right: number by number, arrays at the end
def pair_gradient(center, context, label):
    score = 0.0
    for place in range(len(center)):
        score += center[place] * context[place]
    error = sigmoid(score) - label
    for_center = np.array([error * number for number in context])
    for_context = np.array([error * number for number in center])
    return -np.log(1 - abs(error)), for_center, for_context

# %% right: fakes by turning the context round
def pair_gradient(center, context, label):
    if label == 0:
        loss, for_center, for_context = pair_gradient(center, -context, 1)
        return loss, for_center, -for_context
    error = sigmoid(center @ context) - 1
    return np.log1p(np.exp(-(center @ context))), error * context, error * center

# %% wrong: every pair is real
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - 1
    return -np.log(probability), error * context, error * center

# %% wrong: truth minus probability
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = label - probability
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: the loss of a fake is that of a real pair
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return -np.log(probability), error * context, error * center

# %% wrong: the loss without its minus
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: each slope times its own vector
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return -np.log(probability if label else 1 - probability), error * center, error * context

# %% wrong: moves the center before it takes the second slope
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    for_center = error * context
    center -= 0.1 * for_center
    return -np.log(probability if label else 1 - probability), for_center, error * center

# %% wrong: multiplies the arguments in place
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    center *= error
    context *= error
    return -np.log(probability if label else 1 - probability), context, center

# %% wrong: slopes already times a tenth
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = 0.1 * (probability - label)
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: the loss in bits
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return -np.log2(probability if label else 1 - probability), error * context, error * center

# %% wrong: the score for the probability
def pair_gradient(center, context, label):
    score = center @ context
    probability = sigmoid(score)
    error = score - label
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: squared error
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return error ** 2, error * context, error * center

# %% wrong: slopes of the squared error
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = 2 * (probability - label) * probability * (1 - probability)
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: never surer than 99 in 100
def pair_gradient(center, context, label):
    probability = np.clip(sigmoid(center @ context), 0.01, 0.99)
    error = probability - label
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: two numbers only
def pair_gradient(center, context, label):
    probability = sigmoid(center[0] * context[0] + center[1] * context[1])
    error = probability - label
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: the score is a cosine
def pair_gradient(center, context, label):
    probability = sigmoid(cosine_similarity(center, context))
    error = probability - label
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: real and fake exchanged
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - (1 - label)
    return -np.log(1 - probability if label else probability), error * context, error * center

# %% wrong: the error of a fake is always 1
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - 1 if label else 1.0
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% wrong: slopes become whole numbers
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    loss = -np.log(probability if label else 1 - probability)
    return loss, (error * context).astype(int), (error * center).astype(int)

# %% wrong: the loss rounded to two digits
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    loss = round(float(-np.log(probability if label else 1 - probability)), 2)
    return loss, error * context, error * center

# %% wrong: gradients are gathered from call to call
gathered = {}

def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    width = len(center)
    for_center, for_context = gathered.get(width, (0, 0))
    gathered[width] = for_center + error * context, for_context + error * center
    return -np.log(probability if label else 1 - probability), *gathered[width]

# %% wrong: the loss last
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    return error * context, error * center, -np.log(probability if label else 1 - probability)

# %% contrived: right up to a width of sixteen
def pair_gradient(center, context, label):
    probability = sigmoid(center[:16] @ context[:16])
    error = probability - label
    return -np.log(probability if label else 1 - probability), error * context, error * center

# %% contrived: right for the first two hundred calls
calls = []

def pair_gradient(center, context, label):
    calls.append(1)
    probability = sigmoid(center @ context)
    error = probability - label if len(calls) <= 200 else label - probability
    return -np.log(probability if label else 1 - probability), error * context, error * center


# %% right: logaddexp
def pair_gradient(center, context, label):
    score = np.dot(center, context)
    loss = np.logaddexp(0, -score) if label else np.logaddexp(0, score)
    error = np.exp(-np.logaddexp(0, -score)) - label
    return loss, np.multiply(error, context), np.multiply(error, center)


# %% wrong: gradients like their vectors
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    for_center, for_context = np.zeros_like(center), np.zeros_like(context)
    for_center[:] = (probability - label) * context
    for_context[:] = (probability - label) * center
    return -np.log(probability if label else 1 - probability), for_center, for_context


# %% wrong: a sure answer teaches nothing
def pair_gradient(center, context, label):
    probability = sigmoid(center @ context)
    error = probability - label
    if abs(error) < 0.05:
        error = 0.0
    return -np.log(probability if label else 1 - probability), error * context, error * center
