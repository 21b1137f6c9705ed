"""The measurement of learning rates, on a model as small as a toy."""

from inspect import signature

import pytest
from tiny_chat import tiny_chat

from llm_edu.course.measuring import load_measurement
from llm_edu.finetuning import finetune
from llm_edu.lessons.finetuning.measurements import rate


@pytest.fixture
def tiny(monkeypatch):
    found = tiny_chat()
    monkeypatch.setattr(rate, "load_smollm2", lambda: found)
    monkeypatch.setattr(rate, "SNIPPETS", 20)


@pytest.mark.parametrize("kind", ["chats", pytest.param("texts", marks=pytest.mark.full)])
def test_what_was_set_aside_is_measured_from_before_to_the_end(tiny, kind):
    slow, fast = (rate.held_out(kind, each) for each in (1e-5, 3e-2))
    assert slow["held out"][0] == fast["held out"][0], "both begin with the same model"
    assert slow["held out"][0][0] == 0 and slow["best"] == min(loss for step, loss in slow["held out"] if step)
    assert fast["best"] < slow["best"] - 0.05


def test_chats_and_texts_are_what_the_text_says():
    assert set(rate.KINDS) == {"chats", "texts"}    # both are tried above
    chats, texts = map(rate.examples, rate.KINDS)
    assert len(chats) == 40 and all(example.messages for example in chats)
    assert len(texts) == rate.SNIPPETS and all(example.text for example in texts)


def test_no_other_rate_was_better_than_the_default_on_both_kinds():
    kept = load_measurement("finetuning_rate").results()
    best = {run: found["best"] for run, found in kept.items()}
    own = load_measurement("finetuning_own")["40 examples"]    # the same chats at the default rate
    best["chats 0.001"] = min(loss for step, loss in own["held out"] if step)
    assert kept["chats 0.003"]["held out"][0] == own["held out"][0], "the same chats were set aside"
    assert signature(finetune).parameters["learning_rate"].default == 1e-3
    assert abs(best["chats 0.003"] - best["chats 0.001"]) < 0.02 < best["chats 0.0003"] - best["chats 0.001"]
    assert best["texts 0.003"] < best["texts 0.001"] - 0.03
    steps = [step for step, _ in kept["chats 0.003"]["held out"]]
    assert steps[-1] < own["steps"], "it got worse, and was ended"
