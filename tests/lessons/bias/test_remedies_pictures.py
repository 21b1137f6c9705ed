"""What lesson 14 prints and draws of the remedies says what was measured."""

import pytest

from llm_edu.lessons.bias import remedies_demos as demos
from llm_edu.lessons.bias.measurements.remedies import SHARES
from llm_edu.lessons.bias.remedies_plots import SHOWN, least, plot_adversaries, remedies_chart


def row(remedy, strength, seed, **fields):
    left = max(0.0, 0.8 - 0.6 * strength) + 0.01 * seed
    return {"remedy": remedy, "strength": strength, "skew": left, "left": left, "greedy": 1.0, "at_pronoun": least(left),
            "elsewhere": 0.4, "beyond": strength / 10 + 2 * (remedy == "adversary"), "half": 0.1, "origin": 0.8,
            "recovered": {"stream": [0.75, 0.1]}} | fields


def run(seed):
    rows = [row("none", 0.0, seed, left=0.8, beyond=0.0)]
    rows += [row(remedy, strength, seed) for remedy, shares in SHARES.items() for strength in shares]
    curves = {f"{strength:g}": {"skew": [[25, 0.5], [50, 0.1 * seed * strength]]} for strength in SHARES["adversary"]}
    return {"rows": rows, "curves": curves}


@pytest.fixture(scope="module")
def kept():
    return {f"seed {seed}": run(seed) for seed in range(3)}


def test_the_chart_says_what_was_paid(kept):
    plot = remedies_chart(kept)
    assert "Removing all bias costs at least 0.37 nats" in plot.alt and "adversary costs up to 2.30 nats" in plot.alt
    for name, *_ in SHOWN.values():
        assert name.capitalize() in plot.alt
    assert "Jobs' direction removed, from weak to strong: bias left 0.66, 0.51, 0.21;" in plot.alt    # not 2: overdone
    assert plot.to_png()[:4] == b"\x89PNG"


def test_curves(kept):
    assert "At strength 3, three seeds end at skews between 0.00 and 0.60" in plot_adversaries(kept).alt


def test_tables(kept, capsys):
    demos.print_remedies(kept, "swapped")
    demos.print_recovered(kept, "adversary")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("3 seeds") and max(map(len, printed)) <= 96
    assert printed[2].split()[:3] == ["swapped", "0.125", "0.73"]
    assert printed[-1] == "adversary 3: 27 of 36 held-out jobs (by seed: 9, 9, 9)"


@pytest.mark.full
@pytest.mark.asset("word2vec")
def test_lipstick(capsys):
    found = demos.lipstick(shares=(0.0, 1.0), controls=2)
    (_, before, *_), (_, after, low, high, clusters) = found["rows"]
    assert before > 0.99 and low < after < high and 0.85 < after < 0.95 and clusters > 0.7
    assert all(0.75 < accuracy < 0.95 and 0.5 <= sorted_by < 0.95 for accuracy, sorted_by in found["controls"])
    assert not {"she", "woman", "actress"} & set(found["she"])
    demos.print_lipstick(found)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 96
