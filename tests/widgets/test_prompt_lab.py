"""PromptLab without a browser: the run and what it keeps, edited prompts, figures, words, picture, what is refused."""

import asyncio
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
import small_lab
import torch
from browser.stand_ins import BYTES, small_transformer
from small_lab import ITEMS, PROMPTS, Answers, finish

from llm_edu.intervals import wilson
from llm_edu.prompting import Prompt, calibrated, compare, content_free_scores, label_scores
from llm_edu.widgets import PromptLab
from llm_edu.widgets.prompt_lab.figures import all_figures, letters


def wanted(lab, running=True, **changes):
    """A request of the page. changes: id -> fields of that prompt that are edited; None takes it away"""
    prompts = [{**spec, **(changes.get(f"p{spec['id']}", {}) or {})} for spec in lab.prompts
               if changes.get(f"p{spec['id']}", {}) is not None]
    return {"kind": "set", "prompts": prompts, "chosen": lab.chosen, "running": running,
            "sequence": lab.request.get("sequence", 0) + 1}


def test_everything_is_answered_once_in_the_same_order():
    answers = Answers()
    lab = finish(small_lab.small_lab(score=answers))
    order = [text for text, _ in lab.items]
    assert sorted(order) == sorted(text for text, _ in ITEMS) and order != [text for text, _ in ITEMS]
    for prompt in PROMPTS.values():
        assert [text for asked, text in answers.asked if asked == prompt] == order
    assert [asked for asked, _ in answers.asked[:24]] == [prompt for prompt in PROMPTS.values() for _ in range(8)]    # in turn
    assert lab.right("reads").all() and (lab.right("hopes") == [text.endswith("good") for text in order]).all()
    assert lab.status["state"] == "done" and lab.status["done"] == lab.status["total"] == 120
    assert small_lab.small_lab(start=False).items == lab.items != small_lab.small_lab(start=False, seed=1).items


def test_the_model_is_asked_as_label_scores_asks():
    torch.manual_seed(0)
    model, items = small_transformer(), [("a hat", 0), ("a cat sat", 1), ("no", 1), ("", 0)]
    prompts = {"one": Prompt("{text}: {label}"), "two": Prompt("{text}. So {label}", examples=[("hm", 1)], separator="\n"),
               "free": Prompt("{text}: {label}")}
    lab = finish(PromptLab(model, BYTES, items, prompts, batch_size=3, calibrate=["free"]))
    texts = [text for text, _ in lab.items]
    for name in ("one", "two"):
        assert lab.classes_of(name).tolist() == label_scores(model, BYTES, prompts[name], texts).argmax(-1).tolist()
    scores = label_scores(model, BYTES, prompts["free"], texts)
    told = calibrated(scores, content_free_scores(model, BYTES, prompts["free"]))
    assert lab.classes_of("free").tolist() == told.argmax(-1).tolist()
    assert lab.told["3"] == letters(told.argmax(-1), told.exp().max(-1).values)


def test_figures_are_right():
    lab = finish(small_lab.small_lab())
    figures, right = lab.figures, {name: lab.right(name) for name in PROMPTS}
    for id, name in zip("123", PROMPTS):
        found = figures["prompts"][id]
        assert (found["count"], found["right"]) == (40, right[name].sum()) and found["share"] == right[name].mean()
        assert (found["low"], found["high"]) == wilson(found["share"], 40)
        truth, said = np.array([number for _, number in lab.items]), lab.classes_of(name)
        assert found["matrix"] == [[int(((truth == row) & (said == column)).sum()) for column in (0, 1)] for row in (0, 1)]
    for pair, names in {"1 2": ("reads", "hopes"), "1 3": ("reads", "counts"), "2 3": ("hopes", "counts")}.items():
        expected, found = compare(*(right[name] for name in names)), figures["pairs"][pair]
        assert [found[name] for name in ("only_first", "only_second", "p")] == [expected.only_first, expected.only_second, expected.p]
        assert found["both"] + found["only_first"] + found["only_second"] + found["neither"] == found["count"] == 40
    uneven = all_figures({"1": [0, 1, 1], "2": [0], "3": []}, [0, 1, 0], 2)
    assert uneven["pairs"]["1 2"]["count"] == 1 and uneven["pairs"]["1 3"]["p"] == 1 and uneven["prompts"]["3"]["share"] is None


def test_stop_and_go_on_lose_nothing():
    gate, answers = threading.Event(), None
    answers = Answers(gate)
    lab = small_lab.small_lab(score=answers)
    lab.stop()
    assert lab.status["state"] == "stopping"
    gate.set()
    finish(lab)
    assert lab.status["state"] == "stopped" and lab.status["done"] == len(answers.asked) == 8
    lab.run()
    finish(lab)
    assert lab.status["state"] == "done" and len(answers.asked) == len(set(answers.asked)) == 120


def test_a_stop_that_is_taken_back_in_time():
    gate = threading.Event()
    lab = small_lab.small_lab(score=Answers(gate))
    lab.stop()
    lab.run()
    run = lab._run
    gate.set()
    assert finish(lab)._run is run and lab.status["state"] == "done"


def test_edited_in_the_page():
    answers = Answers()
    lab = finish(small_lab.small_lab(score=answers))
    lab.request = wanted(lab, p2={"template": "{text} now {label}", "name": "hopes  no\tmore"})
    finish(lab)
    assert "error" not in lab.answer and lab.right("hopes no more").all() and len(answers.asked) == 160
    lab.request = wanted(lab, p2={"template": PROMPTS["hopes"].template})
    finish(lab)
    assert not lab.right("hopes no more").all() and len(answers.asked) == 160    # what was answered before is kept
    lab.request = wanted(lab, p1=None)
    finish(lab)
    assert [spec["id"] for spec in lab.prompts] == ["2", "3"] and set(lab.told) == {"2", "3"} == set(lab.figures["prompts"])
    again = {**lab.prompts[0], "id": "4", "name": "reads again", "template": PROMPTS["reads"].template}
    lab.request = {**wanted(lab), "prompts": [*lab.prompts, again], "chosen": ["4", "2"]}
    finish(lab)
    assert lab.right("reads again").all() and len(answers.asked) == 160 and lab.chosen == ["4", "2"]


def test_added_while_it_runs():
    gate = threading.Event()
    lab = small_lab.small_lab(score=Answers(gate))
    more = {**lab.prompts[0], "id": "9", "name": "more", "template": "{text}! {label}"}
    lab.request = {**wanted(lab), "prompts": [*lab.prompts, more]}
    run = lab._run
    gate.set()
    assert finish(lab)._run is run and lab.status["total"] == 160 and lab.right("more").all()


@pytest.mark.parametrize("edit, said", [
    ({"template": "{text} {zzz} {label}"}, "“reads”: there is no field {zzz}"),
    ({"template": "{text}"}, "“reads”: in the template {label} is missing"), ({"labels": ["a", "b", "c"]}, "a label for each of the 2"),
    ({"labels": ["a", ""]}, "two or more different words"), ({"name": " "}, "a name of 1 to 60"), ({"name": "hopes"}, "two prompts have the name"),
    ({"shots": 3}, "there are not 3 examples"), ({"pool": 7}, "there are not"), ({"id": "x"}, "a few digits"), ({"id": "2"}, "two prompts have the id"),
    ({"chat": 1}, "a prompt has id, name"), ({"template": "{text}{label}" + "x" * 20_000}, "at most 20,000 characters"),
])
def test_what_cannot_be_asked_changes_nothing(edit, said):
    lab = finish(small_lab.small_lab())
    before = lab.prompts, lab.told, lab.figures
    lab.request = wanted(lab, p1=edit)
    assert said in lab.answer["error"] and not lab.answer["error"].startswith("ValueError")
    assert (lab.prompts, lab.told, lab.figures) == before
    for prompts in ([], None, [*lab.prompts] * 5):
        lab.request = {**wanted(lab), "prompts": prompts}
        assert "a lab has 1 to 12 prompts" in lab.answer["error"]


def test_one_that_fails_leaves_the_others_alone():
    lab = finish(small_lab.small_lab(prompts={**PROMPTS, "broken": Prompt("Fail {text} {label}")}, classes=("bad", "good")))
    assert lab.status["state"] == "failed" and lab.status["problems"] == {"4": "this prompt fails"} and lab.status["done"] == 120
    assert repr(lab).endswith("“broken” has failed.")
    with pytest.raises(ValueError, match="this prompt fails"):
        asyncio.run(lab.finished())
    lab.request = wanted(lab, p4={"template": "{text} {label}"})
    finish(lab)
    assert lab.status["problems"] == {} and lab.status["state"] == "done"
    wrong = finish(small_lab.small_lab(score=lambda prompt: lambda texts: torch.zeros(len(texts), 3)))
    assert "the model gave scores of shape (8, 3)" in wrong.status["problems"]["1"]


def test_examples_are_taken_from_the_pool():
    own = replace(PROMPTS["reads"], examples=[("own", 1)])
    lab = small_lab.small_lab(prompts={"own": own, "bare": PROMPTS["hopes"]}, examples=[("one", 0), ("two", 1)], start=False)
    assert lab.pools == [2, 1] and [(spec["pool"], spec["shots"]) for spec in lab.prompts] == [(1, 1), (0, 0)]
    lab.request = wanted(lab, False, p1={"shots": 0}, p2={"shots": 2})
    assert [way.prompt.examples for way in lab._ways] == [(), (("one", 0), ("two", 1))]
    assert lab.prompts[1]["reads"].startswith("Hope: one bad\n\nHope: two good\n\nHope: film ")
    assert lab.status["state"] == "ready"    # nobody has pressed Run


def test_waiting_and_an_interrupt():
    lab = small_lab.small_lab()
    assert asyncio.run(lab.finished()) is lab and lab.status["state"] == "done"
    gate = threading.Event()

    async def interrupted():
        slow = small_lab.small_lab(score=Answers(gate))
        waiting = asyncio.ensure_future(slow.finished())
        await asyncio.sleep(0.05)
        waiting.cancel()
        asyncio.get_running_loop().call_later(0.05, gate.set)
        return await waiting

    slow = asyncio.run(interrupted())
    assert slow.status["state"] == "stopped" and 0 < slow.status["done"] <= 24


def test_words_and_picture():
    fresh = small_lab.small_lab(start=False)
    assert repr(fresh) == "3 prompts on 40 items: how often each is right, with intervals that shrink as the answers come."
    lab = finish(small_lab.small_lab())
    assert repr(lab) == ("The best of 3 prompts: “reads” is right on 100 % of 40 items (95 % interval 91 to 100 %); the next, "
                         "“hopes”, is right on 50 %. McNemar's test of the two: p < 0.001.") == lab.status["say"]
    for each in (fresh, lab, finish(small_lab.small_lab(prompts={"$only$ 我": PROMPTS["reads"]}))):
        data, _ = each._repr_mimebundle_()
        assert len(data["text/html"]) > 1_000 and data["text/plain"] == repr(each)
    said = fresh.picture().axes[0].texts
    assert [text.get_text() for text in said] == ["not asked yet"] * 3
    assert all(text.get_position()[0] > 1 and text.get_ha() == "left" for text in said)    # no line can cross it there


def test_what_travels_stays_small():
    """Of 500 items and 12 prompts: the texts once, then a few letters an answer."""
    items = [(f"a text of some length, number {number}", number % 2) for number in range(500)]
    prompts = {f"prompt {number}": Prompt(f"{{text}} {number} {{label}}", ("bad", "good")) for number in range(12)}
    lab = small_lab.small_lab(items=items, prompts=prompts, start=False)
    changes = []
    lab.observe(lambda change: changes.append((change["name"], len(repr(change["new"])))))
    lab.run()
    finish(lab)
    assert not {name for name, _ in changes} & {"items", "prompts", "classes", "pools"}
    assert max(size for _, size in changes) < 20_000


@pytest.mark.parametrize("wrong, error, said", [
    ({"prompts": {}}, TypeError, "with at least one"), ({"prompts": {"a": "b"}}, TypeError, "names and Prompts"),
    ({"prompts": {f"{n}": PROMPTS["reads"] for n in range(13)}}, ValueError, "1 to 12"), ({"items": []}, ValueError, "1 to 5,000 items"),
    ({"items": ["text"]}, TypeError, "an item is a pair"), ({"items": [("a", 2)]}, ValueError, "from 0 to 1"),
    ({"items": [("a" * 5_001, 0)]}, ValueError, "at most 5,000"), ({"classes": ["a"]}, ValueError, "2 to 26 classes"),
    ({"classes": ["a", "b", "c"]}, ValueError, "a label for each of the 3"), ({"calibrate": ["x"]}, ValueError, "to calibrate"),
    ({"batch_size": 0}, ValueError, "batch_size"), ({"prompts": {"": PROMPTS["reads"]}}, ValueError, "a name of 1 to 60"),
])
def test_what_no_lab_is_made_of(wrong, error, said):
    with pytest.raises(error, match=said):
        small_lab.small_lab(**{"start": False, **wrong})
    with pytest.raises(TypeError, match="needs a Transformer"):
        PromptLab(str, BYTES, ITEMS, PROMPTS)
    with pytest.raises(ValueError, match="there is no prompt 'x'"):
        small_lab.small_lab(start=False).right("x")


def test_nothing_heavy_is_imported_with_it():
    code = "import sys, llm_edu.widgets; assert not {'torch', 'matplotlib', 'llm_edu.prompting'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
