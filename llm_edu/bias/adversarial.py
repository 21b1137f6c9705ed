"""A remedy in training: an adversary reads the stream, and the model learns to leave it nothing to read.

The **adversary** is a small classifier that says from the residual stream which pronoun comes next. It learns to be
right. Its gradient goes on into the model, but with the sign reversed: what helps the adversary, the model unlearns.
Both play on until, at best, the adversary does no better than a coin.

Sources: Ganin & Lempitsky 2015, Unsupervised Domain Adaptation by Backpropagation, arXiv:1409.7495 (gradient
reversal); Zhang et al. 2018, Mitigating Unwanted Biases with Adversarial Learning, arXiv:1801.07593; Elazar & Goldberg
2018, Adversarial Removal of Demographic Attributes from Text Data, arXiv:1808.06640 (what a fresh classifier finds
after the adversary has given up).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.interpretability import changed
from llm_edu.training import TokenRows, TrainingConfig, apply_gradients, batch_indices, cross_entropy, make_optimisers
from llm_edu.training.rows import collate
from llm_edu.transformer import Transformer


class GradientReversal(nn.Module):
    """Passes numbers on unchanged, and their gradient back times −strength.

    strength: 0 lets no gradient through, 1 turns it round

    >>> x = torch.tensor([2.0, 3.0], requires_grad=True)
    >>> y = GradientReversal(strength=0.5)(x)
    >>> (y * torch.tensor([1.0, 10.0])).sum().backward()
    >>> y.tolist(), x.grad.tolist()
    ([2.0, 3.0], [-0.5, -5.0])
    """

    def __init__(self, strength: float):
        super().__init__()
        self.strength = strength

    def forward(self, x: Tensor) -> Tensor:
        """x: any shape   ->   the same numbers"""
        return Reversed.apply(x, self.strength)


class Reversed(torch.autograd.Function):
    """The two directions of `GradientReversal`."""

    @staticmethod
    def forward(context: Any, x: Tensor, strength: float) -> Tensor:
        context.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:    # type: ignore[override]  # of two arguments
        return -context.strength * gradient, None


class Adversary(nn.Module):
    """A classifier with one hidden layer that reads the stream through a `GradientReversal`.

    width: of the stream   hidden: units; 0: a linear classifier
    """

    def __init__(self, width: int, strength: float, hidden: int = 32, seed: int = 0):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.reversal = GradientReversal(strength)
            self.norm = nn.LayerNorm(width, elementwise_affine=False)    # a shorter stream would be no answer
            self.classify = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, 2)) if hidden else (
                nn.Linear(width, 2))

    def forward(self, streams: Tensor) -> Tensor:
        """streams: (texts, width)   ->   logits of the two answers, (texts, 2)"""
        return self.classify(self.norm(self.reversal(streams)))


@dataclass(frozen=True)
class AdversarialRun:
    """What happened in an adversarial training run, step by step.

    losses: the model's, nats a word   adversary_losses: nats an answer; ln 2 = 0.693 is a coin's
    adversary_accuracies: the share of a step's answers that were right
    """

    losses: list[float]
    adversary_losses: list[float]
    adversary_accuracies: list[float]


def train_adversarially(model: Transformer, rows: TokenRows, places: Sequence[int], answers: Sequence[int],
                        config: TrainingConfig, strength: float, layer: int, adversary: Adversary | None = None,
                        adversary_rate: float = 0.003, warmup: int = 0,
                        callback: Callable[[int, Transformer], object] | None = None) -> AdversarialRun:
    """Train a model in place while an adversary reads its stream. With strength 0, the adversary only watches.

    rows: one text a row   places: for each row, the position in its inputs whose stream the adversary reads, or −1
    where it reads nothing   answers: for each row, what the adversary should say, 0 or 1
    strength: how much of the adversary's reversed gradient reaches the model; it rises from 0 over `warmup` steps
    layer: of the stream, as for `interpretability.steered`   callback: gets the number of steps so far and the model
    Raises ValueError unless there is one place and one answer for each row.
    """
    if not len(rows) == len(places) == len(answers):
        raise ValueError(f"there are {len(rows)} rows, {len(places)} places and {len(answers)} answers")
    asked_at, answered = np.asarray(places), np.asarray(answers)
    adversary = adversary or Adversary(model.config.width, strength, seed=config.seed)
    optimisers = make_optimisers(model, config)
    its_own = torch.optim.AdamW(adversary.parameters(), lr=adversary_rate, weight_decay=0.0)
    run = AdversarialRun([], [], [])
    model.train()
    for step in range(config.steps):
        adversary.reversal.strength = strength * min(1.0, (step + 1) / max(1, warmup))
        numbers = batch_indices(len(rows), step, config.batch_size, config.seed)
        inputs, targets = collate(rows, numbers)
        logits, stream = logits_and_stream(model, inputs, layer)
        loss = cross_entropy(logits, targets)
        here, right = torch.from_numpy(asked_at[numbers]), torch.from_numpy(answered[numbers])
        asked = here >= 0    # (rows,)
        guesses, right = adversary(stream[asked, here[asked]]), right[asked]
        against = F.cross_entropy(guesses, right) if len(right) else guesses.sum()
        (loss + against).backward()
        apply_gradients(optimisers, model.parameters(), config.learning_rate_multiplier(step), config.clip)
        its_own.step()
        its_own.zero_grad()
        run.losses.append(loss.item())
        run.adversary_losses.append(against.item())
        run.adversary_accuracies.append((guesses.argmax(-1) == right).float().mean().item() if len(right) else 0.5)
        if callback is not None:
            callback(step + 1, model)
    model.eval()
    return run


def logits_and_stream(model: Transformer, ids: Tensor, layer: int) -> tuple[Tensor, Tensor]:
    """The model's logits (batch, time, vocabulary), and its residual stream at a layer (batch, time, width)."""
    kept: list[Tensor] = []

    def keep(x: Tensor) -> Tensor:
        kept.append(x)
        return x

    with changed(model, {("residual", layer): keep}):
        logits = model(ids)
    return logits, kept[0]
