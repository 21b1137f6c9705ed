"""Products of many tokens with a frozen table, as fast as this processor can.

Most of a step of LoRA are products with tables that do not learn: one forward, x Wᵀ, and one back, g W, for each.
PyTorch asks Intel's MKL for products in 32 bits. oneDNN, another library within PyTorch, is faster on some processors;
measured with 508 tokens and SmolLM2's tables, on one core of an AMD EPYC (AVX-512), in billions of multiplications and
additions a second:

                                        x Wᵀ               g W
    table                         MKL    oneDNN      MKL    oneDNN
    gate and up   (3072, 576)      86        87       96       104
    down          (576, 1536)      94       104       92       103
    unembedding (49152, 576)       77        95       91        99

So a trial of some milliseconds finds out, once for each number of threads.
"""

from functools import lru_cache

import torch
import torch.nn.functional as F

from llm_edu.decoding.fast import by_onednn, can_pack
from llm_edu.timing import time_in_turn

FEW = 48    # tokens; with fewer, most of the time goes into reading the table
TRIED = (128, 768, 576)    # tokens, outputs and inputs of the trial: 2 ms, so short that some are undisturbed
ROUNDS = 25    # of a trial; the fastest counts


def times(x, table):
    """x · tableᵀ.   x: (tokens, inputs)   table: (outputs, inputs)   ->   (tokens, outputs)

    >>> times(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 4.0], [5.0, 6.0], [0.0, 1.0]]))
    tensor([[11., 17.,  2.]])
    """
    return by_onednn(x, table) if suits_onednn(x, table) else F.linear(x, table)


def times_back(gradient, table):
    """gradient · table, what a gradient becomes on its way back.

    gradient: (tokens, outputs)   table: (outputs, inputs)   ->   (tokens, inputs)
    """
    return by_onednn(gradient, table.T) if suits_onednn(gradient, table) else torch.mm(gradient, table)


def times_narrow(x, table):
    """`times`, for a table of few rows."""
    return by_onednn(x, table) if suits_onednn(x, table) else torch.mm(table, x.T).T.contiguous()


def over_tokens(narrow, x):
    """Σ over tokens of the products of all pairs of numbers.

    narrow: (tokens, few)   x: (tokens, many)   ->   (few, many)
    """
    return by_onednn(narrow.T.contiguous(), x.T) if suits_onednn(x, narrow) else torch.mm(narrow.T, x)


def suits_onednn(x, table):
    """Whether oneDNN can have this product, and is the faster one."""
    return (len(x) >= FEW and x.dtype == table.dtype == torch.float32 and x.device.type == "cpu"
            and x.is_contiguous() and table.is_contiguous() and not torch.is_autocast_enabled("cpu")
            and onednn_is_faster(torch.get_num_threads()))


@lru_cache(maxsize=100)
@torch.inference_mode()
def onednn_is_faster(threads):
    """By a trial with this number of threads: a product forward, and one back."""
    if not can_pack():
        return False
    tokens, outputs, inputs = TRIED
    x, g, table = torch.ones(tokens, inputs), torch.ones(tokens, outputs), torch.ones(outputs, inputs)
    steps = {"mkl": lambda: (F.linear(x, table), torch.mm(g, table)),
             "onednn": lambda: (by_onednn(x, table), by_onednn(g, table.T))}
    seconds = {way: min(taken) for way, taken in time_in_turn(steps, ROUNDS).items()}
    return seconds["onednn"] < seconds["mkl"]
