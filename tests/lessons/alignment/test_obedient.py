"""The model that obeys comes back from what is kept of it."""

import copy

import numpy as np
import torch

from llm_edu.alignment import draw_answers, instruction_prompt, instructions_from
from llm_edu.language_models import END_ID
from llm_edu.lessons.alignment.obedient import assembled, changes, load_obedient
from llm_edu.storyland import World
from llm_edu.training import load_storyteller


def test_a_changed_storyteller_comes_back_from_its_changes():
    model, tokenizer = load_storyteller()
    changed, tokens = copy.deepcopy(model), np.array([5, 0, 4095, 5, 2049, 2])
    with torch.no_grad():
        for parameter in changed.parameters():
            parameter += 0.25
    kept = changes(changed, tokens)
    found = dict(assembled(kept).named_parameters())
    for name, parameter in changed.named_parameters():
        expected = parameter.half().float()
        if name == "token_embedding.weight":
            assert torch.equal(found[name][[0, 2, 5, 2049, 4095]], expected[[0, 2, 5, 2049, 4095]])
            others = np.setdiff1d(np.arange(4096), tokens)
            assert torch.equal(found[name][others], model.token_embedding.weight[others])
        else:
            assert torch.equal(found[name], expected), name


def test_the_kept_model_obeys():
    """On held-out instructions, as its measurement says: 9 of 10 at temperature 0.7."""
    world, (model, tokenizer) = World(seed=0), load_obedient()
    asked = instructions_from(world, world.stories(60, seed=12))
    drawn = draw_answers(model, [instruction_prompt(tokenizer, each.text) for each in asked], 100, 5, temperature=0.7)
    texts = [tokenizer.decode([token for token in ids if token != END_ID]) for ids in drawn]
    obeyed = sum(each.is_fulfilled(world.read(text)) for each, text in zip(asked, texts, strict=True))
    assert obeyed >= 45, obeyed
