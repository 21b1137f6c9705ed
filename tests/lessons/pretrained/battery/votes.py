"""Unforeseen answers to the exercise votes."""

# %% right: one expression
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()

# %% right: step by step
def votes(parts, gain, row):
    stream = parts.sum(dim=0)
    rms = torch.sqrt(torch.mean(stream ** 2))
    scaled = parts / rms * gain
    return (scaled * row).sum(dim=1)

# %% right: a loop over the parts
def votes(parts, gain, row):
    stream = torch.zeros_like(row)
    for part in parts:
        stream = stream + part
    size = (stream.square().sum() / len(stream)) ** 0.5
    out = torch.zeros(len(parts))
    for i in range(len(parts)):
        out[i] = torch.dot(parts[i] / size * gain, row)
    return out

# %% right: einsum
def votes(parts, gain, row):
    stream = torch.einsum("pw->w", parts)
    return torch.einsum("pw,w,w->p", parts, gain, row) * stream.square().mean().rsqrt()

# %% right: the length over the root of the width
def votes(parts, gain, row):
    width = parts.shape[1]
    return (parts * gain) @ row * width ** 0.5 / torch.linalg.vector_norm(parts.sum(0))

# %% right: plain Python inside
import math

def votes(parts, gain, row):
    table = parts.tolist()
    stream = [sum(column) for column in zip(*table)]
    rms = math.sqrt(sum(x * x for x in stream) / len(stream))
    weights = [g * r / rms for g, r in zip(gain.tolist(), row.tolist())]
    return torch.tensor([sum(x * w for x, w in zip(part, weights)) for part in table])

# %% right: NumPy inside
def votes(parts, gain, row):
    p, g, r = (x.detach().numpy() for x in (parts, gain, row))
    rms = np.sqrt(np.mean(p.sum(axis=0) ** 2))
    return torch.from_numpy(p.dot(g * r) / rms)

# %% right: stacked dot products
def votes(parts, gain, row):
    total = sum(parts)
    scale = total.pow(2).mean().pow(-0.5)
    return torch.stack([(part * scale * gain) @ row for part in parts])

# %% right: standard deviation about zero
def votes(parts, gain, row):
    stream = parts.sum(0)
    rms = (stream.var(unbiased=False) + stream.mean() ** 2).sqrt()
    return torch.mv(parts, gain * row).div(rms)

# %% right: the share of a raw logit, times the logit
def votes(parts, gain, row):
    weights = gain * row
    stream = parts.sum(0)
    raw = parts @ weights
    normed = stream / stream.pow(2).mean().sqrt()
    return raw * (normed.norm() / stream.norm())

# %% right: PyTorch's own norm, and how far it has shrunk the stream
import torch.nn.functional as F

def votes(parts, gain, row):
    stream = parts.sum(0)
    normed = F.rms_norm(stream, stream.shape)
    return F.linear(parts, (gain * row)[None]).squeeze(1) * (normed.norm() / stream.norm())

# %% right: a matrix with the gain on its diagonal
def votes(parts, gain, row):
    rms = torch.linalg.norm(parts.sum(0)) / parts.size(1) ** 0.5
    return parts.matmul(torch.diag(gain)).matmul(row.unsqueeze(1)).squeeze(1) / rms

# %% right: in double, and float at the end
def votes(parts, gain, row):
    parts, gain, row = parts.double(), gain.double(), row.double()
    return ((parts * gain * row).sum(-1) / parts.sum(0).square().mean().sqrt()).float()

# %% right: a class that is called
class Norm:
    def __init__(self, stream):
        self.size = stream.pow(2).mean().sqrt()

    def __call__(self, x):
        return x / self.size

def votes(parts, gain, row):
    norm = Norm(parts.sum(0))
    return norm(parts).mul(gain).mul(row).sum(1)

# %% right: the gradient of the dot product with a frozen norm
def votes(parts, gain, row):
    rms = parts.detach().sum(0).pow(2).mean().sqrt()
    direction = gain * row / rms
    return torch.tensor([torch.inner(part, direction) for part in parts])

# %% right: reduce
from functools import reduce

def votes(parts, gain, row):
    stream = reduce(lambda a, b: a + b, parts)
    rms = torch.mean(stream * stream) ** 0.5
    return torch.stack(list(map(lambda part: (part / rms * gain * row).sum(), parts)))

# %% right: a copy that is divided in place
def votes(parts, gain, row):
    mine = parts.clone()
    mine /= mine.sum(0).pow(2).mean().sqrt()
    mine *= gain * row
    return mine.sum(1)

# %% wrong: each part by its own root mean square
def votes(parts, gain, row):
    normed = parts / parts.pow(2).mean(-1, keepdim=True).sqrt()
    return normed @ (gain * row)

# %% wrong: PyTorch's norm of each part
import torch.nn.functional as F

def votes(parts, gain, row):
    return F.rms_norm(parts, gain.shape, gain) @ row

# %% wrong: without the gain
def votes(parts, gain, row):
    return parts @ row / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: without the norm
def votes(parts, gain, row):
    return parts @ (gain * row)

# %% wrong: without the root
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).pow(2).mean()

# %% wrong: without the mean, the length
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).norm()

# %% wrong: the mean of the sizes
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).abs().mean()

# %% wrong: the standard deviation
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).std()

# %% wrong: the standard deviation, divided by the width
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).std(unbiased=False)

# %% wrong: a layer norm, the mean taken off each part
def votes(parts, gain, row):
    centred = parts - parts.mean(-1, keepdim=True)
    return centred @ (gain * row) / centred.sum(0).pow(2).mean().sqrt()

# %% wrong: the mean of the parts for their sum
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.mean(0).pow(2).mean().sqrt()

# %% wrong: squares before the sum
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.pow(2).sum(0).mean().sqrt()

# %% wrong: the root mean square of the whole table
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.pow(2).mean().sqrt()

# %% wrong: the root taken before the mean
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).pow(2).sqrt().mean()

# %% wrong: divided by the number of parts instead of the width
def votes(parts, gain, row):
    stream = parts.sum(0)
    return parts @ (gain * row) / (stream.pow(2).sum() / len(parts)).sqrt()

# %% wrong: one less than the width
def votes(parts, gain, row):
    stream = parts.sum(0)
    return parts @ (gain * row) / (stream.pow(2).sum() / (len(stream) - 1)).sqrt()

# %% wrong: the last part is the stream
def votes(parts, gain, row):
    return parts @ (gain * row) / parts[-1].pow(2).mean().sqrt()

# %% wrong: without the embedding in the sum
def votes(parts, gain, row):
    return parts @ (gain * row) / parts[1:].sum(0).pow(2).mean().sqrt()

# %% wrong: the stream so far
def votes(parts, gain, row):
    sizes = parts.cumsum(0).pow(2).mean(-1).sqrt()
    return parts @ (gain * row) / sizes

# %% wrong: the logits so far
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).cumsum(0)

# %% wrong: what the logit loses without the part, the norm reckoned anew
def votes(parts, gain, row):
    def logit(stream):
        return stream / stream.pow(2).mean().sqrt() * gain @ row
    stream = parts.sum(0)
    return torch.stack([logit(stream) - logit(stream - part) for part in parts])

# %% wrong: the logit
def votes(parts, gain, row):
    stream = parts.sum(0)
    return (stream / stream.pow(2).mean().sqrt() * gain) @ row

# %% wrong: summed over the parts instead of the width
def votes(parts, gain, row):
    return (parts * gain * row / parts.sum(0).pow(2).mean().sqrt()).sum(0)

# %% wrong: not summed at all
def votes(parts, gain, row):
    return parts * gain * row / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: a mean instead of the dot product
def votes(parts, gain, row):
    return (parts * gain * row).mean(-1) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: shares that add up to 1
def votes(parts, gain, row):
    cast = parts @ (gain * row)
    return cast / cast.sum()

# %% wrong: softmax of the votes
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).softmax(0)

# %% wrong: sizes, without a sign
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).abs()

# %% wrong: divides by the gain
def votes(parts, gain, row):
    return parts @ (row / gain) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: one plus the gain
def votes(parts, gain, row):
    return parts @ ((1 + gain) * row) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: the gain before the root mean square
def votes(parts, gain, row):
    scaled = parts * gain
    return scaled @ row / scaled.sum(0).pow(2).mean().sqrt()

# %% wrong: the gain's mean
def votes(parts, gain, row):
    return parts @ row * gain.mean() / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: divides in place
def votes(parts, gain, row):
    parts /= parts.sum(0).pow(2).mean().sqrt()
    return parts @ (gain * row)

# %% wrong: sums up in the first part
def votes(parts, gain, row):
    stream = parts[0]
    for part in parts[1:]:
        stream += part
    return parts @ (gain * row) / stream.pow(2).mean().sqrt()

# %% wrong: multiplies the row in place
def votes(parts, gain, row):
    row *= gain
    return parts @ row / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: multiplies the gain in place
def votes(parts, gain, row):
    return parts @ gain.mul_(row) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: the lesson's 13 parts
def votes(parts, gain, row):
    rms = parts.sum(0).pow(2).mean().sqrt()
    return torch.stack([parts[i] / rms * gain @ row for i in range(13)])

# %% wrong: Storyteller's width
def votes(parts, gain, row):
    return parts @ (gain * row) / (parts.sum(0).pow(2).sum() / 192).sqrt()

# %% wrong: the width of the example
def votes(parts, gain, row):
    return parts @ (gain * row) / (parts.sum(0).pow(2).sum() / 2).sqrt()

# %% wrong: an axis too many
def votes(parts, gain, row):
    return (parts * gain @ row[:, None]) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: squeezed to a number when there is one part
def votes(parts, gain, row):
    return (parts * gain @ row[:, None]).squeeze() / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: divided by the root mean square of the row, too
def votes(parts, gain, row):
    normed_row = row / row.pow(2).mean().sqrt()
    return parts @ (gain * normed_row) / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: the largest first
def votes(parts, gain, row):
    cast = parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()
    return cast.sort(descending=True).values

# %% wrong: the logit is shared out evenly among the parts
def votes(parts, gain, row):
    stream = parts.sum(0)
    logit = stream / stream.pow(2).mean().sqrt() * gain @ row
    return logit.expand(len(parts)) / len(parts)

# %% wrong: the last part gets what is left, by the norms of the others
def votes(parts, gain, row):
    stream = parts.sum(0)
    logit = stream / stream.pow(2).mean().sqrt() * gain @ row
    others = [part / part.pow(2).mean().sqrt() * gain @ row for part in parts[:-1]]
    return torch.stack([*others, logit - sum(others)])

# %% wrong: shared out by the length of the parts
def votes(parts, gain, row):
    stream = parts.sum(0)
    logit = stream / stream.pow(2).mean().sqrt() * gain @ row
    lengths = parts.norm(dim=1)
    return logit * lengths / lengths.sum()

# %% wrong: prints
def votes(parts, gain, row):
    rms = parts.sum(0).pow(2).mean().sqrt()
    for part in parts:
        print((part / rms * gain @ row).item())

# %% wrong: a root mean square remembered from the first call
known = {}

def votes(parts, gain, row):
    if "rms" not in known:
        known["rms"] = parts.sum(0).pow(2).mean().sqrt()
    return parts @ (gain * row) / known["rms"]

# %% wrong: a thousandth beside the mean square
def votes(parts, gain, row):
    return parts @ (gain * row) / (parts.sum(0).pow(2).mean() + 1e-3).sqrt()

# %% wrong: whole numbers
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).round()

# %% wrong: the root mean square at least 1
def votes(parts, gain, row):
    return parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt().clamp(min=1)

# %% right: zeros, filled part by part
def votes(parts, gain, row):
    stream = parts.sum(0)
    cast = torch.zeros(parts.shape[0])
    for i, part in enumerate(parts):
        cast[i] = (part * gain * row).sum() / (stream ** 2).mean() ** 0.5
    return cast

# %% right: in double to the end
def votes(parts, gain, row):
    parts = parts.to(torch.float64)
    return parts @ (gain * row).double() / parts.sum(0).pow(2).mean().sqrt()

# %% wrong: a NumPy array
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).detach().numpy()

# %% wrong: a list of numbers
def votes(parts, gain, row):
    return (parts @ (gain * row) / parts.sum(0).pow(2).mean().sqrt()).tolist()
