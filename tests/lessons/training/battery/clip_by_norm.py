"""Answers to the exercise `clip_by_norm`: gradients shortened by one factor."""

# %% right: Pythagoras, then one factor of at most 1
def clip_by_norm(gradients, longest):
    length = sum((gradient**2).sum() for gradient in gradients) ** 0.5
    factor = longest / length if length > longest else 1.0
    return [gradient * factor for gradient in gradients]

# %% right: laid end to end
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm().item()
    if length <= longest:
        return gradients
    return [gradient / length * longest for gradient in gradients]

# %% right: the length of lengths
def clip_by_norm(gradients, longest):
    length = torch.stack([torch.linalg.vector_norm(gradient) for gradient in gradients]).norm()
    factor = (longest / length).clamp(max=1.0)
    return [factor * gradient for gradient in gradients]

# %% right: math.hypot
import math

def clip_by_norm(gradients, longest):
    length = math.hypot(*(gradient.norm().item() for gradient in gradients))
    return [gradient.clone() if length <= longest else gradient.mul(longest / length) for gradient in gradients]

# %% right: einsum, and no division by 0
def clip_by_norm(gradients, longest):
    flat = [gradient.reshape(-1) for gradient in gradients]
    square = float(sum(torch.einsum("i,i->", numbers, numbers) for numbers in flat))
    factor = min(1.0, longest / max(square**0.5, 1e-30))
    return [(numbers * factor).view_as(gradient) for numbers, gradient in zip(flat, gradients)]

# %% wrong: shortened in place, and handed back (the arguments are to stay as they are)
def clip_by_norm(gradients, longest):
    length = sum(gradient.square().sum().item() for gradient in gradients) ** 0.5
    for gradient in gradients:
        if length > longest:
            gradient.mul_(longest / length)
    return gradients

# %% wrong: each tensor by itself
def clip_by_norm(gradients, longest):
    return [gradient * (longest / gradient.norm()).clamp(max=1.0) for gradient in gradients]

# %% wrong: cuts off single numbers
def clip_by_norm(gradients, longest):
    return [gradient.clamp(-longest, longest) for gradient in gradients]

# %% wrong: adds the lengths
def clip_by_norm(gradients, longest):
    length = sum(gradient.norm() for gradient in gradients)
    return [gradient * min(1.0, longest / length) for gradient in gradients]

# %% wrong: the largest number for the length
def clip_by_norm(gradients, longest):
    length = max(gradient.abs().max().item() for gradient in gradients)
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: short ones are made longer
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    return [gradient * longest / length for gradient in gradients]

# %% wrong: no root
def clip_by_norm(gradients, longest):
    length = sum((gradient**2).sum().item() for gradient in gradients)
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: the root of the mean square
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).square().mean().sqrt().item()
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: nan where all gradients are 0
def clip_by_norm(gradients, longest):
    length = torch.stack([gradient.norm() for gradient in gradients]).norm()
    return [gradient / length * length.clamp(max=longest) for gradient in gradients]

# %% wrong: crashes where shapes differ
def clip_by_norm(gradients, longest):
    length = torch.cat(gradients).norm()
    return [gradient * (longest / length).clamp(max=1.0) for gradient in gradients]

# %% wrong: flat tensors come back
def clip_by_norm(gradients, longest):
    gradients = [gradient.flatten() for gradient in gradients]
    length = torch.cat(gradients).norm()
    return [gradient * (longest / length).clamp(max=1.0) for gradient in gradients]

# %% wrong: one long tensor comes back
def clip_by_norm(gradients, longest):
    whole = torch.cat([gradient.flatten() for gradient in gradients])
    return whole * (longest / whole.norm()).clamp(max=1.0)

# %% wrong: a factor without its decimals
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm().item()
    factor = longest // length if length > longest else 1.0
    return [gradient * factor for gradient in gradients]

# %% wrong: divides by how many times too long it is, rounded
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm().item()
    return [gradient / max(1, round(length / longest)) for gradient in gradients]

# %% wrong: takes a length below 1 for 1
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm().item()
    return [gradient * min(1.0, longest / max(length, 1.0)) for gradient in gradients]

# %% wrong: leaves out the tensors that are 0, so the list gets shorter
def clip_by_norm(gradients, longest):
    gradients = [gradient for gradient in gradients if gradient.any()]
    length = sum(gradient.square().sum().item() for gradient in gradients) ** 0.5
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: biases and norms do not count
def clip_by_norm(gradients, longest):
    length = sum(gradient.square().sum().item() for gradient in gradients if gradient.dim() > 1) ** 0.5
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: the largest length of all calls decides
largest = 0.0

def clip_by_norm(gradients, longest):
    global largest
    largest = max(largest, sum(gradient.square().sum().item() for gradient in gradients) ** 0.5)
    return [gradient * (longest / largest) if largest > longest else gradient for gradient in gradients]

# %% contrived: looks at the first hundred tensors only
def clip_by_norm(gradients, longest):
    length = sum(gradient.square().sum().item() for gradient in gradients[:100]) ** 0.5
    return [gradient * (longest / length) if length > longest else gradient for gradient in gradients]

# %% wrong: half precision, in which squares overflow
def clip_by_norm(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).half().square().sum().sqrt().float()
    return [gradient * (longest / length).clamp(max=1.0) for gradient in gradients]

# %% wrong: a generator, no list
def clip_by_norm(gradients, longest):
    length = torch.stack([gradient.norm() for gradient in gradients]).norm()
    return (gradient * (longest / length).clamp(max=1.0) for gradient in gradients)

# %% contrived: right for the first hundred calls, then nothing is shortened
calls = []

def clip_by_norm(gradients, longest):
    calls.append(longest)
    length = torch.stack([gradient.norm() for gradient in gradients]).norm()
    return [gradient * (longest / length).clamp(max=1.0) if len(calls) <= 100 else gradient for gradient in gradients]

# %% wrong: flat rows come back
def clip_by_norm(gradients, longest):
    length = sum(g.square().sum() for g in gradients).sqrt()
    factor = longest / length if length > longest else 1.0
    return [(g * factor).reshape(g.shape[0], -1) if g.dim() > 2 else g * factor for g in gradients]

# %% wrong: spectral norm for tables
def clip_by_norm(gradients, longest):
    lengths = [torch.linalg.matrix_norm(g, 2) if g.dim() == 2 else g.norm() for g in gradients]
    length = torch.stack(lengths).norm()
    factor = min(1.0, longest / max(length.item(), 1e-30))
    return [g * factor for g in gradients]

# %% right: sums of squares in Python
import math
def clip_by_norm(gradients, longest):
    length = math.hypot(*(g.norm().item() for g in gradients))
    factor = 1.0 if length <= longest else longest / length
    return [factor * g for g in gradients]

# %% wrong: the length in half precision, inf for a bad batch
def clip_by_norm(gradients, longest):
    length = torch.cat([g.flatten() for g in gradients]).half().float().norm()
    if not length > longest:
        return [g.clone() for g in gradients]
    return [g * (longest / length) for g in gradients]
