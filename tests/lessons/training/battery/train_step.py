"""Answers to the exercise `train_step`: predict, compare, improve, once."""

# %% right: as the four points say
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% right: PyTorch's optimiser, made anew for each step
def train_step(model, inputs, targets, learning_rate):
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate)
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten(), ignore_index=-100)
    loss.backward()
    optimiser.step()
    return float(loss)

# %% right: gradients asked for by name, and stored
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    parameters = list(model.parameters())
    loss = cross_entropy(model(inputs), targets)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            parameter.grad = gradient
            parameter.sub_(gradient, alpha=learning_rate)
    return loss.item()

# %% right: log_softmax and gather instead of cross_entropy, and .data
def train_step(model, inputs, targets, learning_rate):
    for parameter in model.parameters():
        parameter.grad = None
    surprises = -model(inputs).log_softmax(-1).gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    loss = surprises[targets != -100].mean()
    loss.backward()
    for parameter in model.parameters():
        parameter.data -= learning_rate * parameter.grad
    return loss.tolist()

# %% right: all gradients set to 0 first, then one addition for all parameters
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad(set_to_none=False)
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        torch._foreach_add_(list(model.parameters()), [p.grad for p in model.parameters()], alpha=-learning_rate)
    return loss.detach().numpy().item()

# %% wrong: gradients add up from step to step
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% wrong: clears the gradients between backward and the step
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    model.zero_grad(set_to_none=False)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% wrong: clears only afterwards: what was left over counts, and nothing is left to look at
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    model.zero_grad()
    return loss.item()

# %% right: gradients asked for by name, and not stored (no cell of the notebook looks at them later)
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    parameters = list(model.parameters())
    with torch.no_grad():
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            parameter -= learning_rate * gradient
    return loss.item()

# %% wrong: climbs
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += learning_rate * parameter.grad
    return loss.item()

# %% wrong: the loss after the step
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    cross_entropy(model(inputs), targets).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
        return cross_entropy(model(inputs), targets).item()

# %% wrong: a tensor with its whole graph, no float
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=learning_rate).step()
    return loss

# %% wrong: not in place, so nothing changes
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter = parameter - learning_rate * parameter.grad
    return loss.item()

# %% wrong: the sum over all targets instead of the mean
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets, reduction="sum")
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=learning_rate).step()
    return loss.item() / (targets != -100).sum().item()

# %% wrong: leaves out the ends, and counts the filling as ends in the targets that it was given
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    targets[targets == -100] = 0
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=learning_rate).step()
    return loss.item()

# %% wrong: shifts once more
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs)[:, :-1], targets[:, 1:])
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=learning_rate).step()
    return loss.item()

# %% wrong: keeps an optimiser, and with it the first learning rate
def train_step(model, inputs, targets, learning_rate):
    if not hasattr(model, "optimiser"):
        model.optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate)
    model.optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
    loss.backward()
    model.optimiser.step()
    return loss.item()

# %% wrong: clips the gradient without being asked
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    torch.optim.SGD(model.parameters(), lr=learning_rate).step()
    return loss.item()

# %% wrong: biases and norms stay where they are
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    torch.optim.SGD([p for p in model.parameters() if p.dim() > 1], lr=learning_rate).step()
    return loss.item()

# %% wrong: the model is left with parameters that want no gradient
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    model.requires_grad_(False)
    for parameter in model.parameters():
        parameter -= learning_rate * parameter.grad
    return loss.item()

# %% wrong: a momentum kept on the model
from llm_edu.training import cross_entropy

def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    model.velocity = {p: 0.9 * getattr(model, "velocity", {}).get(p, 0.0) + p.grad for p in model.parameters()}
    with torch.no_grad():
        for parameter, velocity in model.velocity.items():
            parameter -= learning_rate * velocity
    return loss.item()

# %% contrived: takes no step once the loss is below one nat
def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=learning_rate if loss > 1 else 0.0).step()
    return loss.item()

# %% wrong: replaces the parameters by new ones
def train_step(model, inputs, targets, learning_rate):
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    for name, parameter in list(model.named_parameters()):
        owner = model.get_submodule(name.rpartition(".")[0])
        new = (parameter - learning_rate * parameter.grad).detach()
        setattr(owner, name.rpartition(".")[2], torch.nn.Parameter(new))
    return loss.item()

# %% wrong: the learning rate of the first call for ever
first = []
def train_step(model, inputs, targets, learning_rate):
    first.append(learning_rate)
    model.zero_grad()
    loss = cross_entropy(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= first[0] * parameter.grad
    return loss.item()

# %% wrong: leaves the model in eval mode
def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    model.eval()
    return loss.item()

# %% wrong: predicts in eval mode, then back
def train_step(model, inputs, targets, learning_rate):
    model.eval()
    loss = cross_entropy(model(inputs), targets)
    model.train()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% wrong: clips the gradients at length 1
def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% wrong: clips each number of a gradient at 5
def train_step(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad.clamp(-5, 5)
    return loss.item()

# %% wrong: seeds anew at each step
def train_step(model, inputs, targets, learning_rate):
    torch.manual_seed(0)
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()

# %% right: into train mode first
def train_step(model, inputs, targets, learning_rate):
    model.train()
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad(set_to_none=True)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.sub_(parameter.grad, alpha=learning_rate)
    return loss.item()
