"""Unforeseen answers to the exercise cross_attention."""

# %% right: einsum and where
import math
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = torch.einsum("btd,bsd->bts", queries, keys) / math.sqrt(queries.size(-1))
    scores = torch.where(source_mask.unsqueeze(1), scores, torch.tensor(float("-inf"), dtype=scores.dtype))
    return torch.einsum("bts,bsd->btd", torch.softmax(scores, -1), values)

# %% right: what torch has
import torch

def cross_attention(queries, keys, values, source_mask):
    return torch.nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=source_mask[:, None, :])

# %% right: row by row, without the filled places
import torch

def cross_attention(queries, keys, values, source_mask):
    rows = []
    for q, k, v, mask in zip(queries, keys, values, source_mask):
        k, v = k[mask], v[mask]
        rows.append((q @ k.T / q.shape[1] ** 0.5).softmax(1) @ v)
    return torch.stack(rows)

# %% right: a softmax by hand
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = torch.bmm(queries, keys.mT) * queries.shape[2] ** -0.5
    mask = source_mask[:, None, :]
    highest = scores.masked_fill(~mask, -torch.inf).amax(-1, keepdim=True)
    weights = torch.exp((scores - highest).masked_fill(~mask, -torch.inf))
    return weights @ values / weights.sum(-1, keepdim=True)

# %% right: the logarithm of the mask is added
def cross_attention(queries, keys, values, source_mask):
    bias = source_mask.to(queries.dtype).log().unsqueeze(-2)
    return ((queries @ keys.transpose(1, 2)) / keys.shape[-1] ** 0.5 + bias).softmax(-1) @ values

# %% right: the lowest number instead of infinity
import numpy as np
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.permute(0, 2, 1) / np.sqrt(queries.shape[-1])
    expanded = source_mask[:, None, :].expand_as(scores)
    scores = scores.masked_fill(expanded.logical_not(), torch.finfo(scores.dtype).min)
    return torch.nn.functional.softmax(scores, dim=2).matmul(values)

# %% right: one target word after another
import torch

def cross_attention(queries, keys, values, source_mask):
    batch, target, d = queries.shape
    result = []
    for b in range(batch):
        places = [s for s in range(keys.shape[1]) if source_mask[b, s]]
        for t in range(target):
            scores = torch.stack([(queries[b, t] * keys[b, s]).sum() / d ** 0.5 for s in places])
            weights = scores.softmax(0)
            result.append(sum(w * values[b, s] for w, s in zip(weights, places)))
    return torch.stack(result).reshape(batch, target, -1)

# %% right: everything the other way round
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = keys @ queries.transpose(1, 2) / queries.shape[-1] ** 0.5    # (batch, source, target)
    scores = scores + torch.zeros_like(scores).masked_fill(~source_mask[:, :, None], float("-inf"))
    return (values.transpose(1, 2) @ scores.softmax(dim=1)).transpose(1, 2)

# %% right: queries are scaled first, and logsumexp
import torch

def cross_attention(queries, keys, values, source_mask):
    scaled = queries / queries.shape[-1] ** 0.5
    scores = torch.matmul(scaled, keys.transpose(-1, -2))
    scores = scores.masked_fill(source_mask[:, None] == 0, -float("inf"))
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp()
    return weights @ values

# %% right: filled in place
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1)
    scores /= queries.shape[-1] ** 0.5
    scores.masked_fill_(~source_mask.unsqueeze(1), float("-inf"))
    return scores.softmax(-1) @ values

# %% right: minus a milliard
import torch

def cross_attention(queries, keys, values, source_mask):
    d = queries.shape[-1]
    scores = queries @ keys.transpose(-2, -1) / d ** 0.5
    scores = torch.where(source_mask[:, None, :], scores, -1e9)
    return scores.softmax(dim=-1) @ values

# %% right: products and sums
def cross_attention(queries, keys, values, source_mask):
    scores = (queries[:, :, None, :] * keys[:, None, :, :]).sum(-1) / queries.shape[-1] ** 0.5
    scores = scores.masked_fill(~source_mask[:, None, :], float("-inf"))
    return (scores.softmax(-1)[..., None] * values[:, None]).sum(dim=2)

# %% right: a function for one row, and vmap
import torch

def cross_attention(queries, keys, values, source_mask):
    def one(q, k, v, mask):
        return torch.softmax((q @ k.T / q.shape[-1] ** 0.5).masked_fill(~mask, -torch.inf), -1) @ v
    return torch.vmap(one)(queries, keys, values, source_mask)

# %% wrong: no mask
def cross_attention(queries, keys, values, source_mask):
    return (queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5).softmax(-1) @ values

# %% wrong: not scaled
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1)
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: divided by d
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1]
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: times the root
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) * queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the root of how many source words
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / keys.shape[1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the root of how many target words
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the root as a whole number
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / int(queries.shape[-1] ** 0.5)
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: divided by eight, whatever d is
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / 8
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: scaled twice
def cross_attention(queries, keys, values, source_mask):
    d = queries.shape[-1]
    scores = (queries / d ** 0.5) @ (keys / d ** 0.5).transpose(-2, -1)
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the mask the wrong way round
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: NaN becomes 0
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(source_mask[:, None, :], float("-inf")).softmax(-1).nan_to_num(0.0) @ values

# %% wrong: scores of 0
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], 0.0).softmax(-1) @ values

# %% wrong: minus ten
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], -10.0).softmax(-1) @ values

# %% wrong: masked after the softmax
def cross_attention(queries, keys, values, source_mask):
    weights = (queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5).softmax(-1)
    return weights.masked_fill(~source_mask[:, None, :], 0) @ values

# %% wrong: values are emptied, and the weights stay
def cross_attention(queries, keys, values, source_mask):
    weights = (queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5).softmax(-1)
    return weights @ (values * source_mask[..., None])

# %% wrong: keys and values are emptied
def cross_attention(queries, keys, values, source_mask):
    keys, values = keys * source_mask[..., None], values * source_mask[..., None]
    return (queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5).softmax(-1) @ values

# %% wrong: softmax over the target
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(dim=1).nan_to_num(0) @ values

# %% wrong: softmax over the batch
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(0).nan_to_num(0) @ values

# %% wrong: the mask lies along the target
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, :, None], float("-inf")).softmax(-1) @ values

# %% wrong: the mask without a dimension for the target
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask, float("-inf")).softmax(-1) @ values

# %% wrong: the first row's mask for all
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[0], float("-inf")).softmax(-1) @ values

# %% wrong: only what is filled up in all rows
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask.any(0), float("-inf")).softmax(-1) @ values

# %% wrong: what is filled up in any row
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask.all(0), float("-inf")).softmax(-1).nan_to_num(0) @ values

# %% wrong: causal, as in a decoder
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    before = torch.ones(scores.shape[1:], dtype=torch.bool).tril()
    allowed = source_mask[:, None, :] & before
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1).nan_to_num(0) @ values

# %% wrong: cut to the shortest row
def cross_attention(queries, keys, values, source_mask):
    n = source_mask.sum(1).min()
    return (queries @ keys[:, :n].transpose(-2, -1) / queries.shape[-1] ** 0.5).softmax(-1) @ values[:, :n]

# %% wrong: filled up at the end, whatever the mask says
import torch

def cross_attention(queries, keys, values, source_mask):
    mask = torch.arange(keys.shape[1]) < source_mask.sum(1, keepdim=True)
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: averages of the keys
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ keys

# %% wrong: scores with the values
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ values.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the source looks at the source
def cross_attention(queries, keys, values, source_mask):
    scores = keys @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: the weights
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1)

# %% wrong: result and weights
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    weights = scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1)
    return weights @ values, weights

# %% wrong: the word itself is added
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return queries + scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: not normalised
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return (scores.exp() * source_mask[:, None, :]) @ values

# %% wrong: divided by the sum of all, filled up too
def cross_attention(queries, keys, values, source_mask):
    weights = (queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5).exp()
    return (weights * source_mask[:, None, :]) @ values / weights.sum(-1, keepdim=True)

# %% wrong: softmax twice
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1).softmax(-1) @ values

# %% wrong: exp without the highest taken off overflows
def cross_attention(queries, keys, values, source_mask):
    weights = (queries @ keys.transpose(-2, -1)).exp() * source_mask[:, None, :]
    return (weights / weights.sum(-1, keepdim=True)) @ values

# %% wrong: only the best word
import torch

def cross_attention(queries, keys, values, source_mask):
    scores = (queries @ keys.transpose(-2, -1)).masked_fill(~source_mask[:, None, :], float("-inf"))
    return torch.stack([v[row.argmax(-1)] for v, row in zip(values, scores)])

# %% wrong: the plain average of the words
def cross_attention(queries, keys, values, source_mask):
    mask = source_mask[..., None]
    mean = (values * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)
    return mean.expand(-1, queries.shape[1], -1)

# %% wrong: sigmoid
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).sigmoid() @ values

# %% wrong: a thousandth is added below
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    weights = scores.softmax(-1) * source_mask[:, None, :]
    return weights @ values / (weights.sum(-1, keepdim=True) + 1e-3)

# %% wrong: cosine
import torch

def cross_attention(queries, keys, values, source_mask):
    q, k = (torch.nn.functional.normalize(x, dim=-1) for x in (queries, keys))
    scores = q @ k.transpose(-2, -1)
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: keys and values are changed
def cross_attention(queries, keys, values, source_mask):
    values[~source_mask] = 0
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: queries are scaled in place
def cross_attention(queries, keys, values, source_mask):
    queries /= queries.shape[-1] ** 0.5
    scores = queries @ keys.transpose(-2, -1)
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: a batch of one loses its dimension
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return (scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values).squeeze(0)

# %% wrong: reshaped instead of transposed
def cross_attention(queries, keys, values, source_mask):
    batch, source, d = keys.shape
    scores = queries @ keys.reshape(batch, d, source) / d ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

# %% wrong: one sum for all target words
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    scores = scores.masked_fill(~source_mask[:, None, :], float("-inf"))
    return scores.flatten(1).softmax(-1).view_as(scores) @ values

# %% wrong: (target, batch, d)
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return (scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values).transpose(0, 1)

# %% wrong: the first row answers for all
def cross_attention(queries, keys, values, source_mask):
    scores = queries @ keys[0].T / queries.shape[-1] ** 0.5
    return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values[0]
