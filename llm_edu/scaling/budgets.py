"""Three budgets: a model's size N, the text D that it reads, and the operations C that this takes.

They hang together. Each parameter of a table takes part in about 6 operations for each token (2 to predict; on the
way back 2 for its own gradient, and 2 to pass the error on), so C ≈ 6·N·D: with the operations fixed, a larger model
reads less. Which size is best, then?

>>> parameters, tokens = compute_optimal(HOFFMANN, 1e21)
>>> f"{parameters:.1e} parameters read {tokens:.1e} tokens: loss {HOFFMANN(parameters, tokens):.2f}"
'1.8e+09 parameters read 9.1e+10 tokens: loss 2.33'
>>> for purchase in what_would_be_bought(1e21):
...     print(f"{purchase.by}: {purchase.parameters:.1e} × {purchase.tokens:.1e}, {purchase.tokens_per_parameter:.0f}")
Kaplan et al. 2020: 7.8e+09 × 2.1e+10, 3
Hoffmann et al. 2022, approach 3: 1.8e+09 × 9.1e+10, 50
Besiroglu et al. 2024: 2.8e+09 × 6.0e+10, 22

Sources: Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361; Hoffmann et al. 2022, Training
Compute-Optimal Large Language Models, arXiv:2203.15556; Besiroglu et al. 2024, Chinchilla Scaling: A Replication
Attempt, arXiv:2404.10102.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from llm_edu.scaling.bill import OPERATIONS
from llm_edu.scaling.laws import WIDTH, Interval, fit_power_law
from llm_edu.transformer import Record
from llm_edu.transformer.accounting import count_flops, parts

PETAFLOP_DAY = 1e15 * 24 * 3600    # operations: 10^15 a second, for a day


def training_operations(parameters, tokens):
    """6·N·D: multiplications and additions of a training (Kaplan et al. 2020, section 2.1).

    >>> training_operations(10, 5)
    300
    """
    return OPERATIONS * parameters * tokens


@dataclass(frozen=True)
class LossLaw:
    """loss = floor + A / parameters^alpha + B / tokens^beta: what is too small in the model, and in the text."""

    floor: float
    A: float
    alpha: float
    B: float
    beta: float

    def __call__(self, parameters, tokens):
        return self.floor + self.A / parameters**self.alpha + self.B / tokens**self.beta

    def tokens_for(self, loss, parameters):
        """How much text brings a model of that size to that loss; ValueError where no amount does."""
        return _amount(loss - self(parameters, math.inf), self.B, self.beta,
                       f"a model of {parameters:g} parameters, whatever it reads")

    def parameters_for(self, loss, tokens):
        """How large a model must be to reach that loss on that much text; ValueError where no size does."""
        return _amount(loss - self(math.inf, tokens), self.A, self.alpha,
                       f"{tokens:g} tokens, however large the model")


def _amount(excess, coefficient, exponent, what):
    if not excess > 0:
        raise ValueError(f"this loss cannot be reached with {what}: it would have to be {-excess:.2g} higher, and more")
    return (coefficient / excess) ** (1 / exponent)


# Their appendix D, equation 10, rounded as printed there; nats a token of MassiveText, embeddings counted.
HOFFMANN = LossLaw(floor=1.69, A=406.4, alpha=0.34, B=410.7, beta=0.28)
# The same runs, read off the figures and fitted again: it agrees with Hoffmann's two other approaches. Their table 1,
# with all printed digits.
BESIROGLU = LossLaw(floor=1.8172, A=482.01, alpha=0.3478, B=2085.43, beta=0.3658)


def compute_optimal(law: LossLaw, operations):
    """The size and the amount of text with the lowest loss for so many operations: (parameters, tokens).

    Where the loss is lowest, one per cent more parameters gains what one per cent less text loses: the slopes by the
    logarithms are equal, alpha · A / N^alpha = beta · B / D^beta, and N · D = C / 6 (Hoffmann et al. 2022, equation 4).
    """
    product = operations / OPERATIONS
    balance = law.alpha * law.A / (law.beta * law.B)
    parameters = (balance * product**law.beta) ** (1 / (law.alpha + law.beta))
    return parameters, product / parameters


def kaplan_optimal(operations):
    """The same as Kaplan et al. 2020 would have bought: (parameters, tokens).

    N = 1.3·10^9 · C^0.73, C in petaflop-days (their figure 14 and table 6). Their N leaves embeddings out, and their C
    is what it takes at a small batch. The tokens here are what 6·N·D leaves (their own 2·10^10 · C^0.27 counts twice
    the operations: at the batch that they advise, a training takes about twice as many).
    """
    parameters = 1.3e9 * (operations / PETAFLOP_DAY) ** 0.73
    return parameters, operations / OPERATIONS / parameters


def best_size_without_embeddings(law: LossLaw, operations, points=40_001):
    """The best size under a law of all parameters, for someone who counts neither embeddings nor their operations.

    Small models are mostly embeddings, so that such a count changes by more than the model does: this is why Kaplan et
    al. saw the best size grow so fast (Pearce and Song 2024, Reconciling Kaplan and Chinchilla Scaling Laws,
    arXiv:2406.12907). Returns the parameters without embeddings. By search over a grid: there is no closed form.
    """
    counted = np.geomspace(100.0, 1e13, points)
    all_of_them = counted + 47_491 * counted ** (1 / 3)    # their fit to the models of Hoffmann et al.
    return float(counted[law(all_of_them, operations / OPERATIONS / counted).argmin()])


class Purchase(NamedTuple):
    """What somebody's law buys."""

    by: str
    parameters: float
    tokens: float

    @property
    def tokens_per_parameter(self):
        return self.tokens / self.parameters


def what_would_be_bought(operations):
    """The same budget, divided after each published law: a list of `Purchase`s in the order of their years."""
    return [
        Purchase("Kaplan et al. 2020", *kaplan_optimal(operations)),
        Purchase("Hoffmann et al. 2022, approach 3", *compute_optimal(HOFFMANN, operations)),
        Purchase("Besiroglu et al. 2024", *compute_optimal(BESIROGLU, operations)),
    ]


class TrainingCount(NamedTuple):
    """The operations of one step of a training, and what they are spent on."""

    counted: int    # by PyTorch, as it ran
    rule: int    # 6 · all parameters · tokens
    blocks: int    # products with the matrices of the blocks
    unembedding: int    # comparing with every token of the vocabulary
    attention: int    # comparing tokens with tokens, and mixing their values: no parameters take part


def count_training_operations(model, ids) -> TrainingCount:
    """Run one step forward and backward on ids (batch, time), and let PyTorch count what the rule 6·N·D estimates.

    model: a `Transformer`; its parameters and gradients stay as they are. Looking up embeddings takes no operation.
    Attention counts all pairs, also those that the mask hides (recording the weights makes it compute them).
    """
    parameters = list(model.parameters())
    with torch.enable_grad(), FlopCounterMode(display=False) as counter:
        logits = model(ids, record=Record("attention"))
        torch.autograd.grad(logits.sum(), parameters, allow_unused=True)
    flops = count_flops(model.config, *ids.shape)
    [unembedding] = [part.flops(*ids.shape).linear for part in parts(model.config) if part.name == "unembedding"]
    return TrainingCount(
        counted=counter.get_total_flops(),
        rule=training_operations(sum(parameter.numel() for parameter in parameters), ids.numel()),
        blocks=3 * (flops.linear - unembedding), unembedding=3 * unembedding, attention=3 * flops.quadratic)


class BestSize(NamedTuple):
    """Where an IsoFLOP curve is lowest."""

    size: float
    loss: float


def equal_compute_minimum(sizes, losses) -> BestSize:
    """The best size on one budget: the lowest point of a parabola through the losses, over the logarithm of the size.

    sizes, losses: one of each a training, all with as many operations; several seeds may have the same size
    (Hoffmann et al. 2022, approach 2.) Raises ValueError where no minimum lies between the smallest and the largest.
    """
    x, losses = np.log(np.asarray(sizes, dtype=float)), np.asarray(losses, dtype=float)
    if len(np.unique(x)) < 3:
        raise ValueError(f"a parabola takes at least 3 different sizes, not {len(np.unique(x))}")
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
    """best size = coefficient · operations^exponent; the interval is the exponent's."""

    coefficient: float
    exponent: float
    interval: Interval

    def __call__(self, operations):
        return self.coefficient * operations**self.exponent


def fit_best_sizes(budgets, best_sizes, width=WIDTH) -> Growth:
    """How the best size grows with the operations: the line through the logarithms, with a 90 % interval of its slope.

    So few points (one for each budget) are too few to resample: the interval is Student's, for normal noise.
    Raises ValueError for fewer than 3 budgets.
    """
    if len(budgets) < 3:
        raise ValueError(f"an interval takes at least 3 budgets, not {len(budgets)}: two points are always on a line")
    law = fit_power_law(budgets, best_sizes)
    x, y = np.log(np.asarray(budgets, dtype=float)), np.log(np.asarray(best_sizes, dtype=float))
    off = y - math.log(law.coefficient) + law.exponent * x
    spare = len(x) - 2
    error = math.sqrt((off**2).sum() / spare / ((x - x.mean()) ** 2).sum())
    half = _student_quantile((1 + width) / 2, spare) * error
    return Growth(law.coefficient, -law.exponent, Interval(-law.exponent - half, -law.exponent + half))


def _student_quantile(probability, freedom, points=200_001):
    """Student's t: with t = √freedom · tan(angle) its density is cos(angle)^(freedom − 1), which is easy to add up."""
    angles = np.linspace(-math.pi / 2, math.pi / 2, points)
    below = np.cumsum(np.cos(angles) ** (freedom - 1))
    return math.sqrt(freedom) * math.tan(np.interp(probability, (below - below[0] / 2) / below[-1], angles))
