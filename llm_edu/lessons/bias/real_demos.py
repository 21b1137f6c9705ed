"""What the cells of lesson 14's second sitting share: rows with their measured scores, shares with intervals."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from llm_edu.assets import Reference, SentencePair, load_crows_pairs, load_winobias, load_winogender
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


def winogender() -> tuple[list[Reference], Tensor]:
    """Winogender's sentences and SmolLM2's scores of them."""
    return load_winogender(), measured_scores("Winogender")


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
    return [("right, as the stereotype has it", share(pro), str(len(pro))),
            ("right, against it", share(anti), str(len(anti))),
            ("gap", mean_interval(pro - anti), "same sentences"),
            ("right, all", share(scores > 0), str(len(scores))),
            ("says the person named second", share(~said_first), str(len(scores))),
            ("the second person is right", share(~first), str(len(scores)))]


def pronoun_pull(references: Sequence[Reference], scores: Tensor, is_job: Callable[[str], bool]
                 ) -> tuple[list[str], Tensor]:
    """How much more probable "she" makes it than "he" that the occupation is meant: jobs, and (jobs,) in nats.

    references: Winogender's, whose kinds are genders; a job's two sentences are averaged
    """
    found: dict[str, list[float]] = {}
    score = {(each.number, each.kind): value for each, value in zip(references, scores.tolist(), strict=True)}
    for each in references:
        if each.kind == "female":
            job = each.referent if is_job(each.referent) else each.other
            sign = 1 if job == each.referent else -1
            found.setdefault(job, []).append(sign * (score[each.number, "female"] - score[each.number, "male"]))
    return list(found), torch.tensor([sum(values) / len(values) for values in found.values()])

