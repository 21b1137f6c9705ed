"""What lesson 13 says of reports and doctors' notes is what is kept."""

import pytest

from llm_edu.applications.numbers import Quantity, numbers_in
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.applications.finance_demos import judged_report, made_up_reports, report_summary
from llm_edu.lessons.applications.medicine_demos import judged, short_dialogues


def test_reports():
    kept = load_measurement("applications_reports").results()["reports"]
    written = list(zip(made_up_reports(32), kept["texts"], strict=True))
    assert kept["rows"] == [judged_report(company, text) for company, text in written]
    assert kept["summary"]["SmolLM2"] == report_summary(kept["rows"])
    assert kept["summary"]["SmolLM2"]["any"] > 16 and kept["summary"]["template"]["any"] == 0
    sums = [any(number.agrees_with(Quantity(sum(row), "$")) for number in numbers_in(text) for row in
                company.values.values()) for company, text in written]
    assert not any(sums)    # no report has the year's sum of anything
    fjord, dune = written[5][1], written[9][1]
    assert "record-breaking" in fjord and "losses were $30,000" in dune and not kept["rows"][9]["unknown"]


@pytest.mark.asset("dialogue-notes")
def test_notes():
    kept = load_measurement("applications_notes").results()
    for run in ("one example", "no example"):
        for each, row in zip(short_dialogues(36), kept[run]["rows"], strict=True):
            assert row == {"note": row["note"]} | judged(each, row["note"])
    ours, without = (kept[run]["summary"] for run in ("one example", "no example"))
    assert ours["another's"] > 12 and without["another's"] == 0
    assert ours["coverage"] < kept["rules"]["longest answer"]["coverage"] + 0.1
    assert sum("62" in row["another's"] for row in kept["one example"]["rows"]) == 29
