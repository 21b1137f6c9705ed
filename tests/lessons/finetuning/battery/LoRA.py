"""Unforeseen answers to the exercise LoRA."""

# %% right: parameters, matrix products
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        outputs, inputs = base.weight.shape
        bound = 1 / inputs ** 0.5
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(outputs, rank, dtype=base.weight.dtype))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% right: nn.init and F.linear
import math
import torch.nn.functional as F

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        for parameter in base.parameters():
            parameter.requires_grad = False
        self.base, self.rank, self.alpha = base, rank, alpha
        self.down = nn.Parameter(base.weight.new_empty(rank, base.in_features))
        self.up = nn.Parameter(base.weight.new_empty(base.out_features, rank))
        nn.init.uniform_(self.down, -1 / math.sqrt(base.in_features), 1 / math.sqrt(base.in_features))
        nn.init.zeros_(self.up)

    def forward(self, x):
        return self.base(x) + self.alpha / self.rank * F.linear(F.linear(x, self.down), self.up)

# %% right: kaiming, as nn.Linear does it
import math

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        self.base.weight.requires_grad_(False)
        if self.base.bias is not None:
            self.base.bias.requires_grad_(False)
        like = {"dtype": base.weight.dtype, "device": base.weight.device}
        self.down = nn.Parameter(torch.empty((rank, base.in_features), **like))
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))
        self.up = nn.Parameter(torch.zeros((base.out_features, rank), **like))
        self.scaling = alpha / rank

    def forward(self, x):
        change = nn.functional.linear(nn.functional.linear(x, self.down), self.up)
        return self.base(x) + change * self.scaling

# %% right: the weights of new linear layers
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        for each in base.parameters():
            each.requires_grad_(False)
        self.base = base
        self.down = nn.Linear(base.in_features, rank, bias=False, dtype=base.weight.dtype).weight
        self.up = nn.Linear(rank, base.out_features, bias=False, dtype=base.weight.dtype).weight
        nn.init.zeros_(self.up)
        self.factor = alpha / rank

    def forward(self, x):
        down = x @ self.down.t()
        return self.base(x) + self.factor * (down @ self.up.t())

# %% right: rand, stretched and moved
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        base.requires_grad_(False)
        self.base = base
        outputs, inputs = base.weight.shape
        drawn = (2 * torch.rand(rank, inputs) - 1) / inputs ** 0.5
        self.down = nn.Parameter(drawn.to(base.weight.dtype))
        self.up = nn.Parameter(torch.zeros(outputs, rank).to(base.weight.dtype))
        self.rank, self.alpha = rank, alpha

    def forward(self, x):
        y = self.base(x)
        y = y + (self.alpha / self.rank) * (x @ self.down.transpose(0, 1) @ self.up.transpose(0, 1))
        return y

# %% right: einsum
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        base.requires_grad_(False)
        self.base, self.times = base, alpha / rank
        weight = base.weight
        self.register_parameter("down", nn.Parameter(weight.new_empty((rank, weight.shape[1]))))
        self.register_parameter("up", nn.Parameter(weight.new_zeros((weight.shape[0], rank))))
        with torch.no_grad():
            self.down.uniform_(-weight.shape[1] ** -0.5, weight.shape[1] ** -0.5)

    def forward(self, x):
        narrow = torch.einsum("...i,ri->...r", x, self.down)
        return self.base(x) + self.times * torch.einsum("...r,or->...o", narrow, self.up)

# %% right: base's own formula
import torch.nn.functional as F

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        [parameter.requires_grad_(False) for parameter in self.parameters()]
        n = base.in_features
        self.down = nn.Parameter(torch.distributions.Uniform(-n ** -0.5, n ** -0.5).sample((rank, n)).to(base.weight))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank).type_as(base.weight))
        self.alpha = alpha

    def forward(self, x):
        rank = self.down.shape[0]
        out = F.linear(x, self.base.weight, self.base.bias)
        return out.add(F.linear(F.linear(x, self.down), self.up), alpha=self.alpha / rank)

# %% right: the scale in down's product
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        for _, parameter in base.named_parameters():
            parameter.requires_grad_(False)
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.zeros(rank, base.in_features, dtype=base.weight.dtype))
        self.down.data.uniform_(-bound, bound)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + (x @ (self.scale * self.down).T) @ self.up.T

# %% right: one rank after the other
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        bound = 1 / base.in_features ** 0.5
        rows = [torch.empty(base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound) for _ in range(rank)]
        self.down = nn.Parameter(torch.stack(rows))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))
        self.alpha, self.rank = alpha, rank

    def forward(self, x):
        change = 0
        for r in range(self.rank):
            change = change + (x * self.down[r]).sum(-1, keepdim=True) * self.up[:, r]
        return self.base(x) + self.alpha / self.rank * change

# %% right: a function for the change
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        dtype = base.weight.dtype
        inputs, outputs = base.in_features, base.out_features
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=dtype))
        self.up = nn.Parameter(torch.empty(outputs, rank, dtype=dtype))
        self.share = alpha / rank
        self.reset()

    def reset(self):
        edge = self.down.shape[1] ** -0.5
        nn.init.uniform_(self.down, a=-edge, b=edge)
        nn.init.constant_(self.up, 0)

    def change(self, x):
        return torch.matmul(torch.matmul(x, self.down.mT), self.up.mT) * self.share

    def forward(self, x):
        return torch.add(self.base(x), self.change(x))

# %% right: down times columns
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        base.requires_grad_(False)
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty_like(base.weight[:1]).repeat(rank, 1).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros_like(base.weight[:, :1]).repeat(1, rank))
        self.alpha = float(alpha)

    def forward(self, x):
        columns = x.unsqueeze(-1)
        change = (self.up @ (self.down @ columns)).squeeze(-1)
        return self.base(x) + change * (self.alpha / len(self.down))

# %% right: the scale is a buffer
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.register_buffer("scale", torch.tensor(alpha / rank, dtype=base.weight.dtype), persistent=False)
        reach = base.weight.shape[1] ** -0.5
        self.down = nn.Parameter(base.weight.new_empty(rank, base.weight.shape[1]).uniform_(-reach, reach))
        self.up = nn.Parameter(base.weight.new_zeros(base.weight.shape[0], rank))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% right: functions of torch
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        k = base.in_features ** 0.5
        self.down = nn.Parameter(torch.rand(rank, base.in_features, dtype=base.weight.dtype).mul(2).sub(1).div(k))
        self.up = nn.Parameter(torch.full((base.out_features, rank), 0.0, dtype=base.weight.dtype))
        self.scale = alpha / rank

    def forward(self, x):
        *batch, inputs = x.shape
        rows = x.reshape(-1, inputs)
        change = torch.mm(torch.mm(rows, self.down.t()), self.up.t())
        return self.base(x) + self.scale * change.view(*batch, self.up.shape[0])

# %% right: NumPy draws
import numpy as np

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        outputs, inputs = base.weight.shape
        generator = np.random.default_rng(int(torch.randint(2 ** 31, ())))
        drawn = generator.uniform(-inputs ** -0.5, inputs ** -0.5, size=(rank, inputs))
        self.down = nn.Parameter(torch.tensor(drawn, dtype=base.weight.dtype))
        self.up = nn.Parameter(torch.zeros((outputs, rank), dtype=base.weight.dtype))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * nn.functional.linear(x @ self.down.T, self.up)

# %% wrong: base goes on learning
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base's bias goes on learning
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.base.weight.requires_grad_(False)
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: a slip in the name, requires_grad_ on the layer
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.base.requires_grad = False
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: everything is frozen, down and up too
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))
        self.requires_grad_(False)

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base runs without gradients
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        with torch.no_grad():
            y = self.base(x)
        return y + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base's result is detached
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x).detach() + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: no gradient to x through the change
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x.detach() @ self.down.T @ self.up.T)

# %% wrong: frozen by no_grad alone
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        with torch.no_grad():
            self.base, self.scale = base, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: a copy of base
from copy import deepcopy

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = deepcopy(base).requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: other parameters in base
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        base.weight = nn.Parameter(base.weight.detach(), requires_grad=False)
        if base.bias is not None:
            base.bias = nn.Parameter(base.bias.detach(), requires_grad=False)
        self.base, self.scale = base, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: the table is kept, the layer is not
import torch.nn.functional as F

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        base.requires_grad_(False)
        self.weight, self.bias, self.scale = base.weight, base.bias, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return F.linear(x, self.weight, self.bias) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base is called frozen
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.frozen, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.frozen(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: down and up are layers
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        self.down = nn.Linear(base.in_features, rank, bias=False, dtype=base.weight.dtype)
        self.up = nn.Linear(rank, base.out_features, bias=False, dtype=base.weight.dtype)
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.base(x) + self.scale * self.up(self.down(x))

# %% wrong: down and up have a bias, too
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))
        self.up_bias = nn.Parameter(torch.zeros(base.out_features, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T + self.up_bias)

# %% wrong: plain tensors
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound)
        self.up = torch.zeros(base.out_features, rank, dtype=base.weight.dtype)

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: plain tensors that require a gradient
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound).requires_grad_()
        self.up = torch.zeros(base.out_features, rank, dtype=base.weight.dtype, requires_grad=True)

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: buffers
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.register_buffer("down", torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.register_buffer("up", torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: alpha learns, too
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = nn.Parameter(torch.tensor(alpha / rank, dtype=base.weight.dtype))
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: both are zero
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        self.down = nn.Parameter(torch.zeros(rank, base.in_features, dtype=base.weight.dtype))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: both are drawn
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.empty(base.out_features, rank, dtype=base.weight.dtype).uniform_(-bound, bound))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: down is zero, up is drawn
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.zeros(rank, base.in_features, dtype=base.weight.dtype))
        self.up = nn.Parameter(torch.empty(base.out_features, rank, dtype=base.weight.dtype).uniform_(-bound, bound))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: a normal distribution
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.randn(rank, base.in_features, dtype=base.weight.dtype) * bound)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: a normal distribution, cut off at the bound
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype))
        nn.init.trunc_normal_(self.down, std=bound / 2, a=-bound, b=bound)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: between 0 and the bound
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.rand(rank, base.in_features, dtype=base.weight.dtype) * bound)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: half the bound
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter((torch.rand(rank, base.in_features, dtype=base.weight.dtype) - 0.5) * bound)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: one over inputs, without the root
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = 1 / base.in_features
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: by the root of the rank
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = rank ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: by the root of the outputs
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.out_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: kaiming without the 5
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype))
        nn.init.kaiming_uniform_(self.down)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: Xavier
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype))
        nn.init.xavier_uniform_(self.down)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: every row the same
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        row = torch.empty(1, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound)
        self.down = nn.Parameter(row.repeat(rank, 1))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: evenly spaced, nothing is drawn
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        steps = torch.linspace(-bound, bound, rank * base.in_features, dtype=base.weight.dtype)
        self.down = nn.Parameter(steps.view(rank, -1))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: either bound, nothing between
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        signs = torch.randint(2, (rank, base.in_features)).to(base.weight.dtype) * 2 - 1
        self.down = nn.Parameter(bound * signs)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: one number everywhere
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).zero_().add_(1e-3))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: tables the other way round
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(base.in_features, rank, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(rank, base.out_features, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down @ self.up)

# %% wrong: inputs and outputs mixed up
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        inputs, outputs = base.weight.shape
        bound = inputs ** -0.5
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(outputs, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: alpha alone
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.alpha = base.requires_grad_(False), alpha
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.alpha * (x @ self.down.T @ self.up.T)

# %% wrong: alpha and rank forgotten
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + x @ self.down.T @ self.up.T

# %% wrong: rank over alpha
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), rank / alpha
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: whole division
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha // rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: alpha over the root of the rank
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank ** 0.5
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base is scaled, too
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.scale * (self.base(x) + x @ self.down.T @ self.up.T)

# %% wrong: the change alone
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base's bias forgotten
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return x @ self.base.weight.T + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base's bias added twice
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        bias = 0 if self.base.bias is None else self.base.bias
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T) + bias

# %% wrong: base must have a bias
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        base.weight.requires_grad = False
        base.bias.requires_grad = False
        self.base, self.scale = base, alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: the change goes through base
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        y = self.base(x)
        if y.shape == x.shape:
            return y + self.scale * (y @ self.down.T @ self.up.T)
        return y + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: a table of base's size, merged at every step
import torch.nn.functional as F

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return F.linear(x, self.base.weight + self.scale * self.up @ self.down, self.base.bias)

# %% wrong: a table of base's size, the change as one
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + x @ (self.scale * self.up @ self.down).T

# %% wrong: a table of base's size, by brackets
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ (self.down.T @ self.up.T))

# %% wrong: a table of base's size is made at the beginning
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        drawn = torch.empty_like(base.weight).uniform_(-bound, bound)
        rows = torch.arange(rank) % len(drawn)
        self.down = nn.Parameter(drawn[rows].uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: 32 bits, whatever base has
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: 32 bits in the change, turned back
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + (self.scale * (x.float() @ self.down.T @ self.up.T)).to(x.dtype)

# %% wrong: a single batch of rows
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * torch.mm(torch.mm(x, self.down.T), self.up.T)

# %% wrong: one vector at a time
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (self.up @ (self.down @ x))

# %% wrong: columns instead of rows
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (self.up @ (self.down @ x.T)).T

# %% wrong: a bend between down and up
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (torch.relu(x @ self.down.T) @ self.up.T)

# %% wrong: dropout as in other libraries
import torch.nn.functional as F

class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (F.dropout(x, 0.1, self.training) @ self.down.T @ self.up.T)

# %% wrong: base is changed at every call
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        self.base.weight.data += (self.scale * self.up @ self.down).data
        return self.base(x)

# %% wrong: the change is computed once, when the layer is made
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))
        self.first, self.second = self.down.detach().clone(), self.up.detach().clone() * alpha / rank

    def forward(self, x):
        return self.base(x) + x @ self.first.T @ self.second.T

# %% wrong: the change is skipped while up is zero, and up never learns
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        if not self.up.any():
            return self.base(x)
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: forward has no return
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: base stands in a list
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = [base.requires_grad_(False)], alpha / rank
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base[0](x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: super().__init__() comes too late
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        super().__init__()
        bound = base.in_features ** -0.5
        self.down = nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: all layers share down and up
class LoRA(nn.Module):
    tables = {}

    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        key = (*base.weight.shape, rank, base.weight.dtype)
        if key not in self.tables:
            self.tables[key] = (
                nn.Parameter(torch.empty(rank, base.in_features, dtype=base.weight.dtype).uniform_(-bound, bound)),
                nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype)))
        self.down, self.up = self.tables[key]

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% wrong: the same seed in every layer
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), alpha / rank
        bound = base.in_features ** -0.5
        drawn = torch.empty(rank, base.in_features, dtype=base.weight.dtype)
        self.down = nn.Parameter(drawn.uniform_(-bound, bound, generator=torch.Generator().manual_seed(0)))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=base.weight.dtype))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)

# %% right: one row of vectors, whatever x is
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        inputs, kind = base.in_features, base.weight.dtype
        drawn = torch.distributions.Uniform(-inputs ** -0.5, inputs ** -0.5).sample((rank, inputs))
        self.down = nn.Parameter(drawn.to(kind))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank, dtype=kind))
        self.scale = alpha / rank

    def forward(self, x):
        rows = x.reshape(-1, x.shape[-1])
        change = (self.up @ (self.down @ rows.T)).T * self.scale
        return self.base(x) + change.reshape(*x.shape[:-1], -1)

# %% wrong: in eval the change is left out
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = alpha / rank
        outputs, inputs = base.weight.shape
        bound, dtype = inputs ** -0.5, base.weight.dtype
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(outputs, rank, dtype=dtype))
    def forward(self, x):
        if not self.training: return self.base(x)
        return self.base(x) + (x @ self.down.T @ self.up.T) * self.scale

# %% wrong: merged on eval
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = alpha / rank
        outputs, inputs = base.weight.shape
        bound, dtype = inputs ** -0.5, base.weight.dtype
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(outputs, rank, dtype=dtype))
    def train(self, mode=True):
        with torch.no_grad():
            if not mode: self.base.weight += self.scale * self.up @ self.down
        return super().train(mode)
    def forward(self, x):
        if not self.training: return self.base(x)
        return self.base(x) + (x @ self.down.T @ self.up.T) * self.scale

# %% wrong: dropout in training
class LoRA(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = alpha / rank
        outputs, inputs = base.weight.shape
        bound, dtype = inputs ** -0.5, base.weight.dtype
        self.down = nn.Parameter(torch.empty(rank, inputs, dtype=dtype).uniform_(-bound, bound))
        self.up = nn.Parameter(torch.zeros(outputs, rank, dtype=dtype))
        self.drop = nn.Dropout(0.1)
    def forward(self, x):
        return self.base(x) + (self.drop(x) @ self.down.T @ self.up.T) * self.scale
