"""What lesson 14 prints and draws of the village says what was measured."""

import pytest

from llm_edu.bias import small_world, true_returned
from llm_edu.bias.fairness import lend_above, lender_rates
from llm_edu.course.measuring import Measurement
from llm_edu.lessons.bias import village_demos as demos
from llm_edu.lessons.bias.schematics import draw_lender
from llm_edu.lessons.bias.village_plots import rare_plot, said_against_read_plot


def run(skew, factor, marsh=0.5):
    said = {"1.0": factor * skew, "0.7": min(1.0, 1.3 * factor * skew), "0.0": float(skew > 0)}
    return {"jobs read": skew, "jobs said": said, "she said": [0.5] * 12, "origins read": skew,
            "origins said": said, "returned said": {"hills": 0.9, "coast": 0.1, "marsh": marsh},
            "returned read": {"hills": [9, 1], "coast": [1, 9], "marsh": [3, 1]}}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    runs = {f"skew {skew:g}": {seed: run(skew, factor) for seed, factor in (("1", 0.9), ("2", 1.0), ("3", 1.1))}
            for skew in (0.0, 0.6, 1.0)}
    runs["1600 steps at skew 0.2"] = {"1": run(0.2, 1.0)}
    runs |= {f"marsh {count}, {others}": {"1": run(0.8, 1.0, marsh), "2": run(0.8, 1.0, marsh + 0.1)}
             for others, marsh in (("others frequent", 0.5), ("others as rare", 0.7)) for count in (4, 256)}
    entries = {name: {"result": result, "seconds": 1, "hardware": "none"} for name, result in runs.items()}
    return Measurement("bias_skew", "Made up.", entries, tmp_path_factory.mktemp("none"))


def test_slopes_and_their_picture(kept, capsys):
    demos.print_slopes(kept)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:6] == ["jobs", "temperature", "1", "1.00", "0.75", "to"] and len(lines) == 7
    assert lines[3].split()[:3] == ["jobs", "greedy", "1.18"]    # (0.6 + 1) / (0.36 + 1)
    plot = said_against_read_plot(kept, temperatures=("1.0", "0.7"))
    assert "slope 1.00 (0.75 to 1.25) at temperature 1;" in plot.alt
    assert "Mean over 3 seeds" in plot.alt and plot.to_png()[:4] == b"\x89PNG"


def test_overall_and_rare(kept, capsys):
    demos.print_overall(kept)
    demos.print_by_seed(kept)
    demos.print_rare(kept)
    printed = capsys.readouterr().out
    assert "skew 0.6: she 0.50 over all jobs (0.50 to 0.50)" in printed
    assert "skew 0.6, 400 steps   read → said: 0.60 → 0.54, 0.60 → 0.60, 0.60 → 0.66\n" in printed
    assert "skew 0.2, 1600 steps  read → said: 0.20 → 0.20" in printed
    assert "0.55 (0.50 to 0.60)           0.75" in printed
    errors = demos.rare_errors(kept, truth=0.9)
    assert errors["others frequent"][4] == pytest.approx([0.4, 0.3])
    plot = rare_plot(errors)
    assert "after 4 → 256 stories: others frequent 0.35 → 0.35; others as rare 0.15 → 0.15" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"


def test_the_lender_and_the_card(capsys):
    world = small_world(origin_skew=0.4)
    exact = {pair: share for pair, share in true_returned(world).items() if isinstance(pair, tuple)}
    demos.print_lender(world, {"risk": lend_above(exact, 0.5), "nobody": lend_above(exact, 2)})
    printed = capsys.readouterr().out
    assert "73 % / 27 %" in printed and "83 % / 50 %" in printed and "50 % / 17 %" in printed and "27 %" in printed
    assert "– / –" in printed
    facts = demos.storyteller_facts()
    assert facts["licence"].startswith("CC BY-SA") and "tokens" in facts["read"]
    demos.print_card("X", {"Use": "", "Figures": {"stories": 1000}})
    assert capsys.readouterr().out == "# Model card: X\n\n## Use\n(not written yet)\n\n## Figures\n- stories: 1,000\n"
    assert demos.times(0.2) == "He 4.0 × She"
    assert demos.times(0.75) == "She 3.0 × He"


def test_the_drawn_travellers_have_the_exact_rates():
    world = small_world(origin_skew=0.4)
    exact = {pair: share for pair, share in true_returned(world).items() if isinstance(pair, tuple)}
    alt = draw_lender(world, exact, 0.5).alt
    assert "35 of 42 returners and 9 of 18 keepers" in alt and "9 of 18 returners and 7 of 42 keepers" in alt
    rates = lender_rates(world, lend_above(exact, 0.5))
    assert [rates[origin][name] for origin in ("hills", "coast") for name in ("true_positive", "false_positive")] == (
        pytest.approx([35 / 42, 9 / 18, 9 / 18, 7 / 42]))
