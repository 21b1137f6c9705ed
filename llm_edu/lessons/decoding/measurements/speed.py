"""What a token costs SmolLM2 when it reads everything again, and when it remembers: by the length of the text."""

from contextlib import contextmanager

import torch

from llm_edu.decoding.fast import decoding_twin
from llm_edu.pretrained import load_smollm2
from llm_edu.timing import time_in_turn
from llm_edu.transformer import KVCache

LENGTHS = (16, 64, 128, 256, 512, 1024, 2048)
ROUNDS = 8
SETTLING = 40    # calls until a model has found its way of multiplying, and packed its matrices where that pays
ABOUT = ("Milliseconds for SmolLM2's next token after so many others, with a cache and without; for several rows at "
         "once, and for several tokens of one row in one call, after 128 tokens. Each is the fastest of "
         f"{ROUNDS} calls; all steps take turns, on one thread, with random tokens (seed 0).")


@contextmanager
def one_thread():
    """Let torch compute on one thread, and afterwards on as many as before."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def random_ids(rows: int, length: int) -> torch.Tensor:
    """Any tokens: what they are does not change the time."""
    return torch.randint(1000, 40_000, (rows, length), generator=torch.Generator().manual_seed(0))


def fastest(steps: dict, settle: bool = False) -> dict[str, float]:
    """Milliseconds of the fastest call of each step. settle: let each find its way of multiplying first"""
    with one_thread():
        for step in steps.values():    # what is done at the first calls only
            for _ in range(SETTLING if settle else 1):
                step()
        taken = time_in_turn(steps, ROUNDS)
    return {str(name): round(1000 * min(seconds), 1) for name, seconds in taken.items()}


@torch.inference_mode()
def with_cache(length: int, rows: int = 1, new: int = 1, model=None):
    """A step that reads `new` more tokens in each row, when `length` are remembered."""
    model = model or decoding_twin(load_smollm2()[0])
    cache = KVCache(model.config, rows, length + new)
    cache.length = length    # whatever is in it: the time does not depend on it
    for stored in cache.keys + cache.values:
        stored.normal_()
    ids = random_ids(rows, new)

    @torch.inference_mode()
    def step():
        cache.length = length
        model(ids, cache=cache)

    return step


def without_cache(length: int):
    """A step that reads the whole text again for one more token."""
    model, ids = decoding_twin(load_smollm2()[0]), random_ids(1, length + 1)
    return torch.inference_mode()(lambda: model(ids, last_only=True))


def several(name: str, counts: tuple[int, ...]) -> dict[str, float]:
    """Milliseconds of one call for so many rows, or so many new tokens, after 128."""
    model = decoding_twin(load_smollm2()[0])    # one for all, since each may pack its matrices
    return fastest({count: with_cache(128, model=model, **{name: count}) for count in counts}, settle=True)


RUNS = {
    "with a cache": lambda: fastest({length: with_cache(length) for length in LENGTHS}),
    "without": lambda: fastest({length: without_cache(length) for length in LENGTHS}),
    "rows at once": lambda: several("rows", (1, 2, 4, 8, 16)),
    "guesses at once": lambda: several("new", (1, 2, 3, 5, 9)),
}
