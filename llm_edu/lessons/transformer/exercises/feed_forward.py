"""``feed_forward``: ask, bend, write."""

import torch
import torch.nn.functional as F

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.transformer.exercises.common import _drawn, _vector
from llm_edu.transformer import functions as tf


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


exercise = Exercise(
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
    also_right=[_mlp_by_linear, _mlp_neuron_by_neuron],
    compare="close",
)

exercise.mistake("There is no bend between the two tables, so they are no more than one table. Put gelu around the "
                 "neurons.", _mlp(bend=lambda x: x))
exercise.mistake("relu is a bend too, and was the one of 2017. GPT-2's is gelu.", _mlp(bend=F.relu))
exercise.mistake("Very close: that is the exact GELU. GPT-2 was trained with an approximation by tanh, which is the "
                 "`gelu` given here; a model runs with the bend it was trained with.", _mlp(bend=F.gelu))
exercise.mistake("The last step is plain: a bend there would keep the layer from writing negative numbers into the "
                 "stream.", _mlp(last=_gelu))


@exercise.mistake("The share of neurons that fire is missing: return two things.")
def _only_what_is_written(*tensors):
    return tf.feed_forward(*tensors)[0]


exercise.mistake("One share for all tokens together. Each position has its own: the mean over the last dimension.",
                 _mlp(share=lambda fires: (fires > 0).float().mean()))
exercise.mistake("You count the neurons that fire. Their share is asked for: divide by how many there are.",
                 _mlp(share=lambda fires: (fires > 0).sum(-1)))
exercise.mistake("You average how strongly the neurons fire. Asked for is how many do: the mean of (fires > 0).",
                 _mlp(share=lambda fires: fires.mean(-1)))
exercise.mistake("You count the neurons that are not 0. GELU's corner is soft: gelu(-1) is -0.16, and that is a no. A "
                 "neuron fires where it is *above* 0.", _mlp(share=lambda fires: (fires != 0).float().mean(-1)))
exercise.mistake("Your share is in per cent. Here 1 means all neurons, 0.5 half of them.",
                 _mlp(share=lambda fires: 100 * (fires > 0).float().mean(-1)))


@exercise.mistake("You count in what is written, after `down`. The neurons are the numbers between the two tables.")
def _share_of_what_is_written(*tensors):
    written, _ = tf.feed_forward(*tensors)
    return written, (written > 0).float().mean(-1)


@exercise.mistake("Two right things in the wrong order: first what is written, then the share.")
def _share_first(*tensors):
    return tf.feed_forward(*tensors)[::-1]


exercise.mistake("up_bias is not used. It is each neuron's threshold.", _mlp(up_bias=0.0))
exercise.mistake("down_bias is not used.", _mlp(down_bias=0.0))
exercise.mistake("Neither bias is used.", _mlp(up_bias=0.0, down_bias=0.0))
exercise.mistake("You already add x. The layer returns what it *found*; the block adds it to the stream.",
                 _mlp(residual=True))


@exercise.mistake("up has the shape (neurons, width), one row a neuron, as PyTorch stores tables. So it is x @ up.T, "
                  "and down.T likewise.")
def _forgets_transpose(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up + up_bias)
    return fires @ down + down_bias, (fires > 0).float().mean(-1)


@exercise.mistake("down has the shape (width, neurons), one column a neuron. So it is @ down.T, as with up.")
def _forgets_the_second_transpose(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up.T + up_bias)
    return fires @ down + down_bias, (fires > 0).float().mean(-1)


@exercise.mistake("up_bias comes after the bend. It belongs inside: it decides where the bend is.")
def _bends_before_the_bias(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up.T) + up_bias
    return fires @ down.T + down_bias, (fires > 0).float().mean(-1)
