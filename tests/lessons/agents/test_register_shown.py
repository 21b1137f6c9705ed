"""What lesson 16 prints and draws of the village register says what was measured."""

import json

import pytest

from llm_edu.agents.register import Run
from llm_edu.course.measuring import Measurement, load_measurement
from llm_edu.grounding.village import Question
from llm_edu.lessons.agents import register_demos as demos
from llm_edu.lessons.agents.opening_demos import toolbox_of
from llm_edu.lessons.agents.register_plots import loop_picture, rewards_plot, rules_plot
from llm_edu.storyland.village import Fact

USES, KINDS = ("shown", "practised", "judged"), ("told", "withheld", "missing")


def counted(called, right, silent=0.0, runs=10):
    return {"runs": runs, "called": called, "right": right, "silent": silent}


def runs(withheld):
    """Made up: told facts are known, missing ones end in silence; of the withheld this share is called and right."""
    return {f"{kind}, {use}": {"told": counted(0.0, 1.0), "withheld": counted(withheld, withheld),
                               "missing": counted(1.0, 0.0, 1.0)}[kind] for kind in KINDS for use in USES}


def answers(result, truth, silent, value):
    return {f"{kind}, judged": {"runs": 4, "result": result, "truth": truth, "silent": silent, "value": value}
            for kind in KINDS}


def village(seed):
    fates = {"lies": answers(0.75, 0.25, 0.0, 1.0), "empty": answers(0.0, 0.0, 0.9, 0.1), "broken": answers(0, 0, 0.2, 0.8)}
    questions = [[f"{kind}, {use}", sure, alone, by_call, called] for use in USES for kind, sure, alone, by_call, called in (
        ("told", 0.99, 1.0, 1.0, 0), ("withheld", 0.8, -1.0, 1.0, 1), ("withheld", 0.9, -1.0, 1.0, 0),
        ("missing", 0.6, -1.0, 0.0, 1))]
    way = {"runs": runs(0.5), "some lies": runs(0.25), **fates, "questions": questions, "copied": {"told": [9, 9], "untold": [1, 4]}, "loss": 20.5}
    return {"untaught": {group: counted(0, float(group.startswith("told"))) for group in runs(0)}, "untaught loss": 20.0,
            "examples": dict.fromkeys(("any result", "true result", "never empty"), way),
            "rewards": {name: {"runs": runs(0.5 + seed / 10)} for name in demos.WAYS if name != "before"}}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    entries = {f"village {seed}": {"result": json.loads(json.dumps(village(seed))), "seconds": 1, "hardware": "none"}
               for seed in range(3)}
    return Measurement("agents_register", "Made up.", entries, tmp_path_factory.mktemp("none"))


def printed(capsys, show, *arguments):
    show(*arguments)
    return " ".join(capsys.readouterr().out.split())


def test_calls_results_and_rules(kept, capsys):
    text = printed(capsys, demos.print_calls, kept)
    assert "told 0.00 (0.00 to 0.00) 1.00 (1.00 to 1.00)" in text and "withheld 0.50 (0.50 to 0.50)" in text
    assert text.endswith("withheld, answered without a call: 0 of 3 right")
    assert "any result told 0.75 (0.75 to 0.75) 0.25 (0.25 to 0.25)" in printed(capsys, demos.print_lies, kept)
    text = printed(capsys, demos.print_failures, kept)
    assert "not-found; with not-found 0.90 (0.90 to 0.90) 0.00 (0.00 to 0.00) 0.10" in text and "out-of-order; without it 0.20" in text
    assert "withheld 0.50 (0.50 to 0.50) 0.25" in printed(capsys, demos.print_some_lies, kept)
    assert "of no resident: 3 of 12" in printed(capsys, demos.print_copied, kept)
    text = printed(capsys, demos.print_rules, kept)
    assert "never calls −0.50" in text and "always calls 0.70 (0.70 to 0.70) 0.55" in text
    at_price = {name: text.split(name)[1].split(") ")[1][:4] for name in demos.RULES}
    assert at_price == {"never calls": "−0.5", "always calls": "0.55", "as it learned": "0.15", "best_move": "−0.3",
                        "below a threshold": "0.60", "the optimum": "0.65"} and "0.95, 0.95, 0.95" in text


def test_rules_follow_the_function_that_is_handed_in(kept, capsys):
    text = printed(capsys, demos.print_rules, kept, lambda probability, price, found: "silent")
    assert "best_move 0.00 (0.00 to 0.00) 0.00 (0.00 to 0.00)" in text
    seen = []
    demos.rules(demos.questions_of(kept["village 0"]), 0.2, lambda *asked: seen.append(asked) or "answer")
    assert seen[0] == (0.99, 0.2, 0.75)    # of the practised questions, a call finds three out of four


def test_rewards_are_compared_village_by_village(kept, capsys):
    text = printed(capsys, demos.print_rewards, kept)
    assert "examples 0.00 (0.00 to 0.00) 1.00 (1.00 to 1.00) 0.50 (0.50 to 0.50)" in text and "at random 0.00" in text
    assert demos.gain(kept, "price 0.2", "judged").value == pytest.approx(0.1 * (2 - 0.2) / 3)
    text = printed(capsys, demos.print_gains, kept)
    assert "rewards, price 0.2 − examples 0.06" in text and "rewards, price 0.2 − at random 0.00 (0.00 to 0.00)" in text


def test_pictures_say_their_figures(kept):
    run = Run(Question(Fact("Mia", "pet", "dog"), "Mia's"), "dog", "dog", 0.9)
    for plot, told in (
            (loop_picture(run), "Asked for Mia's pet, the agent calls, reads “dog” and says “dog”"),
            (loop_picture(Run(run.question, "", "cat")), "the agent calls nobody and says “cat”"),
            (rules_plot(kept), "at 0.2 it earns 0.15 per question, the optimum 0.65"),
            (rewards_plot(kept), "practised 50 → 60 %, judged 50 → 60 %")):
        assert told in plot.alt and plot.to_png()[:4] == b"\x89PNG"


def test_what_was_measured_is_what_the_lesson_says():
    kept = load_measurement("agents_register")
    found = {name: demos.gain(kept, "price 0.2", use) for name, use in (("practised",) * 2, ("judged",) * 2)}
    assert found["practised"].low > 0.05 and found["judged"].low < 0 and found["judged"].value < 0.0
    assert demos.lead(kept).low > 0    # a threshold beats the agent's own choice
    free, paid = ([demos.of_group(demos.after(figures, way), "withheld", "judged", "called")
                   for figures in kept.results().values()] for way in ("price 0", "price 0.2"))
    assert sum(free) > sum(paid) + 1
    assert all(figures["examples"]["any result"]["runs"]["told, judged"]["called"] <= 0.05
               for figures in kept.results().values())


def test_the_shop_s_books_know_the_order():
    call = '{"tool": "order_status", "arguments": {"order_id": 1005}}'
    assert "delivered" in toolbox_of(11).call(call).text and not toolbox_of(4).call(call).ok
