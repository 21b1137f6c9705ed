"""The telephone chain: its text, its answers, and how a model learns them."""

from collections import Counter
from random import Random

import pytest

from llm_edu.lessons.prompting.measurements import scratchpad as measurement
from llm_edu.lessons.prompting.scratchpad import (
    KINDS,
    Chain,
    answers,
    draw_chains,
    example,
    follow,
    judge,
    last_word,
    misled,
    teach,
)
from llm_edu.training import load_storyteller


@pytest.fixture(scope="module")
def storyteller():
    return load_storyteller()


def test_chains_are_rings_without_a_short_cut():
    chains = draw_chains(120, seed=3)
    assert Counter(chain.calls for chain in chains) == {calls: 20 for calls in range(1, 7)}
    for chain in chains:
        callers, called = zip(*chain.pairs)
        assert len(set(callers)) == 8 and set(callers) == set(called)
        assert len({chain.first, *chain.reached}) == chain.calls + 1    # nobody is reached twice, nor the first
        assert chain.text.endswith(f"on from {chain.first}") and all(f"{one} {two}" in chain.text for one, two in chain.pairs)
    assert draw_chains(120, seed=3) == chains and draw_chains(120, seed=4) != chains


def test_what_the_list_says_is_judged_from_its_words():
    for chain in draw_chains(30, seed=5):
        told = chain.text.removeprefix("Who calls whom: ").split(".")[0]
        pairs = [pair.split() for pair in told.split(", ")]
        assert follow(pairs, chain.first, chain.calls) == chain.reached


def test_kinds_differ_only_in_what_stands_before_the_answer(storyteller):
    _, tokenizer = storyteller
    for chain in draw_chains(30, seed=6):
        rows = {kind: example(tokenizer, chain, kind) for kind in KINDS}
        assert {last_word(chain.answer(kind)) for kind in KINDS} == {chain.reached[-1]}
        assert len(rows["scratchpad"].ids) == len(rows["pause"].ids) == len(rows["direct"].ids) + chain.calls - 1
        assert len({row.ids[:row.first] for row in rows.values()}) == 1
        assert len({chain.answer(kind) for kind in KINDS}) == (1 if chain.calls == 1 else 3)
    with pytest.raises(ValueError, match="direct, scratchpad, pause"):
        chain.answer("thinking")


@pytest.mark.parametrize("wrong", [{"residents": 1}, {"residents": 41}, {"longest": 0}, {"longest": 8},
                                   {"residents": 4, "longest": 4}])
def test_what_cannot_be_drawn(wrong):
    with pytest.raises(ValueError, match="a ring has 2 to 40 residents"):
        draw_chains(1, seed=0, **wrong)


def test_a_judge_reads_the_last_word(monkeypatch):
    chains = [Chain((("Ada", "Ben"), ("Ben", "Mia"), ("Mia", "Ada")), "Ada", calls) for calls in (1, 2, 2)]
    said = [" Ben.", " Ben Mia.", " Mia Ben."]
    monkeypatch.setattr("llm_edu.lessons.prompting.scratchpad.answers", lambda *_: said)
    assert judge(None, None, chains) == ({1: (1, 1), 2: (1, 2)}, said)


def test_a_wrong_name_leads_to_another_answer():
    for chain in draw_chains(60, seed=7):
        if chain.calls > 1:
            begun, answer = misled(chain, Random(0))
            *before, wrong = begun.split()
            assert tuple(before) == chain.reached[:chain.calls - 2] and wrong not in (chain.first, *chain.reached)
            assert answer == dict(chain.pairs)[wrong] != chain.reached[-1]


def test_teaching_leaves_storyteller_as_it_is_and_goes_down(storyteller):
    losses = []
    model, tokenizer = teach("scratchpad", steps=6, batch_size=8, warmup=1, callback=lambda _, loss: losses.append(loss))
    assert len(losses) == 6 and losses[-1] < losses[0] and not model.training
    fresh = load_storyteller()[0].state_dict()
    assert any(not value.equal(fresh[name]) for name, value in model.state_dict().items())
    said = answers(model, tokenizer, draw_chains(2, seed=8), begun=[" Ada", ""])
    assert len(said) == 2 and all(isinstance(text, str) for text in said)


@pytest.mark.full
def test_the_measurement():
    found = measurement.learned("scratchpad", steps=12, batch_size=4, asked=24)
    assert len(found["losses"]) == 2 and sum(asked for _, asked in found["right"].values()) == 24
    follows, true, asked = found["misled"]
    assert follows + true <= asked == 20
    assert "misled" not in measurement.learned("direct", steps=2, batch_size=4, asked=6)
