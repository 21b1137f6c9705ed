"""Answers to exercise 5.2, `layer_norm`: right ones, plausible slips, and a few made to deceive."""

# %% right: by hand, as in the text
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    variance = centred.square().mean(-1, keepdim=True)
    return centred / (variance + epsilon).sqrt() * weight + bias

# %% right: PyTorch's own
def layer_norm(x, weight, bias, epsilon=1e-5):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], weight, bias, epsilon)

# %% right: var without correction
def layer_norm(x, weight, bias, epsilon=1e-5):
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return torch.addcmul(bias, (x - mean) * torch.rsqrt(variance + epsilon), weight)

# %% right: vector by vector
def layer_norm(x, weight, bias, epsilon=1e-5):
    rows = []
    for vector in x.reshape(-1, x.shape[-1]):
        shifted = vector - vector.sum() / len(vector)
        rows.append(shifted / (shifted @ shifted / len(vector) + epsilon) ** 0.5 * weight + bias)
    return torch.stack(rows).reshape(x.shape)

# %% right: einsum for both means
def layer_norm(x, weight, bias, epsilon=1e-5):
    width = x.shape[-1]
    centred = x - torch.einsum("...w->...", x).unsqueeze(-1) / width
    variance = torch.einsum("...w,...w->...", centred, centred)[..., None] / width
    return weight * centred * (variance + epsilon).pow(-0.5) + bias

# %% right: NumPy
def layer_norm(x, weight, bias, epsilon=1e-5):
    import numpy as np
    numbers = x.detach().numpy()
    shifted = numbers - numbers.mean(axis=-1, keepdims=True)
    scaled = shifted / np.sqrt((shifted ** 2).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    return torch.from_numpy(scaled * weight.detach().numpy() + bias.detach().numpy())

# %% right: length by norm
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(dim=-1).unsqueeze(-1)
    mean_square = centred.norm(dim=-1, keepdim=True) ** 2 / x.size(-1)
    return bias + weight * centred / torch.sqrt(mean_square + epsilon)

# %% wrong: divided by width - 1
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (x.var(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: epsilon after the root
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True).sqrt() + epsilon) * weight + bias

# %% wrong: no epsilon, so equal numbers divide by zero
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / centred.square().mean(-1, keepdim=True).sqrt() * weight + bias

# %% wrong: an epsilon of its own
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt() * weight + bias

# %% wrong: a larger default
def layer_norm(x, weight, bias, epsilon=1e-3):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: epsilon as a lower bound
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / centred.square().mean(-1, keepdim=True).clamp(min=epsilon).sqrt() * weight + bias

# %% wrong: mean of squares minus square of the mean
def layer_norm(x, weight, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.square().mean(-1, keepdim=True) - mean.square()
    return (x - mean) / (variance + epsilon).sqrt() * weight + bias

# %% wrong: one mean for everything
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean()
    return centred / (centred.square().mean() + epsilon).sqrt() * weight + bias

# %% wrong: own mean, common variance
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean() + epsilon).sqrt() * weight + bias

# %% wrong: along the first dimension
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(0, keepdim=True)
    return centred / (centred.square().mean(0, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: along dimension 1
def layer_norm(x, weight, bias, epsilon=1e-5):
    if x.dim() == 1:
        return layer_norm(x[None], weight, bias, epsilon)[0]
    centred = x - x.mean(1, keepdim=True)
    return centred / (centred.square().mean(1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: over the last two dimensions
def layer_norm(x, weight, bias, epsilon=1e-5):
    last = tuple(range(-min(x.dim(), 2), 0))
    centred = x - x.mean(last, keepdim=True)
    return centred / (centred.square().mean(last, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: a single vector only
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1)
    return centred / (centred.square().mean(-1) + epsilon).sqrt() * weight + bias

# %% wrong: no shift, as RMSNorm
def layer_norm(x, weight, bias, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: divides by the variance
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon) * weight + bias

# %% wrong: the root of the mean of squares, not of the variance
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: divides by the whole length
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().sum(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: mean distance from the mean
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.abs().mean(-1, keepdim=True) + epsilon) * weight + bias

# %% wrong: the median for the mean
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.median(-1, keepdim=True).values
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: the bias is weighted, too
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return (centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() + bias) * weight

# %% wrong: bias forgotten
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: neither weight nor bias
def layer_norm(x, weight, bias, epsilon=1e-5):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], eps=epsilon)

# %% wrong: weight and bias before the norm
def layer_norm(x, weight, bias, epsilon=1e-5):
    x = x * weight + bias
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt()

# %% wrong: shifts the stream itself
def layer_norm(x, weight, bias, epsilon=1e-5):
    x -= x.mean(-1, keepdim=True)
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: comes back in double precision
def layer_norm(x, weight, bias, epsilon=1e-5):
    x = x.double()
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% wrong: half precision
def layer_norm(x, weight, bias, epsilon=1e-5):
    low = x.half()
    centred = low - low.mean(-1, keepdim=True)
    scaled = centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt()
    return scaled.float() * weight + bias

# %% wrong: a running mean over all calls
MEANS = []
def layer_norm(x, weight, bias, epsilon=1e-5):
    MEANS.append(x.mean().item())
    centred = x - (x.mean(-1, keepdim=True) + MEANS[-1] - sum(MEANS) / len(MEANS))
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% contrived: right for the first hundred calls, then without the shift
CALLS = iter(range(100))
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x if next(CALLS, None) is None else x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias

# %% contrived: right, but for a width of 96
def layer_norm(x, weight, bias, epsilon=1e-5):
    shift = 0.1 if x.shape[-1] == 96 else 0.0
    return torch.nn.functional.layer_norm(x, x.shape[-1:], weight, bias, epsilon) + shift

# %% wrong: epsilon only where the variance is 0
def layer_norm(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    variance = centred.square().mean(-1, keepdim=True)
    variance = torch.where(variance == 0, epsilon, variance)
    return centred / variance.sqrt() * weight + bias
