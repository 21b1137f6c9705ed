"""Three budgets: a model's size N, the text D that it reads, and the operations C that this takes.

They depend on each other. Each parameter of a matrix takes part in about 6 operations (FLOPs) for each token: 2 to
predict, 2 for its own gradient, and 2 to pass the error back. So C ≈ 6·N·D: for fixed C, a larger model reads less.
Which size is best, then?

>>> parameters, tokens = compute_optimal(HOFFMANN, 1e21)
>>> f"{parameters:.1e} parameters read {tokens:.1e} tokens: loss {HOFFMANN(parameters, tokens):.2f}"
'1.8e+09 parameters read 9.1e+10 tokens: loss 2.33'
>>> for found in published_allocations(1e21):
...     print(f"{found.by}: {found.parameters:.1e} × {found.tokens:.1e}, {found.tokens_per_parameter:.0f}")
Kaplan et al. 2020: 7.8e+09 × 2.1e+10, 3
Hoffmann et al. 2022, approach 3: 1.8e+09 × 9.1e+10, 50
Besiroglu et al. 2024: 2.8e+09 × 6.0e+10, 22

Sources: Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361; Hoffmann et al. 2022, Training
Compute-Optimal Large Language Models, arXiv:2203.15556; Besiroglu et al. 2024, Chinchilla Scaling: A Replication
Attempt, arXiv:2404.10102.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from llm_edu.scaling.bill import OPERATIONS
from llm_edu.scaling.laws import WIDTH, Interval, _runs, fit_power_law
from llm_edu.transformer import Record, Transformer
from llm_edu.transformer.accounting import count_flops, parts

PETAFLOP_DAY = 1e15 * 24 * 3600    # operations: 10^15 a second, for a day


def training_flops(parameters: float, tokens: float) -> float:
    """6·N·D: multiplications and additions of a training run (Kaplan et al. 2020, section 2.1).

    >>> training_flops(10, 5)
    300
    """
    return OPERATIONS * parameters * tokens


@dataclass(frozen=True)
class LossLaw:
    """loss = floor + A / parameters^alpha + B / tokens^beta: one term for the model's size, one for the text's."""

    floor: float
    A: float
    alpha: float
    B: float
    beta: float

    def __call__(self, parameters, tokens):    # numbers or arrays of NumPy, in any mixture
        return self.floor + self.A / parameters**self.alpha + self.B / tokens**self.beta

    def tokens_for(self, loss: float, parameters: float) -> float:
        """How many tokens bring a model of this size to this loss. Raises ValueError where no amount does."""
        return _amount(loss - self(parameters, math.inf), self.B, self.beta,
                       f"a model of {parameters:g} parameters, whatever it reads")

    def parameters_for(self, loss: float, tokens: float) -> float:
        """How many parameters reach this loss on this much text. Raises ValueError where no size does."""
        return _amount(loss - self(math.inf, tokens), self.A, self.alpha,
                       f"{tokens:g} tokens, however large the model")


def _amount(excess: float, coefficient: float, exponent: float, what: str) -> float:
    if not excess > 0:
        raise ValueError(f"this loss cannot be reached with {what}: it would have to be {-excess:.2g} higher, and more")
    return (coefficient / excess) ** (1 / exponent)


# Their appendix D, equation 10, rounded as printed there; nats a token of MassiveText, embeddings counted.
HOFFMANN = LossLaw(floor=1.69, A=406.4, alpha=0.34, B=410.7, beta=0.28)
# The same runs, read off the figures and fitted again: it agrees with Hoffmann's two other approaches. Their table 1,
# with all printed digits.
BESIROGLU = LossLaw(floor=1.8172, A=482.01, alpha=0.3478, B=2085.43, beta=0.3658)


def compute_optimal(law: LossLaw, operations: float) -> tuple[float, float]:
    """The model size and the amount of text with the lowest loss for a budget of operations: (parameters, tokens).

    Where the loss is lowest, one per cent more parameters gains what one per cent less text loses: the slopes over the
    logarithms are equal, alpha · A / N^alpha = beta · B / D^beta, and N · D = C / 6 (Hoffmann et al. 2022, equation 4).
    """
    product = operations / OPERATIONS
    balance = law.alpha * law.A / (law.beta * law.B)
    parameters = (balance * product**law.beta) ** (1 / (law.alpha + law.beta))
    return parameters, product / parameters


def kaplan_optimal(operations: float) -> tuple[float, float]:
    """The division of a budget that Kaplan et al. 2020 recommend: (parameters, tokens).

    N = 1.3·10^9 · C^0.73, C in petaflop-days (their figure 14 and table 6). Their N leaves embeddings out, and their C
    is what it takes at a small batch. The tokens here are what 6·N·D leaves (their own 2·10^10 · C^0.27 counts twice
    the operations: at the batch size that they recommend, training takes about twice as many).
    """
    parameters = 1.3e9 * (operations / PETAFLOP_DAY) ** 0.73
    return parameters, operations / OPERATIONS / parameters


def best_size_without_embeddings(law: LossLaw, operations: float, points: int = 40_001) -> float:
    """The best size by a law of all parameters, if you count neither embeddings nor their operations.

    Small models are mostly embeddings, so this count grows faster than the model does. That is why Kaplan et al. saw
    the best size grow so fast (Pearce and Song 2024, Reconciling Kaplan and Chinchilla Scaling Laws, arXiv:2406.12907).
    Returns the parameters without embeddings, by a search over a grid of `points`: there is no closed form.
    """
    counted = np.geomspace(100.0, 1e13, points)
    all_of_them = counted + 47_491 * counted ** (1 / 3)    # their fit to the models of Hoffmann et al.
    return float(counted[law(all_of_them, operations / OPERATIONS / counted).argmin()])


class Allocation(NamedTuple):
    """How a published law divides a budget between parameters and tokens. by: the paper"""

    by: str
    parameters: float
    tokens: float

    @property
    def tokens_per_parameter(self) -> float:
        """Chinchilla's ratio, about 20."""
        return self.tokens / self.parameters


def published_allocations(operations: float) -> list[Allocation]:
    """The same budget, divided as each published law recommends, the earliest law first."""
    return [
        Allocation("Kaplan et al. 2020", *kaplan_optimal(operations)),
        Allocation("Hoffmann et al. 2022, approach 3", *compute_optimal(HOFFMANN, operations)),
        Allocation("Besiroglu et al. 2024", *compute_optimal(BESIROGLU, operations)),
    ]


class TrainingCount(NamedTuple):
    """The FLOPs of one training step, and what they are spent on."""

    counted: int    # by PyTorch, as it ran
    rule: int    # 6 · all parameters · tokens
    blocks: int    # products with the matrices of the blocks
    unembedding: int    # comparing with every token of the vocabulary
    attention: int    # comparing tokens with tokens, and mixing their values: no parameters take part


def count_training_flops(model: Transformer, ids: Tensor) -> TrainingCount:
    """Run one step forward and backward, and let PyTorch count the FLOPs that the rule 6·N·D estimates.

    model: its parameters and gradients stay as they are   ids: (batch, time)
    Looking up embeddings takes no operation. Attention counts all pairs, even those that the mask hides (recording the
    weights makes it compute them).
    """
    parameters = list(model.parameters())
    with torch.enable_grad(), FlopCounterMode(display=False) as counter:
        logits = model(ids, record=Record("attention"))
        torch.autograd.grad(logits.sum(), parameters, allow_unused=True)
    flops = count_flops(model.config, *ids.shape)
    [unembedding] = [part.flops(*ids.shape).linear for part in parts(model.config) if part.name == "unembedding"]
    return TrainingCount(
        counted=counter.get_total_flops(),
        rule=OPERATIONS * sum(parameter.numel() for parameter in parameters) * ids.numel(),
        blocks=3 * (flops.linear - unembedding), unembedding=3 * unembedding, attention=3 * flops.quadratic)


class BestSize(NamedTuple):
    """The lowest point of an IsoFLOP curve. size: parameters"""

    size: float
    loss: float


def isoflop_minimum(sizes: ArrayLike, losses: ArrayLike) -> BestSize:
    """The best size for one budget: the lowest point of a parabola through the losses, over the logarithm of the size.

    sizes, losses: (runs,) each, all runs with the same number of FLOPs; several seeds may have the same size
    (Hoffmann et al. 2022, approach 2). Raises ValueError for fewer than 3 sizes, and where the lowest point is not
    between the smallest and the largest size.
    """
    different = len(np.unique(np.asarray(sizes, dtype=float)))
    if different < 3:
        raise ValueError(f"to fit a parabola, give at least 3 different sizes, not {different}")
    sizes, losses = _runs(sizes, losses, fitted=3)
    x = np.log(sizes)
    middle = x.mean()
    curvature, slope, height = np.polyfit(x - middle, losses, 2)
    best = middle - slope / (2 * curvature) if curvature > 0 else math.nan
    if not x.min() <= best <= x.max():
        rises = slope + curvature * (x.min() + x.max() - 2 * middle) > 0    # from the smallest to the largest
        end, more = ("smallest", "smaller") if rises else ("largest", "larger")
        raise ValueError(f"no lowest point between {math.exp(x.min()):,.0f} and {math.exp(x.max()):,.0f} parameters: "
                         f"the {end} do best, so train {more} models on this budget, too")
    return BestSize(math.exp(best), float(height - slope**2 / (4 * curvature)))


class Growth(NamedTuple):
    """best size = coefficient · operations^exponent; `interval` is that of the exponent."""

    coefficient: float
    exponent: float
    interval: Interval

    def __call__(self, operations: float) -> float:
        return self.coefficient * operations**self.exponent


def fit_best_sizes(budgets: Sequence[float], best_sizes: Sequence[float], width: float = WIDTH) -> Growth:
    """Fit how the best size grows with the budget: a line through the logarithms, with an interval of its slope.

    budgets: FLOPs   best_sizes: parameters, one for each budget   width: the probability of the interval
    One point for each budget is too few to resample, so the interval is Student's, for normal noise.
    Raises ValueError for fewer than 3 budgets.
    """
    if len(budgets) < 3:
        raise ValueError(f"give at least 3 budgets, not {len(budgets)}: two points are always on a line")
    law = fit_power_law(budgets, best_sizes)
    x, y = np.log(np.asarray(budgets, dtype=float)), np.log(np.asarray(best_sizes, dtype=float))
    off = y - math.log(law.coefficient) + law.exponent * x
    spare = len(x) - 2
    error = math.sqrt((off**2).sum() / spare / ((x - x.mean()) ** 2).sum())
    half = _student_quantile((1 + width) / 2, spare) * error
    return Growth(law.coefficient, -law.exponent, Interval(-law.exponent - half, -law.exponent + half))


def _student_quantile(probability: float, freedom: int, points: int = 200_001) -> float:
    """Student's t: with t = √freedom · tan(angle) its density is cos(angle)^(freedom − 1), which is easy to add up."""
    angles = np.linspace(-math.pi / 2, math.pi / 2, points)
    below = np.cumsum(np.cos(angles) ** (freedom - 1))
    return math.sqrt(freedom) * math.tan(np.interp(probability, (below - below[0] / 2) / below[-1], angles))


# Earlier names, which your notebooks may hold.
training_operations, count_training_operations = training_flops, count_training_flops
equal_compute_minimum, what_would_be_bought, Purchase = isoflop_minimum, published_allocations, Allocation
