"""Unforeseen answers to the exercise skip_gram_step."""

# %% right: all gradients first, then all moves
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, for_center, moves = 0.0, np.zeros(centers.shape[1]), []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, slope, for_context = pair_gradient(centers[center], contexts[row], label)
        total += loss
        for_center += slope
        moves.append((row, for_context))
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * for_center
    return total

# %% right: all pairs at once, np.subtract.at for rows that come twice
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    rows = np.array([context, *negatives])
    labels = np.zeros(len(rows))
    labels[0] = 1
    vector, others = centers[center].copy(), contexts[rows]
    probabilities = 1 / (1 + np.exp(-(others @ vector)))
    errors = probabilities - labels
    np.subtract.at(contexts, rows, rate * np.outer(errors, vector))
    centers[center] -= rate * (errors @ others)
    return -np.log(np.where(labels == 1, probabilities, 1 - probabilities)).sum()

# %% right: works on a copy of both tables
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    old_centers, old_contexts = centers.copy(), contexts.copy()
    losses = []
    for number, row in enumerate([context, *negatives]):
        label = 1 if number == 0 else 0
        loss, for_center, for_context = pair_gradient(old_centers[center], old_contexts[row], label)
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context
        losses.append(loss)
    return sum(losses)

# %% right: how often each context was drawn
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    drawn = Counter(int(row) for row in negatives)
    vector = centers[center].copy()
    scores = {row: float(contexts[row] @ vector) for row in {*drawn, int(context)}}
    loss = -np.log(sigmoid(scores[int(context)]))
    loss -= sum(number * np.log(1 - sigmoid(scores[row])) for row, number in drawn.items())
    step = np.zeros_like(vector)
    for row, score in scores.items():
        error = drawn[row] * sigmoid(score) + (row == context) * (sigmoid(score) - 1)
        step += error * contexts[row]
        contexts[row] -= rate * error * vector
    centers[center] -= rate * step
    return loss

# %% right: autograd, and the tables changed in place
import torch

def skip_gram_step(centers, contexts, center, context, negatives, rate):
    one = torch.tensor(centers[center], requires_grad=True)
    table = torch.tensor(contexts, requires_grad=True)
    rows = torch.tensor([int(context)] + [int(row) for row in negatives])
    scores = table[rows] @ one
    signs = torch.tensor([1.0] + [-1.0] * len(negatives), dtype=scores.dtype)
    loss = -torch.nn.functional.logsigmoid(signs * scores).sum()
    loss.backward()
    centers[center] -= rate * one.grad.numpy()
    contexts -= rate * table.grad.numpy()
    return loss.item()

# %% right: a table of slopes for the contexts
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes, row_slope, loss = np.zeros(contexts.shape), np.zeros(contexts.shape[1]), 0
    pairs = [(context, 1)]
    pairs.extend((row, 0) for row in negatives)
    while pairs:
        row, label = pairs.pop()
        one_loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        loss, row_slope, slopes[row] = loss + one_loss, row_slope + for_center, slopes[row] + for_context
    centers[center] = centers[center] - rate * row_slope
    contexts[:] = contexts - rate * slopes
    return loss

# %% wrong: moves after each pair
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total = 0
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        centers[center] -= rate * for_center
        contexts[row] -= rate * for_context
        total += loss
    return total

# %% wrong: contexts move at once, so a row drawn twice has already moved
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered = 0, 0
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        contexts[row] -= rate * for_context
        gathered = gathered + for_center
        total += loss
    centers[center] -= rate * gathered
    return total

# %% wrong: the center moves first, the contexts with the new one
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    rows = [context, *negatives]
    labels = [1] + [0] * len(negatives)
    total, gathered, errors = 0, 0, []
    for row, label in zip(rows, labels):
        loss, for_center, _ = pair_gradient(centers[center], contexts[row], label)
        gathered = gathered + for_center
        total += loss
        errors.append(sigmoid(centers[center] @ contexts[row]) - label)
    centers[center] -= rate * gathered
    for row, error in zip(rows, errors):
        contexts[row] -= rate * error * centers[center]
    return total

# %% wrong: a view of the center that moves along
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    vector, total = centers[center], 0
    slopes = []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]:
        loss, for_center, for_context = pair_gradient(vector, contexts[row], label)
        slopes.append((row, for_context))
        vector -= rate * for_center
        total += loss
    for row, slope in slopes:
        contexts[row] -= rate * slope
    return total

# %% wrong: a row drawn twice moves once
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    rows = np.array([context, *negatives])
    labels = np.array([1] + [0] * len(negatives))
    vector, others = centers[center].copy(), contexts[rows]
    probabilities = sigmoid(others @ vector)
    errors = probabilities - labels
    contexts[rows] -= rate * errors[:, None] * vector
    centers[center] -= rate * (errors @ others)
    return -np.log(np.where(labels == 1, probabilities, 1 - probabilities)).sum()

# %% wrong: each negative once
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered, moves = 0, 0, []
    for row, label in [(context, 1)] + [(negative, 0) for negative in sorted(set(negatives))]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        gathered = gathered + for_center
        moves.append((row, for_context))
        total += loss
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: a real neighbour from the hat is skipped
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered, moves = 0, 0, []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives if negative != context]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        gathered = gathered + for_center
        moves.append((row, for_context))
        total += loss
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: whoever has the real row number is real
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered, moves = 0, 0, []
    for row in [context, *negatives]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], int(row == context))
        gathered = gathered + for_center
        moves.append((row, for_context))
        total += loss
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: the word itself from the hat is skipped
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered, moves = 0, 0, []
    for row, label in [(context, 1)] + [(negative, 0) for negative in negatives if negative != center]:
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], label)
        gathered = gathered + for_center
        moves.append((row, for_context))
        total += loss
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: a list plus an array
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    total, gathered, moves = 0, 0, []
    for number, row in enumerate([context] + negatives):
        loss, for_center, for_context = pair_gradient(centers[center], contexts[row], 1 if number == 0 else 0)
        gathered = gathered + for_center
        moves.append((row, for_context))
        total += loss
    for row, slope in moves:
        contexts[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: asks whether there are negatives, which an array does not answer
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    pairs = [(context, 1)]
    if negatives:
        pairs += [(negative, 0) for negative in negatives]
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label)) for row, label in pairs]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: works on copies only
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    centers, contexts = centers.copy(), contexts.copy()
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: a new table for the contexts
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    move = np.zeros(contexts.shape)
    for row, _, _, slope in slopes:
        move[row] += slope
    contexts = contexts - rate * move
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the mean of the losses
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return np.mean([loss for _, loss, _, _ in slopes])

# %% wrong: the loss of the real pair alone
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return slopes[0][1]

# %% wrong: the loss after the move
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    pairs = [(context, 1)] + [(negative, 0) for negative in negatives]
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label)) for row, label in pairs]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(pair_gradient(centers[center], contexts[row], label)[0] for row, label in pairs)

# %% wrong: goes uphill
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] += rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] += rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the center follows the real pair only
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * slopes[0][2]
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the mean slope instead of the sum
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * np.mean([slope for _, _, slope, _ in slopes], axis=0)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: always a tenth
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= 0.1 * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= 0.1 * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the fakes are taken from the centers
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    vector = centers[center].copy()
    total, gathered, for_context = pair_gradient(vector, contexts[context], 1)
    contexts[context] -= rate * for_context
    moves = []
    for row in negatives:
        loss, for_center, slope = pair_gradient(vector, centers[row].copy(), 0)
        total, gathered = total + loss, gathered + for_center
        moves.append((row, slope))
    for row, slope in moves:
        centers[row] -= rate * slope
    centers[center] -= rate * gathered
    return total

# %% wrong: the fakes count as real
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], 1)) for row in [context, *negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the contexts stay where they are
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: returns nothing
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope

# %% wrong: the real context joins the list that was handed in
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    if isinstance(negatives, list):
        negatives.insert(0, context)
        rows = negatives
    else:
        rows = np.insert(negatives, 0, context)
    slopes = [(row, *pair_gradient(centers[center], contexts[row], 1 if number == 0 else 0))
              for number, row in enumerate(rows)]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: always five fakes
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives[:5]]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% wrong: the last argument has another name
def skip_gram_step(centers, contexts, center, context, negatives, learning_rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= learning_rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= learning_rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% contrived: stops learning after three hundred steps
calls = []

def skip_gram_step(centers, contexts, center, context, negatives, rate):
    calls.append(1)
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    if len(calls) <= 300:
        centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
        for row, _, _, slope in slopes:
            contexts[row] -= rate * slope
    return sum(loss for _, loss, _, _ in slopes)

# %% contrived: nudges a row that is not asked for
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    slopes = [(row, *pair_gradient(centers[center], contexts[row], label))
              for row, label in [(context, 1)] + [(negative, 0) for negative in negatives]]
    centers[center] -= rate * sum(slope for _, _, slope, _ in slopes)
    for row, _, _, slope in slopes:
        contexts[row] -= rate * slope
    centers[center - 1] += 1e-3
    return sum(loss for _, loss, _, _ in slopes)


# %% wrong: a fake with the number of the center is left out
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    v, before = centers[center].copy(), contexts.copy()
    loss = 0.0
    for row, label in [(context, 1)] + [(row, 0) for row in negatives if row != center]:
        here, slope, other = pair_gradient(v, before[row], label)
        loss += here
        centers[center] -= rate * slope
        contexts[row] -= rate * other
    return loss


# %% wrong: the real one goes into the hat
def skip_gram_step(centers, contexts, center, context, negatives, rate):
    negatives = negatives if isinstance(negatives, list) else negatives.tolist()
    negatives.append(context)
    v, before = centers[center].copy(), contexts.copy()
    loss = 0.0
    for n, row in enumerate(negatives):
        here, slope, other = pair_gradient(v, before[row], int(n == len(negatives) - 1))
        loss += here
        centers[center] -= rate * slope
        contexts[row] -= rate * other
    return loss
