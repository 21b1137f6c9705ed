"""``feed_forward``: ask, apply the activation function, write."""

import torch
import torch.nn.functional as F

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.transformer.exercises.common import _drawn, _vector
from llm_edu.transformer import functions as tf


def _gelu(x):
    return F.gelu(x, approximate="tanh")


def _mlp(bend=_gelu, up_bias=1.0, down_bias=1.0, residual=False,
         share=lambda fires: (fires > 0).float().mean(-1)):
    """A feed_forward with one thing wrong."""

    def forward(x, up, up_bias_, down, down_bias_):
        fires = bend(x @ up.T + up_bias * up_bias_)
        found = fires @ down.T + down_bias * down_bias_
        return x + found if residual else found, share(fires)

    return forward


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
        # a little above 0 is above 0
        case(_vector(0.004), torch.tensor([[1.0], [-1]]), _vector(0, 0), torch.tensor([[1.0, 2]]), _vector(0)),
    ],
    random_case=_mlp_case,
    valid=lambda x, up, up_bias, down, down_bias: x.ndim > 0 and up.shape == (len(up_bias), x.shape[-1])
    and down.shape == (x.shape[-1], len(up_bias)) and down_bias.shape == x.shape[-1:],
    hints=(
        "up has a row for each neuron, so x @ up.T has one number for each neuron. Add the bias, apply gelu, and go "
        "down in the same way. A neuron fires where it is above 0 after gelu.",
        "fires = gelu(x @ up.T + up_bias)           (..., neurons)\nshare = the mean of (fires > 0) as floats, over "
        "the neurons\nreturn fires @ down.T + down_bias, share",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("There is no activation function between the two matrices, so they do no more than one matrix could. "
                 "Put gelu around the neurons.", _mlp(bend=lambda x: x))
exercise.mistake("relu is an activation function, too: the one of 2017. GPT-2's is gelu.", _mlp(bend=F.relu))
exercise.mistake("Very close: this is the exact GELU. GPT-2 was trained with an approximation by tanh, which is the "
                 "`gelu` given here. A model must run with the activation function that it was trained with.",
                 _mlp(bend=F.gelu))


@exercise.mistake("The share of neurons that fire is missing: return two things.")
def _only_what_is_written(*tensors):
    return tf.feed_forward(*tensors)[0]


exercise.mistake("You return one share for all tokens together. Each position has its own: take the mean over the last "
                 "dimension.",
                 _mlp(share=lambda fires: (fires > 0).float().mean()))
exercise.mistake("Your mean is over the tokens. The share is over the neurons, the last dimension: .mean(dim=-1).",
                 _mlp(share=lambda fires: (fires > 0).float().mean(0)))
exercise.mistake("You count the neurons that fire. Return their share: divide by how many neurons there are.",
                 _mlp(share=lambda fires: (fires > 0).sum(-1)))


exercise.mistake("up_bias is not used. Add it before gelu.", _mlp(up_bias=0.0))
exercise.mistake("down_bias is not used.", _mlp(down_bias=0.0))
exercise.mistake("You already add x. The layer only returns what it writes, and the block adds it to the stream.",
                 _mlp(residual=True))


@exercise.mistake("up has the shape (neurons, width), a row for each neuron, as PyTorch stores matrices. So write "
                  "x @ up.T, and use down.T in the same way.")
def _forgets_transpose(x, up, up_bias, down, down_bias):
    fires = _gelu(x @ up + up_bias)
    return fires @ down + down_bias, (fires > 0).float().mean(-1)
