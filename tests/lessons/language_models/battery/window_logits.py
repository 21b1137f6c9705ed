"""Unforeseen answers to the exercise window_logits."""

# %% right: four lines
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    looked_up = embeddings[contexts]
    flat = looked_up.flatten(1)
    units = (flat @ hidden + hidden_bias).tanh()
    return units @ output + output_bias

# %% right: PyTorch's functions
import torch.nn.functional as F

def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = F.embedding(contexts, embeddings).reshape(len(contexts), -1)
    return F.linear(torch.tanh(F.linear(flat, hidden.T, hidden_bias)), output.T, output_bias)

# %% right: each place of the window has its part of the table
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    width = embeddings.shape[1]
    bent = hidden_bias.expand(len(contexts), -1)
    for place in range(contexts.shape[1]):
        bent = bent + embeddings[contexts[:, place]] @ hidden[place * width:(place + 1) * width]
    return torch.addmm(output_bias, torch.tanh(bent), output)

# %% right: einsum over places and numbers
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    parts = hidden.reshape(contexts.shape[1], embeddings.shape[1], -1)
    units = torch.tanh(torch.einsum("bpw,pwu->bu", embeddings[contexts], parts) + hidden_bias)
    return torch.einsum("bu,uv->bv", units, output) + output_bias

# %% right: one example after the other
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    rows = []
    for window in contexts:
        side_by_side = torch.cat([embeddings[number] for number in window.tolist()])
        rows.append(torch.tanh(side_by_side @ hidden + hidden_bias) @ output + output_bias)
    return torch.stack(rows)

# %% right: one-hot rows, and tanh from a sigmoid
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    switches = torch.nn.functional.one_hot(contexts, embeddings.shape[0]).to(embeddings.dtype)
    flat = torch.flatten(switches @ embeddings, start_dim=1)
    units = 2 * torch.sigmoid(2 * (flat.matmul(hidden) + hidden_bias[None, :])) - 1
    return units.matmul(output) + output_bias[None, :]

# %% right: index_select and a column of ones for the biases
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    one = torch.ones(contexts.shape[0], 1, dtype=embeddings.dtype)
    flat = torch.index_select(embeddings, 0, contexts.reshape(-1)).view(contexts.shape[0], hidden.shape[0])
    units = torch.tanh(torch.hstack([flat, one]) @ torch.vstack([hidden, hidden_bias]))
    return torch.hstack([units, one]) @ torch.vstack([output, output_bias])

# %% wrong: no bend
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = embeddings[contexts].flatten(1) @ hidden + hidden_bias
    return units @ output + output_bias

# %% wrong: relu instead of tanh
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).relu()
    return units @ output + output_bias

# %% wrong: sigmoid instead of tanh
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).sigmoid()
    return units @ output + output_bias

# %% wrong: straight between -1 and 1
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).clamp(-1, 1)
    return units @ output + output_bias

# %% wrong: the logits are bent, too
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return (units @ output + output_bias).tanh()

# %% wrong: the embeddings are bent, too
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].tanh().flatten(1) @ hidden + hidden_bias).tanh()
    return units @ output + output_bias

# %% wrong: the first bias is forgotten
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden).tanh()
    return units @ output + output_bias

# %% wrong: the second bias is forgotten
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return units @ output

# %% wrong: bends first, adds the bias after
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden).tanh() + hidden_bias
    return units @ output + output_bias

# %% wrong: the first bias is taken off
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden - hidden_bias).tanh()
    return units @ output + output_bias

# %% wrong: all first numbers side by side, then all second ones
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = embeddings[contexts].transpose(1, 2).flatten(1)
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: the window backwards
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts.flip(1)].flatten(1) @ hidden + hidden_bias).tanh()
    return units @ output + output_bias

# %% wrong: the places of the window mixed up with the examples
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = embeddings[contexts.T].reshape(len(contexts), -1)
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: the mean of the window at every place
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    mean = embeddings[contexts].mean(dim=1)
    flat = mean.repeat(1, contexts.shape[1])
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: probabilities
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return (units @ output + output_bias).softmax(dim=1)

# %% wrong: their logarithms
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return (units @ output + output_bias).log_softmax(dim=1)

# %% wrong: a batch of one loses its dimension
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return (units @ output + output_bias).squeeze(0)

# %% wrong: a window of one word, or a batch of one, loses its dimension
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    looked_up = embeddings[contexts.squeeze()]
    flat = torch.cat([looked_up[:, place] for place in range(contexts.shape[1])], dim=1)
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: a batch of two
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = embeddings[contexts].reshape(2, -1)
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: a window of three words
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    first, second, third = (embeddings[contexts[:, place]] for place in range(3))
    flat = torch.cat([first, second, third], dim=1)
    return (flat @ hidden + hidden_bias).tanh() @ output + output_bias

# %% wrong: adds to the bias that was handed in
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    rows = []
    for window in contexts:
        with torch.no_grad():
            hidden_bias += embeddings[window].flatten() @ hidden
        rows.append(hidden_bias.tanh() @ output + output_bias)
    return torch.stack(rows)

# %% wrong: scales the embeddings that were handed in to length 1
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    with torch.no_grad():
        embeddings /= embeddings.norm(dim=1, keepdim=True).clamp(min=1e-9)
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return units @ output + output_bias

# %% wrong: everything in one row
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = embeddings[contexts].flatten()[:hidden.shape[0]]
    return ((flat @ hidden + hidden_bias).tanh() @ output + output_bias).expand(len(contexts), -1)

# %% wrong: in half precision
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    flat = embeddings[contexts].flatten(1).half()
    units = (flat @ hidden.half() + hidden_bias.half()).tanh()
    return (units @ output.half() + output_bias.half()).float()

# %% wrong: the bend from powers of e, nan for large numbers
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    raw = embeddings[contexts].flatten(1) @ hidden + hidden_bias
    units = ((2 * raw).exp() - 1) / ((2 * raw).exp() + 1)
    return units @ output + output_bias

# %% contrived: the first hundred examples of a batch
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    contexts = torch.cat([contexts[:100], torch.zeros_like(contexts[100:])])
    units = (embeddings[contexts].flatten(1) @ hidden + hidden_bias).tanh()
    return units @ output + output_bias

# %% contrived: right for windows of up to eight words
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = (embeddings[contexts[:, -8:]].flatten(1) @ hidden[-8 * embeddings.shape[1]:] + hidden_bias).tanh()
    return units @ output + output_bias


# %% wrong: id 0 gets no gradient
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    x = torch.nn.functional.embedding(contexts, embeddings, padding_idx=0).flatten(1)
    return (x @ hidden + hidden_bias).tanh() @ output + output_bias


# %% wrong: number by number, not word by word
def window_logits(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    x = embeddings[contexts].transpose(1, 2).flatten(1)
    return (x @ hidden + hidden_bias).tanh() @ output + output_bias
