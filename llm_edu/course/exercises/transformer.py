"""The exercises of lesson 05: the stream, norms, feed-forward layers, masks, a block, and a whole Llama."""

import math

import torch
import torch.nn.functional as F

from llm_edu.attention import (
    apply_rope,
    causal_mask,
    merge_heads,
    repeat_heads,
    rope_rotation,
    scaled_dot_product_attention,
    split_heads,
)
from llm_edu.course.demos.transformer import add_one, doubled, tiny_llama, turn_left
from llm_edu.course.exercise import Case, Exercise, Mistake, Question, Quiz, QuizItem, case
from llm_edu.transformer import functions as tf

LESSON = "05_transformer"


def _drawn(rng, *shape):
    """Numbers with one decimal place, as a learner would like to read them."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return (torch.randn(*shape, generator=generator) * 2).mul(10).round() / 10


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)


# --- trace_stream


def _stream(step=lambda x, added: x + added, share=lambda added, x: added.norm() / x.norm(), read=None):
    """A trace_stream with one thing wrong."""

    def trace(x, parts):
        shares, start = [], x
        for part in parts:
            added = part(start if read == "start" else x)
            shares.append(float(share(added, x)))
            x = step(x, added)
        return x, shares

    return trace


def _measured_after(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        x = x + added
        shares.append((added.norm() / x.norm()).item())
    return x, shares


def _in_place(x, parts):
    shares = []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / x.norm()).item())
        x += added
    return x, shares


def _only_the_stream(x, parts):
    return tf.trace_stream(x, parts)[0]


def _shares_first(x, parts):
    return tf.trace_stream(x, parts)[::-1]


def _tensors_as_shares(x, parts):
    x, shares = tf.trace_stream(x, parts)
    return x, [torch.tensor(share) for share in shares]


def _against_the_start(x, parts):
    start, shares = x.norm(), []
    for part in parts:
        added = part(x)
        shares.append((added.norm() / start).item())
        x = x + added
    return x, shares


def _by_hand_lengths(x, parts):
    shares = []
    for part in parts:
        before, x = x, x + part(x)
        shares.append(math.sqrt(((x - before) ** 2).sum()) / math.sqrt((before**2).sum()))
    return x, shares


def _two_loops(x, parts):
    states = [x]
    for part in parts:
        states.append(states[-1] + part(states[-1]))
    return states[-1], [float((after - before).norm() / before.norm()) for before, after in zip(states, states[1:])]


PARTS = (add_one, doubled, turn_left)

trace_stream = Exercise(
    "trace_stream",
    lesson=LESSON,
    reference=tf.trace_stream,
    cases=lambda: [
        case(_vector(3, 4), []), case(_vector(3, 4), [doubled]), case(_vector(3, 4), [turn_left]),
        case(_vector(1, 0), [add_one, doubled]), case(_vector(1, 2, 2), [turn_left, add_one]),
        case(_vector(6, 8), [doubled, doubled, turn_left]), case(_vector(0.5, -2), [add_one, turn_left, doubled]),
    ],
    random_case=lambda rng: (_drawn(rng, rng.randrange(2, 5)) + 0.05,
                             [rng.choice(PARTS) for _ in range(rng.randrange(1, 5))]),
    hints=(
        "For each part: let it read x, keep what it returns apart from x, measure both, and only then add.",
        "shares = []\nfor each part:\n    added = part(x)\n    append the length of added / the length of x (.norm(), "
        ".item())\n    x = x + added\nreturn x, shares",
    ),
    mistakes=[
        Mistake(_stream(step=lambda x, added: added), "Each part's answer takes the place of the stream. That is the "
                "network *without* a residual stream: what was written before is gone. Add."),
        Mistake(_stream(step=lambda x, added: x), "What the parts say is never written down: x is the same at the end "
                "as at the beginning. Add it."),
        Mistake(_stream(read="start"), "All parts read the stream as it was at the beginning. A later part must see "
                "what the earlier ones have added."),
        Mistake(_stream(share=lambda added, x: x.norm() / added.norm()), "Your shares are upside down: the length of "
                "what was added, divided by the length of the stream."),
        Mistake(_stream(share=lambda added, x: added.norm()), "These are the lengths of what was added. Divide each by "
                "the length of the stream that the part has read."),
        Mistake(_stream(share=lambda added, x: (x + added).norm() / x.norm()), "You measure the stream after the "
                "addition. The share is about what was added alone."),
        Mistake(_stream(share=lambda added, x: added.abs().sum() / x.abs().sum()), "You add up the sizes of the "
                "numbers. The length is the root of the sum of their squares: .norm()."),
        Mistake(_stream(share=lambda added, x: added.square().sum() / x.square().sum()), "These are squared lengths. "
                ".norm() takes the root."),
        Mistake(_measured_after, "You divide by the length of the stream *after* the addition. The part has read the "
                "one before."),
        Mistake(_against_the_start, "You divide by the length of the stream at the very beginning. Each part reads the "
                "stream as it is by then."),
        Mistake(_in_place, "x += added writes into the tensor that you were given. x = x + added makes a new one."),
        Mistake(_only_the_stream, "The shares are missing: return two things, x, shares."),
        Mistake(_shares_first, "Two right things in the wrong order: first the stream, then the shares."),
        Mistake(_tensors_as_shares, "The shares are still tensors. `.item()` makes a float of each."),
    ],
    also_right=[_by_hand_lengths, _two_loops],
    compare="close",
)


# --- layer_norm, rms_norm


def _layer_norm(centre=lambda x: x - x.mean(-1, keepdim=True), spread=lambda c: c.square().mean(-1, keepdim=True),
                divide=lambda c, v, epsilon: c / (v + epsilon).sqrt(), last=lambda x, w, b: x * w + b):
    """A layer_norm with one thing wrong."""

    def norm(x, weight, bias, epsilon=1e-5):
        centred = centre(x)
        return last(divide(centred, spread(centred), epsilon), weight, bias)

    return norm


def _by_std(last_step, **over):
    """A layer_norm by way of x.std(), with its own idea of over what."""

    def norm(x, weight, bias, epsilon=1e-5):
        return last_step(x - x.mean(**over), x.std(**over), epsilon) * weight + bias

    return norm


def _by_var(**over):
    def norm(x, weight, bias, epsilon=1e-5):
        return (x - x.mean(**over)) / (x.var(**over) + epsilon).sqrt() * weight + bias

    return norm


def _squares_of_x(x, weight, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (x.square().mean(-1, keepdim=True) + epsilon).sqrt() * weight + bias


def _layer_norm_by_torch(x, weight, bias, epsilon=1e-5):
    return F.layer_norm(x, x.shape[-1:], weight, bias, epsilon)


def _layer_norm_by_var(x, weight, bias, epsilon=1e-5):
    mean, variance = x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True, unbiased=False)
    return weight * (x - mean) * torch.rsqrt(variance + epsilon) + bias


def _layer_norm_by_loops(x, weight, bias, epsilon=1e-5):
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        mean = sum(row) / len(row)
        variance = sum((number - mean) ** 2 for number in row) / len(row)
        rows.append((row - mean) / (variance + epsilon) ** 0.5 * weight + bias)
    return torch.stack(rows).reshape(x.shape)


def _norm_cases(with_bias):
    one, zero = torch.ones, torch.zeros

    def made(x, weight, bias, **more):
        return case(x, weight, bias, **more) if with_bias else case(x, weight, **more)

    return [
        made(_vector(1, 7), one(2), zero(2)), made(_vector(1, 3, 5, 7), one(4), zero(4)),
        made(_vector(0, 0), one(2), zero(2)), made(_vector(2, -4), _vector(3, 0.5), _vector(0, 0)),
        made(_vector(1, 7), one(2), _vector(10, -10)), made(torch.tensor([[1.0, 7], [20, 140]]), one(2), zero(2)),
        made(torch.tensor([[[1.0, 2, 4]], [[-3, 0, 3]]]), _vector(1, 2, 3), _vector(0.5, 0, -0.5)),
        made(_vector(3, 4), _vector(1, 1), zero(2), epsilon=3.5), made(_vector(0, 0, 3), one(3), zero(3), epsilon=1.0),
    ]


def _norm_case(rng, with_bias):
    width = rng.randrange(2, 5)
    tensors = [_drawn(rng, rng.randrange(1, 3), rng.randrange(1, 4), width), _drawn(rng, width), _drawn(rng, width)]
    return tuple(tensors if with_bias else tensors[:2])


layer_norm = Exercise(
    "layer_norm",
    lesson=LESSON,
    reference=tf.layer_norm,
    cases=lambda: _norm_cases(True),
    random_case=lambda rng: _norm_case(rng, True),
    valid=lambda x, weight, bias, epsilon=1e-5: x.ndim > 0 and x.shape[-1:] == weight.shape == bias.shape,
    hints=(
        "Three steps: subtract the mean; divide by the root of the mean square of what is left; weight and bias. With "
        "keepdim=True the means keep their place, so that they fit again.",
        "centred = x − its mean over the last dimension (keepdim=True)\nvariance = the mean of centred² over the last "
        "dimension (keepdim=True)\nreturn centred / root of (variance + epsilon) · weight + bias",
    ),
    mistakes=[
        Mistake(_layer_norm(centre=lambda x: x), "Nothing is subtracted: that is RMSNorm, which comes next. LayerNorm "
                "first takes the mean away."),
        Mistake(_layer_norm(divide=lambda c, v, epsilon: c / (v + epsilon)), "You divide by the variance. Divide by "
                "its square root, or large vectors come out small."),
        Mistake(_layer_norm(spread=lambda c: c.square().sum(-1, keepdim=True) / (c.shape[-1] - 1)), "You divide the "
                "sum of the squares by one less than there are numbers, as x.var() and x.std() do unless told "
                "otherwise (unbiased=False). Here the plain mean of the squares is meant."),
        Mistake(_layer_norm(divide=lambda c, v, epsilon: c / v.sqrt()), "epsilon is not used: a vector of equal "
                "numbers has variance 0, and 0 / 0 is nan."),
        Mistake(_layer_norm(divide=lambda c, v, epsilon: c / (v + 1e-5).sqrt()), "epsilon is fixed at 1e-5. Use the "
                "one that is handed to you: models differ in it."),
        Mistake(_by_std(lambda c, s, epsilon: c / (s + epsilon), dim=-1, keepdim=True), "x.std() differs twice: it "
                "divides by one less than there are numbers (unless unbiased=False), and epsilon belongs to the "
                "variance, before the root. Take the three steps of the text one by one."),
        Mistake(_by_std(lambda c, s, epsilon: c / s, dim=-1, keepdim=True), "x.std() divides by one less than there "
                "are numbers (unless unbiased=False), and without epsilon a vector of equal numbers becomes nan."),
        Mistake(_by_std(lambda c, s, epsilon: c / (s + epsilon)), "x.mean() and x.std() without a dimension take all "
                "tokens together. Each token's vector is normed alone: -1, and keepdim=True. (x.std() also divides by "
                "one less than there are numbers.)"),
        Mistake(_by_var(), "x.mean() and x.var() without a dimension take all tokens together. Each token's vector is "
                "normed alone: -1, and keepdim=True. (x.var() also divides by one less than there are numbers.)"),
        Mistake(_by_var(dim=-1), "Two things: without keepdim=True mean and variance no longer line up with x, and "
                "x.var() divides by one less than there are numbers unless told otherwise (unbiased=False)."),
        Mistake(_squares_of_x, "You take the squares of x itself. The variance is the mean square of what is left "
                "after the mean has been taken away."),
        Mistake(_layer_norm(divide=lambda c, v, epsilon: c / (v.sqrt() + epsilon)), "epsilon is added after the root. "
                "It belongs inside: variance + epsilon, then the root."),
        Mistake(_layer_norm(centre=lambda x: x - x.mean(0, keepdim=True),
                            spread=lambda c: c.square().mean(0, keepdim=True)), "You take the means over the first "
                "dimension, so that tokens are mixed. Each vector is normed alone: over the last dimension, -1."),
        Mistake(_layer_norm(centre=lambda x: x - x.mean(), spread=lambda c: c.square().mean()), "One mean for all "
                "numbers. Each token's vector has a mean of its own: .mean(-1, keepdim=True)."),
        Mistake(_layer_norm(centre=lambda x: x - x.mean(-1), spread=lambda c: c.square().mean(-1)), "Without "
                "keepdim=True the mean loses its dimension, and no longer lines up with x."),
        Mistake(_layer_norm(last=lambda x, w, b: x), "weight and bias are not used. They let the model undo the "
                "normalisation where it wants to."),
        Mistake(_layer_norm(last=lambda x, w, b: x * w), "bias is not used."),
        Mistake(_layer_norm(last=lambda x, w, b: x + b), "weight is not used."),
        Mistake(_layer_norm(last=lambda x, w, b: (x + b) * w), "You add bias before you multiply by weight. First "
                "weight, then bias."),
    ],
    also_right=[_layer_norm_by_torch, _layer_norm_by_var, _layer_norm_by_loops],
    compare="close",
    tolerance=1e-4,
)


def _rms_norm(square=lambda x: x.square().mean(-1, keepdim=True), divide=lambda x, m, e: x / (m + e).sqrt(),
              last=lambda x, w: x * w):
    """An rms_norm with one thing wrong."""
    return lambda x, weight, epsilon=1e-5: last(divide(x, square(x), epsilon), weight)


def _rms_norm_by_length(x, weight, epsilon=1e-5):
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return x * weight / torch.sqrt(length**2 / x.shape[-1] + epsilon)


def _rms_norm_by_torch(x, weight, epsilon=1e-5):
    return F.rms_norm(x, (x.shape[-1],), weight, epsilon)


def _by_length(x, weight, epsilon=1e-5):
    return x / (x.norm(dim=-1, keepdim=True) + epsilon) * weight


def _by_length_alone(x, weight, epsilon=1e-5):
    return x / x.norm(dim=-1, keepdim=True) * weight


def _by_its_own_spread(unbiased):
    return lambda x, weight, epsilon=1e-5: x / (x.var(-1, keepdim=True, unbiased=unbiased) + epsilon).sqrt() * weight


def _as_layer_norm(x, weight, epsilon=1e-5):
    return tf.layer_norm(x, weight, torch.zeros_like(weight), epsilon)


rms_norm = Exercise(
    "rms_norm",
    lesson=LESSON,
    reference=tf.rms_norm,
    cases=lambda: _norm_cases(False),
    random_case=lambda rng: _norm_case(rng, False),
    valid=lambda x, weight, epsilon=1e-5: x.ndim > 0 and x.shape[-1:] == weight.shape,
    hints=(
        "Read the name backwards: square, take the mean, take the root. Divide by that.",
        "mean_square = the mean of x² over the last dimension (keepdim=True)\nreturn x / root of (mean_square + "
        "epsilon) · weight",
    ),
    mistakes=[
        Mistake(_as_layer_norm, "You take the mean away first. RMSNorm leaves it: it only scales."),
        Mistake(_rms_norm(divide=lambda x, m, e: x / (m + e)), "The root is missing: you divide by the mean square."),
        Mistake(_rms_norm(square=lambda x: x.square().sum(-1, keepdim=True)), "You take the *sum* of the squares, so "
                "every vector comes out with length 1. With the mean, its numbers come out at about ±1, however many "
                "there are."),
        Mistake(_rms_norm(square=lambda x: x.abs().mean(-1, keepdim=True).square()), "You square the mean of the "
                "sizes. Square first, then take the mean."),
        Mistake(_rms_norm(divide=lambda x, m, e: x / m.sqrt()), "epsilon is not used: a vector of zeros becomes nan."),
        Mistake(_rms_norm(divide=lambda x, m, e: x / (m.sqrt() + e)), "epsilon is added after the root. It belongs "
                "inside."),
        Mistake(_rms_norm(divide=lambda x, m, e: x / (m + 1e-5).sqrt()), "epsilon is fixed at 1e-5. Use the one that "
                "is handed to you: models differ in it."),
        Mistake(_by_length, "x.norm() is the length, the root of the *sum* of the squares; RMS is the root of their "
                "*mean*. And epsilon belongs inside the root."),
        Mistake(_by_length_alone, "x.norm() is the length, the root of the *sum* of the squares; RMS is the root of "
                "their *mean*. And without epsilon a vector of zeros becomes nan."),
        Mistake(_by_its_own_spread(True), "x.var() takes the mean away before it squares, and divides by one less than "
                "there are numbers. Square x itself, then take the plain mean."),
        Mistake(_by_its_own_spread(False), "The variance takes the mean away before it squares. Square x itself."),
        Mistake(_rms_norm(square=lambda x: x.square().mean(), divide=lambda x, m, e: x / (m.sqrt() + e)), "One mean "
                "for all tokens together, and epsilon added after the root. Each vector has its own mean (-1, "
                "keepdim=True), and epsilon belongs inside."),
        Mistake(_rms_norm(square=lambda x: x.square().mean(0, keepdim=True)), "You take the mean over the first "
                "dimension, so that tokens are mixed. Each vector is scaled alone: the last dimension, -1."),
        Mistake(_rms_norm(square=lambda x: x.square().mean()), "One mean for all tokens together. Each vector has its "
                "own: .mean(-1, keepdim=True)."),
        Mistake(_rms_norm(square=lambda x: x.square().mean(-1)), "Without keepdim=True the mean loses its dimension, "
                "and no longer lines up with x."),
        Mistake(_rms_norm(last=lambda x, w: x), "weight is not used."),
    ],
    also_right=[_rms_norm_by_length, _rms_norm_by_torch],
    compare="close",
    tolerance=1e-4,
)


# --- feed_forward, swiglu


def _gelu(x):
    return F.gelu(x, approximate="tanh")


def _mlp(bend=_gelu, up_bias=1.0, down_bias=1.0, last=lambda x: x, residual=False,
         share=lambda fires: (fires > 0).float().mean(-1)):
    """A feed_forward with one thing wrong."""

    def forward(x, up, up_bias_, down, down_bias_):
        fires = bend(x @ up.T + up_bias * up_bias_)
        found = last(fires @ down.T + down_bias * down_bias_)
        return x + found if residual else found, share(fires)

    return forward


def _forgets_transpose(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up + up_bias)
    return fires @ down + down_bias, (fires > 0).float().mean(-1)


def _forgets_the_second_transpose(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up.T + up_bias)
    return fires @ down + down_bias, (fires > 0).float().mean(-1)


def _share_of_what_is_written(*tensors):
    written, _ = tf.feed_forward(*tensors)
    return written, (written > 0).float().mean(-1)


def _share_first(*tensors):
    return tf.feed_forward(*tensors)[::-1]


def _bends_before_the_bias(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up.T) + up_bias
    return fires @ down.T + down_bias, (fires > 0).float().mean(-1)


def _only_what_is_written(*tensors):
    return tf.feed_forward(*tensors)[0]


def _mlp_by_linear(x, up, up_bias, down, down_bias):
    asked = F.linear(x, up, up_bias)
    return F.linear(F.gelu(asked, approximate="tanh"), down, down_bias), (asked > 0).sum(-1) / len(up)


def _mlp_neuron_by_neuron(x, up, up_bias, down, down_bias):
    total, fired = down_bias.expand(x.shape).clone(), torch.zeros(x.shape[:-1])
    for neuron in range(len(up)):
        fires = _gelu((x * up[neuron]).sum(-1) + up_bias[neuron])
        total = total + fires[..., None] * down[:, neuron]
        fired = fired + (fires > 0)
    return total, fired / len(up)


def _mlp_case(rng):
    width, hidden = rng.randrange(1, 4), rng.randrange(1, 5)
    lead = [rng.randrange(1, 4) for _ in range(rng.randrange(3))]
    return _drawn(rng, *lead, width), _drawn(rng, hidden, width), _drawn(rng, hidden), _drawn(rng, width, hidden), \
        _drawn(rng, width)


feed_forward = Exercise(
    "feed_forward",
    lesson=LESSON,
    reference=tf.feed_forward,
    cases=lambda: [
        case(_vector(2), torch.tensor([[1.0]]), _vector(0), torch.tensor([[1.0]]), _vector(0)),
        case(_vector(2, -1), torch.tensor([[1.0, 1], [0, 3], [-1, 0.5]]), _vector(0.5, 0, 1),
             torch.tensor([[1.0, 2, 0], [0, -1, 1]]), _vector(0.25, -0.25)),
        case(_vector(1, -1), torch.tensor([[1.0, 1], [2, 1], [-1, 1]]), _vector(0, 0, 0),
             torch.tensor([[1.0, 2, 0], [0, -1, 1]]), _vector(0, 1)),
        case(torch.tensor([[1.0, 0], [0, 1]]), torch.tensor([[2.0, -1], [1, 1]]), _vector(0, 1),
             torch.tensor([[1.0, 2], [3, 4]]), _vector(1, -1)),
    ],
    random_case=_mlp_case,
    valid=lambda x, up, up_bias, down, down_bias: x.ndim > 0 and up.shape == (len(up_bias), x.shape[-1])
    and down.shape == (x.shape[-1], len(up_bias)) and down_bias.shape == x.shape[-1:],
    hints=(
        "up has a row for each neuron, so x @ up.T is one number a neuron. Bias, bend, and the same downwards. A "
        "neuron fires where it is above 0 after the bend.",
        "fires = gelu(x @ up.T + up_bias)           (..., neurons)\nshare = the mean of (fires > 0) as floats, over "
        "the neurons\nreturn fires @ down.T + down_bias, share",
    ),
    mistakes=[
        Mistake(_mlp(bend=lambda x: x), "There is no bend between the two tables, so they are no more than one table. "
                "Put gelu around the neurons."),
        Mistake(_mlp(bend=F.relu), "relu is a bend too, and was the one of 2017. GPT-2's is gelu."),
        Mistake(_mlp(bend=F.gelu), "Very close: that is the exact GELU. GPT-2 was trained with an approximation by "
                "tanh, which is the `gelu` given here; a model runs with the bend it was trained with."),
        Mistake(_mlp(last=_gelu), "The last step is plain: a bend there would keep the layer from writing negative "
                "numbers into the stream."),
        Mistake(_only_what_is_written, "The share of neurons that fire is missing: return two things."),
        Mistake(_mlp(share=lambda fires: (fires > 0).float().mean()), "One share for all tokens together. Each "
                "position has its own: the mean over the last dimension."),
        Mistake(_mlp(share=lambda fires: (fires > 0).sum(-1)), "You count the neurons that fire. Their share is asked "
                "for: divide by how many there are."),
        Mistake(_mlp(share=lambda fires: fires.mean(-1)), "You average how strongly the neurons fire. Asked for is how "
                "many do: the mean of (fires > 0)."),
        Mistake(_mlp(share=lambda fires: (fires != 0).float().mean(-1)), "You count the neurons that are not 0. GELU's "
                "corner is soft: gelu(-1) is -0.16, and that is a no. A neuron fires where it is *above* 0."),
        Mistake(_mlp(share=lambda fires: 100 * (fires > 0).float().mean(-1)), "Your share is in per cent. Here 1 means "
                "all neurons, 0.5 half of them."),
        Mistake(_share_of_what_is_written, "You count in what is written, after `down`. The neurons are the numbers "
                "between the two tables."),
        Mistake(_share_first, "Two right things in the wrong order: first what is written, then the share."),
        Mistake(_mlp(up_bias=0.0), "up_bias is not used. It is each neuron's threshold."),
        Mistake(_mlp(down_bias=0.0), "down_bias is not used."),
        Mistake(_mlp(up_bias=0.0, down_bias=0.0), "Neither bias is used."),
        Mistake(_mlp(residual=True), "You already add x. The layer returns what it *found*; the block adds it to the "
                "stream."),
        Mistake(_forgets_transpose, "up has the shape (neurons, width), one row a neuron, as PyTorch stores tables. So "
                "it is x @ up.T, and down.T likewise."),
        Mistake(_forgets_the_second_transpose, "down has the shape (width, neurons), one column a neuron. So it is "
                "@ down.T, as with up."),
        Mistake(_bends_before_the_bias, "up_bias comes after the bend. It belongs inside: it decides where the bend "
                "is."),
    ],
    also_right=[_mlp_by_linear, _mlp_neuron_by_neuron],
    compare="close",
)


def _gated(opened=lambda g: g * g.sigmoid(), passed=lambda o, u: o * u, swap=False, last=lambda x: x):
    """A swiglu with one thing wrong."""

    def forward(x, gate, up, down):
        gates, values = x @ gate.T, x @ up.T
        if swap:
            gates, values = values, gates
        return last(passed(opened(gates), values)) @ down.T

    return forward


def _tables_as_they_are(x, gate, up, down):
    return (F.silu(x @ gate) * (x @ up)) @ down


def _never_goes_down(x, gate, up, down):
    return F.silu(x @ gate.T) * (x @ up.T)


def _swiglu_by_linear(x, gate, up, down):
    both = F.linear(x, torch.cat([gate, up]))
    return F.linear(F.silu(both[..., : len(gate)]) * both[..., len(gate):], down)


def _swiglu_by_exponentials(x, gate, up, down):
    gates = x @ gate.mT
    return (x @ up.mT * gates / (1 + torch.exp(-gates))) @ down.mT


def _gated_case(rng):
    width, hidden = rng.randrange(1, 4), rng.randrange(1, 5)
    lead = [rng.randrange(1, 4) for _ in range(rng.randrange(3))]
    return _drawn(rng, *lead, width), _drawn(rng, hidden, width), _drawn(rng, hidden, width), _drawn(rng, width, hidden)


swiglu = Exercise(
    "swiglu",
    lesson=LESSON,
    reference=tf.swiglu,
    cases=lambda: [
        case(_vector(1), torch.tensor([[2.0]]), torch.tensor([[3.0]]), torch.tensor([[1.0]])),
        case(_vector(2, -1), torch.tensor([[1.0, 1], [0, 3], [-1, 0.5]]), torch.tensor([[1.0, 0], [2, 2], [0, -1]]),
             torch.tensor([[1.0, 2, 0], [0, -1, 1]])),
        case(torch.tensor([[1.0, 0], [0, 1]]), torch.tensor([[2.0, -1], [1, 1]]), torch.tensor([[1.0, 3], [0, -2]]),
             torch.tensor([[1.0, 2], [3, 4]])),
    ],
    random_case=_gated_case,
    valid=lambda x, gate, up, down: x.ndim > 0 and gate.shape == up.shape == (down.shape[1], x.shape[-1])
    and down.shape[0] == x.shape[-1],
    hints=(
        "Two tables read x side by side. The first says how far each neuron's gate is open, the second what would "
        "pass.",
        "gates = x @ gate.T                   (..., neurons)\nopened = gates · sigmoid(gates)\npassed = opened · (x @ "
        "up.T)\nreturn passed @ down.T",
    ),
    mistakes=[
        Mistake(_gated(opened=torch.sigmoid), "A gate that is only the sigmoid: that is the older GLU. SiLU also "
                "multiplies by the number itself: g · sigmoid(g)."),
        Mistake(_gated(opened=F.gelu), "That is GEGLU, with GELU as the gate. The Swi in SwiGLU is g · sigmoid(g)."),
        Mistake(_gated(opened=F.relu), "That is ReGLU. The Swi in SwiGLU is g · sigmoid(g)."),
        Mistake(_gated(opened=lambda g: g), "Your gate is not bent: it is a product of two tables, without SiLU."),
        Mistake(_gated(swap=True), "Gate and up have changed places: SiLU goes around x @ gate.T, not around x @ "
                "up.T."),
        Mistake(_gated(passed=lambda o, u: o + u), "You add gate and up. A gate multiplies: 0 lets nothing through."),
        Mistake(_gated(passed=lambda o, u: u), "The gate is not used."),
        Mistake(_gated(passed=lambda o, u: o), "Only the gate is used; nothing passes through it. Multiply by x @ "
                "up.T."),
        Mistake(_gated(opened=lambda g: g, passed=lambda o, u: F.silu(o * u)), "SiLU goes around the product. It "
                "belongs around the gate alone."),
        Mistake(_tables_as_they_are, "Tables are stored with a row for each number that comes out, so it is x @ "
                "gate.T, and so for the other two."),
        Mistake(_never_goes_down, "What has passed the gates is one number a neuron. `down` turns it into a vector for "
                "the stream."),
        Mistake(lambda x, gate, up, down: x + tf.swiglu(x, gate, up, down), "You already add x. The layer returns what "
                "it found; the block adds it to the stream."),
        Mistake(_gated(last=F.silu), "One bend too many: what has passed goes down as it is."),
    ],
    also_right=[_swiglu_by_linear, _swiglu_by_exponentials],
    compare="close",
)


# --- initial_loss, quadratic_share

initial_loss = Question(
    "initial_loss",
    lesson=LESSON,
    answer=lambda: math.log(50_257),
    tolerance=0.03,
    hints=(
        "It knows nothing, so it gives every token the same probability. How surprising is any token then, in nats?",
        "probability of each token: 1 / 50,257\nsurprise = −ln of that = ?",
    ),
    mistakes=[
        (math.log2(50_257), "These are bits. The loss is in nats: the natural logarithm."),
        (math.log10(50_257), "That is the logarithm to base 10. Use the natural one, math.log."),
        (-math.log(50_257), "The right size, but a loss is *minus* the logarithm of the probability, so it is "
        "positive."),
        (1 / 50_257, "That is the probability of each token. Its surprise is minus the logarithm of that."),
        (50_257, "That is the perplexity: among so many tokens it hesitates. The loss is its logarithm."),
        (10.88, "That is what one random model comes to, in the next cell. On paper: every token gets exactly the same "
                "probability."),
        (math.log(530), "That is Storyland's, with 530 words. GPT-2 has 50,257 tokens."),
    ],
    explanation="−ln(1/50,257) = ln 50,257 = 10.82. A first loss far above that says that the start is too loud, far "
                "below that the answer leaks into the input.",
)

quadratic_share = Question(
    "quadratic_share",
    lesson=LESSON,
    answer=13,
    tolerance=0.6,
    hints=(
        "Set the length to 1,024 and click on Attention. Two numbers under the map: which share of all computation is "
        "attention's, and which share of *its* work is tokens looking at tokens.",
        "share of all = (share of attention in all) · (share of pairs in attention)",
    ),
    mistakes=[
        (33, "That is attention's whole share. Only a part of it is tokens looking at tokens; the rest are "
             "its four tables, whose work grows with the length, not with its square."),
        (40, "That is the share *within attention*. Multiply by attention's share of the whole."),
        (2, "That is for 128 tokens, where the map begins. Set the length to 1,024."),
        (7.7, "That is the share *within attention*, and for 128 tokens. Set the length to 1,024, and ask for the "
              "share of all computation."),
        (24.4, "That is attention's whole share, and for 128 tokens. Set the length to 1,024; and only a part of "
               "attention is tokens looking at tokens."),
        (87, "That is the rest: all that is *not* tokens looking at tokens."),
        (0.13, "Right, as a share. In per cent?"),
    ],
    explanation="40 % of attention's 33 %. At 128 tokens it is 2 %; at 8,192 it would be 55 %.",
)


# --- who_may_look


def _mask(kinds=None, source_sees=lambda positions, source: (positions < source)[None, :],
          not_later=lambda p: p[None, :] <= p[:, None], last=lambda mask: mask):
    """A who_may_look with one thing wrong."""
    kinds = kinds or {}

    def look(kind, source, target):
        positions = torch.arange(source + target)
        kind = kinds.get(kind, kind)
        if kind == "encoder":
            return last(torch.ones(source + target, source + target, dtype=torch.bool))
        if kind == "decoder":
            return last(not_later(positions))
        return last(not_later(positions) | source_sees(positions, source))

    return look


def _blind_targets(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[source:, :source] = False
    return mask


def _source_cannot_look_ahead(kind, source, target):
    return tf.who_may_look("decoder" if kind == "encoder-decoder" else kind, source, target)


def _source_sees_targets(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[:source] = True
    return mask


def _targets_see_ahead(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[source:] = True
    return mask


def _encoder_for_the_source(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder":
        mask[source:], mask[:, source:] = False, False
    return mask


def _decoder_without_source(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "decoder":
        mask[source:, :source] = False
    return mask


def _only_across(kind, source, target):
    mask = tf.who_may_look(kind, source, target)
    if kind == "encoder-decoder":
        mask[source:, source:] = False
    return mask


def _encoder_without_targets(kind, source, target):
    return tf.who_may_look(kind, source, 0 if kind == "encoder" else target)


def _minus_infinity(kind, source, target):
    return torch.zeros(source + target, source + target).masked_fill(~tf.who_may_look(kind, source, target), -math.inf)


def _look_by_loops(kind, source, target):
    time = source + target
    mask = torch.zeros(time, time, dtype=torch.bool)
    for row in range(time):
        for column in range(time):
            given = column < source and kind == "encoder-decoder"
            mask[row, column] = kind == "encoder" or column <= row or given
    return mask


def _look_by_tril(kind, source, target):
    full = torch.ones(source + target, source + target).bool()
    if kind == "encoder":
        return full
    mask = full.tril()
    if kind == "encoder-decoder":
        mask[:, :source] = True
    return mask


KINDS = ("encoder", "decoder", "encoder-decoder")

who_may_look = Exercise(
    "who_may_look",
    lesson=LESSON,
    reference=tf.who_may_look,
    cases=[*(case(kind, 2, 1) for kind in KINDS), *(case(kind, 2, 3) for kind in KINDS),
           *(case(kind, 3, 2) for kind in KINDS), case("encoder-decoder", 0, 2), case("encoder-decoder", 2, 0),
           case("decoder", 0, 3), case("encoder", 1, 0)],
    random_case=lambda rng: (rng.choice(KINDS), rng.randrange(5), rng.randrange(1, 5)),
    hints=(
        "Rows look, columns are looked at. For the last kind: a column may be looked at if it is not later, *or* if it "
        "belongs to the source.",
        "positions = arange(source + target)\nencoder: all True\nnot_later = column ≤ row (positions[None, :] and "
        "positions[:, None])\ndecoder: not_later\nencoder-decoder: not_later | column < source",
    ),
    mistakes=[
        Mistake(_mask(not_later=lambda p: p[None, :] >= p[:, None]), "Rows and columns are swapped: row i says where "
                "token i may look, and it may look at what is not later than itself."),
        Mistake(_mask(not_later=lambda p: p[None, :] < p[:, None]), "A token must be able to see itself: ≤, not <. The "
                "first one would have nothing to look at."),
        Mistake(_mask(last=lambda mask: ~mask), "True and False are swapped: True means may look."),
        Mistake(_minus_infinity, "That is what is added to the scores. Here a mask of True and False is asked for."),
        Mistake(_mask(last=lambda mask: mask.int()), "Ones and zeros instead of True and False: the mask should be of "
                "dtype bool."),
        Mistake(_mask(kinds={"encoder": "decoder", "decoder": "encoder"}), "Encoder and decoder are swapped. The "
                "encoder reads a text that is all there; the decoder writes one."),
        Mistake(_source_cannot_look_ahead, "In the encoder–decoder the source is a text that is given: its tokens may "
                "look at each other both ways."),
        Mistake(_blind_targets, "Your target never looks at the source. That look, called cross-attention, is the only "
                "way in which the translation learns what is to be translated."),
        Mistake(_source_sees_targets, "Your source looks at the target, which is not written yet."),
        Mistake(_targets_see_ahead, "Your target looks at its own later tokens: the answer leaks into the input."),
        Mistake(_mask(last=lambda mask: mask.float()), "Numbers instead of True and False: .bool() makes the mask's "
                "dtype bool, which attention reads as *may look*."),
        Mistake(_encoder_for_the_source, "In the encoder everyone looks at everyone: source and target are one text to "
                "it, and every square is True."),
        Mistake(_decoder_without_source, "For the decoder, source and target are one text: a token of the target looks "
                "at all before it, the source included."),
        Mistake(_only_across, "Your target sees the source, but not what has been written so far, nor itself."),
        Mistake(_encoder_without_targets, "The mask is for all source + target tokens, in each of the three kinds."),
    ],
    also_right=[_look_by_loops, _look_by_tril],
    equivalent_mutants={},
)


# --- llama_attention, llama_block, llama_logits


def _shape_words(config):
    return (f"width {config.width}, {config.heads} heads, {config.key_value_heads} key-value heads, "
            f"pairs {config.rope_pairing}, base {config.rope_base:g}")


LLAMAS = (  # heads, key_value_heads, pairing, base, epsilon
    (1, 1, "half", 10_000.0, 1e-5), (2, 2, "half", 100.0, 1e-5), (2, 1, "interleaved", 100.0, 1e-5),
    (4, 2, "half", 50.0, 0.3), (3, 1, "interleaved", 10.0, 0.3), (6, 3, "half", 10.0, 1e-5),
)


def _llama(number):
    heads, shared, pairing, base, epsilon = LLAMAS[number]
    return tiny_llama(layers=1 + number % 3, heads=heads, key_value_heads=shared, rope_pairing=pairing, rope_base=base,
                      norm_epsilon=epsilon, seed=number)


def _stream_of(config, time, seed):
    return torch.randn(time, config.width, generator=torch.Generator().manual_seed(seed))


def _block_cases(name):
    cases = []
    for number in range(len(LLAMAS)):
        config, weights = _llama(number)
        for time in (1, 4) if number == 0 else (number + 2,):
            x = _stream_of(config, time, seed=number)
            cases.append(Case((x, weights["blocks"][0], config),
                              label=f"{name}(x, weights, config): {time} tokens, {_shape_words(config)}"))
    return cases


def _attention(rope=True, turn_values=False, mask=True, repeat=repeat_heads, output=True, scaled=True, positions=None,
               merge=merge_heads, base=None, pairing=None, shared=None, split=split_heads, queries="queries",
               turn_keys=True, as_stored=(), times=None):
    """A llama_attention with one thing wrong."""

    def attend(x, weights, config):
        weights = weights | {name: weights[name].T for name in as_stored}
        kv_heads = config.heads if shared == "heads" else config.key_value_heads
        q = split(x @ weights[queries].T, config.heads)
        k, v = (split(x @ weights[name].T, kv_heads) for name in ("keys", "values"))
        if rope:
            at = torch.arange(len(x)) if positions is None else positions(len(x))
            rotation = rope_rotation(at, config.head_dim, base or config.rope_base)
            q = apply_rope(q, rotation, pairing or config.rope_pairing)
            k = apply_rope(k, rotation, pairing or config.rope_pairing) if turn_keys else k
            v = apply_rope(v, rotation, pairing or config.rope_pairing) if turn_values else v
        group = config.heads // kv_heads if times is None else times(config)
        k, v = repeat(k, group), repeat(v, group)
        q = q if scaled else q * config.head_dim**0.5
        found = merge(scaled_dot_product_attention(q, k, v, causal_mask(len(x)) if mask else None))
        return found @ weights["output"].T if output else found

    return attend


def _turned_before_the_split(x, weights, config):
    rotation = rope_rotation(torch.arange(len(x)), config.head_dim * config.heads, config.rope_base)
    shared = rope_rotation(torch.arange(len(x)), config.head_dim * config.key_value_heads, config.rope_base)
    q = split_heads(apply_rope(x @ weights["queries"].T, rotation, config.rope_pairing), config.heads)
    k = split_heads(apply_rope(x @ weights["keys"].T, shared, config.rope_pairing), config.key_value_heads)
    v = split_heads(x @ weights["values"].T, config.key_value_heads)
    k, v = (repeat_heads(each, config.heads // config.key_value_heads) for each in (k, v))
    return merge_heads(scaled_dot_product_attention(q, k, v, causal_mask(len(x)))) @ weights["output"].T


def _head_by_head(x, weights, config):
    size, found = config.head_dim, []
    rotation = rope_rotation(torch.arange(len(x)), size, config.rope_base)
    for head in range(config.heads):
        shared = head * config.key_value_heads // config.heads
        mine, theirs = slice(head * size, (head + 1) * size), slice(shared * size, (shared + 1) * size)
        q = apply_rope(x @ weights["queries"][mine].T, rotation, config.rope_pairing)
        k = apply_rope(x @ weights["keys"][theirs].T, rotation, config.rope_pairing)
        scores = (q @ k.T / math.sqrt(size)).masked_fill(torch.ones(len(x), len(x)).triu(1).bool(), -math.inf)
        found.append(scores.softmax(-1) @ (x @ weights["values"][theirs].T))
    return torch.cat(found, dim=-1) @ weights["output"].T


def _by_torch(x, weights, config):
    def split(name, heads):
        return (x @ weights[name].T).view(len(x), heads, config.head_dim).transpose(0, 1)

    rotation = rope_rotation(torch.arange(len(x)), config.head_dim, config.rope_base)
    q = apply_rope(split("queries", config.heads), rotation, config.rope_pairing)
    k = apply_rope(split("keys", config.key_value_heads), rotation, config.rope_pairing)
    v = split("values", config.key_value_heads)
    k, v = (each.repeat_interleave(config.heads // config.key_value_heads, dim=0) for each in (k, v))
    found = F.scaled_dot_product_attention(q[None], k[None], v[None], is_causal=True)[0]
    return found.transpose(0, 1).reshape(len(x), -1) @ weights["output"].T


llama_attention = Exercise(
    "llama_attention",
    lesson=LESSON,
    reference=tf.llama_attention,
    cases=lambda: _block_cases("llama_attention"),
    hints=(
        "Everything is there from lesson 04; here it is put in order. Project, split, turn queries and keys, repeat "
        "keys and values, attend with the causal mask, merge, project.",
        "queries = split_heads(x @ \"queries\".T, heads)\nkeys, values = the same with key_value_heads\nrotation = "
        "rope_rotation(arange(time), head_dim, rope_base)\nturn queries and keys: apply_rope(…, rotation, "
        "rope_pairing)\nkeys, values = repeat_heads(…, heads // key_value_heads)\nfound = "
        "scaled_dot_product_attention(queries, keys, values, causal_mask(time))\nreturn merge_heads(found) @ "
        "\"output\".T",
    ),
    mistakes=[
        Mistake(_attention(mask=False), "There is no causal mask: every token looks at those that come after it."),
        Mistake(_attention(rope=False), "Nothing tells the heads where a token stands: queries and keys are not turned "
                "(apply_rope)."),
        Mistake(_attention(turn_values=True), "You turn the values as well. Positions decide *where* a head looks; "
                "what it finds there is handed on as it is."),
        Mistake(_attention(turn_keys=False), "Only the queries are turned. The score knows the *distance* because both "
                "are turned, each by its own position."),
        Mistake(_attention(repeat=lambda x, times: torch.cat([x] * times, dim=-3)), "The shared keys and values go to "
                "the wrong heads. *Neighbouring* heads share: 0 0 0 1 1 1, not 0 1 0 1 0 1."),
        Mistake(_attention(output=False), "The last table is missing: what the heads found, side by side, still goes "
                "through \"output\"."),
        Mistake(_attention(positions=lambda time: torch.arange(time).flip(0)), "Positions run backwards."),
        Mistake(_attention(base=10_000.0), "You use RoPE's usual base of 10,000. This model may have been trained with "
                "another: config.rope_base."),
        Mistake(_attention(pairing="half"), "You pair numbers by halves. This model may have been trained with the "
                "other convention: hand on config.rope_pairing."),
        Mistake(_attention(scaled=False), "The scores are not divided by √head_dim (or are multiplied by it again)."),
        Mistake(_attention(queries="keys", shared=None), "The queries come from the table of the keys."),
        Mistake(_attention(split=lambda x, heads: x.reshape(heads, len(x), -1)), "reshape cuts the numbers in the "
                "wrong order: heads and time get mixed. split_heads does it right: first (time, heads, head_dim), then "
                "the first two dimensions swapped."),
        Mistake(_attention(merge=lambda x: x.reshape(x.shape[1], -1)), "reshape joins the heads in the wrong order, "
                "time and heads get mixed. merge_heads swaps them back first."),
        Mistake(_attention(repeat=lambda x, times: x), "Keys and values are not repeated: there are fewer of them than "
                "heads, so the shapes don't fit."),
        Mistake(_attention(shared="heads"), "You split keys and values into `heads` pieces. There are only "
                "key_value_heads of them."),
        Mistake(_attention(as_stored=("queries", "keys", "values", "output")), "Tables are stored (out, in), a row for "
                "each number that comes out: x @ table.T. A square table does not complain when you forget it."),
        Mistake(_attention(as_stored=("output",)), "\"output\" is stored (out, in) like the others, and is square, so "
                "nothing complains: it needs its .T, too."),
        Mistake(_attention(as_stored=("queries",)), "\"queries\" is stored (out, in) like the others, and is square, "
                "so nothing complains: it needs its .T, too."),
        Mistake(_attention(times=lambda config: config.key_value_heads), "repeat_heads asks how many *times* each head "
                "is repeated, and that is not key_value_heads: with 9 heads and 3 of keys, three times each."),
        Mistake(_attention(times=lambda config: config.heads), "You repeat each key and value `heads` times. Together, "
                "after repeating, there should be `heads` of them."),
        Mistake(_turned_before_the_split, "You turn before you split. Each head is turned by the same clock of "
                "head_dim numbers: split first."),
    ],
    also_right=[_head_by_head, _by_torch],
    compare="close",
    tolerance=1e-4,
)


def _block(attention=tf.llama_attention, norm=tf.rms_norm, gated=tf.swiglu, first="attention_norm",
           second="feed_forward_norm", epsilon=None, residual=(True, True)):
    """A llama_block with one thing wrong."""

    def block(x, weights, config):
        eps = config.norm_epsilon if epsilon is None else epsilon
        looked = attention(norm(x, weights[first], eps), weights, config)
        x = x + looked if residual[0] else looked
        thought = gated(norm(x, weights[second], eps), weights["gate"], weights["up"], weights["down"])
        return x + thought if residual[1] else thought

    return block


def _post_norm(x, weights, config):
    x = tf.rms_norm(x + tf.llama_attention(x, weights, config), weights["attention_norm"], config.norm_epsilon)
    thought = tf.swiglu(x, weights["gate"], weights["up"], weights["down"])
    return tf.rms_norm(x + thought, weights["feed_forward_norm"], config.norm_epsilon)


def _side_by_side(x, weights, config):
    read = tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    again = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return (x + tf.llama_attention(read, weights, config)
            + tf.swiglu(again, weights["gate"], weights["up"], weights["down"]))


def _adds_the_normed(x, weights, config):
    x = tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + tf.llama_attention(x, weights, config)
    x = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + tf.swiglu(x, weights["gate"], weights["up"], weights["down"])


def _thinks_first(x, weights, config):
    read = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    x = x + tf.swiglu(read, weights["gate"], weights["up"], weights["down"])
    return x + tf.llama_attention(tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)


def _adds_the_first_stream(x, weights, config):
    start = x
    x = x + tf.llama_attention(tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return start + tf.swiglu(read, weights["gate"], weights["up"], weights["down"])


def _norm_once(which):
    """Only one of the two parts reads through its norm."""

    def block(x, weights, config):
        def read(name):
            return tf.rms_norm(x, weights[name], config.norm_epsilon) if name == which else x

        x = x + tf.llama_attention(read("attention_norm"), weights, config)
        return x + tf.swiglu(read("feed_forward_norm"), weights["gate"], weights["up"], weights["down"])

    return block


def _thinks_about_the_look_alone(keep):
    def block(x, weights, config):
        looked = tf.llama_attention(tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
        read = tf.rms_norm(looked, weights["feed_forward_norm"], config.norm_epsilon)
        return x + keep * looked + tf.swiglu(read, weights["gate"], weights["up"], weights["down"])

    return block


def _block_in_steps(x, weights, config):
    def think(read, tables, _):
        return _swiglu_by_linear(read, tables["gate"], tables["up"], tables["down"])

    for norm, part in (("attention_norm", _by_torch), ("feed_forward_norm", think)):
        x = x + part(_rms_norm_by_length(x, weights[norm], config.norm_epsilon), weights, config)
    return x


def _block_in_one(x, weights, config):
    looked = x + _head_by_head(_rms_norm_by_torch(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    return _swiglu_by_exponentials(_rms_norm_by_torch(looked, weights["feed_forward_norm"], config.norm_epsilon),
                                   weights["gate"], weights["up"], weights["down"]) + looked


llama_block = Exercise(
    "llama_block",
    lesson=LESSON,
    reference=tf.llama_block,
    cases=lambda: _block_cases("llama_block"),
    hints=(
        "Twice the same sentence: x = x + part(norm(x)). First with attention, then with the feed-forward layer, which "
        "reads the stream that attention has already written to.",
        "read = rms_norm(x, \"attention_norm\", norm_epsilon)\nx = x + llama_attention(read, weights, config)\nread = "
        "rms_norm(x, \"feed_forward_norm\", norm_epsilon)\nreturn x + swiglu(read, \"gate\", \"up\", \"down\")",
    ),
    mistakes=[
        Mistake(_block(residual=(False, True)), "What attention has found takes the place of the stream. Add it."),
        Mistake(_block(residual=(True, False)), "What the feed-forward layer has thought takes the place of the "
                "stream. Add it."),
        Mistake(_block(residual=(False, False)), "Nothing is added: each part's answer takes the place of the stream."),
        Mistake(_block(norm=lambda x, weight, epsilon: x), "There are no norms: each part reads the stream through "
                "one."),
        Mistake(_norm_once("attention_norm"), "Attention reads through its norm, the feed-forward layer does not: it "
                "has one of its own, \"feed_forward_norm\"."),
        Mistake(_norm_once("feed_forward_norm"), "The feed-forward layer reads through its norm, attention does not: "
                "it has one of its own, \"attention_norm\"."),
        Mistake(_thinks_about_the_look_alone(1), "Your feed-forward layer reads only what attention has found. It "
                "should read the whole stream: what was there, and what attention has added."),
        Mistake(_thinks_about_the_look_alone(0), "What attention has found goes into the feed-forward layer, but never "
                "into the stream. Add it to x first; then norm and read that."),
        Mistake(_post_norm, "You norm *after* adding, as the model of 2017 did. Here each part reads through a norm, "
                "and the stream itself is never normed."),
        Mistake(_adds_the_normed, "You norm the stream itself. Only what the part *reads* is normed; keep x as it is "
                "and add to that."),
        Mistake(_block(first="feed_forward_norm", second="attention_norm"), "The two norms have changed places."),
        Mistake(_block(second="attention_norm"), "Both parts read through the same norm. Each has its own: "
                "\"feed_forward_norm\" for the second."),
        Mistake(_thinks_first, "The feed-forward layer comes first. First look around, then think about what was "
                "found."),
        Mistake(_side_by_side, "The feed-forward layer reads the stream from before attention. (GPT-J does that, to "
                "save time; Llama does not.)"),
        Mistake(_adds_the_first_stream, "At the end you add to the stream from the beginning of the block, and what "
                "attention has found is lost."),
        Mistake(_block(epsilon=1e-5), "epsilon is fixed at 1e-5. Hand on config.norm_epsilon: each model was trained "
                "with its own."),
        Mistake(_block(gated=lambda x, gate, up, down: tf.swiglu(x, up, gate, down)), "gate and up have changed "
                "places."),
        Mistake(_block(attention=lambda x, weights, config: torch.zeros_like(x)), "Attention is missing."),
        Mistake(_block(gated=lambda x, *_: torch.zeros_like(x)), "The feed-forward layer is missing."),
    ],
    also_right=[_block_in_steps, _block_in_one],
    compare="close",
    tolerance=1e-4,
)


def _whole(blocks=lambda weights: weights["blocks"], block=tf.llama_block, norm=tf.rms_norm, last=lambda x: x,
           out=lambda x, weights: x @ weights["embedding"].T, epsilon=None):
    """A llama_logits with one thing wrong."""

    def logits(ids, weights, config):
        x = weights["embedding"][ids]
        for each in blocks(weights):
            x = block(x, each, config)
        x = norm(x, weights["norm"], config.norm_epsilon if epsilon is None else epsilon)
        return last(out(x, weights))

    return logits


def _norm_in_the_loop(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = tf.rms_norm(tf.llama_block(x, block, config), weights["norm"], config.norm_epsilon)
    return x @ weights["embedding"].T


def _positions_added(ids, weights, config):
    x = weights["embedding"][ids] + weights["embedding"][: len(ids)]
    for block in weights["blocks"]:
        x = tf.llama_block(x, block, config)
    return tf.rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T


def _recursive(ids, weights, config):
    def through(x, blocks):
        return through(_block_in_one(x, blocks[0], config), blocks[1:]) if blocks else x

    x = through(F.embedding(ids, weights["embedding"]), list(weights["blocks"]))
    return F.linear(_rms_norm_by_torch(x, weights["norm"], config.norm_epsilon), weights["embedding"])


def _one_hot(ids, weights, config):
    table = weights["embedding"]
    x = F.one_hot(ids, len(table)).float() @ table
    for layer in range(config.layers):
        x = _block_in_steps(x, weights["blocks"][layer], config)
    return torch.einsum("tw,vw->tv", tf.rms_norm(x, weights["norm"], config.norm_epsilon), table)


def _whole_cases():
    cases = []
    for number in range(len(LLAMAS)):
        config, weights = _llama(number)
        ids = torch.randint(config.vocab_size, (1 + number,), generator=torch.Generator().manual_seed(number))
        cases.append(Case((ids, weights, config), label=f"llama_logits({shown_ids(ids)}, weights, config): "
                          f"{config.layers} block{'s' if config.layers > 1 else ''}, {_shape_words(config)}"))
    return cases


def shown_ids(ids):
    """Ids as one would type them."""
    return f"torch.tensor({ids.tolist()})"


llama_logits = Exercise(
    "llama_logits",
    lesson=LESSON,
    reference=tf.llama_logits,
    cases=_whole_cases,
    hints=(
        "Four steps: look up, all blocks one after the other, the last norm, compare with every row of the embedding.",
        "x = the rows of \"embedding\" for ids       (time, width)\nfor each block: x = llama_block(x, block, config)\n"
        "x = rms_norm(x, \"norm\", norm_epsilon)\nreturn x @ \"embedding\".T                (time, vocabulary)",
    ),
    mistakes=[
        Mistake(_whole(norm=lambda x, weight, epsilon: x), "The last norm is missing: the stream is read out through "
                "one, weights[\"norm\"]."),
        Mistake(_whole(blocks=lambda weights: weights["blocks"][:1] * len(weights["blocks"])), "All your blocks have "
                "the weights of the first. Each has its own."),
        Mistake(_whole(blocks=lambda weights: weights["blocks"][::-1]), "The blocks run in the wrong order."),
        Mistake(_whole(blocks=lambda weights: weights["blocks"][:-1]), "The last block is missing."),
        Mistake(_whole(blocks=lambda weights: []), "The blocks are missing: embeddings go straight to the exit."),
        Mistake(_whole(last=lambda x: x.softmax(-1)), "These are probabilities. Scores are asked for; the softmax "
                "comes later, where it is needed."),
        Mistake(_whole(last=lambda x: x[-1]), "Only the last token's scores. Return them for every token, (time, "
                "vocabulary); training needs them all."),
        Mistake(_whole(out=lambda x, weights: x), "That is the stream at the end. Compare it with every token: "
                "@ weights[\"embedding\"].T."),
        Mistake(_whole(block=lambda x, weights, config: x + tf.llama_block(x, weights, config)), "llama_block returns "
                "the stream, with everything already added. x = x + … adds it once more."),
        Mistake(_whole(blocks=lambda weights: weights["blocks"][:1]), "Only the first block has run. Does `return` "
                "stand inside the loop?"),
        Mistake(_norm_in_the_loop, "The last norm stands inside the loop, so it comes after every block."),
        Mistake(_positions_added, "You add positions to the embeddings, as GPT-2 does. Llama has no such table: RoPE "
                "sits inside attention."),
        Mistake(_whole(epsilon=1e-5), "epsilon is fixed at 1e-5. Hand on config.norm_epsilon."),
    ],
    also_right=[_recursive, _one_hot],
    compare="close",
    tolerance=1e-4,
)


# --- quiz

transformer_quiz = Quiz(
    "transformer_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "Nothing is ever replaced: a part's answer is added to what was there.",
            "b": "Right. Each part reads the whole stream and adds a vector to it.",
            "c": "Every part reads the sum of all that came before, not only its neighbour's answer.",
        }),
        QuizItem("a", {
            "a": "Right. It scales to root mean square 1 whatever the size was; only the direction is left.",
            "b": "Its square would matter before the division; the division takes any factor out.",
            "c": "A factor changes mean and spread alike, and dividing by the spread takes it out again.",
        }),
        QuizItem("c", {
            "a": "The tables of attention are smaller: four of width × width, or less with shared heads.",
            "b": "There are two or three norms a block, of one vector each.",
            "c": "Right: two thirds and more of each block.",
        }),
        QuizItem("b", {
            "a": "A model that has learned nothing is not certain of anything.",
            "b": "Right: ln 50,257 is 10.8. Twice that means that it begins sure of itself and wrong.",
            "c": "A bug in the data would more likely make the loss too *low*.",
        }),
        QuizItem("a", {
            "a": "Right. Words that stand before a gap and after it both help to fill it; but it cannot write.",
            "b": "Its layers are the same as everybody's.",
            "c": "It has positions, or it could not tell “dog bites man” from “man bites dog”.",
        }),
        QuizItem("c", {
            "a": "It computes about as much for each word, in total even less at great lengths.",
            "b": "An LSTM has gates for exactly that, and it does learn, up to a distance.",
            "c": "Right. Word 500 has to wait for word 499; with attention all positions of a layer are one product.",
        }),
        QuizItem("b", {
            "a": "The tokenizer only makes the ids.",
            "b": "Right. The tables are only numbers; their order within a head is a convention that the code must "
            "share.",
            "c": "Both have the same number of parameters in the same shapes.",
        }),
    ],
)

EXERCISES = [
    trace_stream, layer_norm, rms_norm, feed_forward, initial_loss, quadratic_share, who_may_look, swiglu,
    llama_attention, llama_block, llama_logits, transformer_quiz,
]
