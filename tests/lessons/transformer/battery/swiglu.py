"""Answers to exercise 5.8, `swiglu`: right ones, plausible slips, and a few made to deceive."""

# %% right: silu of one product, times another
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down.T

# %% right: the gate written out
def swiglu(x, gate, up, down):
    g = x @ gate.T
    opened = g * torch.sigmoid(g)
    return (opened * (x @ up.T)) @ down.T

# %% right: the gate by e to the power of -g
def swiglu(x, gate, up, down):
    g, u = F.linear(x, gate), F.linear(x, up)
    return F.linear(g / (1 + torch.exp(-g)) * u, down)

# %% right: einsum
def swiglu(x, gate, up, down):
    g = torch.einsum("...w,nw->...n", x, gate)
    u = torch.einsum("...w,nw->...n", x, up)
    return torch.einsum("...n,...n,wn->...w", F.silu(g), u, down)

# %% right: neuron by neuron
def swiglu(x, gate, up, down):
    written = torch.zeros_like(x)
    for asks, goes_through, writes in zip(gate, up, down.T):
        g = (x * asks).sum(dim=-1, keepdim=True)
        written = written + g * g.sigmoid() * (x * goes_through).sum(dim=-1, keepdim=True) * writes
    return written

# %% right: both tables at once, and tanh for sigmoid
def swiglu(x, gate, up, down):
    g, u = (x @ torch.cat([gate, up]).T).chunk(2, dim=-1)
    sigma = 0.5 * (1 + torch.tanh(g / 2))
    return torch.matmul(u * g * sigma, down.mT)

# %% right: NumPy, a vector at a time
def swiglu(x, gate, up, down):
    import numpy as np
    tables = [table.detach().numpy() for table in (gate, up, down)]
    rows = x.detach().numpy().reshape(-1, x.shape[-1])
    written = np.empty_like(rows)
    for number, row in enumerate(rows):
        g = tables[0] @ row
        written[number] = tables[2] @ (g * (0.5 + 0.5 * np.tanh(g / 2)) * (tables[1] @ row))
    return torch.from_numpy(written).reshape(x.shape)

# %% wrong: gate and up change roles
def swiglu(x, gate, up, down):
    return (F.silu(x @ up.T) * (x @ gate.T)) @ down.T

# %% wrong: sigmoid without g
def swiglu(x, gate, up, down):
    return (torch.sigmoid(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: sigmoid of the gate's size
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g * torch.sigmoid(g.abs()) * (x @ up.T)) @ down.T

# %% wrong: GELU for a gate
def swiglu(x, gate, up, down):
    return (F.gelu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: GPT-2's GELU for a gate
def swiglu(x, gate, up, down):
    return (gelu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: max(0, g) for a gate
def swiglu(x, gate, up, down):
    return (F.relu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: tanh for sigmoid
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g * torch.tanh(g) * (x @ up.T)) @ down.T

# %% wrong: g is not halved in the tanh
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g * 0.5 * (1 + torch.tanh(g)) * (x @ up.T)) @ down.T

# %% wrong: the gate of whole numbers
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (F.silu(g.round()) * (x @ up.T)) @ down.T

# %% wrong: a plus where a times belongs
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate.T) + x @ up.T) @ down.T

# %% wrong: silu of the product
def swiglu(x, gate, up, down):
    return F.silu((x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: both bent
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate.T) * F.silu(x @ up.T)) @ down.T

# %% wrong: no bend
def swiglu(x, gate, up, down):
    return ((x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: no gate
def swiglu(x, gate, up, down):
    return F.silu(x @ up.T) @ down.T

# %% wrong: bends again at the end
def swiglu(x, gate, up, down):
    return F.silu((F.silu(x @ gate.T) * (x @ up.T)) @ down.T)

# %% wrong: adds to what it reads
def swiglu(x, gate, up, down):
    return x + (F.silu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: the neurons, before they write
def swiglu(x, gate, up, down):
    return F.silu(x @ gate.T) * (x @ up.T)

# %% wrong: the share of firing neurons, too
def swiglu(x, gate, up, down):
    neurons = F.silu(x @ gate.T) * (x @ up.T)
    return neurons @ down.T, (neurons > 0).float().mean(-1)

# %% wrong: tables not transposed
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate) * (x @ up)) @ down

# %% wrong: only down not transposed
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down

# %% wrong: e^g / (1 + e^g), which a wide open gate overflows
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g * g.exp() / (1 + g.exp()) * (x @ up.T)) @ down.T

# %% wrong: gates beyond 20 are cut off
def swiglu(x, gate, up, down):
    g = (x @ gate.T).clamp(-20, 20)
    return (F.silu(g) * (x @ up.T)) @ down.T

# %% wrong: a negative gate is shut completely
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate.T).clamp(min=0) * (x @ up.T)) @ down.T

# %% wrong: the gate opens for e to the power of g
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g / (1 + g.exp()) * (x @ up.T)) @ down.T

# %% wrong: softmax for sigmoid
def swiglu(x, gate, up, down):
    g = x @ gate.T
    return (g * g.softmax(dim=-1) * (x @ up.T)) @ down.T

# %% wrong: a table of vectors, always
def swiglu(x, gate, up, down):
    return torch.mm(F.silu(torch.mm(x, gate.T)) * torch.mm(x, up.T), down.T)

# %% wrong: the batch is flattened
def swiglu(x, gate, up, down):
    x = x.reshape(-1, x.shape[-1])
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: a single vector becomes a table
def swiglu(x, gate, up, down):
    x = torch.atleast_2d(x)
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: a gate for each vector, not for each neuron
def swiglu(x, gate, up, down):
    opened = F.silu(x @ gate.T).mean(dim=-1, keepdim=True)
    return (opened * (x @ up.T)) @ down.T

# %% wrong: the output comes back into x
def swiglu(x, gate, up, down):
    return x.copy_((F.silu(x @ gate.T) * (x @ up.T)) @ down.T)

# %% wrong: bfloat16
def swiglu(x, gate, up, down):
    low = x.bfloat16()
    return ((F.silu(low @ gate.bfloat16().T) * (low @ up.bfloat16().T)) @ down.bfloat16().T).float()

# %% wrong: double precision to the end
def swiglu(x, gate, up, down):
    x, gate, up, down = x.double(), gate.double(), up.double(), down.double()
    return (F.silu(x @ gate.T) * (x @ up.T)) @ down.T

# %% wrong: the gates of the first call
GATES = {}
def swiglu(x, gate, up, down):
    opened = GATES.setdefault(x.shape, F.silu(x @ gate.T))
    return (opened * (x @ up.T)) @ down.T

# %% contrived: right for the first hundred calls, then all gates are open
CALLS = iter(range(100))
def swiglu(x, gate, up, down):
    g = x @ gate.T
    opened = g if next(CALLS, None) is None else F.silu(g)
    return (opened * (x @ up.T)) @ down.T

# %% contrived: right, but for the neurons after the thousandth
def swiglu(x, gate, up, down):
    return (F.silu(x @ gate[:1000].T) * (x @ up[:1000].T)) @ down[:, :1000].T

# %% right: both questions in one table
def swiglu(x, gate, up, down):
    g, u = (x @ torch.cat([gate, up]).T).split(len(gate), dim=-1)
    opened = g / 2 * (1 + torch.tanh(g / 2))
    return (opened * u) @ down.T
