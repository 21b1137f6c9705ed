"""What lesson 15 prints and draws of the silent village says what was measured."""

import pytest

from llm_edu.course.measuring import Measurement
from llm_edu.grounding import Answer, asked_facts, silent_world
from llm_edu.lessons.grounding import village_demos as demos
from llm_edu.lessons.grounding.village_plots import calibration_plot, risk_plot, taught_plot


def group(confidence, right, abstains=0.0):
    return {"confidence": confidence, "right": right, "invented": 0.9, "true": 0.1, "unknown": abstains,
            "abstains": abstains, "names a value": 0.95, "chance": 0.1}


def seed(number, taught=None):
    """Made up: two told facts are known, of two withheld ones the surer guess is wrong."""
    figures = {"told": group([0.99, 0.95], [1, 1]), "withheld": group([0.8, 0.5], [0, 0]), "loss": 20.0 + number}
    if taught is not None:
        figures["told"]["abstains"] = 0.02
        figures |= {"withheld": group([0.8, 0.5], [0, 0], 0.4 + number / 10), "taught": group([0.9], [0], 1.0),
                    "loss": 20.5 + number, "facts": taught + number}
    return figures


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    runs = {"silent": {str(number): seed(number) for number in range(3)},
            "contradicted": {str(number): {"contradicted": group([0.5, 0.5], [1, 0])} for number in range(3)}}
    runs |= {name: {str(number): seed(number, 20) for number in range(3)} for name in ("taught 0.05", "taught 0.1, 4 facts")}
    entries = {name: {"result": result, "seconds": 1, "hardware": "none"} for name, result in runs.items()}
    return Measurement("grounding_village", "Made up.", entries, tmp_path_factory.mktemp("none"))


def test_rates_calibration_and_risk(kept, capsys):
    demos.print_rates(kept)
    demos.print_calibration(kept)
    demos.print_risk(kept)
    printed = " ".join(capsys.readouterr().out.split())
    assert "withheld 0.95 (0.95 to 0.95) 0.00 (0.00 to 0.00) 0.65 (0.65 to 0.65) 0.10" in printed
    assert "contradicted 0.95 (0.95 to 0.95) 0.50 (0.50 to 0.50)" in printed
    assert "withheld calibration error 0.65" in printed and "contradicted calibration error 0.00" in printed
    assert "100% answered: 0.50" in printed and "50% answered: 0.00" in printed
    assert "fewer by 1.00 (1.00 to 1.00); area 0.21" in printed    # (0 + 0 + 1/3 + 1/2) / 4


def test_what_was_taught_and_a_threshold(kept, capsys):
    demos.print_taught(kept)
    demos.print_threshold(kept, (0.9,))
    printed = " ".join(capsys.readouterr().out.split())
    assert "5% of stories, 20 to 22 facts 1.00 (1.00 to 1.00) 0.50 (0.25 to 0.75) 0.02" in printed
    assert "10% of stories, 4 facts" in printed and "0.50 [0.50, 0.50]" in printed
    assert "silent below 0.90: withheld 1.00 (1.00 to 1.00), told 0.00" in printed


def test_answers_and_the_price_of_silence(capsys):
    world = silent_world()
    answers = [Answer(fact, fact.value, 0.5, 0.9, 0.5, 0.0) for fact in asked_facts(world)]
    demos.print_answers(answers, world, count=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["told", "told", "withheld", "withheld"]
    demos.print_price_of_silence(world)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["0.00", "0.100", "2.30", "nats"] and lines[4].split()[2] == "4.61"    # ln 10, 2 ln 10


def test_pictures_say_their_figures(kept):
    plot = calibration_plot(*demos.pooled(kept, "silent", ["told", "withheld"]), name="the village's model")
    assert "The village's model: 81% sure on average, 50% right; calibration error 0.34" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"
    plot = risk_plot({"told and withheld": demos.pooled(kept, "silent", ["told", "withheld"])})
    assert "told and withheld 50% → 0%" in plot.alt and plot.to_png()[:4] == b"\x89PNG"
    plot = taught_plot(kept)
    assert "100 % of the taught facts, 50 % of other withheld" in plot.alt
    assert "price 0.50 [0.50, 0.50] nats a story" in plot.alt and plot.to_png()[:4] == b"\x89PNG"
