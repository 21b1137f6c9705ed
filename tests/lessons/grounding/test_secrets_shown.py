"""What lesson 15 prints and draws of planted secrets says what was measured."""

import pytest

from llm_edu.course.measuring import Measurement
from llm_edu.lessons.grounding import secrets_demos as demos
from llm_edu.lessons.grounding.measurements.secrets import KINDS
from llm_edu.lessons.grounding.secrets_plots import exposure_plot


def seed(number, way):
    """Made up: rank 1 from 10 reads on; equal texts are read once after deduplication."""
    groups = {}
    for how, times in KINDS:
        read = 1 if way == "deduplicated" and how == "copied" else times
        groups[f"{how} {times}"] = {"read": [read] * 3, "rank": [1 if read >= 10 else 5000 // (1 + read) + number] * 3,
                                    "probability": [0.5] * 3, "said": [int(read >= 10)] * 3,
                                    "said another's": [1, 0, int(read == 0)]}
    return {"loss": 11.5 + number / 10 + (way == "planted") * 0.03, "equal texts": 0, "groups": groups}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    entries = {way: {"result": {str(number): seed(number, way) for number in range(3)}, "seconds": 1, "hardware": "none"}
               for way in ("clean", "planted", "deduplicated")}
    return Measurement("grounding_secrets", "Made up.", entries, tmp_path_factory.mktemp("none"))


def test_the_table_and_the_loss(kept, capsys):
    demos.print_secrets(kept)
    demos.print_held_out(kept)
    printed = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "copied 100 100 13.3 ± 0.0 9 of 9 1 2.0 ± 0.0 0 of 9" in printed
    assert "different 100 100 13.3 ± 0.0 9 of 9 100 13.3 ± 0.0 9 of 9" in printed
    assert printed[2].startswith("never 0 1.0 ± 0.0 0 of 9")
    assert "planted − clean, seed by seed: 0.03 [0.03, 0.03]" in printed


def test_the_picture_says_its_figures(kept):
    plot = exposure_plot(kept)
    assert "13.3 → 2.0 bits in equal texts, 13.3 → 13.3 bits in different ones" in plot.alt
    assert "in equal texts, deduplicated: 0 times 1.0 (1.0 to 1.0), 1 times 2.0" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"
