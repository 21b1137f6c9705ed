"""Unforeseen answers to the exercise calibrate."""

# %% right: broadcasting
def calibrate(probabilities, content_free):
    scaled = probabilities / content_free.mean(0)
    return scaled / scaled.sum(1, keepdim=True)

# %% right: a loop over every number
def calibrate(probabilities, content_free):
    texts, labels = probabilities.shape
    prior = [sum(content_free[i, j] for i in range(len(content_free))) / len(content_free) for j in range(labels)]
    result = torch.zeros_like(probabilities)
    for i in range(texts):
        total = 0.0
        for j in range(labels):
            result[i, j] = probabilities[i, j] / prior[j]
            total = total + result[i, j].item()
        result[i] /= total
    return result

# %% right: einsum with weights
def calibrate(probabilities, content_free):
    weights = 1 / content_free.mean(dim=0)
    sums = torch.einsum("tl,l->t", probabilities, weights)
    return torch.einsum("tl,l,t->tl", probabilities, weights, 1 / sums)

# %% right: a diagonal matrix, as in the paper
def calibrate(probabilities, content_free):
    matrix = torch.diag(1 / content_free.mean(dim=0))
    q = probabilities @ matrix
    return torch.nn.functional.normalize(q, p=1, dim=1)

# %% right: softmax of logarithms
def calibrate(probabilities, content_free):
    return (probabilities.log() - content_free.mean(dim=0).log()).softmax(dim=1)

# %% right: the prior's sum instead of its mean
def calibrate(probabilities, content_free):
    q = probabilities / content_free.sum(dim=0, keepdim=True)
    return q / q.sum(dim=-1, keepdim=True)

# %% right: NumPy and back
import numpy as np

def calibrate(probabilities, content_free):
    p, c = probabilities.numpy(), content_free.numpy()
    q = p / c.mean(axis=0)
    return torch.from_numpy(q / q.sum(axis=1, keepdims=True))

# %% right: a copy, in place
def calibrate(probabilities, content_free):
    result = probabilities.clone()
    result.div_(content_free.mean(0))
    result.div_(result.sum(1, keepdim=True))
    return result

# %% right: transposed
def calibrate(probabilities, content_free):
    columns = (probabilities.T / content_free.T.mean(1, keepdim=True))
    return (columns / columns.sum(0)).T

# %% right: vmap
def calibrate(probabilities, content_free):
    prior = content_free.mean(0)

    def one(row):
        divided = row / prior
        return divided / divided.sum()
    return torch.vmap(one)(probabilities)

# %% right: lists
def calibrate(probabilities, content_free):
    prior = [sum(column) / len(column) for column in zip(*content_free.tolist())]
    rows = []
    for row in probabilities.tolist():
        divided = [p / q for p, q in zip(row, prior)]
        rows.append([d / sum(divided) for d in divided])
    return torch.tensor(rows, dtype=probabilities.dtype)

# %% right: recursion over the texts
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0, keepdim=True)
    if len(probabilities) == 1:
        q = probabilities / prior
        return q / q.sum()
    return torch.cat([calibrate(probabilities[:1], content_free), calibrate(probabilities[1:], content_free)])

# %% right: label by label, stacked
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    columns = [probabilities[:, j] / prior[j] for j in range(probabilities.shape[1])]
    total = sum(columns)
    return torch.stack([column / total for column in columns], dim=1)

# %% right: the prior by a weight of each text
def calibrate(probabilities, content_free):
    n = content_free.shape[0]
    prior = torch.full((1, n), 1 / n, dtype=content_free.dtype) @ content_free
    q = torch.div(probabilities, prior)
    return torch.div(q, q.sum(dim=1).unsqueeze(1))

# %% wrong: not divided by the sum again
def calibrate(probabilities, content_free):
    return probabilities / content_free.mean(dim=0)

# %% wrong: the sum over texts
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.sum(dim=0)

# %% wrong: the sum of all
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.sum()

# %% wrong: the mean over labels
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=1).mean()
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the mean over labels, as a column
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=1, keepdim=True)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the mean of everything
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean()
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the first text without content alone
def calibrate(probabilities, content_free):
    q = probabilities / content_free[0]
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the last text without content alone
def calibrate(probabilities, content_free):
    q = probabilities / content_free[-1]
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the first text without content is left out
def calibrate(probabilities, content_free):
    prior = content_free[1:].mean(dim=0) if len(content_free) > 1 else content_free[0]
    q = probabilities / prior
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the median
def calibrate(probabilities, content_free):
    q = probabilities / content_free.median(dim=0).values
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the largest
def calibrate(probabilities, content_free):
    q = probabilities / content_free.amax(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the smallest
def calibrate(probabilities, content_free):
    q = probabilities / content_free.amin(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the geometric mean
def calibrate(probabilities, content_free):
    q = probabilities / content_free.log().mean(dim=0).exp()
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the mean of the quotients
def calibrate(probabilities, content_free):
    q = probabilities * (1 / content_free).mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: calibrated with each text without content, then averaged
def calibrate(probabilities, content_free):
    results = []
    for prior in content_free:
        q = probabilities / prior
        results.append(q / q.sum(dim=1, keepdim=True))
    return torch.stack(results).mean(dim=0)

# %% wrong: multiplied
def calibrate(probabilities, content_free):
    q = probabilities * content_free.mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: subtracted
def calibrate(probabilities, content_free):
    q = probabilities - content_free.mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: subtracted, nothing below 0
def calibrate(probabilities, content_free):
    q = (probabilities - content_free.mean(dim=0)).clamp(min=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: subtracted, softmax
def calibrate(probabilities, content_free):
    return (probabilities - content_free.mean(dim=0)).softmax(dim=1)

# %% wrong: a softmax instead of the sum
def calibrate(probabilities, content_free):
    return (probabilities / content_free.mean(dim=0)).softmax(dim=1)

# %% wrong: divided the other way round
def calibrate(probabilities, content_free):
    q = content_free.mean(dim=0) / probabilities
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the prior of the texts themselves
def calibrate(probabilities, content_free):
    q = probabilities / probabilities.mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the two arguments exchanged
def calibrate(probabilities, content_free):
    q = content_free / probabilities.mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: row by row, without the mean
def calibrate(probabilities, content_free):
    q = probabilities / content_free
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: no calibration
def calibrate(probabilities, content_free):
    return probabilities / probabilities.sum(dim=1, keepdim=True)

# %% wrong: the tensor itself
def calibrate(probabilities, content_free):
    return probabilities

# %% wrong: the given tensor is divided
def calibrate(probabilities, content_free):
    probabilities /= content_free.mean(dim=0)
    probabilities /= probabilities.sum(dim=1, keepdim=True)
    return probabilities

# %% wrong: rows of the given tensor are overwritten
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    for i in range(len(probabilities)):
        probabilities[i] = probabilities[i] / prior
        probabilities[i] = probabilities[i] / probabilities[i].sum()
    return probabilities

# %% wrong: content_free is turned into reciprocals in place
def calibrate(probabilities, content_free):
    content_free.div_(len(content_free))
    q = probabilities / content_free.sum(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: a second call finds what the first has scaled
def calibrate(probabilities, content_free):
    q = probabilities.detach()
    q.div_(content_free.mean(dim=0))
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the classes
def calibrate(probabilities, content_free):
    return (probabilities / content_free.mean(dim=0)).argmax(dim=1)

# %% wrong: one-hot answers
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return torch.nn.functional.one_hot(q.argmax(dim=1), q.shape[1]).to(probabilities.dtype)

# %% wrong: the second label only
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return (q / q.sum(dim=1, keepdim=True))[:, 1]

# %% wrong: two labels only
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    first, second = probabilities[:, 0] / prior[0], probabilities[:, 1] / prior[1]
    return torch.stack([first, second], dim=1) / (first + second)[:, None]

# %% wrong: the second label is one minus the first
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    first = probabilities[:, 0] / prior[0]
    second = (1 - probabilities[:, 0]) / (1 - prior[0])
    share = first / (first + second)
    return torch.stack([share, 1 - share], dim=1)

# %% wrong: transposed, another time
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return (q / q.sum(dim=1, keepdim=True)).T

# %% wrong: the last row alone
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    for row in probabilities:
        q = row / prior
        q = q / q.sum()
    return q

# %% wrong: the first row alone
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    for row in probabilities:
        q = row / prior
        return q / q.sum()

# %% wrong: joined into one long row
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    return torch.cat([row / prior / (row / prior).sum() for row in probabilities])

# %% wrong: a list of tensors
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    return [row / prior / (row / prior).sum() for row in probabilities]

# %% wrong: nested lists
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return (q / q.sum(dim=1, keepdim=True)).tolist()

# %% wrong: rounded
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return (q / q.sum(dim=1, keepdim=True)).round(decimals=2)

# %% wrong: the rows are summed up, without keepdim
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.sum(dim=1)

# %% wrong: divided by the sum before the prior
def calibrate(probabilities, content_free):
    q = probabilities / probabilities.sum(dim=1, keepdim=True)
    return q / content_free.mean(dim=0)

# %% wrong: divided by the largest
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.amax(dim=1, keepdim=True)

# %% wrong: the mean of the rows instead of their sum
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.mean(dim=1, keepdim=True)

# %% wrong: the length instead of the sum
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return q / q.norm(dim=1, keepdim=True)

# %% wrong: logarithms
def calibrate(probabilities, content_free):
    return (probabilities.log() - content_free.mean(dim=0).log()).log_softmax(dim=1)

# %% wrong: a softmax of the logarithms over texts
def calibrate(probabilities, content_free):
    return (probabilities.log() - content_free.mean(dim=0).log()).softmax(dim=0)

# %% wrong: a little is added to the prior
def calibrate(probabilities, content_free):
    q = probabilities / (content_free.mean(dim=0) + 0.01)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: always three texts without content
def calibrate(probabilities, content_free):
    prior = content_free[:3].sum(dim=0) / 3
    q = probabilities / prior
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the numbers of the table
def calibrate(probabilities, content_free):
    q = probabilities / torch.tensor([0.2, 0.8], dtype=probabilities.dtype)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: divided by the prior twice
def calibrate(probabilities, content_free):
    prior = content_free.mean(dim=0)
    q = probabilities / prior / prior
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: by the root of the prior
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0).sqrt()
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the prior of the first call stays
def calibrate(probabilities, content_free, prior=[]):
    if not prior:
        prior.append(content_free.mean(dim=0))
    q = probabilities / prior[0]
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the prior goes on gathering
def calibrate(probabilities, content_free, seen=[]):
    seen.extend(content_free)
    q = probabilities / torch.stack([row for row in seen if len(row) == probabilities.shape[1]]).mean(dim=0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the prior with its labels sorted
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0).sort().values
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: the labels flipped
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0).flip(0)
    return q / q.sum(dim=1, keepdim=True)

# %% wrong: one row is squeezed away
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    return (q / q.sum(dim=1, keepdim=True)).squeeze(0)

# %% wrong: printed
def calibrate(probabilities, content_free):
    q = probabilities / content_free.mean(dim=0)
    print(q / q.sum(dim=1, keepdim=True))
