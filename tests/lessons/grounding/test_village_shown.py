"""What lesson 15 prints and draws of the silent village says what was measured."""

import pytest

from llm_edu.course.measuring import Measurement, load_measurement
from llm_edu.grounding import Answer, asked_facts, silent_world
from llm_edu.lessons.grounding import village_demos as demos
from llm_edu.lessons.grounding.village_plots import calibration_plot, risk_plot


def group(confidence, right):
    return {"confidence": confidence, "right": right, "names a value": 0.95, "chance": 0.1}


def seed():
    """Made up: two told facts are known, of two withheld ones the surer guess is wrong."""
    return {"told": group([0.99, 0.95], [1, 1]), "withheld": group([0.8, 0.5], [0, 0])}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    runs = {"silent": {str(number): seed() for number in range(3)},
            "contradicted": {str(number): seed() | {"contradicted": group([0.55, 0.65], [1, 0])}
                             for number in range(3)}}
    entries = {name: {"result": result, "seconds": 1, "hardware": "none"} for name, result in runs.items()}
    return Measurement("grounding_village", "Made up.", entries, tmp_path_factory.mktemp("none"))


def test_rates_calibration_and_risk(kept, capsys):
    demos.print_rates(kept)
    demos.print_calibration(kept)
    demos.print_risk(kept)
    printed = " ".join(capsys.readouterr().out.split())
    assert "one village: withheld 0.95 (0.95 to 0.95) 0.00 (0.00 to 0.00) 0.65 (0.65 to 0.65)" in printed
    assert "mixed: contradicted 0.95 (0.95 to 0.95) 0.50 (0.50 to 0.50) 0.60 (0.60 to 0.60)" in printed
    assert "contradicted − withheld: −0.05 (−0.05 to −0.05)" in printed and "right by chance: 0.10" in printed
    assert "withheld calibration error 0.65" in printed and "told and withheld calibration error 0.34" in printed
    assert "told and withheld 0.50 (0.50 to 0.50) 0.33 (0.33 to 0.33) 0.00 (0.00 to 0.00)" in printed
    assert "contradicted 0.50 (0.50 to 0.50) 0.67 (0.67 to 0.67) 1.00 (1.00 to 1.00)" in printed    # the surer is wrong
    assert demos.fall(kept["silent"]["0"]) == 1


def test_what_was_measured_is_what_the_lesson_says():
    kept = load_measurement("grounding_village")
    assert all(demos.fall(figures) >= 0.8 for figures in kept["silent"].values())    # at half the questions
    gap = demos.over_seeds(kept, "contradicted", lambda figures: demos.mean_of(figures["contradicted"]["confidence"])
                           - demos.mean_of(figures["withheld"]["confidence"]))
    assert gap.low < 0 < gap.high


def test_the_figures_are_of_the_function_that_is_handed_in(kept, capsys):
    demos.print_calibration(kept, lambda confidences, correct: 0.25)
    demos.print_risk(kept, lambda confidences, correct: [(1.0, 0.125)])
    printed = capsys.readouterr().out
    assert printed.count("calibration error 0.25") == 3 and printed.count("0.12 (0.12 to 0.12)") == 6


def test_a_threshold(kept, capsys):
    demos.print_threshold(kept, (0.9,))
    printed = " ".join(capsys.readouterr().out.split())
    assert "0.9 1.00 (1.00 to 1.00) 0.00 (0.00 to 0.00)" in printed


def test_answers_of_each_group(capsys):
    world = silent_world()
    answers = [Answer(fact, fact.value, 0.5, 0.9, 0.5) for fact in asked_facts(world)]
    demos.print_answers(answers, world, count=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["told", "told", "withheld", "withheld"]
    assert lines[1].split()[1:] == [f"{answers[0].fact.subject}:", answers[0].fact.relation, answers[0].fact.value,
                                    "0.50", answers[0].fact.value]


def test_pictures_say_their_figures(kept):
    plot = calibration_plot(*demos.pooled(kept, "silent"), name="the village's model")
    assert "The village's model: 81 % sure on average, 50 % right; calibration error 0.34" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"
    plot = risk_plot({"told and withheld": demos.pooled(kept, "silent")})
    assert "told and withheld 50 % → 0 %" in plot.alt and plot.to_png()[:4] == b"\x89PNG"
