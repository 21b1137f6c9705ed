"""Three ways to let Storyteller learn, each of a copy, and a training that every way goes through."""

import copy
from dataclasses import replace

import torch

from llm_edu.finetuning import add_lora, merge, trainable_parameters
from llm_edu.lessons.finetuning.village import loss_of

EVERYWHERE = ("queries", "keys", "values", "output", "up", "down")
# Steps and learning rate with which each knows nearly all new facts. At a lower rate, with more steps, each mostly
# forgets less, and their order is the same: the measurement finetuning_village.
WAYS = {"all of it": (140, 4e-4), "head alone": (80, 1e-2), "LoRA": (120, 4e-3)}


def prepared(model, way, seed=0):
    """A twin of the model in which only this way's numbers learn; the model itself stays as it is."""
    if way == "all of it":
        return copy.deepcopy(model).requires_grad_(True)
    if way == "head alone":
        return with_own_head(model)
    if way == "LoRA":
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return add_lora(model, rank=8, alpha=16, target_modules=EVERYWHERE)
    raise ValueError(f"a way is one of {', '.join(WAYS)}, not {way!r}")


def with_own_head(model):
    """A frozen twin whose unembedding is a copy of its own that learns, where the model's is its embedding, too."""
    twin = type(model)(replace(model.config, tie_embeddings=False)).requires_grad_(False)
    tensors = model.state_dict() | {"unembedding.weight": model.token_embedding.weight}
    twin.load_state_dict({name: tensor.detach().clone() for name, tensor in tensors.items()})
    twin.unembedding.requires_grad_(True)
    return twin


@torch.no_grad()
def relative_change(twin, model):
    """By how much the matrices of all blocks have changed: the length of their change, as a share of their own.

    twin: as `prepared` gives it, trained   model: what it was made of
    """
    change = size = 0.0
    for after, before in zip(merge(twin).blocks.parameters(), model.blocks.parameters(), strict=True):
        if before.ndim == 2:
            change += (after - before).square().sum().item()
            size += before.square().sum().item()
    return (change / size) ** 0.5


moved = relative_change    # its earlier name


def learn(model, batch_of, steps, learning_rate, look=None):
    """Train what learns in a model.

    batch_of: step -> `Example`s   look: called with the step after every 20; where it returns True, that is the end
    """
    optimiser = torch.optim.AdamW([parameter for _, parameter in trainable_parameters(model)], learning_rate,
                                  weight_decay=0)
    for step in range(steps):
        optimiser.zero_grad()
        loss_of(model, batch_of(step)).backward()
        optimiser.step()
        if look is not None and (step + 1) % 20 == 0 and look(step + 1):
            return model
    return model
