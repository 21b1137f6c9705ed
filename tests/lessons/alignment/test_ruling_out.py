"""The second round: which words can still come is known exactly, and the loss makes the others improbable."""

import math
from dataclasses import replace
from random import Random

import pytest
import torch

from llm_edu.alignment import instruction_prompt, instructions_from, kept_log_probabilities
from llm_edu.lessons.alignment.ruling_out import (
    possible_rows,
    possible_words,
    rule_out,
    ruling_out_loss,
    surprise_at_any,
)
from llm_edu.storyland import World, split_words
from llm_edu.storyland.village import DAYS
from llm_edu.storyland.words import END
from llm_edu.training import TrainingConfig, load_storyteller

WORLD = World(seed=0)
STORIES = WORLD.stories(60, seed=41)
WISHES = instructions_from(WORLD, STORIES)
LENT = "On Monday Nia lent her red hat to Otto. “Bring it back on"


def wish(plot, **values):
    return replace(WISHES[0], plot=plot, values=values)


def test_what_has_come_can_come_whether_asked_or_not():
    for story, instruction in zip(STORIES, WISHES, strict=True):
        asked, unasked = possible_words(WORLD, story.words, instruction), possible_words(WORLD, story.words)
        for count, word in enumerate([*story.words, END]):
            assert word in asked[count] and asked[count] <= unasked[count], (story.text, count)


def test_whatever_can_come_leads_to_a_story_that_fulfils_the_wish():
    chance = Random(0)
    for instruction in WISHES:
        words, word = [], None
        while word != END:
            word = chance.choice(sorted(possible_words(WORLD, words, instruction)[-1]))
            words += [] if word == END else [word]
        assert instruction.is_fulfilled(WORLD.read(words)), (instruction.text, words)


def test_a_day_does_not_come_twice_and_a_wish_keeps_its_words():
    words = split_words(LENT)
    assert possible_words(WORLD, words)[-1] == set(DAYS) - {"Monday"}
    until = possible_words(WORLD, words, wish("loan", hero="Nia", other="Otto", second="Friday"))
    assert until[-1] == {"Friday"} and until[1] == set(DAYS) - {"Friday"}
    assert possible_words(WORLD, words, wish("loan", other="Mia"))[-1] == set()
    assert possible_words(WORLD, words, wish("lost", hero="Nia"))[-1] == set()


@pytest.mark.parametrize("runners, possible", [
    ("", 40), ("Mia,", 39), ("Nia,", 39), ("Mia, Otto and", 1), ("Nia, Otto and", 38), ("Mia, Nia and", 38)])
def test_the_winner_runs_once_and_comes_third_if_need_be(runners, possible):
    words = split_words(f"On Friday there was a race by the lake. {runners}")
    found = possible_words(WORLD, words, wish("race", winner="Nia"))[-1]
    assert len(found) == possible and ("Nia" in found) == ("Nia" not in runners)


def test_rows_hold_the_ids_that_can_come():
    _, tokenizer = load_storyteller()
    asked = [None, *WISHES[1:20]]
    for row, instruction, story in zip(possible_rows(WORLD, tokenizer, asked, STORIES[:20]), asked, STORIES, strict=False):
        assert row.prompt == ([1] if instruction is None else instruction_prompt(tokenizer, instruction.text))
        assert tokenizer.decode(row.answer) == story.text + "<|endoftext|>" and len(row.places) == len(row.possible) > 0
        for place, ids in zip(row.places, row.possible, strict=True):
            assert len(ids) > 1 and row.answer[place] in ids
            words = possible_words(WORLD, split_words(tokenizer.decode(row.answer[:place])), instruction)[-1]
            assert len(ids) <= len(words)
            for token in set(ids) - {0}:
                assert any(word.startswith(tokenizer.decode([token]).strip()) for word in words)


def test_the_loss_is_that_of_the_answers_and_of_what_can_come():
    model, tokenizer = load_storyteller()
    rows = possible_rows(WORLD, tokenizer, [None, *WISHES[1:4]], STORIES[:4])
    surprise, at_any = (part.item() for part in ruling_out_loss(model, rows, weight=2.0))
    tokens = sum(len(row.answer) for row in rows)
    told = kept_log_probabilities(model, [row.prompt for row in rows], [row.answer for row in rows])
    assert surprise == pytest.approx(-told.sum().item() / tokens, rel=1e-4)
    total = 0.0
    with torch.no_grad():
        for row in rows:
            for place, ids in zip(row.places, row.possible, strict=True):
                chances = model(torch.tensor([row.prompt + row.answer[:place]]))[0, -1].softmax(-1)
                total -= math.log(chances[ids].sum().item())
    assert at_any == pytest.approx(2.0 * total / tokens, rel=1e-3, abs=1e-6)


def test_nothing_is_lost_where_anything_can_come():
    assert surprise_at_any(torch.randn(2, 3), [[0, 1, 2]] * 2).abs().max() < 1e-6


def test_training_makes_improbable_what_cannot_come():
    model, tokenizer = load_storyteller()
    rows = possible_rows(WORLD, tokenizer, [None] * 16, STORIES[:16])
    seen = []
    config = TrainingConfig(6, batch_size=16, optimiser="muon", learning_rate=0.003, matrix_learning_rate=0.003)
    rule_out(model, rows, config, 30, lambda *numbers: seen.append(numbers))
    assert [step for step, *_ in seen] == [1, 2, 3, 4, 5, 6] and seen[-1][2] < 0.7 * seen[0][2] and not model.training
