"""``swiglu``: a feed-forward layer with gates."""

import torch
import torch.nn.functional as F

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.transformer.exercises.common import _drawn, _vector
from llm_edu.transformer import functions as tf


def _gated(opened=lambda g: g * g.sigmoid(), passed=lambda o, u: o * u, swap=False):
    """A swiglu with one thing wrong."""

    def forward(x, gate, up, down):
        gates, values = x @ gate.T, x @ up.T
        if swap:
            gates, values = values, gates
        return passed(opened(gates), values) @ down.T

    return forward


def _gated_case(rng):
    width, hidden = rng.randrange(1, 4), rng.randrange(1, 5)
    lead = [rng.randrange(1, 4) for _ in range(rng.randrange(3))]
    return _drawn(rng, *lead, width), _drawn(rng, hidden, width), _drawn(rng, hidden, width), _drawn(rng, width, hidden)


exercise = Exercise(
    reference=tf.swiglu,
    cases=lambda: [
        case(_vector(1), torch.tensor([[2.0]]), torch.tensor([[3.0]]), torch.tensor([[1.0]])),
        case(_vector(2, -1), torch.tensor([[1.0, 1], [0, 3], [-1, 0.5]]), torch.tensor([[1.0, 0], [2, 2], [0, -1]]),
             torch.tensor([[1.0, 2, 0], [0, -1, 1]])),
        case(torch.tensor([[1.0, 0], [0, 1]]), torch.tensor([[2.0, -1], [1, 1]]), torch.tensor([[1.0, 3], [0, -2]]),
             torch.tensor([[1.0, 2], [3, 4]])),
        case(_vector(1), torch.tensor([[100.0], [-100], [30]]), torch.tensor([[2.0], [3], [1]]),
             torch.tensor([[0.5, 1, -1]])),    # e to the power of 100 is more than a float32 holds
    ],
    random_case=_gated_case,
    valid=lambda x, gate, up, down: x.ndim > 0 and gate.shape == up.shape == (down.shape[1], x.shape[-1])
    and down.shape[0] == x.shape[-1],
    hints=(
        "Two matrices read x side by side. The first says how far each neuron's gate is open, and the second what "
        "would pass through it.",
        "gates = x @ gate.T                   (..., neurons)\nopened = gates · sigmoid(gates)\npassed = opened · (x @ "
        "up.T)\nreturn passed @ down.T",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("Your gate is only the sigmoid, which is the older GLU. SiLU also multiplies by the number itself: g "
                 "· sigmoid(g).", _gated(opened=torch.sigmoid))
exercise.mistake("That is GEGLU, with GELU as the gate. The Swi in SwiGLU is g · sigmoid(g).", _gated(opened=F.gelu))
exercise.mistake("Your gate has no SiLU. Put an activation function around x @ gate.T: g · sigmoid(g).",
                 _gated(opened=lambda g: g))
exercise.mistake("You have swapped gate and up. SiLU goes around x @ gate.T, not around x @ up.T.",
                 _gated(swap=True))
exercise.mistake("You add gate and up. A gate multiplies, so that 0 lets nothing through.",
                 _gated(passed=lambda o, u: o + u))
exercise.mistake("The gate is not used.", _gated(passed=lambda o, u: u))
exercise.mistake("Only the gate is used; nothing passes through it. Multiply by x @ up.T.",
                 _gated(passed=lambda o, u: o))
exercise.mistake("You put SiLU around the product. Put it around the gate alone.",
                 _gated(opened=lambda g: g, passed=lambda o, u: F.silu(o * u)))


@exercise.mistake("Matrices are stored with a row for each number that comes out. So write x @ gate.T, and do the same "
                  "for the other two.")
def _tables_as_they_are(x, gate, up, down):
    return (F.silu(x @ gate) * (x @ up)) @ down


exercise.mistake("You already add x. The layer only returns what it writes, and the block adds it to the stream.",
                 lambda x, gate, up, down: x + tf.swiglu(x, gate, up, down))
