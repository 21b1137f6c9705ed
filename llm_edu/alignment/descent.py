"""A step of training, whatever the loss is: what the trainings of this package share."""

import torch

from llm_edu.training.groups import make_optimisers
from llm_edu.training.step import apply_gradients


class Descent:
    """The optimisers of a `TrainingConfig`, its schedule and its clipping: `take_step(loss, step)`.

    Of the configuration it uses what concerns a step; its caller decides what is in a batch.
    """

    def __init__(self, model, config):
        self.model, self.config = model, config
        self.optimisers = make_optimisers(model, config)

    def take_step(self, losses, step):
        """Move the model's parameters against the gradient of a loss; return the loss as a float.

        losses: a scalar tensor, or several of which the loss is the sum: pieces of a batch, computed one after the
        other when `losses` is a generator, so that only one needs memory   step: from 0, decides the learning rate
        """
        total = 0.0
        for loss in [losses] if isinstance(losses, torch.Tensor) else losses:
            loss.backward()
            total += loss.item()
        apply_gradients(self.optimisers, self.model.parameters(), self.config.learning_rate_multiplier(step),
                        self.config.clip)
        return total
