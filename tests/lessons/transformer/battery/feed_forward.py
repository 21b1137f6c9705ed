"""Answers to exercise 5.4, `feed_forward`: right ones, plausible slips, and a few made to deceive."""

# %% right: ask, bend, write
import torch.nn.functional as F

def gelu(x):
    """GPT-2's bend, with the approximation that it was trained with."""
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% right: PyTorch's linear layers
import torch.nn.functional as F

def feed_forward(x, up, up_bias, down, down_bias):
    bent = F.gelu(F.linear(x, up, up_bias), approximate="tanh")
    firing = torch.count_nonzero(bent > 0, dim=-1) / bent.shape[-1]
    return F.linear(bent, down, down_bias), firing

# %% right: who fires is known before the bend
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    asked = torch.einsum("...w,nw->...n", x, up) + up_bias
    written = torch.einsum("...n,wn->...w", gelu(asked), down) + down_bias
    return written, (asked > 0).float().mean(dim=-1)

# %% right: neuron by neuron
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    written, firing = down_bias.expand(x.shape), torch.zeros(x.shape[:-1])
    for row, threshold, column in zip(up, up_bias, down.T):
        answer = gelu((x * row).sum(dim=-1) + threshold)
        written = written + answer[..., None] * column
        firing = firing + (answer > 0)
    return written, firing / len(up)

# %% right: the bend written out
import torch.nn.functional as F

def gelu(x):
    return 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x ** 3)))

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(torch.matmul(x, up.transpose(0, 1)) + up_bias)
    share = torch.where(neurons > 0, 1.0, 0.0).sum(-1) / neurons.size(-1)
    return torch.matmul(neurons, down.transpose(0, 1)) + down_bias, share

# %% right: one vector at a time, in a list
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    if x.dim() > 1:
        written, firing = zip(*[feed_forward(each, up, up_bias, down, down_bias) for each in x])
        return torch.stack(written), torch.stack(firing)
    neurons = gelu(up @ x + up_bias)
    return down @ neurons + down_bias, neurons.gt(0).to(x.dtype).mean()

# %% wrong: no bend
import torch.nn.functional as F

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = x @ up.T + up_bias
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the exact bend, not GPT-2's
import torch.nn.functional as F

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = F.gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: max(0, x)
import torch.nn.functional as F

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = (x @ up.T + up_bias).clamp(min=0)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the quick bend, x · sigmoid(1.702 x)
import torch.nn.functional as F

def gelu(x):
    return x * torch.sigmoid(1.702 * x)

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the threshold after the bend
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T) + up_bias
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: no threshold
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: no bias at the end
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T, (neurons > 0).float().mean(-1)

# %% wrong: bends twice
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return gelu(neurons @ down.T + down_bias), (neurons > 0).float().mean(-1)

# %% wrong: adds to what it reads
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return x + neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the tables not transposed
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up + up_bias)
    return neurons @ down + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: one share for all positions
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean()

# %% wrong: a share for each neuron
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(0)

# %% wrong: the share keeps a dimension of 1
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1, keepdim=True)

# %% wrong: how many, not which share
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().sum(-1)

# %% wrong: a share of the width
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).sum(-1) / x.shape[-1]

# %% wrong: whoever is not 0 fires
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons != 0).float().mean(-1)

# %% wrong: 0 fires, too
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons >= 0).float().mean(-1)

# %% wrong: a tenth is needed to fire
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0.1).float().mean(-1)

# %% wrong: counts without the threshold
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (x @ up.T > 0).float().mean(-1)

# %% wrong: counts in what is written
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    written = gelu(x @ up.T + up_bias) @ down.T + down_bias
    return written, (written > 0).float().mean(-1)

# %% wrong: the mean activity for a share
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, neurons.mean(-1)

# %% wrong: per cent
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, 100 * (neurons > 0).float().mean(-1)

# %% wrong: the share in whole numbers
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).long().sum(-1) // neurons.shape[-1]

# %% wrong: what is written, and nothing else
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    return gelu(x @ up.T + up_bias) @ down.T + down_bias

# %% wrong: the share first
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return (neurons > 0).float().mean(-1), neurons @ down.T + down_bias

# %% wrong: a table of vectors, always
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(torch.mm(x, up.T) + up_bias)
    return torch.mm(neurons, down.T) + down_bias, (neurons > 0).float().mean(1)

# %% wrong: batches are laid one behind the other
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x.reshape(-1, x.shape[-1]) @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the share is a Python number
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1).item()

# %% wrong: half of the neurons dropped at random
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = F.dropout(gelu(x @ up.T + up_bias), 0.5)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: thresholds grow with each call
import torch.nn.functional as F

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    asked = x @ up.T
    neurons = gelu(asked.add_(up_bias))
    up_bias.data += 0.01 * asked.reshape(-1, len(up_bias)).mean(0)
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: the share over all calls so far
import torch.nn.functional as F

FIRED = []

def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = gelu(x @ up.T + up_bias)
    FIRED.append((neurons > 0).float().mean().item())
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1) * 0 + sum(FIRED) / len(FIRED)

# %% contrived: right for the first hundred calls, then silent
import torch.nn.functional as F

CALLS = iter(range(100))

def feed_forward(x, up, up_bias, down, down_bias):
    loud = next(CALLS, None) is not None
    neurons = F.gelu(x @ up.T + up_bias, approximate="tanh") * loud
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% contrived: right, but for the neurons after the thousandth
import torch.nn.functional as F

def feed_forward(x, up, up_bias, down, down_bias):
    neurons = F.gelu(x @ up.T + up_bias, approximate="tanh")
    neurons[..., 1000:] = 0.0
    return neurons @ down.T + down_bias, (neurons > 0).float().mean(-1)

# %% wrong: fires means more than a hundredth
def gelu(x):
    return F.gelu(x, approximate="tanh")

def feed_forward(x, up, up_bias, down, down_bias):
    fired = gelu(x @ up.T + up_bias)
    return fired @ down.T + down_bias, (fired > 1e-2).float().mean(-1)
