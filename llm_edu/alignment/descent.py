"""One step of training, whatever the loss is: every training of this package takes its steps here."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from llm_edu.training import TrainingConfig
from llm_edu.training.groups import make_optimisers
from llm_edu.training.step import apply_gradients


class Descent:
    """The optimisers, schedule and clipping of a `TrainingConfig`: `take_step(loss, step)`.

    It uses only what concerns a step; the caller decides what is in a batch.
    """

    def __init__(self, model: nn.Module, config: TrainingConfig) -> None:
        self.model, self.config = model, config
        self.optimisers = make_optimisers(model, config)

    def take_step(self, losses: Tensor | Iterable[Tensor], step: int) -> float:
        """Move the model's parameters against the gradient of a loss; return the loss as a float.

        losses: a scalar, or several whose sum is the loss, such as pieces of a batch. A generator computes them one
            after the other, so that only one needs memory   step: from 0; it decides the learning rate
        """
        total = 0.0
        for loss in [losses] if isinstance(losses, torch.Tensor) else losses:
            loss.backward()
            total += loss.item()
        apply_gradients(self.optimisers, self.model.parameters(), self.config.learning_rate_multiplier(step),
                        self.config.clip)
        return total
