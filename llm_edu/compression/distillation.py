"""Distillation: a small model learns from a large one's probabilities, and not from the text alone.

A text says which token came. A teacher says how probable every token was, which is more to learn from:

    the text, after “Last spring,”      Mia 1
    the teacher                         Mia 0.03, Otto 0.03, Rosa 0.02, … green 0.000

The teacher has to read the text for that, and its reading takes time, too. `Notes` keeps what the teacher said, so that
a text which the student reads several times costs the teacher one reading.

Source: Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from llm_edu.language_models import IGNORED
from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.groups import make_optimisers
from llm_edu.training.loss import cross_entropy
from llm_edu.training.precision import denormals_flushed
from llm_edu.training.rows import TokenRows, batch_indices, check_rows, collate
from llm_edu.training.step import apply_gradients

MOST = 64    # tokens that the teacher names at each position; it spreads a name of Storyland over forty


def distillation_loss(student_logits: Tensor, teacher_logits: Tensor, temperature: float = 1.0,
                      ids: Tensor | None = None) -> Tensor:
    """How far the student's probabilities are from the teacher's: T² · KL(teacher ‖ student), the mean over positions.

    Both divide their logits by the temperature T before the softmax. T² undoes what that does to the size of the
    gradients, so that one learning rate serves every temperature (Hinton et al. 2015, section 2.1). Equal
    probabilities have a loss of 0. No gradient reaches the teacher.

    student_logits, teacher_logits: (..., vocabulary)
    ids: (..., most), the tokens whose logits `teacher_logits` (..., most) are; every other token counts as impossible
    Raises ValueError for a temperature that is not above 0, and for shapes that do not match.

    >>> student, teacher = torch.tensor([[0.0, 0.0]]), torch.tensor([[2.0, 0.0]])
    >>> [round(distillation_loss(student, teacher, temperature).item(), 3) for temperature in (1, 4)]
    [0.328, 0.485]
    """
    if not temperature > 0:
        raise ValueError(f"the temperature is above 0, not {temperature!r}")
    wanted = student_logits.shape if ids is None else (*student_logits.shape[:-1], ids.shape[-1])
    if teacher_logits.shape != wanted:
        raise ValueError(f"the student's logits {tuple(student_logits.shape)} need the teacher's in the shape "
                         f"{tuple(wanted)}, not {tuple(teacher_logits.shape)}")
    teacher = (teacher_logits.detach() / temperature).log_softmax(-1)
    student = (student_logits / temperature).log_softmax(-1)
    if ids is not None:
        student = student.gather(-1, ids)
    apart = (teacher.exp() * (teacher - student)).masked_fill(teacher == -torch.inf, 0.0)    # impossible: 0 · −∞ is nan
    return temperature ** 2 * apart.sum(-1).mean()


class Notes:
    """What a teacher says about rows of text: at each position its most probable tokens and their logits.

    It reads a row when the row is first asked for. `seconds`: the CPU time that this took so far.
    """

    def __init__(self, teacher: nn.Module, rows: TokenRows, most: int = MOST):
        self.teacher, self.rows, self.most, self.seconds = teacher, rows, most, 0.0
        self._known: dict[int, tuple[Tensor, Tensor]] = {}    # row -> logits and ids, (targets, most) each

    def about(self, numbers: Iterable[int]) -> tuple[Tensor, Tensor]:
        """Logits and ids for all targets of these rows, one row after the other: (targets, most) each."""
        numbers = [int(number) for number in numbers]
        if new := [number for number in dict.fromkeys(numbers) if number not in self._known]:
            self.read(new)
        logits, ids = zip(*(self._known[number] for number in numbers), strict=True)
        return torch.cat(logits).float(), torch.cat(ids).long()

    @torch.no_grad()
    def read(self, numbers: list[int]) -> None:
        """Let the teacher read these rows, and keep the notes, logits in 16 bits."""
        began = time.process_time()
        inputs, targets = collate(self.rows, numbers)
        counts = targets != IGNORED
        logits = self.teacher(inputs)[counts]    # (targets, vocabulary)
        logits, ids = logits.topk(min(self.most, logits.shape[-1]))    # (targets, most)
        sizes = counts.sum(1).tolist()
        self._known |= dict(zip(numbers, zip(logits.half().split(sizes), ids.int().split(sizes), strict=True),
                                strict=True))
        self.seconds += time.process_time() - began


@dataclass(frozen=True)
class Distilled:
    """What `distil` took: the CPU seconds of everything, those of the teacher's reading, and the loss of each step."""

    seconds: float
    teacher_seconds: float
    losses: list[float]


@denormals_flushed()
def distil(student: nn.Module, teacher: nn.Module | None, rows: TokenRows, config: TrainingConfig,
           temperature: float = 1.0, weight: float = 1.0) -> Distilled:
    """Train the student in place on rows of text and on what the teacher says about them.

    teacher: a model with the same tokens, which stays as it is; None: the student learns from the text alone
    weight: the share of the teacher in the loss; the rest is the usual cross-entropy with the text
    Raises ValueError for a weight outside of 0 to 1, and TypeError for data other than `TokenRows`.
    """
    check_rows(rows)
    if not 0 <= weight <= 1:
        raise ValueError(f"weight is the teacher's share of the loss, from 0 to 1, not {weight!r}")
    notes = Notes(teacher.eval(), rows) if teacher is not None and weight else None
    began, losses = time.process_time(), list[float]()
    optimisers = make_optimisers(student, config)
    student.train()
    for step in range(config.steps):
        numbers = batch_indices(len(rows), step, config.batch_size, config.seed)
        inputs, targets = collate(rows, numbers)
        logits = student(inputs)    # (rows, time, vocabulary)
        if notes is None:
            loss = cross_entropy(logits, targets)
        else:
            logits, targets = logits[targets != IGNORED], targets[targets != IGNORED]    # (targets, vocabulary)
            said, ids = notes.about(numbers)
            loss = weight * distillation_loss(logits, said, temperature, ids)
            if weight < 1:
                loss = loss + (1 - weight) * cross_entropy(logits, targets)
        loss.backward()
        apply_gradients(optimisers, student.parameters(), config.learning_rate_multiplier(step), config.clip)
        losses.append(loss.item())
    student.eval()
    return Distilled(time.process_time() - began, notes.seconds if notes else 0.0, losses)
