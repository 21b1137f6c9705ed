"""Answers to exercise 5.3, `rms_norm`: right ones, plausible slips, and a few made to deceive."""

# %% right: root, mean, squares
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight

# %% right: one over the root
def rms_norm(x, weight, epsilon=1e-5):
    return weight * (x * torch.rsqrt(torch.mean(x * x, dim=-1, keepdim=True) + epsilon))

# %% right: PyTorch's own
def rms_norm(x, weight, epsilon=1e-5):
    return torch.nn.functional.rms_norm(x, (x.shape[-1],), weight, epsilon)

# %% right: by length
def rms_norm(x, weight, epsilon=1e-5):
    width = x.size(-1)
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return weight * x / (length ** 2 / width + epsilon) ** 0.5

# %% right: vector by vector, number by number
def rms_norm(x, weight, epsilon=1e-5):
    if x.dim() > 1:
        return torch.stack([rms_norm(each, weight, epsilon) for each in x])
    root = (sum(number * number for number in x.tolist()) / len(x) + epsilon) ** 0.5
    return torch.stack([number / root * scale for number, scale in zip(x, weight)])

# %% right: einsum
def rms_norm(x, weight, epsilon=1e-5):
    mean_square = torch.einsum("...i,...i->...", x, x) / x.shape[-1]
    return torch.einsum("...i,...,i->...i", x, (mean_square + epsilon).rsqrt(), weight)

# %% right: NumPy
def rms_norm(x, weight, epsilon=1e-5):
    import numpy as np
    numbers = x.detach().numpy()
    root = np.sqrt(np.square(numbers).mean(-1, keepdims=True) + np.float32(epsilon))
    return torch.from_numpy(numbers / root) * weight

# %% wrong: the mean is subtracted
def rms_norm(x, weight, epsilon=1e-5):
    x = x - x.mean(-1, keepdim=True)
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: divides by the length
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().sum(-1, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: divides by the standard deviation
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.var(-1, keepdim=True, correction=0) + epsilon).sqrt() * weight

# %% wrong: no root
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + epsilon) * weight

# %% wrong: the mean of the sizes
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.abs().mean(-1, keepdim=True) + epsilon) * weight

# %% wrong: the square of the mean
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.mean(-1, keepdim=True).square() + epsilon).sqrt() * weight

# %% wrong: width - 1
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().sum(-1, keepdim=True) / (x.shape[-1] - 1) + epsilon).sqrt() * weight

# %% wrong: epsilon outside the root
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True).sqrt() + epsilon) * weight

# %% wrong: no epsilon
def rms_norm(x, weight, epsilon=1e-5):
    return x / x.square().mean(-1, keepdim=True).sqrt() * weight

# %% wrong: always the same epsilon
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * weight

# %% wrong: the epsilon that PyTorch takes by itself
def rms_norm(x, weight, epsilon=1e-5):
    return torch.nn.functional.rms_norm(x, x.shape[-1:], weight)

# %% wrong: another default
def rms_norm(x, weight, epsilon=1e-6):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: epsilon as the smallest allowed
def rms_norm(x, weight, epsilon=1e-5):
    return x / x.square().mean(-1, keepdim=True).clamp(min=epsilon).sqrt() * weight

# %% wrong: epsilon is added to each square's sum before the mean
def rms_norm(x, weight, epsilon=1e-5):
    return x / ((x.square().sum(-1, keepdim=True) + epsilon) / x.shape[-1]).sqrt() * weight

# %% wrong: one size for all vectors
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean() + epsilon).sqrt() * weight

# %% wrong: along the first dimension
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(0, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: along dimension 1 of three
def rms_norm(x, weight, epsilon=1e-5):
    dim = min(x.dim() - 1, 1)
    return x / (x.square().mean(dim, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: the dimension is not kept
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1) + epsilon).sqrt() * weight

# %% wrong: a table of vectors, always
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(1)[:, None] + epsilon).sqrt() * weight

# %% wrong: no weight
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt()

# %% wrong: 1 + weight, as in Gemma
def rms_norm(x, weight, epsilon=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * (1 + weight)

# %% wrong: weight first, then the norm
def rms_norm(x, weight, epsilon=1e-5):
    x = x * weight
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt()

# %% wrong: divides by the weight
def rms_norm(x, weight, epsilon=1e-5):
    return x / ((x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight)

# %% wrong: norms the stream where it lies
def rms_norm(x, weight, epsilon=1e-5):
    x /= (x.square().mean(-1, keepdim=True) + epsilon).sqrt()
    return x * weight

# %% wrong: half precision, whose squares overflow at 256
def rms_norm(x, weight, epsilon=1e-5):
    low = x.half()
    return (low / (low.square().mean(-1, keepdim=True) + epsilon).sqrt()).float() * weight

# %% wrong: bfloat16
def rms_norm(x, weight, epsilon=1e-5):
    low = x.bfloat16()
    return (low / (low.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight.bfloat16()).float()

# %% wrong: comes back in double precision
def rms_norm(x, weight, epsilon=1e-5):
    x = x.double()
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight

# %% wrong: the size of the first call
SIZES = {}
def rms_norm(x, weight, epsilon=1e-5):
    root = SIZES.setdefault(x.shape, (x.square().mean(-1, keepdim=True) + epsilon).sqrt())
    return x / root * weight

# %% contrived: right for the first hundred calls, then unscaled
CALLS = iter(range(100))
def rms_norm(x, weight, epsilon=1e-5):
    root = 1.0 if next(CALLS, None) is None else (x.square().mean(-1, keepdim=True) + epsilon).sqrt()
    return x / root * weight

# %% contrived: right up to 500 vectors
def rms_norm(x, weight, epsilon=1e-5):
    many = x.numel() // x.shape[-1] > 500
    return x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * (weight + many)

# %% wrong: in half precision as on a GPU
def rms_norm(x, weight, epsilon=1e-5):
    scaled = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    return (scaled.bfloat16() * weight.bfloat16()).float()
