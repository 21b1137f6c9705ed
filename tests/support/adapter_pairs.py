"""The same model with the same random changes twice: Hugging Face's with `peft`, and ours."""

import torch
from random_families import random_model, save

from llm_edu.finetuning import add_lora, changes_of, save_adapter
from llm_edu.pretrained import load_pretrained

CASES = [    # rank, alpha, places
    (1, 1, ("queries",)), (2, 16, ("queries", "values")), (4, 4, ("keys", "output")), (8, 16, ("gate", "down")),
    (3, 5.0, ("queries", "keys", "values", "output", "gate", "up", "down")),
]


def randomised(model, seed=0):
    """A model whose changes are random and not small, so that none can be left out unnoticed."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for change in changes_of(model).values():
            change.down.copy_(torch.randn(change.down.shape, generator=generator) / change.down.shape[1] ** 0.5)
            change.up.copy_(torch.randn(change.up.shape, generator=generator) * 0.2 / change.scale)
    return model


def models(folder, family="llama", seed=0):
    """A random model of transformers, and ours of the same weights, read from the files that it saves in a folder."""
    theirs = random_model(family, seed)
    return theirs, load_pretrained(save(theirs, folder))[0]


def pair(folder, rank, alpha, places, family="llama", seed=0):
    """Theirs with our changes in it, as peft has loaded them and lets them learn; and ours."""
    from peft import PeftModel

    theirs, ours = models(folder / "model", family, seed)
    ours = randomised(add_lora(ours, rank, alpha, places), seed)
    save_adapter(ours, folder / "adapter")
    return PeftModel.from_pretrained(theirs, folder / "adapter", is_trainable=True), ours
