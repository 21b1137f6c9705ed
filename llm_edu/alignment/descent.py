"""One step of training, whatever the loss is: every training of this package takes its steps here."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from llm_edu.training import TrainingConfig
from llm_edu.training.clipping import clip_gradients
from llm_edu.training.groups import make_optimisers


class Descent:
    """The optimisers, schedule and clipping of a `TrainingConfig`: `take_step(loss, step)`.

    It uses only what concerns a step; the caller decides what is in a batch.
    """

    def __init__(self, model: nn.Module, config: TrainingConfig) -> None:
        self.model, self.config = model, config
        self.optimisers = make_optimisers(model, config)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["initial_lr"] = group["lr"]

    def take_step(self, losses: Tensor | Iterable[Tensor], step: int) -> float:
        """Move the model's parameters against the gradient of a loss; return the loss as a float.

        losses: a scalar, or several whose sum is the loss, such as pieces of a batch. A generator computes them one
            after the other, so that only one needs memory   step: from 0; it decides the learning rate
        """
        total = 0.0
        for loss in [losses] if isinstance(losses, torch.Tensor) else losses:
            loss.backward()
            total += loss.item()
        if self.config.clip is not None:
            clip_gradients(self.model.parameters(), self.config.clip)
        multiplier = self.config.learning_rate_multiplier(step)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = group["initial_lr"] * multiplier
            optimiser.step()
            optimiser.zero_grad()
        return total
