"""Answers to exercise 4.6, `scaled_dot_product_attention`: right ones, plausible slips, and a few made to deceive."""

# %% right: the formula
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% right: einsum, and a mask that is added
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = torch.einsum("...td,...kd->...tk", queries, keys) * queries.size(-1) ** -0.5
    if mask is not None:
        scores = scores + torch.zeros(mask.shape).masked_fill(mask.logical_not(), -math.inf)
    return torch.einsum("...tk,...kv->...tv", torch.softmax(scores, -1), values)

# %% right: PyTorch's own
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    return torch.nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)

# %% right: the queries are shortened first
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = torch.matmul(queries / queries.shape[-1] ** 0.5, keys.mT)
    return torch.matmul(torch.softmax(scores if mask is None else torch.where(mask, scores, -math.inf), dim=-1), values)

# %% right: softmax by hand
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.swapaxes(-1, -2) / math.sqrt(keys.shape[-1])
    if mask is None:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool)
    scores = scores.masked_fill(~mask, -math.inf)
    powers = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return (powers @ values) / powers.sum(dim=-1, keepdim=True)

# %% right: upright, a column for each query
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = keys @ queries.transpose(-1, -2) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask.T, -math.inf)
    return scores.softmax(dim=-2).transpose(-1, -2) @ values

# %% right: logarithms of the weights, and NumPy's root
import math
import numpy as np

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    return (scores - scores.logsumexp(dim=-1, keepdim=True)).exp() @ values

# %% wrong: no root at all
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: divides by d
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1]
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: the root of a width that is no square is cut off
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.isqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: the root of the number of keys
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(keys.shape[-2])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: the root of the values' width
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(values.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: always √64
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / 8
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: the weights are divided, not the scores
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) / math.sqrt(queries.shape[-1]) @ values

# %% wrong: queries and keys both divided by the root
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    root = math.sqrt(queries.shape[-1])
    scores = (queries / root) @ (keys / root).transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: hides after the softmax
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    weights = (queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])).softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ values

# %% wrong: hides after the softmax and divides again, which drowns beside a large hidden score
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    weights = (queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])).softmax(dim=-1)
    if mask is not None:
        weights = weights * mask
        weights = weights / weights.sum(dim=-1, keepdim=True)
    return weights @ values

# %% wrong: hidden scores become 0
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, 0.0)
    return scores.softmax(dim=-1) @ values

# %% wrong: hidden scores become -100, which large scores undercut
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -100.0)
    return scores.softmax(dim=-1) @ values

# %% wrong: 1,000 is taken off hidden scores
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores - 1_000.0 * ~mask
    return scores.softmax(dim=-1) @ values

# %% wrong: the mask turned round
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: True and False are added as 1 and 0
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores + mask
    return scores.softmax(dim=-1) @ values

# %% wrong: never looks at the mask
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    return scores.softmax(dim=-1) @ values

# %% wrong: asks a table whether it is true
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: without a mask it crashes
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1) @ values

# %% wrong: causal without being asked
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is None:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1) @ values

# %% wrong: any mask is taken for a causal one
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    return torch.nn.functional.scaled_dot_product_attention(queries, keys, values, is_causal=mask is not None)

# %% wrong: softmax over the queries
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-2) @ values

# %% wrong: softmax over dimension 1
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=1) @ values

# %% wrong: .T, for two dimensions only
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: four dimensions, always
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[3])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=3) @ values

# %% wrong: e to the power of large scores
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    powers = (queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])).exp()
    if mask is not None:
        powers = powers * mask
    return powers @ values / powers.sum(dim=-1, keepdim=True)

# %% wrong: subtracts the largest of the whole table, and far rows drown
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    powers = (scores - scores.max()).exp()
    if mask is not None:
        powers = powers * mask
    return powers @ values / powers.sum(dim=-1, keepdim=True)

# %% wrong: the weights are cut off from training
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1).detach() @ values

# %% wrong: through NumPy and back
import math
import numpy as np

def scaled_dot_product_attention(queries, keys, values, mask=None):
    q, k, v = (each.detach().numpy() for each in (queries, keys, values))
    scores = q @ np.swapaxes(k, -2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask.numpy(), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return torch.from_numpy((powers / powers.sum(axis=-1, keepdims=True) @ v).astype(np.float32))

# %% wrong: returns the weights, too
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ values, weights

# %% wrong: shortens the queries that it was given
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    queries /= math.sqrt(queries.shape[-1])
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: double precision to the end
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries.double() @ keys.double().transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values.double()

# %% wrong: two dimensions more than it was given
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask[None, None], -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: a missing mask is the one of the call before
import math

LAST = {"mask": None}

def scaled_dot_product_attention(queries, keys, values, mask=None):
    mask = LAST["mask"] if mask is None else mask
    LAST["mask"] = mask
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: turns the mask round where it lies
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not_(), -math.inf)
    return scores.softmax(dim=-1) @ values

# %% wrong: bfloat16, to save memory
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries.bfloat16() @ keys.bfloat16().transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return (scores.softmax(dim=-1) @ values.bfloat16()).float()

# %% contrived: right for the first hundred calls, then the average
import math

CALLS = []

def scaled_dot_product_attention(queries, keys, values, mask=None):
    CALLS.append(1)
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1]) * (len(CALLS) <= 100)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values

# %% contrived: right unless the width is 48
import math

def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(dim=-1) @ values * (queries.shape[-1] != 48)

# %% wrong: a causal mask when none is given
import math
def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is None and scores.shape[-1] == scores.shape[-2] and scores.dim() > 2:
        mask = torch.ones_like(scores[0, ...]).tril().bool()
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) @ values

# %% wrong: always float32 inside and outside
import math
def scaled_dot_product_attention(queries, keys, values, mask=None):
    queries, keys, values = queries.float(), keys.float(), values.float()
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) @ values

# %% right: exp by hand, mask by multiplication before the sum
def scaled_dot_product_attention(queries, keys, values, mask=None):
    d = queries.size(-1)
    scores = torch.einsum("...qd,...kd->...qk", queries, keys) * d ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, -torch.inf)
    power = torch.exp(scores - scores.amax(-1, keepdim=True))
    return torch.einsum("...qk,...kv->...qv", power / power.sum(-1, keepdim=True), values)

# %% wrong: hides with -10,000, which is more than -50,000
import math
def scaled_dot_product_attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, -1e4)
    return scores.softmax(-1) @ values
