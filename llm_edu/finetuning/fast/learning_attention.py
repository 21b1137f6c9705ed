"""Attention while changes learn: from what one product made, (batch, time, queries + keys + values), to what it found.

PyTorch's fused kernel is made for long texts, and slow in going back. For a text of some hundred tokens all scores fit
into the cache of a processor. Then three plain products forward and five back, with the gradients written out, are
faster; a block of queries leaves out the keys that none of them sees, which are nearly half of all.

    scores = q kᵀ          weights = softmax(scores)          found = weights v
    to_v = weightsᵀ g      to_scores = weights · (g vᵀ − sum of g · found)
    to_q = to_scores k     to_k = to_scoresᵀ q

g: the gradient of `found`. q is turned by its position and scaled by 1/√d, both at once. Heads that share keys and
values stand below each other, so that nothing is written out for each of them: (rows · shared heads, time · group, d).
"""

import torch

from llm_edu.attention import MultiHeadAttention
from llm_edu.attention.rotary import apply_rope
from llm_edu.pretrained.family_model import FamilyAttention

LONGEST = 256    # tokens; the weights are kept for the gradient, and grow with the square
BLOCK = 64    # queries that are looked at together


def attend(attention, x, call):
    """attention(x, call)"""
    plain = type(attention) is MultiHeadAttention or type(attention) is FamilyAttention and not attention.query_norm
    whole = call.mask is None or call.cache is not None or call.record is not None or call.ablate
    if not plain or whole or x.shape[1] > LONGEST or torch.is_autocast_enabled(x.device.type):
        return attention(x, call)
    shape = attention.key_value_heads, attention.heads // attention.key_value_heads, attention.head_dim
    made = attention.queries_keys_values(x)    # (batch, time, (heads + 2 · key_value_heads) · head_dim)
    found = ShortAttention.apply(made, shape, call.mask, call.rotation, attention.rope_pairing)
    return attention.output(found)


class ShortAttention(torch.autograd.Function):
    """made: (batch, time, all heads · d)   shape: (shared, group, d)   ->   what heads found, (batch, time, heads · d)

    shared: the number of keys and values   group: how many heads share each   mask: (1 or batch, 1, time, time), True =
    attend   rotation, pairing: as in `apply_rope`
    """

    @staticmethod
    def forward(context, made, shape, mask, rotation, pairing):
        context.shape, context.pairing = shape, pairing
        queries, keys, values = by_shared_head(made, shape, rotation, pairing)
        found, kept, spans = torch.empty_like(queries), [], []
        group, time = shape[1], made.shape[1]
        for start in range(0, time, BLOCK):
            rows, first, end, hidden = look(mask, start, group)
            scores = torch.bmm(queries[:, rows], keys[:, first:end].mT)    # (batch · shared, block · group, seen)
            bias = torch.zeros_like(hidden, dtype=scores.dtype).masked_fill_(hidden, -torch.inf)
            scores.view(len(made), shape[0], -1, group, end - first).add_(bias)    # faster than masking them all
            weights = torch.softmax(scores, dim=-1)
            found[:, rows] = torch.bmm(weights, values[:, first:end])
            kept.append(weights)
            spans.append((rows, first, end))
        context.spans = spans
        context.save_for_backward(queries, keys, values, found, rotation, *kept)
        return found.view(len(made), shape[0], time, -1).transpose(1, 2).flatten(2)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        queries, keys, values, found, rotation, *kept = context.saved_tensors
        shared, group, d = context.shape
        batch, time, _ = gradient.shape
        gradient = gradient.view(batch, time, shared, group * d).transpose(1, 2).reshape(found.shape)
        along = torch.linalg.vecdot(gradient, found).unsqueeze(-1)    # (batch · shared, time · group, 1)
        to_queries, to_keys, to_values = torch.empty_like(queries), torch.zeros_like(keys), torch.zeros_like(values)
        for (rows, first, end), weights in zip(context.spans, kept, strict=True):
            some = gradient[:, rows]
            to_values[:, first:end] += torch.bmm(weights.mT, some)    # baddbmm_ into a part goes matrix by matrix
            to_scores = torch.bmm(some, values[:, first:end].mT).sub_(along[:, rows]).mul_(weights)
            to_queries[:, rows] = torch.bmm(to_scores, keys[:, first:end])
            to_keys[:, first:end] += torch.bmm(to_scores.mT, queries[:, rows])
        to_made = together(to_queries, to_keys, to_values, (batch, *context.shape), rotation, context.pairing)
        return to_made, None, None, None, None


def look(mask, start, group):
    """Which keys a block of queries sees: its rows, the first key and the one behind the last, and which are hidden."""
    block = mask[:, 0, start:start + BLOCK]    # (1 or batch, block, keys)
    seen = block.any(0).any(0).nonzero()
    first, end = int(seen[0]), int(seen[-1]) + 1
    rows = slice(start * group, (start + block.shape[1]) * group)
    return rows, first, end, ~block[:, None, :, None, first:end]    # (1 or batch, 1, block, 1, seen)


def by_shared_head(made, shape, rotation, pairing):
    """Queries (batch · shared, time · group, d), turned and scaled; keys, turned, and values (batch · shared, time, d).
    """
    shared, group, d = shape
    queries, keys, values = by_kind(made.unflatten(-1, (-1, d)), shared, group)
    scale = d ** -0.5
    if rotation is None:
        queries = queries * scale
    else:
        queries = turn(queries, rotation[:, :, :, None], pairing, scale)
        keys = turn(keys, rotation, pairing)
    return queries.reshape(-1, queries.shape[2] * group, d), *(part.reshape(-1, made.shape[1], d)
                                                               for part in (keys, values))


def together(to_queries, to_keys, to_values, shape, rotation, pairing):
    """The gradient of what was made, (batch, time, all heads · d): `by_shared_head` on the way back."""
    batch, shared, group, d = shape
    to_made = to_keys.new_empty(batch, to_keys.shape[1], shared * (group + 2), d)
    places = by_kind(to_made, shared, group)
    found = to_queries.view(batch, shared, -1, group, d), to_keys.view(batch, shared, -1, d)
    scale = d ** -0.5
    if rotation is None:
        torch.mul(found[0], scale, out=places[0])
        places[1].copy_(found[1])
    else:    # turning back is the gradient of turning
        turn(found[0], rotation.conj()[:, :, :, None], pairing, scale, out=places[0])
        turn(found[1], rotation.conj(), pairing, out=places[1])
    places[2].copy_(to_values.view(batch, shared, -1, d))
    return to_made.flatten(2)


def by_kind(heads, shared, group):
    """Queries (batch, shared, time, group, d), keys and values (batch, shared, time, d) of all heads, as views.

    heads: (batch, time, all heads, d)
    """
    queries, keys, values = heads.split((shared * group, shared, shared), dim=2)
    return queries.unflatten(2, (shared, group)).transpose(1, 2), keys.transpose(1, 2), values.transpose(1, 2)


def turn(x, rotation, pairing, scale=1.0, out=None):
    """`apply_rope`, scaled, and without a copy where pairs lie side by side.   out: where to write it"""
    if out is None:
        out = torch.empty_like(x, memory_format=torch.contiguous_format)
    if pairing == "interleaved":
        pairs, turned = (torch.view_as_complex(each.unflatten(-1, (-1, 2))) for each in (x, out))
        torch.mul(pairs, rotation.to(pairs.dtype) * scale, out=turned)
    else:
        torch.mul(apply_rope(x, rotation, pairing), scale, out=out)
    return out
