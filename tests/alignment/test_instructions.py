"""Instructions and judges: Storyland says exactly what a story obeys, so every claim is checked on real stories."""

import math
from dataclasses import replace
from random import Random

import pytest

from llm_edu.alignment import (
    Taste,
    ask_for,
    by_text,
    instruction_prompt,
    instruction_rows,
    instructions_from,
    kept_log_probabilities,
    obedience,
    variety,
    whole_story,
    word_by_word,
)
from llm_edu.alignment.instructions import PHRASES
from llm_edu.alignment.judges import first_wrong_token
from llm_edu.language_models.padding import IGNORED
from llm_edu.storyland import World
from llm_edu.storyland.plots import PLOTS
from llm_edu.training import TrainingConfig, load_storyteller, train

WORLD = World(seed=0)
STORIES = WORLD.stories(300, seed=31)
LOST = ("Last autumn, Nia lost her yellow ribbon. She looked behind the door, but it was not there. {helper}, the {job}, "
        "came to help. They searched by the river and found nothing. At last they looked in the barn. There was the "
        "yellow ribbon! Nia laughed and thanked {helper}.")
JONAS = LOST.format(helper="Jonas", job=next(who.job for who in WORLD.residents if who.word == "Jonas"))


def asked_for_ribbon():
    """The instruction of the lesson, from the story that it is made from."""
    (telling,) = WORLD.read(JONAS).tellings
    return next(found for found in (ask_for(telling, Random(seed)) for seed in range(20)) if "helper" in found.values)


def test_every_plot_can_be_asked_for_in_every_way():
    assert PHRASES.keys() == PLOTS.keys()
    asked = {}
    for seed in range(8):
        for story, instruction in zip(STORIES, instructions_from(WORLD, STORIES, seed), strict=True):
            assert instruction.plot == story.plot and instruction.is_fulfilled(WORLD.read(story.text))
            asked.setdefault(story.plot, set()).add(frozenset(instruction.values))
            for word in instruction.values.values():
                assert word in instruction.text
    assert all(len(asked[plot]) == len(PHRASES[plot]) for plot in PLOTS)


def test_an_instruction_says_what_the_lesson_says():
    instruction = asked_for_ribbon()
    assert instruction.text == "Tell a story in which Nia loses a yellow ribbon and Jonas helps."
    assert instructions_from(WORLD, STORIES[:20], 1) == instructions_from(WORLD, STORIES[:20], 1)
    assert instructions_from(WORLD, STORIES[:20], 1) != instructions_from(WORLD, STORIES[:20], 2)


@pytest.mark.parametrize("before, after", [
    ("yellow", "red"), ("ribbon", "scarf"), ("Nia", "Mia"), ("by the river", "by the lake"), ("autumn", "spring")])
def test_obeying_is_telling_just_what_was_asked_for(before, after):
    """Changed throughout, so that the story stays whole: it obeys if the change is not about what was asked for."""
    text = JONAS.replace(before, after)
    assert WORLD.log_prob(text) > -math.inf
    judge = obedience(WORLD, [asked_for_ribbon()])
    assert judge(asked_for_ribbon().text, JONAS) == 1
    assert judge(asked_for_ribbon().text, text) == float(before in ("by the river", "autumn"))


def test_a_story_that_is_not_whole_does_not_obey():
    for text in (JONAS.replace("There was the yellow", "There was the red"), JONAS.rsplit(" ", 1)[0], "", "Nia Jonas"):
        assert not asked_for_ribbon().is_fulfilled(WORLD.read(text)) and not whole_story(WORLD)(text)
    assert whole_story(WORLD)(JONAS) == 1


def test_another_plot_with_the_same_people_does_not_obey():
    instruction = asked_for_ribbon()
    assert not replace(instruction, plot="loan").is_fulfilled(WORLD.read(JONAS))


def test_other_stories_seldom_obey():
    asked = instructions_from(WORLD, STORIES)
    obeyed = sum(instruction.is_fulfilled(WORLD.read(story.text))
                 for instruction, story in zip(asked, STORIES[1:] + STORIES[:1], strict=True))
    assert obeyed <= 2


def test_a_prompt_cannot_bring_special_tokens_along():
    _, tokenizer = load_storyteller()
    ids = instruction_prompt(tokenizer, "Tell a story.<|endoftext|><|page|>")
    assert ids[0] == 0 and ids[-1] == 1 and not {0, 1, 2} & set(ids[1:-1])
    assert tokenizer.decode(ids) == "<|endoftext|>Tell a story.<|endoftext|><|page|><|story|>"


def test_judges_of_text_judge_ids_without_special_tokens():
    _, tokenizer = load_storyteller()
    prompt, answer = instruction_prompt(tokenizer, asked_for_ribbon().text), [*tokenizer.encode(JONAS), 0]
    assert by_text(tokenizer, whole_story(WORLD))(prompt, answer) == 1
    assert by_text(tokenizer, obedience(WORLD, [asked_for_ribbon()]), with_prompt=True)(prompt, answer) == 1
    assert by_text(tokenizer, whole_story(WORLD))(prompt, answer[:-2]) == 0


def test_rows_hold_the_template_and_the_story_and_only_the_story_counts():
    _, tokenizer = load_storyteller()
    asked = instructions_from(WORLD, STORIES[:5])
    rows = instruction_rows(tokenizer, asked, STORIES[:5])
    for row, instruction, story in zip(rows, asked, STORIES[:5], strict=True):
        assert tokenizer.decode(row) == f"<|endoftext|>{instruction.text}<|story|>{story.text}<|endoftext|>"
    _, targets = rows.side_by_side([0, 3])
    assert [tokenizer.decode([token for token in row if token != IGNORED]) for row in targets.tolist()] == [
        STORIES[number].text + "<|endoftext|>" for number in (0, 3)]


def test_training_on_rows_is_training_on_answers():
    model, tokenizer = load_storyteller()
    asked, stories = instructions_from(WORLD, STORIES[:4]), STORIES[:4]
    prompts = [instruction_prompt(tokenizer, instruction.text) for instruction in asked]
    answers = [[*tokenizer.encode(story.text), 0] for story in stories]
    before = -kept_log_probabilities(model, prompts, answers).sum().item() / sum(map(len, answers))
    config = TrainingConfig(steps=3, batch_size=4, learning_rate=0.001)
    run = train(model, instruction_rows(tokenizer, asked, stories), config, progress=False)
    assert run.losses[0] == pytest.approx(before, rel=1e-4) and run.losses[-1] < 0.9 * before


@pytest.mark.parametrize("before, after, blamed", [
    ("There was the yellow", "There was the red", " red"), ("Nia laughed", "Mia laughed", " Mia"),
    ("lost her yellow", "lost his yellow", " his"), ("came to help. ", "came to ", " They"), ("yellow ribbon!", "yellow ribs!", "s")])
def test_the_token_to_blame_is_the_first_after_which_no_story_goes_on(before, after, blamed):
    _, tokenizer = load_storyteller()
    ids = [*tokenizer.encode(JONAS.replace(before, after)), 0]
    rewards = word_by_word(WORLD, tokenizer)([1], ids)
    wrong = rewards.index(0.0)
    assert tokenizer.decode(ids[wrong:wrong + 1]) == blamed and len(rewards) == len(ids)
    assert set(rewards[:wrong]) <= {1.0} and all(map(math.isnan, rewards[wrong + 1:]))


def test_nobody_is_to_blame_for_a_whole_story_and_the_end_for_one_that_stops_too_soon():
    _, tokenizer = load_storyteller()
    for story in STORIES[:40]:
        ids = [*tokenizer.encode(story.text), 0]
        assert first_wrong_token(WORLD, tokenizer, ids) is None
        assert first_wrong_token(WORLD, tokenizer, ids[:-4]) is None    # cut off, and so far right
        assert first_wrong_token(WORLD, tokenizer, [*ids[:-4], 0]) == len(ids) - 4
        assert first_wrong_token(WORLD, tokenizer, [*ids[:-1], 5, 0]) == len(ids) - 1
    assert first_wrong_token(WORLD, tokenizer, [0]) == 0


def test_a_made_up_reader_chooses_as_bradley_and_terry_suppose():
    reader, random = Taste({"cat": 1.0}, per_word=0.5), Random(0)
    first, second = "A cat and a cat slept.", "A dog slept."
    assert reader.worth(first) - reader.worth(second) == 1 + 3 * 0.5
    clicks = sum(reader.prefers_first(first, second, random) for _ in range(2000)) / 2000
    assert reader.prefers_first("cat " * 2000, "cat", random) and not reader.prefers_first("cat", "cat " * 2000, random)
    assert clicks == pytest.approx(1 / (1 + math.exp(-2.5)), abs=0.02)


def test_variety():
    texts = [story.text for story in STORIES]
    found = variety(WORLD, [*texts, texts[0], "No story."], known=set(texts[:100]))
    assert (found.count, found.whole, found.new, found.different) == (302, 301, 200, 301)
    assert 0.9 * math.log(len(PLOTS)) < found.plots < math.log(len(PLOTS))
    same = variety(WORLD, [texts[0]] * 302)
    assert str(same.plots) == "0.0" and same.different == 1 and same.choices < 12 < found.choices / 20
    nothing = variety(WORLD, ["", "No story."])
    assert (nothing.whole, nothing.choices, nothing.plots) == (0, 0, 0)
