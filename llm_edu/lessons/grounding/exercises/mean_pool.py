"""``mean_pool``: the vectors of a text's tokens averaged, without the padding."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _pool(kept=lambda mask: mask, total=lambda states, mask: (states * mask[..., None]).sum(1),
          count=lambda mask: mask.sum(1, keepdim=True).clamp(min=1), result=lambda pooled: pooled):
    """A mean_pool, right unless a part is replaced."""
    def mean_pool(states, mask):
        mask = kept(mask)
        return result(total(states, mask) / count(mask))
    return mean_pool


def _made(lengths, width=3, seed=0, time=None, left=False):
    generator = torch.Generator().manual_seed(seed)
    time = time or max(lengths)
    places = torch.arange(time) if not left else torch.arange(time).flip(0)
    mask = (places < torch.tensor(lengths)[:, None]).long()
    return torch.randn(len(lengths), time, width, generator=generator) * 3, mask


def _random_states(rng):
    lengths = [rng.randrange(6) for _ in range(rng.randrange(1, 4))]
    return _made(lengths, rng.randrange(1, 5), rng.randrange(2**31), max(lengths) + rng.randrange(1, 3))


exercise = Exercise(
    reference=_pool(),
    cases=[
        case(torch.tensor([[[2.0, 4.0]]]), torch.tensor([[1]])),
        case(torch.tensor([[[2.0, 4.0]]]), torch.tensor([[0]])),
        case(torch.tensor([[[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]]]), torch.tensor([[1, 1, 0]])),
        case(torch.tensor([[[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]]]), torch.tensor([[1, 1, 1]])),
        case(torch.tensor([[[1.0], [3.0], [900.0]], [[5.0], [7.0], [-800.0]]]), torch.tensor([[1, 1, 0], [1, 0, 0]])),
        case(torch.zeros(1, 3, 2), torch.tensor([[1, 1, 0]])),
        case(torch.tensor([[[9.0], [1.0]]]), torch.tensor([[0, 1]])),
        case(torch.tensor([[[0.0, 0.0], [3.0, 6.0], [9.0, 9.0]]]), torch.tensor([[1, 1, 0]])),
        case(*_made([3, 3, 3], width=3)), case(*_made([4, 1, 2])), case(*_made([2, 0, 3], seed=1)),
        case(*_made([5, 2], width=6, seed=2, time=7)), case(*_made([1, 3, 2], seed=3, left=True)),
        case(*_made([3, 4], width=4, seed=4, time=4)),
    ],
    random_case=_random_states,
    random_cases=20,
    valid=lambda states, mask: states.dim() == 3 and states.shape[:2] == mask.shape and states.numel() > 0,
    hints=(
        "Two sums over the tokens of each text: of the vectors that count, and of the mask. The mask needs one more "
        "dimension before it can be multiplied with the vectors.",
        "total = states times the mask as (texts, time, 1), summed over time        (texts, width)\n"
        "count = the mask summed over time, as (texts, 1), but at least 1\ntotal / count",
    ),
    compare="close",
    dtypes=("float64",),
)


def _lengths_one(pooled):
    return torch.nn.functional.normalize(pooled, dim=-1)


exercise.mistake("The padding counts in your average. Leave out what the mask marks with 0, and divide by the number "
                 "of tokens that are left.", lambda states, mask: states.mean(1))
exercise.mistake("You divide by the length with padding. Divide by the number of tokens, the sum of the mask.",
                 _pool(count=lambda mask: mask.shape[1]))
exercise.mistake("You divide by the number of tokens, but the padding is in the sum: multiply by the mask first.",
                 _pool(total=lambda states, mask: states.sum(1)))
exercise.mistake("A text without a token gives nan: 0 / 0. Its vector should be all zeros.",
                 _pool(count=lambda mask: mask.sum(1, keepdim=True)))
exercise.mistake("That is the sum. Divide it by the number of tokens.", _pool(count=lambda mask: 1))
exercise.mistake("You add 1 to every number of tokens. Only 0 has to be avoided.",
                 _pool(count=lambda mask: mask.sum(1, keepdim=True) + 1))
exercise.mistake("You divide by the tokens of all texts together. Each text has its own number.",
                 _pool(count=lambda mask: mask.sum().clamp(min=1)))
exercise.mistake("You average the padding. 1 marks a token, and 0 the padding.", _pool(kept=lambda mask: 1 - mask))
exercise.mistake("That is the vector of the first token, [CLS]. Average all tokens.", lambda states, mask: states[:, 0])
exercise.mistake("You take the largest number of each dimension (max pooling). Take the average.",
                 lambda states, mask: states.masked_fill(mask[..., None] == 0, -torch.inf).amax(1))
exercise.mistake("You average over the dimensions of each vector. Average over the tokens: dimension 1.",
                 lambda states, mask: states.mean(-1))
exercise.mistake("You give each vector length 1. That comes later; here the average stays as it is.",
                 _pool(result=_lengths_one))
exercise.mistake("You take as many vectors from the beginning as there are tokens. The padding may be on the left: the "
                 "mask says where the tokens are.",
                 lambda states, mask: torch.stack([state[:count].sum(0) / max(1, count)
                                                   for state, count in zip(states, mask.sum(1).tolist())]))
exercise.mistake("You cut all texts to the length of the shortest one. Each text has its own number of tokens.",
                 lambda states, mask: states[:, :max(1, int(mask.sum(1).min()))].mean(1))
