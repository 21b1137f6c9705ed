"""A step of training, whatever the loss is: what the trainings of this package share."""

import torch

from llm_edu.training.clipping import clip_gradients
from llm_edu.training.groups import make_optimisers


class Descent:
    """The optimisers of a `TrainingConfig`, its schedule and its clipping: `take_step(loss, step)`.

    Of the configuration it uses what concerns a step; its caller decides what is in a batch.
    """

    def __init__(self, model, config):
        self.model, self.config = model, config
        self.optimisers = make_optimisers(model, config)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["initial_lr"] = group["lr"]

    def take_step(self, losses, step):
        """Move the model's parameters against the gradient of a loss; return the loss as a float.

        losses: a scalar tensor, or several of which the loss is the sum: pieces of a batch, computed one after the
        other when `losses` is a generator, so that only one needs memory   step: from 0, decides the learning rate
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
