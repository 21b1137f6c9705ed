"""Which tokens may come next: found in one reading, and by trying each of them."""

import random

import pytest

from llm_edu.alignment import PossibleTokens, draw_answers
from llm_edu.alignment.judges import first_wrong_token
from llm_edu.language_models import END_ID
from llm_edu.storyland import END, World, split_words
from llm_edu.training import load_storyteller
from llm_edu.training.storyteller import STORY


@pytest.fixture(scope="module")
def told():
    model, tokenizer = load_storyteller()
    return draw_answers(model, [[tokenizer.special_tokens[STORY]]] * 48, 100, seed=3, temperature=1.3)


@pytest.fixture(scope="module")
def possible():
    tokenizer = load_storyteller()[1]
    return PossibleTokens(World(seed=0), tokenizer, tokenizer.vocab_size)


def may_begin(world, text):
    """The slow reference: whether some story of the world begins so; its last word may be unfinished."""
    *words, last = split_words(text)
    return any(word.startswith(last) for word in world.read(words).following if word != END)


def test_the_possible_tokens_are_those_with_which_some_story_goes_on(possible, told):
    world, tokenizer, chance = possible.world, load_storyteller()[1], random.Random(0)
    special = {*tokenizer.special_tokens.values()}
    spaces = {token for token, piece in enumerate(possible.pieces) if not piece.strip()}
    for answer in told[:16]:
        places = possible.along(answer)
        for place in chance.sample(range(len(places)), 3):
            found, before = set(places[place].tolist()), answer[:place]
            for token in (found | set(chance.sample(range(possible.vocab_size), 60))) - special - spaces:
                assert (token in found) == may_begin(world, tokenizer.decode([*before, token])), (before, token)
            assert (END_ID in found) == bool(world.read(tokenizer.decode(before)).tellings)


def test_the_list_ends_where_the_judge_says_that_a_story_goes_wrong(possible, told):
    tokenizer, wrong_ones = load_storyteller()[1], 0
    for answer in told:
        places, wrong = possible.along(answer), first_wrong_token(possible.world, tokenizer, answer)
        if wrong is None:
            assert len(places) == len(answer) and all(token in ids for token, ids in zip(answer, places, strict=True))
        else:
            wrong_ones += 1
            assert len(places) == wrong + 1 and answer[wrong] not in places[wrong]
    assert 3 < wrong_ones < 40


def test_words_may_come_in_pieces_of_any_kind(possible):
    tokenizer = load_storyteller()[1]
    by_piece = {piece: token for token, piece in reversed(list(enumerate(possible.pieces)))}
    pieces = ["N", "ia", " was", " t", "ir", "ed", " of", " her", " blue", " "]
    answer = [by_piece[piece] for piece in pieces]
    places = possible.along(answer)
    assert len(places) == len(answer) and by_piece["ia"] in places[1] and by_piece[" was"] in places[2]
    assert by_piece[" blue"] in places[8] and by_piece[" was"] not in places[1]
    assert by_piece[" sky"] not in places[9] if " sky" in by_piece else True
    assert "Nia was tired" in tokenizer.decode(answer)
