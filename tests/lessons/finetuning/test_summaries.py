"""Lesson 10, summaries: only descriptions are learned, a model is asked as it was taught, and scores are what they say."""

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.assets.summaries import Summary
from llm_edu.course.measuring import load_measurement
from llm_edu.decoding import generate
from llm_edu.finetuning import changes_of, frozen_prefix, stream_loss
from llm_edu.finetuning.streams import stream_from
from llm_edu.lessons.finetuning import summaries as lesson
from llm_edu.pretrained import encode_chat
from llm_edu.training import IGNORED
from llm_edu.transformer import Transformer, TransformerConfig

SUMMARIES = [Summary("Low", "Low is a slower user.\nIt is lowest.", "Slow user"),
             Summary("Er", "Er was 5 low", "Low in 7 Er"),
             Summary("Slow", "Slow and slower users are lowest.", "User")]


@pytest.fixture(scope="module")
def tiny():
    tokenizer = tiny_chat()[1]
    torch.manual_seed(0)
    config = TransformerConfig.llama(vocab_size=tokenizer.vocab_size, context_length=256, layers=3, width=16, heads=2)
    return Transformer(config).eval(), tokenizer


def test_rows_teach_the_description_and_its_end_after_what_the_model_is_asked_later(tiny):
    tokenizer = tiny[1]
    ids, targets = lesson.rows_of(tokenizer, SUMMARIES)
    for row, right, summary in zip(ids, targets, SUMMARIES, strict=True):
        asked = lesson.prompt(tokenizer, lesson.source_of(summary))
        answer = [*tokenizer.encode(summary.description), tokenizer.special_tokens["<|im_end|>"]]
        assert right[right != IGNORED].tolist() == answer
        assert int((right != IGNORED).nonzero()[0]) == len(asked) - 1
        assert row[:len(asked) + len(answer) - 1].tolist() == asked + answer[:-1]


def test_ways_to_ask(tiny):
    tokenizer = tiny[1]
    asked = {way: lesson.prompt(tokenizer, "A low text", way, SUMMARIES[:2]) for way in lesson.ASKED}
    assert asked["request"] == encode_chat(tokenizer, lesson.question("A low text"))
    assert tokenizer.decode(asked["examples"]) == (
        "Text: Low is a slower user.\nDescription: Slow user\n\nText: Er was 5 low\nDescription: Low in 7 Er\n\n"
        "Text: A low text\nDescription:")
    told = tokenizer.decode(asked["request and examples"])
    assert told.index(lesson.REQUEST) < told.index("slower user.") < told.index("Slow user") < told.index("A low text")


def test_what_is_written_ends_with_its_line_and_its_turn(tiny):
    model, tokenizer = tiny
    prompts = [lesson.prompt(tokenizer, lesson.source_of(summary)) for summary in SUMMARIES]
    for prompt, text in zip(prompts, lesson.described(model, tokenizer, prompts, at_once=2), strict=True):
        whole = tokenizer.decode(generate(model, prompt, max_new_tokens=lesson.MOST)[0].tolist())
        assert text == whole.split("<|im_end|>")[0].split("\n")[0].strip()


def test_learning_lowers_the_loss_and_moves_the_upper_layers_alone(tiny, monkeypatch):
    model, tokenizer = tiny
    monkeypatch.setattr(lesson, "LAYERS", 2)
    ids, targets = lesson.rows_of(tokenizer, SUMMARIES * 20)
    stream = frozen_prefix(model, ids, 2)
    adapted = lesson.learn(model, stream, targets, 0.02)
    assert {layer for layer, _ in changes_of(adapted)} == {2}
    losses = [stream_loss(each, stream_from(each, stream, 2), targets) for each in (model, adapted)]
    assert losses[1] < 0.9 * losses[0]
    again = lesson.learn(model, stream, targets, 0.02)
    assert torch.equal(stream_from(again, stream, 2), stream_from(adapted, stream, 2))


def test_scores():
    found = lesson.scores([each.description for each in SUMMARIES], SUMMARIES)
    assert found["chrF"] == pytest.approx([100] * 3) and found["ROUGE-L"] == [1] * 3
    assert found["unsupported"] == [False, True, False]
    worse = lesson.scores(["", "Nothing", "Slow"], SUMMARIES)
    assert worse["ROUGE-L"] == [0] * 3 and max(worse["chrF"]) < 30
    texts = lesson.baselines(SUMMARIES)
    assert texts["after “is a”"] == ["slower user.", "5 low", "lowest."] and texts["title"] == ["Low", "Er", "Slow"]


def test_an_interval_by_drawing_again_is_as_wide_as_that_of_the_normal_distribution():
    values = torch.randn(200, generator=torch.Generator().manual_seed(0))
    mean, low, high = lesson.interval(values.tolist())
    half = 1.96 * values.std().item() / 200 ** 0.5
    assert mean == pytest.approx(values.mean().item(), abs=1e-6)
    assert (mean - low, high - mean) == pytest.approx((half, half), rel=0.15)


def test_what_is_shown_ends_with_an_invention(monkeypatch):
    held_out = [Summary(f"{number}", f"Text {number}. More.", "A text") for number in range(6)]
    monkeypatch.setattr(lesson, "learned_and_held_out", lambda: ([], held_out))
    kept = {run: {"texts": ["A text"] * 4 + ["A text of 1968", "A text"]} for run in ("before", "after", "after, clean")}
    found = lesson.shown(kept, count=3)
    assert [one["title"] for one in found] == ["0", "1", "4"] and found[2]["not in the source"] == ["1968"]
    assert found[0]["first sentence"] == "Text 0." and found[0]["source"] == "Text 0. More."


@pytest.mark.full
@pytest.mark.asset("wikipedia-leads")
def test_kept_scores_are_those_of_the_kept_texts():
    kept, held_out = load_measurement("finetuning_summaries"), lesson.learned_and_held_out()[1]
    for run in ("before", "after", "after, clean"):
        texts = kept[run]["texts"]
        for name, values in lesson.scores(texts, held_out[:len(texts)]).items():
            assert kept[run][name] == pytest.approx(lesson.interval(values), abs=0.001)
    last = lesson.shown(kept)[-1]
    assert last["not in the source"] and last["after"] in kept["after"]["texts"]


def test_the_table_has_a_line_for_each_way():
    kept = load_measurement("finetuning_summaries")
    lines = {line[:16].strip(): line[16:] for line in lesson.table_of(kept).splitlines()}
    assert len(lines) == 9 and max(map(len, lines.values())) <= 82
    for run in ("before", "after", "after, clean"):
        mean, low, high = kept[run]["chrF"]
        assert f"{mean:.1f} ({low:.1f}–{high:.1f})" in lines[run] and f"{kept[run]['unsupported'][0]:.1%}"[:-1] in lines[run]
