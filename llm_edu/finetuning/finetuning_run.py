"""A fine-tuning run: what `TrainingRun` knows, and which of its adapters was the best."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from llm_edu.training import TrainingConfig
from llm_edu.training.progress import clock
from llm_edu.training.run import TrainingRun
from llm_edu.transformer import Transformer


class FineTuningRun(TrainingRun):
    """What `finetune` returns, and passes to callbacks: a `TrainingRun` with a little more.

    folder     where the best adapter is kept
    held_out   [(step, nats per token on held-out examples), …]; the first, at step 0, is from before training
    saved      the `progress` of the latest checkpoint on disk; None before the first one
    model      with its changes: the latest while it trains, afterwards those of the best step
    """

    def __init__(self, model: Transformer, config: TrainingConfig, folder: Path, patience: int,
                 callbacks: Iterable[Callable[["FineTuningRun"], object]] = ()) -> None:
        super().__init__(model, config, callbacks)
        self.folder, self.patience, self.look_seconds = folder, patience, 0.0
        self.saved: tuple[int, int, int] | None = None
        self.measured = 0, 0.0    # of the evaluation that is going on: batches, and the nats of all their targets

    @property
    def best(self) -> tuple[int, float] | None:
        """(step, loss) of the lowest held-out loss after the start; None before the first evaluation."""
        return min((look for look in self.held_out if look[0]), key=lambda look: look[1], default=None)

    @property
    def has_looked(self) -> bool:
        """Whether the held-out loss has been measured since the latest step."""
        return bool(self.held_out) and self.held_out[-1][0] == self.step

    @property
    def progress(self) -> tuple[int, int, int]:
        """(step, evaluations, batches of the next one): a checkpoint's content has changed when this has."""
        return self.step, len(self.held_out), self.measured[0]

    @property
    def has_settled(self) -> bool:
        """Whether the last `patience` evaluations were no better than the best one before them."""
        earlier, latest = self.held_out[:-self.patience], self.held_out[-self.patience:]
        return bool(earlier) and min(loss for _, loss in latest) >= min(loss for _, loss in earlier)

    @property
    def state(self) -> str:
        state = super().state
        if state == "stopped" and self.has_settled:
            return "finished"
        return "stopped" if state == "finished" and not self.has_looked else state    # within the last evaluation

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, with its evaluations on held-out examples; None before the first step."""
        left = super().seconds_left
        every = self.config.validate_every or self.config.steps
        looks = -(-self.config.steps // every) - self.step // every
        return None if left is None else left + looks * self.look_seconds

    def estimate(self) -> str:
        """A sentence about the time that is needed, once some steps have been timed."""
        return (f"{self.config.steps - self.step:,} more steps will take about {clock(self.seconds_left)}, as the "
                "first ones went; fewer if the held-out loss stops falling.")

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"look_seconds": self.look_seconds, "measured": self.measured}

    def restore(self, facts: dict[str, Any]) -> None:
        super().restore(facts)
        self.look_seconds = facts["look_seconds"]
        self.measured = tuple(facts.get("measured", (0, 0.0)))    # older checkpoints lack it
