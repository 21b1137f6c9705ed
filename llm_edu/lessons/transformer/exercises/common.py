"""What the exercises of lesson 05 share."""

import torch

from llm_edu.course.checks.exercise import Case, case
from llm_edu.lessons.transformer.demos import tiny_llama


def _drawn(rng, *shape):
    """Numbers with one decimal place, as a learner would like to read them."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return (torch.randn(*shape, generator=generator) * 2).mul(10).round() / 10


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)


def _shape_words(config):
    return (f"width {config.width}, {config.heads} head{'s' if config.heads > 1 else ''} of {config.head_dim}, "
            f"{config.key_value_heads} of keys and values, pairs {config.rope_pairing}, base {config.rope_base:g}, "
            f"epsilon {config.norm_epsilon:g}")


LLAMAS = (  # heads, key_value_heads, pairing, base, epsilon, width (None: heads · 4)
    (1, 1, "half", 10_000.0, 1e-5, None), (2, 2, "half", 100.0, 1e-5, None), (2, 1, "interleaved", 100.0, 1e-5, None),
    (4, 2, "half", 50.0, 0.3, None), (3, 1, "interleaved", 10.0, 0.3, None), (6, 3, "half", 10.0, 1e-5, 18),
)


def _llama(number):
    heads, shared, pairing, base, epsilon, width = LLAMAS[number]
    return tiny_llama(layers=1 + number % 3, heads=heads, key_value_heads=shared, rope_pairing=pairing, rope_base=base,
                      norm_epsilon=epsilon, seed=number, width=width)


def _stream_of(config, time, seed):
    return torch.randn(time, config.width, generator=torch.Generator().manual_seed(seed))


def _block_cases(name):
    cases = []
    for number in range(len(LLAMAS)):
        config, weights = _llama(number)
        for time in (1, 4) if number == 0 else (number + 2,):
            x = _stream_of(config, time, seed=number)
            tokens = f"{time} token{'s' if time > 1 else ''}"
            cases.append(Case((x, weights["blocks"][0], config),
                              label=f"{name}(x, weights, config): {tokens}, {_shape_words(config)}"))
    return cases


def _norm_cases(with_bias):
    one, zero = torch.ones, torch.zeros

    def made(x, weight, bias, *epsilon):
        return case(x, weight, bias, *epsilon) if with_bias else case(x, weight, *epsilon)

    return [
        made(_vector(1, 7), one(2), zero(2)), made(_vector(1, 3, 5, 7), one(4), zero(4)),
        made(_vector(0, 0), one(2), zero(2)), made(_vector(2, -4), _vector(3, 0.5), _vector(0, 0)),
        made(_vector(1, 7), one(2), _vector(10, -10)), made(torch.tensor([[1.0, 7], [20, 140]]), one(2), zero(2)),
        made(torch.tensor([[[1.0, 2, 4]], [[-3, 0, 3]]]), _vector(1, 2, 3), _vector(0.5, 0, -0.5)),
        made(_vector(0.001, 0.007), one(2), zero(2)),    # as small as the default epsilon
        *([made(_vector(10_001, 10_003, 10_005, 10_007), one(4), zero(4))] if with_bias else []),
        made(_vector(3, 4), _vector(1, 1), zero(2), 3.5), made(_vector(0, 0, 3), one(3), zero(3), 1.0),
    ]


def _norm_case(rng, with_bias):
    width = rng.randrange(2, 5)
    tensors = [_drawn(rng, rng.randrange(1, 3), rng.randrange(1, 4), width), _drawn(rng, width), _drawn(rng, width)]
    return tuple(tensors if with_bias else tensors[:2])
