"""How to train: every setting that decides the result, and where checkpoints go."""

import math
from dataclasses import asdict, dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from llm_edu.training.schedules import cosine_schedule, trapezoid_schedule

CHOICES = {
    "optimiser": ("adamw", "muon"),
    "schedule": ("trapezoid", "cosine", "constant"),
    "precision": ("float32", "bfloat16", "auto"),
}
NUMBERS = ("steps", "batch_size", "accumulate", "learning_rate", "matrix_learning_rate", "momentum", "weight_decay",
           "warmup", "cooldown", "final", "clip", "seed", "validate_every", "checkpoint_every")
NOT_IN_THE_RESULT = ("validate_every", "folder", "checkpoint_every", "shard")    # may differ when it is continued


@dataclass(frozen=True)
class TrainingConfig:
    """The settings of a training run. Wrong values raise ValueError at once, not after an hour.

    >>> config = TrainingConfig(steps=1000, optimiser="muon", warmup=50)
    >>> [round(config.learning_rate_multiplier(step), 3) for step in (0, 50, 500, 999)]
    [0.02, 0.95, 0.5, 0.001]
    """

    steps: int
    batch_size: int = 32                        # rows in a step, of all processes together
    accumulate: int = 1                         # pieces in which a batch is computed, to spare memory
    optimiser: str = "adamw"                    # or "muon": matrices by Muon, everything else by AdamW
    learning_rate: float = 0.003                # AdamW's, at its maximum
    matrix_learning_rate: float = 0.03          # Muon's
    betas: tuple[float, float] = (0.9, 0.95)    # AdamW's
    momentum: float = 0.95                      # Muon's
    weight_decay: float = 0.0
    schedule: str = "trapezoid"                 # or "cosine", "constant"
    warmup: int = 0                             # steps over which the learning rate rises
    cooldown: float = 1.0                       # trapezoid: the share of all steps over which it falls
    final: float = 0.0                          # what it falls to, as a multiplier
    clip: float | None = 1.0                    # the clipping threshold: max norm of all gradients; None: don't clip
    precision: str = "float32"                  # or "bfloat16"; "auto": the faster one here, found by a short trial
    seed: int = 0                               # of the order of rows
    validate_every: int | None = None           # steps between two evaluations on all held-out rows
    folder: str | Path | None = None            # of the checkpoints; None: keep none
    checkpoint_every: int = 100                 # steps between two checkpoints
    shard: bool = False                         # divide the model among torchrun's processes, instead of copying it

    def __post_init__(self) -> None:
        for name in NUMBERS:
            value = getattr(self, name)
            if value is not None or name not in ("clip", "validate_every"):
                object.__setattr__(self, name, plain_number(name, value))
        object.__setattr__(self, "betas", tuple(plain_number("each of betas", share) for share in self.betas))
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {getattr(self, name)!r}")
        for name in ("steps", "batch_size", "accumulate", "checkpoint_every", "validate_every", "seed"):
            value, least = getattr(self, name), 0 if name == "seed" else 1
            if (type(value) is not int or value < least) and not (name == "validate_every" and value is None):
                raise ValueError(f"{name} is a whole number of at least {least}, not {value!r}")
        for name in ("learning_rate", "matrix_learning_rate", "weight_decay"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is a number of at least 0, not {getattr(self, name)!r}")
        if len(self.betas) != 2 or not all(0 <= share < 1 for share in (*self.betas, self.momentum)):
            raise ValueError(f"betas are two numbers from 0 to below 1 and momentum is one, not {self.betas} and "
                             f"{self.momentum}")
        if self.clip is not None and not 0 < self.clip < math.inf:
            raise ValueError(f"clip is a length above 0, or None for none, not {self.clip!r}")
        if self.batch_size % self.accumulate:
            raise ValueError(f"batch_size {self.batch_size} must be a multiple of accumulate {self.accumulate}: "
                             "pieces of a batch are equally large")
        self.learning_rate_multiplier(0)    # the schedule has checks of its own

    def learning_rate_multiplier(self, step: int) -> float:
        """The multiplier of both learning rates at a step, 0 to 1."""
        if self.schedule == "cosine":
            return cosine_schedule(step, self.steps, self.warmup, self.final)
        cooldown = 0.0 if self.schedule == "constant" else self.cooldown
        return trapezoid_schedule(step, self.steps, self.warmup, cooldown, self.final)

    def deciding(self) -> dict[str, object]:
        """The settings that decide the result, as plain data for JSON."""
        settings = {name: value for name, value in asdict(self).items() if name not in NOT_IN_THE_RESULT}
        return settings | {"betas": list(self.betas)}


def plain_number(name: str, value: Any) -> Any:
    """A number of any library, such as NumPy's, as a Python int or float, which a checkpoint can keep.

    Raises ValueError for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} is a number, not {value!r}")
    return int(value) if isinstance(value, Integral) else float(value)
