"""A fine-tuning while it runs: what `TrainingRun` knows, and which of its adapters was the best."""

from llm_edu.training.progress import clock
from llm_edu.training.run import TrainingRun


class FineTuningRun(TrainingRun):
    """What `finetune` returns, and what it hands to callbacks; a `TrainingRun` with more to it.

    folder     where the best adapter is kept
    held_out   [(step, nats a token on the examples set aside), …]; the first, at step 0, is from before
    saved      how far the latest checkpoint goes on disk, as `progress` says it; None before the first one
    model      with its changes: while it learns as they are, afterwards as they were at the best step
    """

    def __init__(self, model, config, folder, patience, callbacks=()):
        super().__init__(model, config, callbacks)
        self.folder, self.patience, self.look_seconds = folder, patience, 0.0
        self.saved = None
        self.measured = 0, 0.0    # of the look that is going on: batches, and the nats of all their targets

    @property
    def best(self):
        """(step, loss) of the look, after the first step, at which the held-out loss was lowest; None before."""
        return min((look for look in self.held_out if look[0]), key=lambda look: look[1], default=None)

    @property
    def has_looked(self):
        """Whether the held-out loss has been measured since the latest step."""
        return bool(self.held_out) and self.held_out[-1][0] == self.step

    @property
    def progress(self):
        """How far it has come; what a checkpoint holds has changed when this has."""
        return self.step, len(self.held_out), self.measured[0]

    @property
    def has_settled(self):
        """Whether the last `patience` looks have brought nothing better than what was before them."""
        earlier, latest = self.held_out[:-self.patience], self.held_out[-self.patience:]
        return bool(earlier) and min(loss for _, loss in latest) >= min(loss for _, loss in earlier)

    @property
    def state(self):
        state = super().state
        if state == "stopped" and self.has_settled:
            return "finished"
        return "stopped" if state == "finished" and not self.has_looked else state    # in the middle of the last look

    @property
    def seconds_left(self):
        """How long the rest will take, with its looks at the held-out examples; None before the first step."""
        left = super().seconds_left
        looks = -(-self.config.steps // self.config.validate_every) - self.step // self.config.validate_every
        return None if left is None else left + looks * self.look_seconds

    def estimate(self):
        """A sentence about the time that is needed, once some steps have been measured."""
        return (f"{self.config.steps - self.step:,} more steps will take about {clock(self.seconds_left)}, as the "
                "first ones went; fewer if the held-out loss stops falling.")

    def facts(self):
        return super().facts() | {"look_seconds": self.look_seconds, "measured": self.measured}

    def restore(self, facts):
        super().restore(facts)
        self.look_seconds = facts["look_seconds"]
        self.measured = tuple(facts.get("measured", (0, 0.0)))    # older checkpoints were never made within a look
