"""What sitting 1 of lesson 12 prints and draws, and what it says of ten ways."""


from itertools import combinations

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson
from llm_edu.lessons.prompting import asking_demos as demos
from llm_edu.lessons.prompting.asking_plots import answers_plot
from llm_edu.lessons.prompting.ways_plots import pairs_plot, ways_plot
from llm_edu.prompting import Prompt, label_scores, mcnemar

TEXTS = ["low", "slow and slower", "", "the lowest {of all}"]


def exact_p(first, second):
    return mcnemar(sum(one > other for one, other in zip(first, second)),
                   sum(other > one for one, other in zip(first, second)))


@pytest.fixture(scope="module")
def tiny():
    model, tokenizer = tiny_chat()
    with torch.no_grad():
        model.token_embedding.weight.mul_(3)    # opinions
    return model, tokenizer


@pytest.mark.parametrize("texts", (TEXTS, TEXTS[:1], ["low", "low"]))
@pytest.mark.parametrize("examples", ((), (("low", 1), ("slow", 0))))
def test_whole_prompts_are_asked_about_as_their_parts_are(tiny, texts, examples):
    model, tokenizer = tiny
    prompt = Prompt("Text: {text}\nKind: {label}", ("low", "slower"), examples)
    found = demos.asked_with(model, tokenizer, [prompt.text(text) for text in texts], (" low", " slower"))
    torch.testing.assert_close(found, label_scores(model, tokenizer, prompt, texts), rtol=1e-4, atol=1e-4)


def test_answers_are_shown_with_labels_and_counts(capsys):
    prompts = {"one": Prompt(labels=("bad", "good")), "two": Prompt(labels=("no", "yes"))}
    shown = [("Dull\n.", 0), ("Fine " * 30, 1), ("Odd.", 1)], prompts, {"one": [0, 1, 0], "two": [1, 1, 1]}
    demos.print_answers(*shown)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == [["truth", "one", "two"], ["bad", "bad", "yes", "Dull", "."]] and lines[2][-1] == "…"
    assert lines[-1] == "right 2 of 3 2 of 3".split()
    plot = answers_plot(*shown)
    assert plot.alt.startswith("Right: one 2 of 3, two 2 of 3") and "Dull . truth: bad, one: bad, two: yes" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"


class Kept(dict):
    """Like a measurement."""

    results = dict.copy


def small():
    """Three ways on 40 items: right on all, on 36 of the same, on 20."""
    classes = "10" * 20
    answers = {name: {"answered": "".join("10"[int(each)] if place < count else each
                                          for place, each in enumerate(classes))}
               for name, count in {"best": 0, "next": 4, "coin": 20}.items()}
    return Kept(classes=classes, **answers)


def test_plots_say_who_is_close():
    kept = small()
    right = demos.right_answers(kept)
    assert {name: sum(found) for name, found in right.items()} == {"best": 40, "next": 36, "coin": 20}
    assert demos.says_positive(kept)["best"] == 0.5
    plot = ways_plot(right, lambda right, count: wilson(right / count, count), demos.says_positive(kept))
    assert plot.alt.startswith("1 of 2 intervals overlap with the best prompt's. Accuracy: best 100% (91% to 100%)")
    plot = pairs_plot(right, exact_p)
    assert plot.alt == ("1 of 3 pairs are too close to call (p ≥ 0.05). McNemar's p of two prompts is 0.05 or more for: "
                        "best and next p = 0.12.")
    assert plot.to_png()


def test_the_repaired_prompt_is_better_on_snippets_that_did_not_choose_it():
    kept, repair = load_measurement("prompting_ways"), load_measurement("prompting_repair")["instruction, repaired"]
    before, after = ([one == other for one, other in zip(answered, kept["classes"])]
                     for answered in (kept["instruction"]["answered"], repair["answered"]))
    assert len(after) == 400 and exact_p(before[100:], after[100:]) < 0.05
    assert sum(after[100:]) - sum(before[100:]) > 15


def test_whole_prompts_are_printed_and_many_examples_counted(capsys):
    demos.print_prompts({"chat": Prompt("{text}\n{label}", ("a", "b"), chat=True),
                         "more": Prompt(examples=[("Dull.", 0)] * 4)}, "A <b>{text}</b>.")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["--- chat (a or b?)", "<|im_start|>system"] and "A <b>{text}</b>.<|im_end|>" in lines
    assert lines[-2:] == ["--- more (negative or positive?)", "(4 examples like the ones above, and then the question)"]


def test_the_ten_ways_are_as_the_lesson_says():
    kept = load_measurement("prompting_ways")
    right, positive = demos.right_answers(kept), demos.says_positive(kept)
    ranked = sorted(right, key=lambda name: -sum(right[name]))
    assert ranked[0] == "4 examples" and ranked[-2:] == ["instruction", "it was"]
    assert {len(each) for each in right.values()} == {400}
    assert positive["it was"] == 1 and sum(right["it was"]) == kept["classes"].count("1")
    assert 0.7 < positive["instruction"] < 0.8 and ranked.index("chat") >= 5
    values = {pair: exact_p(*(right[name] for name in pair)) for pair in combinations(ranked, 2)}
    assert values["4 examples", "8 examples"] < 0.001 < 0.05 < values["4 examples", "review"] < 0.06
    strict = {pair for pair, p in values.items() if p < 0.05 / 45}
    assert strict == {pair for pair, p in values.items() if p < 0.001} and len(strict) > 15
    bounds = {name: wilson(sum(found) / 400, 400) for name, found in right.items()}
    apart = [pair for pair in values if bounds[pair[0]][0] > bounds[pair[1]][1]]
    assert all(values[pair] < 0.05 for pair in apart) and len(apart) < sum(p < 0.05 for p in values.values())
