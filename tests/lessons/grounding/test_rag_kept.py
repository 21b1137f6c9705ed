"""What was measured of answers from sources agrees with itself and with the rules that made the questions."""

import numpy as np
import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson
from llm_edu.lessons.grounding import rag_demos as demos
from llm_edu.lessons.grounding import rag_plots as plots
from llm_edu.lessons.grounding.measurements import rag
from llm_edu.lessons.grounding.questions import YEAR
from llm_edu.prompting import compare

pytestmark = pytest.mark.asset("wikipedia-leads")


@pytest.fixture(scope="module")
def kept():
    return load_measurement("grounding_rag").results()


def test_what_is_kept_are_answers_to_these_questions(kept):
    assert list(kept) == list(rag.RUNS) and kept["questions"] == rag.asked_about()
    for run in kept.keys() - {"tried", "questions", "searched"}:
        count = rag.COUNT if run in demos.WAYS else rag.FEWER
        columns = kept[run]
        assert {len(column) for column in columns.values()} == {count}, run
        for reply, year, log in zip(columns["reply"], columns["year"], columns["log"]):
            assert year == (YEAR.findall(reply) or [""])[0] and log <= 0
    assert kept["right"]["lead"] == kept["questions"]["lead"]
    assert all(kept[way]["lead"] == [ranking[0] for ranking in kept["searched"][way]]
               for way in ("words", "vectors", "fused"))


def test_counts_add_up(kept):
    assert sum(demos.with_wrong(kept).values()) == rag.COUNT
    for run in demos.ATTACKS:
        plain, checked = (demos.outcomes(kept, run, check) for check in (False, True))
        assert sum(plain.values()) == sum(checked.values()) == rag.FEWER and plain["withheld"] == 0
        assert checked["no year"] == 0
        assert all(checked[kind] <= plain[kind] for kind in ("right", "planted", "another year"))


def test_what_is_printed_and_drawn(kept, capsys):
    for show in (demos.print_ways, demos.print_copying, demos.print_wrong, demos.print_attacks, demos.print_positions,
                 demos.print_citations, demos.print_days, demos.print_abstaining, demos.print_missing,
                 demos.print_cases):
        show(kept)
    printed = capsys.readouterr().out
    assert all(name in printed for name in demos.WAYS.values()) and max(map(len, printed.splitlines())) <= 96
    assert all("%" in draw(kept).alt for draw in (plots.plot_ways, plots.plot_positions))


def test_sources_help_and_wrong_ones_are_copied(kept):
    """What the lesson says of them, with intervals that exclude zero."""
    none, wrong, found, whole = (demos.right(kept, run) for run in ("none", "wrong", "fused", "right"))
    assert compare(found, none).low > 0.5 and compare(whole, none).low > 0.5 and compare(wrong, none).high < 0.05
    copied = [demos.with_wrong(kept, run)["a year of the wrong lead"] for run in ("wrong", "none")]
    assert copied[0] > 5 * copied[1]
    held = demos.supported(kept, "right")
    assert whole[~held].sum() <= 2 and 0.8 < whole[held].mean() < 0.95
    hits, sure = demos.sureness(kept)["fused, log P"]
    assert (~demos.surer_half(hits, sure)).mean() < 0.6 * (~hits).mean()
    assert demos.outcomes(kept, "poisoned", checked=True)["planted"] == demos.outcomes(kept, "poisoned")["planted"] > 30


def test_copying_the_first_year_or_the_last_is_shown_beside_what_is_read(kept, capsys):
    """But for deaths, the first year does as well as SmolLM2: only the answers that are neither show reading."""
    demos.print_copying(kept)
    rows = {line[:24].strip(): line[24:].split() for line in capsys.readouterr().out.splitlines()[1:4]}
    assert rows["all others"] == ["104", "10%", "72%", "66%", "18%"]
    assert rows["neither first nor last"] == ["48", "6%", "60%", "0%", "0%"]
    hits, none, (first, last) = (*(demos.right(kept, run) for run in ("right", "none")),
                                 demos.without_a_model(kept).values())
    others, neither = np.array(kept["questions"]["rule"]) != "death", ~first & ~last
    assert compare(hits[others], first[others]).low < 0 and compare(hits[neither], none[neither]).low > 0.3


def test_the_plain_prompt_is_as_good_as_any_that_was_tried(kept):
    """Within chance: no form has its number of right answers outside of the interval around the first one's."""
    counts = [told["right"] for told in kept["tried"].values()]
    low, high = wilson(counts[0] / rag.TRIED, rag.TRIED)
    assert list(kept["tried"]) == list(rag.FORMS) and max(counts) / rag.TRIED < high and min(counts) / rag.TRIED < low


def test_most_days_that_are_told_beside_a_right_year_are_made_up(kept):
    told = demos.days_told(kept)
    assert len(told) > 40 and sum(not is_there for _, is_there in told) > len(told) / 2


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.asset("smollm2", "wikipedia-leads")
def test_smollm2_answers_the_same_again(kept):
    again = rag.with_lead("right", 4)
    assert again["year"] == kept["right"]["year"][:4]
    assert again["log"] == pytest.approx(kept["right"]["log"][:4], abs=0.02)
