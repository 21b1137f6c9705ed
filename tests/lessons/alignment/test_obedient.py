"""The model that obeys comes back from what is kept of it."""

import copy

import torch

from llm_edu.alignment import draw_answers, instruction_prompt, instructions_from
from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson
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
    """On held-out instructions, as its measurement says: 19 of 20 at temperature 0.7."""
    world, (model, tokenizer) = World(seed=0), load_obedient()
    asked = instructions_from(world, world.stories(60, seed=12))
    drawn = draw_answers(model, [instruction_prompt(tokenizer, each.text) for each in asked], 100, 5, temperature=0.7)
    texts = [tokenizer.decode([token for token in ids if token != END_ID]) for ids in drawn]
    obeyed = sum(each.is_fulfilled(world.read(text)) for each, text in zip(asked, texts, strict=True))
    assert obeyed >= 52, obeyed


def test_its_measurement_says_what_the_lesson_says():
    """More than 9 of 10 wishes are fulfilled and 95 of 100 stories whole, and what nobody asked for is not worse."""
    kept = load_measurement("alignment_obedience")
    before, after = kept["with replay"], kept["what cannot come"]
    assert after["0.7"]["asked"] >= 1_000
    for what, share in (("obeyed", 0.9), ("whole", 0.95)):
        assert wilson(after["0.7"][what] / after["0.7"]["asked"], after["0.7"]["asked"])[0] > share
    assert after["0.7"]["obeyed"] - kept["the same steps"]["0.7"]["obeyed"] > 20, "it is not the steps"
    assert after["0.7"]["obeyed"] > after["before"]["obeyed"] and after["1.0"]["obeyed"] > 0.9 * after["1.0"]["asked"]
    assert after["after"]["whole"] > before["before"]["whole"] > before["after"]["whole"]
    assert before["seconds"] + after["seconds"] < 1_500
