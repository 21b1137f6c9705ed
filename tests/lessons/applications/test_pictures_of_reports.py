"""The pictures of notes, reports and hints say what their figures say."""

from llm_edu.lessons.applications.finance_plots import reports_plot
from llm_edu.lessons.applications.medicine_plots import notes_plot
from llm_edu.lessons.applications.tutor_plots import hints_plot


def texts(plot):
    return [each.get_text() for each in plot.axes[0].texts]


def test_notes():
    found = {name: {"coverage": share, "invention": share / 2, "words": 20.0}
             for name, share in (("all that is said", 1.0), ("longest answer", 0.3), ("one example", 0.2))}
    plot = notes_plot(found)
    assert "cover 20%, less than the patient's longest answer (30%)" in plot.alt
    assert "one example: coverage 20%, invention 10%, 20 words" in plot.alt and "one example, 20 words" in texts(plot)


def test_reports():
    none = {"reports": 32, "unknown": 0, "misplaced": 0, "turned": 0, "any": 0, "no number": 0}
    plot = reports_plot({"SmolLM2": none | {"unknown": 9, "any": 12}, "template": none})
    assert "12 of 32 reports have a wrong number; of the template's 0" in plot.alt
    assert texts(plot) == ["9", "0", "0", "12", "0"]


def test_hints():
    found = {name: {"line": line, "hints": 40, "mentioned": 0.25} for name, line in (("SmolLM2", 3), ("pseudocode", 19))}
    plot = hints_plot(found)
    assert "gives a line away in 3 of 40 hints, and has 25% of what the check said" in plot.alt
    assert "our second hint: 19 of 40" in plot.alt and texts(plot) == ["SmolLM2", "our second hint"]
