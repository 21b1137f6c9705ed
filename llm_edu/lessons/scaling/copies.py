"""Two copies of a model that train on halves of the same batches, for lesson 08 to break."""

from collections.abc import Callable, Sequence

import torch

from llm_edu.lessons.common.models import practice_model
from llm_edu.storyland import World
from llm_edu.training import TokenRows, cross_entropy, get_batch


def train_copies(world: World, average: Callable, seeds: Sequence[int] = (0, 0), steps: int = 60) -> None:
    """Train two copies of the practice model with AdamW, and print how well each does in the end and how far apart
    they are.

    average: (gradients of both, tokens of both) -> the gradients that both move by, as `average_gradients`
    seeds: what each of the two begins from
    """
    rows, held_out = (TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(count, seed)])
                      for count, seed in ((1_000, 1), (200, 2)))
    models = [practice_model(world, seed) for seed in seeds]
    optimisers = [torch.optim.AdamW(model.parameters(), lr=0.01, betas=(0.9, 0.95), weight_decay=0.0)
                  for model in models]
    for step in range(steps):
        inputs, targets = get_batch(rows, step, batch_size=16)
        halves = [(inputs[worker::2], targets[worker::2]) for worker in range(2)]
        gradients = [gradients_of(model, *half) for model, half in zip(models, halves)]
        found = average(gradients, [int((targets != -100).sum()) for _, targets in halves])
        for model, optimiser in zip(models, optimisers):
            for name, parameter in model.named_parameters():
                parameter.grad = found[name].clone()
            optimiser.step()
    say_how_they_do(models, *get_batch(held_out, 0, len(held_out)))


def gradients_of(model, inputs: torch.Tensor, targets: torch.Tensor) -> dict[str, torch.Tensor]:
    """The gradient of the mean loss for each parameter, by name."""
    model.zero_grad()
    cross_entropy(model(inputs), targets).backward()
    return {name: parameter.grad for name, parameter in model.named_parameters()}


@torch.no_grad()
def say_how_they_do(models, inputs: torch.Tensor, targets: torch.Tensor) -> None:
    """A line for each copy, and one for both."""
    for number, model in enumerate(models, start=1):
        print(f"copy {number}: {cross_entropy(model(inputs), targets):.2f} nats a word on stories that it has not read")
    one, other = (torch.cat([parameter.flatten() for parameter in model.parameters()]) for model in models)
    print(f"distance between the copies: {(one - other).norm() / one.norm():.0%} of the length of their parameters")
