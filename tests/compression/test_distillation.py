"""Distillation: the loss against its formula, the teacher's notes, and that a student learns what a teacher knows."""

import pytest
import torch
from torch.nn.functional import kl_div

from llm_edu.compression import Notes, distil, distillation_loss
from llm_edu.training import TokenRows, TrainingConfig
from llm_edu.training.recipe import Recipe

ROWS = TokenRows.one_text_a_row([[1, 2, 3], [4, 5], [6, 7, 8, 1]])


def logits(*shape, seed=0):
    return 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_the_loss_is_pytorchs_divergence_times_the_square_of_the_temperature(temperature):
    student, teacher = logits(5, 9), logits(5, 9, seed=1)
    expected = temperature ** 2 * kl_div((student / temperature).log_softmax(-1), (teacher / temperature).softmax(-1),
                                         reduction="batchmean")
    assert distillation_loss(student, teacher, temperature) == pytest.approx(expected.item(), rel=1e-5)
    assert distillation_loss(student, student, temperature).item() == pytest.approx(0, abs=1e-6)


def test_the_gradient_at_a_high_temperature_is_that_of_squared_logits():
    student, teacher = logits(2, 9).requires_grad_(), logits(2, 9, seed=1).requires_grad_()
    distillation_loss(student, teacher, 1000.0).backward()
    difference = (student - student.mean(-1, keepdim=True) - teacher + teacher.mean(-1, keepdim=True)).detach()
    assert torch.allclose(student.grad, difference / 9 / 2, atol=1e-3)
    assert teacher.grad is None


def test_a_few_tokens_of_the_teacher_are_enough_if_it_gives_the_others_nothing():
    student, teacher = logits(4, 9), logits(4, 9, seed=1)
    ids = torch.tensor([[3, 5, 7]] * 4)
    for nothing in (-1e9, -torch.inf):
        full = torch.full((4, 9), nothing).scatter(-1, ids, teacher.gather(-1, ids))
        assert distillation_loss(student, teacher.gather(-1, ids), 2.0, ids) == pytest.approx(
            distillation_loss(student, full, 2.0).item(), rel=1e-5)


@pytest.mark.parametrize(("arguments", "message"), [
    ((logits(2, 9), logits(2, 9), 0.0), "above 0"), ((logits(2, 9), logits(2, 8), 1.0), "shape"),
    ((logits(2, 9), logits(2, 9), 1.0, torch.zeros(2, 3, dtype=torch.long)), "shape"),
])
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        distillation_loss(*arguments)


class CountingTeacher(torch.nn.Module):
    """Counts the rows that it reads; says twice the id that it reads, with a logit of 5."""

    rows = 0

    def forward(self, inputs):
        self.rows += len(inputs)
        return 5 * torch.nn.functional.one_hot(inputs, 9).float()


def test_the_teacher_reads_each_row_once():
    teacher = CountingTeacher()
    notes = Notes(teacher, ROWS, most=2)
    for numbers in ([0, 2], [2, 1, 2], [0]):
        logits, ids = notes.about(numbers)
    assert teacher.rows == 3 and notes.seconds > 0
    assert ids.shape == (4, 2) and ids[:, 0].tolist() == [0, 1, 2, 3] and logits[:, 0].tolist() == [5.0] * 4


@pytest.mark.parametrize(("weight", "with_teacher"), [(0.0, True), (1.0, False)])
def test_without_a_teacher_it_is_ordinary_training(weight, with_teacher):
    teacher = CountingTeacher()
    students = [Recipe(width=8, layers=1, heads=1).model(9) for _ in range(2)]
    config = TrainingConfig(steps=3, batch_size=2)
    distil(students[0], teacher if with_teacher else None, ROWS, config, weight=weight)
    from llm_edu.training import train
    train(students[1], ROWS, config, progress=False)
    assert teacher.rows == 0
    for one, other in zip(*(student.parameters() for student in students), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_a_student_comes_to_say_what_its_teacher_says_and_the_text_does_not():
    student = Recipe(width=16, layers=1, heads=1).model(9)
    made = distil(student, CountingTeacher(), ROWS, TrainingConfig(steps=60, batch_size=3, learning_rate=0.03))
    ids = torch.tensor([[0, 1, 2, 3]])
    assert student(ids).argmax(-1).tolist() == ids.tolist()    # this teacher repeats; the text counts on
    assert made.losses[-1] < 0.2 * made.losses[0] and 0 < made.teacher_seconds < made.seconds
    assert (torch.tensor(1e-38) / 1024).item() > 0    # numbers so small are numbers again, for whatever comes next


def test_a_weight_is_a_share():
    with pytest.raises(ValueError, match="from 0 to 1"):
        distil(Recipe(width=8, layers=1, heads=1).model(9), None, ROWS, TrainingConfig(steps=1), weight=1.5)
