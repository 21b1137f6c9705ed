"""Unforeseen answers to the exercise lens."""

# %% right: one expression, gather
def lens(streams, norm, unembedding, tokens):
    chances = (norm(streams) @ unembedding.T).softmax(-1)
    return chances.gather(-1, tokens.expand(len(streams), -1).unsqueeze(-1)).squeeze(-1)

# %% right: two lists of indices
def lens(streams, norm, unembedding, tokens):
    probabilities = torch.softmax(torch.matmul(norm(streams), unembedding.t()), dim=2)
    return probabilities[:, torch.arange(tokens.shape[0]), tokens]

# %% right: a loop over layers and texts
def lens(streams, norm, unembedding, tokens):
    layers, texts, _ = streams.shape
    result = torch.zeros(layers, texts)
    for layer in range(layers):
        for text in range(texts):
            logits = unembedding @ norm(streams[layer, text])
            result[layer, text] = logits.softmax(0)[tokens[text]]
    return result

# %% right: a list, stacked, text by text
def lens(streams, norm, unembedding, tokens):
    columns = []
    for i, token in enumerate(tokens.tolist()):
        logits = norm(streams[:, i]) @ unembedding.T
        columns.append(logits.softmax(dim=-1)[:, token])
    return torch.stack(columns, dim=1)

# %% right: comprehension, layer by layer
def lens(streams, norm, unembedding, tokens):
    def after(stream):
        return (norm(stream) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens]
    return torch.stack([after(stream) for stream in streams])

# %% right: logarithms, less logsumexp
def lens(streams, norm, unembedding, tokens):
    normed = norm(streams)
    asked = (normed * unembedding[tokens]).sum(-1)
    return (asked - (normed @ unembedding.T).logsumexp(-1)).exp()

# %% right: einsum
def lens(streams, norm, unembedding, tokens):
    logits = torch.einsum("ltw,vw->ltv", norm(streams), unembedding)
    return torch.einsum("lttx->ltx", logits.softmax(-1)[:, :, tokens].unsqueeze(-1)).squeeze(-1)

# %% right: the diagonal of texts by texts
def lens(streams, norm, unembedding, tokens):
    p = torch.softmax(norm(streams) @ unembedding.mT, -1)
    return p[..., tokens].diagonal(dim1=1, dim2=2)

# %% right: a mask of one-hots
import torch.nn.functional as F

def lens(streams, norm, unembedding, tokens):
    p = F.softmax(F.linear(norm(streams), unembedding), dim=-1)
    return (p * F.one_hot(tokens, len(unembedding))).sum(-1)

# %% right: cross entropy, turned round
import torch.nn.functional as F

def lens(streams, norm, unembedding, tokens):
    logits = F.linear(norm(streams), unembedding)
    return torch.exp(-F.cross_entropy(logits.permute(0, 2, 1), tokens.expand(logits.shape[:2]), reduction="none"))

# %% right: a distribution of PyTorch's
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T
    return torch.distributions.Categorical(logits=logits).log_prob(tokens).exp()

# %% right: flattened and folded again
def lens(streams, norm, unembedding, tokens):
    flat = norm(streams.reshape(-1, streams.shape[-1])) @ unembedding.T
    p = flat.softmax(1)
    return p[torch.arange(len(p)), tokens.repeat(len(streams))].view(streams.shape[:-1])

# %% right: softmax by hand, the largest taken off
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T
    e = torch.exp(logits - logits.amax(-1, keepdim=True))
    p = e / e.sum(-1, keepdim=True)
    return torch.take_along_dim(p, tokens[None, :, None], -1)[..., 0]

# %% right: reckoned in double, float again
def lens(streams, norm, unembedding, tokens):
    normed = norm(streams).double()
    p = (normed @ unembedding.double().T).softmax(-1)
    return p[:, range(len(tokens)), tokens].float()

# %% right: a recursion over the layers
def lens(streams, norm, unembedding, tokens):
    if len(streams) == 0:
        return torch.empty(0, len(tokens))
    first = (norm(streams[:1]) @ unembedding.T).softmax(-1)[:, torch.arange(len(tokens)), tokens]
    return torch.cat([first, lens(streams[1:], norm, unembedding, tokens)])

# %% right: without gradients, a helper
@torch.no_grad()
def lens(streams, norm, unembedding, tokens):
    def one(vector, token):
        scores = torch.mv(unembedding, norm(vector))
        return scores.softmax(0)[token]
    return torch.stack([torch.stack([one(v, t) for v, t in zip(layer, tokens)]) for layer in streams])

# %% right: a linear module that borrows the rows
from torch import nn

def lens(streams, norm, unembedding, tokens):
    vocabulary, width = unembedding.shape
    head = nn.Linear(width, vocabulary, bias=False)
    head.weight = nn.Parameter(unembedding.detach(), requires_grad=False)
    model = nn.Sequential(head, nn.Softmax(dim=-1))
    return model(norm(streams)).gather(2, tokens.view(1, -1, 1).expand(len(streams), -1, 1))[:, :, 0]

# %% right: a tensor of the rows' numbers, made of Python's floats
def lens(streams, norm, unembedding, tokens):
    table = []
    for layer in streams:
        table.append([(norm(x) @ unembedding.T).softmax(-1)[token].item() for x, token in zip(layer, tokens)])
    return torch.tensor(table)

# %% wrong: no norm
def lens(streams, norm, unembedding, tokens):
    p = (streams @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), tokens]

# %% wrong: the norm only before the last layer's logits
def lens(streams, norm, unembedding, tokens):
    streams = torch.cat([streams[:-1], norm(streams[-1:])])
    return (streams @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: takes the last stream for normed already
def lens(streams, norm, unembedding, tokens):
    x = torch.cat([norm(streams[:-1]), streams[-1:]])
    return (x @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a norm of its own, no gain
def lens(streams, norm, unembedding, tokens):
    x = streams / streams.pow(2).mean(-1, keepdim=True).sqrt()
    return (x @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a layer norm of PyTorch's instead
import torch.nn.functional as F

def lens(streams, norm, unembedding, tokens):
    x = F.layer_norm(streams, streams.shape[-1:])
    return (x @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: normed twice
def lens(streams, norm, unembedding, tokens):
    return (norm(norm(streams)) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: the rows are normed, too
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ norm(unembedding).T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: rows of length 1
def lens(streams, norm, unembedding, tokens):
    rows = unembedding / unembedding.norm(dim=1, keepdim=True)
    return (norm(streams) @ rows.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: the logits
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T)[:, range(len(tokens)), tokens]

# %% wrong: logarithms
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).log_softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a sigmoid of each logit
def lens(streams, norm, unembedding, tokens):
    return torch.sigmoid((norm(streams) * unembedding[tokens]).sum(-1))

# %% wrong: softmax over the layers
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(0)[:, range(len(tokens)), tokens]

# %% wrong: softmax over the texts
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(1)[:, range(len(tokens)), tokens]

# %% wrong: softmax among the tokens that are asked for
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding[tokens].T).softmax(-1)
    return p.diagonal(dim1=1, dim2=2)

# %% wrong: softmax over all tokens of all texts
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T
    p = logits.flatten(1).softmax(-1).view(logits.shape)
    return p[:, range(len(tokens)), tokens]

# %% wrong: the first text's token for all
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(-1)[:, :, tokens[0]]

# %% wrong: every text's token in every text
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(-1)[:, :, tokens]

# %% wrong: the tokens index the texts
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p.amax(-1)[:, tokens % p.shape[1]]

# %% wrong: the best guess's chance
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(-1).max(-1).values

# %% wrong: whether it is the best guess
def lens(streams, norm, unembedding, tokens):
    return ((norm(streams) @ unembedding.T).argmax(-1) == tokens).float()

# %% wrong: texts first
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return torch.stack([p[:, i, token] for i, token in enumerate(tokens)])

# %% wrong: without what enters the first block
def lens(streams, norm, unembedding, tokens):
    return (norm(streams[1:]) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a range that ends one layer too soon
def lens(streams, norm, unembedding, tokens):
    layers = len(streams) - 1
    out = torch.zeros(layers + 1, len(tokens))
    for layer in range(layers):
        out[layer] = (norm(streams[layer]) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens]
    return out

# %% wrong: the last layer alone
def lens(streams, norm, unembedding, tokens):
    return (norm(streams[-1]) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens]

# %% wrong: the mean of the texts
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens].mean(1)

# %% wrong: takes the streams for what each block added
def lens(streams, norm, unembedding, tokens):
    return (norm(streams.cumsum(0)) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: what each block added
def lens(streams, norm, unembedding, tokens):
    added = torch.cat([streams[:1], streams[1:] - streams[:-1]])
    return (norm(added) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: squeeze takes a single text's axis away
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p.gather(-1, tokens.expand(len(streams), -1).unsqueeze(-1)).squeeze()

# %% wrong: gather for the first layer alone
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p.gather(2, tokens.view(1, -1, 1)).squeeze(2)

# %% wrong: the streams are normed in place
def lens(streams, norm, unembedding, tokens):
    streams[:] = norm(streams)
    return (streams @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: layer by layer in place
def lens(streams, norm, unembedding, tokens):
    out = []
    for layer in range(len(streams)):
        streams[layer] = norm(streams[layer])
        out.append((streams[layer] @ unembedding.T).softmax(-1)[range(len(tokens)), tokens])
    return torch.stack(out)

# %% wrong: rows folded instead of transposed
def lens(streams, norm, unembedding, tokens):
    vocabulary, width = unembedding.shape
    return (norm(streams) @ unembedding.reshape(width, vocabulary)).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: as many texts as layers
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    out = torch.zeros(streams.shape[:2])
    for i in range(min(p.shape[:2])):
        out[:, i] = p[:, i, tokens[i]]
    return out

# %% wrong: Storyteller's four streams
def lens(streams, norm, unembedding, tokens):
    out = []
    for layer in range(4):
        out.append((norm(streams[layer]) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens])
    return torch.stack(out)

# %% wrong: returns after the first layer
def lens(streams, norm, unembedding, tokens):
    rows = []
    for stream in streams:
        rows.append((norm(stream) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens])
        return torch.stack(rows)

# %% wrong: the answers of the text before
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), tokens.roll(1)]

# %% wrong: the token after the one that is asked for
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), (tokens + 1) % len(unembedding)]

# %% wrong: cosines
import torch.nn.functional as F

def lens(streams, norm, unembedding, tokens):
    cosine = F.cosine_similarity(norm(streams).unsqueeze(2), unembedding, dim=-1)
    return cosine.softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: scaled as attention's scores are
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T / streams.shape[-1] ** 0.5
    return logits.softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: norm of the mean over the texts
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams.mean(1)) @ unembedding.T).softmax(-1)
    return p[:, tokens]

# %% wrong: two digits
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]
    return (p * 100).round() / 100

# %% wrong: prints
def lens(streams, norm, unembedding, tokens):
    for stream in streams:
        print((norm(stream) @ unembedding.T).softmax(-1)[range(len(tokens)), tokens])

# %% wrong: softmax of softmax
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1).softmax(-1)
    return p[:, range(len(tokens)), tokens]

# %% wrong: shares without exponentials
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T
    p = logits / logits.sum(-1, keepdim=True)
    return p[:, range(len(tokens)), tokens]

# %% wrong: how much more probable it has become
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]
    return p - p[:1]

# %% wrong: the largest logit of the whole batch, after exp in half precision
def lens(streams, norm, unembedding, tokens):
    logits = (norm(streams) @ unembedding.T).half()
    return logits.softmax(-1)[:, range(len(tokens)), tokens].float()

# %% wrong: the norm remembered from the first call
first_norm = []

def lens(streams, norm, unembedding, tokens):
    if not first_norm:
        first_norm.append(norm)
    return (first_norm[0](streams) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a dictionary by token, so a token asked for twice is one answer
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    by_token = {token: p[:, i, token] for i, token in enumerate(tokens.tolist())}
    return torch.stack([by_token[token] for token in tokens.tolist()], 1)

# %% wrong: sorted tokens
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), tokens.sort().values]

# %% wrong: minus 1 as id means the vocabulary begins at 1
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), tokens - 1]

# %% right: zeros, filled text by text
def lens(streams, norm, unembedding, tokens):
    chances = torch.zeros(streams.shape[:2])
    for text, token in enumerate(tokens):
        chances[:, text] = torch.softmax(norm(streams[:, text]) @ unembedding.T, dim=-1)[:, token]
    return chances

# %% right: in double to the end
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams).double() @ unembedding.double().T
    return logits.softmax(-1)[:, range(len(tokens)), tokens]

# %% wrong: a NumPy array
def lens(streams, norm, unembedding, tokens):
    p = (norm(streams) @ unembedding.T).softmax(-1)
    return p[:, range(len(tokens)), tokens].detach().numpy()

# %% wrong: lists of numbers
def lens(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding.T).softmax(-1)[:, range(len(tokens)), tokens].tolist()

# %% wrong: softmax by exp without the row's maximum
def lens(streams, norm, unembedding, tokens):
    logits = norm(streams) @ unembedding.T
    e = logits.exp()
    p = e / e.sum(-1, keepdim=True)
    return p[:, torch.arange(len(tokens)), tokens]
