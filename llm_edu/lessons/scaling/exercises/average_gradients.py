"""``average_gradients``: one gradient out of the workers' shares."""

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.scaling import parallel


def _drawn(rng, *shape):
    """Numbers with one decimal place, so that a failing case can be read."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return (torch.randn(shape, generator=generator) * 20).round() / 10


def _average(weights=lambda tokens: [count / sum(tokens) for count in tokens]):
    """An average_gradients with other weights."""
    def function(gradients, tokens):
        return {name: sum(share[name] * weight for share, weight in zip(gradients, weights(tokens)))
                for name in gradients[0]}
    return function


def _sums_first(wide=lambda gradient: gradient, divisor=sum):
    """All tokens' gradients added up, then divided; in 16 bits that runs over."""
    def function(gradients, tokens):
        found = {}
        for name, first in gradients[0].items():
            total = torch.zeros_like(wide(first))
            for worker in range(len(tokens)):
                total = total + wide(gradients[worker][name]) * tokens[worker]
            found[name] = (total / divisor(tokens)).to(first.dtype)
        return found
    return function


def _shares(rng):
    workers = rng.randrange(1, 5)
    shapes = {name: rng.choice([(), (1,), (2,), (2, 2)]) for name in rng.sample("abw", rng.randrange(1, 3))}
    tokens = [rng.randrange(0, 9) for _ in range(workers)]
    tokens[rng.randrange(workers)] += 1
    return [{name: _drawn(rng, *shape) * (count > 0) for name, shape in shapes.items()} for count in tokens], tokens


def _numbers(*workers):
    """A worker for each number, with one parameter, w."""
    return [{"w": torch.tensor(float(number))} for number in workers]


def _halves(*workers, dtype=torch.float16):
    """As _numbers, in 16 bits; what comes out can be written exactly in them."""
    return [{"w": torch.tensor([float(number), -1.0], dtype=dtype)} for number in workers]


def _names_kept(result, gradients, tokens):
    return not isinstance(result, dict) or set(result) == set(gradients[0])


def _shapes_kept(result, gradients, tokens):
    return not isinstance(result, dict) or all(
        getattr(result.get(name), "shape", table.shape) == table.shape for name, table in gradients[0].items())


exercise = Exercise(
    reference=parallel.average_gradients,
    cases=lambda: [
        case(_numbers(2), [3]), case(_numbers(2, 6), [1, 1]), case(_numbers(2, 6), [3, 1]),
        case(_numbers(2, 6), [1, 3]), case(_numbers(1, -1), [5, 5]), case(_numbers(0, 4), [0, 2]),
        case(_numbers(4, 0, 2), [2, 0, 6]), case(_numbers(1, 2, 4), [1, 2, 5]),
        case([{"up": torch.tensor([[1.0, 2], [3, 4]]), "bias": torch.tensor([10.0, -20])},
              {"up": torch.tensor([[5.0, 0], [-1, 8]]), "bias": torch.tensor([0.0, 4])}], [6, 2]),
        case([{"up": torch.ones(2, 1, 2), "bias": torch.tensor(-2.0)},
              {"up": torch.zeros(2, 1, 2), "bias": torch.tensor(2.0)}], [700, 900]),
        case(_numbers(2e5, -1e-3), [1_000_000, 1]),    # a large share and a tiny one
        case(_numbers(1, 2, 3, 4, 5, 6), [1, 0, 2, 0, 2, 3]),
        case([{"a": torch.tensor([1.0]), "b": torch.tensor([2.0])},
              {"b": torch.tensor([4.0]), "a": torch.tensor([8.0])}], [1, 1]),    # in another order
        case([{"w": torch.tensor([[2.0, 4], [6, 8]]).T}], [7]),    # its numbers do not lie in a row
        case(_halves(1, 3), [50_000, 50_000]), case(_halves(2, 6, dtype=torch.bfloat16), [3, 1]),
    ],
    random_case=_shares,
    valid=lambda gradients, tokens: len(gradients) == len(tokens) > 0 and sum(tokens) > 0
    and len(gradients[0]) > 0 and all(set(share) == set(gradients[0]) for share in gradients),
    hints=(
        "One worker's mean is over 3 tokens, and the other's over 1, so the first counts three times as much. What "
        "share of the whole batch did each worker see?",
        "total = the tokens of all workers\n"
        "for each name: the sum, over the workers, of their gradient · (their tokens / total)",
    ),
    properties=[
        Property(_names_kept, "The result has the same names as each worker's dictionary."),
        Property(_shapes_kept, "Each gradient keeps the shape of its parameter: one number for each number."),
    ],
    compare="close",
    fresh=True,
    dtypes=("float64",),
)

exercise.mistake("You take the plain mean, as if all workers had seen equally many tokens. A worker that saw three "
                 "times as many tokens counts three times as much.",
                 _average(lambda tokens: [1 / len(tokens)] * len(tokens)))
exercise.mistake("You add up the gradients, but don't average them. With two workers, the gradient would be about "
                 "twice as long, with 64 workers about 64 times.", _average(lambda tokens: [1] * len(tokens)))
exercise.mistake("You weight by tokens, and then divide by the number of *workers*. The weights of all workers "
                 "together should be 1.", _average(lambda tokens: [count / len(tokens) for count in tokens]))
exercise.mistake("You weight by tokens, but never divide. That gives a sum over tokens, and the task asks for a mean.",
                 _average(lambda tokens: tokens))
exercise.mistake("You weight by tokens, and then divide by tokens times workers. Divided by tokens alone, the weights "
                 "already add up to 1.",
                 _average(lambda tokens: [count / sum(tokens) / len(tokens) for count in tokens]))
exercise.mistake("// rounds down, so any share below 1 becomes 0. Divide with /.",
                 _average(lambda tokens: [count // sum(tokens) for count in tokens]))
exercise.mistake("The weights belong to the wrong workers. The worker that saw *more* tokens counts more.",
                 _average(lambda tokens: [count / sum(tokens) for count in reversed(tokens)]))
exercise.mistake("You divide each gradient by its tokens, but it is a mean already. To get back to the sum over its "
                 "tokens, multiply.",
                 _average(lambda tokens: [1 / count / len(tokens) if count else 0.0 for count in tokens]))
exercise.mistake("You leave out the workers without tokens, and take the plain mean of the others. But some of the "
                 "others may have seen more tokens than the rest.",
                 _average(lambda tokens: [(count > 0) / sum(other > 0 for other in tokens) for count in tokens]))
exercise.mistake("That is the gradient of one worker alone. What the others saw is lost.",
                 _average(lambda tokens: [1] + [0] * (len(tokens) - 1)))


exercise.mistake("This is right in 32 bits. But float16 has no number above 65,504, and 50,000 tokens times a "
                 "gradient of 3 is more than that. Multiply by the worker's *share* of the tokens, or compute in a "
                 "higher precision.", _sums_first())
exercise.mistake("You add up the gradients of all tokens, and divide by the number of *workers*. Divide by the number "
                 "of tokens.", _sums_first(divisor=len))    # in 16 bits not the same as with weights
exercise.mistake("You add up the gradients of all tokens, and divide by tokens times workers. Divide by the number of "
                 "tokens only.", _sums_first(divisor=lambda tokens: sum(tokens) * len(tokens)))


@exercise.mistake("You match gradients by their position in the dictionaries. The dictionaries have the same names, "
                  "but not always in the same order. Look up each gradient by its name.")
def _by_place(gradients, tokens):
    average = _average()([dict(zip(gradients[0], share.values())) for share in gradients], tokens)
    return dict(zip(gradients[0], average.values()))


@exercise.mistake("You also average over the numbers inside each gradient. Average over workers only: each number of "
                  "a parameter keeps a gradient of its own.")
def _over_everything(gradients, tokens):
    return {name: table.mean() for name, table in _average()(gradients, tokens).items()}


@exercise.mistake("These are the right tensors, but in a list. Return a dictionary, so that each parameter finds its "
                  "own gradient.")
def _without_names(gradients, tokens):
    return list(_average()(gradients, tokens).values())


@exercise.mistake("You mix the gradients of different parameters into one. Average each name by itself.")
def _all_names_in_one(gradients, tokens):
    total = sum(tokens)
    mixed = sum(table.sum() * count / total for share, count in zip(gradients, tokens) for table in share.values())
    return {name: mixed for name in gradients[0]}
