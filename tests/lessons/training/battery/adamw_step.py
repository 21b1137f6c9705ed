"""Answers to the exercise `adamw_step`: one step of AdamW."""

# %% right: the five points, one after the other
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    weight = weight * (1 - learning_rate * weight_decay)
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    corrected_mean = mean / (1 - keep**step)
    corrected_square = mean_square / (1 - keep_square**step)
    return weight - learning_rate * corrected_mean / (corrected_square.sqrt() + epsilon), mean, mean_square

# %% right: lerp, addcdiv, and the corrections moved into the step's length
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = torch.lerp(mean, gradient, 1 - keep)
    mean_square = torch.lerp(mean_square, gradient.square(), 1 - keep_square)
    size = mean_square.sqrt().div((1 - keep_square**step)**0.5).add(epsilon)
    shrunk = weight - weight * (learning_rate * weight_decay)
    return torch.addcdiv(shrunk, mean, size, value=-learning_rate / (1 - keep**step)), mean, mean_square

# %% right: PyTorch's own AdamW, with its memory put in
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    parameter = torch.nn.Parameter(weight.detach().clone())
    parameter.grad = gradient.detach().clone()
    optimiser = torch.optim.AdamW([parameter], lr=learning_rate, betas=(keep, keep_square), eps=epsilon,
                                  weight_decay=weight_decay)
    optimiser.state[parameter] = {"step": torch.tensor(step - 1.0), "exp_avg": mean.detach().clone(),
                                  "exp_avg_sq": mean_square.detach().clone()}
    optimiser.step()
    memory = optimiser.state[parameter]
    return parameter.detach(), memory["exp_avg"], memory["exp_avg_sq"]

# %% right: in 64 bits, and back again
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    kind = weight.dtype
    weight, gradient, mean, mean_square = (t.detach().double() for t in (weight, gradient, mean, mean_square))
    mean = mean + (1 - keep) * (gradient - mean)
    mean_square = mean_square + (1 - keep_square) * (gradient * gradient - mean_square)
    weight = weight * (1 - learning_rate * weight_decay)
    weight = weight - learning_rate * (mean / (1 - keep**step)) / (
        torch.sqrt(mean_square / (1 - keep_square**step)) + epsilon)
    return weight.to(kind), mean.to(kind), mean_square.to(kind)

# %% right: NumPy arrays
import numpy as np

def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    w, g, m, v = (np.asarray(tensor.detach()) for tensor in (weight, gradient, mean, mean_square))
    m = keep * m + (1 - keep) * g
    v = keep_square * v + (1 - keep_square) * np.square(g)
    change = (m / (1 - keep**step)) / (np.sqrt(v / (1 - keep_square**step)) + epsilon)
    w = w * (1 - learning_rate * weight_decay) - learning_rate * change
    return tuple(torch.as_tensor(array, dtype=weight.dtype) for array in (w, m, v))

# %% wrong: no bias correction
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    weight = weight * (1 - learning_rate * weight_decay)
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    return weight - learning_rate * mean / (mean_square.sqrt() + epsilon), mean, mean_square

# %% wrong: hands the corrected averages back
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    weight = weight * (1 - learning_rate * weight_decay)
    mean = (keep * mean + (1 - keep) * gradient) / (1 - keep**step)
    mean_square = (keep_square * mean_square + (1 - keep_square) * gradient**2) / (1 - keep_square**step)
    return weight - learning_rate * mean / (mean_square.sqrt() + epsilon), mean, mean_square

# %% wrong: changes the averages that it was given
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean.mul_(keep).add_(gradient, alpha=1 - keep)
    mean_square.mul_(keep_square).addcmul_(gradient, gradient, value=1 - keep_square)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: squares the gradient in place
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient.mul_(gradient)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: weight decay put into the gradient
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    gradient = gradient + weight_decay * weight
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight - learning_rate * mean / (1 - keep**step) / size, mean, mean_square

# %% wrong: shrinks last, so the step of today shrinks, too
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight - learning_rate * mean / (1 - keep**step) / size
    return weight * (1 - learning_rate * weight_decay), mean, mean_square

# %% wrong: shrinks by the weight decay, whatever the learning rate
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight * (1 - weight_decay) - learning_rate * mean / (1 - keep**step) / size, mean, mean_square

# %% wrong: no epsilon, so 0 / 0
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt()
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: epsilon before the correction
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    rate = learning_rate * (1 - keep_square**step)**0.5 / (1 - keep**step)
    weight = weight * (1 - learning_rate * weight_decay) - rate * mean / (mean_square.sqrt() + epsilon)
    return weight, mean, mean_square

# %% wrong: each average is corrected by the other's share
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep_square**step) / size
    return weight, mean, mean_square

# %% wrong: counts steps from 0
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**(step + 1))).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**(step + 1)) / size
    return weight, mean, mean_square

# %% wrong: the square of the mean instead of the mean of the squares
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * mean**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: one size for the whole tensor
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * (gradient**2).mean()
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: the usual numbers, whatever was asked for
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    mean = 0.9 * mean + 0.1 * gradient
    mean_square = 0.95 * mean_square + 0.05 * gradient**2
    size = (mean_square / (1 - 0.95**step)).sqrt() + 1e-8
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - 0.9**step) / size
    return weight, mean, mean_square

# %% wrong: where all gradients are 0 nothing happens, and the averages stay
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    if not gradient.any():
        return weight, mean, mean_square
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**step) / size
    return weight, mean, mean_square

# %% wrong: counts its steps itself, for all tensors together
steps_so_far = 0

def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    global steps_so_far
    steps_so_far += 1
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**steps_so_far)).sqrt() + epsilon
    weight = weight * (1 - learning_rate * weight_decay) - learning_rate * mean / (1 - keep**steps_so_far) / size
    return weight, mean, mean_square

# %% contrived: no correction after the hundredth step
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    seen, seen_square = (1 - keep**step, 1 - keep_square**step) if step <= 100 else (1, 1)
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / seen_square).sqrt() + epsilon
    return weight * (1 - learning_rate * weight_decay) - learning_rate * mean / seen / size, mean, mean_square

# %% right: torch's AdamW with its state filled in
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    parameter = torch.nn.Parameter(weight.detach().clone())
    parameter.grad = gradient.detach().clone()
    optimizer = torch.optim.AdamW([parameter], lr=learning_rate, betas=(keep, keep_square), eps=epsilon,
                                  weight_decay=weight_decay)
    state = {"step": torch.tensor(float(step - 1)), "exp_avg": mean.clone(), "exp_avg_sq": mean_square.clone()}
    optimizer.state[parameter] = state
    optimizer.step()
    return parameter.detach(), state["exp_avg"], state["exp_avg_sq"]

# %% wrong: no correction after twenty steps
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    weight = weight * (1 - learning_rate * weight_decay)
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    a, b = (1 - keep**step, 1 - keep_square**step) if step <= 20 else (1, 1)
    return weight - learning_rate * mean / a / ((mean_square / b).sqrt() + epsilon), mean, mean_square

# %% wrong: the argument itself where the gradient is zero
def adamw_step(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
               epsilon=1e-8, weight_decay=0.0):
    if not gradient.any() and not mean.any() and not weight_decay:
        return weight, mean, keep_square * mean_square
    weight = weight * (1 - learning_rate * weight_decay)
    mean = keep * mean + (1 - keep) * gradient
    mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight - learning_rate * mean / (1 - keep**step) / size, mean, mean_square
