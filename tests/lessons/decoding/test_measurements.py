"""Lesson 07's measurements, with few texts: each run does what its name says."""

import pytest

from llm_edu.decoding import Greedy, Sampling, generate
from llm_edu.lessons.decoding.demos import tiny_talker
from llm_edu.lessons.decoding.measurements import best, speculative, speed, stories, texts

pytestmark = pytest.mark.full


@pytest.fixture
def few_stories(monkeypatch):
    monkeypatch.setattr(stories, "COUNT", 3)


@pytest.mark.parametrize("name", ["greedy", "the truth"])
def test_stories(name, few_stories):
    found = stories.RUNS[name]()
    assert 0 <= found["whole"] <= 1 and 0 < found["distinct 4"] <= 1 and found["log P"] < 0 and found["sample"]
    if name == "greedy":
        assert found["different"] == pytest.approx(1 / 3, abs=1e-3)    # the same one, three times
    if name == "the truth":
        assert found["whole"] == found["new"] == 1


def test_every_strategy_is_what_its_name_says():
    for name, strategy in stories.STRATEGIES.items():
        family, _, value = name.partition(" ")
        field = {"temperature": "temperature", "top-k": "top_k", "top-p": "top_p", "min-p": "min_p",
                 "penalty": "repetition_penalty"}.get(family)
        if field:
            assert strategy == Sampling(**{field: type(getattr(strategy, field))(float(value))})


def test_best(monkeypatch):
    monkeypatch.setattr(best, "STORIES", 2)
    monkeypatch.setattr(best, "WIDTHS", (1, 2))
    found = best.compare()
    assert found["of"] + found["given up"] == 2 and set(found["found"]) == {"1", "2"}
    for row in found["rows"]:
        assert row["best"] >= max(row["1"], row["2"]) - 2e-3


@pytest.mark.asset("smollm2", "wikipedia-leads")
def test_texts(monkeypatch):
    for name, value in {"PROMPTS": 2, "WRITTEN": 4}.items():
        monkeypatch.setattr(texts, name, value)
    texts.prompts.cache_clear()
    try:
        people, greedy = texts.RUNS["people"](), texts.RUNS["greedy"]()
    finally:
        texts.prompts.cache_clear()
    assert people["titles"] == greedy["titles"] and len(people["texts"]) == 2
    assert greedy["log P"] > people["log P"]    # four tokens, each the likeliest
    for one, other in zip(people["texts"], greedy["texts"]):
        assert one[:15] == other[:15]


@pytest.mark.asset("smollm2")
def test_speed(monkeypatch):
    monkeypatch.setattr(speed, "ROUNDS", 1)
    monkeypatch.setattr(speed, "LENGTHS", (4, 260))
    remembered, again = speed.RUNS["with a cache"](), speed.RUNS["without"]()
    assert set(remembered) == set(again) == {"4", "260"} and again["260"] > 2 * remembered["260"]


def test_speculation_of_stories(monkeypatch):
    monkeypatch.setattr(speculative, "STORIES", 1)
    found = speculative.RUNS["stories"]()
    assert 0 < found["accepted"] <= 1 and 1 <= found["tokens a call"] <= 5 and found["seconds"] > 0


@pytest.mark.asset("smollm2")
def test_speculation_with_a_model_as_its_own_draft(monkeypatch):
    monkeypatch.setattr(speculative, "PROMPTS", ("Hello",))
    monkeypatch.setattr(speculative, "NEW", 6)
    found = speculative.smollm2_with_its_first(30)    # all of them: every guess is right
    assert found["accepted"] == 1.0 and found["same tokens"]


def test_guesses_from_the_text_change_nothing_and_save_calls():
    model, prompt = tiny_talker(), [3, 1, 4]
    found = speculative.guess_from_the_text(model, prompt, 30, stop=[])
    assert found.ids.tolist() == generate(model, prompt, Greedy(), 30).tolist()
    assert found.calls + found.accepted == 30 and 0 < found.accepted <= found.drafted    # greedy, it goes in circles
    end = found.ids[0, 20].item()
    short = speculative.guess_from_the_text(model, prompt, 30, stop=[end])
    assert short.ids.tolist() == generate(model, prompt, Greedy(), 30, stop=[end]).tolist()
    assert speculative.looked_up([1, 2, 3], 4) == [] and speculative.looked_up([5, 5, 5], 4) == [5]
