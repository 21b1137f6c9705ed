"""What the exercises of lesson 05 share."""

import torch

from llm_edu.course.checks.exercise import Case
from llm_edu.lessons.transformer.demos import tiny_llama


def _drawn(rng, *shape):
    """Numbers with one decimal place, as a learner would like to read them."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return (torch.randn(*shape, generator=generator) * 2).mul(10).round() / 10


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)


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
