"""What the cells of lesson 14's second sitting share: rows with their measured scores, shares with intervals."""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.assets import SentencePair, load_crows_pairs
from llm_edu.bias.estimates import Estimate
from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson


def measured_scores(run: str) -> Tensor:
    """The scores of a run of the measurement `bias_real`: (rows,)"""
    return torch.tensor(load_measurement("bias_real")[run]["scores"])


def crows_pairs() -> tuple[list[SentencePair], Tensor]:
    """CrowS-Pairs and SmolLM2's scores of them."""
    return load_crows_pairs(), measured_scores("CrowS-Pairs")


def share(yes: Tensor | Sequence[bool]) -> Estimate:
    """The share of rows for which something is true, with Wilson's interval."""
    yes = torch.as_tensor(yes).float()
    value = float(yes.mean())
    return Estimate(value, *wilson(value, len(yes)))
