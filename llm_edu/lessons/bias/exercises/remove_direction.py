"""``remove_direction``: each vector minus a share of its shadow on a direction."""

import torch

from llm_edu.bias.direction import remove_direction as _reference
from llm_edu.course.checks.exercise import Exercise, Property, case


def _rows(*rows):
    return torch.tensor(rows, dtype=torch.float32)


def _remove(unit=lambda direction: direction / direction.norm(), shadow=lambda vectors, unit: vectors @ unit,
            after=lambda vectors, part: vectors - part):
    """A remove_direction with one thing wrong."""
    def remove_direction(vectors, direction, share=1.0):
        along = unit(direction)
        return after(vectors, share * shadow(vectors, along)[..., None] * along)
    return remove_direction


def _random_case(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    width = rng.randrange(1, 6)
    direction = (torch.randn(width, generator=generator) * 20).round() / 10
    shape = rng.choice([(rng.randrange(1, 5), width), (2, 3, width)])
    direction[0] += 0 if direction.any() else 1
    return (torch.randn(shape, generator=generator) * 20).round() / 10, direction, rng.choice([0.0, 0.25, 0.5, 1.0,
            2.0])


exercise = Exercise(
    reference=_reference,
    cases=[
        case(_rows([3, 1], [2, 5]), torch.tensor([0.0, 1.0]), 1.0),
        case(_rows([3, 1], [2, 5]), torch.tensor([0.0, 2.0]), 1.0),
        case(_rows([3, 1], [2, 5]), torch.tensor([1.0, 1.0]), 1.0),
        case(_rows([3, 1], [2, 5]), torch.tensor([-3.0, 4.0]), 0.5),
        case(_rows([3, 1], [2, 5]), torch.tensor([-3.0, 4.0]), 0.0),
        case(_rows([3, 1], [2, 5]), torch.tensor([-3.0, 4.0]), 2.0),
        case(_rows([3, 1], [2, 5]), torch.tensor([-3.0, 4.0])),    # without a share
        case(_rows([3, 1], [2, 5]), torch.tensor([-3.0, 4.0]), -0.5),
        case(_rows([0, 0, 0]), torch.tensor([1.0, 2.0, 2.0]), 1.0),
        case(_rows([1, 2, 2], [2, 4, 4], [-1, -2, -2]), torch.tensor([1.0, 2.0, 2.0]), 1.0),
        case(_rows([2, 1, -2], [0, 1, -1]), torch.tensor([1.0, 2.0, 2.0]), 1.0),    # at right angles: nothing to remove
        case(_rows([[1, 2], [3, 4]], [[5, 6], [7, 8]]), torch.tensor([0.6, 0.8]), 1.0),
        case(_rows([[1, 2, 0], [3, 4, 1]], [[5, 6, 0], [7, 8, 1]]), torch.tensor([3.0, 0.0, 4.0]), 0.5),
    ],
    random_case=_random_case,
    valid=lambda vectors, direction, share=1.0: vectors.shape[-1] == len(direction) and bool(direction.any()),
    hints=(
        "How long is a vector's shadow on the direction? If the direction has length 1, a dot product tells you. The "
        "shadow itself is a vector again: it has that length, along the direction.",
        "unit = direction / its length                     (width,)\nlengths = vectors @ unit                          "
        "(...,)\nshadows = lengths[..., None] * unit               (..., width)\nvectors − share · shadows",
    ),
    properties=[Property(lambda result, vectors, *_: not isinstance(result,
                         torch.Tensor) or result.shape == vectors.shape,
                         "A vector without its shadow is still a vector: the result has the shape of vectors.")],
    compare="close",
    tolerance=1e-4,    # in float32, what a subtraction leaves near 0 depends on the way there
    fresh=True,
    dtypes=("float64",),
)

exercise.mistake("You use the direction with the length that it came with. Divide it by its length first: that length "
                 "must not matter.",
                 _remove(unit=lambda direction: direction))
exercise.mistake("You divide the direction by the square of its length. Take the root first.",
                 _remove(unit=lambda direction: direction / direction.square().sum()))
exercise.mistake("You divide the direction by the sum of its numbers. Divide it by its length, the root of the sum of "
                 "their squares.",
                 _remove(unit=lambda direction: direction / direction.abs().sum()))
exercise.mistake("You add the shadow. To remove it, subtract it.", _remove(after=lambda vectors, part: vectors + part))
exercise.mistake("You return the shadow. Return what is left without it.",
                 _remove(after=lambda vectors, part: part))
exercise.mistake("You ignore share: it says how much of the shadow to remove.",
                 lambda vectors, direction, share=1.0: _reference(vectors, direction))
exercise.mistake("You keep a share of the shadow. share says how much to remove: with 1, none of the shadow is left.",
                 lambda vectors, direction, share=1.0: _reference(vectors, direction, 1 - share))
exercise.mistake("You subtract the same direction from every vector, however far the vector leans that way. Subtract "
                 "each vector's own shadow.",
                 lambda vectors, direction, share=1.0: vectors - share * direction / direction.norm())
exercise.mistake("You drop the sign of each shadow's length, so vectors that lean the other way are pushed further. "
                 "Keep the sign.", _remove(shadow=lambda vectors, unit: (vectors @ unit).abs()))
exercise.mistake("You subtract the mean vector's shadow from all vectors. Each vector has its own.",
                 _remove(shadow=lambda vectors, unit: (vectors @ unit).mean().expand(vectors.shape[:-1])))
exercise.mistake("You divide the shadow's length by the vector's length: that is a cosine, not a length.",
                 _remove(shadow=lambda vectors, unit: vectors @ unit / vectors.norm(dim=-1).clamp(min=1e-9)))
exercise.mistake("You scale what is left back to the old length. Do not: remove only the shadow.",
                 lambda vectors, direction, share=1.0: _rescaled(vectors, direction, share))
exercise.mistake("You have changed the vectors that you were given. Return new ones.",
                 lambda vectors, direction, share=1.0: vectors.copy_(_reference(vectors, direction, share)))
exercise.mistake("The numbers are right, but they are in lists. Return a tensor.",
                 lambda vectors, direction, share=1.0: _reference(vectors, direction, share).tolist())


def _rescaled(vectors, direction, share=1.0):
    left = _reference(vectors, direction, share)
    return left * vectors.norm(dim=-1, keepdim=True) / left.norm(dim=-1, keepdim=True).clamp(min=1e-9)
