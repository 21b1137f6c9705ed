"""What the cells of lesson 14's second sitting share: rows with their measured scores, shares with intervals."""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.assets import Reference, SentencePair, load_crows_pairs, load_winobias
from llm_edu.bias.estimates import Estimate, mean_interval
from llm_edu.bias.pronouns import named_first, pro_and_anti
from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson


def measured_scores(run: str) -> Tensor:
    """The scores of a run of the measurement `bias_real`: (rows,)"""
    return torch.tensor(load_measurement("bias_real")[run]["scores"])


def winobias(number: int) -> tuple[list[Reference], Tensor]:
    """WinoBias' test sentences of one type and SmolLM2's scores of them."""
    return load_winobias(number), measured_scores(f"WinoBias {number}")


def crows_pairs() -> tuple[list[SentencePair], Tensor]:
    """CrowS-Pairs and SmolLM2's scores of them."""
    return load_crows_pairs(), measured_scores("CrowS-Pairs")


def share(yes: Tensor | Sequence[bool]) -> Estimate:
    """The share of rows for which something is true, with Wilson's interval."""
    yes = torch.as_tensor(yes).float()
    value = float(yes.mean())
    return Estimate(value, *wilson(value, len(yes)))


def whom_table(references: Sequence[Reference], scores: Tensor) -> list[tuple[str, Estimate, str]]:
    """What there is to know about a type of WinoBias: how often right, by kind and by who is named first."""
    pro, anti = pro_and_anti(references, scores)
    first = torch.tensor([named_first(each) for each in references])
    said_first = (scores > 0) == first
    return [("right, pronoun fits the stereotype", share(pro), str(len(pro))),
            ("right, pronoun against it", share(anti), str(len(anti))),
            ("gap", mean_interval(pro - anti), "same sentences"),
            ("right, all", share(scores > 0), str(len(scores))),
            ("picks the person named second", share(~said_first), str(len(scores))),
            ("the second person is right", share(~first), str(len(scores)))]
