"""Training that goes wrong stops at once, keeps the model of the last good step, and says where to look."""

import math

import torch

from llm_edu.errors import CourseError
from llm_edu.training.clipping import gradient_norm
from llm_edu.training.sharding import own_part

EXPLODED = 3    # times what it was at first, or what blind guessing pays


class TrainingDiverged(CourseError):
    """The loss became nan, infinite, or far larger than at the start."""


def check_loss(loss, run, vocab_size):
    """Raise TrainingDiverged for a loss that is no number or has exploded; `run` as it was before this step."""
    if not math.isfinite(loss):
        raise TrainingDiverged(f"The loss of step {run.step + 1} is {loss}. {where_to_look(run)}")
    blind = math.log(vocab_size)    # what all tokens being equally likely costs
    most = EXPLODED * max(blind, run.losses[0] if run.losses else loss)
    if loss > most:
        raise TrainingDiverged(f"The loss of step {run.step + 1} is {loss:.4g} nats a token; blind guessing would have "
                               f"{blind:.4g}. It has exploded. {where_to_look(run)}")


def check_gradients(run):
    """Raise TrainingDiverged when the gradients, together, are no number; return how long they are."""
    norm = gradient_norm(run.model.parameters()).item()
    if not math.isfinite(norm):
        raise TrainingDiverged(f"The gradients of step {run.step + 1} are no numbers any more. {where_to_look(run)}")
    return norm


def where_to_look(run):
    """The facts of this step, and the usual causes."""
    config = run.config
    multiplier = config.learning_rate_multiplier(min(run.step, config.steps - 1))
    rates = f"{config.learning_rate * multiplier:.3g}"
    if config.optimiser == "muon":
        rates += f" (AdamW) and {config.matrix_learning_rate * multiplier:.3g} (Muon)"
    lines = [
        f"The model is as it was after step {run.step}. Look at:",
        f"- the losses before: {', '.join(f'{loss:.3g}' for loss in run.losses[-5:]) or 'none'}",
        f"- the learning rate here: {rates}. Try a third of it, or a longer warm-up (warmup is {config.warmup} steps).",
        f"- the length of the gradients before: {run.gradient_norm:.3g} (clip is {config.clip})",
    ]
    lines += suspicious_parameters(run.model)
    if config.precision != "float32":
        lines.append(f"- the precision: it is {config.precision}; does it happen with float32, too?")
    lines.append(f"- the texts of this step: get_batch(data, step={run.step}, batch_size={config.batch_size}, "
                 f"seed={config.seed})")
    return "\n".join(lines)


def suspicious_parameters(model):
    """Lines about parameters, or their gradients, that are no numbers, or else about the largest gradient."""
    broken = [name for name, parameter in model.named_parameters() if not torch.isfinite(own_part(parameter)).all()]
    if broken:
        return [f"- the model itself: {broken[0]} holds what is no number"]
    gradients = {name: own_part(parameter.grad) for name, parameter in model.named_parameters()
                 if parameter.grad is not None}
    broken = [name for name, gradient in gradients.items() if not torch.isfinite(gradient).all()]
    if broken:
        return [f"- the gradient of {broken[-1]}, which is no number (of {len(broken)} such, the last in the model: "
                "backwards, the trouble came to it first)"]
    if not gradients:
        return []
    name = max(gradients, key=lambda name: gradients[name].norm().item())
    return [f"- the longest gradient, that of {name}: {gradients[name].norm().item():.3g}"]
