"""What lesson 12 says of the kept replies to word problems, and of the scratchpad."""

import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.prompting.measurements import reasoning, scratchpad
from llm_edu.lessons.prompting.reasoning_demos import final_number
from llm_edu.lessons.prompting.reasoning_plots import plot_scratchpad, plot_ways, ways_right


@pytest.mark.asset("asdiv")
def test_what_was_kept_of_the_ways():
    kept = load_measurement("prompting_reasoning")
    right = ways_right(kept)
    assert {len(each) for each in right.values()} == {reasoning.COUNT}
    for way, found in kept.results().items():
        width = reasoning.SAMPLES if way == "five votes" else 1
        assert {len(said) for said in found["said"]} == {width} and len(found["replies"]) == reasoning.SHOWN
        assert [[final_number(reply) for reply in each] for each in found["replies"]] == found["said"][:reasoning.SHOWN]
    assert kept["five votes"]["written"] > 3 * kept["four worked"]["written"] > kept["four answers"]["written"]
    assert all(0 < sum(each) / len(each) < 0.6 for each in right.values())
    alt = plot_ways(kept).alt
    assert alt.startswith("SmolLM2 solves at most 4 of 60 problems; adding up all numbers solves 12% of all 2,084. ")
    assert alt.count("%") == 1 + 3 * 4 and "vote of 5:" in alt and "adding up, on all 2,084: 12%" in alt


def test_what_was_kept_of_the_scratchpad():
    kept = load_measurement("prompting_scratchpad")
    shares = {name: {calls: right / asked for calls, (right, asked) in found["right"].items()}
              for name, found in kept.results().items()}
    assert all(sum(asked for _, asked in found["right"].values()) == scratchpad.ASKED
               for found in kept.results().values())
    assert min(shares["scratchpad"].values()) > 0.8
    assert all(shares[name][calls] < 0.5 for name in ("direct", "pause") for calls in "3456")
    follows, true, asked = kept["scratchpad"]["misled"]
    assert follows > 0.8 * asked and true < 0.2 * asked
    plot = plot_scratchpad({name: found["right"] for name, found in kept.results().items()})
    assert "scratchpad:" in plot.alt and "direct:" in plot.alt
