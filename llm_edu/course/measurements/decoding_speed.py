"""What a token costs SmolLM2 when it reads everything again, and when it remembers: by the length of the text."""

import time
from contextlib import contextmanager

import torch

from llm_edu.decoding.products import decoding_twin
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import KVCache

LENGTHS = (16, 64, 128, 256, 512, 1024, 2048)
ROUNDS = 12
ABOUT = ("Milliseconds for SmolLM2's next token after so many others, with a cache and without, for several rows at "
         "once, and for checking several guesses in one call after 128 tokens; the fastest of "
         f"{ROUNDS} tries, on one thread, which other work on the machine disturbs least.")


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


def fastest(function, rounds: int | None = None) -> float:
    """Milliseconds of the fastest of some calls: what else the machine does only adds."""
    taken = []
    for _ in range(rounds or ROUNDS):
        began = time.perf_counter()
        function()
        taken.append(time.perf_counter() - began)
    return round(1000 * min(taken), 1)


@torch.inference_mode()
def with_cache(length: int, rows: int = 1, new: int = 1) -> float:
    """Milliseconds for `new` more tokens in each row, when `length` are remembered."""
    model = decoding_twin(load_smollm2()[0])
    cache = KVCache(model.config, rows, length + new)
    model(random_ids(rows, length), cache=cache, last_only=True)
    ids = random_ids(rows, new)

    def step():
        cache.length = length
        model(ids, cache=cache)

    with one_thread():
        step()
        return fastest(step)


@torch.inference_mode()
def without_cache(length: int) -> float:
    """Milliseconds for one more token when the whole text is read again."""
    model = decoding_twin(load_smollm2()[0])
    ids = random_ids(1, length + 1)
    with one_thread():
        return fastest(lambda: model(ids, last_only=True), rounds=3 if length > 500 else ROUNDS)


RUNS = {
    "with a cache": lambda: {str(length): with_cache(length) for length in LENGTHS},
    "without": lambda: {str(length): without_cache(length) for length in LENGTHS},
    "rows at once": lambda: {str(rows): with_cache(128, rows=rows) for rows in (1, 2, 4, 8, 16)},
    "guesses at once": lambda: {str(new): with_cache(128, new=new) for new in (1, 2, 3, 5, 9)},
}
