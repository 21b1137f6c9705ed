"""The measurements of lesson 13's content and code, with few drafts of a model that knows nothing."""

import json

import pytest
from tiny_chat import tiny_chat

from llm_edu.applications.content import broken_limits
from llm_edu.applications.humaneval import Problem
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.applications.code_demos import repaired_or_again
from llm_edu.lessons.applications.content_demos import (
    BRIEF,
    PLAIN,
    SPEAKERS,
    TOPICS,
    dialogue_in_form,
    outline_in_form,
    print_judged,
)
from llm_edu.lessons.applications.measurements import code, content

ADD = Problem("HumanEval/x", 'def low(a):\n    """ slow """\n', "low", "    return a\n",
              "def check(candidate):\n    assert candidate(1) == 1\n")


@pytest.fixture
def few(monkeypatch):
    for module, values in {content: {"DRAFTS": 12, "PRODUCTS": 5, "TRIES": 2},
                           code: {"PROBLEMS": 3, "SAMPLES": 2, "AS_GIVEN": 2, "REPAIRED": 2, "DOCUMENTED": 2,
                                 "LONGEST": 20}}.items():
        monkeypatch.setattr(module, "load_smollm2", tiny_chat)
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(code, "load_problems", lambda: [ADD] * 4)
    yield
    code.greedy_programs.cache_clear()


def test_content(few):
    found = content.advertisements(PLAIN)
    assert found["drafts"] == 12 and found["keep all limits"] == 0 and found["broken"]["lacks 'light'"] == 12
    assert 12 <= found["written"] <= 12 * 60 and len(found["first"]) == 8
    texts = content.product_texts(0.7, 2)
    assert texts["products"] == 5 and len(texts["invented"]) == len(texts["missing"]) == 10
    assert set(texts["missing"]) <= set("45678")    # the model knows no word of the shop's
    assert content.template() == {"products": 5, "invented": "00000", "missing": "00000"}
    shaped = content.RUNS["outlines"]()
    assert shaped["answers"] == len(TOPICS) and shaped["in form"] == 0
    json.dumps([found, texts, shaped])


@pytest.mark.full
def test_code(few):
    found = {name: run() for name, run in code.RUNS.items()}
    assert found["greedy"]["rights"] == "000" and sum(found["greedy"]["ended"].values()) == 3
    assert found["sampled"]["rights"] == "000" and set(found["sampled"]["different"]) <= set("12")
    assert found["as given"]["problems"] == 2 and found["repair"]["mended"] == "00"
    assert found["repair"]["no function"] == 2 and found["document"]["functions"] == 2
    assert found["one line"]["passed"]["the first argument"] == 3 and found["one line"]["passed"]["0"] == 0
    json.dumps(found)


def test_forms():
    assert outline_in_form("1. a\n2. b\n3. c\n4. d\n5. e") and not outline_in_form("1. a\n2. b\n3. c\n4. d\n5. d")
    one, other = SPEAKERS
    lines = [f"{speaker}: Yes." for speaker in (one, other) * 3]
    assert dialogue_in_form("\n\n".join(lines)) and not dialogue_in_form("\n".join(lines[:5]))


def test_what_is_broken_stands_below_each_text(capsys):
    print_judged(["The Lumo Nox is the light for a dark way home.", "Best light!"], BRIEF)
    assert capsys.readouterr().out.splitlines()[1::2] == ["    keeps all the limits", "    2 words, at least 6; says 'best'; says '!'"]


def test_what_was_kept_is_what_the_lesson_says():
    kept = load_measurement("applications_content").results()
    untold, told = kept["limits untold"], kept["limits told"]
    assert untold["keep all limits"] < told["keep all limits"] < told["drafts"] / 2
    for run in (untold, told):
        assert all(broken_limits(text, BRIEF) == broken for text, broken in run["first"])
        assert not any(broken_limits(text, BRIEF) for text in run["kept"])
    for word in ("best", "perfect"):    # who is told what not to say says it more often
        assert told["broken"][f"says {word!r}"] > 5 * untold["broken"][f"says {word!r}"]
    assert set(kept["template"]["invented"]) == set(kept["template"]["missing"]) == {"0"}
    for name in ("products, greedy", "products, drawn"):
        invented, missing = kept[name]["invented"], kept[name]["missing"]
        assert len(invented) == len(missing) == kept[name]["products"] * kept[name]["tries"]
        assert 0.4 < invented.count("0") / len(invented) < 0.9 and sum(map(int, missing)) > 4 * len(missing)
    assert kept["dialogues"]["in form"] < kept["outlines"]["in form"] < 10


def test_what_was_kept_of_programs_is_what_the_lesson_says():
    kept = load_measurement("applications_code").results()
    greedy, sampled, repair = kept["greedy"], kept["sampled"], kept["repair"]
    assert kept["as given"]["passed"] == 0 < greedy["rights"].count("1") < 0.1 * len(greedy["rights"])
    assert len(greedy["rights"]) == greedy["problems"] == sum(greedy["ended"].values()) == 164
    assert len(sampled["rights"]) == sampled["problems"] and sampled["samples"] == 5
    assert sum(map(int, sampled["rights"])) == sampled["ended"]["passed"]
    solved = [right != "0" for right in sampled["rights"]]
    assert sum(map(int, sampled["rights"])) / 5 / len(solved) < sum(solved) / len(solved)
    assert len(repair["mended"]) == len(repair["problems"]) == 48 and "1" not in repair["mended"]
    assert repair["same body"] > 24 and kept["document"]["in form"] == 0
    told, again = repaired_or_again(kept).values()
    assert told[0] == 0 < again[0] < 0.1 and told[1] > 2 * again[1]
