"""The model that obeys comes back from what is kept of it."""

import copy

import torch

from llm_edu.alignment import draw_answers, instruction_prompt, instructions_from
from llm_edu.language_models import END_ID
from llm_edu.lessons.alignment.obedient import assembled, load_obedient, numbers_of
from llm_edu.storyland import World
from llm_edu.training import load_storyteller


def test_a_changed_storyteller_comes_back_whole():
    changed = copy.deepcopy(load_storyteller()[0])
    with torch.no_grad():
        for parameter in changed.parameters():
            parameter += 0.25
    found = dict(assembled(numbers_of(changed)).named_parameters())
    for name, parameter in changed.named_parameters():
        assert torch.equal(found[name], parameter.half().float()), name


def test_the_kept_model_obeys():
    """On held-out instructions, as its measurement says: 9 of 10 at temperature 0.7."""
    world, (model, tokenizer) = World(seed=0), load_obedient()
    asked = instructions_from(world, world.stories(60, seed=12))
    drawn = draw_answers(model, [instruction_prompt(tokenizer, each.text) for each in asked], 100, 5, temperature=0.7)
    texts = [tokenizer.decode([token for token in ids if token != END_ID]) for ids in drawn]
    obeyed = sum(each.is_fulfilled(world.read(text)) for each, text in zip(asked, texts, strict=True))
    assert obeyed >= 45, obeyed
