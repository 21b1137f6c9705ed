"""``dpo_loss``: how surprising choices are if a model's own reward explains them."""

import torch
import torch.nn.functional as F

from llm_edu.alignment import dpo_loss as packaged
from llm_edu.course.checks.exercise import Exercise, case, scenario

NAMES = ("policy_chosen", "policy_rejected", "reference_chosen", "reference_rejected")


def _reference(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    return packaged(policy_chosen, policy_rejected, reference_chosen.detach(), reference_rejected.detach(), beta)


def _reaches(name, numbers=((-9.0, -11.0), (-12.0, -13.0), (-10.0, -10.5), (-12.0, -15.0))):
    """A case that asks whether a gradient reaches one of the references."""
    def run(learner):
        logs = [torch.tensor(each, requires_grad=True) for each in numbers]
        learner(*logs, 0.5).backward()
        gradient = logs[NAMES.index(name)].grad
        return gradient is not None and bool(gradient.any())

    return scenario(run, f"dpo_loss(…).backward(); whether a gradient comes through to {name}")


def _left_alone(learner):
    """Which of the tensors handed in require a gradient afterwards: all, as before."""
    logs = [torch.tensor(each, requires_grad=True) for each in ([-9.0], [-12.0], [-10.0], [-12.5])]
    learner(*logs, 0.5)
    return [each.requires_grad for each in logs]


def _logs(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    return case(*map(torch.tensor, (policy_chosen, policy_rejected, reference_chosen, reference_rejected)), beta)


def _logs_case(rng):
    size, spread = rng.randrange(1, 6), rng.choice([1.0, 8.0, 60.0])
    numbers = [[round(-30 - abs(rng.gauss(0, 1)) * spread, 1) for _ in range(size)] for _ in range(4)]
    return _logs(*numbers, rng.choice([0.05, 0.1, 0.5, 1.0, 2.0]))


exercise = Exercise(
    reference=_reference,
    cases=[
        _logs([-10.0], [-10.0], [-10.0], [-10.0], 0.1), _logs([-9.0], [-12.0], [-10.0], [-12.0], 1.0),
        _logs([-10.0], [-14.0], [-10.0], [-12.0], 0.5), _logs([-9.0], [-9.0], [-10.0], [-12.0], 0.5),
        _logs([-10.0], [-20.0], [-10.0], [-20.0], 0.5),    # likelier before and now: nothing learned
        _logs([-14.0], [-18.0], [-10.0], [-12.0], 0.5),    # both have become less probable
        _logs([-12.0], [-8.0], [-10.0], [-9.0], 2.0),
        _logs([-9.0, -11.0], [-12.0, -13.0], [-10.0, -10.0], [-12.0, -15.0], 1.0),
        _logs([-20.0, -5.0, -7.0], [-3.0, -30.0, -7.0], [-18.0, -9.0, -7.0], [-6.0, -22.0, -9.0], 0.3),
        _logs([-60.5, -70.0, -55.0, -66.0], [-71.0, -58.5, -62.0, -49.0], [-64.0, -69.0, -51.0, -66.5],
              [-70.0, -60.0, -60.0, -47.0], 0.1),
        _logs([-2000.0], [-10.0], [-10.0], [-2000.0], 1.0),    # as far from the choice as 3,980
        _logs([-10.0], [-2000.0], [-2000.0], [-10.0], 1.0), _logs([-900.0, -10.0], [-10.0, -12.0], [-10.0, -10.0],
                                                                 [-900.0, -10.0], 0.25),
        *map(_reaches, NAMES),
        scenario(_left_alone, "dpo_loss(…); whether each of the four tensors requires a gradient afterwards"),
    ],
    random_case=_logs_case,
    valid=lambda chosen, rejected, before, other_before, beta: chosen.shape == rejected.shape == before.shape
    == other_before.shape and chosen.dim() == 1 and len(chosen) > 0 and beta > 0,
    keywords=("beta",),
    hints=(
        "What reward does the policy itself give an answer? beta times the change in its log P since the reference. "
        "That makes two rewards for each pair, and you have already written the loss of such choices.",
        "reward of the chosen = beta · (policy − reference), both of the chosen answer\n"
        "reward of the rejected = the same of the rejected answer\n"
        "choice_loss of the two",
    ),
    compare="close",
    gradient=("policy_chosen", "policy_rejected"),
    dtypes=("float64",),
    any_dtype=True,
    tensor_numbers=False,
)


def _loss(margin, end=lambda margin, beta: -F.logsigmoid(beta * margin).mean()):
    """A dpo_loss with another margin, (pairs,), or another end."""
    def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
        return end(margin(policy_chosen, policy_rejected, reference_chosen.detach(), reference_rejected.detach()), beta)
    return dpo_loss


def _margin(chosen, rejected, before, other_before):
    return chosen - before - (rejected - other_before)


exercise.mistake("You leave the reference out. Then an answer that was always the more probable one earns a reward "
                 "for nothing. What counts is how far the model has moved.",
                 _loss(lambda chosen, rejected, before, other_before: chosen - rejected))
exercise.mistake("You do not use beta. It says how much reward a nat of change is.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(margin).mean()))
exercise.mistake("You divide by beta. An answer's reward is beta *times* the difference.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(margin / beta).mean()))
exercise.mistake("You multiply the whole loss by beta. It belongs to the rewards, inside σ.",
                 _loss(_margin, lambda margin, beta: -beta * F.logsigmoid(margin).mean()))
exercise.mistake("You have swapped chosen and rejected, or policy and reference. Your loss falls when the model finds "
                 "the rejected answer more probable.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(-beta * margin).mean()))
exercise.mistake("You add the reference's log P where you should subtract it, or subtract that of the other answer.",
                 _loss(lambda chosen, rejected, before, other_before: chosen + before - rejected - other_before))
exercise.mistake("You look at the chosen answers alone. The loss is about the difference of two rewards.",
                 _loss(lambda chosen, rejected, before, other_before: chosen - before))
exercise.mistake("You look at the rejected answers alone. The loss is about the difference of two rewards.",
                 _loss(lambda chosen, rejected, before, other_before: other_before - rejected))
exercise.mistake("The reference of the rejected answers is missing.",
                 _loss(lambda chosen, rejected, before, other_before: chosen - before - rejected))
exercise.mistake("You turn logs into probabilities first. The reward is a difference of logs.",
                 _loss(lambda chosen, rejected, before, other_before: (chosen - before).exp()
                       - (rejected - other_before).exp()))
exercise.mistake("You divide log P by log P. The log of a ratio is the difference of the logs.",
                 _loss(lambda chosen, rejected, before, other_before: chosen / before - rejected / other_before))
exercise.mistake("You add the surprises up. The exercise asks for their mean.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(beta * margin).sum()))
exercise.mistake("These are the surprises of the single pairs. The exercise asks for their mean.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(beta * margin)))
exercise.mistake("You take the mean before the surprise. Each pair has its own surprise.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(beta * margin.mean())))
exercise.mistake("The sign is missing: the surprise is minus the log.",
                 _loss(_margin, lambda margin, beta: F.logsigmoid(beta * margin).mean()))
exercise.mistake("That is minus the margin. Without −log σ, the loss keeps pushing pairs that are already right.",
                 _loss(_margin, lambda margin, beta: -(beta * margin).mean()))
exercise.mistake("Where the model is far off, a computer's σ is 0, and its log is −inf. Use one function for both, "
                 "as in choice_loss.",
                 _loss(_margin, lambda margin, beta: -torch.log(torch.sigmoid(beta * margin)).mean()))
exercise.mistake("Your beta is always 0.1. Use the beta that you are given.",
                 _loss(_margin, lambda margin, beta: -F.logsigmoid(0.1 * margin).mean()))
exercise.mistake("A gradient reaches the reference. The reference is the model as it was, and it must not change: "
                 "detach it.",
                 lambda *logs: packaged(*logs))


@exercise.mistake("No gradient reaches the policy, which should learn. Under no_grad, none is kept at all. And "
                  "detach() of a difference stops those of both its parts: detach the reference's two tensors, and "
                  "nothing else.", error="does not require grad")
def _nothing_learns(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    with torch.no_grad():
        return packaged(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta)


@exercise.mistake("A method that ends with an underscore changes the tensor that you were given: it will never "
                  "require a gradient again. detach() leaves that tensor alone, and makes a new one.")
def _for_good(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    logs = policy_chosen, policy_rejected, reference_chosen.detach_(), reference_rejected.detach_()
    return -F.logsigmoid(beta * _margin(*logs)).mean()
